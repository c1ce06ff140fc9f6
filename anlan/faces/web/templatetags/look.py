"""The filters and tags of every template: numbers, moments, terms, and what must be the same wherever it is drawn."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import zip_longest
from typing import Any
from uuid import uuid4

from django import template
from django.conf import settings
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, override

from anlan.faces.web import asof
from anlan.faces.web.templatetags import terms, times
from anlan.rooms import words

register = template.Library()

_ITEM = re.compile(r"(?P<origin>[a-z][a-z0-9]*)-20(?P<year>\d\d)-(?P<serial>\d+(?:/\d+)?)")


@register.filter
def short(no: str) -> str:
    """Shorten an item's number as addresses have it: 26-004217. Another house's number stays whole."""
    match = _ITEM.fullmatch(no)
    return f"{match['year']}-{match['serial']}" if match and match["origin"] == settings.ORIGIN else no


@register.filter
def shown(no: str) -> str:
    """Write an item's number as people read it: #26-004217."""
    return f"#{short(no)}"


@register.filter
def moment(at: datetime | None) -> str:
    """Write day and minute: 2026-07-18 15:42."""
    return times.moment(at) if at else ""


@register.filter
def as_told(at: datetime | None) -> str:
    """Write day and minute, or the day where that is all that is known."""
    return times.as_told(at) if at else ""


@register.filter
def until(at: datetime | None) -> str:
    """Write the end of a deadline: 2026-07-18 24:00."""
    return times.until(at) if at else ""


@register.filter
def brief(at: datetime | None) -> str:
    """Write day and minute without the year: 07-18 15:42."""
    return times.brief(at) if at else ""


@register.filter
def as_told_brief(at: datetime | None, now: datetime) -> str:
    """Write a moment without the year where that is this one, else its day."""
    return times.as_told_brief(at, now) if at else ""


@register.filter
def day(on: date | datetime | None) -> str:
    """Write the day: 2026-07-18."""
    return times.day(on) if on else ""


@register.filter
def weekday(on: date | datetime | None) -> str:
    """Say which day of the week it is."""
    return times.weekday(on) if on else ""


@register.filter
def hour(at: datetime | None) -> str:
    """Write hour and minute: 15:42."""
    return f"{times.in_beijing(at):%H:%M}" if at else ""


@register.filter
def iso(at: datetime | None) -> str:
    """Write a moment for machines, in the attribute of a <time>."""
    return at.isoformat(timespec="seconds") if at else ""


@register.filter
def left(due_at: datetime, now: datetime) -> str:
    """Say how long is left, or how long it is late."""
    return times.left(due_at, now)


@register.filter
def urgency(due_at: datetime, now: datetime) -> str:
    """Tell late from soon from neither."""
    return times.urgency(due_at, now)


@register.filter
def age(at: datetime, now: datetime) -> str:
    """Say how long ago."""
    return times.age(at, now)


@register.simple_tag
def spent(since: datetime | None, due_at: datetime, now: datetime) -> int | None:
    """Return how much of the time is gone, of a hundred."""
    return times.spent(since, due_at, now) if since else None


@register.simple_tag
def clock_words() -> SafeString:
    """Put the words of the counting clocks into the page, as data."""
    return json_script(times.clock_words(), "clock-words")


@register.filter
def counted(n: int) -> str:
    """Write a number in threes, as offices do: 12 480."""
    return f"{n:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


