"""The demo: the same content for the same seed and day, kept until it is thrown away, and no other home is touched."""

import csv
import json
import re
from datetime import date
from hashlib import sha256

import msgspec
import psycopg
import pytest

from anlan.faces.cli.demo import build
from anlan.faces.cli.demo.plan import plan
from anlan.kernel.journal.facts import KeyMade
from anlan.kernel.journal.reads import facts_said
from tests.console import DAY


class Undrawn:
    """A darkroom that draws nothing: what is drawn has tests of its own."""

    def content(self, picture):
        return b"\xff\xd8" + picture.key.encode()


def digest() -> str:
    """Return the digest of all that was said, and when and by whom: without salts, keys and commands."""
    told = sha256()
    for one in facts_said():
        if not isinstance(one.fact, KeyMade):
            told.update(f"{one.at.isoformat()} {one.person} {one.fact.name} ".encode() + msgspec.json.encode(one.fact))
    return told.hexdigest()


@pytest.fixture
def digest_of(transaction_of_its_own):
    """Build a small demo, return the digest of what it says, and leave nothing behind."""

    def built(seed: int, day: date) -> str:
        with transaction_of_its_own():
            told = plan(seed, day, "small")
            build.live(told, build.found_county(told), Undrawn(), moved=lambda: None)
            return digest()

    return built


def test_the_same_seed_and_day_give_the_same_content_and_another_seed_another(digest_of):
    first = digest_of(7, date(2026, 7, 17))

    assert digest_of(7, date(2026, 7, 17)) == first
    assert digest_of(8, date(2026, 7, 17)) != first


def test_a_second_demo_keeps_what_there_is(demo):
    before = demo.anlan("verify", "--json").told["entries"]
    again = demo.anlan("demo", "--prepare", "--size", "small", "--day", "2027-01-01", "--json")

    assert again.code == 0
    assert again.told["day"] == DAY
    assert demo.anlan("verify", "--json").told["entries"] == before


def test_a_home_that_is_no_demo_is_left_alone(empty):
    empty.anlan("migrate")
    empty.anlan("load-pack")

    said = empty.anlan("demo", "--prepare", "--reset", "--json")

    assert said.code == 1
    assert said.told["error"] == "no-demo"
    assert empty.anlan("verify").code == 0


def test_it_tells_whom_one_may_be_what_is_invented_and_what_may_be_imported(demo):
    told = json.loads((demo.path / "demo" / "cast.json").read_text("utf-8"))

    assert {"duty", "inspector", "officer", "leader", "enterprise", "member"} <= {one["part"] for one in told["cast"]}
    assert all(one["person"].startswith("demo-p-") for one in told["cast"])
    assert "simulated" in told["summary"]["en"]
    assert len([path for path in demo.path.glob("demo/*.xlsx") if path.stat().st_size > 5_000]) == 3


def test_a_demo_lives_at_its_own_hour(demo):
    at = demo.anlan("obligations", "sums", "--as", "leader", "--json").told["at"]

    assert at.startswith(DAY)
    assert demo.anlan("obligations", "sums", "--as", "leader", "--json").told["struck_today"] >= 4


def test_a_demo_that_was_cut_off_is_built_anew(lived_in):
    (lived_in.path / "demo" / "cast.json").unlink()

    said = lived_in.anlan("demo", "--prepare", "--size", "small", "--day", DAY, "--json")

    assert said.code == 0, said.err
    assert "building anew" in said.err


