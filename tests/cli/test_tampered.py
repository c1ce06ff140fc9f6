"""Who holds a backup without its keys changes it and puts its manifest right: nothing of it is brought back."""

import json
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from anlan.engines.proofs import detached
from anlan.faces.cli import restoring
from anlan.kernel.upkeep import backup, keys, restore
from anlan.kernel.upkeep.backup import MANIFEST, SIGNATURE, SIGNED, Foreign, Kept, Unfit
from anlan.kernel.upkeep.dump import Dumped
from tests.cli.conftest import SECRET
from tests.cli.test_backups import is_untouched

PHRASE = SECRET["ANLAN_BACKUP_PASSPHRASE"]
ACCOUNTS = "registry_account"


@pytest.fixture
def touched(copy, tmp_path):
    """A copy of the backup in which every account has another password, and the manifest says so."""
    folder = tmp_path / "touched"
    shutil.copytree(copy, folder)
    table = folder / "tables" / f"{ACCOUNTS}.jsonl"
    table.write_text(table.read_text("utf-8").replace("argon2id", "argon2iD"), "utf-8")
    digest = sha256(table.read_bytes()).hexdigest()
    told = backup.read(folder).manifest
    tables = tuple(replace(one, sha256=digest) if one.table.name == ACCOUNTS else one for one in told.tables)
    assert tables != told.tables
    (folder / MANIFEST).write_bytes(msgspec.json.encode(msgspec.structs.replace(told, tables=tables)))
    return folder


def test_accounts_that_somebody_changed_are_not_brought_back_though_the_manifest_says_so(touched, copy, empty):
    words = ("restore", str(touched), "--keys", f"{copy}.keys", "--json")
    said = empty.anlan(*words, "--unsigned", more=SECRET)

    assert (said.code, said.told["error"], SIGNATURE in said.told["says"]) == (1, "unfit", True)
    assert is_untouched(empty)


def test_a_backup_without_its_signature_is_brought_back_only_by_who_says_so(touched, copy, home, capsys):
    (touched / SIGNATURE).unlink()
    held = keys.opened(Path(f"{copy}.keys"), passphrase=PHRASE)

    assert refused(capsys, touched, held, None) == "unsigned"
    assert refused(capsys, touched, held, keys.signer(held), unsigned=True) == "unsigned"
    assert refused(capsys, touched, held, None, unsigned=True) is None


def test_a_signature_by_another_key_is_that_of_nobody(touched, copy, home, capsys):
    held = keys.opened(Path(f"{copy}.keys"), passphrase=PHRASE)
    signer = keys.signer(held)
    assert signer
    named = ":".join(signer[n : n + 2] for n in range(0, len(signer), 2)).upper()
    assert refused(capsys, copy, held, named) is None
    assert refused(capsys, copy, held, "0" * 64) == "other-key"

    another = detached.sign(SIGNED, backup.digest_of(touched), Ed25519PrivateKey.generate())
    (touched / SIGNATURE).write_bytes(another.line())
    assert refused(capsys, touched, held, None) == "other-key"
    assert refused(capsys, touched, held, signer) == "other-key"


def test_nor_is_one_over_something_else(copy, tmp_path):
    told = detached.read((copy / SIGNATURE).read_bytes())
    for wrong in (replace(told, over="bundle"), replace(told, public="00" * 32), replace(told, alg="none")):
        assert not detached.holds(wrong, SIGNED, told.sha256)
    shutil.copy(copy / MANIFEST, tmp_path)
    for line in (b"", b"{}", b"[" * 100_000, b"\xff", told.line().replace(b'"', b"'")):
        (tmp_path / SIGNATURE).write_bytes(line)
        with pytest.raises(Unfit, match=SIGNATURE):
            backup.read(tmp_path)
    (tmp_path / SIGNATURE).unlink()
    (tmp_path / SIGNATURE).symlink_to(copy / SIGNATURE)
    with pytest.raises(Unfit, match=SIGNATURE):
        backup.read(tmp_path)


def test_what_is_no_backup_is_told_so(tmp_path):
    with pytest.raises(Unfit, match=MANIFEST):
        backup.read(tmp_path)
    for content in (b"", b"[" * 100_000, b"{}", b"\xff"):
        (tmp_path / MANIFEST).write_bytes(content)
        with pytest.raises(Unfit, match=MANIFEST):
            backup.read(tmp_path)


def test_keys_that_lie_open_are_not_those_that_were_sealed(home, tmp_path):
    open_ones = keys.keep(tmp_path / "a.keys", passphrase=None)

    with pytest.raises(keys.NotSealed):
        keys.opened(open_ones, passphrase=PHRASE)
    for content in (b"", b"[" * 100_000, b'{"is_sealed":false,"salt":"","nonce":"","content":"?"}', outside()):
        open_ones.write_bytes(content)
        with pytest.raises(keys.NoKeys):
            keys.opened(open_ones, passphrase=None)


