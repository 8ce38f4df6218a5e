from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.config import (
    Action,
    Articles,
    AttributionSettings,
    Config,
    CorpusEntry,
    Credit,
    Detection,
    Fields,
    IndexSettings,
    Limits,
    Refresh,
    Require,
)
from reusecheck.configuring import find_config, load_config, parse_config, render, schema
from reusecheck.configuring.kept import digest_of, kept_config, pack
from reusecheck.configuring.kinds import KINDS
from reusecheck.configuring.nodes import read_nodes
from reusecheck.configuring.table import TABLE, Key
from reusecheck.errors import ConfigError, UsageError
from reusecheck.hashing import blake2b

if TYPE_CHECKING:
    from pathlib import Path

ROOT = "/somewhere"
VALIDATOR = jsonschema.Draft202012Validator(schema())
HEAD = 'version: 1\ncorpus:\n  - {id: heron, files: ["references/**/*.md"]}\n'
CONTRACT_EXAMPLE = """\
version: 1
articles:
  include: ["content/**/*.md"]
  exclude: ["content/drafts/**"]        # holds for files named on the command line too
corpus:
  - id: guardian                        # goes into finding keys: keep it stable
    files: ["references/guardian/**/*.{md,html,txt}"]   # exactly one source: files | jsonl | …
    credit: {names: ["The Guardian"], urls: ["theguardian.com"], keys: [guardian2022]}
    license: all-rights-reserved        # or an SPDX id; public-domain and own need no attribution
    limits: {passage_words: 25}
    action: block
  - id: own
    files: ["content/**/*.md"]
    own: true                           # never a file against itself; reuse of one's own text is a note
limits: {share: 15%, passage_words: 40}
detection: {run_words: 8}
attribution: {require: citation}
templates: ["boilerplate/*.md"]         # text that everybody here repeats: never counted
index: {path: .reusecheck, refresh: auto}   # auto: changed references are indexed when a check needs them
baseline: .reusecheck.baseline
"""


def load(text: str | bytes) -> Config:
    return parse_config(text if isinstance(text, bytes) else text.encode(), ROOT)


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(text)
    return str(caught.value).splitlines()


def problem(text: str | bytes) -> str:
    (only,) = problems(text)
    return only.removeprefix(".reusecheck.yaml:")


def test_the_example_of_the_contract_means_what_it_says() -> None:
    config = load(CONTRACT_EXAMPLE)
    guardian, own = config.corpus
    assert config.articles == Articles(("content/**/*.md",), ("content/drafts/**",))
    assert guardian.credit == Credit(("The Guardian",), ("theguardian.com",), ("guardian2022",))
    assert guardian.limits == Limits(passage_words=25)
    assert (guardian.line, own.line, own.own, own.limits) == (6, 12, True, None)
    assert config.limits == Limits()
    assert config.templates == ("boilerplate/*.md",)
    assert config.baseline == Config(ROOT).baseline == ".reusecheck.baseline"


def test_what_is_not_said_has_its_default() -> None:
    entry = CorpusEntry(id="heron", files=("references/**/*.md",))
    assert load(HEAD) == Config(root=ROOT, corpus=(entry,))


def test_limits_of_an_entry_fill_in_the_general_ones() -> None:
    text = """\
version: 1
corpus:
  - {id: a, files: [a], limits: {passage_words: 25}}
  - {id: b, files: [b], limits: {share: null}}
limits: {share: 20%, quoted_share: null}
"""
    first, second = load(text).corpus
    assert first.limits == Limits(share=20.0, passage_words=25, quoted_share=None)
    assert second.limits == Limits(share=None, quoted_share=None)


