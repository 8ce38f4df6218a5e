from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck import tokens, unicode_marks
from reusecheck.fingerprints import hash_words
from reusecheck.index.wordhashes import WordHashes, simple
from reusecheck.tokens import normal_form, parts, run_sizes, tokenize, word_pattern

# what words are made of, what joins them, and what only looks like it
WORDS = (
    "ferry",
    "A",
    "Capital",
    "1",
    "000",
    "née",
    "ne\u0301e",
    "ß",
    "ﬁ",
    "море",
    "हिन्दी",
    "ข้าว",
    "技",
    "ｶﾞ",
    "가",
    "１",
    "½",
)
JOINTS = (
    "-",
    "-\n",
    "-\r\n",
    "- \n ",
    "\u2010\n",
    "\u00ad",
    "\u00ad\n",
    "'",
    "’",
    "ʼ",
    ".",
    ",",
    "_",
    " ",
    "\n",
    "—",
    "@",
)
HIDDEN = ("\u200b", "\u200c", "\u200d", "\ufeff", "\ufe0f", "\u0301", "\u0345", "\u202e")
PIECES = st.sampled_from((*WORDS, *JOINTS, *HIDDEN))
proses = st.lists(PIECES, max_size=12).map("".join)
anything = st.text(st.characters(), max_size=20)
NO_LETTERS = "ʹʻʼʽʾʿـ\u115f\u1160\u3164\uffa0"  # what Unicode counts among the letters all the same
# letters as people write them: no lone marks, nothing invisible
LETTERS = st.characters(categories=["Lu", "Ll", "Lo"], max_codepoint=0xFFFF)


def words(prose: str) -> list[str]:
    return tokenize(prose).words


@given(st.text(st.characters(max_codepoint=127), max_size=60))
@settings(deadline=None)
@example("a-\nb A-\r\n b1.0,5x don't '' a_b -\n 1.a")
def test_both_patterns_find_the_same_words_in_ascii(prose: str) -> None:
    fast = [found.span() for found in tokens._ASCII_WORD.finditer(prose)]
    assert fast == [found.span() for found in tokens._any_word().finditer(prose)]


@given(st.text(st.sampled_from("aA1-'.,_ \t\r\n"), max_size=40))
@settings(deadline=None)
def test_both_patterns_find_the_same_words_where_joints_abound(prose: str) -> None:
    fast = [found.span() for found in tokens._ASCII_WORD.finditer(prose)]
    assert fast == [found.span() for found in tokens._any_word().finditer(prose)]


LATIN = st.one_of(
    st.sampled_from("aA1éÉßŁłǅ-\u2010\u2011'’‘‛´′.,_ \t\r\n>\u00a0\u2009“–…→ª²"),
    st.sampled_from(sorted(tokens._latin())),
)


@given(st.text(LATIN, max_size=40))
@settings(deadline=None)
@example("l’été 1\u00a0234\u202f567 x\u20091 Franco-\nPrusse é-\nÉ É-\n>é 1.000,5é don′t")
def test_the_latin_pattern_finds_the_same_words_in_latin_text(prose: str) -> None:
    fast = [found.span() for found in tokens._latin_word().finditer(prose)]
    assert fast == [found.span() for found in tokens._any_word().finditer(prose)]
    whole = parts(prose)
    assert whole is None


def test_latin_text_has_nothing_that_its_pattern_leaves_out() -> None:
    left_out = re.compile(f"[{unicode_marks.MARKS}{unicode_marks.UNSPACED}{tokens.HIDDEN}{tokens._MODIFIERS}]")
    assert not [sign for sign in tokens._latin() if left_out.match(sign)]
    assert not [sign for sign in tokens._latin() if sign.isdecimal() or (sign > "\u024f" and sign.isupper())]


def test_the_fast_patterns_are_taken_where_they_serve() -> None:
    assert word_pattern("ferry") is tokens._ASCII_WORD
    assert word_pattern("“née”") is tokens._latin_word()
    for other in ("паром", "ne\u0301e", "n\u00ade", "渡し", "ʻokina", "\ud800"):
        assert word_pattern(f"née {other}") is tokens._any_word()


