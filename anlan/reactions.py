"""When this is recorded, that follows. The one page that ties the rooms together.

A reaction says facts; the pen folds and records them in the transaction of their cause. It holds no pen of its own.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from anlan.domains.calls import reads as calls
from anlan.domains.calls import rules as calling
from anlan.domains.calls.facts import NEVER, CallHeard, CallMissed, CallsEnded, Channel, Colour, Outcome
from anlan.domains.dangers.facts import DangerDescribed
from anlan.domains.issuing.facts import CancelLetGo, WarningComposed
from anlan.domains.warning import reads as warnings
from anlan.domains.warning import rules as alerts
from anlan.domains.warning.facts import WarningEnded, WarningReleased
from anlan.kernel.chase import handing, leavers
from anlan.kernel.credentials import codes
from anlan.kernel.credentials import reads as credentials
from anlan.kernel.credentials import rules as access
from anlan.kernel.duty import reads as duty
from anlan.kernel.duty import rules as watches
from anlan.kernel.duty.calling import who_keeps_number
from anlan.kernel.duty.facts import WatchOffered, WatchTaken
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import Fact, ItemNo, OrganisationNo, PersonNo, PlaceCode, WarningNo
from anlan.kernel.journal.follow import Reaction, Spoken
from anlan.kernel.journal.lock import lock, take_within
from anlan.kernel.obligations import holders, tasks
from anlan.kernel.obligations import rules as items
from anlan.kernel.obligations.facts import ItemAccepted, ItemSubmitted, ItemTakenBack, ItemVoided
from anlan.kernel.obligations.lists import items_among
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.facts import PhoneChanged, PostsEnded, PostsFilled
from anlan.kernel.registry.may import ADMINISTRATORS, EVERYWHERE


def put_the_description_back(said: ItemTakenBack, at: datetime) -> list[Fact]:
    """Say again what stood in writing of a danger before its correction or its new grade was taken back."""
    if not {"items.corrected", "items.graded"} & set(said.names):
        return []
    told = [line for line in journal.lines_about(said.item) if isinstance(line.fact, DangerDescribed)]
    before = [line.fact for line in told if line.fact is not None and line.command != said.command]
    return before[-1:]


def have_a_checker_named(said: ItemSubmitted | ItemTakenBack, at: datetime) -> list[Fact]:
    """Where nobody checks, let it wait for the task to have somebody named, which opens on the head of the place."""
    is_checked = isinstance(said, ItemSubmitted) and said.checker
    wait = None if is_checked else tasks.left_waiting(said.item, at=at)
    if wait is None:
        return []
    if given := items.name_checkers(wait.waiting, answers=wait.answers, tasks=()):
        return given  # somebody was put in post while this was being said
    [item] = wait.waiting
    task, head = tasks.task_for(item, at=at)
    return items.want_checker(item, task=task, head=head, at=at)


def let_the_task_lapse(said: ItemVoided | ItemTakenBack, at: datetime) -> list[Fact]:
    """Let the task to have a checker named go, once nothing waits for it any more."""
    task = tasks.no_longer_awaited(said.item)
    return items.lapse(task) if task else []


def give_what_waits_its_checker(said: PostsFilled, at: datetime) -> list[Fact]:
    """Give what waited for a checker to who answers for it by a new post, and strike off the tasks that are done."""
    wait = tasks.answered(said, at=at)
    return items.name_checkers(wait.waiting, answers=wait.answers, tasks=wait.tasks)


def hand_on_what_was_left(said: PostsEnded | PostsFilled, at: datetime) -> list[Fact]:
    """Hand on what people owe or check who leave their last post today; of who leaves later, the clock does."""
    return leavers.said(at, among=leavers.who_held(said.posts, at=at))


def let_administrators_come_in_anew(said: PostsFilled, at: datetime) -> list[Fact]:
    """Let whoever becomes an administrator, today or later, come in by no service and no code from before."""
    granted = {person for person, role in zip(said.persons, said.roles, strict=True) if role in ADMINISTRATORS}
    if not granted:
        return []
    return access.come_in_anew(bound=credentials.bound_among(granted), coded=codes.outstanding(granted))


def list_what_is_open(said: WatchOffered, at: datetime) -> list[Fact]:
    """List what the watch leaves to the next, as the ledger has it, when it is handed over."""
    watch = duty.stored(said.watch)
    assert watch, f"{said.watch} was handed over and is not there"
    left = handing.draft(watch, at=at)
    counted = {"more": left.more, "filed": left.filed, "struck": left.struck, "overdue": left.overdue}
    return watches.list_left(watch, left.left, **counted)


def call_who_answers(said: WarningReleased, at: datetime) -> list[Fact]:
    """Call everybody who answers for what a warning touches; where nobody does, have somebody named."""
    no = WarningNo(said.warning)
    told = warnings.alert(no=no, within=EVERYWHERE).told
    if not alerts.calls_people(told):
        return []
    reach = warnings.reach(no=no, within=EVERYWHERE, at=at)
    unnamed = tasks.unnamed(reach.nobody, at=at)
    numbers = take_within(at, len(reach.wanted) + len(unnamed))
    called, rest = numbers[: len(reach.wanted)], numbers[len(reach.wanted) :]
    what, colour = told.headline or told.event, Colour(str(told.colour))
    if reach.ladder is None:
        return holders.have_named(unnamed, numbers=rest, at=at)
    how = {"matter": no, "what": what, "numbers": called, "at": at}
    opened = calling.open_(reach.wanted, colour=colour, ladder=reach.ladder, **how)  # type: ignore[arg-type]
    return [*opened, *holders.have_named(unnamed, numbers=rest, at=at)]


def take_in_what_was_written(said: WarningComposed, at: datetime) -> list[Fact]:
    """Take a warning in that was written here, like any that comes: it waits for somebody to let it go out."""
    return _taken_in(said, at)


def end_by_what_was_ready(said: CancelLetGo, at: datetime) -> list[Fact]:
    """Let the Cancel of a warning of ours go out at once, and end what it is about."""
    root = warnings.alert(no=WarningNo(said.of), within=EVERYWHERE)
    return alerts.over(_taken_in(said, at), root=root, headcount=said.headcount)


def _taken_in(said: WarningComposed | CancelLetGo, at: datetime) -> list[Fact]:
    brought, drill = alerts.Brought(place=said.place), bool(settings.DRILL)
    incoming = warnings.written(said.file, at)
    return alerts.receive(incoming, no=said.warning, file=said.file, brought=brought, is_drill=drill)


def end_what_had_somebody_named(said: PostsFilled, at: datetime) -> list[Fact]:
    """Strike off the tasks to have somebody named in a unit in which somebody answers by now."""
    return [fact for task in tasks.named(said) for fact in holders.done(task)]


def let_the_calls_go(said: WarningEnded, at: datetime) -> list[Fact]:
    """Let the calls go that are still open, once what they were about is over."""
    called = calls.numbers(matter=said.warning, within=EVERYWHERE)
    lock(called)
    still = calls.numbers(matter=said.warning, is_open=True, within=EVERYWHERE)
    return calling.end(called, still=still, matter=said.warning, why=said.why)


def have_the_number_put_right(said: CallMissed, at: datetime) -> list[Fact]:
    """Ask whoever keeps the roster to put a number right that is another's or none, once for each person."""
    call = calls.call(item=ItemNo(said.call), within=EVERYWHERE)
    if Outcome(said.outcome) not in NEVER:
        return []
    lock([f"number {call.item.owner}"])
    keeper = who_keeps_number(call.item.owner, unit=call.item.organisation, at=at)
    if keeper is None or calls.doubts(of=PersonNo(call.item.owner), within=EVERYWHERE):
        return []
    unit = registry.names([call.item.organisation])[call.item.organisation]
    whom = {"owner": keeper.person, "organisation": keeper.organisation, "unit": unit}
    return calling.doubt(call, **whom, task=take_within(at, 1)[0], at=at)


