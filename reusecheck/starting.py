"""What ``reusecheck init`` writes: a configuration that suits what lies in the repository."""

from __future__ import annotations

import os
import re

from reusecheck.configuring import NAMES
from reusecheck.configuring.rendering import quoted
from reusecheck.values import NamedTuple
from reusecheck.walking import walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# where static site generators and newsrooms keep what they publish
_CONTENT = (
    "content",
    "_posts",
    "source/_posts",
    "src/content",
    "src/posts",
    "posts",
    "articles",
    "blog",
    "pages",
    "docs",
)
_REFERENCES = ("references", "reference", "corpus", "sources")
_SUFFIXES = ("md", "markdown", "mdx", "rst", "adoc", "tex", "html", "htm", "txt", "ipynb", "docx")
_MOST_ENTRIES = 20
# folders of other people's texts that a pattern for the whole repository would take in
_FOREIGN = ("node_modules", "vendor", ".venv", "venv")

_TEMPLATE = """\
# What reusecheck holds against what. All keys: reusecheck config schema; as it is read: reusecheck config show
version: 1

articles:
  include: {include}
  exclude: {exclude}

# The texts that articles may have taken words from. Each entry names its files and how an article may credit them.
corpus:
{corpus}
  # One's own texts: reuse is a note, and no file is held against itself.
  # - id: own
  #   files: {include}
  #   own: true

# What blocks an article; null switches a limit off.
limits:
  share: 15%            # unattributed overlap as share of the article
  passage_words: 40     # words of one unattributed passage

attribution:
  require: citation     # or citation+quotation

# Text that everybody here repeats, never counted:
# templates: ["boilerplate/*.md"]
"""


class _Entry(NamedTuple):
    """One entry of the corpus; ``outlet`` is a guess at its name."""

    id: str
    kind: str
    pattern: str
    outlet: str


def initial_config(root: str) -> str:
    """A commented ``.reusecheck.yaml`` for the repository at ``root``.

    It loads as it stands. Where no folder of references was found it names
    ``references``, and a check says that this matches no file until there are some.
    """
    references = next((name for name in _REFERENCES if os.path.isdir(os.path.join(root, name))), "references")
    include = [pattern for folder in _CONTENT if (pattern := _pattern(root, folder))]
    exclude: list[str] = []
    if not include:
        include = ["**/*.md"]
        exclude = [f"{name}/**" for name in (references, *_FOREIGN) if name == references or _is_folder(root, name)]
    entries = _entries(root, references) or [_Entry("references", "files", f"{references}/**/*.{{md,html,txt}}", "")]
    return _TEMPLATE.format(
        include=_list(include), exclude=_list(exclude), corpus="\n".join(_rendered(entry) for entry in entries)
    )


def precommit_lines(rev: str) -> str:
    """The entry under ``repos:`` of ``.pre-commit-config.yaml``, for the release ``rev``."""
    return f"""\
repos:
  - repo: https://github.com/OWNER/reusecheck   # where you get reusecheck from
    rev: {rev}
    hooks:
      - id: reusecheck
"""


def write_initial(root: str) -> list[str]:
    """Write ``.reusecheck.yaml`` unless there is one; say what was written or left alone, a line each."""
    for name in NAMES:
        if os.path.lexists(os.path.join(root, name)):
            return [f"{name}: is there already, left alone"]
    try:
        # "x": a file that came to be since the look above is left alone too
        with open(os.path.join(root, NAMES[0]), "x", encoding="utf-8") as file:
            file.write(initial_config(root))
    except FileExistsError:
        return [f"{NAMES[0]}: is there already, left alone"]
    return [f"{NAMES[0]}: written"]


def _is_folder(root: str, name: str) -> bool:
    return os.path.isdir(os.path.join(root, name))


def _pattern(root: str, folder: str, suffixes: Sequence[str] = _SUFFIXES) -> str:
    """A pattern for the texts beneath a folder, or "" if there are none."""
    if not _is_folder(root, folder):
        return ""
    paths = walk(root, [f"{_literal(folder)}/**/*.{{{','.join(suffixes)}}}"]).paths
    present = [suffix for suffix in suffixes if any(path.endswith("." + suffix) for path in paths)]
    if not present:
        return ""
    return f"{_literal(folder)}/**/*.{present[0] if len(present) == 1 else '{' + ','.join(present) + '}'}"


def _entries(root: str, references: str) -> list[_Entry]:
    """An entry for each folder and each file of JSON lines among the references; one for all if they are many."""
    if not _is_folder(root, references):
        return []
    with os.scandir(os.path.join(root, references)) as listed:
        names = sorted(entry.name for entry in listed if entry.is_dir() and not entry.name.startswith("."))
    found = [(name, _pattern(root, f"{references}/{name}")) for name in names]
    folders = [("files", name, pattern) for name, pattern in found if pattern]
    lines = [("jsonl", os.path.basename(path).split(".")[0], _literal(path))
             for path in walk(root, [f"{references}/**/*.{{jsonl,jsonl.gz}}"]).paths]  # fmt: skip
    loose = walk(root, [f"{references}/*.{{{','.join(_SUFFIXES)}}}"]).paths
    everything = _pattern(root, references)
    if (loose or len(folders) > _MOST_ENTRIES) and everything:
        folders = [("files", references, everything)]
    taken: set[str] = set()
    return [
        _Entry(_id(name, taken), kind, pattern, _outlet(name, references)) for kind, name, pattern in folders + lines
    ]


def _id(name: str, taken: set[str]) -> str:
    """An id made of a name, unlike those taken so far."""
    plain = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._") or "source"
    number, unique = 1, plain
    while unique in taken:
        number += 1
        unique = f"{plain}-{number}"
    taken.add(unique)
    return unique


def _outlet(name: str, references: str) -> str:
    return "" if name == references else re.sub(r"[-_\s]+", " ", name).strip().title()


def _literal(path: str) -> str:
    """A pattern for this path; what no pattern can hold stands as ``?``."""
    escaped = re.sub(r"[*?\[{}]", lambda found: f"[{found[0]}]", path)
    return "".join(c if c.isprintable() and c != "\\" else "?" for c in escaped)


def _rendered(entry: _Entry) -> str:
    names, mark = (f"[{quoted(entry.outlet)}]", "") if entry.outlet else ('["The name readers know"]', "# ")
    return f"""\
  - id: {quoted(entry.id)}
    {entry.kind}: [{quoted(entry.pattern)}]
    {mark}credit: {{names: {names}, urls: []}}   # names and hosts by which an article may credit it
    license: all-rights-reserved   # or an SPDX id, public-domain, own"""


def _list(patterns: Iterable[str]) -> str:
    return "[" + ", ".join(quoted(pattern) for pattern in patterns) + "]"
