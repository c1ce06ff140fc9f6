"""An import as a piece of work: asked, seen, left, stopped, gone on with. Each slice of it is whole or absent.

A slice and the tally of it are one transaction, so that whoever dies in the middle has neither lost nor doubled a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from time import monotonic
from typing import Any

import msgspec
from django.db import transaction

from anlan.engines.forensics.names import shown_name
from anlan.engines.proofs.entry import digest
from anlan.engines.sheets.book import Book, open_file
from anlan.engines.sheets.mapping import Proposal, propose
from anlan.engines.sheets.pictures import album_of
from anlan.engines.sheets.rows import Row, rows
from anlan.engines.sheets.unreadable import Unreadable
from anlan.engines.sheets.write import write_rejects
from anlan.kernel.intake import entering, masters, tables, uploads
from anlan.kernel.intake.entering import Judge
from anlan.kernel.intake.lookups import Outcome, nearest_names
from anlan.kernel.intake.rules import ASKED, LEFT_OUT, SCHEMAS, TAKEN_BY, Ledger, read_as
from anlan.kernel.intake.uploads import Report, note
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import BEIJING, By, JobNo, NotHere, Refused
from anlan.kernel.journal.lock import allot, pen
from anlan.kernel.registry import may, vault
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import Post

SLICE = 1_000  # rows judged, and at most taken in, at once
COUNTED = ("new", "unchanged", "changed", "bad")
PROPOSED, CHECKING, CHECKED = "proposed", "checking", "checked"
RUNNING, STOPPED, FINISHED, FAILED = "running", "stopped", "finished", "failed"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a job has come."""

    no: JobNo
    ledger: Ledger
    state: str
    name: str
    whole: int
    done: int
    new: int
    unchanged: int
    changed: int
    bad: int
    rate: int
    said: tuple[str, str]
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    is_alive: bool

    @property
    def is_at_work(self) -> bool:
        """Return whether somebody works at it, or should."""
        return self.state in (CHECKING, RUNNING)

    @property
    def passed(self) -> int:
        """Return how many rows were passed over: totals, and what stands below; none, until all are read."""
        is_read = self.state in (CHECKED, FINISHED)
        return self.whole - self.new - self.unchanged - self.changed - self.bad if is_read else 0

    @property
    def is_over(self) -> bool:
        """Return whether nothing more will come of it."""
        return self.state in (FINISHED, FAILED)


Told = Callable[[Progress], bool]  # is told how far the job is; answers whether to go on


def receive(content: bytes, name: str, ledger: Ledger, *, by: By, at: datetime) -> JobNo:
    """Keep a file sealed, and open a job for it. Raises Unreadable, whose sentence says what to do with the file."""
    post = _must_take_in(ledger, by, at)
    propose(open_file(content, name), SCHEMAS[ledger], {})  # what cannot be read is refused before it is kept
    album_of(content)
    no = JobNo(allot(at, "j"))
    uploads.keep(no, "", content)
    tables.Job.objects.create(
        no=no,
        ledger=ledger,
        state=PROPOSED,
        person=by.person,
        post=by.post,
        organisation=post.organisation,
        file=digest(content),
        name=shown_name(name),
        size=len(content),
        mapping="{}",
        answers="{}",
        **dict.fromkeys(("whole", "done", "new", "unchanged", "changed", "bad", "rate"), 0),
        said="[]",
        asked_at=at,
    )
    return no


def proposal(no: str, *, by: By) -> Proposal:
    """Return which heading of the file seems to be which column, by what its office had before."""
    job = _job(no, by)
    return propose(_book(job), SCHEMAS[Ledger(job.ledger)], _mapping(job) or _remembered(job))


