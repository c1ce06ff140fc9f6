"""What a file is: by its content, never by its name."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = 4096
TAIL = 1 << 20  # where a zip lists its parts, and more than the longest list of an office file


@dataclass(frozen=True)
class Kind:
    """A form that files have, with what people call it."""

    code: str
    media: str
    suffix: str
    zh: str
    en: str


KINDS = {
    kind.code: kind
    for kind in (
        Kind("jpeg", "image/jpeg", ".jpg", "JPEG 照片", "a JPEG photo"),
        Kind("png", "image/png", ".png", "PNG 图片", "a PNG picture"),
        Kind("webp", "image/webp", ".webp", "WebP 图片", "a WebP picture"),
        Kind("heic", "image/heic", ".heic", "HEIC 照片", "a HEIC photo"),
        Kind("avif", "image/avif", ".avif", "AVIF 图片", "an AVIF picture"),
        Kind("gif", "image/gif", ".gif", "GIF 动图", "a GIF picture"),
        Kind("tiff", "image/tiff", ".tif", "TIFF 图片", "a TIFF picture"),
        Kind("bmp", "image/bmp", ".bmp", "BMP 图片", "a BMP picture"),
        Kind("psd", "image/vnd.adobe.photoshop", ".psd", "Photoshop 文件", "a Photoshop file"),
        Kind("svg", "image/svg+xml", ".svg", "SVG 图形", "an SVG drawing"),
        Kind("pdf", "application/pdf", ".pdf", "PDF 文件", "a PDF paper"),
        Kind("mp4", "video/mp4", ".mp4", "MP4 视频", "an MP4 film"),
        Kind("mov", "video/quicktime", ".mov", "MOV 视频", "a MOV film"),
        Kind("avi", "video/x-msvideo", ".avi", "AVI 视频", "an AVI film"),
        Kind("webm", "video/webm", ".webm", "WebM 视频", "a WebM film"),
        Kind("wav", "audio/wav", ".wav", "WAV 录音", "a WAV recording"),
        Kind("mp3", "audio/mpeg", ".mp3", "MP3 录音", "an MP3 recording"),
        Kind(
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ".docx",
            "Word 文档",
            "a Word paper",
        ),
        Kind(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ".xlsx",
            "Excel 工作簿",
            "an Excel workbook",
        ),
        Kind(
            "pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            ".pptx",
            "PowerPoint 演示文稿",
            "a PowerPoint presentation",
        ),
        Kind("ods", "application/vnd.oasis.opendocument.spreadsheet", ".ods", "ODS 表格", "an ODS table"),
        Kind("doc", "application/msword", ".doc", "旧版 Word 文档（.doc）", "an old Word paper (.doc)"),
        Kind("xls", "application/vnd.ms-excel", ".xls", "旧版 Excel 工作簿（.xls）", "an old Excel workbook (.xls)"),
        Kind("locked", "application/x-ole-storage", ".ole", "设有密码的 Office 文件", "an Office file with a password"),
        Kind("ole", "application/x-ole-storage", ".ole", "旧版 Office 文件", "an old Office file"),
        Kind("apk", "application/vnd.android.package-archive", ".apk", "安卓安装包", "an Android package"),
        Kind("zip", "application/zip", ".zip", "ZIP 压缩包", "a ZIP archive"),
        Kind("rar", "application/vnd.rar", ".rar", "RAR 压缩包", "a RAR archive"),
        Kind("7z", "application/x-7z-compressed", ".7z", "7Z 压缩包", "a 7Z archive"),
        Kind("gzip", "application/gzip", ".gz", "GZIP 压缩包", "a GZIP archive"),
        Kind("program", "application/x-executable", ".bin", "程序", "a program"),
        Kind("html", "text/html", ".html", "网页", "a web page"),
        Kind("xml", "application/xml", ".xml", "XML 文件", "an XML file"),
        Kind("text", "text/plain", ".txt", "纯文本", "plain text"),
        Kind("unknown", "application/octet-stream", ".bin", "认不出格式的文件", "a file of unknown form"),
    )
}

MAGIC = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"BM", "bmp"),
    (b"8BPS", "psd"),
    (b"%PDF-", "pdf"),
    (b"\x1aE\xdf\xa3", "webm"),
    (b"ID3", "mp3"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"#!", "program"),
)
RIFF = {b"WEBP": "webp", b"AVI ": "avi", b"WAVE": "wav"}
FILM_BRANDS = {b"qt  ": "mov", b"avif": "avif", b"avis": "avif"} | dict.fromkeys(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "heic"
)
ZIPPED = (
    (b"word/document.xml", "docx"),
    (b"xl/workbook.xml", "xlsx"),
    (b"ppt/presentation.xml", "pptx"),
    (b"AndroidManifest.xml", "apk"),
)
BOXED = (("EncryptedPackage", "locked"), ("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"))
MARKUP = (
    (b"<svg", "svg"),
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<script", "html"),
    (b"<?php", "program"),
    (b"<?xml", "xml"),
)


def kind_of(content: bytes) -> Kind:
    """Return what a file is. It costs next to nothing, and never fails: what nobody knows is `unknown`."""
    return KINDS[_code(content)]


def _code(content: bytes) -> str:
    if content[4:8] == b"ftyp":
        return FILM_BRANDS.get(content[8:12], "mp4")
    if content.startswith(b"RIFF"):
        return RIFF.get(content[8:12], "unknown")
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return next((code for name, code in BOXED if name.encode("utf-16-le") in content), "ole")
    for magic, code in MAGIC:
        if content.startswith(magic):
            return code
    return _written(content[:HEAD])


def _zipped(content: bytes) -> str:
    if b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in content[:HEAD]:
        return "ods"
    listed = content[:HEAD] + content[-TAIL:]
    return next((code for part, code in ZIPPED if part in listed), "zip")


def _written(head: bytes) -> str:
    """Return which kind of text this is, if it is one."""
    plain = head.lstrip(b"\xef\xbb\xbf").lstrip().lower()
    if plain.startswith(b"<"):
        return next((code for mark, code in MARKUP if mark in plain), "text")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    return "unknown" if not head or b"\x00" in head or not _is_text(head) else "text"


def _is_text(head: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        # The head may end amid a character, of four bytes at most.
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
