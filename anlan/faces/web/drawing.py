"""An area is drawn on a map that the server draws: what it shows, and how a point of it becomes a coordinate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anlan.domains.issuing.facts import Corners
from anlan.faces.web import outline
from anlan.faces.web.outline import E7, Sheet

WIDE = 640
METRES = 111_320  # in a degree of latitude
MOST = 2_000  # points that are drawn: of more, one sees no more


def sheet(
    place: str,
    chosen: Sequence[str],
    drawn: Sequence[Corners],
    spots: Sequence[tuple[int, int]],
    *,
    circles: Sequence[Sequence[int]] = (),
    draws: bool = False,
    is_one: bool = False,
    labels: Sequence[Sequence[int]] = (),
) -> Any:
    """Return the drawing of a place with what was chosen and drawn in it; nothing where the pack has no outline."""
    found = next((shapes for code in _and_above(place) if (shapes := outline.around(code))), [])
    if not found:
        return None
    paper = Sheet(found, WIDE)
    return {
        "width": paper.width,
        "height": paper.height,
        "west": f"{paper.west:.7f}",
        "north": f"{paper.north:.7f}",
        "along": f"{paper.flat * paper.scale:.6f}",
        "down": f"{paper.scale:.6f}",
        "parts": [
            {"path": one.path, "name": one.name, "is_chosen": one.code.startswith(tuple(chosen)) if chosen else False}
            for one in map(paper.drawn, found)
        ],
        "draws": draws,
        "is_one": is_one,
        "circles": [
            _at(paper, lon, lat) | {"r": f"{metres / METRES * paper.scale:.1f}"} for lon, lat, metres in circles
        ],
        "labels": [_at(paper, lon, lat) for lon, lat in labels],
        "drawn": [_points(paper, corners) for corners in drawn],
        "spots": [_at(paper, lon, lat) for lon, lat in spots[:MOST]],
    }


def typed(flat: Sequence[int]) -> str:
    """Return a piece of ground as it is typed: pairs of longitude and latitude, the last of which is not the first."""
    pairs = list(zip(flat[::2], flat[1::2], strict=True))
    pairs = pairs[:-1] if len(pairs) > 1 and pairs[0] == pairs[-1] else pairs
    return " ".join(f"{_degrees(lon)},{_degrees(lat)}" for lon, lat in pairs)


def _degrees(e7: int) -> str:
    return f"{e7 / E7:.7f}".rstrip("0").rstrip(".")


def _points(paper: Sheet, corners: Corners) -> str:
    flat = corners.e7
    return " ".join("{x},{y}".format(**_at(paper, lon, lat)) for lon, lat in zip(flat[::2], flat[1::2], strict=False))


def _at(paper: Sheet, lon_e7: int, lat_e7: int) -> dict[str, str]:
    x, y = paper.at(lon_e7 / E7, lat_e7 / E7)
    return {"x": f"{x:.1f}", "y": f"{y:.1f}"}


def _and_above(place: str) -> list[str]:
    return [place[:digits] for digits in (6, 4, 2) if len(place) >= digits]
