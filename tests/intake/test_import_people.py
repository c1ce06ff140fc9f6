"""Whom and which unit the rows of a ledger name: known by number, or kept as told where names are kept."""

from datetime import timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.kernel.intake import reads as ledgers
from anlan.kernel.intake.facts import LedgerTold, Named
from anlan.kernel.intake.reads import Form, export
from anlan.kernel.intake.rules import Ledger, LedgerReport
from anlan.kernel.intake.tables import Telling
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.journal.record import record
from anlan.kernel.obligations.facts import ItemReported
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry import vault
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, post
from tests.intake.files import HEAD, ROWS, bring, counts, go_on, ledger, lines, take_in

LATER = MORNING + timedelta(days=30)
OWING = f"{HEAD},责任单位"
NAMING = f"{HEAD},检查人,督办人,验收人"


def reported() -> list[ItemReported]:
    return [told.fact for told in journal.facts_said() if isinstance(told.fact, ItemReported)]


def remarks(item: str) -> list[tuple[str, str]]:
    """Return what ledgers say of an item, but for the number by which they count it."""
    return [(one.zh, one.text) for one in ledgers.remarks(no=item, within=EVERYWHERE) if one.zh != "隐患编号"]


def bodies() -> str:
    return str([told.fact for told in journal.facts_said()])


def test_another_owner_in_next_months_file_is_told_by_number_and_moves_nothing(office):
    take_in(ledger(*ROWS))
    item = Item.objects.get(what="安全出口堵塞")
    other = ROWS[0].replace("王建国,13897123456", "周小兰,13897000000")

    told = take_in(ledger(other, ROWS[1]), at=LATER)

    assert counts(told) == (0, 1, 1, 0)
    [said] = reported()
    assert registry.names([str(said.owner)]) == {said.owner: "周小兰"}
    assert (said.item, said.text) == (item.no, "")
    item.refresh_from_db()
    assert item.owner != said.owner
    assert "周小兰" not in bodies()
    assert counts(take_in(ledger(other, ROWS[1]), at=LATER)) == (0, 2, 0, 0)
    assert rebuild.check() == []


def test_another_name_that_nobody_knows_is_a_change_too_and_lies_in_the_vault(office):
    take_in(ledger(*ROWS))
    nobody, somebody = (ROWS[0].replace("王建国,13897123456", f"{name},") for name in ("马老六", "马老七"))

    assert counts(take_in(ledger(nobody), at=LATER)) == (0, 0, 1, 0)
    assert counts(take_in(ledger(nobody), at=LATER)) == (0, 1, 0, 0)
    assert counts(take_in(ledger(somebody), at=LATER)) == (0, 0, 1, 0)

    item = Item.objects.get(what="安全出口堵塞").no
    assert vault.tell([item], vault.NAME) == {item: "马老七"}
    assert all("整改责任人：另有其人" in said.text and said.owner is None for said in reported())
    assert "马老" not in bodies()
    assert counts(take_in(ledger(ROWS[0]), at=LATER)) == (0, 0, 1, 0)


def test_our_own_file_with_another_owner_is_a_change(office):
    take_in(ledger(*ROWS))
    file = export(Ledger.DANGERS, Form.CSV, post=registry.post("post-zhao"), at=MORNING, language="zh")
    changed = file.content.decode("utf-8-sig").replace("王建国,13897123456", "周小兰,13897000000", 1)

    assert counts(take_in(changed.encode(), file.name)) == (0, 2, 1, 0)


def test_the_unit_that_a_row_names_apart_owes_it_and_where_it_was_found_is_kept(office):
    take_in(ledger(*ROWS))
    row = "A-9,青山化工厂,城中区,应急管理局,油罐车漏油,一般,2026-06-20,李梅,13897120000,2026-07-10,,否,,白水加油站"

    assert counts(take_in(ledger(row, head=OWING))) == (1, 0, 0, 0)

    item = Item.objects.get(what="油罐车漏油")
    unit = Telling.objects.get(item=item.no).unit
    assert registry.names([item.organisation, str(unit)]) == {item.organisation: "白水加油站", unit: "青山化工厂"}
    assert remarks(item.no) == [
        ("单位名称", "青山化工厂"),
        ("责任单位", "白水加油站"),
    ]
    zhao = registry.post("post-zhao")
    file = export(Ledger.DANGERS, Form.CSV, post=zhao, at=MORNING, language="zh")
    assert counts(take_in(file.content, file.name)) == (0, 4, 0, 0)


