"""An item as its page lays it out: its road, its pictures, what is known of it, what can be done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from anlan.domains.dangers import reads as dangers
from anlan.domains.dangers.rules import Danger
from anlan.engines.proofs import receipt as receipts
from anlan.engines.proofs.square import square
from anlan.faces.web import verbs
from anlan.faces.web.calls import called
from anlan.faces.web.looking import closed_page, looks_of
from anlan.faces.web.tasks import of_a_task
from anlan.faces.web.telling import history
from anlan.faces.web.templatetags import terms
from anlan.faces.web.templatetags.look import as_told, brief, moment, short, until, verb_key, verb_word
from anlan.faces.web.templatetags.look import shown as shown_no
from anlan.kernel.intake import reads as ledgers
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.journal.reads import Line
from anlan.kernel.obligations.life import AGAIN, CALL, TASK, Item, State, last_day
from anlan.kernel.obligations.reads import Page, Shown
from anlan.kernel.obligations.rules import Stage
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest

WAITING_MOST = 9
# What whoever is called says at one press: big enough for gloves.
ANSWERS = frozenset({"hear", "ask_again", "pass_on"})
NO_BREAK = "\N{NO-BREAK SPACE}"  # a tick stays beside its word


def pictures(request: VisitRequest, told: Page) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return the first picture of how it was found and the last of how it was put right.

    Of a second look: the last picture by which the danger was closed, and the last of whoever looked again.
    """
    if told.item.source == AGAIN:
        closed = closed_page(request, told)
        return (_pictures(closed)[1] if closed else None, _pictures(told)[1])
    return _pictures(told)


def _pictures(told: Page) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    seen = [one for one in told.evidence if one.media.startswith("image/")]
    before = [one for one in seen if one.stage == Stage.BEFORE]
    after = [one for one in seen if one.stage == Stage.AFTER]
    return (_picture(told, before[0]) if before else None, _picture(told, after[-1]) if after else None)


def pieces(told: Page) -> list[dict[str, Any]]:
    """Return every piece of evidence, and what the next step still asks for."""
    shown: list[dict[str, Any]] = [
        {
            "name": one.caption or one.name,
            "kind": _stage(told.item, one.stage),
            "at": one.at,
            "by": told.names.get(one.person, one.person),
            "href": _src(told, one),
        }
        for one in told.evidence
    ]
    is_asked = told.item.kind not in (TASK, CALL) or told.item.source == AGAIN
    if is_asked and told.item.is_open and not any(one.stage != Stage.BEFORE for one in told.evidence):
        name = _("回头看时的照片或材料") if told.item.source == AGAIN else _("整改后的照片或材料")
        shown.append({"name": name, "kind": _stage(told.item, Stage.AFTER), "missing": True})
    return shown


def _stage(item: Item, stage: Stage) -> Any:
    """Say what a file shows of an item."""
    return _("回头看时") if item.source == AGAIN and stage == Stage.AFTER else terms.STAGES[stage]


def panel(told: Page, where: str) -> dict[str, Any]:
    """Return the head of an item as the panel beside the ledger shows it."""
    item = told.item
    return {
        "no": item.no,
        "kind": item.kind,
        "what": item.what,
        "grade": item.grade,
        "listed": item.listed,
        "where": where,
        "href": f"/i/{short(item.no)}/",
    }


