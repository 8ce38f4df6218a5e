"""What the index and a hook cost on a corpus, measured in a temporary copy of it.

Nothing is written into the repository: its references are copied, the index is
built beside the copy, and real hooks judge one of its articles there, once as it
is and once with words of one of its references put in.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from heapq import nsmallest

from reusecheck import costs, pipeline
from reusecheck.config import IndexSettings
from reusecheck.configuring import NAMES, render
from reusecheck.documents import Unreadable
from reusecheck.errors import EXIT_BLOCKED, EXIT_NOT_JUDGED, EXIT_OK, NotJudgedError
from reusecheck.hashing import blake2b
from reusecheck.index.listings import list_corpus
from reusecheck.readers import DECODERS, read, read_text
from reusecheck.reports.wording import count
from reusecheck.sources import read_references
from reusecheck.tokens import tokenize
from reusecheck.values import NamedTuple
from reusecheck.walking import walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from reusecheck.config import Config
    from reusecheck.costs import Cost
    from reusecheck.index.listings import Listed
    from reusecheck.sources import Reference

REMOVALS = 100  # attempts to remove the temporary folder, 50 ms apart
RUNS = 9  # of each hook and of the floor, after one that fills the caches; the median counts
REBUILDS = 3  # of an index in which nothing changed
PLANTED_WORDS = 120  # a passage that is blocked and yet shorter than most articles
SKIPPED_WORDS = 40  # at the beginning of a reference, where outlets say what they always say
SAMPLED_ARTICLES = 12  # of middle length, to find one that shares nothing
SAMPLED_REFERENCES = 8  # to take the planted words from
LONG_REFERENCE = 1000  # bytes, about what PLANTED_WORDS and SKIPPED_WORDS take
SPACE = 4  # times the corpus on the disk: the copy, its index, and what a build writes aside
_PYTHON = (sys.executable, "-c")
_ANSWERED = (EXIT_OK, EXIT_BLOCKED, EXIT_NOT_JUDGED)  # 3: one of the articles could not be read
# the text of such a file ends here, and what stands behind it is not read
_ENDS = {".html": "</body>", ".htm": "</body>", ".xhtml": "</body>", ".tex": "\\end{document}"}


class Judged(NamedTuple):
    """An article as a hook saw it: words, words of its overlap, and the reference of those put in, or ""."""

    path: str
    words: int
    shared: int
    source: str = ""


class Measured(NamedTuple):
    """All figures. ``text_mb`` counts the texts of the references as they lie in their files, markup included.

    ``clean`` is the article as it is, ``reused`` one with words put in; ``None`` where none was found to put them into.
    """

    references: int
    text_mb: float
    index_mb: float
    build: Cost
    rebuild: Cost
    floor: Cost
    clean: tuple[Judged, Cost]
    reused: tuple[Judged, Cost] | None


def measure(config: Config, told: Callable[[str], None]) -> Measured:
    """All figures, measured with the corpus and an article of ``config``; ``told`` is given a line at each step.

    Takes the disk a copy of the corpus and its index, in the folder for temporary
    files, and leaves nothing there. Raises ConfigError if a pattern of the corpus
    matches nothing, NotJudgedError if there is nothing to measure with or the index cannot be built.
    """
    listed = list_corpus(config)
    paths = _sample_of_articles(config)
    if shutil.which("git") is None:
        raise NotJudgedError(
            "git was not found: a hook asks it what is being committed, and cannot be measured without; install git"
        )
    _require_space(listed)
    folder = tempfile.mkdtemp(prefix="reusecheck-bench-")
    try:
        return _Copy(config, listed, os.path.realpath(folder), told).measure(paths)
    finally:
        _remove(folder)


def _remove(folder: str) -> None:
    """Remove a folder in which processes that were killed may write for a moment longer. Raises OSError if it stays."""
    for _ in range(REMOVALS):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            return
        time.sleep(0.05)
    shutil.rmtree(folder)


def _sample_of_articles(config: Config) -> list[str]:
    """Some articles of middle length, nearest to the middle first, into which words can be put as they are."""
    sizes = []
    for path in pipeline.article_paths(config):
        if os.path.splitext(path)[1].lower() in DECODERS:
            continue  # no plain text
        try:
            sizes.append((os.path.getsize(os.path.join(config.root, path)), path))
        except OSError:
            continue  # a link to nothing, which a check would tell
    if not sizes:
        raise NotJudgedError(f"{config.path}: articles.include matches no file of plain text, so no hook was measured")
    middle = sorted(sizes)[len(sizes) // 2][0]
    return [path for _, path in nsmallest(SAMPLED_ARTICLES, sizes, key=lambda one: (abs(one[0] - middle), one[1]))]


def _require_space(listed: Sequence[Listed]) -> None:
    folder = tempfile.gettempdir()
    wanted = SPACE * sum(found.size for one in listed for found in one.files)
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise NotJudgedError(
            f"{folder}: found {free / 1e6:,.0f} MB free, wants {wanted / 1e6:,.0f} MB for a copy of the corpus "
            "and its index; name another folder in TMPDIR"
        )


class _Copy:
    """A repository in a temporary folder with the references of another, and the index of them."""

    def __init__(self, config: Config, listed: Sequence[Listed], root: str, told: Callable[[str], None]) -> None:
        self.config, self.listed, self.told = config, listed, told
        self.root = os.path.join(root, "repository")
        self.answer = os.path.join(root, "answer.json")  # what a hook says
        self.planted = os.path.join(root, "planted")  # a second index of git: the same path with other words
        # an index elsewhere than by default has no copy of the configuration beside it, and a hook pays for that
        is_usual = os.path.normpath(config.index.path) == IndexSettings().path
        index = IndexSettings(IndexSettings().path if is_usual else ".reusecheck-bench")
        self.index = os.path.join(self.root, index.path)
        self.environment = costs.environment()
        self._settings = render(config._replace(index=index))

    def measure(self, paths: Sequence[str]) -> Measured:
        """All figures; ``paths`` are articles of the original."""
        files = sum(len(one.files) for one in self.listed)
        self.told(f"copying {count(files, 'file')} of the corpus")
        self._copy()
        references, size, samples = self._survey()
        self.told(f"indexing {count(references, 'reference')}, {size / 1e6:,.1f} MB of text")
        build = self._run("index", "build", is_told=True)
        index_size = sum(entry.stat().st_size for entry in _files_below(self.index))
        rebuild = costs.median([self._run("index", "build") for _ in range(REBUILDS)])
        clean, others = self._clean(paths)
        reused = self._plant([clean.path, *others], samples)
        self.told(f"judging {clean.path}, {count(RUNS, 'time')} with words of a reference and without")
        floor, plain, blocked = self._hooks(clean, reused)
        return Measured(
            references,
            size / 1e6,
            index_size / 1e6,
            build,
            rebuild,
            floor,
            (clean, plain),
            (reused, blocked) if reused and blocked else None,
        )

    def _copy(self) -> None:
        """The configuration, the files of the corpus and of the templates, under the same paths."""
        found = [file for one in self.listed for file in one.files] + walk(
            self.config.root, self.config.templates
        ).files
        os.mkdir(self.root)
        for path in sorted({file.path for file in found}):
            target = os.path.join(self.root, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            try:
                shutil.copyfile(os.path.join(self.config.root, path), target)
            except OSError as error:
                raise NotJudgedError(f"{path}: could not be copied: {error.strerror}") from error
        with open(os.path.join(self.root, NAMES[0]), "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(self._settings)
        self._git("init", "--quiet", "--template=")
        self._git("config", "core.fsmonitor", "false")  # it would leave a process behind

    def _survey(self) -> tuple[int, int, list[Reference]]:
        """How many references there are, the bytes of their text, and some to take words from.

        Long ones, and of others rather than one's own, as their ids fall.
        """
        references = size = 0

        def all_of_them() -> Iterator[tuple[bool, bool, bytes, Reference]]:
            nonlocal references, size
            for one in self.listed:
                for found in read_references(self.root, one.entry, [file.path for file in one.files]):
                    if isinstance(found, Unreadable):
                        continue  # the build names it, and ends with 3
                    content = found.content if isinstance(found.content, bytes) else found.content.encode()
                    references += 1
                    size += len(content)
                    lot = blake2b(found.id.encode("utf-8", "surrogateescape"), digest_size=8).digest()
                    yield one.entry.is_own, len(content) < LONG_REFERENCE, lot, found

        sample = nsmallest(SAMPLED_REFERENCES, all_of_them(), key=lambda one: one[:3])
        return references, size, [found for *_, found in sample]

    def _clean(self, paths: Sequence[str]) -> tuple[Judged, list[str]]:
        """The first of the articles that shares nothing, or the one that shares least; and the paths of the others."""
        staged, problems = [], []
        for path in paths:
            content = pipeline.read_file(self.config.root, path)
            if isinstance(content, Unreadable):
                problems.append(f"{path}: {content.why}")
            else:
                self._stage(*content)
                staged.append(path)
        judged = {one.path: one for one in self._judge(staged) if one.words} if staged else {}
        if not judged:
            raise NotJudgedError(
                "\n".join([*problems, f"{', '.join(paths)}: no word to judge, so no hook was measured"])
            )
        best = min((judged[path] for path in staged if path in judged), key=lambda one: one.shared)
        return best, [path for path in staged if path != best.path]

    def _plant(self, paths: Sequence[str], samples: Sequence[Reference]) -> Judged | None:
        """The first of the staged articles in which planted words are found; it stands so in git's second index.

        They are not found where a file ends in what is no prose, or where they are a template: then another is tried.
        """
        for path in paths:
            content = pipeline.read_file(self.config.root, path)
            before = self._judge([path])
            if isinstance(content, Unreadable) or not before:
                continue
            for reference in samples:
                passage = _passage(reference)
                if not passage or reference.path == path:  # an article is not held against itself
                    continue
                shutil.copyfile(os.path.join(self.root, ".git", "index"), self.planted)
                self._stage(path, with_passage(path, content[1], passage), git_index=self.planted)
                after = self._judge([path], git_index=self.planted)
                if after and after[0].shared - before[0].shared >= len(passage.split()) // 2:
                    return after[0]._replace(source=reference.id)
        return None

    def _hooks(self, clean: Judged, reused: Judged | None) -> tuple[Cost, Cost, Cost | None]:
        """The floor and both hooks, in turn, so that whatever else the machine does falls upon all alike."""
        floor, plain, blocked = [], [], []
        for _ in range(RUNS + 1):
            floor.append(self._run(costs.FLOOR, program=_PYTHON))
            plain.append(self._run("hook", clean.path))
            if reused:
                blocked.append(self._run("hook", reused.path, git_index=self.planted))
        return costs.median(floor[1:]), costs.median(plain[1:]), costs.median(blocked[1:]) if blocked else None

    def _stage(self, path: str, content: bytes, git_index: str = "") -> None:
        """Put a file into git's index alone: on the disk, it may be a reference as well."""
        object_id = self._git("hash-object", "-w", "--stdin", content=content).strip().decode("ascii")
        # by standard input, because a path of any bytes then arrives as it is
        entry = f"100644 {object_id}\t".encode() + os.fsencode(path) + b"\0"
        self._git("update-index", "-z", "--add", "--index-info", content=entry, git_index=git_index)

    def _variables(self, git_index: str) -> dict[str, str]:
        return self.environment | {"GIT_INDEX_FILE": git_index} if git_index else self.environment

    def _git(self, *arguments: str, content: bytes = b"", git_index: str = "") -> bytes:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root, env=self._variables(git_index), input=content, capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip()
            raise NotJudgedError(f"`git {arguments[0]}` failed in a temporary repository: {said}")
        return done.stdout

    def _judge(self, paths: Sequence[str], git_index: str = "") -> list[Judged]:
        """What a hook says of the articles; those it cannot read are left out."""
        self._run("hook", "-o", "json", *paths, codes=_ANSWERED, out=self.answer, git_index=git_index)
        with open(self.answer, encoding="utf-8") as file:
            answer: dict[str, Any] = json.load(file)
        return [Judged(one["path"], one["words"], one["overlap_words"]) for one in answer["articles"]]

    def _run(
        self,
        *arguments: str,
        program: Sequence[str] = costs.REUSECHECK,
        codes: Sequence[int] = (EXIT_OK, EXIT_BLOCKED),
        out: str = os.devnull,
        is_told: bool = False,
        git_index: str = "",
    ) -> Cost:
        """One run in the copy. Raises NotJudgedError with what the program said, unless it ends as it should."""
        try:
            found, said = costs.cost(
                (*program, *arguments), self.root, self._variables(git_index), out=out, is_told=is_told
            )
        except OSError as error:
            raise NotJudgedError(f"{program[0]}: {error.strerror}") from error
        has_answered = out == os.devnull or os.path.getsize(out)
        if found.code not in codes or not has_answered:
            shown = " ".join(("reusecheck" if program is costs.REUSECHECK else "python -c", *arguments))
            raise NotJudgedError(f"{said}`{shown}` ended with {found.code} in a temporary copy; nothing was measured")
        return found


