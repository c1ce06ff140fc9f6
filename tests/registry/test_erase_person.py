"""People can be forgotten."""

from datetime import timedelta

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.journal.seals import verify
from anlan.kernel.registry import accounts, acts, reads, vault
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, TODAY, by, post


def test_who_is_erased_has_no_name_the_journal_holds_and_the_tables_follow(land):
    acts.end_posts(posts=(f"post-{land.wang}",), until_on=TODAY, by=by("security"), at=MORNING)

    acts.erase_person(person=land.wang, by=by("security"), at=MORNING)

    assert reads.names([land.wang]) == {land.wang: "已删除"}
    assert vault.tell([land.wang], vault.NAME) == vault.tell([land.wang], vault.ID_NUMBER) == {}
    assert reads.person_by_phone("13897123456", within=EVERYWHERE) == ()
    assert reads.people_of(organisation=land.mill, within=EVERYWHERE, at=MORNING) == ()
    assert verify().fault is None
    assert rebuild.check() == []


def test_nobody_is_erased_who_still_holds_a_post(land):
    with pytest.raises(Refused, match="still-in-post"):
        acts.erase_person(person=land.wang, by=by("security"), at=MORNING)

    assert reads.names([land.wang]) == {land.wang: "王建国"}


def test_who_is_erased_leaves_nothing_by_which_he_signed_in(land):
    accounts.open_account(person=land.wang, name="13897123456", password="a long road to Xining", at=MORNING)
    secret = accounts.open_session(person=land.wang, post=f"post-{land.wang}", language=None, at=MORNING)
    acts.end_posts(posts=(f"post-{land.wang}",), until_on=TODAY, by=by("security"), at=MORNING)

    acts.erase_person(person=land.wang, by=by("security"), at=MORNING)

    [kept] = accounts.Account.objects.filter(person=land.wang)
    assert (kept.name, kept.password, kept.disabled_at) == (land.wang, "", MORNING)
    assert accounts.session(secret, at=MORNING) is None


def test_nor_is_who_takes_up_a_post_to_come(land):
    acts.end_posts(posts=(f"post-{land.wang}",), until_on=TODAY, by=by("security"), at=MORNING)
    tomorrow = TODAY + timedelta(days=1)
    record([post(land.wang, Role.ENTERPRISE, land.mill, "990101", from_on=tomorrow)], by=by("console"), at=MORNING)

    with pytest.raises(Refused, match="still-in-post"):
        acts.erase_person(person=land.wang, by=by("security"), at=MORNING)

    acts.end_posts(posts=(f"post-{land.wang}",), until_on=TODAY, by=by("security"), at=MORNING)
    acts.erase_person(person=land.wang, by=by("security"), at=MORNING)
