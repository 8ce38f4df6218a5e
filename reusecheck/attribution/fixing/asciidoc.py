"""AsciiDoc: a quote block that names its source in its attributes, or a line that begins with a dash."""

from __future__ import annotations

from reusecheck.attribution.fixing.source import address_of, credited, licence_of, name_of, title_of, with_licence
from reusecheck.expressions import expression

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.attribution.identity import Identity

# A backslash is shown where it escapes nothing, so these are written as numbers: formatting, macros, attributes, cells
_MARKUP = expression(r"[*_`#^~+\[\]{}<>|\\]|&(?=[\w#])")
# What opens a list, a block, a title or an attribute at the beginning of a line
_FIRST = frozenset("-.=:/,!;%@")


def credit(who: Identity) -> str:
    """With a link: not for places that brackets would end."""
    return credited(who, text, lambda words, url: f"{_target(url)}[{words}]", "cite:[{}]".format)


def plain_credit(who: Identity) -> str:
    """Without brackets, for footnotes."""
    known = ", ".join(filter(None, (text(name_of(who)), text(title_of(who)), _target(address_of(who)))))
    return with_licence(known, text(licence_of(who)))


def _target(url: str) -> str:
    """The address as a macro; one without a scheme needs its name."""
    safe = "".join(f"%{ord(c):02X}" if c in "[]*`#^+" and c != "#" else c for c in url)
    return safe if "://" in safe or not safe else f"link:{safe}"


def attributes(who: Identity | None) -> str:
    """``[quote, "The Guardian", 'https://guardian.example/ferry[Ferry adrift]']``: the line above a quote block.

    A value in single marks is read for macros, one in double marks is not.
    """
    if who is None:
        return "[quote]"
    name, title, url = text(name_of(who)), text(title_of(who)), _target(address_of(who))
    *values, last = [value for value in (name or title, title if name else "") if value] or [""]
    linked = f"{url}[{last}]" if url and last else last
    values = [_value(value, '"') for value in values]
    said = with_licence(linked, text(licence_of(who)))
    values += [_value(said, "'" if url else '"')] if said else []
    return f"[{', '.join(['quote', *values])}]"


def _value(escaped: str, mark: str) -> str:
    return f"{mark}{escaped.replace(mark, f'&#{ord(mark)};')}{mark}"


def credit_line(who: Identity) -> str:
    said = credit(who)
    return said and f"— {said}"


def block(line: str) -> str:
    return line


def quotation(paragraphs: Sequence[str], line: str, who: Identity) -> str:
    del who
    return "\n".join(["[quote]", "____", "\n\n".join([*(_first(text(p)) for p in paragraphs), line]), "____"])


def text(words: str) -> str:
    """``words`` so that they are shown as they are."""
    escaped = _MARKUP.sub(lambda found: f"&#{ord(found[0])};", words)
    for mark, without in (("::", "&#58;&#58;"), ("--", "&#45;&#45;"), ("((", "&#40;&#40;")):
        escaped = escaped.replace(mark, without)
    return escaped


def _first(escaped: str) -> str:
    head = escaped[:4].partition(" ")[0]
    listed = head[-1:] in (".", ")") and head[:-1].isalnum()
    if listed or escaped[:1] in _FIRST:
        return f"{{empty}}{escaped}"
    return escaped
