"""A sheet to draw on: flat shapes, soft shadows, and things that stand in space before one eye."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1280, 960
FINE = 2  # everything is drawn twice as large and then made smaller, so that edges are smooth

Colour = tuple[int, int, int]
Point = tuple[float, float]
Spot = tuple[float, float, float]  # metres: to the right of the eye, above the floor, away from the eye

INK: Colour = (38, 46, 56)
WHITE: Colour = (250, 250, 247)


def tint(colour: Colour, share: float) -> Colour:
    """Return the colour nearer to white (share above 0) or to black (below)."""
    towards = 255 if share > 0 else 0
    red, green, blue = (round(part + (towards - part) * abs(share)) for part in colour)
    return red, green, blue


class Canvas:
    """The sheet, its chance, and the eye: one and a half metres above the floor, looking straight ahead."""

    def __init__(self, seed: int, *, horizon: float = 400, eye: float = 1.6, zoom: float = 900) -> None:
        self.sheet = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), WHITE)
        self.pen = ImageDraw.Draw(self.sheet)
        self.chance = Random(seed)
        self.horizon, self.eye, self.zoom = horizon, eye, zoom

    def seen(self, spot: Spot) -> Point:
        """Return where a spot in space is on the sheet."""
        right, up, away = spot
        return WIDTH / 2 + self.zoom * right / away, self.horizon - self.zoom * (up - self.eye) / away

    def area(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill an area."""
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], colour)

    def shade(self, points: Sequence[Point], above: Colour, below: Colour) -> None:
        """Fill an area from one colour above to another below."""
        xs, ys = [x * FINE for x, _ in points], [y * FINE for _, y in points]
        left, top = max(0, int(min(xs))), max(0, int(min(ys)))
        width, height = min(WIDTH * FINE, int(max(xs)) + 1) - left, min(HEIGHT * FINE, int(max(ys)) + 1) - top
        if width > 0 and height > 0:
            mask = Image.new("L", (width, height))
            ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in zip(xs, ys, strict=True)], 255)
            slope = Image.linear_gradient("L").resize((width, height))
            fill = Image.composite(
                Image.new("RGB", (width, height), below), Image.new("RGB", (width, height), above), slope
            )
            self.sheet.paste(fill, (left, top), mask)

    def line(self, points: Sequence[Point], colour: Colour, width: float = 3) -> None:
        """Draw a line with round ends and bends."""
        fine = [(x * FINE, y * FINE) for x, y in points]
        self.pen.line(fine, colour, round(width * FINE), joint="curve")
        half = width * FINE / 2
        for x, y in (fine[0], fine[-1]):
            self.pen.ellipse((x - half, y - half, x + half, y + half), colour)

    def curve(self, points: Sequence[Point], colour: Colour, width: float = 3) -> None:
        """Draw a smooth line that passes through some points."""
        ends = [points[0], *points, points[-1]]
        way: list[Point] = []
        for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
            way += [_between(before, start, end, after, step / 12) for step in range(12)]
        self.line([*way, points[-1]], colour, width)

    def disc(self, at: Point, radius: float, colour: Colour, *, flat: float = 1) -> None:
        """Draw a disc, seen flatter than it is where `flat` is below one."""
        x, y = at
        across, down = radius, radius * flat
        self.pen.ellipse([v * FINE for v in (x - across, y - down, x + across, y + down)], colour)

    def plate(self, at: Point, size: Point, colour: Colour, *, round_by: float = 6) -> None:
        """Draw a plate with round corners."""
        (x, y), (w, h) = at, size
        self.pen.rounded_rectangle([v * FINE for v in (x, y, x + w, y + h)], round_by * FINE, colour)

    def shadow(self, points: Sequence[Point], *, soft: float = 14, dark: float = 0.35) -> None:
        """Darken an area softly."""
        self._veil(points, (20, 26, 34), soft, dark)

    def light(self, points: Sequence[Point], colour: Colour = WHITE, *, soft: float = 20, bright: float = 0.3) -> None:
        """Brighten an area softly."""
        self._veil(points, colour, soft, bright)

    def _veil(self, points: Sequence[Point], colour: Colour, soft: float, share: float) -> None:
        mask = Image.new("L", (WIDTH // 2, HEIGHT // 2))
        ImageDraw.Draw(mask).polygon([(x / 2, y / 2) for x, y in points], round(255 * share))
        mask = mask.filter(ImageFilter.GaussianBlur(soft / 2)).resize(self.sheet.size, Image.Resampling.BILINEAR)
        self.sheet.paste(colour, (0, 0), mask)

    def text(self, at: Point, words: str, colour: Colour, size: float, *, middle: bool = True) -> None:
        """Write words in Latin letters: those are on every machine."""
        font = ImageFont.load_default(size * FINE)
        self.pen.text((at[0] * FINE, at[1] * FINE), words, colour, font, anchor="mm" if middle else "lm")

    def face(self, spots: Sequence[Spot], colour: Colour) -> None:
        """Fill an area in space."""
        self.area([self.seen(spot) for spot in spots], colour)

    def block(self, at: Spot, size: Spot, colour: Colour) -> None:
        """Stand a block in space: `at` is its near left foot, `size` its width, height and depth."""
        (x, y, z), (w, h, d) = at, size
        if x > 0:
            self.face([(x, y, z), (x, y, z + d), (x, y + h, z + d), (x, y + h, z)], tint(colour, -0.3))
        if x + w < 0:
            right = x + w
            self.face([(right, y, z), (right, y, z + d), (right, y + h, z + d), (right, y + h, z)], tint(colour, -0.22))
        if y + h < self.eye:
            self.face([(x, y + h, z), (x + w, y + h, z), (x + w, y + h, z + d), (x, y + h, z + d)], tint(colour, 0.25))
        front = [self.seen(spot) for spot in ((x, y, z), (x + w, y, z), (x + w, y + h, z), (x, y + h, z))]
        self.shade(front, tint(colour, 0.05), tint(colour, -0.1))

    def shadow_under(self, at: Spot, size: Spot, *, dark: float = 0.35) -> None:
        """Let a thing throw its shadow on the floor, a little to the right of it."""
        (x, y, z), (w, _, d) = at, size
        self.shadow(
            [
                self.seen(spot)
                for spot in (
                    (x - 0.03, y, z - 0.06),
                    (x + w + 0.12, y, z - 0.06),
                    (x + w + 0.2, y, z + d),
                    (x, y, z + d),
                )
            ],
            dark=dark,
        )

    def finished(self) -> Image.Image:
        """Return the sheet at its own size, with light falling in from above."""
        small = self.sheet.reduce(FINE)
        light = Image.linear_gradient("L").resize(small.size).point(lambda v: 255 - v * 40 // 255)
        return ImageChops.multiply(small, Image.merge("RGB", [light] * 3))


def _between(before: Point, start: Point, end: Point, after: Point, share: float) -> Point:
    """Return a point of the curve that passes through start and end (Catmull-Rom)."""
    s, s2, s3 = share, share**2, share**3
    weights = (-s + 2 * s2 - s3, 2 - 5 * s2 + 3 * s3, s + 4 * s2 - 3 * s3, s3 - s2)
    parts = [sum(w * p[axis] for w, p in zip(weights, (before, start, end, after), strict=True)) / 2 for axis in (0, 1)]
    return parts[0], parts[1]
