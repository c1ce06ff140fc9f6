"""Whether a house is fit to be lived in: its key, its heads, its clock, and what a database server was told to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from anlan.engines.proofs.heads import fingerprint
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal import seals
from anlan.kernel.journal.facts import moment
from anlan.kernel.journal.follow import fetch
from anlan.kernel.journal.reads import OURS, ours

LAST = f"SELECT recorded_at FROM journal_entry WHERE {OURS} ORDER BY seq DESC LIMIT 1"
# With one of them off, what was acknowledged does not survive a cut of the power.
UNSAFE = ("fsync", "full_page_writes", "synchronous_commit")
ASKED = (*UNSAFE, "server_version_num", "max_connections", "data_checksums", "default_transaction_read_only")
COLLATED = 150_000  # since this version a server remembers by which rules it sorted


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """How long the journal is, how much of it the heads inside cover, and how much those outside the database."""

    entries: int
    inside: int
    outside: int


@dataclass(frozen=True, kw_only=True)
class Server:
    """What a database server says of itself and of the database in which the house lives."""

    version: int
    encoding: str
    collation: str
    is_sorted_otherwise: bool  # by other rules of the machine than those by which its indexes were made
    is_standby: bool
    is_superuser: bool
    is_encrypted: bool
    max_connections: int
    has_checksums: bool
    unsafe: tuple[str, ...]


def key_fits() -> bool:
    """Test whether the key that signs heads here is one that the journal names, where it names any.

    With another one the next seal would begin anew under it, as if that had been wanted.
    """
    path = Path(settings.ANLAN_HOME) / "keys" / "heads.pem"
    known = {key for (key,) in fetch("SELECT key FROM journal_key")}
    if not known or not path.exists():
        return not known
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return isinstance(key, Ed25519PrivateKey) and fingerprint(key.public_key().public_bytes_raw()) in known


def sealed() -> Sealed:
    """Return how far the journal is sealed, inside and outside. Raises Unsound where its end is no number."""
    inside, _ = journal.sealed()
    return Sealed(entries=seals.ending().size, inside=inside, outside=seals.size_outside())


def last_said_at() -> datetime | None:
    """Return when the last entry was recorded, by the clock of then."""
    rows = fetch(LAST, ours())
    return moment(rows[0][0]) if rows else None


def journal_mode() -> str:
    """Return how a database in a file keeps what is being written: by what its disk was able to do."""
    [[mode]] = fetch("PRAGMA journal_mode")
    return str(mode)


def server() -> Server:
    """Ask the database server about itself."""
    told = dict(fetch(f"SELECT name, setting FROM pg_settings WHERE name IN ({', '.join(['%s'] * len(ASKED))})", ASKED))
    version = int(told["server_version_num"])
    moved = "datcollversion <> pg_database_collation_actual_version(oid)" if version >= COLLATED else "false"
    [[encoding, collation, is_moved]] = fetch(
        f"SELECT pg_encoding_to_char(encoding), datcollate, COALESCE({moved}, false) FROM pg_database"
        " WHERE datname = current_database()"
    )
    [[is_standby, is_superuser, is_encrypted]] = fetch(
        "SELECT pg_is_in_recovery(), (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),"
        " COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)"
    )
    return Server(
        version=version,
        encoding=encoding,
        collation=collation,
        is_sorted_otherwise=is_moved,
        is_standby=is_standby or told["default_transaction_read_only"] == "on",
        is_superuser=is_superuser,
        is_encrypted=is_encrypted,
        max_connections=int(told["max_connections"]),
        has_checksums=told["data_checksums"] == "on",
        unsafe=tuple(name for name in UNSAFE if told[name] == "off"),
    )
