"""The people of a unit and their posts, for who looks after them: look up, invite, give codes, end, propose."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.faces.web import reach
from anlan.faces.web.asking import asked_form
from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags import terms
from anlan.faces.web.templatetags.look import moment
from anlan.faces.web.verbs import Ask
from anlan.kernel.credentials import acts as factor_acts
from anlan.kernel.credentials import oidc
from anlan.kernel.credentials import people as kept
from anlan.kernel.credentials.people import CODING, RINGING, SEEING, Shown
from anlan.kernel.journal.facts import NotHere, OrganisationNo, PersonNo, PlaceCode, day_of
from anlan.kernel.registry import acts, door, forms, laws, noes
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest, page, trying
from anlan.kernel.registry.may import ADMINISTRATORS, OF_AN_ORGANISATION, Role, Tenure
from anlan.kernel.registry.rules import NewPerson, NewPost, Person

CRUMB = {"crumb": {"href": "/people/", "word": gettext_lazy("人员")}}
INVITE = (
    Ask(name="name", label=gettext_lazy("姓名"), kind="text"),
    Ask(name="phone", label=gettext_lazy("电话"), kind="tel", hint=gettext_lazy("本人也可以用它登录。")),
    Ask(name="title", label=gettext_lazy("岗位名称"), kind="text"),
)
NUMBER = (Ask(name="phone", label=gettext_lazy("现在的电话"), kind="tel"),)
BIND = (
    Ask(
        name="subject",
        label=gettext_lazy("用户标识（sub）"),
        kind="text",
        hint=gettext_lazy("统一身份认证给出的、不会改变的标识，不是姓名、手机号或邮箱。本系统只存其散列。"),
    ),
)
PROPOSE = (
    Ask(name="role", label=gettext_lazy("角色"), kind="select"),
    Ask(name="title", label=gettext_lazy("岗位名称"), kind="text"),
    Ask(name="place", label=gettext_lazy("辖区"), kind="select"),
    Ask(name="department", label=gettext_lazy("监管部门"), kind="select", required=False),
    Ask(name="matter", label=gettext_lazy("负责的事项"), kind="select", required=False),
    Ask(name="from_on", label=gettext_lazy("自"), kind="date"),
)


@page(may=SEEING)
def people(request: VisitRequest) -> HttpResponse:
    """Show the people of a unit, the visitor's own if none is named."""
    return _page(request, request.GET.get("organisation", "").strip() or request.visit.post.organisation)


@page(may=RINGING, methods=("POST",))
def ring(request: VisitRequest, no: str) -> HttpResponse:
    """Show one whole telephone number; that it was looked at leaves an audit line."""
    whole = kept.phone(no, post=request.visit.post, by=request.visit.by, at=request.at)
    leave_line(request, "phone-shown")
    return _page(request, registry.person(no).organisation, phone={"no": no, "whole": whole})


@page(may=acts.change_phone.may, methods=("GET", "POST"))
def number(request: VisitRequest, no: str) -> HttpResponse:
    """Ask for another telephone number of somebody, and keep it."""
    person = registry.person(no)
    if not kept.sees(person.organisation, by=request.visit.by, at=request.at):
        raise NotHere
    back = f"/people/?organisation={person.organisation}"
    if request.method == "POST":
        with trying(request):
            request.visit.do(acts.change_phone, forms.said(request.POST) | {"person": no})
            return HttpResponseRedirect(back)
    names = registry.names([no, person.organisation])
    shown = {"word": _("更正电话"), "url": f"/people/{no}/number/", "back": back} | CRUMB
    shown["under"] = f"{names[no]} · {names[person.organisation]}"
    shown["note"] = _("预警叫应打这个号码。只存在保密库里，记录中只写“更改电话”。")
    return asked_form(request, NUMBER, {}, request.POST.dict(), **shown)


@page(may=CODING, methods=("POST",))
def code(request: VisitRequest, no: str) -> HttpResponse:
    """Give somebody who forgot his password, or never had one, a one-time code: shown this once."""
    request.visit.must_be_fresh()
    name, told, until = kept.give_code(no, post=request.visit.post, by=request.visit.by, at=request.at)
    leave_line(request, "code-given")
    given = {"no": no, "name": name, "code": told, "until": moment(until)}
    return _page(request, registry.person(no).organisation, given=given)


@page(may=factor_acts.ask_factor_off.may, methods=("POST",))
def ask_factor_off(request: VisitRequest, no: str) -> HttpResponse:
    """Ask to have the lost second factor of somebody taken off; another administrator is to agree."""
    with trying(request):
        request.visit.do(factor_acts.ask_factor_off, {"person": no})
        return HttpResponseRedirect("/?asked=1")
    return _page(request, registry.person(no).organisation)


