"""Whatever becomes of a message on its way, reading it ends in one of three outcomes, and what is accepted is whole."""

from contextlib import suppress
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from anlan.engines.cap.defects import Rejected
from anlan.engines.cap.feeds import messages_in
from anlan.engines.cap.message import NAMESPACE
from anlan.engines.cap.reading import Outcome, read
from anlan.engines.cap.resolving import resolve
from anlan.engines.cap.signing import State, signature_of
from anlan.engines.cap.writing import fingerprint, write
from tests.cap.made import XML, is_valid
from tests.cap.test_signature import SIGNED

KEY = ec.generate_private_key(ec.SECP256R1()).public_key()
AT = datetime(2026, 7, 18, tzinfo=UTC)
NAMES = sorted({element.tag.rpartition("}")[2] for element in etree.fromstring(SIGNED).iter()})
NASTY = [
    "", " ", "\r\n", "x" * 300, "-1", "0", "1e309", "NaN", "∞", "99999999999999999999", "37,101 37,102 38,102 37,101",
    "37,101 38,102 38,101 37,102 37,101", "37,101 1", "a,b,2026-07-18T00:00:00+08:00", ",,", '"', '"a b" c', "Actual",
    "Cancel", "Update", "Ack", "Private", "2026-07-18T24:00:00+08:00", "0000-00-00T00:00:00Z", "20260718000000",
    "2026-07-18T00:00:00-14:00", "630121", "红色", "<b>", "&nbsp;", "{0.__class__}", "%s", "\u202e", "\ufeff", "𝟛𝟟",
    "٣٧", "中文",
]  # fmt: skip
PIECES = [
    b"", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"&#x0;", b"&lt;", b"\0", b"\xff\xfe", b"</info>", b"<info>",
    b"\xc9\xcf", b"<!DOCTYPE a>", b"&a;", b"xmlns:x='y' ",
]  # fmt: skip


def try_all(content: bytes) -> None:
    """Read a message in every way that there is; whatever is raised is of one kind, and what is accepted is whole."""
    found = read(content, at=AT)
    for reads in (messages_in, lambda one: signature_of(one, trusted=[KEY], at=AT)):
        with suppress(Rejected):
            assert getattr(reads(content), "state", None) is not State.VALID
    for one in (*found.defects, *found.notes, *filter(None, [found.rejected])):
        assert one.tells("zh")
        assert one.tells("en")
    if found.message:
        assert resolve([found.message, found.message]).clashes == ()
        assert len(fingerprint(found.message)) == 64
    if found.message and found.outcome is Outcome.ACCEPT and "cap-1-1" not in {note.code for note in found.notes}:
        written = write(found.message)
        assert is_valid(written)
        assert read(written, at=AT).message == found.message


@st.composite
def mangled(draw):
    """Return a message of which some bytes were taken, doubled, turned or put in from elsewhere."""
    content = bytearray(draw(st.sampled_from([XML.encode(), SIGNED])))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 60))
        pieces = st.sampled_from([*PIECES, bytes(content[at : at + length]) * 2]) | st.binary(max_size=8)
        content[at : at + length] = draw(pieces)
    return bytes(content)


@st.composite
def rebuilt(draw):
    """Return a message, well formed, whose elements were taken away, doubled, moved, renamed and filled otherwise."""
    root = etree.fromstring(draw(st.sampled_from([XML.encode(), SIGNED])))
    for _ in range(draw(st.integers(1, 5))):
        elements = list(root.iter())
        one, other = draw(st.sampled_from(elements)), draw(st.sampled_from(elements))
        what = draw(st.sampled_from(["text", "text", "text", "swap", "double", "move", "take", "rename"]))
        if what == "text":
            one.text = draw(st.sampled_from(NASTY))
        elif what == "swap":
            one.text, other.text = other.text, one.text
        elif what == "rename":
            one.tag = f"{{{NAMESPACE}}}{draw(st.sampled_from(NAMES))}"
        elif one.getparent() is not None:
            if what == "take":
                one.getparent().remove(one)
            elif what == "double":
                one.addnext(etree.fromstring(etree.tostring(one, with_tail=False)))
            elif one not in other.iterancestors() and one is not other:
                other.append(one)
    return etree.tostring(root, encoding=draw(st.sampled_from(["utf-8", "utf-16", "gb18030"])))


@given(content=mangled())
@settings(max_examples=100, deadline=None)
def test_no_bytes_break_what_reads_them(content):
    try_all(content)


@given(content=rebuilt())
@settings(max_examples=100, deadline=None)
def test_no_structure_breaks_what_reads_it(content):
    try_all(content)


@given(content=st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_no_noise_breaks_what_reads_it(content):
    try_all(content)
