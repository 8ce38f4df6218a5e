"""What a gate judges: a commit to be, a push, a branch, as git holds them; and what stood there before.

Contents come by object id from git's index or a commit, never from the disk; the references and the configuration are
those on the disk. Under scope ``added`` every article is held against its earlier versions: of ``HEAD`` and what is
being merged, of what the remote has, of the merge base of a branch.
"""

from __future__ import annotations

import os

from reusecheck import git, pipeline
from reusecheck.documents import Unreadable
from reusecheck.errors import NotJudgedError
from reusecheck.globs import compile_globs
from reusecheck.judging import Earlier, Since
from reusecheck.readers import is_text, read
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from reusecheck.allowances import Allowances
    from reusecheck.config import Config
    from reusecheck.detection import Described
    from reusecheck.documents import Neighbours
    from reusecheck.git.bases import Base
    from reusecheck.git.history import Trailer

FILE, ADDED = "file", "added"
HEAD = "HEAD"
_FILE = "100"  # what modes of regular files begin with
_NOT_AGAIN = "articles that are not touched were not judged again: run reusecheck check"


class Place(NamedTuple):
    """A configuration in a repository: ``top`` is the root of its work tree, ``prefix`` what leads from there.

    ``prefix`` is "" or ends in ``/``. Paths of articles are below the configuration, those of git below ``top``.
    """

    config: Config
    top: str
    prefix: str
    objects: git.Objects

    def contents(self, ref: str | None) -> git.Contents:
        """The files of a commit, or of the index, by their paths below the configuration."""
        return git.Contents(self.objects, self.prefix, ref)

    def inner(self, path: str) -> str | None:
        """The path below the configuration; ``None`` for what is not."""
        return path.removeprefix(self.prefix) if path.startswith(self.prefix) else None


class Gate(NamedTuple):
    """What is to be judged. ``contents`` ascend by path; ``shown`` is what ``since`` is held against, for people.

    ``stored`` are the files beside the articles, of the same state.
    """

    contents: Sequence[tuple[str, bytes] | Unreadable]
    stored: Callable[[str], bytes | None]
    scope: str = FILE
    since: Since | None = None
    shown: str = ""
    allowances: Allowances | None = None
    notes: tuple[str, ...] = ()


def no_file(path: str) -> None:
    """The files of a state that is not git's."""
    del path


def place_of(config: Config) -> Place:
    """The repository around a configuration. Raises NotJudgedError if there is none; its objects are to be closed."""
    top = git.toplevel(config.root)
    if top is None:
        raise NotJudgedError(
            f"{config.root}: not in a git repository, so nothing is committed here and there is nothing to compare "
            "with; run: git init, or name articles to `reusecheck check`"
        )
    prefix = os.path.relpath(os.path.realpath(config.root), os.path.realpath(top))
    return Place(config, top, "" if prefix == "." else prefix + "/", git.Objects(top))


class Before:
    """The earlier versions of articles in some commits, followed through renames."""

    def __init__(self, place: Place, bases: Sequence[str], head: str | None) -> None:
        """``head`` is the commit whose articles are judged, ``None`` for the index."""
        self._place, self._bases, self._head = place, bases, head
        self._is_article = pipeline.is_article(place.config)
        self._beside: dict[str, Neighbours] = {}
        self._origins: dict[str, dict[str, str]] = {}
        self._entries: dict[str, dict[str, str]] = {}

    def __call__(self, path: str) -> list[Earlier]:
        found = []
        for base in self._bases:
            was = self._name_in(base, path) or path
            content = self._place.contents(base)(was) or self._held(base, was)
            document = None if content is None else read(was, content)
            if document is not None and not isinstance(document, Unreadable):
                if base not in self._beside:
                    self._beside[base] = pipeline.neighbours(self._place.contents(base))
                found.append(Earlier(document, self._beside[base]))
        return found

    def _held(self, base: str, path: str) -> bytes | None:
        """The content of a file that cannot be asked for by its name, which has a line break, or that is missing here.

        Raises NotJudgedError if it is missing (a partial clone): it is not to pass for one that was not there.
        """
        if base not in self._entries:  # of all paths at once: new articles with something open may be thousands
            listed = git.tree(self._place.top, base)
            self._entries[base] = {entry.path: entry.object_id for entry in listed if entry.mode.startswith(_FILE)}
        object_id = self._entries[base].get(self._place.prefix + path)
        return self._place.objects.blob(object_id) if object_id else None

    def _name_in(self, base: str, path: str) -> str:
        """Under which other name an article stood in a base; "" where it did not, or was no article there."""
        if base not in self._origins:
            from reusecheck.git import history  # noqa: PLC0415 - only for an article with something open

            self._origins[base] = history.origins(self._place.top, base, self._head)
        was = self._place.inner(self._origins[base].get(self._place.prefix + path, ""))
        return was if was and self._is_article(was) else ""