@page(may=factor_acts.bind_subject.may, methods=("GET", "POST"))
def bind(request: VisitRequest, no: str) -> HttpResponse:
    """Ask by which subject of the sign-in service somebody comes in, or end that."""
    person = registry.person(no)
    if not kept.sees(person.organisation, by=request.visit.by, at=request.at):
        raise NotHere
    request.visit.must_be_fresh()
    url, back = f"/people/{no}/subject/", f"/people/?organisation={person.organisation}"
    if request.method == "POST":
        with trying(request):
            if request.POST.get("end"):
                request.visit.do(factor_acts.unbind_subject, {"person": no})
            else:
                request.visit.do(factor_acts.bind_subject, {"person": no, "subject": request.POST.get("subject", "")})
            return HttpResponseRedirect(back)
    shown = {"word": _("绑定统一身份"), "under": registry.names([no])[no], "url": url, "back": back} | CRUMB
    return asked_form(request, BIND, {}, request.POST.dict(), **shown)


@page(may=acts.end_posts.may, methods=("GET", "POST"))
def end(request: VisitRequest, no: str) -> HttpResponse:
    """Ask whether a post is to end today, and end it: what its holder leaves is handed on."""
    if request.visit.post.role in acts.end_posts.fresh:
        request.visit.must_be_fresh()
    post = registry.post(no, on=day_of(request.at))
    organisation = post.organisation if post else request.visit.post.organisation
    is_seen = kept.sees(organisation, by=request.visit.by, at=request.at)
    back = f"/people/?organisation={organisation}" if is_seen else "/people/"
    if post is not None and post.role in ADMINISTRATORS and request.visit.post.role in factor_acts.ask_ending.may:
        return _ask_ending(request, post, back=back, is_seen=is_seen)
    if request.method == "POST":
        with trying(request):
            request.visit.do(acts.end_posts, {"posts": [no], "until_on": day_of(request.at)})
            return HttpResponseRedirect(f"{back}{'&' if is_seen else '?'}ended={no}")
    elif post is None or not is_seen:
        raise NotHere
    shown = {"word": _("免职"), "url": f"/posts/{no}/end/", "back": back} | CRUMB
    if post is not None and is_seen:
        names = registry.names([post.person, post.organisation])
        shown["under"] = f"{names[post.person]} · {post.title} · {names[post.organisation]}"
    shown["note"] = _(
        "今天起不再任此岗，不能撤回。其负责的未办结事项，由系统移交给本单位接任的人；没有的，请负责人明确接手人。"
    )
    return asked_form(request, (), {}, {}, **shown)


def _ask_ending(request: VisitRequest, post: Tenure, *, back: str, is_seen: bool) -> HttpResponse:
    """Ask whether to ask another administrator to agree to the end of the post of one of the three."""
    if not is_seen:
        raise NotHere
    if request.method == "POST":
        with trying(request):
            request.visit.do(factor_acts.ask_ending, {"post": post.no, "until_on": day_of(request.at)})
            return HttpResponseRedirect("/?asked=1")
    names = registry.names([post.person, post.organisation])
    shown = {"word": _("申请免职"), "url": f"/posts/{post.no}/end/", "back": back} | CRUMB
    shown["under"] = f"{names[post.person]} · {post.title} · {names[post.organisation]}"
    shown["note"] = _("三位管理员的岗位，由另一位管理员在首页同意后才免去；反对的，作罢。")
    return asked_form(request, (), {}, {}, **shown)


@page(may={Role.ENTERPRISE}, methods=("GET", "POST"))
def invite(request: VisitRequest) -> HttpResponse:
    """Put somebody of the visitor's unit in post there, entered first if need be, and give him a one-time code."""
    request.visit.must_be_fresh()
    known = _known(request)
    if known and registry.posts_of(known, on=day_of(request.at)):
        return HttpResponseRedirect("/people/")  # he gets a code there, and is told that it puts him out elsewhere
    if request.method == "POST":
        with trying(request):
            no = _entered(request, known)
            name, told, until = kept.give_code(no, post=request.visit.post, by=request.visit.by, at=request.at)
            leave_line(request, "code-given")
            given = {"no": no, "name": name, "code": told, "until": moment(until)}
            return _page(request, request.visit.post.organisation, given=given)
    if known:
        shown = {"word": _("开通账号"), "url": f"/people/invite/?person={known}", "back": "/people/"} | CRUMB
        shown["under"] = registry.names([known])[known]
        return asked_form(request, INVITE[2:], {}, request.POST.dict(), **shown)
    shown = {"word": _("邀请本单位人员"), "url": "/people/invite/", "back": "/people/"} | CRUMB
    return asked_form(request, INVITE, {}, request.POST.dict(), **shown)


