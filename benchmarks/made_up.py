"""Made-up references and articles, and what a gate has to say about a change of them: known, since they were made so.

Words are syllables. Those of references, of articles and of titles have no consonant in common, so no word of
an article is in a reference but those that were put there, and each passage begins and ends where it was cut.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Mapping, Sequence

CONSONANTS = {"reference": "bdfglmnpr", "article": "kstvz", "title": "chjw"}
VOWELS = "aeiou"
# An outlet is a source of the corpus. The last two have limits and an action of their own.
OUTLETS = {
    "lantern": "The Lantern Post",
    "tidewater": "The Tidewater Gazette",
    "foxglove": "Foxglove Review",
    "milestone": "The Milestone",
    "shoreline": "Shoreline Notes",
}
TIGHT, WARNS = "milestone", "shoreline"
TWIN = 2  # of ten references the one that has a paragraph of the one before it, both without limits of their own
PASSAGE_WORDS, TIGHT_PASSAGE_WORDS = 40, 25
SHARE, SHARE_FROM_WORDS = 0.15, 25
# How far from a limit a share has to stay, since headings and credits are counted here by rule of thumb.
NEAR_SHARE = (0.12, 0.18)
MOST_QUOTED = 0.42  # of an article: at 0.5 quotations block by themselves
RENAME = 0.5  # of a file, and git calls it one
NEAR_RENAME = (0.47, 0.53)
CHUNK = 64  # bytes; git compares files by lines, and by parts of longer ones
CONFIGURATION = """\
version: 1
articles:
  include: ["content/**/*.md"]
  exclude: ["content/drafts/**"]
corpus:
""" + "".join(
    f"""\
  - id: {source}
    files: ["references/{source}/*.md"]
    credit: {{names: ["{name}"], urls: ["{source}.example"]}}
"""
    + (f"    limits: {{passage_words: {TIGHT_PASSAGE_WORDS}}}\n" if source == TIGHT else "")
    + ("    action: warn\n" if source == WARNS else "")
    for source, name in OUTLETS.items()
)


class AmbiguousError(Exception):
    """What the gate has to say about this is too near to a limit to be known from the construction."""


class Reference(NamedTuple):
    """``words`` with their punctuation, ``breaks`` where paragraphs begin; ``twin`` is the id of one that shares words.

    Of the words, those in ``range(*shared)`` are also in the twin.
    """

    id: str
    source: str
    title: str
    url: str
    words: tuple[str, ...]
    breaks: tuple[int, ...]
    twin: str = ""
    shared: tuple[int, int] = (0, 0)

    @property
    def path(self) -> str:
        return f"references/{self.source}/{self.id.partition(':')[2]}"

    def render(self) -> bytes:
        paragraphs = (self.words[start:stop] for start, stop in pairwise((*self.breaks, len(self.words))))
        head = f'---\ntitle: "{self.title}"\nsite: {OUTLETS[self.source]}\nurl: {self.url}\n---\n\n'
        return (head + "\n\n".join(textwrap.fill(" ".join(words), 88) for words in paragraphs) + "\n").encode()


class Own(NamedTuple):
    """A paragraph that nobody else has."""

    text: str

    @property
    def count(self) -> int:
        return len(self.text.split())

    def render(self, number: int) -> tuple[str, str]:
        del number
        return textwrap.fill(self.text, 80), ""


class Copy(NamedTuple):
    """Words of a reference, some changed: place in the reference → the word that stands there instead.

    ``style`` says how it is credited: "" not at all; ``other`` names another reference.
    """

    reference: Reference
    start: int
    stop: int
    changed: tuple[tuple[int, str], ...] = ()
    style: str = ""
    other: Reference | None = None

    @property
    def count(self) -> int:
        return self.stop - self.start

    @property
    def is_open(self) -> bool:
        return self.style in ("", "other")

    @property
    def matched(self) -> Iterator[tuple[str, int]]:
        """Reference and place of each word that is the reference's."""
        changed = dict(self.changed)
        return ((self.reference.id, at) for at in range(self.start, self.stop) if at not in changed)

    def render(self, number: int) -> tuple[str, str]:
        """The paragraph, and its footnote or ""."""
        changed = dict(self.changed)
        text = " ".join(changed.get(at, self.reference.words[at]) for at in range(self.start, self.stop))
        text = text[:1].upper() + text[1:].rstrip(",.")
        named = self.other or self.reference
        outlet, link = OUTLETS[named.source], f"[{named.title}]({named.url})"
        filled = textwrap.fill(f"{text}.", 80)
        quoted = "\n".join(f"> {line}" for line in filled.splitlines())
        forms = {
            "": (filled, ""),
            "lead-in": (f"As [{outlet}]({named.url}) reported:\n\n{quoted}", ""),
            "line": (f"{quoted}\n>\n> — {outlet}, {link}", ""),
            "brackets": (textwrap.fill(f"{text} ({outlet}, {link}).", 80), ""),
            "footnote": (textwrap.fill(f"{text}.[^{number}]", 80), f"[^{number}]: {outlet}, {link}"),
            "waiver": (f"<!-- reusecheck: allow {named.source}: by arrangement with the desk -->\n{filled}", ""),
            "other": (textwrap.fill(f"{text} ({outlet}, {link}).", 80), ""),
        }
        return forms[self.style]


