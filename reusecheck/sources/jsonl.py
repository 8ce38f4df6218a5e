"""A reference a line: ``.jsonl``, or ``.jsonl.gz``."""

from __future__ import annotations

import json
import os
from hashlib import sha256  # where it is in silicon, twice as fast as BLAKE2b; no check imports this module

from reusecheck.documents import Unreadable
from reusecheck.readers.decoding import MAX_BYTES
from reusecheck.sources.records import Portion, Read, Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from gzip import GzipFile
    from hashlib import _Hash as Hash
    from typing import IO, Any

    from reusecheck.config import CorpusEntry
    from reusecheck.sources.records import Known

LONGEST_LINE = 256 * 1024 * 1024  # bytes; a small gz can hold a line that fills the memory
# Bytes of lines that are read again together when one of them changed: 20 ms of work
PORTION = 1024 * 1024
_DIGEST = 20  # hexadecimal digits of a digest
_MARK = b"\xef\xbb\xbf"  # of byte order, in UTF-8


class _WrongLineError(Exception):
    """A line is no reference; the message says what was found and what is wanted."""


class Lines:
    """A file of lines. A packed one is read as a whole, another in portions of whole lines."""

    def portions(self, root: str, path: str, known: Mapping[str, Known]) -> Iterator[Portion | Unreadable]:
        """The portions of a file, in order.

        ``known`` are portions it had before, by the digest of their first line. Where one of them is met again, the
        portion before it ends, so that what was inserted or removed moves no other.
        """
        full = os.path.join(root, path)
        if os.path.exists(full) and not os.path.isfile(full):
            yield Unreadable(path, "is not a regular file")
            return
        if path.endswith(".gz"):
            yield Portion(path, line=1)
            return
        try:
            with open(full, "rb") as file:
                yield from _cut(path, file, known)
        except OSError as error:
            yield Unreadable(path, f"cannot be read: {error.strerror or error}")

    def read(self, root: str, entry: CorpusEntry, portion: Portion) -> Read:
        """Each line that is not blank as one reference, named by its id."""
        digest = sha256()
        return Read(_references(root, entry, portion, digest), lambda: digest.hexdigest()[:_DIGEST])


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:_DIGEST]


def _cut(path: str, file: IO[bytes], known: Mapping[str, Known]) -> Iterator[Portion]:
    number = 1
    line = file.readline(LONGEST_LINE)
    while line:
        offset, head = file.tell() - len(line), _digest(line)
        before = known.get(head)
        data, digest, lines = line, "", 0
        if before:
            data += file.read(max(0, before.length - len(line)))
            digest = _digest(data)
        if before and digest == before.digest:
            lines, line = before.lines, b""
        elif known:  # up to where something known begins
            file.seek(offset + len(line))
            data, line = _until_known(line, file, known)
        else:
            data, line = data + file.read(max(0, PORTION - len(data))), b""
        if not line:
            if not data.endswith(b"\n"):
                rest = file.readline(LONGEST_LINE)
                if len(rest) == LONGEST_LINE:  # whoever reads it will say so
                    yield Portion(path, offset, -1, number)
                    return
                data += rest
                lines = 0 if rest else lines
            line = file.readline(LONGEST_LINE)
        blank, line = _blank(line, file)
        if blank or not lines:
            data += blank
            digest, lines = _digest(data), data.count(b"\n") + (not data.endswith(b"\n"))
        # A mark of byte order is one at the beginning of the file alone, and a fault elsewhere
        is_moved = number > 1 and data.startswith(_MARK)
        yield Portion(path, offset, len(data), number, lines, head, "" if is_moved else digest)
        number += lines


def _until_known(line: bytes, file: IO[bytes], known: Mapping[str, Known]) -> tuple[bytes, bytes]:
    """A line and those that follow, up to one that begins something known, or enough; and that one."""
    pieces, size = [line], len(line)
    while size < PORTION and (line := file.readline(LONGEST_LINE)):
        if pieces[-1].endswith(b"\n") and line.strip() and _digest(line) in known:
            return b"".join(pieces), line
        pieces.append(line)
        size += len(line)
    return b"".join(pieces), b""


def _blank(line: bytes, file: IO[bytes]) -> tuple[bytes, bytes]:
    """The blank lines from this one on, and the line after them: all are the same, and must not begin a portion."""
    pieces = []
    while line and not line.strip():
        pieces.append(line)
        line = file.readline(LONGEST_LINE)
    return b"".join(pieces), line