def test_every_problem_is_said_at_once_in_the_order_of_the_file() -> None:
    text = """\
version: 2
artikles: {}
corpus:
  - {id: a, files: [a], own: maybe}
  - {id: a}
limits: {share: 0.15, passage_words: 012}
"""
    assert problems(text) == [
        ".reusecheck.yaml:1:10: version: found 2, wants 1, the only version there is",
        '.reusecheck.yaml:2:1: found the unknown key "artikles"; did you mean "articles"?',
        '.reusecheck.yaml:4:30: corpus.a.own: found "maybe", wants true or false',
        ".reusecheck.yaml:5:5: corpus.a: found no source, wants exactly one of files and jsonl",
        '.reusecheck.yaml:5:10: corpus.a.id: found a second "a", wants ids that differ: the first is on line 4',
        ".reusecheck.yaml:6:17: limits.share: found 0.15, wants a percentage such as 15%, or null for no limit",
        (
            ".reusecheck.yaml:6:38: limits.passage_words: found 012, which YAML reads as 10, "
            "wants a whole number, 1 or more, or null for no limit"
        ),
    ]


ENTRY = "version: 1\ncorpus:\n  - "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the file as a whole
        ("", "1:1: found an empty file"),
        ("# nothing\n", "1:1: found an empty file"),
        ("\ufeff", "1:1: found an empty file"),
        ("- a\n", "1:1: found a list, wants a mapping with some of: version, articles"),
        ("~\n", "1:1: found nothing, wants a mapping"),
        ("a:\n\tb: 1\n", "2:1: found a tab in the indentation, wants spaces"),
        ("a:\n  - b\n\t- c\n", "3:1: found a tab in the indentation, wants spaces"),
        ("a: {b: c\n", "2:1: not valid YAML"),
        ("a: 'b\n", "not valid YAML"),
        (HEAD + "---\nb: 1\n", "4:1: found a second document, wants one"),
        (HEAD + "limits: *x\n", "4:9: found *x, wants &x before it"),
        (HEAD + "limits: &x {share: *x}\n", "4:20: found *x, wants &x before it"),
        ("é: \x07", "1:4: found the character U+0007, wants printable text"),
        (b"version: 1\nx: \xe9\n", "2:4: found the byte 0xe9, wants UTF-8"),
        (HEAD.encode("utf-16"), "1:1: found UTF-16, wants UTF-8"),
        ("[" * 50_000, "1:51: found values nested deeper than 50"),
        ("- " * 50_000, "1:101: found values nested deeper than 50"),
        # keys
        (HEAD + "attributions: {}\n", '4:1: found the unknown key "attributions"; did you mean "attribution"?'),
        (HEAD + "run_words: 8\n", '4:1: found the unknown key "run_words"; did you mean detection.run_words?'),
        (HEAD + "licence: x\n", 'unknown key "licence", wants one of: version, articles'),
        (HEAD + "license: x\n", 'unknown key "license"; did you mean license in an entry of corpus?'),
        (HEAD + "limits: {templates: []}\n", 'limits: found the unknown key "templates"; did you mean templates at'),
        (HEAD + "limits: {NO: 1}\n", "4:10: limits: found the unknown key"),
        (HEAD + "limits: {[a]: 1}\n", "4:10: limits: found the unknown key"),
        (HEAD + "limits: {<<: {}}\n", "4:10: limits: found the merge key <<"),
        (HEAD + "version: 1\n", '4:1: version: found a second "version", wants one: the first is on line 1'),
        (HEAD + "limits: {share: 1,\n  share: 1}\n", '5:3: limits.share: found a second "share"'),
        (HEAD.replace("version: 1", "templates: []"), "1:1: version: found nothing, wants 1"),
        ("version: 1\n", "1:1: corpus: found nothing, wants at least one entry such as"),
        ("version: 1\ncorpus: []\n", "2:9: corpus: found an empty list, wants at least one entry"),
        ("version: 1\ncorpus: {id: a}\n", "2:9: corpus: found a mapping, wants at least one entry"),
        (HEAD.replace("1", '"1"'), '1:10: version: found "1", wants 1'),
        # sections and lists
        (HEAD + "limits:\n", "4:8: limits: found nothing, wants a mapping with some of: share"),
        (HEAD + "limits: [share]\n", "4:9: limits: found a list, wants a mapping"),
        (HEAD + "limits: 15%\n", '4:9: limits: found "15%", wants a mapping'),
        (HEAD + "templates: a.md\n", '4:12: templates: found "a.md", wants a list: ["a.md"]'),
        (HEAD + "articles: {include: []}\n", "4:21: articles.include: found an empty list, wants a pattern"),
        (HEAD + "articles: {include: [[a]]}\n", "4:22: articles.include: found a list, wants a pattern"),
        (HEAD + "articles: {include: [a, {b: c}]}\n", "4:25: articles.include: found a mapping, wants a pattern"),
        # what YAML makes of it
        (HEAD + "templates: [NO]\n", "4:13: templates: found NO, which YAML reads as false"),
        (HEAD + "templates: [true]\n", "4:13: templates: found true, wants"),
        (HEAD + "templates: [012]\n", "templates: found 012, which YAML reads as 10"),
        (HEAD + "templates: [1984]\n", 'put it in quotes, "1984"'),
        (HEAD + "templates: [2024-01-31]\n", "templates: found 2024-01-31, which YAML reads as a date"),
        (HEAD + "templates: ['']\n", 'templates: found "", wants a pattern'),
        (HEAD + "templates: [!!python/name:os.system x]\n", "templates: found the tag !python/name:os.system"),
        (HEAD + "detection: {run_words: 1e1}\n", 'detection.run_words: found "1e1", wants a whole number, 5 or more'),
        (HEAD + "detection: {run_words: 8.0}\n", "detection.run_words: found 8.0, wants a whole number"),
        (HEAD + "detection: {run_words: 010}\n", "detection.run_words: found 010, which YAML reads as 8"),
        (HEAD + "detection: {run_words: 1:30}\n", "detection.run_words: found 1:30, which YAML reads as 90"),
        (HEAD + "detection: {run_words: 1_0}\n", "detection.run_words: found 1_0, which YAML reads as 10"),
        (HEAD + "detection: {run_words: " + "9" * 9000 + "}\n", "wants a whole number, 5 or more"),
        (HEAD + "detection: {run_words: 4}\n", "detection.run_words: found 4, wants a whole number, 5 or more"),
        (HEAD + "detection: {run_words: null}\n", "detection.run_words: found nothing, wants a whole number"),
        (HEAD + "limits: {passage_words: -1}\n", "limits.passage_words: found -1, wants a whole number, 1 or more"),
        (HEAD + "limits: {share_from_words: null}\n", "limits.share_from_words: found nothing, wants a whole"),
        (HEAD + "limits: {share: 1e-1}\n", 'limits.share: found "1e-1", wants a percentage such as 15%'),
        (HEAD + "limits: {share: '15'}\n", 'limits.share: found "15", wants a percentage such as 15%'),
        (HEAD + "limits: {share: 15  %}\n", 'limits.share: found "15  %", wants a percentage such as 15%'),
        (HEAD + "limits: {share: 101%}\n", 'limits.share: found "101%", wants a percentage'),
        (HEAD + "limits: {share: 100.5}\n", "limits.share: found 100.5, wants a percentage"),
        (HEAD + "limits: {share: -1}\n", "limits.share: found -1, wants a percentage"),
        (HEAD + "limits: {share: .inf}\n", "limits.share: found .inf, which YAML reads as inf, wants a percentage"),
        (HEAD + "limits: {share: 015}\n", "limits.share: found 015, which YAML reads as 13, wants a percentage"),
        (HEAD + "limits: {share: true}\n", "limits.share: found true, wants a percentage"),
        (HEAD + "index: {refresh: no}\n", "index.refresh: found no, which YAML reads as false, wants auto or manual"),
        (HEAD + "index: {refresh: never}\n", 'index.refresh: found "never", wants auto or manual'),
        (HEAD + "attribution: {require: quotation}\n", "wants citation or citation+quotation"),
        # entries
        (ENTRY + "heron\n", '3:5: corpus[0]: found "heron", wants a mapping'),
        (ENTRY + "{files: [a]}\n", "3:5: corpus[0].id: found nothing, wants an id"),
        (ENTRY + "{id: NO, files: [a]}\n", "3:10: corpus[0].id: found NO, which YAML reads as false"),
        (ENTRY + "{id: _a, files: [a]}\n", '3:10: corpus[0].id: found "_a", wants an id of letters'),
        (ENTRY + "{id: 'a:b', files: [a]}\n", '3:10: corpus[0].id: found "a:b", wants an id of letters'),
        (ENTRY + "{id: a}\n", "3:5: corpus.a: found no source, wants exactly one of files and jsonl"),
        (ENTRY + "{id: a, files: [a], jsonl: [b]}\n", "3:5: corpus.a: found files and jsonl, wants exactly one"),
        (ENTRY + "{id: a, files: []}\n", "3:20: corpus.a.files: found an empty list, wants a pattern"),
        (ENTRY + "{id: a, files: [a], fields: {id: x}}\n", "3:33: corpus.a.fields: found fields beside files"),
        (ENTRY + "{id: a, jsonl: [a], fields: {body: x}}\n", 'found the unknown key "body", wants one of'),
        (ENTRY + "{id: a, files: [a], license: all rights reserved}\n", 'found "all rights reserved"'),
        (ENTRY + "{id: a, files: [a], license: all-right-reserved}\n", "corpus.a.license"),
        (ENTRY + "{id: a, files: [a], license: Public-Domain}\n", "corpus.a.license"),
        (ENTRY + "{id: a, files: [a], action: stop}\n", 'corpus.a.action: found "stop", wants block or warn or note'),
        (ENTRY + "{id: a, files: [a], credit: {names: The Heron}}\n", 'credit.names: found "The Heron", wants a list'),
        (ENTRY + "{id: a, files: [a], credit: {keys: [2022]}}\n", "credit.keys: found 2022, wants text: put it in"),
        (ENTRY + "{id: a, files: [a], limits: {words: 3}}\n", 'corpus.a.limits: found the unknown key "words"'),
        # a limit that nothing could reach
        (HEAD + "limits: {passage_words: 7}\n", "4:25: limits.passage_words: found 7, wants 8 or more: shorter runs"),
        (ENTRY + "{id: a, files: [a], limits: {passage_words: 7}}\n", "3:49: corpus.a.limits.passage_words: found 7"),
        # what this version cannot do
        (ENTRY + "{id: a, git: x}\n", "3:13: corpus.a.git: not available in this version"),
        # an archive and its checksum
        (HEAD + "index: {archive: x}\n", "4:8: index.sha256: found nothing, wants a SHA-256 of 64 hexadecimal digits"),
        (HEAD + f"index: {{sha256: {'a' * 64}}}\n", "4:8: index.archive: found nothing, wants a path beside sha256"),
        (HEAD + "index: {archive: x, sha256: abc}\n", '4:29: index.sha256: found "abc", wants a SHA-256 of 64'),
        (HEAD + f"index: {{archive: x, sha256: {'1' * 64}}}\n", "hexadecimal digits, in quotes"),
        # the baseline
        (HEAD + "baseline: 12\n", "4:11: baseline: found 12, wants a path inside the repository"),
        (HEAD + "baseline: [a]\n", "4:11: baseline: found a list, wants a path inside the repository"),
        (HEAD + "baseline: ./\n", '4:11: baseline: found "./", wants a path inside the repository, such as'),
        (HEAD + "baseline: a/../..\n", 'found "a/../..", wants a path inside the repository'),
        (HEAD + "baseline: ../known\n", 'found "../known", wants a path inside the repository'),
        (HEAD + "baseline: /known\n", 'found "/known", wants a path inside the repository'),
        # patterns
        (HEAD + "templates: ['a**']\n", '4:13: templates: found "a**", wants ** alone between slashes'),
        (HEAD + "templates: ['C:\\texts\\*.md']\n", 'templates: found "C:\\texts\\*.md", wants / between folders'),
        (HEAD + "templates: ['/a/*.md']\n", "wants a path relative to the root of the repository"),
        (HEAD + "templates: ['../a']\n", "wants a path inside the repository, without .."),
        (HEAD + "templates: ['{a']\n", "wants a } for every {"),
    ],
)  # fmt: skip
def test_a_problem_is_named_with_its_place_and_what_is_wanted(text: str | bytes, expected: str) -> None:
    said = problem(text)
    assert expected in said
    assert len(said) < 320


