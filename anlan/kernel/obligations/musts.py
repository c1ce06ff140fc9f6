"""What must be so before something is said of an item, who may say what, and what is told to who is refused. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.journal.facts import By, Refused
from anlan.kernel.obligations.life import (
    AGAIN,
    CALL,
    ENDED,
    LEFT,
    TASK,
    WITH_OWNER,
    Item,
    Level,
    State,
    last_day,
)

AT_ONCE = 500  # items that are moved together
NAMED = 20  # … of which a refusal names

SAYS = {
    "none-chosen": ("没有选中任何事项。请先选定。", "No item was chosen. Choose some first."),
    "too-many": ("一次最多办理 {most} 件。请分几次。", "At most {most} items are done at once. Do them in parts."),
    "count-differs": (
        "写的是 {typed} 件，选定的是 {count} 件，没有办理。请核对后重写。",
        "You wrote {typed}, and {count} items were chosen, so nothing was done. Look again, and write the count.",
    ),
    "not-all-here": (
        "选定的 {count} 件中，有的没有或不在您的范围内，全部没有办理。您看得到的是 {items}。",
        "Of the {count} items that were chosen some do not exist or lie outside your reach, so nothing was done."
        " You see {items}.",
    ),
    "wrong-state": (
        "{item}现在是“{state}”，不能这样办理。请重新查看。",
        "{item} is now “{state}”, so this cannot be done. Look at it again to see what can.",
    ),
    "not-the-owner": ("{item}由{owner}负责，请由其办理。", "{item} is owed by {owner}. Ask them to do it."),
    "no-evidence": ("{item}须附至少一张照片或一份材料。", "Show at least one photo or paper for {item}."),
    "nothing-new": (
        "{item}退回后还没有新的证据或说明。请补拍照片，或写明改了什么，再提请验收。",
        "Nothing was shown or said of {item} since it came back. Add a photo, or say what changed, then submit.",
    ),
    "unknown-file": (
        "证据{file}不是您上传的。请重新上传后再试。",
        "The file {file} was not put in by you. Put it in again, then retry.",
    ),
    "shown-as-found": (
        "证据{file}是发现时的照片，不能证明现在的情况。请拍摄整改后的照片。",
        "The file {file} shows how it was found, so it cannot show how it is now. Take a photo of it put right.",
    ),
    "used-elsewhere": (
        "证据{file}已用于{item}，不能再次使用。请拍摄本次整改的照片。",
        "The file {file} already stands as evidence of {item}. Take a new photo of this one.",
    ),
    "used-beyond": (
        "证据{file}已用于您范围以外的事项，不能再次使用。请拍摄本次整改的照片。",
        "The file {file} already stands as evidence of something beyond your reach. Take a new photo of this one.",
    ),
    "nobody-checks": (
        "{place}除责任人外无人验收此类事项，也无主要负责人可以明确。请先任命其一。",
        "Nobody at {place} but its owner checks such an item, and nobody leads the place. Have either appointed.",
    ),
    "no-checker-yet": (
        "{item}尚无验收人，已立任务待属地主要负责人明确。",
        "{item} has no checker yet; a task to name one is open on the head of the place.",
    ),
    "same-person": (
        "整改人不得验收自己负责的{item}，请另一人验收。",
        "Whoever put {item} right cannot be the one to check it. Ask somebody else.",
    ),
    "not-the-checker": (
        "{item}由{checker}验收，请由其办理。",
        "{item} is to be checked by {checker}. Ask them to do it.",
    ),
    "in-person": (
        "验收须由本人办理，不能代办{item}。",
        "Whoever checks {item} speaks in person, never on behalf of another.",
    ),
    "offered-to-oneself": ("{item}已由{owner}负责，无需移交。", "{item} is owed by {owner} already."),
    "already-offered": (
        "{item}已移交给{to}，待其接手。",
        "{item} has been offered to {to}, who has yet to take it.",
    ),
    "nothing-owed": ("{person}没有可移交的事项。", "{person} owes nothing that could be handed over."),
    "not-offered": ("{item}没有移交给您。", "{item} has not been offered to you."),
    "outsider": (
        "所选的人不在{organisation}任职，不能接手{item}。请选择本单位人员。",
        "Whoever was chosen holds no post at {organisation} and cannot take {item}. Choose somebody there.",
    ),
    "several-units": (
        "选定的{count}件分属几个单位。请写明分派给哪个单位，或分开办理。",
        "The {count} items chosen are of several units. Say to which unit they go, or do them apart.",
    ),
    "no-reason": ("请写明原因，再办理{item}。", "Say why, then try again with {item}."),
    "nothing-to-take-back": (
        "没有可以撤回的批量办理。",
        "There is nothing of many items that you have just done and could take back.",
    ),
    "done-as-one": (
        "{item}是批量办理的，只能整批撤回。",
        "{item} was one of many that were done at once; take all of them back together.",
    ),
    "answer-stands": (
        "{item}：应答不能撤回。说错了，请再报一次。",
        "{item}: an answer stands. If it was wrong, say it again.",
    ),
    "not-the-speaker": (
        "只有刚才办理{item}的人可以撤回。",
        "Only whoever did it can take it back, and {item} was not last moved so by you.",
    ),
    "too-late": (
        "{item}办理已超过 10 秒，不能撤回。请按正常程序处理。",
        "More than ten seconds have passed, so {item} cannot be taken back. Go on from here.",
    ),
    "spoken-since": (
        "{item}在此之后已有新的办理，不能撤回。请重新查看。",
        "Something else has been said of {item} since, so it cannot be taken back. Look at it again.",
    ),
    "extension-asked": (
        "{item}已申请延期，待{approver}批准。",
        "More time was asked for {item} already; {approver} has yet to agree.",
    ),
    "no-extension-asked": ("{item}没有待批准的延期申请。", "Nobody waits for more time for {item}."),
    "extended-enough": (
        "{item}已延期{most}次，不能再延。请抓紧整改，或报上级处理。",
        "{item} was given more time {most} times already. No more can be given: put it right, or raise it.",
    ),
    "not-later": (
        "{item}的时限是{day}。请选择更晚的日期。",
        "{item} is due on {day} as it stands. Choose a later day.",
    ),
    "extension-past": (
        "申请的时限{day}已过，不能再批准。请退回{item}的申请，由责任人重新提出。",
        "The day asked for, {day}, has passed. Refuse it, so that the owner of {item} may ask anew.",
    ),
    "nobody-extends": (
        "{place}除责任人、验收人外无人可批准延期。请先任命主要负责人。",
        "Nobody at {place} but who owes it and who checks it could agree to more time. Have a head appointed.",
    ),
    "own-extension": (
        "责任人和申请人不能批准{item}的延期，请另一人办理。",
        "Whoever owes {item}, or asked for more time, does not agree to it. Ask somebody else.",
    ),
    "checker-extends": (
        "{item}由{checker}验收，延期须由另一人批准。",
        "{item} is checked by {checker}. Somebody else agrees to more time.",
    ),
    "extender-checks": (
        "批准过{item}延期的人不能验收，请另一人验收。",
        "Whoever agreed to more time for {item} does not check it. Ask somebody else.",
    ),
    "extender-owes": (
        "{to}批准过{item}的延期，不能作责任人。请选择另一人。",
        "{to} agreed to more time for {item}, and so cannot owe it. Choose somebody else.",
    ),
    "beyond-the-listing": (
        "{item}挂牌督办的期限是{day}，延期不能超过。请提前时限，或请督办单位处理。",
        "{item} is listed for supervision until {day}, and no extension goes beyond it. Choose an earlier day.",
    ),
    "listed-already": (
        "{item}已由{level}挂牌督办，只能由更高一级提级督办。",
        "{item} is listed at the level of the {level} already. Only a higher level can list it anew.",
    ),
    "level-beyond": (
        "{level}挂牌督办须由{level}部门办理，请报上级。",
        "Only an office of the {level} lists at its level, or takes off its list. Raise it to them.",
    ),
    "no-notice": ("请写明督办通知书文号，再办理{item}。", "Give the number of the notice, then try again with {item}."),
    "own-grade": (
        "责任人不能给自己负责的{item}重新定级，请另一人办理。",
        "Whoever owes {item} does not grade it. Ask somebody else.",
    ),
    "graded-so": ("{item}已是这一级，无需重新定级。", "{item} has that grade already."),
    "house-asks": (
        "{item}是系统立的任务，不能退给别人。请办理，或移交。",
        "The house opened {item} itself. Do it, or hand it over.",
    ),
    "yours-to-assign": (
        "{item}没有可退的登记人，请直接移交或分派。",
        "Nobody else filed {item}. Hand it over, or have it assigned.",
    ),
    "assign-first": (
        "{item}已由原责任人退回，请先分派给应负责的人。",
        "{item} came back from its owner as not his. Assign it to whoever answers for it first.",
    ),
    "not-listed": ("{item}没有挂牌督办。", "{item} is not listed for supervision."),
    "listed-until-accepted": (
        "{item}还没有验收销号，不能摘牌。",
        "{item} has not been accepted and struck off, so it stays on the list.",
    ),
    "not-the-filer": (
        "{item}由{filer}登记，请由其或其上级办理。",
        "{item} was filed by {filer}. Ask them, or who stands above them, to do this.",
    ),
}

BEYOND = "beyond"  # some item that the speaker does not see, and is not told of


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """One file offered as evidence: whether the speaker put it in, and where it stands already.

    It may stand on this item, there also as it was found, and on another.
    """

    file: str
    is_own: bool
    is_here: bool = False
    is_as_found: bool = False
    elsewhere: str | None = None


def verbs(item: Item, *, by: By, checker: str | None = None, speaks_at: str = "") -> tuple[str, ...]:
    """Return the verbs that a person could now say of an item that a `checker` checks, the next step first.

    Where he speaks for an office, `speaks_at` is its place: lists of what is supervised are kept by one as high up.
    """
    highest = highest_level(speaks_at)
    height, listed = highest.height if highest else -1, Level(item.listed).height if item.listed else -1
    if item.state in ENDED:
        return _verbs_of_what_ended(item, is_as_high=height >= listed)
    owns, is_offered, filed = (one in by.persons for one in (item.owner, item.offered_to, item.filed_by))
    if item.kind == CALL:
        return _verbs_of_a_call(item, owns=owns, is_offered=is_offered)
    is_task, asked = item.kind == TASK, item.asked_due_at is not None
    is_moved = not is_task or item.source == AGAIN  # other tasks end when the house sees that they are done
    decides = asked and not by.persons & {item.owner, item.asked_by, item.offered_to, checker}
    open_to = {
        "extend": decides and item.approver == by.person,
        **dict.fromkeys(("take", "decline"), is_offered),
        "assign": owns and item.disowned_by is not None,
        "accept": owns and item.state == State.FILED and not item.disowned_by,
        "disown": owns and item.state == State.FILED and not (item.disowned_by or filed or is_task),
        "name_owner": owns and is_task and item.source == LEFT and item.state in (State.FILED, *WITH_OWNER),
        "submit": owns and item.state in WITH_OWNER and is_moved,
        "strike_off": item.state == State.SUBMITTED and item.checker == by.person,
        "return_": item.state == State.SUBMITTED and item.checker == by.person,
        "nudge": not owns,
        "note": owns and item.state in WITH_OWNER,
        "assure": item.grade == "major" and (owns or filed) and item.state in (State.FILED, *WITH_OWNER),
        "attach": owns and item.state in WITH_OWNER,
        "hand_over": owns and item.offered_to is None and item.state != State.SUBMITTED,
        "ask_extension": owns and item.state in WITH_OWNER and not asked and not is_task,
        "refuse_extension": decides,
        "regrade": not owns and not is_task and item.state in (State.FILED, *WITH_OWNER),
        "list_": not owns and item.grade == "major" and not is_task and height > listed,
        "correct": item.filed_by == by.person and item.state != State.SUBMITTED and not is_task,
        "void": (not owns or item.disowned_by is not None) and not is_task and height >= listed,
    }
    found = tuple(verb for verb, is_open in open_to.items() if is_open)
    assigns = not owns and not is_task and item.state in (State.FILED, *WITH_OWNER)
    return (*found, *("assign",) * assigns, *("extend",) * (decides and "extend" not in found))


def _verbs_of_a_call(item: Item, *, owns: bool, is_offered: bool) -> tuple[str, ...]:
    """Return what can be said of a call: who was called answers and acts; others write down what they heard of him."""
    if is_offered or not owns:
        ends = ("strike_off",) if item.state == State.IN_HAND else ()
        return ("take", "decline") if is_offered else (*ends, "told", "miss", "nudge")
    first = ("hear", "ask_again", "pass_on") if item.state == State.FILED else ()
    said = (*first, "repeat", "report", *("note",) * (not first))
    return (*said, *("hand_over",) * (item.offered_to is None))


def _verbs_of_what_ended(item: Item, *, is_as_high: bool) -> tuple[str, ...]:
    delists = item.listed and item.state in (State.STRUCK_OFF, State.VOID) and is_as_high
    recurs = item.kind == "danger" and item.state in (State.STRUCK_OFF, State.CLOSED_BEFORE)
    return ("delist",) * bool(delists) + ("recur",) * recurs


def must_be(item: Item, *states: State) -> None:
    """Refuse what cannot be done in the state of an item."""
    if item.state not in states:
        raise Refused("wrong-state", item=item.no, state=item.state)


def must_be_owner(item: Item, by: By) -> None:
    """Refuse who neither owes an item nor speaks for its owner."""
    if item.owner not in by.persons:
        raise Refused("not-the-owner", item=item.no, owner=item.owner)


def must_be_assigned(item: Item) -> None:
    """Refuse to go on with what its owner said is not his, until another is named."""
    if item.disowned_by is not None:
        raise Refused("assign-first", item=item.no)


def must_be_counted(wanted: Sequence[str], *, count: int) -> None:
    """Refuse to move many items at once unless whoever chose them has counted them."""
    if not wanted:
        raise Refused("none-chosen")
    if len(wanted) > AT_ONCE:
        raise Refused("too-many", most=str(AT_ONCE))
    if count != len(wanted):
        raise Refused("count-differs", typed=str(count), count=str(len(wanted)))


def must_be_of_one_unit(items: Sequence[Item]) -> str:
    """Return the unit of all these items, and refuse where it is not one."""
    units = {item.organisation for item in items}
    if len(units) > 1:
        raise Refused("several-units", count=str(len(items)))
    return units.pop()


def must_all_be_here(wanted: Sequence[str], found: Collection[str]) -> None:
    """Refuse all where one is not here, and name only those that are."""
    if len(found) < len(wanted):
        seen = tuple(no for no in wanted if no in found)[:NAMED]
        raise Refused("not-all-here", count=str(len(wanted)), items=seen or ("—",))


def must_be_filer(item: Item, by: By) -> None:
    """Refuse who neither filed an item nor speaks for whoever did."""
    if item.filed_by not in by.persons:
        raise Refused("not-the-filer", item=item.no, filer=item.filed_by)


def must_be_free(item: Item, to: str) -> None:
    """Refuse to offer what is that person's own, and what is offered already."""
    if to == item.owner:
        raise Refused("offered-to-oneself", item=item.no, owner=item.owner)
    if to in item.agreed:
        raise Refused("extender-owes", item=item.no, to=to)
    if item.offered_to is not None:
        raise Refused("already-offered", item=item.no, to=item.offered_to)


