"""A paper as PDF. The same paper gives the same bytes; no font of the machine is used, and nothing is fetched."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from anlan.engines.papers.blocks import Block, Paper

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
SHEET = "main.typ"
WEIGHTS = ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf")


class NoFonts(Exception):
    """The fonts that papers are set in are not built in here."""


def press(paper: Paper) -> bytes:
    """Return a paper as PDF. Raises NoFonts where the house was set up without them."""
    if not all((FONTS / name).is_file() for name in WEIGHTS):
        raise NoFonts(f"{FONTS} has no Noto Sans SC: run `make setup`")
    told = {
        **{word: getattr(paper, word) for word in ("language", "title", "no", "band", "foot")},
        "blocks": [_told(block) for block in paper.blocks],
        "attached": [{"name": one.name, "says": one.says} for one in paper.files if one.is_attached],
    }
    # What is told goes in as one string of data, and its files under names of ours: the sheet itself never changes.
    with TemporaryDirectory(prefix="anlan-paper-") as folder:  # closed to others, and gone with the paper
        root = Path(folder)
        for name, content in {
            SHEET: (HERE / SHEET).read_bytes(),
            **{one.name: one.content for one in paper.files},
        }.items():
            (root / name).write_bytes(content)
        made = typst.compile(
            str(root / SHEET),
            root=folder,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
            timestamp=paper.at.replace(microsecond=0),
        )
    assert isinstance(made, bytes), "one paper is one file"
    return made


def _told(block: Block) -> dict[str, Any]:
    return {"kind": type(block).__name__.lower(), **asdict(block)}
