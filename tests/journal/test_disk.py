"""What a house cannot do without is on the disk before it is used: the file, its name, and the folder it lies in."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from anlan import disk
from anlan import settings as house
from anlan.kernel.journal import seals
from anlan.kernel.registry import vault
from tests.cast import MORNING


@pytest.fixture
def told(monkeypatch) -> list[str]:
    """Return what the disk is told, in its order: to keep a file, to give it a name, to remember a folder."""
    said = list[str]()
    flush, link = os.fsync, os.link

    def flushed(handle: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        said.append(f"folder {Path(os.readlink(f'/proc/self/fd/{handle}')).name}" if is_folder else "file")
        flush(handle)

    def linked(one: Path, other: Path) -> None:
        said.append(f"name {Path(other).name}")
        link(one, other)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "link", linked)
    return said


def test_a_file_is_kept_before_it_has_its_name_and_its_folder_remembers_it(tmp_path, told):
    disk.keep_once(tmp_path / "keys" / "one", b"a")

    assert told == [f"folder {tmp_path.name}", "file", "name one", "folder keys"]
    assert (tmp_path / "keys" / "one").read_bytes() == b"a"
    assert stat.S_IMODE((tmp_path / "keys" / "one").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_of_two_who_come_at_once_the_first_ones_stands_and_nothing_is_left_over(tmp_path, told):
    disk.keep_once(tmp_path / "one", b"a")
    disk.keep_once(tmp_path / "one", b"b")

    assert (tmp_path / "one").read_bytes() == b"a"
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_what_is_written_anew_is_whole_before_the_other_is_gone(tmp_path, told):
    disk.write(tmp_path / "one", b"a")
    disk.write(tmp_path / "one", b"b")

    assert told == ["file", f"folder {tmp_path.name}"] * 2
    assert (tmp_path / "one").read_bytes() == b"b"
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


@pytest.mark.parametrize("way", [disk.write, disk.keep_once])
def test_what_cannot_be_written_leaves_what_was_there_and_nothing_beside_it(tmp_path, monkeypatch, way):
    (tmp_path / "one").write_bytes(b"a")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        way(tmp_path / "one", b"b")

    assert (tmp_path / "one").read_bytes() == b"a"
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_no_key_of_a_house_is_used_before_the_disk_has_it(db, home, told, monkeypatch):
    monkeypatch.setattr(house, "ANLAN_HOME", home)
    house._secret()
    vault.keep("wang", vault.NAME, "王建国")
    seals.seal(MORNING)

    for name in ("secret-key", "vault.key", "heads.pem"):
        at = told.index(f"name {name}")
        assert told[at - 1] == "file", name
        assert told[at + 1] == "folder keys", name
    heads = next(path.name for path in home.rglob("*.jsonl"))
    assert (home / "heads" / heads).exists()
    assert "folder heads" in told