def _references(root: str, entry: CorpusEntry, portion: Portion, digest: Hash) -> Iterator[Reference | Unreadable]:
    path = portion.path
    for number, line in _lines(root, portion, digest):
        if isinstance(line, Unreadable):
            yield line
            continue
        try:
            yield _reference(entry, path, number, line)
        except _WrongLineError as error:
            yield Unreadable(f"{path}:{number}", str(error))


def _lines(root: str, portion: Portion, digest: Hash) -> Iterator[tuple[int, bytes | Unreadable]]:
    """The lines that are not blank, with their numbers; the last may be why there are no more."""
    path, number = portion.path, portion.line - 1
    left = portion.length if portion.length >= 0 else 1 << 62
    import zlib  # noqa: PLC0415 - only while references are indexed

    try:
        with _opened(os.path.join(root, path)) as file:
            file.seek(portion.offset)
            while left > 0 and (line := file.readline(min(LONGEST_LINE, left))):
                left -= len(line)
                digest.update(line)
                number += 1
                if len(line) == LONGEST_LINE:
                    yield number, Unreadable(f"{path}:{number}", f"found a line of {LONGEST_LINE} bytes or more")
                    while line and not line.endswith(b"\n"):
                        line = file.readline(LONGEST_LINE)
                        left -= len(line)
                        digest.update(line)
                    continue
                if number == 1:
                    line = line.removeprefix(_MARK)
                if line.strip():
                    yield number, line
    except (EOFError, zlib.error) as error:
        yield number, Unreadable(f"{path}:{number + 1}", f"found a damaged gzip file ({error}), wants it whole")
    except OSError as error:
        yield number, Unreadable(path, f"cannot be read: {error.strerror or error}")


def _opened(path: str) -> IO[bytes] | GzipFile:
    if path.endswith(".gz"):
        import gzip  # noqa: PLC0415 - only while references are indexed

        return gzip.open(path, "rb")
    return open(path, "rb")


def ids(entry: CorpusEntry, path: str, lines: Iterable[bytes]) -> frozenset[str]:
    """The ids of the references that these lines hold; what is none has none."""
    found = set()
    for line in lines:
        try:
            found.add(_reference(entry, path, 0, line.removeprefix(_MARK)).id)
        except _WrongLineError:  # noqa: PERF203 - one line does not spoil the others
            continue  # indexing tells of it
    return frozenset(found)


def _reference(entry: CorpusEntry, path: str, number: int, line: bytes) -> Reference:
    fields = entry.fields
    record = _record(line)
    name = _word(record, fields.id)
    if not name.strip():
        # the line's number would do until somebody sorts the file, and then every key would change
        raise _WrongLineError(f'found no "{fields.id}", wants an id (fields.id names its field)')
    text = record.get(fields.text)
    if not isinstance(text, str):
        found = f"{_shown(text)} as" if fields.text in record else "no"
        raise _WrongLineError(
            f'found {found} "{fields.text}", wants the text of the reference (fields.text names its field)'
        )
    if len(text) > MAX_BYTES:
        raise _WrongLineError(f"found a text larger than {MAX_BYTES // 1024**2} MiB, wants it split")
    title, url, author = (_word(record, field) for field in (fields.title, fields.url, fields.author))
    content = _without_lone_surrogates(text)
    return Reference(f"{entry.id}:{name}", entry.id, path, ".txt", content, number, title, url, author)


def _record(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode().strip())
    except UnicodeDecodeError as error:
        raise _WrongLineError(f"found the byte 0x{line[error.start]:02x}, wants UTF-8") from None
    except RecursionError:
        raise _WrongLineError("found values nested too deeply, wants a JSON object") from None
    except json.JSONDecodeError as error:
        raise _WrongLineError(f"not valid JSON: {error.msg} at column {error.colno}") from None
    except ValueError as error:  # a number of thousands of digits
        raise _WrongLineError(f"not valid JSON: {error}") from None
    if not isinstance(record, dict):
        raise _WrongLineError(f"found {_shown(record)}, wants a JSON object")
    return record


def _word(record: dict[str, Any], field: str) -> str:
    """The value of a short field as text; several of them joined; "" if there is none."""
    value = record.get(field)
    if value is None:
        return ""
    values = value if isinstance(value, list) else [value]
    for one in values:
        if isinstance(one, bool) or not isinstance(one, (str, int, float)):
            raise _WrongLineError(f'found {_shown(one)} as "{field}", wants text')
    return _without_lone_surrogates(", ".join(map(str, values)))


def _without_lone_surrogates(text: str) -> str:
    """JSON can spell halves of characters, which no output can encode."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _shown(value: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
