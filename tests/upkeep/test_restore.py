"""What a restore does before it loads: heads that lay in the home are put aside, whole, and the first time only."""

import base64
import json
from hashlib import sha256

import pytest
from django.db import connection

from anlan.kernel.upkeep import backup, dump, keys, restore
from anlan.kernel.upkeep.backup import FORM, Kept, Manifest
from tests.cast import MORNING

BEGUN = restore.Mark(token="0" * 32, aside="heads-before-1")
LINE = b"of the backup\n"


@pytest.fixture
def copy(tmp_path):
    """A backup in which there is one file of heads."""
    folder = tmp_path / "copy"
    (folder / "files" / "heads").mkdir(parents=True)
    (folder / "files" / "heads" / "demo-2026-07.jsonl").write_bytes(LINE)
    kept = Kept(path="heads/demo-2026-07.jsonl", size=len(LINE), sha256=sha256(LINE).hexdigest())
    manifest = Manifest(
        form=FORM,
        origin="demo",
        inc=1,
        made_at=MORNING,
        entries=3,
        last=None,
        migrations=("0001",),
        tables=(),
        files=(kept,),
        house={},
    )
    return folder, manifest


def test_heads_that_lay_here_are_put_aside_once_however_often_a_restore_is_begun(copy, home):
    (home / "heads").mkdir()
    (home / "heads" / "demo-2026-07.jsonl").write_text("known before\n")
    (home / "heads" / "erased").write_text("demo-p-000007\n")

    folder, manifest = copy
    for _ in range(3):
        assert restore.bring_files(folder, manifest, BEGUN) == 3

    assert (home / BEGUN.aside / "demo-2026-07.jsonl").read_text() == "known before\n"
    assert (home / "heads" / "demo-2026-07.jsonl").read_bytes() == LINE
    assert "demo-p-000007" in (home / "heads" / "erased").read_text(), "who was erased by any list is erased"


def test_keys_of_another_house_are_left(home, tmp_path):
    (home / "keys").mkdir()
    (home / "keys" / "vault.key").write_bytes(b"1" * 32)
    kept = keys.keep(tmp_path / "kept", passphrase=None)
    keys.put_back(keys.opened(kept, passphrase=None))
    (home / "keys" / "vault.key").write_bytes(b"2" * 32)

    with pytest.raises(keys.OtherKeys):
        keys.opened(kept, passphrase=None)
    assert (home / "keys" / "vault.key").read_bytes() == b"2" * 32


def test_tables_are_those_of_the_migrations_that_were_applied(db):
    assert "upkeep_backup" in {table.name for table in dump.tables()}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name > '0018_pressing' AND app = 'anlan'")
    older = {table.name for table in dump.tables()}

    assert ("upkeep_backup" in older, "obligations_item" in older) == (False, True)


def test_what_was_coming_when_a_backup_was_killed_is_thrown_away_and_its_open_keys_too(tmp_path):
    (tmp_path / ".coming-anlan-demo").mkdir()
    (tmp_path / ".coming-anlan-demo" / "manifest.json").write_text("{}")
    (tmp_path / ".coming-anlan-demo.keys.00").write_text("keys that lie open")

    with backup.alone_in(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == [backup.LOCK]


def test_what_was_coming_among_the_keys_is_no_key(home, tmp_path):
    (home / "keys").mkdir()
    (home / "keys" / "vault.key").write_bytes(b"whole")
    (home / "keys" / ".coming-vault.key.00").write_bytes(b"half")

    keys.put_back(keys.opened(keys.keep(tmp_path / "a.keys", passphrase=None), passphrase=None))
    told = json.loads(base64.b64decode(json.loads((tmp_path / "a.keys").read_text())["content"]))

    assert set(told) == {"vault.key"}


def test_what_is_exchanged_while_it_is_copied_does_not_come(copy, home):
    folder, manifest = copy
    (folder / "files" / "heads" / "demo-2026-07.jsonl").write_bytes(b"exchanged")

    with pytest.raises(backup.Unfit, match="heads"):
        restore.bring_files(folder, manifest, BEGUN)
