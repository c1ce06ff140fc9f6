#!/usr/bin/env python3
"""Check all that an office took out of Anlan, without Anlan and without a network: python3 verify_bundle.py FOLDER

离线核验安澜的全部导出数据。It lies beside verify_receipt.py, whose arithmetic it uses, and needs Python 3.9. It
believes only that, and the fingerprint that the office publishes. Exit: 0 it holds, 1 it does not, 2 unreadable.
"""

import argparse
import base64
import hashlib
import json
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))  # also where Python is told to look nowhere else: -I

import verify_receipt
from verify_receipt import Refused

UNREADABLE = "无法读取：不完整，或不是安澜导出的数据。", "It cannot be read: it is not whole, or none of Anlan's."
NOT_SIGNED = (
    "清单没有签名：各表、姓名等是否被换过，无从核验。旧版本导出的没有签名，可用 --journal 只核验账本与证据。",
    "Nobody signed the list: tables, names and all else may be others. Older versions signed none; --journal checks"
    " journal and evidence alone.",
)
HOLDS = (
    "数据相符：{0} 账本 {1} 条，前 {2} 条在 {3}（世界时）签名封存，与 {4} 个签名头逐一相符；正文已删除的 {5} 条；"
    "账本所附证据 {6} 个，都是原来的文件。",
    "It holds: the journal of {0} has {1} entries, of which {2} were signed at {3} (UTC), and is as each of {4} heads"
    " says; the bodies of {5} were erased; {6} files of evidence are those that it names.",
)
LISTED = (
    "各表、姓名和别的文件，与同一密钥签署的清单相符，是导出时写下的；它们是否由账本推出，这里不核验。",
    " Tables, names and all else are as the list says that the same key signed, as they were written then; that they"
    " follow from the journal is not shown here.",
)
ALONE = (
    "没有核验：各表、姓名和别的文件（清单没有签名），以及末尾没有封存的 {7} 条。",
    " Not shown: tables, names and all else, for nobody signed the list; nor the last {7} entries, which are not"
    " sealed.",
)
LIST, SIGNATURE, PROOFS = "manifest.json", "manifest.sig", "evidence/"
OURS = re.compile(r"README\.txt|(journal|heads)\.jsonl|people\.csv|tables/[a-z0-9_]+\.csv|evidence/[0-9a-f]{64}")
MOST = 1 << 26  # bytes; no list and no line is longer
KEY_MADE, ERASED, OPENED = "journal.key-made", "journal.bodies-erased", "journal.incarnation-opened"


class Tree:
    """A growing tree after RFC 9162: the roots of its complete parts, from the largest to the smallest."""

    def __init__(self):
        self.size, self.parts = 0, []

    def add(self, leaf):
        """Add a leaf, and join what is as large as it."""
        self.size, joined = self.size + 1, self.size
        while joined & 1:
            leaf, joined = hashlib.sha256(b"\x01" + self.parts.pop() + leaf).digest(), joined >> 1
        self.parts.append(leaf)

    def root(self):
        """Return what is on top of all parts."""
        *rest, top = self.parts
        for part in reversed(rest):
            top = hashlib.sha256(b"\x01" + part + top).digest()
        return top


def wrong(zh, en, *about):
    """Stop at the first thing that does not hold."""
    raise Refused(zh.format(*about), en.format(*about))


def digest_of(path):
    """Return the SHA-256 of a file."""
    taken = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            taken.update(piece)
    return taken.hexdigest()


def lines_of(path):
    """Yield what each line of a file says, none of which is without end."""
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(MOST + 1), b""):
            if len(line) > MOST:
                raise ValueError("no line is so long")
            yield json.loads(line.decode("utf-8"))


