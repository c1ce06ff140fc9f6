"""Another telephone number lies in the vault, and none in the journal; an administrator's is left alone."""

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.journal.tables import Entry
from anlan.kernel.registry import acts, reads, vault
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, post


def test_the_new_number_is_his_the_old_one_nobodys_and_none_stands_in_the_journal(land):
    acts.change_phone(person=land.wang, phone="139 0000 0009", by=by("system"), at=MORNING)

    assert vault.tell([land.wang], vault.PHONE) == {land.wang: "13900000009"}
    assert reads.person_by_phone("13897123456", within=EVERYWHERE) == ()
    assert b"13900000009" not in b"".join(bytes(body) for body in Entry.objects.values_list("body", flat=True))
    assert rebuild.check() == []


def test_what_is_no_number_and_who_lies_elsewhere_are_refused(land):
    with pytest.raises(Refused, match="number-unfit"):
        acts.change_phone(person=land.wang, phone="12", by=by("system"), at=MORNING)
    with pytest.raises(NotHere):
        acts.change_phone(person="nobody", phone="13900000009", by=by("system"), at=MORNING)


def test_an_administrators_number_is_nobodys_to_change_like_this(land):
    record([post(land.wang, Role.AUDIT, land.mill, "6301", no="post-audit-wang")], by=by("console"), at=MORNING)

    with pytest.raises(NotHere):
        acts.change_phone(person=land.wang, phone="13900000009", by=by("system"), at=MORNING)
