"""What is said of sources."""

from __future__ import annotations

from enum import StrEnum

from anlan.kernel.journal.facts import Fact


class Kind(StrEnum):
    """By which way a source brings what it brings. 来源类型"""

    FEED = "feed"  # it is asked, over HTTPS
    FOLDER = "folder"  # it is looked into
    WEBHOOK = "webhook"  # it comes by itself, and signs what it says


class SourceAdded(Fact, name="sources.added", waits=False):
    """A source was named that may bring warnings in. 新增来源"""

    source: str
    kind: str
    called: str
    place: str  # to whom belongs what it brings, where that says no place that is known
    address: str  # of a feed; of a folder, its path within the one that is stated; of a webhook, nothing
    senders: tuple[str, ...]  # whose warnings it may bring
    is_signed: bool  # whether what it brings must bear a signature that holds
    certificate: str  # in PEM: by whom it is signed
    late_minutes: int  # after how long a silence it is late


class SourceRemoved(Fact, name="sources.removed", waits=False):
    """A source brings nothing any more. 停用来源"""

    source: str
