"""Credentials are written, and nothing gives them back: no read, page, entry, log or other home. Abuse 47 and 53."""

import re

import pytest
from django.apps import apps

from anlan.engines.gateways import signing
from anlan.kernel.audit import reads as audit
from anlan.kernel.channels import reads, setting
from anlan.kernel.channels.facts import ChannelSet
from anlan.kernel.channels.gateways import gateways
from anlan.kernel.channels.rules import Kind
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.rebuild import check
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry.may import EVERYWHERE, Role
from anlan.kernel.ringing.door import channels
from tests.cast import MORNING, by
from tests.doors import ask, program
from tests.gateways.gateway import SECRET_TEXT

pytestmark = pytest.mark.django_db
ADDRESS = "https://sms.example/api/v1/tenant-77"


def given(name: str = "sms", **more):
    told = {"kind": Kind.SMS, "address": ADDRESS, "secret": SECRET_TEXT} | more
    return setting.set_(name, **told, by=by("console"), at=MORNING)


def test_the_journal_says_who_set_it_its_host_and_a_fingerprint_and_no_more(home):
    given()
    [line] = journal.lines_about("sms")
    assert isinstance(line.fact, ChannelSet)
    assert (line.name, line.fact.host) == ("channels.set", "sms.example")
    assert line.fact.fingerprint == signing.fingerprint(signing.secret_of(SECRET_TEXT))
    assert "channels" in audit.ROOMS, "the auditor reads it among what administrators did"


def test_nothing_in_the_database_or_in_what_is_asked_tells_the_secret_or_the_whole_address(home, caplog):
    given()
    bare = SECRET_TEXT.removeprefix("whsec_")
    told = [
        repr(reads.standing(within=EVERYWHERE)),
        repr(setting.credentials("sms")),
        repr(list(gateways())),
        caplog.text,
    ]
    told += [repr(list(model._default_manager.values_list())) for model in apps.get_app_config("anlan").get_models()]
    for secret in (SECRET_TEXT, bare, "tenant-77"):
        assert not [one for one in told if secret in one]


def test_another_home_finds_nothing_of_it_even_in_a_copy_of_the_database(home, settings):
    given()
    assert list(channels()) == ["sms"]
    settings.ORIGIN, settings.DRILL = "demo-drill", "night"

    assert list(channels()) == [], "no channel of those who live"
    assert setting.credentials("sms") is None
    given("drill", address="https://drill.example/")
    assert list(channels()) == ["drill"]


def test_set_anew_it_is_another_and_removed_it_is_gone(home):
    given()
    given(address="https://other.example/")
    assert reads.standing(within=EVERYWHERE)[0].host == "other.example"

    setting.remove("sms", by=by("console"), at=MORNING)
    assert (list(channels()), setting.credentials("sms")) == ([], None)
    with pytest.raises(Refused, match="channel-none"):
        setting.remove("sms", by=by("console"), at=MORNING)
    assert check() == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": "SMS"}, "channel-name"),
        ({"name": "demo-phone"}, "channel-name"),
        ({"name": "s" * 21}, "channel-name"),
        ({"address": "http://sms.example/"}, "channel-address"),
        ({"secret": "secret"}, "channel-secret"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(home, more, code):
    with pytest.raises(Refused, match=code):
        given(**more)
    assert list(channels()) == []


def test_a_demo_speaks_to_this_machine_alone(home):
    registry.mark_home(kind="demo", by=by("console"), at=MORNING)
    with pytest.raises(Refused, match="channel-demo"):
        given()
    given(address="http://127.0.0.1:9/")
    assert list(channels()) == ["demo-phone", "sms"]


def test_a_home_that_is_looked_at_as_of_a_moment_sends_nothing(home, settings):
    given()
    settings.AS_OF = MORNING
    assert list(channels()) == []


def test_only_the_system_administrator_is_told_how_they_stand(county):
    given()
    for role in set(Role) - {Role.SYSTEM}:
        assert role not in reads.standing.may
    answer = ask(program("sun"), "channels.there")
    assert re.search(rb'\["sms"\]', answer.content)
