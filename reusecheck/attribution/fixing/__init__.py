"""How each format writes a credit and a quotation: the table suffix → form."""

from __future__ import annotations

import sys

from reusecheck.values import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from reusecheck.attribution.identity import Identity


class Form(Protocol):
    """What a module of this package offers; names and paragraphs are foreign text, escaped by the format's rules."""

    def credit(self, who: Identity, /) -> str:
        """The credit as it stands inside a sentence or a note; "" if nothing names the reference."""

    def credit_line(self, who: Identity, /) -> str:
        """The credit on a line of its own, or ""."""

    def block(self, line: str, /) -> str:
        """The credit line as a block of its own."""

    def quotation(self, paragraphs: Sequence[str], line: str, who: Identity, /) -> str:
        """The paragraphs as a quotation with its credit line, a block of its own."""


MARKDOWN, HTML, RST, ASCIIDOC, LATEX, TEXT = "markdown", "html", "rst", "asciidoc", "latex", "plaintext"
_SUFFIXES = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd", ".ipynb"), MARKDOWN),
    **dict.fromkeys((".html", ".htm", ".xhtml"), HTML),
    **dict.fromkeys((".rst", ".rest"), RST),
    **dict.fromkeys((".adoc", ".asciidoc", ".asc"), ASCIIDOC),
    **dict.fromkeys((".tex", ".latex", ".ltx"), LATEX),
}


def format_of(path: str) -> str:
    """The name of the format a path's suffix stands for: how one writes in it, whatever holds it."""
    stem, dot, suffix = path.rpartition("/")[2].rpartition(".")
    return _SUFFIXES.get((dot + suffix).lower(), TEXT) if stem else TEXT


def form_of(path: str) -> Form:
    """The form of the path's format, imported when it is used: an article has one."""
    name = f"{__name__}.{format_of(path)}"
    __import__(name)  # importlib itself is 0.4 ms
    module: Any = sys.modules[name]
    form: Form = module
    return form
