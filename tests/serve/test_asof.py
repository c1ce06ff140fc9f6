"""The past: what a house knew at a moment, as if it had stopped then, looked at under a band, and gone afterwards."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from anlan.kernel.journal.facts import BEIJING
from tests.console import HOUSE, Home, copied
from tests.serve.listeners import Desk

# What every table of a home is that follows from its journal, after what the clock does has been done up to now.
STANDS = """
import json, sys, django; django.setup()
from datetime import datetime
from anlan import clock
from anlan.faces.cli.demo import homes
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.follow import COUNTERS
from anlan.kernel.journal.lock import whole
from anlan.kernel.notices import keeping
from anlan.kernel.obligations import tables as items
from anlan.kernel.upkeep import dump
homes.keep_its_hour()
at = clock.now()
if len(sys.argv) > 1:
    while keeping.keep(at): pass
    left = [True]
    while left[-1]: whole(lambda: left.append(items.sweep(at)))
folded = {table._meta.db_table for table in rebuild._folded()}
def stands(t):  # a counter of nothing is as good as none
    rows = (t.line(r, 0).decode() for r in reader.rows(t) if r[t.columns.index("n")])
    return list(rows) if t.name in COUNTERS else dump.digest(reader, t)
with dump.as_of_now() as reader:
    print(json.dumps([at.isoformat(), {t.name: str(stands(t)) for t in dump.tables() if t.name in folded}]))
