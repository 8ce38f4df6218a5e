"""Detection is pinned: what it reaches on texts of our own may not fall under the floors of floors.yaml."""

from __future__ import annotations

import re

import pytest

from tests.quality import floors
from tests.quality.figures import Example, Figure, reached

FLOORS = floors.read()


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return {figure.name: figure for figure in reached()}


@pytest.mark.parametrize("name", FLOORS)
def test_no_figure_falls_under_its_floor(name: str, figures: dict[str, Figure]) -> None:
    assert name in figures, f"floors.yaml has {name}, which is not measured"
    if not FLOORS[name].holds(figures[name].value):
        pytest.fail(floors.complaint(figures[name], FLOORS[name]), pytrace=False)


def test_every_figure_has_its_floor(figures: dict[str, Figure]) -> None:
    assert [name for name in figures if name not in FLOORS] == []


class TestAComplaint:
    FIGURE = Figure.mean(
        "recall.turned",
        [Example(value, lambda value=value: f"case {value}\nfound: nothing") for value in (0.5, 1.0, 0.25)],  # type: ignore[misc]
    )

    def test_says_which_figure_fell_under_which_floor(self) -> None:
        said = floors.complaint(self.FIGURE, floors.Floor(at_least=True, value=0.9))
        assert said.startswith("recall.turned is 0.5833; tests/quality/floors.yaml wants at least 0.9\n")

    def test_shows_the_two_worst_cases(self) -> None:
        said = floors.complaint(self.FIGURE, floors.Floor(at_least=True, value=0.9))
        assert re.findall(r"case ([0-9.]+)", said) == ["0.25", "0.5"]

    def test_of_a_ceiling_the_highest_are_the_worst(self) -> None:
        said = floors.complaint(self.FIGURE, floors.Floor(at_least=False, value=0.1))
        assert re.findall(r"case ([0-9.]+)", said) == ["1.0", "0.5"]


class TestAFloor:
    def test_may_be_reached_exactly(self) -> None:
        assert floors.Floor(at_least=True, value=0.9).holds(0.9)
        assert floors.Floor(at_least=False, value=0.9).holds(0.9)

    def test_holds_on_its_own_side_alone(self) -> None:
        assert not floors.Floor(at_least=True, value=0.9).holds(0.89)
        assert not floors.Floor(at_least=False, value=0.9).holds(0.91)

    @pytest.mark.parametrize("said", ["0.9", "at least", "at least most 1", "AT LEAST 1", "at least 0.9.9"])
    def test_that_is_none_is_an_error(self, said: str) -> None:
        with pytest.raises(ValueError, match="wants"):
            floors.parse("group", "name", said)


class TestRaised:
    def test_no_floor_is_lowered_and_the_remarks_stay(self, figures: dict[str, Figure]) -> None:
        worse = [figure._replace(value=figure.value / 2) for figure in figures.values() if FLOORS[figure.name].at_least]
        assert floors.raised(worse) == floors.FILE.read_text(encoding="utf-8")

    def test_a_floor_comes_up_to_a_little_under_what_is_reached(self, figures: dict[str, Figure]) -> None:
        better = figures["recall.edited_20"]._replace(value=0.9994)
        line = next(line for line in floors.raised([better]).splitlines() if "edited_20" in line)
        assert line == "  edited_20: at least 0.995"
