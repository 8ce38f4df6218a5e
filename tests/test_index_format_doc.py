"""docs/index-format.md is enough to read an index: this reader knows the page, and nothing of the package."""

from __future__ import annotations

import json
import re
import shutil
import struct
import zlib
from bisect import bisect_left
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reusecheck.cli import main
from tests.room import Room

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = (Path(__file__).parents[1] / "docs" / "index-format.md").read_text(encoding="utf-8")
FIELD = re.compile(r"^\| (\d+) \| `(\w+)` \|([\w ]*)\|(.*)\|$", re.MULTILINE)
SECTION = re.compile(r"^\| (\w+) \| `?(\w+)`? \|", re.MULTILINE)
MULTIPLIER, MIX = (int(number, 16) for number in re.findall(r"`(0x[0-9A-F]{16})`", PAGE))
LOW_64 = (1 << 64) - 1

WORDS = [f"word{number % 211}x{number // 211}" for number in range(900)]
TEXTS = {
    "references/long.md": "---\ntitle: All of them\nurl: https://plover.example/all\n---\n\n" + " ".join(WORDS) + "\n",
    "references/ferry.txt": "the ferry left the harbour soon after dawn and came home late at night\n",
    "references/short.txt": "too short\n",
}


def part(heading: str, following: str) -> str:
    return PAGE[PAGE.index(heading) : PAGE.index(following)]


def fields(text: str) -> list[tuple[int, str, str]]:
    """Offset, type and name of each row."""
    return [(int(offset), code, name.strip()) for offset, code, name, _ in FIELD.findall(text)]


HEADER = fields(part("### Header", "At offset 72"))
ENTRY = fields(part("At offset 72", "Behind them"))
SECTIONS = SECTION.findall(part("### Sections", "Bucket *i* has"))[1:]
KEPT = int(re.findall(r"leading (\d+) bits of the hash of a k-gram", PAGE)[0])
MOST = int(re.findall(r"more than (\d+)", part("### Sections", "Bucket *i* has"))[0])
DESCRIPTIONS = int(re.findall(r"One of descriptions is (\d+)", PAGE)[0])


