"""The passwords of the clock, held against the tables that RFC 4226 (appendix D) and RFC 6238 (appendix B) print."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from anlan.kernel.credentials import totp
from tests.cast import MORNING

SECRET = b"12345678901234567890"
BY_COUNTER = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
BY_CLOCK = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}


def test_the_passwords_of_rfc_4226():
    assert [totp.password(SECRET, step) for step in range(10)] == BY_COUNTER


@pytest.mark.parametrize(("seconds", "said"), BY_CLOCK.items())
def test_the_passwords_of_rfc_6238(seconds, said):
    step = totp.step_of(datetime.fromtimestamp(seconds, UTC))

    assert totp.password(SECRET, step, digits=8) == said


def test_a_password_fits_one_step_around_now_and_none_that_is_not_later_than_the_last():
    now = totp.step_of(MORNING)
    fits = {n: totp.fitting(SECRET, totp.password(SECRET, now + n), at=MORNING, after=0) for n in range(-3, 4)}

    assert fits == {-3: None, -2: None, -1: now - 1, 0: now, 1: now + 1, 2: None, 3: None}
    assert totp.fitting(SECRET, totp.password(SECRET, now), at=MORNING, after=now) is None
    assert totp.fitting(SECRET, totp.password(SECRET, now - 1), at=MORNING, after=now) is None
    assert totp.fitting(SECRET, totp.password(SECRET, now + 1), at=MORNING, after=now) == now + 1


@pytest.mark.parametrize("typed", ["", "1", "１２３４５６", "\ud800", "0" * 1000, "-12345"])
def test_what_is_no_password_fits_nothing(typed):
    assert totp.fitting(SECRET, typed, at=MORNING + timedelta(days=1), after=0) is None


def test_an_authenticator_is_told_the_secret_the_house_and_the_name():
    told = urlsplit(totp.address(SECRET, house="安澜", name="li & wang?"))

    assert (told.scheme, told.netloc) == ("otpauth", "totp")
    assert unquote(told.path) == "/安澜:li & wang?"
    assert parse_qs(told.query) == {"secret": ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"], "issuer": ["安澜"]}
    assert totp.from_text(totp.as_text(SECRET)) == SECRET
