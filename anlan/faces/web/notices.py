"""What one is told because others did something: a bell on every page, and a page of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags.look import short
from anlan.faces.web.templatetags.look import shown as shown_no
from anlan.kernel.journal.seals import HOUSE
from anlan.kernel.notices import keeping, reads
from anlan.kernel.notices.reads import Notices, Told
from anlan.kernel.notices.rules import MOST, Notice, Sort
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import EVERYONE

# What a notice says before it names what it is about.
SAYS = {
    Sort.GIVEN: _("归您负责"),
    Sort.DISOWNED: _("责任人说不归他管，退给您分派"),
    Sort.MOVED_ON: _("已改派他人，不再归您"),
    Sort.OFFERED: _("移交给您，请接手或谢绝"),
    Sort.TAKEN: _("您移交的，对方已接手"),
    Sort.DECLINED: _("您移交的，对方谢绝，仍归您"),
    Sort.TO_CHECK: _("请您验收"),
    Sort.RETURNED: _("验收未通过，已退回"),
    Sort.ENDED: _("验收通过，已销号"),
    Sort.VOIDED: _("已作废"),
    Sort.NUDGED: _("催您办理"),
    Sort.REPORTED: _("外来台账报了新情况"),
    Sort.TIME_ASKED: _("申请延期，请您批"),
    Sort.TIME_GIVEN: _("延期已批准"),
    Sort.TIME_REFUSED: _("延期未批准"),
    Sort.GRADED: _("重新定级"),
    Sort.LISTED: _("挂牌督办"),
    Sort.REMINDED: _("到期提醒"),
    Sort.RAISED: _("逾期未办结，上报给您"),
    Sort.ROSTERED: _("给您排了班"),
    Sort.SWAP_ASKED: _("请您换班"),
    Sort.SWAPPED: _("换班已定"),
    Sort.CANCELLED: _("排好的一班已取消"),
    Sort.WATCH_OFFERED: _("请您接班"),
}


@page(may=EVERYONE, methods=("GET", "POST"))
def notices(request: VisitRequest) -> HttpResponse:
    """Show what one was told in the last days; mark one of it as read, or all."""
    told: Notices = request.visit.ask(reads.notices, {})
    if request.method == "POST":
        wanted = request.POST.get("read", "")
        each = (one.notice for one in told.told if not one.is_read)
        keeping.mark([one for one in each if wanted in ("all", _key(one))], at=request.at)
        return redirect(_onward(told, wanted) or "/notices/")
    shown = {
        "rows": [_row(one, told) for one in told.told],
        "unread": told.unread,
        "more": len(told.told) == MOST,
    }
    return render(request, "pages/notices.html", framed(request, "notices", **shown))


def _row(one: Told, told: Notices) -> dict[str, Any]:
    notice = one.notice
    return {
        "key": _key(notice),
        "says": SAYS[Sort(notice.sort)],
        "what": f"{shown_no(one.item.no)} {one.item.what}" if one.item else _("值班"),
        "more": notice.n - 1,
        "href": _href(one),
        "who": None if notice.actor == HOUSE else told.names.get(notice.actor),
        "unit": told.names.get(one.item.organisation) if one.item else None,
        "at": notice.at,
        "is_read": one.is_read,
    }


def _href(one: Told) -> str:
    return f"/i/{short(one.item.no)}/" if one.item else f"/watches/{one.notice.subject}/"


def _key(notice: Notice) -> str:
    """Return by what a notice of one's own is known; no words of anybody are in it."""
    return f"{notice.sort} {notice.command} {notice.subject}"


def _onward(told: Notices, wanted: str) -> str | None:
    """Return where the notice leads that was opened."""
    return next((_href(one) for one in told.told if _key(one.notice) == wanted), None)
