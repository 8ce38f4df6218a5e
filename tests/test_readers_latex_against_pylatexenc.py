"""The words of our prose are the words pylatexenc calls text.

Where we differ on purpose, ``_DIFFERENT`` says how and why; the documents that are drawn keep clear of it.
"""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc import latex2text, latexwalker  # type: ignore[import-untyped]
from pylatexenc.latex2text import EnvironmentTextSpec, LatexNodes2Text, MacroTextSpec  # type: ignore[import-untyped]
from pylatexenc.macrospec import EnvironmentSpec, MacroSpec  # type: ignore[import-untyped]

from reusecheck.readers.latex import read_latex
from tests.contracts import check_reading

# What pylatexenc does not know by itself, said in its own terms: arguments, and what becomes of them
_TEXTS = {
    "href": ("{{", "%(2)s"), "cite": ("*[[{", " %(2)s %(3)s "), "nocite": ("{", ""), "label": ("{", ""),
    "LaTeX": ("", "LaTeX"),
    "ref": ("{", ""), "pageref": ("{", ""), "index": ("{", ""), "url": ("{", "%(1)s"), "bibliography": ("{", ""),
    "addbibresource": ("{", ""), "includegraphics": ("[{", ""), "vspace": ("*{", ""), "textcolor": ("{{", "%(2)s"),
    "caption": ("[{", " %(2)s "), "section": ("*[{", " %(3)s "), "subsection": ("*[{", " %(3)s "), "title": ("{", ""),
    "paragraph": ("*[{", " %(3)s "), "author": ("{", ""), "maketitle": ("", ""), "footnote": ("[{", " %(2)s "),
    "epigraph": ("{{", " %(1)s %(2)s "), "foreignquote": ("{{", "“%(2)s”"),
    "textquote": ("[[{", " %(1)s “%(3)s”"), "enquote": ("{", "“%(1)s”"),
    "multicolumn": ("{{{", "%(3)s"), "hline": ("", ""), "verb": ("", ""), "par": ("", "\n\n"),
}  # fmt: skip
_HIDDEN = ("comment", "equation", "align", "verbatim", "lstlisting", "thebibliography")

_WALKER = latexwalker.get_default_latex_context_db()
_WALKER.add_context_category(
    "tests",
    prepend=True,
    macros=[MacroSpec(name, arguments) for name, (arguments, _) in _TEXTS.items() if name != "verb"],
    environments=[EnvironmentSpec("tabular", "[{"), EnvironmentSpec("figure", "["), EnvironmentSpec("comment", "")],
)
_TO_TEXT = latex2text.get_default_latex_context_db()
_TO_TEXT.add_context_category(
    "tests",
    prepend=True,
    macros=[MacroTextSpec(name, simplify_repl=text) for name, (_, text) in _TEXTS.items() if name != "verb"],
    environments=[EnvironmentTextSpec(name, discard=True) for name in _HIDDEN],
)


def _theirs(source: str) -> list[str]:
    nodes, _, _ = latexwalker.LatexWalker(source, latex_context=_WALKER).get_latex_nodes()
    converter = LatexNodes2Text(latex_context=_TO_TEXT, math_mode="remove")
    return _words(converter.nodelist_to_text(nodes))


def _ours(source: str) -> list[str]:
    reading = read_latex(source)
    check_reading(source, reading)
    return _words(reading.prose)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text))


_ARTICLE = r"""
\section*{The \emph{pilot} of Skerry Sound}\label{pilot}
He was na\"{\i}ve once, at caf\'es in Malm\"o and \L\'od\'z, on the Stra\ss{}e to \AA rhus --- so they say.
``We waited,'' said Mrs.~Roe, `as one does'.\footnote{In a letter of 3~May; see \cite[p.~5]{roe}.} Nobody
else did: it rained 50\,\% of the time \& more. % a remark with words
It cost \$5 and \pounds 3\dots{} or $x + y$ of it.

\begin{quote}
  \textit{The sea} \textbf{gives} {\small nothing} back. \\
  --- \textsc{Ada Quill}, \href{https://tide.example/a}{Tide}
\end{quote}

\begin{enumerate}
  \item One thing,
  \item[second] and another.
  \begin{itemize} \item Inner ones \item too \end{itemize}
\end{enumerate}

\begin{figure}[htbp]
  \centering \includegraphics[width=3cm]{boat}
  \caption[Boat]{A boat on \textcolor{red}{red} water} \label{fig:boat}
\end{figure}

\begin{tabular}{l|r}
  Boats & 12 \\ \hline
  \multicolumn{2}{c}{none at night}
\end{tabular}

\begin{comment}
Nobody reads this.
\end{comment}
\begin{equation} a = b \end{equation}
See figure~\ref{fig:boat}, \unknown words \strange{in braces} and auf\/fallend.
"""