def facts_of(request: VisitRequest, told: Page) -> list[dict[str, Any]]:
    """Return what is known of an item, word by word; what nobody said is left out."""
    item, names = told.item, told.names
    owner = {"name": names.get(item.owner, item.owner), "unit": _unit_of(item.owner)}
    offered = names.get(item.offered_to or "")
    is_task = item.kind == TASK
    links: list[dict[str, Any]] = _episodes(told)
    known: list[tuple[Any, Any]] = [
        (_("移交"), _("已移交给%(to)s，待其接手") % {"to": offered} if offered else None),
        (_("时限"), until(item.due_at) if item.state != State.CLOSED_BEFORE else None),
        *_deadlines(told),
        (_("挂牌督办"), _listed(told)),
        (_("验收人"), None if (is_task and item.source != AGAIN) or item.kind == CALL else _checker(told)),
        (_("登记人"), None if is_task or item.kind == CALL else names.get(item.filed_by)),
        (_("来源"), None if is_task else terms.source(item.source)),
        (_("发现时间"), as_told(item.found_at)),
        (_("监管部门"), terms.department(item.department)),
    ]
    danger: Danger | None = None
    if item.kind == "danger" and item.offered_to not in (request.visit.by.person,):
        danger = request.visit.ask(dangers.danger, {"item": item.no})
    if danger:
        told_of = danger.told
        known += [
            (_("描述"), _beyond(item.what, told_of.description)),
            (_("部位"), told_of.spot),
            (_("类别"), terms.category(told_of.category)),
            (_("依据"), told_of.basis),
            (_("整改措施"), told_of.measures),
            (_("临时管控"), told_of.control),
            *_assured(danger),
        ]
        links += closed_here(request, item.organisation, told_of.spot, told_of.category, but=item.no)
    if item.kind == CALL:
        known[:0] = called(request, told)
    known += _remarks(request, item)
    shown = [{"word": w, "value": v} for w, v in known if v]
    unit = _unit(request, told)
    links = [*looks_of(request, told), *links]
    return [{"word": _("责任人"), "chip": owner}, *unit, *shown, *links, *of_a_task(request, told)]


def _unit_of(person: str) -> str:
    """Return to which unit somebody belongs: who owes what stands at an enterprise need not be of it."""
    try:
        unit = registry.person(person).organisation
    except NotHere:  # an old ledger may name somebody of whom nothing more is known
        return ""
    return registry.names([unit])[unit]


def _times(n: int) -> str:
    return ngettext("%(n)s 次", "%(n)s 次", n) % {"n": n}


def _remarks(request: VisitRequest, item: Item) -> list[tuple[str, str]]:
    """Return what a ledger from outside says of an item beside what it is."""
    if item.offered_to == request.visit.by.person:
        return []
    return [
        (remark.zh if request.language == "zh" else remark.en, _("台账所记：%(text)s") % {"text": remark.text})
        for remark in request.visit.ask(ledgers.remarks, {"no": item.no})
    ]


def _unit(request: VisitRequest, told: Page) -> list[dict[str, Any]]:
    """Return the way to the file of the unit; whom it was only offered to learns the rest when he takes it."""
    no = told.item.organisation
    if told.item.offered_to == request.visit.by.person or no not in told.names:
        return []
    return [{"word": _("单位"), "value": told.names[no], "href": f"/e/{no}/"}]


def actions(told: Page, role: str, behalf: Sequence[str]) -> list[dict[str, Any]]:
    """Return what can be done now, the next step first and filled; what needs words leads to a form."""
    href = f"/i/{short(told.item.no)}/"
    shown: list[dict[str, Any]] = []
    for verb in (*told.verbs, *behalf):
        if role not in verbs.act_for(told.item, verb).may:
            continue
        if verb == "recur" and _recurred(told, "former"):  # the last episode is the one that goes on
            continue
        action: dict[str, Any] = {"word": verb_word(verb), "key": verb_key(verb), "primary": not shown}
        action["tall"] = told.item.kind == CALL and verb in ANSWERS
        if verb in behalf:
            owner = told.names.get(told.item.owner, "")
            action["word"] = _("代%(owner)s：%(verb)s") % {"owner": owner, "verb": verb_word(verb)}
        if verb == "correct" or verbs.asks(told.item, verb):
            action["href"] = f"{href}{verb}/" + ("?behalf=1" if verb in behalf else "")
        else:
            action |= {"url": f"{href}{verb}/", "fields": {"behalf": "1"} if verb in behalf else {}}
        shown.append(action)
    return shown


