"""What there is to know of a warning as it came: what is wrong with it and what to do; what came under its number."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anlan.domains.warning.reads import Shown
from anlan.domains.warning.rules import Alert
from anlan.engines.cap.advice import advice, says
from anlan.engines.cap.defects import SAYS
from anlan.engines.cap.reading import Outcome, read
from anlan.faces.web.templatetags.look import moment, step_word
from anlan.kernel.journal import files
from anlan.kernel.registry.door import VisitRequest

SAID = ("headline", "event", "colour", "description", "instruction", "area", "expires_at", "status", "msg_type")
CHOSEN = ("colour", "status", "msg_type")


def defects(request: VisitRequest, alert: Alert) -> list[dict[str, str]]:
    """Say what is wrong with a warning and what to do about each, for whoever is to let it go out."""
    if alert.told.outcome != Outcome.QUARANTINE:
        return []
    language = request.language
    told = read(files.read(alert.told.file), at=alert.received_at).defects
    coming = [(code, says(code, language, by=alert.told.signed_by)) for code in alert.told.defects]
    lines = [(code, sentence) for code, sentence in coming if sentence]
    lines += [(one.code, one.tells(language)) for one in told]
    known = {code for code, _ in lines}
    lines += [(code, SAYS[code][language != "zh"]) for code in alert.told.defects if code not in known]
    return [{"says": sentence, "do": advice(code, language)} for code, sentence in lines]


def beside(told: Shown) -> list[dict[str, Any]]:
    """Lay this warning and those that came under its number side by side: what each says where they differ."""
    if not told.beside:
        return []
    every = [told.alert, *told.beside]
    differing = [name for name in SAID if len({getattr(one.told, name) for one in every}) > 1]
    return [
        {
            "href": f"/warnings/{one.no}/",
            "is_this": one is told.alert,
            "no": one.no,
            "state": step_word(one.state),
            "when": f"{moment(one.received_at)} {told.names[one.received_by]}",
            "said": [{"word": _words()[name], "value": _value(one, name)} for name in differing],
        }
        for one in sorted(every, key=lambda one: (one.received_at, one.no))
    ]


def _words() -> dict[str, str]:
    return {
        "headline": _("标题"),
        "event": _("事件"),
        "colour": _("等级"),
        "description": _("内容"),
        "instruction": _("怎么做"),
        "area": _("区域"),
        "expires_at": _("有效至"),
        "status": _("性质"),
        "msg_type": _("类型"),
    }


def _value(one: Alert, name: str) -> str:
    value = getattr(one.told, name)
    if value is None or value == "":
        return _("未写明")
    return moment(value) if name == "expires_at" else step_word(str(value)) if name in CHOSEN else str(value)
