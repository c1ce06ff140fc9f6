"""Groups and mail through apprise, and the console: to whom, in which words, and never without the check of TLS."""

import pytest
from apprise import Apprise

from anlan.engines.gateways import signing
from anlan.engines.gateways.posting import UnfitPost, _asset, must_be_fit
from anlan.kernel.channels import setting
from anlan.kernel.channels.rules import Kind
from anlan.kernel.journal.facts import PersonNo, Refused
from anlan.kernel.ringing.door import Verdict, channels
from tests.cast import MORNING, by
from tests.channels.conftest import PHONES
from tests.channels.test_reports import tell

TOKEN = "abcdefgh12345678abcdefgh12345678"
WANG = PersonNo("wang")


@pytest.fixture
def posted(monkeypatch):
    """What was posted: where, and the text; nothing leaves."""
    seen: list[tuple[list[str], str]] = []

    def notify(self, body, **more):
        seen.append(([one.url() for one in self], body))
        return "refused" not in body

    monkeypatch.setattr(Apprise, "notify", notify)
    return seen


def given(address: str, kind: Kind = Kind.APPRISE) -> None:
    setting.set_("group", kind=kind, address="", secret=address, by=by("console"), at=MORNING)


@pytest.mark.parametrize(
    "address",
    [
        f"dingtalk://{TOKEN}",
        f"dingtalk://{TOKEN}/{{phone}}",
        "wecombot://abcdef12-3456-7890-abcd-ef1234567890",
        "feishu://abcdef12-3456-7890-abcd-ef1234567890",
        "mailtos://u:p@smtp.example?to={phone}@139.com&mode=ssl",
    ],
)
def test_what_it_posts_to_checks_certificates_and_follows_no_redirect(address):
    made = Apprise.instantiate(must_be_fit(f" {address}\n").replace("{phone}", "13800000000"), asset=_asset())
    assert made is not None
    assert (made.verify_certificate, made.redirects) == (True, False)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "json://127.0.0.1/",
        "file:///etc/passwd",
        "mailto://u:p@smtp.example",
        "mailtos://u:p@smtp.example?mode=insecure",
        "mailtos://u:p@smtp.example?verify=no",
        f"dingtalk://{TOKEN}?verify=no",
        f"dingtalk://{TOKEN}?redirect=yes",
        f"dingtalk://{TOKEN}\x00",
        "dingtalk://",
        "https://smtp.example/",
    ],
)
def test_to_nothing_else(address):
    with pytest.raises(UnfitPost):
        must_be_fit(address)


@pytest.mark.django_db
def test_a_group_is_told_once_of_many_by_name_and_without_their_links(phones, message, posted):
    given(f"dingtalk://{TOKEN}")
    channel = channels()["group"]
    assert channel.addresses({WANG}) == {"wang": "wang"}
    told = channel.hand_over([message("a"), message("b", person="sun")])
    assert told == [Verdict.TAKEN, Verdict.TAKEN]
    [(_, text)] = posted
    assert "叫应：wang、sun" in text
    assert "/r/" not in text


@pytest.mark.django_db
def test_each_is_reached_by_his_own_number_and_a_no_says_not_whether_it_left(phones, message, posted):
    given(f"dingtalk://{TOKEN}/{{phone}}")
    channel = channels()["group"]
    assert channel.addresses({WANG, PersonNo("li")}) == {"wang": PHONES["wang"]}
    assert channel.hand_over([message("a"), message("b", text="refused")]) == [Verdict.TAKEN, Verdict.UNKNOWN]
    assert PHONES["wang"] in posted[0][0][0]
    assert posted[0][1].endswith("/r/demo-2026-000001.abcdefghijklmnop/")
    assert channel.ask(["a"]) == {"a": Verdict.UNKNOWN}
    assert TOKEN not in repr(channel)


@pytest.mark.django_db
def test_nobody_reports_for_a_channel_that_has_no_secret(phones):
    given(f"dingtalk://{TOKEN}")
    for secret in (b"", TOKEN.encode(), signing.PREFIX.encode()):
        assert tell(name="group", secret=secret, reports=[]).status_code == 401


@pytest.mark.django_db
def test_the_console_is_for_drills_alone_and_prints_no_link(phones, message, settings, capsys):
    with pytest.raises(Refused, match="channel-console"):
        given("", Kind.CONSOLE)
    settings.DRILL = "night"
    given("", Kind.CONSOLE)
    assert channels()["group"].hand_over([message("a")]) == [Verdict.TAKEN]
    printed = capsys.readouterr().out
    assert printed.startswith("group a wang: 【演练】山洪")
    assert "/r/" not in printed
