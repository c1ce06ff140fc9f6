"""The home in which a red warning was brought in."""

from tests.outside import outside
from tests.warning.home import alone, held

__all__ = ["alone", "held", "outside"]
