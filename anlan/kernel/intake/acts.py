"""What people can do about a ledger from outside, whatever stands in it."""

from datetime import datetime

from anlan.kernel.intake import jobs, reads, rules
from anlan.kernel.intake.rules import IMPORTING
from anlan.kernel.journal.acts import ACTS, ALLOTTED, act
from anlan.kernel.journal.facts import By, JobNo, OrganisationNo
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry import vault
from anlan.kernel.registry.acts import ENTERING
from anlan.kernel.registry.may import EVERYWHERE, keeps
from anlan.kernel.registry.reads import speaker_of, units_among
from anlan.kernel.registry.rules import NewPerson


# Who keeps the house enters units and people by file, and no danger: `begin` asks who may take in what the file holds.
@act(may=IMPORTING | ENTERING, locks=("job",))
def ask_import(*, job: JobNo, by: By, at: datetime) -> Recorded:
    """Ask that a ledger which was checked be taken in. 导入申请"""
    return record(rules.ask_import(job, **jobs.begin(job, by=by, at=at)), by=by, at=at)


@act(may=IMPORTING, locks=("job",), series="p")
def enter_owner(
    *, job: JobNo, organisation: OrganisationNo, name: str, phone: str, by: By, at: datetime, no: str = ALLOTTED
) -> Recorded:
    """Enter an owner whom a ledger only named, and offer him what waits in his name. 补登责任人"""
    waiting = reads.hold_unphoned(job, organisation=organisation, name=name, by=by, at=at)
    new = NewPerson(organisation=organisation, name=name.strip(), phone=rules.telephone(phone))
    speaker, [unit] = speaker_of(by, at), units_among([organisation], within=EVERYWHERE)
    holder = reads.holder_of(str(new.phone), organisation=organisation, at=at)
    facts = rules.enter_owner(
        new,
        no=no,
        holder=holder,
        may_enter=speaker is not None
        and speaker.role in ACTS["registry.register_people"].may
        and keeps(speaker, kind=unit.kind, department=unit.department),
        waiting=waiting,
        by=by,
    )
    if holder.person is None:
        vault.keep_many([(no, vault.NAME, new.name), (no, vault.PHONE, str(new.phone))])
    return record(facts, by=by, at=at)


@act(may=IMPORTING, locks=("job",))
def take_back_owner(*, job: JobNo, key: str, by: By, at: datetime) -> Recorded:
    """Take back, within ten seconds, all that one has just offered to an owner under a key. 撤回补登"""
    offered = reads.hold_offered(job, key=key, by=by, at=at)
    return record(rules.take_back_owner(offered, by=by, at=at, key=key), by=by, at=at)
