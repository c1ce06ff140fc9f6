"""How the cast comes by a second factor, and what its authenticators say."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from anlan.kernel.credentials import factors, totp
from tests.cast import MORNING, by


def give(person: str, *, at: datetime = MORNING) -> tuple[str, ...]:
    """Give a person of the cast a second factor; return the recovery codes. The code of this step is used by it."""
    code = totp.password(factors.begin(person), totp.step_of(at))
    return factors.confirm(code, but="", shown_at=at, by=by(person), at=at)


def code_of(person: str, at: datetime) -> str:
    """Return what the authenticator of a person shows at a moment."""
    return totp.password(factors._secret(person, factors.SECRET), totp.step_of(at))


def later(steps: int) -> datetime:
    """Return the morning, so many steps of an authenticator later."""
    return MORNING + timedelta(seconds=steps * totp.SECONDS)


def half_of(answer: Any) -> str:
    """Return the first half of a sign-in as the form holds it."""
    found = re.search(r'name="half" value="([^"]+)"', answer.content.decode())
    assert found, "no second factor is asked"
    return found[1]


def second(client: Client, answer: Any, code: str) -> Any:
    """Show the second half of a sign-in."""
    return client.post("/sign-in/factor/", {"half": half_of(answer), "code": code})