def choose(no: str, *, mapping: Mapping[str, str], answers: Mapping[str, str], by: By) -> None:
    """Say how a file is to be read, so that it can be checked. Raises Refused where it cannot."""
    job = _job(no, by)
    if job.state not in (PROPOSED, CHECKED, FAILED):
        raise Refused("import-over", job=no)
    schema = SCHEMAS[Ledger(job.ledger)]
    given = {column.key: mapping[column.key] for column in schema if mapping.get(column.key)}
    told = {key: answer for key, answer in answers.items() if key in ASKED[Ledger(job.ledger)] and answer}
    found = propose(_book(job), schema, given)
    headings = {heading.text for sheet in found.sheets for heading in sheet.headings}
    read_as(Ledger(job.ledger), mapping=given, answers=told, headings=headings)
    fresh = dict.fromkeys((*COUNTED, "done"), 0) | {"mapping": _text(given), "answers": _text(told)}
    if not tables.Job.objects.filter(no=no, state=job.state).update(state=CHECKING, **fresh):  # somebody was faster
        raise Refused("import-over", job=no)


def check(
    no: str, *, mapping: Mapping[str, str], answers: Mapping[str, str], by: By, told: Told | None = None
) -> Progress:
    """Read the whole file in this way and say what each row would come to; nothing is said or changed."""
    choose(no, mapping=mapping, answers=answers, by=by)
    return run(no, at=_job(no, by).asked_at, told=told)


def begin(no: str, *, by: By, at: datetime) -> dict[str, Any]:
    """Set a checked job running, or a stopped one again; return what the journal is told of it.

    Raises MayNot in a post that may not take in such a ledger, be it that one brought the file in another.
    """
    job = _job(no, by)
    _must_take_in(Ledger(job.ledger), by, at)
    if job.state not in (CHECKED, STOPPED, RUNNING):
        raise Refused("import-over", job=no)
    if uploads.is_alive(no):
        raise Refused("import-running", job=no)
    as_read = {"state": job.state, "mapping": job.mapping, "answers": job.answers}
    if not tables.Job.objects.filter(no=no, **as_read).update(state=RUNNING, started_at=at):
        raise Refused("import-running", job=no)
    mapping, answers = _mapping(job), _read(job.answers)
    return {
        "ledger": job.ledger,
        "file": job.file,
        "file_name": job.name,
        "columns": tuple(mapping),
        "headings": tuple(mapping.values()),
        "asked": tuple(answers),
        "answers": tuple(answers.values()),
    }


def run(no: str, *, at: datetime, told: Told | None = None) -> Progress:
    """Check a file, or take it in from where its job stands, slice by slice, to its end or until it is stopped."""
    with uploads.alone(no):
        job = tables.Job.objects.get(no=no)
        by = By(person=job.person, post=job.post, command=no)
        try:
            if job.state == CHECKING:
                _dry(job, told)
            elif job.state == RUNNING:
                _take_in(job, by, at, told)
        except (Unreadable, Refused, NotHere, vault.Erased) as failed:
            _fail(job, failed)
    return progress(no, by=by)


def stop(no: str, *, by: By) -> None:
    """Stop a job after the slice in hand; it can be gone on with."""
    tables.Job.objects.filter(no=_job(no, by).no, state=RUNNING).update(state=STOPPED)


def discard(no: str, *, by: By) -> None:
    """Throw away a file that was not taken in, with the key under which it was kept; the journal never heard of it."""
    job = _job(no, by)
    if job.state not in (PROPOSED, CHECKED, FAILED) or job.started_at is not None:
        raise Refused("import-over", job=no)
    with uploads.alone(no), pen(), transaction.atomic():
        vault.destroy([no])
        job.delete()
    uploads.remove(no)


def progress(no: str, *, by: By) -> Progress:
    """Return how far a job has come."""
    return _progress(_job(no, by))


def mine(*, by: By) -> list[Progress]:
    """Return the jobs of whoever asks, the last first."""
    return [_progress(job) for job in tables.Job.objects.filter(person=by.person).order_by("-asked_at", "-no")[:100]]


