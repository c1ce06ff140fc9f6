"""Dangers inside a building: a blocked exit, an extinguisher out of date, a socket that bears too much."""

from __future__ import annotations

from math import cos, radians, sin

from anlan.engines.pictures.canvas import INK, WHITE, Canvas, Colour, tint
from anlan.engines.pictures.halls import DEEP, room, wall

GREEN: Colour = (40, 150, 96)
RED: Colour = (206, 52, 44)
YELLOW: Colour = (240, 190, 50)
CARDBOARD: Colour = (196, 152, 100)
STEEL: Colour = (150, 158, 166)


def blocked_exit(canvas: Canvas, fault: bool) -> None:
    """Draw a way out: full of boxes, or free."""
    room(canvas)
    _exit_door(canvas)
    zone = [canvas.seen(c) for c in ((-1.1, 0, 6.9), (1.1, 0, 6.9), (1.1, 0, 4.6), (-1.1, 0, 4.6))]
    canvas.line([*zone, zone[0]], YELLOW, 7)
    for step in range(8):
        start = -1.1 + step * 0.3
        canvas.line([canvas.seen((start, 0, 4.6)), canvas.seen((min(1.1, start + 0.9), 0, 6.6))], YELLOW, 3)
    extinguisher_on_floor(canvas)
    lots = [canvas.chance.uniform(-0.08, 0.08) for _ in range(8)]
    if fault:
        _pallet(canvas)
        for (x, y, z, w, h), lot in zip(STACK, lots, strict=True):
            _carton(canvas, (x + lot, y, z), w, h)


STACK = (
    (-1.15, 0.14, 5.7, 0.9, 0.7),
    (-0.2, 0.14, 5.75, 0.8, 0.62),
    (0.65, 0.0, 5.7, 0.75, 0.8),
    (-1.05, 0.84, 5.7, 0.75, 0.6),
    (-0.2, 0.76, 5.75, 0.85, 0.72),
    (0.7, 0.8, 5.7, 0.6, 0.5),
    (-0.75, 0.0, 4.9, 0.7, 0.55),
    (0.35, 0.0, 4.75, 0.8, 0.6),
)


def _exit_door(canvas: Canvas) -> None:
    back = DEEP - 0.02
    canvas.block((-1.15, 0, back), (2.3, 2.25, 0.02), (92, 104, 110))
    for left in (-1.05, 0.02):
        canvas.block((left, 0, back - 0.01), (1.03, 2.15, 0.02), GREEN)
        (x, y), (right, bottom) = canvas.seen((left + 0.28, 1.9, back)), canvas.seen((left + 0.75, 1.3, back))
        canvas.plate((x, y), (right - x, bottom - y), (196, 226, 226))
        canvas.line([(x + 8, bottom - 10), (right - 10, y + 8)], (228, 244, 244), 5)
        start, end = canvas.seen((left + 0.1, 1.02, back)), canvas.seen((left + 0.93, 1.02, back))
        canvas.line([start, end], (218, 222, 224), 8)
    x, y = canvas.seen((-0.55, 2.78, back))
    right, bottom = canvas.seen((0.55, 2.42, back))
    canvas.light(
        [(x - 30, y - 20), (right + 30, y - 20), (right + 30, bottom + 26), (x - 30, bottom + 26)], (150, 240, 190)
    )
    canvas.plate((x, y), (right - x, bottom - y), (18, 140, 84))
    canvas.text((x + 92, (y + bottom) / 2), "EXIT", WHITE, 30)
    _runner(canvas, x + 26, (y + bottom) / 2)


def _runner(canvas: Canvas, x: float, y: float) -> None:
    canvas.disc((x + 5, y - 13), 4, WHITE)
    for way in (
        ((3, -7), (0, 4)),
        ((3, -6), (11, -2)),
        ((2, -6), (-7, -3)),
        ((0, 4), (7, 9), (5, 16)),
        ((0, 4), (-10, 11)),
    ):
        canvas.line([(x + dx, y + dy) for dx, dy in way], WHITE, 3.6)


def _pallet(canvas: Canvas) -> None:
    canvas.shadow_under((-1.3, 0, 5.6), (2.8, 0, 0.9), dark=0.45)
    canvas.block((-1.25, 0, 5.6), (1.9, 0.14, 0.9), (150, 112, 70))
    for step in range(3):
        canvas.block((-1.2 + 0.65 * step, 0.02, 5.59), (0.45, 0.07, 0.01), (70, 56, 40))


