"""``reusecheck attribute KEY``: the credit that settles a finding, shown as a diff or put into the article."""

from __future__ import annotations

import os
import re
import sys
from functools import partial

from reusecheck import console, edits, pipeline, selecting
from reusecheck.commands import staged_with, the_one
from reusecheck.crediting import Crediting
from reusecheck.documents import Unreadable
from reusecheck.errors import EXIT_BLOCKED, EXIT_OK, UsageError
from reusecheck.findings import Reason
from reusecheck.readers import DECODERS
from reusecheck.reports.layout import Pen
from reusecheck.reports.options import Options
from reusecheck.reports.patch import patch
from reusecheck.reports.wording import count, in_shell, where

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import SimpleNamespace

    from reusecheck.config import Config
    from reusecheck.crediting import Credited, Tried
    from reusecheck.documents import Document
    from reusecheck.edits import Insertion
    from reusecheck.findings import Finding
    from reusecheck.judging import Manner

# What holds an article and is not its text: suffix → why nothing can be put in
_CONTAINERS = {
    ".ipynb": "a notebook keeps its text inside JSON; put the credit into the cell",
    ".docx": "a Word document is no text file; put the credit in with Word",
}
# By so many words one finds a passage
_FIRST_WORDS = 6
_SETTLED = {
    Reason.ATTRIBUTED: "is attributed already",
    Reason.ALTERED: "is attributed already; but the quotation does not say what its source says, which no credit mends",
    Reason.WAIVED: "is waived already",
    Reason.BASELINE: "stood there before, which needs no credit now; see it without --scope added",
    Reason.TEMPLATE: "is text of a template, which needs no credit",
    Reason.OWN: "is one's own text, which needs no credit",
}


def attribute(args: SimpleNamespace) -> int:
    """Print the credit that settles the finding, or put it in; 1 if none does."""
    config = selecting.configuration(args)
    return selecting.under_scope(args, config, lambda manner: _attribute(args, config, manner))


def _attribute(args: SimpleNamespace, config: Config, manner: Manner) -> int:
    library = pipeline.open_library(config, console.progress(quiet=args.quiet), args.key_file)
    # what was accepted once may be credited all the same
    crediting = Crediting(config, library, manner._replace(baseline=None))
    verdicts = []
    unreadable = []
    known: dict[str, tuple[Document, bytes]] = {}
    paths = selecting.articles_of(config, selecting.as_reported(config, args.paths))
    for path in paths:
        content = pipeline.read_file(config.root, path)
        document = pipeline.read_document(content)
        if isinstance(document, Unreadable):
            unreadable.append(document)
            continue
        verdicts.append(crediting.judge(document))
        if any(finding.key.startswith(args.key) for finding in verdicts[-1].findings) and not isinstance(
            content, Unreadable
        ):
            known[path] = document, content[1]
    staged = partial(staged_with, args.key, config, paths, library, manner)
    article, finding = the_one(verdicts, unreadable, args.key, staged)
    pen = Pen(Options(encoding=sys.stdout.encoding or "utf-8"))
    head = f"{pen.path(article.path)}:{finding.article.line}:"
    if not finding.reason.is_open:
        said = _SETTLED.get(finding.reason, f"does not count: {finding.reason.value}")
        return _say([f"{head} {finding.key} {said}; nothing to put in"])
    suffix = os.path.splitext(article.path)[1].lower()
    document, judged = known[article.path]
    if suffix in DECODERS:
        why = _CONTAINERS.get(suffix, "it is no text file; put the credit in with the program that writes it")
        if args.write:
            raise UsageError(f"{head} --write does not work here, nothing was written: {why}")
        return _by_hand(finding, f"{head} {why}", crediting.line(document, finding), pen)
    credited, tried = crediting.settle(document, judged, article, finding)
    if credited is None:
        return _none(finding, head, tried, pen)
    if args.write:
        edits.write(config.root, article.path, judged, credited.content)
        said = f"{head} put in: {credited.form}; the passage is settled{_to_be_staged(config, article.path)}"
    else:
        said = f"{head} {credited.form} would settle it; with --write it is put in"
    diff = map(pen.clean, patch(article.path, document.source, credited.insertions))
    wrong = _of_wrong_sources(finding, credited.insertions if args.write else ())
    return _say([said, *_of_the_words(finding, credited), *map(pen.clean, wrong), "", *diff])


def _to_be_staged(config: Config, path: str) -> str:
    """That git's index has the article as it was, which is what a hook judges; "" outside of a repository."""
    from reusecheck import git  # noqa: PLC0415 - only where something was written

    if git.toplevel(config.root) is None:
        return ""
    name = os.path.relpath(os.path.join(config.root, path))
    name = in_shell(f"./{name}" if name.startswith("-") else name, sys.stdout.encoding or "utf-8")
    return f"; a commit takes it in after: git add {name}" if name else "; a commit takes it in once it is staged"


def _say(lines: Sequence[str]) -> int:
    console.say("".join(f"{line}\n" for line in lines))
    return EXIT_OK


def _of_the_words(finding: Finding, credited: Credited) -> list[str]:
    """What is to be said where the article's words are not quite the source's."""
    if all(piece.equal for piece in finding.comparison):
        return []
    changed = "Its words differ from those of the source"
    if credited.misquotes:
        return [f"{changed}, and quotation marks around them misquote it: see reusecheck explain {finding.key}"]
    return [f"{changed}, so it is credited without quotation marks."]


def _of_wrong_sources(finding: Finding, put_in: Sequence[Insertion]) -> list[str]:
    """That a source named in error is still there, and where, now that ``put_in`` stands in the article."""
    if finding.reason is not Reason.MISATTRIBUTED:
        return []
    said = []
    for one in finding.attribution.evidence:
        if one.shows == "other":
            above = sum(insertion.text.count("\n") for insertion in put_in if insertion.at <= one.source.start)
            line = f", line {one.line + above}" if one.line else ""
            shown = " ".join(one.value.split())
            said.append(f"The wrong source stays, and is to be taken out: “{shown}”, {where(one)}{line}.")
    return said


def _by_hand(finding: Finding, head: str, line: str, pen: Pen) -> int:
    """Where the passage begins, and the credit to put below it."""
    begins = " ".join(finding.excerpt.split()[:_FIRST_WORDS])
    told = f"below the passage that begins “{begins} …”:" if line else finding.advice
    return _say([f"{head}, {pen.clean(told)}", *(["", pen.clean(line)] if line else [])])


def _none(finding: Finding, head: str, tried: Sequence[Tried], pen: Pen) -> int:
    """That nothing settles it, and why not, each form once."""
    forms: dict[str, dict[str, str]] = {}
    for one in tried:  # the same form was tried in more words and in fewer, which changes nothing but figures
        forms.setdefault(one.form, {}).setdefault(re.sub(r"\d", "", one.why).replace(".", ""), one.why)
    reasons = [pen.clean(f"{form}: {'; '.join(whys.values())}") for form, whys in forms.items()]
    told = pen.clean(finding.advice)
    if reasons:
        told = f"{count(len(reasons), 'form')} of credit tried"
    elif finding.fix:
        told = f"no credit can be put in where it stands; {told[:1].lower()}{told[1:].removesuffix(':')} by hand"
    console.warn(f"{head} nothing settles {finding.key}, and nothing was written: {told}")
    for reason in reasons:
        console.warn(f"  {reason}")
    return EXIT_BLOCKED
