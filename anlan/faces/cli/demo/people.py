"""Invented names, telephones that nobody can have, and credit codes of a division that does not exist."""

from __future__ import annotations

from random import Random

from stdnum.cn import uscc

from anlan.faces.cli.demo import packs

UNUSED_RANGE = "154"  # no operator has numbers that begin so
NO_SUCH_DIVISION = "639999"

_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class Names:
    """Draws names without drawing one twice, so that a name in a ledger means one person."""

    def __init__(self, random: Random, taken: set[str]) -> None:
        self._random, self._taken = random, taken
        self._sorts = packs.page("names")["names"]
        self._weights = [sort["weight"] for sort in self._sorts]

    def draw(self) -> str:
        """Return a name that nobody in the demo bears yet."""
        while True:
            sort = self._random.choices(self._sorts, self._weights)[0]
            first = self._random.choice(sort.get("surnames") or sort["first"])
            given = self._random.choice(sort["given"])
            name = str(first) + str(given)
            if first != given and name not in self._taken:
                self._taken.add(name)
                return name


def phone(no: int) -> str:
    """Return a telephone number that looks right, is not in use, and ends in three noughts for everybody to see."""
    return f"{UNUSED_RANGE}{no:05}000"


def credit_code(no: int, *, is_office: bool = False) -> str:
    """Return a unified social credit code whose check digits are right, of a division that does not exist."""
    organisation = f"MN{no:06}"
    values = (int(letter, 36) for letter in organisation)
    rest = 11 - sum(value * weight for value, weight in zip(values, _ORGANISATION_WEIGHTS, strict=True)) % 11
    check = {10: "X", 11: "0"}.get(rest, str(rest))
    code = f"{'11' if is_office else '91'}{NO_SUCH_DIVISION}{organisation}{check}"
    return code + str(uscc.calc_check_digit(code))
