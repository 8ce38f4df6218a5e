"""What each command does: arguments → exit code. Nothing here decides; it selects, calls and shows."""

from __future__ import annotations

import os
import sys

from reusecheck import console, pipeline
from reusecheck.configuring import find_config, load_config
from reusecheck.documents import Unreadable
from reusecheck.errors import EXIT_OK, NotJudgedError, UsageError
from reusecheck.judging import Manner
from reusecheck.readers import is_text
from reusecheck.reports.wording import count
from reusecheck.showing import exit_code, options, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import SimpleNamespace

    from reusecheck.config import Config
    from reusecheck.documents import Neighbours
    from reusecheck.findings import ArticleVerdict, Finding


# A check asks every segment for every k-gram, 2 ms for each in an article of a thousand words. Checks add segments as
# references change; builds merge them, and leave no more than six or so.
MANY_SEGMENTS = 8


def configuration(args: SimpleNamespace) -> Config:
    """The configuration named by ``-c``, or the one of the repository around the working directory."""
    path = args.config or find_config(os.getcwd())
    if path is None:
        raise UsageError("no .reusecheck.yaml here or in a folder above; run: reusecheck init")
    return load_config(path)


def relative(config: Config, paths: Sequence[str]) -> list[str]:
    """Paths of the command line as paths below the root, with ``/``; raises UsageError for those outside."""
    root = os.path.realpath(config.root)
    found, outside = [], []
    for path in paths:
        whole = os.path.abspath(path)
        full = os.path.join(os.path.realpath(os.path.dirname(whole)), os.path.basename(whole))
        if os.path.isdir(path):
            full = os.path.realpath(path)
        inner = os.path.relpath(full, root)
        if inner == ".." or inner.startswith("../"):
            outside.append(path)
        else:
            found.append("" if inner == "." else inner)
    if outside:
        raise UsageError("\n".join(f"{path}: outside of {root}, where the configuration is" for path in outside))
    return found


def check(args: SimpleNamespace) -> int:
    """Judge articles on the disk, what is staged, or standard input."""
    config = configuration(args)
    if args.stdin_filename and args.paths != ["-"]:
        raise UsageError("--stdin-filename goes with - as the only path")
    if args.staged:
        if args.paths:
            raise UsageError("--staged takes no paths: it judges all that is staged")
        return _judge_staged(args, config, None)
    if "-" in args.paths and len(args.paths) > 1:
        raise UsageError("- is standard input, and goes alone")
    if args.paths == ["-"]:
        name = relative(config, [args.stdin_filename])[0] if args.stdin_filename else "standard-input.md"
        contents: list[tuple[str, bytes] | Unreadable] = [(name, sys.stdin.buffer.read())]
    else:
        contents = [pipeline.read_file(config.root, path) for path in articles_of(config, args.paths)]
    return _judge(args, config, contents)


def articles_of(config: Config, paths: Sequence[str]) -> list[str]:
    """The articles below the paths; a file that is named is one whether ``include`` matches it or not."""
    named = relative(config, paths)
    folders = {path for path in named if os.path.isdir(os.path.join(config.root, path))}
    everything = pipeline.article_paths(config) if folders or not paths else []
    if not paths:
        if not everything:
            raise NotJudgedError(f"{config.path}: articles.include matches no file, so nothing was judged")
        return everything
    excluded = pipeline.is_excluded(config)
    chosen: set[str] = set()
    empty: list[str] = []
    for path in named:
        if path in folders:
            below = {each for each in everything if not path or each.startswith(path + "/")}
            chosen |= below
            empty += [] if below else [path or "."]
        elif excluded(path):
            console.warn(f"{path}: left out by articles.exclude")
        else:
            chosen.add(path)
    told = [f"{path}: articles.include matches no file in this folder" for path in empty]
    if empty and not chosen:
        raise NotJudgedError("\n".join(told))
    for line in told:
        console.warn(line)
    return sorted(chosen)


def hook(args: SimpleNamespace) -> int:
    """Judge what is being committed or pushed, as git holds it."""
    config = configuration(args)
    return _judge_staged(args, config, relative(config, args.paths) if args.paths else None)


