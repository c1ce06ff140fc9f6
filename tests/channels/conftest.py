"""A home with a red warning, a gateway on this machine, and people with telephones."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from anlan import clock
from anlan.kernel.channels import setting
from anlan.kernel.channels.rules import Kind
from anlan.kernel.journal.facts import ItemNo, PersonNo
from anlan.kernel.registry import vault
from anlan.kernel.ringing.door import Message
from tests.cast import MORNING, by
from tests.gateways.gateway import SECRET_TEXT, Fake, running
from tests.warning.home import alone, held

__all__ = ["alone", "held"]
PHONES = {"wang": "13900000001", "sun": "13900000002", "qian": "13900000003"}


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    with running() as fake:
        fake.at = clock.outside()
        yield fake


@pytest.fixture
def phones(home: Any) -> None:
    vault.keep_many([(person, vault.PHONE, phone) for person, phone in PHONES.items()])


@pytest.fixture
def sms(fake: Fake, phones: None) -> Fake:
    """A channel for text messages through the gateway of the tests."""
    setting.set_("sms", kind=Kind.SMS, address=fake.address, secret=SECRET_TEXT, by=by("console"), at=MORNING)
    return fake


@pytest.fixture
def message() -> Callable[..., Message]:
    def made(key: str, *, person: str = "wang", call: str = "demo-2026-000001", **more: Any) -> Message:
        told: dict[str, Any] = {"to": PHONES[person], "text": "山洪红色预警，立即向高处转移", "urgent": True}
        told |= {"link": "https://anlan.example/r/demo-2026-000001.abcdefghijklmnop/", "expires_at": None}
        return Message(key=key, person=PersonNo(person), call=ItemNo(call), **(told | more))

    return made
