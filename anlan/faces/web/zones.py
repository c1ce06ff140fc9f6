"""Zones that are watched: which there are and who answers for each; to draw one on the spot, and to end it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.domains.issuing.facts import Corners
from anlan.faces.web import drawing
from anlan.faces.web.asking import asked_form
from anlan.faces.web.frame import framed
from anlan.faces.web.item import errors_of
from anlan.faces.web.letters import tabs
from anlan.faces.web.templatetags.look import step_word
from anlan.faces.web.templatetags.times import in_beijing
from anlan.faces.web.verbs import Ask
from anlan.kernel.ground import acts, reads
from anlan.kernel.ground.acts import DRAWS
from anlan.kernel.ground.facts import Shape
from anlan.kernel.ground.facts import Zone as Kind
from anlan.kernel.ground.reads import Zone
from anlan.kernel.ground.rules import outline, shape_of
from anlan.kernel.journal.facts import Refused, day_of
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest, page, trying
from anlan.kernel.registry.may import OFFICIALS

CRUMB = {"crumb": {"href": "/zones/", "word": gettext_lazy("风险区和巡查区")}}
WHY = Ask(
    name="why", label=gettext_lazy("为什么不用再盯了"), hint=gettext_lazy("会留在记录里，如：水退了，复核无险情。")
)
LABELS = {
    "kind": gettext_lazy("区域类型"),
    "name": gettext_lazy("名称"),
    "place": gettext_lazy("所在地方"),
    "corners": gettext_lazy("位置"),
    "metres": gettext_lazy("离线或点多少米以内"),
    "post": gettext_lazy("负责的岗位"),
    "until_at": gettext_lazy("到什么时候"),
    "why": gettext_lazy("为什么"),
}
CODES = {
    **{"name-the-zone": "name", "say-why-zone": "why", "zone-place-beyond": "place", "place-unknown": "place"},
    **{"post-not-here": "post", "patrol-needs-end": "until_at", "end-is-past": "until_at", "crosses-itself": "corners"},
    **{"corners-unclear": "corners", "too-many-corners": "corners", "shape-unsound": "corners"},
    **{"ground-has-no-width": "metres", "line-needs-width": "metres"},
}


@page(may=OFFICIALS)
def zones(request: VisitRequest) -> HttpResponse:
    """List what is watched in one's place, drawn and as a table, and what is over."""
    told: tuple[Zone, ...] = request.visit.ask(reads.zones, {})
    over: tuple[Zone, ...] = request.visit.ask(reads.zones, {"is_over": ["true"]})
    done = {"drawn": _("区域已划定，从现在起有人负责"), "ended": _("区域已解除")}
    sentence = next((done[word] for word in done if word in request.GET), None)
    people = [no for one in (*told, *over) for no in (one.person, one.drawn_by, one.ended_by) if no]
    names = registry.names([*people, *(one.place for one in (*told, *over))])
    may_draw = request.visit.post.role in DRAWS
    shown = framed(
        request,
        "warnings",
        rows=[_row(one, names, may_end=may_draw) for one in told],
        over=[_row(one, names, may_end=False) for one in over],
        map=_map(request, told),
        tabs=tabs(request, here="zones"),
        may_draw=may_draw,
        toast={"sentence": sentence} if sentence else None,
    )
    return render(request, "pages/zones.html", shown)


@page(may=DRAWS, methods=("GET", "POST"))
def new(request: VisitRequest) -> HttpResponse:
    """Draw a zone: why it is watched, where, until when, and by which post."""
    tomorrow = in_beijing(request.at).replace(hour=20, minute=0)
    typed = {"kind": Kind.PATROL.value, "shape": Shape.GROUND.value, "place": request.visit.post.place}
    typed |= {"until_at": f"{tomorrow:%Y-%m-%dT%H:%M}"} if tomorrow > request.at else {}
    typed |= request.POST.dict() if request.method == "POST" else {}
    if request.method == "POST":
        with trying(request):
            request.visit.do(acts.draw_zone, _told(typed))
            return HttpResponseRedirect("/zones/?drawn=1")
    errors = [error | {"field": CODES.get(error.get("code", ""), error.get("field"))} for error in _errors(request)]
    shown = framed(
        request,
        "warnings",
        typed=typed,
        errors=errors,
        wrong={error["field"]: error["sentence"] for error in errors if error.get("field")},
        kinds=[{"value": one.value, "word": step_word(one)} for one in Kind],
        shapes=[{"value": one.value, "word": step_word(one)} for one in Shape],
        places=_places(request),
        posts=_posts(request),
        map=_sketch(request, typed),
    )
    return render(request, "pages/zone_new.html", shown, status=request.no.status if request.no else 200)


