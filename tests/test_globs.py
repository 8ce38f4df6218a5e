from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.globs import PatternError, alternatives, compile_globs, fixed_prefix


def written_out(pattern: str) -> list[str]:
    """Every reading of the braces, by the plainest means: the first innermost pair, again and again."""
    innermost = re.search(r"\{([^{}]*)\}", pattern)
    if innermost is None:
        return [pattern]
    return [
        reading
        for choice in innermost[1].split(",")
        for reading in written_out(pattern[: innermost.start()] + choice + pattern[innermost.end() :])
    ]


@cache
def name_fits(pattern: str, name: str) -> bool:
    if not pattern:
        return not name
    if pattern[0] == "*":
        return name_fits(pattern[1:], name) or bool(name and name_fits(pattern, name[1:]))
    if pattern[0] == "[":
        stop = pattern.index("]", 2)
        members = pattern[1:stop]
        if not name:
            return False
        found = name[0] in members.lstrip("!")
        return found != members.startswith("!") and name_fits(pattern[stop + 1 :], name[1:])
    return bool(name) and pattern[0] in ("?", name[0]) and name_fits(pattern[1:], name[1:])


def names_fit(pattern: tuple[str, ...], names: tuple[str, ...]) -> bool:
    if not pattern:
        return not names
    if pattern == ("**",):
        return bool(names)
    if pattern[0] == "**":
        return names_fit(pattern[1:], names) or bool(names and names_fit(pattern, names[1:]))
    return bool(names) and name_fits(pattern[0], names[0]) and names_fit(pattern[1:], names[1:])


def fits(pattern: str, path: str) -> bool:
    """The oracle: what the table in ``globs`` says, tried in every way there is."""
    for reading in written_out(pattern):
        names = tuple(name for name in reading.split("/") if name)
        if reading.endswith("/"):
            names = (*names, "**")
        plain = not set("*?[") & set(names[-1])
        ways = [names, (*names, "**")] if plain else [names]
        if any(names_fit(way, tuple(path.split("/"))) for way in ways):
            return True
    return False


NAMES = st.text(alphabet="ab.", min_size=1, max_size=4).filter(lambda name: name.strip("."))
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PIECES = st.sampled_from(["a", "b", "a", "*", "?", "[ab]", "[!a]", "{a,b}", "{a,?*}", "{b,a{a,b}}"])
PATTERN_NAMES = st.lists(PIECES, min_size=1, max_size=3).map("".join)
PATTERNS = (
    st.lists(st.one_of(PATTERN_NAMES, st.just("**")), min_size=1, max_size=4)
    .map("/".join)
    .filter(lambda pattern: pattern.count("{") <= 4)
    .filter(lambda pattern: all("**" not in n or n == "**" for r in written_out(pattern) for n in r.split("/")))
)


@settings(deadline=None, max_examples=500)
@given(st.lists(PATTERNS, min_size=1, max_size=3), PATHS)
def test_a_path_matches_when_some_way_of_reading_some_pattern_fits_it(patterns: list[str], path: str) -> None:
    assert compile_globs(patterns)(path) == any(fits(pattern, path) for pattern in patterns)


