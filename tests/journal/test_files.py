"""What is kept stays as it was, once, under the hash of its bytes."""

import hashlib
import os
from datetime import timedelta

import pytest

from anlan.engines.forensics.unfit import Unfit
from anlan.kernel.journal import files
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.journal.files import Changed, about, keep, kept_by, read
from tests.cast import MORNING

PHOTO = b"\xff\xd8\xff\xe0 a gate, blocked"
NO = hashlib.sha256(PHOTO).hexdigest()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.ANLAN_HOME = tmp_path / "home"
    return settings.ANLAN_HOME


def stored(home):
    return [path for path in (home / "evidence").rglob("*") if path.is_file()]


def test_a_file_is_found_again_under_the_hash_of_its_bytes(home):
    no = keep(PHOTO, name="gate.jpg", person="zhao", at=MORNING)

    assert no == NO
    assert read(no) == PHOTO
    assert stored(home) == [home / "evidence" / NO[:2] / NO]
    assert (home / "evidence" / NO[:2] / NO).stat().st_mode & 0o777 == 0o600
    assert (home / "evidence").stat().st_mode & 0o777 == 0o700


def test_it_is_known_what_it_is_and_who_brought_it_first():
    keep(PHOTO, name="gate.png", person="zhao", at=MORNING)
    keep(PHOTO, name="mine.jpg", person="wang", at=MORNING + timedelta(hours=1))
    keep(PHOTO, name="again.jpg", person="zhao", at=MORNING + timedelta(hours=2))

    first = about(NO)
    assert first is not None
    assert (first.person, first.name, first.media, first.size, first.at) == (
        "zhao",
        "gate.png",
        "image/jpeg",
        len(PHOTO),
        MORNING,
    )
    second = kept_by(NO, "wang")
    assert second is not None
    assert (second.name, second.at) == ("mine.jpg", MORNING + timedelta(hours=1))
    assert kept_by(NO, "zhou") is None


def test_the_same_bytes_lie_there_once(home):
    for person in ("zhao", "wang"):
        keep(PHOTO, name="gate.jpg", person=person, at=MORNING)

    assert len(stored(home)) == 1


def test_the_same_name_with_other_bytes_is_another_file():
    before = keep(PHOTO, name="gate.jpg", person="zhao", at=MORNING)
    after = keep(PHOTO + b", free", name="gate.jpg", person="zhao", at=MORNING)

    assert before != after
    assert read(before) == PHOTO


def test_changed_bytes_are_noticed_when_read_and_when_brought_again(home):
    keep(PHOTO, name="gate.jpg", person="zhao", at=MORNING)
    (home / "evidence" / NO[:2] / NO).write_bytes(b"forged")

    with pytest.raises(Changed):
        read(NO)
    with pytest.raises(Changed):
        keep(PHOTO, name="gate.jpg", person="zhao", at=MORNING)


def test_a_file_that_is_gone_is_not_a_file_that_never_was(home):
    keep(PHOTO, name="gate.jpg", person="zhao", at=MORNING)
    (home / "evidence" / NO[:2] / NO).unlink()

    with pytest.raises(Changed):
        read(NO)
    with pytest.raises(NotHere):
        read("0" * 64)


@pytest.mark.parametrize("no", ["", "../../etc/passwd", NO.upper(), NO + "\n", NO[:-1], "/" * 64, "\0" * 64])
def test_what_is_no_number_reaches_no_path(no):
    with pytest.raises(NotHere):
        read(no)
    assert about(no) is None


@pytest.mark.parametrize("name", ["../../pen.lock", "/etc/passwd", "a\0b.jpg", "..", "C:\\x\\y.jpg", "\u202egpj.exe"])
def test_a_name_is_shown_and_never_used_in_a_path(home, name):
    no = keep(PHOTO, name=name, person="zhao", at=MORNING)

    kept = about(no)
    assert kept is not None
    assert not set(kept.name) & set("/\\\0\u202e")
    assert stored(home) == [home / "evidence" / NO[:2] / NO]


def test_nothing_and_too_much_are_refused(monkeypatch):
    monkeypatch.setattr(files, "BYTES_MOST", 1 << 20)

    with pytest.raises(Unfit, match="file-empty"):
        keep(b"", name="gate.jpg", person="zhao", at=MORNING)
    with pytest.raises(Unfit, match="file-too-large"):
        keep(b"x" * (1 << 20) + b"x", name="gate.jpg", person="zhao", at=MORNING)


def test_a_crash_while_writing_leaves_nothing_behind(home, monkeypatch):
    def full(_):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    (home / "evidence" / NO[:2]).mkdir(parents=True)
    with pytest.raises(OSError, match="No space"):
        keep(PHOTO, name="gate.jpg", person="zhao", at=MORNING)

    assert stored(home) == []
    assert about(NO) is None


def test_a_file_brought_before_a_refused_act_stays(home):
    no = keep(PHOTO, name="gate.jpg", person="zhao", at=MORNING)

    assert about(no) is not None
    assert stored(home)