def papers(told: Page) -> list[dict[str, Any]]:
    """Return the papers that can be printed of a danger, as it stands."""
    if told.item.kind != "danger":
        return []
    is_struck = told.item.state == State.STRUCK_OFF
    offered = [
        (_("整改通知书"), "notice", True),
        (_("复查意见书"), "recheck", is_struck or told.item.returns > 0),
        (_("闭环卡"), "closure", is_struck),
    ]
    return [{"word": w, "href": f"/i/{short(told.item.no)}/{kind}.pdf"} for w, kind, is_there in offered if is_there]


def proof(told: Page, packed: str) -> dict[str, Any]:
    """Return in words what a receipt proves: what was recorded, by whom and when, in which journal, under which key."""
    receipt = receipts.unpack(packed)
    header, head = json.loads(receipt.header), receipt.signed.said()
    entry = _("%(origin)s 账本第 %(seq)s 条") % {"origin": header["origin"], "seq": receipt.seq}
    sealed = {"at": moment(datetime.fromisoformat(head.at)), "n": head.size}
    known = (
        (_("事项"), f"{shown_no(told.item.no)} {told.item.what}"),
        (pgettext("who", "验收销号"), told.names.get(header["actor"], header["actor"])),
        (_("何时"), moment(datetime.fromisoformat(header["recorded_at"]))),
        (_("记在"), entry),
        (_("封存"), _("在 %(at)s 签名封存的 %(n)s 条之内") % sealed),
    )
    key = receipt.signed.key
    return {
        "facts": [{"word": word, "value": value} for word, value in known],
        "key": key,
        "key_shown": " ".join(wrap(key, 4)),
        "length": len(packed),
        "square": square(packed),
    }


def waits_for(told: Page, person: str) -> str | None:
    """Say who has the next step of an item, to everybody but to whom it is."""
    who, verb = told.next_person, told.next_verb
    if who is None or verb is None:
        return None
    if told.task and not told.item.is_waiting:
        asked = {"who": told.names.get(who, who), "no": short(told.task)}
        return _("原责任人已离任。下一步：%(who)s 明确接手人（任务 #%(no)s）。") % asked
    if told.task:
        asked = {"who": told.names.get(who, who), "no": short(told.task)}
        return _("此处无人验收这类事项。下一步：%(who)s 明确验收人（任务 #%(no)s）。") % asked
    if who == person:
        return None
    asked = {"who": told.names.get(who, who), "verb": verb_word(verb)}
    if told.item.state == State.SUBMITTED and told.item.owner == person and told.item.kind != TASK:
        return _("下一步：%(who)s %(verb)s。整改的人不能验收自己的。") % asked
    return _("下一步：%(who)s %(verb)s。") % asked


def story(told: Page, language: str) -> list[dict[str, Any]]:
    """Return the history of an item; what the speaker claims of the time stands beside it."""

    def claimed(line: Line) -> str | None:
        return _("发生于 %(at)s") % {"at": brief(line.happened_at)} if line.happened_at else None

    return history(told.item.no, told.lines, told.names, claimed)


def _beyond(what: str, description: str) -> str:
    """Return a description that says more than the title above it, or nothing."""
    return "" if description.strip(" 。.") == what.strip(" 。.") else description


def closed_here(
    request: VisitRequest, organisation: str, spot: str, category: str | None, *, but: str | None = None
) -> list[dict[str, Any]]:
    """Return links to what was struck off at the same spot, or of the same category there, not long ago."""
    asked = {"organisation": organisation, "spot": spot} | ({"category": category} if category else {})
    found: tuple[Item, ...] = request.visit.ask(dangers.closed_here, asked)
    links = [
        {"href": f"/i/{short(one.no)}/", "word": f"{shown_no(one.no)} {one.what}", "note": as_told(one.ended_at)}
        for one in found
        if one.no != but
    ]
    return [{"word": _("以前在这里销过号"), "links": links[:WAITING_MOST]}] if links else []


