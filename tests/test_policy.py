from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.config import Action, Limits
from reusecheck.findings import LimitReached, Outcome, Reason
from reusecheck.policy import Decision, Fact, Terms, decide, share, words_in
from reusecheck.spans import Span, Token
from tests.oracles import places

OFF = Limits(share=None, passage_words=None, quoted_share=None)
ALONE = {
    "share": Limits(passage_words=None, quoted_share=None),
    "passage_words": Limits(share=None, quoted_share=None),
    "quoted_share": Limits(share=None, passage_words=None),
}
CLOSED = "all-rights-reserved"
COUNTING = (Reason.UNATTRIBUTED, Reason.MISATTRIBUTED, Reason.OWN)


def terms(
    source: str = "harbour", limits: Limits | None = None, action: Action = Action.BLOCK, license_: str = CLOSED
) -> Terms:
    return Terms(source, limits, action, license_)


def fact(*spans: tuple[int, int], reason: Reason = Reason.UNATTRIBUTED, of: Terms | None = None) -> Fact:
    """A passage whose matched words all count."""
    matched: list[Span[Token]] = [Span(start, stop) for start, stop in spans]
    longest = max((stop - start for start, stop in spans), default=0)
    return Fact(reason, of or terms(), matched, matched, sum(map(len, matched)), longest)


def names(decision: Decision) -> list[str]:
    return [limit.name for limit in decision.limits_reached]


@pytest.mark.parametrize(("words", "outcome"), [(39, Outcome.NOTE), (40, Outcome.BLOCK), (41, Outcome.BLOCK)])
def test_the_passage_limit_is_reached_at_exactly_its_number(words: int, outcome: Outcome) -> None:
    decision = decide(10_000, [fact((0, words))], Limits())
    assert decision.outcome is outcome
    if outcome is Outcome.BLOCK:
        assert decision.limits_reached == (LimitReached("passage_words", words, 40, "words"),)
        assert decision.weighed[0].limits_reached == decision.limits_reached


def test_passages_below_the_limit_do_not_reach_it_together() -> None:
    assert names(decide(10_000, [fact((0, 39)), fact((100, 139))], Limits())) == []


def test_template_text_within_a_passage_does_not_count_for_the_limits() -> None:
    matched: list[Span[Token]] = [Span(0, 45)]
    less: list[Span[Token]] = [Span(0, 10), Span(16, 45)]
    passage = Fact(Reason.UNATTRIBUTED, terms(), matched, less, 39, 45)
    decision = decide(10_000, [passage], Limits())
    assert decision.outcome is Outcome.NOTE
    assert (decision.overlap_words, decision.unattributed_words) == (45, 39)


@pytest.mark.parametrize(("words", "reached"), [(149, False), (150, True), (151, True)])
def test_the_share_limit_is_reached_at_exactly_its_share(words: int, reached: bool) -> None:
    decision = decide(1000, [fact((0, words))], ALONE["share"])
    assert names(decision) == (["share"] if reached else [])
    assert decision.outcome is (Outcome.BLOCK if reached else Outcome.NOTE)
    assert decision.score == round(words / 10, 1)


@pytest.mark.parametrize("tenth", [1, 7, 141, 333, 999, 1000])
def test_a_share_with_a_decimal_is_reached_at_exactly_its_share(tenth: int) -> None:
    limits = Limits(share=tenth / 10, share_from_words=1, passage_words=None)
    assert names(decide(1000, [fact((0, tenth))], limits)) == ["share"]
    assert names(decide(1001, [fact((0, tenth))], limits)) == []


@pytest.mark.parametrize(("words", "reached"), [(24, False), (25, True), (26, True)])
def test_the_share_of_a_short_article_counts_from_so_many_words(words: int, reached: bool) -> None:
    assert names(decide(words, [fact((0, words))], ALONE["share"])) == (["share"] if reached else [])


def test_passages_reach_the_share_together_and_no_word_counts_twice() -> None:
    limits = ALONE["share"]
    apart = decide(1000, [fact((0, 100)), fact((200, 250))], limits)
    assert names(apart) == ["share"]
    assert [weighed.outcome for weighed in apart.weighed] == [Outcome.BLOCK] * 2
    assert apart.limits_reached == (LimitReached("share", 15.0, 15.0, "%", part=150),)
    over_each_other = decide(1000, [fact((0, 100)), fact((50, 149))], limits)
    assert names(over_each_other) == []
    assert over_each_other.overlap_words == over_each_other.unattributed_words == 149


@pytest.mark.parametrize(("words", "reached"), [(499, False), (500, True), (501, True)])
def test_a_page_of_quotations_is_not_an_article(words: int, reached: bool) -> None:
    decision = decide(1000, [fact((0, words), reason=Reason.ATTRIBUTED)], Limits())
    assert names(decision) == (["quoted_share"] if reached else [])
    assert decision.outcome is (Outcome.BLOCK if reached else Outcome.PASS)
    assert (decision.overlap_words, decision.unattributed_words, decision.score) == (words, 0, 0.0)


