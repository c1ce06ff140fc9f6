"""`anlan export --all`: everything that is the office's own, in files that anybody can read and a stranger verify."""

from __future__ import annotations

import csv
import io
import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import msgspec
from django.conf import settings

from anlan import disk
from anlan.engines.proofs import heads
from anlan.engines.proofs.heads import Signed
from anlan.engines.sheets.texts import guarded
from anlan.faces.cli import serving
from anlan.faces.cli.console import HERE, refuse, say, tell
from anlan.kernel.journal import rebuild, seals
from anlan.kernel.registry import noes
from anlan.kernel.registry.door import KEEPER, Visit
from anlan.kernel.registry.may import MayNot, Role
from anlan.kernel.upkeep import dump, keys, reads

SIGNED = "bundle"  # what the signature says that it is over
SALT = 32  # bytes before the text of a body
# What follows from the journal and is no use to a reader: hashes between leaves and root, and an index.
NOT_READ = frozenset({"journal_node", "journal_mention"})
HEADS = "SELECT head, key, signature FROM journal_seal ORDER BY size"
README = """安澜全部数据

journal.jsonl   账本：每行一条。header 是签过名的原文，salt（十六进制）与 body 合起来是正文；正文已删除的为 null
heads.jsonl     签名头
evidence/       证据文件，文件名即其 SHA-256
tables/*.csv    由账本推出的各表；表格软件会当作公式的文字，前面加了撇号
people.csv      人员编号与姓名；电话只在有权者要求时写入，并留下审计记录
manifest.json   以上各文件的 SHA-256
manifest.sig    签名密钥对 manifest.json 的签名

核验：python3 verify_bundle.py 此文件夹 --key 该单位公布的密钥指纹
（只需 Python，不联网；docs/verify_bundle.py 与 docs/verify_receipt.py 放在一起）

All that is the office's own

journal.jsonl   the journal, an entry a line: header is the text that was hashed; salt (hexadecimal) and body together
                are its body, null where that was erased
heads.jsonl     the signed heads
evidence/       files of evidence, each under its SHA-256
tables/*.csv    tables that follow from the journal; a text that a spreadsheet would run has an apostrophe before it
people.csv      numbers and names of people; telephones only where somebody with the right asked for them, which left
                an audit line
manifest.json   the SHA-256 of each of these files
manifest.sig    the signature over manifest.json, by the key that signs the heads

To verify: python3 verify_bundle.py FOLDER --key THE-FINGERPRINT-THAT-THE-OFFICE-PUBLISHES
(Python alone, no network; docs/verify_receipt.py lies beside it)
"""


def export_all(out: Path, speaker: Visit, *, telephones: bool, as_json: bool) -> None:
    """Write everything into a new folder, as of one moment, while people work."""
    serving.must_be_ready()
    if speaker.post != KEEPER and speaker.post.role != Role.SECURITY:
        raise MayNot(speaker.post.role)
    if out.exists():
        words = say(f"{out} 已存在，请另写一个文件夹。", f"{out} is there already. Name another folder.")
        refuse("exists", words, as_json)
    phones = reads.telephones(speaker.post) if telephones else None
    _leave_line(speaker, out, telephones)
    coming = out.absolute().with_name(f"{disk.COMING}{uuid.uuid4().hex}")
    coming.mkdir(mode=0o700, parents=True)
    try:
        entries, key = _written(coming, phones, speaker.at)
        coming.rename(out)
    finally:
        shutil.rmtree(coming, ignore_errors=True)
    words = say(
        f"已写入 {out}：{entries} 条记录，以及证据、各表和人员。核验：python3 docs/verify_bundle.py {out} --key {key}",
        f"{out} is written: {entries} entries, with evidence, tables and people. To verify: python3"
        f" docs/verify_bundle.py {out} --key {key}",
    )
    told = {"folder": str(out), "entries": entries, "telephones": telephones, "key": key}
    tell(words, told, as_json=as_json)


def _written(coming: Path, phones: dict[str, str] | None, at: datetime) -> tuple[int, str]:
    """Write all files; return how many entries there are, and the fingerprint of the key that signed the list."""
    seals.seal(at)
    written = _Written(coming)
    written.put("README.txt", [README.encode()])
    skipped = NOT_READ | set(rebuild.not_folded())
    with dump.as_of_now() as reader:
        tables = {table.name: table for table in dump.tables()}
        entries = written.put("journal.jsonl", _entries(reader.rows(tables["journal_entry"]), tables["journal_entry"]))
        written.put("heads.jsonl", (_head(*row) for row in reader.ask(HEADS)))
        for name, table in tables.items():
            if name not in skipped:
                written.put(f"tables/{name}.csv", _csv(table.columns, reader.rows(table)))
    names = reads.people()
    columns = ("person", "name", *(["telephone"] if phones is not None else []))
    rows = ([no, name, *([phones.get(no, "")] if phones is not None else [])] for no, name in names.items())
    written.put("people.csv", _csv(columns, rows))
    for path in sorted((Path(settings.ANLAN_HOME) / "evidence").glob("??/*")):
        if not path.name.startswith(disk.COMING):
            written.put(f"evidence/{path.name}", _pieces(path))
    told = msgspec.json.format(msgspec.json.encode(written.files), indent=1) + b"\n"
    (coming / "manifest.json").write_bytes(told)
    signed = keys.sign(SIGNED, sha256(told).hexdigest())
    (coming / "manifest.sig").write_bytes(signed.line())
    return entries, signed.key


class _Written:
    """Files of a bundle, each with its digest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files: dict[str, str] = {}

    def put(self, name: str, parts: Iterable[bytes]) -> int:
        """Write a file; return of how many parts."""
        path, taken, count = self._folder / name, sha256(), 0
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with path.open("xb") as file:
            for part in parts:
                file.write(part)
                taken.update(part)
                count += 1
        self.files[name] = taken.hexdigest()
        return count


def _entries(rows: Iterable[Sequence[Any]], table: dump.Table) -> Iterator[bytes]:
    header, body = table.columns.index("header"), table.columns.index("body")
    for row in rows:
        said = None if row[body] is None else bytes(row[body])
        told = {
            "header": bytes(row[header]).decode(),
            "salt": said and said[:SALT].hex(),
            "body": said and said[SALT:].decode(),
        }
        yield msgspec.json.encode(told) + b"\n"


def _head(head: Any, key: str, signature: Any) -> bytes:
    signed = Signed(head=bytes(head), alg=heads.ALG, key=key, signature=bytes(signature))
    return signed.line().encode() + b"\n"


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    yield _line(columns)
    for row in rows:
        yield _line([_plain(one) for one in row])


def _plain(one: Any) -> Any:
    """Return a value as it stands in a cell: bytes in hexadecimal, and no text that a spreadsheet would run."""
    if isinstance(one, str):
        return guarded(one)
    return bytes(one).hex() if isinstance(one, bytes | memoryview) else one


def _line(row: Sequence[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(row)
    return text.getvalue().encode()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: _piece(file), b"")


def _piece(file: IO[bytes]) -> bytes:
    return file.read(1 << 20)


def _leave_line(speaker: Visit, out: Path, telephones: bool) -> None:
    words = " --telephones" if telephones else ""
    noes.leave_line(
        at=speaker.at,
        person=speaker.by.person,
        post=speaker.by.post,
        status=200,
        code="exported",
        address=HERE,
        method="",
        path=f"anlan export --all{words} --out {out.name}",
        agent="",
    )
