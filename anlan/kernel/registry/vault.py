"""What is known of a person beside his number, each subject under a key of its own. To erase is to destroy the key.

A subject is a number: of a person, or of an item or a job where a name was told that nobody knows. The journal holds
that number only. The key of a subject lies in the database, wrapped by the key of the house, which lies in a file.
"""

from __future__ import annotations

import hmac
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, transaction

from anlan import disk
from anlan.engines.sheets.texts import UNREADABLE
from anlan.kernel.journal.lock import pen
from anlan.kernel.registry.tables import Phone, Secret, VaultKey

log = logging.getLogger("anlan.vault")

NAME, PHONE, ID_NUMBER = "name", "phone", "id_number"
KEY_BYTES = 32
NONCE_BYTES = 12
CHUNK = 500
FEW = 10
LAST = 4
HASHED = 24  # hexadecimal digits of the hash of a part of a name
SHARING = (
    "SELECT mine.subject, other.subject FROM registry_phone mine JOIN registry_phone other"
    " ON other.whole = mine.whole AND other.subject <> mine.subject WHERE mine.subject IN ({})"
    " ORDER BY mine.subject, other.subject"
)
TELL = (
    "SELECT s.subject, s.sealed, k.wrapped FROM registry_secret s"
    " JOIN registry_vaultkey k ON k.subject = s.subject WHERE s.field = %s AND s.subject IN ({})"
)


class Erased(LookupError):
    """The key was destroyed: nothing can be read of this subject, and nothing more is kept of it."""


class KeyLost(Exception):
    """The key of the house is not in its file, or is another than the one with which the vault was filled."""


def keep(subject: str, field: str, text: str) -> None:
    """Keep one field of a subject in place of what was kept before. Raises Erased."""
    keep_many([(subject, field, text)])


def keep_many(rows: Sequence[tuple[str, str, str]]) -> None:
    """Keep many fields as (subject, field, text), making keys for new subjects. Raises Erased."""
    ciphers = _ciphers([subject for subject, _, _ in rows], make=True)
    last = {(subject, field): text for subject, field, text in rows}
    sealed = [
        Secret(subject=subject, field=field, sealed=_seal(ciphers[subject], _label(subject, field), text.encode()))
        for (subject, field), text in last.items()
    ]
    phones = [_phone(subject, text) for (subject, field), text in last.items() if field == PHONE]
    replaced: dict[str, bool] = {"update_conflicts": True}
    Secret.objects.bulk_create(sealed, CHUNK, update_fields=["sealed"], unique_fields=["subject", "field"], **replaced)
    Phone.objects.bulk_create(
        phones, CHUNK, update_fields=["whole", "last_four"], unique_fields=["subject"], **replaced
    )


def drop(subject: str, fields: Iterable[str]) -> None:
    """Keep some fields of a subject no longer; the others stay."""
    Secret.objects.filter(subject=subject, field__in=list(fields)).delete()


def tell(subjects: Iterable[str], field: str) -> dict[str, str]:
    """Return this field of each of the subjects of which it is kept; who was erased is not among them.

    What is kept and cannot be opened comes as `UNREADABLE`. Raises KeyLost where the key of the house is gone.
    """
    wrapping = AESGCM(_derived(b"wrap"))
    told: dict[str, str] = {}
    for part in _parts(subjects):
        with connection.cursor() as cursor:
            cursor.execute(TELL.format(", ".join(["%s"] * len(part))), [field, *part])
            rows = [row for row in cursor.fetchall() if row[2]]
        for subject, sealed, wrapped in rows:
            try:
                key = AESGCM(_open(wrapping, subject.encode(), bytes(wrapped)))
                told[subject] = _open(key, _label(subject, field), bytes(sealed)).decode()
            except KeyLost:  # one that was touched hides nobody else
                told[subject] = UNREADABLE
    return told


def must_open() -> None:
    """Raise KeyLost where the key of the house is gone, or opens none of the first that were wrapped by one."""
    wrapped = VaultKey.objects.exclude(wrapped=b"").order_by("subject").values_list("subject", "wrapped")[:FEW]
    for subject, key in wrapped:
        with suppress(KeyLost):
            _open(AESGCM(_derived(b"wrap")), subject.encode(), bytes(key))
            return
    if wrapped:
        raise KeyLost(str(_path()))


def seal_bytes(subject: str, content: bytes) -> bytes:
    """Return the content sealed under the subject's key, to be stored elsewhere. Raises Erased."""
    return _seal(_ciphers([subject], make=True)[subject], _label(subject, ""), content)


def open_bytes(subject: str, sealed: bytes) -> bytes:
    """Return the content that was sealed under the subject's key. Raises Erased once that is destroyed."""
    ciphers = _ciphers([subject])
    if subject not in ciphers:
        raise Erased(subject)
    return _open(ciphers[subject], _label(subject, ""), sealed)


def with_phone(phone: str) -> tuple[str, ...]:
    """Return the subjects with this telephone number, written in any way."""
    return tuple(
        Phone.objects.filter(whole=_hash(_digits(phone))).order_by("subject").values_list("subject", flat=True)
    )


