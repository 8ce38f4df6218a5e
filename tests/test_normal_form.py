"""A word is the same in every disguise, and another word is another."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from reusecheck import look_alikes
from reusecheck.look_alike_letters import LATIN, OTHERS, RARE, WHOLE
from reusecheck.look_alikes import SCRIPT_OF
from reusecheck.tokens import normal_form, tokenize
from tests.word_strategies import REALISTIC

if TYPE_CHECKING:
    from collections.abc import Iterable

ENGLISH = (*REALISTIC, "vivid", "oxygen", "jazz", "quay", "coco", "you", "A", "naïve", "NATO", "Ælfric", "x2")
# Words that hold a letter which looks like no letter of another script that is in use.
ANCHORED = {
    "Cyrillic": (
        "гавань",
        "прилив",
        "рассвело",
        "корабль",
        "объявление",
        "Київ",
        "припливів",
        "южный",
        "сердце",
        "лес",
    ),
    "Greek": ("θάλασσα", "λιμάνι", "καράβι", "φως", "ξημέρωμα", "ψαράς", "πόλη", "δρόμος", "ωκεανός"),
    "Armenian": ("նավահանգիստ", "լույս", "ծով", "Հայաստան"),
}
# Letters that newspapers tell apart. Not among them: what spellings.py unifies.
ALPHABETS = {
    "Latin": "abcdefghijklmnopqrstuvwxyzäöüßéèñçşığłøåð",
    "Cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћђџ",
    "Greek": "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ",
    "Armenian": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
    "Georgian": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "Hebrew": "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
    "Arabic": "ءابتثجحخدذرزسشصضطظعغفقکلمنهویةؤئآپچژگٹڈڑںھے",
    "Devanagari": "अआइईउऊएऐओऔकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसहज़ड़",
    "Bengali": "অআইঈউঊএঐওঔকখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ",
    "Tamil": "அஆஇஈஉஊஎஏஐஒஓகஙசஞடணதநபமயரலவழளறன",
    "Hangul": "가나다라마바사아자차카타파하각간",
    "Thai": "กขคงจฉชซญดตถทธนบปผฝพฟภมยรลวศสหอฮะาเแโใไ",
    "Han": "港口船的一是不了人我在有他这为之大来以个中上们",
    "Kana": "あいうえおかがきぎくぐけげこごさざアイウエオカガ",
}
HIDDEN_CHARACTERS = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u202e\u034f\U000e0061"
LETTERS_OF_ALL = "".join([*LATIN, *LATIN.values(), *OTHERS, *ALPHABETS.values()])

english = st.sampled_from(ENGLISH).flatmap(lambda word: st.sampled_from([word, word.upper(), word.title()]))


def anchored() -> st.SearchStrategy[tuple[str, str]]:
    """A script, and a word that only it can write."""
    pairs = [(script, word) for script, words in ANCHORED.items() for word in words]
    return st.sampled_from(pairs).flatmap(
        lambda pair: st.sampled_from([pair[1], pair[1].upper(), pair[1].title()]).map(lambda word: (pair[0], word))
    )


def known(letters: Iterable[str]) -> list[str]:
    """Those that this interpreter's Unicode tables have: an older Python takes a newer letter for none."""
    return [letter for letter in letters if letter.isalnum()]


def is_weak(letter: str) -> bool:
    return not look_alikes._is_strong(letter, SCRIPT_OF[letter])


def word_of(prose: str) -> str:
    (word,) = tokenize(prose).words
    return word


@given(english, st.data())
@settings(deadline=None, max_examples=500)
def test_an_english_word_is_the_same_with_look_alikes_of_any_script(word: str, data: st.DataObject) -> None:
    letters = [data.draw(st.sampled_from([letter, *known(LATIN.get(letter, ""))])) for letter in word]
    kept = [letter for letter in unicodedata.normalize("NFD", "".join(letters)) if SCRIPT_OF[letter] == "Latin"]
    foreign = [letter for letter in letters if SCRIPT_OF[letter] not in ("", "Latin")]
    scripts = {SCRIPT_OF[letter] for letter in foreign}
    assume(kept or len(scripts) > 1)  # all letters of one script: see below
    for letter in filter(is_weak, foreign):
        own = look_alikes._letters_of(SCRIPT_OF[letter])
        assume(letter in RARE or any(own.get(one, RARE[0]) in RARE for one in kept))
    assert word_of("".join(letters)) == normal_form(word)


@pytest.mark.parametrize("script", WHOLE)
@given(data=st.data())
@settings(deadline=None, max_examples=50)
def test_an_english_word_is_the_same_when_all_of_it_is_written_in_another_script(
    script: str, data: st.DataObject
) -> None:
    small, small_latin, capital, capital_latin = WHOLE[script]
    latin = dict(zip(small, small_latin, strict=True))
    word = data.draw(st.text(st.sampled_from(known(small)), min_size=1, max_size=8))
    assert normal_form(word) == "".join(map(latin.__getitem__, word))

    latin = dict(zip(capital, capital_latin, strict=True))
    only = known(sorted(set(capital) - set(small)))
    if only:
        any_letter = st.sampled_from(known(capital))
        word = data.draw(st.text(any_letter, max_size=8)) + data.draw(st.sampled_from(only))
        assert normal_form(word.upper()) == "".join(map(latin.__getitem__, word))


