"""Dangers in the open: a dam, a slope or a wall with a crack, a tank that leaks."""

from __future__ import annotations

from anlan.engines.pictures.canvas import INK, WHITE, Canvas, Colour, Point, tint
from anlan.engines.pictures.halls import land

RED: Colour = (206, 52, 44)
GREEN: Colour = (44, 160, 100)
EARTH: Colour = (188, 160, 122)
BRICK: Colour = (186, 120, 92)
STEEL: Colour = (150, 158, 166)
TANK: Colour = (226, 230, 232)


def cracked_tailings_dam(canvas: Canvas, fault: bool) -> None:
    """Draw a dam of tailings: cracked and wet at its foot, or grouted and dry."""
    land(canvas, skyline=330)
    canvas.shade([(0, 330), (1280, 330), (1280, 420), (0, 420)], (128, 158, 160), (150, 172, 168))
    for step in range(7):
        x, y = canvas.chance.uniform(40, 1100), 345.0 + 10 * step
        canvas.line([(x, y), (x + canvas.chance.uniform(60, 180), y)], (176, 196, 194), 2.5)
    _benches(canvas)
    _steps(canvas)
    _gauges(canvas)
    crack = _way_of_crack(canvas)
    if fault:
        _wet(canvas, crack)
    else:
        _grouted(canvas, crack)


def cracked_slope(canvas: Canvas, fault: bool) -> None:
    """Draw a slope that was cut in benches: cracked, with stones come down, or grouted and cleared."""
    land(canvas, skyline=330)
    _benches(canvas)
    crack = _way_of_crack(canvas)
    stones = [(canvas.chance.uniform(300, 980), canvas.chance.uniform(36, 84)) for _ in range(9)]
    if fault:
        _wet(canvas, crack)
        for x, wide in stones:
            foot = 890 - wide * 0.3
            canvas.shadow([(x, foot), (x + wide, foot), (x + wide * 1.3, foot + 18), (x, foot + 18)], soft=8)
            top = [(x + wide * 0.2, foot - wide * 0.6), (x + wide * 0.75, foot - wide * 0.66)]
            canvas.area([(x, foot), *top, (x + wide, foot - wide * 0.2), (x + wide * 0.8, foot + 6)], (134, 122, 108))
            canvas.area([(x, foot), *top, (x + wide * 0.4, foot - wide * 0.2)], (164, 152, 136))
    else:
        _grouted(canvas, crack)
    canvas.line([(140, 640), (140, 840)], STEEL, 11)
    canvas.area([(140, 500), (240, 668), (40, 668)], INK)
    canvas.area([(140, 526), (216, 655), (64, 655)], (244, 196, 48))
    canvas.area([(92, 646), (150, 560), (158, 600), (176, 646)], INK)
    for x, y in ((176, 596), (188, 622)):
        canvas.disc((x, y), 9, INK)


def cracked_wall(canvas: Canvas, fault: bool) -> None:
    """Draw a wall of bricks in the open: cracked through with bricks come down, or mended and propped."""
    land(canvas, skyline=400)
    top, foot, shift = 420, 820, canvas.chance.uniform(-60, 60)
    canvas.shadow([(0, foot), (1280, foot), (1280, foot + 46), (0, foot + 40)], dark=0.4)
    canvas.shade([(0, top), (1280, top), (1280, foot), (0, foot)], tint(BRICK, 0.12), tint(BRICK, -0.12))
    for row in range(10):
        y = foot - 40.0 * row
        canvas.line([(0, y), (1280, y)], tint(BRICK, -0.22), 2)
        for column in range(14):
            x = 96.0 * column + 48 * (row % 2)
            canvas.line([(x, y), (x, max(top, y - 40))], tint(BRICK, -0.22), 2)
    canvas.plate((-20, top - 26), (1320, 34), (176, 174, 168), round_by=4)
    crack = [(620 + shift, top + 6.0)]
    for step in range(1, 9):
        crack.append((crack[-1][0] + canvas.chance.uniform(-34, 52), top + 6 + 49.0 * step))
    if fault:
        for start, end, width in zip(crack[:-1], crack[1:], (34, 30, 26, 22, 20, 16, 12, 9), strict=True):
            canvas.line([start, end], (44, 30, 24), width)
        for x, y in crack[1::2]:
            canvas.line([(x, y), (x - 70, y + 60)], (70, 46, 36), 6)
        for step in range(7):
            x, y = 560 + shift + 58 * step, 836 + 26 * (step % 3)
            canvas.plate((x + 6, y + 10), (84, 34), (90, 84, 66), round_by=4)
            canvas.plate((x, y), (84, 34), tint(BRICK, 0.05 * (step % 3)), round_by=4)
        return
    canvas.line(crack, (206, 202, 194), 40)
    for left in (430 + shift, 980 + shift):
        canvas.shade(
            [(left, top), (left + 90, top), (left + 120, foot), (left - 30, foot)], (200, 198, 192), (170, 168, 162)
        )
        canvas.area([(left + 60, top), (left + 90, top), (left + 120, foot), (left + 84, foot)], (150, 148, 142))


