"""A corpus, and articles into which passages of it were planted; what stands where is known exactly."""

from __future__ import annotations

import random
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from tests.quality import texts
from tests.quality.disguises import DISGUISES, FRAGMENT, HALVED, IN_EVERY_LANGUAGE
from tests.quality.measuring import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

SEEDS = (1, 2, 3)  # a figure is the mean over these, so that it does not hang on one draw
WORDS = (25, 40, 60, 100, 160)  # of a passage, at least
WORDS_IN_OTHER_LANGUAGES = (25, 40, 60)  # their texts are shorter
PASSAGES = (1, 2, 3)  # of an article
FRAGMENTS = 2  # of each text, under each seed
FRAGMENT_WORDS = 8  # what is promised to be found
FRAGMENT_CHARACTERS = 36  # the same of a script written without spaces: 24 letters of Thai and their marks
SAME_SUBJECT = ("verbatim", "edited_10", "edited_20", "misspelt")  # disguises that are tried there
ON_THE_SAME_SUBJECT = "same subject"  # stands for the language of those cases
_FOOTNOTE = "[^1]"


class Case(NamedTuple):
    """A planted passage. ``language`` is that of its text, ``en`` where disguises are compared.

    It is ``ON_THE_SAME_SUBJECT`` where the page around the passage tells of the same.
    """

    pair: Pair
    disguise: str
    language: str
    seed: int


class Paragraph(NamedTuple):
    """What is put between two blocks of a page: a passage, and own sentences around it."""

    text: str
    start: int
    stop: int
    reference: str
    other_start: int
    other_stop: int
    disguise: str


class Planted(NamedTuple):
    """Files by path, and the passages in them."""

    files: dict[str, str]
    cases: tuple[Case, ...]


def chance(*of: object) -> Random:
    """The same draws for the same arguments, whatever else is drawn: a new disguise or text changes no other."""
    return random.Random(" ".join(map(str, of)))  # noqa: S311 - no secret


def references() -> dict[str, str]:
    """The corpus: what passages are taken from, and one text of each pair of near misses."""
    twins = {name: text for name, text in texts.read("near_misses").items() if name.endswith(".two.txt")}
    foreign = {name: text for name, text in texts.read("languages").items() if name.endswith(".reference.txt")}
    return {f"references/{name}": text for name, text in (texts.read("references") | twins | foreign).items()}


def plant() -> Planted:
    files: dict[str, str] = {}
    cases: list[Case] = []
    for seed in SEEDS:
        for path, text, planted in (
            *_articles(seed),
            *_foreign_articles(seed),
            *_fragments(seed),
            *_on_the_same_subject(seed),
        ):
            files[path] = text
            cases += planted
    return Planted(files, tuple(cases))


def _articles(seed: int) -> Iterator[tuple[str, str, list[Case]]]:
    """Every disguise on every reference."""
    paragraphs = [
        _disguised(name, text, disguise, seed)
        for disguise in DISGUISES
        for name, text in texts.read("references").items()
    ]
    rng = chance("articles", seed)
    rng.shuffle(paragraphs)
    pages = list(texts.read("carriers").values())
    number = 0
    while paragraphs:
        chosen: list[list[Paragraph]] = []
        for some in paragraphs[: rng.choice(PASSAGES)]:
            if not any(_exclude(some[0], other[0]) for other in chosen):
                chosen.append(some)
        paragraphs = [some for some in paragraphs if some not in chosen]
        path = f"articles/{seed}-{number:03}.md"
        yield path, *_put(path, pages[number % len(pages)], [p for some in chosen for p in some], "en", seed)
        number += 1


def _exclude(one: Paragraph, other: Paragraph) -> bool:
    """Two passages of one text would be one to a reader, and halves need the whole page."""
    return one.reference == other.reference or HALVED in (one.disguise, other.disguise)


def _foreign_articles(seed: int) -> Iterator[tuple[str, str, list[Case]]]:
    """Each language's text in its own page, one disguise an article."""
    files = texts.read("languages")
    for language in texts.languages():
        name = f"{language}.reference.txt"
        for at, (disguise, change) in enumerate(IN_EVERY_LANGUAGE.items()):
            rng = chance(seed, disguise, language)
            words = WORDS_IN_OTHER_LANGUAGES[(at + seed) % len(WORDS_IN_OTHER_LANGUAGES)]
            start, stop = texts.choose(files[name], words, rng)
            text = change(_one_paragraph(files[name][start:stop]), rng)
            there = _trimmed(files[name], start, stop)
            paragraph = Paragraph(text, *_trimmed(text, 0, len(text)), name, *there, disguise)
            path = f"articles/{seed}-{language}-{disguise}.md"
            yield path, *_put(path, files[f"{language}.carrier.md"], [paragraph], language, seed)