@pytest.mark.parametrize(
    ("license_", "reached"), [("", True), (CLOSED, True), ("CC-BY-4.0", False), ("public-domain", False)]
)
def test_only_closed_licences_limit_quotation(license_: str, reached: bool) -> None:
    quoted = fact((0, 1000), reason=Reason.ATTRIBUTED, of=terms(license_=license_))
    assert names(decide(1000, [quoted], Limits())) == (["quoted_share"] if reached else [])


@pytest.mark.parametrize("reason", [Reason.OWN, Reason.TEMPLATE])
def test_ones_own_text_and_templates_reach_no_limit(reason: Reason) -> None:
    decision = decide(100, [fact((0, 100), reason=reason)], Limits())
    assert decision.limits_reached == ()
    assert decision.outcome is (Outcome.NOTE if reason is Reason.OWN else Outcome.PASS)
    assert (decision.score, decision.overlap_words, decision.longest_run) == (0.0, 100, 0)


def test_limits_that_are_off_are_never_reached() -> None:
    facts = [fact((0, 600)), fact((500, 1000), reason=Reason.ATTRIBUTED)]
    assert decide(1000, facts, OFF).limits_reached == ()
    for name, limits in ALONE.items():
        assert names(decide(1000, facts, limits)) == [name]


def test_own_limits_hold_for_that_entry_alone() -> None:
    strict = terms("strict", Limits(passage_words=10))
    decision = decide(10_000, [fact((0, 20), of=strict), fact((100, 120))], Limits())
    assert decision.limits_reached == (LimitReached("passage_words", 20, 10, "words", "strict"),)
    assert [weighed.outcome for weighed in decision.weighed] == [Outcome.BLOCK, Outcome.NOTE]


def test_generous_limits_of_one_entry_free_its_references_alone() -> None:
    generous = terms("partner", OFF)
    decision = decide(100, [fact((0, 90), of=generous), fact((90, 100))], Limits())
    assert decision.outcome is Outcome.NOTE
    assert (decision.unattributed_words, decision.score) == (100, 100.0)
    assert decide(100, [fact((0, 90), of=generous), fact((50, 100))], Limits()).outcome is Outcome.BLOCK


def test_entries_without_own_limits_reach_the_share_together() -> None:
    facts = [fact((0, 20), of=terms("one")), fact((20, 40), of=terms("two"))]
    assert names(decide(200, facts, Limits())) == ["share"]


def test_an_entry_with_own_limits_does_not_lend_its_words_to_the_others() -> None:
    facts = [fact((0, 20), of=terms("one")), fact((20, 40), of=terms("two", Limits(share=30.0)))]
    assert names(decide(200, facts, Limits())) == []


@pytest.mark.parametrize(
    ("action", "outcome"), [(Action.BLOCK, Outcome.BLOCK), (Action.WARN, Outcome.WARN), (Action.NOTE, Outcome.NOTE)]
)
def test_the_action_of_an_entry_is_what_happens(action: Action, outcome: Outcome) -> None:
    assert decide(100, [fact((0, 50), of=terms(action=action))], Limits()).outcome is outcome
    quoted = fact((0, 50), reason=Reason.ATTRIBUTED, of=terms(action=action))
    assert decide(100, [quoted], Limits()).outcome is outcome


def test_a_warning_beside_a_block_stays_a_warning() -> None:
    facts = [fact((0, 50), of=terms("soft", action=Action.WARN)), fact((50, 100))]
    decision = decide(10_000, facts, Limits())
    assert [weighed.outcome for weighed in decision.weighed] == [Outcome.WARN, Outcome.BLOCK]
    assert decision.outcome is Outcome.BLOCK


def test_the_longest_run_is_that_of_what_is_not_attributed() -> None:
    facts = [fact((0, 9)), fact((20, 60), reason=Reason.ATTRIBUTED), fact((70, 82))]
    assert decide(1000, facts, Limits()).longest_run == 12


def test_an_article_without_passages_or_words_passes() -> None:
    for words in (0, 500):
        decision = decide(words, [], Limits(share=0.0, share_from_words=0))
        assert decision == Decision(Outcome.PASS, 0, 0, 0.0, 0, (), ())
    assert share(0, 0) == 0.0


def test_a_limit_of_nothing_is_reached_by_something_alone() -> None:
    nothing = Limits(share=0.0, share_from_words=0, passage_words=None, quoted_share=None)
    assert decide(100, [fact((0, 9), reason=Reason.ATTRIBUTED)], nothing).limits_reached == ()
    assert names(decide(100, [fact((0, 9))], nothing)) == ["share"]