@pytest.mark.parametrize(
    ("text", "share"),
    [("15%", 15.0), ("15 %", 15.0), ("15", 15.0), ('"15 %"', 15.0), ("0.5%", 0.5), ("12.5", 12.5), ("0", 0.0),
     ("0%", 0.0), ("1", 1.0), ("100%", 100.0), ("100.0 %", 100.0), ("null", None), ("~", None)],
)  # fmt: skip
def test_a_share_may_be_written_as_people_write_it(text: str, share: float | None) -> None:
    assert load(HEAD + f"limits: {{share: {text}}}\n").limits.share == share


@pytest.mark.parametrize(
    "name",
    [
        "all-rights-reserved",
        "public-domain",
        "own",
        "CC-BY-4.0",
        "CC0-1.0",
        "LicenseRef-House",
        "MIT OR GPL-2.0+",
        "(MIT AND BSD-3-Clause) OR Apache-2.0",
    ],
)  # fmt: skip
def test_a_licence_is_one_of_ours_or_an_spdx_expression(name: str) -> None:
    assert load(ENTRY + f"{{id: a, files: [a], license: {name}}}\n").corpus[0].license == name


@pytest.mark.parametrize("name", ["a", "A.b_c-9", "9", "2024.x"])
def test_an_id_may_be_any_such_name_in_quotes(name: str) -> None:
    assert load(ENTRY + f'{{id: "{name}", files: [a]}}\n').corpus[0].id == name


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem() -> None:
    assert load(b"\xef\xbb\xbf" + CONTRACT_EXAMPLE.replace("\n", "\r\n").encode()) == load(CONTRACT_EXAMPLE)