class Segment:
    """A segment read as the page says; every checksum on the way is compared."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.header = {name: struct.unpack_from("<" + code, data, at)[0] for at, code, name in HEADER}
        self.sections: dict[str, tuple[int, int, int]] = {}
        at = 72
        for _ in range(self.header["sections"]):
            entry = {name: struct.unpack_from("<" + code, data, at + offset)[0] for offset, code, name in ENTRY if name}
            self.sections[entry["name"].rstrip(b"\0").decode()] = (entry["offset"], entry["length"], entry["check"])
            at += 40
        self.end_of_header = at

    def bytes_of(self, name: str) -> bytes:
        offset, length, _ = self.sections[name]
        return self.data[offset : offset + length]

    def entries(self, name: str) -> list[tuple[int, ...]]:
        return list(struct.iter_unpack("<" + dict(SECTIONS)[name], self.bytes_of(name)))

    def column(self, name: str) -> list[int]:
        return [value for (value,) in self.entries(name)]

    def block(self, table: str, section: str, number: int) -> bytes:
        offset, length, check = self.entries(table)[number]
        packed = self.bytes_of(section)[offset : offset + length]
        assert zlib.crc32(packed, number + 1) == check
        return zlib.decompress(packed)

    def description(self, document: int) -> dict[str, Any]:
        lines = self.block("descriptor", "descriptions", document // DESCRIPTIONS).split(b"\n")
        described: dict[str, Any] = json.loads(lines[document % DESCRIPTIONS])
        return described

    def document(self, number: int) -> tuple[list[int], str]:
        """The low halves of its words' hashes, and its text."""
        first, words, token_check, block, offset, length, check = self.entries("documents")[number]
        entry = self.bytes_of("documents")[32 * number :][:28]
        assert check == zlib.crc32(entry, number + 1)
        data = self.bytes_of("tokens")[2 * first : 2 * (first + words)]
        assert token_check == zlib.crc32(data)
        text = self.block("text_blocks", "texts", block)[offset : offset + length]
        return [value for (value,) in struct.iter_unpack("<H", data)], text.decode()

    def bucket(self, kgram: int) -> tuple[list[int], list[int]]:
        """The marks and rests of the bucket a k-gram is in."""
        number = kgram >> 64 - self.header["bucket bits"]
        (first, marks_check, rests_check), (stop, _, _) = self.entries("buckets")[number : number + 2]
        marks, rests = self.bytes_of("marks")[2 * first : 2 * stop], self.bytes_of("rests")[4 * first : 4 * stop]
        assert (marks_check, rests_check) == (zlib.crc32(marks, number + 1), zlib.crc32(rests, number + 1))
        return self.column("marks")[first:stop], self.column("rests")[first:stop]

    def postings(self, kgram: int) -> list[int]:
        bits, numbers = self.header["bucket bits"], digits(self.header["documents"] - 1)
        wanted = (kgram >> 64 - KEPT) & (1 << KEPT - 16 - bits) - 1
        mark = kgram >> 48 - bits & 0xFFFF
        return [
            rest & (1 << numbers) - 1
            for found, rest in zip(*self.bucket(kgram), strict=True)
            if found == mark and rest >> numbers == wanted
        ]

    def holders(self, word: str) -> list[int] | None:
        """None where more hold it than are listed."""
        wanted, number = hash_of(word) >> 32, hash_of(word) >> 64 - self.header["word bucket bits"]
        (first, low, check, held_check), (stop, high, _, _) = self.entries("word_buckets")[number : number + 2]
        words, counts = self.bytes_of("vocabulary")[4 * first : 4 * stop], self.bytes_of("counts")[first:stop]
        assert check == zlib.crc32(words + counts, number + 1)
        assert held_check == zlib.crc32(self.bytes_of("holders")[4 * low : 4 * high], number + 1)
        known = self.column("vocabulary")[first:stop]
        at = bisect_left(known, wanted)
        if at == len(known) or known[at] != wanted:
            return []
        if counts[at] == 255:
            return None
        low += sum(count for count in counts[:at] if count != 255)
        return self.column("holders")[low : low + counts[at]]


def digits(number: int) -> int:
    """How many binary digits it has."""
    return max(number, 0).bit_length()