def of_commit(place: Place, paths: Sequence[str] | None, scope: str) -> Gate:
    """The commit that the index will become; of these paths, or of all that it changes.

    In a merge also what neither parent has, named or not: hooks are told of conflicts alone.
    """
    has_head = place.objects.has(HEAD)
    parents = [HEAD] if has_head else []
    if git.is_merging(place.top):
        from reusecheck.git import history  # noqa: PLC0415 - only while merging

        parents += history.merge_heads(place.top)
        touched = history.touched(place.top, parents, None)
        paths = sorted({*(paths or ()), *filter(None, map(place.inner, touched))})
    within = pipeline.is_article(place.config)
    names = None if paths is None else [place.prefix + path for path in paths if within(path)]
    items = git.snapshot(place.objects, names) if names != [] else []
    contents, notes, seen = _articles(place, items)
    if not contents:
        _require_articles(place, [*(paths or ()), *seen])
    if scope == ADDED and contents and parents == [HEAD] and paths and _is_committed(place.top):
        scope = FILE
        notes += (f"nothing is staged, so the articles named are judged as they are (scope {FILE})",)
    since = since_commits(place, parents, None) if scope == ADDED else None
    shown = "" if not has_head else HEAD if len(parents) == 1 else "all parents of the merge"
    stored = place.contents(None)
    notes += _not_judged_again(place, stored, seen if paths is None else paths, has_head=has_head)
    return Gate(contents, stored, scope, since, shown if since else "", None, notes)


def _is_committed(top: str) -> bool:
    """Whether no commit is being made: against ``HEAD`` nothing would be new, and everything would pass.

    So it is where pre-commit runs over all files of a clean checkout, as pipelines do. Git names the index to the hooks
    of a commit, which need not ask.
    """
    return "GIT_INDEX_FILE" not in os.environ and not git.changed(top)


def since_commits(place: Place, commits: Sequence[str], head: str | None) -> Since:
    """What articles are held against where these commits are what was there before, with the same references."""
    return Since(Before(place, commits, head), _nothing_new)


def since_head(place: Place) -> tuple[Since, str]:
    """What articles on the disk are held against under scope ``added``, and what people call it; "" before a commit."""
    commits = [HEAD] if place.objects.has(HEAD) else []
    return since_commits(place, commits, None), HEAD if commits else ""


def _nothing_new(described: Described) -> bool:
    del described
    return False


def _articles(
    place: Place, items: Sequence[git.Blob | Unreadable | git.LeftOut]
) -> tuple[list[tuple[str, bytes] | Unreadable], tuple[str, ...], list[str]]:
    """The articles among what git holds, what is to be told of others, and all paths below the configuration."""
    within = pipeline.is_article(place.config)
    contents: list[tuple[str, bytes] | Unreadable] = []
    notes = []
    seen = []
    for item in items:
        path = place.inner(item.path)
        if path is None:
            continue
        seen.append(path)
        if not within(path):
            continue
        match item:
            case git.Blob(content=content):
                contents.append((path, content))
            case Unreadable(why=why):
                contents.append(Unreadable(path, why))
            case git.LeftOut(why=why):
                notes.append(f"{path}: not judged: {why}")
    return contents, tuple(notes), seen


