"""Anything is found by whatever one remembers of it, by everybody within his reach, and by nobody beyond it."""

from __future__ import annotations

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.lists import View
from anlan.kernel.obligations.reads import ledger
from anlan.kernel.registry import vault
from anlan.kernel.registry.facts import OrganisationsRegistered, PeopleRegistered, PersonErased, PlacesImported
from anlan.kernel.registry.noes import AuditLine
from anlan.kernel.registry.reads import reach
from anlan.kernel.search import indexing, reads, tables
from anlan.kernel.search.reads import Finds
from tests.cast import MORNING, by
from tests.doors import browser

PEOPLE = {"wang": ("E-1", "王明远", "13997001234"), "hu": ("E-2", "胡单", "13997005678")}


@pytest.fixture(params=["taken in", "just said"])
def town(county, request):
    """Two counties, each with a unit, an item and somebody; the clock has taken them in, or has yet to."""
    units = {"E-1": ("青山加油站", "630102"), "E-2": ("红星烟花厂", "6302")}
    record(
        [
            OrganisationsRegistered(
                organisations=tuple(units),
                names=tuple(name for name, _ in units.values()),
                usccs=(None, None),
                places=tuple(place for _, place in units.values()),
                kinds=("enterprise",) * 2,
                sectors=(None,) * 2,
                departments=(None,) * 2,
                are_simulated=(True,) * 2,
            ),
            PeopleRegistered(people=tuple(PEOPLE), organisations=tuple(unit for unit, _, _ in PEOPLE.values())),
        ],
        by=by("console"),
        at=MORNING,
    )
    for no, (_, name, phone) in PEOPLE.items():
        vault.keep_many([(no, vault.NAME, name), (no, vault.PHONE, phone)])
    told = Description(description="压力表指针不在绿区", spot="三号罐区西侧")
    mine = file("灭火器失效", "6301", "E-1", "wang", "zhao", told)
    other = file("灭火器过期", "6302", "E-2", "hu", "zhou", Description())
    if request.param == "taken in":
        take_in()
    return mine, other


def file(what: str, place: str, organisation: str, owner: str, speaker: str, told: Description) -> str:
    words = {"place": place, "department": "safety", "organisation": organisation, "owner": owner}
    return dangers.file(what=what, **words, told=told, by=by(speaker), at=MORNING).subject


def take_in() -> None:
    while indexing.keep(MORNING):
        pass


def find(words: str, person: str = "li") -> Finds:
    speaker = by(person)
    return reads.search(words=words, within=reach(speaker, MORNING), by=speaker, at=MORNING)


def found(words: str, person: str = "li") -> list[str]:
    return [item.no for item in find(words, person).items]


@pytest.mark.parametrize(
    "typed",
    [
        *("26-000001", "#26-1", "#1", "1", "demo-2026-000001", "DEMO-2026-000001", "2026-000001", "＃26-1"),
        *("灭火", "灭火器失效", "灭火器 失效", "失效 青山", "mhq", "MHQSX", "miehuoqi", "miehuo", "mhuoqi"),
        *(
            "青山",
            "青山加油站",
            "qsjyz",
            "qingshan",
            "绿区",
            "指针不在",
            "三号罐区",
            "三号罐 灭火",
        ),
    ],
)
def test_an_item_is_found_by_number_words_sound_unit_and_place(town, typed):
    assert found(typed) == [town[0]]
    asked = {"view": View.ALL, "words": typed, "within": reach(by("li"), MORNING), "by": by("li"), "at": MORNING}
    assert [row.item.no for row in ledger(**asked).rows] == [town[0]]


@pytest.mark.parametrize(
    "typed", ["器灭", "火失", "效灭火器", "mqh", "灭火器过期", "红星", "", " ", "灭", "'; --", "99"]
)
def test_what_is_not_there_is_not_found(town, typed):
    assert found(typed) == []


def test_units_places_and_people_are_found_by_name_and_sound(town):
    assert [one.no for one in find("加油").units] == ["E-1"]
    assert [one.no for one in find("qsjy").units] == ["E-1"]
    for typed in ("王明远", "明远", "wmy", "wm", "wangming", "wangmingyuan"):
        assert [one.no for one in find(typed).people] == ["wang"], typed


def test_a_surname_is_found_by_each_of_its_sounds(town):
    assert (
        [one.no for one in find("huchan", "zhou").people] == [one.no for one in find("hudan", "zhou").people] == ["hu"]
    )


def test_places_are_found_within_ones_reach_and_above(county):
    names = {"63": "青海省", "6301": "西宁市", "630102": "城东区", "6302": "海东市"}
    columns = {"levels": ("",) * 4, "parents": (None, "63", "6301", "63"), "from_on": (None,) * 4}
    more = {"until_on": (None,) * 4, "replaced_by": (None,) * 4, "lons_e7": (None,) * 4, "lats_e7": (None,) * 4}
    fact = PlacesImported(
        places=tuple(names), names=tuple(names.values()), are_simulated=(False,) * 4, **columns, **more
    )
    record([fact], by=by("console"), at=MORNING)
    take_in()

    assert [one.code for one in find("chengdong").places] == ["630102"]
    assert find("城东").places[0].path == ("青海省", "西宁市")
    assert [one.code for one in find("青海").places] == ["63"]
    assert find("海东").places == ()