def _carton(canvas: Canvas, at: tuple[float, float, float], w: float, h: float) -> None:
    x, y, z = at
    if y == 0:
        canvas.shadow_under(at, (w, h, 0.5), dark=0.45)
    colour = tint(CARDBOARD, canvas.chance.uniform(-0.12, 0.1))
    canvas.block(at, (w, h, 0.5), colour)
    middle = x + w / 2
    tape = ((middle - 0.05, y, z), (middle + 0.05, y, z), (middle + 0.05, y + h, z), (middle - 0.05, y + h, z))
    canvas.face(tape, tint(colour, 0.35))
    px, py = canvas.seen((x + w * 0.16, y + h * 0.3, z))
    canvas.plate((px, py - 18), (24, 26), tint(colour, -0.3), round_by=2)
    canvas.line([(px + 12, py + 2), (px + 12, py - 12), (px + 6, py - 6)], tint(colour, 0.4), 2.5)


def extinguisher_on_floor(canvas: Canvas) -> None:
    """Stand an extinguisher by the right wall, where it belongs."""
    canvas.shadow_under((2.35, 0, 5.8), (0.24, 0.6, 0.24))
    x, foot = canvas.seen((2.45, 0, 5.8))
    canvas.plate((x - 15, foot - 92), (30, 92), RED, round_by=12)
    canvas.plate((x - 11, foot - 86), (6, 74), tint(RED, 0.35), round_by=3)
    canvas.plate((x - 6, foot - 106), (12, 18), INK, round_by=3)
    canvas.curve([(x, foot - 102), (x + 20, foot - 92), (x + 19, foot - 50)], INK, 4)


def expired_extinguisher(canvas: Canvas, fault: bool) -> None:
    """Draw an extinguisher on its hook: pressure gone and years out of date, or in order."""
    tone = wall(canvas, ground=860)
    lean = canvas.chance.uniform(-14, 14)
    x = 560 + lean
    canvas.plate((x - 190, 96), (380, 92), RED, round_by=8)
    canvas.text((x, 142), "FIRE EXTINGUISHER", WHITE, 34)
    canvas.shadow([(x - 96, 330), (x + 150, 330), (x + 150, 830), (x - 80, 830)], soft=26)
    body = RED if not fault else (168, 66, 56)
    canvas.plate((x - 110, 330), (220, 490), body, round_by=70)
    canvas.plate((x - 86, 380), (34, 400), tint(body, 0.3), round_by=17)
    canvas.plate((x + 62, 380), (36, 400), tint(body, -0.25), round_by=17)
    canvas.plate((x - 36, 280), (72, 74), tint(STEEL, -0.3), round_by=10)
    canvas.plate((x - 60, 250), (150, 26), INK, round_by=10)
    canvas.line([(x - 44, 264), (x + 110, 226)], INK, 20)
    canvas.curve([(x + 36, 300), (x + 170, 330), (x + 176, 520), (x + 150, 640)], INK, 22)
    canvas.area([(x + 132, 620), (x + 172, 628), (x + 170, 742), (x + 116, 734)], (52, 58, 66))
    canvas.plate((x - 82, 500), (150, 170), (246, 240, 220), round_by=6)
    canvas.text((x - 7, 530), "ABC  4 kg", INK, 25)
    for row in range(4):
        canvas.plate((x - 66, 560 + row * 24), (118 - 20 * (row % 2), 9), (168, 164, 150), round_by=4)
    _gauge(canvas, x - 6, 424, -62 if fault else 8)
    _tag(canvas, x, fault)
    if fault:
        _dust(canvas, x, tone)


def _gauge(canvas: Canvas, x: float, y: float, needle: float) -> None:
    canvas.disc((x, y), 62, tint(STEEL, -0.35))
    canvas.disc((x, y), 54, WHITE)
    box = [v * 2 for v in (x - 46, y - 46, x + 46, y + 46)]
    for start, end, colour in ((190, 245, RED), (245, 300, GREEN), (300, 350, YELLOW)):
        canvas.pen.pieslice(box, start, end, colour)
    canvas.disc((x, y), 28, WHITE)
    angle = radians(needle)
    canvas.line([(x, y), (x + 40 * sin(angle), y - 40 * cos(angle))], INK, 6)
    canvas.disc((x, y), 9, INK)


