"""The papers of a hidden danger: what each says, in the language that was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from anlan.engines.papers.blocks import Block, Facts, File, Paper, Pictures, Proof, Signatures, Table, Words

Pair = tuple[str, str]  # in Chinese, in English
BEIJING = timezone(timedelta(hours=8))
DAY = timedelta(days=1)


class Sheet(StrEnum):
    """The papers that are written of a hidden danger. 文书"""

    NOTICE = "notice"
    RECHECK = "recheck"
    CLOSURE = "closure"


class Language(StrEnum):
    """The languages in which papers are written. 语言"""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A picture that stands as evidence: its file, when it was put there, and by whom."""

    file: str
    caption: str
    at: datetime
    who: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step in the life of a danger: when, by whom, what, and the words that were said with it."""

    at: datetime
    who: str
    behalf: str  # for whom, where it was not for himself
    what: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Check:
    """How a danger was checked: by whom, when, whether it was put right, and what the checker says."""

    who: str
    at: datetime
    passed: bool
    opinion: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """All that a paper says of a danger. Codes come with their words; what nobody said is empty."""

    sheet: Sheet
    no: str  # as people read it: #26-004187
    what: str
    description: str
    is_major: bool
    place: str
    spot: str
    unit: str
    owner: str
    checker: str
    filed_by: str
    department: Pair
    source: Pair
    category: Pair
    basis: str
    measures: str
    control: str
    found_at: datetime | None
    filed_at: datetime
    due_at: datetime
    ended_at: datetime | None
    before: Shot | None
    after: Shot | None
    steps: tuple[Step, ...]
    check: Check | None
    receipt: str

    @property
    def shots(self) -> tuple[Shot, ...]:
        """Return the pictures that this paper shows: a notice is of what was found."""
        wanted = (self.before,) if self.sheet == Sheet.NOTICE else (self.before, self.after)
        return tuple(shot for shot in wanted if shot)


@dataclass(frozen=True, kw_only=True)
class Printed:
    """For whom a paper is printed, when, in which language, and whether what it says is only a demo's."""

    who: str
    at: datetime
    language: Language
    is_simulated: bool


TITLES: Mapping[Sheet, Pair] = {
    Sheet.NOTICE: ("隐患整改通知书", "Notice of rectification"),
    Sheet.RECHECK: ("整改复查意见书", "Opinion on re-check"),
    Sheet.CLOSURE: ("隐患整改闭环卡", "Closure sheet of a hidden danger"),
}
# The steps that make the life of a danger; what else was said of it stands on its page.
STEPS: Mapping[str, Pair] = {
    "items.filed": ("登记", "filed"),
    "items.filed-in-batch": ("随台账登记", "filed with a ledger"),
    "items.corrected": ("更正登记", "corrected"),
    "items.graded": ("改定等级", "graded anew"),
    "items.accepted": ("接收", "accepted"),
    "items.taken": ("接手", "taken over"),
    "items.disowned": ("不归我管，退回分派", "not his, sent back"),
    "items.assigned": ("分派给另一人", "assigned to another"),
    "items.assigned-in-batch": ("分派给另一人", "assigned to another"),
    "items.extension-asked": ("申请延期", "asked for more time"),
    "items.extended": ("批准延期", "agreed to more time"),
    "items.extension-refused": ("不批准延期", "refused more time"),
    "items.listed": ("挂牌督办", "listed for supervision"),
    "items.delisted": ("摘牌", "taken off the list"),
    "items.submitted": ("提请验收", "submitted for the check"),
    "items.returned": ("退回", "returned"),
    "items.struck-off": ("验收销号", "checked and struck off"),
    "dangers.recurred": ("复发，另编一次登记", "there again, filed as a new episode"),
}


