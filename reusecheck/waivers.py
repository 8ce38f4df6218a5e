"""Waivers: what an article says, in comments of its own format, about passages that may stay (CONTRACT section 5)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from reusecheck.attribution.levels import Evidence
from reusecheck.documents import WAIVER_MARK as MARK
from reusecheck.documents import Role
from reusecheck.findings import Remark
from reusecheck.spans import Prose, Source, Span, union
from reusecheck.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from reusecheck.documents import Document, Region
    from reusecheck.spans import Lines, Token
    from reusecheck.tokens import Tokens

_VERBS = ("allow", "begin", "end", "allow-file")
_VERB = r"\s*([^\s:]*)\s*"
# Whatever follows a colon at once is meant as the key of a finding: mistyped, it must not allow a whole source.
_TARGET = r"([^\s:]+(?::[^\s:]+)?)?\s*"
_KEY = r"[0-9a-f]{6,}(?:-\d+)?"
# What begins with a digit is meant as a day; "until further notice" is part of the reason.
_UNTIL = r"[\s,;(]*\buntil\s+(\d[^\s,;)]*)[\s,;).]*$"
_ENDS_A_BLOCK = r"[\r\n]|</(?:p|li|h\d|div|td|th|dd|dt|blockquote|figcaption|section|article|main|body)\b"
_PLACEHOLDER = "REASON"  # what a report proposes, and somebody must replace
# How a comment is written, by the suffix of the article
_COMMENTS = {
    "<!-- {} -->": ("md", "markdown", "mdown", "mkd", "qmd", "rmd", "html", "htm", "xhtml", "ipynb"),
    "{{/* {} */}}": ("mdx",),
    ".. {}": ("rst", "rest"),
    "// {}": ("adoc", "asciidoc", "asc"),
    "% {}": ("tex", "latex", "ltx"),
}


class Waiver(NamedTuple):
    """Leave for passages of one source, or for one finding.

    ``target`` is the id of a source, or the key of a finding or its beginning. ``covers`` is
    the prose it holds for, ascending; ``place`` where it stands, ``line`` its line.
    """

    target: str
    reason: str
    covers: tuple[Span[Prose], ...]
    place: Span[Source]

    def allows(self, sources: Collection[str], key: str) -> bool:
        """Whether it is meant for a passage of these sources, whose finding has this key."""
        return key.startswith(self.target) if ":" in self.target else self.target in sources


class Fault(NamedTuple):
    """What is wrong with a waiver, in words that say what is wanted; one with a fault allows nothing."""

    place: Span[Source]
    said: str


class _Said(NamedTuple):
    """A line ``reusecheck: VERB TARGET: REASON`` of a comment."""

    verb: str
    target: str
    reason: str
    place: Span[Source]
    comment: Region


def proposed(path: str, source: str) -> str:
    """The comment that allows a passage of this source, in the article's own format; "" where it has no comments."""
    suffix = path.rpartition(".")[2].lower()
    form = next((form for form, suffixes in _COMMENTS.items() if suffix in suffixes), "")
    return form.format(f"{MARK} allow {source}: {_PLACEHOLDER}") if form else ""


def today() -> str:
    """The day by this machine's clock: ``2027-01-31``."""
    from time import strftime  # noqa: PLC0415 - only for a waiver that ends

    return strftime("%Y-%m-%d")


def find_waivers(
    document: Document, sources: Collection[str], today: Callable[[], str]
) -> tuple[list[Waiver], list[Fault]]:
    """The waivers of an article, and what is wrong with others, each in the order of the text.

    ``sources`` are the ids that there are; ``today`` gives the day as ``2027-01-31``, and is
    asked only where a waiver ends on one. A waiver holds through its last day.
    """
    faults: list[Fault] = []
    waivers: list[Waiver] = []
    begun: list[tuple[_Said, str, bool]] = []
    for said in _directives(document):
        if said.verb == "end":
            at = next((i for i in reversed(range(len(begun))) if said.target in ("", begun[i][0].target)), None)
            if at is None:
                faults.append(Fault(said.place, "an end without a begin; take it out, or put its begin back"))
                continue
            beginning, reason, good = begun.pop(at)
            stretch: Span[Prose] = Span(beginning.comment.prose.start, said.comment.prose.start)
            if good:
                waivers.append(Waiver(beginning.target, reason, (stretch,), beginning.place))
            continue
        reason, fault = _checked(said, sources, today)
        if fault:
            faults.append(Fault(said.place, fault))
        if said.verb == "begin":
            begun.append((said, reason, not fault))
        elif not fault:
            waivers.append(Waiver(said.target, reason, _covered(document, said), said.place))
    faults += (
        Fault(said.place, f"begin {said.target} has no end; wants a comment with: {MARK} end") for said, _, _ in begun
    )
    return sorted(waivers, key=_place), sorted(faults, key=_place)


def _place(one: Waiver | Fault) -> tuple[int, int]:
    return one.place.start, one.place.stop


def _directives(document: Document) -> Iterator[_Said]:
    """Every line of a comment that begins with the mark; what follows it up to the next one belongs to its reason."""
    for region in document.reading.regions:
        if region.role is not Role.COMMENT or MARK not in region.value:
            continue
        behind = region.source.start
        for line in _whole(region.value):
            verb = re.match(_VERB, line)
            word = verb[1] if verb else ""
            rest = re.match(_TARGET, line[verb.end() :] if verb else "")
            target = (rest[1] or "") if rest else ""
            reason = line[verb.end() + rest.end() :].lstrip(": \t") if verb and rest else ""
            start = document.source.find(MARK, behind, region.source.stop)
            start = max(start, region.source.start)
            behind = start + len(MARK)
            yield _Said(word, target, reason.strip(), Span(start, min(behind, region.source.stop)), region)