def _episodes(told: Page) -> list[dict[str, Any]]:
    """Return links to the episode before this one, and to the one after it."""
    around = ((_("上一次"), _recurred(told, "item"), "former"), (_("复发后登记为"), _recurred(told, "former"), "item"))
    return [
        {"word": word, "value": shown_no(getattr(fact, other)), "href": f"/i/{short(getattr(fact, other))}/"}
        for word, fact, other in around
        if fact is not None
    ]


def _recurred(told: Page, part: str) -> Any:
    """Return what was said when this item recurred (as the `former`), or began as a new episode (as the `item`)."""
    said = [line.fact for line in told.lines if line.name == "dangers.recurred" and line.fact]
    return next((fact for fact in reversed(said) if getattr(fact, part) == told.item.no), None)


def _assured(danger: Danger) -> list[tuple[Any, Any]]:
    """Return the five assurances of a major danger as five ticks, and what was said of each."""
    if danger.item.grade != "major":
        return []
    said = {word: getattr(danger.assured, word).strip() for word in terms.ASSURED}
    ticks = "　".join(f"{'✓' if text else '○'}{NO_BREAK}{terms.ASSURED[word]}" for word, text in said.items())
    n = sum(bool(text) for text in said.values())
    told = [(terms.ASSURED[word], text) for word, text in said.items() if text and word not in ("measures", "deadline")]
    return [(_("五落实"), _("%(ticks)s（已落实 %(n)s 项）") % {"ticks": ticks, "n": n}), *told]


def _deadlines(told: Page) -> list[tuple[Any, Any]]:
    """Return what was done to the deadline of an item: what is asked for, how often it moved, how often it lapsed."""
    item, names = told.item, told.names
    lapses = item.lapses + (item.is_open and item.due_at <= told.at)
    asked = {
        "who": names.get(item.asked_by or ""),
        "approver": names.get(item.approver or ""),
        "day": last_day(item.asked_due_at) if item.asked_due_at else "",
    }
    return [
        (_("现责任人自"), moment(item.held_since) if item.held_since and item.held_since != item.filed_at else None),
        (_("退回分派"), _("%(who)s说不归其管") % {"who": names.get(item.disowned_by)} if item.disowned_by else None),
        (_("申请延期"), _("%(who)s申请延期到 %(day)s，待%(approver)s批准") % asked if item.asked_due_at else None),
        (_("已延期"), _times(item.extensions) if item.extensions else None),
        (_("逾期记录"), _("%(n)s 次，延期后仍计入") % {"n": lapses} if item.lapses else None),
    ]


def _listed(told: Page) -> str | None:
    """Say at which level an item is listed for supervision, by which notice, by whom and until when."""
    said: list[Any] = [line.fact for line in told.lines if line.name == "items.listed" and line.fact]
    if not told.item.listed or not said:
        return None
    return _("%(level)s · %(notice)s · %(department)s · 期限 %(day)s") % {
        "level": terms.LISTED.get(said[-1].level, said[-1].level),
        "notice": said[-1].notice,
        "department": terms.department(said[-1].department),
        "day": last_day(said[-1].until),
    }


def _checker(told: Page) -> str | None:
    """Return who checks an item, or would; where nobody does, say so."""
    return told.names.get(told.checker or "") or (_("这里还没有人验收这类事项") if told.item.is_open else None)


def _picture(told: Page, one: Shown) -> dict[str, Any]:
    return {
        "src": _src(told, one),
        "small": f"{_src(told, one)}?small=1",
        "alt": _("%(stage)s：%(what)s")
        % {"stage": _stage(told.item, one.stage), "what": one.caption or told.item.what},
        "taken_at": one.at,
        "by": told.names.get(one.person, one.person),
        "note": f"SHA-256 {one.file[:8]}…",
    }


def _src(told: Page, one: Shown) -> str:
    return f"/i/{short(told.item.no)}/files/{one.file}/"
