"""Why a shape cannot be used as it was said, and what was done so that it could; a sentence for each."""

from __future__ import annotations

from dataclasses import dataclass

SAYS = {
    "no-radius": (
        "圆的半径小于 0，圈不住任何地方。请填写以米计的半径。",
        "The radius of the circle is below 0, and it holds nothing. Give its radius in metres.",
    ),
    "no-width": (
        "没有写明离线多少米以内。请填写一个大于 0 的米数。",
        "It is not said within how many metres of the line. Give a number of metres above 0.",
    ),
    "at-the-pole": (
        "这个范围碰到了极点，无法在图上圈出。请核对纬度和半径。",
        "This area reaches a pole and cannot be drawn. Check its latitude and radius.",
    ),
    "over-the-antimeridian": (
        "这个范围跨过了 180° 经线，一笔圈不出来。请在 180° 处分成两块，或核对经度。",
        "This area reaches across the meridian of 180° and cannot be drawn in one piece. "
        "Part it there in two, or check its longitudes.",
    ),
    "out-of-range": (
        "坐标 {lon}, {lat} 不在地球上：经度须在 ±180° 之内，纬度须在 ±90° 之内。请核对。",
        "The position {lon}, {lat} is not on this earth: longitudes end at ±180°, latitudes at ±90°. Check it.",
    ),
    "swapped": (
        "经度和纬度好像写反了（{lon}, {lat}）。CAP 里纬度在前，GeoJSON 里经度在前。请改正后再报。",
        "Longitude and latitude seem to have changed places ({lon}, {lat}). CAP says latitude first, GeoJSON "
        "longitude. Put them right and send it again.",
    ),
    "too-few-corners": (
        "有一圈只有 {corners} 个不同的点，围不成一块地方；至少要 3 个。",
        "A ring has {corners} different corners and cannot hold any ground; it takes 3.",
    ),
    "no-ground": (
        "各点在一条线上，围不成一块地方。请重新圈定范围。",
        "The corners lie in one line and hold no ground. Draw the area anew.",
    ),
    "too-tangled": (
        "边界来回交错太多次，看不出圈的是哪里。请重新圈定范围，或分成几块。",
        "The border doubles back so often that nobody can see what it holds. Draw the area anew, or in several pieces.",
    ),
    "too-long": (
        "这条线太长，点也太密，超过 {most} 段。请分成几段来画。",
        "The line is too long, or has too many points: more than {most} strides. Draw it in several parts.",
    ),
    "ring-closed": (
        "有 {rings} 圈没有首尾相接，已接上。",
        "{rings} rings did not end where they began, and were closed.",
    ),
    "repaired": (
        "边界自相交叉或重叠，已修成 {pieces} 块：修前 {before_m2} 平方米，修后 {after_m2} 平方米。请看图核对。",
        "The border crossed or overlapped itself and was mended into {pieces} pieces: {before_m2} m² before, "
        "{after_m2} m² after. Look at the map and compare.",
    ),
}


class Unsound(Exception):
    """A shape cannot be used. `says` tells its author why, and what to do."""

    def __init__(self, code: str, **params: int | str) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def says(self, language: str) -> str:
        """Return the sentence for this refusal, in `zh` or `en`."""
        return _said(self.code, self.params, language)


@dataclass(frozen=True)
class Note:
    """What was done to a shape so that it can be used, with its numbers."""

    code: str
    params: tuple[tuple[str, int], ...]

    def says(self, language: str) -> str:
        """Return the sentence for this note, in `zh` or `en`."""
        return _said(self.code, dict(self.params), language)


def _said(code: str, params: dict[str, int | str] | dict[str, int], language: str) -> str:
    return SAYS[code][language != "zh"].format(**params)
