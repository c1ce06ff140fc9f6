"""What may be said of the register, and who answers for what. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from anlan.engines.sheets.codes import parse_id_number, parse_phone, parse_uscc
from anlan.engines.sheets.problems import Problem
from anlan.engines.words.names import name_key
from anlan.kernel.journal.facts import By, Fact, NotHere, OrganisationNo, PersonNo, PlaceCode, PostNo, Refused
from anlan.kernel.registry import facts as said
from anlan.kernel.registry.laws import PlaceRow
from anlan.kernel.registry.may import ADMINISTRATORS, OF_AN_ORGANISATION, Post, Role, Within
from anlan.kernel.registry.may import Tenure as Tenure

CONSOLE = "console"  # who speaks where nobody has signed in: the command line of the house itself
HEAD = "head"  # the matter of the post that leads a place
SLICE = 500  # places that one fact holds, at most
NAME_MOST = 200
LON_MOST, LAT_MOST = 1_800_000_000, 900_000_000  # in degrees × 10⁷

Identity = str | tuple[str, str] | None  # a credit code, or a place and a name
Taken = Mapping[Identity, "Organisation"]

SAYS = {
    "console-only": ("此操作只能在服务器上用命令办理。", "This can only be done by a command on the server itself."),
    "pack-unchanged": ("数据包{pack}已经装载，没有变化。", "The pack {pack} is loaded and has not changed."),
    "place-unknown": ("没有行政区划{place}。请核对代码。", "There is no place {place}. Check the code."),
    "name-unfit": ("第{row}行须有名称，至多{most}字。", "Row {row} needs a name, of {most} characters at most."),
    "site-off-earth": ("第{row}行的位置不在地球上，请核对。", "Row {row} is nowhere on this earth: check it."),
    "uscc-unfit": ("第{row}行的信用代码不正确，请对照执照。", "Compare the credit code in row {row} with the licence."),
    "uscc-known": ("信用代码{uscc}已登记为{organisation}。", "The credit code {uscc} is registered as {organisation}."),
    "uscc-beyond": ("{uscc}已由您范围以外的单位登记。", "{uscc} is the credit code of a unit beyond your reach."),
    "unit-of-others": (
        "该单位不归您的部门登记。请找其主管部门；党政机关请找系统管理员。",
        "This unit is not your department's to keep: ask its own; of an office, ask the system administrator.",
    ),
    "organisation-known": (
        "此地已登记同名单位{organisation}。如确是另一单位，请填写统一社会信用代码。",
        "A unit of this name is registered here as {organisation}. If this is another one, give its credit code.",
    ),
    "number-unfit": ("第{row}行的电话或身份证号不正确。", "A telephone or identity number in row {row} is not right."),
    "person-known": ("该单位的{person}已用此电话。", "{person} of this unit has this telephone number already."),
    "person-erased": ("{person}的个人信息已删除，不能任职。", "{person} has been erased and cannot hold a post."),
    "person-elsewhere": ("所填人员不是{organisation}的人员。", "Whoever was named does not belong to {organisation}."),
    "still-in-post": ("{person}仍任{post}，请先免职。", "{person} still holds {post}. End that post first."),
    "days-crossed": ("{post}的止期须晚于起期。", "{post} must end after the day on which it begins."),
    "held-since": ("{post}现任人员的起期不早于所填日期，请填更晚的。", "{post}: held from then on. Give a later day."),
    "marked": ("这里已标明用途，不能另作他用。", "This home is marked already, and stays what it is."),
    "too-late-to-end": ("不能把{post}的止期改到今天以前。", "{post} cannot be made to end before today."),
    "two-must-agree": (
        "超出本单位范围的岗位须由一名管理员提名、另一名管理员同意。请先提名。",
        "A post that sees beyond its own unit takes two administrators: one proposes, another agrees. Propose it.",
    ),
    "ends-by-two": (
        "{post}是三位管理员的岗位，免职须由一人提出、另一人同意；没有另一人的，在本机控制台办理。",
        "{post} is of the three administrators: one asks to end it, another agrees; where none is left, the console.",
    ),
    "proposed-by-you": ("{post}由您提名，须由另一人同意。", "You proposed {post}: another administrator must agree."),
    "one-administrator": ("{person}已任另一管理员。", "{person} is another of the three administrators already."),
    "for-yourself": ("不能给自己授予{post}。", "Nobody grants {post} to himself."),
}


@dataclass(frozen=True, kw_only=True)
class NewOrganisation:
    """A unit as it is to be registered; the department is the one that supervises it, or that it is."""

    name: str
    place: PlaceCode
    kind: str
    uscc: str | None = None
    sector: str | None = None
    department: str | None = None
    is_simulated: bool = False


@dataclass(frozen=True, kw_only=True)
class Organisation(NewOrganisation):
    """A unit as it stands in the register."""

    no: OrganisationNo
    closed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """A person as told: the name and the numbers go into the vault and nowhere else."""

    organisation: OrganisationNo
    name: str
    phone: str | None = None
    id_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person as the register has him; who was erased has no name."""

    no: PersonNo
    organisation: OrganisationNo
    is_erased: bool


