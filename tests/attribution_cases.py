"""The cases of attribution an editor can read, and the two ways in which they are run.

What a case may say is explained at the head of ``tests/cases/attribution/settled.yaml``.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from reusecheck.attribution.assess import Attributor
from reusecheck.attribution.identity import Identity, identity
from reusecheck.config import Credit
from reusecheck.configuring import parse_config
from reusecheck.documents import Description, Document
from reusecheck.pipeline import check
from reusecheck.readers import read_text
from reusecheck.spans import Prose, Source, Span
from tests.desk import prose
from tests.marked import marked
from tests.office import unpacked, word_document

if TYPE_CHECKING:
    from reusecheck.attribution.levels import Attribution
    from reusecheck.findings import Finding

FOLDER = Path(__file__).parent / "cases" / "attribution"
FILES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.yaml"))
    if path.stem != "lines"
}
REFERENCES: dict[str, dict[str, Any]] = {
    name: who for file in FILES.values() for name, who in file.get("references", {}).items()
}
EVERY: list[dict[str, Any]] = [case for file in FILES.values() for case in file["cases"]]

DESCRIBED = ("title", "author", "url", "site", "doi")
CREDITED = ("names", "urls", "keys")
# A passage of a few words counts: the cases are about what credits it, not about its length.
SETTINGS = {"limits": {"passage_words": 8, "share": None, "quoted_share": None}}
# Words of the reference before and behind the passage, which no article has.
_OWN_WORDS = (
    "Seven lanterns were counted that evening by a clerk with cold fingers and no particular hurry.",
    "Whoever came afterwards brought chestnuts, an umbrella and the wrong newspaper under one arm.",
)
# "⋮40 paragraphs of our own⋮"
_PARAGRAPHS = re.compile(r"⋮(\d+) paragraphs of our own⋮")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#~|$&!^{}:+=@-])")


def is_settled(case: dict[str, Any]) -> bool:
    """Whether the gate lets the passage pass for what credits it, or needs no credit."""
    return bool(outcome_of(case) != "block")


def outcome_of(case: dict[str, Any]) -> str:
    credited = case["expect"] in ("full", "credited")
    return str(case.get("outcome", "pass" if credited else "block"))


def reason_of(case: dict[str, Any]) -> str:
    return str(case.get("reason", "unattributed" if outcome_of(case) == "block" else "attributed"))


def path_of(case: dict[str, Any]) -> str:
    return str(case.get("path", f"content/article.{case['format']}"))


def source_of(case: dict[str, Any]) -> str:
    """The article as its reader gets it: of a Word document the HTML that it is turned into."""
    return unpacked(word_document(case["article"])) if case["format"] == "docx" else str(case["article"])


def identity_of(reference: dict[str, Any]) -> Identity:
    credit = Credit(*(tuple(reference.get(name, ())) for name in CREDITED))
    said = {name: reference.get(name, "") for name in DESCRIBED}
    return identity(credit, Description(**said), "references/reference.md", "source")


def prose_of(document: Document, source: Span[Source]) -> Span[Prose]:
    """The prose that came from inside ``source``: from its first character that did to its last."""
    reading = document.reading

    def origin(at: int) -> Span[Source]:
        return reading.offsets.to_source(Span(at, at + 1))

    def is_inside(at: int) -> bool:
        return len(origin(at)) > 0 and source.holds(origin(at))

    among = range(
        bisect_left(range(len(reading.prose)), source.start, key=lambda at: origin(at).start),
        bisect_left(range(len(reading.prose)), source.stop, key=lambda at: origin(at).start),
    )
    start = next((at for at in among if is_inside(at)), None)
    if start is None:
        raise IndexError("no prose came from there")
    return Span(start, next(at for at in reversed(among) if is_inside(at)) + 1)


def spelt_out(article: str) -> str:
    """The article with all the paragraphs it only counts."""
    return _PARAGRAPHS.sub(lambda found: "\n\n".join(_own_paragraphs(int(found[1]))), article)


def _own_paragraphs(count: int) -> list[str]:
    return [f"Paragraph {number} of our own says what we think of it all." for number in range(1, count + 1)]


class Drawn(NamedTuple):
    """An article without the brackets: where its passage stands, and what in the passage is the article's own."""

    text: str
    passage: Span[Source]
    own: tuple[Span[Source], ...]

    @classmethod
    def of(cls, article: str) -> Drawn:
        plain, own = marked(
            spelt_out(article).replace("⟦", "\ue000").replace("⟧", "\ue001").replace("⟪", "⟦").replace("⟫", "⟧")
        )
        at = [i for i, c in enumerate(plain) if c in "\ue000\ue001"]
        assert len(at) == 2, "a case draws one passage"
        start, stop = at[0], at[1] - 1
        # what is the article's own lies in the passage, behind the opening bracket
        shifted = tuple(Span[Source](span.start - 1, span.stop - 1) for span in own)
        assert all(start <= span.start and span.stop <= stop for span in shifted)
        return cls(plain.replace("\ue000", "").replace("\ue001", ""), Span(start, stop), shifted)


