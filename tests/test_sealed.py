"""A sealed index: the same is found with the key, nothing is judged without it, and no text is in it."""

from __future__ import annotations

import json
import random
import re
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.errors import NotJudgedError
from reusecheck.fingerprints import hash_words, sampling, word_hash
from reusecheck.index.archive import HEADER
from reusecheck.index.catalog import load_catalog, open_index
from reusecheck.index.exporting import export
from reusecheck.index.format import BLOCK
from reusecheck.index.refresh import Effort, refresh
from reusecheck.index.sealing import LEAST_KEY, MOST_KEY, key_check, masked, nonce_of, read_key, sealed_digest
from reusecheck.index.segment import Segment
from reusecheck.library import check as check_as_library
from reusecheck.pipeline import check
from reusecheck.reports import report
from reusecheck.reports.options import Options
from reusecheck.sealed import SealedLibrary
from reusecheck.tokens import tokenize
from tests.desk import FILES, LINES, WORDS, Desk, edited, prose
from tests.repository import Repository
from tests.room import CLEAN, PASSAGE, Room
from tests.test_hooks_road import NEVER, imported

if TYPE_CHECKING:
    from pathlib import Path

    from reusecheck.config import Config

KEY_TEXT = "made up for these tests and for nothing else"
HOW = sampling(8)
BOTH = (FILES, LINES)
TITLE = "Untitled, undated"
TEXTS = [prose(number) for number in range(6)]


def found(config: Config, key: Path | str = "") -> Any:
    return json.loads(report("json")(check((), config, key_file=str(key)), Options()))


def articles_side(result: Any) -> Any:
    """All that is not of the reference's own text, nor made of it."""
    for article in result["articles"]:
        for finding in article["findings"]:
            finding["reference"] = {
                name: finding["reference"][name] for name in ("id", "source", "path", "title", "url")
            }
            finding.pop("fix")  # of the source's words, where they may be read, and so is the sentence before it
            finding.pop("advice", None)
    result["corpus"].pop("archive", None)
    return result


class Sealed:
    """A desk with texts, and one without them that has a sealed index and the key."""

    def __init__(self, root: Path, texts: list[str], articles: list[str]) -> None:
        for name in ("here", "there"):
            (root / name).mkdir()
        self.open, self.closed = Desk(root / "here", *BOTH), Desk(root / "there", *BOTH)
        for number, text in enumerate(texts):
            self.open.write(
                f"references/r{number}.md", f"---\ntitle: {TITLE}\nurl: https://wren.example/{number}\n---\n\n{text}"
            )
        self.open.lines("lines/more.jsonl", [("n1", prose(900)), ("n2", prose(901))])
        for number, article in enumerate(articles):
            for desk in (self.open, self.closed):
                desk.write(f"content/a{number}.md", article)
        self.key = root / "key"
        self.key.write_text(KEY_TEXT, encoding="utf-8")
        self.archive = root / "sealed.reuse"
        for _ in range(100):
            self.open.build()
            if "" not in load_catalog(str(self.open.index)).entries.values():
                break
        self.done = export(self.open.config(), str(self.archive), read_key(str(self.key)))
        refresh(self.closed.config(), archive=str(self.archive))

    @property
    def segment(self) -> Segment:
        return open_index(str(self.closed.index), HOW).segments[0]


ARTICLES = [
    f"{prose(100)}\n{TEXTS[1]}\n{prose(101)}\n{edited(TEXTS[3], 7)}",
    prose(102),
    f"{prose(103)}\nAs [{TITLE}](https://wren.example/2) says:\n\n> {TEXTS[2].replace(chr(10), ' ')}\n",
    " ".join(TEXTS[4].split()[:9]) + " " + prose(104),
]


@pytest.fixture
def sealed(tmp_path: Path) -> Sealed:
    return Sealed(tmp_path, TEXTS, ARTICLES)