def lying(folder):
    """Return the names of the files in a folder. What only leads elsewhere, or is none, is not followed."""
    names, waiting = set(), [folder]
    while waiting:
        for entry in os.scandir(waiting.pop()):
            path = pathlib.Path(entry.path)
            name = path.relative_to(folder).as_posix()
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif entry.is_file(follow_symlinks=False):
                names.add(name)
            else:
                wrong("{} 是链接，或不是文件。", "{} is a link, or no file.", name)
    return names


def files(folder):
    """Compare every file with the list of them; return the names of all, and the digest of the list."""
    there = lying(folder)
    if not {LIST, "journal.jsonl", "heads.jsonl"} <= there or (folder / LIST).stat().st_size > MOST:
        raise ValueError("this is not what an office took out")
    text = (folder / LIST).read_bytes()
    told = json.loads(text.decode("utf-8"))
    for name, digest in told.items():
        if not OURS.fullmatch(name):
            wrong("清单里的 {} 不是安澜导出的文件。", "{} in the list is no file that Anlan writes.", name)
        if name not in there or digest_of(folder / name) != digest:
            wrong("{} 不在，或被改动。", "{} is missing or was changed.", name)
        if name.startswith(PROOFS) and name != PROOFS + digest:
            wrong("证据 {} 不是原来的文件。", "The evidence {} is not the file that it was.", name)
    if more := there - {*told, LIST, SIGNATURE}:
        wrong("多出清单之外的 {}。", "{} is not in the list.", min(more))
    return there, hashlib.sha256(text).hexdigest()


def heads(folder):
    """Return the signed heads by how many entries they cover, as they are told."""
    by_size = {}
    for told in lines_of(folder / "heads.jsonl"):
        by_size.setdefault(json.loads(told["head"])["size"], []).append(told)
    if not by_size:
        wrong("没有签名头。", "There is no signed head.")
    return by_size


class Journal:
    """What the journal says, entry by entry: which are without a body, and where keys, erasures and evidence are named.

    Whoever adds an entry behind the last head needs no key. So each is believed only as far as somebody signed.
    """

    def __init__(self):
        self.tree, self.last, self.inc = Tree(), None, 1
        self.lost, self.erased, self.keys, self.proofs = [], [], [], []

    def add(self, entry):
        """Add an entry, which must follow from the one before; return what its header says."""
        header, seq = entry["header"].encode(), self.tree.size + 1
        told, leaf = json.loads(header), hashlib.sha256(b"\x00" + header).digest()
        self.inc += told["name"] == OPENED
        if (told["seq"], told["prev"], told["inc"]) != (seq, self.last, self.inc):
            wrong("第 {} 条与前一条接不上。", "Entry {} does not follow from the one before.", seq)
        self.proofs += [(seq, no) for no in told["attachments"]]
        self.hear(entry, told, seq)
        self.tree.add(leaf)
        self.last = leaf.hex()
        return told

    def hear(self, entry, told, seq):
        """Compare a body with its header, and heed what it says of keys and of what was erased."""
        if entry["body"] is None:
            self.lost.append(seq)
            return
        body = bytes.fromhex(entry["salt"]) + entry["body"].encode()
        if hashlib.sha256(body).hexdigest() != told["body"]:
            wrong("第 {} 条的正文被改动。", "The body of entry {} was changed.", seq)
        if told["name"] == KEY_MADE:
            fact = json.loads(entry["body"])
            self.keys.append((seq, (fact["key"], bytes.fromhex(fact["public"]))))
        if told["name"] == ERASED:
            self.erased += [(seq, no) for no in json.loads(entry["body"])["seqs"]]


def upto(size, told):
    """Return what was said in the first entries."""
    return [one for seq, one in told if seq <= size]


def journal(folder, signed_at):
    """Walk over the journal: each entry follows from the one before, and every head is over what stands below it."""
    read, waiting = Journal(), dict(signed_at)
    for entry in lines_of(folder / "journal.jsonl"):
        told = read.add(entry)
        for head in waiting.pop(read.tree.size, ()):
            over(json.loads(head["head"]), told, read.tree.root().hex(), read.last)
    if waiting:
        wrong("账本比签名头短，后面的被截去。", "The journal is shorter than its heads: its end was cut off.")
    return read


