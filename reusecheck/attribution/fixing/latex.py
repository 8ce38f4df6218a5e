r"""LaTeX: ``\begin{quote}`` with a line that begins with a dash."""

from __future__ import annotations

from reusecheck.attribution.fixing.source import address_of, key_of, licence_of, name_of, title_of, with_licence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.attribution.identity import Identity

_ESCAPED = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",  # a straight mark by its name wants another font encoding than the plain one
    "`": r"\textasciigrave{}",
    **{c: f"\\{c}" for c in "#$%&_{}"},
}

# In the argument of another command these would mean what they always mean
_SPECIAL = frozenset("%#\\{}$^")


def credit(who: Identity, *, linked: bool = False) -> str:
    r"""Name, title and address; in letters alone unless ``linked``: not every document has a package for ``\url``."""
    title = text(title_of(who))
    # a bracket ends an address that stands in the text
    url = address_of(who).replace("(", "%28").replace(")", "%29")
    address = rf"\url{{{url}}}" if linked and url and _SPECIAL.isdisjoint(url) else text(url)
    known = ", ".join(filter(None, (text(name_of(who)), title and rf"\emph{{{title}}}", address)))
    key = key_of(who)
    if key and not known:
        return rf"\cite{{{key}}}"
    return with_licence(known, text(licence_of(who)))


def credit_line(who: Identity, *, linked: bool = False) -> str:
    said = credit(who, linked=linked)
    return said and f"--- {said}"


def block(line: str) -> str:
    return line


def quotation(paragraphs: Sequence[str], line: str, who: Identity) -> str:
    del who
    environment = "quote" if len(paragraphs) == 1 else "quotation"
    inside = "\n\n".join([*map(text, paragraphs), line])
    return f"\\begin{{{environment}}}\n{inside}\n\\end{{{environment}}}"


def text(words: str) -> str:
    """``words`` so that they are shown as they are."""
    return "".join(_ESCAPED.get(c, c) for c in words)
