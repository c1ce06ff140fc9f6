"""How the cast comes to the doors."""

import uuid
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client

from anlan.kernel.registry import accounts
from tests.cast import MORNING

PASSWORD = "a long road to Xining"
ADDRESS = "10.1.2.3"


def account(person: str, *, at: datetime = MORNING) -> None:
    """Give a person of the cast an account under his own name."""
    accounts.open_account(person=person, name=person, password=PASSWORD, at=at)


def token_of(person: str, *, post: str | None = None) -> str:
    """Return a token for a person of the cast in his post."""
    return accounts.make_token(person=person, post=post or f"post-{person}", label="tests", at=MORNING)


def program(person: str, **headers: str) -> Client:
    """Return a program that speaks for a person of the cast."""
    return Client(headers={"Authorization": f"Bearer {token_of(person)}", **headers})


def browser(
    person: str | None = None, *, address: str = ADDRESS, strict: bool = False, at: datetime = MORNING
) -> Client:
    """Return a browser in which a person of the cast has signed in, or nobody has."""
    client = Client(enforce_csrf_checks=strict, REMOTE_ADDR=address)
    if person is not None:
        secret = accounts.open_session(person=person, post=f"post-{person}", language=None, at=at)
        client.cookies["session"] = secret
    return client


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in/", {"name": name, "password": password}, **more)


def do(client: Client, act: str, words: object, *, key: str | None = None, **headers: str) -> Any:
    """Do an act through the API, each time under a key of its own."""
    named = {"Idempotency-Key": key or str(uuid.uuid4()), **headers}
    return client.post(f"/api/acts/{act}", words, content_type="application/json", headers=named)


def ask(client: Client, read: str, **words: Any) -> Any:
    return client.get(f"/api/reads/{read}", words)


def rows() -> dict[str, int]:
    """Count the rows of every table of the house."""
    counted = {}
    for model in apps.get_app_config("anlan").get_models():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            counted[model._meta.db_table] = cursor.fetchone()[0]
    return counted


def grown(before: dict[str, int]) -> dict[str, int]:
    """Return by how many rows which tables have grown or shrunk."""
    return {table: count - before[table] for table, count in rows().items() if count != before[table]}
