"""The text that would settle a passage, in the article's own format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reusecheck.attribution.levels import Level
from reusecheck.attribution.urls import canonical_url
from reusecheck.config import Require
from reusecheck.tokens import unbroken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.levels import Attribution
    from reusecheck.documents import Document
    from reusecheck.spans import Prose, Span

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd")
_HTML = (".html", ".htm", ".xhtml")
# Marks that would close the ones put around a passage of plain text become single ones, as in print.
_INNER_MARKS = str.maketrans({"“": "‘", "”": "’", '"': "’", "„": "‚"})


def settles(attribution: Attribution, require: Require) -> bool:
    """Whether the passage is settled (CONTRACT section 4)."""
    if require is Require.CITATION_AND_QUOTATION:
        return attribution.level is Level.FULL
    return attribution.level in (Level.FULL, Level.CREDITED)


def settle(
    path: str, quoted: Sequence[str], who: Identity, attribution: Attribution, require: Require
) -> tuple[str, str]:
    """What to do, as a sentence, and the text that does it; both "" where nothing is to be settled.

    The text is a block of its own: it takes the place of the passage, with an
    empty line before and behind; below a quotation that only lacks its source
    it follows as a block. ``path`` is the article's, whose suffix says how it is
    written; ``quoted`` the words to quote, a line a paragraph: those of the
    reference, not what the article made of them. The text is "" where nothing is known by which
    the reference could be named.
    """
    if settles(attribution, require):
        return "", ""
    form = _form(path)
    line = _CREDIT_LINES[form](who)
    if not line:
        entry = f"give `credit:` names or urls to the corpus entry `{who.source}`"
        first = entry if who.source else "find out who wrote it"
        return f"Nothing is known by which this reference could be named: {first}, then quote it and name it.", ""
    name = who.outlet or who.author or who.title or "its source"
    if attribution.level is Level.QUOTED:
        return f"Name {name} below the quotation:", _BLOCKS[form].format(line)
    advice = f"Quote it and name {name}:" if attribution.level is Level.NONE else "Mark it as a quotation:"
    return advice, _QUOTATIONS[form](quoted, line, who)


def _form(path: str) -> str:
    name = path.lower()
    return "markdown" if name.endswith(_MARKDOWN) else "html" if name.endswith(_HTML) else "text"


def paragraphs(document: Document, passage: Span[Prose]) -> list[str]:
    """The prose of ``passage``, a line for each block."""
    prose = document.reading.prose
    pieces = [
        prose[max(block.prose.start, passage.start) : min(block.prose.stop, passage.stop)]
        for block in document.reading.blocks
        if block.prose.meets(passage)
    ]
    lines = [" ".join(unbroken(piece).split()) for piece in pieces or [prose[passage.start : passage.stop]]]
    return [line for line in lines if line]


# Markdown


def _markdown_credit(who: Identity) -> str:
    """``— The Guardian, [Ferry adrift](https://…)``; "" if nothing names the reference."""
    name = _markdown_text(who.outlet or who.author)
    title = _markdown_text(who.title)
    url = _address(who)
    if not (name or title or url):
        key = min(who.keys, default="")
        return f"— [@{key}]" if key else ""
    if not url:
        return "— " + ", ".join(filter(None, (name, title)))
    target = f"<{url}>" if any(c in url for c in "()\\*_") else url
    if not (name or title):
        return f"— [{_markdown_text(canonical_url(url) or url)}]({target})"
    if not title:
        return f"— [{name}]({target})"
    return f"— {name}, [{title}]({target})" if name else f"— [{title}]({target})"


def _markdown_text(text: str) -> str:
    """``text`` so that Markdown shows it as it is."""
    escaped = "".join(f"\\{c}" if c in "\\`*_[]<>#~|$&!^{}" else c for c in text)
    head, dot, tail = escaped.partition(".")
    if head.isdigit() and dot:  # 1. would begin a list
        return f"{head}\\.{tail}"
    head, parenthesis, tail = escaped.partition(")")
    if head.isdigit() and parenthesis:
        return f"{head}\\){tail}"
    return f"\\{escaped}" if escaped[:1] in ("-", "+", "=", ":") else escaped


def _markdown_quotation(paragraphs: Sequence[str], line: str, who: Identity) -> str:
    del who
    return "\n>\n".join(f"> {paragraph}" for paragraph in (*map(_markdown_text, paragraphs), line))


# HTML


def _html_credit(who: Identity) -> str:
    name, title, url = (_html_text(text) for text in (who.outlet or who.author, who.title, _address(who)))
    if not (name or title or url):
        return ""
    linked = title or name or _html_text(canonical_url(_address(who)) or _address(who))
    anchor = f'<a href="{url}">{linked}</a>' if url else linked
    return f"— <cite>{name}, {anchor}</cite>" if name and title else f"— <cite>{anchor}</cite>"


def _html_text(text: str) -> str:
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(character, entity)
    return text


def _html_quotation(paragraphs: Sequence[str], line: str, who: Identity) -> str:
    url = _html_text(_address(who))
    opening = f'<blockquote cite="{url}">' if url else "<blockquote>"
    return "\n".join([opening, *(f"<p>{_html_text(p)}</p>" for p in paragraphs), f"<p>{line}</p>", "</blockquote>"])


# Plain text


def _text_credit(who: Identity) -> str:
    parts = [part for part in (who.outlet or who.author, who.title, _address(who)) if part]
    return "— " + ", ".join(parts) if parts else ""


def _text_quotation(paragraphs: Sequence[str], line: str, who: Identity) -> str:
    """Each paragraph opens with a mark, the last one closes it, as in print."""
    del who
    quoted = [f"“{paragraph.translate(_INNER_MARKS)}" for paragraph in paragraphs]
    return "\n\n".join([*quoted[:-1], f"{quoted[-1]}”", line])


def _address(who: Identity) -> str:
    return who.url or (f"https://doi.org/{who.doi}" if who.doi else "")


_CREDIT_LINES = {"markdown": _markdown_credit, "html": _html_credit, "text": _text_credit}
_QUOTATIONS = {"markdown": _markdown_quotation, "html": _html_quotation, "text": _text_quotation}
_BLOCKS = {"markdown": "{}", "html": "<p>{}</p>", "text": "{}"}
