"""How somebody comes in who shows more than a password, or something else: in the words of the door."""

from __future__ import annotations

from anlan import clock
from anlan.kernel.credentials import codes
from anlan.kernel.registry import accounts, door
from anlan.kernel.registry.accounts import Known
from anlan.kernel.registry.noes import TurnedAway


def by_code(address: str, name: str, code: str, password: str) -> Known:
    """Return who gave himself this password by a one-time code. Raises TurnedAway."""
    try:
        return codes.show_in(name, code, password, address=address, at=clock.unhurried())
    except accounts.NotKnown as unknown:
        raise TurnedAway("wrong-code") from unknown
    except accounts.WeakPassword as weak:
        raise TurnedAway("weak-password", least=str(accounts.PASSWORD_LEAST)) from weak
    except accounts.Shut as shut:
        raise door.too_often(shut) from shut
