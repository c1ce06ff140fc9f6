"""A house is copied while people work, and brought back as it was: what was said until then, and never another's."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

from anlan.faces.cli.backups import passphrase
from anlan.faces.cli.console import NotReady
from anlan.kernel.upkeep import restore
from tests.cli.conftest import SECRET
from tests.console import HOUSE, Home, new_home
from tests.often import often

ERASED = "erased"  # as tests/upkeep/speaker.py writes it down

ROUNDS = often(1)


def test_a_house_comes_back_as_it_was_and_goes_on_as_another(copy, empty):
    wrong = empty.anlan("restore", str(copy), "--json", more={"ANLAN_BACKUP_PASSPHRASE": "another"})
    assert (wrong.code, wrong.told["error"]) == (1, "wrong-passphrase")
    assert is_untouched(empty)

    back = empty.anlan("restore", str(copy), "--json", more=SECRET)
    assert back.code == 0, back.err
    assert back.told["key"] == json.loads((copy / "manifest.sig").read_text())["key"]
    verified = empty.anlan("verify", "--json")
    assert (verified.code, verified.told["fault"]) == (0, None), verified.err
    assert verified.told["entries"] == verified.told["sealed"] == back.told["entries"] + 1, "the restore is an entry"
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in ("registry_session", "chase_beat"))
    assert asked(empty, f"SELECT inc, {counts} FROM journal_head") == [[2, 0, 0]]
    [[last]] = asked(empty, "SELECT MAX(last) FROM journal_number WHERE series = '2026'")
    assert isinstance(last, int)
    assert last > restore.NUMBERS, "no number that was written on paper meanwhile is given again"

    again = empty.anlan("restore", str(copy), "--json", more=SECRET)
    assert (again.code, again.told["error"]) == (1, "lives")


def test_a_backup_that_was_touched_is_not_brought_back(copy, tmp_path):
    shutil.copytree(copy, tmp_path / "b")
    with (tmp_path / "b" / "tables" / "dangers_danger.jsonl").open("ab") as table:
        table.write(b" ")

    words = ("restore", str(tmp_path / "b"), "--keys", f"{copy}.keys", "--json")
    home = new_home(tmp_path / "back")
    said = home.anlan(*words, more=SECRET)
    assert (said.code, said.told["error"], "dangers_danger" in said.told["says"]) == (1, "unfit", True)
    assert is_untouched(home)


def is_untouched(home: Home) -> bool:
    """Test whether nothing of a backup came into a home; a database that was asked may be there, with nothing in it."""
    return {path.name.partition("-")[0] for path in home.path.iterdir()} <= {"serving.lock", "anlan.sqlite3"}


def test_a_restore_that_was_cut_off_is_begun_anew_and_drops_nobody_elses_database(copy, lived_in, tmp_path):
    """The mark of a half restore lies in the home; the database of another house is left alone all the same."""
    chance = random.Random(5)
    for number in range(ROUNDS):
        is_cut_off_and_comes_back(new_home(tmp_path / f"back-{number}"), copy, chance)
    (lived_in.path / "restoring").write_text(json.dumps({"token": "0" * 32, "aside": "heads-before"}))
    waits = lived_in.anlan("verify", "--json")
    assert (waits.code, waits.told["error"]) == (1, "restoring")
    said = lived_in.anlan("restore", str(copy), "--json", more=SECRET)
    assert (said.code, said.told["error"]) == (1, "lives")
    (lived_in.path / "restoring").unlink()
    assert lived_in.anlan("verify").code == 0


def is_cut_off_and_comes_back(home, copy, chance):
    """Cut a restore off twice, at any moment, and let it come to its end."""
    (home.path / "heads").mkdir()
    (home.path / "heads" / "kept-2026-07.jsonl").write_text("known before\n")
    waits = [chance.uniform(0.5, 2.5), chance.uniform(0.5, 2.5), 120.0]
    # Killed as it ends, it has ended: then the mark is gone, and a house lives there.
    assert any(cut_off(home, wait, "restore", str(copy)) == 0 or is_back(home) for wait in waits)

    assert not (home.path / "restoring").exists()
    [aside] = home.path.glob("heads-before-*")
    assert (aside / "kept-2026-07.jsonl").read_text() == "known before\n"
    assert not (home.path / "restoring").exists()
    assert home.anlan("verify").code == home.anlan("rebuild", "--check").code == 0


def until_somebody_is_erased(promised, *, after):
    """Wait until somebody was erased after a backup was made, which that cannot know."""
    until = time.monotonic() + 60
    while not any(int(seq) > after for seq in re.findall(rf"^\S+ (\d+) {ERASED}$", promised.read_text("utf-8"), re.M)):
        assert time.monotonic() < until
        time.sleep(0.05)


def is_back(home):
    """Test whether a restore has ended, though it was killed before it said so."""
    return any(home.path.glob("heads-before-*")) and not (home.path / "restoring").exists()


def test_what_was_acknowledged_before_a_backup_is_in_it_though_people_work_and_it_is_killed(lived_in, tmp_path):
    """And who was erased at any time stays erased: the heads that were saved from the lost machine list him."""
    promised, chance = tmp_path / "promised", random.Random(11)
    speaker = (sys.executable, "-m", "tests.upkeep.speaker", str(promised))
    around = lived_in.environment | {"DJANGO_SETTINGS_MODULE": "anlan.settings"}
    for number in range(ROUNDS):
        with subprocess.Popen(speaker, env=around, cwd=HOUSE, stdout=subprocess.PIPE) as speaking:
            assert speaking.stdout is not None
            assert speaking.stdout.readline() == b"ready\n"
            cut_off(lived_in, chance.uniform(0.5, 1.5), "backup", str(tmp_path / "b"), "--no-prove")
            made = lived_in.anlan("backup", str(tmp_path / "b"), "--no-prove", "--keep", "1", "--json", more=SECRET)
            assert made.code == 0, made.err
            until_somebody_is_erased(promised, after=made.told["entries"])
            speaking.kill()
        home = new_home(tmp_path / f"back-{number}")
        back = home.anlan(
            "restore", made.told["backup"], "--heads", str(lived_in.path / "heads"), "--json", more=SECRET
        )
        assert back.code == 0, back.err
        assert back.told["erased_again"] > 0
        entries = str(made.told["entries"])
        lacking = subprocess.run(
            [*speaker, entries], env=around | home.environment, cwd=HOUSE, check=True, capture_output=True
        )
        assert lacking.stdout == b""
        assert home.anlan("verify").code == 0
    assert len(list((tmp_path / "b").glob("*.keys"))) == 1


def asked(home: Home, question: str) -> list[list[object]]:
    """Ask a home's database."""
    code = (
        "import django, json; django.setup(); from django.db import connection; c = connection.cursor();"
        f"c.execute({question!r}); print(json.dumps(c.fetchall()))"
    )
    environment = home.environment | {"DJANGO_SETTINGS_MODULE": "anlan.settings"}
    said = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, cwd=HOUSE)
    told: list[list[object]] = json.loads(said.stdout)
    return told


def cut_off(home: Home, after: float, *words: str) -> int:
    """Run a command, and kill it and all that it began after some seconds; return what it ended with."""
    with subprocess.Popen(
        [sys.executable, "-m", "anlan", *words],
        env=home.environment | SECRET,
        cwd=HOUSE,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as running:
        until = time.monotonic() + after
        while running.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
    return running.returncode


@pytest.mark.parametrize("content", [b"", b"\nsecond line\n", b"  \n", b"\xff\xfe", None])
def test_whoever_means_to_seal_the_keys_and_gives_no_passphrase_is_told_so(tmp_path, content):
    file = tmp_path / "passphrase"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(NotReady) as told:
        passphrase(file)

    assert told.value.code == "no-passphrase"