def test_columns_count_characters_not_bytes() -> None:
    assert problem(HEAD + 'articles: {exclude: ["\U0001f600é", 7]}\n').startswith("4:28: ")


def test_an_alias_is_as_good_as_the_value_it_names() -> None:
    text = ENTRY + "{id: a, files: &f [a], limits: &l {share: 20%}}\n  - {id: b, jsonl: *f, limits: *l}\n"
    first, second = load(text).corpus
    assert (first.files, first.limits) == (second.jsonl, second.limits)


def test_a_problem_behind_an_alias_is_said_where_the_alias_stands() -> None:
    assert problem(HEAD + "templates: &t []\narticles: {include: *t}\n").startswith("5:21: articles.include")


def test_aliases_that_explode_are_refused() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
    assert "found aliases for more than 10000 values" in problem(bomb)


def test_a_wide_bomb_is_refused_too() -> None:
    many = "templates: &t [" + "x, " * 3000 + "x]\n"
    assert "found aliases for more" in problem(many + "corpus: [" + "{id: a, files: *t}, " * 3000 + "]\n")


def test_variables_are_replaced_in_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK", "press")
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.delenv("NOWHERE", raising=False)
    config = load(
        "version: 1\n"
        'articles: {include: ["${DESK}/*.md"], exclude: ["${NOWHERE:-draft{s,}}/**"]}\n'
        'corpus: [{id: a, files: ["x/${DESK}/${DESK}.md"]}, {id: b, jsonl: ["${EMPTY:-e}${EMPTY}.jsonl"]}]\n'
        'templates: ["$DESK.md"]\n'
        'index: {path: "/var/${DESK}"}\n'
        'baseline: "./${DESK}/known"\n'
    )
    assert config.articles == Articles(("press/*.md",), ("draft{s,}/**",))
    assert config.corpus[0].files == ("x/press/press.md",)
    assert config.corpus[1].jsonl == ("e.jsonl",)
    assert config.templates == ("$DESK.md",)
    assert config.index.path == "/var/press"
    assert config.baseline == "press/known"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            "${NOWHERE}/*.md",
            "found ${NOWHERE}, wants the environment variable NOWHERE to be set, or ${NOWHERE:-default}",
        ),
        ("${1x}/*.md", 'found "${1x}", wants ${NAME} or ${NAME:-default}'),
        ("${DESK", 'found "${DESK", wants ${NAME} or ${NAME:-default}'),
        ("${DESK-x}", 'found "${DESK-x}", wants ${NAME} or ${NAME:-default}'),
        ("${EMPTY}", 'found "${EMPTY}", which is empty here, wants a path'),
        ("${CYCLE}", "found '${CYCLE}' in the environment variable CYCLE, wants a path"),
        ("${LINES2}", "in the environment variable LINES2, wants a path"),
        ("${OUT}/a.md", 'found "../out/a.md", wants a path inside the repository, without ..'),
    ],
)
def test_a_variable_that_gives_no_path_is_an_error(value: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in {"DESK": "d", "EMPTY": "", "CYCLE": "${CYCLE}", "LINES2": "a\nb", "OUT": "../out"}.items():
        monkeypatch.setenv(name, content)
    monkeypatch.delenv("NOWHERE", raising=False)
    assert said in problem(HEAD + f'templates: ["{value}"]\n')


def test_variables_are_not_replaced_outside_of_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK", "press")
    config = load(ENTRY + '{id: a, files: [a], credit: {names: ["${DESK}"]}}\n')
    assert config.corpus[0].credit.names == ("${DESK}",)
    assert "corpus[0].id" in problem(ENTRY + '{id: "${DESK}", files: [a]}\n')


def test_both_parsers_give_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    tricky = CONTRACT_EXAMPLE + 'x: &a [1, "é\\n", ~, {b: *a2}]\ny: !!str 012\n'.replace("*a2", "2")
    fast = read_nodes(tricky.encode())
    monkeypatch.setattr("reusecheck.configuring.nodes._Loader", yaml.SafeLoader)
    assert read_nodes(tricky.encode()) == fast
    assert problem("a:\n\tb: 1\n") == "2:1: found a tab in the indentation, wants spaces"
    assert problem("é: \x07\n") == "1:4: found the character U+0007, wants printable text"


def test_five_thousand_entries_are_read() -> None:
    text = "version: 1\ncorpus:\n" + "".join(f"  - {{id: s{i}, files: [r/s{i}.md]}}\n" for i in range(5000))
    assert len(load(text).corpus) == 5000


def test_the_configuration_is_found_upward_until_the_repository_ends(tmp_path: Path) -> None:
    inner = tmp_path / "repository/content/news"
    inner.mkdir(parents=True)
    (tmp_path / ".reusecheck.yaml").write_text(HEAD, encoding="utf-8")
    assert find_config(str(inner)) == str(tmp_path / ".reusecheck.yaml")
    (tmp_path / "repository/.git").write_text("gitdir: elsewhere", encoding="utf-8")
    assert find_config(str(inner)) is None
    (tmp_path / "repository/.reusecheck.yml").write_text(HEAD, encoding="utf-8")
    assert find_config(str(inner)) == str(tmp_path / "repository/.reusecheck.yml")
    (tmp_path / "repository/.reusecheck.yaml").write_text(HEAD, encoding="utf-8")
    assert find_config(str(inner)) == str(tmp_path / "repository/.reusecheck.yaml")


def test_a_file_is_named_relative_to_the_root(tmp_path: Path) -> None:
    path = tmp_path / "ci/strict.yaml"
    path.parent.mkdir()
    path.write_text(HEAD, encoding="utf-8")
    assert load_config(str(path)).path == "strict.yaml"
    config = load_config(str(path), root=str(tmp_path))
    assert (config.root, config.path) == (str(tmp_path), "ci/strict.yaml")
    path.write_text("version: 2", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"^ci/strict.yaml:1:1: corpus: found nothing"):
        load_config(str(path), root=str(tmp_path))


def test_a_file_that_cannot_be_read_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"x\.yaml: cannot be read: No such file"):
        load_config(str(tmp_path / "x.yaml"))
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        load_config(str(tmp_path))