@given(anchored(), st.data())
@settings(deadline=None, max_examples=300)
def test_a_word_of_another_script_is_the_same_with_latin_and_other_look_alikes(
    pair: tuple[str, str], data: st.DataObject
) -> None:
    script, word = pair
    into = look_alikes._letters_of(script)
    disguises: dict[str, list[str]] = {}
    for letter, own in into.items():
        if not known(letter):
            continue
        disguises.setdefault(own, []).append(letter)
    anchors = [
        letter
        for letter in unicodedata.normalize("NFD", word)
        if SCRIPT_OF[letter] and letter not in look_alikes._LOOKS
    ]
    letters = [
        letter if letter in anchors else data.draw(st.sampled_from([letter, *disguises.get(letter, ())]))
        for letter in unicodedata.normalize("NFD", word)
    ]
    assert word_of("".join(letters)) == normal_form(word)


@pytest.mark.parametrize("script", ALPHABETS)
@given(data=st.data())
@settings(deadline=None, max_examples=50)
def test_words_of_a_script_that_differ_in_a_letter_stay_different(script: str, data: st.DataObject) -> None:
    letter = st.sampled_from(ALPHABETS[script])
    word = data.draw(st.lists(letter, min_size=1, max_size=6))
    at = data.draw(st.integers(0, len(word) - 1))
    other = data.draw(letter.filter(lambda one: one != word[at]))
    changed = [*word[:at], other, *word[at + 1 :]]
    # "ς" at the end of a word is "σ", and "ß" is "ss": as capitals show
    assert tokenize("".join(word)).words != tokenize("".join(changed)).words


@pytest.mark.parametrize("script", ALPHABETS)
@given(data=st.data())
@settings(deadline=None, max_examples=30)
def test_capitals_are_their_small_letters(script: str, data: st.DataObject) -> None:
    word = data.draw(st.lists(st.sampled_from(ALPHABETS[script]), min_size=1, max_size=6).map("".join))
    assume("ı" not in word)  # its capital is "I"
    assert tokenize(word.upper()).words == tokenize(word).words
    assert tokenize(word.title()).words == tokenize(word).words


@given(st.text(st.sampled_from(LETTERS_OF_ALL), max_size=6))
@settings(deadline=None, max_examples=1000)
@example("ГZ")
@example("Nα")
@example("ϲа")
def test_the_normal_form_of_a_mixture_is_stable(prose: str) -> None:
    for word in tokenize(prose).words:
        assert normal_form(word) == word


@pytest.mark.parametrize("script", ALPHABETS)
@given(data=st.data())
@settings(deadline=None, max_examples=30)
def test_hidden_characters_and_decomposition_change_nothing(script: str, data: st.DataObject) -> None:
    word = data.draw(st.lists(st.sampled_from(ALPHABETS[script]), min_size=1, max_size=6).map("".join))
    form: Literal["NFC", "NFD", "NFKC", "NFKD"] = data.draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
    letters = unicodedata.normalize(form, word)
    at = data.draw(st.integers(1, len(letters)))
    hidden = data.draw(st.text(st.sampled_from(HIDDEN_CHARACTERS), max_size=3))
    assert tokenize(letters[:at] + hidden + letters[at:]).words == tokenize(word).words


@given(
    st.sampled_from("aeiouyкאبकо"),
    st.lists(
        st.sampled_from("\u0301\u0323\u0327\u0345\u0338\u05b0\u05bc\u064b\u0651\u093c"),
        min_size=2,
        max_size=4,
        unique=True,
    ),
    st.data(),
)
@settings(deadline=None)
def test_marks_may_stand_in_any_order(letter: str, marks: list[str], data: st.DataObject) -> None:
    assume(len({unicodedata.combining(mark) for mark in marks}) == len(marks))  # else the order is what is seen
    shuffled = data.draw(st.permutations(marks))
    assert tokenize(letter + "".join(marks)).words == tokenize(letter + "".join(shuffled)).words


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20))
@settings(deadline=None)
def test_full_width_is_the_same(prose: str) -> None:
    assume("'" not in prose and "-" not in prose)  # apostrophe and hyphen of full width join and part as well: below
    wide = "".join(chr(ord(character) + 0xFEE0) for character in prose)
    assert tokenize(wide).words == tokenize(prose).words


def test_apostrophe_and_hyphen_of_full_width_join_and_part() -> None:
    assert tokenize("ｄｏｎ＇ｔ ｌｉｇｈｔ－\nｈｏｕｓｅ ａ－ｂ").words == ["dont", "lighthouse", "a", "b"]


@pytest.mark.parametrize("character", "\u200b\u00ad\u2060\u180e\u3164\uffa0\u034f\U000e0020\U000e01ef")
def test_what_shows_nothing_is_hidden(character: str) -> None:
    assert word_of(f"fer{character}ry") == "ferry"
