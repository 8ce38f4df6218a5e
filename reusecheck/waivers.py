"""Waivers: what an article says, in comments of its own format, about passages that may stay (CONTRACT section 5)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from reusecheck.attribution.levels import Evidence
from reusecheck.documents import WAIVER_MARK as MARK
from reusecheck.documents import Role, may_hold_waiver
from reusecheck.findings import Remark
from reusecheck.spans import Prose, Source, Span, union
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
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
_UNTIL = r"(?i)\buntil[\s:]+(?=\d)"
_BEFORE_A_DAY = " \t,;("
_BEHIND_A_DAY = " \t,;)."
_DAY_SHOWN = 40  # characters of what was found for a day
# What is surely meant as a waiver and is none: the mark in another shape where a line begins, or in its middle with a
# verb behind it
_SHAPELESS = r"(?i)reusecheck(?:\s{0,9}:|[\s,;]{1,9}(?=(?:allow|allow-file|begin)(?![\w-])))"
_MIDDLE = r"(?i)\breusecheck\s{0,9}:(?=\s{0,9}(?:allow|allow-file|begin|end)(?![\w-]))"
_ENDS_A_BLOCK = r"[\r\n]|</(?:p|li|h\d|div|td|th|dd|dt|blockquote|figcaption|section|article|main|body)\b"
_RIGHT_ABOVE = "right above the paragraph, list, table or quotation"
_PLACEHOLDER = "REASON"  # what a report proposes, and somebody must replace
# How a comment is written, by the suffix of the article
_COMMENTS = {
    "<!-- {} -->": ("md", "markdown", "mdown", "mkd", "qmd", "rmd", "html", "htm", "xhtml", "ipynb"),
    "{{/* {} */}}": ("mdx",),
    ".. {}": ("rst", "rest"),
    "// {}": ("adoc", "asciidoc", "asc"),
    "% {}": ("tex", "latex", "ltx"),
    "a comment in the margin: {}": ("docx",),
}


class Waiver(NamedTuple):
    """Leave for passages of one source, or for one finding.

    ``target`` is the id of a source, or the key of a finding or its beginning. ``covers`` is
    the prose it holds for, ascending; ``place`` where it stands; ``is_stretch`` whether it has a begin and an end.
    """

    target: str
    reason: str
    covers: tuple[Span[Prose], ...]
    place: Span[Source]
    is_stretch: bool = False

    def allows(self, sources: Collection[str], key: str) -> bool:
        """Whether it is meant for a passage of these sources, whose finding has this key."""
        return is_meant_for(self.target, sources, key)


class Fault(NamedTuple):
    """What is wrong with a waiver, in words that say what is wanted; one with a fault allows nothing."""

    place: Span[Source]
    said: str


class _Said(NamedTuple):
    """A line ``reusecheck: VERB TARGET: REASON`` of a comment, or what ``is_meant`` as one and is none."""

    verb: str
    target: str
    reason: str
    place: Span[Source]
    comment: Region
    is_meant: bool = False


def is_meant_for(target: str, sources: Collection[str], key: str) -> bool:
    """Whether what is named, a source or a finding's key or its beginning, is a passage of these sources."""
    return key.startswith(target) if ":" in target else target in sources


def parted_target(text: str) -> tuple[str, str]:
    """What ``SOURCE: reason`` or ``KEY: reason`` names, and the reason; "" for what is not there."""
    found = re.match(_TARGET, text)
    target = (found[1] or "") if found else ""
    return target, text[found.end() :].lstrip(": \t").strip() if found else ""


def reasoned(
    target: str, said: str, sources: Collection[str], today: Callable[[], str], shape: Callable[[str], str]
) -> tuple[str, str]:
    """The reason with its last day, as it is written, and what is wrong with it or what is named, "" if nothing is.

    ``shape`` is how a source should be named. A day that is over, or that is none, is wrong.
    """
    if not target:
        return "", f"no source is named; wants {shape('SOURCE')}"
    unknown = _no_target(target, sources, shape)
    if unknown:
        return "", unknown
    reason, until = _parted(said)
    if reason.strip(".:") in ("", _PLACEHOLDER) and (not until or _is_day(until)):
        return "", f"no reason is given; wants {shape(target)}"
    return (said.strip(), _ended(until, today)) if until else (reason, "")


def proposed(path: str, source: str) -> str:
    """The comment that allows a passage of this source, as the article's format has it; "" where that has none."""
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
        if said.is_meant:
            verb = said.verb.lower() if said.verb.lower() in _VERBS else _VERBS[0]
            faults.append(
                Fault(said.place, f"no waiver as it stands; wants a line of its own that begins with: {MARK} {verb}")
            )
        elif said.verb == "end":
            at = next((i for i in reversed(range(len(begun))) if said.target in ("", begun[i][0].target)), None)
            if at is None:
                faults.append(Fault(said.place, "an end without a begin; take it out, or put its begin back"))
                continue
            beginning, reason, good = begun.pop(at)
            stretch: Span[Prose] = Span(beginning.comment.prose.start, said.comment.prose.start)
            if good:
                waivers.append(Waiver(beginning.target, reason, (stretch,), beginning.place, is_stretch=True))
        else:
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
    """What begins with the mark in a comment, or is meant to."""
    for region in document.reading.regions:
        if region.role is not Role.COMMENT or not may_hold_waiver(region.value):
            continue
        behind = region.source.start
        for mark, lines, is_meant in _whole(region.value):
            line = " ".join(lines)
            verb = re.match(_VERB, line)
            word = verb[1] if verb else ""
            target, reason = parted_target(line[verb.end() :] if verb else "")
            start = document.source.find(mark, behind, region.source.stop)
            start = max(start, region.source.start)
            behind = start + len(mark)
            place: Span[Source] = Span(start, min(behind, region.source.stop))
            yield _Said(word, target, reason, place, region, is_meant)