def _tag(canvas: Canvas, x: float, fault: bool) -> None:
    """Hang the card of checks from the neck: its last line is what counts."""
    paper = (226, 214, 180) if fault else (250, 250, 240)
    canvas.curve([(x + 30, 316), (x + 210, 300), (x + 330, 372)], (120, 110, 96), 4)
    canvas.shadow([(x + 238, 372), (x + 454, 372), (x + 454, 688), (x + 238, 688)], soft=16)
    canvas.plate((x + 230, 362), (214, 316), paper, round_by=10)
    canvas.disc((x + 337, 386), 9, tint(paper, -0.35))
    canvas.plate((x + 230, 410), (214, 44), RED if fault else GREEN, round_by=0)
    canvas.text((x + 337, 432), "CHECKED", WHITE, 27)
    rows = ("2019-06", "2020-06", "2021-06") if fault else ("2024-07", "2025-07", "2026-07")
    for row, day in enumerate(rows):
        y = 492 + row * 56
        canvas.text((x + 302, y), day, INK, 27)
        canvas.line([(x + 250, y + 26), (x + 424, y + 26)], tint(paper, -0.25), 2)
        canvas.line([(x + 382, y), (x + 392, y + 10), (x + 412, y - 14)], GREEN if not fault else (120, 120, 110), 5)
    canvas.text((x + 337, 658), "EXPIRED" if fault else "NEXT 2027-07", RED if fault else GREEN, 23)


def _dust(canvas: Canvas, x: float, tone: Colour) -> None:
    for _ in range(46):
        at = x + canvas.chance.uniform(-96, 96), canvas.chance.uniform(400, 800)
        canvas.disc(at, canvas.chance.uniform(1.5, 4), tint(tone, -0.25), flat=0.7)
    for way in (
        ((-110, 352), (-190, 250)),
        ((-100, 400), (-196, 330)),
        ((-150, 300), (-152, 366)),
        ((-172, 272), (-176, 344)),
    ):
        canvas.line([(x + dx, y) for dx, y in way], tint(tone, -0.12), 1.5)


def overloaded_socket(canvas: Canvas, fault: bool) -> None:
    """Draw a socket over a desk: strips plugged into strips and a scorched wall, or two plugs in two sockets."""
    tone = wall(canvas, ground=900)
    canvas.shade([(0, 720), (1280, 720), (1280, 900), (0, 900)], (176, 128, 84), (150, 104, 66))
    canvas.area([(0, 708), (1280, 708), (1280, 726), (0, 726)], (198, 152, 106))
    x = 300 + canvas.chance.uniform(-20, 20)
    if fault:
        canvas.shadow([(x - 60, 60), (x + 230, 40), (x + 250, 330), (x - 70, 340)], soft=40, dark=0.55)
    for step in (0, 190) if not fault else (0,):
        _socket(canvas, x + step, 180, tone)
    if fault:
        _strips(canvas, x)
    else:
        for step, colour in ((0, INK), (190, (236, 236, 230))):
            canvas.curve([(x + step + 85, 290), (x + step + 92, 480), (x + step + 140, 712)], colour, 11)
            _plug(canvas, (x + step + 85, 268), colour)
    _laptop(canvas, 1090)


CABLES: tuple[Colour, ...] = ((56, 62, 70), (70, 116, 160), (190, 60, 50), (226, 226, 220), (92, 132, 84))


def _strips(canvas: Canvas, x: float) -> None:
    """Plug a strip into the socket, a strip into that strip, and into both whatever has a plug."""
    _strip(canvas, 120, 450, 5)
    _strip(canvas, 560, 560, 4)
    canvas.curve([(x + 85, 270), (x + 70, 370), (90, 380), (92, 470), (124, 492)], INK, 13)
    canvas.curve([(500, 480), (560, 400), (620, 470), (520, 560), (566, 598)], WHITE, 13)
    _plug(canvas, (x + 85, 268), INK)
    _plug(canvas, (500, 480), WHITE)
    starts = [(172 + 78 * hole, 480) for hole in range(4)] + [(612 + 78 * hole, 590) for hole in range(4)]
    for index, (left, top) in enumerate(starts):
        colour, swing = CABLES[index % 5], canvas.chance.uniform(-20, 20)
        side = -60 if index % 2 else 54
        way = [
            (left, top),
            (left + side * 0.4, top - 96 + swing),
            (left + side, top + 20),
            (left + side * 1.4 + swing, 714),
        ]
        canvas.curve(way, colour, 10)
        _plug(canvas, (left, top), (236, 236, 230) if index % 2 else INK)
    _smoke(canvas, x + 85)


def _socket(canvas: Canvas, x: float, y: float, tone: Colour) -> None:
    canvas.shadow([(x + 8, y + 8), (x + 180, y + 8), (x + 180, y + 180), (x + 8, y + 180)], soft=12)
    canvas.plate((x, y), (170, 170), tint(tone, 0.7), round_by=16)
    canvas.plate((x + 14, y + 14), (142, 142), WHITE, round_by=12)
    for dx, dy in ((-28, -34), (28, -34)):
        canvas.plate((x + 80 + dx, y + 62 + dy), (10, 26), INK, round_by=3)
    for dx, tilt in ((-26, -8), (26, 8)):
        canvas.line([(x + 85 + dx - tilt, y + 122), (x + 85 + dx + tilt, y + 100)], INK, 8)
    canvas.line([(x + 85, y + 80), (x + 85, y + 98)], INK, 8)