@pytest.mark.parametrize(
    "source",
    [
        _ARTICLE,
        f"\\documentclass{{article}}\n\\begin{{document}}{_ARTICLE}\\end{{document}}\n",
        _ARTICLE.replace("\n", "\r\n"),
    ],
)
def test_a_hand_written_article_has_the_same_words(source: str) -> None:
    # they know no preamble, and keep what stands there
    assert _ours(source) == _theirs(source)


# what we call text, what they do, and why
_DIFFERENT = {
    "a%\nb": (["ab"], ["a", "b"]),  # a comment takes its line end along
    "har\\-bour": (["harbour"], ["har", "bour"]),  # where a word may be divided it is not
    "\\foo[x]{y}": (["y"], ["x", "y"]),  # the options of an unknown command say how, not what
    "\\begin{foo}[x] y\\end{foo}": (["y"], ["x", "y"]),
    "\\foo{a}{b}": (["a", "b"], ["ab"]),  # two arguments are seldom one word
    "$12$ of us": (["12", "of", "us"], ["of", "us"]),  # a number is read as one, with dollars or without
    "$$x \\text{if so} y$$": (["if", "so"], []),  # words in a formula are words
    "\\verb|ls| now": (["ls", "now"], ["now"]),  # code inside a line is prose, as in Markdown
    "\\iffalse a\\fi{} b": (["b"], ["a", "b"]),  # never printed
    "\\begin{document}a\\end{document} b": (["a"], ["a", "b"]),  # neither is what stands behind the end
    "\\newcommand{\\x}{The Post}\\x": (["The", "Post"], []),  # a command of the author's own that is a text
}


@pytest.mark.parametrize("source", _DIFFERENT)
def test_we_differ_where_we_mean_to(source: str) -> None:
    assert (_ours(source), _theirs(source)) == _DIFFERENT[source]


# ------------------------------------------------------------------ drawn documents

_WORD = st.sampled_from(
    ("ferry", "dawn", "of", "a", "x", "née", "море", "12", "e\u0301tat", "caf\\'e", 'na\\"{\\i}ve', "Stra\\ss{}e",
     "\\AA rhus",
     "don't", "50\\%", "R\\&D", "M.~Roe", "1--2", "so---no", "wait\\dots{}", "\\LaTeX{}", "\\textendash{}")
)  # fmt: skip
_SPACED = st.lists(_WORD, min_size=1, max_size=4).map(" ".join)


def _inline(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    frames = (
        "\\emph{%s}", "\\textbf{%s}", "{\\itshape %s}", "``%s''", "`%s'", "\\enquote{%s}", "\\foreignquote{french}{%s}",
        "\\textquote[of]{%s}", "\\href{https://a.example/b}{%s}", "\\textcolor{red}{%s}", "\\strange{%s}", "{%s}",
        "\\footnote{%s}", "%s \\cite[5]{roe}", "%s $x_1 + y$ so", "%s \\label{x}", "%s % of remarks\n", "\\unknown %s",
        "\\textsc{%s}", "%s \\[ z \\] go", "\\textsuperscript{%s}", "\\url{https://a.example/b-c} %s", "%s\\\\",
    )  # fmt: skip
    framed = st.builds(lambda frame, text: frame.replace("%s", text), st.sampled_from(frames), inner)
    return st.lists(st.one_of(inner, framed), min_size=1, max_size=3).map(" ".join)


_RUNNING = st.recursive(_SPACED, _inline, max_leaves=8)


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    frames = (
        "\\section{@}", "\\subsection*{@}\n@", "\\paragraph{@} @", "\\begin{quote}\n@\n\\end{quote}", "@\n\n@",
        "@ \\par @",
        "\\begin{itemize}\n\\item @\n\\item[a] @\n\\end{itemize}", "\\begin{enumerate}\\item @ \\end{enumerate}",
        "\\begin{tabular}{ll} @ & @ \\\\ \\hline @ & @ \\end{tabular}", "\\epigraph{@}{@}",
        "\\begin{center} @ \\end{center}",
        "\\begin{figure}[h] \\includegraphics[width=2cm]{boat} \\caption[dawn]{@} \\end{figure}", "@\n% of remarks\n@",
        "\\begin{equation} a \\end{equation} @", "\\begin{comment} of \\end{comment} @",
        "\\begin{theorem} @ \\end{theorem}",
    )  # fmt: skip

    def fill(frame: str, texts: list[str]) -> str:
        pieces = frame.split("@")
        return pieces[0] + "".join(text + piece for text, piece in zip(texts, pieces[1:], strict=False))

    return st.builds(fill, st.sampled_from(frames), st.lists(inner, min_size=4, max_size=4))


_DOCUMENTS = st.lists(_blocks(_RUNNING), min_size=1, max_size=3).map("\n\n".join)


@given(source=_DOCUMENTS)
@settings(max_examples=400, deadline=None)
def test_drawn_documents_have_the_same_words(source: str) -> None:
    assert _ours(source) == _theirs(source)
