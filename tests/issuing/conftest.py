"""The home in which warnings are written."""

from tests.warning.home import alone, held

__all__ = ["alone", "held"]