def paper(told: Told, printed: Printed, *, pictures: Mapping[str, bytes], square: str) -> Paper:
    """Return the paper. `pictures` are those that can be drawn, by file; `square` is the SVG of the receipt, if any."""
    say = _Words(printed.language)
    files = [File(name=f"{shot.file}.jpg", content=pictures[shot.file]) for shot in told.shots if shot.file in pictures]
    blocks = list(_BLOCKS[told.sheet](told, say, frozenset(pictures)))
    if told.receipt:
        name, says = f"receipt-{told.no.lstrip('#')}.txt", say("销号凭证", "Receipt of the strike-off")
        files.append(File(name=name, content=f"{told.receipt}\n".encode(), says=says, is_attached=True))
    if square:
        files.append(File(name="square.svg", content=square.encode()))
        blocks.append(_proof(say))
    return Paper(
        language=printed.language,
        title=say(*TITLES[told.sheet]),
        no=told.no,
        band=say("模拟数据，并非真实", "Simulated data, not real") if printed.is_simulated else "",
        foot=say(f"{printed.who} 于 {_moment(printed.at)} 打印", f"Printed by {printed.who}, {_moment(printed.at)}"),
        at=printed.at,
        blocks=tuple(blocks),
        files=tuple(files),
    )


class _Words:
    """Says things in the language of the paper."""

    def __init__(self, language: Language) -> None:
        self.is_chinese = language == Language.ZH

    def __call__(self, zh: str, en: str) -> str:
        return zh if self.is_chinese else en


def _notice(told: Told, say: _Words, drawn: Set[str]) -> tuple[Block, ...]:
    grade = _grade(told, say)
    ask = say(
        f"{told.unit}：经{say(*told.source) or '检查'}，发现你单位存在下列{grade}。请按下列要求整改，于"
        f"{_until(told.due_at)}前整改完毕，附整改后的照片或材料提请验收。整改期间应采取措施，防止发生事故。",
        f"To {told.unit}: the {grade} below was found at your unit ({say(*told.source) or 'inspection'}). Put it right"
        f" as asked by {_until(told.due_at)}, and submit it for the check with pictures or papers of how it is then."
        " Meanwhile, take measures so that nothing happens.",
    )
    return (
        Words(paragraphs=(ask,)),
        Facts(rows=_rows(told, say)),
        *_pictures(say, drawn, (told.before,)),
        Signatures(
            lines=(
                say("检查人（签名）", "Inspector (signature)"),
                say("检查单位（盖章）", "Office (seal)"),
                say("收到通知的人（签名、日期）", "Received by (signature, day)"),
            )
        ),
    )


def _recheck(told: Told, say: _Words, drawn: Set[str]) -> tuple[Block, ...]:
    check = told.check
    assert check is not None, "the rule refuses this paper of what nobody has checked"
    verdict = (
        say("经复查，该隐患已整改到位，予以销号。", "On re-check it was found put right, and is struck off.")
        if check.passed
        else say("经复查，该隐患未整改到位，退回继续整改。", "On re-check it was not put right, and went back.")
    )
    opinion = (say("复查意见", "Opinion"), check.opinion or verdict)
    rows = (
        *_rows(told, say),
        (say("复查人", "Checked by"), check.who),
        (say("复查时间", "Checked at"), _moment(check.at)),
        opinion,
    )
    return (
        Words(paragraphs=(say(f"{told.unit}：", f"To {told.unit}: ") + verdict,)),
        Facts(rows=rows),
        *_pictures(say, drawn, (told.before, told.after)),
        Signatures(
            lines=(
                say("复查人（签名）", "Checker (signature)"),
                say("复查单位（盖章）", "Office (seal)"),
                say("被复查单位负责人（签名、日期）", "Head of the unit (signature, day)"),
            )
        ),
    )


