"""Dangers at machines and on sites: a distribution box, an edge, a gas pipe, a sensor."""

from __future__ import annotations

from anlan.engines.pictures.canvas import HEIGHT, INK, WHITE, WIDTH, Canvas, Colour, tint
from anlan.engines.pictures.halls import bricks, wall

RED: Colour = (206, 52, 44)
GREEN: Colour = (44, 160, 100)
YELLOW: Colour = (244, 196, 48)
STEEL: Colour = (150, 158, 166)
GREY: Colour = (186, 192, 196)
RUST: tuple[Colour, ...] = ((132, 66, 34), (158, 84, 42), (104, 54, 34), (176, 104, 58))


def open_distribution_box(canvas: Canvas, fault: bool) -> None:
    """Draw a distribution box on a wall of bricks: open with loose wires, or shut under lock and sign."""
    tone = wall(canvas, colour=(206, 170, 148))
    bricks(canvas, tint(tone, -0.12), until=778)
    x, y = 420 + canvas.chance.uniform(-24, 24), 190
    canvas.shadow([(x + 16, y + 16), (x + 470, y + 16), (x + 470, y + 560), (x + 16, y + 560)], soft=24)
    for step in (120, 200, 280):
        canvas.line([(x + step, y + 540), (x + step, 790)], tint(STEEL, -0.35), 20)
        canvas.line([(x + step - 4, y + 540), (x + step - 4, 790)], tint(STEEL, -0.1), 5)
    canvas.plate((x, y), (440, 540), tint(GREY, -0.18), round_by=10)
    if fault:
        _inside(canvas, x, y)
        door = [(x, y + 4), (x, y + 536), (x - 260, y + 600), (x - 260, y - 52)]
        canvas.shade(door, tint(GREY, -0.1), tint(GREY, -0.3))
        canvas.line([door[2], door[3]], tint(GREY, -0.4), 6)
        canvas.plate((x - 244, y + 250), (16, 56), INK, round_by=6)
    else:
        canvas.plate((x + 10, y + 10), (420, 520), GREY, round_by=8)
        canvas.light([(x + 30, y + 20), (x + 150, y + 20), (x + 60, y + 500), (x + 20, y + 500)], bright=0.5, soft=26)
        for hinge in (70, 430):
            canvas.plate((x + 2, y + hinge), (14, 48), tint(STEEL, -0.3), round_by=4)
        _danger_sign(canvas, x + 220, y + 190)
        canvas.plate((x + 130, y + 330), (180, 44), WHITE, round_by=4)
        canvas.text((x + 220, y + 352), "LOCKED  No.3", INK, 24)
        _padlock(canvas, x + 398, y + 290)


def _inside(canvas: Canvas, x: float, y: float) -> None:
    canvas.shade(
        [(x + 16, y + 16), (x + 424, y + 16), (x + 424, y + 524), (x + 16, y + 524)], (66, 72, 80), (92, 98, 106)
    )
    canvas.shadow([(x + 16, y + 16), (x + 60, y + 16), (x + 60, y + 524), (x + 16, y + 524)], soft=24, dark=0.5)
    for row in (90, 270):
        canvas.plate((x + 40, y + row + 42), (360, 14), STEEL, round_by=2)
        for column in range(6):
            left = x + 56 + 56 * column
            canvas.plate((left, y + row), (48, 100), (228, 228, 222), round_by=4)
            up = canvas.chance.random() < 0.7
            canvas.plate((left + 14, y + row + (26 if up else 52)), (20, 24), INK if up else RED, round_by=3)
    wires: tuple[Colour, ...] = (RED, YELLOW, (60, 120, 190), GREEN, RED, (230, 230, 226))
    for index, colour in enumerate(wires):
        start, low = x + 80 + 56 * index, y + 440 + 26 * (index % 3)
        swing = canvas.chance.uniform(-60, 60)
        canvas.curve([(start, y + 190), (start + swing, y + 235), (start, y + 270)], colour, 7)
        way = [(start, y + 370), (start - swing, low), (x + 130 + 40 * index + swing, y + 505)]
        canvas.curve([*way, (x + 60 + 66 * index, y + 620 + 22 * (index % 4))], colour, 8)
        end = x + 60 + 66 * index, y + 620 + 22 * (index % 4)
        canvas.line([end, (end[0] + 2, end[1] + 20)], (206, 140, 80), 6)


