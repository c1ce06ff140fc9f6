"""The page of an item, and the keys that move it: one for every kind, because all rooms call their verbs alike."""

from __future__ import annotations

from collections.abc import Mapping, Set
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from anlan.domains.dangers import reads as dangers
from anlan.domains.dangers.reads import Printout
from anlan.domains.dangers.rules import Danger
from anlan.engines.forensics import sending
from anlan.engines.forensics.unfit import Unfit
from anlan.faces.web import uploads, verbs
from anlan.faces.web.frame import framed
from anlan.faces.web.looking import found_on
from anlan.faces.web.road import steps
from anlan.faces.web.showing import actions, facts_of, panel, papers, pictures, pieces, proof, story, waits_for
from anlan.faces.web.templatetags import terms
from anlan.faces.web.templatetags.look import brief, short, step_word, verb_word
from anlan.faces.web.uploads import carried, kept, unfit_no
from anlan.kernel.chase import reads as chase
from anlan.kernel.chase.reads import Chase
from anlan.kernel.journal import files
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.obligations import acts
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.life import AGAIN, LEFT, Item
from anlan.kernel.obligations.reads import Page, Shown
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import Visit, VisitRequest, page, trying
from anlan.kernel.registry.may import EVERYONE, OFFICIALS, MayNot, Role
from anlan.kernel.registry.noes import No
from anlan.kernel.registry.noes import no as door_no

# Before one of these is said, the pictures are compared once more.
UNITS_MOST = 20
COMPARED = frozenset({"strike_off", "return_"})
# What is written down of somebody who was reached, or not: the way may be known before.
REACHING = frozenset({"told", "miss"})
PDF = "application/pdf"
TAKE_BACK, RECUR = "take_back", "recur"


@page(may=EVERYONE)
def show(request: VisitRequest, no: str) -> HttpResponse:
    """Show an item and all that was ever said of it."""
    told = request.visit.ask(items.show, {"no": [no]})
    return _page(request, told, "pages/print_item.html" if "print" in request.GET else "pages/item.html")


@page(may=EVERYONE)
def peek(request: VisitRequest, no: str) -> HttpResponse:
    """Show the panel beside the ledger."""
    return _page(request, request.visit.ask(items.show, {"no": [no]}), "pages/peek.html")


@page(may=EVERYONE, methods=("GET", "POST"))
def move(request: VisitRequest, no: str, verb: str) -> HttpResponse:
    """Ask for what a verb needs, or do it: by the ledger's own act where it has one, else by that of the room."""
    if verb == TAKE_BACK and request.method == "POST":
        return _taken_back(request, no)
    told: Page = request.visit.ask(items.show, {"no": [no]})
    act = verbs.act_for(told.item, verb)
    if request.visit.post.role not in act.may:
        return _no_right(request, told, verb, act.may)
    if request.method == "POST":
        with trying(request):
            try:
                speaker, words = _speaker(request, told.item), words_of(request)
            except Unfit as unfit:
                request.no = unfit_no(unfit, request.language)
            else:
                done = speaker.do(act, words | {"item": told.item.no})
                no = done.subject if verb == RECUR else told.item.no  # what came again is an item of its own
                return HttpResponseRedirect(_onward(request, no, verb))
    if request.no and not verbs.FORMS.get(verb):
        return _page(request, request.visit.ask(items.show, {"no": [no]}), "pages/item.html")
    return _form(request, told, verb)


def _taken_back(request: VisitRequest, no: str) -> HttpResponse:
    """Take back what was just said, also of what one sees no more since then."""
    with trying(request):
        request.visit.do(acts.take_back, words_of(request) | {"item": no})
        return HttpResponseRedirect(_onward(request, no, TAKE_BACK))
    return _page(request, request.visit.ask(items.show, {"no": [no]}), "pages/item.html")


@page(may=EVERYONE)
def file(request: VisitRequest, no: str, file: str) -> HttpResponseBase:
    """Send one piece of evidence: a copy without what it hides, or the original to who may have it."""
    shown: Shown = request.visit.ask(items.evidence, {"no": [no], "file": [file]})
    if shown.media == items.LOST:  # nobody can tell whether it is a picture, of which not everybody gets the original
        raise files.Changed(f"what was known of {shown.file} is gone")
    is_own = shown.person == request.visit.by.person
    is_original = "original" in request.GET and (is_own or request.visit.post.role in OFFICIALS)
    if shown.media in uploads.PICTURES and not is_original:
        return uploads.picture(request, shown.file, shown.name, is_small="small" in request.GET)
    return HttpResponse(files.read(shown.file), headers=sending.headers(shown.media, shown.name))


