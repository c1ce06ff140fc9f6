"""What Django itself says no to: what leads nowhere, what nobody can read, forms of other sites, and what broke."""

from django.http import HttpRequest, HttpResponse

from anlan.kernel.registry.noes import no, no_of, tell


def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for an address that leads nowhere."""
    return tell(request, no("not-here", _language(request)))


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for a request that nobody can read."""
    known = exception and no_of(exception, language=_language(request), method=request.method)
    return tell(request, known or no("unreadable", _language(request)))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer for a form that came from another site, or from a page that has expired."""
    return tell(request, no("forged", _language(request)))


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when something broke; what, is in the log and not here."""
    return tell(request, no("broken", _language(request)))


def _language(request: HttpRequest) -> str:
    """Return the language that the door heard; there is none where something broke before it."""
    return str(getattr(request, "language", "zh"))
