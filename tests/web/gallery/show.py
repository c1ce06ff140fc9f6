"""Hang the gallery: render its pages with the house's own templates, and open them in a browser under our CSP."""

import mimetypes
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory
from django.utils.translation import override

from anlan.faces.web.ledger import ready
from tests.web.gallery import states
from tests.web.gallery.parts import PARTS

HERE = Path(__file__).parent
STATIC = Path(settings.HOUSE) / "faces/web/static"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'"
)
PAGES: dict[str, dict[str, Any]] = {
    "ledger": states.LEDGER,
    "item": states.ITEM,
    "today": states.TODAY_PAGE,
    "parts": PARTS,
    "job": {**PARTS, "frame": states.frame("imports"), "job": PARTS["jobs"][0], "toast": None},
    "sign_in": {"no": {"says": "账号或密码不对"}, "onward": "/"},
    "door": {"errors": [{"field": "name", "sentence": "账号或密码不对"}]},
    "errors/404": {},
    "errors/500": {"request_no": "7F3K-22"},
    "errors/409": {"sentence": "状态已经变化，请刷新后再看。", "no": {"by": "李娜", "at": states.NOW, "wrong": ()}},
    "errors/422": {"no": {"wrong": (("what", "写明隐患是什么"), ("due", "时限要写成 2026-07-18"))}},
}
PHOTO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 210"><rect width="360" height="210" fill="{}"/>'
    '<path d="M120 30h120v150H120z" fill="{}"/></svg>'
)
PHOTOS = {
    "/photo/before.svg": PHOTO.format("#5d666d", "#30383e"),
    "/photo/after.svg": PHOTO.format("#8a7d68", "#4b443a"),
}


def engine() -> DjangoTemplates:
    house: dict[str, Any] = settings.TEMPLATES[0]
    options = {**house["OPTIONS"], "context_processors": []}
    return DjangoTemplates({"NAME": "gallery", "DIRS": [*house["DIRS"], HERE], "APP_DIRS": False, "OPTIONS": options})


def render(page: str, language: str = "zh-hans", **more: object) -> str:
    with override(language):
        told = {"now": states.NOW, **PAGES[page], **more}
        if "groups" in told:
            told["groups"] = [
                {**group, "rows": [ready(row, states.NOW) for row in group["rows"]]} for group in told["groups"]
            ]
        return engine().get_template(f"{page}.html").render(told, RequestFactory().get("/"))


def answer(route, language: str, bilingual: bool) -> None:
    """Answer what the browser asks for: a page of the gallery, a static file, a photo, or nothing."""
    path = route.request.url.split("anlan.test", 1)[1].split("?")[0]
    if path.startswith("/static/"):
        file = STATIC / path.removeprefix("/static/")
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(body=file.read_bytes(), content_type=kind)
    elif path in PHOTOS:
        route.fulfill(body=PHOTOS[path], content_type="image/svg+xml")
    elif path.strip("/") in PAGES:
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
