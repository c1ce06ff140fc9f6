"""What every page behind the door shows around its content: who is here, where, and the places there are."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan.domains.dangers import acts as dangers
from anlan.domains.warning import reads as warnings
from anlan.faces.web.templatetags.look import brief, short
from anlan.faces.web.templatetags.look import shown as shown_no
from anlan.faces.web.templatetags.times import moment
from anlan.kernel.chase import reads as chase
from anlan.kernel.chase.acts import CONFIRMING
from anlan.kernel.chase.rules import STOPPED, Jump, Stopped
from anlan.kernel.credentials.people import SEEING
from anlan.kernel.duty import hours
from anlan.kernel.duty.acts import ROSTERING
from anlan.kernel.duty.watch import Watch
from anlan.kernel.intake import acts as intake
from anlan.kernel.intake.rules import TAKEN_BY
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import NotHere, day_of
from anlan.kernel.notices import reads as notices
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.many import undoable_many
from anlan.kernel.obligations.sums import Sums
from anlan.kernel.registry import door
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import Visit, VisitRequest
from anlan.kernel.registry.forms import Malformed
from anlan.kernel.registry.may import ADMINISTRATORS, OFFICIALS, Role
from anlan.kernel.sources import reads as sources
from anlan.kernel.sources.reads import Source
from anlan.kernel.upkeep import reads as upkeep

# Whoever may bring in a ledger sees the place where that is done.
IMPORTERS = intake.ask_import.may & frozenset().union(*(ACTS[name].may for name in TAKEN_BY.values()))

# Whoever may file a danger finds the form in the bar of the phone.
FILERS = dangers.file.may

# Who is told that the house does not do its part: who counts on it, and who looks after the machine.
HEARS = OFFICIALS | {Role.SYSTEM}

# What is said when something was just done.
DONE = {
    "file": _("%(no)s 已登记"),
    "accept": _("%(no)s 已接收"),
    "note": _("%(no)s 进展已记下"),
    "attach": _("%(no)s 证据已上传"),
    "submit": _("%(no)s 已提请验收"),
    "return_": _("%(no)s 已退回"),
    "strike_off": _("%(no)s 已销号"),
    "hand_over": _("%(no)s 已移交，待对方接手"),
    "take": _("%(no)s 已接手"),
    "decline": _("%(no)s 已谢绝"),
    "nudge": _("%(no)s 已催办"),
    "void": _("%(no)s 已作废"),
    "correct": _("%(no)s 已更正"),
    "disown": _("%(no)s 已退回分派"),
    "assign": _("%(no)s 已分派，待对方接收"),
    "name_owner": _("%(no)s 已明确接手人"),
    "ask_extension": _("%(no)s 已申请延期，待批"),
    "extend": _("%(no)s 已批准延期"),
    "refuse_extension": _("%(no)s 未准延期"),
    "assure": _("%(no)s 五落实已填报"),
    "regrade": _("%(no)s 已重新定级"),
    "list_": _("%(no)s 已挂牌督办"),
    "delist": _("%(no)s 已摘牌"),
    "recur": _("%(no)s 已按复发登记"),
    "take_back": _("%(no)s 已撤回，恢复原状"),
    "hear": _("%(no)s 已收到"),
    "repeat": _("%(no)s 复述已记下"),
    "report": _("%(no)s 行动已上报"),
    "ask_again": _("%(no)s 已告知值班，会再联系您"),
    "pass_on": _("%(no)s 已转给副手，他应答以前仍由您负责"),
    "told": _("%(no)s 应答已代为登记"),
    "miss": _("%(no)s 未接已登记"),
}
NEVER_BACK = frozenset(
    {"take_back", "assure", "hear", "repeat", "report", "ask_again", "pass_on", "told", "miss"}
)  # what moves no item is said, and cannot be taken back
# … and when it was done to many at once.
DONE_MANY = {
    "nudge_many": _("已催办 %(n)s 件"),
    "hand_over_many": _("已移交 %(n)s 件，待对方接手"),
    "assign_many": _("已分派 %(n)s 件，待对方接收"),
    "take_back_many": _("已整批撤回，全部恢复原状"),
}


def framed(request: VisitRequest, here: str, **shown: Any) -> dict[str, Any]:
    """Return what a page shows together with its frame; `here` is the place it belongs to."""
    visit = request.visit
    others = [post for post in request.posts if post.no != visit.post.no]
    does = visit.post.role not in ADMINISTRATORS
    keeper = hours.keeper_at(visit.post.place, at=request.at) if does else None
    kept_by = (keeper.kept_by or keeper.officer) if keeper else ""
    named = [visit.by.person, visit.post.organisation, visit.post.no, *(post.no for post in others)]
    names = registry.names([*named, *filter(None, [kept_by])])
    sums: Sums | None = visit.ask(items.sums, {}) if does else None
    frame = {
        "here": here,
        "person": names[visit.by.person],
        "person_no": visit.by.person,
        "post": names[visit.post.no],
        "unit": names[visit.post.organisation],
        "posts": [{"no": post.no, "word": names[post.no]} for post in others],
        "scope": registry.path_of(visit.post.place, on=day_of(request.at)),
        "waiting": sums.mine_now if sums else 0,
        "overdue": sums.overdue if sums else 0,
        "ledger": does,
        "warnings": visit.post.role in OFFICIALS,
        "warned": visit.ask(warnings.waiting, {}) if visit.post.role in OFFICIALS else 0,
        "imports": visit.post.role in IMPORTERS and not settings.AS_OF,
        "file": "/items/new/" if visit.post.role in FILERS and not settings.AS_OF else None,
        "search": None if does else False,
        "demo": door.is_demo(),
        "unread": visit.ask(notices.unread, {}) if does else None,
        "heard": getattr(request, "heard", None) if does and not settings.AS_OF else None,
        "as_of": settings.AS_OF,
        "onward": request.get_full_path() if request.method == "GET" else "/",
        "asked": request.GET.get("q", ""),
        "duty": _on_duty(keeper, names[kept_by], visit.post.role) if keeper else None,
        "watches": does,
        "people": visit.post.role in SEEING,
        "unkept": keeper is None and visit.post.role in ROSTERING,
    }
    return {"frame": frame | _beside(request), "sums": sums, "now": visit.at, "toast": _toast(request), **shown}


def _on_duty(keeper: Watch, name: str, role: str) -> dict[str, Any]:
    """Return who is on duty for the visitor's place; who has not come yet is marked so."""
    href = f"/watches/{keeper.no}/" if role in OFFICIALS else None
    return {"name": name, "href": href, "is_begun": keeper.begun_at is not None}


