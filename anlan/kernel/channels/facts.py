"""What is done with a channel. Of its credentials nothing is ever said but a fingerprint."""

from anlan.kernel.journal.facts import Fact


class ChannelSet(Fact, name="channels.set", waits=False):
    """Somebody told the house where a channel is, and by which secret the two know each other. 设置渠道"""

    channel: str
    kind: str
    host: str
    fingerprint: str
    home: str  # the origin of the home for which it was set: a drill has channels of its own


class ChannelRemoved(Fact, name="channels.removed", waits=False):
    """Nothing leaves the house by this channel any more, and its secret is gone. 停用渠道"""

    channel: str
    home: str


class PushTaken(Fact, name="channels.push-taken", waits=False):
    """Somebody lets the house push calls to a browser of his; which one, the vault alone knows. 开通推送"""

    person: str
    host: str  # of the push service


class PushEnded(Fact, name="channels.push-ended", waits=False):
    """Nothing is pushed to any browser of somebody any more. 关闭推送"""

    person: str


class ChannelTried(Fact, name="channels.tried", waits=False):
    """Somebody had his own telephone rung by a channel, to see whether it does. 试拨"""

    channel: str
    home: str
    key: str  # of the message
    said: str  # what the gateway said of it
