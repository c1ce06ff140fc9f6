"""What the journal says of that which lies beside it."""

from datetime import date

from anlan.kernel.journal.facts import Fact


class DaySealed(Fact, name="audit.day-sealed"):
    """The audit lines of a day were counted, and a digest was taken of them. 审计日结"""

    day: date
    after: int  # the lines whose numbers come after this one …
    until: int  # … up to this one
    lines: int
    digest: str


class FilesListed(Fact, name="audit.files-listed"):
    """What is known of some files was digested: who brought each, when, under which name, and what it is. 文件登记"""

    files: tuple[str, ...]
    persons: tuple[str, ...]
    digests: tuple[str, ...]
