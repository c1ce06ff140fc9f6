"""Put one entry of every fact that has none yet into the golden corpus: `python -m tests.journal.make_corpus`.

It only ever adds. What was shipped once stays as it was written, and must be read for ever.
"""

import json
import os
import sys
from base64 import b64encode
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from anlan.engines.proofs import entry
from anlan.kernel.journal.facts import KNOWN, Fact

CORPUS = Path(__file__).parent / "corpus"
FROZEN = CORPUS / "frozen.txt"  # the hash of every entry that was shipped
AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
SHA = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"

# What a field of this name holds, where any word will not do; a column holds one of each.
WORDS = {
    "item": "demo-2026-000001",
    "batch": "demo-2026-000001",
    "kind": "danger",
    "grade": "general",
    "stage": "after",
    "place": "630222901",
    "parent": "630222",
    "replaced_by": "630222902",
    "former_place": "630222902",
    "level": "town",
    "state": "filed",
    "person": "demo-p-000001",
    "people": "demo-p-000001",
    "owner": "demo-p-000001",
    "was_owners": "demo-p-000002",
    "submitted_by": "demo-p-000001",
    "to": "demo-p-000002",
    "checker": "demo-p-000002",
    "organisation": "demo-o-000001",
    "post": "demo-t-000001",
    "role": "officer",
    "site": "demo-s-000001",
    "job": "demo-j-000001",
    "watch": "demo-w-000001",
    "warning": "demo-a-000002",
    "next": "demo-w-000002",
    "in_return": "demo-w-000002",
    "officer": "demo-p-000001",
    "leader": "demo-p-000002",
    "deputy": "demo-p-000003",
    "department": "safety",
    "matter": "danger",
    "file": SHA,
    "evidence": SHA,
    "command": "0b8f3f0e-7a63-4f0b-9a57-0a7c4f1f8d11",
    "alg": "ed25519",
    "public": SHA,
    "key": SHA[:32],
    "journal": "demo",
    "task": "demo-2026-000002",
    "danger": "demo-2026-000001",
    "ground": "major",
    "finding": "stayed-away",
    "draw": "630222-2026-06",
    "sample": "630222-2026-06",
    "month": "2026-06",
    "seed": SHA,
    "digest": SHA,
    "dangers": "demo-2026-000001",
}
# What some facts hold, where a word for each field will not do.
WHOLE: dict[str, dict[str, Any]] = {
    "duty.watches-rostered": {
        "watches": ["demo-w-000001", "demo-w-000002"],
        "organisations": ["demo-o-000001"] * 2,
        "places": ["630222"] * 2,
        "departments": [None, "safety"],
        "officers": ["demo-p-000001", "demo-p-000003"],
        "leaders": ["demo-p-000002"] * 2,
        "deputies": [None, "demo-p-000004"],
        "from_ats": ["2026-07-01T00:30:00Z", "2026-07-01T09:30:00Z"],
        "until_ats": ["2026-07-01T09:30:00Z", "2026-07-02T00:30:00Z"],
    },
    "calls.opened": {
        "matter": "demo-a-000001",
        "colour": "red",
        "calls": ["demo-2026-000007"],
        "tiers": ["site"],
        "posts": ["demo-t-000001"],
        "sites": [["demo-s-000001"]],
        "insteads": [None],
        "ladder": {"key": "red", "again": 2, "deputy": 5, "above": 8, "answer": 10, "door": 10, "act": 20},
    },
    "journal.bodies-erased": {
        "journal": "demo",
        "ground": "个人要求删除",
        "seqs": [7],
        "names": ["items.noted"],
        "versions": [1],
        "kept": ['{"item":"demo-2026-000001","kind":"danger","text":"erased"}'],
    },
}


def main() -> None:
    """Add what is missing, and say what was added."""
    have = {path.stem for path in CORPUS.glob("*.json")}
    CORPUS.mkdir(exist_ok=True)
    seq = max((json.loads(path.read_text())["seq"] for path in CORPUS.glob("*.json")), default=0)
    for kind in KNOWN.values():
        if (stem := f"{kind.name}.{kind.version}") not in have and kind.__module__.startswith("anlan."):
            seq += 1
            stored = written(seq, sample(kind))
            text = json.dumps(stored, ensure_ascii=False, indent=1) + "\n"
            (CORPUS / f"{stem}.json").write_text(text)
            with FROZEN.open("a") as frozen:
                frozen.write(f"{sha256(text.encode()).hexdigest()}  {stem}.json\n")
            sys.stdout.write(f"added {stem}\n")


def written(seq: int, fact: Fact) -> dict[str, Any]:
    """Write a fact as the pen does; return what the file of the corpus says."""
    body = entry.body(msgspec.json.encode(fact))
    said = {
        **dict.fromkeys(entry.KEYS),
        **{"v": 1, "alg": "sha256", "origin": "demo", "inc": 1, "channel": "main", "seq": seq},
        **{"name": fact.name, "name_v": fact.version, "subject": fact.subject, "attachments": fact.attachments()},
        **{"actor": "demo-p-000001", "post": "demo-t-000001", "recorded_at": AT, "command": WORDS["command"]},
        "body": entry.digest(body),
    }
    header = entry.header(said)
    return {"seq": seq, "header": header.decode(), "body": b64encode(body).decode(), "hash": entry.leaf(header)}


def sample(kind: type[Fact]) -> Fact:
    """Return a fact of this kind, with something in every field."""
    if kind.name in WHOLE:
        return msgspec.convert(WHOLE[kind.name], kind)
    return _of(kind, "")  # type: ignore[no-any-return]


def _of(wanted: Any, name: str) -> Any:
    if get_origin(wanted) in (Union, UnionType):
        wanted = next(one for one in get_args(wanted) if one is not NoneType)
    if get_origin(wanted) is tuple:
        return (_of(get_args(wanted)[0], name if name in WORDS else name.removesuffix("s")),)
    if isinstance(wanted, type) and is_dataclass(wanted):
        hints = get_type_hints(wanted)
        return wanted(**{f.name: _of(hints[f.name], f.name) for f in fields(wanted) if f.init or f.default is MISSING})
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return next(iter(wanted))
    if wanted is str or hasattr(wanted, "__supertype__"):
        return WORDS.get(name, f"{name}，试")
    return {bool: True, int: 1_017_777_777, date: AT.date(), datetime: AT}[wanted]


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.settings")
    django.setup()
    main()
