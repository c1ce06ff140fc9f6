"""What stands in the Excel ledgers of the demo: dangers that an office has kept beside the system, month by month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from anlan.faces.cli.demo import packs
from anlan.faces.cli.demo.packs import SIMULATED, Text
from anlan.faces.cli.demo.people import credit_code, phone
from anlan.faces.cli.demo.shapes import Organisation, Person, Plan
from anlan.kernel.registry.may import Role

MONTH = 31
CLOSED, OPEN, MAJOR = 42, 18, 5
NEW, NOW_CLOSED, NOW_FURTHER = 14, 10, 2
APART = 500  # where the numbers of a ledger begin that is kept apart
NO_PHONE = (7, 22, 41)  # lines whose owner stands there with a name alone
NEW_UNIT = f"新垣再生资源有限公司{SIMULATED}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the ledger, in values; `spelling` says how this line's clerk writes days and words."""

    number: str
    unit: str
    uscc: str
    town: str
    sector: str
    text: Text
    spot: str
    found_on: date
    found_by: tuple[str, ...]
    owner: str
    phone: str
    days: int
    spelling: int
    progress: str = ""
    closed_on: date | None = None
    accepted_by: str = ""

    @property
    def due_on(self) -> date:
        """Return by when it is to be put right."""
        return self.found_on + timedelta(days=self.days)


def as_of_last_month(plan: Plan) -> list[Line]:
    """Return the ledger as it stood a month before the day of the demo."""
    until = plan.day - timedelta(days=MONTH)
    clerk = _Clerk(plan)
    lines = [clerk.closed(until - timedelta(days=clerk.random.randint(16, 90)), until) for _ in range(CLOSED)]
    lines += [clerk.still_open(until - timedelta(days=clerk.random.randint(1, 14))) for _ in range(OPEN)]
    lines.sort(key=lambda line: line.found_on)
    return [_numbered(line, no) for no, line in enumerate(lines, start=1)]


def of_one_department(plan: Plan, count: int) -> list[Line]:
    """Return a short ledger, with one major danger, of the department in which the cast inspects.

    Its numbers are not those of the county's ledger, so that either may come in first.
    """
    until = plan.day - timedelta(days=MONTH)
    inspector = next(post for post in plan.posts if post.person == plan.part("inspector").person)
    clerk = _Clerk(plan, "of one department", department=inspector.department)
    days = [until - timedelta(days=clerk.random.randint(16, 90)) for _ in range(count)]
    lines = [clerk.closed(day, until, is_major=no == 0) for no, day in enumerate(days)]
    lines.sort(key=lambda line: line.found_on)
    return [_numbered(line, APART + no) for no, line in enumerate(lines, start=1)]


def as_of_today(plan: Plan) -> list[Line]:
    """Return the same ledger on the day: some lines closed since, some further, and new ones below."""
    before = as_of_last_month(plan)
    since = plan.day - timedelta(days=MONTH)
    clerk = _Clerk(plan, "a month later")
    still_open = [no for no, line in enumerate(before) if line.closed_on is None]
    clerk.random.shuffle(still_open)
    for no in still_open[:NOW_CLOSED]:
        closed_on = since + timedelta(days=clerk.random.randint(2, MONTH - 1))
        checker = clerk.checkers[before[no].text.department]
        before[no] = replace(before[no], progress="已整改完毕", closed_on=closed_on, accepted_by=checker)
    for no in still_open[NOW_CLOSED : NOW_CLOSED + NOW_FURTHER]:
        before[no] = replace(before[no], progress="主体整改完成，等待检测报告", days=before[no].days + 15)
    new = [clerk.closed(since + timedelta(days=clerk.random.randint(1, 9)), plan.day) for _ in range(8)]
    new += [clerk.still_open(plan.day - timedelta(days=clerk.random.randint(1, 20))) for _ in range(NEW - len(new))]
    new.sort(key=lambda line: line.found_on)
    new[-1] = replace(new[-1], unit=NEW_UNIT, uscc=credit_code(900_001), phone=phone(99_001))
    return before + [_numbered(line, len(before) + no) for no, line in enumerate(new, start=1)]


def _numbered(line: Line, no: int) -> Line:
    return replace(
        line, number=f"HL{line.found_on.year}-{no:03}", spelling=no, phone="" if no in NO_PHONE else line.phone
    )


class _Clerk:
    """Writes lines, each major one while there are majors left."""

    def __init__(self, plan: Plan, when: str = "", *, department: str | None = None) -> None:
        self.random = Random(f"ledger {plan.seed} {plan.day} {when}")
        self._people: dict[str, list[Person]] = {}
        for person in plan.people:
            self._people.setdefault(person.organisation, []).append(person)
        self._units: dict[str | None, list[Organisation]] = {}
        for unit in plan.enterprises:
            self._units.setdefault(unit.sector, []).append(unit)
        self._towns = {place.code: place.name for place in plan.places}
        names = {person.key: person.name for person in plan.people}
        inspectors = [post for post in plan.posts if post.role == Role.INSPECTOR]
        home = plan.county.code
        self._inspectors: dict[str | None, list[str]] = {}
        for post in inspectors:
            self._inspectors.setdefault(post.department, []).append(names[post.person])
        self.checkers = {
            str(post.department): names[post.person]
            for post in plan.posts
            if post.matter == "danger" and post.place == home
        }
        self._majors = 0 if department else MAJOR if not when else 1
        self._texts = [text for text in packs.texts() if department in (None, text.department)]
        self._seen: set[tuple[str, str]] = set()

    def closed(self, found_on: date, until: date, *, is_major: bool = False) -> Line:
        """Write a line that was closed by then."""
        line = self._line(found_on, self.random.choice((3, 7, 15)), is_major=is_major)
        closed_on = min(until, found_on + timedelta(days=self.random.randint(1, 15)))
        checker = self.checkers[line.text.department]
        return replace(line, progress="已整改完毕", closed_on=closed_on, accepted_by=checker)

    def still_open(self, found_on: date) -> Line:
        """Write a line that is not closed, and not due before the demo's day."""
        return replace(self._line(found_on, self.random.randint(50, 90)), progress="正在整改")

    def _line(self, found_on: date, days: int, *, is_major: bool = False) -> Line:
        random = self.random
        if self._majors > 0 and random.random() < 0.15:
            is_major, self._majors = True, self._majors - 1
        while True:
            text = random.choice([one for one in self._texts if (one.grade == "major") == is_major])
            unit = random.choice([unit for sector in text.sectors for unit in self._units[sector]])
            if (unit.key, text.title) not in self._seen:
                self._seen.add((unit.key, text.title))
                break
        owner = random.choice(self._people[unit.key])
        return Line(
            number="",
            unit=unit.name,
            uscc=unit.uscc,
            town=self._towns[unit.place[:9]],
            sector=unit.sector_name,
            text=text,
            spot=random.choice(text.spots),
            found_on=found_on,
            found_by=tuple(random.sample(self._inspectors[text.department], 2)),
            owner=owner.name,
            phone=owner.phone,
            days=days,
            spelling=0,
        )
