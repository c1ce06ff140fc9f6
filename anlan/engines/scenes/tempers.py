"""How invented people answer: who is of which temper, and how long each thing takes him. Pure, and always the same."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from anlan.engines.scenes.scene import Scene, Span, Temper


@dataclass(frozen=True, kw_only=True)
class Way:
    """How one of them is tonight."""

    temper: Temper
    answers: timedelta  # after the ring that he hears
    repeats: timedelta  # after that
    begins: timedelta  # to move people, after that
    acts: timedelta  # and has moved all, after that
    door: timedelta  # until somebody stands at his door, from when he was found unreachable


def allot(people: Collection[str], scene: Scene, *, seed: int, but: Collection[str] = ()) -> dict[str, Way]:
    """Return how each of these people is; those who keep a watch or lead are awake, and are named in `but`."""
    rest = sorted(set(people) - set(but))
    Random(f"{scene.name} {seed}").shuffle(rest)
    found = dict.fromkeys(people, scene.tempers[0])
    for temper in scene.tempers[1:]:
        some, rest = rest[: temper.people], rest[temper.people :]
        found |= dict.fromkeys(some, temper)
    return {person: way(person, temper, scene, seed=seed) for person, temper in found.items()}


def way(person: str, temper: Temper, scene: Scene, *, seed: int) -> Way:
    """Return how somebody of a temper is: drawn from the seed, the scene and himself alone."""
    random = Random(f"{scene.name} {seed} {person}")

    def drawn(span: Span) -> timedelta:
        return timedelta(seconds=random.randint(*span))

    return Way(
        temper=temper,
        answers=drawn(temper.answers_s),
        repeats=drawn(temper.repeats_s),
        begins=drawn(temper.begins_s),
        acts=drawn(temper.acts_s),
        door=drawn(temper.door_s),
    )
