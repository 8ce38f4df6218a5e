"""A segment being written: section after section, the header last, put in place in one step."""

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from itertools import count
from tempfile import TemporaryFile

from reusecheck.index.format import BLOCK, DESCRIPTIONS_A_BLOCK, Header, header_size, pack_header, seed, segment_name
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import IO

# Of texts packed together. Level 2 of zlib: of press releases in blocks of 64 KB 0.352 is left, at 12 ms of CPU a MB;
# level 4 leaves 0.325 at 18 ms, level 6 0.313 at 40 ms; one by one, level 6 leaves 0.413. 2026-11-22
BLOCK_BYTES = 64 * 1024
LEVEL = 2
_PORTION = 1 << 20  # bytes copied at once
_numbers = count()


class Written(NamedTuple):
    """A segment that was put in place."""

    name: str
    documents: int
    words: int


class Section:
    """A section being written: its length and checksum are kept as it grows."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.length = self.check = 0

    def write(self, data: bytes | memoryview[int]) -> None:
        self.length += len(data)
        self.check = zlib.crc32(data, self.check)
        self.file.write(data)


class SegmentWriter:
    """Writes one segment into a folder. A killed process leaves a ``.new`` file, which is nothing.

    Sections that grow at the same time are kept aside and appended when the segment is finished.
    Errors of the disk come as OSError, and nothing is left behind.
    """

    def __init__(self, folder: str, sections: int) -> None:
        self.folder = folder
        self._aside = os.path.join(folder, f"segment.{os.getpid()}.{next(_numbers)}.new")
        self._file = open(self._aside, "wb")  # noqa: SIM115 - closed by __exit__
        self._file.write(bytes(header_size(sections)))
        self._count = sections
        self._table: dict[str, tuple[int, int, int]] = {}
        self._spools: dict[str, Section] = {}
        self._open: tuple[str, int, Section] | None = None

    def __enter__(self) -> SegmentWriter:  # noqa: PYI034 - typing has no Self in 3.10
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave nothing behind of what was not finished."""
        for file in (*(spool.file for spool in self._spools.values()), self._file):
            with suppress(OSError):  # closing writes what is left, into a disk that may be full: nobody wants it
                file.close()
        if os.path.exists(self._aside):
            os.unlink(self._aside)

    def section(self, name: str) -> Section:
        """Begin a section; the one before it is complete."""
        self._end()
        at = self._file.tell()
        self._file.write(bytes(-at % 8))
        self._open = (name, at + -at % 8, Section(self._file))
        return self._open[2]

    def spool(self, name: str) -> Section:
        """Begin a section that grows beside others."""
        self._spools[name] = Section(TemporaryFile(dir=self.folder))  # noqa: SIM115 - closed by ``close``
        return self._spools[name]

    def _end(self) -> None:
        if self._open:
            name, at, section = self._open
            self._table[name] = (at, section.length, section.check)
            self._open = None

    def finish(self, header: Header) -> Written:
        """Put the segment in place, with the sections as they were written."""
        for name, spool in self._spools.items():
            section = self.section(name)
            spool.file.seek(0)
            while data := spool.file.read(_PORTION):
                section.write(data)
            spool.file.close()
        self._end()
        if len(self._table) != self._count:
            raise AssertionError(f"wrote {sorted(self._table)}, meant to write {self._count} sections")
        packed = pack_header(header._replace(sections=self._table))
        self._file.seek(0)
        self._file.write(packed)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        name = segment_name(packed)
        os.replace(self._aside, os.path.join(self.folder, name))
        return Written(name, header.documents, header.words)


class Blocks:
    """Packs texts, or descriptions, into blocks of whole ones; ``table`` says where each block is."""

    def __init__(self, section: Section, most: int = BLOCK_BYTES) -> None:
        self._section = section
        self._most = most
        self._pieces: list[bytes] = []
        self._size = 0
        self.table = bytearray()
        self.count = 0  # blocks that are complete

    def add(self, data: bytes) -> tuple[int, int, int]:
        """Block, offset in it and length, where the data will be found."""
        place = (self.count, self._size, len(data))
        self._pieces.append(data)
        self._size += len(data)
        if self._size >= self._most:
            self.flush()
        return place

    def flush(self) -> None:
        """Write what was added since the last block."""
        if self._pieces:
            self.copy(zlib.compress(b"".join(self._pieces), LEVEL))
            self._pieces, self._size = [], 0

    def copy(self, packed: bytes) -> None:
        """Write a block that is packed already."""
        self.table += BLOCK.pack(self._section.length, len(packed), zlib.crc32(packed, seed(self.count)))
        self._section.write(packed)
        self.count += 1


def write_descriptions(section: Section, descriptions: Iterable[bytes]) -> bytes:
    """The table of blocks of ``DESCRIPTIONS_A_BLOCK`` descriptions, a line each."""
    blocks = Blocks(section)
    lines: list[bytes] = []
    for description in descriptions:
        lines.append(description)
        if len(lines) == DESCRIPTIONS_A_BLOCK:
            blocks.copy(zlib.compress(b"\n".join(lines), LEVEL))
            lines = []
    if lines:
        blocks.copy(zlib.compress(b"\n".join(lines), LEVEL))
    return bytes(blocks.table)