def over(head, told, root, last):
    """Compare a head with what stands below it."""
    same = all(head[name] == told[name] for name in ("origin", "inc", "channel"))
    if not same or (head["root"], head["last"]) != (root, last):
        wrong("前 {} 条与签名头不符。", "The first {} entries are not those that were signed.", head["size"])


def signature(told, keys, wanted):
    """Check who signed a head; return what it says."""
    if told["key"] not in keys:
        wrong("账本没有说过这把签名密钥。", "The journal names no such key.")
    text, by = told["head"].encode(), base64.b64decode(told["signature"])
    return verify_receipt.head_of(text, told["alg"].encode(), keys[told["key"]], by, wanted)


def listed(path, digest, key, public):
    """Stop where the list of files is not as the key that signed the head signed it."""
    [told] = lines_of(path)
    by, text = base64.b64decode(told["signature"]), f"anlan bundle 1\n{digest}\n".encode()
    if (told["alg"], told["key"]) != ("ed25519", key) or not verify_receipt.signed(public, text, by):
        wrong("清单的签名有误：表、姓名或别的文件被换过。", "The list is not as it was signed: a file was exchanged.")


def must_be_whole(read, found, size):
    """Stop where a body or a file of evidence is gone; what excuses that is believed up to an entry."""
    if unsaid := sorted(set(read.lost) - {*upto(size, read.erased)}):
        wrong("第 {} 条的正文不在，也没有删除的记录。", "The body of entry {} is gone, and not erased.", unsaid[0])
    for seq, no in read.proofs:
        if PROOFS + no not in found:
            wrong("第 {} 条所附的证据 {} 不在。", "The evidence {1} of entry {0} is missing.", seq, no)


def checked(folder, wanted, journal_alone=False):
    """Return what a folder proves, in two languages, and the fingerprint to compare."""
    (found, digest), signed_at = files(folder), heads(folder)
    newest, read = signed_at[max(signed_at)][-1], journal(folder, signed_at)
    keys = dict(upto(max(signed_at), read.keys))
    head = signature(newest, keys, wanted)
    if SIGNATURE in found:
        listed(folder / SIGNATURE, digest, head["key"], keys[newest["key"]])
    elif not journal_alone:
        wrong(*NOT_SIGNED)
    believed, rest = (read.tree.size, LISTED) if SIGNATURE in found else (head["size"], ALONE)
    must_be_whole(read, found, believed)
    counts = sum(map(len, signed_at.values())), len(read.lost), len({*upto(believed, read.proofs)})
    about = head["origin"], read.tree.size, head["size"], head["at"], *counts, read.tree.size - head["size"]
    return (HOLDS[0] + rest[0]).format(*about), (HOLDS[1] + rest[1]).format(*about), head["key"]


def main():
    """Check what is asked, and say the result in two languages."""
    words = argparse.ArgumentParser(description="Check what was exported from Anlan. 离线核验安澜的全部导出数据。")
    words.add_argument("folder", type=pathlib.Path, help="the folder that `anlan export --all` wrote")
    words.add_argument("--key", default="", help="the fingerprint that the office publishes")
    words.add_argument(
        "--journal", action="store_true", help="journal and evidence alone: older versions signed no list"
    )
    asked, code = words.parse_args(), 0
    try:
        *told, key = checked(asked.folder, asked.key, asked.journal)
        result = *told, *verify_receipt.COMPARE, key
    except Refused as refused:
        result, code = ("不符：" + refused.args[0], "It does not hold. " + refused.args[1]), 1
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError, MemoryError, OSError):
        result, code = UNREADABLE, 2
    # What a terminal would do instead of showing it is written out.
    print("\n".join("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line) for line in result))
    return code


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