def with_phones(phones: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the subjects with each of these numbers, for a whole file of people at once."""
    hashes = {_hash(_digits(phone)): phone for phone in phones}
    found: dict[str, tuple[str, ...]] = {}
    for part in _parts(hashes):
        for whole, subject in Phone.objects.filter(whole__in=part).order_by("subject").values_list("whole", "subject"):
            found[hashes[whole]] = (*found.get(hashes[whole], ()), subject)
    return found


def sharing(subjects: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return, of each of these subjects who shares his telephone number, the others who have it."""
    found: dict[str, tuple[str, ...]] = {}
    for part in _parts(subjects):
        with connection.cursor() as cursor:
            cursor.execute(SHARING.format(", ".join(["%s"] * len(part))), part)
            for subject, other in cursor.fetchall():
                found[subject] = (*found.get(subject, ()), other)
    return found


def with_last_four(digits: str) -> tuple[str, ...]:
    """Return the subjects whose telephone number ends in these four digits."""
    rows = Phone.objects.filter(last_four=_hash(digits)).order_by("subject")
    return tuple(rows.values_list("subject", flat=True))


def hashed(words: Iterable[str]) -> dict[str, str]:
    """Return a keyed hash for each of these words: by them a name is found, and nobody reads it from them."""
    key = _derived(b"name")
    return {word: "^" + hmac.new(key, word.encode(), sha256).hexdigest()[:HASHED] for word in words}


def destroy(subjects: Iterable[str]) -> None:
    """Destroy the keys of these subjects for ever. Whoever calls this says a fact of it; a restore does it again."""
    gone = list(dict.fromkeys(subjects))
    for part in _parts(gone):
        Secret.objects.filter(subject__in=part).delete()
        Phone.objects.filter(subject__in=part).delete()
        blank = [VaultKey(subject=subject, wrapped=b"") for subject in part]
        VaultKey.objects.bulk_create(blank, update_conflicts=True, update_fields=["wrapped"], unique_fields=["subject"])
    transaction.on_commit(lambda: _list_as_gone(gone))


def destroy_again() -> int:
    """Destroy after a restore what had been destroyed before it, as the list beside the heads says. Return how many."""
    kept = VaultKey.objects.exclude(wrapped=b"").values_list("subject", flat=True)
    back = sorted(_listed() & set(kept))
    if back:
        with pen(), transaction.atomic():
            destroy(back)
    return len(back)


def hold_to_the_list(at: datetime) -> None:
    """Let the keys and the list beside the heads agree on whom is erased; the clock calls this each hour.

    After a restore the list knows more, after a fall in the middle of an erasure the keys do.
    """
    gone = VaultKey.objects.filter(wrapped=b"").values_list("subject", flat=True)
    if missing := sorted(set(gone) - _listed()):
        _list_as_gone(missing)
    if back := destroy_again():
        log.warning("%s keys that were destroyed had come back and are destroyed again", back)


def _ciphers(subjects: Iterable[str], *, make: bool = False) -> dict[str, AESGCM]:
    """Return what opens each subject that has a key; with `make`, every one has."""
    wanted = list(dict.fromkeys(subjects))
    wrapping = AESGCM(_derived(b"wrap"))
    found: dict[str, AESGCM] = {}
    for part in _parts(wanted):
        for subject, wrapped in VaultKey.objects.filter(subject__in=part).values_list("subject", "wrapped"):
            if wrapped:
                found[subject] = AESGCM(_open(wrapping, subject.encode(), bytes(wrapped)))
            elif make:
                raise Erased(subject)
    if make:
        fresh = {subject: AESGCM.generate_key(256) for subject in wanted if subject not in found}
        VaultKey.objects.bulk_create(
            [VaultKey(subject=s, wrapped=_seal(wrapping, s.encode(), key)) for s, key in fresh.items()], CHUNK
        )
        found |= {subject: AESGCM(key) for subject, key in fresh.items()}
    return found


def _seal(cipher: AESGCM, label: bytes, content: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, content, label)


def _open(cipher: AESGCM, label: bytes, sealed: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], label)
    except (InvalidTag, ValueError) as wrong:
        raise KeyLost(label.decode()) from wrong


def _label(subject: str, field: str) -> bytes:
    """Return what is bound into every seal, so that nothing can be moved to another subject or field."""
    return f"{subject}\0{field}".encode()


def _phone(subject: str, phone: str) -> Phone:
    digits = _digits(phone)
    return Phone(subject=subject, whole=_hash(digits), last_four=_hash(digits[-LAST:]))


def _digits(phone: str) -> str:
    return "".join(letter for letter in phone if letter.isdecimal())


def _hash(digits: str) -> str:
    return hmac.new(_derived(b"phone"), digits.encode(), sha256).hexdigest()


def _parts(subjects: Iterable[str]) -> Iterator[list[str]]:
    each = list(dict.fromkeys(subjects))
    for start in range(0, len(each), CHUNK):
        yield each[start : start + CHUNK]


def _derived(use: bytes) -> bytes:
    return _derived_from(_master(_path()), use)


def _path() -> Path:
    return Path(settings.ANLAN_HOME) / "keys" / "vault.key"


@cache
def _derived_from(key: bytes, use: bytes) -> bytes:
    return hmac.new(key, use, sha256).digest()


@cache
def _master(path: Path) -> bytes:
    """Return the key of the house; it is made at first need, and never where the vault has been filled with another."""
    if not path.exists():
        if VaultKey.objects.exclude(wrapped=b"").exists():
            raise KeyLost(str(path))
        disk.keep_once(path, os.urandom(KEY_BYTES))
    return path.read_bytes()


def _gone() -> Path:
    return Path(settings.ANLAN_HOME) / "heads" / "erased"


def _listed() -> set[str]:
    path = _gone()
    return set(path.read_text(encoding="utf-8", errors="replace").split()) if path.exists() else set()


def _list_as_gone(subjects: Sequence[str]) -> None:
    path = _gone()
    disk.make_folder(path.parent)
    is_new = not path.exists()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
        # A line that a fall cut off stays one by itself: whom it meant is listed again.
        file.write("\n" + "".join(f"{subject}\n" for subject in subjects))
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        disk.flush_folder(path.parent)
