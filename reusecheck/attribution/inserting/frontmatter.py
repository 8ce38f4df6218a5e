"""Front matter: one more entry that says where the text comes from."""

from __future__ import annotations

import json
import re

from reusecheck.attribution.fixing.source import address_of, name_of, title_of
from reusecheck.edits import Insertion
from reusecheck.readers.frontmatter import front_matter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.inserting.place import Place
    from reusecheck.readers.frontmatter import FrontMatter

# What may name a source (statements.FRONT_MATTER_KEYS), the plainest first; one that is taken is left alone.
_KEYS = ("source", "credit", "attribution", "via")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)")
_NAMES = "|".join(_KEYS)
# A key of the outermost level, whatever it holds
_YAML_KEY = re.compile(rf"(?m)^[\"']?({_NAMES})[\"']?[ \t]*:")
_TOML_KEY = re.compile(rf"(?m)^[ \t]*[\"']?({_NAMES})[\"']?[ \t]*[.=]|^[ \t]*\[\[?[ \t]*({_NAMES})[ \t]*[.\]]")
_JSON_KEY = re.compile(rf'"({_NAMES})"[ \t\r\n]*:')
# The same key without a value: where one would stand, and in which marks it would
_YAML_EMPTY = re.compile(
    rf"(?m)^(?:{_NAMES})[ \t]*:(?:[ \t]+(?:\"(?P<double>)\"|'(?P<single>)'))?(?P<rest>[ \t]*)(?:[ \t]#[^\r\n]*)?\r?$"
    r"(?![\r\n]+[ \t]+[^\s#]|[\r\n]+-[ \t])"
)
_TOML_EMPTY = re.compile(rf"(?m)^(?:{_NAMES})[ \t]*=[ \t]*(?:\"(?P<double>)\"(?!\")|'(?P<single>)'(?!'))")
_JSON_EMPTY = re.compile(rf'[{{,]\s*"(?:{_NAMES})"[ \t\r\n]*:[ \t\r\n]*"(?P<double>)"')


def filled(place: Place, who: Identity) -> list[Insertion] | None:
    """The value of a key that is there and empty, for whoever wrote it shows it; None if there is none."""
    value = _value(who)
    front = front_matter(place.source)
    if not front.stop or not value:
        return None
    is_toml, is_json = place.source.startswith("+++"), place.source.startswith("{")
    head = place.source[: front.stop]
    if is_toml:
        head = re.split(r"(?m)^[ \t]*\[", head, maxsplit=1)[0]  # what follows belongs to tables
    empty = (_TOML_EMPTY if is_toml else _JSON_EMPTY if is_json else _YAML_EMPTY).search(head.replace("\r", "\n"))
    if empty is None:
        return None
    marks = next((name for name in ("double", "single") if empty.groupdict().get(name) is not None), "")
    if marks == "double":
        return [Insertion(empty.start("double"), json.dumps(value, ensure_ascii=False)[1:-1])]
    if marks == "single":
        return None if "'" in value else [Insertion(empty.start("single"), value)]
    spaced = empty["rest"] != ""
    return [Insertion(empty.start("rest") + spaced, ("" if spaced else " ") + _plain(value))]


def entry(place: Place, who: Identity) -> list[Insertion] | None:
    """``source: URL``, or the name where no address is known; None without front matter."""
    value = _value(who)
    front = front_matter(place.source)
    name = next((key for key in _KEYS if key not in _taken(place, front)), None)
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
    return [Insertion(closing, f"{name}: {_plain(value)}{newline}")]


def _value(who: Identity) -> str:
    return address_of(who) or name_of(who) or title_of(who)


def _plain(value: str) -> str:
    """A string as YAML has it, in marks where it needs them."""
    is_plain = re.fullmatch(r"[A-Za-z][\w./:?=&+~-]*(?<!:)", value) and ": " not in value
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def _taken(place: Place, front: FrontMatter) -> set[str]:
    """The keys that are there, with a value or without: a second one is no front matter any more."""
    head = place.source[: front.stop].replace("\r", "\n")
    keys = _TOML_KEY if head.startswith("+++") else _JSON_KEY if head.startswith("{") else _YAML_KEY
    written = {name for found in keys.finditer(head) for name in found.groups() if name}
    return written | {one.key.partition(".")[0] for one in front.entries}
