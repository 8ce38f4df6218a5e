"""What a quotation says before and behind the words it shares with its source: words put in, or changed.

What an editor would not read as the source's words is passed over: a credit, a lead-in
("The paper wrote:"), a heading or a name on a line of its own, a remark in brackets,
whatever was copied from elsewhere, and whatever stands beyond marks inside a block quotation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

from reusecheck.changed_words import Change, count_written, widened, written_back, written_on
from reusecheck.spans import Prose, Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reusecheck.sides import Text
    from reusecheck.spans import Run, Source, Token

# Words of a quoted part before or behind the passage that may stand for as many of the source; more are words put in.
_EDGE = 4
# A line of so many words without an end of a sentence is a heading, or a name below the quotation.
_LABEL_WORDS = 12
# A credit behind a dash has no more words (``forms.CREDIT_LINE_WORDS``).
_CREDIT_WORDS = 40
# Characters before the first word and behind the last that may be their brackets: ".]"
_MARKS = 3
# Of words that stand for others, this share is the same; else they are words put in.
_SAME_SHARE = 0.5

# Words of the source around the passage in which its sentences are looked for when they stand elsewhere
NEAR = 2000

_QUOTES = "\"“”„«»‹›‘’‚'「」『』《》"
_ENDS = ".!?…。！？"
_SENTENCE_END = rf"[{_ENDS}][{_QUOTES})\]]{{0,4}}\s+|\n"
_DASH = rf"(?:^|[{_ENDS}{_QUOTES})\]]|\n)\s{{0,9}}(?:—|–|―|‒|--|[-~]\s)"
_REMARK = r"(?s)^.{0,2}[(\[][^()\[\]]{0,300}[)\]]\W*$"
_LEAD_IN = rf"[:：—–―][\s{_QUOTES}*_(\[]*$|--\s*$"


class Around(NamedTuple):
    """What an article says beside a passage, ascending and apart.

    ``apart`` is prose that no reader takes for quoted words (``<cite>``), ``links`` that of links; ``copied`` are the
    article's passages, this one too; ``credits`` is where the passage's source is named.
    """

    apart: Sequence[Span[Prose]] = ()
    links: Sequence[Span[Prose]] = ()
    copied: Sequence[Span[Token]] = ()
    credits: Sequence[Span[Source]] = ()


def part_at(parts: Sequence[Span[Prose]], word: Span[Prose]) -> Span[Prose] | None:
    """The one of ``parts``, ascending and apart, that holds the word."""
    at = bisect_right(parts, word.start, key=_start) - 1
    return parts[at] if at >= 0 and parts[at].holds(word) else None


def is_signature(between: str) -> bool:
    """Whether a dash behind the last word of a quotation, or on the next line, begins who said it."""
    return re.search(_DASH, between) is not None


def _start(span: Span[Prose] | Span[Token]) -> int:
    return span.start


def _stop(span: Span[Prose]) -> int:
    return span.stop


def edges(
    whole: Sequence[Run], article: Text, reference: Text, quoted: Sequence[Span[Prose]], around: Around
) -> Iterator[Change]:
    """The changes before the first and behind the last equal word, each within its quoted part and paragraph."""
    start, stop = whole[0].article, whole[-1].article + whole[-1].length
    before, behind = _before(article, start, quoted, around), _behind(article, stop, quoted, around)
    most = sum(run.length for run in whole)
    if around.copied:
        at = bisect_right(around.copied, behind.stop, key=_start) - 1
        if at >= 0 and around.copied[at].start == behind.stop:
            most += len(around.copied[at])
    if len(before) + len(behind) > max(most, _EDGE):
        return  # for the greater part it is a quotation of something else
    if len(before):
        change = _first_words(whole[0], before, article, reference)
        if change is not None:
            yield change
    if len(behind):
        change = _last_words(whole[-1], behind, article, reference)
        if change is not None:
            yield change


def _room(article: Text, word: int, quoted: Sequence[Span[Prose]]) -> Span[Token] | None:
    """The words of the quoted part around a word, as far as its paragraph goes."""
    where = article.prose_span(Span(word, word + 1))
    part = part_at(quoted, where)
    if part is None:
        return None
    blocks = article.document.reading.blocks
    at = bisect_right(blocks, where.start, key=lambda block: block.prose.start) - 1
    block = blocks[at].prose if at >= 0 and blocks[at].prose.holds(where) else part
    starts, stops = article.tokens.starts, article.tokens.stops
    first = bisect_left(starts, max(part.start, block.start))
    return Span(first, max(bisect_right(stops, min(part.stop, block.stop)), first))


def _before(article: Text, start: int, quoted: Sequence[Span[Prose]], around: Around) -> Span[Token]:
    """The words before token ``start`` that are said to be the source's."""
    nothing: Span[Token] = Span(start, start)
    room = _room(article, start, quoted)
    if room is None or room.start >= start:
        return nothing
    at = bisect_right(around.copied, start, key=_start) - 1
    own_start = around.copied[at].start if at >= 0 and around.copied[at].stop > start else start
    if own_start < start or (at > 0 and around.copied[at - 1].stop > room.start):
        return nothing  # behind the other passage it is told
    first = room.start
    tokens, prose = article.tokens, article.document.reading.prose
    begin = tokens.starts[first]
    text = prose[begin : tokens.starts[start]]
    if re.search(_LEAD_IN, text) or _opens_marks(prose[tokens.stops[start - 1] : tokens.starts[start]]):
        return nothing
    for sentence in reversed(_sentences(text, begin)):
        if _is_apart(article, sentence, around, start):
            first = max(first, bisect_left(tokens.starts, sentence.stop))
            break
    line = text.rstrip().rpartition("\n")[2] if "\n" in text[len(text.rstrip()) :] else ""
    if line and not re.search(rf"[{_ENDS},;]\W*$", line) and len(line.split()) <= _LABEL_WORDS:
        return nothing
    return Span(min(first, start), start)