# any text that a YAML file can hold, quotes, line ends, marks and all
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
    lambda text: bool(text.strip()) and "${" not in text
)
PATTERNS = st.sampled_from(["a.md", "**/*.md", "x/{a,b}/*.{md,txt}", "é/[a-z]?/**", "a b/c'd\"e.md"])
SHARES = st.none() | st.floats(0, 100, allow_nan=False) | st.sampled_from([0.0, 15.0, 0.5, 100.0, 1e-7])
LIMITS = st.builds(Limits, SHARES, st.integers(1, 10**8), st.none() | st.integers(100, 10**8), SHARES)
CREDIT = st.builds(Credit, *[st.lists(TEXTS, max_size=2).map(tuple)] * 3)
SOURCES = st.one_of(
    st.fixed_dictionaries({"files": st.lists(PATTERNS, min_size=1, max_size=2).map(tuple)}),
    st.fixed_dictionaries(
        {"jsonl": st.lists(PATTERNS, min_size=1, max_size=2).map(tuple), "fields": st.builds(Fields, *[TEXTS] * 5)}
    ),
)


@st.composite
def entries(draw: st.DrawFn) -> CorpusEntry:
    entry = CorpusEntry(
        id=draw(st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,5}\Z")),
        credit=draw(CREDIT),
        license=draw(st.sampled_from(["own", "CC-BY-4.0", "all-rights-reserved"])),
        limits=draw(st.none() | LIMITS),
        action=draw(st.sampled_from(list(Action))),
        own=draw(st.booleans()),
    )
    sources: dict[str, Any] = draw(SOURCES)
    return entry._replace(**sources)


