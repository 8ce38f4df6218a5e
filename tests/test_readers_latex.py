"""What LaTeX's commands mean: which words are prose, where they stand, and what is said about them."""

from __future__ import annotations

import pytest

from reusecheck.documents import BlockKind, Role, describe
from reusecheck.readers.latex import read_latex
from tests.marked import marked
from tests.readings import Asked

_asked = Asked(read_latex)
_read, _words, _blocks, _regions = _asked.reading, _asked.words, _asked.blocks, _asked.regions


def _groups(source: str) -> list[int]:
    return [block.group for block in _read(source).blocks]


# ------------------------------------------------------------------ offsets


@pytest.mark.parametrize(
    ("drawing", "word"),
    [
        ("Tom \\& ⟦Jerry⟧ sail", "Jerry"),
        ("Tom ⟦\\&⟧ Jerry sail", "&"),
        ("⟦``⟧Ahoy''", "“"),
        ("``Ahoy⟦''⟧", "”"),
        ("⟦`⟧Ahoy'", "‘"),
        ("caf⟦\\'e⟧ now", "é"),
        ('na⟦\\"{\\i}⟧ve', "ï"),
        ("⟦\\v S⟧koda", "Š"),
        ("Stra⟦\\ss⟧ e", "ß"),
        ("e\u0301t\\'e ⟦Ahoy⟧", "Ahoy"),
        ("𝔖𝔢𝔞 ⟦Ahoy⟧", "Ahoy"),
        ("One.\r\n\r\n\\begin{quote}\r\nTwo \\emph{⟦Ahoy⟧}\r\n\\end{quote}", "Ahoy"),
        ("⟦re\\textbf{use⟧}d", "reuse"),
        ("a%\n  ⟦b⟧", "b"),
        ("\\footnote[3]{See ⟦Ahoy⟧}", "Ahoy"),
        ("\\enquote⟦{⟧Ahoy}", "“"),
        ("\\enquote{Ahoy⟦}⟧", "”"),
        ("\\begin{tabular}{l|l} a & ⟦Ahoy⟧ \\\\ \\hline", "Ahoy"),
        ("\\title{x}\\begin{document}⟦Ahoy⟧\\end{document}", "Ahoy"),
        ("\\newcommand{\\pa}{The Post}So ⟦\\pa⟧ wrote", "Post"),
        ("\\newcommand{\\pa}{Pst}So ⟦\\pa⟧ wrote", "Ps"),
        ("\\url{⟦https://x.example/a\\_b⟧}", "https://x.example/a_b"),
    ],
)
def test_a_word_is_found_where_it_stands(drawing: str, word: str) -> None:
    source, (expected,) = marked(drawing)
    assert _asked.place(source, word) == expected


# ------------------------------------------------------------------ prose


