"""Commands around the index, and the doctor who says why a check could pass by checking nothing."""

from __future__ import annotations

import os
import time

from reusecheck import console, git, hooks, pipeline, sharing
from reusecheck.baseline import content_on_disk, entries_of, parse
from reusecheck.config import Refresh
from reusecheck.errors import (
    EXIT_NOT_JUDGED,
    EXIT_OK,
    ConfigError,
    IndexOutdatedError,
    IndexUnusableError,
    NotJudgedError,
    ReuseCheckError,
    UsageError,
)
from reusecheck.fingerprints import sampling
from reusecheck.index.catalog import Index, folder_of, open_index
from reusecheck.index.format import MEND
from reusecheck.index.importing import catalog_of
from reusecheck.index.ledger import load_ledger
from reusecheck.index.listings import changed_entries, list_corpus, require_in_place
from reusecheck.reports.wording import count
from reusecheck.selecting import configuration

# hooks beside those that judge commits: merges that need no hand, and pushes
_ALSO = ("pre-merge-commit", "pre-push")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import SimpleNamespace

    from reusecheck.config import Config


def index(args: SimpleNamespace) -> int:
    """Build, look at or share the index."""
    config = configuration(args)
    if args.action in ("export", "import"):
        return (sharing.export if args.action == "export" else sharing.take)(args, config)
    if args.paths or args.sealed:
        given = (args.paths or ["--sealed"])[0]
        raise UsageError(f"found {given}, wants nothing behind index {args.action}; a file goes with export or import")
    action = {"build": _build, "status": _status, "verify": _verify, "compact": _build}[args.action]
    return action(args, config)


def _build(args: SimpleNamespace, config: Config) -> int:
    from reusecheck.index.refresh import Effort, refresh  # noqa: PLC0415 - imports numpy

    started = time.monotonic()
    effort = Effort(args.jobs, args.memory, may_merge=True, everything=args.action == "compact")
    summary = refresh(config, console.progress(quiet=args.quiet), effort, thorough=True)
    for note in summary.notes:
        console.warn(note)
    for problem in summary.problems:
        console.warn(problem)
    if not args.quiet:
        console.say(
            f"{config.index.path}: {count(summary.references, 'reference')}, {count(summary.words, 'word')} "
            f"({summary.added:,} indexed, {summary.removed:,} removed, {summary.kept:,} kept) "
            f"in {time.monotonic() - started:.1f} s\n"
        )
    if summary.problems:
        raise NotJudgedError(
            f"{config.index.path}: the index is not complete, and a check will judge nothing; "
            f"mend or leave out what is named above, then {MEND}"
        )
    return EXIT_OK


def _open(config: Config) -> Index:
    return open_index(folder_of(config), sampling(config.detection.run_words))


def _status(args: SimpleNamespace, config: Config) -> int:
    del args
    opened = _open(config)
    catalog = opened.catalog
    size = sum(os.path.getsize(segment.path) for segment in opened.segments)
    console.say(
        f"{config.index.path}: {count(catalog.references, 'reference')}, {count(catalog.words, 'word')}, "
        f"{count(len(catalog.segments), 'segment')}, {size / 1e6:,.1f} MB\n"
    )
    for note in catalog.notes:
        console.say(f"{note}\n")
    if catalog.archive:
        sealed = " (sealed)" if catalog.archive.is_sealed else ""
        console.say(f"from the archive of SHA-256 {catalog.archive.sha256}{sealed}\n")
    listed = list_corpus(config, catalog)
    require_in_place(config, catalog, listed)
    changed = changed_entries(catalog, listed)
    for name in changed:
        console.say(f"{name}: changed since it was indexed\n")
    for problem in catalog.problems:
        console.say(f"{problem}\n")
    if changed or catalog.problems:
        raise NotJudgedError(f"{config.index.path}: not up to date or not complete; {MEND}")
    return EXIT_OK


def _verify(args: SimpleNamespace, config: Config) -> int:
    del args
    opened = _open(config)
    problems = [problem for segment in opened.segments for problem in segment.verify()]
    try:
        load_ledger(os.path.join(folder_of(config), opened.catalog.ledger))  # no check reads it, a build does
    except IndexUnusableError as error:
        if _open(config).catalog.ledger == opened.catalog.ledger:  # or a build has just put another in its place
            problems.append(str(error))
    if problems:
        raise NotJudgedError("\n".join(problems))
    console.say(f"{config.index.path}: {count(len(opened.segments), 'segment')}, every checksum is right\n")
    return EXIT_OK