def test_nothing_beyond_ones_reach_is_found_nor_counted(town):
    """Abuse 7: search says nothing of another county."""
    mine, other = town
    for typed in ("灭火器", "mhq", "miehuoqi"):
        assert (found(typed), found(typed, "zhou")) == ([mine], [other])
        assert find(typed).count == find(typed, "zhou").count == 1
    for typed in ("红星烟花厂", "hxyhc", "胡单", "5678", "26-000002", "过期"):
        told = find(typed)
        assert (told.items, told.count, told.units, told.places, told.people) == ((), 0, (), (), ()), typed
    assert [one.no for one in find("红星", "zhou").units] == ["E-2"]
    assert found("灭火器", "wang") == [mine]
    assert find("红星", "wang").units == ()
    assert find("胡单", "wang").people == ()


def test_the_end_of_a_telephone_number_finds_who_has_it_and_leaves_an_audit_line(town):
    before = AuditLine.objects.count()
    [one] = find("1234").people

    assert (one.no, one.by_phone, one.name) == ("wang", True, "王明远")
    [line] = AuditLine.objects.order_by("id")[before:]
    assert (line.code, line.person, line.path) == ("phone-tail", "li", "search")
    assert find("1234", "zhou").people == ()
    assert AuditLine.objects.count() == before + 2  # who finds nothing has asked, too
    assert "1234" not in "".join(map(str, AuditLine.objects.values_list()))


def test_what_was_corrected_is_found_by_its_new_words_and_no_more_by_the_old(town):
    mine, _ = town
    words = {"place": "6301", "department": "safety", "organisation": "E-1", "grade": None, "why": "so"}
    dangers.correct(item=mine, what="电线裸露", **words, told=Description(), by=by("zhao", command="c"), at=MORNING)
    assert (found("电线"), found("灭火")) == ([mine], [])
    take_in()
    assert (found("电线"), found("灭火")) == ([mine], [])

    items.take_back(item=mine, key="c", by=by("zhao"), at=MORNING)
    take_in()
    assert (found("电线"), found("灭火")) == ([], [mine])


def test_who_was_erased_is_found_no_more_and_leaves_no_trace_in_the_index(town):
    take_in()
    vault.destroy(["wang"])
    record([PersonErased(person="wang")], by=by("console"), at=MORNING)
    take_in()

    assert find("王明远").people == find("1234").people == ()
    assert not tables.Row.objects.filter(no="wang").exists()
    marked = {gram for gram in tables.Gram.objects.filter(gram__startswith="^").values_list("gram", flat=True)}
    left = {gram for bits in tables.having(marked).values() for gram, found in bits.items() if found}
    assert len(left) < len(marked)
    assert find("胡单", "zhou").people


def test_no_name_of_a_person_can_be_read_in_the_index(town):
    take_in()
    grams = "".join(tables.Gram.objects.values_list("gram", flat=True))
    assert "明远" not in grams
    assert "'wm" not in grams


def test_taking_in_again_changes_nothing_and_a_rebuild_looks_at_everything_again(town):
    take_in()
    rows = list(tables.Row.objects.order_by("no").values_list())
    assert rebuild.check() == []
    assert tables.upto() > 0
    rebuild.rebuild()
    assert tables.upto() == 0
    take_in()

    assert list(tables.Row.objects.order_by("no").values_list()) == rows


def test_many_are_found_across_blocks_and_the_newest_first(county, monkeypatch):
    monkeypatch.setattr("anlan.engines.words.postings.FEW", 3)
    monkeypatch.setattr(tables, "BLOCK", 8)
    monkeypatch.setattr(reads, "BLOCK", 8)
    monkeypatch.setattr(indexing, "ENOUGH", 5)
    nos = [file(f"灭火器第{n}具失效", "6301", "E-1", "wang", "zhao", Description()) for n in range(30)]
    take_in()

    assert found("灭火器")[:3] == nos[:-4:-1]
    assert find("灭火器").count == 30
    assert found("第17具") == [nos[17]]
    assert {block for block in tables.having(["灭火"])} == set(range(4))


def test_the_page_leads_from_a_number_to_its_item_and_shows_all_else(town, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    li = browser("li")

    assert li.get("/search/", {"q": "#26-1"}).headers["Location"] == "/i/26-000001/"
    page = li.get("/search/", {"q": "青山"}).content.decode()
    assert "灭火器失效" in page
    assert "/e/E-1/" in page
    assert "没有找到" in li.get("/search/", {"q": "红星"}).content.decode()
    assert "请至少写两个字" in li.get("/search/", {"q": "灭"}).content.decode()
    assert "电话后四位" in li.get("/search/").content.decode()
    assert "灭火器过期" not in li.get("/items/", {"q": "灭火器", "view": "all"}).content.decode()
