"""The terms of the ledger as people read them: kinds, states, grades, levels, posts, verbs and their keys."""

from functools import cache

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.journal import reads as journal
from anlan.kernel.obligations.life import AGAIN, DOOR, LEFT, NOBODY, WRONG
from anlan.kernel.registry import laws

KINDS = {
    "danger": _("隐患"),
    "call": _("叫应"),
    "task": _("任务"),
    "order": _("指令"),
    "report": _("报送"),
    "shortcoming": _("演练问题"),
    "decision": _("会议决定"),
    "restock": _("补库"),
}

# The shape of each state, as the style sheet calls it, and its word.
STATES = {
    "filed": ("", _("未接收")),
    "accepted": ("ack", _("已接收")),
    "in-hand": ("doing", _("办理中")),
    "submitted": ("wait", _("待验收")),
    "returned": ("back", _("已退回")),
    "struck-off": ("done", _("已销号")),
    "void": ("void", _("已作废")),
    "closed-before": ("done", _("系统外销号")),
}
# Where a kind has a word of its own for a state.
OF_A_KIND = {
    ("danger", "in-hand"): _("整改中"),
    ("call", "filed"): _("未应答"),
    ("call", "accepted"): _("已收到"),
    ("call", "in-hand"): _("行动中"),
    ("call", "struck-off"): _("已办结"),
    ("call", "void"): _("已解除"),
}

ASSURED = {
    "responsibility": _("责任"),
    "measures": _("措施"),
    "funds": _("资金"),
    "deadline": _("时限"),
    "plan": _("预案"),
}
LISTED = {"county": _("县级"), "prefecture": _("市（州）级"), "province": _("省级"), "state": _("国家级")}
GRADES = {"general": _("一般隐患"), "major": _("重大隐患")}

# Shapes of the statutory levels; the numeral says the level also where no colour is seen.
SHAPES = {
    1: ("Ⅰ", "M8.6 2h10.8L26 8.6v10.8L19.4 26H8.6L2 19.4V8.6z"),
    2: ("Ⅱ", "M14 1.5L26.5 14 14 26.5 1.5 14z"),
    3: ("Ⅲ", "M14 2L27 25.5H1z"),
    4: ("Ⅳ", "M14 2a12 12 0 100 24 12 12 0 000-24z"),
}
LEVELS = {
    "warning": {1: _("红色预警"), 2: _("橙色预警"), 3: _("黄色预警"), 4: _("蓝色预警")},
    "risk": {1: _("重大风险"), 2: _("较大风险"), 3: _("一般风险"), 4: _("低风险")},
    "response": {1: _("一级响应"), 2: _("二级响应"), 3: _("三级响应"), 4: _("四级响应")},
}

# In a row the kind of the item says the rest.
BRIEF = {
    "warning": {1: _("红色"), 2: _("橙色"), 3: _("黄色"), 4: _("蓝色")},
    "response": {1: _("一级"), 2: _("二级"), 3: _("三级"), 4: _("四级")},
}

ROLES = {
    "duty": _("值班员"),
    "inspector": _("执法员"),
    "officer": _("行业监管人员"),
    "leader": _("领导"),
    "enterprise": _("企业安全管理员"),
    "member": _("单位人员"),
    "system": _("系统管理员"),
    "security": _("安全保密管理员"),
    "audit": _("安全审计员"),
}

# Why the house itself files something; what people file has its source from the pack.
OF_THE_HOUSE = {
    LEFT: _("责任人离岗"),
    AGAIN: _("回头看"),
    NOBODY: _("无人可叫应"),
    DOOR: _("上门叫应"),
    WRONG: _("电话待核"),
}

# What can be done about an item, and the key for it.
VERBS = {
    "accept": (_("接收"), "A"),
    "note": (_("记进展"), "O"),
    "attach": (_("补传证据"), "E"),
    "submit": (_("提请验收"), "B"),
    "name_checker": (_("明确验收人"), ""),
    "name_owner": (_("明确接手人"), ""),
    "fill_post": (_("任命安全管理员"), ""),
    "change_phone": (_("更正电话"), ""),
    "knock": (_("上门告知"), ""),
    "strike_off": (_("验收销号"), "S"),
    "return_": (_("退回"), "R"),
    "hand_over": (_("移交"), "T"),
    "assign": (_("分派"), "M"),
    "disown": (_("不归我管"), ""),
    "take": (_("接手"), "A"),
    "decline": (_("不接手"), ""),
    "nudge": (_("催办"), "N"),
    "ask_extension": (_("申请延期"), "D"),
    "extend": (_("批准延期"), "D"),
    "refuse_extension": (_("不批准延期"), ""),
    "assure": (_("五落实"), ""),
    "regrade": (_("重新定级"), "L"),
    "list_": (pgettext_lazy("verb", "挂牌督办"), ""),
    "delist": (_("摘牌"), ""),
    "recur": (_("登记复发"), ""),
    "correct": (_("更正"), ""),
    "void": (_("作废"), ""),
    "take_back": (_("撤回"), "U"),
    "hear": (_("收到"), "A"),
    "repeat": (_("复述"), "B"),
    "report": (_("报行动"), "E"),
    "ask_again": (_("听不清，请重说"), ""),
    "pass_on": (_("转给副手"), ""),
    "told": (_("代为登记应答"), "A"),
    "miss": (_("登记未接"), "O"),
}

STAGES = {"before": _("检查时"), "after": _("整改后"), "paper": _("材料")}


def source(code: str | None) -> str:
    """Say how a thing came to be known, in the language of the page."""
    return str(OF_THE_HOUSE[code]) if code in OF_THE_HOUSE else coded("sources", code)


def category(code: str | None) -> str:
    """Say what kind of thing is wrong with a danger."""
    return coded("categories", code)


def department(code: str | None) -> str:
    """Say which department looks after a thing."""
    return coded("departments", code)


def sector(code: str | None) -> str:
    """Say in which line of business a unit is; of a code that no list knows, nothing."""
    return coded("sectors", code) if code in laws.codes("sectors") else ""


def departments() -> tuple[str, ...]:
    """Return the code of every department."""
    return tuple(laws.codes("departments"))


def coded(kind: str, code: str | None) -> str:
    """Say what a code of a list is called, in the language of the page."""
    return _word(kind, code, "en" if (get_language() or "").startswith("en") else "zh") if code else ""


@cache
def _word(kind: str, code: str, language: str) -> str:
    word = laws.word(kind, code, language)
    return word[:1].upper() + word[1:]


def fact(name: str) -> str:
    """Return what happened by an entry of a name, as its fact says it of itself: a sentence, or the Chinese term."""
    term, sentence = journal.called(name)
    return term if (get_language() or "").startswith("zh") else sentence
