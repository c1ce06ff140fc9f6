"""The tree: every proof of every size, the published vectors, and nothing that was tampered with."""

import hashlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.engines.proofs import tree

SIZES = 130
# From the tests of Certificate Transparency, which RFC 6962 and RFC 9162 describe.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEFT = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
PAIR = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
RIGHT = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
LAST_PAIR = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
THIRD_PAIR = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"


class Grown:
    """A tree with all that it ever knew."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves, self.roots = leaves, [tree.EMPTY]
        self.known = {(0, index): leaf for index, leaf in enumerate(leaves)}
        growing = tree.Growing()
        for leaf in leaves:
            self.known |= dict(growing.add(leaf))
            self.roots.append(growing.root())

    def inclusion(self, index: int, size: int) -> list[bytes]:
        return tree.hashes(tree.inclusion(index, size), self.known)

    def consistency(self, first: int, second: int) -> list[bytes]:
        return tree.hashes(tree.consistency(first, second), self.known)


@cache
def grown() -> Grown:
    return Grown([leaf(bytes([n])) for n in range(SIZES)])


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def by_the_book(leaves: list[bytes]) -> bytes:
    """The definition of RFC 9162, 2.1.1, word by word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return tree.node(by_the_book(leaves[:half]), by_the_book(leaves[half:]))


def test_the_published_roots_and_proofs_come_out():
    published = Grown([leaf(bytes.fromhex(data)) for data in INPUTS])

    assert [root.hex() for root in published.roots[1:]] == ROOTS
    assert [h.hex() for h in published.inclusion(0, 8)] == [LEFT, PAIR, RIGHT]
    assert [h.hex() for h in published.inclusion(5, 8)] == [FIFTH, LAST_PAIR, ROOTS[3]]
    assert [h.hex() for h in published.consistency(1, 8)] == [LEFT, PAIR, RIGHT]
    assert [h.hex() for h in published.consistency(6, 8)] == [THIRD_PAIR, LAST_PAIR, ROOTS[3]]
    assert [h.hex() for h in published.consistency(2, 5)] == [PAIR, FIFTH]


@pytest.mark.parametrize("size", range(SIZES + 1))
def test_every_root_is_that_of_the_definition(size):
    assert grown().roots[size] == by_the_book(grown().leaves[:size])


@pytest.mark.parametrize("size", range(1, SIZES + 1))
def test_every_leaf_of_every_size_can_be_proved_and_no_other_leaf_by_its_proof(size):
    one = grown()
    for index in range(size):
        path = one.inclusion(index, size)
        proof = {"size": size, "path": path, "root": one.roots[size]}
        assert tree.includes(leaf=one.leaves[index], index=index, **proof)
        assert len(path) <= (size - 1).bit_length()
        others = {(index + 1) % size, size - 1 - index, 0} - {index}
        assert not any(tree.includes(leaf=one.leaves[index], index=other, **proof) for other in others)
        assert not any(tree.includes(leaf=one.leaves[other], index=index, **proof) for other in others)


@pytest.mark.parametrize("second", range(1, SIZES + 1))
def test_every_size_can_be_proved_to_come_after_every_smaller_one(second):
    one = grown()
    for first in range(1, second + 1):
        proof = {"first": first, "second": second, "path": one.consistency(first, second)}
        assert tree.extends(**proof, roots=(one.roots[first], one.roots[second]))
        assert not tree.extends(**proof, roots=(one.roots[first - 1], one.roots[second]))
        assert not tree.extends(**proof, roots=(one.roots[first], one.roots[second - 1]))


@pytest.mark.parametrize("size", range(1, SIZES))
def test_a_tree_grows_on_from_its_edge_alone(size):
    one = grown()
    edge = tree.places([(0, size)])

    growing = tree.Growing(size, [one.known[place] for place in edge])
    assert growing.root() == one.roots[size]
    growing.add(one.leaves[size])
    assert growing.root() == one.roots[size + 1]


@given(sizes=st.lists(st.integers(0, 40), max_size=6))
def test_many_leaves_at_once_make_the_same_tree_as_one_by_one(sizes):
    one, growing = grown(), tree.Growing()
    for size in sizes:
        growing.extend(one.leaves[growing.size : min(growing.size + size, SIZES)])

        assert growing.root() == one.roots[growing.size]
        assert growing.edge == [one.known[place] for place in tree.places([(0, growing.size)])]


@st.composite
def tampered(draw: st.DrawFn, path: list[bytes]) -> list[bytes]:
    """A path with a bit turned, a hash cut off, doubled, moved or put in."""
    at = draw(st.integers(0, max(len(path) - 1, 0)))
    how = draw(st.sampled_from(["turn", "cut", "double", "swap", "put in"] if path else ["put in"]))
    match how:
        case "turn":
            bit = draw(st.integers(0, 255))
            turned = int.from_bytes(path[at]) ^ 1 << bit
            return [*path[:at], turned.to_bytes(32), *path[at + 1 :]]
        case "cut":
            return path[:at] + path[at + 1 :]
        case "double":
            return [*path[: at + 1], *path[at:]]
        case "swap":
            return [*path[:at], *path[at + 1 :], path[at]]
    return [*path[:at], draw(st.sampled_from(grown().leaves)), *path[at:]]


@settings(deadline=None)
@given(st.data())
def test_no_tampered_path_proves_a_leaf(data):
    one = grown()
    size = data.draw(st.integers(1, SIZES))
    index = data.draw(st.integers(0, size - 1))
    path = one.inclusion(index, size)
    forged = data.draw(tampered(path))

    proved = tree.includes(leaf=one.leaves[index], index=index, size=size, path=forged, root=one.roots[size])
    assert proved == (forged == path)


@settings(deadline=None)
@given(st.data())
def test_no_tampered_path_proves_that_a_tree_only_grew(data):
    one = grown()
    second = data.draw(st.integers(1, SIZES))
    first = data.draw(st.integers(1, second))
    path = one.consistency(first, second)
    forged = data.draw(tampered(path))

    roots = one.roots[first], one.roots[second]
    assert tree.extends(first=first, second=second, path=forged, roots=roots) == (forged == path)


@settings(deadline=None)
@given(st.integers(-3, 200), st.integers(-3, 200), st.lists(st.binary(min_size=32, max_size=32), max_size=9))
def test_what_is_made_up_proves_nothing(first, second, path):
    one = grown()
    root = one.roots[SIZES]

    assert not tree.includes(leaf=leaf(b"made up"), index=first, size=second, path=path, root=root)
    assert not tree.extends(first=first, second=second, path=path, roots=(leaf(b"made up"), root))
