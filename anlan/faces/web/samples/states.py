"""What the style guide shows: every fragment in all its states, on an afternoon in July. All of it is invented."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

NOW = datetime(2026, 7, 18, 7, 42, tzinfo=UTC)


def ago(**spans: int) -> datetime:
    return NOW - timedelta(**spans)


def ahead(**spans: int) -> datetime:
    return NOW + timedelta(**spans)


def photo(wall: str, door: str) -> str:
    """Draw what stands for a photo."""
    return "data:image/svg+xml," + quote(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 210">'
        f'<rect width="360" height="210" fill="{wall}"/><path d="M120 30h120v150H120z" fill="{door}"/></svg>'
    )


def frame(here: str) -> dict[str, Any]:
    return {
        "person": "李娜",
        "person_no": "demo-p-000003",
        "post": "云岭县应急局 行业监管人员",
        "scope": ("青海省", "海东市", "云岭县"),
        "demo": True,
        "posts": [{"no": "demo-t-000009", "word": "云岭县应急局 值班员"}],
        "here": here,
        "waiting": 12,
        "overdue": 9,
        "ledger": True,
        "imports": True,
        "file": "/items/new/",
    }


PHOTO_BEFORE = {
    "src": photo("#5d666d", "#30383e"),
    "alt": "检查时：传感器断线",
    "taken_at": ago(days=14),
    "by": "赵海",
    "note": "原图 7f3k…22",
}
PHOTO_AFTER = {
    "src": photo("#8a7d68", "#4b443a"),
    "alt": "整改后：传感器已更换",
    "taken_at": ago(days=4),
    "by": "王刚",
    "note": "离线拍摄",
}


def row(serial: int, what: str, where: str, owner: tuple[str, str], state: str, **more: object) -> dict[str, Any]:
    told = {"kind": "danger", "due_at": ahead(days=3), "since": ago(days=3), "pieces": 0, "asked": 1}
    checker = {"checker": "李娜", "checker_unit": "县应急局"}
    no = f"demo-2026-{serial:06d}"
    return {
        "no": no,
        "href": "/styleguide/item/",
        "what": what,
        "where": where,
        "owner": owner[0],
        "owner_unit": owner[1],
        "state": state,
        **told,
        **checker,
        **more,
    }


WANG, MINE, DAIRY = ("王刚", "云岭县煤矿"), ("马国强", "南山矿业"), ("白雪", "高原乳业 安全部")

OVERDUE = [
    row(
        4187,
        "3 号井口瓦斯传感器失效，断电闭锁未动作",
        "云岭县煤矿 · 2026-07-04 执法检查",
        WANG,
        "returned",
        grade="major",
        listed=True,
        due_at=ago(days=4),
        pieces=2,
        asked=3,
        current=True,
        peek="/styleguide/26-004187/peek/",
    ),
    row(
        4102,
        "滨河路深基坑支护变形超控制值",
        "滨河嘉苑二期 · 住建",
        ("赵立军", "城建二公司"),
        "submitted",
        grade="major",
        due_at=ago(hours=30),
        pieces=4,
        asked=4,
        peek="/styleguide/26-004102/peek/",
    ),
    row(
        3977,
        "石沟水库溢洪道清障，经费 86 万元到位",
        "7·02 防汛会商第 4 项",
        ("石沟乡政府", "乡长 才让"),
        "in-hand",
        kind="decision",
        due_at=ago(hours=9),
    ),
]
TODAY = [
    row(
        4233,
        "沙柳沟村等 3 村红色预警叫应回执",
        "山洪灾害红色预警 · 第 2 次叫应",
        ("韩生福", "沙柳沟村 村主任"),
        "filed",
        kind="call",
        level=1,
        level_kind="warning",
        due_at=ahead(minutes=6),
        since=ago(minutes=9),
        asked=0,
    ),
    row(
        4235,
        "转移沙柳沟上段 118 人至镇中学安置点",
        "7·18 石沟乡山洪 · 指挥部令第 2 号",
        ("扎西", "石沟乡人民政府"),
        "in-hand",
        kind="task",
        level=1,
        level_kind="response",
        due_at=ahead(minutes=48),
        since=ago(hours=2),
        pieces=1,
        asked=2,
    ),
    row(
        4166,
        "液氨储罐紧急切断阀无定期校验记录",
        "高原乳业 · 企业自查",
        DAIRY,
        "in-hand",
        due_at=ahead(hours=7),
        since=ago(days=6),
        pieces=1,
        asked=2,
    ),
]
WEEK = [
    row(
        4098,
        "夜间卫星电话 12 分钟未接通，备用电源缺",
        "6·20 桌面推演 · 评估第 3 条",
        ("通信组", "县应急局"),
        "in-hand",
        kind="shortcoming",
        due_at=ahead(days=2),
    ),
    row(
        4051,
        "商场 B1 疏散通道堆放货物 14 米，两侧防火门常开，与《人员密集场所消防安全管理》不符",
        "新世纪商场 · 群众举报",
        ("陈涛", "新世纪商业"),
        "accepted",
    ),
    row(
        4020,
        "尾矿库浸润线观测孔 2 处堵塞",
        "南山尾矿库 · 月度检查",
        MINE,
        "in-hand",
        level=2,
        level_kind="risk",
        due_at=ahead(days=5),
        pieces=1,
        asked=2,
    ),
]
ENDED = [
    row(
        3921,
        "加油站防渗池液位报警未接入",
        "东关加油站",
        ("刘洋", "东关加油站"),
        "struck-off",
        ended_at=ago(hours=1),
        pieces=3,
        asked=3,
    ),
    row(3899, "消火栓被围挡（重复登记）", "东关市场", ("刘洋", "东关市场"), "void", ended_at=ago(hours=3), asked=0),
]

STEPS = [
    {"word": "登记", "shape": "done", "note": "07-04 10:22 赵海"},
    {"word": "接收", "shape": "done", "note": "07-04 10:31 王刚"},
    {"word": "整改", "shape": "done", "note": "07-14 16:40 提交"},
    {"word": "验收", "shape": "now", "note": "李娜 · 退回 1 次"},
    {"word": "销号", "shape": "", "note": "—"},
]
FACTS = [
    {"word": "责任人", "chip": {"name": "王刚", "unit": "云岭县煤矿", "phone": "09720000000"}},
    {"word": "验收人", "chip": {"name": "李娜", "unit": "县应急局", "note": "（不是责任人）"}},
    {"word": "管控措施", "value": "3 号井停产撤人，断电挂牌"},
    {"word": "依据", "value": "煤矿重大事故隐患判定标准 第四条", "href": "/styleguide/ledger/"},
    {"word": "延期", "value": "0 / 2 次"},
]
ACTIONS = [
    {"word": "补传证据", "key": "E", "href": "/styleguide/item/", "primary": True, "small": True},
    {"word": "催办", "key": "N", "url": "/styleguide/?nudge", "small": True},
    {"word": "延期", "key": "D", "url": "/styleguide/?extend", "small": True},
    {"word": "移交", "key": "T", "href": "/styleguide/item/", "small": True},
]

LEDGER: dict[str, Any] = {
    "frame": frame("ledger"),
    "numbers": [
        {"n": 12480, "word": "在册", "href": "/styleguide/ledger/"},
        {"n": 9, "word": "逾期", "late": True, "href": "/styleguide/ledger/"},
        {"n": 17, "word": "今日到期", "href": "/styleguide/ledger/"},
        {"n": 11, "word": "待我验收", "href": "/styleguide/ledger/"},
        {"n": 23, "word": "今日已销号", "href": "/styleguide/ledger/"},
    ],
    "buckets": [
        {"word": "0–7 天", "n": 96},
        {"word": "8–15 天", "n": 58},
        {"word": "16–30 天", "n": 38},
        {"word": "31–60 天", "n": 15},
        {"word": "60 天以上", "n": 7},
    ],
    "views": [
        {"href": "/styleguide/ledger/", "word": "全部在册", "current": True},
        {"href": "/styleguide/ledger/", "word": "我负责", "n": 6},
        {"href": "/styleguide/ledger/", "word": "待我验收", "n": 11},
        {"href": "/styleguide/ledger/", "word": "重大隐患", "n": 4},
        {"href": "/styleguide/ledger/", "word": "今日已销号"},
    ],
    "choices": [
        {
            "word": "分组：时限",
            "options": [
                {"href": "?group=due", "word": "时限", "current": True},
                {"href": "?group=unit", "word": "单位", "n": 41},
            ],
        },
        {"href": "?print=1", "word": "导出 XLSX"},
    ],
    "groups": [
        {"word": "逾期", "n": 9, "late": True, "rows": OVERDUE},
        {"word": "今日到期", "n": 17, "rows": TODAY},
        {"word": "七日内", "n": 46, "rows": WEEK},
        {"word": "今日已销号", "n": 23, "rows": ENDED},
    ],
    "sort": {"due": {"href": "?sort=-due", "direction": "ascending"}},
    "page": {"first": 1, "last": 500, "whole": 12480, "after": "?page=2", "before": None},
    "item": OVERDUE[0],
    "before": PHOTO_BEFORE,
    "after": PHOTO_AFTER,
    "facts": FACTS,
    "returned": "缺断电试验视频。李娜 07-16 09:11",
    "steps": STEPS,
    "actions": ACTIONS[:3],
    "toast": {"sentence": "#26-004102 已销号", "undo": "/styleguide/?take-back", "fields": {"undone": "c-1"}},
}

ITEM: dict[str, Any] = {
    **LEDGER,
    "toast": None,
    "pieces": [
        {"name": "更换传感器照片", "kind": "照片", "at": ago(days=4), "by": "王刚", "href": "/styleguide/item/"},
        {"name": "校验报告 DJ-2026-0714", "kind": "文件", "at": ago(days=4), "href": "/styleguide/item/"},
        {"name": "断电试验视频", "kind": "视频", "missing": True, "why": "（李娜要求）"},
    ],
    "lines": [
        {"at": ago(days=2), "who": "李娜", "said": "退回", "text": "缺断电试验视频。时限不变。", "later": True},
        {"at": ago(days=4), "who": "王刚", "said": "提请验收，2 项证据", "tags": ["手机"]},
        {"at": ago(days=14), "who": "王刚", "said": "接收"},
        {
            "at": ago(days=14),
            "who": "赵海",
            "said": "登记",
            "links": [{"href": "/styleguide/item/", "word": "#26-004190"}],
        },
    ],
    "actions": ACTIONS,
}

TODAY_PAGE: dict[str, Any] = {
    "frame": frame("today"),
    "call": {
        "what": "市防办转来：云岭县石沟乡山洪红色预警",
        "why": "15:30 发出 · 您是第一接收人",
        "level": 1,
        "level_kind": "warning",
        "action": {"word": "接收", "key": "A", "url": "/styleguide/?accept", "primary": True, "big": True},
    },
    "things": [
        {
            "what": "验收：滨河路深基坑支护变形超控制值",
            "why": "赵立军 已传 4 / 4 证据",
            "href": "/styleguide/item/",
            "due_at": ago(hours=30),
            "grade": "major",
            "action": {"word": "验收", "href": "/styleguide/item/", "small": True},
        },
        {
            "what": "接收：沙柳沟村红色预警叫应回执",
            "why": "韩生福 · 第 2 次叫应",
            "href": "/styleguide/item/",
            "due_at": ahead(minutes=18),
            "level": 1,
            "level_kind": "warning",
            "action": {"word": "接收", "url": "/styleguide/?accept", "small": True},
        },
        {
            "what": "编织袋低于警戒线",
            "why": "石沟乡前置点 剩 800 / 警戒 2000",
            "href": "/styleguide/item/",
            "at": "今日",
            "action": {"word": "调拨", "href": "/styleguide/item/", "small": True},
        },
        {
            "what": "催办：尾矿库浸润线观测孔 2 处堵塞",
            "why": "童刚 · 南山矿业",
            "href": "/styleguide/item/",
            "due_at": ahead(days=5),
        },
    ],
    "more": {"n": 14, "href": "/styleguide/ledger/"},
    "values": [12, 18, 9, 21, 26, 19, 23],
    "days": [(NOW - timedelta(days=back)).date() for back in range(6, -1, -1)],
    "sentence": "七日销号 128 件，新增 119 件，净减 9 件",
    "coach": "按 A 接收最上面的一件；按 ? 看全部快捷键。",
}