maybe_percent = st.one_of(st.none(), st.sampled_from([0.0, 5.0, 15.0, 50.0, 100.0]))
some_limits = st.builds(
    Limits,
    share=maybe_percent,
    share_from_words=st.integers(0, 30),
    passage_words=st.one_of(st.none(), st.integers(1, 40)),
    quoted_share=maybe_percent,
)
ENTRIES = st.lists(
    st.builds(terms, limits=st.one_of(st.none(), some_limits), action=st.sampled_from(list(Action)),
              license_=st.sampled_from(["", CLOSED, "CC-BY-4.0", "own"])),
    min_size=1, max_size=3,
).map(lambda entries: [entry._replace(source=f"e{i}") for i, entry in enumerate(entries)])  # fmt: skip


@st.composite
def articles(draw: st.DrawFn) -> tuple[int, list[Fact]]:
    """Words of an article, and passages inside it."""
    words = draw(st.integers(1, 120))
    entries = draw(ENTRIES)
    facts = []
    for _ in range(draw(st.integers(0, 5))):
        ends = draw(st.lists(st.integers(0, words), min_size=2, max_size=4, unique=True).map(sorted))
        spans = list(zip(ends[::2], ends[1::2], strict=False))
        each = fact(*spans, reason=draw(st.sampled_from(list(Reason))), of=draw(st.sampled_from(entries)))
        template = draw(st.booleans())
        facts.append(each._replace(counted=each.counted[1:]) if template else each)
    return words, facts


@given(articles(), some_limits)
@settings(deadline=None, max_examples=200)
def test_figures_are_unions_of_words(article: tuple[int, list[Fact]], limits: Limits) -> None:
    words, facts = article
    decision = decide(words, facts, limits)
    open_words = places(span for each in facts if each.reason.is_open for span in each.counted)
    assert decision.unattributed_words == len(open_words)
    assert decision.overlap_words == len(places(span for each in facts for span in each.matched))
    assert decision.unattributed_words <= decision.overlap_words <= words
    assert 0 <= decision.score <= 100
    assert decision.score == round(100 * len(open_words) / words, 1)
    assert len(decision.weighed) == len(facts)


@given(articles(), some_limits)
@settings(deadline=None, max_examples=200)
def test_the_article_fares_as_its_worst_passage_and_limits_are_reached_by_someone(
    article: tuple[int, list[Fact]], limits: Limits
) -> None:
    decision = decide(*article, limits)
    assert decision.outcome is max((w.outcome for w in decision.weighed), key=lambda o: o.rank, default=Outcome.PASS)
    touched = [limit for weighed in decision.weighed for limit in weighed.limits_reached]
    assert set(touched) == set(decision.limits_reached)
    assert len(set(decision.limits_reached)) == len(decision.limits_reached)
    for weighed, each in zip(decision.weighed, article[1], strict=True):
        assert bool(weighed.limits_reached) <= (weighed.outcome is not Outcome.PASS)
        assert (weighed.outcome is Outcome.PASS) <= (each.reason not in COUNTING)
        own = each.terms.source if each.terms.limits else ""
        assert all(limit.source == own for limit in weighed.limits_reached)


@given(articles(), some_limits, st.data())
@settings(deadline=None, max_examples=200)
def test_a_passage_that_turns_out_to_be_harmless_makes_nothing_worse(
    article: tuple[int, list[Fact]], limits: Limits, data: st.DataObject
) -> None:
    words, facts = article
    open_ones = [i for i, each in enumerate(facts) if each.reason is Reason.UNATTRIBUTED]
    if not open_ones:
        return
    at = data.draw(st.sampled_from(open_ones))
    harmless = [Reason.OWN, Reason.TEMPLATE]
    if facts[at].terms.license not in ("", CLOSED):
        harmless.append(Reason.ATTRIBUTED)
    changed = [*facts]
    changed[at] = facts[at]._replace(reason=data.draw(st.sampled_from(harmless)))
    before, after = decide(words, facts, limits), decide(words, changed, limits)
    assert after.outcome.rank <= before.outcome.rank
    assert after.score <= before.score
    assert after.overlap_words == before.overlap_words


@given(articles(), some_limits)
@settings(deadline=None)
def test_a_passage_more_makes_nothing_better(article: tuple[int, list[Fact]], limits: Limits) -> None:
    words, facts = article
    for at in range(len(facts)):
        fewer = decide(words, facts[:at] + facts[at + 1 :], limits)
        assert fewer.outcome.rank <= decide(words, facts, limits).outcome.rank


def test_words_in_overlapping_spans_count_once() -> None:
    spans: list[Span[Token]] = [Span(0, 5), Span(3, 8), Span(8, 9), Span(20, 20)]
    assert words_in(spans) == 9
