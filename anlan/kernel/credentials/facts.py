"""What can have happened to the second factor of a person. Of the secret itself nothing is ever said."""

from datetime import datetime

from anlan.kernel.journal.facts import Fact


class FactorGiven(Fact, name="credentials.factor-given"):
    """A person gave himself a second factor: from now on his password alone lets nobody in. 启用动态口令"""

    person: str


class RemovalAsked(Fact, name="credentials.removal-asked"):
    """An administrator asked to take off the second factor that somebody lost; another is to agree. 申请解除动态口令"""

    person: str
    until: datetime


class FactorRemoved(Fact, name="credentials.factor-removed"):
    """The second factor of a person was taken off: by himself, because it was lost, or at the console. 解除动态口令"""

    person: str
    ground: str
    asked_by: str | None