def _danger_sign(canvas: Canvas, x: float, y: float) -> None:
    canvas.area([(x, y - 108), (x + 120, y + 96), (x - 120, y + 96)], INK)
    canvas.area([(x, y - 84), (x + 100, y + 84), (x - 100, y + 84)], YELLOW)
    bolt = ((12, -50), (-34, 26), (-4, 26), (-16, 76), (34, -4), (4, -4), (26, -50))
    canvas.area([(x + dx, y + dy) for dx, dy in bolt], INK)


def _padlock(canvas: Canvas, x: float, y: float) -> None:
    canvas.plate((x - 18, y - 60), (32, 80), tint(STEEL, -0.3), round_by=4)
    canvas.curve(
        [(x - 18, y + 12), (x - 18, y - 26), (x, y - 42), (x + 18, y - 26), (x + 18, y + 12)], (92, 98, 106), 11
    )
    canvas.plate((x - 34, y), (68, 58), (214, 160, 44), round_by=8)
    canvas.plate((x - 28, y + 6), (14, 46), (240, 200, 100), round_by=6)
    canvas.disc((x + 2, y + 24), 8, INK)
    canvas.line([(x + 2, y + 26), (x + 2, y + 42)], INK, 6)


def missing_guard_rail(canvas: Canvas, fault: bool) -> None:
    """Draw the edge of a floor under construction: open to the depth, or railed."""
    canvas.shade([(0, 0), (WIDTH, 0), (WIDTH, 560), (0, 560)], (142, 188, 224), (224, 234, 238))
    _town(canvas)
    edge = 6.0
    ground = [canvas.seen(c) for c in ((-9, 0, edge), (9, 0, edge), (9, 0, 2.0), (-9, 0, 2.0))]
    canvas.shade(ground, (186, 186, 180), (150, 150, 146))
    canvas.face([(-9, 0, edge), (9, 0, edge), (9, -0.35, edge), (-9, -0.35, edge)], (118, 118, 114))
    for _ in range(14):
        spot = canvas.chance.uniform(-3, 3), 0, canvas.chance.uniform(2.7, 5.6)
        canvas.disc(canvas.seen(spot), canvas.chance.uniform(14, 46), (166, 166, 160), flat=0.22)
    for left in (-3.9, 3.2):
        canvas.block((left, 0, 5.4), (0.7, 3.6, 0.5), (172, 170, 164))
    canvas.block((-4.6, 2.75, 4.4), (9.2, 0.5, 0.6), (160, 158, 152))
    _hazard_tape(canvas)
    posts = (-3.1, -1.55, 0.0, 1.55, 3.1)
    for post in posts:
        if not fault or post in (-3.1, 3.1):
            _rod(canvas, (post, 0, 5.85), (post, 1.25, 5.85), RED, 13)
            canvas.disc(canvas.seen((post, 0, 5.85)), 17, INK, flat=0.35)
    if fault:
        _rod(canvas, (-3.1, 1.2, 5.85), (-2.5, 1.15, 5.85), RED, 12)
        _rod(canvas, (-1.4, 0.03, 4.6), (0.9, 0.03, 4.0), RED, 13)
        _rod(canvas, (0.2, 0.03, 4.9), (2.2, 0.03, 4.7), RED, 13)
    else:
        for height in (1.2, 0.65):
            _rod(canvas, (-3.2, height, 5.85), (3.2, height, 5.85), RED, 12)
        canvas.face([(-3.2, 0, 5.85), (3.2, 0, 5.85), (3.2, 0.2, 5.85), (-3.2, 0.2, 5.85)], YELLOW)
        for step in range(16):
            left = -3.2 + 0.4 * step
            canvas.face([(left, 0, 5.84), (left + 0.2, 0, 5.84), (left + 0.3, 0.2, 5.84), (left + 0.1, 0.2, 5.84)], INK)
        _hung_sign(canvas)