def end_what_doubted_the_number(said: PhoneChanged, at: datetime) -> list[Fact]:
    """Strike off the task to put a number right, now that it was changed."""
    lock([f"number {said.person}"])
    tasks_open = calls.doubts(of=PersonNo(said.person), within=EVERYWHERE)
    lock(tasks_open)
    return [fact for task in items_among(tasks_open, within=EVERYWHERE) if task.is_open for fact in holders.done(task)]


def call_who_keeps_the_watch_now(said: WatchTaken, at: datetime) -> list[Fact]:
    """Let whoever took over a watch be called for what its keeper had open, and go to the doors he was to go to."""
    watch = duty.stored(said.watch)
    assert watch, f"{said.watch} was taken and is not there"
    former = PersonNo(watch.kept_by or watch.officer)
    of = {"organisation": OrganisationNo(watch.organisation), "place": PlaceCode(watch.place), "within": EVERYWHERE}
    lock(sorted({f"calls {one.matter}" for one in calls.of_watch(keeper=former, **of)}))  # type: ignore[arg-type]
    lock([one.item.no for one in calls.of_watch(keeper=former, **of)])  # type: ignore[arg-type]
    mine = calls.of_watch(keeper=former, **of)  # type: ignore[arg-type]
    matters = sorted({one.matter for one in mine})
    others = (one for matter in matters for one in calls.about(matter=matter, within=EVERYWHERE))
    at_his = {one.matter: one for one in others if one.item.owner == said.officer and one.item.is_open}
    needed = sum(one.matter not in at_his for one in mine)
    numbers = take_within(at, needed) if needed else ()
    doors = tasks.doors_of(former, organisation=watch.organisation)
    return [
        *calling.hand_on(mine, to=said.officer, at_his=at_his, numbers=numbers, at=at),
        *(holders.give(doors, to=said.officer) if doors else []),
    ]