@pytest.mark.parametrize(
    ("source", "words"),
    [
        # characters
        ("Stra\\ss e, caf\\'e, na\\\"ive, \\c cay, \\c{c}a, \\v{S}, \\H{o}, \\k a, \\r{a}",
         "Straße, café, naïve, çay, ça, Š, ő, ą, å"),
        ("\\o re \\AE on \\L od\\'z \\oe uvre \\aa", "øre Æon Łodź œuvre å"),
        ("\\'\\i{} \\^{\\j} \\~{n} \\= o", "í ĵ ñ ō"),
        ("50\\% \\$5 \\#1 a\\_b \\{x\\} R\\&D", "50% $5 #1 a_b {x} R&D"),
        ("a--b, c---d, e-f, \\textendash, \\textemdash", "a–b, c—d, e-f, –, —"),
        ("``Ho,'' he `sang' it's ,,so`` <<la>> ?`Que? \"`ja\"'", "“Ho,” he ‘sang’ it's „so“ «la» ¿Que? „ja“"),
        ("\\textquotedblleft a\\textquotedblright{} \\glqq b\\grqq{} \\og c\\fg", "“a” „b“ « c »"),
        ("M.~Roe z.\\,B. 10\\,000\\ km\\@.", "M. Roe z. B. 10 000 km."),
        ("har\\-bour shelf{}ful auf\\/fallen \\textsc{Ho}spital", "harbour shelfful auffallen Hospital"),
        ("wait\\dots{} and\\ldots then", "wait… and…then"),
        ("\\LaTeX{} and \\TeX", "LaTeX and TeX"),
        ("\\usepackage[ngerman]{babel} \"`Gr\"u\"se\"' Auf\"|lage Berg\"=Tal Mut\"-ter",
         "„Grüße“ Auflage Berg-Tal Mutter"),
        ('he said "also" and "up"', 'he said "also" and "up"'),
        # what is kept and what goes
        ("{\\bf bold} \\textit{it} \\emph{re}use \\textcolor[rgb]{0,1,0}{green}", "bold it reuse green"),
        ("a\\label{x} b\\index{y}, see \\ref{x}\\vspace*{1cm} c \\includegraphics[width=3cm]{boat}", "a b, see c"),
        ("\\setlength{\\parindent}{0pt}\\setlength\\parskip{1em} go", "go"),
        ("\\foo bar \\foo{kept} \\foo[dropped]{kept}{too} \\foo", "bar kept kept too"),
        ("\\begin{foo}[dropped]{kept} inside \\end{foo} after", "kept inside after"),
        ("\\foreignlanguage{german}{Hafen} \\parbox[t]{2cm}{box} \\hyperref[x]{text}", "Hafen box text"),
        ("\\input{chapter} \\input chapter\n\\include{x} go", "go"),
        ("\\lettrine[lines=2]{T}{he} sea \\only<2->{rises} a\\\\*[2pt]b", "The sea rises a b"),
        ("\\hspace{1cm}a\\hspace*{2pt}b\\quad c", "a b c"),
        # formulas
        ("let $x_1$ be $$y$$ and \\(z\\) or \\[w\\] so", "let be and or so"),
        ("\\begin{align*} a &= b \\\\ \\text{copied words} \\end{align*} so", "copied words so"),
        ("lost $112$ of $1\\,000$ people, $50\\%$", "lost 112 of 1 000 people, 50%"),
        ("costs 5$ and no more\n\nor 6$ here", "costs 5$ and no more or 6$ here"),
        ("a $b \\mbox{kept $c$ words} d$ e", "a kept words e"),
        # comments
        ("one% two\n  three \\% four % five\nsix", "onethree % four six"),
        ("one %\n\ntwo", "one two"),
        ("a \\iffalse b \\ifx c\\fi d\\fi{} e \\iffalse f \\else g \\fi h", "a e g h"),
        ("a \\iffalse b", "a b"),
        ("a \\begin{comment} b \\end{comment} c \\begin{comment} d", "a c d"),
        # code
        ("run \\verb|rm *| or \\lstinline[x]{ls {a}} or \\mintinline{py}!x! \\texttt{now}",
         "run rm * or ls {a} or x now"),
        ("a\n\\begin{verbatim}\nb } \\end{x}\n\\end{verbatim}\nc", "a c"),
        ("a \\begin{lstlisting}[language=C] b \\end{lstlisting} c \\begin{verbatim} d", "a c d"),
        # the document
        ("\\documentclass[a4]{book} words \\title{T}\n\\begin{document}\nBody.\n\\end{document}\nrest", "Body."),
        ("Only \\begin{verbatim}\\begin{document}\\end{verbatim} a part", "Only a part"),
        ("\\newcommand{\\x}{\\begin{document}} words", "words"),
        ("\\maketitle\\tableofcontents\nBody", "Body"),
        # commands of the author's own
        ("\\newcommand{\\pa}{The \\emph{Post}}\\pa{} and \\pa", "The Post and The Post"),
        ("\\def\\pa{Post}\\let\\p=\\pa \\renewcommand*\\q[1]{``#1''} \\pa \\q{arg}", "Post “arg”"),
        ("\\NewDocumentCommand{\\pa}{}{Post}\\NewDocumentCommand\\q{m}{\\enquote{#1}} \\pa \\q{arg}", "Post “arg”"),
        ("\\newcommand{\\two}[2]{#2, #1} \\two{a}{b} \\newcommand{\\all}[1]{#1, #1} \\all{c} \\q go", "a b c go"),
        ("\\newenvironment{box}[1]{\\begin{quote}}{\\end{quote}}\\begin{box}{a} b \\end{box}", "a b"),
        # broken
        ("a { b [ c } d ] } e", "a b [ c d ] e"),
        ("a \\end{quote} b \\begin{quote} c", "a b c"),
        ("a \\textbf{b \\footnote{c", "a b c"),
        ("a \\begin{equation} b", "a b"),
        ("\\", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_prose_is_what_readers_of_the_page_see(source: str, words: str) -> None:
    assert _words(source) == words


def test_commands_of_ones_own_never_make_more_than_twice_the_document() -> None:
    source = "\\newcommand{\\x}{" + "a" * 1000 + "}" + "\\x " * 1000
    assert len(_read(source).prose) <= 2 * len(source)


# ------------------------------------------------------------------ blocks


def test_blocks_have_kinds() -> None:
    kind = BlockKind
    source = r"""
\section[Short]{A \emph{heading}\label{x}}
One.

Two.\par Three. \paragraph{Run in} Four.
\begin{itemize}
  \item[a] First

  more
  \begin{enumerate} \item<2-> Inner \end{enumerate}
  \item Second
\end{itemize}
\begin{tabular}[t]{l@{ -- }r}
  \toprule a & b \\[2pt] \hline
  \multicolumn{2}{c}{both} & \multirow{2}{*}{c} \\
\end{tabular}
\begin{figure}[htbp]
  \includegraphics{boat} \caption[Boat]{A boat} \label{f}
\end{figure}
Five\\ and six.\footnote{A note.}
"""
    assert _blocks(source) == [
        (kind.HEADING, "A heading"),
        (kind.PARAGRAPH, "One."),
        (kind.PARAGRAPH, "Two."),
        (kind.PARAGRAPH, "Three."),
        (kind.HEADING, "Run in"),
        (kind.PARAGRAPH, "Four."),
        (kind.ITEM, "a First"),
        (kind.PARAGRAPH, "more"),
        (kind.ITEM, "Inner"),
        (kind.ITEM, "Second"),
        (kind.CELL, "a"),
        (kind.CELL, "b"),
        (kind.CELL, "both"),
        (kind.CELL, "c"),
        (kind.CAPTION, "A boat"),
        (kind.PARAGRAPH, "Five and six."),
        (kind.FOOTNOTE, "A note."),
    ]


def test_blocks_of_one_list_table_or_quotation_are_one_group_and_neighbours_are_not() -> None:
    assert _groups("a\n\nb") == [1, 2]
    assert len(set(_groups("\\begin{itemize}\\item a \\item b \\begin{quote}c\\end{quote}\\end{itemize}"))) == 1
    assert len(set(_groups("\\begin{quote}a\n\nb\\end{quote}\\begin{quote}c\\end{quote}"))) == 2
    assert len(set(_groups("\\begin{tabular}{ll}a & b \\\\ c & d\\end{tabular} e"))) == 2
    assert len(set(_groups("\\epigraph{a}{b}"))) == 1


def test_formulas_fonts_and_comments_part_no_paragraph() -> None:
    for between in (
        "\\[ x \\]",
        "\\begin{align} x \\end{align}",
        "{\\small b}",
        "\n% c\n",
        "\\begin{small}b\\end{small}",
    ):
        assert len(_read(f"One {between} two").blocks) == 1, between


# ------------------------------------------------------------------ regions


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("\\begin{quote} Ahoy \\end{quote} x", [(Role.BLOCK_QUOTATION, "Ahoy", "")]),
        ("\\begin{quote} Ahoy x", []),
        ("\\newenvironment{pull}[1]{\\begin{quote}}{\\end{quote}} \\begin{pull} Ahoy \\end{pull}",
         [(Role.BLOCK_QUOTATION, "Ahoy", "")]),
        ("\\begin{displayquote}[The Post][.] Ahoy \\end{displayquote}", [(Role.BLOCK_QUOTATION, "The Post Ahoy", "")]),
        ("\\epigraph{Ahoy}{The Post} x", [(Role.BLOCK_QUOTATION, "Ahoy The Post", "")]),
        ("\\blockquote[The Post]{Ahoy}. x", [(Role.BLOCK_QUOTATION, "The Post Ahoy.", "")]),
        ("\\enquote{a \\enquote*{b} c}", [(Role.QUOTATION, "a ‘b’ c", ""), (Role.QUOTATION, "b", "")]),
        ("\\foreignquote{french}{Oh}", [(Role.QUOTATION, "Oh", "")]),
        ("\\textquote[The Post][!]{Ahoy}", [(Role.QUOTATION, "Ahoy", ""), (Role.CITE, "The Post", "")]),
        ("\\textcquote[see][3]{k}[.]{Ahoy}",
         [(Role.QUOTATION, "Ahoy", ""), (Role.CITE, "see", ""), (Role.CITE, "3", ""), (Role.CITATION, "", "k")]),
        ("\\begin{displaycquote}{k} a\n\nb\\end{displaycquote}",
         [(Role.BLOCK_QUOTATION, "a b", ""), (Role.CITATION, "", "k"), (Role.CITATION, "", "k")]),
        ("\\href[x]{https://x.example/a\\%20b\\#c}{text} \\url{https://y.example/~z}",
         [(Role.LINK, "text", "https://x.example/a%20b#c"),
          (Role.LINK, "https://y.example/~z", "https://y.example/~z")]),
        ("\\verb|a b| \\begin{verbatim} c \\end{verbatim}", [(Role.CODE, "a b", ""), (Role.CODE, "", "")]),
    ],
)  # fmt: skip
def test_roles_are_seen(source: str, expected: list[tuple[Role, str, str]]) -> None:
    roles = (Role.BLOCK_QUOTATION, Role.QUOTATION, Role.CITE, Role.CITATION, Role.LINK, Role.CODE)
    assert _regions(source, *roles) == expected


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("\\cite{a}", ["a"]), ("\\citep[p.~5]{a, b:c_d}", ["a", "b:c_d"]), ("\\citet*[see][ch. 2]{a}", ["a"]),
        ("\\parencite{a}", ["a"]), ("\\Textcite{a}", ["a"]), ("\\footcite[3]{a}", ["a"]), ("\\citeauthor{a}", ["a"]),
        ("\\autocites[1]{a}[2]{b}{c}", ["a", "b", "c"]), ("\\fullcite{a}", ["a"]), ("\\nocite{a}", []),
        ("\\cite", []), ("\\cite{}", []), ("\\verb|\\cite{a}|", []), ("% \\cite{a}\n", []),
        ("\\textbackslash cite\\{a\\}", []),
    ],
)  # fmt: skip
def test_each_key_of_a_citation_is_one(command: str, keys: list[str]) -> None:
    assert [value for _, _, value in _regions(f"Ahoy {command} x", Role.CITATION)] == keys


