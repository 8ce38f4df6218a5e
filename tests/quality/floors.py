"""The floors of floors.yaml, and what to say of a figure that fell under one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.quality.figures import Example, Figure

FILE = Path(__file__).parent / "floors.yaml"
WORST = 2  # cases that a message shows
ROOM = 0.004  # between what is reached and a floor that is raised to it
ROOM_OF_SCORES = 0.04  # the same for scores, as their share
_FLOOR = re.compile(r"at (least|most) ([0-9]+(?:\.[0-9]+)?)")


class Floor(NamedTuple):
    """``at_least``, or else at most, ``value``."""

    at_least: bool
    value: float

    def __str__(self) -> str:
        return f"at {'least' if self.at_least else 'most'} {self.value:g}"

    def holds(self, value: float) -> bool:
        return value >= self.value if self.at_least else value <= self.value

    def room(self, value: float) -> float:
        """How far from the floor; below nought, it fell under it."""
        return value - self.value if self.at_least else self.value - value


def read() -> dict[str, Floor]:
    """By ``GROUP.NAME``, in the order of the file. Raises ValueError for what is no floor."""
    written = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {
        f"{group}.{name}": parse(group, name, said) for group, names in written.items() for name, said in names.items()
    }


def raised(figures: Iterable[Figure]) -> str:
    """The file with every floor brought up to a little under what is reached; none is lowered."""
    known = read()
    wanted = {figure.name: _near(figure, known[figure.name]) for figure in figures if figure.name in known}
    lines, group = [], ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and line[0] not in " #":
            group = line.rstrip(":")
        name, _, said = line.strip().partition(": ")
        floor = wanted.get(f"{group}.{name}")
        if floor is not None and known[f"{group}.{name}"].room(floor.value) > 0:
            line = line.replace(said, str(floor))  # noqa: PLW2901
        lines.append(line)
    return "\n".join([*lines, ""])


def worst(figure: Figure, floor: Floor, number: int = WORST) -> list[Example]:
    return sorted(figure.examples, key=lambda example: floor.room(example.value))[:number]


def complaint(figure: Figure, floor: Floor, number: int = WORST) -> str:
    """Which figure it is, what it should be, and its worst cases."""
    shown = [f"{example.value:.4g}  {example.tell()}" for example in worst(figure, floor, number)]
    indented = "\n\n".join(shown).replace("\n", "\n      ")
    return f"{figure.name} is {figure.value:.4f}; tests/quality/floors.yaml wants {floor}\n\n{indented}"


def _near(figure: Figure, known: Floor) -> Floor:
    """A floor a little under what is reached, so that not every change breaks it; what is perfect has to stay so."""
    if not known.at_least:
        return Floor(at_least=False, value=figure.value if figure.value <= 1 else round(figure.value + ROOM, 3))
    if figure.value in (0, 1):
        return Floor(at_least=True, value=figure.value)
    if figure.value > 1:
        return Floor(at_least=True, value=int(figure.value * (1 - ROOM_OF_SCORES)))
    return Floor(at_least=True, value=int((figure.value - ROOM) * 1000) / 1000)


def parse(group: str, name: str, said: str) -> Floor:
    match = _FLOOR.fullmatch(str(said))
    if match is None:
        raise ValueError(f'{FILE.name}: {group}: {name}: found "{said}", wants "at least 0.9" or "at most 1.1"')
    return Floor(match[1] == "least", float(match[2]))
