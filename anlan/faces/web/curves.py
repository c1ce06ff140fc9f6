"""The answer curve of a warning, drawn here: how many of those who were called had answered after how many minutes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from anlan.faces.web.templatetags.look import brief
from anlan.kernel.live.curves import Curve

WIDTH, HEIGHT, LEFT, BELOW = 420, 180, 36, 22
MARKS = (1, 2, 3, 5, 10, 15, 20, 30, 60)  # minutes that the table tells
MINUTE = 60
SHARES = (0, 50, 100)


def chart(this: Curve, drill: Curve | None, live: Curve | None) -> dict[str, Any]:
    """Return the curves as a drawing and as a table: of this warning, of the last drill, of the last that was live."""
    known = (("this", _("这一次"), this), ("drill", _("上次演练"), drill), ("live", _("上次实发"), live))
    series = [(look, word, curve) for look, word, curve in known if curve is not None and curve.called]
    minutes = _minutes([curve for _look, _word, curve in series])
    return {
        "width": LEFT + WIDTH + 12,
        "height": HEIGHT + BELOW + 8,
        "lines": [_line(look, word, curve, minutes) for look, word, curve in series],
        "across": [{"x": _x(n, minutes), "word": str(n)} for n in MARKS if n <= minutes],
        "up": [{"y": _y(share), "word": f"{share}%"} for share in SHARES],
        "bottom": _y(0),
        "right": LEFT + WIDTH,
        "left": LEFT,
        "rows": [
            {"word": _("%(n)s 分钟内") % {"n": n}, "cells": [_share(curve, n * MINUTE) for _l, _w, curve in series]}
            for n in MARKS
            if n <= minutes
        ],
        "heads": [f"{word} {brief(curve.begun_at)}" for _look, word, curve in series],
        "late": [{"word": word, "n": len(curve.late)} for _look, word, curve in series if curve.late],
    }


def _line(look: str, word: str, curve: Curve, minutes: int) -> dict[str, Any]:
    """Return one curve as steps, and a mark for each answer that came too late."""
    path, share = f"M{_x(0, minutes)} {_y(0)}", 0.0
    for n, waited in enumerate(curve.waited, start=1):
        x = _x(min(waited / MINUTE, minutes), minutes)
        share = 100 * n / curve.called
        path += f"H{x}V{_y(share)}"
    late = [
        {"x": _x(min(waited / MINUTE, minutes), minutes), "y": _y(100 * place / curve.called)}
        for waited in curve.late
        if (place := bisect_right(curve.waited, waited))
    ]
    return {"look": look, "word": word, "path": f"{path}H{LEFT + WIDTH}", "late": late, "end": _y(share)}


def _minutes(curves: Sequence[Curve]) -> int:
    """Return how many minutes are drawn: the first mark that holds every answer."""
    longest = max((curve.waited[-1] for curve in curves if curve.waited), default=0) / MINUTE
    return next((n for n in MARKS if n >= max(longest, 10)), MARKS[-1])


def _share(curve: Curve, seconds: int) -> str:
    n = bisect_right(curve.waited, seconds)
    return f"{n}/{curve.called} ({100 * n // curve.called}%)"


def _x(minutes: float, most: int) -> str:
    return f"{LEFT + WIDTH * minutes / most:.1f}"


def _y(share: float) -> str:
    return f"{8 + HEIGHT * (100 - share) / 100:.1f}"
