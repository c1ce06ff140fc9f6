"""Pages go out small: a village has 400 kbit/s. Nothing else is touched, so that no stream is held back."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class Squeeze(GZipMiddleware):
    """Compress finished pages. Forms carry a masked token and answers a random length, so that sizes tell nothing."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the page compressed where the browser takes it; whatever streams or is a file as it is."""
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