def take_over_what_was_passed_on(said: CallHeard, at: datetime) -> list[Fact]:
    """Let those go who passed theirs on to who has answered now."""
    no = ItemNo(said.call)
    lock([one.item.no for one in calls.passed_to(item=no, within=EVERYWHERE)])
    return calling.taken_over(calls.passed_to(item=no, within=EVERYWHERE), calls.call(item=no, within=EVERYWHERE))


def come_back_from_the_door(said: CallHeard | CallsEnded, at: datetime) -> list[Fact]:
    """End the task to go to somebody's door: done by whoever told him there, and else of no more use."""
    told = (said.call,) if isinstance(said, CallHeard) else said.calls
    among = tuple(ItemNo(no) for no in told)
    lock(calls.knocks(among=among, within=EVERYWHERE))
    still = items_among(calls.knocks(among=among, within=EVERYWHERE), within=EVERYWHERE)
    is_told = isinstance(said, CallHeard) and said.channel == Channel.DOOR
    return [fact for task in still if task.is_open for fact in (holders.done(task) if is_told else items.lapse(task))]


def hear_who_accepts(said: ItemAccepted, at: datetime) -> list[Fact]:
    """Take whoever accepts his call to have heard it, unless what he said was written down with it."""
    return calling.heard(calls.call(item=ItemNo(said.item), within=EVERYWHERE))


WHEN: dict[Spoken, tuple[Reaction, ...]] = {
    (ItemTakenBack, "danger"): (put_the_description_back,),
    ItemSubmitted: (have_a_checker_named,),
    ItemTakenBack: (have_a_checker_named, let_the_task_lapse),
    ItemVoided: (let_the_task_lapse,),
    PostsFilled: (
        give_what_waits_its_checker,
        hand_on_what_was_left,
        let_administrators_come_in_anew,
        end_what_had_somebody_named,
    ),
    PostsEnded: (hand_on_what_was_left,),
    WatchOffered: (list_what_is_open,),
    WatchTaken: (call_who_keeps_the_watch_now,),
    (ItemAccepted, "call"): (hear_who_accepts,),
    WarningComposed: (take_in_what_was_written,),
    CancelLetGo: (end_by_what_was_ready,),
    WarningReleased: (call_who_answers,),
    WarningEnded: (let_the_calls_go,),
    CallHeard: (take_over_what_was_passed_on, come_back_from_the_door),
    CallMissed: (have_the_number_put_right,),
    PhoneChanged: (end_what_doubted_the_number,),
    CallsEnded: (come_back_from_the_door,),
}