def test_a_demo_is_thrown_away_with_what_was_done_in_it_and_what_is_beside_it_stays(lived_in):
    newcomer = '{"organisation": "demo-o-000017", "name": "新来的（模拟）"}'
    assert lived_in.anlan("registry", "register-people", "--rows", newcomer).code == 0
    (lived_in.path / "letter.txt").write_text("mine")
    if lived_in.database:
        with psycopg.connect(lived_in.database, autocommit=True) as server:
            server.execute("CREATE TABLE letter (words text)")
    before = lived_in.anlan("verify", "--json").told["entries"]

    said = lived_in.anlan("demo", "--prepare", "--reset", "--size", "small", "--day", DAY, "--json")

    assert said.code == 0, said.err
    assert lived_in.anlan("verify", "--json").told["entries"] == before - 1
    assert (lived_in.path / "letter.txt").read_text() == "mine"
    if lived_in.database:
        with psycopg.connect(lived_in.database) as server:
            assert server.execute("SELECT count(*) FROM letter").fetchone() == (0,)


def test_whoever_inspects_sees_the_ten_faults_of_the_faulty_ledger_and_nothing_else(lived_in):
    told = lived_in.anlan("demo", "--prepare", "--json").told
    [faulty] = [name for name in told["ledgers"] if "有十处错" in name]

    for part in ("inspector", "officer", "duty"):
        [person] = [one["person"] for one in told["cast"] if one["part"] == part]
        checked = lived_in.anlan("import", "dangers", faulty, "--as", person, "--dry-run", "--json").told
        assert (checked["new"], checked["bad"], checked["passed"], checked["whole"]) == (14, 10, 2, 26), part


def test_units_of_a_demo_go_out_with_how_to_reach_them_and_come_back_unchanged(lived_in):
    told = lived_in.anlan("demo", "--prepare", "--json").told
    [person] = [one["person"] for one in told["cast"] if one["part"] == "inspector"]
    file = str(lived_in.path / "units.csv")

    assert lived_in.anlan("export", "organisations", "--format", "csv", "--out", file, "--as", person).code == 0
    rows = list(csv.DictReader((lived_in.path / "units.csv").read_text("utf-8-sig").splitlines()[1:]))
    enterprises = [row for row in rows if row["Sort"] == "enterprise"]
    mine = [row for row in enterprises if row["Telephone"]]
    assert 0 < len(mine) < len(enterprises), "an inspector takes the telephones of his department's units, no others"
    assert all(row["Address"] and row["Safety officer"] for row in mine)
    checked = lived_in.anlan("import", "organisations", file, "--as", person, "--dry-run", "--json").told
    assert (checked["new"], checked["changed"]) == (0, 0)
    assert checked["bad"] == len(rows) - len(mine), f"others keep their own: {rows[0]}"


def _but_for_the_minute(text: str) -> str:
    """Two commands one after the other may fall into two minutes."""
    return re.sub(r"\b\d\d:\d\d\b", "hh:mm", text)


def test_what_the_console_says_of_a_demo_is_so_now_and_in_one_language(demo):
    told = demo.anlan("demo", "--prepare", "--size", "small", "--json").told
    shown = demo.anlan("demo", "--prepare", "--size", "small").out

    assert "{" not in shown
    assert _but_for_the_minute(told["summary"]["en"]) in _but_for_the_minute(shown)
    assert re.search(rf"As of {DAY} 1[56]:\d\d, demo time", told["summary"]["en"]), "the clock of a demo goes on"
    assert "：" not in shown
    assert "　" not in shown


def test_a_warning_stands_in_which_some_have_answered_and_the_duty_officer_is_asked(demo):
    [first] = demo.anlan("warning", "warnings", "--as", "duty", "--json").told
    board = demo.anlan("calls", "board", "--matter", first["no"], "--as", "duty", "--json").told
    mine = demo.anlan("obligations", "ledger", "--view", "mine", "--as", "duty", "--json").told

    assert (first["state"], first["told"]["colour"]) == ("released", "orange")
    assert first["received_by"] != first["released_by"]
    funnel = board["funnel"]
    assert 0 < funnel["acted"] < funnel["read_back"] < funnel["heard"] < funnel["called"]
    assert funnel["silent"] >= 2
    assert "call" in {row["item"]["kind"] for row in mine["rows"]}