def _behind(article: Text, stop: int, quoted: Sequence[Span[Prose]], around: Around) -> Span[Token]:
    """The words from token ``stop`` on that are said to be the source's."""
    nothing: Span[Token] = Span(stop, stop)
    room = _room(article, stop - 1, quoted)
    if room is None or room.stop <= stop:
        return nothing
    at = bisect_left(around.copied, stop, key=_start)
    end = min(room.stop, around.copied[at].start) if at < len(around.copied) else room.stop
    tokens, prose = article.tokens, article.document.reading.prose
    if end <= stop:
        return nothing
    begin = tokens.stops[stop - 1]
    text = prose[begin : tokens.stops[end - 1]]
    if _closes_marks(prose[begin : tokens.starts[stop]]):
        return nothing
    dash = re.search(_DASH, text)
    if dash and end - bisect_left(tokens.starts, begin + dash.start()) <= _CREDIT_WORDS:
        end = max(bisect_left(tokens.starts, begin + dash.start()), stop)
        text = prose[begin : tokens.stops[end - 1]]
    for sentence in _sentences(text, begin):
        if _is_apart(article, sentence, around, stop - 1):
            end = max(bisect_left(tokens.starts, sentence.start), stop)
            break
    if end <= stop:
        return nothing
    text = prose[begin : tokens.stops[end - 1] + 1]
    line = text.lstrip() if "\n" in text[: len(text) - len(text.lstrip())] else text.partition("\n")[2].strip()
    if line and not re.search(rf"[{_ENDS};:]", line) and not line[0].islower() and len(line.split()) <= _LABEL_WORDS:
        end = max(bisect_left(tokens.starts, begin + text.rindex(line)), stop)
    return Span(stop, end)


def _sentences(text: str, offset: int) -> list[Span[Prose]]:
    """The sentences, or lines, of a stretch that begins at ``offset`` of the prose; those without words too."""
    cuts = [0, *(found.end() for found in re.finditer(_SENTENCE_END, text)), len(text)]
    return [Span(offset + one, offset + other) for one, other in pairwise(cuts) if one < other]


def _is_apart(article: Text, sentence: Span[Prose], around: Around, beside: int) -> bool:
    """Whether a sentence names the source, or is set apart by its markup.

    A link around the words of the passage, token ``beside``, says nothing about the sentence.
    """
    at = bisect_right(around.apart, sentence.start, key=_stop)
    if at < len(around.apart) and around.apart[at].meets(sentence):
        return True
    at = bisect_right(around.links, sentence.start, key=_stop)
    while at < len(around.links) and around.links[at].start < sentence.stop:
        if sentence.holds(around.links[at]) and 2 * len(around.links[at]) >= len(sentence):
            return True
        at += 1
    if not around.credits:
        return False
    source = article.document.reading.offsets.to_source(sentence)
    word = article.document.reading.offsets.to_source(article.prose_span(Span(beside, beside + 1)))
    return any(credit.meets(source) and not credit.meets(word) for credit in around.credits)


def _opens_marks(between: str) -> bool:
    return bool(re.search(rf"\s[{_QUOTES}]+\W*$", f" {between}")) and not between.isspace() and between.strip() != "'"


def _closes_marks(between: str) -> bool:
    return bool(re.match(rf"[^\w\s{_QUOTES}]*[{_QUOTES}]", between)) and not re.match(r"['’]\w", between)


def _ends_sentence(text: Text, at: int) -> bool:
    """Whether a sentence ends before token ``at``, as far as its marks tell."""
    tokens, prose = text.tokens, text.document.reading.prose
    if not 0 < at < len(tokens.starts):
        return True
    between = prose[tokens.stops[at - 1] : tokens.starts[at]]
    return any(mark in between for mark in _ENDS) or between.count("\n") > 1