def _require_articles(place: Place, paths: Sequence[str]) -> None:
    """Raises NotJudgedError if texts are being committed and ``articles.include`` matches nothing git knows.

    A misspelt pattern would let everything pass for ever. A commit without texts, or with
    references and excluded files alone, is no sign of one.
    """
    config = place.config
    excluded, is_reference = pipeline.is_excluded(config), pipeline.is_reference(config)
    texts = [path for path in paths if is_text(path) and not excluded(path) and not is_reference(path)]
    if not texts:
        return
    known = filter(None, (place.inner(entry.path) for entry in git.staged(place.top)))
    if not any(map(pipeline.is_article(config), known)):
        raise NotJudgedError(
            f"{config.path}: articles.include matches no file that git knows, so {texts[0]} was not judged; "
            "mend the pattern, or exclude what is no article"
        )


def _not_judged_again(
    place: Place, stored: Callable[[str], bytes | None], paths: Sequence[str], *, has_head: bool
) -> tuple[str, ...]:
    """That the configuration or the corpus changes in this commit: other articles may fare otherwise now."""
    name = configuration_path(place.config)
    changes = [name] if has_head and name and stored(name) != place.contents(HEAD)(name) else []
    within = pipeline.is_article(place.config)
    others = [path for path in paths if not within(path)]
    if others:
        changes += filter(pipeline.is_reference(place.config), others)
    if not changes or not has_head:
        return ()
    return (f"{_told(changes)} here; {_NOT_AGAIN}",)


def configuration_path(config: Config) -> str:
    """The path of the configuration's file below its root; "" where it stands elsewhere."""
    inner = os.path.relpath(os.path.join(config.root, config.path), config.root)
    return "" if inner.startswith("../") else inner


def of_range(place: Place, base: Base, scope: str, paths: Collection[str] | None = None) -> Gate:
    """What a commit adds to others, with the trailers of the commits between; of these paths, or of all.

    Where the corpus changes, all articles are looked at, since passages of new references are new wherever they
    stand; where what stands beside articles changes (a bibliography, ``REUSE.toml``), too. Where the configuration
    or a template changes, all articles are judged as they are.
    """
    from reusecheck.git import history  # noqa: PLC0415 - not for a commit

    bases, head = base.commits, base.head
    if not head:  # a push that only deletes
        return Gate([], place.contents(None), scope)
    touched = [path for path in map(place.inner, history.touched(place.top, bases, head)) if path is not None]
    linked = _through_links(place, touched, head)
    touched = sorted({*touched, *linked})
    what = _Changed(place, touched, bases, head)
    within = pipeline.is_article(place.config)
    if what.everything:
        listed = (entry.path for entry in git.tree(place.top, head))
        names = [path for path in listed if (inner := place.inner(path)) is not None and within(inner)]
    else:
        names = [place.prefix + path for path in touched if within(path)]
    if paths is not None:
        names = [name for name in names if place.inner(name) in paths]
    items = git.snapshot(place.objects, names, head) if names else []
    contents, notes, seen = _articles(place, items)
    if not contents:
        _require_articles(place, [*touched, *seen])
    behind_links = "behind a symbolic link, so it was not judged under this name"
    within_links = tuple(f"{path}: {behind_links}" for path in filter(within, linked))
    judged = FILE if what.rules else scope
    since = Since(Before(place, bases, head), what.references.is_new) if judged == ADDED else None
    found = history.trailers(place.top, bases, head)
    cut: tuple[str, ...] = ()
    if history.is_cut(place.top, bases, head):
        fetch = history.deepening(place.top)
        cut = (f"some commits are not in this shallow clone, so their trailers were not read; run `{fetch}`",)
    allowances = _allowances(place, found, head) if found else None
    return Gate(
        contents,
        place.contents(head),
        judged,
        since,
        base.shown if since else "",
        allowances,
        (*what.notes(all_judged=paths is None), *cut, *within_links, *notes),
    )