def _files_below(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files_below(entry.path)
            else:
                yield entry


def _passage(reference: Reference) -> str:
    """Words from within a reference, on one line and without characters that mean something to a format; maybe ""."""
    content = reference.content
    document = read(reference.path, content) if isinstance(content, bytes) else read_text(reference.path, content)
    if isinstance(document, Unreadable):
        return ""
    prose = document.reading.prose
    tokens = tokenize(prose)
    first = max(0, min(SKIPPED_WORDS, len(tokens.words) - PLANTED_WORDS))
    last = min(first + PLANTED_WORDS, len(tokens.words)) - 1
    if last < first:
        return ""
    words = re.sub(r"[^\w\s.,;:!?’—–-]|_", " ", prose[tokens.starts[first] : tokens.stops[last]])
    return " ".join(words.split())


def with_passage(path: str, content: bytes, passage: str) -> bytes:
    """The article with a paragraph more at its end."""
    suffix = os.path.splitext(path)[1].lower()
    end = _ENDS.get(suffix, "")
    paragraph = f"<p>{html.escape(passage)}</p>" if end.startswith("<") else passage
    at = content.rfind(end.encode()) if end and end.encode() in content else len(content)
    return content[:at] + f"\n\n{paragraph}\n\n".encode() + content[at:]
