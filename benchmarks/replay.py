"""The gate, run on each commit of a repository in turn, as a pipeline would run it.

    python benchmarks/replay.py [REPOSITORY] [-c FILE] [--expected FILE] [REVISION …]

Walks the commits of HEAD, or those that ``git log REVISION …`` would name (``--all``, ``main~50..main``), oldest first,
and judges each against its parents under scope ``added``. Nothing is checked out; contents come by object id. The
configuration and the references are those of FILE, wherever it is, or of the repository, as they are now, and the
index is opened once, as in one long job. Prints a line for each commit with open findings, then figures. Exit code 1
if something is not as it should be, 3 if something could not be judged.

``--expected FILE`` compares with what is known of each commit (``history.py`` makes such a file) and names all that
differs.

Always compared: the last commits, each judged at once as if all in them were new, with the sum of the commits. The sum
is a ledger of open findings and their words, made from what the gate said of each commit:

- A commit takes over the ledgers of its parents: an article that is as in a parent has the entry it has there.
- An article that the gate judged has the findings that are open in it: those that are called new, those that a trailer
  let through (which is for one commit), and those that stood there before. What is settled, gone, or in no article any
  more, is in no ledger.
- What is called new adds words to the ledger. All other open words of the article must be in the ledgers of the
  parents already, under the name that the article had then, each as often as in all of them together: nothing is
  open that was not new in some commit, and told there.

At the end both must be equal, as keys of findings by article and as words. Where the walk does not begin with the first
commit, the ledgers of the commits before it are what is found in them at once. What may differ without a fault of the
gate: where references, configuration or baseline changed on the way, since today's references and configuration hold
for all commits, and what stands beside the articles (a bibliography).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from commits import Commit, commits_of

from reusecheck import gate, git, pipeline
from reusecheck.attribution.levels import TRAILER
from reusecheck.baseline import held_by
from reusecheck.configuring import find_config, load_config
from reusecheck.errors import ReuseCheckError
from reusecheck.findings import Outcome, Reason
from reusecheck.git import history
from reusecheck.git.bases import Base
from reusecheck.judging import Manner
from reusecheck.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from reusecheck.config import Config
    from reusecheck.detection import Library
    from reusecheck.documents import Unreadable
    from reusecheck.findings import ArticleVerdict, Finding, Verdict
    from reusecheck.gate import Gate, Place

SHOWN = 12  # digits of a commit's id
MOST_TOLD = 20  # differences of a kind


class Entry(NamedTuple):
    """The open findings of an article, as their keys, and their words."""

    keys: frozenset[str]
    words: Mapping[str, int]


Ledger = dict[str, Entry]
NOTHING = Entry(frozenset(), {})


class Cost(NamedTuple):
    cpu: float
    wall: float

    @classmethod
    def now(cls) -> Cost:
        """Seconds of this process and of those it has waited for."""
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return cls(sum(one.ru_utime + one.ru_stime for one in used), time.perf_counter())

    def since(self, other: Cost) -> Cost:
        return Cost(self.cpu - other.cpu, self.wall - other.wall)

    def and_(self, other: Cost) -> Cost:
        return Cost(self.cpu + other.cpu, self.wall + other.wall)


class Replay:
    """The commits of a repository, judged one after the other, and the ledger of each while it is needed."""

    def __init__(self, place: Place, config: Config, library: Library, commits: Sequence[Commit]) -> None:
        self._place, self._config, self._library, self._commits = place, config, library, commits
        self._left = Counter(parent for commit in commits for parent in commit.parents)
        self._ledgers: dict[str, Ledger] = {}
        self._known = {commit.id for commit in commits}
        self.cost = Cost(0, 0)
        self.faults: list[str] = []
        self.ends: list[tuple[int, int]] = []  # open findings and words of each last commit

    def run(self) -> Iterator[tuple[Commit, Verdict]]:
        """What the gate says of each commit; the ledgers are compared on the way, at the cost of nobody."""
        for commit in self._commits:
            begun = Cost.now()
            gated = gate.of_range(self._place, Base(commit.parents, "its parents", commit.id), gate.ADDED)
            verdict = self._judged(gated.contents, self._manner(gated))
            self.cost = self.cost.and_(Cost.now().since(begun))
            yield commit, verdict
            self._ledgers[commit.id] = self._ledger_after(commit, gated, verdict)
            for parent in commit.parents:
                self._left[parent] -= 1
                if not self._left[parent]:
                    del self._ledgers[parent]
            if not self._left[commit.id]:
                self._compare(commit)

    def _manner(self, gated: Gate) -> Manner:
        """As ``reusecheck ci`` judges."""
        path, stored = self._place.config.baseline, gated.stored
        return Manner(
            pipeline.neighbours(stored),
            baseline=lambda: held_by(path, lambda: stored(path), lambda name: stored(name) is not None),
            since=gated.since,
            allowances=gated.allowances,
        )

    def _judged(self, contents: Sequence[tuple[str, bytes] | Unreadable], manner: Manner) -> Verdict:
        return pipeline.judge_all(self._config, contents, self._library, manner)

    def _at_once(self, commit: str) -> Ledger:
        """All articles of a commit, everything in them new."""
        gated = gate.of_range(self._place, Base((), "", commit), gate.FILE)._replace(allowances=None)
        verdict = self._judged(gated.contents, self._manner(gated))
        return {article.path: entry for article in verdict.articles if (entry := _entry(article)).keys}

    def _ledger_of(self, commit: str) -> Ledger:
        if commit not in self._ledgers:  # of a commit before those that are walked
            self._ledgers[commit] = self._at_once(commit)
        return self._ledgers[commit]

    def _ledger_after(self, commit: Commit, gated: Gate, verdict: Verdict) -> Ledger:
        ledgers = [self._ledger_of(parent) for parent in commit.parents]
        ledger: Ledger = {}
        for before, differing in zip(ledgers, commit.differing, strict=True):
            ledger |= {path: entry for path, entry in before.items() if self._place.prefix + path not in differing}
        for path in [one.path for one in verdict.articles] + [one.path for one in verdict.unreadable]:
            ledger.pop(path, None)
        with_findings = [article for article in verdict.articles if article.findings]
        top, parents = self._place.top, commit.parents if with_findings else ()
        names = [history.origins(top, parent, commit.id) for parent in parents]
        contents = {one[0]: one for one in gated.contents if isinstance(one, tuple)}
        for article in with_findings:
            manner = self._manner(gated)._replace(since=None, allowances=None)
            (whole,) = self._judged([contents[article.path]], manner).articles
            entries = [_was(article.path, *each, self._place.prefix) for each in zip(ledgers, names, strict=True)]
            for fault in faults_of(article, whole, entries):
                self.faults.append(f"{commit.id[:SHOWN]} {article.path}: {fault}")
            if (entry := _entry(whole)).keys:
                ledger[article.path] = entry
        return ledger

    def _compare(self, last: Commit) -> None:
        """The sum of the commits with the last commit judged at once."""
        summed, whole = self._ledgers[last.id], self._at_once(last.id)
        self.ends.append(
            (sum(len(one.keys) for one in whole.values()), sum(sum(one.words.values()) for one in whole.values()))
        )
        for path in sorted({*summed, *whole}):
            mine, theirs = summed.get(path, NOTHING), whole.get(path, NOTHING)
            if mine != theirs:
                self.faults.append(
                    f"{last.id[:SHOWN]} {path}: the sum of the commits has {_told(mine)}, at once it is {_told(theirs)}"
                )


def _was(path: str, before: Ledger, names: Mapping[str, str], prefix: str) -> Entry:
    """What the ledger of a parent has of an article, under the name it had there."""
    was = names.get(prefix + path, prefix + path)
    return before.get(was.removeprefix(prefix), NOTHING)


def faults_of(article: ArticleVerdict, whole: ArticleVerdict, before: Sequence[Entry]) -> Iterator[str]:
    """What is wrong with the verdict on an article, held against the same judged at once and the parents' ledgers."""
    found = [one for one in article.findings if _is_in_ledger(one)]
    keys, entry = {one.key for one in found}, _entry(whole)
    if keys != entry.keys:
        yield f"open or known are {', '.join(sorted(keys)) or 'none'}, at once {_told(entry)}"
    new, told = _words(one for one in found if _is_news(one)), Counter[str]()
    for one in before:
        told.update(one.words)
    stood = Counter(entry.words)
    stood.subtract(new)
    if any(number < 0 for number in stood.values()):
        yield f"{-(stood - Counter(entry.words)).total()} words are called new that are not open at once"
    if never := (+stood - told).total():
        yield f"{never} of its open words are not called new, and were not open in a parent"


