"""What is wrong with a cell or a row, and what to do. Notes tell; everything else keeps its row from coming in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

SAYS = {
    "missing": ("必须填写。请补上。", "This must be filled in. Add it."),
    "withheld": (
        "这里写的是导出时读不到的姓名或号码，不是内容。请补上。",
        "This says only that a name or number could not be told when the file was written. Write it.",
    ),
    "missing-if": ("{case_zh}必须填写这一项。请补上。", "This must be filled in for {case_en}. Add it."),
    "formula-not-counted": (
        "单元格 {cell} 的公式没有计算结果。请用 Excel 或 WPS 打开并保存一次，再导入。",
        "The formula in cell {cell} has no stored result. Open and save the file once in Excel or WPS.",
    ),
    "formula-failed": (
        "单元格 {cell} 的公式出错（{value}）。请改正公式或直接填写。",
        "The formula in cell {cell} failed ({value}). Mend it or type the value.",
    ),
    "damaged-text": (
        "文字已经成了乱码。请从原文件重新复制。",
        "The text is garbled. Copy it again from where it came.",
    ),
    "too-long": (
        "有 {length} 字，最多 {most} 字。请缩短。",
        "This has {length} characters, at most {most} are allowed. Shorten it.",
    ),
    "digits-lost": (
        "数字太长，Excel 已丢掉末尾几位。请把单元格设为“文本”，重新填写。",
        "The number is so long that Excel has lost its last digits. Format the cell as text and type it again.",
    ),
    "repeated": (
        "与“{first_sheet}”第 {first_row} 行重复。请只留一行。",
        "This repeats row {first_row} of “{first_sheet}”. Keep one of them.",
    ),
    "date-unclear": (
        "看不出“{value}”是哪一天。请写成 2026-07-04 的样子。",
        "It is not clear which day “{value}” is. Write it like 2026-07-04.",
    ),
    "date-impossible": (
        "没有“{value}”这一天。请核对。",
        "There is no such day as “{value}”. Check it.",
    ),
    "date-without-year": (
        "“{value}”没有写年份。请写成 2026-07-04 的样子。",
        "“{value}” has no year. Write it like 2026-07-04.",
    ),
    "date-range": (
        "“{value}”是一段时间。请只写一天。",
        "“{value}” is a span of time. Write one day.",
    ),
    "working-days": (
        "“{value}”按工作日计，而期限按日历天计。请写出到期的日期。",
        "“{value}” counts working days, but deadlines run in calendar days. Write the date.",
    ),
    "deadline-unclear": (
        "看不出“{value}”是什么时候到期。请写日期、“立即”或“7日内”。",
        "It is not clear when “{value}” ends. Write a date, “immediately” or “within 7 days”.",
    ),
    "deadline-endless": (
        "“{value}”没有尽头。请写出到期的日期。",
        "“{value}” has no end. Write the date by which it must be done.",
    ),
    "yes-or-no": (
        "“{value}”不是“是”或“否”。请改为其中之一。",
        "“{value}” is neither yes nor no. Write one of them.",
    ),
    "not-a-choice": (
        "“{value}”不在可选之内。请写：{choices_zh}。",
        "“{value}” is not one of the choices. Write one of: {choices_en}.",
    ),
    "phone-unclear": (
        "不是完整的电话号码。手机请写 11 位，座机请写上区号，如 0971-8230000。",
        "This is not a whole telephone number. Write 11 digits, or a land line with its area code, as 0971-8230000.",
    ),
    "phone-several": (
        "写了不止一个电话。请只留一个。",
        "There is more than one telephone number. Keep one.",
    ),
    "uscc-length": (
        "统一社会信用代码应为 18 位，这里有 {length} 位。请核对营业执照。",
        "A unified social credit code has 18 characters, this has {length}. Check the business licence.",
    ),
    "uscc-letter": (
        "统一社会信用代码里不会有“{letter}”。请核对营业执照，看是不是“{perhaps}”。",
        "A unified social credit code never holds “{letter}”. Check the business licence: is it “{perhaps}”?",
    ),
    "uscc-check": (
        "统一社会信用代码的校验位不对，有一位写错了（常见的是 0 与 D、8 与 B、2 与 Z）。请核对营业执照。",
        "The check digit of this unified social credit code is wrong: one character is mistyped "
        "(often 0 for D, 8 for B, 2 for Z). Check the business licence.",
    ),
    "uscc-perhaps": (
        "统一社会信用代码的校验位不对。请核对营业执照，看是不是 {perhaps}。",
        "The check digit of this unified social credit code is wrong. Check the business licence: is it {perhaps}?",
    ),
    "id-number": (
        "身份证号不对：应为 18 位，出生日期和校验位都要合规。请核对证件。",
        "This identity number is wrong: it has 18 characters with a date of birth and a check digit. Check the card.",
    ),
    "person-unclear": (
        "看不出是哪一个人。请写“姓名”或“姓名 电话”。",
        "It is not clear who this is. Write the name, or name and telephone.",
    ),
    "person-several": (
        "写了不止一个人。请只留一个负责的人。",
        "There is more than one person. Keep the one who answers for it.",
    ),
    "degrees-unclear": (
        "看不出“{value}”是多少度。请写成 101.7782 或 101°46′41.5″。",
        "It is not clear how many degrees “{value}” is. Write it as 101.7782 or 101°46′41.5″.",
    ),
    "degrees-out-of-range": (
        "“{value}”超出范围。请核对经度和纬度是否填反。",
        "“{value}” is out of range. Check whether longitude and latitude are exchanged.",
    ),
    "point-unclear": (
        "看不出“{value}”是哪一点。请写成“101.7782, 36.6232”（经度在前）。",
        "It is not clear which point “{value}” is. Write it as “101.7782, 36.6232”, longitude first.",
    ),
    "money-unclear": (
        "看不出“{value}”是多少钱。请写数字和单位，如 5万元。",
        "It is not clear how much “{value}” is. Write a number and its unit, such as 50000元.",
    ),
    "place-code": (
        "“{value}”不是区划代码（6、9 或 12 位）。请写代码或名称。",
        "“{value}” is not a division code (6, 9 or 12 digits). Write a code or a name.",
    ),
    "softened": (
        "“{value}”按“{taken_zh}”记。",
        "“{value}” was taken as “{taken_en}”.",
    ),
    "year-assumed": ("“{value}”没有写年份，按 {year} 年记。", "“{value}” has no year; {year} was taken."),
    "month-only": ("“{value}”只写到月，按 {day} 记。", "“{value}” names only the month; {day} was taken."),
    "order-assumed": ("“{value}”按经度在前记。", "“{value}” was read with the longitude first."),
    "totals-skipped": ("这一行是合计，没有导入。", "This row holds totals; it was passed over."),
    "heading-skipped": ("这一行是重复的表头，没有导入。", "This row repeats the heading; it was passed over."),
    "lone-skipped": (
        "这一行只有一格写了字，不像台账的一行，没有导入。",
        "This row has a single cell, as no row of the ledger has; it was passed over.",
    ),
    "ditto": (
        "写的是“同上”，上面却没有内容。请写出内容。",
        "This says “ditto”, and nothing stands above it. Write it.",
    ),
    "ditto-taken": ("“同上”按上一行的内容记。", "For “ditto” what stands above it was taken."),
    "serial-taken": (
        "“{value}”按 Excel 的日期序号记为 {day}。",
        "“{value}” was read as a serial number of Excel: {day}.",
    ),
    "footer-skipped": ("这一行是表尾的说明，没有导入。", "This row is a remark below the table; it was passed over."),
    "sheet-hidden": (
        "工作表“{name}”是隐藏的，没有读取。如需导入，请取消隐藏。",
        "The sheet “{name}” is hidden and was not read. Unhide it if it should be imported.",
    ),
    "sheet-unlike": (
        "工作表“{name}”的表头不像台账，没有读取。",
        "The heading of the sheet “{name}” is not that of the ledger; it was not read.",
    ),
    "macros-ignored": (
        "文件里有宏：只读取了数值，没有运行宏。",
        "The file has macros: values were read, nothing was run.",
    ),
    "links-ignored": (
        "文件引用了其他文件：只读取了保存下来的数值，没有打开那些文件。",
        "The file refers to other files: stored values were read, those files were not opened.",
    ),
}

NOTES = (
    frozenset(
        (
            "softened",
            "year-assumed",
            "month-only",
            "order-assumed",
            "totals-skipped",
            "heading-skipped",
            "footer-skipped",
        )
    )
    | {"lone-skipped", "ditto-taken", "serial-taken"}
    | {"sheet-hidden", "sheet-unlike", "macros-ignored", "links-ignored"}
)


# In which case one column asks for another to be filled in.
CASES: Mapping[tuple[str, object], Mapping[str, str]] = {
    ("grade", "major"): {"case_zh": "重大隐患", "case_en": "a major danger"},
    ("closed", False): {"case_zh": "没有完成的隐患", "case_en": "a danger that is not closed"},
    ("closed", True): {"case_zh": "已经完成的隐患", "case_en": "a danger that is closed"},
}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something to mend, or to know (`is_note`). Row and column are as the user sees them; 0 and "" mean the file."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    row: int = 0
    column: str = ""

    @property
    def is_note(self) -> bool:
        """Return whether this only tells, and keeps nothing out."""
        return self.code in NOTES

    def at(self, *, sheet: str, row: int, column: str) -> Problem:
        """Return the same problem, knowing where it stands."""
        return replace(self, sheet=sheet, row=row, column=column)

    def says(self, language: str) -> str:
        """Return what is wrong and what to do, in `zh` or `en`."""
        return SAYS[self.code][language != "zh"].format(**self.params)

    def tells(self, language: str) -> str:
        """Return where it is, what is wrong and what to do, in `zh` or `en`."""
        return (self._where_zh() if language == "zh" else self._where_en()) + self.says(language)

    def _where_zh(self) -> str:
        row = f"“{self.sheet}”第 {self.row} 行" if self.row else ""
        column = f"“{self.column}”列" if self.column else ""
        return f"{row}{column}：" if row or column else ""

    def _where_en(self) -> str:
        row = f"“{self.sheet}” row {self.row}" if self.row else ""
        column = f"column “{self.column}”" if self.column else ""
        return ", ".join(part for part in (row, column) if part) + (": " if row or column else "")


@dataclass(frozen=True)
class Noted:
    """A value that came with something to know about it."""

    value: object
    note: Problem
