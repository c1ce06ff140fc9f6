"""What is said of ledgers from outside. How an item stands, the items' own facts say."""

from dataclasses import dataclass

from anlan.kernel.journal.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody whom a row names beside its owner, by the column; nobody, where only the name is known and kept."""

    part: str
    person: str | None


class LedgerTold(Fact, name="intake.told", mentions=("items",)):
    """A ledger from outside spoke of these items: by what its rows are known again, and what else they say. 台账来源"""

    batch: str
    source: str
    items: tuple[str, ...]
    keys: tuple[str, ...]
    numbers: tuple[str, ...]
    marks: tuple[str, ...]
    alongs: tuple[str, ...]
    units: tuple[str | None, ...]  # where it was found, if another unit owes it
    others: tuple[tuple[Named, ...], ...]


class OwnersStoodIn(Fact, name="intake.stood-in", mentions=("items",)):
    """Nobody knows whom a ledger names as owner of these; meanwhile who holds the safety post owes them. 代为负责"""

    batch: str
    items: tuple[str, ...]
    owners: tuple[str, ...]  # who stands in for each; the name lies in the vault, beside the item


class ImportAsked(Fact, name="intake.asked"):
    """Somebody asked that the ledger in a file be taken in, read in this way. 导入申请"""

    job: str
    ledger: str
    file: str
    file_name: str
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    asked: tuple[str, ...]
    answers: tuple[str, ...]
