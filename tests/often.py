"""How often chance is tried: some times by day, twenty times as often in the night."""

import os


def often(times: int) -> int:
    """Return how many examples to try."""
    return times * 20 if "ANLAN_NIGHTLY" in os.environ else times
