"""What a program that imports reusecheck calls; the command line does not come this way."""

from __future__ import annotations

import os

from reusecheck import pipeline
from reusecheck.config import Config
from reusecheck.configuring import find_config, load_config
from reusecheck.documents import Document, Unreadable, no_neighbours
from reusecheck.errors import NotJudgedError, UsageError
from reusecheck.readers import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.findings import ArticleVerdict, Verdict


def compare(article: str | os.PathLike[str], *references: str | os.PathLike[str]) -> ArticleVerdict:
    """How one text overlaps with others, under the default limits; no configuration and no index is used.

    A ``str`` is the text itself, taken as Markdown; a path names a file, whose suffix
    says how it is read. Raises UsageError without a reference, NotJudgedError
    if a file cannot be read.
    """
    if not references:
        raise UsageError("compare wants at least one reference")
    documents = [_document(text, f"reference-{at}.md") for at, text in enumerate(references, 1)]
    beside = no_neighbours if isinstance(article, str) else pipeline.neighbours_of(os.fspath(article))
    return pipeline.compare(_document(article, "article.md"), documents, beside).articles[0]


def check(
    paths: Sequence[str | os.PathLike[str]] = (),
    config: Config | str | os.PathLike[str] | None = None,
    key_file: str | os.PathLike[str] = "",
) -> Verdict:
    """Judge articles against the configured corpus; the index is brought up to date first where ``refresh`` is auto.

    ``paths`` are relative to the root of the configuration; none: all articles
    that it includes. ``config`` is a configuration, the path of its file, or
    ``None`` for the ``.reusecheck.yaml`` of the repository around the working
    directory. ``key_file`` holds the key of a sealed index. Raises UsageError,
    ConfigError, NotJudgedError and IndexUnusableError.
    """
    return pipeline.check([os.fspath(path) for path in paths], _config(config), key_file=os.fspath(key_file))


def _config(config: Config | str | os.PathLike[str] | None) -> Config:
    if isinstance(config, Config):
        return config
    path = find_config(os.getcwd()) if config is None else os.fspath(config)
    if path is None:
        raise UsageError("no .reusecheck.yaml here or in a folder above; run: reusecheck init")
    return load_config(path)


def _document(text: str | os.PathLike[str], name: str) -> Document:
    if isinstance(text, str):
        return read_text(name, text)
    document = pipeline.read_document(pipeline.read_file("", os.fspath(text)))
    if isinstance(document, Unreadable):
        raise NotJudgedError(f"{document.path}: {document.why}")
    return document
