"""Find anything from the console."""

from __future__ import annotations

from typing import Annotated

import typer

from anlan.faces.cli.console import AsJson, AsPerson, say, tell, visit
from anlan.kernel.journal.acts import READS
from anlan.kernel.registry.forms import short
from anlan.kernel.search.reads import Finds


def search(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS",
            help=say("编号、单位、地点、事项、人、电话后四位。", "A number, unit, place, item, person, phone tail."),
        ),
    ],
    as_person: AsPerson = None,
    as_json: AsJson = False,
) -> None:
    """Find items, units, places and people."""
    found: Finds = visit(as_person).ask(READS["search.search"], {"words": [" ".join(words)]})
    names = found.names
    lines = [f"#{short(one.no)}  {one.what}  {names[one.organisation]}" for one in found.items]
    if found.count > len(found.items) or found.more:
        lines.append(say(f"… 共 {found.count} 件", f"… of {found.count}") + ("+" if found.more else ""))
    lines += [f"{one.no}  {one.name}" for one in found.units]
    lines += [f"{one.code}  {one.name}  {' '.join(one.path)}" for one in found.places]
    lines += [f"{one.no}  {one.name}  {names[one.organisation]}" for one in found.people]
    tell("\n".join(lines) or say("没有找到。", "Nothing was found."), found, as_json=as_json)
