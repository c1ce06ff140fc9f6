"""What the page of parts shows: the fragments that no other page of the style guide holds, in all their states."""

from typing import Any

from anlan.faces.web.samples.states import ACTIONS, ago, ahead, frame

PARTS: dict[str, Any] = {
    "frame": {**frame("imports"), "as_of": ago(minutes=9)},
    "states": ["filed", "accepted", "in-hand", "submitted", "returned", "struck-off", "void", "closed-before"],
    "levels": [1, 2, 3, 4],
    "clocks": [
        ago(days=4),
        ago(hours=30),
        ago(minutes=9),
        ahead(minutes=6),
        ahead(hours=7),
        ahead(hours=30),
        ahead(days=5),
    ],
    "ages": [ago(seconds=5), ago(minutes=3), ago(hours=5), ago(days=2)],
    "since": ago(days=6),
    "ways": [
        {"channel": "短信", "says": "静默测试通", "at": ago(days=2)},
        {"channel": "语音", "says": "没有号码", "late": True},
    ],
    "errors": [
        {"field": "what", "sentence": "写明隐患是什么"},
        {"field": None, "sentence": "#26-004187由李娜验收，请由其办理。"},
    ],
    "options": [{"value": "general", "word": "一般隐患"}, {"value": "major", "word": "重大隐患", "note": "须判定依据"}],
    "limits": [
        {"value": "0", "word": "立即"},
        {"value": "3", "word": "3 天", "note": "07-21"},
        {"value": "7", "word": "7 天"},
    ],
    "jobs": [
        {
            "word": "导入 2026年隐患台账.xlsx",
            "done": 7200,
            "whole": 20000,
            "rate": 940,
            "left": "约剩 14 秒",
            "bad": 12,
            "stop": "/styleguide/?stop",
        },
        {"word": "导入 企业名册.csv", "done": 300, "whole": 1240, "resume": "/styleguide/?resume"},
        {
            "word": "导入 一季度.xls",
            "done": 412,
            "whole": 412,
            "bad": 1,
            "over": True,
            "said": "新 380，未变 20，有变 11，有误 1",
        },
    ],
    "tabs": [
        {"href": "/styleguide/ledger/", "word": "事项", "current": True, "n": 214},
        {"href": "/styleguide/ledger/", "word": "单位", "n": None},
    ],
    "actions": [
        *ACTIONS,
        {"word": "验收销号", "why_not": "验收人不能是责任人", "small": True},
        {"word": "作废", "url": "/styleguide/?void", "grave": True, "small": True},
    ],
    "heads": ["序号", "隐患描述", "整改时限", "责任人"],
    "sheet_rows": [
        ["1", "3 号井口瓦斯传感器失效，断电闭锁未动作", "2026-07-14", "王刚"],
        {"cells": ["2", "配电箱未上锁", "七月底", "工程师老张"], "wrong": "整改时限：写成 2026-07-31 这样的日期"},
    ],
    "form": {
        "title": "退回",
        "url": "/styleguide/?return_",
        "word": "退回",
        "back": "/styleguide/item/",
        "hint": "退回后时限不变，责任人会在今日看到原因。",
        "errors": [],
        "fields": [
            {
                "part": "choices",
                "name": "missing",
                "legend": "缺什么",
                "options": [{"value": "a", "word": "断电试验视频"}],
                "many": True,
            },
            {"part": "field", "id": "why", "name": "why", "label": "原因", "kind": "textarea", "most": 200},
            {
                "part": "file",
                "id": "more",
                "name": "evidence",
                "label": "现场照片",
                "upload": "/styleguide/",
                "camera": True,
            },
        ],
    },
    "pages": {"first": 501, "last": 1000, "whole": 12480, "before": "?page=1", "after": "?page=3"},
    "toast": {"sentence": "已登记 #26-004301"},
}
