"""What to do about each defect and refusal; and the defects of how a message came, which stand in no message itself."""

from __future__ import annotations

from anlan.engines.cap import defects, signing

# What is wrong with a message that nobody can read from it alone: who brought it, and what came before it.
COMING = {
    "same-number": (
        "同一发布单位以同一编号发过另一份内容，两份并列如下，哪一份都没有改动。",
        "The same sender has sent something else under the same number; both stand side by side, neither was changed.",
    ),
    "area-unmatched": (
        "区域有误，无法与点位匹配，按现状不能签发。",
        "Its area is unsound: nothing can be matched with it, and it cannot go out as it stands.",
    ),
    "sender-unexpected": (
        "这个来源不该送来该发布单位的预警。",
        "The source that brought it is not one that brings warnings of this sender.",
    ),
    "poison": (
        "读取它的程序反复出错，已原样搁置。",
        "What reads it broke on it again and again; it was put aside as it came.",
    ),
    "signature-demanded": (
        "这个来源的预警须有有效签名。",
        "What this source brings must bear a signature that holds.",
    ),
}

ASK = (
    "请按自己掌握的电话（不要用消息里的）与发布单位核实，再签发或不予签发。",
    "Ask whoever issued it, by a number that you know and none in the message; then release or refuse it.",
)
AREA = (
    "请在地图上核对区域是否合理；不合理的，请发布单位重发。",
    "Look at the area on the map; where it makes no sense, have it sent again.",
)
TIMES = (
    "请核对起止时间；不对的，请发布单位重发。",
    "Check from when to when it holds; where that is wrong, have it sent again.",
)
LEVEL = ("请先问清到底是哪一级，再签发。", "Find out first which level is meant.")
WORDS = (
    "请通读全文，确认意思清楚、没有多余的东西。",
    "Read all of it: is it clear, and is nothing in it that should not be?",
)
AGAIN = (
    "请发布单位或送来的人按 CAP 1.2 重新发送；原件可下载查看。",
    "Have it sent again in CAP 1.2; the original can be downloaded.",
)
GUARD = (
    "不要打开附件或链接；请把原件交给系统管理员，并向发布单位核实是否真由其发出。",
    "Open no attachment and no link; give the original to whoever keeps the house, and ask who sent it.",
)
WHICH = (
    "请查明它针对哪一条预警；查不明的，不予签发。",
    "Find out which warning it is about; if nobody can, refuse it.",
)

ADVICE: dict[str, tuple[str, str]] = {
    **dict.fromkeys((*COMING, *signing.SAYS), ASK),
    "poison": GUARD,
    **dict.fromkeys(("xml-tricks", "too-deep", "too-many-elements", "too-many-attributes", "too-many-asides"), GUARD),
    **dict.fromkeys(("point-unreadable", "out-of-range", "swapped", "ring-unclosed", "too-few-points"), AREA),
    **dict.fromkeys(("too-many-points", "no-surface", "crosses-itself", "crossing-mended", "circle-unreadable"), AREA),
    **dict.fromkeys(("no-area", "area-without-place", "ceiling-wrong", "geocode-wrong", "area-unmatched"), AREA),
    **dict.fromkeys(("time-unreadable", "time-without-offset", "time-order", "sent-ahead"), TIMES),
    **dict.fromkeys(("colour-contradicts", "value-unknown"), LEVEL),
    **dict.fromkeys(("no-references", "refers-to-itself", "refers-ahead", "reference-unreadable"), WHICH),
    **dict.fromkeys(("html", "text-too-long", "too-many-words", "too-many-infos", "no-info", "and-more"), WORDS),
}


def says(code: str, language: str, *, by: str = "") -> str:
    """Return a defect of how a message came, or what its signature is worth, in `zh` or `en`; nothing of another."""
    pair = (COMING | signing.SAYS).get(code)
    return pair[language != "zh"].format(by=by) if pair else ""


def advice(code: str, language: str) -> str:
    """Return what to do about a defect or a refusal, in `zh` or `en`."""
    otherwise = AGAIN if code in defects.REFUSALS else ASK
    return ADVICE.get(code, otherwise)[language != "zh"]