def _benches(canvas: Canvas) -> None:
    canvas.shade([(0, 408), (1280, 408), (1280, 450), (0, 450)], tint(EARTH, 0.25), tint(EARTH, 0.1))
    for index in range(3):
        top, bottom = 450 + 140 * index, 560 + 140 * index
        canvas.shade([(0, top), (1280, top), (1280, bottom), (0, bottom)], tint(EARTH, -0.02), tint(EARTH, -0.16))
        canvas.shade(
            [(0, bottom), (1280, bottom), (1280, bottom + 30), (0, bottom + 30)], tint(EARTH, 0.28), tint(EARTH, 0.12)
        )
    for _ in range(150):
        x, y = canvas.chance.uniform(0, 1280), canvas.chance.uniform(460, 880)
        canvas.disc((x, y), canvas.chance.uniform(2, 6), tint(EARTH, canvas.chance.uniform(-0.28, 0.1)), flat=0.6)


def _way_of_crack(canvas: Canvas) -> list[Point]:
    x, way = 470 + canvas.chance.uniform(-50, 50), []
    for y in range(424, 860, 34):
        x += canvas.chance.uniform(-14, 44)
        way.append((x, float(y)))
    return way


def _wet(canvas: Canvas, crack: list[Point]) -> None:
    canvas.shadow([(crack[6][0] - 60, 640), (crack[6][0] + 70, 640), (900, 900), (520, 900)], soft=34, dark=0.42)
    for index, (x, y) in enumerate(crack[1:-1]):
        side = 60 if index % 2 else -54
        canvas.line([(x, y), (x + side * 0.6, y + 22), (x + side, y + 30)], (66, 48, 34), 4)
    canvas.line(crack, (120, 94, 66), 24)
    for start, end, width in zip(crack, crack[1:], (9, 12, 16, 18, 18, 16, 15, 13, 11, 9, 8, 7), strict=False):
        canvas.line([start, end], (42, 30, 22), width)
    x = crack[-1][0]
    canvas.area([(x - 150, 896), (x + 10, 846), (x + 190, 880), (x + 230, 900), (x - 40, 905)], (92, 118, 124))
    canvas.area([(x - 90, 890), (x + 10, 860), (x + 100, 882)], (134, 160, 166))


def _grouted(canvas: Canvas, crack: list[Point]) -> None:
    canvas.line(crack, tint(EARTH, -0.3), 38)
    canvas.line(crack, (206, 204, 198), 30)
    canvas.line([(x - 5, y) for x, y in crack], (226, 224, 218), 9)
    for x, y in crack[1::3]:
        canvas.line([(x, y - 46), (x, y)], WHITE, 6)
        canvas.area([(x, y - 48), (x + 36, y - 38), (x, y - 26)], GREEN)


def _steps(canvas: Canvas) -> None:
    canvas.area([(1010, 430), (1066, 430), (1180, 900), (1080, 900)], (196, 196, 190))
    for step in range(18):
        share = step / 18
        y = 432 + 468 * share
        canvas.line([(1011 + 70 * share, y), (1066 + 114 * share, y)], (148, 148, 142), 3)
    canvas.line([(1070, 388), (1190, 850)], STEEL, 5)
    for step in range(5):
        x, y = 1070 + 30 * step, 388 + 115 * step
        canvas.line([(x, y), (x, y + 46)], STEEL, 5)


def _gauges(canvas: Canvas) -> None:
    for x in (170, 330, 900):
        canvas.line([(x, 360), (x, 430)], WHITE, 12)
        for step in range(4):
            canvas.line([(x, 364 + 18 * step), (x, 370 + 18 * step)], RED, 12)
    canvas.plate((60, 480), (210, 96), (30, 92, 160), round_by=6)
    canvas.line([(90, 576), (90, 660)], STEEL, 9)
    canvas.line([(240, 576), (240, 660)], STEEL, 9)
    canvas.text((165, 512), "DAM", WHITE, 24)
    canvas.text((165, 546), "No. 2", WHITE, 24)


