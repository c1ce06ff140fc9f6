"""How the columns of a file are told apart: what is certain is folded away, what is doubtful or lacking is asked."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.engines.sheets.mapping import Proposal
from anlan.engines.sheets.texts import said
from anlan.kernel.intake import jobs
from anlan.kernel.intake.jobs import Progress
from anlan.kernel.intake.rules import ASKED, SCHEMAS, TO_POST, Ledger
from anlan.kernel.registry.door import VisitRequest
from anlan.kernel.registry.laws import codes

LOOKED_AT, SAMPLE_MOST = 20, 40  # lines looked through for a sample, and its characters
# What the answer does, and what leaving it empty does.
HINTS = {
    "place": gettext_lazy("每行都登记在这里。"),
    "organisation": gettext_lazy("每行的人都登记在这个单位。"),
    "department": gettext_lazy("单位没有登记监管部门的行，记为这个部门；留空则不写。"),
    "grade": gettext_lazy("每行都按此登记。"),
    "closed": gettext_lazy("每行都按此登记。"),
    "found_at": gettext_lazy("每行都按这一天登记，如 2026-07-04。"),
    "owner": gettext_lazy("只写了姓名、单位里又没有这个人的行，怎么办。"),
}


def asked_of(request: VisitRequest, told: Progress) -> dict[str, Any]:
    """Return what the page asks of a file: which heading is which column, and what to take where there is none."""
    found = jobs.proposal(told.no, by=request.visit.by)
    headings = [heading.text for sheet in found.sheets[:1] for heading in sheet.headings]
    seen = _samples(found)
    columns = []
    for column in SCHEMAS[told.ledger]:
        value = request.POST.get(f"column-{column.key}", found.columns.get(column.key)) or ""
        is_sure = found.how.get(column.key) in ("remembered", "name", "alias") and column.key not in found.asked
        shown = {"key": column.key, "word": column.heading(request.language), "value": value, "must": column.required}
        columns.append(shown | {"sure": bool(value) and is_sure, "sample": seen.get(value, "")})
    lacking = [key for key in ASKED[told.ledger] if key == "owner" or not found.columns.get(key)]
    return {
        "doubtful": [one for one in columns if not one["sure"] and (one["value"] or one["must"])],
        "known": [one for one in columns if one["sure"]],
        "absent": [one for one in columns if not one["value"] and not one["must"]],
        "options": [{"value": "", "word": "—"}] + [{"value": text, "word": text} for text in headings],
        "questions": [_question(key, told.ledger, request) for key in lacking],
        "notes": [note.says(request.language) for note in found.notes],
    }


def _samples(found: Proposal) -> dict[str, str]:
    """Return by heading the first thing that stands under it."""
    seen: dict[str, str] = {}
    for sheet in found.sheets[:1]:
        lines = (line for line in sheet.sheet.lines() if line.no > sheet.row)
        for line in islice(lines, LOOKED_AT):
            for heading in sheet.headings:
                cell = line.cells[heading.column] if heading.column < len(line.cells) else None
                if cell is not None and heading.text not in seen:
                    seen[heading.text] = said(cell)[:SAMPLE_MOST]
    return seen


def _question(key: str, ledger: Ledger, request: VisitRequest) -> dict[str, Any]:
    columns = {column.key: column for column in SCHEMAS[ledger]}
    choices: dict[str, list[tuple[str, Any]]] = {
        "owner": [("", _("这样的行退回")), (TO_POST, _("由该单位安全员负责"))],
        "grade": [("", "—"), *_words("grades", request)],
        "closed": [("", "—"), ("否", _("都没有完成")), ("是", _("都已完成"))],
        "department": [("", "—"), *_words("departments", request)],
    }
    return {
        "key": key,
        "word": _("不认识的责任人") if key == "owner" else columns[key].heading(request.language),
        "hint": HINTS[key],
        "must": key != "owner" and columns[key].required,
        "options": [{"value": value, "word": said} for value, said in choices.get(key, [])],
        "value": request.POST.get(f"answer-{key}", request.visit.post.place.ljust(6, "0") if key == "place" else ""),
    }


def _words(kind: str, request: VisitRequest) -> list[tuple[str, str]]:
    return [(code, word.en if request.language == "en" else word.zh) for code, word in codes(kind).items()]