def test_text_that_is_not_printed_is_hidden() -> None:
    for source in (
        "a \\phantom{Ahoy} b",
        "a \\textcolor{white}{Ahoy} b",
        "\\newcommand{\\no}[1]{} a \\no{Ahoy} b",
        "\\NewDocumentCommand\\no{m}{\\relax} a \\no{Ahoy} b",
    ):
        assert _regions(source, Role.HIDDEN) == [(Role.HIDDEN, "Ahoy", "")], source
    for source in ("\\textcolor{red}{Ahoy}", "\\newcommand{\\yes}[1]{\\foo{#1}} \\yes{Ahoy}"):
        assert _regions(source, Role.HIDDEN) == [], source


def test_a_command_with_another_name_means_the_same() -> None:
    source = "\\newcommand{\\src}[1]{\\footnote{#1}}\\newcommand\\says[1]{\\src{#1}} Sunk.\\says{The Post.}"
    assert _regions(source, Role.FOOTNOTE) == [(Role.FOOTNOTE, "The Post.", "1")]
    source = "\\newcommand{\\key}[1]{\\parencite{#1}} Sunk \\key{a}."
    assert _regions(source, Role.CITATION) == [(Role.CITATION, "", "a")]


def test_what_is_said_beside_a_key_is_prose() -> None:
    assert _words("So~\\cite[see][p.~5]{a}.") == "So (see) (p. 5)."


