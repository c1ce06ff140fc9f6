"""The mark 模拟 (simulated): its strokes are drawn here, so that no font is needed and no machine leaves it out."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

# Strokes in a square of a hundred by a hundred.
STROKES = (
    (  # 模
        ((5, 29), (39, 29)),
        ((22, 5), (22, 96)),
        ((21, 32), (14, 52), (3, 68)),
        ((24, 40), (38, 56)),
        ((44, 17), (97, 17)),
        ((59, 6), (59, 27)),
        ((82, 6), (82, 27)),
        ((52, 34), (89, 34), (89, 60), (52, 60), (52, 34)),
        ((52, 47), (89, 47)),
        ((43, 73), (98, 73)),
        ((70, 61), (69, 73), (61, 87), (44, 97)),
        ((73, 76), (83, 89), (97, 96)),
    ),
    (  # 拟
        ((4, 28), (38, 28)),
        ((23, 5), (23, 89), (20, 94), (11, 91)),
        ((3, 64), (38, 52)),
        ((49, 16), (49, 80), (53, 82), (68, 66)),
        ((59, 25), (68, 47)),
        ((88, 9), (87, 42), (80, 66), (70, 82), (54, 95)),
        ((80, 66), (90, 79), (97, 95)),
    ),
)
STRIP = 64
AMBER = (255, 190, 60)
SLATE = (28, 36, 46)


def marked(picture: Image.Image) -> Image.Image:
    """Return the picture with 模拟 across it and, with its English, on a strip below. What it shows, the page says."""
    width, height = picture.size
    across = _characters(330).rotate(24, Image.Resampling.BICUBIC, expand=True)
    edge = _characters(330, thicker=5).rotate(24, Image.Resampling.BICUBIC, expand=True)
    place = (width - across.width) // 2, (height - STRIP - across.height) // 2
    seen = picture.copy()
    seen.paste(SLATE, place, edge.point(lambda v: v * 11 // 100))
    seen.paste((255, 255, 255), place, across.point(lambda v: v * 27 // 100))
    pen = ImageDraw.Draw(seen)
    pen.rectangle((0, height - STRIP, width, height), SLATE)
    pen.rectangle((0, height - STRIP, width, height - STRIP + 3), AMBER)
    small = _characters(38)
    seen.paste(AMBER, (28, height - STRIP // 2 - small.height // 2 + 1), small)
    font = ImageFont.load_default(27)
    pen.text((48 + small.width, height - STRIP // 2 + 1), "SIMULATED", (240, 242, 244), font, anchor="lm")
    return seen


def _characters(size: int, *, thicker: int = 0) -> Image.Image:
    """Return the two characters as a mask, side by side, drawn fourfold and made smaller."""
    fine, margin = 4, 10
    width = 8 if size > 100 else 9.5
    scale = size * fine / 100
    mask = Image.new("L", (round(scale * (212 + 2 * margin)), round(scale * (100 + 2 * margin))))
    pen = ImageDraw.Draw(mask)
    for index, strokes in enumerate(STROKES):
        for stroke in strokes:
            way = [((x + margin + 112 * index) * scale, (y + margin) * scale) for x, y in stroke]
            half = width * scale / 2 + thicker * fine
            pen.line(way, 255, round(2 * half), joint="curve")
            for x, y in way:
                pen.ellipse((x - half, y - half, x + half, y + half), 255)
    return mask.reduce(fine)
