"""Pictures and papers that want to do harm, or that only look as if they did; and honest ones beside them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import ExifTags, Image

SMALL = (64, 48)
SCRIPT = b"<html><script>alert(document.domain)</script></html>"


def honest(size: tuple[int, int] = SMALL) -> Image.Image:
    """Return a picture with something in it: a gradient."""
    return Image.merge("RGB", [Image.linear_gradient("L").resize(size)] * 3)


def saved(picture: Image.Image, form: str, **more: object) -> bytes:
    """Return a picture as a file."""
    target = io.BytesIO()
    picture.save(target, form, **more)
    return target.getvalue()


def jpeg(size: tuple[int, int] = SMALL, **more: object) -> bytes:
    """Return an honest JPEG."""
    return saved(honest(size), "JPEG", **more)


def png(size: tuple[int, int] = SMALL) -> bytes:
    """Return an honest PNG."""
    return saved(honest(size), "PNG")


def webp() -> bytes:
    """Return an honest WebP."""
    return saved(honest(), "WEBP")


def with_place(**tags: object) -> bytes:
    """Return a JPEG that tells where, when, on which side up and by what it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = tags.get("orientation", 6)
    exif[ExifTags.Base.Model] = tags.get("model", "HUAWEI P60")
    shot = exif.get_ifd(ExifTags.IFD.Exif)
    shot[ExifTags.Base.DateTimeOriginal] = tags.get("time", "2026:07:01 09:30:00")
    if "offset" in tags:
        shot[ExifTags.Base.OffsetTimeOriginal] = tags["offset"]
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = tags.get("side", "N")
    place[ExifTags.GPS.GPSLatitude] = tags.get("latitude", (36.0, 37.0, 12.0))
    place[ExifTags.GPS.GPSLongitudeRef] = "E"
    place[ExifTags.GPS.GPSLongitude] = tags.get("longitude", (101.0, 46.0, 48.0))
    return jpeg(exif=exif, comment=b"taken by Zhao")


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))


def bare_png(width: int, height: int, data: bytes, *, depth: int = 8, colour: int = 2, more: bytes = b"") -> bytes:
    """Return a PNG made by hand, true or not."""
    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")


def flood(side: int = 50_000) -> bytes:
    """Return a PNG of some kilobytes that says it has 2.5 thousand million pixels."""
    return bare_png(side, side, b"\0" * (1 << 20))


def bomb() -> bytes:
    """Return a PNG of 15 megapixels that is small on the wire: large, and still within what is allowed."""
    return bare_png(5000, 3000, (b"\0" + b"\x80" * 15_000) * 3000)


def overfull() -> bytes:
    """Return a PNG of one pixel whose data go on for 200 megabytes."""
    return bare_png(1, 1, b"\0" * (200 << 20))


def text_bomb() -> bytes:
    """Return a PNG with a comment that inflates to 100 megabytes."""
    text = b"Comment\0\0" + zlib.compress(b"a" * (100 << 20), 9)
    return bare_png(1, 1, b"\0\x80\x80\x80", more=chunk(b"zTXt", text))


def boasting_jpeg(side: int = 65_000) -> bytes:
    """Return a JPEG that says it has 4 thousand million pixels."""
    content = bytearray(jpeg())
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", side, side)
    return bytes(content)


def taller_jpeg() -> bytes:
    """Return a JPEG that says it is far taller than its data reach, within what is allowed."""
    content = bytearray(jpeg())
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", 8000, 8000)
    return bytes(content)


def huge_jpeg(passes: bool = False) -> bytes:
    """Return a true JPEG of 79 megapixels, drawn in one pass or in many."""
    return saved(Image.new("RGB", (10_000, 7_900), "grey"), "JPEG", progressive=passes)