"""


BEGINS_S = 60.0
POSTS = """
import sys, django; django.setup()
from anlan.kernel.registry.tables import Post
print(*Post.objects.filter(person=sys.argv[1]).values_list("no", flat=True))
"""
HELD = """
import json, sys, django; django.setup()
from anlan.kernel.registry.tables import Post
print(json.dumps(Post.objects.filter(no=sys.argv[1]).values("organisation", "place").first()))
"""
NAMES = """
import sys, django; django.setup()
from anlan.kernel.registry import vault
print(vault.tell(sys.argv[1:], vault.NAME))
"""


def run(code: str, environment: dict[str, str], *words: str) -> str:
    told = environment | {"DJANGO_SETTINGS_MODULE": "anlan.settings"}
    ran = subprocess.run([sys.executable, "-c", code, *words], env=told, cwd=HOUSE, stdout=subprocess.PIPE, check=True)
    return ran.stdout.decode().strip()


def stands(environment: dict[str, str], *words: str) -> tuple[datetime, dict[str, str]]:
    at, tables = json.loads(run(STANDS, environment, *words))
    return datetime.fromisoformat(at), tables


def answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def house(demo, tmp_path_factory) -> Home:
    return copied(demo, tmp_path_factory.mktemp("asof") / "home")


@pytest.fixture(scope="module")
def cast(house) -> dict[str, str]:
    told = json.loads((house.path / "demo/cast.json").read_text())
    return {one["part"]: one["person"] for one in told["cast"]}


@pytest.fixture(scope="module")
def before(house) -> tuple[datetime, dict[str, str]]:
    """When the house would have stopped, and how all of it stood then."""
    return stands(house.environment, "first")


@pytest.fixture(scope="module")
def owed(house, before, cast) -> str:
    """An item of which more was said since, by people of whom one was erased since."""
    view = ("obligations", "ledger", "--view", "mine", "--as", "enterprise", "--json")
    rows = json.loads(house.anlan(*view).out)["rows"]
    no = next(row["item"]["no"] for row in rows if row["item"]["state"] == "in-hand")
    assert house.anlan("obligations", "note", "--item", no, "--text", "said later", "--as", "enterprise").code == 0
    day = before[0].astimezone(BEIJING).date().isoformat()
    for post in run(POSTS, house.environment, cast["member"]).split():
        ended = house.anlan("registry", "end-posts", "--posts", post, "--until-on", day, "--as", "enterprise")
        assert ended.code == 0, ended.err
        assert (
            house.anlan("registry", "fill-posts", "--rows", another(house, post, cast, day), "--as", "enterprise").code
            == 0
        )
    [post] = run(POSTS, house.environment, cast["inspector"]).split()
    told = json.loads(run(HELD, house.environment, post))
    rows = json.dumps(
        [told | {"role": "inspector", "title": "x", "person": cast["duty"], "post": post, "from_on": day}]
    )
    assert house.anlan("registry", "end-posts", "--posts", post, "--until-on", day).code == 0
    assert house.anlan("registry", "fill-posts", "--rows", rows).code == 0
    erased = house.anlan("registry", "erase-person", "--person", cast["member"], "--as", "system")
    assert erased.code == 0, erased.err
    return str(no)


def another(house: Home, post: str, cast: dict[str, str], day: str) -> str:
    """Return how a post is filled anew from this day, by the head of the unit."""
    told = json.loads(run(HELD, house.environment, post))
    return json.dumps(
        [told | {"role": "member", "title": "x", "person": cast["enterprise"], "post": post, "from_on": day}]
    )


@pytest.fixture(scope="module")
def past(house, before, owed):
    at = before[0] + timedelta(milliseconds=1)
    process = subprocess.Popen(
        [sys.executable, "-m", "anlan", "asof", at.isoformat(), "--port", "8940"],
        env=house.environment,
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    told = re.search(r"http://[^:]+:(\d+)/", process.stdout.readline())
    assert told
    until = time.monotonic() + BEGINS_S
    while not answers(int(told[1])):
        assert time.monotonic() < until
        time.sleep(0.1)
    [home] = (house.path / "asof").iterdir()
    yield process, int(told[1]), home, at
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def environment_of(home: Path, at: datetime, house: Home) -> dict[str, str]:
    kept = {name: value for name, value in house.environment.items() if name != "ANLAN_DB"}
    origin = {"ANLAN_ORIGIN": "demo"}
    return kept | origin | {"ANLAN_HOME": str(home), "ANLAN_NOW": at.isoformat(), "ANLAN_ASOF": at.isoformat()}


def test_it_is_the_house_that_had_stopped_then(past, house, before):
    _, _, home, at = past

    then = stands(environment_of(home, at, house))[1]

    assert {name for name, digest in then.items() if before[1][name] != digest} == set()
    assert len(then) >= 20


def test_it_is_looked_at_under_a_band_and_nothing_is_done_in_it(past, cast, owed):
    _, port, _, at = past
    desk, page = Desk(port, cast["enterprise"]), f"/i/{owed.removeprefix('demo-20')}/"
    when = at.astimezone().isoformat()[:4]

    for path in ("/", "/items/", page, f"{page}?print=1", "/sign-in/", "/nowhere/"):
        assert 'class="strip past"' in desk.get(path)[1].decode(), path
    shown = desk.get(page)[1].decode()
    assert "said later" not in shown
    assert when in shown
    assert "data-live" not in shown
    assert desk.post(f"{page}note/", on="/", text="now", command=str(uuid.uuid4())) == 409
    assert desk.post("/notices/", on="/", read="all") == 409
    assert desk.get(f"{page}notice.pdf")[0] == desk.get("/items/export/?form=csv")[0] == 409


def test_who_left_his_post_since_sees_nothing_and_who_was_erased_stays_erased(past, house, cast):
    _, port, home, at = past
    assert Desk(port, cast["inspector"]).get("/items/")[0] == 409, "though the post has a holder: another"
    assert Desk(port, cast["member"]).get("/items/")[0] == 401, "his account was shut as he was erased"

    assert cast["member"] not in run(NAMES, environment_of(home, at, house), cast["member"])
    assert cast["enterprise"] in run(NAMES, environment_of(home, at, house), cast["enterprise"])


def test_ctrl_c_ends_it_and_nothing_of_it_stays(past, house):
    process, *_ = past

    process.send_signal(signal.SIGINT)

    assert process.wait(20) == 0
    assert not (house.path / "asof").exists()
    assert (house.path / "keys" / "vault.key").exists()
    assert any((house.path / "evidence").iterdir())


def test_an_item_is_printed_as_known_then_within_ones_reach(house, before, owed):
    at = (before[0] + timedelta(milliseconds=1)).isoformat()

    seen: Any = house.anlan("asof", at, "--print", owed, "--as", "enterprise")

    assert seen.code == 0
    assert "said later" not in seen.out
    assert owed in seen.out
    assert house.anlan("asof", "1999-01-01T00:00", "--json").told["error"] == "nothing-yet"
