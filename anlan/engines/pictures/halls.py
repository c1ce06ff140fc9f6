"""Where things happen: a room, a wall close by, open land."""

from __future__ import annotations

from itertools import pairwise

from anlan.engines.pictures.canvas import HEIGHT, WIDTH, Canvas, Colour, tint

WALLS: tuple[Colour, ...] = ((222, 224, 219), (216, 222, 226), (226, 220, 208), (214, 222, 214))
FLOORS: tuple[Colour, ...] = ((168, 172, 174), (158, 166, 170), (176, 168, 158))

HALF, TALL, DEEP = 3.0, 3.1, 7.0  # metres: half the width of a room, its height, how far its back wall is
NEAR = 2.0


def room(canvas: Canvas) -> None:
    """Draw an empty room with a skirting of green, as workshops and corridors have it."""
    wall, floor = canvas.chance.choice(WALLS), canvas.chance.choice(FLOORS)
    left, right = -HALF, HALF
    for side in (left, right):
        corners = ((side, 0, NEAR), (side, TALL, NEAR), (side, TALL, DEEP), (side, 0, DEEP))
        canvas.shade([canvas.seen(c) for c in corners], tint(wall, -0.1), tint(wall, -0.18))
        low = ((side, 0, NEAR), (side, 1.0, NEAR), (side, 1.0, DEEP), (side, 0, DEEP))
        canvas.face(low, (126, 160, 148) if side == left else (116, 150, 138))
    canvas.face([(left, TALL, NEAR), (right, TALL, NEAR), (right, TALL, DEEP), (left, TALL, DEEP)], tint(wall, 0.45))
    ground = [canvas.seen(c) for c in ((left, 0, DEEP), (right, 0, DEEP), (right, 0, NEAR), (left, 0, NEAR))]
    canvas.shade(ground, tint(floor, 0.12), tint(floor, -0.12))
    back = [canvas.seen(c) for c in ((left, TALL, DEEP), (right, TALL, DEEP), (right, 0, DEEP), (left, 0, DEEP))]
    canvas.shade(back, tint(wall, 0.25), wall)
    canvas.face([(left, 0, DEEP), (right, 0, DEEP), (right, 1.0, DEEP), (left, 1.0, DEEP)], (138, 172, 160))
    _tiles(canvas, tint(floor, -0.1))
    for away in (3.4, 5.4):
        lamp = [(-0.7, TALL - 0.02, away), (0.7, TALL - 0.02, away), (0.7, TALL - 0.02, away + 0.4)]
        canvas.face([*lamp, (-0.7, TALL - 0.02, away + 0.4)], (255, 255, 250))
    canvas.light([canvas.seen(c) for c in ((-2, 0, 3), (2, 0, 3), (1.6, 0, 6.4), (-1.6, 0, 6.4))], bright=0.18, soft=60)


def _tiles(canvas: Canvas, joint: Colour) -> None:
    for step in range(-3, 4):
        canvas.line([canvas.seen((step, 0, NEAR)), canvas.seen((step, 0, DEEP))], joint, 1.2)
    for step in range(5):
        canvas.line([canvas.seen((-HALF, 0, 3.0 + step)), canvas.seen((HALF, 0, 3.0 + step))], joint, 1.2)


def wall(canvas: Canvas, *, ground: float = 800, colour: Colour | None = None) -> Colour:
    """Draw a wall close by and a strip of floor; return the colour of the wall."""
    tone = colour or canvas.chance.choice(WALLS)
    canvas.shade([(0, 0), (WIDTH, 0), (WIDTH, ground), (0, ground)], tint(tone, 0.3), tint(tone, -0.02))
    canvas.light([(120, 0), (620, 0), (980, ground), (480, ground)], bright=0.25, soft=90)
    floor = canvas.chance.choice(FLOORS)
    canvas.shade([(0, ground), (WIDTH, ground), (WIDTH, HEIGHT), (0, HEIGHT)], tint(floor, 0.05), tint(floor, -0.15))
    canvas.area([(0, ground - 22), (WIDTH, ground - 22), (WIDTH, ground), (0, ground)], tint(tone, -0.22))
    canvas.shadow([(0, ground), (WIDTH, ground), (WIDTH, ground + 30), (0, ground + 30)], dark=0.25)
    return tone


def bricks(canvas: Canvas, colour: Colour, *, until: float) -> None:
    """Draw the joints of bricks on a wall."""
    for row in range(int(until // 48) + 1):
        y = until - row * 48
        canvas.line([(0, y), (WIDTH, y)], colour, 1.4)
        for column in range(-1, 12):
            x = column * 120 + 60 * (row % 2)
            canvas.line([(x, y), (x, y - 48)], colour, 1.4)


def land(canvas: Canvas, *, skyline: float = 430) -> None:
    """Draw a high sky, far mountains with snow on them, and steppe."""
    canvas.shade([(0, 0), (WIDTH, 0), (WIDTH, skyline), (0, skyline)], (126, 176, 220), (216, 232, 240))
    for _ in range(4):
        x, y = canvas.chance.uniform(60, 1200), canvas.chance.uniform(60, 200)
        for step in range(5):
            canvas.disc(
                (x + 34 * step, y + canvas.chance.uniform(-6, 6)), 26 + 10 * (2 - abs(2 - step)), WHITISH, flat=0.5
            )
    for far, colour in ((1.0, (150, 170, 192)), (0.62, (128, 146, 150))):
        _ridge(canvas, skyline, 210 * far, colour, snow=far == 1.0)
    canvas.shade([(0, skyline), (WIDTH, skyline), (WIDTH, HEIGHT), (0, HEIGHT)], (176, 178, 128), (146, 142, 100))


WHITISH: Colour = (240, 246, 250)


def _ridge(canvas: Canvas, foot: float, rise: float, colour: Colour, *, snow: bool) -> None:
    x, tops = -80.0, []
    while x < WIDTH + 80:
        tops.append((x, foot - rise * canvas.chance.uniform(0.35, 1.0)))
        x += canvas.chance.uniform(90, 170)
    canvas.area([(-80, foot), *tops, (WIDTH + 80, foot)], colour)
    for (x, y), lower in pairwise(tops):
        canvas.area([(x, y), lower, (lower[0], foot), (x + 10, foot)], tint(colour, -0.06))
        if snow and y < foot - rise * 0.55:
            canvas.area([(x, y), (x + 30, y + 34), (x + 8, y + 26), (x - 8, y + 40), (x - 26, y + 30)], WHITISH)
