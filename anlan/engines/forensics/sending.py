"""How a kept file is sent, so that no browser takes it for a page of ours."""

from __future__ import annotations

from urllib.parse import quote

from anlan.engines.forensics.examine import EVIDENCE
from anlan.engines.forensics.kinds import KINDS
from anlan.engines.forensics.names import shown_name

# What may be looked at in place, once it is a public copy; everything else is put on the disk first.
SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
SENT = frozenset(KINDS[code].media for code in EVIDENCE)
# Who may see it is asked each time: a right can end while a copy lies in a cache.
KEPT_BY_WHO_ASKED = "private, no-cache"
# Letters that stand for themselves in an extended parameter: RFC 5987, attr-char.
PLAIN = "!#$&+-.^_`|~"


def disposition(name: str, *, inline: bool = False) -> str:
    """Return the value of Content-Disposition: RFC 6266, with a plain name for old programs before the true one."""
    shown = shown_name(name)
    plain = "".join(letter if letter.isascii() and letter not in "%;" else "_" for letter in shown)
    exact = f"; filename*=UTF-8''{quote(shown, safe=PLAIN)}" if plain != shown else ""
    return f'{"inline" if inline else "attachment"}; filename="{plain}"{exact}'


def headers(media: str, name: str, *, public_copy: bool = False) -> dict[str, str]:
    """Return the headers under which a file is sent: with the type that was found, and no rights at all.

    An original is always a download. A public copy of a picture or a paper may be shown in place.
    """
    return {
        "Content-Type": media if media in SENT else "application/octet-stream",
        "Content-Disposition": disposition(name, inline=public_copy and media in SHOWN),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox; base-uri 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": KEPT_BY_WHO_ASKED,
    }
