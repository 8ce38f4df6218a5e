"""Front matter: one more entry that says where the text comes from."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from reusecheck.attribution.fixing.source import address_of, name_of, title_of
from reusecheck.edits import Insertion
from reusecheck.readers.frontmatter import front_matter

if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.inserting.place import Place

# What may name a source (statements.FRONT_MATTER_KEYS), the plainest first; one that is taken is left alone.
_KEYS = ("source", "credit", "attribution", "via")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)")


def entry(place: Place, who: Identity) -> list[Insertion] | None:
    """``source: URL``, or the name where no address is known; None without front matter."""
    value = address_of(who) or name_of(who) or title_of(who)
    front = front_matter(place.source)
    taken = {one.key.partition(".")[0] for one in front.entries}
    name = next((key for key in _KEYS if key not in taken), None)
    if not front.stop or name is None or not value:
        return None
    newline = place.newline(0)
    # JSON's strings are strings to YAML and TOML, too; without its escapes where no scheme is broken by that
    quoted = json.dumps(value, ensure_ascii=False)
    if place.source.startswith("{"):
        is_one_line = place.source[1:].lstrip(" \t")[:1] not in "\r\n"
        return [Insertion(1, f'"{name}": {quoted}, ' if is_one_line else f'{newline}  "{name}": {quoted},')]
    if place.source.startswith("+++"):  # before the first table, which what follows it would belong to
        opening = _LINE.match(place.source)
        return opening and [Insertion(opening.end(), f"{name} = {quoted}{newline}")]
    closing = place.line_start(front.stop)
    plain = value if re.fullmatch(r"[A-Za-z][\w./:?=&+~-]*(?<!:)", value) and ": " not in value else quoted
    return [Insertion(closing, f"{name}: {plain}{newline}")]