def leaking_tank(canvas: Canvas, fault: bool) -> None:
    """Draw a tank farm: a flange that drips into a pool, or one that is tight and dry."""
    land(canvas, skyline=470)
    canvas.shade([(0, 640), (1280, 640), (1280, 960), (0, 960)], (178, 180, 178), (146, 148, 146))
    _tank(canvas, 1090, 250, 160, 410)
    _tank(canvas, 470 + canvas.chance.uniform(-20, 20), 130, 300, 560)
    canvas.area([(0, 690), (1280, 690), (1280, 716), (0, 716)], (196, 196, 190))
    canvas.area([(0, 716), (1280, 716), (1280, 740), (0, 740)], (160, 160, 154))
    if fault:
        _pool(canvas)
    canvas.shadow([(640, 800), (1280, 800), (1280, 830), (640, 830)], soft=16)
    _pipe(canvas)
    if fault:
        _drips(canvas)
    else:
        canvas.plate((806, 800), (140, 14), (224, 190, 60), round_by=4)
        canvas.plate((786, 826), (182, 42), WHITE, round_by=6)
        canvas.text((877, 847), "TIGHT 2026-07", GREEN, 23)
    canvas.line([(70, 700), (70, 860)], STEEL, 10)
    canvas.plate((20, 610), (220, 110), RED, round_by=8)
    canvas.text((130, 646), "FLAMMABLE", WHITE, 28)
    canvas.text((130, 684), "NO FIRE", WHITE, 26)


def _tank(canvas: Canvas, x: float, top: float, half: float, height: float) -> None:
    canvas.shadow(
        [
            (x - half, top + height),
            (x + half + 70, top + height),
            (x + half + 110, top + height + 46),
            (x - half, top + height + 46),
        ]
    )
    stripes = 24
    for step in range(stripes):
        left, right = x - half + 2 * half * step / stripes, x - half + 2 * half * (step + 1) / stripes + 1
        light = 0.3 - 0.75 * abs(step / stripes - 0.32)
        canvas.area([(left, top), (right, top), (right, top + height), (left, top + height)], tint(TANK, light - 0.12))
    canvas.disc((x, top + height), half, tint(TANK, -0.28), flat=0.12)
    canvas.area(
        [
            (x - half, top + height - 40),
            (x + half, top + height - 40),
            (x + half, top + height),
            (x - half, top + height),
        ],
        (104, 130, 152),
    )
    canvas.disc((x, top), half, tint(TANK, -0.08), flat=0.16)
    canvas.disc((x, top - 4), half - 8, tint(TANK, 0.3), flat=0.15)
    for share in (0.3, 0.6):
        canvas.line([(x - half, top + height * share), (x + half, top + height * share)], tint(TANK, -0.2), 2.5)
    canvas.plate((x - 78, top + height * 0.36), (156, 84), (238, 240, 240), round_by=6)
    canvas.text((x, top + height * 0.36 + 42), "T-101" if half > 200 else "T-102", (30, 92, 160), 46)
    ladder = x + half * 0.62
    for dx in (0, 30):
        canvas.line([(ladder + dx, top - 30), (ladder + dx, top + height)], INK, 4)
    for step in range(int(height // 26)):
        canvas.line([(ladder, top + 26 * step), (ladder + 30, top + 26 * step)], INK, 3)


def _pipe(canvas: Canvas) -> None:
    colour: Colour = (172, 178, 184)
    for start, end in ((660, 860), (892, 1280)):
        canvas.shade([(start, 720), (end, 720), (end, 746), (start, 746)], tint(colour, -0.1), tint(colour, 0.5))
        canvas.shade([(start, 746), (end, 746), (end, 792), (start, 792)], tint(colour, 0.5), tint(colour, -0.4))
    for x in (846, 880):
        canvas.plate((x, 696), (24, 120), (110, 118, 126), round_by=5)
        canvas.plate((x + 4, 706), (6, 92), (176, 182, 188), round_by=3)
    for y in (712, 744, 776, 800):
        canvas.plate((832, y - 6), (86, 13), (70, 76, 84), round_by=4)
    for x in (720, 1040, 1220):
        canvas.area([(x - 20, 790), (x + 20, 790), (x + 30, 860), (x - 30, 860)], (128, 130, 130))
    canvas.plate((1096, 640), (18, 84), (86, 92, 100), round_by=4)
    canvas.plate((1050, 624), (110, 24), RED, round_by=12)


def _pool(canvas: Canvas) -> None:
    for radius, colour in ((240, (84, 76, 62)), (216, (58, 52, 44)), (150, (72, 64, 54))):
        canvas.disc((876 + (240 - radius) * 0.2, 868), radius, colour, flat=0.2)
    canvas.disc((790, 858), 60, (120, 110, 110), flat=0.14)
    canvas.disc((960, 872), 44, (104, 96, 110), flat=0.14)


def _drips(canvas: Canvas) -> None:
    canvas.area([(858, 800), (900, 800), (886, 866), (868, 866)], (44, 38, 32))
    for x, y in ((846, 832), (908, 826), (918, 846)):
        canvas.area([(x, y - 16), (x + 8, y), (x - 8, y)], (44, 38, 32))
        canvas.disc((x, y + 2), 8, (44, 38, 32))
    for y in (730, 764, 796):
        canvas.disc((874, y), 16, (60, 52, 42), flat=0.8)
