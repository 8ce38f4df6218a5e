"""What README.md and docs/ show is true: commands run, output is what is printed, numbers are the code's.

The pages say in comments, which readers do not see, what stands below:

- ``<!-- file: NAME -->``: a file that the commands of this page find in their folder
- ``<!-- printed by: COMMAND -->``: what the command prints there; ``pytest --renew`` writes it anew
- ``<!-- beside it: NAME -->``: a file in the folder of the next article
- ``<!-- settles -->``, ``<!-- does not settle: WHY -->``, ``<!-- waived -->``, ``<!-- altered -->``,
  ``<!-- misattributed -->``: an article, or part of one, and what becomes of its passage. Nothing else is said of it,
  unless the comment goes on ``, and says: WORDS``: they stand in what is said of a waiver, a licence, a changed word
- ``<!-- defaults -->``: a configuration that spells out what holds anyway

Articles are judged under the page's own ``<!-- file: .reusecheck.yaml -->``, or else that of the README.
"""

from __future__ import annotations

import importlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from reusecheck import cli, demo, errors, usage
from reusecheck.alignment import align
from reusecheck.config import AttributionSettings, Config, CorpusEntry, Detection, IndexSettings, Limits
from reusecheck.configuring import load_config
from reusecheck.fingerprints import hash_kgrams, hash_words, sampling, winnow
from reusecheck.index.candidates import candidates
from reusecheck.index.memory import MemorySegment
from reusecheck.measures import SHINGLE, in_common
from reusecheck.readers import read_text
from reusecheck.tokens import tokenize
from tests.oracles import grams
from tests.room import Room

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parents[2]
PAGES = sorted([PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")])
NAMES = [page.name for page in PAGES]
NEWSROOM = PROJECT / "reusecheck" / "demo_texts"
_FENCE = re.compile(
    r"(?:<!-- (?P<said>[^\n]+) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
# What the comment above an article says first → the reason its passage must have; WHY may follow some
_OUTCOMES = {
    "settles": "attributed",
    "does not settle": "unattributed",
    "waived": "waived",
    "altered": "altered",
    "misattributed": "misattributed",
}
_SUFFIXES = {
    "markdown": "md",
    "html": "html",
    "text": "txt",
    "rst": "rst",
    "asciidoc": "adoc",
    "latex": "tex",
    "json": "ipynb",
}
_EXIT_ROW = re.compile(r"^\| (\d+) \| ([^|]+) \|$", re.MULTILINE)
_NUMBER_ROW = re.compile(r"^\| `([A-Z_]+)` \| ([^|]+) \|", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?://)([^)#]+)")


class Fence(NamedTuple):
    """A block of code: what the comment above it says, its language, its text and where the text begins."""

    said: str
    language: str
    text: str
    start: int

    def after(self, word: str) -> str | None:
        """What the comment says behind ``word:``, or ``None`` if it does not begin so."""
        head, colon, rest = self.said.partition(": ")
        return rest if colon and head == word else None


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def fences(page: Path) -> list[Fence]:
    return [
        Fence(found["said"] or "", found["language"], found["text"], found.start("text"))
        for found in _FENCE.finditer(text_of(page))
    ]


def shell_lines(page: Path) -> list[str]:
    """Commands that the page shows, without prompts and remarks."""
    lines = [line for fence in fences(page) if fence.language == "sh" for line in fence.text.splitlines()]
    lines += [command for fence in fences(page) if (command := fence.after("printed by"))]
    return [stripped for line in lines if (stripped := line.partition("   #")[0].strip())]


def readme(said: str) -> Fence:
    (found,) = (fence for fence in fences(PROJECT / "README.md") if fence.said == said)
    return found


@pytest.fixture
def room(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    """The newsroom of the demonstration, under the configuration of the README."""
    folder: Path = request.getfixturevalue("tmp_path")
    shutil.copytree(NEWSROOM, folder, dirs_exist_ok=True)
    return Room(folder, monkeypatch, capsys, readme("file: .reusecheck.yaml").text)


# ---- what is printed


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_what_a_page_shows_as_printed_is_printed(page: Path, room: Room, request: pytest.FixtureRequest) -> None:
    every = fences(page)
    for fence in every:
        if name := fence.after("file"):
            room.write(name, fence.text)
    renewed = text_of(page)
    for fence in reversed(every):  # from the last, so that the places before stay where they are
        command = fence.after("printed by")
        printed = fence.text if command is None else _printed(command, room)
        if request.config.getoption("--renew"):
            renewed = renewed[: fence.start] + printed + renewed[fence.start + len(fence.text) :]
        else:
            assert fence.text == printed, command
    if renewed != text_of(page):
        page.write_text(renewed, encoding="utf-8")


def _printed(command: str, room: Room) -> str:
    """What a command prints in the newsroom, or the part of it that the pages show."""
    words = shlex.split(command)
    if "|" in words:
        return _piped(command, room)
    if command == "reusecheck demo":
        return _first_commit(room.patch)
    printed = room.run(*words[1:]).out
    return printed[printed.index("repos:") :] if command == "reusecheck init" else printed


def _piped(command: str, room: Room) -> str:
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed here")
    room.patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    shell = ["sh", "-c", command]
    return subprocess.run(shell, cwd=room.root, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout


def _first_commit(patch: pytest.MonkeyPatch) -> str:
    """The commit that the demonstration's own hook refuses, without what pre-commit would print around it."""
    patch.setattr(demo, "_pre_commit", lambda: None)
    out = io.StringIO()
    assert demo.run_demo(out) == 0
    printed = out.getvalue()
    return printed[printed.index("$ git commit") : printed.index("\n\n== Nothing was committed") + 1]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_command_that_a_page_shows_exists(page: Path) -> None:
    for line in shell_lines(page):
        command = line.partition(" | ")[0].partition(" > ")[0]
        words = shlex.split(command)
        if words[0] == "reusecheck" and "--help" not in words:
            assert cli.parse(words[1:]).command in usage.COMMANDS, line
        elif words[0] == "make":
            makefile = text_of(PROJECT / "Makefile")
            assert re.search(rf"^{words[1]}:", makefile, re.MULTILINE), line
        elif words[0].startswith("python") and words[1].endswith(".py"):
            assert (PROJECT / words[1]).is_file(), line
        else:
            assert words[0] in {"pip", "pipx", "uv", "git", "pre-commit", "reusecheck", "time"}, line


def test_every_command_stands_in_the_help_of_the_readme() -> None:
    shown = readme("printed by: reusecheck --help").text
    assert all(re.search(rf"^    {name} ", shown, re.MULTILINE) for name in usage.COMMANDS)


def test_the_exit_codes_are_those_of_the_program() -> None:
    shown = {int(code): meaning for code, meaning in _EXIT_ROW.findall(text_of(PROJECT / "README.md"))}
    assert set(shown) == {value for name, value in vars(errors).items() if name.startswith("EXIT_")}
    told = dict(re.findall(r"(\d+) ([a-z][^·\n]*[a-z])", usage.EXIT_CODES.partition(":")[2]))
    assert {int(code) for code in told} == set(shown)
    for code, meaning in told.items():
        assert all(word in shown[int(code)] for word in meaning.split()), meaning


# ---- configuration


def test_the_configuration_on_the_first_screen_is_valid_and_finds_its_references(room: Room) -> None:
    validated = room.run("config", "validate")
    assert validated.code == 0, validated.err
    assert "1 corpus entry, 2 files" in validated.out


def test_all_keys_are_shown_with_the_defaults_that_hold(tmp_path: Path) -> None:
    path = tmp_path / ".reusecheck.yaml"
    path.write_text(readme("defaults").text, encoding="utf-8")
    found = load_config(str(path))
    (entry,) = found.corpus
    assert entry == CorpusEntry(id="northwind", files=("references/northwind/**",))
    plain = Config(root=found.root, path=found.path, corpus=found.corpus)
    assert found == plain
    assert (found.limits, found.detection, found.index) == (Limits(), Detection(), IndexSettings())
    assert found.attribution == AttributionSettings()


def test_all_keys_that_can_be_set_are_shown() -> None:
    from reusecheck.configuring.table import TABLE, Key  # noqa: PLC0415 - not on any other road of these tests

    def keys(table: dict[str, Key]) -> Iterator[str]:
        for name, key in table.items():
            if key.kind != "later":
                yield name
                yield from keys(key.keys) if name != "fields" else ()

    shown = readme("defaults").text
    assert [name for name in keys(TABLE) if not re.search(rf"\b{name}:", shown)] == []


def test_the_lines_for_pre_commit_are_those_that_init_prints_and_pre_commit_takes_them(tmp_path: Path) -> None:
    shown = readme("printed by: reusecheck init").text
    path = tmp_path / ".pre-commit-config.yaml"
    path.write_text(shown, encoding="utf-8")
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# ---- how to credit


class Example(NamedTuple):
    """An article that a page shows: its path, the files beside it, the reason of its passage, what else is said."""

    path: str
    files: dict[str, str]
    reason: str
    said: str


def examples(page: Path) -> list[Example]:
    found: list[Example] = []
    beside: dict[str, str] = {}
    for number, fence in enumerate(fences(page)):
        folder = f"content/{number}"
        if name := fence.after("beside it"):
            beside[name] = fence.text
            continue
        outcome, goes_on, says = fence.said.partition(", and says: ")
        reason = _OUTCOMES.get(outcome if goes_on else outcome.partition(": ")[0])
        if reason is not None:
            path = f"{folder}/article.{_SUFFIXES[fence.language]}"
            files = {path: fence.text, **{f"{folder}/{name}": text for name, text in beside.items()}}
            found.append(Example(path, files, reason, says))
            beside = {}
    assert not beside, "no article follows"
    return found


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_what_becomes_of_an_article_is_what_the_page_says(page: Path, room: Room) -> None:
    shown = examples(page)
    for fence in fences(page):
        if fence.said == "file: .reusecheck.yaml":
            room.write(".reusecheck.yaml", fence.text)
    for path, text in (file for example in shown for file in example.files.items()):
        room.write(path, text)
    judged = {
        article["path"]: article
        for article in room.run("check", "-o", "json", *(e.path for e in shown)).json["articles"]
    }
    for path, files, reason, said in shown:
        article = judged[path]
        assert {finding["reason"] for finding in article["findings"]} == {reason}, files[path]
        told = [remark["said"] for remark in article.get("remarks", ())]
        evidence = [one for finding in article["findings"] for one in finding["attribution"]["evidence"]]
        told += [f"{one['value']} ({one['kind']})" for one in evidence if one["shows"] == "alteration"]
        assert any(said in each for each in told) if said else not (told and reason != "altered"), (told, files[path])


def test_the_pages_show_settled_articles_and_near_misses_of_every_format() -> None:
    shown = {page.name: examples(page) for page in PAGES}
    reasons = [example.reason for example in shown["README.md"]]
    assert min(reasons.count("attributed"), reasons.count("unattributed")) >= 3
    in_full = shown["attribution.md"]
    assert {example.reason for example in in_full} == set(_OUTCOMES.values())
    for reason in ("attributed", "unattributed"):
        formats = {example.path.rpartition(".")[2] for example in in_full if example.reason == reason}
        assert formats == set(_SUFFIXES.values()), reason


# ---- numbers and links


def test_the_benchmark_runs_in_any_repository_and_measures_a_hook_that_judges(room: Room) -> None:
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *command], cwd=room.root, check=True)
    benchmark = [sys.executable, str(PROJECT / "benchmarks" / "hook.py"), "--runs", "1"]
    done = subprocess.run([*benchmark, "content/lamp.md"], cwd=room.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^reusecheck hook +\d", done.stdout, re.MULTILINE), done.stdout
    (room.root / ".reusecheck.yaml").write_text("version: 2\n", encoding="utf-8")
    done = subprocess.run(benchmark, cwd=room.root, capture_output=True, text=True, check=False)
    assert "ended with 2" in done.stderr


def test_named_numbers_are_those_of_the_code_and_none_is_missing() -> None:
    sections = text_of(PROJECT / "docs" / "method.md").split("\n### ")[1:]
    alignment = {f"reusecheck/alignment/{each.stem}" for each in (PROJECT / "reusecheck/alignment").glob("[a-z]*.py")}
    index = {f"reusecheck/index/{name}" for name in ("build", "candidates", "growing", "subject")}
    complete = alignment - {"reusecheck/alignment/passages"} | index
    for section in sections:
        home = re.match(r"`(reusecheck/[a-z_/]+)\.py`", section)
        assert home is not None, section
        module = importlib.import_module(home[1].replace("/", "."))
        shown = {name: float(number.replace(",", "")) for name, number in _NUMBER_ROW.findall(section)}
        assert shown == {name: getattr(module, name) for name in shown}, home[1]
        written = re.findall(r"^([A-Z_]+) = ", text_of(PROJECT / f"{home[1]}.py"), re.MULTILINE)
        named = {name for name in written if type(vars(module)[name]) in (int, float)}
        assert home[1] not in complete or named - {"MULTIPLIER", "MIX"} - set(shown) == {
            name for name in named if name.startswith("_")
        }
        complete -= {home[1]}
    assert complete == set()


def test_the_worked_example_is_worked_right() -> None:
    page = PROJECT / "docs" / "method.md"
    texts = {name: fence.text for fence in fences(page) if (name := fence.after("file"))}
    article, source = (
        tokenize(read_text(name, texts[name]).reading.prose).words for name in ("article.md", "source.md")
    )
    how = sampling(8)
    of_article, of_source = (hash_kgrams(hash_words(words), how.k) for words in (article, source))
    kept = {of_source[at] for at in winnow(of_source, how.window)}
    (found,) = candidates(article, [MemorySegment([source], how.k)], [()], how)
    (passage,) = align(article, source, found.runs, 8)
    figures = in_common("source.md", article, source, 8)
    of_theirs = 100 * figures.containment_of_reference
    ours, theirs = set(grams(article, SHINGLE)), set(grams(source, SHINGLE))
    said = " ".join(text_of(page).split())
    for sentence in (
        f"The article has {len(article)} words, the source {len(source)}.",
        f"Of the source's {len(of_source)} k-grams {len(kept)} are fingerprints",
        f"the article holds {sum(kgram in of_source for kgram in of_article)} of the {len(of_source)}",
        f"and {sum(kgram in kept for kgram in of_article)} of those are among the {len(kept)}",
        f"= **{passage.matched_words} words**. The longest run has {passage.longest_run}.",
        f"{passage.matched_words} of {len(article)} words are {100 * passage.matched_words / len(article):.0f} %",
        f"{passage.matched_words} of the source's {len(source)} words are {of_theirs:.1f} %.",
        f"The article has {len(ours)} shingles, the source {len(theirs)}, and {len(ours & theirs)} stand in both",
        f"{len(ours & theirs)} ÷ ({len(ours)} + {len(theirs)} − {len(ours & theirs)}) = {figures.resemblance:.2f}.",
    ):
        assert sentence in said, sentence
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \| (\d+) \| (\d+) \|$", text_of(page), re.MULTILINE)
    assert [(int(at), int(other), int(length)) for _, length, at, other in rows] == list(found.runs)
    assert [tokenize(words).words for words, *_ in rows] == [
        article[r.article : r.article + r.length] for r in found.runs
    ]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_between_the_pages_lead_somewhere(page: Path) -> None:
    text = _FENCE.sub("", text_of(page))
    for target in _LINK.findall(text):
        assert (page.parent / target).exists(), target


def test_no_page_accuses_anybody() -> None:
    assert [page.name for page in PAGES if "plagiar" in text_of(page).lower()] == []