@page(may=acts.propose_posts.may, methods=("GET", "POST"))
def propose(request: VisitRequest) -> HttpResponse:
    """Ask for which post an administrator proposes somebody who was chosen among the people; another is to agree."""
    request.visit.must_be_fresh()  # before the form is filled in: what was typed would be lost
    no = request.GET.get("person", "") or request.POST.get("person", "")
    if not no:
        return HttpResponseRedirect("/people/?choose=1")
    person = registry.person(no)
    if not kept.sees(person.organisation, by=request.visit.by, at=request.at):
        raise NotHere
    if request.method == "POST":
        with trying(request):
            request.visit.do(acts.propose_posts, {"rows": (_proposal(request, person),)})
            return HttpResponseRedirect("/?asked=1")
    none = [{"value": "", "word": "—"}]
    matters = [*laws.codes("matters"), *laws.codes("kinds")]
    unit, places = kept.places_of(person.organisation, by=request.visit.by, at=request.at)
    options = {
        "place": [{"value": code, "word": name} for code, name in places.items()],
        "role": [{"value": one.value, "word": terms.ROLES[one]} for one in Role if one not in OF_AN_ORGANISATION],
        "department": none + [{"value": one, "word": terms.department(one)} for one in terms.departments()],
        "matter": none
        + [
            {"value": one, "word": terms.coded("matters" if one in laws.codes("matters") else "kinds", one)}
            for one in matters
        ],
    }
    typed = {"from_on": f"{day_of(request.at):%Y-%m-%d}", "place": unit.place}
    back = f"/people/?organisation={unit.no}"
    shown = {"word": _("提名任职"), "url": f"/posts/new/?person={no}", "back": back} | CRUMB
    shown["under"] = f"{registry.names([no])[no]} · {unit.name}"
    shown["note"] = _("另一位管理员同意后才在岗；任何人不得给自己授予岗位。")
    return asked_form(request, PROPOSE, options, typed | request.POST.dict(), **shown)


def _page(request: VisitRequest, organisation: str, **more: Any) -> HttpResponse:
    words, post = request.GET.get("unit", "").strip(), request.visit.post
    told = kept.of(organisation, by=request.visit.by, at=request.at)
    ways = reach.by_person(request, [one.no for one in told if one.posts])
    found = kept.units(words, by=request.visit.by, at=request.at) if words else []
    shown = framed(
        request,
        "people",
        organisation=organisation,
        unit_name=registry.names([organisation])[organisation],
        words=words,
        found=[{"href": f"/people/?organisation={no}", "word": name} for no, name in found],
        people=[_person(one, request) | {"ways": ways.get(one.no)} for one in told],
        invite="/people/invite/" if post.role == Role.ENTERPRISE else None,
        choose="choose" in request.GET and post.role in acts.propose_posts.may,
        searches=post.role != Role.ENTERPRISE,
        ended=_ended(request),
        **{"phone": None, "given": None} | more,
    )
    return render(request, "pages/people.html", shown, status=request.no.status if request.no else 200)


def _ended(request: VisitRequest) -> str:
    """Say which post was just ended, and what comes of what its holder owed."""
    no = request.GET.get("ended", "")
    held = registry.post(no) if no else None
    if (
        held is None
        or held.until_on != day_of(request.at)
        or not kept.sees(held.organisation, by=request.visit.by, at=request.at)
    ):
        return ""
    told = {"who": registry.names([held.person])[held.person], "title": held.title}
    return _("已免去%(who)s的%(title)s。未办结的事项由系统在一分钟内移交。") % told