CONFIGS = st.builds(
    Config,
    root=st.just(ROOT),
    path=st.just(".reusecheck.yaml"),
    articles=st.builds(Articles, st.lists(PATTERNS, min_size=1, max_size=2).map(tuple), st.lists(PATTERNS).map(tuple)),
    corpus=st.lists(entries(), min_size=1, max_size=3, unique_by=lambda entry: entry.id).map(tuple),
    limits=LIMITS,
    detection=st.builds(Detection, st.integers(5, 100)),
    attribution=st.builds(AttributionSettings, st.sampled_from(list(Require))),
    templates=st.lists(PATTERNS, max_size=2).map(tuple),
    index=st.builds(IndexSettings, TEXTS, st.sampled_from(list(Refresh)), st.just(""), st.just(""))
    | st.builds(
        IndexSettings,
        TEXTS,
        st.sampled_from(list(Refresh)),
        TEXTS,
        st.text("0123456789abcdef", min_size=64, max_size=64),
    ),
    baseline=st.sampled_from([".reusecheck.baseline", "desk/known findings", "é'\"#.txt"]),
)


@settings(deadline=None, max_examples=60)
@given(CONFIGS)
def test_what_is_shown_loads_to_the_same_configuration(config: Config) -> None:
    assert load(render(config)) == config