def test_a_footnote_and_its_mark_have_one_label() -> None:
    mark, text = Role.FOOTNOTE_REFERENCE, Role.FOOTNOTE
    for source, expected in (
        ("Sunk.\\footnote{The Post.}", [(mark, "", "1"), (text, "The Post.", "1")]),
        ("Sunk\\footnote{The Post.} at dawn", [(mark, "", "1"), (text, "The Post.", "1")]),
        ("Sunk\\footnotemark[4] a\n\n\\footnotetext[4]{The Post.}", [(mark, "", "4"), (text, "The Post.", "4")]),
        ("Sunk\\footnotemark{} a\n\n\\footnotetext{The Post.}", [(mark, "", "1"), (text, "The Post.", "1")]),
        ("Sunk\\endnote{The Post.}", [(mark, "", "e1"), (text, "The Post.", "e1")]),
        ("\\footnotetext[4]{The Post.}", [(text, "The Post.", "4")]),
        ("Sunk\\cite{a}.\\begin{thebibliography}{9}\\bibitem[P]{a} The Post.\\bibitem{b} B\\end{thebibliography}",
         [(mark, "", "[a]"), (text, "The Post.", "[a]"), (text, "B", "[b]")]),
    ):  # fmt: skip
        assert _regions(source, mark, text) == expected, source


