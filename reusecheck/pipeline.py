"""The only place that knows all stages: from a configuration and articles to a verdict."""

from __future__ import annotations

import os
from functools import cache
from posixpath import normpath

from reusecheck.config import Config, CorpusEntry, Refresh
from reusecheck.detection import Described, Library, Texts, unpacked
from reusecheck.documents import Document, Unreadable, describe, no_neighbours
from reusecheck.errors import IndexOutdatedError, NotJudgedError
from reusecheck.findings import CorpusSize, Verdict
from reusecheck.fingerprints import sampling
from reusecheck.globs import compile_globs
from reusecheck.index.catalog import Index, folder_of, open_index
from reusecheck.index.format import MEND
from reusecheck.index.listings import changed_entries, list_corpus, require_in_place, too_many
from reusecheck.judging import Judge, Manner, TemplateText
from reusecheck.readers import read
from reusecheck.readers.decoding import MAX_BYTES, NoText, decode
from reusecheck.tokens import tokenize
from reusecheck.walking import walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reusecheck.baseline import Baseline
    from reusecheck.documents import Neighbours
    from reusecheck.index.catalog import Catalog
    from reusecheck.index.listings import Listed
    from reusecheck.index.refresh import Progress


def is_excluded(config: Config) -> Callable[[str], bool]:
    """Whether ``articles.exclude`` holds for a path (relative to the root)."""
    return compile_globs(config.articles.exclude)


def is_article(config: Config) -> Callable[[str], bool]:
    """Whether a path (relative to the root) is an article of this configuration."""
    included, excluded = compile_globs(config.articles.include), is_excluded(config)
    return lambda path: included(path) and not excluded(path)


def is_reference(config: Config) -> Callable[[str], bool]:
    """Whether a path (relative to the root) belongs to the corpus."""
    return compile_globs(pattern for entry in config.corpus for pattern in (*entry.files, *entry.jsonl))


def article_paths(config: Config) -> list[str]:
    """All articles on the disk that the configuration includes, ascending.

    Also what may hold some and was not followed, but links to nothing: reading
    it says why, and in silence it would pass unjudged.
    """
    excluded = is_excluded(config)
    found = walk(config.root, config.articles.include)
    strays = [stray.path for stray in found.strays if os.path.exists(os.path.join(config.root, stray.path))]
    return sorted(path for path in (*found.paths, *strays) if not excluded(path))


def read_file(root: str, path: str) -> tuple[str, bytes] | Unreadable:
    """The bytes of a regular file under ``root``, links out of it not followed; of any file at all if that is ""."""
    full = os.path.join(root, path)
    if root and not os.path.realpath(full).startswith(os.path.realpath(root).rstrip("/") + "/"):
        return Unreadable(path, "leads out of the repository; put the text itself there")
    try:
        if root and os.path.exists(full) and not os.path.isfile(full):
            return Unreadable(path, "not a regular file")
        with open(full, "rb") as file:
            return path, file.read(MAX_BYTES + 1)  # enough to be refused for its size
    except OSError as error:
        return Unreadable(path, (error.strerror or str(error)).lower())


def neighbours(content: Callable[[str], bytes | None]) -> Neighbours:
    """The texts of files whose bytes are ``content``, each read once; lines end in a line feed.

    ``None`` for a path that leads upwards.
    """

    @cache
    def beside(path: str) -> str | None:
        inner = normpath(path)
        found = None if inner.startswith(("/", "../")) or inner == ".." else content(inner)
        decoded = None if found is None else decode(found)
        if decoded is None or isinstance(decoded, NoText):
            return None
        return decoded.text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in decoded.text else decoded.text

    return beside


def neighbours_on_disk(root: str) -> Neighbours:
    """The texts of the files below ``root``."""

    def content(path: str) -> bytes | None:
        found = read_file(root, path)
        return None if isinstance(found, Unreadable) else found[1]

    return neighbours(content)


def neighbours_of(path: str) -> Neighbours:
    """The texts of the files in the folder of the file at ``path`` and below, under paths that begin as ``path`` does.

    For an article without a repository: how far up its root would be is not known.
    """
    folder = os.path.dirname(os.path.normpath(path))
    below = neighbours_on_disk(folder or ".")

    def beside(wanted: str) -> str | None:
        inner = os.path.relpath(os.path.normpath(wanted), folder or ".")
        return below(inner)

    return beside


def manner_on_disk(config: Config) -> Manner:
    """How articles that lie on the disk are judged: with the files beside them, and the baseline."""

    def baseline() -> Baseline:
        from reusecheck.baseline import on_disk  # noqa: PLC0415 - most articles have nothing open

        return on_disk(config.root, config.baseline)

    return Manner(neighbours_on_disk(config.root), baseline=baseline)


def open_library(config: Config, progress: Progress | None = None, key_file: str = "") -> Library:
    """The references of the configured corpus, the index brought up to date where the configuration says so.

    ``key_file`` holds the key of a sealed index.
    Raises NotJudgedError if the corpus is empty or a reference cannot be read,
    IndexUnusableError if the index is damaged, or not up to date under ``refresh: manual``.
    """
    kept = sampling(config.detection.run_words)
    index = _current_index(config, progress)
    if index.catalog.problems:
        told = "the index is not complete, so nothing was judged; mend or leave out what is named here"
        raise NotJudgedError("\n".join([*index.catalog.problems, f"{told}, then {MEND}"]))
    if not index.catalog.words:
        raise NotJudgedError(f"{config.path}: the corpus holds no word, so nothing could be judged; look at corpus")
    if any(segment.is_sealed for segment in index.segments):
        from reusecheck.index.sealing import key_for  # noqa: PLC0415 - few indexes are
        from reusecheck.sealed import SealedLibrary  # noqa: PLC0415 - as above

        return SealedLibrary(index, kept, key_for(index.segments, key_file))
    return Library(index, kept)


