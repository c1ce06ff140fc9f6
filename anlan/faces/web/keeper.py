"""The home of the three administrators: what waits for a second one, the audit lines, and what they do elsewhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags import terms
from anlan.kernel.audit import reads as audit
from anlan.kernel.credentials import acts as factor_acts
from anlan.kernel.credentials import reads as credentials
from anlan.kernel.credentials.rules import Ending, Removal
from anlan.kernel.journal.facts import day_of
from anlan.kernel.registry import acts as registry_acts
from anlan.kernel.registry import laws, noes
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest, page, trying
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.noes import AND_MORE, PAGE, Audited
from anlan.kernel.registry.rules import CONSOLE, Proposed
from anlan.kernel.sources import reads as sources
from anlan.kernel.upkeep import acts as upkeep_acts
from anlan.kernel.upkeep import reads as upkeep
from anlan.kernel.upkeep.rules import BACKUP_OLD, PROOF_OLD

DIGEST = 64  # characters of a hash, as backups and keys are told apart
ERASING = ((gettext_lazy("删除一个人的个人信息"), "anlan registry erase-person"),)
# What each administrator does at the console, where the pages have no form for it.
BY_COMMAND = {
    Role.SYSTEM: ((gettext_lazy("停用一个账号"), "anlan account shut"), *ERASING),
    Role.SECURITY: ERASING,
    Role.AUDIT: (
        (gettext_lazy("核对账本有没有被改"), "anlan verify"),
        (gettext_lazy("核对各表是否与账本一致"), "anlan rebuild --check"),
        (gettext_lazy("把审计记录取成 JSON"), "anlan registry audit-lines --json"),
        (gettext_lazy("把管理员办理记录取成 JSON"), "anlan audit deeds --json"),
    ),
}


def home(request: VisitRequest) -> HttpResponse:
    """Show an administrator what is his to see."""
    role = Role(request.visit.post.role)
    removals = request.visit.ask(credentials.removals, {})
    shown: dict[str, Any] = {"commands": [{"word": word, "value": line} for word, line in BY_COMMAND[role]]}
    shown["people"] = "/people/" if role in registry_acts.propose_posts.may else None
    shown["sources"] = "/sources/" if role in sources.SEEING else None
    shown["channels"] = role == Role.SYSTEM
    if role == Role.AUDIT:
        shown |= _audit(request)
    else:
        proposals = request.visit.ask(registry.proposals, {})
        shown |= {"proposals": _proposals(request, proposals), "agreed": "agreed" in request.GET}
    shown |= {"removals": _removals(request, removals), "asked": "asked" in request.GET, "off": "off" in request.GET}
    endings = request.visit.ask(credentials.endings, {})
    shown |= {"endings": _endings(request, endings)} | {word: word in request.GET for word in ("ended", "objected")}
    steps = request.visit.ask(upkeep.setup, {}).steps
    shown["setup_left"] = sum(not done for done in steps.values())
    shown["copies"] = _copies(request)
    if role == Role.SYSTEM and upkeep.restored():
        shown["restored"] = {"word": _("已知晓，不再提示"), "url": "/restore/acknowledge/", "small": True}
    status = request.no.status if request.no else 200
    return render(request, "pages/keeper.html", framed(request, "today", **shown), status=status)


@page(may=registry_acts.approve_posts.may, methods=("POST",))
def agree(request: VisitRequest, no: str) -> HttpResponse:
    """Agree to what another administrator proposed."""
    with trying(request):
        request.visit.do(registry_acts.approve_posts, {"posts": [no]})
        return HttpResponseRedirect("/?agreed=1")
    return home(request)


@page(may=upkeep_acts.acknowledge_restore.may, methods=("POST",))
def acknowledge(request: VisitRequest) -> HttpResponse:
    """Say that one knows that the house goes on from a backup."""
    with trying(request):
        request.visit.do(upkeep_acts.acknowledge_restore, {})
        return HttpResponseRedirect("/")
    return home(request)


def _copies(request: VisitRequest) -> list[dict[str, Any]]:
    """Return when the house was last backed up, and when a backup was last brought back and found whole."""
    kept = request.visit.ask(upkeep.kept, {})
    told = ((_("最近一次备份"), kept.backup_at, BACKUP_OLD), (_("最近一次还原验证"), kept.proven_at, PROOF_OLD))
    return [{"word": word, "at": at, "stale": at is not None and request.at - at > old} for word, at, old in told]


@page(may=factor_acts.agree_factor_off.may, methods=("POST",))
def agree_factor_off(request: VisitRequest, no: str) -> HttpResponse:
    """Agree that the lost second factor of somebody be taken off."""
    with trying(request):
        request.visit.do(factor_acts.agree_factor_off, {"person": no})
        return HttpResponseRedirect("/?off=1")
    return home(request)


@page(may=factor_acts.agree_ending.may, methods=("POST",))
def agree_ending(request: VisitRequest, no: str) -> HttpResponse:
    """Agree to the end of the post of one of the three, or object to it."""
    is_objected = bool(request.POST.get("object"))
    with trying(request):
        request.visit.do(factor_acts.object_ending if is_objected else factor_acts.agree_ending, {"post": no})
        return HttpResponseRedirect("/?objected=1" if is_objected else "/?ended=1")
    return home(request)


def _endings(request: VisitRequest, endings: tuple[Ending, ...]) -> list[dict[str, Any]]:
    """Return in words whose post of the three is to end, with who may agree or object."""
    names = registry.names([no for one in endings for no in (one.person, one.asked_by, one.post)])
    return [
        {
            "who": names[one.person],
            "title": names[one.post],
            "asked_by": names[one.asked_by],
            "asked_at": one.asked_at,
            "until": one.until,
            "until_on": one.until_on,
            "actions": _settling(one, request.visit.by.person),
        }
        for one in endings
    ]


def _settling(one: Ending, person: str) -> list[dict[str, Any]]:
    """Return what somebody does about it: who is meant does nothing, who asked takes it back."""
    settles = {"url": f"/posts/{one.post}/end/agree/", "small": True}
    if person == one.person:
        return [settles | {"word": _("同意"), "why_not": _("是您的岗位，由另一位管理员同意或反对")}]
    why_not = _("您提出的，须由另一位管理员同意") if person == one.asked_by else ""
    back = _("撤回申请") if person == one.asked_by else _("反对")
    return [settles | {"word": _("同意"), "why_not": why_not}, settles | {"word": back, "fields": {"object": "1"}}]


def _removals(request: VisitRequest, removals: tuple[Removal, ...]) -> list[dict[str, Any]]:
    """Return in words whose factor is to be taken off, with who may agree, and whose was."""
    numbers = [no for one in removals for no in (one.person, one.asked_by, one.taken_by) if no]
    names, person = registry.names(numbers), request.visit.by.person
    return [
        {
            "who": names[one.person],
            "asked_by": names[one.asked_by],
            "asked_at": one.asked_at,
            "until": one.until,
            "taken_by": names.get(one.taken_by or ""),
            "taken_at": one.taken_at,
            "action": {
                "word": _("同意"),
                "url": f"/people/{one.person}/factor/agree/",
                "small": True,
                "why_not": _may_not_agree(one, person),
            },
        }
        for one in removals
    ]


def _may_not_agree(one: Removal, person: str) -> str:
    if person == one.asked_by:
        return _("您提出的，须由另一位管理员同意")
    return _("是您本人的，须由另外两位管理员办理") if person == one.person else ""


def _proposals(request: VisitRequest, proposals: tuple[Proposed, ...]) -> list[dict[str, Any]]:
    """Return each proposal in words; whoever made it, or would get the post, is told who is to agree."""
    numbers = [no for one in proposals for no in (one.new.person, one.new.organisation, one.proposed_by)]
    names, person = registry.names(numbers), request.visit.by.person
    return [
        {
            "title": one.new.title,
            "who": names[one.new.person],
            "role": terms.ROLES[one.new.role],
            "unit": names[one.new.organisation],
            "where": " · ".join(registry.path_of(one.new.place, on=day_of(request.at))),
            "department": terms.department(one.new.department),
            "from_on": one.new.from_on,
            "by": names[one.proposed_by],
            "action": _agreeing(one, person),
        }
        for one in proposals
    ]


def _agreeing(one: Proposed, person: str) -> dict[str, Any]:
    why_not = ""
    if person == one.proposed_by:
        why_not = _("您提名的，须由另一位管理员同意")
    elif person == one.new.person:
        why_not = _("提名的是您本人，须由另一位管理员同意")
    return {"word": _("同意"), "url": f"/posts/{one.no}/agree/", "small": True, "why_not": why_not}


def _audit(request: VisitRequest) -> dict[str, Any]:
    """Return a page of the audit lines, and where the earlier ones are."""
    asked = {"before": request.GET.getlist("before")} if request.GET.get("before") else {}
    lines = request.visit.ask(noes.audit_lines, asked)
    names = registry.names(no for line in lines for no in (line.person, line.post) if no)
    earlier = f"/?before={lines[-1].no}" if len(lines) == PAGE else None
    told = [_line(line, names, request.language) for line in lines]
    return {"audit": told, "earlier": earlier, "latest": "/" if asked else None, "deeds": _deeds(request)}


def _called(no: str, names: dict[str, str]) -> str:
    """Return how something is called; of a digest its beginning."""
    return f"{no[:8]}…" if names[no] == no and len(no) == DIGEST else names[no]


def _deeds(request: VisitRequest) -> dict[str, Any]:
    """Return a page of what the administrators and the console did, and where the earlier ones are."""
    asked = {"before": request.GET.getlist("deeds")} if request.GET.get("deeds") else {}
    deeds = request.visit.ask(audit.deeds, asked)
    names = registry.names(no for deed in deeds for no in (deed.person, deed.post, *deed.about))
    rows = [
        {
            "at": deed.at,
            "who": _("控制台") if deed.person == CONSOLE else names[deed.person],
            "post": "" if deed.person == CONSOLE else names.get(deed.post, ""),
            "said": terms.fact(deed.name),
            "about": _("、").join(_called(no, names) for no in deed.about if no not in laws.names()),
            "more": deed.more,
        }
        for deed in deeds
    ]
    earlier = f"/?deeds={deeds[-1].seq}" if len(deeds) == audit.PAGE else None
    return {"rows": rows, "earlier": earlier, "latest": "/" if asked else None}


def _line(line: Audited, names: dict[str, str], language: str) -> dict[str, Any]:
    """Return one audit line as people read it: who, from where, wanted what, and how he was told no."""
    is_console = line.person == CONSOLE
    said = "" if line.code == AND_MORE else f"{line.status} {noes.said(line.code, language)}"
    if not line.path:
        more = _("这一小时里还有 %(n)s 次，没有逐条记下") % {"n": line.times}
        said = f"{more} · {said}" if said else more
    return {
        "at": line.at,
        "who": _("控制台") if is_console else names.get(line.person or "") or _("没有登录的人"),
        "post": "" if is_console else names.get(line.post or "", ""),
        "address": line.address,
        "said": said,
        "asked": f"{line.method} {line.path}".strip(),
        "agent": line.agent,
    }