def must_be_offered_to(item: Item, by: By) -> None:
    """Refuse whom an item was not offered to."""
    if item.offered_to is None or item.offered_to not in by.persons:
        raise Refused("not-offered", item=item.no)


def must_say_why(item: Item, why: str) -> None:
    """Refuse what is done without a reason."""
    if not why.strip():
        raise Refused("no-reason", item=item.no)


def must_be_checked_by(item: Item, by: By) -> None:
    """Refuse everybody but the one who is to check an item: another pair of eyes, in person."""
    must_be(item, State.SUBMITTED)
    if by.persons & {item.owner, item.submitted_by}:
        raise Refused("same-person", item=item.no)
    if by.person in item.agreed:
        raise Refused("extender-checks", item=item.no)
    if by.on_behalf_of is not None:
        raise Refused("in-person", item=item.no)
    if item.checker is None:
        raise Refused("no-checker-yet", item=item.no)
    if item.checker != by.person:
        raise Refused("not-the-checker", item=item.no, checker=item.checker)


def must_decide_on(item: Item, by: By, *, checker: str | None) -> None:
    """Refuse to decide on more time what nobody asked for, and whoever owes the item, asked for it, or checks it."""
    if item.asked_due_at is None:
        raise Refused("no-extension-asked", item=item.no)
    if by.persons & {item.owner, item.asked_by, item.offered_to}:
        raise Refused("own-extension", item=item.no)
    if checker in by.persons:
        raise Refused("checker-extends", item=item.no, checker=str(checker))