def _restored() -> list[str]:
    """Say that the house goes on from a backup, until who keeps it has said that he knows."""
    back = upkeep.restored()
    if back is None:
        return []
    said = {"made": moment(back.made_at), "at": moment(back.at), "lost": back.lost}
    if back.lost:
        return [_("本系统于%(at)s由%(made)s的备份恢复，其后至少%(lost)s条记录没有恢复。") % said]
    return [_("本系统于%(at)s由%(made)s的备份恢复，其后所记可能没有恢复。") % said]


def _beside(request: VisitRequest) -> dict[str, Any]:
    """Return what stands at the head of a page of what goes on beside the pages, for whoever counts on it."""
    if request.visit.post.role not in HEARS:
        return {"stopped": (), "moved": None}
    stopped, jump = chase.beside_the_pages(request.at)
    said = [*_restored(), *_late(request), *map(_stands, stopped)]
    return {"stopped": said, "moved": _moved(jump, request.visit)}


def _late(request: VisitRequest) -> list[str]:
    """Say which source of warnings is late, and since when."""
    return [
        _("预警来源“%(name)s”静默已久（自%(since)s）。")
        % {"name": one.told.called, "since": brief(one.heard_at or one.added_at)}
        for one in sources_late(request)
    ]


def _stands(stopped: Stopped) -> str:
    """Say what has stopped of that which goes on beside the pages, and since when."""
    words = STOPPED[stopped.what][get_language() == "en"]
    return _("%(what)s（自%(since)s）。") % {"what": words, "since": brief(stopped.since)}


def _moved(jump: Jump | None, visit: Visit) -> dict[str, Any] | None:
    """Return what a page says of a clock that was moved, and where whoever may confirms it."""
    if jump is None:
        return None
    way = {"href": "/clock/", "word": _("核对时钟")} if visit.post.role in CONFIRMING else {}
    return {"sentence": moved_clock(jump), **way}


def moved_clock(jump: Jump) -> str:
    """Say how the clock was moved, and what waits because of it."""
    told = {"at": brief(jump.at), "minutes": abs(jump.seconds) // 60}
    if jump.is_forward:
        return _("服务器时钟向前跳了 %(minutes)s 分钟（%(at)s）。叫应升级和督催已停住，等人核对。") % told
    return _("服务器时钟向后跳了 %(minutes)s 分钟（%(at)s）。此前发出的叫应会晚升级，请人工看叫应台。") % told


def sources_late(request: VisitRequest) -> list[Source]:
    """Return the sources that bring warnings to the visitor's place and are late."""
    return [one for one in request.visit.ask(sources.sources, {}) if one.is_late(request.at)]


def _toast(request: VisitRequest) -> dict[str, Any] | None:
    """Say what was just done, if the address tells of it, and offer to take it back while that may be."""
    done, no, key = (request.GET.get(word, "") for word in ("done", "of", "key"))
    if done in DONE_MANY and key and request.visit.post.role not in ADMINISTRATORS:
        return _toast_of_many(request, done, key)
    if done not in DONE or not no or not key or request.visit.post.role in ADMINISTRATORS:
        return None
    sentence = DONE[done] % {"no": shown_no(no)}
    try:
        seconds = request.visit.ask(items.undoable, {"no": [no], "key": [key]})
    except (NotHere, Malformed):
        return None
    if not seconds:
        return {"sentence": sentence} if done in NEVER_BACK else None
    return {"sentence": sentence, "undo": f"/i/{short(no)}/take_back/", "fields": {"key": key}, "seconds": seconds}


def _toast_of_many(request: VisitRequest, done: str, key: str) -> dict[str, Any] | None:
    """Say what was just done to many items, and offer to take it back as a whole."""
    n = request.GET.get("n", "")
    sentence = DONE_MANY[done] % {"n": n if n.isdecimal() else "…"}
    if done == "take_back_many":
        return {"sentence": sentence}
    seconds = request.visit.ask(undoable_many, {"key": [key]})
    undo = {"undo": "/items/many/take_back/", "fields": {"key": key}, "seconds": seconds}
    return {"sentence": sentence} | undo if seconds else None
