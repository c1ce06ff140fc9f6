"""Sources of warnings: which there are, how old what each said is, what is wrong with one; to add, try or remove."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.faces.web.asking import asked_form
from anlan.faces.web.frame import framed
from anlan.faces.web.letters import tabs
from anlan.faces.web.templatetags.look import step_word
from anlan.faces.web.verbs import Ask
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest, page, trying
from anlan.kernel.registry.may import OFFICIALS
from anlan.kernel.sources import acts, hooks, keeping, reads
from anlan.kernel.sources.asking import Failed
from anlan.kernel.sources.facts import Kind
from anlan.kernel.sources.reads import KEEPERS, Source
from anlan.kernel.sources.rules import CERTIFICATE_SOON, WRONG

CRUMB = {"crumb": {"href": "/sources/", "word": gettext_lazy("预警来源")}}
ADDRESSES = {
    Kind.FEED: Ask(
        name="address",
        label=gettext_lazy("地址"),
        kind="text",
        hint=gettext_lazy("https:// 开头的 Atom、RSS 或 CAP 地址，每分钟取一次。"),
    ),
    Kind.FOLDER: Ask(
        name="address",
        label=gettext_lazy("文件夹"),
        kind="text",
        hint=gettext_lazy("收件文件夹（inbox）内的相对路径，如 weather。文件放稳后读取，再移入 done。"),
    ),
}
BEFORE = (
    Ask(name="called", label=gettext_lazy("名称"), kind="text"),
    Ask(
        name="place",
        label=gettext_lazy("所属地方的代码"),
        kind="text",
        hint=gettext_lazy("您管的地方或其下属。看不出区域的消息归这里。"),
    ),
)
AFTER = (
    Ask(
        name="senders",
        label=gettext_lazy("可送来哪些发布单位的预警"),
        hint=gettext_lazy("CAP 的 sender，一行一个。别的发布单位的，先隔离待人核实。"),
    ),
    Ask(
        name="certificate",
        label=gettext_lazy("签名者的证书（PEM）"),
        required=False,
        hint=gettext_lazy("填了就要求签名：没有签名或验不通过的，先隔离待人核实。"),
    ),
    Ask(
        name="late_minutes",
        label=gettext_lazy("静默多少分钟算晚"),
        kind="text",
        hint=gettext_lazy("超过这个时间没有应答，看守进程告警。"),
    ),
)


@page(may=reads.SEEING)
def sources(request: VisitRequest) -> HttpResponse:
    """List the sources that bring warnings to one's place, each with its age and what is wrong with it."""
    return _page(request)


@page(may=KEEPERS, methods=("GET", "POST"))
def new(request: VisitRequest, kind: str) -> HttpResponse:
    """Ask what is to be known of a new source, and add it; of a webhook the key is shown this once."""
    if kind not in set(Kind):
        raise NotHere
    request.visit.must_be_fresh()  # before the form is filled in: what was typed would be lost
    typed = (
        request.POST.dict() if request.method == "POST" else {"late_minutes": "60", "place": request.visit.post.place}
    )
    if request.method == "POST":
        with trying(request):
            no = request.visit.do(acts.add, _told(request, Kind(kind))).subject
            if kind == Kind.WEBHOOK:
                return _page(request, key={"no": no, "key": hooks.key_of(no), "href": f"/hooks/{no}/"})
            return HttpResponseRedirect(f"/sources/?added={no}")
    address = ADDRESSES.get(Kind(kind))
    asks = (*BEFORE, *((address,) if address else ()), *AFTER)
    shown = {"word": _("新增来源"), "under": step_word(kind), "url": f"/sources/new/{kind}/", "back": "/sources/"}
    return asked_form(request, asks, {}, typed, **shown | CRUMB)


@page(may=KEEPERS, methods=("POST",))
def try_(request: VisitRequest, no: str) -> HttpResponse:
    """Ask a source now, and show what came; nothing is taken in."""
    found: Source = request.visit.ask(reads.source, {"no": [no]})
    try:
        messages, links = keeping.tried(found, at=request.at)
    except Failed as failed:
        sentence = WRONG[failed.code][request.language == "en"].format(**failed.params)
        return _page(request, tried={"sentence": f"{found.told.called}：{sentence}", "warn": True})
    told = {"name": found.told.called, "n": len(messages), "links": links}
    sentence = _("%(name)s：读到 %(n)s 条消息、%(links)s 个链接。什么都没有接收。") % told
    return _page(request, tried={"sentence": sentence, "warn": False})


@page(may=KEEPERS, methods=("POST",))
def remove(request: VisitRequest, no: str) -> HttpResponse:
    """Let a source bring nothing any more."""
    with trying(request):
        request.visit.do(acts.remove, {"source": no})
        return HttpResponseRedirect("/sources/?removed=1")
    return _page(request)


def _told(request: VisitRequest, kind: Kind) -> dict[str, Any]:
    """Return the words of the form; whoever gives a certificate demands a signature."""
    said = {word: request.POST.get(word, "") for word in ("called", "place", "address", "certificate", "late_minutes")}
    senders = [one.strip() for one in request.POST.get("senders", "").splitlines() if one.strip()]
    is_signed = str(bool(said["certificate"].strip())).lower()
    return said | {"kind": kind.value, "senders": senders, "is_signed": is_signed}


def _page(request: VisitRequest, **more: Any) -> HttpResponse:
    told: tuple[Source, ...] = request.visit.ask(reads.sources, {})
    is_keeper = request.visit.post.role in KEEPERS
    names = registry.names({one.told.place for one in told})
    done = {"added": _("来源已新增"), "removed": _("来源已停用")}
    sentence = next((done[word] for word in done if word in request.GET and request.method == "GET"), None)
    shown = framed(
        request,
        "warnings" if request.visit.post.role in OFFICIALS else "sources",
        rows=[_row(request, one, names, is_keeper=is_keeper) for one in told],
        tabs=tabs(request, here="sources") if request.visit.post.role in OFFICIALS else [],
        kinds=[{"href": f"/sources/new/{kind}/", "word": step_word(kind)} for kind in Kind] if is_keeper else [],
        wrong=request.no.says if request.no else "",
        toast={"sentence": sentence} if sentence else None,
        **more,
    )
    return render(request, "pages/sources.html", shown, status=request.no.status if request.no else 200)


def _row(request: VisitRequest, one: Source, names: dict[str, str], *, is_keeper: bool) -> dict[str, Any]:
    soon = one.certificate_until is not None and one.certificate_until - request.at < CERTIFICATE_SOON
    actions = [
        {"word": _("试取"), "url": f"/sources/{one.no}/try/", "small": True},
        {"word": _("停用"), "url": f"/sources/{one.no}/remove/", "small": True},
    ]
    return {
        "called": one.told.called,
        "no": one.no,
        "kind": step_word(one.told.kind),
        "place": names[one.told.place],
        "address": one.told.address if is_keeper else "",
        "senders": one.told.senders,
        "is_signed": one.told.is_signed,
        "late_minutes": one.told.late_minutes,
        "heard_at": one.heard_at,
        "brought_at": one.brought_at,
        "is_late": one.is_late(request.at),
        "wrong": one.says(request.language),
        "wrong_since": one.wrong_since,
        "certificate_until": one.certificate_until if soon else None,
        "actions": [action for action in actions if one.told.kind != Kind.WEBHOOK or "try" not in str(action["url"])]
        if is_keeper
        else [],
    }
