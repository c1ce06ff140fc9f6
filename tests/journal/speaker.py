"""Somebody who speaks until he is killed: `python -m tests.journal.speaker FOLDER ROUND`.

Before he speaks he looks whether all that his forerunners were promised is there, and finishes what the last one began.
"""

import os
import sys
from itertools import count
from pathlib import Path

import django
from django.core.management import call_command

django.setup()

from anlan.kernel.journal import seals  # noqa: E402
from anlan.kernel.journal.facts import KNOWN  # noqa: E402
from anlan.kernel.journal.tables import Entry  # noqa: E402
from tests.cast import MORNING, by  # noqa: E402
from tests.journal.words import WordSaid, speak  # noqa: E402

MANY = 300


def main(folder: Path, round_: int) -> None:
    """Check what was promised before; then speak, alone and in batches, and seal, for ever."""
    KNOWN[WordSaid.name] = WordSaid
    if not round_:
        call_command("migrate", verbosity=0)
    check(folder)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for n in count():
        utter(folder, f"c-{round_}-{n}-{MANY if n % 5 == 4 else 1}")
        if n % 7 == 6:
            seals.seal(MORNING)


def utter(folder: Path, command: str) -> None:
    """Say as many words as the command tells; write down that one begins, and what was answered."""
    note(folder / "begun", command)
    words = tuple(f"word {n}" for n in range(int(command.split("-")[-1])))
    answer = speak(item=f"of {command}", words=words, by=by("wang", command=command), at=MORNING)
    note(folder / "promised", f"{command} {answer.seqs[0]} {answer.seqs[-1]}")


def note(file: Path, line: str) -> None:
    """Write a line down for good."""
    with file.open("ab", buffering=0) as paper:
        paper.write(f"{line}\n".encode())
        os.fsync(paper.fileno())


def check(folder: Path) -> None:
    """Look whether nothing promised is lost and nothing is half done, and that a key which comes again is answered."""
    if lines(folder / "begun"):
        utter(folder, lines(folder / "begun")[-1][0])
    said: dict[str, list[int]] = {}
    for command, seq in spoken():
        said.setdefault(command, []).append(seq)
    for command, first, last in lines(folder / "promised"):
        assert said[command] == list(range(int(first), int(last) + 1)), f"{command} was promised"
    for command, seqs in said.items():
        assert len(seqs) == int(command.split("-")[-1]), f"{command} is half done"
    seals.seal(MORNING)
    report = seals.verify()
    assert report.fault is None, str(report.fault)
    assert report.not_yet_sealed == 0


def spoken() -> list[tuple[str, int]]:
    """Return command and number of every word in the journal."""
    return list(Entry.objects.filter(name="tests.word-said").order_by("seq").values_list("command", "seq"))


def lines(file: Path) -> list[list[str]]:
    """Return the whole lines of a file, each as its words; one cut off by the kill was never promised."""
    return (
        [line.split() for line in file.read_text().splitlines(keepends=True) if line.endswith("\n")]
        if file.exists()
        else []
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