def _through_links(place: Place, touched: Sequence[str], head: str) -> list[str]:
    """The names that symbolic links of the commit give to these paths: a reference may be one, or lie behind one."""
    links = {}
    for entry in git.tree(place.top, head):
        inner = place.inner(entry.path)
        if entry.mode == git.SYMBOLIC_LINK and inner is not None:
            target = os.fsdecode(place.objects.blob(entry.object_id))
            links[inner] = os.path.normpath(os.path.join(os.path.dirname(inner), target))
    return [
        link + path[len(target) :]
        for link, target in links.items()
        for path in touched
        if path == target or path.startswith(f"{target}/")
    ]


# What may stand beside an article and credit its sources: bibliographies, licences, citation files. In lower case, for
# a bibliography may be called REFS.BIB
_BIBLIOGRAPHIES = (".bib", ".bibtex", ".biblatex", ".license", "/reuse.toml", "/citation.cff")
_BESIDE = (".json", ".yaml", ".yml")  # not in hidden folders: there they are of a pipeline or an editor


def _may_stand_beside(path: str) -> bool:
    return path.lower().endswith(_BESIDE) and "/." not in f"/{path}"


class _Changed:
    """What else a branch changes that decides how articles fare."""

    def __init__(self, place: Place, touched: Sequence[str], bases: Sequence[str], head: str) -> None:
        from reusecheck.renewals import Renewals  # noqa: PLC0415 - not for a commit

        config = place.config
        # one's own texts are noted, never counted: every article that was edited may be among them
        entries = [entry for entry in config.corpus if not entry.is_own]
        is_template = compile_globs(config.templates)
        # whether or not articles.include matches them, too
        others = touched if bases else []
        self.rules = [path for path in others if path == configuration_path(config) or is_template(path)]
        self.references = Renewals(place.objects, place.prefix, (bases, head), touched if bases else [], entries)
        beside = [path for path in others if f"/{path}".lower().endswith(_BIBLIOGRAPHIES) or _may_stand_beside(path)]
        self._beside = [path for path in beside if path not in self.references.paths and path not in self.rules]
        self.everything = bool(self.rules or self.references.paths or self._beside)

    def notes(self, *, all_judged: bool) -> tuple[str, ...]:
        """Why more is judged than what was touched, or should have been where only some paths are."""
        told = self.rules or [*self.references.paths, *self._beside]
        if not told:
            return ()
        as_they_are = f", and as they are (scope {FILE})" if self.rules else ""
        if all_judged:
            return (f"{_told(told)} here, so all articles are judged{as_they_are}",)
        return (f"{_told(told)} here; {_NOT_AGAIN}",)


def _told(paths: Sequence[str]) -> str:
    """``references/a.md and 2 more change``."""
    return f"{paths[0]} and {len(paths) - 1:,} more change" if len(paths) > 1 else f"{paths[0]} changes"


def _allowances(place: Place, found: Sequence[Trailer], head: str) -> Allowances:
    """What the trailers allow; each in the articles that its commit touches, under the names they have now."""
    from reusecheck.allowances import read_allowances  # noqa: PLC0415 - few commits allow anything
    from reusecheck.git import history  # noqa: PLC0415 - as above

    moved: dict[str, dict[str, str]] = {}
    trailers = []
    for one in found:
        if one.commit not in moved:
            moved[one.commit] = history.origins(place.top, one.commit, head)
        names = [*one.paths, *(now for now, path in moved[one.commit].items() if path in one.paths)]
        trailers.append((one.commit, one.value, frozenset(filter(None, map(place.inner, names)))))
    return read_allowances(trailers, [entry.id for entry in place.config.corpus])


def allowed_by_message(place: Place, path: str) -> Allowances:
    """What the message of the commit that is being made allows. Raises NotJudgedError if it cannot be read."""
    from reusecheck.allowances import read_allowances  # noqa: PLC0415 - few commits allow anything
    from reusecheck.git import history  # noqa: PLC0415 - as above

    try:
        with open(path, "rb") as file:
            message = file.read()
    except OSError as error:
        raise NotJudgedError(f"{path}: the message of the commit cannot be read: {error.strerror}") from error
    values = history.trailers_of_message(place.top, message)
    return read_allowances([("", value, None) for value in values], [entry.id for entry in place.config.corpus])
