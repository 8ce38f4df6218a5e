"""Why a finding is settled or not: two sentences, whatever the finding."""

from __future__ import annotations

import re

import pytest

from reusecheck.attribution.levels import Attribution, Evidence, Level
from reusecheck.findings import Finding, Reason
from reusecheck.reports.why import why
from reusecheck.spans import Span
from tests.newsroom import FERRY, finding, newsroom

FOUND = [each for article in newsroom().articles for each in article.findings]
EVERY = [*FOUND, *(finding("Nobody was hurt", FERRY, reason=reason) for reason in Reason)]
# What a writer without technical knowledge does not know
JARGON = ("token", "n-gram", "fingerprint", "alignment", "unattributed", "misattributed", "regex", "YAML", "plagiari")


@pytest.mark.parametrize("each", EVERY)
@pytest.mark.parametrize("quoting", [True, False])
def test_two_sentences_say_why(each: Finding, quoting: bool) -> None:
    said = why(each, quoting=quoting)
    assert len(said) == 2
    for sentence in said:
        assert re.fullmatch(r"[A-Z].*\.", sentence), sentence
        assert ". " not in re.sub("“[^”]*”", "", sentence), sentence
        assert not any(word.lower() in sentence.lower() for word in JARGON)


def test_a_settled_finding_says_so_and_an_open_one_does_not() -> None:
    for each in EVERY:
        text = " ".join(why(each))
        assert ("not settled" in text or "It is settled once" in text) == each.reason.is_open, text


def test_evidence_is_shown_with_its_place() -> None:
    (credited,) = (each for each in FOUND if each.reason is Reason.ATTRIBUTED)
    assert "link in the line above it, line 3" in why(credited)[0]


def test_no_words_of_the_texts_are_shown_where_none_may_be() -> None:
    for each in EVERY:
        for evidence in each.attribution.evidence:
            if evidence.value and evidence.shows != "licence":
                assert evidence.value not in " ".join(why(each, quoting=False)), evidence


def test_every_level_of_an_open_finding_has_its_own_words() -> None:
    levels = (Level.NONE, Level.QUOTED, Level.CREDITED)
    said = {why(finding("Nobody was hurt", FERRY, attribution=Attribution(level)))[0] for level in levels}
    assert len(said) == len(levels)


def test_a_licence_that_asks_for_nothing_is_named() -> None:
    free = Evidence("licence", "licence public-domain, which needs no attribution", "public-domain", Span(0, 0))
    each = finding("Nobody was hurt", FERRY, reason=Reason.ATTRIBUTED, attribution=Attribution(Level.NONE, (free,)))
    assert "public-domain" in why(each)[0]


@pytest.mark.parametrize(("level", "begins"), [(Level.NONE, "Beside these"), (Level.QUOTED, "The words are marked as")])
def test_a_citation_key_that_leads_nowhere_names_nobody_else(level: Level, begins: str) -> None:
    key = Evidence("missing", "citation key that content/refs.bib does not have", "@ferry", Span(3, 9), 4)
    each = finding("Nobody was hurt", FERRY, attribution=Attribution(level, (key,)))
    first, _ = why(each)
    assert first.startswith(begins)
    assert first.endswith("stands a citation key that content/refs.bib does not have, line 4 (“@ferry”).")
