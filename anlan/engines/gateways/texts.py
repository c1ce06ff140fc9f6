"""What a text message says, and into how many parts it is cut on its way."""

from __future__ import annotations

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("\f^{}\\[~]|€")
ALONE, CUT = (160, 70), (153, 67)  # units in one part, and in each of several: of seven bits, of UCS-2
PARTS_MOST = 4
DRILL = "【演练】"
ELLIPSIS = "…"


def parts(text: str) -> int:
    """Return into how many parts a text is cut: 70 characters of Chinese go in one, 67 in each of several."""
    if all(one in GSM or one in GSM_TWICE for one in text):
        units, alone, cut = sum(2 if one in GSM_TWICE else 1 for one in text), ALONE[0], CUT[0]
    else:
        units, alone, cut = len(text.encode("utf-16-be", "replace")) // 2, ALONE[1], CUT[1]
    return 1 if units <= alone else -(-units // cut)


def composed(what: str, *, answers: str = "", link: str = "", is_drill: bool = False, most: int = PARTS_MOST) -> str:
    """Return a text that fits into so many parts: what it is about gives way, how to answer never does.

    In a drill it begins by saying so. What says so already says it once.
    """
    head = DRILL if is_drill else ""
    what = " ".join(what.split())
    while is_drill and what.startswith(DRILL):
        what = what.removeprefix(DRILL).lstrip()
    tail = "".join(filter(None, (answers, link)))
    whole = head + what + tail
    if parts(whole) <= most:
        return whole
    low, high = 0, len(what)
    while low < high:
        middle = (low + high + 1) // 2
        fits = parts(head + what[:middle] + ELLIPSIS + tail) <= most
        low, high = (middle, high) if fits else (low, middle - 1)
    return head + what[:low] + ELLIPSIS + tail
