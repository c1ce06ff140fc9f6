"""What may be said of the register, and who answers for what. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from anlan.kernel.registry.may import Post

# The matter of the post that leads a place.
HEAD = "head"
# Where places begin and end within a code: province, prefecture, county, town, village.
LEVELS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, kw_only=True)
class Tenure(Post):
    """A post as one person holds it, from a day and until another on which it is held no longer."""

    title: str
    from_on: date
    until_on: date | None


def and_above(place: str) -> tuple[str, ...]:
    """Return the codes of a place and of every place above it, the nearest first."""
    return tuple(dict.fromkeys(place[:digits] for digits in reversed((0, *LEVELS, len(place)))))


def nearest(posts: Iterable[Tenure], *, department: str | None) -> Tenure | None:
    """Choose who answers, among those who do here and above.

    A post bound to another department does not answer. The nearest place goes first; there, the post of the very
    department; then who came last.
    """
    fitting = [post for post in posts if department is None or post.department in (None, department)]
    return max(
        fitting,
        key=lambda post: (len(post.place), post.department == department, post.from_on, post.no),
        default=None,
    )
