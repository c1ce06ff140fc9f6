"""The doctor names each thing that is wrong with a house, and what to do; each is broken here once."""

import json
from collections import namedtuple
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError, connection

from anlan.engines.proofs import heads
from anlan.engines.proofs.audit import Fault, Unsound
from anlan.faces.cli import doctor, examining, fitness
from anlan.faces.cli.found import State
from anlan.kernel.channels import setting
from anlan.kernel.channels.rules import Kind
from anlan.kernel.chase import keeping
from anlan.kernel.chase.rules import NOT_BEGUN, SILENT, STOPPED, Beating
from anlan.kernel.chase.tables import Beat
from anlan.kernel.journal import seals
from anlan.kernel.journal.record import record
from anlan.kernel.journal.tables import triggers
from anlan.kernel.registry import vault
from anlan.kernel.registry.noes import AuditLine
from anlan.kernel.upkeep.rules import BACKUP_OLD
from anlan.kernel.upkeep.tables import Backup
from tests.cast import MORNING, by
from tests.cli.sickroom import found, tried
from tests.gateways.gateway import SECRET_TEXT

Usage = namedtuple("Usage", "total used free")
SECOND = timedelta(seconds=1)


def test_a_house_that_is_well_is_found_so_and_nothing_of_it_is_changed(house):
    before = {path: path.read_bytes() for path in house.rglob("*") if path.is_file()}

    lines = doctor.examined()

    unset = {"server", "channels"}  # what this house was never told
    assert [line for line in lines if line.state is not State.FIT and line.check not in unset] == []
    assert {line.state for line in lines} <= {State.FIT, State.NOTE}
    after = {path: path.read_bytes() for path in house.rglob("*") if path.is_file()}
    assert {path: after[path] for path in before} == before
    assert {path.name for path in after.keys() - before.keys()} <= {"secret-key"}  # made when it is first needed


def test_a_house_whose_calls_leave_by_nothing_or_by_a_channel_in_trouble_is_told_so(house):
    assert (found("channels").state, "anlan channel set" in found("channels").do) == (State.NOTE, True)

    given = {"kind": Kind.SMS, "address": "https://sms.example/", "secret": SECRET_TEXT}
    setting.set_("sms", **given, by=by("console"), at=MORNING)
    assert found("channels").state is State.FIT
    setting.stands("sms", trouble="certificate-expired", at=MORNING)
    assert "certificate has expired" in found("channels").says


def test_an_old_python_is_said(house, monkeypatch):
    monkeypatch.setattr("sys.version_info", (3, 10, 9))

    assert found("python").state is State.WRONG


def test_where_there_is_no_home_what_depends_on_it_was_not_looked_at(house, monkeypatch):
    monkeypatch.setattr(settings, "ANLAN_HOME", house / "elsewhere")

    states = {line.check: line.state for line in doctor.examined()}

    assert states["home"] is State.WRONG
    assert [check for check, state in states.items() if state is State.FIT] == ["python", "hosts"]
    assert set(states.values()) == {State.FIT, State.WRONG, State.UNSEEN}
    assert not (house / "elsewhere").exists()


def test_the_home_of_another_user_is_left_alone(house, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 54_321)

    assert found("owner").state is State.WRONG
    assert "sudo -u" in found("owner").do
    assert found("database").state is State.UNSEEN


@pytest.mark.parametrize("name", ["keys", "keys/heads.pem", "keys/vault.key"])
def test_what_others_can_read_is_said_and_not_changed(house, name):
    (house / name).chmod(0o755)

    line = found("permissions")

    assert (line.state, name in line.says) == (State.WRONG, True)
    assert (house / name).stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    ("free", "state"), [(0.5, State.WRONG), (3, State.NOTE), (6, State.FIT)], ids=["full", "fills", "has room"]
)
def test_a_disk_that_fills_is_said_before_it_is_full(house, monkeypatch, free, state):
    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage(0, 0, int(free * examining.GIB)))

    line = found("disk")

    assert (line.state, bool(line.do)) == (state, state is not State.FIT)


def test_a_file_of_a_database_on_a_disk_of_the_network_is_said(house, monkeypatch, tmp_path):
    told = tmp_path / "mounts"
    told.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/share {house} nfs4 rw 0 0\n")
    monkeypatch.setattr(examining, "MOUNTS", told)

    line = found("disk")

    assert line.state is (State.FIT if connection.vendor == "postgresql" else State.WRONG)
    told.write_text(f"server:/share / nfs4 rw 0 0\n/dev/sda1 {house.parent} ext4 rw 0 0\n")
    assert found("disk").state is State.FIT