def _whole(comment: str) -> list[tuple[str, list[str], bool]]:
    """Each mark, what stands behind it up to the next one, by lines, and whether it is but meant as one."""
    found: list[tuple[str, list[str], bool]] = []
    reason: list[str] = []
    for line in comment.splitlines():
        bare = line.strip()
        is_mark = bare.startswith(MARK)
        if is_mark:
            reason = [bare[len(MARK) :]]
            found.append((MARK, reason, False))
        meant = re.match(_SHAPELESS, bare) if not is_mark else None
        meant = meant or re.compile(_MIDDLE).search(bare, len(MARK) if is_mark else 0)
        if meant:
            found.append((meant[0], [bare[meant.end() :]], True))
        if meant and not is_mark:
            reason = []  # what follows is that one's
        elif not is_mark and bare:
            reason.append(bare)
    return found


def _checked(said: _Said, sources: Collection[str], today: Callable[[], str]) -> tuple[str, str]:
    """The reason with its day, and what is wrong, "" if nothing is."""
    if said.verb not in _VERBS:
        wanted = f"{', '.join(_VERBS[:2])}, {_VERBS[2]} or {_VERBS[3]}"
        return "", f"found {said.verb or 'nothing'}, wants {wanted}"
    return reasoned(said.target, said.reason, sources, today, lambda source: _shape(said, source))


def _no_target(target: str, sources: Collection[str], shape: Callable[[str], str]) -> str:
    """Why what is named is no source and no key, or ""; ``shape`` is how a source should be named."""
    source, colon, digits = target.partition(":")
    several = re.match("(.*?)[,;&]", source)
    if several:
        return f"each source wants a waiver of its own: {shape(several[1] or 'SOURCE')}"
    if source not in sources:
        return f"no source is called {source}{_meant(source, sources)}"
    if colon and not re.fullmatch(_KEY, digits):
        return f"{target} is no finding's key; wants one, or the source and a space: {shape(source)}"
    return ""


def _parted(reason: str) -> tuple[str, str]:
    """The reason, and what stands where its last day should; the latter "" if no day is meant."""
    until = re.search(_UNTIL, reason)
    if until is None:
        return reason.strip(" ,;"), ""
    return reason[: until.start()].rstrip(_BEFORE_A_DAY), reason[until.end() :].rstrip(_BEHIND_A_DAY)


def _shape(said: _Said, target: str) -> str:
    return f"{MARK} {said.verb} {target}: {_PLACEHOLDER}"


def _ended(day: str, today: Callable[[], str]) -> str:
    """What is wrong with the last day of a waiver."""
    if not _is_day(day):
        shown = day if len(day) <= _DAY_SHOWN else f"{day[:_DAY_SHOWN].rsplit(' ', 1)[0]}…"
        return f"found until {shown}; wants a day at the very end: {_PLACEHOLDER}, until 2027-01-31"
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
        self._meant: set[Waiver] = set()

    def of(
        self, sources: Collection[str], key: str, tokens: Tokens, matched: Sequence[Span[Token]]
    ) -> tuple[list[Span[Token]], tuple[Evidence, ...]]:
        """The words that may stay of a passage of these sources with this key, ascending, and what says so."""
        spans: list[Span[Token]] = []
        evidence = []
        for waiver in self._waivers:
            if not waiver.allows(sources, key):
                continue
            self._meant.add(waiver)
            covered = [_tokens_in(tokens, prose) for prose in waiver.covers]
            if any(here.meets(there) for here in covered for there in matched):
                self._needed.add(waiver)
                spans += covered
                evidence.append(Evidence("waiver", f"waiver for {waiver.target}", waiver.reason, waiver.place))
        return union(spans), tuple(evidence)

    def remarks(self, lines: Lines) -> list[Remark]:
        """What is wrong with the waivers, and which of them nothing needed; asked once all passages are weighed."""
        idle = (Fault(waiver.place, self._idle(waiver)) for waiver in self._waivers if waiver not in self._needed)
        return [
            Remark("waiver", *lines.place(fault.place.start), fault.said)
            for fault in sorted((*self._faults, *idle), key=_place)
        ]

    def _idle(self, waiver: Waiver) -> str:
        said = f"the waiver for {waiver.target} holds for no passage"
        if waiver not in self._meant:
            return f"{said} here; take it out"
        where = "begin and end around the words" if waiver.is_stretch else f"it {_RIGHT_ABOVE}"
        return f"{said} where it stands; put {where} it is for, or take it out"


def _tokens_in(tokens: Tokens, prose: Span[Prose]) -> Span[Token]:
    return Span(bisect_left(tokens.starts, prose.start), bisect_left(tokens.starts, prose.stop))
