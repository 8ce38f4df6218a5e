"""Values behave as ``typing.NamedTuple`` has them, members as those of ``enum.Enum``."""

from __future__ import annotations

import copy
import enum
import pickle
from typing import NamedTuple as Plain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reusecheck.values import Enum, NamedTuple


class Cheap(NamedTuple):
    one: int
    two: str = "two"
    three: tuple[int, ...] = ()

    @property
    def sum(self) -> int:
        return self.one + sum(self.three)


class Dear(Plain):
    one: int
    two: str = "two"
    three: tuple[int, ...] = ()


fields = st.fixed_dictionaries(
    {"one": st.integers()}, optional={"two": st.text(), "three": st.tuples(st.integers(), st.integers())}
)


@given(fields, fields)
def test_values_are_made_compared_and_shown_alike(first: dict[str, object], second: dict[str, object]) -> None:
    cheap, dear = Cheap(**first), Dear(**first)  # type: ignore[arg-type]
    assert tuple(cheap) == tuple(dear)
    assert repr(cheap) == repr(dear).replace("Dear", "Cheap")
    assert cheap._asdict() == dear._asdict()
    assert Cheap(*dear) == cheap
    assert hash(cheap) == hash(dear)
    assert cheap._replace(**second) == dear._replace(**second)  # type: ignore[arg-type]
    assert (cheap.one, cheap.two, cheap.three) == tuple(dear)
    other = Cheap(**second)  # type: ignore[arg-type]
    assert (cheap < other) == (tuple(cheap) < tuple(other))


def test_values_are_of_their_class_and_never_changed() -> None:
    value = Cheap(1, three=(2, 3))
    assert value.sum == 6
    assert type(value._replace(one=4)) is Cheap
    assert copy.deepcopy(value) == value == pickle.loads(pickle.dumps(value))  # noqa: S301 - our own
    with pytest.raises(AttributeError):
        value.one = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        value.four = 2  # type: ignore[attr-defined]
    match value:
        case Cheap(one, _, three=three):
            assert (one, three) == (1, (2, 3))
        case _:
            pytest.fail("no match")


@pytest.mark.parametrize(
    ("given_values", "named"), [((), {}), ((1, "a", (), 4), {}), ((1,), {"four": 4}), ((1,), {"one": 2})]
)
def test_what_does_not_fit_is_refused(given_values: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        Cheap(*given_values, **named)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Cheap(1)._replace(four=4)  # type: ignore[call-arg]


class Light(Enum):
    """What it is for."""

    RED = "red"
    GREEN = "green"

    @property
    def is_red(self) -> bool:
        return self is Light.RED


class Heavy(enum.Enum):
    RED = "red"
    GREEN = "green"

    @property
    def is_red(self) -> bool:
        return self is Heavy.RED


def test_members_are_found_compared_and_shown_alike() -> None:
    for light, heavy in zip(Light, Heavy, strict=True):
        assert (light.name, light.value, light.is_red) == (heavy.name, heavy.value, heavy.is_red)
        assert Light(heavy.value) is Light(light) is light
        assert repr(light) == repr(heavy).replace("Heavy", "Light")
        assert copy.deepcopy(light) is light
        assert pickle.loads(pickle.dumps(light)) is light  # noqa: S301 - our own
        assert isinstance(light, Light)
        assert light in {Light.RED, Light.GREEN}
    assert len(Light) == len(Heavy) == 2
    first, second = Light
    assert first != second
    assert Light.__doc__ == "What it is for."
    for unknown in ("blue", ["red"], None):
        with pytest.raises(ValueError, match="is not a valid"):
            Light(unknown)
