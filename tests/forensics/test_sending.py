"""Names are shown and never obeyed; files are sent so that no browser takes them for a page of ours."""

import pytest

from anlan.engines.forensics.names import LETTERS_MOST, named_as, shown_name
from anlan.engines.forensics.sending import disposition, headers


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("证据 1.jpg", "证据 1.jpg"),
        ("C:\\Users\\赵\\a.jpg", "a.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: b=c.jpg", "aSet-Cookie_ b=c.jpg"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\x1b[31mred.jpg", "[31mred.jpg"),
        ('a"b<c>.jpg', "a_b_c_.jpg"),
        (".htaccess", "htaccess"),
        ("..", "file"),
        ("", "file"),
        ("\0\u200b\ufeff", "file"),
        ("e\u0301.jpg", "é.jpg"),
    ],
)
def test_a_name_is_one_line_without_folders_and_without_what_cannot_be_seen(given, shown):
    assert shown_name(given) == shown
    assert shown_name(shown) == shown


def test_a_long_name_keeps_its_suffix():
    assert shown_name("长" * 500 + ".jpg") == "长" * (LETTERS_MOST - 4) + ".jpg"


@pytest.mark.parametrize(
    ("given", "suffix", "named"),
    [
        ("a.JPEG", ".jpg", "a.JPEG"),
        ("a.png", ".jpg", "a.jpg"),
        ("a", ".jpg", "a.jpg"),
        ("2026.7.1 现场", ".jpg", "2026.7.1 现场.jpg"),
        ("a.pdf.exe", ".pdf", "a.pdf.pdf"),
    ],
)
def test_a_name_gets_the_suffix_that_its_content_deserves(given, suffix, named):
    assert named_as(given, suffix) == named


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gate.jpg", 'attachment; filename="gate.jpg"'),
        ("证据 1.jpg", "attachment; filename=\"__ 1.jpg\"; filename*=UTF-8''%E8%AF%81%E6%8D%AE%201.jpg"),
        ("100%.jpg", "attachment; filename=\"100_.jpg\"; filename*=UTF-8''100%25.jpg"),
        ('a"\r\nX: y.jpg', 'attachment; filename="a_X_ y.jpg"'),
        ("it's (1)*.jpg", 'attachment; filename="it\'s (1)_.jpg"'),
        ("é'(.jpg", "attachment; filename=\"_'(.jpg\"; filename*=UTF-8''%C3%A9%27%28.jpg"),
    ],
)
def test_a_name_is_sent_exactly_and_in_one_line(name, told):
    assert disposition(name) == told
    assert told.isascii()


def test_an_original_is_always_a_download_with_no_rights():
    sent = headers("image/jpeg", "gate.jpg")

    assert sent["Content-Type"] == "image/jpeg"
    assert sent["Content-Disposition"].startswith("attachment;")
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in sent["Content-Security-Policy"]
    assert "default-src 'none'" in sent["Content-Security-Policy"]


@pytest.mark.parametrize("media", ["image/jpeg", "application/pdf"])
def test_a_public_copy_may_be_looked_at_in_place(media):
    assert headers(media, "gate", public_copy=True)["Content-Disposition"].startswith("inline;")


@pytest.mark.parametrize("media", ["text/html", "image/svg+xml", "video/mp4", "text/plain", "x\r\ny: z"])
def test_nothing_else_ever_opens_in_place(media):
    sent = headers(media, "gate", public_copy=True)

    assert sent["Content-Disposition"].startswith("attachment;")
    assert sent["Content-Type"] in ("video/mp4", "application/octet-stream")
