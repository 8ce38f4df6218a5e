"""AsciiDoc that hypothesis and ``random`` draw: a few words among all marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from random import Random

WORDS = ("ferry", "dawn", "of", "a", "x", "née", "lamp", "re", "12", "Ada")
# Asciidoctor takes an address for one only behind some characters, the reader behind all but letters: hence the spaces
INLINE = (
    "*", "**", "_", "__", "`", "``", "#", "##", "^", "~", "+", "++", '"`', '`"', "'`", "`'", "\\", "[.a]", "{a}",
    "{nope}", " https://x.example/a[", " https://x.example/b ", "link:/u[", "]", "<<s,", ">>", "'", '"', ".", ",", ";",
    ":", "--", "...", "(C)", "&amp;", "&", "<", ">", "(", ")", "((", "))", "[[i]]", "pass:[", "xref:s[",
    "image:x.png[", "indexterm2:[", "|", "-", "!",
)  # fmt: skip
# what is read otherwise than Asciidoctor alone would, for good reasons
BEYOND = (
    "footnote:[", "footnote:i[", "footnote:i[]", "footnoteref:[", "cite:[a,", "<<b>>", "{b}", "+++", "stem:[", "$$",
    "kbd:[", "menu:a[", "{b}[", "{fn}", "\x00", "\x0c", "\u2028", "mailto:a[", "=", "^]", "(((", "{set:a:b}", " +\n",
)  # fmt: skip
LINES = (
    "", "", "", "", "* x", "** y", "- q", ". one", "term:: def", "term::", "+", "----", "....", "====", "****", "____",
    "--", "|===", "|a |b", "[quote, Ada, Lamp]", "[verse]", "[NOTE]", "[source]", ".Title", "== Head", "NOTE: x",
    "> q", "> -- Ada, Lamp", "-- Ada, Lamp", '"said', 'so"', "// c", "////", "'''", "<<<", "```", "[[anch]]", "[.lead]",
    ":k: v", "image::x.png[alt]", "[quote]", "[listing]", "1. one", "<1> co", "-----", "~~~~", "2+|c", "[open]",
)  # fmt: skip
BEYOND_LINES = (
    " ind", "\tind", "++++", '""', "ifdef::a[]", "ifdef::a[x]", "endif::[]", "include::a[]", "\\ifdef::a[]", "///",
    "[[[b]]] Ada", "* [[[b,2]]] Ada", "= Title", "=== Sub ===", "[comment]", "[literal]", ",===", ":===", "!===",
    'a,"b', "a|* b", ":a: b \\", ":!k:", ":fn: footnote:[{b}]", "[quote, 'a", "> > q", "> ----", ">", "[format=csv]",
    "gist::x[Ada]", '[title="T"]', "[attribution=Ada]", "---", "Ada Quill <a@x.example>", "v1.0, 2024", "[cols=a]",
)  # fmt: skip


def _line(inline: tuple[str, ...], lines: tuple[str, ...]) -> st.SearchStrategy[str]:
    running = st.lists(st.sampled_from((*WORDS, *WORDS, " ", " ", *inline)), max_size=8).map("".join)
    return st.one_of(st.sampled_from(lines), running)


documents = st.lists(_line(INLINE + BEYOND, LINES + BEYOND_LINES), max_size=14).map("\n".join)


def paragraph(random: Random) -> str:
    """Two lines that begin with a word, so that nothing but a paragraph begins there."""
    pieces = (*WORDS, *WORDS, " ", " ", " ", *INLINE)
    lines = ["".join(random.choices(pieces, k=random.randint(1, 9))).strip() for _ in range(2)]
    return ":a: alpha\n\n" + "\n".join(f"z {line}" for line in lines)


def document(random: Random) -> str:
    """Lines of words among lines of marks."""
    lines = ["intro", ""]
    for _ in range(random.randint(2, 12)):
        few = random.random() < 0.25
        lines.append(" ".join(random.choices(WORDS, k=2)) if few else random.choice(LINES))
    return "\n".join(lines)
