"""Time as an office spends it: only working hours exist, counted in seconds from the morning of the day of the demo."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.registry.laws import rest

MORNING = 8 * 3600 + 30 * 60  # 08:30–12:00
NOON = 12 * 3600
AFTERNOON = 14 * 3600  # 14:00–18:00
EVENING = 18 * 3600
BREAK = AFTERNOON - NOON
DAY = EVENING - MORNING - BREAK
NOW = 15 * 3600 + 42 * 60 - MORNING - BREAK  # 15:42, when the visitor comes in

DAYS_BACK = 366 * 2 + 25


class Worktime:
    """Counts working seconds: 0 is the morning of the day itself, what lies before it is negative.

    The day itself is worked on, whatever day of the week it is; before it, the days on which offices do not rest.
    """

    def __init__(self, day: date) -> None:
        self._days = [day]
        self._indexes = {day: 0}
        for back in range(1, DAYS_BACK):
            on = day - timedelta(days=back)
            if rest(on) is None:
                self._indexes[on] = len(self._days)
                self._days.append(on)

    @property
    def days(self) -> int:
        """Return how many days there are to work on."""
        return len(self._days)

    def begin(self, on: date) -> int | None:
        """Return the first second of a day, or None if nobody works on it."""
        index = self._indexes.get(on)
        return None if index is None else -index * DAY

    def on(self, second: int) -> date:
        """Return the day of a second."""
        return self._days[-(second // DAY)]

    def at(self, second: int) -> datetime:
        """Return the moment of a second."""
        clock = second % DAY + MORNING
        clock += BREAK * (clock >= NOON)
        return datetime.combine(self.on(second), time(clock // 3600, clock // 60 % 60, clock % 60), BEIJING)
