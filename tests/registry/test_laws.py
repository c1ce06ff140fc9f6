"""What the packs say, and whether the house asks only what they know."""

from datetime import date

import pytest

from anlan.kernel.registry import laws
from anlan.kernel.registry.laws import NoLaw, codes, law, law_row
from tests.cast import TODAY


def test_a_number_is_asked_for_a_day():
    assert law("dangers#days-general", on=TODAY) == 7
    assert not law_row("dangers#days-general", on=TODAY).verified

    with pytest.raises(NoLaw, match="dangers#days-general for 1990-01-01"):
        law("dangers#days-general", on=date(1990, 1, 1))
    with pytest.raises(NoLaw, match="dangers#nonsense"):
        law("dangers#nonsense", on=TODAY)


def test_a_later_row_takes_over_on_its_day_and_our_own_pack_goes_first(tmp_path, monkeypatch):
    row = '[[law]]\nkey = "k"\nvalue = {}\nunit = "day"\nwords = {{ zh = "期限", en = "term" }}\n'
    row += 'source = {{ document = "d", article = "a" }}\nfrom = {}\nverified = true\nsure = "high"\n'
    for pack, extends, text in (
        ("land", "", row.format(7, "2020-01-01") + "until = 2026-01-01\n" + row.format(5, "2026-01-01")),
        ("land-shore", 'extends = "land"\n', row.format(3, "2026-07-01")),
    ):
        (tmp_path / pack).mkdir()
        (tmp_path / pack / "pack.toml").write_text(extends)
        (tmp_path / pack / "laws.toml").write_text(text)
    monkeypatch.setattr(laws, "PACKS", tmp_path)
    forget()

    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    try:
        assert [law("k", on=day) for day in days] == [7, 5, 5, 3]
    finally:
        forget()


def forget():
    for kept in (laws.names, laws.laws_of, laws._chain, laws._toml, laws.digest):
        kept.cache_clear()


@pytest.mark.parametrize("kind", ["levels", "kinds", "roles", "departments", "sectors", "grades", "hazards"])
def test_every_code_has_its_word_in_both_languages(kind):
    for code, words in codes(kind).items():
        assert words.zh, code
        assert words.en.isascii(), code


def test_a_code_that_no_list_knows_is_shown_as_it_is():
    assert laws.word("departments", "housing", "en") == "housing and construction"
    assert laws.word("departments", "housing", "zh") == "住房和城乡建设"
    assert laws.word("departments", "unheard-of", "zh") == "unheard-of"


@pytest.mark.parametrize("pack", laws.names())
def test_every_place_of_a_pack_lies_within_the_one_above_it(pack):
    rows = list(laws.places_of(pack))
    known = {row.code for row in rows}

    assert len(known) == len(rows)
    for row in rows:
        assert row.parent is None or (row.parent in known and row.code.startswith(row.parent))
        assert row.replaced_by is None or row.replaced_by in known
        assert row.level in codes("levels")
        assert (row.until_on is None) == (row.replaced_by is None)
