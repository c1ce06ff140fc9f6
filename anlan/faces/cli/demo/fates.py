"""How each danger is to end, and when it begins: so many open, so many late, the rest struck off over two years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from anlan.faces.cli.demo.shapes import Size
from anlan.faces.cli.demo.worktime import DAY, NOW, Worktime

GENERAL_DAYS = (1, 3, 3, 5, 7, 7, 7, 7)
MAJOR_DAYS = (15, 30, 30, 60, 90)
OVERDUE_MOST = 12
HISTORY_FROM = 490  # working days, two years

# How many of each state belong to the enterprise of the cast, so that its safety manager has something to do.
OF_THE_CAST = {"filed": 2, "accepted": 2, "in-hand": 4, "returned": 1, "submitted": 1}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fate:
    """How a danger ends. due: overdue, today, later or past; begins: in working seconds; days: to put it right."""

    state: str
    due: str = "past"
    is_major: bool = False
    is_waiting: bool = False  # for the check of the officer of the cast
    is_of_cast: bool = False
    is_of_member: bool = False
    is_struck_off_today: bool = False
    begins: int = 0
    days: int = 7


def fates(random: Random, size: Size, work: Worktime) -> list[Fate]:
    """Return how all dangers of a demo end, in the order in which they begin."""
    still_open = _open(random, size)
    today = [Fate(state="struck-off", is_struck_off_today=True) for _ in range(size.struck_off_today)]
    rest = size.stories - len(still_open) - len(today) - size.void
    past = [Fate(state="void") for _ in range(size.void)] + [Fate(state="struck-off") for _ in range(rest)]
    all_ = _with_major(random, [*still_open, *today, *past], size)
    return sorted((_timed(random, fate, work) for fate in all_), key=lambda fate: fate.begins)


def _open(random: Random, size: Size) -> list[Fate]:
    states = [state for state, count in size.open for _ in range(count)]
    random.shuffle(states)
    dues = ["overdue"] * size.overdue + ["today"] * size.due_today
    dues += ["later"] * (len(states) - len(dues))
    # The late ones are those in hand or sent back, as it is in life, and a few that nobody has taken on.
    states.sort(key=lambda state: state in ("accepted", "submitted"))
    late, others = states[: size.overdue], states[size.overdue :]
    random.shuffle(others)
    found = [Fate(state=state, due=due) for state, due in zip(late + others, dues, strict=True)]
    return list(_for_the_cast(found, size))


def _for_the_cast(found: list[Fate], size: Size) -> Iterator[Fate]:
    left = dict(OF_THE_CAST)
    waiting = size.waiting
    for fate in found:
        is_of_cast = left[fate.state] > 0 and (fate.state != "submitted" or waiting > 0)
        left[fate.state] -= is_of_cast
        is_waiting = fate.state == "submitted" and waiting > 0
        waiting -= is_waiting
        is_of_member = is_of_cast and left[fate.state] % 2 == 1 and fate.state in ("filed", "accepted", "in-hand")
        yield replace(fate, is_of_cast=is_of_cast, is_waiting=is_waiting, is_of_member=is_of_member)


def _with_major(random: Random, found: list[Fate], size: Size) -> list[Fate]:
    """Make a few major: two late, one due today, some open, two struck off today, the rest in the past."""
    tenth = max(1, size.major // 10)
    wishes = (
        ("overdue", max(1, size.major // 24)),
        ("today", 1),
        ("later", tenth + tenth // 2),
        ("struck off today", max(1, size.major // 24)),
    )
    left = dict(wishes)
    left["past"] = size.major - sum(left.values())
    order = list(range(len(found)))
    random.shuffle(order)
    for no in order:
        fate = found[no]
        sort = "struck off today" if fate.is_struck_off_today else fate.due
        if left[sort] and fate.state != "void" and not fate.is_waiting:
            left[sort] -= 1
            found[no] = replace(fate, is_major=True)
    return found


def _timed(random: Random, fate: Fate, work: Worktime) -> Fate:
    """Give a fate its beginning and its days."""
    if fate.due != "past":
        return _due(random, fate, work)
    if fate.is_struck_off_today:
        index = random.randint(12, 30) if fate.is_major else random.randint(1, 6)
    else:
        index = (45 if fate.is_major else 5) + int((HISTORY_FROM - 50) * random.random() ** 1.5)
    days = random.choice(MAJOR_DAYS if fate.is_major else GENERAL_DAYS)
    return replace(fate, begins=-index * DAY + random.randrange(DAY - 3600), days=days)


def _due(random: Random, fate: Fate, work: Worktime) -> Fate:
    """Find a day of work on which a danger that is due then was found."""
    choices = MAJOR_DAYS if fate.is_major else GENERAL_DAYS
    today = work.on(0)
    while True:
        days = random.choice(choices)
        match fate.due:
            case "overdue":
                after = -random.randint(1, OVERDUE_MOST)
            case "today":
                after = 0
            case _:
                after = random.randint(1, max(1, days - 1) if fate.state != "filed" else days)
        begin = work.begin(today + timedelta(days=after - days)) if after <= days else None
        if begin is None or (begin == 0 and fate.state != "filed"):
            continue
        begins = begin + random.randrange(NOW - 1800 if begin == 0 else DAY - 3600)
        return replace(fate, begins=begins, days=days)
