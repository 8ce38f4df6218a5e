"""``reusecheck baseline write | prune | show``: the findings that are accepted, entered, taken out, looked at.

Nothing else writes the baseline: a check that mended it by itself would accept what nobody has looked at.
"""

from __future__ import annotations

import os
import sys

from reusecheck import console, edits, git, pipeline, selecting
from reusecheck.baseline import Baseline, Entry, content_on_disk, entries_of, joined, parse, rendered
from reusecheck.errors import EXIT_OK, NotJudgedError, ReuseCheckError, UsageError
from reusecheck.reports.layout import Pen
from reusecheck.reports.lines import headline
from reusecheck.reports.options import Options
from reusecheck.reports.wording import count
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import SimpleNamespace

    from reusecheck.config import Config
    from reusecheck.findings import ArticleVerdict, Finding, Verdict

_MARK = b"\xef\xbb\xbf"


class _Held(NamedTuple):
    """The baseline as it lies on the disk; ``content`` is ``None`` where there is none."""

    content: bytes | None
    lines: list[Entry | str]
    baseline: Baseline


def baseline(args: SimpleNamespace) -> int:
    """Write, prune or show the baseline."""
    config = selecting.configuration(args)
    if args.reason is not None and args.action != "write":
        raise UsageError(f"--reason goes with baseline write; baseline {args.action} enters nothing")
    return {"write": _write, "prune": _prune, "show": _show}[args.action](args, config)


def _write(args: SimpleNamespace, config: Config) -> int:
    """Enter what is open; of the articles that were judged, take out what no finding needs."""
    reason = _reason(args.reason or "")
    held, verdict = _judged(args, config)
    added = [
        Entry(finding.key, article.path, reason)
        for article in verdict.articles
        for finding in article.findings
        if finding.reason.is_open
    ]
    accepted = held.baseline.accepted
    # an article that has another name: its entries go with it. Their keys stay, though another reference may be named
    # first by now: the corpus grows and shrinks, and the file should not change with it
    became = {entry: entry._replace(path=path) for entry, (_, path) in accepted.items() if entry.path != path}
    kept = [became.get(entry, entry) for entry in _needed(held.baseline, _asked(args, verdict))]
    now = joined([*kept, *added])
    _put(config, held, rendered(now, held.lines, became))
    if now or held.content is not None:
        _see_to_merging(args, config)
    _tell_of_the_rest(verdict)
    if not args.quiet:
        dropped = len(held.baseline.entries) - len(kept)
        moved = f", {len(became):,} of them under a new name" if became else ""
        changes = f"{len(added):,} added, {len(kept):,} kept{moved}, {dropped:,} dropped"
        _say([f"{config.baseline}: {_entries(len(now))} ({changes}), {_of(verdict)}"])
    return EXIT_OK


def _prune(args: SimpleNamespace, config: Config) -> int:
    """Take out what no finding needs."""
    held, verdict = _judged(args, config)
    kept = _needed(held.baseline, _asked(args, verdict))
    _put(config, held, rendered(kept, held.lines))
    if not args.quiet:
        dropped = len(held.baseline.entries) - len(kept)
        _say([f"{config.baseline}: {_entries(len(kept))} ({dropped:,} dropped), {_of(verdict)}"])
    return EXIT_OK


def _show(args: SimpleNamespace, config: Config) -> int:
    """What each entry stands for now, and those that stand for nothing."""
    held, verdict = _judged(args, config)
    pen = Pen(Options(encoding=sys.stdout.encoding or "utf-8"))
    found = {(one.key, article.path): (article, one) for article in verdict.articles for one in article.findings}
    accepted = held.baseline.accepted
    asked = _asked(args, verdict)
    shown = sorted(((entry, *found[which]) for entry, which in accepted.items()), key=lambda one: _place(*one[1:]))
    for entry, article, finding in shown:
        old = f" (entered for {pen.path(entry.path)})" if entry.path != article.path else ""
        old += f" (entered as {pen.clean(entry.key)})" if entry.key != finding.key else ""
        _say([f"{pen.line(headline(article, finding, pen))}", f"    {pen.clean(finding.key)}{old}"])
    idle = [one for one in held.baseline.entries if one not in accepted and (asked is None or one.path in asked)]
    for entry in idle:
        reason = f": {pen.clean(entry.reason)}" if entry.reason else ""
        _say([f"{pen.path(entry.path)}: no finding needs this entry any more{reason}", f"    {entry.key}"])
    told = f"{len(idle):,} that nothing needs; take out with: reusecheck baseline prune" if idle else "all needed"
    number = len(shown) + len(idle)
    none = "there is none, so every finding counts" if held.content is None else _entries(number)
    _say([f"{config.baseline}: {none}, {told}" if number else f"{config.baseline}: {none}"])
    return EXIT_OK