def _rod(
    canvas: Canvas, start: tuple[float, float, float], end: tuple[float, float, float], colour: Colour, width: float
) -> None:
    """Draw a scaffolding tube in red and white."""
    (x, y), (right, bottom) = canvas.seen(start), canvas.seen(end)
    canvas.line([(x + 5, y + 6), (right + 5, bottom + 6)], (120, 120, 118), width)
    canvas.line([(x, y), (right, bottom)], colour, width)
    steps = max(2, int(((right - x) ** 2 + (bottom - y) ** 2) ** 0.5 // 46))
    for step in range(0, steps, 2):
        part = [(x + (right - x) * s / steps, y + (bottom - y) * s / steps) for s in (step + 0.1, step + 0.9)]
        canvas.line(part, WHITE, width - 1)


def _hung_sign(canvas: Canvas) -> None:
    x, y = canvas.seen((-0.42, 1.12, 5.8))
    canvas.plate((x, y), (130, 84), (30, 92, 160), round_by=6)
    canvas.text((x + 65, y + 28), "DO NOT", WHITE, 24)
    canvas.text((x + 65, y + 57), "CLIMB", WHITE, 24)


def _hazard_tape(canvas: Canvas) -> None:
    canvas.face([(-9, 0, 5.2), (9, 0, 5.2), (9, 0, 5.05), (-9, 0, 5.05)], (222, 190, 84))


def _town(canvas: Canvas) -> None:
    canvas.area(
        [(0, 520), (0, 330), (200, 250), (420, 340), (640, 230), (900, 330), (1120, 240), (1280, 320), (1280, 520)],
        (164, 182, 196),
    )
    x = -20.0
    while x < WIDTH:
        width, top = canvas.chance.uniform(50, 110), canvas.chance.uniform(400, 500)
        colour = tint((150, 160, 170), canvas.chance.uniform(-0.1, 0.3))
        canvas.shade([(x, top), (x + width, top), (x + width, 700), (x, 700)], colour, tint(colour, 0.25))
        for row in range(int((640 - top) // 26)):
            for column in range(int(width // 20) - 1):
                canvas.plate((x + 12 + 20 * column, top + 12 + 26 * row), (9, 13), tint(colour, -0.2), round_by=1)
        x += width + canvas.chance.uniform(4, 30)


def corroded_gas_pipe(canvas: Canvas, fault: bool) -> None:
    """Draw a gas pipe along a wall: eaten by rust and hissing, or mended and painted."""
    tone = wall(canvas, ground=850, colour=(212, 210, 202))
    bricks(canvas, tint(tone, -0.07), until=828)
    y = 430 + canvas.chance.uniform(-20, 20)
    canvas.shadow([(0, y + 40), (WIDTH, y + 40), (WIDTH, y + 130), (0, y + 130)], soft=22)
    colour = tint(YELLOW, -0.06) if not fault else (206, 172, 72)
    _tube(canvas, 0, y, WIDTH, colour)
    for x in (180, 1080):
        canvas.plate((x - 26, y - 76), (52, 152), tint(STEEL, -0.25), round_by=8)
        canvas.plate((x - 16, y - 66), (12, 132), tint(STEEL, 0.2), round_by=6)
        for dy in (-92, 82):
            canvas.plate((x - 14, y + dy), (28, 20), tint(STEEL, -0.4), round_by=5)
    _valve(canvas, 380, y, fault)
    for x, facing in ((330, 1), (450, 1), (640, 0), (880, 0)):
        if facing or not fault:
            _flange(canvas, x, y, tint(STEEL, -0.1) if not fault or facing else RUST[1])
    canvas.text((1190, y), "GAS", INK, 42)
    canvas.area(
        [(960, y - 8), (1010, y - 8), (1010, y - 22), (1044, y), (1010, y + 22), (1010, y + 8), (960, y + 8)], RED
    )
    if fault:
        _rust(canvas, y)
    else:
        _tube(canvas, 652, y, 868, tint(YELLOW, 0.12))


def _rust(canvas: Canvas, y: float) -> None:
    for _ in range(120):
        radius = canvas.chance.uniform(8, 34)
        aside = max(-48, min(48, canvas.chance.gauss(0, 26))) * (1 - radius / 90)
        at = canvas.chance.gauss(760, 90), y + aside
        canvas.disc(at, radius * 0.8, canvas.chance.choice(RUST), flat=0.6)
    canvas.disc((770, y + 8), 12, (32, 22, 18), flat=0.5)
    _hiss(canvas, 770, y)
    for x, low in ((700, 130), (752, 182), (820, 180)):
        canvas.line([(x, y + 52), (x + 3, y + low)], (160, 96, 56), 7)


def _tube(canvas: Canvas, x: float, y: float, end: float, colour: Colour) -> None:
    canvas.shade([(x, y - 58), (end, y - 58), (end, y - 18), (x, y - 18)], tint(colour, -0.12), tint(colour, 0.4))
    canvas.shade([(x, y - 18), (end, y - 18), (end, y + 58), (x, y + 58)], tint(colour, 0.4), tint(colour, -0.38))


def _flange(canvas: Canvas, x: float, y: float, colour: Colour) -> None:
    for side in (-17, 3):
        canvas.plate((x + side, y - 86), (15, 172), colour, round_by=5)
        canvas.plate((x + side + 2, y - 70), (4, 110), tint(colour, 0.4), round_by=2)
    for dy in (-66, -22, 22, 66):
        canvas.plate((x - 25, y + dy - 7), (50, 14), tint(colour, -0.35), round_by=4)


def _valve(canvas: Canvas, x: float, y: float, fault: bool) -> None:
    body = (74, 112, 150) if not fault else (92, 108, 122)
    canvas.area([(x - 40, y - 74), (x + 60, y - 74), (x + 44, y + 74), (x - 24, y + 74)], body)
    canvas.plate((x - 6, y - 150), (32, 90), tint(STEEL, -0.2), round_by=6)
    canvas.plate((x - 88, y - 176), (196, 34), RED if not fault else (150, 72, 60), round_by=17)
    canvas.plate((x - 74, y - 170), (168, 8), tint(RED, 0.4 if not fault else 0.1), round_by=4)


def _hiss(canvas: Canvas, x: float, y: float) -> None:
    for spread, length in ((-110, 190), (-54, 236), (0, 250), (54, 236), (110, 190)):
        top = (x + spread, y - 60 - length)
        canvas.light(
            [(x - 8, y - 20), (x + 8, y - 20), (top[0] + 34, top[1]), (top[0] - 34, top[1])], bright=0.55, soft=18
        )


def dead_gas_sensor(canvas: Canvas, fault: bool) -> None:
    """Draw the gas sensor of a mine: dark, its cable hanging, or alive and reading."""
    _gallery(canvas)
    x, y = 640 + canvas.chance.uniform(-24, 24), 210
    canvas.line([(x, 96), (x, y)], tint(STEEL, -0.3), 9)
    canvas.shadow([(x - 150, y + 30), (x + 190, y + 30), (x + 190, y + 420), (x - 150, y + 420)], soft=30, dark=0.5)
    if fault:
        canvas.curve([(0, 130), (300, 176), (x - 330, 330), (x - 300, 640)], (24, 26, 30), 17)
        for spread, colour in ((-16, RED), (0, YELLOW), (16, (70, 130, 200))):
            canvas.curve([(x - 300, 636), (x - 300 + spread, 668), (x - 300 + 2 * spread, 700)], colour, 6)
    else:
        canvas.curve([(0, 130), (240, 150), (x - 260, 240), (x - 168, 330)], (24, 26, 30), 17)
        canvas.plate((x - 196, 304), (62, 52), (60, 66, 74), round_by=10)
    body = (226, 178, 62)
    canvas.plate((x - 150, y), (300, 400), tint(body, -0.25), round_by=34)
    canvas.plate((x - 150, y - 4), (292, 392), body, round_by=34)
    canvas.plate((x - 132, y + 16), (22, 340), tint(body, 0.35), round_by=11)
    canvas.plate((x - 98, y + 46), (200, 118), (26, 34, 34), round_by=10)
    canvas.text((x + 2, y + 96), "--.--" if fault else "0.02", (70, 78, 76) if fault else (110, 246, 150), 62)
    canvas.text((x + 2, y + 144), "% CH4", (70, 78, 76) if fault else (90, 200, 126), 20)
    for index, colour in enumerate((GREEN, YELLOW, RED)):
        lit = (index == 2) if fault else (index == 0)
        _lamp(canvas, x - 66 + 68 * index, y + 206, colour, lit)
    canvas.disc((x, y + 306), 66, (88, 94, 100))
    for row in range(-2, 3):
        for column in range(-2, 3):
            if row * row + column * column < 7:
                canvas.disc((x + 20 * column, y + 306 + 20 * row), 6, (44, 48, 54))
    _label(canvas, x, fault)


def _lamp(canvas: Canvas, x: float, y: float, colour: Colour, lit: bool) -> None:
    if lit:
        canvas.light(
            [(x - 30, y - 30), (x + 30, y - 30), (x + 30, y + 30), (x - 30, y + 30)], colour, bright=0.9, soft=20
        )
    canvas.disc((x, y), 18, INK)
    canvas.disc((x, y), 14, tint(colour, 0.15) if lit else tint(colour, -0.65))


def _label(canvas: Canvas, x: float, fault: bool) -> None:
    canvas.plate((x + 210, 300), (230, 170), WHITE, round_by=8)
    canvas.plate((x + 210, 300), (230, 44), RED if fault else GREEN, round_by=8)
    canvas.text((x + 325, 322), "GAS SENSOR T3", WHITE, 24)
    canvas.text((x + 325, 384), "NO SIGNAL" if fault else "CALIBRATED", RED if fault else GREEN, 28)
    canvas.text((x + 325, 430), "0 days ok" if fault else "2026-07-14", INK, 25)


def _gallery(canvas: Canvas) -> None:
    """Draw a gallery of a mine: rock, arches of steel, rails into the dark."""
    canvas.shade([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], (78, 74, 72), (58, 54, 52))
    for _ in range(90):
        x, y, radius = canvas.chance.uniform(0, WIDTH), canvas.chance.uniform(0, HEIGHT), canvas.chance.uniform(20, 70)
        shape = [
            (x + radius * dx, y + radius * dy)
            for dx, dy in ((-1, 0.1), (-0.3, -0.7), (0.8, -0.4), (0.9, 0.5), (-0.2, 0.7))
        ]
        canvas.area(shape, tint((84, 80, 78), canvas.chance.uniform(-0.16, 0.12)))
    for step in range(7):
        share = 0.86**step
        _arch(canvas, share, tint((96, 100, 106), -0.09 * step))
    floor = [(640 - 60, 590), (640 + 60, 590), (1180, 960), (100, 960)]
    canvas.shade(floor, (46, 43, 41), (92, 86, 80))
    for side in (-1, 1):
        canvas.line([(640 + 14 * side, 592), (640 + 210 * side, 960)], (150, 152, 156), 7)
    canvas.light([(300, 0), (980, 0), (1080, 640), (200, 640)], (255, 236, 196), bright=0.2, soft=120)


def _arch(canvas: Canvas, share: float, colour: Colour) -> None:
    half, top, foot = 560 * share, 590 - 520 * share, 590 + 420 * share
    left, right = 640 - half, 640 + half
    canvas.area(
        [
            (left, foot),
            (left, top + 190 * share),
            (640 - half * 0.5, top),
            (640 + half * 0.5, top),
            (right, top + 190 * share),
            (right, foot),
        ],
        (52 - int(30 * (1 - share)),) * 3,
    )
    way = [(left, foot), (left, top + 190 * share), (640 - half * 0.55, top + 30 * share), (640, top)]
    mirrored = [(1280 - x, y) for x, y in reversed(way)]
    canvas.curve([*way, *mirrored[1:]], colour, 22 * share)