def must_end_before_listing(item: Item, due_at: datetime) -> None:
    """Refuse a deadline beyond that of the supervision for which an item is listed."""
    if item.listed_until is not None and due_at > item.listed_until:
        raise Refused("beyond-the-listing", item=item.no, day=last_day(item.listed_until).isoformat())


def highest_level(place: str) -> Level | None:
    """Return the highest level at which an office at a place lists. What the state lists, the province writes down."""
    return {2: Level.STATE, 4: Level.PREFECTURE, 6: Level.COUNTY}.get(len(place))


def must_stand_as_high(level: Level, place: str) -> None:
    """Refuse an office below a level."""
    highest = highest_level(place)
    if highest is None or level.height > highest.height:
        raise Refused("level-beyond", level=level)


def must_be_fit(exhibits: Sequence[Exhibit], *, as_found: bool) -> None:
    """Refuse files of somebody else, such as stand as evidence of another item, and what is no longer so as shown."""
    for one in exhibits:
        if not one.is_own and not one.is_here:
            raise Refused("unknown-file", file=one.file[:8])
        if one.is_as_found and not as_found:
            raise Refused("shown-as-found", file=one.file[:8])
        if one.elsewhere == BEYOND:
            raise Refused("used-beyond", file=one.file[:8])
        if one.elsewhere:
            raise Refused("used-elsewhere", file=one.file[:8], item=one.elsewhere)
