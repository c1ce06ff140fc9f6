"""Hang the gallery: render its pages with the house's own templates, and open them in a browser under our CSP."""

import mimetypes
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory
from django.utils.translation import override

from anlan.faces.web.samples import states
from anlan.faces.web.samples.guide import PAGES as GUIDE_PAGES
from anlan.faces.web.samples.parts import PARTS
from anlan.faces.web.styleguide import shown

HERE = Path(__file__).parent
STATIC = Path(settings.HOUSE) / "faces/web/static"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'"
)
PAGES: dict[str, dict[str, Any]] = {
    **GUIDE_PAGES,
    "job": {**PARTS, "frame": states.frame("imports"), "job": PARTS["jobs"][0], "toast": None},
    "door": {"errors": [{"field": "name", "sentence": "账号或密码不对"}]},
}


def engine() -> DjangoTemplates:
    house: dict[str, Any] = settings.TEMPLATES[0]
    options = {**house["OPTIONS"], "context_processors": []}
    return DjangoTemplates({"NAME": "gallery", "DIRS": [*house["DIRS"], HERE], "APP_DIRS": False, "OPTIONS": options})


def render(page: str, language: str = "zh-hans", **more: object) -> str:
    template = named(page)
    with override(language):
        told = (shown(template) if template in GUIDE_PAGES else {"now": states.NOW, **PAGES[template]}) | more
        return engine().get_template(f"{template}.html").render(told, RequestFactory().get("/"))


def named(page: str) -> str:
    """Return the template of a page; those of the style guide are known by their last word as well."""
    return page if page in PAGES else f"styleguide/{page}"


def answer(route, language: str, bilingual: bool) -> None:
    """Answer what the browser asks for: a page of the gallery, a static file, a photo, or nothing."""
    path = route.request.url.split("anlan.test", 1)[1].split("?")[0]
    if path.startswith("/static/"):
        file = STATIC / path.removeprefix("/static/")
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(body=file.read_bytes(), content_type=kind)
    elif named(path.strip("/")) in PAGES:
        html = render(path.strip("/"), language, bilingual=bilingual)
        route.fulfill(body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": CSP})
    elif path.endswith("/peek/"):
        route.fulfill(body=f'<div class="body"><h2>{path}</h2></div>', content_type="text/html; charset=utf-8")
    else:
        route.fulfill(status=200, body=f"<!doctype html><title>{path}</title>", content_type="text/html; charset=utf-8")


def hang(
    browser,
    page: str,
    *,
    language: str = "zh-hans",
    theme: str = "light",
    width: int = 1440,
    bilingual: bool = False,
    scripts: bool = True,
):
    """Open one page of the gallery and return it, with what it complained about in `page.complaints`."""
    phone = width < 760
    context = browser.new_context(
        viewport={"width": width, "height": 844 if phone else 900},
        has_touch=phone,
        color_scheme=theme,
        java_script_enabled=scripts,
    )
    opened = context.new_page()
    opened.complaints = []
    opened.on("console", lambda said: opened.complaints.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.route("**/*", lambda route: answer(route, language, bilingual))
    opened.goto(f"https://anlan.test/{page}")
    opened.wait_for_load_state("networkidle")
    return opened
