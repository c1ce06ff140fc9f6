"""The channels as the journal says they are; and what became of messages, which is kept beside it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from anlan.kernel.channels.facts import ChannelRemoved, ChannelSet, ChannelTried
from anlan.kernel.journal.facts import Told
from anlan.kernel.journal.follow import fold, put, write
from anlan.kernel.journal.tables import Moment


class SetChannel(models.Model):
    """A channel of a home. Where it is, whole, and its secret lie in the vault."""

    pk = models.CompositePrimaryKey("home", "name")
    home = models.CharField(max_length=20)
    name = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    host = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=16)
    set_by = models.CharField(max_length=80)
    set_at = Moment()
    tried_by = models.CharField(max_length=80, null=True)
    tried_at = Moment(null=True)
    tried_key = models.CharField(max_length=64, null=True)
    tried_said = models.CharField(max_length=20, null=True)

    class Meta:
        db_table = "channels_channel"

    def __str__(self) -> str:
        return f"{self.name} of {self.home}: {self.kind} at {self.host}"


class Standing(models.Model):
    """When a channel last took something, and what last stood in its way. Nothing follows from it."""

    kept = True
    name = models.CharField(max_length=20, primary_key=True)
    taken_at = Moment(null=True)
    trouble = models.CharField(max_length=30, null=True)  # nothing: the last time it did well
    trouble_at = Moment(null=True)

    class Meta:
        db_table = "channels_standing"

    def __str__(self) -> str:
        return f"{self.name}: {self.trouble or 'well'}"


class Delivery(models.Model):
    """What became of one message that a gateway was given."""

    kept = True
    key = models.CharField(max_length=64, primary_key=True)
    channel = models.CharField(max_length=20)
    person = models.CharField(max_length=40)
    call = models.CharField(max_length=40)  # nothing: somebody had his own telephone rung
    handed_at = Moment()
    state = models.CharField(max_length=20)
    at = Moment()
    why = models.CharField(max_length=20, null=True)
    answered_at = Moment(null=True)

    class Meta:
        db_table = "channels_delivery"
        indexes = (
            models.Index(fields=["call"], name="channels_delivery_of"),
            models.Index(fields=["person", "handed_at"], name="channels_delivery_to"),
        )

    def __str__(self) -> str:
        return f"{self.key} to {self.person}: {self.state}"


class Heard(models.Model):
    """That a signed request came, so that it does not come again while its second would still be taken."""

    kept = True
    pk = models.CompositePrimaryKey("channel", "mark")
    channel = models.CharField(max_length=20)
    mark = models.CharField(max_length=64)
    until = Moment()

    class Meta:
        db_table = "channels_heard"

    def __str__(self) -> str:
        return f"{self.channel} {self.mark[:12]}"


class Reply(models.Model):
    """What somebody answered by a text or a key. Number and words lie in the vault, under a subject of their own."""

    kept = True
    pk = models.CompositePrimaryKey("channel", "mark")
    channel = models.CharField(max_length=20)
    mark = models.CharField(max_length=64)
    at = Moment()
    subject = models.CharField(max_length=80)
    person = models.CharField(max_length=40, null=True)
    call = models.CharField(max_length=40, null=True)
    why = models.CharField(max_length=20, null=True)  # … it became no answer; nothing: it did

    class Meta:
        db_table = "channels_reply"
        indexes = (models.Index(fields=["at"], name="channels_reply_at"),)

    def __str__(self) -> str:
        return f"{self.channel} {self.mark[:12]} at {self.at}"


COLUMNS = ("home", "name", "kind", "host", "fingerprint", "set_by", "set_at")
TRIED = ("tried_by", "tried_at", "tried_key", "tried_said")


@fold(ChannelSet)
def channel_set(batch: Sequence[Told[ChannelSet]]) -> None:
    said = {(told.fact.home, told.fact.channel): told for told in batch}
    rows = [
        (f.home, f.channel, f.kind, f.host, f.fingerprint, told.person, told.at, *(None for _ in TRIED))
        for told in said.values()
        for f in [told.fact]
    ]
    put("channels_channel", (*COLUMNS, *TRIED), rows, key=("home", "name"))


@fold(ChannelRemoved)
def channel_removed(batch: Sequence[Told[ChannelRemoved]]) -> None:
    gone = "DELETE FROM channels_channel WHERE home = %s AND name = %s"
    write(gone, [(told.fact.home, told.fact.channel) for told in batch])


@fold(ChannelTried)
def channel_tried(batch: Sequence[Told[ChannelTried]]) -> None:
    tried = (
        "UPDATE channels_channel SET tried_by = %s, tried_at = %s, tried_key = %s, tried_said = %s"
        " WHERE home = %s AND name = %s"
    )
    write(tried, [(t.person, t.at, f.key, f.said, f.home, f.channel) for t in batch for f in [t.fact]])