CREDITS = ("lead-in", "line", "brackets", "footnote")
Block = Own | Copy


class Article(NamedTuple):
    """An article; between two copies there is always a paragraph of its own.

    ``gap`` is how many line ends are between paragraphs, ``mode`` octal.
    """

    title: str
    blocks: tuple[Block, ...]
    gap: int = 2
    crlf: bool = False
    mode: str = "100644"

    @property
    def words(self) -> int:
        return sum(block.count for block in self.blocks)

    @property
    def copies(self) -> list[int]:
        """Places of the copies among the blocks."""
        return [at for at, block in enumerate(self.blocks) if isinstance(block, Copy)]

    def copy(self, at: int) -> Copy:
        block = self.blocks[at]
        if isinstance(block, Own):
            raise TypeError(f"block {at} is no copy")
        return block

    def render(self) -> bytes:
        rendered = [block.render(number) for number, block in enumerate(self.blocks, 1)]
        paragraphs = [f"# {self.title}", *(text for text, _ in rendered), *(note for _, note in rendered if note)]
        source = f'---\ntitle: "{self.title}"\n---\n\n' + ("\n" * self.gap).join(paragraphs) + "\n"
        return (source.replace("\n", "\r\n") if self.crlf else source).encode()

    def open_words(self) -> Counter[tuple[str, int]]:
        return Counter(
            word for block in self.blocks if isinstance(block, Copy) and block.is_open for word in block.matched
        )

    def is_sound(self) -> bool:
        """Whether copies are apart and of different references, and quotations reach no limit of their own."""
        copies = {block for block in self.blocks if isinstance(block, Copy)}
        named = {name for copy in copies for name in (copy.reference.id, copy.reference.twin) if name}
        if len(named) != sum(1 + bool(copy.reference.twin) for copy in copies):
            return False
        apart = all(isinstance(a, Own) or isinstance(b, Own) for a, b in pairwise(self.blocks))
        settled = sum(block.count for block in self.blocks if isinstance(block, Copy) and not block.is_open)
        ends = isinstance(self.blocks[0], Own) and isinstance(self.blocks[-1], Own)
        return apart and ends and settled <= MOST_QUOTED * self.words


State = dict[str, Article]


class Said(NamedTuple):
    """What a gate has to say about an article: the references that have open findings, and whether it blocks."""

    references: tuple[str, ...]
    blocks: bool