@dataclass(frozen=True, kw_only=True)
class NewPost:
    """Who is to take up what. `post` names one that exists and is to be filled anew."""

    role: Role
    title: str
    person: PersonNo
    organisation: OrganisationNo
    place: PlaceCode
    department: str | None = None
    matter: str | None = None
    from_on: date
    until_on: date | None = None
    post: PostNo | None = None


@dataclass(frozen=True, kw_only=True)
class NewSite:
    """A place where a unit works, lives or keeps something; degrees are integers of 1e-7."""

    name: str
    organisation: OrganisationNo
    place: PlaceCode
    kind: str
    lon_e7: int | None = None
    lat_e7: int | None = None
    is_simulated: bool = False


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A post that somebody proposed to fill."""

    no: PostNo
    new: NewPost
    proposed_by: PersonNo


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the register knows today of those of whom posts speak; `last`: who took up each post last."""

    today: date
    people: Mapping[str, Person]
    organisations: Collection[str]
    places: Collection[str]
    last: Mapping[str, Tenure]
    administrators: Collection[tuple[str, str]]


def nearest(posts: Iterable[Tenure], *, department: str | None) -> Tenure | None:
    """Choose who answers, among those who do here and above.

    A post bound to another department does not answer. The nearest place goes first; there, the post of the very
    department; then who came last.
    """
    fitting = [post for post in posts if department is None or post.department in (None, department)]
    return max(
        fitting,
        key=lambda post: (len(post.place), post.department == department, post.from_on, post.no),
        default=None,
    )


def mark_home(home: str, *, kind: str, was: str | None, by: By) -> list[Fact]:
    """Mark a home for what it is; only its own console can, and once: nobody makes a demo of a living house."""
    if by.person != CONSOLE:
        raise Refused("console-only")
    if kind not in ("living", "demo", "drill") or was not in (None, kind):
        raise Refused("marked")
    return [said.HomeMarked(home=home, kind=kind)]


def load_pack(pack: str, *, digest: str, loaded: str | None, rows: Sequence[PlaceRow]) -> list[Fact]:
    """Load a pack, with those of its places that are not in the register as they stand there."""
    if digest == loaded:
        raise Refused("pack-unchanged", pack=pack)
    return [said.PackLoaded(pack=pack, digest=digest), *_places(rows, is_simulated=False)]


def import_places(rows: Sequence[PlaceRow], *, known: Collection[str], is_simulated: bool) -> list[Fact]:
    """Enter places; each lies below one that is known or is entered with it."""
    codes = {row.code for row in rows} | set(known)
    for row in rows:
        if row.parent is not None and not (row.parent in codes and row.code.startswith(row.parent)):
            raise Refused("place-unknown", place=row.parent)
    return _places(rows, is_simulated=is_simulated)


def register_organisations(
    rows: Sequence[NewOrganisation],
    *,
    numbers: Sequence[str],
    known: Sequence[Organisation],
    places: Collection[str],
    within: Within,
) -> list[Fact]:
    """Enter units, each once: by its credit code or, where it has none, by name and place."""
    taken, entered = _taken(known), []
    for row, (no, new) in enumerate(zip(numbers, rows, strict=True), start=1):
        entered.append(_organisation(new, row=row, no=no, taken=taken, places=places, within=within))
        taken |= _taken(entered[-1:])
    columns = {"organisations": "no", "names": "name", "usccs": "uscc", "places": "place", "kinds": "kind"}
    columns |= {"sectors": "sector", "departments": "department", "are_simulated": "is_simulated"}
    return [said.OrganisationsRegistered(**_columns(entered, columns))]


def change_organisation(
    before: Organisation,
    *,
    now: NewOrganisation,
    closed_on: date | None,
    known: Sequence[Organisation],
    places: Collection[str],
    within: Within,
) -> list[Fact]:
    """Put right what the register says of a unit; it does not leave the reach of the one who says so."""
    taken = _taken(one for one in known if one.no != before.no)
    tidy = _organisation(now, row=1, no=before.no, taken=taken, places=places, within=within)
    now_said = {word: getattr(tidy, word) for word in ("uscc", "place", "kind", "sector", "department")}
    former = {"former_name": before.name, "former_place": before.place}
    return [
        said.OrganisationChanged(organisation=before.no, **former, unit_name=tidy.name, **now_said, closed_on=closed_on)
    ]