@page(may=EVERYONE)
def receipt(request: VisitRequest, no: str) -> HttpResponse:
    """Show the receipt of a strike-off, or hand it out as a file; before its ten seconds are over, say so."""
    told: Page = request.visit.ask(items.show, {"no": [no]})
    packed = None
    with trying(request):
        packed = request.visit.ask(items.receipt, {"no": [no]})
    if packed and "file" in request.GET:
        name = f"receipt-{short(told.item.no)}.txt"
        return HttpResponse(
            packed, headers={"Content-Disposition": sending.disposition(name)}, content_type="text/plain"
        )
    href, proved = f"/i/{short(told.item.no)}/", proof(told, packed) if packed else None
    shown = framed(request, "ledger", item=told.item, href=href, packed=packed, proved=proved)
    return render(request, "pages/receipt.html", shown, status=request.no.status if request.no else 200)


@page(may=EVERYONE)
def paper(request: VisitRequest, no: str, kind: str) -> HttpResponse:
    """Hand out a paper of a danger as PDF, to be read in place; where there is none yet, say so on the item's page."""
    with trying(request):
        asked = {"item": [no], "sheet": [kind], "language": [request.language]}
        made: Printout = request.visit.ask(dangers.paper, asked)
        return HttpResponse(made.pdf, headers=sending.headers(PDF, made.name, public_copy=True))
    return _page(request, request.visit.ask(items.show, {"no": [no]}), "pages/item.html")


def _page(request: VisitRequest, told: Page, template: str) -> HttpResponse:
    stand_in = _stand_in(request, told.item)
    owned = stand_in.ask(items.show, {"no": told.item.no}).verbs if stand_in else ()
    behalf = [verb for verb in owned if verb in verbs.OWNERS and verb not in told.verbs]
    before, after = pictures(request, told)
    listed = pieces(told)
    shown = framed(
        request,
        "ledger",
        told=told,
        item=told.item,
        href=f"/i/{short(told.item.no)}/",
        where=_where(told),
        steps=steps(told),
        before=before,
        after=after,
        is_look=told.item.source == AGAIN,
        pieces=listed,
        lacks=any("missing" in one for one in listed),
        facts=facts_of(request, told),
        lines=story(told, request.language),
        panel=panel(told, _where(told)),
        actions=actions(told, request.visit.post.role, behalf),
        returned=_returned(told),
        receipt=f"/i/{short(told.item.no)}/receipt/" if told.item.state == "struck-off" else None,
        papers=papers(told),
        waits=waits_for(told, request.visit.by.person),
        chase=_chase(request, told.item),
    )
    return render(request, template, shown, status=request.no.status if request.no else 200)


def _no_right(request: VisitRequest, told: Page, verb: str, may: Set[str]) -> HttpResponse:
    """Say of what is within reach who may do what the visitor may not, and who has the next step."""
    request.no = door_no("may-not", request.language)
    shown = framed(
        request,
        "ledger",
        item=told.item,
        href=f"/i/{short(told.item.no)}/",
        where=_where(told),
        word=terms.VERBS.get(verb, ("",))[0],
        may=may,
        waits=waits_for(told, request.visit.by.person),
    )
    return render(request, "pages/no_right.html", shown, status=request.no.status)


def _chase(request: VisitRequest, item: Item) -> str:
    """Say which step of the chase comes next, and when, while somebody owes the item."""
    try:
        ahead: Chase = request.visit.ask(chase.chase, {"item": [item.no]})
    except NotHere:  # it was offered to the visitor, who does not see it otherwise
        return ""
    if ahead.next_step is None or ahead.next_at is None:
        return ""
    return _("下一次督催：%(at)s，%(step)s") % {"at": brief(ahead.next_at), "step": step_word(ahead.next_step)}


def _form(request: VisitRequest, told: Page, verb: str) -> HttpResponse:
    asks = verbs.form(told.item, verb)
    asks_whom = any(one.kind == "people" for one in asks)
    people = _people(request, told) if asks_whom else []
    before, after = pictures(request, told) if verb in COMPARED else (None, None)
    begun = _begun(request, told.item, verb)
    errors = errors_of(request, {one.name: one.label for one in asks})
    wrong = {error["field"]: error["sentence"] for error in errors if "field" in error}
    shown = framed(
        request,
        "ledger",
        told=told,
        item=told.item,
        href=f"/i/{short(told.item.no)}/",
        where=_where(told),
        before=before,
        after=after,
        is_look=told.item.source == AGAIN,
        returned=_returned(told),
        found=found_on(request, told),
        verb=verb,
        word=verb_word(verb),
        asks=[
            {
                **vars(one),
                "options": one.options() if one.options else [],
                "wrong": wrong.get(one.name),
                **_typed(request, one, begun),
            }
            for one in asks
        ],
        people=people,
        why_not="" if people or not asks_whom else verbs.nobody(request.visit.post.role),
        unit=_unit(request) if verb == "assign" else "",
        unit_name=_unit_name(request) if verb == "assign" else "",
        units=_units(request, verb),
        behalf=request.POST.get("behalf") or request.GET.get("behalf", ""),
        errors=errors,
    )
    return render(request, "pages/verb.html", shown, status=request.no.status if request.no else 200)


