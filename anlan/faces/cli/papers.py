"""A paper of a danger, written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from anlan.faces.cli.console import AsJson, AsPerson, language, refuse, say, tell, visit
from anlan.kernel.journal.acts import READS

KINDS = "notice|recheck|closure"


def paper(
    kind: Annotated[
        str,
        typer.Argument(
            metavar=KINDS,
            help=say(
                "整改通知书、复查意见书或闭环卡。",
                "The notice of rectification, the opinion on re-check, the closure sheet.",
            ),
        ),
    ],
    item: Annotated[str, typer.Argument(metavar="ITEM", help=say("事项编号。", "The number of the item."))],
    out: Annotated[
        Path | None,
        typer.Option("--out", help=say("写入此文件；省略则按文书取名。", "The file; named by the paper if left out.")),
    ] = None,
    as_person: AsPerson = None,
    as_json: AsJson = False,
) -> None:
    """Write a paper of a danger as PDF. What stands in the way of a file is said, and nothing is overwritten."""
    asked = {"item": [item], "sheet": [kind], "language": [language()]}
    made = visit(as_person).ask(READS["dangers.paper"], asked)
    path = out or Path(made.name)
    try:
        with path.open("xb") as file:
            file.write(made.pdf)
    except OSError as wrong:
        words = say(f"{path} 写不成：{wrong.strerror}。", f"{path} cannot be written: {wrong.strerror}.")
        refuse("not-written", words, as_json)
    told = {"file": str(path), "bytes": len(made.pdf)}
    tell(say(f"已写入 {path}。", f"Written: {path}."), told, as_json=as_json)