def doctor(args: SimpleNamespace) -> int:
    """What is configured, found, indexed, stale or empty; 3 where a check could not judge."""
    config = configuration(args)
    console.say(f"configuration   {config.path}: valid\n")
    troubles = [
        *_articles(config),
        *_corpus(config),
        *_templates(config),
        *_baseline(config),
        *sharing.doctor(config, args.key_file),
        *_index(config),
    ]
    troubles += _hook(config)
    for trouble in dict.fromkeys(troubles):  # an archive that is not there troubles the corpus, too
        console.say(f"trouble         {trouble}\n")
    console.say("nothing stands in the way of a check\n" if not troubles else "")
    return EXIT_NOT_JUDGED if troubles else EXIT_OK


def _articles(config: Config) -> list[str]:
    found = pipeline.article_paths(config)
    console.say(f"articles        {count(len(found), 'file')} named by articles.include\n")
    return [] if found else ["no file is an article: a check would judge nothing; look at articles.include"]


def _corpus(config: Config) -> list[str]:
    try:
        listed = list_corpus(config, catalog_of(config, sampling(config.detection.run_words)))
    except ReuseCheckError as error:
        return str(error).splitlines()
    for one in listed:
        credit = one.entry.credit
        named = ", ".join((*credit.names, *credit.urls, *credit.keys)) or "nothing; references must name themselves"
        held = "held by an archive" if one.is_archived else count(len(one.files), "file")
        console.say(f"corpus          {one.entry.id}: {held}; credited by {named}\n")
    return []


def _templates(config: Config) -> list[str]:
    try:
        pipeline.load_templates(config)
    except ReuseCheckError as error:
        return str(error).splitlines()
    return []


def _baseline(config: Config) -> list[str]:
    try:
        content = content_on_disk(config.root, config.baseline)
        number = len(entries_of(parse(content or b"", config.baseline)))
    except ReuseCheckError as error:
        return str(error).splitlines()
    told = "there is none, so every finding counts" if content is None else count(number, "entry", "entries")
    console.say(f"baseline        {config.baseline}: {told}\n")
    return []


def _index(config: Config) -> list[str]:
    may_build = config.index.refresh is Refresh.AUTO
    try:
        catalog = _open(config).catalog
        listed = list_corpus(config, catalog)
        require_in_place(config, catalog, listed)
        changed = changed_entries(catalog, listed)
    except ConfigError:
        console.say("index           cannot be compared with the corpus until that is put right\n")
        return []  # the corpus has been told
    except IndexOutdatedError as error:
        console.say(f"index           {'the next check builds it' if may_build else error}\n")
        return [] if may_build else [str(error)]
    except IndexUnusableError as error:
        console.say("index           cannot be used\n")
        return [str(error)]
    state = f"changed since: {', '.join(changed)}" if changed else "up to date"
    console.say(f"index           {count(catalog.references, 'reference')}, {count(catalog.words, 'word')}; {state}\n")
    if changed:
        return [] if may_build else [f"index.refresh is manual and the index is not up to date; {MEND}"]
    return [*catalog.problems, *([] if catalog.references else ["the corpus holds no reference"])]


def _hook(config: Config) -> list[str]:
    top = git.toplevel(config.root)
    if top is None:
        console.say("hook            this is not a git repository, so nothing is committed here\n")
        return []
    try:
        with open(os.path.join(top, ".pre-commit-config.yaml"), encoding="utf-8", errors="replace") as file:
            named = file.read()
    except OSError:
        named = ""
    is_named = "reusecheck" in named
    path = hooks.path_of(top, hooks.NAMES[0])
    told, mend = _installed(path, is_named=is_named)
    is_here = "named" if is_named else "not named"
    console.say(f"hook            {is_here} in .pre-commit-config.yaml, {os.path.relpath(path, top)} {told}{mend}\n")
    if not is_named:
        return []
    judging = ["commit-msg"] if hooks.WITH_MESSAGE in named else []
    missing = [name for name in (*judging, *_ALSO) if not os.path.exists(hooks.path_of(top, name))]
    install = f"run: pre-commit install {' '.join(f'-t {name}' for name in missing)}"
    if missing:
        console.say(f"hook            not installed: {', '.join(missing)}; {install}\n")
    unjudged = f"{hooks.WITH_MESSAGE} is configured, and no hook commit-msg is installed: commits are not judged"
    return [f"{unjudged}; {install}"] if "commit-msg" in missing else []


def _installed(path: str, *, is_named: bool) -> tuple[str, str]:
    """What can be said of the file that git runs, and what to do."""
    install = "; run: pre-commit install" if is_named else "; for the lines run: reusecheck init"
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return "is not there", install
    if not os.access(path, os.X_OK):
        return "is not executable, so git passes it by", f"; run: chmod +x {path}"
    if "reusecheck" in text:
        return "runs reusecheck", ""
    if "pre-commit" in text or "prek" in text:
        return "runs pre-commit", "" if is_named else install
    return "runs something else", install
