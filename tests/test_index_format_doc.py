"""docs/index-format.md is enough to read an index: this reader knows the page, and nothing of the package."""

from __future__ import annotations

import json
import re
import shutil
import struct
import zlib
from bisect import bisect_left
from hashlib import blake2b
from itertools import pairwise
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


HEADER = fields(part("### Header", "At offset 40"))
ENTRY = fields(part("At offset 40", "Behind them"))
SECTIONS = SECTION.findall(part("### Sections", "*b* is chosen"))[1:]


class Segment:
    """A segment read as the page says."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.header = {name: struct.unpack_from("<" + code, data, at)[0] for at, code, name in HEADER}
        self.sections: dict[str, tuple[int, int, int]] = {}
        at = 40
        for _ in range(self.header["sections"]):
            entry = {name: struct.unpack_from("<" + code, data, at + offset)[0] for offset, code, name in ENTRY if name}
            self.sections[entry["name"].rstrip(b"\0").decode()] = (entry["offset"], entry["length"], entry["check"])
            at += 40
        self.end_of_header = at

    def bytes_of(self, name: str) -> bytes:
        offset, length, _ = self.sections[name]
        return self.data[offset : offset + length]

    def column(self, name: str) -> Sequence[int]:
        code = dict(SECTIONS)[name]
        data = self.bytes_of(name)
        return struct.unpack(f"<{len(data) // struct.calcsize('<' + code)}{code}", data)

    def record(self, document: int) -> tuple[bytes, dict[str, Any], str]:
        starts = self.column("record_starts")
        data = self.bytes_of("records")[starts[document] : starts[document + 1]]
        (length,) = struct.unpack_from("<I", data)
        return data, json.loads(data[4 : 4 + length]), zlib.decompress(data[4 + length :]).decode()

    def places(self, kgram: int) -> list[int]:
        directory, fingerprints = self.column("directory"), self.column("fingerprints")
        bits = (len(directory) - 1).bit_length() - 1
        bucket = kgram >> (64 - bits)
        low, high = directory[bucket], directory[bucket + 1]
        at = bisect_left(fingerprints, kgram, low, high)
        found = []
        while at < high and fingerprints[at] == kgram:
            found.append(self.column("positions")[at])
            at += 1
        return found

    def holders(self, word: str) -> list[int] | None:
        """None where more hold it than a list names."""
        vocabulary, starts = self.column("vocabulary"), self.column("holder_starts")
        at = bisect_left(vocabulary, hash_of(word) & 0xFFFFFFFF)
        if at == len(vocabulary) or vocabulary[at] != hash_of(word) & 0xFFFFFFFF:
            return []
        return list(self.column("holders")[starts[at] : starts[at + 1]]) or None


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
    """Path → the low halves of its words' hashes."""
    starts, tokens = segment.column("token_starts"), segment.column("tokens")
    return {
        segment.record(number)[1]["path"]: list(tokens[low:high]) for number, (low, high) in enumerate(pairwise(starts))
    }


def test_the_fields_of_the_page_lie_side_by_side() -> None:
    for rows in (HEADER, ENTRY):
        at = 0
        for offset, code, _ in rows:
            assert offset == at
            at += struct.calcsize("<" + code)
        assert at == 40


def test_the_header_says_what_the_page_says(segment: Segment) -> None:
    words = len(WORDS) + 14 + 2
    expected = (b"reuseidx", 2, 11, 5, 4, 3, 3, words)
    assert tuple(segment.header.values()) == expected
    told = {name.strip(): said for _, _, name, said in FIELD.findall(part("### Header", "At offset 40"))}
    for name, number in segment.header.items():
        if name not in ("magic", "documents", "words"):
            assert re.search(rf"\b{number}\b", told[name]), name


def test_sections_stand_in_the_order_of_the_page_and_their_checksums_are_right(segment: Segment) -> None:
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


def test_words_and_records_are_those_of_the_references(segment: Segment) -> None:
    expected = {
        "references/long.md": WORDS,
        "references/ferry.txt": TEXTS["references/ferry.txt"].split(),
        "references/short.txt": ["too", "short"],
    }
    assert documents(segment) == {
        path: [hash_of(word) & 0xFFFFFFFF for word in words] for path, words in expected.items()
    }
    checks = segment.column("record_checks")
    assert segment.column("record_starts")[-1] == len(segment.bytes_of("records"))
    for number, check in enumerate(checks):
        data, description, text = segment.record(number)
        assert zlib.crc32(data) == check
        assert text == TEXTS[description["path"]]
        sentence = next(s for s in PAGE.split("\n\n") if "The description has those of" in s)
        assert set(description) <= set(re.findall(r"`(\w+)`", sentence))


