"""reStructuredText for hypothesis: any mixture of its marks, and documents that docutils has nothing to say against."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.strategies import WORDS

INLINE = (
    "*", "**", "``", "`", "`_", "`__", "_", "__", "|", "|_", "[1]_", "[#]_", "[*]_", "[#x]_", "[dawn]_", "`a <b>`_",
    "`a <https://x.example>`__", "<", ">", "\\", "\\ ", "\\*", "|a|", "_`", "::", "dawn_", "a__", "(", ")", "'", '"',
    ".", ",", ":", "-", "“", "”", "*of*", "**dawn**", "``a``", "`x`", ":sub:`2`", " ", " ", " ", " ", " ",
)  # fmt: skip
PREFIXES = (
    "", "", "", "", "  ", "   ", "    ", "- ", "* ", "+ ", "-\t", "1. ", "2. ", "(a) ", "#. ", "i) ", ".. ", "| ",
    ":a: ", "-a  ", "--of  ", "/V  ", "\t", ">>> ", "-- ",
)  # fmt: skip
WHOLE_LINES = (
    "", "", "", "", "", "====", "----", "~~~", "==", "..", "::", "+---+---+", "| a | x |", "+===+===+", "|   +---+",
    "=== ===", "a   x", "--- ---", "-------", ".. note::", ".. epigraph::", ".. pull-quote::", "-- dawn", ".. [1] of",
    ".. [#] a", ".. [#x] a", ".. [*] x", ".. [dawn] re", ".. _dawn: https://x.example", "__ https://x.example",
    ".. _a:", ".. _a: dawn_", ".. |a| replace:: of *x*", ".. figure:: x.png\n", ".. topic:: a", ".. rubric:: x",
    ".. compound::", ".. table:: a\n", ".. of", "text::", ">>> x", "a : x",
)  # fmt: skip
# beyond what docutils knows or calls text
EXTENSIONS = (
    ".. csv-table:: a", '   "a, x", of', '   "a', ".. list-table::", "   * - a", "     - x", ".. code::",
    ".. raw:: html", "   :class: x", "   :caption: of a", ".. card:: of dawn", ".. unknown::",
    ".. bibliography:: a.bib", ".. meta::",
    "   :a: x", ".. role:: x(raw)", ":source: dawn", "---", "title: a", ":cite:`a,b`", ":ref:`a <b>`", ":x:`a`",
    "https://x.example/a_b", "`<https://x.example>`_", "\x00", "\ufeff", "\u2028", "\x0c", "\xa0", "一二",
)  # fmt: skip

_words = st.sampled_from(WORDS)


def _line(inline: st.SearchStrategy[str], whole: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    running = st.lists(st.one_of(_words, _words, inline, st.just(" ")), max_size=8).map("".join)
    indent = st.sampled_from(["", "", "", "   ", "  "])
    return st.one_of(
        st.builds(str.__add__, indent, whole),
        st.builds(lambda *parts: "".join(parts), indent, st.sampled_from(PREFIXES), running),
    )


plain_mixtures = st.lists(_line(st.sampled_from(INLINE), st.sampled_from(WHOLE_LINES)), max_size=12).map("\n".join)

mixtures = st.builds(
    lambda ends, lines: "".join(line + end for line, end in zip(lines, ends, strict=False)),
    st.lists(st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\n"]), min_size=14, max_size=14),
    st.lists(
        _line(st.sampled_from(INLINE + EXTENSIONS), st.sampled_from(WHOLE_LINES + EXTENSIONS)),
        max_size=14,
    ),
)

# ---- documents as a writer means them

_NAMES = ("ferry", "dawn", "sea", "née", "море", "lamp", "rope")
_text = st.lists(
    st.one_of(
        st.sampled_from(_NAMES),
        st.sampled_from(_NAMES).map(lambda w: f"*{w} {w}*"),
        st.sampled_from(_NAMES).map(lambda w: f"**{w}**,"),
        st.sampled_from(_NAMES).map(lambda w: f"``{w} * {w}``"),
        st.sampled_from(_NAMES).map(lambda w: f"`{w} <https://x.example/{w}>`__"),
        st.sampled_from(_NAMES).map(lambda w: f"(:sup:`{w}`)"),
        st.sampled_from(_NAMES).map(lambda w: f"{w}\\ *{w}*\\ {w}"),
        st.sampled_from(["\\*", "|sub|", "2 * 3", "“*a*”", "https://x.example/a_b", "— x", "noted [1]_", "[Key]_."]),
    ),
    min_size=1,
    max_size=8,
).map(lambda words: "Now " + " ".join(words))


def _indented(text: str, by: str) -> str:
    return "\n".join(by + line if line else "" for line in text.split("\n"))


def _item(mark: str, text: str) -> str:
    return mark + _indented(text, " " * len(mark))[len(mark) :]


def _grid(rows: list[list[str]]) -> str:
    """A table whose cells hold what ``rows`` say, a line for each paragraph."""
    widths = [max(len(line) for row in rows for line in row[at].split("\n")) + 2 for at in range(len(rows[0]))]
    rule = "+" + "+".join("-" * width for width in widths) + "+"
    drawn = [rule]
    for row in rows:
        cells = [cell.split("\n") for cell in row]
        for number in range(max(map(len, cells))):
            pieces = (f" {cell[number] if number < len(cell) else ''}" for cell in cells)
            drawn.append("|" + "|".join(piece.ljust(width) for piece, width in zip(pieces, widths, strict=True)) + "|")
        drawn.append(rule)
    return "\n".join(drawn)


def _simple(rows: list[list[str]]) -> str:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    rule = "  ".join("=" * width for width in widths)
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([rule, lines[0], rule, *lines[1:], rule])


_cells = st.lists(st.lists(_text, min_size=2, max_size=2), min_size=2, max_size=3)
_tall = st.lists(_text, min_size=1, max_size=2).map("\n\n".join)
_two_lines = st.builds(lambda a, b: f"{a}\n{b}", _text, _text)

_leaves = st.one_of(
    _text,
    _two_lines,
    _text.map(lambda t: f".. hidden {t}"),
    _text.map(lambda t: f"Look::\n\n   {t}"),
    _text.map(lambda t: f".. code:: text\n\n   {t}"),
    _text.map(lambda t: f">>> {t}"),
    st.builds(lambda a, b: f"| {a}\n| {b}\n|     deeper {a}", _text, _text),
    st.builds(lambda a, b: f"..\n\n   {a}\n\n   -- {b}", _text, _text),
    st.builds(lambda a, b: f".. epigraph::\n\n   {a}\n\n   -- {b}\n      {a}", _text, _text),
    st.builds(lambda a, b: f".. figure:: x.png\n   :alt: of\n\n   {a}\n\n   {b}", _text, _text),
    st.builds(lambda a, b: f"-a FILE  {a}\n--of     {b}", _text, _text),
    _cells.map(_simple),
    st.lists(st.lists(st.one_of(_text, _tall), min_size=2, max_size=2), min_size=2, max_size=3).map(_grid),
    _cells.map(lambda rows: ".. list-table:: Cap\n\n" + "\n".join(f"   * - {a}\n     - {b}" for a, b in rows)),
    st.lists(st.sampled_from(_NAMES), min_size=2, max_size=2).map(
        lambda row: '.. csv-table:: Cap\n\n   "{0}, {1}", {1}\n   "{1} ""{0}""", x'.format(*row)
    ),
)


