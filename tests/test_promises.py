"""What reusecheck promises, through its public door: texts go in, findings come out. Every text is made up.

Each promise stands beside its near miss, which must not be found.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from reusecheck import ArticleVerdict, compare
from reusecheck.detection import Described, Rules, Texts, detect, unpacked
from reusecheck.fingerprints import sampling
from reusecheck.index.common import Bounds
from reusecheck.look_alikes import _LOOKS, SCRIPT_OF, _is_strong, _letters_of
from reusecheck.tokens import WORD_SIZE, run_sizes, tokenize
from tests.word_strategies import Pair, Words, pairs

if TYPE_CHECKING:
    from reusecheck import Finding

RUN = 8  # words of a run that is found wherever it stands

# A third of each list is planted, a third belongs to the article, a third to the reference.
LISTS = {
    "Latin": (
        "harbour lantern whistle copper meadow thunder barley ribbon kettle pigeon orchard velvet "
        "crème Straße sjøen árvíz bridge saddle winter goose pepper ladder mirror button candle funnel quarry walnut"
    ),
    "Cyrillic": (
        "гавань маяк рассвет лестница ветер дождь синий якорь мельница "
        "дорога письмо земля голубь ярмарка ведро лодка зима щенок жёлтый пчела ягода цепь юбка объезд чайник рыбак"
    ),
    "Greek": (
        "θάλασσα λιμάνι καράβι ξημέρωμα ψαράς πόλη δρόμος ωκεανός "
        "βροχή σκάλα γέφυρα ψωμί φεγγάρι λύχνος σύννεφο ήλιος χωράφι πηγάδι κλειδί μήλο βιβλίο γλάρος δέντρο φάρος"
    ),
    "Arabic": (
        "ميناء منارة فجر سلم ريح مطر أزرق مرساة طاحونة "
        "طريق رسالة أرض حمامة سوق دلو قارب شتاء جرو أصفر نحلة توت سلسلة تنورة جسر إبريق صياد نهار"
    ),
    "Hebrew": (
        "נמל מגדלור שחר סולם רוח גשם כחול עוגן טחנה "
        "דרך מכתב אדמה יונה יריד דלי סירה חורף גור צהוב דבורה תות שרשרת חצאית גשר קומקום דייג יום"
    ),
    "Devanagari": (
        "बंदरगाह दीपक सीढ़ी हवा बारिश नीला लंगर चक्की "
        "रास्ता चिट्ठी धरती कबूतर मेला बाल्टी नाव सर्दी पिल्ला पीला मधुमक्खी जंजीर पुल मछुआरा दिन पर्वत"
    ),
    "Korean": (
        "항구 등대 새벽 계단 바람 소나기 파란 닻줄 방앗간 "
        "길목 편지 대지 비둘기 시장 양동이 조각배 겨울 강아지 노란 꿀벌 딸기 사슬 치마 다리 주전자 어부 한낮"
    ),
    "Han": " ".join("港口船灯塔看守人把楼梯漆成蓝色因为说海鸥害怕天空直到今它们仍然相信每句话从不靠近"),
    "Kana": " ".join(
        "あいうえおかがきぎくぐけげこごさざしじすアイウエオカガキギクグケゲコゴサザシジパピプペポぱぴぷぺぽ"
    ),
    "Thai": "กี่ ข คื ง จุ้ ฉ ช้ ซ ญ ด ต ถ ท ธ น บ ป ผ ฝ พ ฟ ภ ม ย ร ล ว ศ ส ห อ ฮ ะ า เ แ โ ใ ไ ก้ ขั ที่ นิ",
}


class Script(NamedTuple):
    """Words of one script that have nothing in common with each other, and what stands between two of them."""

    shared: Words
    own: Words
    theirs: Words
    space: str
    run: int  # words of a run that is promised to be found: 8, or so many characters as weigh as much


def _script(listed: str) -> Script:
    words = listed.split()
    sums = run_sizes(tokenize(listed).words)
    size = WORD_SIZE if sums is None else sums[1]
    return Script(words[::3], words[1::3], words[2::3], " " if size == WORD_SIZE else "", RUN * WORD_SIZE // size)


SCRIPTS = {name: _script(listed) for name, listed in LISTS.items()}
SPACED = [name for name, script in SCRIPTS.items() if script.space]

# What shows nothing, what divides a word at a line end, what marks it up.
HIDDEN = ("\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff")
DIVISIONS = ("-\n", "\u00ad\n", "\u2010\n")
EMPHASIS = ("", "", "", "*", "**", "_", "~~", "***")
WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code).isalpha()}
NARROW = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}


def clusters(word: str) -> list[str]:
    """Letters with the marks that belong to them."""
    found: list[str] = []
    for letter in word:
        if found and unicodedata.category(letter)[0] == "M":
            found[-1] += letter
        else:
            found.append(letter)
    return found


@st.composite
def look_alikes(draw: st.DrawFn, word: str) -> str:
    """Some letters from other scripts; those stay that tell which script the word is written in."""
    letters = unicodedata.normalize("NFD", word)
    home = next((SCRIPT_OF[letter] for letter in letters if SCRIPT_OF[letter]), "")
    if home not in ("Latin", "Cyrillic", "Greek"):
        return word
    telling = [at for at, one in enumerate(letters) if SCRIPT_OF[one] == home and one not in _LOOKS]
    if not telling:
        return word
    into = _letters_of(home)
    kept = draw(st.sampled_from(telling)) if home == "Latin" else -1
    drawn = []
    for at, letter in enumerate(letters):
        others = [
            other
            for other, own in into.items()
            if own == letter and (home != "Latin" or _is_strong(other, SCRIPT_OF[other]))
        ]
        is_free = others and at != kept and (home == "Latin" or at not in telling)
        drawn.append(draw(st.sampled_from([letter, *others])) if is_free else letter)
    return unicodedata.normalize("NFC", "".join(drawn))


@st.composite
def dressed(draw: st.DrawFn, word: str) -> str:
    """A word as it might stand in a text that was to be hidden, or was typeset, or comes from another machine."""
    if "ß" not in word:
        word = draw(st.sampled_from([word, word, word.upper(), word.title()]))
    if draw(st.booleans()):
        word = draw(look_alikes(word))
    width = draw(st.sampled_from([{}, {}, WIDE, NARROW]))
    form: Literal["NFC", "NFD"] = draw(st.sampled_from(["NFC", "NFD"]))
    pieces = []
    for at, cluster in enumerate(clusters(word)):
        letter, *marks = list(unicodedata.normalize(form, cluster))
        if all(map(unicodedata.combining, marks)) and len(set(map(unicodedata.combining, marks))) == len(marks):
            marks = draw(st.permutations(marks))
        joints = ["", "", "", *HIDDEN, *(DIVISIONS if not letter.isupper() else ())]
        joint = draw(st.sampled_from(joints)) if at else ""
        pieces += [joint, width.get(letter, letter), *marks]
    return "".join(pieces)


class Planted(NamedTuple):
    article: str
    spans: list[tuple[int, int]]  # of the planted words in it, in code points
    reference: str


@st.composite
def planted(draw: st.DrawFn, name: str, words: Words) -> Planted:
    """These words among others in both texts; in the article, each in a dress of its own."""
    script = SCRIPTS[name]
    own, theirs = (st.lists(st.sampled_from(some), max_size=20) for some in (script.own, script.theirs))
    before, behind = draw(own), draw(own)
    text, spans = "", []
    for at, word in enumerate([*before, *words, *behind]):
        written = draw(dressed(word))
        marks = draw(st.sampled_from(EMPHASIS)) if script.space else ""
        if text:
            text += draw(st.sampled_from([" ", "\n", ", ", " – ", ".\n\n"]))
        if len(before) <= at < len(before) + len(words):
            spans.append((len(text + marks), len(text + marks + written)))
        text += f"{marks}{written}{marks}"
    return Planted(text, spans, script.space.join([*draw(theirs), *words, *draw(theirs)]))


def extents(verdict: ArticleVerdict) -> list[tuple[int, int]]:
    return [(finding.article.start, finding.article.stop) for finding in verdict.findings]


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_words_of_a_list_are_different(name: str) -> None:
    words = tokenize(LISTS[name]).words
    assert len(words) == len(set(words)) == len(LISTS[name].split())


class TestGuarantee:
    """A run of 8 words is found in any script and any dress."""

    @pytest.mark.parametrize("name", SCRIPTS)
    @given(data=st.data())
    @settings(deadline=None, max_examples=12)
    def test_eight_words_are_inside_a_finding(self, name: str, data: st.DataObject) -> None:
        run = SCRIPTS[name].run
        words = data.draw(st.lists(st.sampled_from(SCRIPTS[name].shared), min_size=run, max_size=run))
        article, spans, reference = data.draw(planted(name, words))
        found = extents(compare(article, reference))
        for start, stop in spans:
            assert any(low <= start and stop <= high for low, high in found), article[start:stop]

    @pytest.mark.parametrize("name", SCRIPTS)
    @given(data=st.data())
    @settings(deadline=None, max_examples=5)
    def test_one_word_less_is_not(self, name: str, data: st.DataObject) -> None:
        words = data.draw(st.permutations(SCRIPTS[name].shared))[: RUN - 1]
        article, _, reference = data.draw(planted(name, words))
        assert compare(article, reference).findings == ()

    @pytest.mark.parametrize("name", SPACED)
    @given(data=st.data())
    @settings(deadline=None, max_examples=5)
    def test_the_same_words_in_another_order_are_not(self, name: str, data: st.DataObject) -> None:
        words: Words = data.draw(st.permutations(SCRIPTS[name].shared))
        order: Words = data.draw(st.permutations(words))
        assume(not {*pairwise(words)} & {*pairwise(order)})
        article, _, _ = data.draw(planted(name, order))
        assert compare(article, " ".join(words)).findings == ()

    @pytest.mark.parametrize("name", SPACED)
    @given(data=st.data())
    @settings(deadline=None, max_examples=5)
    def test_the_same_letters_in_other_words_are_not(self, name: str, data: st.DataObject) -> None:
        words = data.draw(st.permutations(SCRIPTS[name].shared))
        turned = ["".join(reversed(clusters(word))) for word in words]
        letters = clusters("".join(words))
        cut = ["".join(letters[at : at + 3]) for at in range(0, len(letters), 3)]
        for others in (turned, cut):
            assume(not {*tokenize(" ".join(others)).words} & {*tokenize(" ".join(words)).words})
            article, _, _ = data.draw(planted(name, others))
            assert compare(article, " ".join(words)).findings == ()


def words_of(text: str) -> Words:
    return tokenize(text).words


def matched_places(finding: Finding, article: str) -> set[int]:
    """Words of the article, by their number, that the finding shows as equal; that it shows its passage is checked."""
    tokens = tokenize(article)
    first = at = list(tokens.starts).index(finding.article.start)
    places: set[int] = set()
    for piece in finding.comparison:
        length = len(words_of(piece.article))
        assert words_of(piece.article) == tokens.words[at : at + length]
        places |= set(range(at, at + length)) if piece.equal else set()
        at += length
    assert (tokens.stops[at - 1], at - first) == (finding.article.stop, finding.article_words)
    return places


def in_text(pair: Pair) -> tuple[str, list[str]]:
    return " ".join(pair.article), [" ".join(reference) for reference in pair.references]


class TestSpans:
    """Where two texts share one run, it is found from either side; ends are equal words; blocks are equal words."""

    @given(st.permutations(SCRIPTS["Latin"].shared), st.integers(1, 9), st.data())
    @settings(deadline=None, max_examples=50)
    def test_article_and_reference_may_change_places(self, words: Words, length: int, data: st.DataObject) -> None:
        article, _, reference = data.draw(planted("Latin", words[:length]))
        here, there = compare(article, reference), compare(reference, article)
        spans = [(finding.article, finding.reference_extent) for finding in here.findings]
        assert spans == [(finding.reference_extent, finding.article) for finding in there.findings]
        assert len(spans) == (length >= RUN)
        assert here.overlap_words == there.overlap_words == (length if length >= RUN else 0)

    @given(pairs(references=1, longest=70))
    @settings(deadline=None, max_examples=100)
    def test_a_passage_begins_and_ends_with_an_equal_word(self, pair: Pair) -> None:
        article, [reference] = in_text(pair)
        for finding in compare(article, reference).findings:
            first, last = finding.comparison[0], finding.comparison[-1]
            assert first.equal
            assert last.equal
            here = words_of(article[finding.article.start : finding.article.stop])
            there = words_of(reference[finding.reference_extent.start : finding.reference_extent.stop])
            equal = {word for piece in finding.comparison if piece.equal for word in words_of(piece.article)}
            assert {here[0], here[-1], there[0], there[-1]} <= equal
            assert equal <= {*there}

    @given(pairs(references=1, longest=70))
    @settings(deadline=None, max_examples=100)
    def test_blocks_are_equal_words_in_order_and_none_overlaps_another(self, pair: Pair) -> None:
        article, [reference] = in_text(pair)
        taken: set[int] = set()
        for finding in compare(article, reference).findings:
            places = matched_places(finding, article)
            assert not places & taken
            taken |= places
            assert len(places) == finding.matched_words
            for piece in finding.comparison:
                if piece.equal:
                    assert words_of(piece.article) == words_of(piece.reference) != []
                    assert f" {piece.reference} " in f" {reference} "


class TestCounting:
    """No word counts twice, and more of a copy never lowers the score."""

    @given(pairs(references=3))
    @settings(deadline=None, max_examples=100)
    @example(Pair(["a"] * 30, [["a"] * 12, ["a"] * 9]))
    def test_the_score_is_the_share_of_the_words_that_findings_match(self, pair: Pair) -> None:
        article, references = in_text(pair)
        verdict = compare(article, *references)
        assert verdict.words == len(pair.article)
        assert verdict.overlap_words == verdict.unattributed_words <= verdict.words
        assert verdict.score == round(100 * verdict.unattributed_words / max(1, verdict.words), 1)
        union: set[int] = set().union(*(matched_places(finding, article) for finding in verdict.findings))
        if not any(finding.also_in for finding in verdict.findings):
            assert verdict.overlap_words == len(union)
        assert len(union) <= verdict.overlap_words <= sum(finding.matched_words for finding in verdict.findings)

    @given(pairs(references=2), st.integers(1, 3))
    @settings(deadline=None, max_examples=50)
    def test_references_with_the_same_words_change_nothing(self, pair: Pair, times: int) -> None:
        article, references = in_text(pair)
        once, again = compare(article, *references), compare(article, *references, *references * times)
        assert extents(again) == extents(once)
        assert [finding.matched_words for finding in again.findings] == [f.matched_words for f in once.findings]
        assert (again.overlap_words, again.score) == (once.overlap_words, once.score)

    @given(
        st.lists(st.sampled_from("abcdef"), min_size=12, max_size=40),
        st.integers(0, 20),
        st.integers(0, 5),
    )
    @settings(deadline=None, max_examples=30)
    @example(["a"] * 20, 4, 2)
    def test_more_of_a_copy_never_lowers_the_score(self, reference: Words, before: int, behind: int) -> None:
        own = [f"own{at}" for at in range(len(reference))]
        around = [f"front{at}" for at in range(before)], [f"back{at}" for at in range(behind)]
        found = []
        for length in range(len(reference) + 1):
            article = [*around[0], *reference[:length], *own[length:], *around[1]]
            found.append(compare(" ".join(article), " ".join(reference)).overlap_words)
        assert found == sorted(found)
        assert found[RUN:] == list(range(RUN, len(reference) + 1))
        assert max(found[:RUN]) < RUN

    def test_ten_copied_words_do_not_hide_what_is_reworked_far_from_them(self) -> None:
        source = [f"w{at}" for at in range(900)]
        reworked = [f"x{at}" if at % 5 == 0 else word for at, word in enumerate(source[100:140])]
        between = [f"y{at}" for at in range(300)]
        found = [
            compare(" ".join([*front, *between, *reworked]), " ".join(source)).overlap_words
            for front in ([f"z{at}" for at in range(10)], source[:10])
        ]
        assert found == sorted(found)


def detected(article: str, references: list[str]) -> list[Any]:
    """What is found as in an index: which reference, which runs, what else holds it."""
    texts = [unpacked(Described(f"r:{at}", "r", f"{at}.md", ""), text) for at, text in enumerate(references)]
    found = detect(words_of(article), Texts(texts, sampling(RUN), Bounds()), Rules(RUN)).passages
    return [(one.reference.described.id, one.alignment, one.matched, [o.id for o in one.also_in]) for one in found]


class TestCorpus:
    """References that share no run of words with an article change nothing of what is found in others."""

    @given(pairs(references=3), st.integers(1, 30), st.data())
    @settings(deadline=None, max_examples=50)
    def test_unrelated_references_change_nothing(self, pair: Pair, count: int, data: st.DataObject) -> None:
        article, references = in_text(pair)
        other = st.lists(st.sampled_from(SCRIPTS["Cyrillic"].theirs), min_size=1, max_size=20).map(" ".join)
        others = [data.draw(other) for _ in range(count)]
        assert detected(article, [*references, *others]) == detected(article, references)

    @given(st.integers(1, 30))
    @settings(deadline=None, max_examples=10)
    def test_a_related_one_is_found_beside_them(self, count: int) -> None:
        words = " ".join(SCRIPTS["Latin"].shared)
        others = [f"own{at} {words} their{at}" for at in range(count)]
        [(first, *_, also)] = detected(words, others[:20])
        assert sorted([first, *also]) == sorted(f"r:{at}" for at in range(min(count, 20)))
        assert (detected(words, others) == []) == (count > 20)  # then it is a common phrase
