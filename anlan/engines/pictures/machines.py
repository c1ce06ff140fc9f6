"""Dangers at machines: bare pulleys, a hook without its latch, loose gas cylinders, a panel that gives no alarm."""

from __future__ import annotations

from math import cos, pi, sin

from anlan.engines.pictures.canvas import INK, WHITE, Canvas, Colour, Point, tint
from anlan.engines.pictures.halls import wall

RED: Colour = (206, 52, 44)
GREEN: Colour = (44, 160, 100)
YELLOW: Colour = (244, 196, 48)
STEEL: Colour = (150, 158, 166)
BLUE: Colour = (62, 104, 150)
OXYGEN: Colour = (92, 160, 214)
DARK: Colour = (54, 60, 68)


def bare_machine(canvas: Canvas, fault: bool) -> None:
    """Draw a belt drive: its pulleys bare, or behind a guard of mesh."""
    wall(canvas)
    x = 330 + canvas.chance.uniform(-50, 50)
    canvas.shadow([(x - 150, 800), (x + 720, 800), (x + 760, 850), (x - 110, 850)], dark=0.4)
    canvas.plate((x + 320, 300), (380, 460), (98, 142, 130), round_by=18)
    canvas.light([(x + 330, 310), (x + 430, 310), (x + 390, 750), (x + 330, 750)], bright=0.3)
    canvas.plate((x + 590, 360), (80, 120), tint(DARK, 0.2), round_by=8)
    for row, colour in enumerate((GREEN, RED)):
        canvas.disc((x + 630, 392 + 56 * row), 17, colour)
    canvas.plate((x - 120, 740), (840, 62), tint(DARK, 0.1), round_by=6)
    canvas.plate((x - 100, 590), (240, 150), BLUE, round_by=22)
    for rib in range(7):
        canvas.line([(x - 78 + 32 * rib, 600), (x - 78 + 32 * rib, 730)], tint(BLUE, -0.25), 6)
    canvas.line([(x - 12, 612), (x + 342, 380)], INK, 20)
    canvas.line([(x + 34, 734), (x + 446, 690)], INK, 20)
    _pulley(canvas, (x + 20, 668), 66)
    _pulley(canvas, (x + 420, 530), 168)
    if fault:
        _turning(canvas, (x + 420, 530), 214)
    else:
        _mesh(canvas, x - 62, 330, x + 612, 760)


def _pulley(canvas: Canvas, at: Point, radius: float) -> None:
    canvas.disc(at, radius, INK)
    canvas.disc(at, radius * 0.88, STEEL)
    canvas.disc(at, radius * 0.7, tint(STEEL, -0.35))
    turn = canvas.chance.uniform(0, 1)
    for spoke in range(5):
        angle = turn + 2 * pi * spoke / 5
        end = at[0] + radius * 0.76 * cos(angle), at[1] + radius * 0.76 * sin(angle)
        canvas.line([at, end], STEEL, radius * 0.16)
    canvas.disc(at, radius * 0.24, tint(STEEL, -0.15))
    canvas.disc(at, radius * 0.1, INK)


def _turning(canvas: Canvas, at: Point, radius: float) -> None:
    for begin in (0.1, pi + 0.1):
        way = [
            (at[0] + radius * cos(begin + step * 0.16), at[1] + radius * sin(begin + step * 0.16)) for step in range(8)
        ]
        canvas.curve(way, RED, 13)
        (x, y), angle = way[-1], begin + 7 * 0.16
        along, across = (-sin(angle), cos(angle)), (cos(angle), sin(angle))
        tip = (x + 50 * along[0], y + 50 * along[1])
        sides = [(x + sign * 30 * across[0], y + sign * 30 * across[1]) for sign in (1, -1)]
        canvas.area([tip, *sides], RED)


