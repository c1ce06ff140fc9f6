"""A house that goes on from a backup says so to every official, until who keeps it has said that he knows."""

from datetime import timedelta

import pytest

from anlan.kernel.journal.facts import IncarnationOpened, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.upkeep import acts
from anlan.kernel.upkeep.facts import BackupMade
from anlan.kernel.upkeep.reads import custody
from tests.cast import MORNING, by, post
from tests.doors import account, ask, browser, do, program

DAY = timedelta(days=1)
KEY = {"command": "b4b6a1de-0000-4000-8000-000000000001"}


@pytest.fixture
def kept(county, monkeypatch):
    """A county with those who keep the house."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    for role in ("system", "security"):
        record([post(role, role, "O-house", "63")], by=by("console"), at=MORNING)
        account(role)
    account("qian")


@pytest.fixture
def restored(kept):
    """The same, which goes on from a backup of a day before, after which five entries are known to be missing."""
    opened = IncarnationOpened(journal="demo", incarnation=2, kept=5, known=10, backup="b" * 64, made_at=MORNING - DAY)
    record([opened], by=by("console"), at=MORNING)


def test_every_official_is_told_until_the_system_administrator_has_said_that_he_knows(restored):
    officer, keeper = browser("qian"), browser("system")

    assert "其后至少5条记录没有恢复" in officer.get("/").content.decode()
    assert "at least 5 entries" in officer.get("/", headers={"Accept-Language": "en"}).content.decode()
    assert "/restore/acknowledge/" in keeper.get("/").content.decode()
    assert "/restore/acknowledge/" not in browser("security").get("/").content.decode()

    assert keeper.post("/restore/acknowledge/", KEY).headers["Location"] == "/"
    assert "没有恢复" not in officer.get("/").content.decode() + keeper.get("/").content.decode()


def test_nobody_else_says_so_and_nobody_twice(restored):
    assert do(program("security"), "upkeep.acknowledge_restore", {}).status_code == 403
    assert browser("qian").post("/restore/acknowledge/", KEY).status_code == 403
    acts.acknowledge_restore(by=by("system"), at=MORNING)

    with pytest.raises(Refused, match="nothing-restored"):
        acts.acknowledge_restore(by=by("system"), at=MORNING)


def test_the_ages_of_the_last_backup_and_of_the_last_that_was_tried_are_told(kept):
    def told():
        pages = (browser("system").get(path).content.decode() for path in ("/", "/setup/"))
        return ask(program("system"), "upkeep.kept").json()["answer"], "".join(pages)

    assert told()[0] == {"backup_at": None, "proven_at": None}
    for digest, at, proven_at in (("1" * 64, MORNING - 3 * DAY, MORNING - 3 * DAY), ("2" * 64, MORNING, None)):
        made = BackupMade(backup=digest, called="b", entries=1, made_at=at, proven_at=proven_at)
        record([made], by=by("console"), at=MORNING)
    answer, shown = told()

    assert (answer["backup_at"][:10], answer["proven_at"][:10]) == (
        f"{MORNING:%Y-%m-%d}",
        f"{MORNING - 3 * DAY:%Y-%m-%d}",
    )
    assert shown.count('class="age stale"') == 1
    assert "<dd>还没有" not in shown


def test_a_house_that_was_restored_has_a_backup_that_was_tried(restored):
    told = custody()

    assert (told.backup_at, told.proven_at) == (MORNING - DAY, MORNING)
