"""The home in which a red warning was brought in."""

from tests.warning.home import alone, held

__all__ = ["alone", "held"]
