"""Which address leads to which face."""

from django.urls import URLPattern, URLResolver, path

from anlan.faces.api import doors
from anlan.faces.web import doorstep
from anlan.kernel.registry import door

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", doorstep.sign_in, name="sign-in"),
    path("sign-out/", doorstep.sign_out, name="sign-out"),
    path("post/", doorstep.take_post, name="post"),
    path("language/", doorstep.speak, name="language"),
    path("healthz", doors.healthz, name="healthz"),
    path("api/openapi.json", doors.openapi, name="openapi"),
    path("api/tokens", doors.tokens, name="tokens"),
    path("api/files", doors.files, name="files"),
    path("api/acts/<str:name>", doors.do, name="act"),
    path("api/reads/<str:name>", doors.ask, name="read"),
]

handler400 = door.unreadable
handler404 = door.not_here
handler500 = door.broken
