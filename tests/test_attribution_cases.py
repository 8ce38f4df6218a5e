"""The cases an editor can read, through the real readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reusecheck.attribution.assess import Attributor
from reusecheck.attribution.identity import Identity, identity
from reusecheck.config import Credit
from reusecheck.documents import Description, Document
from reusecheck.readers import read_text
from reusecheck.spans import Prose, Source, Span
from tests.marked import marked

CASES = Path(__file__).parent / "cases" / "attribution"
FILES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.yaml"))}
REFERENCES = {name: who for file in FILES.values() for name, who in file.get("references", {}).items()}
EVERY = [case for file in FILES.values() for case in file["cases"]]
NEAR_MISSES = [case for case in EVERY if case["expect"] in ("none", "quoted")]


def identity_of(reference: dict[str, Any]) -> Identity:
    credit = Credit(*(tuple(reference.get(name, ())) for name in ("names", "urls", "keys")))
    said = {name: reference.get(name, "") for name in ("title", "author", "url", "site", "doi")}
    return identity(credit, Description(**said), "references/reference.md", "source")


def prose_of(document: Document, source: Span[Source]) -> Span[Prose]:
    """The prose that came from inside ``source``, by asking for every character."""
    reading = document.reading
    came_from = (reading.offsets.to_source(Span(at, at + 1)) for at in range(len(reading.prose)))
    inside = [at for at, origin in enumerate(came_from) if len(origin) and source.holds(origin)]
    return Span(inside[0], inside[-1] + 1)


@pytest.mark.parametrize("case", EVERY, ids=[case["name"] for case in EVERY])
def test_an_article_is_attributed_as_an_editor_would_say(case: dict[str, Any]) -> None:
    text, (passage,) = marked(case["article"])
    document = read_text(f"content/article.{case['format']}", text)
    prose = prose_of(document, passage)
    who = identity_of(REFERENCES[case["reference"]])
    found = Attributor(document).assess(prose, who, (prose,) if case.get("copied") else ())
    assert found.level.value == case["expect"], found
    if "evidence" in case:
        assert case["evidence"] in [evidence.kind for evidence in found.evidence]


def test_evidence_stands_in_the_source_where_it_says() -> None:
    for case in EVERY:
        text, (passage,) = marked(case["article"])
        document = read_text(f"content/article.{case['format']}", text)
        who = identity_of(REFERENCES[case["reference"]])
        for evidence in Attributor(document).assess(prose_of(document, passage), who).evidence:
            stands = text[evidence.source.start : evidence.source.stop]
            assert stands, (case["name"], evidence)
            if evidence.kind.startswith(("source named", "title")):
                assert evidence.value in stands, case["name"]


def test_half_of_the_cases_are_near_misses() -> None:
    assert len(EVERY) >= 70
    assert 2 * len(NEAR_MISSES) >= 0.85 * len(EVERY)
    names = [case["name"] for case in EVERY]
    assert len(set(names)) == len(names)
