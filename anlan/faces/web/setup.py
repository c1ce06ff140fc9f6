"""The set-up of a house that is lived in: which steps are done, and where each is done, for its administrators."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.faces.web.frame import IMPORTERS, framed
from anlan.faces.web.templatetags import terms
from anlan.faces.web.templatetags.times import moment
from anlan.kernel.registry.acts import propose_posts
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import ADMINISTRATORS
from anlan.kernel.upkeep import reads as upkeep
from anlan.kernel.upkeep.reads import Setup

WORDS = {
    "pack": gettext_lazy("数据包已装载"),
    "administrators": gettext_lazy("三位管理员都已设密码"),
    "units": gettext_lazy("单位已导入"),
    "people": gettext_lazy("人员已导入"),
    "posts": gettext_lazy("岗位已有人"),
    "backup": gettext_lazy("已有备份"),
    "proven": gettext_lazy("备份已还原验证"),
}
# Where each is done: at an address of the pages, or by a command at the machine.
PAGES = {"units": "/imports/", "people": "/imports/"}
COMMANDS = {
    "pack": "anlan load-pack",
    "administrators": "anlan account code",
    "units": "anlan import organisations",
    "people": "anlan import people",
    "posts": "anlan registry propose-posts",
    "backup": "anlan backup",
    "proven": "anlan backup",
}


@page(may=ADMINISTRATORS)
def setup(request: VisitRequest) -> HttpResponse:
    """Show how far the house is set up, and where to go on."""
    found = request.visit.ask(upkeep.setup, {})
    role = request.visit.post.role
    steps = _steps(found, imports=role in IMPORTERS, proposes=role in propose_posts.may)
    shown: dict[str, Any] = {"steps": steps, "left": sum(not step["done"] for step in steps)}
    return render(request, "pages/setup.html", framed(request, "setup", **shown))


def _steps(found: Setup, *, imports: bool, proposes: bool) -> list[dict[str, Any]]:
    said = _said(found)
    pages = (PAGES if imports else {}) | ({"posts": "/posts/new/"} if proposes else {})
    return [
        {
            "word": WORDS[step],
            "done": done,
            "says": said[step],
            "href": pages.get(step),
            "command": COMMANDS[step],
        }
        for step, done in found.steps.items()
    ]


def _said(found: Setup) -> dict[str, str]:
    """Say of each step how far it has come."""
    late = [str(terms.ROLES[role]) for role in sorted(ADMINISTRATORS) if role not in found.came_in]
    return {
        "backup": moment(found.backup_at) if found.backup_at else _("还没有"),
        "proven": moment(found.proven_at) if found.proven_at else _("还没有"),
        "pack": _("、").join(found.packs) or _("没有装载"),
        "administrators": _("还没有：%(who)s") % {"who": _("、").join(late)} if late else _("都已设密码"),
        "units": ngettext("%(n)s 个单位", "%(n)s 个单位", found.units) % {"n": found.units},
        "people": ngettext("%(n)s 人", "%(n)s 人", found.people) % {"n": found.people},
        "posts": ngettext("%(n)s 个岗位有人", "%(n)s 个岗位有人", found.posts) % {"n": found.posts},
    }
