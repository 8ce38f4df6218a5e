from __future__ import annotations

import gzip
import json
import os
from typing import TYPE_CHECKING

import pytest

from reusecheck.config import CorpusEntry, Fields
from reusecheck.configuring.table import SOURCES as CONFIGURABLE
from reusecheck.documents import Unreadable
from reusecheck.sources import SOURCES, Portion, Reference, listing, source_of
from reusecheck.sources.files import shared_prefix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

HERON = CorpusEntry(id="heron", files=("references/heron/**/*.{md,txt}",))
WIRE = CorpusEntry(id="wire", jsonl=("wire/*.{jsonl,jsonl.gz}",))


def plant(root: Path, contents: Mapping[str, str | bytes]) -> None:
    for path, content in contents.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content.encode() if isinstance(content, str) else content)


def read(root: Path, entry: CorpusEntry) -> list[Reference | Unreadable]:
    return read_each(root, entry, [found.path for found in listing(str(root), entry).files])


def read_each(root: Path, entry: CorpusEntry, paths: Sequence[str]) -> list[Reference | Unreadable]:
    """What the files yield, one portion after the other."""
    source, found = source_of(entry), list[Reference | Unreadable]()
    for path in paths:
        for portion in source.portions(str(root), path, {}):
            found += source.read(str(root), entry, portion).references if isinstance(portion, Portion) else [portion]
    return found


def wire(root: Path, *lines: str | bytes, entry: CorpusEntry = WIRE) -> list[Reference | Unreadable]:
    """What the lines yield as ``wire/a.jsonl``."""
    plant(root, {"wire/a.jsonl": b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)})
    return read(root, entry)


def test_each_file_is_a_reference_named_beneath_the_fixed_folder(tmp_path: Path) -> None:
    plant(tmp_path, {"references/heron/2031/Ferry.MD": "x", "references/heron/2031/ferry.md": b"Nets\r\n\xff",
                       "references/heron/note.txt": "", "references/other/a.md": "y"})  # fmt: skip
    assert read(tmp_path, HERON) == [
        Reference("heron:2031/ferry.md", "heron", "references/heron/2031/ferry.md", ".md", b"Nets\r\n\xff"),
        Reference("heron:note.txt", "heron", "references/heron/note.txt", ".txt", b""),
    ]
    shouting = CorpusEntry(id="heron", files=("references/heron/**/*.MD",))
    assert [(r.id, r.suffix) for r in read(tmp_path, shouting) if isinstance(r, Reference)] == [
        ("heron:2031/Ferry.MD", ".md")
    ]


@pytest.mark.parametrize(
    ("patterns", "prefix"),
    [
        (["references/heron/**/*.md"], "references/heron/"),
        (["references/heron/**", "references/tern/*.md"], "references/"),
        (["references/heron/**", "references/herring/*.md"], "references/"),
        (["references/a/**", "references/a/b/*.md"], "references/a/"),
        (["**/*.md", "references/a/*.md"], ""),
        (["a.md"], ""),
        (["a/b.md", "a/c.md"], "a/"),
    ],
)
def test_names_begin_beneath_the_folder_that_all_patterns_share(patterns: list[str], prefix: str) -> None:
    assert shared_prefix(patterns) == prefix


def test_a_new_file_renames_no_other(tmp_path: Path) -> None:
    plant(tmp_path, {"references/heron/2031/a.md": "x"})
    (before,) = read(tmp_path, HERON)
    plant(tmp_path, {"references/heron/2032/b.md": "y"})
    assert before in read(tmp_path, HERON)


def test_a_listing_has_what_tells_a_change_and_opens_nothing(tmp_path: Path) -> None:
    plant(tmp_path, {"references/heron/a.md": "abc"})
    status = (tmp_path / "references/heron/a.md").stat()
    found = listing(str(tmp_path), HERON)
    assert found.files == (
        ("references/heron/a.md", 3, status.st_mtime_ns, status.st_ino, status.st_ctime_ns),
    )  # fmt: skip
    assert found.problems == ()


def test_every_pattern_that_matches_nothing_is_a_problem(tmp_path: Path) -> None:
    plant(tmp_path, {"a/x.md": "", "a/b/y.txt": ""})
    entry = CorpusEntry(
        id="heron", files=("a/**/*.md", "a/*.html", "a/z.md", "a/x.md", "a/b", "a/x", "c/", "{c,a/x.md}")
    )
    assert listing(str(tmp_path), entry).problems == (
        'corpus.heron.files: "a/*.html" matches no file',
        'corpus.heron.files: "a/z.md" matches no file',
        'corpus.heron.files: "a/x" matches no file',
        'corpus.heron.files: "c/" matches no file',
    )