def _told(entry: Entry) -> str:
    return f"{', '.join(sorted(entry.keys)) or 'none'} ({sum(entry.words.values())} words)"


def _is_news(finding: Finding) -> bool:
    """Whether it is open. What a trailer waives it waives for one commit alone: it is open to the next."""
    return finding.reason.is_open or any(
        finding.reason is Reason.WAIVED and one.shows == "waiver" and one.kind.startswith(TRAILER)
        for one in finding.attribution.evidence
    )


def _is_in_ledger(finding: Finding) -> bool:
    """Whether it is open or was; a quotation that was altered before is credited."""
    is_altered = any(one.shows == "alteration" for one in finding.attribution.evidence)
    return _is_news(finding) or (finding.reason is Reason.BASELINE and not is_altered)


def _words(findings: Iterable[Finding]) -> Counter[str]:
    """The words of passages that are the references', of a passage of which only a part is new those of that part."""
    return Counter(
        word
        for finding in findings
        for piece in finding.comparison
        if piece.equal
        for word in tokenize(piece.article).words
    )


def _entry(article: ArticleVerdict) -> Entry:
    found = [one for one in article.findings if _is_in_ledger(one)]
    return Entry(frozenset(one.key for one in found), dict(_words(found)))


def line_of(commit: Commit, verdict: Verdict) -> str:
    """Its open findings; "" where it has none."""
    told = []
    for article in verdict.articles:
        found = [one for one in article.findings if one.reason.is_open]
        words = ", ".join(f"{one.matched_words} words of {one.reference.id}" for one in found)
        if found:
            told.append(f"{article.path} ({article.outcome.value}: {words})")
    return f"{commit.id[:SHOWN]} {'; '.join(told)}" if told else ""


