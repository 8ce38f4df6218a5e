"""What the smaller commands do: arguments → exit code. Nothing here decides; it selects, calls and shows."""

from __future__ import annotations

import os
import sys

from reusecheck import console, pipeline
from reusecheck.documents import Unreadable
from reusecheck.errors import EXIT_OK, NotJudgedError, UsageError
from reusecheck.reports.wording import count
from reusecheck.selecting import articles_of, configuration, manner_of
from reusecheck.showing import exit_code, options, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import SimpleNamespace

    from reusecheck.findings import ArticleVerdict, Finding


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
    contents = (pipeline.read_file(config.root, path) for path in articles_of(config, args.paths))
    library = pipeline.open_library(config, console.progress(quiet=args.quiet), args.key_file)
    verdict = pipeline.judge_all(config, contents, library, manner_of(args, config))
    article, finding = the_one(verdict.articles, args.key)
    shown = options(args)._replace(quote=args.quote if args.quote == "none" else "full")
    console.say(explained(article, finding, shown))
    return EXIT_OK


def the_one(articles: Iterable[ArticleVerdict], key: str) -> tuple[ArticleVerdict, Finding]:
    """The finding whose key begins with ``key``, which must be the only one."""
    every = [(article, finding) for article in articles for finding in article.findings]
    found = [one for one in every if one[1].key == key] or [one for one in every if one[1].key.startswith(key)]
    if not found:
        raise UsageError(f"no finding's key begins with {key!r}; all keys are in: reusecheck check -o json")
    if len({finding.key for _, finding in found}) > 1:
        raise UsageError(f"several keys begin with {key!r}: " + ", ".join(sorted({f.key for _, f in found})))
    return found[0]


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