def test_links_out_of_the_repository_and_to_nothing_are_problems(tmp_path: Path) -> None:
    root = tmp_path / "root"
    plant(root, {"references/heron/a.md": "x"})
    plant(tmp_path, {"secret.md": "y"})
    (root / "references/heron/inside.md").symlink_to("a.md")
    (root / "references/heron/out.md").symlink_to(tmp_path / "secret.md")
    (root / "references/heron/gone.md").symlink_to("nowhere.md")
    found = listing(str(root), HERON)
    assert [file.path for file in found.files] == ["references/heron/a.md", "references/heron/inside.md"]
    assert found.problems == (
        "corpus.heron.files: references/heron/gone.md is a link to nothing",
        "corpus.heron.files: references/heron/out.md is a link out of the repository",
    )


def test_what_went_away_or_is_no_file_is_named_and_reading_goes_on(tmp_path: Path) -> None:
    plant(tmp_path, {"references/heron/x.md/inner.md": "x", "references/heron/z.md": "z"})
    paths = ["references/heron/gone.md", "references/heron/x.md", "references/heron/z.md"]
    assert read_each(tmp_path, HERON, paths) == [
        Unreadable("references/heron/gone.md", "cannot be read: No such file or directory"),
        Unreadable("references/heron/x.md", "is not a regular file"),
        Reference("heron:z.md", "heron", "references/heron/z.md", ".md", b"z"),
    ]


def test_a_name_that_is_not_utf8_survives(tmp_path: Path) -> None:
    folder = tmp_path / "references/heron"
    folder.mkdir(parents=True)
    try:
        with open(os.path.join(os.fsencode(folder), b"caf\xe9.md"), "wb") as file:
            file.write(b"x")
    except OSError:
        pytest.skip("the file system refuses such names")
    (reference,) = read(tmp_path, HERON)
    assert isinstance(reference, Reference)
    assert os.fsencode(reference.id) == b"heron:caf\xe9.md"


def test_each_line_is_a_reference_with_what_it_says_of_itself(tmp_path: Path) -> None:
    said = {"title": "Ferry", "url": "https://wire.example/n1", "author": "A. Tern"}
    line = json.dumps({"id": "n1", "text": "Nets.\r\nOars.", **said})
    assert wire(tmp_path, line, "", '{"id": 7, "text": ""}') == [
        Reference("wire:n1", "wire", "wire/a.jsonl", ".txt", "Nets.\r\nOars.", line=1, **said),
        Reference("wire:7", "wire", "wire/a.jsonl", ".txt", "", line=3),
    ]


def test_fields_may_have_other_names_and_several_authors_are_joined(tmp_path: Path) -> None:
    entry = CorpusEntry(id="wire", jsonl=("wire/*.jsonl",), fields=Fields("key", "head", "link", "by", "body"))
    line = '{"key": 1, "id": 2, "head": null, "link": "u", "by": ["A", "B"], "body": "t", "text": 9}'
    assert wire(tmp_path, line, entry=entry) == [
        Reference("wire:1", "wire", "wire/a.jsonl", ".txt", "t", 1, "", "u", "A, B")
    ]


def test_a_packed_file_reads_as_the_plain_one(tmp_path: Path) -> None:
    lines = b"".join(b'{"id": %d, "text": "t%d"}\r\n' % (i, i) for i in range(2000))
    plant(tmp_path, {"wire/a.jsonl": b"\xef\xbb\xbf" + lines})
    plain = read(tmp_path, WIRE)
    (tmp_path / "wire/a.jsonl").unlink()
    plant(tmp_path, {"wire/a.jsonl.gz": gzip.compress(lines)})
    packed = read(tmp_path, WIRE)
    assert len(plain) == 2000
    assert [r._replace(path="") for r in plain if isinstance(r, Reference)] == [
        r._replace(path="") for r in packed if isinstance(r, Reference)
    ]


