"""What hypothesis draws: words of a small alphabet, and prose wrapped in markup."""

from __future__ import annotations

from hypothesis import strategies as st

# few and short, so that repeats happen; some not ASCII, one astral, one with a combining mark
WORDS = ("ferry", "dawn", "of", "a", "x", "née", "море", "𝔖ee", "e\u0301tat", "re", "12")

# Markdown that CommonMark, tables and strikethrough define; markdown-it-py is the authority on it
INLINE = (
    "*", "**", "***", "_", "__", "~~", "`", "``", "[", "]", "![", "](", "](/u)", '](/u "t")', "](<a b>)", "[a]",
    "[dawn]", "[]", "(", ")", "\\", "\\*", "\\[", "&amp;", "&#65;", "&nope;", "&", "<b>", "</b>", "<br>",
    "<br/>", "<i class='x'>", "</i>", "<!-- of -->", "<!--", "-->", "<", ">", "!", "-", ".", ",", "'", '"', "|",
    "\\|", "#", "=", "+", "1.", " ", " ", " ", "  ", "\t", "\xa0", "“", "”",
)  # fmt: skip
PREFIXES = (
    "", "", "", "", "", "> ", "> ", ">", "> > ", "- ", "* ", "+ ", "1. ", "2) ", "    ", "  ", "   ", "\t",
    "# ", "## ", "-   ", "- > ", "> - ", "-\t", ">\t", "      ",
)  # fmt: skip
WHOLE_LINES = (
    "", "", "", "", ">", "-", "***", "---", "===", "- - -", "```", "~~~", "````", "``` x", "| a | x |",
    "|---|---|", "| --- |", "ferry | dawn", "--- | :-:", "[a]: /u\n", "[dawn]: <x y> 'a'\n", "[a]:\n/u\n",
    "<div>", "</div>", "<!-- of", "-->", "<p>dawn</p>", "<pre>", "</pre>", "<b>", "</b>", "<script>",
    "</script>", "> ```", "- ```", "  ```", "    ```", "#", "## a ##", "<?x", "?>", "<style>", "</style>",
)  # fmt: skip

# Markup that goes beyond: front matter, footnotes, citations, site generators, MDX
EXTENSIONS = (
    "[^1]", "[^1]: ", "^[", "[@a]", "[@a; @x, p. 3]", "@ferry", "a@x.de", "https://x.de/a", "<https://x.de>",
    "www.x.de/a", "{{< a >}}", "{{% x %}}", "{% a %}", "{{ a }}", "{#a}", "{: .a}", "{/* of */}", "{{", "{",
    "}", "::: note", ":::", "> [!NOTE]", "> [!tip] of", "---", "+++", "title: a", "title = 'a'", '{"a": 1}',
    "<cite>", "</cite>", "<q cite='/u'>", "</q>", "<blockquote cite=/u>", "</blockquote>", "<div hidden>",
    "</div>", "<span style='display:none'>", "</span>", "<a href='/u'>", "</a>", "<figure>", "<figcaption>",
    "</figcaption>", "</figure>", "<Note kind={a}>", "</Note>", "<>", "</>", "import a from 'x'",
    "export const a = 1", "<table>", "<td>", "</td>", "</table>", "<li>", "<h2>", "<sup>", "<svg>", "~", "\x00",
    "\ufeff", "\u2028", "\x0c",
)  # fmt: skip

words = st.sampled_from(WORDS)


def _line(inline: st.SearchStrategy[str], whole: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    running = st.lists(st.one_of(words, words, inline, st.just(" ")), max_size=8).map("".join)
    return st.one_of(whole, st.builds(lambda *parts: "".join(parts), st.sampled_from(PREFIXES), running))


commonmark = st.lists(_line(st.sampled_from(INLINE), st.sampled_from(WHOLE_LINES)), max_size=12).map("\n".join)

_anything = st.sampled_from(INLINE + EXTENSIONS)
_any_line = _line(_anything, st.sampled_from(WHOLE_LINES + EXTENSIONS))
mixtures = st.builds(
    lambda ends, lines: "".join(line + end for line, end in zip(lines, ends, strict=False)),
    st.lists(st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\n"]), min_size=14, max_size=14),
    st.lists(_any_line, max_size=14),
)

# anything at all, lone surrogates too: they come out of JSON
texts = st.text(st.characters(), max_size=200)
