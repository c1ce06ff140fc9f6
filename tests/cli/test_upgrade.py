"""An older house becomes ours, backed up first, killed or not; a newer one, and one that is served, are left alone."""

import fcntl
import random
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from anlan.faces.cli import upgrading
from anlan.faces.cli.alone import LOCK
from anlan.kernel.journal import reads
from anlan.kernel.journal.facts import KNOWN, TooNew
from tests.cli.test_backups import cut_off
from tests.console import HOUSE, Home
from tests.journal.words import say
from tests.often import often

OLD = "0018_pressing"


@pytest.fixture
def older(lived_in: Home) -> Home:
    """A demo as a program would have left it that knew fewer tables."""
    words = (sys.executable, "-m", "django", "migrate", "anlan", OLD)
    environment = lived_in.environment | {"DJANGO_SETTINGS_MODULE": "anlan.settings"}
    subprocess.run(words, env=environment, cwd=HOUSE, check=True, capture_output=True)
    return lived_in


def test_an_older_house_becomes_ours_however_often_it_is_killed(older, tmp_path):
    chance, copies = random.Random(3), str(tmp_path / "b")
    said = older.anlan("serve", "--json")
    assert (said.code, said.told["error"], "anlan upgrade" in said.told["says"]) == (1, "not-migrated", True)

    codes = [cut_off(older, wait, "upgrade", copies) for wait in (chance.uniform(1, 9) for _ in range(often(1)))]
    while 0 not in codes:
        codes.append(cut_off(older, 240, "upgrade", copies))

    assert older.anlan("upgrade", copies, "--json").told == {"upgraded": False}
    assert older.anlan("verify").code == older.anlan("rebuild", "--check").code == 0
    assert list(Path(copies).glob(".[ct]*")) == [], "no half backup, and no trial of one, is left"


def test_a_house_that_is_served_is_not_upgraded(lived_in, tmp_path):
    with (lived_in.path / LOCK).open("w") as served:
        fcntl.flock(served, fcntl.LOCK_SH)
        said = lived_in.anlan("upgrade", str(tmp_path), "--json")

    assert (said.code, said.told["error"]) == (1, "served")


@pytest.mark.django_db
def test_what_a_newer_version_said_is_not_touched(monkeypatch, capsys):
    say(1)
    monkeypatch.setitem(KNOWN, "tests.word-said", None)
    with pytest.raises(TooNew):
        reads.must_be_readable()
    with pytest.raises(typer.Exit):
        upgrading._must_be_readable(True)
    assert "too-new" in capsys.readouterr().out
