"""Warnings that mean harm, and files that only say that they are warnings. Each is made when it is asked for."""

import gzip
import io
import zipfile
from collections.abc import Callable

from tests.cap.made import XML

ALONE = XML.partition("?>")[2].strip()
DS = "http://www.w3.org/2000/09/xmldsig#"
QUOTE = '"'


def within_alert(text: str) -> bytes:
    """Return the honest warning with something put before its end."""
    return XML.replace("</alert>", f"{text}</alert>").encode()


def with_polygons(*texts: str) -> bytes:
    """Return the honest warning with more polygons."""
    return XML.replace("<circle>", "".join(f"<polygon>{text}</polygon>" for text in texts) + "<circle>").encode()


def laughs(doctype: str) -> bytes:
    """Return the honest warning behind a DTD, with an entity in its note."""
    return f"<!DOCTYPE alert [{doctype}]>{ALONE.replace('<scope>', '<note>&a;</note><scope>')}".encode()


def zipped() -> bytes:
    """Return the honest warning in a zip."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("alert.xml", XML)
    return kept.getvalue()


def signed(within_info: str = "", within_key: str = "", value: str = "AAAA") -> bytes:
    """Return the honest warning under a signature that is none."""
    c14n = "http://www.w3.org/2001/10/xml-exc-c14n#"
    reference = (
        f"<Reference URI=''><Transforms><Transform Algorithm='{DS}enveloped-signature'/></Transforms>"
        "<DigestMethod Algorithm='http://www.w3.org/2001/04/xmlenc#sha256'/><DigestValue>AAAA</DigestValue></Reference>"
    )
    return within_alert(
        f"<Signature xmlns='{DS}'><SignedInfo><CanonicalizationMethod Algorithm='{c14n}'/>"
        f"<SignatureMethod Algorithm='http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'/>{reference}{within_info}"
        f"</SignedInfo><SignatureValue>{value}</SignatureValue><KeyInfo>{within_key}</KeyInfo></Signature>"
    )


BILLION = "<!ENTITY l 'lol'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("lbcdefghij", "bcdefghija", strict=True)
)

# What comes, and by which word it is refused; None where it is read, and what is absurd in it is a defect or nothing.
HOSTILE: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "nothing": (lambda: b"", "empty"),
    "blanks": (lambda: b" \n" * 500_000, "empty"),
    "billion laughs": (lambda: laughs(BILLION), "xml-tricks"),
    "quadratic": (lambda: laughs(f"<!ENTITY a '{'x' * 100_000}'>"), "xml-tricks"),
    "file as entity": (lambda: laughs("<!ENTITY a SYSTEM 'file:///etc/passwd'>"), "xml-tricks"),
    "address as entity": (lambda: laughs("<!ENTITY a SYSTEM 'http://169.254.169.254/'>"), "xml-tricks"),
    "parameter entity": (lambda: laughs("<!ENTITY % p SYSTEM 'http://127.0.0.1/x.dtd'> %p;"), "xml-tricks"),
    "dtd elsewhere": (lambda: f"<!DOCTYPE alert SYSTEM 'http://127.0.0.1/a.dtd'>{ALONE}".encode(), "xml-tricks"),
    "dtd in utf-16": (lambda: f"<!DOCTYPE alert [<!ENTITY a 'x'>]>{ALONE}".encode("utf-16"), "xml-tricks"),
    "entity of nobody": (lambda: within_alert("<note>&unknown;</note>"), "damaged"),
    "prefix of nobody": (lambda: within_alert("<x:note>a</x:note>"), "damaged"),
    "style sheet": (lambda: b"<?xml-stylesheet href='file:///etc/passwd'?>" + ALONE.encode(), None),
    "inclusion": (
        lambda: within_alert("<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/>"),
        None,
    ),
    "schema elsewhere": (
        lambda: XML.replace(
            "<alert ",
            "<alert xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='x http://127.0.0.1/' ",
        ).encode(),
        None,
    ),
    "bottomless": (lambda: b"<a>" * 600_000, "too-deep"),
    "deep and closed": (lambda: within_alert("<a>" * 100_000 + "</a>" * 100_000), "too-deep"),
    "endless text": (lambda: within_alert(f"<note>{'x' * 3_000_000}</note>"), "too-large"),
    "long text": (lambda: within_alert(f"<note>{'x' * 2_000_000}</note>"), None),
    "long in every field": (lambda: XML.replace("暴雨", "雨" * 60_000).encode(), None),
    "many attributes": (
        lambda: XML.replace("<alert ", "<alert " + " ".join(f"a{no}=''" for no in range(100_000)) + " ").encode(),
        "too-many-attributes",
    ),
    "many namespaces": (
        lambda: XML.replace(
            "<alert ", "<alert " + " ".join(f"xmlns:a{no}='b{no}'" for no in range(80_000)) + " "
        ).encode(),
        "too-many-attributes",
    ),
    "the same attribute": (lambda: XML.replace("<info>", "<info a='1' a='2'>").encode(), "damaged"),
    "attribute of a megabyte": (lambda: XML.replace("<info>", f"<info a='{'x' * 1_000_000}'>").encode(), None),
    "many elements": (lambda: within_alert("<a/>" * 500_000), "too-many-elements"),
    "many infos": (lambda: within_alert("<info/>" * 19_000), None),
    "many areas": (lambda: XML.replace("</info>", "<area/>" * 19_000 + "</info>").encode(), None),
    "many polygons": (
        lambda: XML.replace(
            "</area>", "<polygon>37,101 38,102 38,101 37,102 37,101</polygon>" * 15_000 + "</area>"
        ).encode(),
        None,
    ),
    "knots": (
        lambda: with_polygons(
            *[" ".join(f"{37 + no % 2}.{no * 7919 % 997},101.{no * 104729 % 9973}" for no in range(199))] * 4
        ),
        None,
    ),
    "spikes": (lambda: with_polygons(" ".join(f"37,101 37.{no},102" for no in range(99))), None),
    "one spike in a long ring": (
        lambda: with_polygons(
            " ".join(f"37.{no:06},101" for no in range(18_000)) + " 37.02,101 37.02,103 37.02,102 37.01,102 37,102"
        ),
        None,
    ),
    "points without end": (lambda: XML.replace("37,101.6 ", "37,101.6 " * 200_000).encode(), None),
    "comments": (lambda: within_alert("<!---->" * 250_000), "too-many-asides"),
    "instructions": (lambda: within_alert("<?a?>" * 350_000), "too-many-asides"),
    "characters by number": (lambda: within_alert(f"<note>{'&#x4e0a;' * 200_000}</note>"), None),
    "number of nothing": (lambda: within_alert("<note>&#0;</note>"), "damaged"),
    "nul": (lambda: within_alert("<note>a\0b</note>"), "damaged"),
    "bell": (lambda: within_alert("<note>a\x07b</note>"), "damaged"),
    "declared utf-8, is gbk": (lambda: XML.encode("gbk"), "encoding-wrong"),
    "declared gbk, is utf-8": (lambda: XML.replace("UTF-8", "gbk").replace("上湾", "上湾ʘ").encode(), "encoding-wrong"),
    "utf-7": (lambda: b"<?xml version='1.0' encoding='utf-7'?>+ADw-alert/+AD4-", "encoding-unknown"),
    "ebcdic": (lambda: ALONE.encode("cp037", "replace"), "not-xml"),
    "ebcdic declared": (lambda: b"<?xml version='1.0' encoding='cp037'?><alert/>", "encoding-unknown"),
    "program of an encoding": (lambda: b"<?xml version='1.0' encoding='rot13'?><alert/>", "encoding-unknown"),
    "utf-16 bomb": (lambda: f"<a>{'上' * 1_040_000}</a>".encode("utf-16"), "not-cap"),
    "half a utf-16": (lambda: XML.encode("utf-16")[:-1], "encoding-wrong"),
    "utf-16 without a mark": (lambda: ALONE.encode("utf-16-le"), "encoding-wrong"),
    "utf-32": (lambda: ALONE.encode("utf-32"), "damaged"),
    "cut off": (lambda: XML.encode()[:-20], "damaged"),
    "two of them": (lambda: (XML + ALONE).encode(), "damaged"),
    "zip": (zipped, "not-xml"),
    "gzip": (lambda: gzip.compress(b"<a/>" * 5_000_000), "not-xml"),
    "pdf": (lambda: b"%PDF-1.7\n" + b"x" * 1000, "not-xml"),
    "json": (lambda: b'{"alert": 1}', "not-xml"),
    "web page": (lambda: b"<!DOCTYPE html><html></html>", "xml-tricks"),
    "other xml": (lambda: b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "not-cap"),
    "cap 1.0": (lambda: b"<alert xmlns='http://www.incident.com/cap/1.0'/>", "not-cap"),
    "noise": (lambda: bytes(range(256)) * 4000, "not-xml"),
    "noise like xml": (lambda: b"<" + bytes(range(1, 256)) * 4000, "encoding-wrong"),
    "quotes without end": (lambda: XML.replace("<alert ", "<alert a=" + QUOTE * 1_000_000 + " ").encode(), "damaged"),
    "addresses without end": (lambda: within_alert(f"<addresses>{QUOTE * 1_500_001}</addresses>"), None),
    "references without end": (lambda: within_alert(f"<references>{'a,b,c ' * 300_000}</references>"), None),
    "tags without end": (lambda: within_alert(f"<note>{'&lt;a ' * 300_000}</note>"), None),
    "key to be fetched": (
        lambda: signed(within_key="<RetrievalMethod URI='http://169.254.169.254/key' Type='x'/>"),
        None,
    ),
    "references to everywhere": (lambda: signed("<Reference URI='file:///etc/passwd'/>" * 9_000), None),
    "certificate without end": (
        lambda: signed(within_key=f"<X509Data><X509Certificate>{'A' * 1_900_000}</X509Certificate></X509Data>"),
        None,
    ),
    "certificates without end": (
        lambda: signed(within_key=f"<X509Data>{'<X509Certificate>MII=</X509Certificate>' * 15_000}</X509Data>"),
        None,
    ),
    "signature without end": (lambda: signed(value="A" * 1_900_000), None),
}