def test_the_same_is_found_with_the_key(sealed: Sealed) -> None:
    there = found(sealed.closed.config(), sealed.key)
    assert there["outcome"] == "block"
    for article in there["articles"]:
        for finding in article["findings"]:
            assert finding["reference"].keys() == {"id", "source", "path", "title", "url", "sealed"}
    reasons = [finding["reason"] for article in there["articles"] for finding in article["findings"]]
    assert {"unattributed", "attributed"} <= set(reasons)
    assert articles_side(there) == articles_side(found(sealed.open.config()))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_sealed_and_open_find_the_same(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Texts of a few words that repeat, copied in parts, with words changed, put in and left out.

    None of the words is nearly another, and no two references are of the same words: what a sealed index cannot tell.
    """
    chance = random.Random(data.draw(st.integers(0, 1 << 32)))  # noqa: S311 - no secret
    words = [f"{a}{b}{a}" for a in "bdfgklmnprstvz" for b in "aeiou"]
    texts = [" ".join(chance.choices(words, k=chance.randrange(5, 90))) for _ in range(data.draw(st.integers(1, 4)))]
    articles = []
    for _ in range(2):
        pieces = []
        for _ in range(data.draw(st.integers(0, 4))):
            copied = chance.choice(texts).split()
            low = chance.randrange(len(copied))
            part = copied[low : low + data.draw(st.integers(1, 60))]
            for _ in range(data.draw(st.integers(0, 3))):
                at = chance.randrange(len(part))
                part[at : at + chance.randrange(3)] = chance.choices(words, k=chance.randrange(3))
                part = part or ["baba"]
            pieces += [" ".join(part), " ".join(chance.choices(WORDS, k=chance.randrange(30)))]
        articles.append("\n".join(pieces))
    both = Sealed(tmp_path_factory.mktemp("both"), texts, articles)
    assert articles_side(found(both.closed.config(), both.key)) == articles_side(found(both.open.config()))


def test_no_word_of_the_texts_is_in_it(sealed: Sealed) -> None:
    data = sealed.archive.read_bytes()
    manifest_bytes = HEADER.unpack_from(data)[2]
    unpacked = [data[HEADER.size + manifest_bytes :]]
    segment = sealed.segment
    for table, section in (("descriptor", "descriptions"), ("text_blocks", "texts")):
        count = segment.header.sections[table][1] // BLOCK.size
        unpacked += [segment.block(table, section, number) for number in range(count)]
    assert segment.header.sections["texts"][1] == segment.header.sections["text_blocks"][1] == 0
    everything = b"\n".join(unpacked)
    assert TITLE.encode() in everything
    for word in {*" ".join(TEXTS).split()}:
        if len(word) > 3:
            assert word.encode() not in everything.lower()
    assert b"wren" in data[: HEADER.size + manifest_bytes]


def test_neither_hashes_nor_digests_can_be_made_without_the_key(sealed: Sealed) -> None:
    segment = sealed.segment
    every = b"".join(segment.raw_tokens(document) for document in range(segment.documents))
    words = set(" ".join(TEXTS).split())
    key = read_key(str(sealed.key))
    for word in words:
        plain, keyed = word_hash(word), word_hash(word, key)
        assert segment.holders(plain) == ()
        assert segment.holders(keyed) != ()
        assert plain.to_bytes(8, "little") not in every
        assert keyed.to_bytes(8, "little") not in every, "the order of words is masked"
    there = open_index(str(sealed.open.index), HOW)
    digests = {there.describe(0, document)["digest"] for document in range(there.segments[0].documents)}
    for document in range(segment.documents):
        assert json.loads(segment.description(document))["digest"] not in digests


def test_what_masks_one_text_masks_no_other(sealed: Sealed) -> None:
    segment = sealed.segment
    places = [segment.place(document) for document in range(segment.documents)]
    assert len(set(places)) == segment.documents
    key = read_key(str(sealed.key))
    nonce = nonce_of("wren:r1.md", "0" * 20, key)
    assert nonce != nonce_of("wren:r1.md", "1" * 20, key)
    assert nonce != nonce_of("wren:r1.md", "0" * 20, key[::-1])
    stream = masked(bytes(640), nonce, key)
    assert len({stream[at : at + 8] for at in range(0, 640, 8)}) == 80


@given(st.binary(max_size=300), st.binary(min_size=12, max_size=12), st.binary(min_size=32, max_size=32))
def test_what_is_masked_twice_is_as_it_was(data: bytes, nonce: bytes, key: bytes) -> None:
    assert masked(masked(data, nonce, key), nonce, key) == data


@given(st.lists(st.text(max_size=5), max_size=20), st.binary(min_size=32, max_size=32))
def test_words_hash_alike_with_a_key_one_by_one_and_together(words: list[str], key: bytes) -> None:
    assert hash_words(words, key).tolist() == [word_hash(word, key) for word in words]
    assert hash_words(words).tolist() == [word_hash(word) for word in words]


def test_the_same_texts_and_key_make_the_same_bytes(sealed: Sealed, tmp_path: Path) -> None:
    again = tmp_path / "again.reuse"
    export(sealed.open.config(), str(again), read_key(str(sealed.key)))
    assert again.read_bytes() == sealed.archive.read_bytes()
    other = tmp_path / "other-key"
    other.write_text(KEY_TEXT[::-1], encoding="utf-8")
    done = export(sealed.open.config(), str(again), read_key(str(other)))
    assert done.manifest.corpus != sealed.done.manifest.corpus
    assert not {*_words_of(again)} & {*_words_of(sealed.archive)}


def _words_of(path: Path) -> list[bytes]:
    """The hashes of words in an archive."""
    data = path.read_bytes()
    start = HEADER.size + HEADER.unpack_from(data)[2]
    copy = path.with_suffix(".segment")
    copy.write_bytes(data[start:-32])
    segment = Segment(str(copy), HOW)
    offset, length, _ = segment.header.sections["vocabulary"]
    section = segment.read(offset, length)
    return [section[at : at + 4] for at in range(0, length, 4)]


class TestKey:
    def test_without_it_nothing_is_judged(self, sealed: Sealed) -> None:
        with pytest.raises(NotJudgedError, match=r"sealed, and nothing can be judged without its key: .*--key-file or"):
            found(sealed.closed.config())

    def test_a_wrong_one_is_told(self, sealed: Sealed) -> None:
        sealed.key.write_text(KEY_TEXT + "!", encoding="utf-8")
        with pytest.raises(NotJudgedError, match="not the key that this index was sealed with"):
            found(sealed.closed.config(), sealed.key)

    def test_white_space_around_it_makes_no_difference(self, sealed: Sealed) -> None:
        before = found(sealed.closed.config(), sealed.key)
        sealed.key.write_text(f"\n {KEY_TEXT}\r\n", encoding="utf-8")
        assert found(sealed.closed.config(), sealed.key) == before

    @pytest.mark.parametrize("content", [b"", b" \n" * 40, b"x" * (LEAST_KEY - 1), b"x" * (MOST_KEY + 1)])
    def test_one_that_is_none_is_refused(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "key").write_bytes(content)
        with pytest.raises(NotJudgedError, match="wants a key of 16 to 4,096 bytes; make one with"):
            read_key(str(tmp_path / "key"))

    def test_one_that_cannot_be_read_is_told(self, tmp_path: Path) -> None:
        for path in (tmp_path / "missing", tmp_path):
            with pytest.raises(NotJudgedError, match="the key cannot be read"):
                read_key(str(path))

    def test_it_is_not_in_the_index(self, sealed: Sealed) -> None:
        key = read_key(str(sealed.key))
        whole = b"".join(path.read_bytes() for path in sealed.closed.index.iterdir()) + sealed.archive.read_bytes()
        assert key_check(key) in whole
        for secret in (key, key.hex().encode(), KEY_TEXT.encode()):
            assert secret not in whole

    def test_digests_hang_on_it(self) -> None:
        assert sealed_digest("ab", b"1" * 32) != sealed_digest("ab", b"2" * 32)

    def test_a_program_gives_it_too(self, sealed: Sealed) -> None:
        assert check_as_library(config=sealed.closed.config(), key_file=sealed.key).exit_code == 1


class TestWhatCannotBeTold:
    def test_whether_a_quotation_changed_its_source(self, tmp_path: Path) -> None:
        words = TEXTS[2].split()
        words[30] = "walrus"
        article = f"As [{TITLE}](https://wren.example/2) says:\n\n> {' '.join(words)}\n"
        both = Sealed(tmp_path, TEXTS, [article + "\n" + prose(300, 200)])
        reasons = [
            [finding["reason"] for finding in found(config, key)["articles"][0]["findings"]]
            for config, key in ((both.open.config(), ""), (both.closed.config(), both.key))
        ]
        assert reasons == [["altered"], ["attributed"]]

    def test_whether_a_word_is_misspelt(self, tmp_path: Path) -> None:
        """It counts as another word, and all around it is found."""
        copied = TEXTS[2].split()
        for at in range(4, len(copied), 12):
            copied[at] += "e"
        both = Sealed(tmp_path, TEXTS, [" ".join(copied)])
        open_one, closed = (found(both.open.config()), found(both.closed.config(), both.key))
        assert open_one["articles"][0]["overlap_words"] == closed["articles"][0]["overlap_words"] == len(copied) - 5


class TestWhatDoesNotGoWithIt:
    def test_texts_beside_it(self, sealed: Sealed) -> None:
        sealed.closed.entries = (*BOTH, FILES._replace(id="own", files=("content/*.md",), own=True))
        with pytest.raises(NotJudgedError, match=r"sealed, and does not hold own of corpus; it holds ibis, wren"):
            refresh(sealed.closed.config(), archive=str(sealed.archive))
        with pytest.raises(NotJudgedError, match=r"corpus.own: found files, wants none beside a sealed archive\n"):
            found(sealed.closed.config(), sealed.key)

    def test_files_of_its_own_references(self, sealed: Sealed) -> None:
        before = sealed.closed.state()
        sealed.closed.write("references/r1.md", TEXTS[1])
        with pytest.raises(NotJudgedError, match=r"corpus.wren: found references/r1.md, wants no file here"):
            found(sealed.closed.config(), sealed.key)
        with pytest.raises(NotJudgedError, match="a sealed index has no texts beside it"):
            sealed.closed.build()
        assert sealed.closed.state() == before

    def test_an_import_where_the_texts_are(self, sealed: Sealed) -> None:
        before = sealed.open.state()
        with pytest.raises(
            NotJudgedError, match=r"corpus.wren: found files, .*\n.*\n.*a sealed index has no texts beside it"
        ):
            refresh(sealed.open.config(), archive=str(sealed.archive))
        assert sealed.open.state() == before

    def test_another_export(self, sealed: Sealed, tmp_path: Path) -> None:
        with pytest.raises(NotJudgedError, match="sealed and holds no texts to be exported"):
            export(sealed.closed.config(), str(tmp_path / "again.reuse"))

    def test_an_entry_that_is_not_configured_is_left_out_and_compacted_away(self, sealed: Sealed) -> None:
        sealed.closed.entries = (FILES,)
        assert refresh(sealed.closed.config(), archive=str(sealed.archive)).references == len(TEXTS)
        before = articles_side(found(sealed.closed.config(), sealed.key))
        name = load_catalog(str(sealed.closed.index)).segments[0].name
        refresh(sealed.closed.config(), effort=Effort(may_merge=True, everything=True))
        assert load_catalog(str(sealed.closed.index)).segments[0].name != name
        assert articles_side(found(sealed.closed.config(), sealed.key)) == before


class TestReports:
    """As it is typed."""

    @pytest.fixture
    def room(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
        """Somebody who has the key, the sealed index and no text."""
        room = Room.furnished(tmp_path, monkeypatch, capsys)
        more = (
            "Later we were shown a well that nobody uses, since it answers questions that were put to it years ago.\n"
        )
        room.write("content/whole.md", f"{CLEAN}\n{PASSAGE}\n\n{more}")
        room.write("content/edited.md", f"{CLEAN}\n{PASSAGE.replace('children', 'apprentices')}\n\n{more}")
        room.build()
        room.write("key", KEY_TEXT)
        assert room.run("index", "export", "--sealed", "--key-file", "key", "corpus.reuse").code == 0
        (room.root / "references/bus.md").unlink()
        for path in (room.root / ".reusecheck").iterdir():
            path.unlink()
        assert room.run("index", "import", "corpus.reuse").code == 0
        return room

    def test_the_key_comes_by_flag_or_environment(self, room: Room) -> None:
        assert room.run("check").code == 3
        by_flag = room.run("check", "--key-file", "key")
        assert by_flag.code == 1
        room.patch.setenv("REUSECHECK_KEY_FILE", "key")
        assert room.run("check") == by_flag
        assert room.run("check", "--key-file", "content/clean.md").code == 3, "the flag wins"
        Repository(room.root).git("add", "content/copied.md")
        assert room.run("hook", "content/copied.md").code == 1
        room.patch.delenv("REUSECHECK_KEY_FILE")
        assert room.run("hook", "content/copied.md").code == 3
        assert room.run("hook", "--key-file", "key", "content/copied.md").code == 1

    def test_the_articles_side_is_shown_and_the_other_is_not(self, room: Room) -> None:
        shown = room.run("check", "--key-file", "key", "content/edited.md").out
        assert 'as in plover:bus.md ("The bus that listens"), no attribution found' in " ".join(shown.split())
        assert "references/bus.md, sealed" in shown
        assert "apprentices" in shown
        assert re.search(r"^ *│ +~{11}$", shown, re.MULTILINE), "what the source has otherwise is marked"
        for theirs in ("children", "source  ", "overdue", ":0:0", "\0"):
            assert theirs not in shown
        assert "Name The Plover beside these words:" in shown
        shown = room.run("check", "--key-file", "key", "content/whole.md").out
        assert "Quote it and name The Plover:" in shown

    def test_explain_and_attribute(self, room: Room) -> None:
        room.patch.setenv("REUSECHECK_KEY_FILE", "key")
        (finding,) = room.findings("content/edited.md")
        explained = room.run("explain", finding["key"], "content/edited.md").out
        assert "references/bus.md, sealed: its words are not shown" in explained
        assert "The passage\n" in explained
        assert "children" not in explained
        ran = room.run("attribute", finding["key"], "content/edited.md", "--write")
        assert ran.code == 0, ran.err
        (finding,) = room.findings("content/edited.md")
        assert finding["reason"] == "attributed"

    def test_the_doctor_looks_at_the_key(self, room: Room) -> None:
        assert "the index is sealed: a check wants --key-file" in room.run("doctor").out
        room.patch.setenv("REUSECHECK_KEY_FILE", "key")
        assert "key             key: the one that the index was sealed with" in room.run("doctor").out
        room.patch.setenv("REUSECHECK_KEY_FILE", "content/clean.md")
        ran = room.run("doctor")
        assert (ran.code, "not the key that this index was sealed with" in ran.out) == (3, True)

    def test_a_commit_imports_what_the_key_needs_and_nothing_else(self, room: Room) -> None:
        Repository(room.root).git("add", "content")
        sealed = imported(room, "--key-file", "key", "content/clean.md")
        assert {"reusecheck.sealed", "reusecheck.index.sealing"} <= sealed
        assert not NEVER & sealed

    def test_figures_are_told_too(self, room: Room) -> None:
        shown = room.run("check", "-v", "--key-file", "key", "content/copied.md").out
        assert "plover:bus.md: article 50 %, source 75 %, resemblance" in shown

    def test_a_concise_report_needs_no_place_in_the_source(self, room: Room) -> None:
        assert room.run("check", "-o", "concise", "--key-file", "key", "content/copied.md").code == 1


def test_a_sealed_segment_is_verified_without_the_key(sealed: Sealed) -> None:
    assert sealed.segment.is_sealed
    assert sealed.segment.verify() == []
    path = sealed.closed.index / load_catalog(str(sealed.closed.index)).segments[0].name
    data = bytearray(path.read_bytes())
    offset, length, _ = sealed.segment.header.sections["tokens"]
    data[offset + length // 2] ^= 4
    path.write_bytes(data)
    assert sealed.segment.verify()
    with pytest.raises(NotJudgedError, match="section tokens is damaged"):
        found(sealed.closed.config(), sealed.key)


def test_words_are_those_that_a_reader_sees(sealed: Sealed) -> None:
    segment, key = sealed.segment, read_key(str(sealed.key))
    names = [json.loads(segment.description(document))["id"] for document in range(segment.documents)]
    document = names.index("wren:r3.md")
    library = SealedLibrary(open_index(str(sealed.closed.index), HOW), HOW, key)
    hashes = library.segments[0].hashes(document)
    assert hashes == hash_words(tokenize(TEXTS[3]).words, key).tobytes()
    assert zlib.crc32(hashes) != zlib.crc32(segment.raw_tokens(document))
