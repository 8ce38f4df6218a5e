"""Every reader of the table, on arbitrary text and on arbitrary mixtures of markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from reusecheck.readers import READERS
from reusecheck.readers.plaintext import read_plaintext
from tests import strategies
from tests.contracts import check_reading

_SUFFIXES = sorted({reader: suffix for suffix, reader in READERS.items()}.values())


def _words(prose: str) -> list[str]:
    return re.findall(r"\w+", prose)


@pytest.mark.parametrize("suffix", _SUFFIXES)
@given(source=strategies.texts)
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(suffix: str, source: str) -> None:
    check_reading(source, READERS[suffix](source))


@pytest.mark.parametrize("suffix", _SUFFIXES)
@given(source=strategies.mixtures)
@settings(max_examples=400, deadline=None)
def test_any_mixture_of_markup_is_read(suffix: str, source: str) -> None:
    check_reading(source, READERS[suffix](source))


@pytest.mark.parametrize("suffix", _SUFFIXES)
@given(source=strategies.commonmark)
@settings(max_examples=300, deadline=None)
def test_line_ends_do_not_change_the_words(suffix: str, source: str) -> None:
    unix = _words(READERS[suffix](source).prose)
    for line_end in ("\r\n", "\r"):
        assert _words(READERS[suffix](source.replace("\n", line_end)).prose) == unix


def test_plain_text_is_prose_from_end_to_end() -> None:
    source = "\n Ferry *adrift*\r\n\r\nat dawn.\r\nAll safe. \r\n"
    reading = read_plaintext(source)
    assert reading.prose == source
    assert [source[block.prose.start : block.prose.stop] for block in reading.blocks] == [
        "Ferry *adrift*",
        "at dawn.\r\nAll safe.",
    ]


def test_a_line_of_spaces_parts_paragraphs_and_a_line_end_does_not() -> None:
    for source, paragraphs in (("a\n \t\nb", 2), ("a\nb", 1), ("a\r\nb", 1), ("a\r\rb", 2), ("a\r\n\nb", 2)):
        assert len(read_plaintext(source).blocks) == paragraphs, source
