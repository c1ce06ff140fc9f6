"""How the log is written: one JSON object a line, which says what broke and where, and nothing that anybody told us.

What an exception says may quote what was typed, and an address may hold a name: neither is written. What is written
is the kind of the exception, the lines of the program on the way to it, and the route in place of the address.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any

HOUSE = Path(__file__).parents[3]
PHONE, IDENTITY = r"(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}", r"\d{17}[\dXx]"
DIGITS = re.compile(rf"(?<![\dA-Za-z])(?:{PHONE}|{IDENTITY})(?![\dA-Za-z])")
TELLING = ("Unsound", "Changed")
LAST = 12  # lines of the program on the way to an exception, at most


class Lines(logging.Formatter):
    """Writes a record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. An exception among the words is named by its kind, for what it says may quote anybody."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        told: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "logger": record.name}
        told["says"] = without_numbers(_said(record))
        if request := getattr(record, "request", None):
            told |= {"method": getattr(request, "method", None), "route": _route(request)}
        if record.exc_info and record.exc_info[0]:
            told |= fallen(*record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def without_numbers(text: str) -> str:
    """Return a text without what looks like a telephone number or that of an identity card."""
    return DIGITS.sub("…", text)


def fallen(kind: type[BaseException], wrong: BaseException | None, trace: TracebackType | None) -> dict[str, Any]:
    """Return what is said of an exception: of which kind it is, from which it came, and where in the program."""
    causes, cause = list[str](), wrong and (wrong.__cause__ or wrong.__context__)
    while cause is not None and len(causes) < LAST:
        causes.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    where = [f"{_near(step.filename)}:{step.lineno} {step.name}" for step in extract_tb(trace)[-LAST:]]
    return {"kind": kind.__name__, "where": where} | ({"after": causes} if causes else {})


def tell_what_fell(kind: type[BaseException], wrong: BaseException, trace: TracebackType | None) -> None:
    """Write down in the log what nobody caught, in place of printing what it says."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("anlan").critical("a process of the house fell", exc_info=(kind, wrong, trace))


def log_what_falls() -> None:
    """Let what nobody catches in this process be written as a line of the log."""
    sys.excepthook = tell_what_fell


def _said(record: logging.LogRecord) -> str:
    """Return what a record says; words of Django about an address are replaced by what they are about."""
    if record.name.startswith("django.request"):
        return "a page broke" if record.exc_info else f"answered with {getattr(record, 'status_code', '?')}"
    if not isinstance(record.args, tuple):
        return record.getMessage()
    args = tuple(_named(one) if isinstance(one, BaseException) else one for one in record.args)
    return str(record.msg) % args if args else str(record.msg)


def _named(wrong: BaseException) -> str:
    """Name an exception; of what was altered the number of the entry or file as well, in which nobody is named."""
    kind = type(wrong).__name__
    return f"{kind}: {wrong}" if kind in TELLING else kind


def _route(request: Any) -> str | None:
    match = getattr(request, "resolver_match", None)
    return match.route if match else None


def _near(filename: str) -> str:
    path = Path(filename)
    return path.relative_to(HOUSE).as_posix() if path.is_relative_to(HOUSE) else "/".join(path.parts[-2:])