def outside() -> bytes:
    """Return a file of keys of which one would lie elsewhere."""
    content = "eyIuLi9ob3VzZS5qc29uIjoiIn0="  # {"../house.json":""}
    return json.dumps({"is_sealed": False, "salt": "", "nonce": "", "content": content}).encode()


@pytest.mark.django_db
def test_nor_is_one_by_a_key_of_which_the_journal_never_spoke(copy, home, capsys):
    with pytest.raises(typer.Exit):
        restoring._must_hold(backup.read(copy).manifest, "0" * 64, True)
    assert json.loads(capsys.readouterr().out)["error"] == "other-key"


FAMILIAR = "registry_familiar"


def table(**changed):
    """Return how a table is told otherwise."""

    def change(told: Dumped) -> Dumped:
        return replace(told, table=replace(told.table, **changed)) if told.table.name == FAMILIAR else told

    return lambda manifest: {"tables": tuple(map(change, manifest.tables))}


def path(told):
    """Return how a file is added."""
    return lambda manifest: {"files": (*manifest.files, Kept(path=told, size=1, sha256="0" * 64))}


STRANGE = {
    "a-path-of-the-machine": path("/etc/hostname"),
    "a-path-upward": path("evidence/../../x"),
    "a-key": path("keys/secret-key"),
    "the-house-itself": path("house.json"),
    "a-folder": path("heads"),
    "a-path-in-disguise": path("evidence//x"),
    "another-separator": path("evidence\\..\\x"),
    "what-a-terminal-runs": path("evidence/\x1b[2J"),
    "a-file-twice": lambda manifest: {"files": (*manifest.files, manifest.files[0])},
    "a-column-that-is-sql": table(columns=("name", "address", "at) SELECT 'x','y',1 --")),
    "a-table-that-is-sql": table(name="registry_familiar; DROP TABLE x"),
    "an-order-that-is-sql": table(key=(("name) --", True),)),
    "a-table-less": lambda manifest: {"tables": manifest.tables[1:]},
    "a-table-twice": lambda manifest: {"tables": (*manifest.tables, manifest.tables[0])},
    "a-migration-less": lambda manifest: {"migrations": manifest.migrations[1:]},
    "another-origin": lambda manifest: {"origin": "demo' OR 1=1 --"},
    "a-pack-elsewhere": lambda manifest: {"house": {"origin": "demo", "pack": "../../evil", "place": "630224"}},
    "a-house-of-another": lambda manifest: {"house": {"origin": "other", "pack": "cn-qinghai", "place": "630224"}},
}


@pytest.mark.parametrize("change", STRANGE.values(), ids=STRANGE.keys())
def test_what_no_backup_of_ours_holds_is_refused_whoever_signed_it(copy, change):
    manifest = backup.read(copy).manifest
    backup.must_be_ours(manifest)

    with pytest.raises(Foreign) as refused:
        backup.must_be_ours(msgspec.structs.replace(manifest, **change(manifest)))
    assert refused.value.what.isprintable()


def test_no_file_is_read_or_written_through_a_link(copy, tmp_path):
    folder, elsewhere = tmp_path / "b", tmp_path / "elsewhere"
    manifest = backup.read(copy).manifest
    shutil.copytree(copy, folder)
    (folder / "files" / "heads").rename(elsewhere)
    (folder / "files" / "heads").symlink_to(elsewhere)
    with pytest.raises(Unfit, match="heads"):
        backup.must_be_whole(folder, manifest)

    for name in ("evidence", "keys", manifest.files[0].path):
        home = tmp_path / f"home-{name.partition('/')[0]}"
        (home / name).parent.mkdir(parents=True)
        restore.must_be_folders(home, manifest)
        (home / name).symlink_to(elsewhere)
        with pytest.raises(restore.Linked, match=name):
            restore.must_be_folders(home, manifest)


@pytest.mark.django_db
@pytest.mark.parametrize("row", ["?", "[]", "7", '["a","b",{"c":1}]'])
def test_rows_that_are_none_are_refused_in_words(copy, tmp_path, row):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / f"{FAMILIAR}.jsonl").write_text(f"{row}\n")
    manifest = backup.read(copy).manifest
    one = tuple(dumped for dumped in manifest.tables if dumped.table.name == FAMILIAR)

    with pytest.raises(Unfit, match=FAMILIAR):
        restore.load(tmp_path, msgspec.structs.replace(manifest, tables=one), shift=0)


def refused(capsys, folder, held, wanted, *, unsigned=False) -> str | None:
    """Return by which word a backup is refused, if it is."""
    try:
        restoring._must_be_signed(backup.read(folder).key, held, wanted, True, unsigned=unsigned)
    except typer.Exit:
        error: str = json.loads(capsys.readouterr().out)["error"]
        return error
    return None
