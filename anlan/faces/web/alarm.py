"""The alarm of a page: what calls whoever looks at it, and waits for his answer. Only an answer silences it."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.domains.calls import reads as calls
from anlan.domains.calls.rules import Call
from anlan.faces.web.templatetags.look import short
from anlan.kernel.duty.reads import Page
from anlan.kernel.duty.watch import State
from anlan.kernel.journal.reads import Line
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import EVERYONE

TRIED = "duty.alarm-tried"


@page(may=EVERYONE)
def alarm(request: VisitRequest) -> JsonResponse:
    """Tell a page at once what calls whoever looks at it; it sounds until that is answered."""
    waits: tuple[Call, ...] = request.visit.ask(calls.mine, {})
    if not waits:
        return JsonResponse({"n": 0})
    first = waits[0].item
    words = ngettext("有 %(n)s 件叫应等您应答：%(what)s", "有 %(n)s 件叫应等您应答：%(what)s", len(waits))
    says = words % {"n": len(waits), "what": first.what}
    return JsonResponse({"n": len(waits), "no": waits[-1].item.no, "says": says, "href": f"/i/{short(first.no)}/"})


def of_watch(request: VisitRequest, told: Page) -> dict[str, Any] | None:
    """Return how the alarm of the visitor's own watch was tried; nothing of a watch that is not his, or not on."""
    watch = told.watch
    if watch.state not in (State.ON, State.OFFERED) or request.visit.by.person not in (watch.kept_by, watch.officer):
        return None
    tried = [line for line in told.lines if line.name == TRIED]
    return {"says": _says(tried[-1]) if tried else _("本班还没有试过告警。"), "ok": _is_heard(tried), "no": watch.no}


def tried(fact: Any) -> str:
    """Say what came of it when the alarm was tried."""
    if not fact.heard:
        return _("试告警：没有听到")
    return _("试告警：听到了，电脑也弹出了通知") if fact.shown else _("试告警：听到了，没有弹出通知")


def _says(line: Line) -> str:
    return tried(line.fact)


def _is_heard(tried_: list[Line]) -> bool:
    return bool(tried_) and bool(getattr(tried_[-1].fact, "heard", False))
