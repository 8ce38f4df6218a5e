"""What reusecheck promises, through its public door: texts go in, findings come out. Every text is made up.

Each promise stands beside its near miss, which must not be found.
"""

from __future__ import annotations

import re
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
        "дорога письмо земля голубь ярмарка ведро лодка зима щенок жёлтый пчела ягода цепь юбка объезд чайник рыбак день"
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
    "Kana": " ".join("あいうえおかがきぎくぐけげこごさざしじすアイウエオカガキギクグケゲコゴサザシジパピプペポぱぴぷぺぽ"),
    "Thai": " ".join(("กี่ ข คื ง จุ้ ฉ ช้ ซ ญ ด ต ถ ท ธ น บ ป ผ ฝ พ ฟ ภ ม ย ร ล ว ศ ส ห อ ฮ ะ า เ แ โ ใ ไ ก้ ขั ที่ นิ").split()),
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
            other for other, own in into.items() if own == letter and (home != "Latin" or _is_strong(other, SCRIPT_OF[other]))
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
        letter, *marks = unicodedata.normalize(form, cluster)
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
def planted(draw: st.DrawFn, name: str, words: Words, *, is_dressed: bool = True) -> Planted:
    """These words among others in both texts; in the article, each in a dress of its own."""
    script = SCRIPTS[name]
    own, theirs = (st.lists(st.sampled_from(some), max_size=20) for some in (script.own, script.theirs))
    before, behind = draw(own), draw(own)
    text, spans = "", []
    for at, word in enumerate([*before, *words, *behind]):
        written = draw(dressed(word)) if is_dressed else word
        marks = draw(st.sampled_from(EMPHASIS)) if script.space and is_dressed else ""
        if text:
            text += draw(st.sampled_from([" ", "\n", ", ", " – ", ".\n\n"])) if is_dressed else " "
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
    @settings(deadline=None, max_examples=25)
    def test_eight_words_are_inside_a_finding(self, name: str, data: st.DataObject) -> None:
        run = SCRIPTS[name].run
        words = data.draw(st.lists(st.sampled_from(SCRIPTS[name].shared), min_size=run, max_size=run))
        article, spans, reference = data.draw(planted(name, words))
        found = extents(compare(article, reference))
        for start, stop in spans:
            assert any(low <= start and stop <= high for low, high in found), article[start:stop]
