"""What the trailers of commits allow: one finding each, with a reason, and no longer than they say."""

from __future__ import annotations

import pytest

from reusecheck.allowances import Allowances, read_allowances
from reusecheck.attribution.levels import TRAILER

SOURCES = ("plover", "heron")
COMMIT = "1a2b3c4d5e6f" + "0" * 28


def read(*values: str, paths: tuple[str, ...] | None = None) -> Allowances:
    return read_allowances([(COMMIT, value, paths) for value in values], SOURCES)


def test_one_trailer_allows_one_finding_of_its_source() -> None:
    allowances = read("plover: agreed")
    found = allowances.use({"plover"}, "plover:0123456789ab", "a.md")
    assert found is not None
    assert (found.shows, found.kind, found.value) == ("waiver", f"{TRAILER} 1a2b3c4d5e6f", "agreed")
    assert allowances.use({"plover"}, "plover:ba9876543210", "a.md") is None
    assert allowances.notes == []


def test_one_that_names_the_key_goes_before_one_that_names_the_source() -> None:
    allowances = read("plover: any of them", "plover:012345: this one")
    found = [allowances.use({"plover"}, key, "a.md") for key in ("plover:0123456789ab", "plover:ba9876543210")]
    assert [one and one.value for one in found] == ["this one", "any of them"]


def test_it_holds_for_another_source_and_other_files_no_more_than_it_says() -> None:
    allowances = read("plover: agreed", paths=("a.md",))
    assert allowances.use({"heron"}, "heron:0123456789ab", "a.md") is None
    assert allowances.use({"plover"}, "plover:0123456789ab", "b.md") is None
    assert allowances.use({"heron", "plover"}, "heron:0123456789ab", "a.md") is not None


def test_what_nothing_needed_is_told() -> None:
    allowances = read("plover: agreed")
    assert allowances.notes == [f"the {TRAILER} 1a2b3c4d5e6f allows plover, which nothing needs"]


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("", "no source is named"),
        ("plover", "no reason is given"),
        ("plover:", "no reason is given"),
        ("plover: REASON", "no reason is given"),
        ("plover: , until 2190-01-01", "no reason is given"),
        ("plovr: agreed", "did you mean plover?"),
        ("plover:xyz: agreed", "is no finding's key"),
        ("plover: agreed, until 2025-01-01", "expired on 2025-01-01"),
        ("plover: agreed, until 2025-13-01", "wants a day at the very end"),
    ],
)
def test_one_with_a_fault_allows_nothing_and_is_told(value: str, wrong: str) -> None:
    allowances = read(value)
    assert allowances.use({"plover"}, "plover:0123456789ab", "a.md") is None
    (note,) = allowances.notes
    assert "allows nothing" in note
    assert wrong in note


def test_until_its_last_day_it_holds_and_says_so() -> None:
    found = read("plover: agreed, until 2190-01-31").use({"plover"}, "plover:0123456789ab", "a.md")
    assert found is not None
    assert found.value == "agreed, until 2190-01-31"