def _begun(request: VisitRequest, item: Item, verb: str) -> dict[str, str]:
    """Return what a form begins with: the assurances as far as they were said, and the grade that an item has not."""
    if verb == "assure":
        danger: Danger = request.visit.ask(dangers.danger, {"item": item.no})
        return asdict(danger.said)
    if verb in REACHING:
        return {"channel": request.GET.get("channel", "")}
    return {"grade": "general" if item.grade == "major" else "major"} if verb == "regrade" else {}


def _typed(request: VisitRequest, ask: verbs.Ask, begun: Mapping[str, str]) -> dict[str, Any]:
    """Return what was written or chosen for a field of a form that is shown again, or what it begins with."""
    if ask.kind == "files":
        return {"carried": carried(request, ask.name)}
    return {"typed": request.POST.get(ask.name, begun.get(ask.name, ""))}


def _people(request: VisitRequest, told: Page) -> list[dict[str, str]]:
    """Offer everybody of the owner's unit but the owner; where a task is to name one, of the unit of what was left."""
    item = told.item
    if item.source == LEFT and told.waiting:
        item = request.visit.ask(items.show, {"no": [told.waiting[0]]}).item
    people = request.visit.ask(registry.people_of, {"organisation": _unit(request) or item.organisation})
    return [{"value": one.no, "word": one.name} for one in people if one.no != item.owner]


def _unit(request: VisitRequest) -> str:
    """Return the other unit that was chosen, one of whose people is to owe an item."""
    return request.POST.get("organisation") or request.GET.get("organisation", "")


def _unit_name(request: VisitRequest) -> str:
    """Return what the other unit that was chosen is called, so that it is read before it is assigned to."""
    no = _unit(request)
    return request.visit.ask(registry.organisation, {"no": no}).name if no else ""


def _units(request: VisitRequest, verb: str) -> list[dict[str, str]]:
    """Return the units whose name has the words in it that were asked for: whom to assign to may be of another one."""
    words = request.GET.get("unit", "").strip()
    if verb != "assign" or not words:
        return []
    found = request.visit.ask(items.units, {"words": [words]})
    return [{"href": f"?{urlencode({'organisation': one.no})}", "word": one.name} for one in found[:UNITS_MOST]]


def errors_of(request: VisitRequest, labels: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what was wrong with a form, field by field as the form calls them, or in one sentence."""
    if request.no is None:
        return []
    return [
        {"field": field.rpartition(".")[2], "sentence": says.replace(f"“{field}”", f"“{labels.get(field, field)}”")}
        for field, says in request.no.wrong
    ] or [{"sentence": _told(request.no)}]


def _told(no: No) -> str:
    """Return why not and, where somebody was faster, who and when."""
    if not (no.by and no.at):
        return no.says
    return _("%(says)s最近办理：%(who)s，%(at)s。") % {"says": no.says, "who": no.by, "at": brief(no.at)}


def words_of(request: VisitRequest) -> dict[str, Any]:
    """Return what a verb's form says; files are kept first, and their numbers said."""
    house = {"csrfmiddlewaretoken", "command", "stay", "behalf"}
    words: dict[str, Any] = {word: texts for word, texts in request.POST.lists() if word not in house}
    for name in request.FILES:
        numbers = kept(request, request.FILES.getlist(name))
        words[name] = [text for text in words.get(name, []) if text] + list(numbers)
    return words


def _speaker(request: VisitRequest, item: Item) -> Visit:
    if request.POST.get("behalf"):
        return request.visit.standing_in(item.owner)
    return request.visit


def _stand_in(request: VisitRequest, item: Item) -> Visit | None:
    """Return the visit as it speaks for the owner, if the visitor may do so."""
    if request.visit.post.role != Role.ENTERPRISE or item.owner == request.visit.by.person:
        return None
    try:
        return request.visit.standing_in(item.owner)
    except MayNot:
        return None


def _onward(request: VisitRequest, no: str, verb: str) -> str:
    """Return where to go after a verb was done, with what the page there says of it."""
    stay = request.POST.get("stay", "")
    here = f"/i/{short(no)}/" if _is_seen(request, no) else "/"
    back = stay if url_has_allowed_host_and_scheme(stay, allowed_hosts=None) else here
    path, _, query = back.partition("?")
    kept = f"{query}&" if query else ""
    return f"{path}?{kept}{urlencode({'done': verb, 'of': no, 'key': request.visit.by.command})}"


def _is_seen(request: VisitRequest, no: str) -> bool:
    """Test whether the visitor sees an item still: some verbs give it to somebody else."""
    with suppress(NotHere):
        request.visit.ask(items.show, {"no": [no]})
        return True
    return False


def _where(told: Page) -> str:
    return " · ".join(word for word in (told.names.get(told.item.organisation, ""), told.place) if word)


def _returned(told: Page) -> str | None:
    said = [line for line in told.lines if line.name == "items.returned" and line.fact is not None]
    return getattr(said[-1].fact, "why", None) if said and told.item.state == "returned" else None