def test_every_window_of_kgrams_is_found_by_the_page_alone(segment: Segment) -> None:
    starts = segment.column("token_starts")
    order = list(documents(segment))
    first = starts[order.index("references/long.md")]
    kgrams = [kgram_of(WORDS[at : at + 5]) for at in range(len(WORDS) - 4)]
    found = [first + at in segment.places(kgram) for at, kgram in enumerate(kgrams)]
    for low in range(len(kgrams) - 3):
        smallest = min(range(low, low + 4), key=lambda at: (kgrams[at], -at))
        assert found[smallest]
    assert sum(found) < len(kgrams)  # and the others were not kept
    assert segment.places(kgram_of(["nobody", "ever", "wrote", "these", "words"])) == []


def test_the_directory_counts_fingerprints_by_their_leading_bits(segment: Segment) -> None:
    fingerprints, directory = segment.column("fingerprints"), segment.column("directory")
    assert list(fingerprints) == sorted(fingerprints)
    bits = (len(fingerprints) // 16).bit_length()
    assert len(directory) == (1 << bits) + 1
    assert list(directory) == [sum(f >> (64 - bits) < i for f in fingerprints) for i in range(len(directory))]


def test_who_holds_a_word_is_found_by_the_page_alone(tmp_path: Path, folder: Path) -> None:
    (segment,) = (Segment(path.read_bytes()) for path in folder.glob("*.segment"))
    held = documents(segment)
    for word in ("ferry", "the", "short", WORDS[7]):
        numbers = [number for number, words in enumerate(held.values()) if hash_of(word) & 0xFFFFFFFF in words]
        assert segment.holders(word) == numbers != []
    assert segment.holders("zeppelin") == []
    vocabulary = segment.column("vocabulary")
    assert list(vocabulary) == sorted({word for words in held.values() for word in words})
    assert len(segment.column("holder_starts")) == len(vocabulary) + 1
    assert segment.column("holder_starts")[-1] == len(segment.column("holders"))

    most = int(re.findall(r"more than (\d+)", part("### Sections", "A **record**"))[0])
    for number in range(most):
        (tmp_path / f"references/chime{number}.txt").write_text(f"the chime {number}\n", encoding="utf-8")
    assert main(["index", "build", "-c", str(tmp_path / ".reusecheck.yaml")]) == 0
    (segment,) = (one for one in (Segment(p.read_bytes()) for p in folder.glob("*.segment")) if one.holders("chime"))
    assert segment.holders("chime") == list(range(most))
    (tmp_path / "references/chime.txt").write_text("another chime\n", encoding="utf-8")
    (tmp_path / "references/ferry.txt").unlink()
    shutil.rmtree(folder)
    assert main(["index", "build", "-c", str(tmp_path / ".reusecheck.yaml")]) == 0
    (segment,) = (Segment(path.read_bytes()) for path in folder.glob("*.segment"))
    assert segment.holders("chime") is None
    assert segment.holders("ferry") == []


def test_catalog_and_ledger_are_what_the_page_says(folder: Path) -> None:
    def read(path: Path) -> dict[str, Any]:
        data = path.read_bytes()
        assert data[-10:] == b"\n%08x\n" % zlib.crc32(data[:-10])
        read: dict[str, Any] = json.loads(data[:-10])
        return read

    catalog = read(folder / "catalog.json")
    told = re.findall(r"^\| `(\w+)` \|", part("`catalog.json`:", "A *dead*"), re.MULTILINE)
    assert list(catalog) == told
    ((name, count, words, dead, dead_words),) = catalog["segments"]
    assert ((folder / name).is_file(), count, words, dead, dead_words) == (True, 3, len(WORDS) + 16, [], 0)
    ledger = read(folder / catalog["ledger"])
    assert set(ledger) == {"recipes", "files"}
    stat, references = ledger["files"]["plover"]["references/ferry.txt"]
    on_disk = (folder.parent / "references/ferry.txt").stat()
    assert stat == [on_disk.st_size, on_disk.st_mtime_ns, on_disk.st_ino, on_disk.st_ctime_ns]
    (where,) = references.values()
    assert (where[0], list(documents(Segment((folder / name).read_bytes())))[where[1]]) == (
        name,
        "references/ferry.txt",
    )
    body, _, check = (folder / "configuration.json").read_bytes().rpartition(b"\n")
    assert set(json.loads(body)) == {"digest", "config"}
    assert check == blake2b(body, digest_size=8).hexdigest().encode()


def test_the_page_names_every_file_of_the_folder(folder: Path) -> None:
    named = re.findall(r"^\| `([^`]+)` \|", part("| file |", "Every file is written"), re.MULTILINE)
    patterns = [re.compile(re.escape(name).replace("…", "[0-9a-f]+")) for name in named]
    for path in folder.iterdir():
        assert any(pattern.fullmatch(path.name) for pattern in patterns), path.name
