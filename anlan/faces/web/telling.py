"""What was said of an item, in words: the history as people read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.domains.calls.facts import CallsClimbed
from anlan.faces.web.corrected import changes
from anlan.faces.web.templatetags import terms
from anlan.faces.web.templatetags.look import brief, shown, step_word
from anlan.kernel.chase.facts import ItemsChased
from anlan.kernel.chase.rules import steps_said
from anlan.kernel.journal.reads import Line
from anlan.kernel.journal.seals import HOUSE
from anlan.kernel.obligations.life import CALL, TASK, last_day

Names = dict[str, str]
SOON = timedelta(minutes=10)  # within this, nobody calls a step of the chase late

# What each fact is called in a history, and the field whose text follows it.
SAID: dict[str, tuple[Callable[[Any, Names], str], str | None]] = {
    "items.filed": (lambda fact, names: _("登记"), None),
    "items.filed-in-batch": (lambda fact, names: _filed_together(fact), None),
    "items.closed-before": (lambda fact, names: _("台账中已销号，本系统未验收"), None),
    "items.corrected": (lambda fact, names: _("更正登记"), "why"),
    "items.graded": (lambda fact, names: _("改定为%(grade)s") % {"grade": terms.GRADES.get(fact.grade, "—")}, "why"),
    "dangers.recurred": (
        lambda fact, names: (
            _("复发：%(former)s 之后登记为 %(no)s") % {"former": shown(fact.former), "no": shown(fact.item)}
        ),
        None,
    ),
    "dangers.assured": (
        lambda fact, names: (
            _("五落实：%(said)s")
            % {"said": _("、").join(str(word) for code, word in terms.ASSURED.items() if getattr(fact, code))}
        ),
        None,
    ),
    "calls.heard": (lambda fact, names: _("收到（%(by)s）") % {"by": step_word(fact.channel)}, "text"),
    "calls.read-back": (lambda fact, names: _("复述（%(by)s）") % {"by": step_word(fact.channel)}, "text"),
    "calls.acted": (lambda fact, names: _acted(fact), "text"),
    "calls.passed-on": (lambda fact, names: _("转给副手（%(by)s）") % {"by": step_word(fact.channel)}, "text"),
    "calls.taken-over": (lambda fact, names: _("已由他人接续"), None),
    "calls.knock-asked": (lambda fact, names: _("派人上门"), None),
    "calls.missed": (
        lambda fact, names: _("%(by)s未接：%(why)s") % {"by": step_word(fact.channel), "why": step_word(fact.outcome)},
        "text",
    ),
    "calls.climbed": (lambda fact, names: "", None),
    "calls.ended": (lambda fact, names: _("预警解除，叫应结束"), None),
    "items.accepted": (lambda fact, names: pgettext("said", "接收"), None),
    "items.noted": (lambda fact, names: _("进展"), "text"),
    "items.evidence-added": (lambda fact, names: _("上传证据 %(n)s 项") % {"n": len(fact.files)}, "caption"),
    "items.offered": (lambda fact, names: _("移交给%(to)s，待其接手") % {"to": names.get(fact.to, fact.to)}, "why"),
    "items.offered-in-batch": (
        lambda fact, names: _("按台账所记移交给%(to)s，待其接手") % {"to": names.get(fact.to, fact.to)},
        None,
    ),
    "items.left": (lambda fact, names: _("责任人离任，待明确由谁接手"), None),
    "items.given": (
        lambda fact, names: _("责任人离任，由%(owner)s接任") % {"owner": names.get(fact.owner, fact.owner)},
        None,
    ),
    "items.checker-left": (lambda fact, names: _("验收人离任，待明确验收人"), None),
    "items.disowned": (
        lambda fact, names: _("不归我管，退给%(owner)s分派") % {"owner": names.get(fact.owner, fact.owner)},
        "why",
    ),
    "items.assigned": (lambda fact, names: _("分派给%(owner)s") % {"owner": names.get(fact.owner, fact.owner)}, "why"),
    "items.taken": (lambda fact, names: pgettext("said", "接手"), None),
    "items.declined": (lambda fact, names: _("谢绝移交"), "why"),
    "items.submitted": (
        lambda fact, names: (
            _("提请%(checker)s验收，证据 %(n)s 项")
            % {"checker": names.get(fact.checker, fact.checker), "n": len(fact.evidence)}
            if fact.checker
            else _("提请验收，证据 %(n)s 项") % {"n": len(fact.evidence)}
        ),
        "text",
    ),
    "items.checker-wanted": (lambda fact, names: _("此处无人验收，等待明确验收人"), None),
    "items.checker-named": (
        lambda fact, names: _("由%(checker)s验收") % {"checker": names.get(fact.checker, fact.checker)},
        None,
    ),
    "items.lapsed": (lambda fact, names: _("已没有事项等待，任务失效"), None),
    "items.extension-asked": (
        lambda fact, names: (
            _("申请延期到 %(day)s，待%(approver)s批准")
            % {"day": last_day(fact.due_at), "approver": names.get(fact.approver, fact.approver)}
        ),
        "why",
    ),
    "items.extended": (
        lambda fact, names: (
            _("批准延期：%(was)s → %(day)s") % {"was": last_day(fact.was_due_at), "day": last_day(fact.due_at)}
        ),
        None,
    ),
    "items.extension-refused": (lambda fact, names: pgettext("said", "不批准延期"), "why"),
    "items.listed": (
        lambda fact, names: (
            _("%(level)s挂牌督办，期限 %(day)s")
            % {"level": terms.LISTED.get(fact.level, fact.level), "day": last_day(fact.until)}
        ),
        "notice",
    ),
    "items.delisted": (lambda fact, names: pgettext("said", "摘牌"), "notice"),
    "items.returned": (lambda fact, names: pgettext("said", "退回"), "why"),
    "items.struck-off": (
        lambda fact, names: _("任务已办，销号") if fact.kind == TASK else pgettext("said", "验收销号"),
        "opinion",
    ),
    "items.voided": (lambda fact, names: pgettext("said", "作废"), "why"),
    "items.voided-in-batch": (lambda fact, names: pgettext("said", "作废"), "why"),
    "items.nudged": (lambda fact, names: pgettext("said", "催办"), "text"),
    "items.nudged-in-batch": (lambda fact, names: _("批量催办"), "text"),
    "items.handed-over-in-batch": (
        lambda fact, names: _("批量移交给%(to)s，待其接手") % {"to": names.get(fact.to, fact.to)},
        "why",
    ),
    "items.assigned-in-batch": (
        lambda fact, names: _("批量分派给%(owner)s") % {"owner": names.get(fact.owner, fact.owner)},
        "why",
    ),
    "items.taken-back-in-batch": (lambda fact, names: _("撤回了刚才的批量办理"), None),
    "items.reported": (
        lambda fact, names: (
            (_("台账来报：已完成") if fact.is_closed else _("台账来报"))
            + (_("，责任人写作%(owner)s") % {"owner": names.get(fact.owner, fact.owner)} if fact.owner else "")
        ),
        "text",
    ),
    "items.taken-back": (lambda fact, names: _("撤回了刚才的办理"), None),
    "looks.opened": (
        lambda fact, names: (
            _("立任务回头看：%(task)s 看 %(danger)s") % {"task": shown(fact.task), "danger": shown(fact.danger)}
        ),
        None,
    ),
    "looks.sample-drawn": (lambda fact, names: _("%(month)s 销号抽查抽中") % {"month": fact.month}, None),
    "looks.answered": (lambda fact, names: _("回头看：%(found)s") % {"found": step_word(fact.finding)}, None),
    "duty.hand-over-listed": (lambda fact, names: _("列入交接清单"), None),
    "chase.items-chased": (lambda fact, names: _("督催"), None),  # told step by step, by `_chased`
}


def _filed_together(fact: Any) -> str:
    """Say why many were filed at once: called because of a warning, asked for by the house, or off a ledger."""
    if fact.kind == CALL:
        return _("因预警叫应")
    return _("系统立任务") if fact.kind == TASK else _("随台账登记")


def _acted(fact: Any) -> str:
    """Say what was done, and of how many how many were moved."""
    word = str(step_word(fact.deed))
    if fact.moved is None:
        return word
    of = "?" if fact.expected is None else fact.expected
    return _("%(deed)s，转移 %(moved)s/%(of)s 人") % {"deed": word, "moved": fact.moved, "of": of}


def history(
    no: str, lines: tuple[Line, ...], names: Names, claimed: Callable[[Line], str | None]
) -> list[dict[str, Any]]:
    """Return the entries of an item as the fragment of a history wants them, the latest first."""
    told, changed = [], changes(no, lines, names)
    for line in reversed(lines):
        if line.name not in SAID:
            continue
        says, text = SAID[line.name]
        behalf = [_("代%(owner)s办理") % {"owner": names.get(line.behalf, line.behalf)}] if line.behalf else []
        followed = [_("系统随之记下")] if line.cause is not None else []
        told.append(
            {
                "at": line.recorded_at,
                "who": _("系统") if line.actor == HOUSE else names.get(line.actor, line.actor),
                "said": _said(line, no, names, says),
                "text": getattr(line.fact, text, "") if line.fact and text else "",
                "changes": changed.get(line.seq, []),
                "tags": behalf + followed + [tag for tag in [claimed(line)] if tag],
                "seq": line.seq,
            }
        )
    return told


def _climbed(fact: CallsClimbed, no: str, names: Names) -> Iterator[str]:
    """Say which steps came of this call, and who was called or told by each."""
    for call, step, person in zip(fact.calls, fact.steps, fact.people, strict=True):
        if call == no:
            word = str(step_word(step))
            yield _("%(step)s：%(who)s") % {"step": word, "who": names.get(person, person)} if person else word


def _said(line: Line, no: str, names: Names, says: Callable[[Any, Names], str]) -> str:
    if line.fact is None:
        return _("内容已删除")
    if isinstance(line.fact, CallsClimbed):
        return _("；").join(_climbed(line.fact, no, names))
    return _("；").join(_chased(line, no, names)) if isinstance(line.fact, ItemsChased) else says(line.fact, names)


def _chased(line: Line, no: str, names: Names) -> Iterator[str]:
    """Yield each step of the chase that was said of this item, whom of, and since when where the clock was down."""
    for one in steps_said(line.fact):  # type: ignore[arg-type]  # its caller has looked
        if one.item == no:
            told = {
                "step": step_word(one.step),
                "person": names.get(one.person or "", one.person),
                "at": brief(one.came_at),
            }
            said = _("%(step)s：%(person)s") % told if one.person else _("%(step)s：无人可报") % told
            is_late = line.recorded_at - one.came_at > SOON
            yield said + _("（应在%(at)s）") % told if is_late else said
