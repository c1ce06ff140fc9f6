"""Somebody who enters and erases people until he is killed: `python -m tests.upkeep.speaker PROMISED`.

What was answered is written down: the number of a person, the entry, and his name, or that he was erased.
"""

import os
import sys
import uuid
from itertools import count
from pathlib import Path

import django

django.setup()

from anlan import clock  # noqa: E402
from anlan.kernel.journal import reads, seals  # noqa: E402
from anlan.kernel.journal.acts import ACTS  # noqa: E402
from anlan.kernel.registry import door, vault  # noqa: E402
from anlan.kernel.registry.facts import PeopleRegistered  # noqa: E402
from anlan.kernel.registry.rules import NewPerson  # noqa: E402
from anlan.kernel.registry.tables import Organisation, Person  # noqa: E402
from anlan.kernel.registry.vault import NAME  # noqa: E402

Promise = tuple[str, int, str]
ERASED, ERASING = "erased", "erasing"


def main(promised: Path) -> None:
    """Enter somebody, each fourth time erase who was entered long before, and seal now and then, for ever."""
    waiting = list[str]()
    unit = Organisation.objects.order_by("no").values_list("no", flat=True)[0]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for n in count():
        name = f"某人{n}"
        no, seq = entered(NewPerson(organisation=unit, name=name))
        note(promised, (no, seq, name))
        waiting.append(no)
        if n % 4 == 3:
            no = waiting.pop(0)
            note(promised, (no, seq, ERASING))
            recorded = ACTS["registry.erase_person"](person=no, by=door.at_console().by, at=clock.now())
            note(promised, (no, recorded.seqs[-1], ERASED))
        if n % 5 == 4:
            seals.seal(clock.now())


def entered(new: NewPerson) -> tuple[str, int]:
    """Enter somebody; return his number, and the entry that says so."""
    visit = door.at_console(key=str(uuid.uuid4()))
    visit.do(ACTS["registry.register_people"], {"rows": (new,)})
    [line] = reads.lines_of_command(person=visit.by.person, command=visit.by.command)
    assert isinstance(line.fact, PeopleRegistered)
    return line.fact.people[0], line.seq


def note(promised: Path, promise: Promise) -> None:
    """Write down what was promised."""
    with promised.open("ab", buffering=0) as paper:
        paper.write((" ".join(map(str, promise)) + "\n").encode())
        os.fsync(paper.fileno())


def lacking(promised: Path, entries: int) -> list[str]:
    """Return what was promised up to an entry and is not in this home, and who was erased at any time and is."""
    told = [line.split() for line in promised.read_text("utf-8").splitlines(keepends=True) if line.endswith("\n")]
    gone = {no for no, _, name in told if name == ERASED}
    # Killed in the middle, nobody was promised that somebody is erased, nor that he is not.
    in_doubt = {no for no, _, name in told if name == ERASING} - gone
    names = vault.tell([no for no, *_ in told], NAME)
    there = set(Person.objects.filter(no__in=[no for no, *_ in told]).values_list("no", flat=True))
    missing = [
        no for no, seq, name in told if int(seq) <= entries and name not in (ERASED, ERASING) and no not in there
    ]
    return missing + [
        no
        for no, seq, name in told
        if name not in (ERASED, ERASING)
        and no not in in_doubt
        and names.get(no) != (name if int(seq) <= entries and no not in gone else None)
    ]


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(Path(sys.argv[1]))
    else:
        sys.stdout.write(" ".join(lacking(Path(sys.argv[1]), int(sys.argv[2]))))