class Words:
    """Words and texts of one kind, from a seeded source of chance."""

    def __init__(self, draw: random.Random, kind: str, size: int) -> None:
        self.draw = draw
        known: dict[str, None] = {}
        while len(known) < size:
            syllables = draw.choice((2, 3, 3, 4))
            word = "".join(draw.choice(CONSONANTS[kind]) + draw.choice(VOWELS) for _ in range(syllables))
            known[word] = None
        self.known = tuple(known)

    def sentence(self) -> list[str]:
        words = [self.draw.choice(self.known) for _ in range(self.draw.randint(8, 18))]
        words[0] = words[0].capitalize()
        if self.draw.random() < 0.5:
            words[len(words) // 2] += ","
        words[-1] += "."
        return words

    def paragraph(self, least: int) -> list[str]:
        words: list[str] = []
        while len(words) < least:
            words += self.sentence()
        return words

    def name(self, words: int = 3) -> str:
        return " ".join(self.draw.choice(self.known).capitalize() for _ in range(words))


def make_references(draw: random.Random, number: int) -> list[Reference]:
    """References of 150 to 400 words, outlets in turn; each tenth has a paragraph that the one before it has, too."""
    prose, titles = Words(draw, "reference", 3000), Words(draw, "title", 600)
    sources = list(OUTLETS)
    found: list[Reference] = []
    for at in range(number):
        source, title = sources[at % len(sources)], f"{titles.name()} {at}"
        name = title.lower().replace(" ", "-")
        words: list[str] = []
        breaks: list[int] = []
        wanted = draw.randint(150, 340)
        while len(words) < wanted:
            breaks.append(len(words))
            words += prose.paragraph(draw.randint(30, 60))
        shared, twin = (0, 0), ""
        if at % 10 == TWIN:
            before = found[-1]
            first, last = before.breaks[1], before.breaks[3] if len(before.breaks) > 3 else len(before.words)
            breaks.append(len(words))
            shared, twin = (len(words), len(words) + last - first), before.id
            words += before.words[first:last]
            found[-1] = before._replace(twin=f"{source}:{name}.md", shared=(first, last))
        found.append(
            Reference(
                f"{source}:{name}.md", source, title, f"https://{source}.example/{name}",
                tuple(words), tuple(breaks), twin, shared,
            )
        )  # fmt: skip
    return found


def in_scope(path: str) -> bool:
    """As ``CONFIGURATION`` says."""
    return path.startswith("content/") and path.endswith(".md") and not path.startswith("content/drafts/")


def similarity(old: bytes, new: bytes) -> float:
    """Git's: bytes that both have, in chunks of a line or less, as share of the larger file.

    https://github.com/git/git/blob/v2.43.0/diffcore-delta.c
    """
    both = chunks(old) & chunks(new)
    return sum(len(chunk) * number for chunk, number in both.items()) / max(len(old), len(new), 1)


def chunks(text: bytes) -> Counter[bytes]:
    lines = text.replace(b"\r\n", b"\n").splitlines(keepends=True)
    return Counter(line[at : at + CHUNK] for line in lines for at in range(0, len(line), CHUNK))


def renames(before: Mapping[str, Article], after: Mapping[str, Article]) -> dict[str, str]:
    """New paths → old ones, as git would pair what was removed with what was added. Raises AmbiguousError."""
    removed = {path: before[path].render() for path in before if path not in after}
    added = {path: after[path].render() for path in after if path not in before} if removed else {}
    pairs = [(similarity(removed[old], added[new]), old, new) for old in removed for new in added]
    found: dict[str, str] = {}
    for like, old, new in sorted(pairs, key=lambda pair: (-pair[0], *pair[1:])):
        if NEAR_RENAME[0] < like < NEAR_RENAME[1]:
            raise AmbiguousError(f"{old} and {new} are {like:.0%} alike")
        if like >= RENAME and new not in found and old not in found.values():
            found[new] = old
    return found


def expected(after: State, parents: Sequence[State], allowed: Iterable[str] = ()) -> dict[str, Said]:
    """What a gate has to say about a commit under scope ``added``, for each article with open findings.

    A word of a reference that an article holds, uncredited, is new if no parent's version of the article holds it so.
    A word stands in a reference: the same word elsewhere in it is another. ``allowed`` are the sources that the
    commit's trailers allow. Raises AmbiguousError.
    """
    sources = frozenset(allowed)
    origins = [renames(before, after) for before in parents]
    found: dict[str, Said] = {}
    for path, article in after.items():
        if not in_scope(path):
            continue
        stood: Counter[tuple[str, int]] = Counter()
        for before, renamed in zip(parents, origins, strict=True):
            origin = renamed.get(path, path)
            if origin in before and in_scope(origin):
                stood |= before[origin].open_words()
        new = article.open_words() - stood
        if new:
            said = _said(article, new, sources)
            if said.references:
                found[path] = said
    return found


def _said(article: Article, new: Counter[tuple[str, int]], allowed: frozenset[str]) -> Said:
    copies = [b for b in article.blocks if isinstance(b, Copy) and b.is_open and b.reference.source not in allowed]
    fresh = [(copy, sum(word in new for word in copy.matched)) for copy in copies]
    fresh = [(copy, words) for copy, words in fresh if words]
    references = tuple(sorted({copy.reference.id for copy, _ in fresh}))
    blocks = False
    for is_tight in (False, True):  # those with limits of their own are weighed by themselves
        members = [(copy, words) for copy, words in fresh if (copy.reference.source == TIGHT) is is_tight]
        limit = TIGHT_PASSAGE_WORDS if is_tight else PASSAGE_WORDS
        sources = {copy.reference.source for copy, _ in members}
        total = sum(number for (name, _), number in new.items() if name.partition(":")[0] in sources)
        part = total / article.words
        by_share = total >= SHARE_FROM_WORDS and part >= SHARE
        if total >= SHARE_FROM_WORDS and NEAR_SHARE[0] < part < NEAR_SHARE[1]:
            raise AmbiguousError(f"{part:.1%} of the article is new")
        blocks |= any(words >= limit or by_share for copy, words in members if copy.reference.source != WARNS)
    return Said(references, blocks)
