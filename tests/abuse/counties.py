"""Two counties in which everything that can be told has the county's own mark in it: names, texts, files, a ledger.

Nobody who asks says a mark. So wherever the mark of another county comes back, something of it has leaked.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any
from xml.sax.saxutils import escape

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.domains.warning import acts as warnings
from anlan.kernel.duty import acts as duty
from anlan.kernel.duty.musts import NewWatch
from anlan.kernel.ground import acts as ground
from anlan.kernel.ground.facts import Zone
from anlan.kernel.journal import files
from anlan.kernel.journal.facts import (
    FileNo,
    ItemNo,
    JobNo,
    OrganisationNo,
    PersonNo,
    PlaceCode,
    PostNo,
    SiteNo,
    SourceNo,
    WarningNo,
    WatchNo,
)
from anlan.kernel.journal.record import record
from anlan.kernel.looks.facts import SampleDrawn
from anlan.kernel.looks.rules import sample_no
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry import vault
from anlan.kernel.registry.facts import OrganisationsRegistered, PeopleRegistered, SitesRegistered
from anlan.kernel.registry.may import OF_AN_ORGANISATION, Role
from anlan.kernel.sources.facts import SourceAdded
from tests.cast import MORNING, by, post
from tests.hostile import images
from tests.intake.files import HEAD, bring, go_on, places
from tests.warning.made import cap

Numbers = Mapping[Any, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class County:
    """A county: the key of its numbers, the mark of its texts, a part of the mark by which they are looked for."""

    code: str
    key: str
    mark: str
    titles: tuple[str, ...]
    numbers: Numbers

    @property
    def sought(self) -> str:
        return self.mark[:3]

    def someone(self, role: str) -> str:
        return f"{self.key}-{role}"


DRAWN = "2026-06"  # the month of which something was drawn


def found(code: str, mark: str, *, key: str = "", titles: tuple[str, ...] = ()) -> County:
    """Found a county with somebody in each role, dangers, a photo, a site, and a ledger brought from outside."""
    key, titles = key or mark.lower(), titles or (f"{mark} exit", f"{mark} exit")
    county = County(code=code, key=key, mark=mark, titles=titles, numbers={})
    people = tuple(county.someone(role) for role in Role)
    unit, office, site = (f"{key}-{kind}" for kind in ("unit", "office", "site"))
    _enter(county, people, unit, office, site)
    struck, current, *_ = [_danger(county, unit, title) for title in titles]
    photo = _struck_off(county, struck)
    _drawn(county, struck)
    items.nudge(item=current, text=f"{mark} nudge", by=by(county.someone("officer")), at=MORNING)
    numbers: dict[Any, tuple[str, ...]] = {
        ItemNo: (current, struck),
        FileNo: (photo,),
        OrganisationNo: (unit, office),
        PersonNo: people,
        PostNo: tuple(f"post-{person}" for person in people),
        SiteNo: (site, _zoned(county)),
        JobNo: (_brought(county),),
        WatchNo: _rostered(county, office),
        WarningNo: (_warned(county),),
        SourceNo: (_watched(county),),
        PlaceCode: (code, f"{code}01"),
    }
    return County(code=code, key=key, mark=mark, titles=titles, numbers=numbers)


def _enter(county: County, people: tuple[str, ...], unit: str, office: str, site: str) -> None:
    code, mark, none = county.code, county.mark, (None, None)
    units = OrganisationsRegistered(
        organisations=(unit, office),
        names=(f"{mark} unit", f"{mark} office"),
        usccs=none,
        places=(code, code),
        kinds=("enterprise", "office"),
        sectors=none,
        departments=("safety", None),
        are_simulated=(False, False),
    )
    sites = SitesRegistered(
        sites=(site,),
        names=(f"{mark} site",),
        organisations=(unit,),
        places=(code,),
        kinds=("workshop",),
        lons_e7=(None,),
        lats_e7=(None,),
        are_simulated=(False,),
    )
    houses = {role: unit if role in OF_AN_ORGANISATION else office for role in Role}
    entered = PeopleRegistered(people=people, organisations=tuple(houses.values()))
    answers = {Role.OFFICER: "danger", Role.LEADER: "head"}
    posts = [
        post(person, role, houses[role], code, "safety" if role == Role.OFFICER else None, answers.get(role))
        for person, role in zip(people, Role, strict=True)
    ]
    lands = places((code, "甲县"), (f"{code}01", "甲镇"))
    record([lands, units, entered, *posts, sites], by=by("console"), at=MORNING)
    vault.keep_many([(person, vault.NAME, f"{mark} {person}") for person in people])
    vault.keep_many([(county.someone(Role.ENTERPRISE), vault.PHONE, f"1389712{code}")])


def _zoned(county: County) -> SiteNo:
    """Draw a zone of risk, in words of the county."""
    told = {
        "name": f"{county.mark} slope",
        "why": f"{county.mark} cracks",
        "corners": "101.7,36.6 101.8,36.6 101.8,36.7",
    }
    leader = county.someone("leader")
    where = {"kind": Zone.RISK, "place": PlaceCode(county.code), "post": PostNo(f"post-{leader}")}
    return SiteNo(ground.draw_zone(**where, **told, by=by(leader), at=MORNING).subject)


def _danger(county: County, unit: str, title: str) -> ItemNo:
    words = {one.name: f"{county.mark} {one.name}" for one in fields(Description) if one.type == "str"}
    words["description"] = title
    done = dangers.file(
        what=title,
        place=PlaceCode(county.code),
        department="safety",
        organisation=OrganisationNo(unit),
        owner=PersonNo(county.someone(Role.ENTERPRISE)),
        told=Description(**words),
        by=by(county.someone(Role.INSPECTOR)),
        at=MORNING,
    )
    return ItemNo(done.subject)


def _struck_off(county: County, danger: ItemNo) -> FileNo:
    mark, owner = county.mark, county.someone(Role.ENTERPRISE)
    photo = files.keep(images.jpeg() + mark.encode(), name=f"{mark} photo.jpg", person=owner, at=MORNING)
    items.accept(item=danger, by=by(owner), at=MORNING)
    items.note(item=danger, text=f"{mark} progress", by=by(owner), at=MORNING)
    items.attach(item=danger, files=(photo,), caption=f"{mark} caption", by=by(owner), at=MORNING)
    dangers.submit(item=danger, text=f"{mark} done", by=by(owner), at=MORNING)
    dangers.strike_off(item=danger, opinion=f"{mark} opinion", by=by(county.someone(Role.OFFICER)), at=MORNING)
    return photo


def _drawn(county: County, danger: ItemNo) -> None:
    """Let it have been drawn in a sample of closures."""
    how = {"seed": "00", "sealed_size": 1, "sealed_at": MORNING, "digest": "00", "percent": 5, "least": 3, "most": 20}
    said = {"place": county.code, "month": DRAWN, "closures": 1, "dangers": (danger,), "closed_ats": (MORNING,)}
    record([SampleDrawn(sample=sample_no(county.code, DRAWN), **how, **said)], by=by("console"), at=MORNING)


def _rostered(county: County, office: str) -> tuple[WatchNo, ...]:
    """Put two watches on the roster: one that is kept, with a line of its log, and the next."""
    keeper, by_head = county.someone(Role.DUTY), by(county.someone(Role.LEADER))
    hours = timedelta(hours=8)
    rows = tuple(
        NewWatch(
            organisation=OrganisationNo(office),
            place=PlaceCode(county.code),
            officer=PersonNo(who),
            leader=PersonNo(county.someone(Role.LEADER)),
            from_at=MORNING + no * hours,
            until_at=MORNING + (no + 1) * hours,
        )
        for no, who in enumerate((keeper, county.someone(Role.OFFICER)))
    )
    first = duty.roster(rows=rows, by=by_head, at=MORNING).subject
    numbers = tuple(WatchNo(f"{first[:-6]}{int(first[-6:]) + no:06}") for no in range(len(rows)))
    duty.begin(watch=numbers[0], by=by(keeper), at=MORNING)
    duty.note(watch=numbers[0], text=f"{county.mark} line", by=by(keeper), at=MORNING)
    return numbers


def _warned(county: County) -> WarningNo:
    """Bring a warning of this county in, with its mark in the words; it waits to go out."""
    who, code = county.someone(Role.DUTY), county.code.ljust(6, "0")
    where = f"<geocode><valueName>GB/T 2260</valueName><value>{code}</value></geocode>"
    mark = escape(county.mark)
    content = cap(identifier=f"{mark} warning", where=where).replace("立即".encode(), mark.encode())
    file = files.keep(content, name="warning.xml", person=who, at=MORNING)
    return WarningNo(warnings.receive(file=file, by=by(who), at=MORNING).subject)


def _watched(county: County) -> SourceNo:
    """Let a folder of this county be looked into for warnings, with its mark in the words."""
    no = SourceNo(f"{county.key}-source")
    named = {"source": no, "called": f"{county.mark} source", "place": county.code, "senders": (county.mark,)}
    how = {"kind": "folder", "address": "weather", "is_signed": False, "certificate": "", "late_minutes": 60}
    record([SourceAdded(**named, **how)], by=by("console"), at=MORNING)
    return no


def _brought(county: County) -> JobNo:
    mark, code, who = county.mark, county.code.ljust(6, "0"), county.someone(Role.INSPECTOR)
    rest = ("2026-06-20", "王建国", "13897120000", "2026-07-10", "", "否", "")
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEAD.split(","))
    for n, grade in enumerate(("一般", mark)):
        lines.writerow((f"A-{n}", f"{mark} mill", code, "应急管理局", f"{mark} wire", grade, *rest))
    no = bring(text.getvalue().encode(), f"{mark} ledger.csv", who=who)
    go_on(no, who=who)
    return JobNo(no)
