"""What the journal says of how the house is kept."""

from datetime import datetime

from anlan.kernel.journal.facts import Fact


class BackupMade(Fact, name="upkeep.backup-made"):
    """A backup was made and, where it says when, restored at once in a place of its own and found whole. 备份"""

    backup: str  # the digest of its manifest
    called: str
    entries: int
    made_at: datetime
    proven_at: datetime | None


class Upgraded(Fact, name="upkeep.upgraded"):
    """Another version of the program goes on with this house, and the tables are now its own. 系统升级"""

    backup: str  # the digest of that which was made before
    before: str  # the newest migration then …
    after: str  # … and now


class RestoreAcknowledged(Fact, name="upkeep.restore-acknowledged"):
    """Whoever keeps the house knows that it goes on from a backup, and what may be missing. 恢复确认"""

    journal: str
    incarnation: int