@settings(deadline=None, max_examples=100)
@given(PATTERNS, PATHS)
def test_what_matches_lies_under_the_fixed_prefix(pattern: str, path: str) -> None:
    prefix = fixed_prefix(pattern)
    if compile_globs([pattern])(path):
        assert not prefix or path.startswith(prefix + "/")
    assert not set("*?[{") & set(prefix)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("**/*.md", "a.md", True),
        ("**/*.md", "x/y/a.md", True),
        ("**/*.md", "x/y/a.mdx", False),
        ("content/**/*.md", "content/a.md", True),
        ("content/**/*.md", "contents/a.md", False),
        ("content/**/*.md", "x/content/a.md", False),
        ("content/*.md", "content/x/a.md", False),
        ("content/**", "content/x/a", True),
        ("content/**", "content", False),
        ("*", ".hidden", True),
        ("content/*", "content/.hidden", True),
        ("content/drafts", "content/drafts/x/a.md", True),
        ("content/drafts/", "content/drafts/a.md", True),
        ("content/drafts/", "content/drafts", False),
        ("content/drafts", "content/drafts-old/a.md", False),
        ("**/drafts", "x/drafts/a.md", True),
        ("content/*", "content/x/a.md", False),
        ("a.md", "a.md", True),
        ("a.md", "a_md", False),
        ("A.md", "a.md", False),
        ("./content/a.md", "content/a.md", True),
        ("content//a.md", "content/a.md", True),
        ("[a-c].md", "b.md", True),
        ("[a-c].md", "d.md", False),
        ("[!a-c].md", "d.md", True),
        ("[^a-c].md", "b.md", False),
        ("[]a].md", "].md", True),
        ("[a-]", "-", True),
        ("[*].md", "*.md", True),
        ("[*].md", "a.md", False),
        ("[{,}].md", "{.md", True),
        ("a[+-9]b", "a/b", False),
        ("a[!x]b", "a/b", False),
        ("[+--]", ",", True),
        ("{content,posts}/**/*.{md,html}", "posts/x/a.html", True),
        ("{content,posts}/**/*.{md,html}", "pages/x/a.html", False),
        ("{a/b,c}/x.md", "a/b/x.md", True),
        ("a{,-{x,y}}.md", "a-y.md", True),
        ("a{,-{x,y}}.md", "a.md", True),
        ("a{,-{x,y}}.md", "a-.md", False),
        ("a,b", "a,b", True),
        ("*.md", "line\nbreak.md", True),
        ("*.md", "\udcff.md", True),
        ("?.md", "\U0001f600.md", True),
        ("x+y(z)|.md", "x+y(z)|.md", True),
        ("?+y(z)|.md", "x+y(z)|.md", True),
    ],
)
def test_a_pattern_means_what_the_table_says(pattern: str, path: str, expected: bool) -> None:
    assert compile_globs([pattern])(path) is expected


def test_no_pattern_matches_nothing() -> None:
    assert not compile_globs([])("a.md")


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("**.md", "** alone"),
        ("a/x**/b", "** alone"),
        ("***", "** alone"),
        ("content\\*.md", "/ between folders"),
        ("/etc/*.md", "relative to the root"),
        ("C:/texts/*.md", "relative to the root"),
        ("../x/*.md", "inside the repository"),
        ("a/{b,..}/c", "inside the repository"),
        ("!a.md", "under exclude"),
        ("a[bc", "a ] for every ["),
        ("a[]", "a ] for every ["),
        ("a[b/c]", "no / between"),
        ("[z-a]", "from low to high"),
        ("a{b,c", "a } for every {"),
        ("a}b", "a { before the }"),
        ("a{b}}", "a { before the }"),
        ("", "a pattern such as"),
        ("./", "a pattern such as"),
        ("{a,b}" * 11, "at most 1000"),
        ("{" * 100_000, "at most 20 deep"),
        ("[" * 100_000, "a ] for every ["),
    ],
)
def test_a_pattern_that_cannot_be_honoured_is_an_error(pattern: str, wanted: str) -> None:
    with pytest.raises(PatternError, match=re.escape(wanted)) as caught:
        compile_globs(["fine/*.md", pattern])
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("pattern", "prefix"),
    [
        ("references/guardian/**/*.{md,html}", "references/guardian"),
        ("references/a.md", "references"),
        ("references/guardian/", "references/guardian"),
        ("references", ""),
        ("a.md", ""),
        ("**/*.md", ""),
        ("references/gua{rd,ld}/x/*.md", "references"),
        ("{references/x/a,references/x/b}/*.md", "references/x"),
        ("references/[ab]/c/*.md", "references"),
        ("a/b?/c/*", "a"),
    ],
)
def test_the_fixed_prefix_is_the_folder_before_the_first_wildcard(pattern: str, prefix: str) -> None:
    assert fixed_prefix(pattern) == prefix


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 30 + "b", "a" * 20_000),
        ("**/a/" * 20 + "b", "a/" * 2_000 + "c"),
        ("**/*a*a*a/" * 10 + "b", ("a" * 50 + "/") * 200 + "c"),
        ("{a,a}" * 9 + "*b", "a" * 20_000),
    ],
)
def test_hostile_patterns_come_to_an_end(pattern: str, path: str) -> None:
    # trying every split would outlive us all
    assert not compile_globs([pattern])(path)


def test_braces_are_written_out_once_each() -> None:
    assert alternatives("{a,a,b}/**/**/c") == [["a", "**", "c"], ["b", "**", "c"]]
