"""The pages of the style guide, and the tokens that its first page shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.domains.dangers.reads import Dot
from anlan.domains.dangers.rules import Category
from anlan.faces.web.samples import states
from anlan.faces.web.samples.parts import PARTS
from anlan.faces.web.samples.states import ago, ahead, frame
from anlan.kernel.journal.facts import ItemNo

# Every token of web/css/tokens.css, by what it is for.
COLOURS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("底"), ("paper", "surface", "sunk", "hover", "sel", "print-paper", "photo-ground", "veil")),
    (_("字与线"), ("ink", "ink-2", "ink-3", "line", "line-2", "print-ink")),
    (_("操作"), ("act", "act-2", "on-act", "act-soft", "link", "focus", "focus-halo")),
    (
        _("法定等级，别处不用"),
        ("l1", "on-l1", "l2", "on-l2", "l3", "on-l3", "l4", "on-l4", "lv-outline"),
    ),
    (_("时限"), ("late", "on-late", "soon", "fresh", "stale")),
    (_("模拟与销号"), ("drill", "on-drill", "drill-stripe", "seal")),
)
TYPE = ("fs-0", "fs-1", "fs-2", "fs-3", "fs-4", "fs-5", "fs-6", "fs-7")
FACES = ("font", "font-num", "font-mono", "font-print")
LENGTHS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("间距"), ("s-1", "s-2", "s-3", "s-4", "s-5", "s-6", "s-7", "s-8")),
    (_("圆角"), ("r-1", "r-2", "r-3")),
    (_("行与控件"), ("row", "ctl", "pill")),
)
UNSEEN = ("lh-tight", "lh", "lh-read", "shadow", "dur")  # tell of leading, one shadow, and how long a fade lasts

GUIDE: dict[str, Any] = {
    "frame": frame("styleguide") | {"stopped": ("督催的钟停了（自 07-18 14:20）。",)},
    "colours": COLOURS,
    "type": TYPE,
    "faces": FACES,
    "lengths": LENGTHS,
    "unseen": UNSEEN,
    "forbidden": {"word": "验收销号", "why_not": "验收人不能是责任人", "small": True},
    "wrong": [{"field": "what", "sentence": "写明隐患是什么"}],
}
DOTS = tuple(
    Dot(
        item=ItemNo(f"demo-2026-{4000 + place:06d}"),
        what=what,
        category=category,
        at=ago(days=days),
        is_open=days < 60,
        is_major=place == 1,
    )
    for place, (what, category, days) in enumerate(
        (
            ("安全出口被堵", Category.ENVIRONMENT, 610),
            ("配电箱未上锁", Category.OBJECT, 420),
            ("安全出口被堵", Category.ENVIRONMENT, 300),
            ("灭火器压力不足", Category.OBJECT, 30),
            ("安全出口被堵", Category.ENVIRONMENT, 5),
        )
    )
)
SINCE = states.NOW.date() - timedelta(days=730)
MORE: dict[str, Any] = {
    "home": {
        "title": "值班",
        "says": ("现在您值班，到 2026-07-19 08:00。", "等您接手的 2 件。"),
        "rows": [
            {
                "what": "3 号井口瓦斯传感器失效",
                "href": "/styleguide/item/",
                "who": "王刚",
                "grade": "major",
                "due_at": ago(days=4),
            }
        ],
        "actions": [{"word": "交班", "href": "/styleguide/", "small": True}],
    },
    "left": {
        "filed": 6,
        "struck": 4,
        "overdue": 1,
        "is_listed": True,
        "more": 2,
        "rows": [
            {
                "no": "demo-2026-004187",
                "href": "/styleguide/item/",
                "what": "3 号井口瓦斯传感器失效",
                "grade": "major",
                "why": "逾期",
                "who": "王刚",
                "kind": "danger",
                "state": "returned",
                "due_at": ago(days=4),
            }
        ],
    },
    "watches": [
        {
            "href": "/styleguide/ledger/",
            "span": "07-18 08:00 — 07-19 08:00",
            "officer": "钱伟",
            "deputy": "马成",
            "leader": "何建",
            "where": "云岭县",
            "state": "值班中",
        }
    ],
    "sheet": [
        {"matter": "隐患", "department": "应急管理", "name": "李娜", "title": "验收岗", "deputy": "赵海", "href": "/"},
        {"matter": "隐患", "department": "水利", "name": "何建", "title": "分管领导", "above": "海东市"},
        {"matter": "隐患", "department": "能源", "name": None},
    ],
    "chart": {
        "width": 360,
        "height": 180,
        "outside": "M0 0L360 0L360 180L0 180Z",
        "parts": [
            {
                "path": f"M{90 * place} 0L{90 * place + 90} 0L{90 * place + 90} 180L{90 * place} 180Z",
                "href": "/styleguide/",
                "name": name,
                "n": n,
                "late": late,
                "shade": place + 1,
                "at": {"x": str(90 * place + 45), "y": "80"},
            }
            for place, (name, n, late) in enumerate(
                (("石沟乡", 2, 0), ("云岭镇", 7, 1), ("清泉镇", 31, 0), ("双河镇", 64, 9))
            )
        ],
        "pins": [
            {"at": {"x": str(60 + 120 * place), "y": "140"}, "n": n, "late": late}
            for place, (n, late) in enumerate(((0, 0), (3, 0), (5, 2)))
        ],
    },
    "dots": (DOTS, SINCE, ahead().date()),
}
PAGES: dict[str, dict[str, Any]] = {
    "styleguide/index": GUIDE,
    "styleguide/parts": PARTS | MORE,
    "styleguide/ledger": states.LEDGER,
    "styleguide/item": states.ITEM,
    "styleguide/today": states.TODAY_PAGE,
    # Whole pages where there is nothing, or nothing for one.
    "pages/entities": {"frame": frame("ledger"), "words": "矿山"},
    "pages/search": {"frame": frame("ledger"), "words": "矿山", "nothing": True},
    "pages/notices": {"frame": frame("today")},
    "pages/no_right": {
        "frame": frame("ledger"),
        "item": states.ITEM["item"],
        "href": "/styleguide/item/",
        "where": "云岭县煤矿",
        "word": "作废",
        "may": ("officer", "leader"),
        "waits": "下一步：李娜 验收销号。",
    },
    "sign_in": {"no": {"says": "账号或密码不对"}, "onward": "/"},
    "errors/400": {},
    "errors/401": {},
    "errors/403": {"no": {"code": "may-not"}},
    "errors/404": {},
    "errors/409": {"sentence": "状态已经变化，请刷新后再看。", "no": {"by": "李娜", "at": states.NOW, "wrong": ()}},
    "errors/422": {"no": {"wrong": (("what", "写明隐患是什么"), ("due", "时限要写成 2026-07-18"))}},
    "errors/429": {},
    "errors/500": {"request_no": "7F3K-22"},
    "errors/503": {},
}
