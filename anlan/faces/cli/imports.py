"""Ledgers in and out at the console: `anlan import dangers 台账.xlsx`, `anlan export dangers --out 台账.xlsx`."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import msgspec
import typer

from anlan.engines.sheets.mismatches import CURED_BY_SAFETY
from anlan.faces.cli import bundles
from anlan.faces.cli.console import HERE, NO, AsJson, AsPerson, language, note, say, tell, visit
from anlan.faces.cli.progress import Moved, Steps
from anlan.kernel.intake import acts, jobs
from anlan.kernel.intake import reads as ledgers
from anlan.kernel.intake.jobs import Progress
from anlan.kernel.intake.reads import Form
from anlan.kernel.intake.rules import ASKED, SCHEMAS, Ledger
from anlan.kernel.intake.uploads import Report
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.registry.door import KEEPER, Visit
from anlan.kernel.registry.may import MayNot
from anlan.kernel.registry.noes import leave_line

SHOWN = 20

AsLedger = Annotated[
    Ledger, typer.Argument(metavar="LEDGER", help=say("隐患、单位或人员。", "Dangers, organisations or people."))
]
AsLedgerOrNone = Annotated[
    Ledger | None,
    typer.Argument(metavar="LEDGER", help=say("隐患、单位或人员。", "Dangers, organisations or people.")),
]
AsColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--column", metavar="KEY=HEADING", help=say("哪一列是什么，可多次。", "Which heading is which column.")
    ),
]
AsAnswers = Annotated[
    list[str] | None,
    typer.Option(
        "--answer", metavar="KEY=VALUE", help=say("文件缺少的列统一填什么，可多次。", "What holds for the whole file.")
    ),
]
AsFile = Annotated[
    Path | None, typer.Argument(metavar="FILE", dir_okay=False, exists=True, help=say("文件。", "The file."))
]
AsRejects = Annotated[
    Path | None, typer.Option(metavar="FILE", help=say("退回的行写入此文件。", "Where the bad rows go."))
]
Yes = Annotated[bool, typer.Option("--yes", help=say("核对后直接导入。", "Take it in without asking again."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=say("只核对。", "Only check."))]


def import_(
    ledger: AsLedger,
    file: AsFile = None,
    column: AsColumns = None,
    answer: AsAnswers = None,
    resume: Annotated[
        str | None, typer.Option(metavar="JOB", help=say("接着导入此任务。", "Go on with this import."))
    ] = None,
    rejects: AsRejects = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_person: AsPerson = None,
    as_json: AsJson = False,
) -> None:
    """Check a ledger and take it in, each row once, however often it comes."""
    speaker = _importer(as_person)
    if (file is None) == (resume is None):
        raise typer.BadParameter(say("请写一个文件，或 --resume 任务号。", "Name a file, or --resume an import."))
    no = resume or _checked(speaker, ledger, Path(str(file)), _pairs(column), _pairs(answer))
    told = jobs.progress(no, by=speaker.by)
    if not resume:
        _show(no, told, speaker)
    wanted = (
        not dry_run
        and told.state in (jobs.CHECKED, jobs.STOPPED, jobs.RUNNING)
        and bool(resume or told.new + told.changed)
    )
    _keep_rejects(no, told, rejects, speaker)  # now, since whoever does not answer wants them all the same
    if wanted and not (resume or yes):
        wanted = typer.confirm(say("导入吗？", "Take it in?"), err=True)
    if wanted:
        before = told.bad
        speaker.do(acts.ask_import, {"job": no})
        told = _work(no, speaker)
        if told.bad != before:
            _keep_rejects(no, told, rejects, speaker)
    found = jobs.report(no, by=speaker.by)
    if dry_run and not resume:
        jobs.discard(no, by=speaker.by)
    _end(told, found, as_person, as_json, was_asked=not dry_run)


def export(
    ledger: AsLedgerOrNone = None,
    everything: Annotated[
        bool, typer.Option("--all", help=say("导出全部数据，成一个文件夹。", "Write everything into a folder."))
    ] = False,
    telephones: Annotated[
        bool,
        typer.Option(
            "--telephones",
            help=say("全部数据含电话，限安全保密管理员。", "With telephones; for the security administrator."),
        ),
    ] = False,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=say("写入此文件。", "Write it to this file."))],
    form: Annotated[Form, typer.Option("--format", help=say("文件格式。", "What kind of file."))] = Form.XLSX,
    as_person: AsPerson = None,
    as_json: AsJson = False,
) -> None:
    """Write a ledger to a file, as far as one sees it; or everything to a folder, of whoever keeps the house."""
    if (ledger is None) != everything or (telephones and not everything):
        raise typer.BadParameter(say("请写一个台账，或 --all。", "Name a ledger, or --all."))
    if ledger is None:
        return bundles.export_all(out, visit(as_person), telephones=telephones, as_json=as_json)
    speaker = _importer(as_person)
    if ledgers.tells_phones(ledger, speaker.post):
        speaker.must_be_fresh()
    file = ledgers.export(ledger, form, post=speaker.post, at=speaker.at, language=language())
    if file.phones:
        said = f"anlan export {ledger} {file.phones} --out {out.name}"
        asked = {"address": HERE, "method": "", "path": said, "agent": ""}
        leave_line(at=speaker.at, person=speaker.by.person, post=speaker.by.post, status=200, code="exported", **asked)
    out.write_bytes(file.content)
    tell(say(f"已写入 {out}。", f"{out} is written."), {"file": str(out), "bytes": len(file.content)}, as_json=as_json)


def _importer(person: str | None) -> Visit:
    come = visit(person)
    if come.post == KEEPER:  # who sees nothing, and owns nothing
        raise MayNot(come.post.role)
    return come


def _checked(speaker: Visit, ledger: Ledger, file: Path, columns: dict[str, str], answers: dict[str, str]) -> str:
    no = jobs.receive(file.read_bytes(), file.name, ledger, by=speaker.by, at=speaker.at)
    found = jobs.proposal(no, by=speaker.by)
    keys = {column.key for column in SCHEMAS[ledger]}
    if unknown := (columns.keys() - keys) | (answers.keys() - set(ASKED[ledger])):
        raise typer.BadParameter(say("没有这些列：", "There are no such columns: ") + ", ".join(sorted(unknown)))
    try:
        jobs.choose(no, mapping=found.mapping | columns, answers=answers, by=speaker.by)
    except Refused:
        _say_what_cures(ledger, {*found.mapping, *columns, *answers})
        jobs.discard(no, by=speaker.by)
        raise
    _work(no, speaker)
    return no


def _say_what_cures(ledger: Ledger, told: set[str]) -> None:
    """Say with which words of the command the columns are told that a file was not seen to have."""
    for column in SCHEMAS[ledger]:
        if column.required and column.key not in told:
            heading = say("表头", "HEADING")
            cures = [f"--column {column.key}={heading}"]
            cures += [f"--answer {column.key}={say('值', 'VALUE')}"] if column.key in ASKED[ledger] else []
            word = column.heading(language())
            note(f"  {word}{say('：', ': ')}{say(' 或 ', ' or ').join(cures)}")


def _work(no: str, speaker: Visit) -> Progress:
    """Work at a job and show how far it is; Ctrl-C stops it after the slice in hand."""
    before = jobs.progress(no, by=speaker.by)
    is_check = before.state == jobs.CHECKING
    words = ("核对", "Checking") if is_check else ("导入", "Taking in")
    with _interrupted() as told_to_stop, Steps(1).step(*words, total=max(1, before.whole - before.done)) as moved:
        last = before.done

        def told(progress: Progress) -> bool:
            nonlocal last
            _move(moved, progress.done - last)
            last = progress.done
            return not told_to_stop

        return jobs.run(no, at=speaker.at, told=told)


def _move(moved: Moved, rows: int) -> None:
    for _ in range(rows):
        moved()


def _show(no: str, told: Progress, speaker: Visit) -> None:
    """Say what a file would come to: counts, what to mend, how words were taken, what would be new."""
    found, is_zh = jobs.report(no, by=speaker.by), language() == "zh"
    for line in [line for line in found.lines if not line.is_note][:SHOWN]:
        note(f"  {_where(line.sheet, line.row, line.column)}{say('：', ': ')}{line.zh if is_zh else line.en}")
    if told.bad > SHOWN:
        note(say("  ……其余见退回的行（--rejects）。", "  … the rest stand in the file of --rejects."))
    known = Counter(line.zh if is_zh else line.en for line in found.lines if line.is_note and line.row and line.column)
    for words, n in known.most_common(SHOWN):
        note(f"  {words}" + say(f"（{n} 行）", f" ({n} row{'s' * (n > 1)})"))
    for name, near in list(found.units.items())[:SHOWN]:
        nearest = say("，相近的：", "; nearest: ") + ", ".join(near) if near else ""
        note(say(f"  将新建单位 {name}{nearest}", f"  new unit {name}{nearest}"))
    if any(line.code in CURED_BY_SAFETY for line in found.lines):
        note(say("  由安全员负责：--answer owner=post", "  that safety posts answer: --answer owner=post"))
    if found.left_out:
        note(say("  没有导入的列：", "  columns that are not taken in: ") + ", ".join(found.left_out))
    _show_changes(found)
    note(_counts(told, found))


def _show_changes(found: Report) -> None:
    """Say of changed rows what stands here and what the file says."""
    at = 0 if language() == "zh" else 1
    for one in found.changed[:SHOWN]:
        note(f"  {_where(one.sheet, one.row)} {one.no} {one.what}")
        for change in one.changes:
            note(f"    {change.column[at]}{say('：', ': ')}{change.before[at]} → {change.now[at]}")
    if len(found.changed) > SHOWN:
        note(say("  ……其余有变化的见 --json。", "  … --json has the other changes."))


def _where(sheet: str, row: int, column: str = "") -> str:
    said = say(f"{sheet} 第 {row} 行", f"{sheet} row {row}") if row else sheet
    return f"{said} [{column}]" if column else said


def _counts(told: Progress, found: Report) -> str:
    closed = say(f"（其中系统外销号 {found.closed}）", f" ({found.closed} of them struck off before they came here)")
    passed = say(f"，合计和说明 {told.passed}", f", {told.passed} of totals or remarks")
    more = (closed if found.closed else "", passed if told.passed else "")
    rows = "row" if told.whole == 1 else "rows"
    return say(
        f"共 {told.whole} 行：新增 {told.new}{more[0]}，不变 {told.unchanged}，有变化 {told.changed}，"
        f"有误 {told.bad}{more[1]}。",
        f"{told.whole} {rows}: {told.new} new{more[0]}, {told.unchanged} unchanged, {told.changed} changed, "
        f"{told.bad} bad{more[1]}.",
    )


def _as_data(told: Progress, found: Report) -> dict[str, Any]:
    """Return for a program how an import stands, with all that there is to say of its rows."""
    data = msgspec.to_builtins(told, enc_hook=str) | {"passed": told.passed, "closed": found.closed}
    return {
        **data,
        "said": told.said[language() != "zh"] or None,
        "lines": msgspec.to_builtins(found.lines),
        "lines_more": found.more,
        "changes": msgspec.to_builtins(found.changed),
        "units": found.units,
        "left_out": found.left_out,
    }


def _end(told: Progress, found: Report, person: str | None, as_json: bool, *, was_asked: bool) -> None:
    """Say how it ended, and how to go on where it did not; end with 1 where something is left to do."""
    again = f"anlan import {told.ledger} --resume {told.no}" + (f" --as {person}" if person else "")
    words = {
        jobs.FINISHED: say("导入完成。", "It has come in. ") + _counts(told, found),
        jobs.STOPPED: say(
            f"停下了：{told.done} / {told.whole} 行。接着做：{again}",
            f"Stopped at {told.done} of {told.whole} rows. Go on: {again}",
        ),
        jobs.FAILED: told.said[language() != "zh"],
    }.get(told.state, _unchanged(told, was_asked=was_asked))
    words = words if told.new + told.changed + told.bad else say("全部不变。", "All rows are unchanged.")
    tell(words, _as_data(told, found), as_json=as_json)
    if told.state in (jobs.STOPPED, jobs.FAILED) or told.bad:
        raise typer.Exit(NO)


def _unchanged(told: Progress, *, was_asked: bool) -> str:
    """Say why nothing has changed: it was only asked what would, there is nothing to take in, or it was not wanted."""
    if not was_asked:
        return say("只是核对，什么都没有改动。", "This was only a check; nothing has changed.")
    if not told.new + told.changed:
        return say("没有可导入的行，什么都没有改动。", "No row can be taken in; nothing has changed.")
    return say("没有导入，什么都没有改动。", "It was not taken in; nothing has changed.")


def _keep_rejects(no: str, told: Progress, out: Path | None, speaker: Visit) -> None:
    if out and told.bad:
        try:
            out.write_bytes(jobs.rejects(no, language=language(), by=speaker.by))
        except NotHere:
            return
        note(say(f"  退回的行已写入 {out}。", f"  The bad rows are in {out}."))


def _pairs(given: Sequence[str] | None) -> dict[str, str]:
    pairs = {}
    for one in given or ():
        key, equals, value = one.partition("=")
        if not equals:
            raise typer.BadParameter(say(f"{one} 应写成 列=值。", f"Write {one} as KEY=VALUE."))
        pairs[key] = value
    return pairs


@contextmanager
def _interrupted() -> Iterator[list[int]]:
    """Yield a list that fills when somebody presses Ctrl-C."""
    pressed: list[int] = []

    def hear(number: int, _: FrameType | None) -> None:
        pressed.append(number)

    before: Any = signal.signal(signal.SIGINT, hear)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)