def _strip(canvas: Canvas, x: float, y: float, holes: int) -> None:
    width = 78 * holes + 26
    canvas.shadow([(x, y + 10), (x + width + 10, y + 10), (x + width + 10, y + 96), (x, y + 96)], soft=14)
    canvas.plate((x, y), (width, 80), (238, 238, 232), round_by=16)
    canvas.plate((x + 6, y + 62), (width - 12, 10), (206, 206, 200), round_by=5)
    for hole in range(holes):
        left = x + 26 + 78 * hole
        for dx in (10, 34):
            canvas.plate((left + dx, y + 24), (7, 20), INK, round_by=2)


def _plug(canvas: Canvas, at: tuple[float, float], colour: Colour) -> None:
    x, y = at
    canvas.plate((x - 24, y - 24), (50, 50), tint(colour, -0.25), round_by=12)
    canvas.plate((x - 24, y - 26), (48, 46), colour, round_by=12)
    canvas.plate((x - 12, y - 16), (24, 8), tint(colour, 0.25 if sum(colour) < 300 else -0.15), round_by=4)


def _smoke(canvas: Canvas, x: float) -> None:
    for step in range(3):
        left = x - 34 + 34 * step
        canvas.curve([(left, 176), (left - 16, 130), (left + 14, 90), (left - 6, 40)], (176, 174, 170), 8 - step)
    canvas.area(
        [(x - 8, 196), (x + 26, 196), (x + 6, 236), (x + 30, 236), (x - 22, 300), (x - 4, 250), (x - 24, 250)], YELLOW
    )


def _laptop(canvas: Canvas, x: float) -> None:
    canvas.shadow([(x - 130, 716), (x + 190, 716), (x + 200, 760), (x - 140, 760)], soft=14)
    canvas.plate((x - 110, 520), (260, 180), INK, round_by=10)
    canvas.shade([(x - 98, 532), (x + 138, 532), (x + 138, 688), (x - 98, 688)], (120, 170, 206), (88, 132, 170))
    for row in range(4):
        canvas.plate((x - 78, 552 + row * 30), (180 - 34 * (row % 2), 10), (196, 220, 236), round_by=4)
    canvas.area([(x - 116, 700), (x + 156, 700), (x + 182, 734), (x - 142, 734)], (180, 186, 192))
    canvas.area([(x - 142, 734), (x + 182, 734), (x + 182, 742), (x - 142, 742)], (136, 142, 150))


SHEET: Colour = (246, 244, 236)
BOARD: Colour = (58, 92, 120)
PENCIL: Colour = (52, 66, 108)


def missing_record(canvas: Canvas, fault: bool) -> None:
    """Draw a board of records on a wall: one sheet gone and rows left empty, or all of them filled in and sealed."""
    wall(canvas)
    edge = canvas.chance.uniform(-20, 20)
    rows = [[canvas.chance.uniform(60, 170) for _ in range(8)] for _ in range(3)]
    canvas.shadow([(150, 190 + edge), (1140, 190 + edge), (1140, 700 + edge), (150, 700 + edge)])
    canvas.plate((140, 170 + edge), (1000, 520), STEEL)
    canvas.plate((156, 186 + edge), (968, 488), BOARD)
    for no, lengths in enumerate(rows):
        at = 190 + 320 * no, 226 + edge
        canvas.disc((at[0] + 130, at[1] - 16), 7, INK)
        if not (fault and no == 2):
            _record(canvas, at, lengths, filled=2 if fault and no == 1 else len(lengths))


def _record(canvas: Canvas, at: tuple[float, float], lengths: list[float], *, filled: int) -> None:
    x, y = at
    canvas.plate(at, (260, 400), SHEET, round_by=3)
    canvas.line([(x + 60, y + 34), (x + 200, y + 34)], INK, 8)
    for no, length in enumerate(lengths):
        below = y + 76 + 32 * no
        canvas.line([(x + 20, below + 14), (x + 240, below + 14)], (196, 192, 180), 2)
        if no < filled:
            canvas.curve(
                [(x + 28, below + 4), (x + 28 + length / 2, below - 3), (x + 28 + length, below + 3)], PENCIL, 4
            )
            canvas.line([(x + 208, below), (x + 216, below + 8), (x + 232, below - 10)], PENCIL, 4)
    if filled == len(lengths):
        canvas.disc((x + 206, y + 352), 34, RED)
        canvas.disc((x + 206, y + 352), 28, SHEET)
        canvas.disc((x + 206, y + 352), 9, RED)
