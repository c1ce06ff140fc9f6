"""Two Excel ledgers to try the import with, one clean and one with ten faults; and the clean one a month later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font

from anlan.engines.sheets.write import saved
from anlan.faces.cli.demo import packs
from anlan.faces.cli.demo.ledger_lines import MONTH, Line, as_of_last_month, as_of_today, of_one_department
from anlan.faces.cli.demo.ledger_words import COLUMNS, Cell, spelt
from anlan.faces.cli.demo.packs import SIMULATED
from anlan.faces.cli.demo.shapes import Plan

SHEET, EXPLAINED = "隐患台账（模拟）", "填表说明"
FIRST_ROW = 5  # under the title, who fills it in, and two lines of headings
FAULTY_LINES = 24

EXPLANATION = (
    "本表为模拟数据，供试用“导入台账”。单位、人员、电话和乡镇都是虚构的。",
    "一、一行一条隐患；同一单位有多条的，逐条填写，不要合并到一行。",
    "二、隐患等级只有一般和重大两级；重大隐患须写判定依据、整改措施和管控措施。",
    "三、整改期限写到期的日期，或“立即”“7日内”；不要写“长期”，也不要按工作日计。",
    "四、责任人只写一个人，写明手机号。",
    "五、已销号的，写明完成时间和验收人。",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """A fault that was put into the ledger: where it stands, what was typed, and the code by which it is told."""

    code: str
    zh: str
    en: str
    sheet: str
    row: int
    column: str
    typed: str


# Which line, which column, under which code; what is typed there is told by `_typed`.
FAULTS = (
    ("major", "basis", "missing-if", "重大隐患没有写判定依据", "a major danger without its ground"),
    (1, "found_at", "date-impossible", "没有这一天", "a day that does not exist"),
    (3, "uscc", "uscc-perhaps", "信用代码里把 0 写成了字母 O", "a credit code with the letter O for a nought"),
    (5, "phone", "phone-unclear", "手机号少一位", "a telephone number with a digit missing"),
    (7, "grade", "not-a-choice", "等级写成了“严重”", "a grade that there is not"),
    (9, "due", "deadline-endless", "期限写成了“长期坚持”", "a deadline without an end"),
    (11, "due", "working-days", "期限按工作日计", "a deadline in working days"),
    (13, "owner", "person-several", "责任人写了两个人", "two people who answer for one danger"),
    (15, "closed", "yes-or-no", "是否销号写成了“基本完成”", "neither closed nor open"),
    (17, "funds", "formula-not-counted", "公式没有计算结果", "a formula without its result"),
)


def clean(plan: Plan) -> bytes:
    """Return the ledger of the county as it was kept until a month ago, as .xlsx. All its lines can come in."""
    return _workbook(as_of_last_month(plan), date.fromordinal(plan.day.toordinal() - MONTH), {})


def next_month(plan: Plan) -> bytes:
    """Return the same ledger as of the day: 48 lines as before, 12 changed, 14 new, one of them of an unknown unit."""
    return _workbook(as_of_today(plan), plan.day, {})


def faulty(plan: Plan) -> tuple[bytes, list[Fault]]:
    """Return a short ledger of one department with ten faults, each of its own sort, and where they are."""
    lines = _in_order(of_one_department(plan, FAULTY_LINES))
    no_of_major = next(no for no, line in enumerate(lines) if line.text.grade == "major")
    # The major danger may stand where a fault was to be; then that one moves to the line after it.
    taken, typed, faults = {no_of_major}, {}, []
    headings = {key: f"{group} {heading}".strip() for key, group, heading, _ in COLUMNS}
    for wish, key, code, zh, en in FAULTS:
        no = no_of_major if isinstance(wish, str) else next(no for no in range(wish, FAULTY_LINES) if no not in taken)
        taken.add(no)
        typed[no, key] = cell = _typed(code, lines[no], lines)
        faults.append(
            Fault(
                code=code,
                zh=zh,
                en=en,
                sheet=SHEET,
                row=FIRST_ROW + no,
                column=headings[key],
                typed=str(cell or ""),
            )
        )
    return _workbook(lines, date.fromordinal(plan.day.toordinal() - MONTH), typed), faults


def _typed(code: str, line: Line, lines: Sequence[Line]) -> Cell:
    """Return what is wrongly typed into a cell."""
    match code:
        case "date-impossible":
            return f"{line.found_on.year}年6月31日"
        case "uscc-perhaps":
            return line.uscc[:10] + line.uscc[10:].replace("0", "O", 1)
        case "phone-unclear":
            return line.phone[:-1]
        case "not-a-choice":
            return "严重"
        case "deadline-endless":
            return "长期坚持"
        case "working-days":
            return "5个工作日内"
        case "person-several":
            return f"{line.owner}、{next(one.owner for one in lines if one.owner != line.owner)}"
        case "yes-or-no":
            return "基本完成"
        case "formula-not-counted":
            return "=0.5+0.3"
    return None


def _in_order(lines: Sequence[Line]) -> list[Line]:
    """Return lines as offices file them: by township, and there by day."""
    return sorted(lines, key=lambda line: (line.town, line.found_on, line.number))


def _workbook(lines: Sequence[Line], until: date, typed: Mapping[tuple[int, str], Cell]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = SHEET
    _head(page, until)
    lines = _in_order(lines)
    for no, line in enumerate(lines):
        cells = spelt(line, no + 1) | {key: cell for (at, key), cell in typed.items() if at == no}
        page.append([cells[key] for key, *_ in COLUMNS])
    _merge_towns(page, lines)
    _foot(page, lines)
    explained = book.create_sheet(EXPLAINED)
    explained.column_dimensions["A"].width = 90
    for sentence in EXPLANATION:
        explained.append([sentence])
    return saved(book)


def _head(page: Any, until: date) -> None:
    county = packs.where()["county"]["name_short"]
    page.append([f"{county}安全生产隐患排查治理台账{SIMULATED}"])
    page.append([f"填报单位：{county}应急管理局{SIMULATED}    截至：{until.year}年{until.month}月{until.day}日"])
    page.append([group or heading for _, group, heading, _ in COLUMNS])
    page.append([heading if group else None for _, group, heading, _ in COLUMNS])
    width = len(COLUMNS)
    for row in (1, 2):
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    page["A1"].font = Font(bold=True, size=16)
    page["A1"].alignment = Alignment(horizontal="center")
    column = 1
    for group, of_group in groupby(COLUMNS, key=lambda spec: spec[1]):
        for no, (_, _, _, wide) in enumerate(specs := list(of_group)):
            page.column_dimensions[page.cell(3, column + no).column_letter].width = wide
            if not group:
                page.merge_cells(start_row=3, end_row=4, start_column=column + no, end_column=column + no)
        if group:
            page.merge_cells(start_row=3, end_row=3, start_column=column, end_column=column + len(specs) - 1)
        column += len(specs)
    page.freeze_panes = "E5"


def _merge_towns(page: Any, lines: Sequence[Line]) -> None:
    column = next(no for no, (key, *_) in enumerate(COLUMNS, start=1) if key == "place")
    row = FIRST_ROW
    for _, same in groupby(lines, key=lambda line: line.town):
        count = len(list(same))
        if count > 1:
            page.merge_cells(start_row=row, end_row=row + count - 1, start_column=column, end_column=column)
        row += count


def _foot(page: Any, lines: Sequence[Line]) -> None:
    closed = sum(line.closed_on is not None for line in lines)
    row = FIRST_ROW + len(lines)
    page.append(["合计", None, None, f"共 {len(lines)} 条，已销号 {closed} 条，未销号 {len(lines) - closed} 条"])
    page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
    page.append([f"填表人：{SIMULATED}", None, None, f"审核人：{SIMULATED}"])