def _current_index(config: Config, progress: Progress | None) -> Index:
    kept = sampling(config.detection.run_words)
    try:
        index = open_index(folder_of(config), kept)
        listed = list_corpus(config, index.catalog, relying=True)
        require_current(config, index.catalog, listed)
    except IndexOutdatedError:
        if config.index.refresh is Refresh.MANUAL:
            raise
    else:
        if config.index.refresh is Refresh.AUTO and any(not one.is_relied_on for one in too_many(listed)):
            from reusecheck.index.folders import keep_if_free  # noqa: PLC0415 - for large corpora alone

            keep_if_free(config, listed)
        return index._replace(unlooked=sum(one.unlooked for one in listed))
    from reusecheck.index.refresh import refresh  # noqa: PLC0415 - imports numpy, which a check need not pay

    refresh(config, progress)
    return open_index(folder_of(config), kept)


def require_current(config: Config, catalog: Catalog, listed: Sequence[Listed]) -> None:
    """Raises IndexOutdatedError if the index does not hold the references as they are now."""
    require_in_place(config, catalog, listed)
    changed = changed_entries(catalog, listed)
    if changed:
        raise IndexOutdatedError(f"{config.index.path}: not up to date for {', '.join(changed)}; {MEND}")


def load_templates(config: Config) -> TemplateText:
    """The configured template texts. Raises NotJudgedError if one cannot be read or a pattern matches nothing."""
    words, problems = [], []
    for pattern in config.templates:
        paths = walk(config.root, [pattern]).paths
        if not paths:
            problems.append(f'{config.path}: templates: "{pattern}" matches no file')
        for path in paths:
            document = read_document(read_file(config.root, path))
            if isinstance(document, Unreadable):
                problems.append(f"{document.path}: {document.why}")
            else:
                words.append(tokenize(document.reading.prose).words)
    if problems:
        raise NotJudgedError("\n".join(problems))
    return TemplateText(words, config.detection.run_words)


def read_document(content: tuple[str, bytes] | Unreadable) -> Document | Unreadable:
    """The document of a file that was read."""
    return content if isinstance(content, Unreadable) else read(*content)


def judge_all(
    config: Config,
    contents: Iterable[tuple[str, bytes] | Unreadable],
    library: Library,
    manner: Manner | None = None,
) -> Verdict:
    """Judge articles, given as path and bytes, one after the other.

    As they are judged on the disk, unless ``manner`` says otherwise.
    """
    manner = manner or manner_on_disk(config)
    judge = Judge(config, library, load_templates(config), manner)
    articles, unreadable = [], []
    for content in contents:
        document = read_document(content)
        if isinstance(document, Unreadable):
            unreadable.append(document)
        else:
            articles.append(judge.judge(document))
    catalog = library.index.catalog
    return Verdict(
        tuple(sorted(articles, key=lambda article: article.path)),
        CorpusSize(catalog.references, catalog.words, catalog.archive.sha256 if catalog.archive else ""),
        tuple(sorted(unreadable, key=lambda one: one.path)),
    )


def check(paths: Sequence[str], config: Config, progress: Progress | None = None, key_file: str = "") -> Verdict:
    """Judge the articles at ``paths`` (relative to the root); none: all that the configuration includes.

    ``articles.exclude`` holds for paths that are named, too. Raises ConfigError,
    NotJudgedError and IndexUnusableError.
    """
    excluded = is_excluded(config)
    chosen = [path for path in paths if not excluded(path)] if paths else article_paths(config)
    library = open_library(config, progress, key_file)
    contents = (read_file(config.root, path) for path in sorted(set(chosen)))
    return judge_all(config, contents, library, manner_on_disk(config))._replace(scope="file")


def compare(article: Document, references: Sequence[Document], beside: Neighbours = no_neighbours) -> Verdict:
    """Judge one article, with the files ``beside`` it, against a few references, without an index.

    Every reference counts as an entry ``reference`` of the corpus under the
    default configuration. ``in_common`` holds the figures of each of them, also of those that share nothing.
    """
    from reusecheck.measures import in_common  # noqa: PLC0415 - not on the hook's road

    entry = CorpusEntry("reference", line=0)
    config = Config(root="", corpus=(entry,))
    texts = []
    for document in references:
        about = describe(document.reading.meta)
        named = Described(
            id=f"{entry.id}:{document.path}", source=entry.id, path=document.path, digest="",
            title=about.title, author=about.author, url=about.url, site=about.site, doi=about.doi,
        )  # fmt: skip
        texts.append(unpacked(named, document.source))
    kept = sampling(config.detection.run_words)
    run_words = config.detection.run_words
    judged = Judge(config, Texts(texts, kept), TemplateText([], run_words), Manner(beside, inline=False)).judge(article)
    words = tokenize(article.reading.prose).words
    measured = [in_common(text.described.id, words, text.tokens.words, run_words) for text in texts]
    measured.sort(key=lambda one: -one.containment_of_article)  # equal ones stay in the order they were given in
    size = CorpusSize(len(texts), sum(len(text.tokens.words) for text in texts))
    return Verdict((judged._replace(in_common=tuple(measured)),), size)
