"""A warning becomes calls: which of a million sites two polygons hold, beside the least and the usual way."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.engines.spatial.answering import Answering, digest
from anlan.engines.spatial.areas import MultiArea, Polygon, geometry
from anlan.engines.spatial.points import Points
from bench import timing

Numbers = NDArray[np.int64]

WEST, SOUTH, EAST, NORTH = 894_000_000, 316_000_000, 1_031_000_000, 392_000_000  # as wide as Qinghai, in 1e-7 degree
TOWNS = 45
SPREAD = 1_000_000  # of a town, a tenth of a degree
ROUNDS = 5
EACH = 4  # questions in a round, each with two polygons of its own
ANSWERING = 3  # people for each site, in two tiers
FEW = 100  # sites that move at a time


def few_corners(n: int) -> dict[str, float]:
    """Ask for the sites in two polygons of a hundred corners each."""
    return _asked(n, corners=100)


def many_corners(n: int) -> dict[str, float]:
    """Ask for the sites in two polygons of ten thousand corners each."""
    return _asked(n, corners=10_000)


def _asked(n: int, *, corners: int) -> dict[str, float]:
    chance = np.random.default_rng(26)
    lon, lat = _sites(chance, n)
    areas = [[_area(chance, corners) for _ in range(EACH)] for _ in range(ROUNDS)]
    began = perf_counter()
    points = Points(np.arange(n), lon, lat)
    build_ms = (perf_counter() - began) * 1_000
    tree = shapely.STRtree(shapely.points(lon.astype(np.float64), lat.astype(np.float64)))
    answers = {id(area): points.within(area) for some in areas for area in some}
    masks = {key: np.bincount(rows, minlength=n).astype(bool) for key, rows in answers.items()}
    ways: dict[str, Callable[[MultiArea], Numbers]] = {
        "ours": points.within,
        "limit": lambda area: _known(area, masks[id(area)]),
        "peer": lambda area: _by_tree(area, tree),
        "box": lambda area: _by_box(area, lon, lat),
    }
    for area in areas[0]:  # before anything is measured: all say the same
        assert all(np.array_equal(way(area), answers[id(area)]) for way in ways.values())

    def asking(way: Callable[[MultiArea], Numbers]) -> timing.Way:
        def ask(number: int) -> None:
            for area in areas[number]:
                way(area)

        return ask

    figures = timing.in_turn({name: asking(way) for name, way in ways.items()}, ROUNDS)
    figures["ms"] = figures["ours_s"] * 1_000 / ROUNDS / EACH
    figures["box_over_ours"] = figures.pop("box_s") / figures["ours_s"]
    exposed = [len(rows) for rows in answers.values()]
    return {
        **{"n": n, **figures, "exposed": statistics.mean(exposed), "build_ms": build_ms},
        **_calls(chance, n, max(answers.values(), key=len)),
        **{"move_ms": _moved(chance, points, n), "memory_mb": timing.memory_mb()},
    }


def _sites(chance: np.random.Generator, n: int) -> tuple[Numbers, Numbers]:
    """Return longitudes and latitudes: half of them in towns, half anywhere in the province."""
    alone, low, high = n // 2, (WEST, SOUTH), (EAST, NORTH)
    town = chance.uniform(low, high, (TOWNS, 2))[chance.integers(0, TOWNS, n - alone)]
    near = town + chance.normal(0, SPREAD, (n - alone, 2))
    placed = np.concatenate([chance.uniform(low, high, (alone, 2)), np.clip(near, low, high)])
    lon, lat = np.rint(chance.permutation(placed)).astype(np.int64).T
    return np.ascontiguousarray(lon), np.ascontiguousarray(lat)


def _area(chance: np.random.Generator, corners: int) -> MultiArea:
    return MultiArea(polygons=(_polygon(chance, corners), _polygon(chance, corners)))


def _polygon(chance: np.random.Generator, corners: int, size: int = 20_000_000) -> Polygon:
    """Draw a border as ragged as that of a basin: bays of every width, the narrow ones shallow."""
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    waves = 2 ** np.arange(1, 12)
    waves = waves[waves < corners / 4]
    bays = (0.3 / waves**0.8)[:, None] * np.sin(waves[:, None] * turn + chance.uniform(0, 6, len(waves))[:, None])
    far = size * (1 + bays.sum(axis=0))
    x, y = chance.uniform((WEST + 3e7, SOUTH + 2e7), (EAST - 3e7, NORTH - 2e7))
    ring = np.rint(np.stack([x + far * np.cos(turn), y + 0.7 * far * np.sin(turn)], axis=1)).astype(int)
    return Polygon(tuple((lon, lat) for lon, lat in ring.tolist()))


def _known(area: MultiArea, mask: NDArray[np.bool_]) -> Numbers:
    """Do what nobody is spared: read both borders, ask each once, and write the rows down in order."""
    for piece in area.polygons:
        border = geometry(piece.rings())
        shapely.prepare(border)
        shapely.intersects_xy(border, *piece.outer[0])
    return np.flatnonzero(mask)


def _by_tree(area: MultiArea, tree: Any) -> Numbers:
    """Ask a tree of points that was made before, as one does with shapely."""
    borders = [geometry(piece.rings()) for piece in area.polygons]
    return np.unique(tree.query(borders, predicate="intersects")[1])


def _by_box(area: MultiArea, lon: Numbers, lat: Numbers) -> Numbers:
    """Take what lies in the box around a border, and ask each of these."""
    found = np.zeros(len(lon), bool)
    for piece in area.polygons:
        border = geometry(piece.rings())
        west, south, east, north = border.bounds
        near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        shapely.prepare(border)
        found[near[shapely.intersects_xy(border, lon[near].astype(float), lat[near].astype(float))]] = True
    return np.flatnonzero(found)


def _calls(chance: np.random.Generator, n: int, exposed: Numbers) -> dict[str, float]:
    """Take the time of finding whom to call about the sites exposed, and of their digest."""
    site = np.repeat(np.arange(n), ANSWERING)
    tier = np.tile(np.arange(ANSWERING) // 2, n)
    answering = Answering(site, chance.integers(0, max(n // 20, 1), len(site)), tier)
    told = answering.calls(exposed)
    assert len(told.sites) <= 2 * len(exposed)
    assert not len(told.nobody)
    return {
        "calls_ms": _median_ms(lambda: answering.calls(exposed)),
        "digest_ms": _median_ms(lambda: digest(exposed)),
    }


def _moved(chance: np.random.Generator, points: Points, n: int) -> float:
    """Take the time of moving some sites."""
    rows = chance.permutation(n)[:FEW]
    lon, lat = _sites(chance, len(rows))
    assert len(points.placed(rows, lon, lat)) == n
    return _median_ms(lambda: points.placed(rows, lon, lat))


def _median_ms(way: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        began = perf_counter()
        way()
        took.append((perf_counter() - began) * 1_000)
    return statistics.median(took)
