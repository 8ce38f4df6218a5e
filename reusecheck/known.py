"""What of an article is no news: listed in the baseline, there in an earlier version, or allowed by a commit."""

from __future__ import annotations

from reusecheck.alignment.passages import Alignment, adjoined
from reusecheck.attribution.levels import IN_BASE, IN_BASELINE, Attribution, Evidence
from reusecheck.carried import carried
from reusecheck.findings import Outcome, Reason
from reusecheck.policy import words_in
from reusecheck.spans import Span, union
from reusecheck.values import NamedTuple
from reusecheck.weighing import less

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reusecheck.allowances import Allowances
    from reusecheck.baseline import Baseline
    from reusecheck.detection import Shared
    from reusecheck.findings import Remark
    from reusecheck.policy import Weighed
    from reusecheck.spans import Token
    from reusecheck.weighing import Weigher, Weighing


class Past(NamedTuple):
    """An earlier version of an article, as far as it tells what is news in a later one.

    ``places`` are where the words of the later version stood, as ``carried`` says. Spans are of its own ``words``:
    ``open`` what was open or accepted as such, ``altered`` that and what was a changed quotation, ``overlap`` all that
    was shared.
    """

    words: Sequence[str]
    places: Sequence[int]
    open: Sequence[Span[Token]] = ()
    altered: Sequence[Span[Token]] = ()
    overlap: Sequence[Span[Token]] = ()
    remarks: Sequence[Remark] = ()


def had_some(places: Sequence[int], weighings: Iterable[Weighing]) -> bool:
    """Whether a word of the passages was there before: if none was, nobody need look how the earlier version stood."""
    return any(
        places[at] >= 0
        for weighing in weighings
        for span in weighing.fact.matched
        for at in range(span.start, span.stop)
    )


def past(words: Sequence[str], places: Sequence[int], weighings: Iterable[Weighing], remarks: Sequence[Remark]) -> Past:
    """What the passages of an earlier version tell."""
    is_open: list[Span[Token]] = []
    altered: list[Span[Token]] = []
    overlap: list[Span[Token]] = []
    for weighing in weighings:
        reason = weighing.fact.reason
        if reason.is_open or reason is Reason.BASELINE:
            is_open += _counting(weighing)
        if reason is Reason.ALTERED:
            altered += weighing.own
        overlap += weighing.fact.matched
    return Past(words, places, union(is_open), union([*is_open, *altered]), union(overlap), remarks)


class Known:
    """Which words of an article were there before, and how they stood."""

    def __init__(self, words: Sequence[str], weighings: Iterable[Weighing], pasts: Sequence[Past]) -> None:
        """``pasts``: several where a merge is made; what one of its parents has is no news."""
        self.open = _found((each.places, each.open) for each in pasts)
        self.altered = _found((each.places, each.altered) for each in pasts)
        self.overlap = _found((each.places, each.overlap) for each in pasts)
        if len(pasts) == 1:
            mine = union(span for each in weighings if each.fact.reason.is_open for span in _counting(each))
            self.open = union([*self.open, *_left_over(words, mine, self.open, pasts[0])])

    def less(self, shared: Shared, weighing: Weighing) -> tuple[Shared, Weighing]:
        """The same as far as it is news: without its known words, or as one that is known altogether.

        What is open is shown from its first new word to its last, and keeps the key of the whole passage.
        """
        fact = weighing.fact
        if fact.reason.is_open:
            own = less(weighing.own, self.open)
            if not own:
                return shared, _as_known(weighing, IN_BASE, "")
            fact = fact._replace(
                counted=less(fact.counted, self.open), counted_words=words_in(own), longest_run=_longest(shared, own)
            )
            within: Span[Token] = Span(own[0].start, own[-1].stop)
            return shared._replace(alignment=_clipped(shared.alignment, within)), weighing._replace(fact=fact, own=own)
        if fact.reason is Reason.ALTERED and not less(weighing.own, self.altered):
            return shared, _as_known(weighing, IN_BASE, "")
        if fact.reason.is_settled:
            return shared, weighing._replace(fact=fact._replace(counted=less(fact.counted, self.overlap)))
        return shared, weighing


def _clipped(alignment: Alignment, within: Span[Token]) -> Alignment:
    """What of the runs lies inside ``within``, which begins and ends inside of one."""
    runs = []
    for run in alignment.runs:
        start, stop = max(run.span.start, within.start), min(run.span.stop, within.stop)
        if start < stop:
            runs.append(run._replace(article=start, reference=run.reference + start - run.article, length=stop - start))
    return Alignment(tuple(runs))


def _counting(weighing: Weighing) -> list[Span[Token]]:
    """The words of the passage itself that count, and those that only a further reference has."""
    return [*weighing.own, *weighing.fact.counted]