def _within(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    mark = st.sampled_from(["- ", "* ", "+ ", "#. ", "1. ", "(a) "])
    return st.one_of(
        st.builds(lambda m, t, b: _item(m, f"{t}\n\n{b}"), mark, _text, body),
        st.builds(
            lambda t, b: f"Term {t[4:9].strip('*`|:(')}\n" + _indented(b, "   "), st.sampled_from(["Now x"]), body
        ),
        st.builds(lambda t, b: f":field: {t}\n\n" + _indented(b, "   "), _text, body),
        st.builds(
            lambda n, t, b: f".. {n}:: {t}\n\n" + _indented(b, "   "),
            st.sampled_from(["note", "admonition"]),
            _text,
            body,
        ),
        st.builds(lambda t, b: f"{t}\n\n" + _indented(b, "    "), _text, body),
    )


_section = st.builds(lambda a, b: f"Head {a}\n{'-' * (len(a) + 5)}\n\n{b}", st.sampled_from(_NAMES), _text)
_blocks = st.one_of(st.recursive(_leaves, _within, max_leaves=6), _section)
_ENDING = (
    "\n\nThe end.\n\n.. |sub| replace:: of the *sea*\n.. [1] Now a note\n   over two lines.\n.. [Key] Now a work.\n"
)
documents = st.lists(_blocks, min_size=1, max_size=5).map(
    lambda parts: "Begin\n\n" + "\n\n..\n\n".join(parts) + _ENDING
)