class Expected:
    """What is known of each commit."""

    def __init__(self, path: str) -> None:
        with open(path, encoding="utf-8") as lines:
            self._known = {line["commit"]: line for line in map(json.loads, lines)}
        self.faults: list[str] = []
        self.right = 0

    def compare(self, commit: Commit, verdict: Verdict) -> None:
        """Note what is not as it is known to be."""
        if commit.id not in self._known:
            self.faults.append(f"{commit.id[:SHOWN]}: not in the file of what is expected")
            return
        known = self._known.pop(commit.id)
        before = len(self.faults)
        wanted = dict(known["articles"])
        where = f"{commit.id[:SHOWN]} ({known['kind']})"
        for article in verdict.articles:
            found = [one for one in article.findings if one.reason.is_open]
            said = wanted.pop(article.path, {"references": [], "blocks": False})
            held = [{one.reference.id, *one.also_in} for one in found]
            ids = set(said["references"])
            if not all(ids & one for one in held) or not ids <= set().union(*held):
                has = ", ".join(f"{one.reference.id} ({one.matched_words} words)" for one in found) or "none"
                self.faults.append(f"{where}: {article.path}: open are {has}, wants {', '.join(sorted(ids)) or 'none'}")
            blocks = article.outcome is Outcome.BLOCK
            if blocks is not said["blocks"]:
                self.faults.append(f"{where}: {article.path}: {_blocking(blocks=blocks)}, wants the opposite")
        self.faults += [f"{where}: {path}: was not judged, wants findings" for path in wanted]
        if (verdict.outcome is Outcome.BLOCK) is not known["blocks"]:
            self.faults.append(f"{where}: {_blocking(blocks=not known['blocks'])}, wants the opposite")
        self.right += len(self.faults) == before

    def finish(self) -> None:
        self.faults += [f"{commit[:SHOWN]}: expected, but not walked" for commit in self._known]