def hash_of(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")


def kgram_of(words: Sequence[str]) -> int:
    rolled = 0
    for word in words:
        rolled = (rolled * MULTIPLIER + hash_of(word)) & LOW_64
    rolled ^= rolled >> 33
    rolled = rolled * MIX & LOW_64
    return rolled ^ rolled >> 29


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    room = Room(tmp_path, monkeypatch, capsys)
    for path, text in TEXTS.items():
        room.write(path, text)
    room.build()
    return tmp_path / ".reusecheck"


@pytest.fixture
def segment(folder: Path) -> Segment:
    (path,) = folder.glob("*.segment")
    return Segment(path.read_bytes())


def documents(segment: Segment) -> dict[str, list[int]]:
    """Path → the low 16 bits of its words' hashes."""
    numbers = range(segment.header["documents"])
    return {segment.description(number)["path"]: segment.document(number)[0] for number in numbers}


def test_the_fields_of_the_page_lie_side_by_side() -> None:
    for rows, size in ((HEADER, 72), (ENTRY, 40)):
        at = 0
        for offset, code, _ in rows:
            assert offset == at
            at += struct.calcsize("<" + code)
        assert at == size


def test_the_header_says_what_the_page_says(segment: Segment) -> None:
    words = len(WORDS) + 14 + 2
    counted = {"documents": 3, "words": words}
    fixed = {
        "magic": b"reuseidx", "version": 3, "minor": 0, "sections": 13, "k": 5, "window": 4, "normal form": 3,
        "token bytes": 2, "reserved": 0, "key check": bytes(8),
    }  # fmt: skip
    assert {**segment.header, **fixed, **counted} == segment.header
    told = {name.strip(): said for _, _, name, said in FIELD.findall(part("### Header", "At offset 72"))}
    assert list(told) == list(segment.header)
    for name, number in fixed.items():
        if isinstance(number, int):
            assert re.search(rf"\b{number}\b", told[name]), name
    assert segment.header["fingerprints"] == len(segment.column("marks")) == len(segment.column("rests"))
    assert segment.header["vocabulary"] == len(segment.column("vocabulary"))


def test_sections_stand_in_the_order_of_the_page_and_their_checksums_are_right(folder: Path, segment: Segment) -> None:
    assert list(segment.sections) == [name for name, _ in SECTIONS]
    (check,) = struct.unpack_from("<I", segment.data, segment.end_of_header)
    assert check == zlib.crc32(segment.data[: segment.end_of_header])
    at = segment.end_of_header + 4
    at += -at % 8
    assert f"makes {at} bytes" in " ".join(PAGE.split())
    for offset, length, check in segment.sections.values():
        assert offset == at
        assert check == zlib.crc32(segment.data[offset : offset + length])
        end = offset + length
        at = end + -end % 8
        assert not any(segment.data[end:at])
    assert end == len(segment.data)
    (name,) = (path.name for path in folder.glob("*.segment"))
    assert (
        name
        == blake2b(segment.data[: min(at for at, _, _ in segment.sections.values())], digest_size=10).hexdigest()
        + ".segment"
    )


def test_words_and_texts_are_those_of_the_references(segment: Segment) -> None:
    expected = {
        "references/long.md": WORDS,
        "references/ferry.txt": TEXTS["references/ferry.txt"].split(),
        "references/short.txt": ["too", "short"],
    }
    assert documents(segment) == {path: [hash_of(word) & 0xFFFF for word in words] for path, words in expected.items()}
    sentence = next(s for s in PAGE.split("\n\n") if "A description has those of" in s)
    for number in range(len(expected)):
        description = segment.description(number)
        assert segment.document(number)[1] == TEXTS[description["path"]]
        assert set(description) <= set(re.findall(r"`(\w+)`", sentence))


def test_kept_kgrams_are_found_by_the_page_alone_and_no_others(segment: Segment) -> None:
    order = list(documents(segment))
    found = 0
    for path, words in (("references/long.md", WORDS), ("references/ferry.txt", TEXTS["references/ferry.txt"].split())):
        number = order.index(path)
        kgrams = [kgram_of(words[at : at + 5]) for at in range(len(words) - 4)]
        windows = [range(low, low + 4) for low in range(len(kgrams) - 3)]
        kept = {kgrams[min(window, key=lambda at: (kgrams[at], -at))] for window in windows}
        assert {kgram for kgram in kgrams if segment.postings(kgram) == [number]} == kept
        assert {kgram for kgram in kgrams if segment.postings(kgram) == []} == set(kgrams) - kept != set()
        found += len(kept)
    assert segment.header["fingerprints"] == found
    assert segment.postings(kgram_of(["nobody", "ever", "wrote", "these", "words"])) == []


def test_buckets_are_as_many_as_the_page_says(segment: Segment) -> None:
    header = segment.header
    assert header["bucket bits"] == max(digits(header["fingerprints"] // 64), digits(header["documents"] - 1)) > 1
    assert header["word bucket bits"] == digits(header["vocabulary"] // 16) > 1
    buckets, word_buckets = segment.entries("buckets"), segment.entries("word_buckets")
    assert (len(buckets), buckets[-1]) == ((1 << header["bucket bits"]) + 1, (header["fingerprints"], 0, 0))
    assert len(word_buckets) == (1 << header["word bucket bits"]) + 1
    assert word_buckets[-1] == (header["vocabulary"], len(segment.column("holders")), 0, 0)
    for number in range(len(buckets) - 1):
        marks, rests = segment.bucket(number << 64 - header["bucket bits"])
        pairs = list(zip(marks, rests, strict=True))
        assert pairs == sorted(set(pairs))


def test_who_holds_a_word_is_found_by_the_page_alone(tmp_path: Path, folder: Path) -> None:
    (segment,) = (Segment(path.read_bytes()) for path in folder.glob("*.segment"))
    held = documents(segment)
    for word in ("ferry", "the", "short", WORDS[7]):
        numbers = [number for number, words in enumerate(held.values()) if hash_of(word) & 0xFFFF in words]
        assert segment.holders(word) == numbers != []
    assert segment.holders("zeppelin") == []
    every = {*WORDS, *TEXTS["references/ferry.txt"].split(), "too", "short"}
    assert segment.column("vocabulary") == sorted(hash_of(word) >> 32 for word in every)
    assert len(segment.column("holders")) == sum(segment.bytes_of("counts"))

    for number in range(MOST):
        (tmp_path / f"references/chime{number}.txt").write_text(f"the chime {number}\n", encoding="utf-8")
    assert main(["index", "build", "-c", str(tmp_path / ".reusecheck.yaml")]) == 0
    (segment,) = (one for one in (Segment(p.read_bytes()) for p in folder.glob("*.segment")) if one.holders("chime"))
    assert segment.holders("chime") == list(range(MOST))
    (tmp_path / "references/chime.txt").write_text("another chime\n", encoding="utf-8")
    (tmp_path / "references/ferry.txt").unlink()
    shutil.rmtree(folder)
    assert main(["index", "build", "-c", str(tmp_path / ".reusecheck.yaml")]) == 0
    (segment,) = (Segment(path.read_bytes()) for path in folder.glob("*.segment"))
    assert segment.holders("chime") is None
    assert segment.holders("ferry") == []


def unchecked(path: Path) -> bytes:
    data = path.read_bytes()
    assert data[-10:] == b"\n%08x\n" % zlib.crc32(data[:-10])
    return data[:-10]


def keys(heading: str, following: str) -> list[str]:
    return re.findall(r"^\| `(\w+)` \|", part(heading, following), re.MULTILINE)


def test_catalog_and_ledger_are_what_the_page_says(folder: Path) -> None:
    catalog = json.loads(unchecked(folder / "catalog.json"))
    assert list(catalog) == keys("`catalog.json`:", "A *dead*")
    assert catalog["format"] == 3
    ((name, count, words, dead, dead_words),) = catalog["segments"]
    assert ((folder / name).is_file(), count, words, dead, dead_words) == (True, 3, len(WORDS) + 16, [], 0)
    ledger = json.loads(zlib.decompress(unchecked(folder / catalog["ledger"])))
    assert list(ledger) == keys("The ledger:", "What a file was like")
    stat, chunks = ledger["files"]["plover"]["references/ferry.txt"]
    on_disk = (folder.parent / "references/ferry.txt").stat()
    assert stat == [on_disk.st_size, on_disk.st_mtime_ns, on_disk.st_ino, on_disk.st_ctime_ns]
    (chunk,) = chunks
    assert (chunk[0], *chunk[2:4]) == ("", -1, 0)
    ids, segments, numbers, digests, lines = chunk[4:]
    assert (len(ids), len(digests), lines) == (1, 1, [0])
    assert [ledger["segments"][number] for number in segments] == [name]
    held = documents(Segment((folder / name).read_bytes()))
    assert [list(held)[number] for number in numbers] == ["references/ferry.txt"]
    body, _, check = (folder / "configuration.json").read_bytes().rpartition(b"\n")
    assert set(json.loads(body)) == {"digest", "config"}
    assert check == blake2b(body, digest_size=8).hexdigest().encode()


def test_the_page_names_every_file_of_the_folder(folder: Path) -> None:
    named = re.findall(r"^\| `([^`]+)` \|", part("| file |", "Every file is written"), re.MULTILINE)
    patterns = [re.compile(re.escape(name).replace("…", "[0-9a-f]+")) for name in named]
    for path in folder.iterdir():
        assert any(pattern.fullmatch(path.name) for pattern in patterns), path.name
