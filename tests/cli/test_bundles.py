"""Everything is written into files that a stranger verifies; telephones only for who has the right, and noted."""

import csv
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from anlan.faces.cli import bundles

DOCS = Path(__file__).parents[2] / "docs"
HOSTILE = ("[" * 200_000, "{}", "null", '{"\\ud800":"0"}', "9" * 10_000, "\udc80", "[NaN]", "")


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


def test_what_is_written_holds_before_a_stranger_and_nothing_that_was_touched_does(
    lived_in, tmp_path, script, monkeypatch, capsys
):
    out = tmp_path / "out"
    said = lived_in.anlan("export", "--all", "--out", str(out), "--json")
    assert said.code == 0, said.err

    alone = [sys.executable, "-I", str(DOCS / "verify_bundle.py"), str(out), "--key", said.told["key"]]
    ran = subprocess.run(alone, capture_output=True, text=True)
    assert (ran.returncode, f"has {said.told['entries']} entries" in ran.stdout) == (0, True), ran.stdout
    assert "Tables, names and all else are as the list says that the same key signed" in ran.stdout
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
        (touched / "manifest.sig").unlink()
        with pytest.raises(script.Refused):
            script.checked(touched, "", journal_alone=True)
    with pytest.raises(script.Refused, match="签名密钥不是"):
        script.checked(out, "0" * 64)

    written_anew(out)
    with pytest.raises(script.Refused, match="清单的签名有误"):
        script.checked(out, "")
    for hostile in HOSTILE[:3]:
        (out / "manifest.sig").write_text(hostile)
        assert asked(script, out, monkeypatch, capsys)[0] == 2
    (out / "manifest.sig").unlink()
    with pytest.raises(script.Refused, match="清单没有签名"):
        script.checked(out, "")
    told = script.checked(out, "", journal_alone=True)
    assert "Not shown: tables, names and all else, for nobody signed the list" in told[1]


@pytest.mark.parametrize("name", ["journal.jsonl", "heads.jsonl", "manifest.json"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_somebody_wrote_to_break_it_is_refused_in_words(tmp_path, script, monkeypatch, capsys, name, hostile):
    bundle(tmp_path)
    (tmp_path / name).write_text(hostile, "utf-8", errors="surrogateescape")
    if name != "manifest.json":
        listed_anew(tmp_path)

    code, said = asked(script, tmp_path, monkeypatch, capsys)
    assert (code in (1, 2), said.startswith(("不符", "无法读取"))) == (True, True)


@pytest.mark.parametrize(
    "name", ["../x", "/etc/hostname", "tables/../../x.csv", "evidence/x", "x\x1b[2J", "\ud800", "README.txt/", "keys/x"]
)
def test_no_name_leads_out_of_a_bundle_or_speaks_to_the_terminal(tmp_path, script, monkeypatch, capsys, name):
    bundle(tmp_path)
    told = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(told | {name: hashlib.sha256(b"").hexdigest()}))

    code, said = asked(script, tmp_path, monkeypatch, capsys)
    assert (code, "is no file that Anlan writes" in said) == (1, True)
    assert all(line.isprintable() for line in said.splitlines())


def test_what_is_no_file_is_not_read(tmp_path, script, monkeypatch, capsys):
    for number, target in enumerate((None, "/dev/zero", ".")):
        folder = tmp_path / str(number)
        bundle(folder)
        if target is None:
            os.mkfifo(folder / "tables")
        else:
            (folder / "tables").symlink_to(target)

        code, said = asked(script, folder, monkeypatch, capsys)
        assert (code, "tables is a link, or no file" in said) == (1, True)


def bundle(folder):
    """Write the least that could be a bundle."""
    folder.mkdir(exist_ok=True)
    for name in ("journal.jsonl", "heads.jsonl", "README.txt"):
        (folder / name).write_text("")
    listed_anew(folder)


def asked(script, folder, monkeypatch, capsys):
    """Ask the stranger's script about a folder; return with what it ends, and what it says."""
    monkeypatch.setattr(sys, "argv", ["verify_bundle.py", str(folder)])
    code = script.main()
    return code, capsys.readouterr().out


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
    people = out[0].parent / "people.csv"
    assert lived_in.anlan("export", "people", "--format", "csv", "--out", str(people), "--as", "duty").code == 0
    whole = len(re.findall(r"(?<!\d)1\d{10}(?!\d)", people.read_text("utf-8-sig")))
    assert whole > 20
    lines = lived_in.anlan("registry", "audit-lines", "--as", "audit", "--json").told
    left = [line["path"] for line in lines if line["code"] == "exported"]
    assert left == [
        f"anlan export people {whole} --out people.csv",
        *("anlan export --all --out none", "anlan export --all --telephones --out all"),
    ]


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


def exchanged(folder):
    """Put other bytes under the name of a file of evidence."""
    file = next((folder / "evidence").iterdir())
    file.chmod(0o600)
    file.write_bytes(b"another picture")


def excused(folder):
    """Take a body away, and add behind the last head that it was erased: for that nobody needs a key."""
    blanked(folder)
    lines = entries(folder)
    told, salt = json.loads(lines[-1]["header"]), bytes(32)
    body = json.dumps({"seqs": [json.loads(lines[40]["header"])["seq"]]})
    last = hashlib.sha256(b"\0" + lines[-1]["header"].encode()).hexdigest()
    told |= {"seq": told["seq"] + 1, "prev": last, "name": "journal.bodies-erased", "attachments": []}
    told["body"] = hashlib.sha256(salt + body.encode()).hexdigest()
    written(folder, [*lines, {"header": json.dumps(told), "salt": salt.hex(), "body": body}])


FORGERIES = (header, body, cut, blanked, unproved, signed_by_another, exchanged, excused)


def written_anew(folder):
    """Tell other names and other rows, and write the list anew."""
    for name in ("people.csv", "tables/obligations_item.csv"):
        path = folder / name
        path.write_text(path.read_text("utf-8").replace("1", "2"), "utf-8")
    listed_anew(folder)


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
    names = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("manifest.")]
    told = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in names}
    (folder / "manifest.json").write_text(json.dumps(told))
