"""What a source yields: references as they lie there, before a reader has seen them."""

from __future__ import annotations

from reusecheck.documents import Unreadable
from reusecheck.values import NamedTuple, Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reusecheck.config import CorpusEntry
    from reusecheck.walking import Found


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


class Source(Protocol):
    """Yields the references in chosen files of an entry, in the order of ``paths``.

    What cannot be read is yielded as such, named with its line where it has
    one, and reading goes on.
    """

    def __call__(self, root: str, entry: CorpusEntry, paths: Iterable[str], /) -> Iterator[Reference | Unreadable]: ...


def second_of_an_id(reference: Reference, first: str) -> Unreadable:
    """Why a reference is refused whose id another one has, which stands at ``first``."""
    return Unreadable(
        f"{reference.path}:{reference.line}", f'found a second id "{reference.id}", wants ids that differ: {first}'
    )