GOOD = '{"id": "good", "text": "t"}'


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"id": "a", "text": ', "not valid JSON: Expecting value at column 20"),
        ("nonsense", "not valid JSON: Expecting value"),
        ("[1]", "found a list, wants a JSON object"),
        ("null", "found null, wants a JSON object"),
        ('{"text": "t"}', 'found no "id", wants an id (fields.id names its field)'),
        ('{"id": "", "text": "t"}', 'found no "id"'),
        ('{"id": "  ", "text": "t"}', 'found no "id"'),
        ('{"id": null, "text": "t"}', 'found no "id"'),
        ('{"id": true, "text": "t"}', 'found true or false as "id", wants text'),
        ('{"id": {}, "text": "t"}', 'found an object as "id", wants text'),
        ('{"id": "a"}', 'found no "text", wants the text of the reference (fields.text names its field)'),
        ('{"id": "a", "text": null}', 'found null as "text", wants the text'),
        ('{"id": "a", "text": 5}', 'found a number as "text"'),
        ('{"id": "a", "text": ["t"]}', 'found a list as "text"'),
        ('{"id": "a", "text": "t", "title": {}}', 'found an object as "title", wants text'),
        (b'{"id": "a", "text": "\xe9"}', "found the byte 0xe9, wants UTF-8"),
        ("[" * 100_000, "found values nested too deeply, wants a JSON object"),
        ('{"id": ' + "9" * 5000 + ', "text": "t"}', "not valid JSON: "),
    ],
)
def test_a_line_that_is_no_reference_is_named_and_reading_goes_on(tmp_path: Path, line: str | bytes, why: str) -> None:
    first, wrong, last = wire(tmp_path, GOOD, line, '{"id": "last", "text": "t"}')
    assert isinstance(first, Reference)
    assert isinstance(last, Reference)
    assert isinstance(wrong, Unreadable)
    assert wrong.path == "wire/a.jsonl:2"
    assert wrong.why.startswith(why)


def test_half_a_character_is_replaced_since_nothing_could_print_it(tmp_path: Path) -> None:
    (reference,) = wire(tmp_path, r'{"id": "a", "text": "x\ud800y \ud83d\ude00"}')
    assert isinstance(reference, Reference)
    assert reference.content == "x\ufffdy \U0001f600"


@pytest.mark.parametrize("cut", [5, 12, 400, -12, -1])
def test_a_packed_file_cut_short_is_named_after_what_could_be_read(tmp_path: Path, cut: int) -> None:
    lines = "".join(f'{{"id": {i}, "text": "{os.urandom(8).hex()}"}}\n' for i in range(100))
    plant(tmp_path, {"wire/a.jsonl.gz": gzip.compress(lines.encode())[:cut], "wire/b.jsonl": GOOD})
    *before, wrong, last = read(tmp_path, WIRE)
    assert all(isinstance(reference, Reference) for reference in before)
    assert isinstance(wrong, Unreadable)
    assert wrong.path.startswith("wire/a.jsonl.gz:")
    assert "damaged gzip file" in wrong.why
    assert isinstance(last, Reference)


def test_a_packed_file_with_changed_bytes_is_named(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(GOOD.encode() * 1))
    packed[-6] ^= 0xFF  # the checksum
    plant(tmp_path, {"wire/a.jsonl.gz": bytes(packed)})
    found = read(tmp_path, WIRE)
    assert isinstance(found[-1], Unreadable)


def test_what_is_not_packed_or_not_a_file_is_named(tmp_path: Path) -> None:
    plant(tmp_path, {"wire/a.jsonl.gz": GOOD, "wire/d.jsonl/x": ""})
    found = read_each(tmp_path, WIRE, ["wire/a.jsonl.gz", "wire/d.jsonl", "wire/gone.jsonl"])
    assert [(one.path, one.why.split(" (")[0]) for one in found if isinstance(one, Unreadable)] == [
        ("wire/a.jsonl.gz", "cannot be read: Not a gzipped file"),
        ("wire/d.jsonl", "is not a regular file"),
        ("wire/gone.jsonl", "cannot be read: No such file or directory"),
    ]


def test_a_line_longer_than_memory_should_hold_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reusecheck.sources.jsonl.LONGEST_LINE", 100)
    found = wire(tmp_path, GOOD, '{"id": "long", "text": "' + "t" * 950 + '"}', '{"id": "last", "text": "t"}')
    assert [one.id if isinstance(one, Reference) else one.path for one in found] == [
        "wire:good",
        "wire/a.jsonl:2",
        "wire:last",
    ]


def test_every_source_that_can_be_configured_can_be_read() -> None:
    assert tuple(SOURCES) == CONFIGURABLE