def _judge_staged(args: SimpleNamespace, config: Config, paths: Sequence[str] | None) -> int:
    from reusecheck import git  # noqa: PLC0415 - judging the disk needs none of it

    top = git.toplevel(config.root)
    if top is None:
        raise NotJudgedError(f"{config.root}: not in a git repository, so nothing is being committed")
    prefix = os.path.relpath(os.path.realpath(config.root), os.path.realpath(top))
    prefix = "" if prefix == "." else prefix + "/"
    within = pipeline.is_article(config)
    names = None if paths is None else [prefix + path for path in paths if within(path)]
    contents: list[tuple[str, bytes] | Unreadable] = []
    seen = list(paths or ())
    pushed = git.pushed()
    with git.Objects(top) as objects:
        for item in git.snapshot(objects, names, pushed) if names != [] else ():
            if not item.path.startswith(prefix):
                continue
            path = item.path.removeprefix(prefix)
            seen.append(path)
            if not within(path):
                continue
            match item:
                case git.Blob(content=content):
                    contents.append((path, content))
                case Unreadable(why=why):
                    contents.append(Unreadable(path, why))
                case git.LeftOut(why=why):
                    console.warn(f"{path}: not judged: {why}")
        if not contents:
            _require_articles(config, top, prefix, seen)
        return _judge(args, config, contents, pipeline.neighbours(git.Contents(objects, prefix, pushed)))


def _require_articles(config: Config, top: str, prefix: str, paths: Sequence[str]) -> None:
    """Raises NotJudgedError if texts are being committed and ``articles.include`` matches nothing git knows.

    A misspelt pattern would let everything pass for ever. A commit without texts, or with
    references and excluded files alone, is no sign of one.
    """
    from reusecheck import git  # noqa: PLC0415 - see _judge_staged

    excluded, is_reference = pipeline.is_excluded(config), pipeline.is_reference(config)
    texts = [path for path in paths if is_text(path) and not excluded(path) and not is_reference(path)]
    if not texts:
        return
    known = (entry.path.removeprefix(prefix) for entry in git.staged(top))
    if not any(map(pipeline.is_article(config), known)):
        raise NotJudgedError(
            f"{config.path}: articles.include matches no file that git knows, so {texts[0]} was not judged; "
            "mend the pattern, or exclude what is no article"
        )


def _judge(
    args: SimpleNamespace,
    config: Config,
    contents: Sequence[tuple[str, bytes] | Unreadable],
    beside: Neighbours | None = None,
) -> int:
    """``beside``: the files beside the articles, where those on the disk are not meant."""
    library = pipeline.open_library(config, console.progress(quiet=args.quiet), args.key_file)
    not_read_well = library.index.catalog.notes
    if not_read_well:
        console.warn(f"{not_read_well[0]}{_and_others(not_read_well)}")
    unlooked = library.index.unlooked
    if unlooked:
        console.warn(
            f"{count(unlooked, 'reference file')} not looked at, since no folder changed; "
            "if one was edited in place, run: reusecheck index build"
        )
    segments = len(library.index.segments)
    if segments > MANY_SEGMENTS:
        console.warn(
            f"{config.index.path}: in {segments} segments, which every check pays for; run: reusecheck index build"
        )
    verdict = pipeline.judge_all(config, contents, library, manner(args, config, beside))
    show(args, verdict)
    return exit_code(args, verdict)


def manner(args: SimpleNamespace, config: Config, beside: Neighbours | None = None) -> Manner:
    """How the command line wants articles judged."""
    neighbours = beside or pipeline.neighbours_on_disk(config.root)
    return Manner(neighbours, inline=not args.no_inline, measured=_shows_figures(args))


def _shows_figures(args: SimpleNamespace) -> bool:
    """Whether a report will show what texts have in common: nobody else is to wait for it."""
    if args.command not in ("check", "hook"):
        return False
    formats = {wanted.partition("=")[0] for wanted in args.output or ["text"]}
    return args.verbose and not args.quiet and "text" in formats


def _and_others(notes_on_references: Sequence[str]) -> str:
    more = len(notes_on_references) - 1
    return f"; {count(more, 'more reference')} like it, named by: reusecheck index status" if more else ""


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
    verdict = pipeline.judge_all(config, contents, library, manner(args, config))
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
    from reusecheck import __version__, starting  # noqa: PLC0415

    del args
    for line in starting.write_initial(os.getcwd()):
        console.say(line + "\n")
    console.say("\nAdd to .pre-commit-config.yaml:\n\n" + starting.precommit_lines(f"v{__version__}"))
    return EXIT_OK


def demo(args: SimpleNamespace) -> int:
    """The made-up newsroom."""
    from reusecheck.demo import run_demo  # noqa: PLC0415

    return run_demo(sys.stdout, keep=args.keep)