@given(st.one_of(proses, anything))
@settings(deadline=None)
def test_every_word_stands_where_its_offsets_say(prose: str) -> None:
    found = tokenize(prose)
    assert len(found.words) == len(found.starts) == len(found.stops)
    end = 0
    for word, start, stop in zip(*found, strict=True):
        assert end <= start < stop <= len(prose)
        assert normal_form(prose[start:stop]) == word
        assert word
        end = stop


@given(st.one_of(proses, anything))
@settings(deadline=None)
def test_no_letter_or_digit_is_left_out(prose: str) -> None:
    found = tokenize(prose)
    inside = {place for start, stop in zip(found.starts, found.stops, strict=True) for place in range(start, stop)}
    assert {
        place for place, character in enumerate(prose) if character.isalnum() and character not in NO_LETTERS
    } <= inside


@given(st.one_of(proses, anything))
@settings(deadline=None, max_examples=300)
@example("e\u200d\u0301")
@example("ŉ")
@example("ferry\u0345")
def test_the_normal_form_of_a_normal_form_is_itself(prose: str) -> None:
    for word in words(prose):
        assert normal_form(word) == word


@given(st.text(LETTERS, max_size=12))
@settings(deadline=None)
def test_composed_and_decomposed_letters_are_the_same_words(prose: str) -> None:
    assert words(unicodedata.normalize("NFC", prose)) == words(unicodedata.normalize("NFD", prose))


def test_a_hidden_character_behind_an_apostrophe_parts_no_word() -> None:
    assert words("ferry\u02bc\u00adman don\u2019\u200bt") == words("ferry\u02bcman don\u2019t")


@given(proses, st.sampled_from(["\u00ad", "\u200b", "\u2060", "\ufeff"]), st.data())
@settings(deadline=None)
def test_hidden_characters_inside_a_word_change_nothing(prose: str, hidden: str, data: st.DataObject) -> None:
    letters = [at for at in range(1, len(prose)) if prose[at - 1].isalpha() and prose[at].isalpha()]
    if letters:
        at = data.draw(st.sampled_from(letters))
        assert words(prose[:at] + hidden + prose[at:]) == words(prose)


@given(st.one_of(proses, anything))
@settings(deadline=None)
def test_the_index_hashes_the_words_that_an_article_has(prose: str) -> None:
    text = simple(prose)
    if text is None:
        return  # not ASCII: those go the way that an article goes
    hashes, counts = WordHashes().of([b"Ferry", text])
    assert counts.tolist() == [1, len(words(prose))]
    assert hashes[1:].tolist() == list(hash_words(words(prose)))


@pytest.mark.parametrize(
    ("prose", "count"),
    [
        ("Franco-\nPrussian", 2),  # as "Franco-Prussian" on one line
        ("Franco-\r\nPrussian", 2),
        ("Franco-Prussian", 2),
        ("1914-\n18", 2),
        ("light\nhouse", 2),
        ("light- house", 2),
        ("light-\n\nhouse", 2),  # a new paragraph
        ("light -\nhouse", 2),
        ("a.b", 2),
        ("a,b", 2),
        ("1, 000", 2),
        ("v1.x", 2),
        ("snake_case", 2),
        ("ferry 'tide'", 2),
        ("rock 'n' roll", 3),
        ("dogs' tails", 2),
        ("dawn\u00a0tide", 2),
        ("12 000", 2),
        ("1\u00a0000\u202f000", 1),
        ("1\u00a00000", 2),
        ("2019\u00a0000", 2),
        ("dawn\u2009tide", 2),
        ("dawn/tide", 2),
        ("dawn–tide", 2),
        ("می خواهم", 2),  # a space is no zero-width non-joiner
        ("हिन्दी भाषा", 2),
        ("بین\u200cالاقوامی خبر", 2),
        ("技術", 2),
        ("AI技術", 3),
        ("ข้าว", 3),  # marks stay with their letter
        ("...", 0),
        ("— “” _ *", 0),
        ("ʼ 'ʻ", 0),
        ("\u200b\ufeff", 0),
        ("", 0),
    ],
)
def test_how_many_words_there_are(prose: str, count: int) -> None:
    assert len(words(prose)) == count


