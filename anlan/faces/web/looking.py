"""Second looks as pages tell them: on the danger that was closed, and on the task to look whether it stayed away."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from anlan.faces.web.templatetags.look import as_told, step_word, until
from anlan.faces.web.templatetags.look import shown as shown_no
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.looks import reads as looks
from anlan.kernel.looks.rules import Finding, Ground, Seen
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.life import AGAIN, State
from anlan.kernel.obligations.reads import Page
from anlan.kernel.registry.door import VisitRequest
from anlan.kernel.registry.forms import short


def looks_of(request: VisitRequest, told: Page) -> list[dict[str, Any]]:
    """Return what is known of the second looks at a danger, or of the one for which this task is open."""
    item = told.item
    if item.source != AGAIN and not (item.kind == "danger" and item.state in (State.STRUCK_OFF, State.CLOSED_BEFORE)):
        return []
    if item.offered_to == request.visit.by.person:  # who is offered it may not see it otherwise
        return []
    seen: tuple[Seen, ...] = request.visit.ask(looks.looks, {"item": [item.no]})
    if item.source == AGAIN:
        return _of_the_task(seen[0])
    links = [
        {
            "href": f"/i/{short(one.task.no)}/",
            "word": shown_no(one.task.no),
            "note": found_of(one) or _("还没有结论，期限 %(day)s") % {"day": until(one.task.due_at)},
        }
        for one in seen
    ]
    return [{"word": _("回头看"), "links": links}] if links else []


def closed_page(request: VisitRequest, told: Page) -> Page | None:
    """Return the page of the danger at which a task has somebody look again, if the visitor sees it."""
    if told.item.offered_to == request.visit.by.person:
        return None
    [seen] = request.visit.ask(looks.looks, {"item": [told.item.no]})
    try:
        page: Page = request.visit.ask(items.show, {"no": [seen.danger.no]})
    except NotHere:
        return None
    return page


def found_on(request: VisitRequest, told: Page) -> str:
    """Say to whoever accepts a second look what was found; of other items there is nothing to say."""
    if told.item.source != AGAIN or told.item.state != State.SUBMITTED:
        return ""
    [seen] = request.visit.ask(looks.looks, {"item": [told.item.no]})
    return step_word(seen.look.finding) if seen.look.finding else ""


def found_of(one: Seen) -> str:
    """Say what a second look found, and whether that was accepted; nothing, while nobody has said it."""
    if one.look.finding is None or one.task.state not in (State.SUBMITTED, State.STRUCK_OFF):
        return ""
    found = step_word(one.look.finding)
    return found if one.task.state == State.STRUCK_OFF else _("%(found)s，待验收") % {"found": found}


def _of_the_task(one: Seen) -> list[dict[str, Any]]:
    danger, found = one.danger, found_of(one)
    why = (
        _("重大隐患销号满期，看它有没有再出现。")
        if one.look.ground == Ground.MAJOR
        else _("销号抽查抽中，看它是不是真的整改了、有没有再出现。")
    )
    shown: list[dict[str, Any]] = [{"word": _("缘由"), "value": why}]
    if one.task.is_open:
        how = _("到现场看，拍照，写明看到什么，再提请验收；又出现的，先在原隐患上登记复发。")
        shown.append({"word": _("怎么办"), "value": how})
    href = f"/i/{short(danger.no)}/"
    word = f"{shown_no(danger.no)} {danger.what}"
    links = [{"href": href, "word": word, "note": _("%(day)s 销号") % {"day": as_told(one.look.struck_at)}}]
    shown.append({"word": _("看哪一条"), "links": links})
    if found:
        shown.append({"word": _("结论"), "value": found})
    if one.look.finding == Finding.THERE and not one.is_there_again and not settings.AS_OF:
        shown.append({"word": _("登记复发"), "value": _("去登记"), "href": f"{href}recur/"})
    return shown
