"""Holding numbers: of very many as well as of one, and nobody else moves one of them meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from anlan.kernel.journal.lock import lock

pytestmark = pytest.mark.django_db(transaction=True)
NUMBERS = [f"demo-2026-{no:06}" for no in range(20_000)]


def is_free(numbers, *, shared=()):
    """Test from another connection whether these numbers can be held just now."""

    def ask():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '20ms'")
                lock(numbers, shared=shared)
            return True
        except OperationalError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask).result()


def test_very_many_numbers_are_held_each_of_them():
    if connection.vendor == "sqlite":
        pytest.skip("one act at a time holds everything")
    with transaction.atomic():
        lock(NUMBERS)
        assert not is_free(NUMBERS[7:8])
        assert not is_free([], shared=NUMBERS[7:8])
        assert not is_free(NUMBERS)
    assert is_free(NUMBERS)


def test_who_holds_one_number_holds_up_who_wants_all_and_nobody_else():
    if connection.vendor == "sqlite":
        pytest.skip("one act at a time holds everything")
    with transaction.atomic():
        lock(NUMBERS[7:8], shared=["demo-t-1"])
        assert not is_free(NUMBERS)
        assert not is_free(NUMBERS[7:8])
        assert is_free(NUMBERS[8:300], shared=["demo-t-1"])
        lock(NUMBERS)  # one's own do not stand in one's way
