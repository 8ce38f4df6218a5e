"""A reference a line: ``.jsonl``, or ``.jsonl.gz``."""

from __future__ import annotations

import json
import os

from reusecheck.documents import Unreadable
from reusecheck.readers.decoding import MAX_BYTES
from reusecheck.sources.records import Reference, second_of_an_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from gzip import GzipFile
    from typing import IO, Any

    from reusecheck.config import CorpusEntry

LONGEST_LINE = 256 * 1024 * 1024  # bytes; a small gz can hold a line that fills the memory


class _WrongLineError(Exception):
    """A line is no reference; the message says what was found and what is wanted."""


def read_jsonl(root: str, entry: CorpusEntry, paths: Iterable[str]) -> Iterator[Reference | Unreadable]:
    """Each line as one reference, named by its id. A second line of the same id is unreadable, and says of what."""
    seen: dict[str, str] = {}
    for path in paths:
        for number, line in _lines(root, path):
            place = f"{path}:{number}"
            if isinstance(line, Unreadable):
                yield line
                continue
            try:
                reference = _reference(entry, path, number, line)
            except _WrongLineError as error:
                yield Unreadable(place, str(error))
                continue
            if reference.id in seen:
                yield second_of_an_id(reference, seen[reference.id])
                continue
            seen[reference.id] = place
            yield reference


def _lines(root: str, path: str) -> Iterator[tuple[int, bytes | Unreadable]]:
    """The lines that are not blank, with their numbers; the last may be why there are no more."""
    full = os.path.join(root, path)
    number = 0
    if os.path.exists(full) and not os.path.isfile(full):
        yield 0, Unreadable(path, "is not a regular file")
        return
    import zlib  # noqa: PLC0415 - only while references are indexed

    try:
        with _opened(full) as file:
            while line := file.readline(LONGEST_LINE):
                number += 1
                if len(line) == LONGEST_LINE:
                    yield number, Unreadable(f"{path}:{number}", f"found a line of {LONGEST_LINE} bytes or more")
                    while line and not line.endswith(b"\n"):
                        line = file.readline(LONGEST_LINE)
                    continue
                if number == 1:
                    line = line.removeprefix(b"\xef\xbb\xbf")
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
    return Reference(
        id=f"{entry.id}:{name}",
        source=entry.id,
        path=path,
        suffix=".txt",
        content=_without_lone_surrogates(text),
        line=number,
        title=_word(record, fields.title),
        url=_word(record, fields.url),
        author=_word(record, fields.author),
    )


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
    values = value if isinstance(value, list) else [] if value is None else [value]
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
