"""What detection reaches on the texts beside this file: a number for each figure, and the cases behind it."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

import reusecheck
from reusecheck.findings import Outcome
from tests.quality import planting, texts
from tests.quality.disguises import DISGUISES, FRAGMENT, IN_EVERY_LANGUAGE
from tests.quality.measuring import Pair, covered, pieces, plagdet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from reusecheck import ArticleVerdict
    from tests.quality.planting import Case

CONFIGURATION = """\
version: 1
articles: {include: ["articles/**"]}
corpus:
  - id: corpus
    files: ["references/**"]
"""
# Articles as they were written: where they stand, and how their names end.
NOT_PLANTED = {"carriers": ".md", "languages": ".carrier.md", "near_misses": ".one.txt", "reworked": ".md"}
SHOWN = 400  # characters of a text in a message


class Example(NamedTuple):
    """What one case contributed to a figure; ``tell`` says what was planted and what was found."""

    value: float
    tell: Callable[[], str]


class Figure(NamedTuple):
    """``name`` is ``GROUP.NAME`` of floors.yaml. Examples are in no order."""

    name: str
    value: float
    examples: tuple[Example, ...]

    @classmethod
    def mean(cls, name: str, examples: Iterable[Example]) -> Figure:
        kept = tuple(examples)
        return cls(name, fmean(example.value for example in kept), kept)

    @classmethod
    def greatest(cls, name: str, examples: Iterable[Example]) -> Figure:
        kept = tuple(examples)
        return cls(name, max(example.value for example in kept), kept)


class Checked(NamedTuple):
    """All articles, judged in one run; what was found in each, and what was planted."""

    files: Mapping[str, str]
    cases: Sequence[Case]
    verdicts: Mapping[str, ArticleVerdict]
    found: Mapping[str, Sequence[Pair]]
    planted: Mapping[str, Sequence[Pair]]

    def recall(self, case: Case) -> Example:
        article = case.pair.article
        return Example(covered(case.pair, self.found[article]), lambda: self._told(case))

    def pieces(self, case: Case) -> Example:
        return Example(pieces(case.pair, self.found[case.pair.article]), lambda: self._told(case))

    def precision(self, pair: Pair) -> Example:
        planted = self.planted[pair.article]
        return Example(covered(pair, planted), lambda: self._told_of(pair))

    def _told(self, case: Case) -> str:
        pair = case.pair
        near = [found for found in self.found[pair.article] if found.reference == pair.reference]
        return "\n".join(
            [
                f"{case.disguise} ({case.language}, seed {case.seed}), {pair.reference} in {pair.article}",
                f"source:  {self._other(pair)}",
                f"planted: {self._here(pair)}",
                *(f"found:   {self._here(found)}" for found in near),
                *([] if near else ["found:   nothing"]),
            ]
        )

    def _told_of(self, pair: Pair) -> str:
        meant = [case for case in self.planted[pair.article] if case.reference == pair.reference]
        return "\n".join(
            [
                f"{pair.reference} in {pair.article}",
                f"found:   {self._here(pair)}",
                f"source:  {self._other(pair)}",
                *(f"planted: {self._here(case)}" for case in meant),
                *([] if meant else ["planted: nothing"]),
            ]
        )

    def _here(self, pair: Pair) -> str:
        return _short(self.files[pair.article][pair.start : pair.stop])

    def _other(self, pair: Pair) -> str:
        return _short(self.files[pair.reference][pair.other_start : pair.other_stop])


@cache
def reached() -> tuple[Figure, ...]:
    """Every figure, in the order in which floors.yaml should have them."""
    checked = _check()
    groups = (_all_together, _recall, _promised, _same_subject, _languages, _nobody_copied, _reworked)
    return tuple(figure for group in groups for figure in group(checked))


def _check() -> Checked:
    planted = planting.plant()
    clean = {
        f"articles/{name}": text
        for folder, ending in NOT_PLANTED.items()
        for name, text in texts.read(folder).items()
        if name.endswith(ending)
    }
    files = planting.references() | planted.files | clean
    with tempfile.TemporaryDirectory() as folder:
        for path, text in {".reusecheck.yaml": CONFIGURATION, **files}.items():
            (Path(folder) / path).parent.mkdir(exist_ok=True)
            (Path(folder) / path).write_text(text, encoding="utf-8", newline="")
        verdict = reusecheck.check(config=str(Path(folder) / ".reusecheck.yaml"))
    by_article = defaultdict(list)
    for case in planted.cases:
        by_article[case.pair.article].append(case.pair)
    verdicts = {article.path: article for article in verdict.articles}
    found = {path: [_pair(path, finding) for finding in article.findings] for path, article in verdicts.items()}
    return Checked(files, planted.cases, verdicts, found, by_article)


def _pair(path: str, finding: reusecheck.Finding) -> Pair:
    here, there = finding.article, finding.reference_extent
    return Pair(path, finding.reference.path, here.start, here.stop, there.start, there.stop)


def _all_together(checked: Checked) -> list[Figure]:
    """The English passages in every disguise, as one set."""
    english = [case for case in checked.cases if case.language == "en" and case.disguise in DISGUISES]
    articles = {case.pair.article for case in english}
    recall = Figure.mean("planted.recall", map(checked.recall, english))
    found = [pair for article in sorted(articles) for pair in checked.found[article]]
    precision = Figure.mean("planted.precision", map(checked.precision, found))
    granularity = Figure.mean("planted.granularity", [e for e in map(checked.pieces, english) if e.value])
    whole = plagdet(precision.value, recall.value, granularity.value)
    return [Figure("planted.plagdet", whole, recall.examples), recall, precision, granularity]


def _recall(checked: Checked) -> list[Figure]:
    english = [case for case in checked.cases if case.language == "en"]
    return [
        Figure.mean(f"recall.{disguise}", [checked.recall(case) for case in english if case.disguise == disguise])
        for disguise in DISGUISES
    ]


def _promised(checked: Checked) -> list[Figure]:
    """What share of the fragments is found: a promise, and so all of them."""
    fragments = [case for case in checked.cases if case.disguise == FRAGMENT]
    english = [checked.recall(case) for case in fragments if case.language == "en"]
    others = [checked.recall(case) for case in fragments if case.language != "en"]
    return [Figure.mean("promised.english", english), Figure.mean("promised.other_languages", others)]


def _same_subject(checked: Checked) -> list[Figure]:
    cases = [case for case in checked.cases if case.language == planting.ON_THE_SAME_SUBJECT]
    found = [pair for case in cases for pair in checked.found[case.pair.article]]
    return [
        Figure.mean("same_subject.recall", map(checked.recall, cases)),
        Figure.mean("same_subject.precision", map(checked.precision, found)),
        Figure.mean("same_subject.granularity", [e for e in map(checked.pieces, cases) if e.value]),
    ]


def _languages(checked: Checked) -> list[Figure]:
    """The recall of each language over its disguises; of all, what was found where only that was planted."""
    languages = texts.languages()
    foreign = [case for case in checked.cases if case.language in languages and case.disguise in IN_EVERY_LANGUAGE]
    figures = [
        Figure.mean(f"languages.{language}", [checked.recall(case) for case in foreign if case.language == language])
        for language in languages
    ]
    found = [checked.precision(pair) for case in foreign for pair in checked.found[case.pair.article]]
    whole = [example._replace(value=float(example.value > 0)) for example in map(checked.recall, foreign)]
    verbatim = [checked.recall(case) for case in foreign if case.disguise == "verbatim"]
    return [
        *figures,
        Figure.mean("in_every_language.verbatim", verbatim),
        Figure.mean("in_every_language.found_at_all", whole),
        Figure.mean("in_every_language.precision", found),
        Figure.mean("in_every_language.granularity", [e for e in map(checked.pieces, foreign) if e.value]),
    ]


def _nobody_copied(checked: Checked) -> list[Figure]:
    """The greatest score and the number of blocked articles where nobody copied, either text against the other."""
    pairs = texts.read("near_misses")
    verdicts = {name: checked.verdicts[f"articles/{name}"] for name in pairs if name.endswith(".one.txt")}
    for name in verdicts.copy():
        twin = name.replace(".one.", ".two.")
        verdicts[twin] = reusecheck.compare(pairs[twin], pairs[name])
    pages = [*texts.read("carriers"), *(name for name in texts.read("languages") if name.endswith(".carrier.md"))]
    own = {name: checked.verdicts[f"articles/{name}"] for name in pages}
    return [
        Figure.greatest("nobody_copied.near_miss_score", [_scored(*item) for item in verdicts.items()]),
        Figure.greatest("nobody_copied.near_miss_blocked", [_blocked(*item) for item in verdicts.items()]),
        Figure.greatest("nobody_copied.page_score", [_scored(*item) for item in own.items()]),
    ]


def _reworked(checked: Checked) -> list[Figure]:
    names = texts.read("reworked")
    scored = [Figure.mean(f"reworked.{name}", [_scored(name, checked.verdicts[f"articles/{name}"])]) for name in names]
    return [figure._replace(name=figure.name.removesuffix(".md")) for figure in scored]


def _scored(name: str, verdict: ArticleVerdict) -> Example:
    def tell() -> str:
        found = [f"found:   {_short(finding.excerpt)}" for finding in verdict.findings] or ["found:   nothing"]
        return "\n".join([f"{name}: score {verdict.score}, {verdict.overlap_words} of {verdict.words} words", *found])

    return Example(verdict.score, tell)


def _blocked(name: str, verdict: ArticleVerdict) -> Example:
    return _scored(name, verdict)._replace(value=float(verdict.outcome is Outcome.BLOCK))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN // 2]} […] {line[-SHOWN // 2 :]}"
