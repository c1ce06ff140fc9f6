"""What opened for somebody, or no more, and what two of the administrators do. Of a secret nothing is ever said."""

from datetime import date, datetime

from anlan.kernel.journal.facts import Fact


class FactorGiven(Fact, name="credentials.factor-given"):
    """A person gave himself a second factor: from now on his password alone lets nobody in. 启用动态口令"""

    person: str


class SubjectBound(Fact, name="credentials.subject-bound"):
    """An administrator said whose account a subject of the sign-in service is. 绑定统一身份"""

    person: str
    issuer: str
    mark: str


class SubjectUnbound(Fact, name="credentials.subject-unbound"):
    """The sign-in service lets nobody in as this person any more. 解除统一身份绑定"""

    person: str


class CodesEnded(Fact, name="credentials.codes-ended", mentions=("people",)):
    """One-time codes ended that were given before their person became an administrator. 一次性代码作废"""

    people: tuple[str, ...]


class RemovalAsked(Fact, name="credentials.removal-asked"):
    """An administrator asked to take off the second factor that somebody lost; another is to agree. 申请解除动态口令"""

    person: str
    until: datetime


class FactorRemoved(Fact, name="credentials.factor-removed"):
    """The second factor of a person was taken off: by himself, because it was lost, or at the console. 解除动态口令"""

    person: str
    ground: str
    asked_by: str | None


class EndingAsked(Fact, name="credentials.ending-asked", mentions=("person",)):
    """An administrator asked to end the post of one of the three; another of them is to agree. 申请免去管理员"""

    post: str
    person: str
    until_on: date
    until: datetime


class EndingSettled(Fact, name="credentials.ending-settled", mentions=("person",)):
    """Another of the three agreed to the end of an administrator's post, or objected to it. 免去管理员的议定"""

    post: str
    person: str
    is_agreed: bool
