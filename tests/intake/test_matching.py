"""What a row of a ledger is to us, whatever the file says."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from anlan.engines.sheets import telling
from anlan.engines.sheets.cells import When
from anlan.engines.sheets.dates import Deadline
from anlan.engines.sheets.mismatches import FAULTS, Mismatch
from anlan.engines.sheets.people import Person
from anlan.engines.sheets.telling import changes, mark
from anlan.engines.words.departments import department_of
from anlan.kernel.intake import matching
from anlan.kernel.intake.matching import Frame, Owner, Places, Unit, key_of
from anlan.kernel.intake.rules import LedgerRow
from anlan.kernel.registry.may import EVERYWHERE, Within

WORDED = [column for column in telling.TOLD_ALONG if not column.startswith("funds")]
COLUMNS = ("control", "description", "due", "grade", "measures", "progress")
NAMES = st.sampled_from(("王建国", "李梅", "马六", "赵四"))
PHONES = st.sampled_from(("", "13897123456", "13897120000"))
VALUES = st.fixed_dictionaries(
    {"description": st.text(min_size=1, max_size=80), "grade": st.sampled_from(("general", "major"))},
    optional={
        "number": st.text(min_size=1, max_size=10),
        "due": st.one_of(
            st.builds(Deadline, days=st.integers(0, 400)),
            st.builds(Deadline, on=st.dates(date(2020, 1, 1), date(2030, 1, 1))),
        ),
        "found_at": st.builds(When, st.dates(date(2020, 1, 1), date(2030, 1, 1))),
        "closed": st.booleans(),
        "closed_at": st.builds(When, st.dates(date(2020, 1, 1), date(2030, 1, 1))),
        "progress": st.text(max_size=30),
        "basis": st.text(max_size=10),
        "measures": st.text(max_size=10),
        "control": st.text(max_size=10),
        "owner": st.builds(Person, NAMES),
        "owner_phone": PHONES,
    },
)
PLACES = Places(
    [
        ("63", "青海省", None),
        ("6302", "海东市", None),
        ("630222", "民和回族土族自治县", None),
        ("630223", "互助土族自治县", None),
        ("632122", "民和回族土族自治县", "630222"),
        ("630222901", "云岭镇（模拟）", None),
    ]
)


def units(known) -> Unit:
    """Return a unit with these people, given as name and telephone."""
    people: dict[str, tuple[str, ...]] = {}
    for no, (name, _) in enumerate(known):
        people[name] = (*people.get(name, ()), f"p-{no}")
    phones = {phone: f"p-{no}" for no, (_, phone) in enumerate(known) if phone}
    phoned = frozenset(f"p-{no}" for no, (_, phone) in enumerate(known) if phone)
    return Unit(no="o-1", name="甲厂", place="6301", people=people, phones=phones, phoned=phoned)


@given(VALUES)
def test_what_is_told_twice_has_changed_in_nothing(values):
    assert changes(mark(values, COLUMNS), mark(dict(values), COLUMNS)) == ()


@given(VALUES, st.sampled_from(COLUMNS), st.text(min_size=1))
def test_what_is_told_otherwise_is_seen_in_its_column_alone(values, column, other):
    changed = values | {column: other}

    expected = () if str(values.get(column) or "") == other else (column,)
    assert changes(mark(values, COLUMNS), mark(changed, COLUMNS)) == expected


@given(VALUES, st.lists(st.tuples(NAMES, PHONES), max_size=4), st.sampled_from(("", "p-0", "p-1")))
def test_whoever_a_known_row_names_is_somebody_of_the_unit_or_a_name_as_told(values, known, before):
    unit = units(known)

    found = matching.owner_again(values, unit, before=before)
    if isinstance(found, Mismatch):
        assert found.code == "phone-of-another"
    elif found.told:
        assert (found.mark, found.told) == ("told", values["owner"].name)
    elif found.no in {no for numbers in unit.people.values() for no in numbers}:
        assert found.mark == found.no
    else:
        assert found.mark == ("" if found.stands_in else "new")


@given(st.lists(st.tuples(NAMES, st.sampled_from(("p-1", "p-2", "p-3"))), max_size=6), st.lists(NAMES, max_size=4))
def test_everybody_named_is_known_by_number_or_kept_as_told(known, said):
    people: dict[str, tuple[str, ...]] = {}
    for name, no in known:
        people[name] = tuple(sorted({*people.get(name, ()), no}))

    others, told = matching.named({"found_by": "、".join(said)}, (people,))

    assert [one.person or "" for one in others] == [
        next(iter(people.get(n, ())), "") * (len(people.get(n, ())) == 1) for n in said
    ]
    assert [name for name in said if len(people.get(name, ())) != 1] == [
        n for n in told.get("found_by", "").split("、") if n
    ]


@given(st.dictionaries(st.sampled_from(WORDED), st.text("甲 :：\n", min_size=1).filter(str.strip), max_size=4))
def test_what_is_kept_along_is_read_again_column_by_column(said):
    assert telling.apart(telling.along(said)) == said


@given(VALUES, st.text(), st.text())
def test_a_numbered_row_is_known_again_whatever_else_it_says(values, unit, description):
    told = values | {"number": "A-1"}

    again = told | {"description": description}
    assert key_of(told, unit="o-1", source="s") == key_of(again, unit=unit, source="s")
    assert key_of(told, unit="o-1", source="s") != key_of(told, unit="o-1", source="another")


@given(st.lists(st.tuples(NAMES, PHONES), max_size=5), NAMES, PHONES, st.booleans())
def test_an_owner_is_never_somebody_of_another_name_and_never_one_of_two(known, name, phone, to_post):
    unit = units(known)

    found = matching.owner_of({"owner": Person(name, phone or None)}, unit, to_post=to_post)

    if isinstance(found, Owner) and found.no:
        assert found.no in unit.people[name]
        assert phone in (known[int(found.no[2:])][1], "") or not known[int(found.no[2:])][1]
        assert unit.phones.get(phone) == found.no or len(unit.people[name]) == 1
    elif isinstance(found, Owner):
        assert (found.name, found.phone) == (name, phone)
        assert phone not in unit.phones
    else:
        assert found.code in FAULTS


@given(VALUES)
def test_a_row_comes_whole_or_says_what_it_lacks(values):
    frame = Frame(within=EVERYWHERE, source="s", department="safety", today=date(2100, 1, 1), days=7, to_post=False)

    made = matching.ledger_row(values, place="6301", unit=units([]), frame=frame, columns=COLUMNS, key="k")

    if isinstance(made, LedgerRow):
        assert 0 < len(made.what) <= telling.TITLE_MOST or not values["description"].split()
        assert made.closed_on is None or made.is_closed
        assert made.grade != "major" or made.is_closed or (made.basis and made.measures and made.control)
    else:
        assert made
        assert all(one.code in FAULTS for one in made)


def test_places_are_known_by_code_old_or_new_and_by_name_long_or_short():
    for said in ("630222", "632122", "630222000000", "民和回族土族自治县", "民和县", "青海省海东市民和县"):
        assert PLACES.find(said, within=EVERYWHERE) == "630222"
    assert PLACES.find("630200", within=EVERYWHERE) == "6302"
    assert PLACES.find("云岭镇(模拟)", within=EVERYWHERE) == "630222901"
    assert isinstance(PLACES.find("无名县", within=EVERYWHERE), Mismatch)


@given(st.text(max_size=30))
def test_no_words_for_a_place_break_anything(said):
    found = PLACES.find(said, within=Within(places=("6302",), departments=None, organisations=None, persons=None))

    assert isinstance(found, Mismatch) or found in PLACES._names


def test_departments_are_known_by_how_offices_are_called():
    assert [department_of(said) for said in ("县应急管理局", "住建局", "市场监管局", "某某处")] == [
        "safety",
        "housing",
        "market",
        None,
    ]


def test_every_mismatch_says_the_same_in_both_languages():
    for code, (zh, en) in FAULTS.items():
        params = {
            "value": "v",
            "day": "d",
            "found": "f",
            "place": "p",
            "unit": "u",
            "own": "o",
            "megabytes": "1",
            "most": "1",
            "why": "w",
            "why_en": "w",
            "choices": "c",
            "choices_en": "c",
            "who": "w",
            "who_en": "w",
            "what": "basis",
            "department": "d",
            "department_en": "d",
        }
        told = Mismatch(code=code, params=params)
        assert told.says("zh")
        assert told.says("en")
        assert zh != en
