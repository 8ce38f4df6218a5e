"""LaTeX that is broken, and LaTeX that is meant to take long."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.readers.latex import read_latex
from tests.readings import Asked

_asked = Asked(read_latex)

_MARKS = (
    "\\", "{", "}", "[", "]", "$", "$$", "&", "%", "~", "\n", "\n", "\n\n", " ", " ", "a", "ferry", "dawn é", "100",
    ".", "*", "\\\\", "\\begin{quote}", "\\end{quote}", "\\begin{itemize}", "\\item", "\\end{itemize}",
    "\\begin{tabular}{l}", "\\end{tabular}", "\\footnote{", "\\footnote", "\\cite{k}", "\\cite[a]{k,l}",
    "\\textquote[s]{", "\\blockquote[s]{", "\\blockcquote[a][b]{k}[.]{", "\\enquote{", "\\epigraph{", "}{",
    "\\begin{displaycquote}{k}", "\\end{displaycquote}", "\\title{", "\\author{", "\\thanks{", "\\and",
    "\\begin{document}", "\\end{document}", "\\newcommand{\\x}{", "\\x",
    "[1]{#1", "\\usepackage[german]{babel}", '"', "\\newenvironment{q}{",
    "\\def\\x", "\\href{http://a.b}{",
    "\\url{http://b}", "\\verb|", "|", "\\begin{verbatim}", "\\end{verbatim}", "\\iffalse", "\\fi", "\\else",
    "\\begin{comment}", "\\end{comment}", "\\(", "\\)", "\\[", "\\]", "\\begin{align}", "\\end{align}", "\\text{",
    "\\caption{", "\\section{", "\\foo", "\\foo[", "\\foo{", "``", "''", "`", "'", "--", "\\'", '\\"{o}', "\\ss ",
    "\\begin{thebibliography}{9}", "\\end{thebibliography}", "\\bibitem{k}", "\\bibitem[x]{", "\\multicolumn{2}{c}{",
    "\\par", "\\footnotemark[1]", "\\footnotetext{", "\\begin{foo}", "\\end{foo}", "\\setlength", "\\input", "\\let",
    "\\lstinline", "[.]", "\\marginpar{", "\\LaTeX", "\\begin{frame}{", "\\end{frame}", "\\endnote{",
    "\\begin{tikzpicture}", "\\end{tikzpicture}",
)  # fmt: skip
_mixtures = st.lists(st.sampled_from(_MARKS), max_size=30).map("".join)


def _words(source: str) -> list[str]:
    return re.findall(r"\w+", _asked.reading(source).prose)


@given(source=_mixtures)
@settings(max_examples=1500, deadline=None)
def test_any_mixture_of_commands_is_read_and_line_ends_do_not_change_the_words(source: str) -> None:
    unix = _words(source)
    for line_end in ("\r\n", "\r"):
        assert _words(source.replace("\n", line_end)) == unix


_N = 400

_REPEATED = {
    "braces": "{", "brackets": "[", "options": "\\foo[", "arguments": "\\foo{", "citations": "\\cite[",
    "dollars": "$ ", "formulas": "\\(", "begins": "\\begin{quote}", "verbs": "\\verb|",
    "verbatims": "\\begin{verbatim}", "comments": "\\begin{comment}", "conditions": "\\iffalse ", "percents": "%\n",
    "titles": "\\title{", "definitions": "\\def\\a{", "addresses": "\\url{", "listings": "\\lstinline{{a}",
    "accents": "\\'{", "backslashes": "\\", "lines": "\n \t", "marks": "a\\footnote{b}", "notes": "\\footnote{b}",
    "items": "\\item[", "cells": "&\\\\", "spaces": "  ", "keys": "\\begin{quote}\\cite{k}\\end{quote}",
    "textquotes": "\\textquote[",
}  # fmt: skip
_NESTED = {
    "groups": ("{", "}"), "footnotes": ("\\footnote{", "}"), "quotes": ("\\begin{quote}", "\\end{quote}"),
    "foreign ends": ("\\begin{a}{", "\\end{a}"), "enquotes": ("\\enquote{", "}"), "texts": ("\\textquote[", "]{a}"),
    "blocks": ("\\blockquote[a]{", "}"), "epigraphs": ("\\epigraph{", "}{a}"), "ifs": ("\\iffalse ", "\\fi "),
    "captions": ("\\caption{", "}"), "chains": ("\\foo", "{a}"), "captioned": ("\\title{", "}"),
    "math": ("\\[\\text{", "}\\]"),
}  # fmt: skip
_HOSTILE = {
    **{name: part * _N for name, part in _REPEATED.items()},
    **{name: left * _N + right * _N for name, (left, right) in _NESTED.items()},
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_work_grows_with_the_source_and_not_with_its_square(name: str) -> None:
    assert _asked.takes_linear_work(_HOSTILE[name])
    read_latex(_HOSTILE[name] * 20)