def _whole(comment: str) -> list[str]:
    """What stands behind each mark that opens a line, the lines below it joined."""
    found: list[str] = []
    for line in comment.splitlines():
        bare = line.strip()
        if bare.startswith(MARK):
            found.append(bare[len(MARK) :])
        elif found and bare:
            found[-1] += f" {bare}"
    return found


def _checked(said: _Said, sources: Collection[str], today: Callable[[], str]) -> tuple[str, str]:
    """The reason without its day, and what is wrong, "" if nothing is."""
    if said.verb not in _VERBS:
        wanted = f"{', '.join(_VERBS[:2])}, {_VERBS[2]} or {_VERBS[3]}"
        return "", f"found {said.verb or 'nothing'}, wants {wanted}"
    shape = _shape(said, said.target or "SOURCE")
    if not said.target:
        return "", f"no source is named; wants {shape}"
    source, colon, digits = said.target.partition(":")
    if source not in sources:
        return "", f"no source is called {source}{_meant(source, sources)}"
    if colon and not re.fullmatch(_KEY, digits):
        return "", f"{said.target} is no finding's key; wants one, or the source and a space: {_shape(said, source)}"
    until = re.search(_UNTIL, said.reason)
    reason = (said.reason[: until.start()] if until else said.reason).strip(" ,;")
    if reason.strip(".:") in ("", _PLACEHOLDER):
        return "", f"no reason is given; wants {shape}"
    return reason, _ended(until[1], today) if until else ""


def _shape(said: _Said, target: str) -> str:
    return f"{MARK} {said.verb} {target}: {_PLACEHOLDER}"


def _ended(day: str, today: Callable[[], str]) -> str:
    """What is wrong with the last day of a waiver."""
    if not _is_day(day):
        return f"found the day {day}, wants one like 2027-01-31"
    return f"expired on {day}; take it out, or agree on another day" if day < today() else ""


def _meant(source: str, sources: Collection[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a misspelt source

    near = get_close_matches(source, sorted(sources), n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(sorted(sources))}"


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return False
    from datetime import date  # noqa: PLC0415 - only for a waiver that ends

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _covered(document: Document, said: _Said) -> tuple[Span[Prose], ...]:
    """The prose that ``allow`` or ``allow-file`` holds for; nothing where no block follows."""
    reading = document.reading
    if said.verb == "allow-file":
        return (Span(0, len(reading.prose)),)
    at = said.comment.prose.start
    blocks = reading.blocks
    before = bisect_right(blocks, at, key=lambda block: block.prose.start) - 1
    if before >= 0 and at and _stands_in(document, before, said.comment):
        return (blocks[before].prose,)
    following = bisect_left(blocks, at, key=lambda block: block.prose.start)
    if following == len(blocks):
        return ()
    stop = following
    opens = following == 0 or blocks[following - 1].group != blocks[following].group
    while opens and stop + 1 < len(blocks) and blocks[stop + 1].group == blocks[following].group:
        stop += 1  # all of a list, table or quotation, where the waiver stands above it
    return (Span(blocks[following].prose.start, blocks[stop].prose.stop),)


def _stands_in(document: Document, at: int, comment: Region) -> bool:
    """Whether the comment stands within block ``at``, or on its last line."""
    prose = document.reading.blocks[at].prose
    if prose.start < comment.prose.start < prose.stop:
        return True
    text = document.reading.prose[prose.start : prose.stop].rstrip()
    end: Span[Prose] = Span(prose.start + len(text) - 1, prose.start + len(text))
    behind = document.reading.offsets.to_source(end).stop
    between = document.source[behind : comment.source.start]
    return behind <= comment.source.start and not re.search(_ENDS_A_BLOCK, between)


class Leave:
    """The waivers of one article while its passages are weighed: which of them were needed."""

    def __init__(self, waivers: Sequence[Waiver] = (), faults: Sequence[Fault] = ()) -> None:
        self._waivers = waivers
        self._faults = faults
        self._needed: set[Waiver] = set()

    def of(
        self, sources: Collection[str], key: str, tokens: Tokens, matched: Sequence[Span[Token]]
    ) -> tuple[list[Span[Token]], tuple[Evidence, ...]]:
        """The words that may stay of a passage of these sources with this key, ascending, and what says so."""
        spans: list[Span[Token]] = []
        evidence = []
        for waiver in self._waivers:
            if not waiver.allows(sources, key):
                continue
            covered = [_tokens_in(tokens, prose) for prose in waiver.covers]
            if any(here.meets(there) for here in covered for there in matched):
                self._needed.add(waiver)
                spans += covered
                evidence.append(Evidence("waiver", f"waiver for {waiver.target}", waiver.reason, waiver.place))
        return union(spans), tuple(evidence)

    def remarks(self, lines: Lines) -> list[Remark]:
        """What is wrong with the waivers, and which of them nothing needed; asked once all passages are weighed."""
        idle = (
            Fault(waiver.place, f"the waiver for {waiver.target} holds for no passage here; take it out")
            for waiver in self._waivers
            if waiver not in self._needed
        )
        return [
            Remark("waiver", *lines.place(fault.place.start), fault.said)
            for fault in sorted((*self._faults, *idle), key=_place)
        ]


def _tokens_in(tokens: Tokens, prose: Span[Prose]) -> Span[Token]:
    return Span(bisect_left(tokens.starts, prose.start), bisect_left(tokens.starts, prose.stop))
