"""What a correction changed: what stood there before and what after, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from anlan.faces.web.templatetags import terms
from anlan.kernel.journal.reads import Line

Names = dict[str, str]

# What can be corrected, and the column that holds it in a fact about many.
MANY = {
    "what": "whats",
    "place": "places",
    "department": "departments",
    "organisation": "organisations",
    "description": "descriptions",
    "spot": "spots",
    "category": "categories",
    "basis": "bases",
    "measures": "measures",
    "control": "controls",
}


def changes(no: str, lines: Sequence[Line], names: Names) -> dict[int, list[str]]:
    """Return what each correction of an item changed, by the number of its entry, as it is read."""
    told: dict[int, list[str]] = {}
    stands: dict[str, Any] = {}
    for _command, said in groupby(lines, key=lambda line: line.command):
        before, together = dict(stands), list(said)
        for line in together:
            stands |= _fields(no, line)
        for line in together:
            if line.name == "items.corrected":
                told[line.seq] = _differing(before, stands, names)
    return told


def _fields(no: str, line: Line) -> dict[str, Any]:
    """Return what an entry says of the fields that can be corrected."""
    fact: Any = line.fact
    if line.name in ("items.filed-in-batch", "dangers.described-in-batch") and fact and no in fact.items:
        at = fact.items.index(no)
        return {field: getattr(fact, many)[at] for field, many in MANY.items() if hasattr(fact, many)}
    if line.name == "items.taken-back" and fact:
        fact = fact.former
    elif line.name not in ("items.filed", "items.corrected", "dangers.described"):
        return {}
    return {field: getattr(fact, field) for field in MANY if hasattr(fact, field)}


def _differing(before: dict[str, Any], after: dict[str, Any], names: Names) -> list[str]:
    words = _words()
    changed = [field for field in MANY if (before.get(field) or "") != (after.get(field) or "")]
    return [
        _("%(field)s：%(before)s → %(after)s")
        % {
            "field": words[field],
            "before": _shown(field, before.get(field), names),
            "after": _shown(field, after.get(field), names),
        }
        for field in changed
    ]


def _words() -> dict[str, str]:
    return {
        "what": _("标题"),
        "place": _("地点"),
        "department": _("监管部门"),
        "organisation": _("单位"),
        "description": _("描述"),
        "spot": _("部位"),
        "category": _("类别"),
        "basis": _("判定依据"),
        "measures": _("整改措施"),
        "control": _("临时管控措施"),
    }


def _shown(field: str, value: str | None, names: Names) -> str:
    if field == "department":
        return terms.department(value) or "—"
    if field == "category":
        return terms.category(value) or "—"
    return names.get(value, value) if value else "—"
