"""Pages go out small, and nothing else is touched."""

import gzip

from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from anlan.faces.web.squeeze import Squeeze

WORDS = b"<p>" + b"a danger is struck off " * 100


def sent(response):
    request = RequestFactory().get("/", HTTP_ACCEPT_ENCODING="gzip")
    return Squeeze(lambda _: response)(request)


def test_a_page_is_compressed_and_says_the_same():
    page = sent(HttpResponse(WORDS))

    assert page.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(page.content) == WORDS
    assert len(page.content) < len(WORDS)


def test_a_stream_is_never_held_back():
    stream = sent(StreamingHttpResponse(iter([b"event: item\n\n"]), content_type="text/event-stream"))
    page = sent(StreamingHttpResponse(iter([WORDS]), content_type="text/html"))

    assert not stream.headers.get("Content-Encoding")
    assert not page.headers.get("Content-Encoding")
    assert list(stream) == [b"event: item\n\n"]


def test_a_file_goes_out_byte_for_byte():
    assert sent(HttpResponse(WORDS, content_type="application/pdf")).content == WORDS