@register.filter
def masked(phone: str) -> str:
    """Hide the middle of a telephone number."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"


@register.filter
def kind_word(kind: str) -> str:
    """Say the kind of an item."""
    return _kind(kind, get_language())


@register.filter
def state_word(state: str, kind: str = "") -> str:
    """Say the state of an item; a danger in hand is being rectified."""
    return _state(state, kind, get_language())


@register.filter(name="said")
def step_word(step: str) -> str:
    """Say a word of the rooms: a step of the chase, a state of a watch."""
    return words()[step][get_language() == "en"]


# A page of the ledger asks for these a thousand times: the same words, in the language of the page.
@cache
def _kind(kind: str, language: str | None) -> str:
    return str(terms.KINDS.get(kind, kind))


@cache
def _state(state: str, kind: str, language: str | None) -> str:
    return str(terms.OF_A_KIND.get((kind, state)) or terms.STATES[state][1])


@register.filter
def state_shape(state: str) -> str:
    """Return the shape of a state, as the style sheet calls it."""
    return terms.STATES[state][0]


@register.filter
def grade_word(grade: str) -> Any:
    """Say the grade of a danger. There are two, and neither has a colour."""
    return terms.GRADES.get(grade, grade)


@register.filter
def level_word(level: int, kind: str = "warning") -> Any:
    """Say a statutory level in words."""
    return terms.LEVELS[kind][level]


@register.filter
def level_brief(level: int, kind: str = "warning") -> Any:
    """Say a statutory level as briefly as a row of the ledger has room for."""
    return terms.BRIEF.get(kind, terms.LEVELS[kind])[level]


@register.filter
def numeral(level: int) -> str:
    """Write a level as its numeral."""
    return terms.SHAPES[level][0]


@register.filter
def outline(level: int) -> str:
    """Return the outline of a level's shape."""
    return terms.SHAPES[level][1]


@register.filter
def role_word(role: str) -> Any:
    """Say what a post is for."""
    return terms.ROLES.get(role, role)


@register.filter
def verb_word(verb: str) -> Any:
    """Say what a verb does about an item."""
    return terms.VERBS[verb][0]


@register.filter
def verb_key(verb: str) -> str:
    """Return the key of a verb, or nothing."""
    return terms.VERBS[verb][1]


@register.simple_tag
def ageing(buckets: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lay the buckets of an ageing strip side by side on four hundred units; an empty one keeps its word."""
    whole = sum(bucket["n"] for bucket in buckets) or 1
    laid, x = [], 0.0
    for tone, bucket in enumerate(buckets, 1):
        width = bucket["n"] * 400 / whole
        laid.append({**bucket, "x": round(x, 1), "width": round(max(width - 1, 0), 1), "tone": min(tone, 5)})
        x += width
    return laid


@register.simple_tag
def bars(values: Sequence[int], days: Sequence[date] = ()) -> list[dict[str, Any]]:
    """Stand bars on a ground of seventy units, the highest fifty high; under each its day."""
    top = max(values, default=0) or 1
    stood = []
    for at, (value, on) in enumerate(zip_longest(values, days)):
        height = round(value * 50 / top)
        word = f"{on:%m-%d}" if on else ""
        stood.append({"x": 4 + 37 * at, "middle": 17 + 37 * at, "y": 64 - height, "top": 61 - height, "height": height})
        stood[-1] |= {"n": value, "day": word}
    return stood


@register.simple_tag(takes_context=True)
def both(context: template.Context, words: str) -> str:
    """Say a heading in the page's language and, where both are wished, small in English after the Chinese.

    Used as {% both _("台账") %}: in Chinese the words are their own message id.
    """
    if not context.get("bilingual") or not (get_language() or "").startswith("zh"):
        return words
    with override("en"):
        english = gettext(words)
    if english == words:
        return words
    return format_html('{} <span class="en" lang="en">{}</span>', words, english)


@register.simple_tag(takes_context=True)
def who_may(context: template.Context) -> str:
    """Say which posts may have the page that somebody was kept from, as its rule says; nothing where it has none."""
    found = getattr(getattr(context, "request", None), "resolver_match", None)
    rule = getattr(getattr(found, "func", None), "rule", None)
    return posts_word(rule.may or ()) if rule else ""


@register.filter
def posts_word(roles: Collection[str]) -> str:
    """Say which posts these are, in the order of the house."""
    return gettext("、").join(str(word) for role, word in terms.ROLES.items() if role in roles)


@register.filter
def does(action: Mapping[str, Any]) -> bool:
    """Tell whether an action does something, or leads to where that is asked for, not just to something to see."""
    return asof.does(action.get("href"))


@register.simple_tag
def command() -> SafeString:
    """Put the hidden number of a command into a form: the same form sent twice is one act."""
    return format_html('<input type="hidden" name="command" value="{}">', uuid4())