def test_words_that_differ_stay_different() -> None:
    for one, other in [("were", "we're!d"), ("ferry", "fery"), ("12", "1.3"), ("naïve", "naive")]:
        assert words(one) != words(other)


def test_offsets_of_scripts_without_spaces_point_at_each_character() -> None:
    found = tokenize("x 技-\n術 AIข้า")
    assert found.words == ["x", "技", "術", "ai", "ข้", "า"]
    assert list(zip(found.starts, found.stops, strict=True)) == [(0, 1), (2, 3), (5, 6), (7, 9), (9, 11), (11, 12)]


def test_a_full_cache_of_words_changes_nothing() -> None:
    small = tokens._NormalForms()
    small.LIMIT = 2
    assert [small[word] for word in ["Ferry", "Dawn", "Tide", "Ferry", "技"]] == ["ferry", "dawn", "tide", "ferry", ""]


@pytest.mark.parametrize(
    ("repeated", "times", "count"),
    [
        ("a-", 200_000, 200_000),
        ("a-\n", 100_000, 1),
        ("1,0", 100_000, 1),
        ("1,", 100_000, 1),
        ("a'", 200_000, 1),
        ("a''", 200_000, 200_000),
        ("a", 2_000_000, 1),
        ("é", 500_000, 1),
        ("éa-\n", 100_000, 1),
        ("é\u200b\u0301", 200_000, 1),
        ("é- ", 200_000, 200_000),
        ("é-\t\n \u200b", 100_000, 100_000),
        ("技", 200_000, 200_000),
        ("技\u200b'", 100_000, 100_000),
        ("\u0301", 500_000, 0),
        ("-\n", 500_000, 0),
    ],
)
def test_hostile_prose_is_read_in_one_pass(repeated: str, times: int, count: int) -> None:
    assert len(words(repeated * times)) == count


@pytest.mark.parametrize("joint", ["-", "\u200b", "\u0301", " ", "'", "- ", "\u00ad"])
def test_a_long_row_of_joints_is_read_in_one_pass(joint: str) -> None:
    assert len(words("é" + joint * 300_000 + "!" + "a" + joint * 300_000)) == 2


# ---- how much words count towards a run


@pytest.mark.parametrize(
    ("prose", "kinds"),  # w: a word between spaces, i: an ideograph, s: a syllable or letter
    [
        ("the ferry 技術", "wwii"),
        ("港のAI船2隻", "iswiwi"),
        ("ข้าว rice", "sssw"),
        ("น้ำ", "ss"),
        ("ខេត្ត", "sss"),
        ("人々", "ii"),
        ("ｶﾞ", "s"),
    ],
)
def test_a_character_of_an_unspaced_script_counts_for_less_than_a_word(prose: str, kinds: str) -> None:
    sizes = [{"w": tokens.WORD_SIZE, "i": tokens.IDEOGRAPH_SIZE, "s": tokens.SYLLABLE_SIZE}[kind] for kind in kinds]
    assert list(run_sizes(words(prose)) or ()) == [sum(sizes[:at]) for at in range(len(sizes) + 1)]
    assert tokens.WORD_SIZE > tokens.IDEOGRAPH_SIZE > tokens.SYLLABLE_SIZE


@pytest.mark.parametrize("prose", ["", "the ferry", "née море", "한국 사람", "हिन्दी", "یہ خبر ہے", "ếch ᏣᎳᎩ 𐐨"])
def test_words_between_spaces_need_no_sizes(prose: str) -> None:
    assert run_sizes(words(prose)) is None


@given(st.one_of(proses, anything))
@settings(deadline=None)
def test_sizes_are_sums_over_the_words(prose: str) -> None:
    found = words(prose)
    sums = run_sizes(found)
    if sums is None:
        assert all(parts(word) is None for word in found)
    else:
        assert len(sums) == len(found) + 1
        for at, word in enumerate(found):
            is_ideograph = word[0] in "々〆〇" or ord(word[0]) >= 0x3400
            size = tokens.IDEOGRAPH_SIZE if is_ideograph else tokens.SYLLABLE_SIZE
            assert sums[at + 1] - sums[at] == (tokens.WORD_SIZE if parts(word) is None else size)