def _first_words(run: Run, before: Span[Token], article: Text, reference: Text) -> Change | None:
    words = count_written(article, before)
    change = widened(Change(before, Span(run.reference, run.reference)), article, reference, 0, run.length)
    end = change.reference.stop
    ours = article.tokens.words[change.article.start : change.article.stop]
    least = run.reference
    while least > max(run.reference - len(before) - _EDGE, 0) and not _ends_sentence(reference, least):
        least -= 1
    start, letters = end, 0
    while start > 0 and letters < sum(map(len, ours)):
        start -= 1
        letters += len(reference.tokens.words[start])
    alike = written_back(reference, run.reference, words, 0)
    same = "".join(reference.tokens.words[start:end]) == "".join(ours)
    if not same:
        same = _is_alike(article, before, reference, Span(alike, run.reference))
        start = alike if same else least
        start = max(start, written_back(reference, run.reference, words, 0))
    change = change._replace(reference=Span(start, end))
    if start == run.reference and _is_remark(article, before):
        return None
    if words > _EDGE and _ends_sentence(article, run.article) and not same:
        change = change._replace(article=before, reference=Span(run.reference, run.reference))
        return _put_in(change, article, reference, run.reference + run.length, len(reference.tokens.words))
    return _trimmed(change, article, reference)


def _last_words(run: Run, behind: Span[Token], article: Text, reference: Text) -> Change | None:
    last = run.reference + run.length
    words = count_written(article, behind)
    change = widened(Change(behind, Span(last, last)), article, reference, run.length, 0)
    begin = change.reference.start
    ours = article.tokens.words[change.article.start : change.article.stop]
    most, count = last, len(reference.tokens.words)
    while most < min(last + len(behind) + _EDGE, count) and not _ends_sentence(reference, most):
        most += 1
    stop, letters = begin, 0
    while stop < count and letters < sum(map(len, ours)):
        letters += len(reference.tokens.words[stop])
        stop += 1
    alike = written_on(reference, last, words, count)
    same = "".join(reference.tokens.words[begin:stop]) == "".join(ours)
    if not same:
        same = _is_alike(article, behind, reference, Span(last, alike))
        stop = alike if same else most
        stop = min(stop, written_on(reference, last, words, count))
    change = change._replace(reference=Span(begin, stop))
    if stop == last and _is_remark(article, behind):
        return None
    if words > _EDGE and _ends_sentence(article, behind.start) and not same:
        change = change._replace(article=behind, reference=Span(last, last))
        return _put_in(change, article, reference, 0, run.reference)
    return _trimmed(change, article, reference)


def _is_remark(article: Text, span: Span[Token]) -> bool:
    """Whether all of the words stand in brackets, square or round: a reference, a remark of the writer."""
    where = article.prose_span(span)
    text = article.document.reading.prose[max(where.start - _MARKS, 0) : where.stop + _MARKS]
    return re.search(_REMARK, text) is not None


def _is_alike(article: Text, ours: Span[Token], reference: Text, theirs: Span[Token]) -> bool:
    """Whether half of the words are the same: a sentence that was changed, not one that was put in."""
    mine = set(article.tokens.words[ours.start : ours.stop])
    return len(mine.intersection(reference.tokens.words[theirs.start : theirs.stop])) >= _SAME_SHARE * len(mine)


def _put_in(change: Change, article: Text, reference: Text, start: int, stop: int) -> Change | None:
    """The change, or that the words stand in the source's tokens ``[start, stop)``, on the other side of the passage.

    ``None`` where they stand elsewhere: then something was passed over.
    """
    words = f" {' '.join(article.tokens.words[change.article.start : change.article.stop])} "
    here = change.reference.start
    first, last = max(here - NEAR, 0), here + NEAR
    if words in f" {' '.join(reference.tokens.words[max(start, first) : min(stop, last)])} ":
        return change._replace(kind="the order of words")
    if words in f" {' '.join(reference.tokens.words[first:last])} ":
        return None
    return change._replace(kind="words put in")


def _trimmed(change: Change, article: Text, reference: Text) -> Change | None:
    """Without the equal words at its ends; ``None`` if nothing is left. Brackets within excuse it."""
    ours, theirs = article.tokens.words, reference.tokens.words
    (start, stop), (other, end) = ((span.start, span.stop) for span in change[:2])
    while start < stop and other < end and ours[start] == theirs[other]:
        start, other = start + 1, other + 1
    while start < stop and other < end and ours[stop - 1] == theirs[end - 1]:
        stop, end = stop - 1, end - 1
    if start == stop and other == end:
        return None
    prose = article.document.reading.prose
    whole = prose[
        max(article.tokens.starts[change.article.start] - 1, 0) : article.tokens.stops[change.article.stop - 1] + 1
    ]
    cut = Change(Span(start, stop), Span(other, end), "[" in whole and "]" in whole)
    return widened(cut, article, reference, start - change.article.start, change.article.stop - stop)