class Assessed(NamedTuple):
    drawn: Drawn
    document: Document
    passage: Span[Prose]
    found: Attribution


def assess(case: dict[str, Any]) -> Assessed:
    """The passage as it is drawn, judged by itself."""
    drawn = Drawn.of(source_of(case))
    document = read_text(path_of(case), drawn.text)
    passage = prose_of(document, drawn.passage)
    who = identity_of(REFERENCES[case["reference"]])
    attributor = Attributor(document, case.get("beside", {}).get)
    return Assessed(drawn, document, passage, attributor.assess(passage, who, (passage,) if case.get("copied") else ()))


class Gate(NamedTuple):
    """What the whole gate says of a case: the outcome of the article, and the findings that meet the passage."""

    outcome: str
    findings: tuple[Finding, ...]


def run_gate(case: dict[str, Any], root: Path) -> Gate:
    """The article in a folder with a configuration and a file for each reference, checked as a whole."""
    drawn = Drawn.of(source_of(case))
    path = path_of(case)
    files = {path: drawn.text, **case.get("beside", {})}
    entries: list[dict[str, Any]] = []
    for name in (case["reference"], *case.get("also", ()), *case.get("others", ())):
        words = prose(len(name), 60) if name in case.get("others", ()) else _passage_text(path, drawn)
        about = REFERENCES[name]
        files[f"references/{name}/text.md"] = _reference_file(about, words)
        entry: dict[str, Any] = {"id": name, "files": [f"references/{name}/*.md"]}
        if credit := {key: about[key] for key in CREDITED if key in about}:
            entry["credit"] = credit
        entries.append({**entry, **case.get("entry", {}).get(name, {})})
    if "license" in case:
        entries[0]["license"] = case["license"]
    settings: dict[str, Any] = {"version": 1, "articles": {"include": [path]}, "corpus": entries, **SETTINGS}
    for key, value in case.get("settings", {}).items():
        settings[key] = {**settings.get(key, {}), **value} if isinstance(value, dict) else value
    if "require" in case:
        settings["attribution"] = {"require": case["require"]}
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode())
    if case["format"] == "docx":
        (root / path).write_bytes(word_document(re.sub("[⟦⟧⟪⟫]", "", case["article"])))
    # JSON is YAML
    verdict = check([path], parse_config(json.dumps(settings).encode(), str(root)))
    assert not verdict.unreadable, verdict.unreadable
    (article,) = verdict.articles
    met = [f for f in article.findings if f.article.start < drawn.passage.stop and drawn.passage.start < f.article.stop]
    return Gate(article.outcome.value, tuple(met))


def _passage_text(path: str, drawn: Drawn) -> list[str]:
    """The passage as the reference has it, a line for each paragraph, without what is the article's own."""
    document = read_text(path, drawn.text)
    span = prose_of(document, drawn.passage)
    reading = document.reading
    hidden = [r.prose for r in reading.regions if r.role.value == "code"]
    lines = []
    for block in reading.blocks:
        kept = [
            reading.prose[at]
            for at in range(max(block.prose.start, span.start), min(block.prose.stop, span.stop))
            if not any(own.holds(reading.offsets.to_source(Span(at, at + 1))) for own in drawn.own)
            and not any(code.start <= at < code.stop for code in hidden)
        ]
        lines.append(" ".join("".join(kept).split()))
    return [line for line in lines if line]


def _reference_file(about: dict[str, Any], words: list[str] | str) -> str:
    """Markdown whose front matter says what is known of the reference."""
    lines = [words] if isinstance(words, str) else words
    body = [_OWN_WORDS[0], *(_SPECIAL.sub(r"\\\1", line) for line in lines), _OWN_WORDS[1]]
    said = [f"{key}: {json.dumps(about[key], ensure_ascii=False)}\n" for key in DESCRIBED if key in about]
    front = "".join(["---\n", *said, "---\n\n"]) if said else ""
    return front + "\n\n".join(body) + "\n"
