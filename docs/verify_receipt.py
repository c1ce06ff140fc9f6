#!/usr/bin/env python3
"""Check a paper of Anlan without Anlan and without a network: python3 verify_receipt.py PAPER [--key FINGERPRINT]

离线核验安澜凭证。A receipt begins with ANLAN1, the proof that a journal only grew with ANLAN2. It needs Python 3.9 and
believes only arithmetic, and the fingerprint that the office publishes. Exit: 0 it holds, 1 it does not, 2 unreadable.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import sys
import zlib

HEAD = ["origin", "inc", "channel", "size", "root", "last", "at"]
COMPARE = "该单位公布的密钥指纹须与此一致：", "It is genuine only if the office publishes this fingerprint:"
UNREADABLE = "无法读取：凭证不完整，或不是安澜凭证。", "It cannot be read: it is not whole, or none of Anlan's."


class Refused(Exception):
    """It does not hold, and why: in Chinese and in English."""


P = 2**255 - 19  # Ed25519, after RFC 8032, section 5.1.7
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
NEUTRAL = (0, 1, 1, 0)


def added(a, b):
    """Add two points, each as (X, Y, Z, T)."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return (w * x % P, y * z % P, x * y % P, w * z % P)


def times(n, point):
    """Add a point to itself n times."""
    total = NEUTRAL
    while n:
        if n & 1:
            total = added(total, point)
        point, n = added(point, point), n >> 1
    return total


def point(packed):
    """Unpack a point from 32 bytes, or return None where they are none."""
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & 2**255 - 1
    if len(packed) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed(public, message, signature):
    """Test whether the owner of a public key signed a message."""
    key, first = point(public), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or first is None or len(signature) != 64 or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), added(first, times(h, key))
    return not (left[0] * right[2] - right[0] * left[2]) % P and not (left[1] * right[2] - right[1] * left[2]) % P


def climb(here, last, path, tops):
    """Walk up a tree as RFC 9162 does (2.1.3.2, 2.1.4.2); return what is on top, or None if the path ends elsewhere.

    What stands on the left is under all `tops`, what stands on the right only under the last.
    """
    for other in path:
        if last == 0:
            return None
        if here & 1 or here == last:
            tops = [hashlib.sha256(b"\x01" + other + top).digest() for top in tops]
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            tops = [*tops[:-1], hashlib.sha256(b"\x01" + tops[-1] + other).digest()]
        here, last = here >> 1, last >> 1
    return tops if last == 0 else None


def includes(leaf, index, size, path, root):
    """Test whether a path proves that a leaf stands at this index of a tree."""
    return 0 <= index < size and climb(index, size - 1, path, [leaf]) == [root]


def extends(first, second, path, older, newer):
    """Test whether a path proves that the second tree only added to the first."""
    if not 0 < first < second:
        return first == second > 0 and not path and older == newer
    path = path if first & (first - 1) else [older, *path]
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    return bool(path) and climb(here, last, path[1:], path[:1] * 2) == [older, newer]


def unpacked(text):
    """Return what kind of paper this is, and its fields."""
    kind, _, word = "".join(text.split()).partition(".")
    packed = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    inflate = zlib.decompressobj()
    told, fields = inflate.decompress(packed, 65536), []
    if kind not in KINDS or not inflate.eof or inflate.unused_data:
        raise ValueError("this is no paper of Anlan, or not the whole of it")
    while told:
        end = 4 + int.from_bytes(told[:4], "big")
        if end > len(told):
            raise ValueError("a field is cut")
        fields, told = [*fields, told[4:end]], told[end:]
    path = fields.pop()
    return kind, fields, [path[n : n + 32] for n in range(0, len(path), 32)]


def head_of(text, alg, public, signature, wanted):
    """Read a head that this key signed. Raises Refused where it did not, or where it is not the wanted key."""
    if alg != b"ed25519" or not signed(public, text, signature):
        raise Refused("签名有误。", "The signature is wrong.")
    head, key = json.loads(text), hashlib.sha256(public).hexdigest()
    if wanted and wanted.replace(":", "").lower() != key:
        raise Refused("签名密钥不是所给的那一把。", "It was signed with another key than the one given.")
    if list(head) != HEAD:
        raise ValueError("this is no head")
    return {**head, "root": bytes.fromhex(head["root"]), "key": key}


def receipt(header, text, alg, public, signature, *, path, wanted):
    """Return what a receipt proves, in two languages."""
    head, told = head_of(text, alg, public, signature, wanted), json.loads(header)
    leaf = hashlib.sha256(b"\x00" + header).digest()
    same = all(told[name] == head[name] for name in HEAD[:3])
    if not same or not includes(leaf, told["seq"] - 1, head["size"], path, head["root"]):
        raise Refused("签名封存的账本中没有这一条。", "The journal that was signed does not hold this entry.")
    told.update(size=head["size"], at=head["at"])
    return (
        "凭证相符：{origin} 账本第 {seq} 条，{recorded_at}（世界时）由 {actor} 记录，事由 {name}，对象 {subject}，"
        "在 {at} 签名封存的 {size} 条之内。".format(**told),
        "The receipt holds: entry {seq} of the journal of {origin}, recorded at {recorded_at} (UTC) by {actor}, says "
        "{name} of {subject}; it is among the {size} entries that were signed at {at}.".format(**told),
        head["key"],
    )


def grown(*heads, path, wanted):
    """Return what a proof of growth says of two heads, in two languages."""
    first, second = head_of(*heads[:4], wanted), head_of(*heads[4:], wanted)
    same = all(first[name] == second[name] for name in HEAD[:3])
    if not same or not extends(first["size"], second["size"], path, first["root"], second["root"]):
        raise Refused("前后两次封存之间，账本被改动过。", "Between the two heads the journal was changed.")
    sizes = first["size"], second["size"], first["origin"]
    return (
        "账本只增未改：{2} 账本由 {0} 条增至 {1} 条，前 {0} 条未动。".format(*sizes),
        "The journal only grew: that of {2} from {0} to {1} entries; the first {0} were not touched.".format(*sizes),
        second["key"],
    )


KINDS = {"ANLAN1": receipt, "ANLAN2": grown}


def main():
    """Check what is asked, and say the result in two languages."""
    words = argparse.ArgumentParser(description="Check a paper of Anlan. 离线核验安澜凭证。")
    words.add_argument("paper", help="a file, or its text; - for what is typed or piped in")
    words.add_argument("--key", default="", help="the fingerprint that the office publishes")
    asked, code = words.parse_args(), 0
    try:
        text = sys.stdin.read() if asked.paper == "-" else asked.paper
        text = text if "ANLAN" in text else pathlib.Path(text).read_text("utf-8")
        kind, fields, path = unpacked(text)
        *told, key = KINDS[kind](*fields, path=path, wanted=asked.key)
        said = *told, *COMPARE, key
    except Refused as refused:
        said, code = ("不符：" + refused.args[0], "It does not hold. " + refused.args[1]), 1
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, zlib.error, OSError):
        said, code = UNREADABLE, 2
    print("\n".join("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line) for line in said))
    return code


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