def _left_over(
    words: Sequence[str], mine: Sequence[Span[Token]], known: Sequence[Span[Token]], then: Past
) -> list[Span[Token]]:
    """Of the open words ``mine`` that are not known those equal to open ones of the earlier version that are free.

    Of two equal passages one may have been credited, or both have changed places: which of them was carried over to
    which nobody can tell, and what was open stays as many words.
    """
    places = {then.places[at] for span in mine for at in range(span.start, span.stop)}
    free = less(then.open, [Span(place, place + 1) for place in sorted(places) if place >= 0])
    left = less(mine, known)
    if not free or not left:
        return []
    here, at = _in_a_row(words, left, "here")
    there, _ = _in_a_row(then.words, free, "there")
    return [Span(at[step], at[step] + 1) for step, place in enumerate(carried(here, there)) if place >= 0]


def _in_a_row(words: Sequence[str], spans: Sequence[Span[Token]], name: str) -> tuple[list[str], list[int]]:
    """The words of the spans, with what no word is before, between and behind them; and where each of them stands."""
    row, at = [], []
    for number, span in enumerate(spans):
        row += [f"\0{name} {number}", *words[span.start : span.stop]]
        at += [span.start, *range(span.start, span.stop)]
    return [*row, f"\0{name}"], [*at, 0]


def _found(pasts: Iterable[tuple[Sequence[int], Sequence[Span[Token]]]]) -> list[Span[Token]]:
    """The words of the article whose places in an earlier version lie within its spans."""
    found: list[Span[Token]] = []
    for places, stretches in pasts:
        inside = {at for stretch in stretches for at in range(stretch.start, stretch.stop)}
        found += (Span(at, at + 1) for at, place in enumerate(places) if place in inside)
    return union(found)


def _longest(shared: Shared, own: Sequence[Span[Token]]) -> int:
    """Words of the longest stretch that is equal in both texts and lies within ``own``."""
    counted = union(own)
    around = shared.alignment.article
    ends = [around.start, *(span.stop for span in counted)]
    begins = [*(span.start for span in counted), around.stop]
    apart: list[Span[Token]] = [Span(end, begin) for end, begin in zip(ends, begins, strict=True) if end < begin]
    return max(map(len, less((run.span for run in adjoined(shared.alignment.runs)), apart)), default=0)


def _as_known(weighing: Weighing, how: str, why: str) -> Weighing:
    """The same, no longer counted."""
    evidence = Evidence("baseline", how, why, Span(0, 0))
    return _settled_by(weighing, Reason.BASELINE, evidence)


def _settled_by(weighing: Weighing, reason: Reason, evidence: Evidence) -> Weighing:
    attribution = Attribution(weighing.attribution.level, (*weighing.attribution.evidence, evidence))
    return weighing._replace(fact=weighing.fact._replace(reason=reason), attribution=attribution, names="")


def accepted(
    weigher: Weigher, passages: Sequence[Shared], weighings: Sequence[Weighing], baseline: Baseline
) -> list[Weighing]:
    """The same, those known that the baseline lists, be it under the key of another reference with the same words."""
    found = []
    path = weigher.article.document.path
    for shared, weighing in zip(passages, weighings, strict=True):
        is_open = weighing.fact.reason.is_open
        entry = baseline.accepts(weighing.key, path, weigher.further_keys(shared, weighing.key)) if is_open else None
        found.append(_as_known(weighing, IN_BASELINE, entry.reason) if entry else weighing)
    return found


def allowed(
    weighings: Sequence[Weighing],
    passages: Sequence[Shared],
    path: str,
    allowances: Allowances,
    weighed: Callable[[Sequence[Weighing]], Sequence[Weighed]],
) -> list[Weighing]:
    """The same, those waived that commits allow: of the passages that block or warn one for each, the longest first."""
    found = list(weighings)
    while True:
        outcomes = weighed(found)
        troubling = sorted(
            (at for at, each in enumerate(outcomes) if each.outcome.rank >= Outcome.WARN.rank),
            key=lambda at: (-outcomes[at].outcome.rank, -found[at].fact.counted_words),
        )
        for at in troubling:
            sources = {passages[at].reference.described.source, *(other.source for other in passages[at].also_in)}
            evidence = allowances.use(sources, found[at].key, path)
            if evidence:
                found[at] = _settled_by(found[at], Reason.WAIVED, evidence)
                break
        else:
            return found


def news(remarks: Sequence[Remark], pasts: Iterable[Past]) -> list[Remark]:
    """The remarks that no earlier version had; one that had it once excuses one."""
    said = [[(one.kind, one.said) for one in each.remarks] for each in pasts]
    found = []
    for remark in remarks:
        holders = [each for each in said if (remark.kind, remark.said) in each]
        for each in holders:
            each.remove((remark.kind, remark.said))
        if not holders:
            found.append(remark)
    return found
