"""What was found, weighed against the limits: a reason for each passage and the outcome of the article."""

from __future__ import annotations

from reusecheck.config import Action
from reusecheck.findings import LimitReached, Outcome, Reason
from reusecheck.spans import Span, Token, union
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reusecheck.config import Limits

_OUTCOMES = {Action.BLOCK: Outcome.BLOCK, Action.WARN: Outcome.WARN, Action.NOTE: Outcome.NOTE}
FREE_LICENSES = frozenset({"public-domain", "own"})
NAMED_LICENSES = "CC-BY"  # all that begin so want to be named or linked, not only their author
CLOSED_LICENSES = frozenset({"", "all-rights-reserved"})


def wants_its_name(license_: str) -> bool:
    """Whether a licence wants to be named where its text is used."""
    return license_.upper().startswith(NAMED_LICENSES)


class Terms(NamedTuple):
    """What the corpus entry of a reference says: ``limits`` are its own, or ``None`` for the general ones."""

    source: str
    limits: Limits | None
    action: Action
    license: str


class Fact(NamedTuple):
    """A passage as far as the limits are concerned.

    ``matched`` are its matched words in the article, also those that only a further reference holds; ``counted`` are
    these less what is template text or waived. ``counted_words`` and ``longest_run`` are of what counts in the passage
    itself.
    """

    reason: Reason
    terms: Terms
    matched: Sequence[Span[Token]]
    counted: Sequence[Span[Token]]
    counted_words: int
    longest_run: int


class Weighed(NamedTuple):
    """What became of one fact: the outcome it has by itself, and the limits it reached or helped to reach."""

    outcome: Outcome
    limits_reached: tuple[LimitReached, ...]


class Decision(NamedTuple):
    """The article's figures (CONTRACT section 1), and what became of each fact, in their order."""

    outcome: Outcome
    overlap_words: int
    unattributed_words: int
    score: float
    longest_run: int
    limits_reached: tuple[LimitReached, ...]
    weighed: tuple[Weighed, ...]


def words_in(spans: Iterable[Span[Token]]) -> int:
    """Words inside at least one of the spans: no word counts twice."""
    return sum(map(len, union(spans)))


def share(part: int, whole: int) -> float:
    """Percentage, not rounded; 0 of nothing."""
    return 100 * part / whole if whole else 0.0


def decide(words: int, facts: Sequence[Fact], limits: Limits) -> Decision:
    """Weigh the passages of an article of ``words`` words.

    The general limits hold for all references whose corpus entry has none of
    its own; each other entry's limits hold for its references taken together.
    """
    reached: list[LimitReached] = []
    outcomes: list[Outcome] = [Outcome.PASS] * len(facts)
    touching: list[list[LimitReached]] = [[] for _ in facts]
    for source, members in _by_limits(facts).items():
        own = facts[members[0]].terms.limits if source else None
        for limit, by in _limits_reached(words, [(i, facts[i]) for i in members], own or limits, source):
            if limit not in reached:
                reached.append(limit)
            for i in by:
                touching[i].append(limit)
                outcomes[i] = max(outcomes[i], _OUTCOMES[facts[i].terms.action], key=lambda o: o.rank)
    for i, fact in enumerate(facts):
        outcomes[i] = max(outcomes[i], _at_least(fact), key=lambda o: o.rank)
    open_facts = [fact for fact in facts if fact.reason.is_open]
    unattributed = words_in(span for fact in open_facts for span in fact.counted)
    return Decision(
        outcome=max(outcomes, key=lambda o: o.rank, default=Outcome.PASS),
        overlap_words=words_in(span for fact in facts for span in fact.matched),
        unattributed_words=unattributed,
        score=round(share(unattributed, words), 1),
        longest_run=max((fact.longest_run for fact in open_facts), default=0),
        limits_reached=tuple(reached),
        weighed=tuple(map(Weighed, outcomes, map(tuple, touching))),
    )


def _at_least(fact: Fact) -> Outcome:
    """What a passage comes to that reaches no limit."""
    if fact.reason in (Reason.MISATTRIBUTED, Reason.ALTERED):
        return Outcome.NOTE if fact.terms.action is Action.NOTE else Outcome.WARN
    return Outcome.NOTE if fact.reason in (Reason.UNATTRIBUTED, Reason.OWN) else Outcome.PASS


def _by_limits(facts: Sequence[Fact]) -> dict[str, list[int]]:
    """Corpus entry (or "" for all that follow the general limits) → the facts its limits hold for."""
    groups: dict[str, list[int]] = {}
    for i, fact in enumerate(facts):
        groups.setdefault(fact.terms.source if fact.terms.limits else "", []).append(i)
    return groups


def _limits_reached(
    words: int, facts: Sequence[tuple[int, Fact]], limits: Limits, source: str
) -> list[tuple[LimitReached, list[int]]]:
    """Each limit that is reached, with the facts that reach it."""
    found = []
    open_facts = [(i, fact) for i, fact in facts if fact.reason.is_open]
    if limits.passage_words is not None:
        for i, fact in open_facts:
            if fact.counted_words >= limits.passage_words:
                limit = LimitReached("passage_words", fact.counted_words, limits.passage_words, "words", source)
                found.append((limit, [i]))
    overlap = words_in(span for _, fact in open_facts for span in fact.counted)
    enough = bool(open_facts) and overlap >= limits.share_from_words  # nothing reaches no limit, not one of 0 % either
    if limits.share is not None and enough and share(overlap, words) >= limits.share:
        limit = LimitReached("share", round(share(overlap, words), 1), limits.share, "%", source, overlap)
        found.append((limit, [i for i, _ in open_facts]))
    quoted = [(i, f) for i, f in facts if f.reason.is_settled and f.terms.license in CLOSED_LICENSES]
    quoted_words = words_in(span for _, fact in quoted for span in fact.counted)
    quoted_share = share(quoted_words, words)
    if limits.quoted_share is not None and quoted and quoted_share >= limits.quoted_share:
        limit = LimitReached("quoted_share", round(quoted_share, 1), limits.quoted_share, "%", source, quoted_words)
        found.append((limit, [i for i, _ in quoted]))
    return found
