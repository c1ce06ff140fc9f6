"""The golden corpus: every fact ever shipped can still be read and folded, for as long as the house stands."""

import json
from base64 import b64decode
from dataclasses import fields
from hashlib import sha256

import msgspec
import pytest

from anlan.engines.proofs import entry
from anlan.kernel.journal import follow
from anlan.kernel.journal.facts import KNOWN, UPCASTS, Told, read_fact
from anlan.kernel.obligations.facts import ItemNoted
from anlan.kernel.obligations.tables import Item
from tests.cast import MORNING
from tests.journal.make_corpus import CORPUS, FROZEN

FILES = sorted(CORPUS.glob("*.json"), key=lambda path: json.loads(path.read_text())["seq"])
SHIPPED = {kind.name: kind.version for kind in KNOWN.values() if kind.__module__.startswith("anlan.")}


def stored(path):
    told = json.loads(path.read_text())
    return told, told["header"].encode(), b64decode(told["body"])


def fact_of(path):
    _, header, body = stored(path)
    said = json.loads(header)
    return read_fact(said["name"], said["name_v"], entry.unsalted(body))


@pytest.mark.parametrize(("name", "version"), sorted(SHIPPED.items()))
def test_every_version_of_every_fact_has_an_entry(name, version):
    missing = [v for v in range(1, version + 1) if not (CORPUS / f"{name}.{v}.json").exists()]

    assert missing == [], "add them: python -m tests.journal.make_corpus"
    assert all((name, older) in UPCASTS for older in range(1, version))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_entry_hashes_to_what_its_file_says(path):
    told, header, body = stored(path)

    assert entry.leaf(header) == told["hash"]
    assert json.loads(header)["body"] == entry.digest(body)
    assert tuple(json.loads(header)) == entry.KEYS


@pytest.mark.parametrize(("name", "version"), sorted(SHIPPED.items()))
def test_a_fact_says_what_its_version_has_always_said(name, version):
    path = CORPUS / f"{name}.{version}.json"
    _, _, body = stored(path)
    written = json.loads(entry.unsalted(body))

    assert set(written) == {field.name for field in fields(KNOWN[name])}, "a changed fact is a new version of it"
    assert json.loads(msgspec.json.encode(fact_of(path))) == written


def test_no_entry_is_written_anew():
    frozen = dict(line.split()[::-1] for line in FROZEN.read_text().splitlines())
    there = {path.name: sha256(path.read_bytes()).hexdigest() for path in FILES}

    assert there == frozen, "what was shipped once is read for ever as it was written"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_entry_can_be_read(path):
    fact = fact_of(path)

    assert path.stem.startswith(f"{fact.name}.")
    assert list(fact.speaks_of())


@pytest.mark.django_db
def test_every_entry_can_be_folded_in_the_order_in_which_they_came(monkeypatch):
    monkeypatch.setitem(follow.FORGETS, ItemNoted, lambda facts: None)

    for path in FILES:
        told = Told(fact=fact_of(path), at=MORNING, person="demo-p-000001", command=path.stem)
        if told.fact.name == "items.filed-in-batch":  # in life the numbers of a batch are new
            Item.objects.filter(no__in=list(told.fact.speaks_of())).delete()
        follow.bring_into_step([told])
