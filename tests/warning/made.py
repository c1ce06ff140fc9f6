"""A warning as it may come from the weather office: a red one of rain, on places by their codes."""

from anlan.kernel.journal import files
from anlan.kernel.journal.facts import FileNo
from tests.cast import MORNING

AREA = "<area><areaDesc>城西</areaDesc>{where}</area>"
CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>{identifier}</identifier><sender>weather</sender><sent>{sent}</sent>
<status>{status}</status><msgType>{kind}</msgType><scope>Public</scope>{references}
<info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Immediate</urgency>
<severity>{severity}</severity><certainty>Likely</certainty><effective>{sent}</effective><expires>{expires}</expires>
<senderName>市气象台</senderName><headline>暴雨{word}预警信号</headline><description>三小时内 100 毫米以上</description>
<instruction>立即向高处转移</instruction>{area}</info></alert>"""
SEVERITY = {"红色": "Extreme", "橙色": "Severe", "黄色": "Moderate", "蓝色": "Minor"}
SENT, EXPIRES = "2026-07-01T08:55:00+08:00", "2026-07-01T14:00:00+08:00"


def cap(
    *,
    identifier: str = "63010041600000_20260701085500_1",
    kind: str = "Alert",
    word: str = "红色",
    status: str = "Actual",
    where: str = "<geocode><valueName>GB/T 2260</valueName><value>630100</value></geocode>",
    refers_to: str = "",
) -> bytes:
    """Return a warning in CAP 1.2."""
    references = f"<references>weather,{refers_to},{SENT}</references>" if refers_to else ""
    words = {"identifier": identifier, "sent": SENT, "expires": EXPIRES, "status": status, "kind": kind}
    area = AREA.format(where=where) if where else ""
    told = words | {"severity": SEVERITY[word], "word": word, "area": area, "references": references}
    return CAP.format(**told).encode()


def brought(content: bytes, *, person: str = "qian") -> FileNo:
    """Keep a warning as the file that somebody brought."""
    return files.keep(content, name="warning.xml", person=person, at=MORNING)
