"""What is measured, how large, and what is promised of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TENTH = 10


@dataclass(frozen=True)
class Promise:
    """That a figure is at most, or at least, so much."""

    figure: str
    bound: float
    is_floor: bool = False

    def is_kept(self, figures: Mapping[str, float]) -> bool:
        """Test whether what was measured keeps the promise."""
        found = figures[self.figure]
        return found >= self.bound if self.is_floor else found <= self.bound

    def __str__(self) -> str:
        return f"{self.figure} {'≥' if self.is_floor else '≤'} {self.bound:,g}"


@dataclass(frozen=True)
class Case:
    """One case: the module and function that measure it, its size in full, and its promises."""

    job: str
    name: str
    n: int
    measure: str
    promises: tuple[Promise, ...]
    on_postgres: bool = False
    built_by: str | None = None  # what fills its home; cases built alike share one
    built_n: int | None = None  # how large that is, where it is not n

    def size(self, *, full: bool) -> int:
        """Return how many are measured: all of them, or a tenth."""
        return self.n if full else self.n // TENTH

    def built_size(self, *, full: bool) -> int:
        """Return how large the home is in which it is measured."""
        return (self.built_n or self.n) // (1 if full else TENTH)


STEP = (Promise("ours_over_limit", 3), Promise("peer_over_ours", 1, is_floor=True), Promise("p99_ms", 10))
CALLS = (
    *(Promise("ours_over_limit", 2), Promise("peer_over_ours", 30, is_floor=True)),
    *(Promise("bulk_over_ours", 5, is_floor=True), Promise("first_s", 2)),
)
CASES = (
    Case("J1", "sqlite_100k", 100_000, "calls:whole", CALLS),
    Case("J1", "sqlite_1m", 1_000_000, "calls:whole", CALLS),
    Case("J1", "postgres_1m", 1_000_000, "calls:whole", CALLS, on_postgres=True),
    Case("J1", "correction", 100_000, "correction:whole", (Promise("ours_s", 60),)),
    Case("J1", "correction_postgres", 100_000, "correction:whole", (Promise("ours_s", 60),), on_postgres=True),
    Case(
        *("J1", "exposed_100", 1_000_000, "warning:few_corners"),
        (Promise("peer_over_ours", 30, is_floor=True), Promise("ms", 5)),
    ),
    Case(
        *("J1", "exposed_10k", 1_000_000, "warning:many_corners"),
        (Promise("peer_over_ours", 10, is_floor=True), Promise("ms", 25)),
    ),
    Case("J2", "step_sqlite", 9_000, "step:alone", STEP),
    Case("J2", "step_postgres", 9_000, "step:alone", STEP, on_postgres=True),
    Case(
        *("J2", "step_postgres_8", 24_000, "step:by_eight"),
        (Promise("per_s", 1_000, is_floor=True), Promise("peer_over_ours", 1, is_floor=True)),
        on_postgres=True,
    ),
    Case(
        *("J2", "page_1m", 1_000_000, "province:page", (Promise("p95_ms", 250), Promise("statements", 40))),
        built_by="province:build",
    ),
    Case("J2", "search_1m", 1_000_000, "province:find", (Promise("p95_ms", 300),), built_by="province:build"),
    Case(
        *("J2", "rollup_1m", 1_000_000, "province:roll_up"),
        (Promise("ms", 5), Promise("peer_over_ours", 200, is_floor=True)),
        built_by="province:build",
    ),
    Case(
        *("J2", "rollup_10m", 10_000_000, "province:roll_up"),
        (Promise("ms", 5), Promise("peer_over_ours", 200, is_floor=True)),
        built_by="province:build_for_sums",
    ),
    Case(
        *("J2", "ledger_1m_postgres", 1_000_000, "province:on_postgres"),
        (
            *(Promise("p95_ms", 250), Promise("statements", 40), Promise("search_p95_ms", 300)),
            *(Promise("rollup_ms", 5), Promise("rollup_ratio", 200, is_floor=True)),
        ),
        on_postgres=True,
    ),
    Case("J2", "import_100k", 100_000, "ledger:import_file", (Promise("ours_s", 60), Promise("ours_over_limit", 4))),
    Case("J5", "verify_1m", 1_000_000, "journal:verify", (Promise("ours_over_limit", 2.5),), built_by="journal:build"),
    Case(
        *("J5", "rebuild_1m", 1_000_000, "journal:rebuild", (Promise("per_s", 50_000, is_floor=True),)),
        built_by="journal:build",
    ),
    Case(
        *("J5", "proof", 1_000, "journal:proof", (Promise("p99_ms", 20), Promise("bytes_most", 2_000))),
        built_by="journal:build",
        built_n=1_000_000,
    ),
)
