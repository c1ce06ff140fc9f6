"""Places, with the days in which they were what they were."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry import acts, reads, rules, tables
from tests.cast import MORNING, by
from tests.often import often
from tests.registry.conftest import place


def test_a_place_hangs_under_one_that_is_known(land):
    for row in (place("990105901", "x", "town", "990105"), place("980101", "x", "county", "9901")):
        with pytest.raises(Refused, match="place-unknown"):
            acts.import_places(rows=(row,), is_simulated=True, by=by("console"), at=MORNING)


spans = some.tuples(some.sampled_from(["99", "98"]), some.integers(0, 8), some.one_of(some.none(), some.integers(1, 5)))


@settings(max_examples=often(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=some.lists(spans, min_size=1, max_size=8), together=some.booleans())
def test_a_code_means_one_thing_on_each_day(db, said, together):
    tables.Place.objects.all().delete()
    first = date(2026, 1, 1)
    rows = [
        replace(
            place(code, f"{code} since {since}", "province", None),
            from_on=first + timedelta(days=since),
            until_on=None if length is None else first + timedelta(days=since + length),
        )
        for code, since, length in said
    ]
    told = [(row.from_on or first, row.until_on or date.max, row) for row in rows]
    for part in [rows] if together else [[row] for row in rows]:
        record(rules.import_places(part, known=(), is_simulated=True), by=by("console"), at=MORNING)

    for day in (first + timedelta(days=n) for n in range(-1, 16)):
        for code in ("99", "98"):
            begun = [span for span in told if span[2].code == code and span[0] <= day]
            # The span that begins last decides; of two that begin on one day, what was said later.
            decides = [span for span in begun if span[0] == max(span[0] for span in begun)][-1:]
            names = [row.name for _, until, row in decides if day < until]
            found = reads.place(code, on=day)
            assert [found.name for found in [found] if found] == names
            assert reads.known_places([code], on=day) == ({code} if names else set())
