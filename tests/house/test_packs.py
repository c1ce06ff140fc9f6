"""Every number of the law has a source, and the house asks for none that the packs do not know."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import anlan.reactions
from anlan.domains.dangers import rules as dangers
from anlan.engines.sheets import ledger_words
from anlan.kernel.registry import laws
from anlan.kernel.registry.laws import NoLaw, law

HOUSE = Path(anlan.reactions.__file__).parent
TODAY = date(2026, 7, 1)
ROWS = [row for pack in laws.names() for row in laws.laws_of(pack)]


def asked(source: str) -> Iterator[str]:
    """Yield every key of the law that a source asks for; one that is not written out cannot be checked."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) in ("law", "law_row"):
            yield ast.literal_eval(node.args[0])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.pack} {row.key}")
def test_every_number_says_where_it_is_written_and_whether_somebody_compared_it(row):
    assert row.document
    assert row.article
    assert row.zh
    assert row.en.isascii()
    assert row.verified in (True, False)
    assert row.sure in ("high", "medium", "low", "house")
    assert row.until_on is None or row.from_on < row.until_on


def test_no_two_numbers_of_one_pack_hold_for_one_key_on_one_day():
    for row in ROWS:
        same = [other for other in ROWS if (other.pack, other.key) == (row.pack, row.key)]

        assert len([other for other in same if other.from_on <= row.from_on < (other.until_on or date.max)]) == 1


@pytest.mark.parametrize("path", sorted(HOUSE.rglob("*.py")), ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_number_that_the_house_asks_for_stands_in_a_pack(path):
    if path == Path(laws.__file__):
        return
    for key in asked(path.read_text()):
        assert law(key, on=TODAY) is not None


EVENTS = [row for pack in laws.names() for row in laws.events_of(pack)]


def test_every_code_of_an_event_says_where_it_is_from_and_whether_somebody_compared_it():
    for row in EVENTS:
        assert re.fullmatch("[1-4][0-9][A-Z][0-9]{2}", row.code)
        assert row.document
        assert row.words.en.isascii()
        assert row.sure in ("high", "medium", "low")
        assert row.from_on is None or row.until_on is None or row.from_on < row.until_on
    assert [row.code for row in EVENTS if row.verified] == [], "say who compared it, and change this line"
    assert laws.events(on=TODAY)["11B03"] == laws.Words(zh="暴雨", en="rainstorm")


def test_no_code_of_an_event_means_two_things_on_one_day_and_no_name_has_two_codes():
    assert len({row.code for row in EVENTS}) == len(EVENTS)
    assert len({row.words.zh for row in EVENTS}) == len({row.words.en for row in EVENTS}) == len(EVENTS)


def test_a_key_that_no_pack_knows_would_be_caught():
    [good, bad] = asked('law("dangers#days-general", on=day); law("dangers#days-generel", on=day)')

    assert law(good, on=TODAY) == 7
    with pytest.raises(NoLaw):
        law(bad, on=TODAY)


@pytest.mark.parametrize("pack", laws.names())
def test_a_pack_is_data_and_nothing_else(pack):
    kinds = {path.suffix for path in (laws.PACKS / pack).rglob("*") if path.is_file()}

    assert kinds <= {".toml", ".csv", ".geojson"}


def test_the_notice_names_what_the_maps_are_made_of():
    notice = (HOUSE.parent / "NOTICE").read_text()

    assert len(laws.sources()) == 4
    for source in laws.sources():
        assert source.name in notice
        assert f"{source.taken_on}" in notice
        assert all(licence in notice for licence in source.licence.replace("CC BY", "Attribution").split(", "))


@pytest.mark.parametrize(
    ("kind", "law", "ledger"),
    [
        ("sources", dangers.Source, ledger_words.SOURCE),
        ("categories", dangers.Category, ledger_words.CATEGORY),
        ("grades", dangers.Grade, ledger_words.GRADE),
    ],
)
def test_rules_packs_and_ledgers_know_the_same_codes(kind, law, ledger):
    assert set(law) == set(laws.codes(kind)) == {word.code for word in ledger}