def register_people(
    rows: Sequence[NewPerson], *, numbers: Sequence[str], known: Mapping[tuple[str, str], str]
) -> list[Fact]:
    """Enter people as numbers; `known` holds who has a telephone number already, by unit and number."""
    have = dict(known)
    for row, (no, new) in enumerate(zip(numbers, rows, strict=True), start=1):
        _must_be_named(new.name, row=row)
        phone = parse_phone(new.phone or "")
        if isinstance(phone, Problem) or isinstance(parse_id_number(new.id_number or ""), Problem):
            raise Refused("number-unfit", row=str(row))
        if phone and have.setdefault((new.organisation, phone), no) != no:
            raise Refused("person-known", person=have[new.organisation, phone])
    return [said.PeopleRegistered(people=tuple(numbers), organisations=tuple(new.organisation for new in rows))]


def change_phone(whom: Person, *, is_sound: bool, known: Set[str]) -> list[Fact]:
    """Give somebody another telephone number, one that nobody else of the unit has; the journal does not say which."""
    if not is_sound:
        raise Refused("number-unfit", row="1")
    for other in sorted(known):
        raise Refused("person-known", person=other)
    return [said.PhoneChanged(person=whom.no, organisation=whom.organisation)]


def erase_person(person: Person, *, posts: Sequence[Tenure]) -> list[Fact]:
    """Let a person be forgotten, once he holds no post and none is to come."""
    if posts:
        raise Refused("still-in-post", person=person.no, post=posts[0].no)
    return [said.PersonErased(person=person.no)]


def register_sites(rows: Sequence[NewSite], *, numbers: Sequence[str], places: Collection[str]) -> list[Fact]:
    """Enter sites of units."""
    for row, new in enumerate(rows, start=1):
        _must_be_named(new.name, row=row)
        _must_be_place(new.place, places)
        if abs(new.lon_e7 or 0) > LON_MOST or abs(new.lat_e7 or 0) > LAT_MOST:
            raise Refused("site-off-earth", row=str(row))
    columns = {"names": "name", "organisations": "organisation", "places": "place", "kinds": "kind"}
    columns |= {"lons_e7": "lon_e7", "lats_e7": "lat_e7", "are_simulated": "is_simulated"}
    return [said.SitesRegistered(sites=tuple(numbers), **_columns(rows, columns))]


def fill_posts(
    rows: Sequence[NewPost], *, numbers: Sequence[str], speaker: Post | None, by: By, known: Standing
) -> list[Fact]:
    """Fill posts within one's own unit; what sees beyond a unit takes two administrators, or the console."""
    for no, new in zip(numbers, rows, strict=True):
        _must_be_own(speaker, new.organisation)
        if by.person != CONSOLE and _sees_beyond(new):
            raise Refused("two-must-agree")
        _must_fit(new, no=no, by=by, known=known)
    return [said.PostsFilled(**_posts(rows, numbers))]


def propose_posts(rows: Sequence[NewPost], *, numbers: Sequence[str], by: By, known: Standing) -> list[Fact]:
    """Propose people for posts; nothing changes until another administrator agrees."""
    for no, new in zip(numbers, rows, strict=True):
        _must_fit(new, no=no, by=by, known=known)
    return [said.PostsProposed(**_posts(rows, numbers))]


def approve_posts(proposed: Sequence[Proposed], *, by: By, known: Standing) -> list[Fact]:
    """Agree to what another proposed: never for oneself, and never to one's own proposal."""
    for proposal in proposed:
        if by.person == proposal.proposed_by:
            raise Refused("proposed-by-you", post=proposal.no)
        _must_fit(proposal.new, no=proposal.no, by=by, known=known)
    return [said.PostsFilled(**_posts([proposal.new for proposal in proposed], [proposal.no for proposal in proposed]))]


def end_posts(held: Sequence[Tenure], *, until_on: date, today: date, speaker: Post | None, by: By) -> list[Fact]:
    """End posts from a day on: today, which takes them away at once, or a later one; an administrator's takes two."""
    for tenure in held:
        _must_be_own(speaker, tenure.organisation)
        if tenure.role in ADMINISTRATORS and by.person != CONSOLE:
            raise Refused("ends-by-two", post=tenure.no)
        if until_on < today:
            raise Refused("too-late-to-end", post=tenure.no)
    return [said.PostsEnded(posts=tuple(one.no for one in held), until_on=(until_on,) * len(held))]


