"""What a source yields: references as they lie there, before a reader has seen them."""

from __future__ import annotations

from reusecheck.documents import Unreadable
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Protocol

    from reusecheck.config import CorpusEntry
    from reusecheck.walking import Found

    class Source(Protocol):
        """How references are read from a file: in portions, each of which can be read by itself."""

        def portions(self, root: str, path: str, known: Mapping[str, Known], /) -> Iterator[Portion | Unreadable]: ...

        def read(self, root: str, entry: CorpusEntry, portion: Portion, /) -> Read: ...


class Reference(NamedTuple):
    """A reference before it is read.

    ``id`` is ``SOURCE:NAME``; ``path`` is relative to the root, with ``/``;
    ``suffix`` (lower case, with its dot, maybe "") selects the reader.
    ``content`` is bytes where a file was read, text where the source had
    decoded it. ``line`` counts from 1 in a file that holds many references and
    is 0 in others. ``title``, ``url`` and ``author`` are "" where the source does not say them.
    """

    id: str
    source: str
    path: str
    suffix: str
    content: bytes | str
    line: int = 0
    title: str = ""
    url: str = ""
    author: str = ""


class Listing(NamedTuple):
    """The files of an entry, ascending by path, and what is wrong with them: whole sentences without an end."""

    files: tuple[Found, ...]
    problems: tuple[str, ...]


class Portion(NamedTuple):
    """A part of a file that can be read by itself: ``length`` bytes from ``offset`` on, or all if that is -1.

    ``line`` is the number of its first line, from 1; 0 in a file of one
    reference. ``head`` and ``digest`` are of its first line and of all of it,
    "" where nobody looked; ``lines`` says how many there are.
    """

    path: str
    offset: int = 0
    length: int = -1
    line: int = 0
    lines: int = 0
    head: str = ""
    digest: str = ""


class Known(NamedTuple):
    """A portion that a file had before."""

    length: int
    digest: str
    lines: int


class Read(NamedTuple):
    """The references of a portion, in order, and what could not be read; ``digest`` of the bytes, when all are out."""

    references: Iterator[Reference | Unreadable]
    digest: Callable[[], str]


def second_of_an_id(place: str, name: str, first: str) -> Unreadable:
    """Why a reference at ``place`` is refused whose id another one has, which stands at ``first``."""
    return Unreadable(place, f'found a second id "{name}", wants ids that differ: {first}')
