"""How the clerks of an office spell days, words and headings. No two do it alike, and one alone not always."""

from __future__ import annotations

from datetime import date

from anlan.faces.cli.demo.ledger_lines import Line

Cell = str | int | float | date | None

# Key, the heading over several columns, the heading, the width. Half of them are other names than the ledger's own.
COLUMNS = (
    ("serial", "", "序号", 6),
    ("number", "", "隐患编号", 13),
    ("place", "", "所在地", 16),
    ("unit", "", "受检单位", 30),
    ("uscc", "", "统一社会信用代码", 22),
    ("sector", "", "行业领域", 12),
    ("spot", "", "隐患部位", 16),
    ("description", "", "存在问题", 46),
    ("category", "", "隐患类别", 14),
    ("grade", "", "隐患等级", 10),
    ("basis", "", "判定依据", 30),
    ("found_at", "检查", "检查日期", 16),
    ("source", "检查", "检查方式", 10),
    ("found_by", "检查", "检查人员", 16),
    ("measures", "", "整改措施", 40),
    ("control", "", "管控措施", 30),
    ("owner", "整改责任", "责任人", 10),
    ("phone", "整改责任", "联系电话", 14),
    ("funds", "", "整改资金（万元）", 10),
    ("due", "", "整改期限", 16),
    ("progress", "", "整改进展", 24),
    ("closed", "销号", "是否销号", 10),
    ("closed_at", "销号", "完成时间", 16),
    ("accepted_by", "销号", "验收人", 10),
    ("note", "", "备注", 16),
)

CATEGORIES = {
    "person": ("人的不安全行为", "人", "行为类"),
    "object": ("物的不安全状态", "设备设施", "物"),
    "environment": ("环境的不安全因素", "环境", "环境因素"),
    "management": ("管理缺陷", "管理", "管理类"),
}
GENERAL = ("一般", "一般隐患", "一般 ", "较大", "一般")
MAJOR = ("重大", "重大隐患")
SOURCES = ("执法检查", "专项检查", "双随机", "企业自查", "上级交办", "日常检查", "群众举报")
YES, NO = ("已销号", "是", "√", "已整改"), ("未销号", "否", "整改中", "×")
FUNDS: tuple[Cell, ...] = (0.5, 1, "1.2万元", None, 0.3, "8000元", None, 2, 12.5)
NUMERALS = "〇一二三四五六七八九"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def spelt_day(day: date, spelling: int) -> Cell:
    """Return a day as this clerk writes it."""
    match spelling % 8:
        case 0 | 1:
            return day
        case 2:
            return f"{day.year}.{day.month}.{day.day}"
        case 3:
            return f"{day.year}年{day.month}月{day.day}日"
        case 4:
            return day.isoformat()
        case 5:
            return f"{in_characters(day)} "
        case 6:
            return f"{day.year}/{day.month:02}/{day.day:02}".translate(FULL_WIDTH)
    return int(f"{day:%Y%m%d}")


def in_characters(day: date) -> str:
    """Return a day in Chinese numerals."""
    year = "".join(NUMERALS[int(digit)] for digit in str(day.year))
    return f"{year}年{_counted(day.month)}月{_counted(day.day)}日"


def _counted(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (NUMERALS[tens] if tens > 1 else "") + ("十" if tens else "") + (NUMERALS[ones] if ones else "")


def spelt(line: Line, serial: int) -> dict[str, Cell]:
    """Return the cells of a line, as its clerk writes them."""
    text, by = line.text, line.spelling
    words = MAJOR if text.grade == "major" else GENERAL
    is_closed = line.closed_on is not None
    return {
        "serial": str(serial).translate(FULL_WIDTH) if by % 9 == 4 else serial,
        "number": line.number,
        "place": line.town,
        "unit": line.unit,
        "uscc": line.uscc.lower() if by % 11 == 3 else line.uscc,
        "sector": line.sector,
        "spot": line.spot,
        "description": f"{line.spot}{text.title}。{text.what.replace('{n}', str(by % 7 + 2))}",
        "category": CATEGORIES[text.category][by % 3],
        "grade": words[by % len(words)],
        "basis": text.basis if by % 4 or text.grade == "major" else None,
        "found_at": spelt_day(line.found_on, by),
        "source": SOURCES[by % len(SOURCES)],
        "found_by": ("、", " ", "，", "\n")[by % 4].join(line.found_by) if by % 4 != 1 else line.found_by[0],
        "measures": text.measures,
        "control": text.control or None,
        "owner": line.owner,
        "phone": _spelt_phone(line.phone, by),
        "funds": FUNDS[by % len(FUNDS)],
        "due": _spelt_due(line),
        "progress": line.progress,
        "closed": (YES if is_closed else NO)[by % 4],
        "closed_at": spelt_day(line.closed_on, by + 3) if line.closed_on else None,
        "accepted_by": line.accepted_by or None,
        "note": "现场已张贴告知" if by % 13 == 5 else None,
    }


def _spelt_phone(number: str, spelling: int) -> Cell:
    if not number:
        return None
    return (
        int(number)
        if spelling % 3 == 0
        else f"{number[:3]} {number[3:7]} {number[7:]}"
        if spelling % 5 == 1
        else number
    )


def _spelt_due(line: Line) -> Cell:
    if line.days == 3 and line.spelling % 2:
        return "立即整改"
    if line.days in (7, 15) and line.spelling % 3 == 0:
        return f"{line.days}日内"
    day = spelt_day(line.due_on, line.spelling + 5)
    return f"{day.strip()}前" if isinstance(day, str) else day