def running() -> list[JobNo]:
    """Return the jobs that should be running and at which nobody works, for whoever serves the house."""
    at_work = tables.Job.objects.filter(state__in=(CHECKING, RUNNING)).order_by("asked_at", "no")
    return [JobNo(job.no) for job in at_work if not uploads.is_alive(job.no)]


def report(no: str, *, by: By) -> Report:
    """Return what was found in the file; nothing, once that is kept no longer."""
    content = uploads.kept(_job(no, by).no, ".report")
    return Report() if content is None else msgspec.json.decode(content, type=Report)


def rejects(no: str, *, language: str, by: By) -> bytes:
    """Return the rows that could not come in, as a file that can be mended and put in again."""
    bad = uploads.bad_rows(_job(no, by).no)
    if not bad:
        raise NotHere
    return write_rejects(bad, language=language)


def _must_take_in(ledger: Ledger, by: By, at: datetime) -> Post:
    """Return the post of whoever may take in what such a ledger holds. Raises MayNot."""
    post = registry.speaker_of(by, at)
    if post is None:
        raise NotHere
    may.decide(ACTS[TAKEN_BY[ledger]].may, post)
    return post


def _dry(job: tables.Job, told: Told | None) -> None:
    judge, begun = _judge(job), monotonic()
    found = Report(headings=tuple(_mapping(job).values()), left_out=_left_out(job))
    counts: Counter[str] = Counter()
    done, bad = 0, []
    for part in _slices(_rows(job)):
        outcomes = judge.judge(part)
        counts.update(one.result for one in outcomes)
        done += len(part)
        bad += note(found, outcomes)
        _tally(job, counts, done=done, whole=done, rate=_rate(done, begun))
        if told and not told(_progress(job)):
            _tally(job, Counter(), done=0, state=PROPOSED)
            return
    found.units |= _nearest(job, [name for name in found.units])
    uploads.keep(job.no, ".report", msgspec.json.encode(found))
    uploads.keep_bad(job.no, bad)
    _remember(job)
    _tally(job, counts, done=0, state=CHECKED)


def _take_in(job: tables.Job, by: By, at: datetime, told: Told | None) -> None:
    judge, begun, start = _judge(job), monotonic(), job.done
    source, found = _rows(job), Report(headings=tuple(_mapping(job).values()), left_out=_left_out(job))
    if not start:
        _tally(job, Counter(), done=0)
    counts = Counter({word: getattr(job, word) for word in COUNTED})
    bad: list[Row] = []
    for part in _slices(islice(source, start)):  # taken in before: looked at again for the rejects only
        bad += note(found, judge.judge(part))

    def tallied(outcomes: Sequence[Outcome]) -> None:
        so_far = counts + Counter(str(one.result) for one in outcomes)
        done = job.done + len(outcomes)
        _tally(job, so_far, done=done, rate=_rate(done - start, begun))

    for part in _slices(source):
        for outcomes in judge.settle(part, by=replace(by, command=f"{job.no}/{job.done}"), at=at):
            judge.take_in(outcomes, by=replace(by, command=f"{job.no}/{job.done}"), at=at, then=tallied)
            counts.update(str(one.result) for one in outcomes)
            bad += note(found, outcomes)
            state = tables.Job.objects.values_list("state", flat=True).get(no=job.no)
            if state != RUNNING or (told and not told(_progress(job))):
                _tally(job, counts, done=job.done, state=STOPPED)
                return
    if start:  # what came in before was as it was found to be when the file was checked
        checked = report(job.no, by=by)
        found.changed, found.closed = checked.changed, checked.closed
    uploads.keep(job.no, ".report", msgspec.json.encode(found))
    uploads.keep_bad(job.no, bad)
    _tally(job, counts, done=job.done, state=FINISHED, ended_at=at + timedelta(seconds=monotonic() - begun))