def test_a_unit_that_is_new_may_have_what_another_owes(office):
    take_in(ledger(ROWS[2]))
    row = "A-9,新来商店,城中区,应急管理局,油罐车漏油,一般,2026-06-20,李梅,13897120000,2026-07-10,,否,,白水加油站"

    assert counts(take_in(ledger(row, head=OWING))) == (1, 0, 0, 0)
    item = Item.objects.get(what="油罐车漏油")
    told = registry.names([item.organisation, str(Telling.objects.get(item=item.no).unit)])
    assert list(told.values()) == ["白水加油站", "新来商店"]


def test_a_department_within_the_unit_is_no_unit_of_its_own(office):
    no = bring(ledger(f"{ROWS[0]},安全科", head=OWING))

    assert counts(go_on(no)) == (1, 0, 0, 0)
    assert "没有登记过责任单位“安全科”" in dict((column, says) for _, column, says in lines(no))["责任单位"]
    item = Item.objects.get()
    assert registry.names([item.organisation]) == {item.organisation: "青山化工厂"}
    assert [text for _, text in remarks(item.no)] == ["安全科"]


def test_whoever_found_it_is_known_by_number_or_kept_as_told(office):
    take_in(ledger(*ROWS))
    wang = Item.objects.get(what="安全出口堵塞").owner
    row = ROWS[0].replace("A-1", "A-7").replace("安全出口堵塞", "无警示标志")

    assert counts(take_in(ledger(f'{row},"王建国、马老六",赵主任,', head=NAMING))) == (1, 0, 0, 0)

    item = Item.objects.get(what="无警示标志").no
    [said] = [
        told.fact for told in journal.facts_said() if isinstance(told.fact, LedgerTold) and item in told.fact.items
    ]
    assert said.others == (
        (
            Named(part="found_by", person=wang),
            Named(part="found_by", person=None),
            Named(part="supervisor", person=None),
        ),
    )
    assert not any(name in bodies() for name in ("马老六", "赵主任", "王建国"))
    assert remarks(item) == [
        ("排查人", "王建国、马老六"),
        ("督办人", "赵主任"),
    ]
    assert rebuild.check() == []


def test_a_finder_who_is_no_person_is_kept_as_told_and_keeps_nothing_out(office):
    assert counts(take_in(ledger(f"{ROWS[0]},第3检查组（2026年）,,", head=NAMING))) == (1, 0, 0, 0)

    item = Item.objects.get().no
    assert remarks(item) == [("排查人", "第3检查组（2026年）")]


def test_nobody_learns_a_name_by_reporting_a_number(office):
    take_in(ledger(*ROWS))
    item = Item.objects.get(what="安全出口堵塞").no
    record([post("chen", Role.MEMBER, "O-else", "6302")], by=by("console"), at=MORNING)
    stranger = take_in(
        ledger(ROWS[0].replace("A-1", "Z-1").replace("城中区", "民和县").replace("青山", "远方")), who="zhou"
    )
    assert stranger.new == 1
    person = Item.objects.get(place="630222").owner
    told = {"item": item, "text": "", "is_closed": False, "due_on": None, "key": "k", "number": "", "marks": ""}

    for more in ({"owner": person}, {"others": (Named(part="found_by", person=person),)}, {"unit": "O-else"}):
        report = LedgerReport(**told, along="", **more)
        job = bring(ledger(ROWS[0]))
        with pytest.raises(NotHere):
            dangers.take_in(job=job, source="O-county", rows=(), reports=(report,), by=by("zhao"), at=MORNING)


def test_what_a_changed_row_says_stands_there_as_people_read_it(office):
    head = f"{HEAD},整改资金（万元）"
    take_in(ledger(f"{ROWS[0]},2", head=head))

    take_in(ledger(f"{ROWS[0].replace('一般', '重大').replace('2026-07-10,', '立即,')},3.5", head=head), at=LATER)

    [said] = reported()
    assert said.text.splitlines() == ["整改时限：立即", "整改资金：35000元", "隐患级别：重大"]
    assert ("整改资金", "35000元") in [(one.zh, one.text) for one in ledgers.remarks(no=said.item, within=EVERYWHERE)]