def many_passes(count: int = 2_000) -> bytes:
    """Return a JPEG that is to be drawn over and over: it costs minutes and weighs little."""
    content = saved(Image.new("RGB", (4_000, 3_900), "grey"), "JPEG", progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * count + content[-2:]


def hidden_passes(count: int = 2_000) -> bytes:
    """Return the same, with a byte before its first pass that is no marker: a decoder passes over it."""
    content = many_passes(count)
    first = content.index(b"\xff\xda")
    return content[:first] + b"\x00" + content[first:]


def endless_scan() -> bytes:
    """Return a JPEG of 20 megabytes whose only pass is all escapes: each might be a marker, and none is."""
    content = jpeg()
    return content[:-2] + b"\xff\x00" * (10 << 20) + content[-2:]


def boasting_webp() -> bytes:
    """Return a WebP whose canvas is said to be 16 million pixels wide and high."""
    data = b"\0\0\0\0" + b"\xff\xff\xff" * 2
    body = b"WEBP" + b"VP8X" + struct.pack("<L", len(data)) + data + webp()[12:]
    return b"RIFF" + struct.pack("<L", len(body)) + body


def cut_off(content: bytes, share: float = 0.6) -> bytes:
    """Return the beginning of a file."""
    return content[: int(len(content) * share)]


def gif_page() -> bytes:
    """Return a GIF that is a script as well."""
    return b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)//" + SCRIPT


def jpeg_page() -> bytes:
    """Return a JPEG with a page in its comment."""
    return jpeg(comment=SCRIPT)


def jpeg_archive() -> bytes:
    """Return a JPEG that is a zip as well."""
    return jpeg() + zipped({"a.exe": b"MZ"})


def svg() -> bytes:
    """Return an SVG with a script."""
    return b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def moving_webp() -> bytes:
    """Return a WebP that moves."""
    frames = [Image.new("RGB", SMALL, colour) for colour in ("red", "blue")]
    return saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])


def moving_png() -> bytes:
    """Return a PNG that moves."""
    frames = [Image.new("RGB", SMALL, colour) for colour in ("red", "blue")]
    return saved(frames[0], "PNG", save_all=True, append_images=frames[1:])


def cmyk() -> bytes:
    """Return a JPEG in the colours of a printing press."""
    return saved(honest().convert("CMYK"), "JPEG")


def deep_grey() -> bytes:
    """Return a PNG of sixteen bits of grey, black at the left and white at the right."""
    row = b"\0" + b"".join(struct.pack(">H", 1024 * x) for x in range(64))
    return bare_png(64, 48, row * 48, depth=16, colour=0)


def heic() -> bytes:
    """Return the beginning of a HEIC."""
    return struct.pack(">L", 24) + b"ftypheic\0\0\0\0mif1heic" + b"\0" * 400


def film(*, whole: bool = True, brand: bytes = b"isom") -> bytes:
    """Return a film of the boxes that matter."""
    boxes = ((b"ftyp", brand + b"\0\0\0\0" + brand), (b"moov", b"\0" * 100), (b"mdat", b"\0" * 4000))
    content = b"".join(struct.pack(">L", len(data) + 8) + name + data for name, data in boxes)
    return content if whole else content[:-1000]


def pdf(more: bytes = b"") -> bytes:
    """Return a PDF of no pages."""
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog" + more + b">>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a zip of these parts, under exactly these names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def word(more: dict[str, bytes] | None = None) -> bytes:
    """Return a Word paper, with more in it than one expects."""
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"} | (more or {}))


def swollen_word() -> bytes:
    """Return a Word paper that unpacks to 400 megabytes."""
    return word({f"word/media/image{no}.bmp": b"\0" * (50 << 20) for no in range(8)})


def many_parts(count: int = 40_000) -> bytes:
    """Return a Word paper of more parts than anybody writes."""
    return word({f"word/{no}.xml": b"" for no in range(count)})


def nothing() -> bytes:
    """Return a file of no bytes."""
    return b""


def zeros() -> bytes:
    """Return a megabyte of zeros, as a download that never came true."""
    return b"\0" * (1 << 20)


def enormous() -> bytes:
    """Return a JPEG with 100 megabytes after its end."""
    return jpeg() + b"\0" * (100 << 20)
