"""Where references come from: the table kind → source, and the files behind an entry of the corpus."""

from __future__ import annotations

from bisect import bisect_left

from reusecheck.documents import Unreadable
from reusecheck.globs import alternatives, compile_globs, is_wild
from reusecheck.sources.records import Known, Listing, Portion, Reference, second_of_an_id
from reusecheck.walking import walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from reusecheck.config import CorpusEntry
    from reusecheck.sources.records import Source
    from reusecheck.walking import Watched

__all__ = [
    "SOURCES",
    "Known",
    "Listing",
    "Portion",
    "Reference",
    "kind_of",
    "listing",
    "read_references",
    "second_of_an_id",
    "source_of",
]


# Reading is for building the index; a check only lists, and need not import how a line of JSON is read.
def _files() -> Source:
    from reusecheck.sources.files import Files  # noqa: PLC0415

    return Files()


def _jsonl() -> Source:
    from reusecheck.sources.jsonl import Lines  # noqa: PLC0415

    return Lines()


# a kind is also the key of the configuration that holds its patterns
SOURCES: Mapping[str, Callable[[], Source]] = {"files": _files, "jsonl": _jsonl}


def kind_of(entry: CorpusEntry) -> str:
    """The key of ``SOURCES`` that an entry uses."""
    return "jsonl" if entry.jsonl else "files"


def listing(root: str, entry: CorpusEntry, watched: Watched | None = None, leave_out: str = "") -> Listing:
    """The files of an entry with their stat data; no file is opened. For ``watched`` and ``leave_out`` see ``walk``.

    A pattern that matches nothing is a problem, as is a link out of the
    repository: both would leave references out in silence.
    """
    kind = kind_of(entry)
    patterns: tuple[str, ...] = getattr(entry, kind)
    where = f"corpus.{entry.id}.{kind}"
    found = walk(root, patterns, watched, leave_out)
    paths = found.paths
    problems = [f'{where}: "{pattern}" matches no file' for pattern in patterns if not _matches_any(pattern, paths)]
    problems += [f"{where}: {stray.path} {stray.why}" for stray in found.strays]
    if kind == "files":
        lines = [path for path in paths if path.endswith((".jsonl", ".jsonl.gz"))]
        problems += [f"{where}: found {path}, which holds many references; did you mean jsonl:?" for path in lines]
    return Listing(tuple(found.files), tuple(problems))


def source_of(entry: CorpusEntry) -> Source:
    """How the references of an entry are read."""
    return SOURCES[kind_of(entry)]()


def read_references(root: str, entry: CorpusEntry, paths: Iterable[str]) -> Iterator[Reference | Unreadable]:
    """The references in those of the entry's files, in the order of ``paths``, and what could not be read."""
    source = source_of(entry)
    seen: dict[str, str] = {}
    for path in paths:
        for portion in source.portions(root, path, {}):
            found = [portion] if isinstance(portion, Unreadable) else source.read(root, entry, portion).references
            for reference in found:
                if isinstance(reference, Unreadable):
                    yield reference
                    continue
                place = f"{path}:{reference.line}"
                first = seen.setdefault(reference.id, place)
                yield reference if first == place else second_of_an_id(place, reference.id, first)


def _matches_any(pattern: str, paths: Sequence[str]) -> bool:
    """Whether one of the paths, which ascend, matches."""
    readings = alternatives(pattern)
    if any(is_wild(name) for names in readings for name in names):
        return any(map(compile_globs([pattern]), paths))
    # patterns without wildcards may be thousands: look each up instead of trying every path
    return any(_holds(paths, "/".join(names)) for names in readings)


def _holds(paths: Sequence[str], plain: str) -> bool:
    at, beneath = bisect_left(paths, plain), bisect_left(paths, plain + "/")
    return paths[at : at + 1] == [plain] or any(path.startswith(plain + "/") for path in paths[beneath : beneath + 1])
