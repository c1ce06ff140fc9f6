"""A warning is written: the five elements, where it holds, whom it would call, and how it reads where it is heard."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.domains.calls.facts import Colour
from anlan.domains.issuing import acts, reads
from anlan.domains.issuing.acts import ISSUES
from anlan.domains.issuing.facts import Corners, Where, Wording
from anlan.domains.issuing.reads import Would
from anlan.domains.issuing.rules import Ready
from anlan.engines.cap import chinese, texts
from anlan.faces.web import drawing
from anlan.faces.web.frame import framed
from anlan.faces.web.item import errors_of
from anlan.faces.web.templatetags.look import step_word
from anlan.faces.web.templatetags.times import in_beijing
from anlan.kernel.drafts import keeping
from anlan.kernel.journal.facts import NotHere, PlaceCode, day_of
from anlan.kernel.registry import forms, laws
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest, page, trying
from anlan.kernel.registry.forms import Malformed, misfit
from anlan.kernel.registry.laws import Phrase, Words

HERE = "/warnings/new/"
VILLAGE = 12  # digits of a code below which there is nothing
HOURS = (1, 3, 6, 12, 24)
COLOURS = {Colour.RED: 1, Colour.ORANGE: 2, Colour.YELLOW: 3, Colour.BLUE: 4}
BESIDE = ("hazard", "colour", "onset_at", "expires_at", "is_public")
TOLD = ("issuer", "description", "instruction", "basis")
CHANNELS = ("sms", "speaker", "cancel", "correction")
FIELDS = (*BESIDE, *TOLD, *CHANNELS, "area", "places", "drawn", "under")
PAIR = re.compile(r"(-?\d{1,3}(?:\.\d{1,9})?)\s*[,，]\s*(-?\d{1,3}(?:\.\d{1,9})?)")
# Unless one wants otherwise: from now on, for so long.
LASTS = timedelta(hours=6)
LABELS = {
    "hazard": gettext_lazy("灾种"),
    "colour": gettext_lazy("等级"),
    "issuer": gettext_lazy("谁发"),
    "area": gettext_lazy("哪里"),
    "places": gettext_lazy("区划"),
    "drawn": gettext_lazy("画的区域"),
    "onset_at": gettext_lazy("开始"),
    "expires_at": gettext_lazy("到何时"),
    "description": gettext_lazy("什么灾"),
    "instruction": gettext_lazy("做什么"),
}


@page(may=ISSUES, methods=("GET", "POST"))
def compose(request: VisitRequest) -> HttpResponse:
    """Ask for a warning, keep what was typed, count whom it would call; and write it."""
    of = request.GET.get("of", "")
    root: Ready | None = request.visit.ask(reads.ready, {"no": [of]}) if of else None
    if of and root is None:
        raise NotHere
    form = f"warning {root.told.warning}" if root else "warning"
    if request.method == "GET":
        kept = keeping.kept(request.visit.by.person, form)
        return _form(request, root, kept.words if kept else _begun(request, root), kept_at=kept.at if kept else None)
    words = {word: request.POST.getlist(word) for word in FIELDS if word in request.POST}
    if "drop" in request.POST:
        keeping.drop(request.visit.by.person, form)
        return HttpResponseRedirect(_here(root))
    words = _filled(request, words)
    is_kept = keeping.keep(request.visit.by.person, form, words, at=request.at)
    if "write" in request.POST:
        with trying(request):
            done = request.visit.do(acts.compose, _asked(request, words, root))
            keeping.drop(request.visit.by.person, form)
            return HttpResponseRedirect(f"/warnings/{done.subject}/?done=compose")
    elif is_kept:
        where = next((name for name in request.POST.get("fill", "").split(":")[:1] if name), "")
        return HttpResponseRedirect(_here(root) + (f"#{where}" if where else ""))
    return _form(request, root, words, kept_at=request.at if is_kept else None)


def _here(root: Ready | None) -> str:
    return HERE + (f"?{urlencode({'of': root.told.warning})}" if root else "")


def _begun(request: VisitRequest, root: Ready | None) -> keeping.Words:
    """Return what stands in the form at first: as one writes it most often, or what is to be corrected."""
    now = in_beijing(request.at)
    unit = request.visit.post.organisation
    usual = {
        "issuer": registry.names([unit])[unit],
        "onset_at": f"{now:%Y-%m-%dT%H:%M}",
        "expires_at": f"{now + LASTS:%Y-%m-%dT%H:%M}",
        "is_public": "on",
    }
    if root is None:
        return {word: [text] for word, text in usual.items()}
    told = root.told
    before = {
        "hazard": root.words.hazard,
        "colour": told.colour or "",
        "issuer": told.sender_name,
        "area": told.area,
        "expires_at": f"{in_beijing(told.expires_at):%Y-%m-%dT%H:%M}" if told.expires_at else "",
        "description": f"{root.words.correction}{told.description}",
        "instruction": told.instruction,
        "basis": root.words.basis,
    }
    words = {word: [_unmarked(text)] for word, text in (usual | before).items()}
    words |= {"places": list(told.places), "drawn": ["\n".join(drawing.typed(ring) for ring in told.rings)]}
    return words if root.words.is_public else {word: said for word, said in words.items() if word != "is_public"}


def _unmarked(text: str) -> str:
    """Return a text without the mark of a drill, which is set again where it is written."""
    return text.replace(texts.DRILL, "")


def _filled(request: VisitRequest, words: keeping.Words) -> keeping.Words:
    """Return the words with what a press of a key has put into one of them: a phrase, or an end."""
    name, _sep, what = request.POST.get("fill", "").partition(":")
    if name in ("description", "instruction"):
        return words | {name: [_phrase(request, words, name)]}
    if name == "expires_at" and what.isdigit() and int(what) in HOURS:
        begins = _moment(words, "onset_at") or in_beijing(request.at)
        return words | {name: [f"{begins + timedelta(hours=int(what)):%Y-%m-%dT%H:%M}"]}
    if "under" in request.POST and request.POST.get("look"):
        return words | {"under": [request.POST["look"]]}
    return words


def _phrase(request: VisitRequest, words: keeping.Words, name: str) -> str:
    """Return a phrase of the packs with place and time in it."""
    for row in _phrases(words):
        place = _one(words, "area") or _named(words) or _("本地")
        told: Words = getattr(row, name)
        return told.zh.replace("{place}", place).replace("{until}", _until(words) or "…")
    return _one(words, name)


def _phrases(words: keeping.Words) -> list[Phrase]:
    wanted = (_one(words, "hazard"), _one(words, "colour"))
    return [row for row in laws.phrases() if (row.hazard, row.colour) == wanted]


def _asked(request: VisitRequest, words: keeping.Words, root: Ready | None) -> dict[str, Any]:
    """Return the words of the form as the act asks for them; what a channel says is as usual, unless it was written."""
    usual = _usual(request, words)
    said: dict[str, Any] = {word: words.get(word, []) for word in BESIDE}
    told = {word: _one(words, word) for word in TOLD} | {word: _one(words, word) or usual[word] for word in CHANNELS}
    said["words"] = Wording(**{word: _text(text, word) for word, text in told.items()})
    places = tuple(forms.value(PlaceCode, code, field="places", typed=False) for code in words.get("places", []))
    said["where"] = Where(places=places, drawn=_drawn(words), area=_text(_one(words, "area"), "area"))
    return said | ({"refers_to": [root.told.warning]} if root else {})


def _usual(request: VisitRequest, words: keeping.Words) -> dict[str, str]:
    hazards = laws.hazards(on=day_of(request.at))
    hazard, colour = _one(words, "hazard"), _one(words, "colour")
    return texts.usual(
        issuer=_one(words, "issuer"),
        event=hazards[hazard].zh if hazard in hazards else "",
        colour=chinese.NAMES[chinese.Colour(colour)][0] if colour in list(Colour) else "",
        area=_one(words, "area") or _named(words),
        instruction=_one(words, "instruction"),
        until=_until(words),
    )


def _until(words: keeping.Words) -> str:
    """Return until when it holds, as it is said aloud."""
    until = _moment(words, "expires_at")
    return f"{until.month}月{until.day}日{until:%H:%M}" if until else ""


def _text(said: str, field: str) -> str:
    """Return a text in order, as the door has it of what a form says itself."""
    return forms.text(said, field=field)


def _named(words: keeping.Words) -> str:
    return "、".join(registry.names(words.get("places", [])).values())


def _one(words: keeping.Words, name: str) -> str:
    return next(iter(words.get(name, [])), "").strip()


def _moment(words: keeping.Words, name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_one(words, name))
    except ValueError:
        return None


def _drawn(words: keeping.Words) -> tuple[Corners, ...]:
    """Return the pieces of ground that were drawn: one on each line, as pairs of longitude and latitude."""
    found = []
    for line in filter(str.strip, _one(words, "drawn").splitlines()):
        pairs = PAIR.findall(line)
        if PAIR.sub("", line).strip(" ;；\t"):
            raise misfit("drawn", "text")
        found.append(Corners(e7=tuple(_e7(degrees) for pair in pairs for degrees in pair)))
    return tuple(found)


def _e7(degrees: str) -> int:
    return int(Decimal(degrees).scaleb(7))


def _form(request: VisitRequest, root: Ready | None, words: keeping.Words, *, kept_at: datetime | None) -> HttpResponse:
    would = _would(request, words)
    errors = _errors(request)
    usual = _usual(request, words)
    said = {word: _one(words, word) for word in FIELDS}
    shown = framed(
        request,
        "warnings",
        root=root,
        url=_here(root),
        typed=said,
        errors=errors,
        wrong={error["field"]: error["sentence"] for error in errors if "field" in error},
        hazards=_hazards(request),
        colours=_colours(request),
        level=COLOURS.get(Colour(said["colour"])) if said["colour"] in list(Colour) else None,
        hours=HOURS,
        phrases=bool(_phrases(words)),
        towns=_places(request, words),
        would=would,
        tiers=_tiers(would),
        nobody=[would.names[unit] for unit in would.nobody] if would else [],
        channels=[_channel(word, said[word] or usual[word]) for word in ("sms", "speaker")],
        usual=usual,
        map=_map(request, words, would),
        ticks=_ticks(words),
        actions=[one for one in re.split(r"(?<=[。！？])", said["instruction"]) if one.strip()][:4],
        kept_at=kept_at,
    )
    return render(request, "pages/compose.html", shown, status=request.no.status if request.no else 200)


def _would(request: VisitRequest, words: keeping.Words) -> Would | None:
    """Return whom it would call, as far as it says where and how grave; nothing before that."""
    places, colour = words.get("places", []), _one(words, "colour")
    if colour not in list(Colour) or not (places or _one(words, "drawn")):
        return None
    refused, request.no = request.no, None
    would: Would | None = None
    with trying(request):
        told = {"places": places, "drawn": _drawn(words), "colour": [colour]}
        would = request.visit.ask(reads.would_reach, told)
    request.no = refused or request.no
    return would


def _errors(request: VisitRequest) -> list[dict[str, Any]]:
    """Return what is wrong, each beside its field; of what is lacking, which element."""
    if request.no is not None and request.no.missing:
        says = _("还缺“%(word)s”，缺一不可。")
        return [{"field": _field(word), "sentence": says % {"word": step_word(word)}} for word in request.no.missing]
    return errors_of(request, LABELS)


def _field(word: str) -> str:
    return "places" if word == "area" else word


def _tiers(would: Would | None) -> list[dict[str, Any]]:
    tiers: dict[str, int] = {}
    for one in would.wanted if would else ():
        tiers[one.tier] = tiers.get(one.tier, 0) + 1
    return [{"word": step_word(tier), "n": n} for tier, n in tiers.items()]


def _channel(name: str, text: str) -> dict[str, Any]:
    """Return how a text reads where it is heard: in a drill it says so first."""
    said = texts.in_a_drill(text) if settings.DRILL else text
    return {
        "name": name,
        "text": said,
        "length": texts.length(said),
        "segments": texts.segments(said),
        "seconds": texts.seconds(said),
    }


def _colours(request: VisitRequest) -> list[dict[str, Any]]:
    names = {one: chinese.NAMES[chinese.Colour(one)] for one in Colour}
    return [{"value": one.value, "word": pair[request.language == "en"]} for one, pair in names.items()]


def _hazards(request: VisitRequest) -> list[dict[str, Any]]:
    known = laws.hazards(on=day_of(request.at))
    named = [{"value": code, "word": one.en if request.language == "en" else one.zh} for code, one in known.items()]
    return [{"value": "", "word": _("请选择")}, *named]


def _places(request: VisitRequest, words: keeping.Words) -> dict[str, Any]:
    """Return the places among which one chooses: one's own or one below it, with those right under it."""
    mine, chosen = request.visit.post.place, words.get("places", [])
    under = _one(words, "under")
    under = under if under.isdigit() and under.startswith(mine) else mine
    below = request.visit.ask(registry.places_under, {"code": [under], "on": [f"{day_of(request.at)}"]})
    names = registry.names([under, *chosen])
    rows = [{"value": under, "word": names[under], "whole": True}]
    rows += [{"value": one.code, "word": one.name, "opens": len(one.code) < VILLAGE} for one in below]
    shown = {row["value"] for row in rows}
    rows += [{"value": code, "word": names[code]} for code in chosen if code not in shown]
    above = under[: max((n for n in laws.DIGITS if n < len(under)), default=0)]
    return {
        "under": under,
        "above": above if above.startswith(mine) else "",
        "rows": [row | {"checked": row["value"] in chosen} for row in rows],
    }


def _map(request: VisitRequest, words: keeping.Words, would: Would | None) -> Any:
    place, spots = request.visit.post.place, would.spots if would else ()
    return drawing.sheet(place, words.get("places", []), _rings(words), spots, draws=True)


def _rings(words: keeping.Words) -> tuple[Corners, ...]:
    try:
        return _drawn(words)
    except Malformed:
        return ()


def _ticks(words: keeping.Words) -> list[dict[str, Any]]:
    """Return the five elements, each with whether it is said."""
    where = (_one(words, "area") or words.get("places")) and (words.get("places") or _one(words, "drawn"))
    said = (
        ("issuer", _one(words, "issuer")),
        ("hazard", _one(words, "hazard") and _one(words, "colour")),
        ("places", where),
        ("instruction", _one(words, "instruction")),
        ("expires_at", _moment(words, "expires_at")),
    )
    names = {"places": "area"}
    return [{"to": name, "word": step_word(names.get(name, name)), "is_said": bool(told)} for name, told in said]
