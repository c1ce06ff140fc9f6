"""The watches of the demo: the night before was handed over, Qian is on duty by day, and the next days are manned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from anlan.faces.cli.demo.founding import Found
from anlan.faces.cli.demo.shapes import Plan, Post
from anlan.kernel.duty.musts import NewWatch
from anlan.kernel.journal.facts import BEIJING, OrganisationNo, PersonNo, PlaceCode
from anlan.kernel.registry.may import Role

CHANGE, EVENING = time(8, 30), time(17, 30)
NIGHTS = 3  # that are manned ahead


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """One thing done about a watch: by whom, when, and in which words; `watch` is its place on the roster."""

    at: datetime
    by: Post
    act: str
    watch: int | None
    words: dict[str, Any]


def done(plan: Plan, county: Found) -> Iterator[Done]:
    """Yield what is done about watches on the day of the demo and the day before, in order."""
    crew = [post for post in plan.posts if post.role == Role.DUTY and post.place == plan.county.code]
    leader = next(post for post in plan.posts if post.role == Role.LEADER and post.organisation == crew[0].organisation)
    night = _at(plan, EVENING, -1)
    rows = [(crew[1], night, _at(plan, CHANGE)), (crew[0], _at(plan, CHANGE), _at(plan, EVENING))]
    rows += [(crew[2 + n % 2], _at(plan, EVENING, n), _at(plan, CHANGE, n + 1)) for n in range(NIGHTS)]
    rows += [(crew[(n + 1) % 2], _at(plan, CHANGE, n), _at(plan, EVENING, n)) for n in range(1, NIGHTS)]
    new = tuple(_watch(county, leader, *row) for row in rows)
    yield Done(at=night - timedelta(hours=8), by=leader, act="duty.roster", watch=None, words={"rows": new})
    yield Done(at=night, by=crew[1], act="duty.begin", watch=0, words={})
    said = "凌晨两点县气象台电话通报，今日午后有阵雨；已转告各乡镇值班员。（模拟）"
    yield Done(at=night + timedelta(hours=9), by=crew[1], act="duty.note", watch=0, words={"text": said})
    told = {"text": "阵雨情况午后再向气象台问一次。", "equipment": "电话、传真、视频正常，值班车一辆在位。"}
    at = _at(plan, CHANGE)
    yield Done(at=at + timedelta(minutes=1), by=crew[1], act="duty.hand_over", watch=0, words=told)
    yield Done(at=at + timedelta(minutes=4), by=crew[0], act="duty.take", watch=0, words={"text": "清单已看，已接。"})


def _at(plan: Plan, hour: time, days: int = 0) -> datetime:
    return datetime.combine(plan.day + timedelta(days=days), hour, tzinfo=BEIJING)


def _watch(county: Found, leader: Post, keeper: Post, begins: datetime, ends: datetime) -> NewWatch:
    return NewWatch(
        organisation=OrganisationNo(county.organisations[keeper.organisation]),
        place=PlaceCode(keeper.place),
        officer=PersonNo(county.people[keeper.person]),
        leader=PersonNo(county.people[leader.person]),
        from_at=begins,
        until_at=ends,
    )