@page(may=DRAWS, methods=("GET", "POST"))
def end(request: VisitRequest, no: str) -> HttpResponse:
    """Ask why nobody needs to watch a zone any more, and end it."""
    one: Zone = request.visit.ask(reads.zone, {"no": [no]})
    if request.method == "POST":
        with trying(request):
            request.visit.do(acts.end_zone, {"zone": no, "why": request.POST.get("why", "")})
            return HttpResponseRedirect("/zones/?ended=1")
    shown = {"word": _("解除区域"), "under": one.name, "url": f"/zones/{no}/end/", "back": "/zones/"}
    return asked_form(request, (WHY,), {}, request.POST.dict(), **shown | CRUMB)


def _told(typed: dict[str, str]) -> dict[str, Any]:
    """Return the words of the form as the act takes them; what was left empty was not said."""
    said = {word: typed.get(word, "") for word in ("kind", "shape", "name", "place", "post", "why")}
    maybe = {word: typed[word] for word in ("metres", "until_at") if typed.get(word)}
    return said | maybe | {"corners": typed.get("drawn", "")}


def _errors(request: VisitRequest) -> list[dict[str, Any]]:
    found = errors_of(request, LABELS)
    code = request.no.code if request.no else ""
    return [error | {"code": code} for error in found]


def _places(request: VisitRequest) -> list[dict[str, str]]:
    """Return the places in which one may draw: one's own, and all right below it."""
    mine = request.visit.post.place
    below = request.visit.ask(registry.places_under, {"code": [mine], "on": [f"{day_of(request.at)}"]})
    here = [{"value": mine, "word": registry.names([mine])[mine]}]
    return here + [{"value": one.code, "word": one.name} for one in below]


def _posts(request: VisitRequest) -> list[dict[str, str]]:
    held = request.visit.ask(reads.posts, {"place": [request.visit.post.place]})
    names = registry.names({no for one in held for no in (one.person, one.place, one.no)})
    chosen = [{"value": "", "word": _("请选择")}]
    return chosen + [
        {"value": one.no, "word": f"{names[one.no]} {names[one.person]}（{names[one.place]}）"} for one in held
    ]


def _map(request: VisitRequest, told: tuple[Zone, ...]) -> Any:
    rings = [outline(one.drawn).outer for one in told]
    drawn = [Corners(e7=tuple(degree for corner in ring for degree in corner)) for ring in rings]
    return drawing.sheet(request.visit.post.place, [], drawn, (), labels=[one.e7[:2] for one in drawn])


def _sketch(request: VisitRequest, typed: dict[str, str]) -> Any:
    """Draw the map on which one draws, with what was drawn so far where it is a shape."""
    drawn = []
    with suppress(Refused, ValueError):  # what is typed so far is no shape yet: it is told so when it is sent
        metres = int(typed["metres"]) if typed.get("metres") else None
        ground = outline(shape_of(Shape(typed["shape"]), corners=typed.get("drawn", ""), metres=metres))
        drawn = [Corners(e7=tuple(degree for corner in ground.outer for degree in corner))]
    return drawing.sheet(request.visit.post.place, [], drawn, (), draws=True, is_one=True)


def _row(one: Zone, names: dict[str, str], *, may_end: bool) -> dict[str, Any]:
    return {
        "no": one.no,
        "name": one.name,
        "kind": step_word(one.kind),
        "place": names[one.place],
        "title": one.title,
        "person": names[one.person] if one.person else "",
        "until_at": one.until_at,
        "why": one.why,
        "drawn_at": one.drawn_at,
        "drawn_by": names[one.drawn_by],
        "shape": step_word(one.drawn.shape),
        "metres": one.drawn.metres,
        "ended_at": one.ended_at,
        "ended_by": names[one.ended_by] if one.ended_by else "",
        "ended_why": one.ended_why or "",
        "end": f"/zones/{one.no}/end/" if may_end else "",
    }
