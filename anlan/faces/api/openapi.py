"""The description of the API, derived from the signatures and docstrings of acts and reads."""

from __future__ import annotations

import inspect
import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from anlan.kernel.journal.acts import ACTS, READS, Act, Read
from anlan.kernel.journal.facts import FileNo, ItemNo, PlaceCode
from anlan.kernel.registry.forms import ROWS_MOST, TEXT_MOST, kinds_of
from anlan.kernel.registry.noes import NOES

PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string", "maxLength": TEXT_MOST},
    int: {"type": "integer", "format": "int64"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    ItemNo: {"type": "string", "examples": ["26-004217", "demo-2026-004217"]},
    FileNo: {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    PlaceCode: {"type": "string", "examples": ["630222"]},
}
KEY = {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string", "format": "uuid"}}
WHOM = {"name": "On-Behalf-Of", "in": "header", "required": False, "schema": {"type": "string"}}
NO = {
    "type": "object",
    "required": ["error", "says"],
    "properties": {
        "error": {"type": "string"},
        "says": {"type": "string"},
        "wrong": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": {"type": "string"}, "says": {"type": "string"}}},
        },
        "missing": {"type": "array", "items": {"type": "string"}},
        "last": {"type": "object", "properties": {"by": {"type": "string"}, "at": PLAIN[datetime]}},
    },
}
TOLD_NO = ("400", "401", "403", "404", "405", "409", "413", "415", "422", "503", "507")


@cache
def described(language: str) -> dict[str, Any]:
    """Return the whole description; sentences about statuses are in this language."""
    paths = {f"/api/acts/{name}": {"post": _act(name, act, language)} for name, act in sorted(ACTS.items())}
    paths |= {f"/api/reads/{name}": {"get": _read(name, read, language)} for name, read in sorted(READS.items())}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Anlan", "version": "0", "description": (inspect.getdoc(inspect.getmodule(described)) or "")},
        "paths": paths | {"/api/files": {"post": _files(language)}, "/api/tokens": {"post": _tokens(language)}},
        "components": {"schemas": {"No": NO}, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
    }


def schema(kind: Any) -> dict[str, Any]:
    """Return the JSON schema of a type that acts and reads use; of any other, the schema of anything."""
    if kind in PLAIN:
        return PLAIN[kind]
    if isinstance(kind, NewType):
        return schema(kind.__supertype__)
    if get_origin(kind) in (Union, types.UnionType):
        return {"anyOf": [{"type": "null"} if one is type(None) else schema(one) for one in get_args(kind)]}
    if get_origin(kind) in (tuple, list):
        several = [one for one in get_args(kind) if one is not Ellipsis]
        same = len(several) == 1
        return {"type": "array", "items": schema(several[0])} if same else {"prefixItems": [*map(schema, several)]}
    if inspect.isclass(kind) and issubclass(kind, StrEnum):
        return {"type": "string", "enum": [*kind]}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        named = {one.name: (hints[one.name], one.default is not MISSING) for one in fields(kind)}
        return _record(named) | {"title": str(getattr(kind, "__name__", ""))}
    return {}


def _record(named: dict[str, tuple[Any, bool]]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {word: _bounded(schema(kind), optional=optional) for word, (kind, optional) in named.items()},
        "required": [word for word, (_, optional) in named.items() if not optional],
        "additionalProperties": False,
    }


def _bounded(described: dict[str, Any], *, optional: bool) -> dict[str, Any]:
    if described.get("type") != "array":
        return described
    return described | {"minItems": 0 if optional else 1, "maxItems": ROWS_MOST}


def _act(name: str, act: Act[...], language: str) -> dict[str, Any]:
    asked = _record(kinds_of(act))
    asked["properties"].setdefault("happened_at", {"anyOf": [PLAIN[datetime], {"type": "null"}]})
    answer = get_type_hints(act.function)["return"]
    return _told(name, act, answer, language) | {
        "parameters": [KEY, WHOM],
        "requestBody": {"required": True, "content": {"application/json": {"schema": asked}}},
    }


def _read(name: str, read: Read[..., Any], language: str) -> dict[str, Any]:
    answer = get_type_hints(read.function).get("return")
    words = [
        {"name": word, "in": "query", "required": not optional, "schema": schema(kind)}
        for word, (kind, optional) in kinds_of(read).items()
    ]
    return _told(name, read, answer, language, wrapped=True) | {"parameters": words}


def _files(language: str) -> dict[str, Any]:
    sent = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
    answer = _shape({"file": PLAIN[FileNo]})
    return {
        "operationId": "files.keep",
        "summary": "Keep a file, and get the number by which acts speak of it.",
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": sent}}},
        "responses": {"200": _content("The file is kept.", answer)} | _noes(language),
    }


def _tokens(language: str) -> dict[str, Any]:
    words = {word: {"type": "string"} for word in ("name", "password", "code", "post", "label")}
    asked = {"type": "object", "required": ["name", "password"], "properties": words}
    given = {"token": {"type": "string"}, "post": {"type": "string"}, "posts": schema(tuple[str, ...])}
    return {
        "operationId": "tokens.make",
        "summary": "Sign in by name and password, and by the code of a second factor; get a token for one post, once.",
        "security": [],
        "requestBody": {"required": True, "content": {"application/json": {"schema": asked}}},
        "responses": {
            "200": _content("The token, its post, and every post that one could have asked it for.", _shape(given))
        }
        | _noes(language, (*TOLD_NO, "429")),
    }


def _shape(given: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": [*given], "properties": given}


def _told(name: str, opened: Read[..., Any], answer: Any, language: str, *, wrapped: bool = False) -> dict[str, Any]:
    said = inspect.getdoc(opened.function) or ""
    shape = schema(answer)
    if wrapped:
        shape = {"type": "object", "required": ["answer"], "properties": {"answer": shape}}
    return {
        "operationId": name,
        "summary": said.splitlines()[0],
        "description": f"{said}\n\nFor: {', '.join(sorted(opened.may))}.",
        "tags": [name.split(".")[0]],
        "responses": {"200": _content("It is done." if opened.name in ACTS else "The answer.", shape)}
        | _noes(language),
    }


def _noes(language: str, statuses: tuple[str, ...] = TOLD_NO) -> dict[str, Any]:
    said = {str(status): (en if language == "en" else zh) for status, zh, en in reversed(NOES.values())}
    of_rules = "The rules do not allow it; `says` tells why, and what to do."
    no = {"$ref": "#/components/schemas/No"}
    return {status: _content(said.get(status, of_rules), no) for status in statuses}


def _content(said: str, shape: dict[str, Any]) -> dict[str, Any]:
    return {"description": said, "content": {"application/json": {"schema": shape}}}
