"""The AsciiDoc reader on arbitrary mixtures of marks, and on those that are made to cost much."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.readers.asciidoc import read_asciidoc
from tests import asciidoc_texts
from tests.contracts import check_reading
from tests.readings import Asked


def _prose_words(source: str) -> list[str]:
    return read_asciidoc(source).prose.split()


@given(source=asciidoc_texts.documents)
@settings(max_examples=600, deadline=None)
def test_any_mixture_of_marks_is_read(source: str) -> None:
    check_reading(source, read_asciidoc(source))


@given(source=st.text(alphabet="a *_`+#[]{}:<>\"'|\\-=.\n/(),~^", max_size=60))
@settings(max_examples=600, deadline=None)
def test_any_string_of_marks_is_read(source: str) -> None:
    check_reading(source, read_asciidoc(source))


@given(source=asciidoc_texts.documents)
@settings(max_examples=200, deadline=None)
def test_line_ends_do_not_change_the_words(source: str) -> None:
    assert _prose_words(source.replace("\n", "\r\n")) == _prose_words(source)


_HOSTILE = {
    name: unit * 300
    for name, unit in {
        "stars": "*a ", "unclosed macros": "footnote:[", "addresses": "https://x.example/", "references": "{a}{a",
        "brackets": "[[a]] [", "angles": "<<a ", "parentheses": "((a ",
        "passthroughs": "++a +++b $$ pass:[ ",
        "images": "image:a ", "backslashes": "\\\\`", "backticks": "`a ``b ", "lists": "* a\n** b\n\n",
        "terms": "a::\n",
        "attached": "* a\n+\n----\nb\n----\n", "setext": "a\n=\n",
        "fences": "----\n====\n", "marked": "> > a\n",
        "rows": "|===\n|a |b\n", "csv": ',===\na,"b\n', "titles": ".T\n", "entries": ":a: b \\\n", "air": '""\n',
        "attribute lists": "[quote, 'a, \"b\n", "keys": "* [[[a]]] b\n", "conditions": "ifdef::a[b]\n",
        "comments": "// a\nb\n",
    }.items()
}  # fmt: skip
_HOSTILE["deep"] = "\n".join("=" * (4 + depth) for depth in range(150))
_HOSTILE["deep quotations"] = ">" + " >" * 2000 + " a"


@pytest.mark.parametrize("name", _HOSTILE)
def test_work_grows_with_the_source_and_not_with_its_square(name: str) -> None:
    assert Asked(read_asciidoc).takes_linear_work(_HOSTILE[name])