def _fragments(seed: int) -> Iterator[tuple[str, str, list[Case]]]:
    """Of every text, the least that is promised to be found, among own sentences or in its language's page."""
    pages = list(texts.read("carriers").values())
    for number, (name, text) in enumerate(texts.read("references").items()):
        for at in range(FRAGMENTS):
            path = f"articles/{seed}-fragment-{number:02}-{at}.md"
            rng = chance(path)
            start, stop = _fragment(text, rng)
            before, after = rng.sample(texts.OWN, 2)
            whole = f"{before} {_one_paragraph(text[start:stop])} {after}"
            here = _trimmed(whole, len(before), len(whole) - len(after))
            paragraph = Paragraph(whole, *here, name, *_trimmed(text, start, stop), FRAGMENT)
            yield path, *_put(path, pages[number % len(pages)], [paragraph], "en", seed)
    files = texts.read("languages")
    for language in texts.languages():
        name = f"{language}.reference.txt"
        for at in range(FRAGMENTS):
            path = f"articles/{seed}-{language}-fragment-{at}.md"
            start, stop = _fragment(files[name], chance(path))
            whole = _one_paragraph(files[name][start:stop])
            there = _trimmed(files[name], start, stop)
            paragraph = Paragraph(whole, *_trimmed(whole, 0, len(whole)), name, *there, FRAGMENT)
            yield path, *_put(path, files[f"{language}.carrier.md"], [paragraph], language, seed)


def _on_the_same_subject(seed: int) -> Iterator[tuple[str, str, list[Case]]]:
    """A passage of one near miss among the sentences of the other, which tells the same in its own words.

    What is found must end where the passage ends, though names and phrases of the reference go on.
    """
    files = texts.read("near_misses")
    for name in (name for name in files if name.endswith(".two.txt")):
        own = files[name.replace(".two.", ".one.")]
        for disguise in SAME_SUBJECT:
            path = f"articles/{seed}-{name.removesuffix('.two.txt')}-{disguise}.txt"
            rng = chance(path)
            start, stop = texts.choose(files[name], rng.choice(WORDS_IN_OTHER_LANGUAGES), rng)
            passage = DISGUISES[disguise](_one_paragraph(files[name][start:stop]), rng)
            _, at = rng.choice(texts.sentences(own)[:-1])
            here = _trimmed(passage, 0, len(passage))
            there = _trimmed(files[name], start, stop)
            pair = Pair(path, f"references/{name}", at + 1 + here[0], at + 1 + here[1], *there)
            yield path, f"{own[:at]} {passage}{own[at:]}", [Case(pair, disguise, ON_THE_SAME_SUBJECT, seed)]


def _fragment(text: str, rng: Random) -> tuple[int, int]:
    """Where so many words, or characters, in a row start and stop; they may begin anywhere."""
    if texts.is_unspaced(text):
        start = rng.randrange(len(text) - FRAGMENT_CHARACTERS)
        return _whole_letter(text, start), _whole_letter(text, start + FRAGMENT_CHARACTERS)
    words = [match.span() for match in re.finditer(r"\S*\w\S*", text)]
    first = rng.randrange(len(words) - FRAGMENT_WORDS)
    return words[first][0], words[first + FRAGMENT_WORDS - 1][1]


def _whole_letter(text: str, at: int) -> int:
    """Behind the marks that stand there: a letter and its marks are not parted."""
    while at < len(text) and unicodedata.category(text[at])[0] == "M":
        at += 1
    return at


def _disguised(name: str, text: str, disguise: str, seed: int) -> list[Paragraph]:
    """A passage of a text, as one paragraph or in two halves, every second time among own sentences."""
    rng = chance(seed, disguise, name)
    start, stop = texts.choose(text, rng.choice(WORDS), rng)
    spans = [(start, stop)]
    if disguise == HALVED:
        middle = text.rindex(" ", start, start + (stop - start) // 2 + 1)
        spans = [(start, middle), (middle + 1, stop)]
    found = []
    for first, last in spans:
        passage = DISGUISES[disguise](_one_paragraph(text[first:last]), rng)
        before, after = (f"{own} " for own in rng.sample(texts.OWN, 2)) if rng.random() < 0.5 else ("", "")
        whole = f"{before}{passage} {after}".rstrip()
        here = _trimmed(whole, len(before), len(before) + len(passage))
        found.append(Paragraph(whole, *here, name, *_trimmed(text, first, last), disguise))
    return found


def _put(path: str, page: str, paragraphs: Sequence[Paragraph], language: str, seed: int) -> tuple[str, list[Case]]:
    """The page with the paragraphs between its blocks, no two next to each other, and where they stand in it.

    The halves of a passage stand as far from each other as the page allows.
    """
    parts: list[str | Paragraph] = list(texts.blocks(page))
    places = list(range(2, len(parts) + 1, 2))
    if paragraphs[0].disguise == HALVED:
        places = [places[0], places[-1]]
    chosen = chance("places", path).sample(places, len(paragraphs))
    for place, paragraph in sorted(zip(chosen, paragraphs, strict=True), reverse=True):
        parts.insert(place, paragraph)
    written, position, cases = [], 0, []
    for part in parts:
        text = part
        if isinstance(part, Paragraph):
            text = part.text
            here = position + part.start, position + part.stop
            there = part.other_start, part.other_stop
            cases.append(Case(Pair(path, f"references/{part.reference}", *here, *there), part.disguise, language, seed))
        written.append(str(text))
        position += len(str(text)) + 2
    if any(_FOOTNOTE in text for text in written):
        written.append(f"{_FOOTNOTE}: Ask the people next door.")
    return "\n\n".join(written), cases


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    """Without what is no word at the ends: a full stop or a quotation mark is not compared."""
    while start < stop and not text[start].isalnum():
        start += 1
    while start < stop and unicodedata.category(text[stop - 1])[0] not in "LMN":
        stop -= 1
    return start, stop


def _one_paragraph(passage: str) -> str:
    return passage.replace("\n\n", " ")
