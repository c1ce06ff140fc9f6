"""Words that stand for a choice: yes or no, or one of those that a column allows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anlan.engines.sheets.cells import Cell
from anlan.engines.sheets.problems import Noted, Problem
from anlan.engines.sheets.texts import brief, folded, is_nothing


def names(text: str) -> tuple[str, ...]:
    """Return the words of a text: a list of headings or spellings, written as one line."""
    return tuple(text.split())


YES = names(
    "是 有 对 已 √ ✓ ✔ ☑ v y yes true 1 完成 已完成 已整改 整改完成 已整改完成 已完成整改 完成整改 整改完毕 已整改完毕 "
    "整改到位 已整改到位 已销号 销号 已闭环 "
    "已验收 已办结 办结 已关闭 done closed"
)
NO = names(
    "否 不 未 没 × x ✗ ✘ ☐ n no false 0 未完成 未整改 整改中 正在整改 进行中 未销号 待整改 待销号 待验收 "
    "未验收 未办结 未闭环 部分完成 部分整改 open"
)

_IN_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]{0,40}[)\]】]")
_WIDE = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_MARKS = " \t\r\n。.、,;:!*“”\"'"


@dataclass(frozen=True, kw_only=True)
class Word:
    """One choice of a column: what the program calls it, what people call it, and other spellings.

    `softened` are spellings that mean something sharper or older: they are taken, and a note says so.
    """

    code: str
    zh: str
    en: str
    also: tuple[str, ...] = ()
    softened: tuple[str, ...] = ()


def parse_yes_no(cell: Cell) -> bool | Problem | None:
    """Return whether a cell says yes: 是, 已整改, √, Y, 1; or no: 否, 未, ×, N, 0. None if empty."""
    if isinstance(cell, bool):
        return cell
    text = _bare(cell)
    if text in YES or text in NO:
        return text in YES
    return None if text != "无" and is_nothing(text) else Problem(code="yes-or-no", params={"value": brief(cell)})


def parse_choice(cell: Cell, *, words: tuple[Word, ...]) -> str | Noted | Problem | None:
    """Return the code of the word that a cell holds. None if empty."""
    text = _bare(cell)
    if is_nothing(text):
        return None
    for word in words:
        if text in (word.code, word.zh, word.en.lower(), *word.also):
            return word.code
        if text in word.softened:
            params = {"value": brief(cell), "taken_zh": word.zh, "taken_en": word.en}
            return Noted(word.code, Problem(code="softened", params=params))
    choices_zh, choices_en = "、".join(word.zh for word in words), ", ".join(word.en for word in words)
    return Problem(
        code="not-a-choice", params={"value": brief(cell), "choices_zh": choices_zh, "choices_en": choices_en}
    )


def _bare(cell: Cell) -> str:
    text = _WIDE.sub("", folded(cell).lower())  # 一 般 is one word set wide
    return _IN_BRACKETS.sub("", text).strip(_MARKS) or text
