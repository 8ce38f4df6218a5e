"""What the smaller commands do: arguments → exit code. Nothing here decides; it selects, calls and shows."""

from __future__ import annotations

import os
import sys
from functools import partial

from reusecheck import console, pipeline
from reusecheck.documents import Unreadable
from reusecheck.errors import EXIT_OK, NotJudgedError, UsageError
from reusecheck.reports.wording import count
from reusecheck.selecting import articles_of, as_reported, configuration, under_scope
from reusecheck.showing import exit_code, options, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import SimpleNamespace

    from reusecheck.config import Config
    from reusecheck.detection import Library
    from reusecheck.findings import ArticleVerdict, Finding
    from reusecheck.judging import Manner

# Names of articles in one line of a message; who has more of them looks for one himself.
_MOST_NAMED = 8


def compare(args: SimpleNamespace) -> int:
    """Score one text against others, without configuration or index."""
    documents = []
    for path in (args.article, *args.references):
        document = pipeline.read_document(pipeline.read_file("", path))
        if isinstance(document, Unreadable):
            raise NotJudgedError(f"{path}: {document.why}")
        documents.append(document)
    verdict = pipeline.compare(documents[0], documents[1:], pipeline.neighbours_of(args.article))
    args.verbose = True  # who compares two texts wants to see all they share, whatever the limits
    show(args, verdict, compared=True)
    return exit_code(args, verdict)


def explain(args: SimpleNamespace) -> int:
    """One finding side by side."""
    from reusecheck.reports.explain import explain as explained  # noqa: PLC0415 - rarely wanted

    config = configuration(args)

    def shown(manner: Manner) -> int:
        paths = articles_of(config, as_reported(config, args.paths))
        contents = (pipeline.read_file(config.root, path) for path in paths)
        library = pipeline.open_library(config, console.progress(quiet=args.quiet), args.key_file)
        verdict = pipeline.judge_all(config, contents, library, manner)
        staged = partial(staged_with, args.key, config, paths, library, manner)
        article, finding = the_one(verdict.articles, verdict.unreadable, args.key, staged)
        told = options(args)
        console.say(explained(article, finding, told if told.quote == "none" else told._replace(quote="full")))
        return EXIT_OK

    return under_scope(args, config, shown)


def staged_with(key: str, config: Config, paths: Sequence[str], library: Library, manner: Manner) -> list[str]:
    """The articles whose staged text has a finding with this key; what is staged as it lies on the disk aside."""
    from reusecheck import gate, git  # noqa: PLC0415 - only where the disk does not have it

    if git.toplevel(config.root) is None:
        return []
    place = gate.place_of(config)
    with place.objects:
        stored = place.contents(None)
        contents = ((path, content) for path in paths if (content := stored(path)) is not None)
        others = [one for one in contents if one != pipeline.read_file(config.root, one[0])]
        manner = manner._replace(neighbours=pipeline.neighbours(stored))
        articles = pipeline.judge_all(config, others, library, manner).articles
    return [one.path for one in articles if any(finding.key.startswith(key) for finding in one.findings)]


def the_one(
    articles: Sequence[ArticleVerdict],
    unreadable: Sequence[Unreadable],
    key: str,
    staged: Callable[[], Sequence[str]],
) -> tuple[ArticleVerdict, Finding]:
    """The finding whose key begins with ``key``, which must be the only one, in one article.

    ``staged`` tells which articles have it as they are staged, and is asked where none has it on the disk.
    Raises UsageError, or NotJudgedError where it may be in what could not be read.
    """
    not_read = [f"{one.path}: not judged: {one.why}" for one in unreadable]
    every = [(article, finding) for article in articles for finding in article.findings]
    found = [one for one in every if one[1].key == key] or [one for one in every if one[1].key.startswith(key)]
    if not found and not_read:
        elsewhere = [f"no finding's key begins with {key!r} in what could be read"] if articles else []
        raise NotJudgedError("\n".join([*not_read, *elsewhere]))
    for line in not_read:
        console.warn(line)
    if not found:
        where = staged()
        if where:
            raise UsageError(f"{_listed(where)}: the staged text has {key!r}, the file on the disk differs")
        raise UsageError(f"no finding's key begins with {key!r}; all keys are in: reusecheck check -o json")
    keys = sorted({finding.key for _, finding in found})
    if len(keys) > 1:
        raise UsageError(f"several keys begin with {key!r}: {', '.join(keys)}")
    if len(found) > 1:
        places = _listed([article.path for article, _ in found])
        raise UsageError(f"{keys[0]} stands in {places}; name the one that is meant behind the key")
    return found[0]


def _listed(paths: Sequence[str]) -> str:
    """``a.md, b.md and c.md``."""
    more = [count(len(paths) - _MOST_NAMED, "other")] if len(paths) > _MOST_NAMED else []
    *others, last = [*paths[:_MOST_NAMED], *more]
    return f"{', '.join(others)} and {last}" if others else last


def config(args: SimpleNamespace) -> int:
    """Show, validate or describe the configuration."""
    from reusecheck import configuring  # noqa: PLC0415 - found above

    if args.action == "schema":
        import json  # noqa: PLC0415

        console.say(json.dumps(configuring.schema(), indent=2) + "\n")
        return EXIT_OK
    found = configuration(args)
    if args.action == "show":
        console.say(configuring.render(found))
        return EXIT_OK
    from reusecheck.fingerprints import sampling  # noqa: PLC0415
    from reusecheck.index.importing import catalog_of  # noqa: PLC0415
    from reusecheck.index.listings import list_corpus  # noqa: PLC0415

    listed = list_corpus(found, catalog_of(found, sampling(found.detection.run_words)))
    files = count(sum(len(one.files) for one in listed), "file")
    archived = sum(one.is_archived for one in listed)
    if not pipeline.article_paths(found):
        raise UsageError(f"{found.path}: articles.include: matches no file, wants at least one")
    entries = count(len(found.corpus), "corpus entry", "corpus entries")
    held = f", {archived:,} of them held by an archive" if archived else ""
    console.say(f"{found.path}: valid; {entries}{held}, {files}\n")
    return EXIT_OK


def init(args: SimpleNamespace) -> int:
    """A starting configuration."""
    from reusecheck import __version__, hooks, starting  # noqa: PLC0415

    here = os.getcwd()
    for line in (*starting.write_initial(here), *(hooks.write_hooks(here) if args.git_hook else ())):
        console.say(line + "\n")
    if args.git_hook:
        return EXIT_OK
    console.say("\nThen look at it (names and addresses are guesses), and run: reusecheck doctor\n")
    console.say("A repository with a past: reusecheck baseline write\n")
    console.say("\nAdd to .pre-commit-config.yaml:\n\n" + starting.precommit_lines(f"v{__version__}"))
    return EXIT_OK


def demo(args: SimpleNamespace) -> int:
    """The made-up newsroom."""
    from reusecheck.demo import run_demo  # noqa: PLC0415

    return run_demo(sys.stdout, keep=args.keep)