def _judged(args: SimpleNamespace, config: Config) -> tuple[_Held, Verdict]:
    """The articles that were asked for, whole, as they lie on the disk, with what the baseline accepts.

    Raises NotJudgedError if one could not be judged: what is open in it, nobody knows.
    """
    content = content_on_disk(config.root, config.baseline)
    lines = parse(content or b"", config.baseline)
    there = os.path.join(config.root, "")
    held = _Held(content, lines, Baseline(lambda: entries_of(lines), lambda path: os.path.lexists(there + path)))
    contents = (pipeline.read_file(config.root, path) for path in selecting.articles_of(config, args.paths))
    library = pipeline.open_library(config, console.progress(quiet=args.quiet), args.key_file)
    manner = selecting.manner_of(args, config)._replace(baseline=lambda: held.baseline)
    verdict = pipeline.judge_all(config, contents, library, manner)
    if verdict.unreadable:
        pen = Pen(Options(encoding=sys.stderr.encoding or "utf-8"))
        told = [f"{pen.path(one.path)}: not judged: {pen.clean(one.why)}" for one in verdict.unreadable]
        left = f"{config.baseline}: left as it is, since not every article could be judged"
        raise NotJudgedError("\n".join([*told, left]))
    return held, verdict


def _asked(args: SimpleNamespace, verdict: Verdict) -> frozenset[str] | None:
    """The articles that were asked about; ``None`` is all, those included that are no more."""
    return frozenset(article.path for article in verdict.articles) if args.paths else None


def _needed(known: Baseline, asked: frozenset[str] | None) -> list[Entry]:
    """The entries that a finding needs, and those of articles that nobody asked about."""
    return [
        entry for entry in known.entries if entry in known.accepted or (asked is not None and entry.path not in asked)
    ]


def _tell_of_the_rest(verdict: Verdict) -> None:
    """Of articles that block by something else than open passages, which no entry changes."""
    for article in verdict.articles:
        others = [one for one in article.findings if one.blocks and not one.reason.is_open]
        limits = sorted({limit.name for one in others for limit in one.limits_reached})
        if limits:
            path = Pen(Options(encoding=sys.stderr.encoding or "utf-8")).path(article.path)
            console.warn(f"{path}: still blocks at {', '.join(limits)}, by passages that are attributed: quote less")


def _reason(text: str) -> str:
    """What ``--reason`` gives. Raises UsageError if it is no plain text on one line."""
    wrong = next((character for character in text if not character.isprintable()), None)
    if wrong is not None:
        raise UsageError(f"--reason: found the character U+{ord(wrong):04X}, wants plain text on one line")
    return text.strip()


def _put(config: Config, held: _Held, source: str) -> None:
    """Put the file in place, unless it says this already; its line ends stay."""
    before = held.content
    if before is None and not entries_of(parse(source.encode(), config.baseline)):
        return  # nothing to accept, and no file to say so
    first = (before or b"").partition(b"\n")[0]
    content = source.replace("\n", "\r\n" if first.endswith(b"\r") else "\n").encode()
    if before is None or before.removeprefix(_MARK) != content:
        edits.write(config.root, config.baseline, before, content)


def _see_to_merging(args: SimpleNamespace, config: Config) -> None:
    """Let two branches that both add entries merge: git keeps the lines of both where its attributes say so.

    What they say already of how the file is merged stays. A file that cannot be written is told of, no more: the
    baseline is in place.
    """
    top = git.toplevel(config.root)
    if top is None:
        return
    from reusecheck.git import attributes  # noqa: PLC0415 - only where something is written

    path = os.path.relpath(os.path.join(os.path.realpath(config.root), config.baseline), os.path.realpath(top))
    line = attributes.line_for(path, "merge=union")
    try:
        driver = attributes.merge_driver(top, path)
        if driver == "union":
            return
        if driver != attributes.UNSPECIFIED:
            console.warn(f"{path}: git merges it as merge={driver} says, so branches that add entries may conflict")
            return
        added = attributes.append(top, line)
    except ReuseCheckError as error:
        console.warn(f"{error}; put this line into {attributes.NAME}: {line}")
        return
    if added and not args.quiet:
        _say([f"{attributes.NAME}: {line} added, so that branches that both add entries merge; commit it, too"])


def _place(article: ArticleVerdict, finding: Finding) -> tuple[str, int, str]:
    return article.path, finding.article.start, finding.key


def _entries(number: int) -> str:
    return count(number, "entry", "entries")


def _of(verdict: Verdict) -> str:
    """What was judged, to prove that it was."""
    words = count(sum(article.words for article in verdict.articles), "word")
    articles = count(len(verdict.articles), "article")
    return f"from {articles} ({words}) against {count(verdict.corpus.references, 'reference')}"


def _say(lines: list[str]) -> None:
    console.say("".join(f"{line}\n" for line in lines))