def _judge(job: tables.Job) -> Judge:
    """Return who judges the rows of a job: what its file says, within the reach of whoever asked."""
    by = By(person=job.person, post=job.post, command=job.no)
    told = {"mapping": _mapping(job), "answers": _read(job.answers), "asked_at": job.asked_at}
    told |= {"album": album_of(uploads.content(job.no))}
    return entering.judge_for(Ledger(job.ledger), job=job.no, by=by, **told)


def _rows(job: tables.Job) -> Iterator[Row]:
    answers = {key: said for key, said in _read(job.answers).items() if key != "owner"}
    year = job.asked_at.astimezone(BEIJING).year
    how = {"at_year": year, "answers": answers, "album": album_of(uploads.content(job.no))}
    return rows(_book(job), _mapping(job), SCHEMAS[Ledger(job.ledger)], **how)


def _nearest(job: tables.Job, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    post = registry.post(job.post)
    return nearest_names(names, place=post.place, within=may.reach_of(post)) if post else {}


def _slices(source: Iterator[Row]) -> Iterator[list[Row]]:
    while part := list(islice(source, SLICE)):
        yield part


def _tally(job: tables.Job, counts: Mapping[str, int], **more: Any) -> None:
    """Write down how far a job is: in a transaction of its own, or in that of the slice."""
    changes = {word: counts.get(word, 0) for word in COUNTED} | more
    rows = tables.Job.objects.filter(no=job.no)
    (rows if "state" in more else rows.filter(no=job.no)).update(**changes)
    for word, value in changes.items():
        setattr(job, word, value)


def _fail(job: tables.Job, failed: Exception) -> None:
    said = ("出错了。", "Something went wrong.")
    if isinstance(failed, Unreadable):
        said = (failed.says("zh"), failed.says("en"))
    elif isinstance(failed, Refused):
        said = masters.why(failed)
    elif isinstance(failed, NotHere):
        said = ("您的岗位已不能导入。", "Your post can no longer import.")
    tables.Job.objects.filter(no=job.no).update(state=FAILED, said=_text(said))


def _rate(done: int, begun: float) -> int:
    return round(done / max(monotonic() - begun, 0.001))


def _left_out(job: tables.Job) -> tuple[str, ...]:
    taken = {heading for key, heading in _mapping(job).items() if key not in LEFT_OUT[Ledger(job.ledger)]}
    schema = SCHEMAS[Ledger(job.ledger)]
    found = propose(_book(job), schema, _mapping(job))
    return tuple(h.text for sheet in found.sheets[:1] for h in sheet.headings if h.text not in taken)


def _remembered(job: tables.Job) -> dict[str, str]:
    row = tables.Reading.objects.filter(organisation=job.organisation, ledger=job.ledger).first()
    return _read(row.mapping) if row else {}


def _remember(job: tables.Job) -> None:
    tables.Reading.objects.update_or_create(
        organisation=job.organisation, ledger=job.ledger, defaults={"mapping": job.mapping}
    )


def _job(no: str, by: By) -> tables.Job:
    job = tables.Job.objects.filter(no=no, person=by.person).first() if no.isprintable() else None
    if job is None:  # a database would break over the letter 0
        raise NotHere
    return job


def _progress(job: tables.Job) -> Progress:
    words = _read(job.said) or ["", ""]
    told = {word: getattr(job, word) for word in ("state", "name", "whole", "done", *COUNTED, "rate")}
    times = {word: getattr(job, word) for word in ("asked_at", "started_at", "ended_at")}
    return Progress(
        no=JobNo(job.no),
        ledger=Ledger(job.ledger),
        said=(words[0], words[1]),
        is_alive=uploads.is_alive(job.no),
        **told,
        **times,
    )


def _book(job: tables.Job) -> Book:
    return open_file(uploads.content(job.no), job.name)


def _mapping(job: tables.Job) -> dict[str, str]:
    return dict(_read(job.mapping))


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _read(text: str) -> Any:
    return msgspec.json.decode(text)