@pytest.mark.parametrize(
    ("named", "proxies", "words"),
    [
        ([], ["127.0.0.1"], "without *"),
        (["*"], ["127.0.0.1"], "without *"),
        (["https://anlan.example"], ["127.0.0.1"], "without *"),
        (["a.example,b.example"], ["127.0.0.1"], "without *"),
        (["anlan.example"], [], "ANLAN_PROXY"),
        (["anlan.example"], ["proxy.lan"], "proxy.lan"),
        (["anlan.example"], ["0.0.0.0/0"], "too wide"),
        (["anlan.example"], ["10.0.0.0/8"], "too wide"),
        (["anlan.example"], ["::/0"], "too wide"),
    ],
)
def test_names_and_proxies_that_do_not_fit_are_said(house, monkeypatch, named, proxies, words):
    monkeypatch.setattr(settings, "OPEN_TO_OTHERS", True)
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["anlan.example"])
    monkeypatch.setattr(settings, "PROXIES", ["10.1.2.3", "fd00::/64"])
    assert found("hosts").state is State.FIT

    monkeypatch.setattr(settings, "ALLOWED_HOSTS", named)
    monkeypatch.setattr(settings, "PROXIES", proxies)

    line = found("hosts")
    assert (line.state, words in line.says) == (State.WRONG, True), line


def test_what_check_says_is_said(house, monkeypatch):
    monkeypatch.setattr(settings, "SECURE_CONTENT_TYPE_NOSNIFF", False)

    line = found("settings")

    assert (line.state, "security.W006" in line.says, "anlan check" in line.do) == (State.WRONG, True, True)


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_database_that_is_away_is_said_without_a_password(house, monkeypatch, kind):
    def away(*given):
        raise kind("password=hunter2")

    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "db.lan")
        patch.setattr(connection, "cursor", away)
        patch.setattr(connection, "close", lambda: None)
        lines = doctor.examined()

    assert next(line.state for line in lines if line.check == "database") is State.WRONG
    assert {line.state for line in lines[-8:]} == {State.UNSEEN}
    assert "hunter2" not in str(lines)


def test_a_question_that_fails_is_said_without_its_words(house, monkeypatch):
    def broken():
        raise ProgrammingError("hunter2")

    monkeypatch.setattr(fitness, "last_said_at", broken)

    line = found("clock")

    assert (line.state, "ProgrammingError" in line.says, "hunter2" in str(line)) == (State.WRONG, True, False)


def test_tables_that_are_not_up_to_date_are_said(house):
    with connection.cursor() as asking:
        newest = "SELECT max(name) FROM django_migrations WHERE app = 'anlan'"
        asking.execute(f"DELETE FROM django_migrations WHERE name = ({newest})")

    assert (found("tables").state, found("heads").state) == (State.WRONG, State.UNSEEN)
    assert "anlan upgrade" in found("tables").do


def test_tables_of_another_version_are_said(house):
    with connection.cursor() as asking:
        asking.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('anlan', '0099_later', '2026-07-18')"
        )

    assert (found("tables").state, "0099_later" in found("tables").says) == (State.WRONG, True)


@pytest.mark.parametrize("of", [(), (AuditLine,)], ids=["of the journal", "of audit lines"])
def test_a_trigger_that_is_gone_is_named(house, of):
    name, _, _, drop = next(iter(triggers(connection.vendor, *of)))
    with connection.cursor() as asking:
        asking.execute(drop)

    assert (found("triggers").state, name in found("triggers").says) == (State.WRONG, True)


def test_a_key_of_names_that_is_gone_is_said(house):
    (house / "keys" / "vault.key").unlink()
    vault._master.cache_clear()

    assert (found("vault").state, "keys/vault.key" in found("vault").says) == (State.WRONG, True)


def pem() -> bytes:
    """Return another key than any that a journal names."""
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return Ed25519PrivateKey.generate().private_bytes(*form)


@pytest.mark.parametrize("content", [None, b"", b"a letter", pem()], ids=["gone", "empty", "no key", "another"])
def test_a_key_that_does_not_fit_the_journal_is_said(house, content):
    path = house / "keys" / "heads.pem"
    path.unlink() if content is None else path.write_bytes(content)

    assert (found("key").state, "anlan seal --new-key" in found("key").do) == (State.WRONG, True)


