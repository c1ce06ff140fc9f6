"""The tree over all entries of a journal, after RFC 9162: roots, and proofs that fit on a page.

A tree is known by its complete subtrees: `(level, number)` covers the 2**level leaves from number * 2**level on.
Every root and every proof is made of spans of leaves, and every span of a few complete subtrees.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

Span = tuple[int, int]  # from this leaf on, and up to but not that one
Place = tuple[int, int]  # level and number of a complete subtree

_sha256 = hashlib.sha256
EMPTY = hashlib.sha256().digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Growing:
    """A tree of which only the right edge is kept: enough to add leaves and to know the root at any time."""

    def __init__(self, size: int = 0, edge: Iterable[bytes] = ()) -> None:
        self.size, self.edge = size, list(edge)  # the hashes of `places([(0, size)])`
        assert len(self.edge) == size.bit_count(), "the edge of a tree has a subtree for each one in its size"

    def add(self, leaf: bytes) -> list[tuple[Place, bytes]]:
        """Add a leaf; return every subtree that it completes above itself."""
        level, number, whole, completed = 0, self.size, leaf, []
        while number & 1:
            whole = node(self.edge.pop(), whole)
            level, number = level + 1, number >> 1
            completed.append(((level, number), whole))
        self.edge.append(whole)
        self.size += 1
        return completed

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add many leaves, level by level: the same tree in a third of the time."""
        whole, size, edge = list(leaves), self.size, list[bytes]()
        self.size += len(whole)
        while whole or self.edge:
            if size & 1:
                whole.insert(0, self.edge.pop())
            if len(whole) & 1:
                edge.append(whole.pop())
            whole = [_sha256(b"\x01" + left + right).digest() for left, right in _pairs(whole)]
            size >>= 1
        self.edge = edge[::-1]

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        return _bagged(self.edge)


def inclusion(index: int, size: int) -> list[Span]:
    """Return what proves that a tree of this size holds the leaf at this index: PATH of RFC 9162, 2.1.3.1."""
    assert 0 <= index < size, f"a tree of {size} has no leaf {index}"
    start, end, path = 0, size, list[Span]()
    while end - start > 1:
        middle = start + _half(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency(first: int, second: int) -> list[Span]:
    """Return what proves that a tree of the second size only added to that of the first: PROOF of 2.1.4.1."""
    assert 0 < first <= second, f"a tree of {second} does not come after one of {first}"
    start, end, whole, path = 0, second, True, list[Span]()
    while first != end:
        middle = start + _half(end - start)
        if first <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start, whole = middle, False
    return ([] if whole else [(start, end)]) + path[::-1]


def places(spans: Iterable[Span]) -> list[Place]:
    """Return the complete subtrees that these spans are made of, in order."""
    return [place for span in spans for place in _cut(*span)]


def hashes(spans: Iterable[Span], known: Mapping[Place, bytes]) -> list[bytes]:
    """Return the hash of every span, given those of its complete subtrees."""
    return [_bagged([known[place] for place in _cut(*span)]) for span in spans]


def includes(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Test whether a path proves that this leaf stands at this index: RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    here, last, above = index, size - 1, leaf
    for other in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            above = node(other, above)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            above = node(above, other)
        here, last = here >> 1, last >> 1
    return last == 0 and above == root


def extends(*, first: int, second: int, path: Sequence[bytes], roots: tuple[bytes, bytes]) -> bool:
    """Test whether a path proves that nothing of the first tree was touched in the second: RFC 9162, 2.1.4.2."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not path and roots[0] == roots[1]
    rest = [roots[0], *path] if first.bit_count() == 1 else list(path)
    if not rest:
        return False
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    older = newer = rest[0]
    for other in rest[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            older, newer = node(other, older), node(other, newer)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            newer = node(newer, other)
        here, last = here >> 1, last >> 1
    return last == 0 and (older, newer) == roots


def _pairs(nodes: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    return zip(nodes[::2], nodes[1::2], strict=True)


def _half(width: int) -> int:
    """Return the largest power of two below a width: where RFC 9162 parts a tree."""
    return 1 << (width - 1).bit_length() - 1


def _cut(start: int, end: int) -> Iterator[Place]:
    while start < end:
        level = (end - start).bit_length() - 1
        assert not start % (1 << level), "the spans of a proof are aligned"
        yield level, start >> level
        start += 1 << level


def _bagged(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return EMPTY
    *rest, whole = hashes
    for left in reversed(rest):
        whole = node(left, whole)
    return whole