def _blocking(*, blocks: bool) -> str:
    return "blocks" if blocks else "does not block"


def place_in(repository: str, config: Config) -> Place:
    """Where the articles are: below the configuration or, if that is outside of the repository, below its root."""
    top = git.toplevel(repository)
    if top is None:
        sys.exit(f"{repository}: not in a git repository")
    if git.toplevel(config.root) == top:
        return gate.place_of(config)
    path = os.path.abspath(os.path.join(config.root, config.path))
    return gate.Place(config._replace(root=top, path=path), top, "", git.Objects(top))


def replay(place: Place, config: Config, revisions: Sequence[str], expected: Expected | None) -> int:
    """Print all there is to say; the exit code."""
    commits = commits_of(place.top, revisions or ["HEAD"])
    if not commits:
        sys.exit("no commits to walk")
    library = pipeline.open_library(config)
    outcomes: Counter[Outcome] = Counter()
    unread = []
    with place.objects:
        run = Replay(place, config, library, commits)
        for commit, verdict in run.run():
            outcomes[verdict.outcome] += 1
            unread += [f"{commit.id[:SHOWN]} {one.path}: {one.why}" for one in verdict.unreadable]
            if told := line_of(commit, verdict):
                print(told)
            if expected:
                expected.compare(commit, verdict)
    merges = sum(len(commit.parents) > 1 for commit in commits)
    size = library.index.catalog
    print(f"\n{len(commits):,} commits, {merges:,} of them merges, against {size.references:,} references")
    cpu, wall = run.cost
    per_cpu = f"{cpu:.1f} s of CPU, {len(commits) / cpu:.1f} a second"
    print(f"{len(commits) / wall:.1f} commits a second ({wall:.1f} s; {per_cpu})")
    print("verdicts: " + ", ".join(f"{outcomes[outcome]:,} {outcome.value}" for outcome in Outcome))
    if expected:
        expected.finish()
        print(f"expected: {expected.right:,} of {len(commits):,} commits are as expected")
        _tell(expected.faults)
    for findings, words in run.ends:
        print(f"judged at once, the last commit has {findings:,} open findings of {words:,} words")
    print(f"the sum of the commits: {'equal' if not run.faults else 'not equal'}")
    _tell(run.faults)
    _tell(unread)
    if unread:
        return 3
    return 1 if run.faults or (expected and expected.faults) else 0


def _tell(faults: Sequence[str]) -> None:
    for fault in faults[:MOST_TOLD]:
        print(f"  {fault}")
    if len(faults) > MOST_TOLD:
        print(f"  and {len(faults) - MOST_TOLD:,} more")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("repository", nargs="?", default=".", metavar="REPOSITORY")
    parser.add_argument("-c", "--config", metavar="FILE", help="the configuration (default: the repository's)")
    parser.add_argument("--expected", metavar="FILE", help="what is known of each commit, as history.py writes it")
    args, revisions = parser.parse_known_args()
    try:
        path = args.config or find_config(os.path.abspath(args.repository))
        if path is None:
            sys.exit(f"{args.repository}: no .reusecheck.yaml here or in a folder above; name one with -c")
        config, expected = load_config(path), Expected(args.expected) if args.expected else None
        code = replay(place_in(args.repository, config), config, revisions, expected)
    except ReuseCheckError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    sys.exit(code)


if __name__ == "__main__":
    main()
