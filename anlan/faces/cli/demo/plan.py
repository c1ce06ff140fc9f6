"""The plan of a demo: the same seed, day and size give the same county and the same two years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from anlan.faces.cli.demo import neighbours, packs
from anlan.faces.cli.demo.county import cast, invent
from anlan.faces.cli.demo.shapes import Plan, Size
from anlan.faces.cli.demo.stories import Stories
from anlan.faces.cli.demo.worktime import NOW, Worktime

COUNTY = Size(
    enterprises=160,
    stories=1200,
    open=(("filed", 38), ("accepted", 42), ("in-hand", 78), ("returned", 14), ("submitted", 42)),
    overdue=9,
    due_today=17,
    waiting=11,
    struck_off_today=23,
    void=23,
    major=48,
)
SIZES = {
    "county": COUNTY,
    "province": replace(COUNTY, neighbours=860, brought=7400),
    "small": Size(
        enterprises=30,
        stories=120,
        open=(("filed", 5), ("accepted", 5), ("in-hand", 9), ("returned", 2), ("submitted", 5)),
        overdue=3,
        due_today=4,
        waiting=3,
        struck_off_today=4,
        void=3,
        major=8,
    ),
}

# What the summary says of the ledger is told whenever it is shown, as of then; until then these words stand for it.
LIVE = ("at", "open", "overdue", "due_today", "waiting", "struck_off_today")


def plan(seed: int, day: date, size: str = "county") -> Plan:
    """Return all that a demo holds on a day at 15:42: places, people and posts, and the stories of its dangers."""
    chosen, work = SIZES[size], Worktime(day)
    county = invent(seed, chosen.enterprises)
    taken: set[int] = set()
    stories = Stories(county, random=Random(f"stories {seed} {day}"), size=chosen, work=work, taken=taken).tell()
    others = neighbours.invent(county, seed, chosen.neighbours) if chosen.neighbours else ()
    brought = neighbours.bring(county, others, seed=seed, rows=chosen.brought, work=work, taken=taken)
    return Plan(
        seed=seed,
        day=day,
        size=chosen,
        places=tuple(county.places),
        organisations=tuple(county.organisations),
        people=tuple(county.people),
        posts=tuple(county.posts),
        sites=tuple(county.sites),
        cast=cast(county),
        stories=stories,
        brought=brought,
    )


def summary(plan: Plan, language: str) -> str:
    """Return what in the demo is invented, in `zh` or `en`, with the words of LIVE yet to be filled in."""
    where = packs.where()
    levels = ("province", "prefecture", "county")
    names = {level: where[level]["name"] for level in levels}
    names |= {f"{level}_en": where[level]["name_en"] for level in levels}
    count = {
        "towns": sum(place.level == "town" for place in plan.places),
        "villages": sum(place.level == "village" for place in plan.places),
        "organisations": len(plan.organisations),
        "enterprises": len(plan.enterprises),
        "offices": len(plan.organisations) - len(plan.enterprises),
        "people": len(plan.people),
        "stories": len(plan.stories) + sum(len(one.rows) for one in plan.brought),
    }
    live = {word: f"{{{word}}}" for word in LIVE}
    began = f"{Worktime(plan.day).at(NOW):%Y-%m-%d %H:%M}"
    page = packs.page("summary")
    real = page["real"]["province" if plan.brought else "county"][language].format(
        **names, counties=len(plan.brought) + 1
    )
    told: str = page[language]
    county = names["county" if language == "zh" else "county_en"]
    told = told.strip()
    return told.format(real=real, county=county, **count, **live, began=began, officer=plan.part("officer").name)