def _actions(one: Shown, request: VisitRequest) -> list[dict[str, Any]]:
    """Return what the visitor can do about somebody."""
    post, is_self = request.visit.post, one.no == request.visit.by.person
    actions = []
    if one.last_four and post.role in RINGING and not {held.role for held in one.posts} & ADMINISTRATORS:
        actions.append({"word": _("看电话"), "url": f"/people/{one.no}/phone/", "small": True})
    if post.role in acts.change_phone.may and not {held.role for held in one.posts} & ADMINISTRATORS:
        actions.append({"word": _("更正电话"), "href": f"/people/{one.no}/number/", "small": True})
    if not one.posts and one.last_four and post.role == Role.ENTERPRISE:
        actions.append({"word": _("开通账号"), "href": f"/people/invite/?person={one.no}", "small": True})
    if one.posts and post.role in CODING and not is_self:
        actions.append({"word": _("发一次性代码"), "url": f"/people/{one.no}/code/", "small": True})
    asks = post.role == Role.SECURITY or (
        post.role == Role.SYSTEM and Role.SECURITY in {held.role for held in one.posts}
    )
    if one.has_factor and asks and not is_self:
        actions.append({"word": _("申请解除动态口令"), "url": f"/people/{one.no}/factor/", "small": True})
    if oidc.is_set() and post.role in factor_acts.bind_subject.may and one.posts and not is_self:
        if one.is_bound:
            end = {"word": _("解除统一身份绑定"), "url": f"/people/{one.no}/subject/", "small": True}
            actions.append(end | {"fields": {"end": "1"}})
        elif not {held.role for held in one.posts} & ADMINISTRATORS:
            actions.append({"word": _("绑定统一身份"), "href": f"/people/{one.no}/subject/", "small": True})
    if post.role in acts.propose_posts.may and not is_self:
        actions.append({"word": _("提名任职"), "href": f"/posts/new/?person={one.no}", "small": True})
    return actions


def _person(one: Shown, request: VisitRequest) -> dict[str, Any]:
    ends = request.visit.post.role in acts.end_posts.may and one.no != request.visit.by.person
    return {
        "no": one.no,
        "name": one.name,
        "last_four": one.last_four,
        "signs_in": one.signs_in or request.visit.post.role not in CODING,  # nobody else is told who has no account
        "has_code": one.has_code and request.visit.post.role in CODING,
        "actions": _actions(one, request),
        "posts": [
            {
                "title": held.title,
                "role": terms.ROLES.get(held.role, held.role),
                "department": terms.department(held.department),
                "from_on": held.from_on,
                "until_on": held.until_on,
                "end": {"word": _ending(held), "href": f"/posts/{held.no}/end/", "small": True} if ends else None,
            }
            for held in one.posts
        ],
    }


def _ending(held: Tenure) -> str:
    return _("申请免职") if held.role in ADMINISTRATORS else _("免职")


def _known(request: VisitRequest) -> str:
    """Return who of the visitor's unit is asked for, who is on its list already. Raises NotHere."""
    no = request.GET.get("person", "")
    if no and registry.person(PersonNo(no)).organisation != request.visit.post.organisation:
        raise NotHere
    return no


def _entered(request: VisitRequest, known: str) -> str:
    """Enter a person, unless he is known, and put him in post: commands of their own, each repeated as such."""
    said, organisation = request.POST, OrganisationNo(request.visit.post.organisation)
    title = forms.text(said.get("title", ""), field="title") or terms.ROLES[Role.MEMBER]
    row = NewPerson(organisation=organisation, name=said.get("name", ""), phone=said.get("phone", "") or None)
    person = known or request.visit.do(acts.register_people, {"rows": (row,)}).subject
    key = str(uuid.uuid5(uuid.UUID(request.visit.by.command), "post"))
    post = NewPost(
        role=Role.MEMBER,
        title=str(title),
        person=PersonNo(person),
        organisation=organisation,
        place=PlaceCode(request.visit.post.place),
        from_on=day_of(request.at),
    )
    request.visit.under(key).do(acts.fill_posts, {"rows": (post,)})
    return person


def _proposal(request: VisitRequest, person: Person) -> NewPost:
    said = request.POST
    return NewPost(
        role=forms.value(Role, said.get("role", ""), field="role", typed=False),
        title=forms.value(str, said.get("title", ""), field="title", typed=False),
        person=PersonNo(person.no),
        organisation=OrganisationNo(person.organisation),
        place=forms.value(PlaceCode, said.get("place", ""), field="place", typed=False),
        department=said.get("department") or None,
        matter=said.get("matter") or None,
        from_on=forms.value(date, said.get("from_on", ""), field="from_on", typed=False),
    )


def leave_line(request: VisitRequest, code: str) -> None:
    """Leave an audit line of what was shown, as the door does of every no."""
    noes.leave_line(
        at=request.at,
        person=request.visit.by.person,
        post=request.visit.by.post,
        status=200,
        code=code,
        address=door.address_of(request),
        method=str(request.method),
        path=request.get_full_path(),
        agent=request.headers.get("User-Agent", ""),
    )
