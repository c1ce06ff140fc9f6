#!/usr/bin/env python3
"""Check all that an office took out of Anlan, without Anlan and without a network: python3 verify_bundle.py FOLDER

离线核验安澜的全部导出数据。It lies beside verify_receipt.py, whose arithmetic it uses, and needs Python 3.9. It
believes only that, and the fingerprint that the office publishes. Exit: 0 it holds, 1 it does not, 2 unreadable.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))  # also where Python is told to look nowhere else: -I

import verify_receipt
from verify_receipt import Refused

UNREADABLE = "无法读取：不完整，或不是安澜导出的数据。", "It cannot be read: it is not whole, or none of Anlan's."
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


def files(folder):
    """Compare every file with the manifest; return their names."""
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name, digest in told.items():
        path = folder / name
        if not path.is_file() or digest_of(path) != digest:
            wrong("{} 不在，或被改动。", "{} is missing or was changed.", name)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if more := there - {*told, "manifest.json"}:
        wrong("多出清单之外的 {}。", "{} is not in the manifest.", min(more))
    return set(told)


def heads(folder):
    """Return the signed heads by how many entries they cover, as they are told."""
    by_size = {}
    for line in (folder / "heads.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        by_size.setdefault(json.loads(told["head"])["size"], []).append(told)
    return by_size


def journal(folder, signed_at, found):
    """Walk over the journal: each entry follows from the one before, and every head is over what stands below it."""
    tree, last, inc, lost, erased, keys = Tree(), None, 1, [], set(), {}
    with (folder / "journal.jsonl").open(encoding="utf-8") as lines:
        for seq, line in enumerate(lines, 1):
            entry = json.loads(line)
            header = entry["header"].encode()
            told, leaf = json.loads(header), hashlib.sha256(b"\x00" + header).digest()
            inc += told["name"] == OPENED
            if (told["seq"], told["prev"], told["inc"]) != (seq, last, inc):
                wrong("第 {} 条与前一条接不上。", "Entry {} does not follow from the one before.", seq)
            said(entry, told, seq, lost, erased, keys)
            for no in told["attachments"]:
                if f"evidence/{no}" not in found:
                    wrong("第 {} 条所附的证据 {} 不在。", "The evidence {1} of entry {0} is missing.", seq, no)
            tree.add(leaf)
            last = leaf.hex()
            for head in signed_at.pop(seq, ()):
                over(json.loads(head["head"]), told, tree.root().hex(), last)
    if signed_at or not tree.size:
        wrong("账本比签名头短，后面的被截去。", "The journal is shorter than its heads: its end was cut off.")
    if unsaid := sorted(set(lost) - erased):
        wrong("第 {} 条的正文不在，也没有删除的记录。", "The body of entry {} is gone, and not erased.", unsaid[0])
    return tree.size, len(lost), keys


def said(entry, told, seq, lost, erased, keys):
    """Compare a body with its header, and heed what it says of keys and of what was erased."""
    if entry["body"] is None:
        lost.append(seq)
        return
    body = bytes.fromhex(entry["salt"]) + entry["body"].encode()
    if hashlib.sha256(body).hexdigest() != told["body"]:
        wrong("第 {} 条的正文被改动。", "The body of entry {} was changed.", seq)
    if told["name"] == KEY_MADE:
        fact = json.loads(entry["body"])
        keys[fact["key"]] = bytes.fromhex(fact["public"])
    if told["name"] == ERASED:
        erased.update(json.loads(entry["body"])["seqs"])


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


def checked(folder, wanted):
    """Return what a folder proves, in two languages, and the fingerprint to compare."""
    found, signed_at = files(folder), heads(folder)
    if not signed_at:
        wrong("没有签名头。", "There is no signed head.")
    count = sum(map(len, signed_at.values()))
    newest = signed_at[max(signed_at)][-1]
    size, lost, keys = journal(folder, signed_at, found)
    head = signature(newest, keys, wanted)
    evidence = sum(name.startswith("evidence/") for name in found)
    about = head["origin"], size, head["size"], head["at"], count, lost, evidence
    return (
        "数据相符：{} 账本 {} 条，前 {} 条在 {}（世界时）签名封存，与 {} 个签名头逐一相符；正文已删除的 {} 条；"
        "证据 {} 个。".format(*about),
        "It holds: the journal of {} has {} entries, of which {} were signed at {} (UTC), and is as each of {} heads"
        " says; the bodies of {} were erased; {} files of evidence.".format(*about),
        head["key"],
    )


def main():
    """Check what is asked, and say the result in two languages."""
    words = argparse.ArgumentParser(description="Check what was exported from Anlan. 离线核验安澜的全部导出数据。")
    words.add_argument("folder", type=pathlib.Path, help="the folder that `anlan export --all` wrote")
    words.add_argument("--key", default="", help="the fingerprint that the office publishes")
    asked, code = words.parse_args(), 0
    try:
        *told, key = checked(asked.folder, asked.key)
        result = *told, *verify_receipt.COMPARE, key
    except Refused as refused:
        result, code = ("不符：" + refused.args[0], "It does not hold. " + refused.args[1]), 1
    except (ValueError, LookupError, TypeError, AttributeError, OSError):
        result, code = UNREADABLE, 2
    print("\n".join(result))
    return code


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