def _sees_beyond(new: NewPost) -> bool:
    """Test whether a post reaches beyond its own unit: by its role, or because it answers for a matter of a place."""
    return new.role not in OF_AN_ORGANISATION or new.matter is not None


def _must_be_own(speaker: Post | None, organisation: str) -> None:
    if speaker and speaker.role in OF_AN_ORGANISATION and organisation != speaker.organisation:
        raise NotHere


def _must_fit(new: NewPost, *, no: str, by: By, known: Standing) -> None:
    person, before = known.people.get(new.person), known.last.get(new.post or no)
    if person is None or new.organisation not in known.organisations or (new.post and not before):
        raise NotHere
    if before and (before.organisation, before.role) != (new.organisation, new.role):
        raise NotHere
    _must_be_place(new.place, known.places)
    if person.is_erased:
        raise Refused("person-erased", person=person.no)
    if not _sees_beyond(new) and person.organisation != new.organisation:
        raise Refused("person-elsewhere", organisation=new.organisation)
    if new.person == by.person and (_sees_beyond(new) or by.person in dict(known.administrators)):
        raise Refused("for-yourself", post=new.post or no)
    others = {role for who, role in known.administrators if who == new.person} - {new.role}
    if others and (new.role in ADMINISTRATORS or by.person != CONSOLE):  # the third, who audits, agrees to no grant
        raise Refused("one-administrator", person=person.no)
    if new.until_on is not None and new.until_on <= new.from_on:
        raise Refused("days-crossed", post=new.post or no)
    if before and new.from_on <= before.from_on <= known.today:
        raise Refused("held-since", post=before.no)


def _posts(rows: Sequence[NewPost], numbers: Sequence[str]) -> dict[str, Any]:
    columns = {"roles": "role", "titles": "title", "persons": "person", "organisations": "organisation"}
    columns |= {"places": "place", "departments": "department", "matters": "matter"}
    posts = tuple(new.post or no for new, no in zip(rows, numbers, strict=True))
    return {"posts": posts} | _columns(rows, columns | {"from_on": "from_on", "until_on": "until_on"})


def _columns(rows: Sequence[object], columns: Mapping[str, str]) -> dict[str, Any]:
    """Turn rows into the columns of a fact, each named with the attribute that fills it."""
    return {column: tuple(getattr(row, attribute) for row in rows) for column, attribute in columns.items()}


def _organisation(
    new: NewOrganisation, *, row: int, no: str, taken: Taken, places: Collection[str], within: Within
) -> Organisation:
    """Return a unit as it goes into the register, or refuse it."""
    if not within.covers(place=new.place, department=new.department, organisation=no, person=""):
        raise NotHere
    _must_be_named(new.name, row=row)
    _must_be_place(new.place, places)
    uscc = parse_uscc(new.uscc or "")
    if isinstance(uscc, Problem):
        raise Refused("uscc-unfit", row=str(row))
    if uscc and (unit := taken.get(uscc)):
        seen = within.covers(place=unit.place, department=unit.department, organisation=unit.no, person="")
        raise Refused("uscc-known", uscc=uscc, organisation=unit.no) if seen else Refused("uscc-beyond", uscc=uscc)
    namesake = taken.get((new.place, name_key(new.name)))
    if namesake and not (uscc and namesake.uscc):
        raise Refused("organisation-known", organisation=namesake.no)
    return Organisation(**asdict(new) | {"no": no, "name": new.name.strip(), "uscc": uscc})


def _taken(known: Iterable[Organisation]) -> dict[Identity, Organisation]:
    """Return units by all that tells one from another: the credit code, and the name at its place."""
    each = list(known)
    return {one.uscc: one for one in each if one.uscc} | {(one.place, name_key(one.name)): one for one in each}


def _places(rows: Sequence[PlaceRow], *, is_simulated: bool) -> list[Fact]:
    columns = {"places": "code", "names": "name", "levels": "level", "parents": "parent", "from_on": "from_on"}
    columns |= {"until_on": "until_on", "replaced_by": "replaced_by", "lons_e7": "lon_e7", "lats_e7": "lat_e7"}
    parts = [rows[start : start + SLICE] for start in range(0, len(rows), SLICE)]
    return [said.PlacesImported(are_simulated=(is_simulated,) * len(part), **_columns(part, columns)) for part in parts]


def _must_be_named(name: str, *, row: int) -> None:
    if not 0 < len(name.strip()) <= NAME_MOST:
        raise Refused("name-unfit", row=str(row), most=str(NAME_MOST))


def _must_be_place(place: str, places: Collection[str]) -> None:
    if place not in places:
        raise Refused("place-unknown", place=place)