def test_a_footnote_at_the_end_of_its_paragraph_is_a_block_and_one_in_its_midst_is_not() -> None:
    assert _blocks("Sunk.\\footnote{Post.}\n\nAll") == [
        (BlockKind.PARAGRAPH, "Sunk."), (BlockKind.FOOTNOTE, "Post."), (BlockKind.PARAGRAPH, "All"),
    ]  # fmt: skip
    assert _blocks("Sunk\\footnote{a}\\footnote{b}, all") == [(BlockKind.PARAGRAPH, "Sunk a b , all")]
    assert len(_blocks("Sunk\\footnote{a}\\footnote{b}\n\nAll")) == 4
    assert _blocks("\\enquote{Sunk\\footnote{Post.}} at dawn") == [(BlockKind.PARAGRAPH, "“Sunk Post. ” at dawn")]
    assert _blocks("``Sunk\\footnote{Post.} at dawn''") == [(BlockKind.PARAGRAPH, "“Sunk Post. at dawn”")]


def test_a_mark_stands_behind_the_word_before_it() -> None:
    reading = _read("``Sunk.''~\\cite{a}\n\nNext")
    (mark,) = (region for region in reading.regions if region.role is Role.CITATION)
    assert reading.prose[: mark.prose.start] == "“Sunk.”"
    reading = _read("Sunk.\n\n\\cite{a} says so")
    (mark,) = (region for region in reading.regions if region.role is Role.CITATION)
    assert reading.prose[mark.prose.start :] == "says so"


def test_comments_are_kept_with_what_they_say() -> None:
    source = (
        "% reusecheck: allow post: a contract,\n%% until 2027\nAhoy % trailing\n\\begin{comment}\nb\\end{comment}\n"
    )
    assert _regions(source, Role.COMMENT) == [
        (Role.COMMENT, "", " reusecheck: allow post: a contract,\n until 2027"),
        (Role.COMMENT, "", " trailing"),
        (Role.COMMENT, "", "\nb"),
    ]
    for hidden in ("\\foo[% c\n]{x}", "\\newcommand{\\x}{% c\n}", "\\documentclass{a}% c\n\\begin{document}x"):
        assert _regions(hidden, Role.COMMENT) == [(Role.COMMENT, "", " c")], hidden
    assert _regions("\\iffalse b\\fi{} 5\\% \\verb|% c|", Role.COMMENT) == [(Role.COMMENT, "", " b")]


def test_a_document_describes_itself() -> None:
    source = r"""\documentclass{article}
\title{A \emph{Boat}\thanks{First published in The Post.}}
\author{Ada Quill\thanks{x} \\ Harbour \and Tom Pell}
\date{3 May 2025} \addbibresource[label=x]{a.bib}
\begin{document} \maketitle Body \bibliography{b, c/d.bib} \end{document}"""
    reading = _read(source)
    assert [(entry.key, entry.value) for entry in reading.meta] == [
        ("title", "A Boat"), ("author", "Ada Quill"), ("author", "Tom Pell"), ("date", "3 May 2025"),
        ("bibliography", "a.bib"), ("bibliography", "b.bib"), ("bibliography", "c/d.bib"),
    ]  # fmt: skip
    assert [source[e.source.start : e.source.stop] for e in reading.meta[-2:]] == ["b", "c/d.bib"]
    assert describe(reading.meta).title == "A Boat"
    assert _words(source) == "First published in The Post. x Body"


@pytest.mark.parametrize(
    "source", [r"\color{white}", r"\color{white} x", r"{\color{white} x", r"a \color{white} x \color{black}"]
)
def test_white_letters_that_no_group_ends(source: str) -> None:
    hidden = [region for region in read_latex(source).regions if region.role is Role.HIDDEN]
    assert len(hidden) == 1
