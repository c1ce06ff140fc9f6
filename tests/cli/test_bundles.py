"""Everything is written into files that a stranger verifies; telephones only for who has the right, and noted."""

import csv
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from anlan.faces.cli import bundles

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def script():
    """Return the stranger's script."""
    sys.path.insert(0, str(DOCS))
    try:
        spec = importlib.util.spec_from_file_location("verify_bundle", DOCS / "verify_bundle.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(DOCS))
    return module


def test_what_is_written_holds_before_a_stranger_and_nothing_that_was_touched_does(lived_in, tmp_path, script):
    out = tmp_path / "out"
    said = lived_in.anlan("export", "--all", "--out", str(out), "--json")
    assert said.code == 0, said.err

    alone = [sys.executable, "-I", str(DOCS / "verify_bundle.py"), str(out)]
    ran = subprocess.run(alone, capture_output=True, text=True)
    assert (ran.returncode, f"has {said.told['entries']} entries" in ran.stdout) == (0, True), ran.stdout
    assert list((out / "evidence").iterdir())
    with (out / "tables" / "obligations_item.csv").open(newline="") as table:
        assert len(list(csv.DictReader(table))) > 100

    for number, forge in enumerate(FORGERIES):
        touched = tmp_path / f"touched-{number}"
        shutil.copytree(out, touched)
        forge(touched)
        listed_anew(touched)
        with pytest.raises(script.Refused):
            script.checked(touched, "")
    with pytest.raises(script.Refused, match="签名密钥不是"):
        script.checked(out, "0" * 64)


def test_no_text_of_a_table_is_run_by_who_opens_it():
    written = b"".join(bundles._csv(("what", "n", "hash"), [("=1+1", -3, b"\x0f"), ("+86 971", "-2.5", None)]))

    assert written.decode().splitlines() == ["what,n,hash", "'=1+1,-3,0f", "'+86 971,-2.5,"]


def test_telephones_are_for_who_answers_for_what_leaves_the_house_and_leave_a_line(lived_in, tmp_path):
    out = [tmp_path / name for name in ("all", "some", "none")]
    whole = lived_in.anlan("export", "--all", "--telephones", "--out", str(out[0]), "--as", "security")
    assert whole.code == 0, whole.err
    with (out[0] / "people.csv").open(newline="") as table:
        phones = {row["telephone"].encode() for row in csv.DictReader(table) if row["telephone"]}
    assert len(phones) > 20

    assert lived_in.anlan("export", "--all", "--out", str(out[1]), "--as", "duty").code == 1
    assert lived_in.anlan("export", "--all", "--telephones", "--out", str(out[1])).code == 1
    assert not out[1].exists()

    assert lived_in.anlan("export", "--all", "--out", str(out[2])).code == 0
    told = b"".join(path.read_bytes() for path in out[2].rglob("*") if path.suffix in (".csv", ".jsonl"))
    assert [phone for phone in phones if phone in told] == []
    lines = lived_in.anlan("registry", "audit-lines", "--as", "audit", "--json").told
    left = [line["path"] for line in lines if line["code"] == "exported"]
    assert left == ["anlan export --all --out none", "anlan export --all --telephones --out all"]


def header(folder):
    """Change a letter of what was said, where it was hashed."""
    replaced(folder, '"actor\\":\\"', '"actor\\":\\"x')


def body(folder):
    """Change what an entry says."""
    lines = entries(folder)
    lines[40]["body"] = lines[40]["body"].replace('"', ' "', 1)
    written(folder, lines)


def cut(folder):
    """Cut the end off."""
    written(folder, entries(folder)[:-1])


def blanked(folder):
    """Take a body away, as if it had been erased."""
    lines = entries(folder)
    lines[40]["body"] = lines[40]["salt"] = None
    written(folder, lines)


def unproved(folder):
    """Take the evidence away."""
    next((folder / "evidence").iterdir()).unlink()


def signed_by_another(folder):
    """Change a head."""
    replaced(folder, '\\"at\\":\\"2026', '\\"at\\":\\"2027', "heads.jsonl")


FORGERIES = (header, body, cut, blanked, unproved, signed_by_another)


def entries(folder):
    """Return the journal of a bundle."""
    return [json.loads(line) for line in (folder / "journal.jsonl").read_text("utf-8").splitlines()]


def written(folder, lines):
    """Write a journal in place of the one that is there."""
    (folder / "journal.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def replaced(folder, old, new, name="journal.jsonl"):
    """Change a text once."""
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


def listed_anew(folder):
    """Write the manifest anew, as a forger would."""
    names = [path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"]
    told = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in names}
    (folder / "manifest.json").write_text(json.dumps(told))
