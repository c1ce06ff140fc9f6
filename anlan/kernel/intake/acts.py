"""What people can do about a ledger from outside, whatever stands in it."""

from datetime import datetime

from anlan.kernel.intake import jobs, rules
from anlan.kernel.journal.acts import act
from anlan.kernel.journal.facts import By, JobNo
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry.may import EVERYONE, Role


@act(may=EVERYONE - {Role.MEMBER, Role.LEADER}, locks=("job",))
def ask_import(*, job: JobNo, by: By, at: datetime) -> Recorded:
    """Ask that a ledger which was checked be taken in. 导入申请"""
    return record(rules.ask_import(job, **jobs.begin(job, by=by, at=at)), by=by, at=at)