@settings(deadline=None, max_examples=30)
@given(CONFIGS)
def test_what_is_shown_is_valid_by_the_schema(config: Config) -> None:
    shown = yaml.safe_load(render(config))
    if not any(is_small(limits) for limits in [config.limits, *[e.limits for e in config.corpus if e.limits]]):
        VALIDATOR.validate(shown)


def is_small(limits: Limits) -> bool:
    """A share below 1e-16 and the like: forty digits behind the point, which no editor's schema needs to take."""
    return any(share is not None and 0 < share < 1e-300 for share in (limits.share, limits.quoted_share))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def is_valid(text: str) -> bool:
    return bool(VALIDATOR.is_valid(yaml.load(text, yaml.CSafeLoader)))


def is_loaded(text: str) -> bool:
    try:
        load(text)
    except ConfigError:
        return False
    return True


VALUES = ["", "{}", "[]", "1", "8", "40", "0", "-1", "1.5", "0.15", "15%", "'15 %'", "101%", "true", "NO", "text", "''",
          "[text]", "[1]", "[[a]]", "[NO]", "{a: b}", "null", "block", "auto", "citation", "own"]  # fmt: skip


def paths_of(keys: dict[str, Key], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    return [path for name, key in keys.items() for path in [(*above, name), *paths_of(key.keys, (*above, name))]]


@pytest.mark.parametrize("path", [(), *paths_of(TABLE)], ids=".".join)
def test_schema_and_loader_give_the_same_verdict(path: tuple[str, ...]) -> None:
    verdicts = set()
    for value in VALUES:
        node: Any = yaml.safe_load(value) if value else None
        for name in reversed(path):
            node = [node] if name == "corpus" and path != ("corpus",) else node
            node = {name: node}
        whole = {"version": 1, "corpus": [{"id": "a", "files": ["a"]}]}
        if not isinstance(node, dict):
            text = yaml.safe_dump(node)
        elif path and path[0] == "corpus" and path != ("corpus",):
            entry = node["corpus"][0]
            source = {} if {"files", "jsonl"} & set(entry) else {"jsonl": ["a"]}
            text = yaml.safe_dump({**whole, "corpus": [{"id": "a", **source, **entry}]})
        else:
            text = yaml.safe_dump({**whole, **node})
        if "passage_words: 1\n" in text:  # below detection.run_words: two values, which a schema cannot compare
            continue
        assert is_valid(text) == is_loaded(text), text
        verdicts.add(is_valid(text))
    assert False in verdicts


def test_the_schema_can_be_asked_for_twice() -> None:
    assert schema() == schema()


@pytest.mark.parametrize(
    "text",
    [CONTRACT_EXAMPLE, HEAD, HEAD + "limits: {share: 15 %}\n", HEAD + "unknown: 1\n", HEAD + "baseline: x\n",
     ENTRY + "{id: a, files: [a], jsonl: [a]}\n", ENTRY + "{id: a}\n", ENTRY + "{id: a, files: [a], fields: {id: x}}\n",
     ENTRY + "{id: a, jsonl: [a], fields: {id: x}}\n", ENTRY + "{id: a, git: x}\n", ENTRY + "{id: 'a b', files: [a]}\n",
     "version: 1\n", "version: 2\ncorpus: [{id: a, files: [a]}]\n", "[]\n"],
)  # fmt: skip
def test_schema_and_loader_agree_on_whole_files(text: str) -> None:
    assert is_valid(text) == is_loaded(text)


def test_every_kind_of_the_table_can_be_read() -> None:
    kinds = {key.kind for key in all_keys(TABLE)}
    assert kinds - {"section", "entries", "later"} == set(KINDS)


def all_keys(keys: dict[str, Key]) -> list[Key]:
    return [found for key in keys.values() for found in [key, *all_keys(key.keys)]]


def test_the_table_holds_every_section_and_field_of_the_configuration() -> None:
    def names(value: Any) -> set[str]:
        return set(value._fields)

    assert names(Config) - {"root", "path"} == {name for name, key in TABLE.items() if key.kind != "later"} - {
        "version"
    }
    sections = {"articles": Articles, "limits": Limits, "detection": Detection, "attribution": AttributionSettings,
                "index": IndexSettings}  # fmt: skip
    for name, value in sections.items():
        assert names(value) == {below for below, key in TABLE[name].keys.items() if key.kind != "later"}
    entry = TABLE["corpus"].keys
    assert names(CorpusEntry) - {"line"} == {name for name, key in entry.items() if key.kind != "later"}
    assert names(Credit) == set(entry["credit"].keys)
    assert names(Fields) == set(entry["fields"].keys)


def test_a_kept_copy_of_another_form_is_not_misread(tmp_path: Path) -> None:
    path = tmp_path / ".reusecheck.yaml"
    source = (HEAD + "limits: {share: 20%}\nbaseline: desk/known\n").encode()
    path.write_bytes(source)
    meant = parse_config(source, str(tmp_path))
    kept = tmp_path / ".reusecheck" / "configuration.json"
    kept.parent.mkdir()
    kept.write_bytes(pack(source, meant))
    assert kept_config(source, str(tmp_path), ".reusecheck.yaml") == load_config(str(path)) == meant
    # by a version that knew no baseline: nothing stands at its end
    body = json.dumps({"digest": digest_of(source), "config": json.loads(kept.read_bytes()[:-16])["config"][:-1]})
    kept.write_bytes(body.encode() + b"\n" + blake2b(body.encode(), digest_size=8).hexdigest().encode())
    assert kept_config(source, str(tmp_path), ".reusecheck.yaml") is None
    assert load_config(str(path)) == meant


def test_did_you_mean_is_looked_for_only_when_a_key_is_misspelt() -> None:
    code = "import sys; from reusecheck.configuring import parse_config; "
    code += f"parse_config({HEAD.encode()!r}, '/'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"difflib", "pathlib", "decimal", "reusecheck.configuring.rendering"} & set(loaded)