def _closure(told: Told, say: _Words, drawn: Set[str]) -> tuple[Block, ...]:
    head = (say("时间", "When"), say("办理人", "Who"), say("记录", "What"))
    lines = tuple(
        (_moment(step.at), _who(step, say), say("：", ": ").join(filter(None, (say(*STEPS[step.what]), step.text))))
        for step in told.steps
        if step.what in STEPS
    )
    ended = ((say("销号时间", "Struck off"), _moment(told.ended_at)),) if told.ended_at else ()
    return (
        Facts(rows=(*_rows(told, say), *ended)),
        *_pictures(say, drawn, (told.before, told.after)),
        Table(title=say("办理经过", "How it went"), head=head, rows=lines),
    )


_BLOCKS = {Sheet.NOTICE: _notice, Sheet.RECHECK: _recheck, Sheet.CLOSURE: _closure}


def _rows(told: Told, say: _Words) -> tuple[tuple[str, str], ...]:
    """Return what is known of a danger, word by word; what nobody said is left out."""
    rows = (
        (say("事项", "Danger"), told.what),
        (say("描述", "Description"), told.description),
        (say("等级", "Grade"), _grade(told, say)),
        (say("单位", "Unit"), told.unit),
        (say("地点", "Place"), " ".join(filter(None, (told.place, told.spot)))),
        (say("责任人", "Owner"), told.owner),
        (say("验收人", "Checker"), told.checker),
        (say("登记人", "Filed by"), f"{told.filed_by} {_moment(told.filed_at)}"),
        (say("发现时间", "Found"), _moment(told.found_at) if told.found_at else ""),
        (say("来源", "Source"), say(*told.source)),
        (say("类别", "Category"), say(*told.category)),
        (say("监管部门", "Department"), say(*told.department)),
        (say("依据", "Basis"), told.basis),
        (say("整改措施", "Measures"), told.measures),
        (say("临时管控", "Meanwhile"), told.control),
        (say("时限", "Deadline"), _until(told.due_at)),
    )
    return tuple((word, value) for word, value in rows if value)


def _pictures(say: _Words, drawn: Set[str], shots: tuple[Shot | None, ...]) -> tuple[Block, ...]:
    stages = (say("检查时", "As found"), say("整改后", "Put right"))
    missing = say("图片无法显示", "This picture cannot be shown")
    none = say("没有照片", "No picture")
    shown = tuple(
        (f"{shot.file}.jpg" if shot.file in drawn else "", _caption(stage, shot), missing)
        if shot
        else ("", stage, none)
        for stage, shot in zip(stages, shots, strict=False)
    )
    return (Pictures(shown=shown),) if any(shots) else ()


def _who(step: Step, say: _Words) -> str:
    return say(f"{step.who}（代{step.behalf}）", f"{step.who} (for {step.behalf})") if step.behalf else step.who


def _caption(stage: str, shot: Shot) -> str:
    """Say what a picture shows, and by which bytes it is known."""
    return " · ".join(filter(None, (stage, shot.caption, _moment(shot.at), shot.who, f"SHA-256 {shot.file[:8]}…")))


def _proof(say: _Words) -> Block:
    return Proof(
        file="square.svg",
        alt=say("凭证的二维码", "Square code of the receipt"),
        paragraphs=(
            say("销号凭证", "Receipt of the strike-off"),
            say(
                "二维码里是凭证原文，本文件也附有这份凭证。扫码或取出附件后，用 docs/verify_receipt.py 离线核对，"
                "并与本单位公布的密钥指纹对照。",
                "The code holds the receipt whole, and this file carries it as an attachment. Check it offline with"
                " docs/verify_receipt.py, against the fingerprint of the key that this office has published.",
            ),
        ),
    )


def _grade(told: Told, say: _Words) -> str:
    return say("重大隐患", "major hidden danger") if told.is_major else say("一般隐患", "general hidden danger")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def _until(at: datetime) -> str:
    """Write the end of a deadline: a day ends at 24:00, not at 00:00 of the next."""
    told = at.astimezone(BEIJING)
    return _moment(at) if told.hour or told.minute else f"{told - DAY:%Y-%m-%d} 24:00"