def _mesh(canvas: Canvas, left: float, top: float, right: float, bottom: float) -> None:
    steps = 24
    for step in range(1, steps):
        across = left + (right - left) * step / steps
        canvas.line([(across, top), (across, bottom)], tint(YELLOW, -0.12), 5)
    for step in range(1, steps * 2 // 3):
        down = top + (bottom - top) * step / (steps * 2 / 3)
        canvas.line([(left, down), (right, down)], tint(YELLOW, -0.12), 5)
    canvas.line([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], YELLOW, 22)
    for corner in ((left, top), (right, top), (right, bottom), (left, bottom)):
        canvas.disc(corner, 9, INK)


def unlatched_hook(canvas: Canvas, fault: bool) -> None:
    """Draw the hook of a crane: without its latch and with frayed ropes, or whole and checked."""
    wall(canvas)
    x = 560 + canvas.chance.uniform(-60, 60)
    canvas.shade([(0, 60), (1280, 60), (1280, 170), (0, 170)], tint(YELLOW, 0.05), tint(YELLOW, -0.2))
    for step in range(-1, 14):
        left = 100 * step
        canvas.area([(left, 170), (left + 50, 170), (left + 80, 140), (left + 30, 140)], INK)
    canvas.plate((x - 130, 120), (260, 90), DARK, round_by=10)
    for side in (-46, 46):
        canvas.line([(x + side, 205), (x + side, 320)], tint(STEEL, -0.3), 15)
        canvas.line([(x + side - 3, 205), (x + side - 3, 320)], tint(STEEL, 0.2), 4)
        for strand in range(6):
            away, low = canvas.chance.uniform(16, 56), canvas.chance.uniform(-26, 30)
            if fault:
                y = 250 + 9 * strand
                canvas.curve(
                    [(x + side, y), (x + side + away * 0.6, y + low * 0.4), (x + side + away, y + low)], INK, 4
                )
    canvas.plate((x - 84, 315), (168, 170), YELLOW, round_by=26)
    canvas.disc((x, 392), 56, tint(STEEL, -0.25))
    canvas.disc((x, 392), 40, tint(STEEL, 0.1))
    canvas.disc((x, 392), 13, INK)
    canvas.plate((x - 30, 480), (60, 50), tint(STEEL, -0.3), round_by=6)
    hook = [(x, 510), (x + 8, 585), (x + 104, 655), (x + 98, 760), (x + 4, 812), (x - 92, 766), (x - 108, 690)]
    canvas.curve(hook, tint(STEEL, -0.45), 58)
    canvas.curve([(a - 6, b - 4) for a, b in hook], tint(STEEL, -0.2), 20)
    if not fault:
        canvas.line([(x - 16, 596), (x - 92, 690)], INK, 34)
        canvas.line([(x - 16, 596), (x - 92, 690)], YELLOW, 22)
        canvas.disc((x - 16, 596), 15, DARK)
    _card(canvas, x + 250, 360, fault=fault)


def _card(canvas: Canvas, x: float, y: float, *, fault: bool) -> None:
    """Hang up a card that says good or bad without a word."""
    colour = RED if fault else GREEN
    canvas.shadow([(x + 10, y + 12), (x + 242, y + 12), (x + 242, y + 300), (x + 10, y + 300)])
    canvas.plate((x, y), (230, 290), WHITE, round_by=10)
    canvas.plate((x, y), (230, 76), colour, round_by=10)
    for row in range(3):
        canvas.line([(x + 26, y + 112 + 28 * row), (x + 204 - 30 * row, y + 112 + 28 * row)], (176, 182, 186), 6)
    middle, low = x + 115, y + 238
    if fault:
        canvas.line([(middle - 32, low - 32), (middle + 32, low + 32)], colour, 16)
        canvas.line([(middle - 32, low + 32), (middle + 32, low - 32)], colour, 16)
    else:
        canvas.line([(middle - 40, low), (middle - 10, low + 30), (middle + 46, low - 34)], colour, 16)


def loose_cylinders(canvas: Canvas, fault: bool) -> None:
    """Draw gas cylinders: close together and one of them fallen, or apart, capped and chained."""
    wall(canvas)
    shift = canvas.chance.uniform(-40, 40)
    if fault:
        for left, colour in ((330, OXYGEN), (490, WHITE), (640, OXYGEN)):
            _cylinder(canvas, left + shift, 850, colour, capped=False)
        _fallen(canvas, 780 + shift, 780)
        return
    for rack, colour in ((180 + shift, OXYGEN), (820 + shift, WHITE)):
        canvas.plate((rack - 30, 470), (350, 16), DARK, round_by=4)
        for post in (-24, 300):
            canvas.plate((rack + post, 380), (18, 470), DARK, round_by=4)
        for place in range(2):
            _cylinder(canvas, rack + 14 + 144 * place, 850, colour, capped=True)
        for link in range(21):
            x = rack - 16 + 16.4 * link
            canvas.disc((x, 590 + 16 * sin(link * pi / 10) ** 2), 10, INK, flat=0.7)
            canvas.disc((x, 590 + 16 * sin(link * pi / 10) ** 2), 4, tint(STEEL, 0.3), flat=0.7)


def _cylinder(canvas: Canvas, x: float, foot: float, colour: Colour, *, capped: bool) -> None:
    canvas.shadow([(x + 8, foot - 14), (x + 150, foot - 14), (x + 170, foot + 16), (x + 16, foot + 16)], dark=0.4)
    canvas.plate((x + 42, foot - 480), (36, 60), tint(STEEL, -0.3), round_by=6)
    if capped:
        canvas.plate((x + 28, foot - 510), (64, 84), DARK, round_by=20)
    else:
        canvas.plate((x + 20, foot - 500), (80, 18), (196, 160, 70), round_by=6)
    canvas.plate((x, foot - 430), (120, 430), colour, round_by=46)
    canvas.light(
        [(x + 18, foot - 400), (x + 44, foot - 400), (x + 40, foot - 30), (x + 16, foot - 30)], bright=0.5, soft=12
    )
    canvas.shadow([(x + 86, foot - 410), (x + 118, foot - 400), (x + 118, foot - 20), (x + 90, foot - 10)], dark=0.3)
    for ring in (0.32, 0.68):
        if capped:
            canvas.plate((x - 5, foot - 430 * ring), (130, 22), INK, round_by=8)


def _fallen(canvas: Canvas, x: float, y: float) -> None:
    canvas.shadow([(x - 10, y + 90), (x + 430, y + 90), (x + 450, y + 130), (x + 10, y + 130)], dark=0.45)
    canvas.plate((x - 50, y + 38), (60, 34), tint(STEEL, -0.3), round_by=6)
    canvas.plate((x - 66, y + 14), (18, 80), (196, 160, 70), round_by=6)
    canvas.plate((x, y), (420, 112), WHITE, round_by=46)
    canvas.light([(x + 30, y + 14), (x + 390, y + 14), (x + 390, y + 36), (x + 30, y + 36)], bright=0.6, soft=10)
    canvas.shadow([(x + 20, y + 80), (x + 400, y + 80), (x + 390, y + 112), (x + 30, y + 112)], dark=0.3)


def silent_panel(canvas: Canvas, fault: bool) -> None:
    """Draw an alarm panel and two detectors: dark, with a cap left on and a cable off, or watching."""
    wall(canvas)
    x = 430 + canvas.chance.uniform(-50, 50)
    canvas.plate((0, 0), (1280, 44), (236, 238, 236), round_by=0)
    for side, place in ((-1, x - 190), (1, x + 610)):
        loose = fault and side > 0
        canvas.curve(
            [(place, 40), (place - side * 30, 120), (x + 210 + side * 210, 150), (x + 210 + side * 160, 290)]
            if not loose
            else [(x + 370, 290), (x + 420, 190), (x + 500, 210), (x + 520, 300)],
            tint(DARK, 0.15),
            9,
        )
        canvas.disc((place, 52), 96, (240, 242, 240), flat=0.36)
        canvas.disc((place, 70), 62, (214, 218, 218), flat=0.5)
        canvas.disc((place, 84), 9, RED if fault else GREEN)
        if fault and side < 0:
            canvas.disc((place, 78), 84, (230, 126, 40), flat=0.56)
            canvas.disc((place, 62), 84, (244, 150, 62), flat=0.3)
    canvas.shadow([(x + 14, 300), (x + 440, 300), (x + 440, 770), (x + 14, 770)], soft=24)
    canvas.plate((x, 280), (420, 470), (226, 230, 230), round_by=14)
    canvas.plate((x + 40, 320), (340, 130), DARK if fault else (18, 66, 48), round_by=8)
    if not fault:
        way = [(x + 60 + 10 * step, 388 + 26 * sin(step * 0.9) * (step % 3 > 0)) for step in range(31)]
        canvas.line(way, (120, 240, 170), 6)
    for row in range(2):
        for column in range(6):
            lit = RED if (row + column) % 3 == 0 else (112, 118, 122)
            canvas.disc((x + 66 + 58 * column, 510 + 64 * row), 19, INK)
            canvas.disc((x + 66 + 58 * column, 510 + 64 * row), 15, lit if fault else GREEN)
    canvas.plate((x + 60, 640), (120, 76), tint(STEEL, -0.1), round_by=8)
    canvas.plate((x + (68 if fault else 118), 648), (54, 60), DARK, round_by=6)
    canvas.disc((x + 310, 680), 38, DARK)
    for hole in range(9):
        canvas.disc((x + 292 + 18 * (hole % 3), 662 + 18 * (hole // 3)), 4, tint(STEEL, 0.2))
    canvas.plate((x + 170, 226), (80, 22), DARK, round_by=4)
    canvas.disc((x + 210, 226), 36, tint(RED, -0.35) if fault else tint(GREEN, 0.2), flat=0.9)