def test_a_house_that_has_signed_nothing_yet_lacks_no_key(county, home):
    assert fitness.key_fits()


def test_heads_outside_that_are_gone_are_said(house):
    [kept] = (house / "heads").glob("demo-*.jsonl")
    kept.unlink()

    assert (found("heads").state, "outside are missing" in found("heads").says) == (State.WRONG, True)


def test_a_database_that_is_older_than_its_heads_is_said(house):
    [kept] = (house / "heads").glob("demo-*.jsonl")
    head = replace(heads.read_line(kept.read_text().splitlines()[-1]).said(), size=99)
    kept.write_text(kept.read_text() + heads.sign(head, Ed25519PrivateKey.generate()).line() + "\n")

    line = found("heads")

    assert (line.state, "older than its heads" in line.says, "anlan verify" in line.do) == (State.WRONG, True, True)


def test_a_journal_whose_end_is_none_is_said(house, monkeypatch):
    def unsound():
        raise Unsound(Fault(seq=7, what="end"))

    monkeypatch.setattr(seals, "ending", unsound)

    assert (found("heads").state, "anlan verify" in found("heads").do) == (State.WRONG, True)


def test_a_clock_that_went_back_is_said(house, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", (MORNING - examining.SLACK).isoformat())
    assert found("clock").state is State.FIT

    monkeypatch.setenv("ANLAN_NOW", (MORNING - examining.SLACK - SECOND).isoformat())

    assert (found("clock").state, "went back" in found("clock").says) == (State.WRONG, True)


def test_a_clock_that_nothing_keeps_is_worth_a_note(house, monkeypatch):
    monkeypatch.setattr(examining, "is_kept_in_time", lambda: False)

    assert found("clock").state is State.NOTE


@pytest.mark.parametrize("what", Beating)
def test_what_has_stopped_is_said_and_what_never_began_is_worth_a_note(house, what):
    keeping.beat(what, MORNING - SILENT - SECOND)
    assert found(what).state is State.WRONG
    assert found(what).says.startswith(STOPPED[what][1])

    Beat.objects.filter(what=what).delete()
    assert (found(what).state, found(what).says) == (State.NOTE, NOT_BEGUN[what][1])


def test_a_file_that_cannot_be_read_is_said(house, monkeypatch):
    def denied(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", denied)

    assert (found("key").state, "heads.pem cannot be read" in found("key").says) == (State.WRONG, True)


def test_a_program_is_told_in_json_and_a_person_in_his_language(lived_in):
    said, zh = lived_in.anlan("doctor", "--json"), lived_in.anlan("doctor", lang="zh_CN.UTF-8")

    assert (said.code, zh.code) == (0, 0), said.out
    assert said.told["fit"]
    assert [line["check"] for line in said.told["checks"]] == list(doctor.CHECKS)
    assert "签名密钥" in zh.out
    assert "→ 运行 anlan serve" in zh.out
    (lived_in.path / "keys" / "heads.pem").unlink()
    wrong = lived_in.anlan("doctor", "--json")
    assert (wrong.code, wrong.told["fit"], wrong.err) == (1, False, "")


def test_no_secret_is_ever_told(lived_in):
    address = "postgresql://anlan:hunter2@127.0.0.1:1/county"
    keys = [path.read_bytes() for path in (lived_in.path / "keys").iterdir() if path.is_file()]

    for more in ({}, {"ANLAN_DB": address}, {"ANLAN_DB": address, "ANLAN_HOSTS": "a.example"}):
        for words in (("doctor",), ("doctor", "--json")):
            said = lived_in.anlan(*words, more=more)
            told = said.out + said.err
            assert "Traceback" not in told
            assert "hunter2" not in told
            assert [key for key in keys if key in told.encode() or key.hex() in told] == []
    assert json.loads(said.out)["fit"] is False


def test_a_backup_that_is_old_or_was_never_tried_is_noted(house, monkeypatch):
    assert found("backup").state == State.FIT
    monkeypatch.setenv("ANLAN_NOW", (MORNING + BACKUP_OLD + SECOND).isoformat())
    assert "which is old" in found("backup").says

    record([tried(MORNING + BACKUP_OLD)], by=by("console"), at=MORNING + BACKUP_OLD)
    assert found("backup").state == State.FIT
    Backup.objects.update(proven_at=None)
    assert "ever brought back" in found("backup").says
    Backup.objects.all().delete()
    assert (found("backup").state, "none yet" in found("backup").says) == (State.NOTE, True)
