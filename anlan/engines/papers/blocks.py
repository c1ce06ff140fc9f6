"""What a paper is made of. Every text in it is a text: nothing that people wrote is ever read as a command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known, word by word."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Words:
    """Paragraphs, as a letter has them."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """Pictures side by side; of one that cannot be drawn the sheet says why."""

    shown: tuple[
        tuple[str, str, str], ...
    ]  # a name among the files, the caption, what stands where there is no picture


@dataclass(frozen=True, kw_only=True)
class Table:
    """Lines under a head."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A square code beside what it is for."""

    file: str
    alt: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Signatures:
    """Room to sign in, each line under the word that says who signs there."""

    lines: tuple[str, ...]


Block = Facts | Words | Pictures | Table | Proof | Signatures


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that goes with a paper: drawn in it, or attached to it."""

    name: str
    content: bytes
    says: str = ""
    is_attached: bool = False


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper: its title and number, what it is made of, and what goes with it."""

    language: str
    title: str
    no: str
    band: str  # across the head of every page, where what it says is not real
    foot: str
    at: datetime  # when it was printed
    blocks: tuple[Block, ...]
    files: tuple[File, ...] = ()
