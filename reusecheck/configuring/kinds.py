"""The kinds of single values: what each wants, as a sentence, as a JSON Schema, and as code that reads it."""

from __future__ import annotations

import os
import re
from posixpath import normpath

import yaml

from reusecheck.globs import alternatives
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from reusecheck.configuring.nodes import Node

ID = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_SPDX = r"[A-Za-z0-9][A-Za-z0-9.+:-]*"
LICENSE = rf"\(*{_SPDX}\)*( (AND|OR|WITH) \(*{_SPDX}\)*)*"
OWN_LICENSES = ("all-rights-reserved", "public-domain", "own")
PERCENTAGE = r"(100(\.0+)?|[1-9]?[0-9](\.[0-9]+)?) ?%"
SHA256 = "[0-9A-Fa-f]{64}"
_LONGEST_SHOWN = 60


class WrongValue(Exception):  # noqa: N818 - caught where the place is known, and becomes a Problem there
    """A value is not what is wanted; the message says both."""


class Kind(NamedTuple):
    """``read`` raises WrongValue or PatternError, whose messages begin with "found"."""

    wants: str
    schema: dict[str, Any]
    read: Callable[[Node], Any]


def found(node: Node) -> str:
    """How a message names what stands there, with what YAML took it for where that may surprise."""
    if node.tag in ("list", "map", "null"):
        return {"list": "a list", "map": "a mapping", "null": "nothing"}[node.tag]
    shown = node.text if len(node.text) <= _LONGEST_SHOWN else node.text[: _LONGEST_SHOWN - 3] + "..."
    if node.tag == "str":
        return f'"{shown}"'
    if node.tag == "timestamp":
        return f"{shown}, which YAML reads as a date"
    if node.tag == "bool":
        return shown if shown in ("true", "false") else f"{shown}, which YAML reads as {_loaded(node.text)}"
    if node.tag in ("int", "float"):
        loaded = _loaded(node.text) if len(node.text) < _LONGEST_SHOWN else shown
        return shown if str(loaded).lower() == shown else f"{shown}, which YAML reads as {loaded}"
    return f"the tag !{node.tag.removeprefix('!')}"


def _loaded(text: str) -> object:
    loaded = yaml.safe_load(text)
    return str(loaded).lower() if isinstance(loaded, bool) else loaded


def wrong(node: Node, wants: str) -> WrongValue:
    return WrongValue(f"found {found(node)}, wants {wants}")


def read_text(node: Node, wants: str = "text") -> str:
    """A string that is not empty."""
    if node.tag in ("int", "float", "bool", "timestamp"):
        raise wrong(node, f'{wants}: put it in quotes, "{node.text[:_LONGEST_SHOWN]}"')
    if node.tag != "str" or not node.text.strip():
        raise wrong(node, wants)
    return node.text


def _read_id(node: Node) -> str:
    wants = KINDS["id"].wants
    text = read_text(node, wants)
    if not re.fullmatch(ID, text):
        raise wrong(node, wants)
    return text


def _read_license(node: Node) -> str:
    wants = KINDS["license"].wants
    text = read_text(node, wants)
    if text in OWN_LICENSES:
        return text
    # a misspelt "all-right-reserved" must not pass for a licence that allows everything
    if not re.fullmatch(LICENSE, text) or any(word in text.lower() for word in ("right", "reserv", "public", "domain")):
        raise wrong(node, wants)
    return text


def _read_percentage(node: Node) -> float:
    wants = KINDS["percentage"].wants
    text = node.text if node.tag == "str" else node.text + "%"
    if node.tag not in ("str", "int", "float") or not re.fullmatch(PERCENTAGE, text):
        raise wrong(node, wants)
    share = float(text.rstrip(" %"))
    if node.tag != "str" and 0 < share < 1:  # 0.15: fifteen percent, or a seventh of one?
        raise wrong(node, wants)
    return share


def _read_count(low: int) -> Callable[[Node], int]:
    def read(node: Node) -> int:
        # YAML 1.1 reads 012 as ten and 1:30 as ninety: take only what everybody reads alike
        plain = node.tag == "int" and re.fullmatch("0|[1-9][0-9]{0,8}", node.text)
        if not plain or int(node.text) < low:
            raise wrong(node, f"a whole number, {low} or more")
        return int(node.text)

    return read


def _read_flag(node: Node) -> bool:
    if node.tag != "bool":
        raise wrong(node, KINDS["flag"].wants)
    return node.text.lower() in ("true", "yes", "on")


def _read_choice(*choices: str) -> Callable[[Node], str]:
    def read(node: Node) -> str:
        if node.tag != "str" or node.text not in choices:
            raise wrong(node, " or ".join(choices))
        return node.text

    return read


def _read_version(node: Node) -> int:
    if node.tag != "int" or node.text != "1":
        raise wrong(node, "1, the only version there is")
    return 1


def _read_path(node: Node) -> str:
    return expand(read_text(node, KINDS["path"].wants))


def _read_inner_path(node: Node) -> str:
    wants = KINDS["inner path"].wants
    path = expand(read_text(node, wants))
    inner = normpath(path)
    if inner in (".", "..") or inner.startswith(("/", "../")):
        raise WrongValue(f'found "{path}", wants {wants}')
    return inner


def _read_pattern(node: Node) -> str:
    pattern = expand(read_text(node, KINDS["pattern"].wants))
    alternatives(pattern)  # for its errors
    return pattern


def expand(text: str) -> str:
    """``text`` with ``${NAME}`` and ``${NAME:-default}`` replaced from the environment.

    The default also stands in for a value that is empty, as in a shell. Nothing
    is replaced a second time.
    """
    pieces: list[str] = []
    done = 0
    while (start := text.find("${", done)) >= 0:
        stop = _closing(text, start + 1)
        variable = re.fullmatch(r"([A-Za-z_][A-Za-z0-9_]*)(:-(.*))?", text[start + 2 : stop], re.DOTALL)
        if variable is None or stop == len(text):
            raise WrongValue(f'found "{text[start : stop + 1]}", wants ${{NAME}} or ${{NAME:-default}}')
        name, has_default, default = variable.groups()
        value = os.environ.get(name)
        if value is None and not has_default:
            raise WrongValue(
                f"found ${{{name}}}, wants the environment variable {name} to be set, or ${{{name}:-default}}"
            )
        value = (value or default) if has_default else value or ""
        if "${" in value or not value.isprintable():
            raise WrongValue(f"found {value!a} in the environment variable {name}, wants a path")
        pieces += text[done:start], value
        done = stop + 1
    expanded = "".join([*pieces, text[done:]])
    if not expanded.strip():
        raise WrongValue(f'found "{text}", which is empty here, wants a path')
    return expanded


def _closing(text: str, at: int) -> int:
    """The place of the brace that closes the one at ``at``; the end where none does."""
    depth = 0
    for i in range(at, len(text)):
        depth += (text[i] == "{") - (text[i] == "}")
        if depth == 0:
            return i
    return len(text)


def _count(low: int) -> Kind:
    return Kind(
        f"a whole number, {low} or more", {"type": "integer", "minimum": low, "maximum": 999_999_999}, _read_count(low)
    )


def _choice(*choices: str) -> Kind:
    return Kind(" or ".join(choices), {"enum": list(choices)}, _read_choice(*choices))


def _read_sha256(node: Node) -> str:
    wants = KINDS["sha256"].wants
    if node.tag in ("int", "float"):  # 64 digits, by chance
        raise wrong(node, f"{wants}, in quotes")
    text = read_text(node, wants)
    if not re.fullmatch(SHA256, text):
        raise wrong(node, wants)
    return text.lower()


_NOT_BLANK = {"type": "string", "pattern": r"\S"}

KINDS: dict[str, Kind] = {
    "version": Kind("1", {"const": 1}, _read_version),
    "text": Kind("text", _NOT_BLANK, read_text),
    "id": Kind(
        "an id of letters, digits, '.', '_' and '-' that begins with a letter or digit",
        {"type": "string", "pattern": f"^{ID}$"},
        _read_id,
    ),
    "license": Kind(
        "all-rights-reserved, public-domain, own, or an SPDX id such as CC-BY-4.0",
        {"type": "string", "pattern": f"^{LICENSE}$"},
        _read_license,
    ),
    "percentage": Kind(
        "a percentage such as 15%",
        {
            "anyOf": [
                {"type": "string", "pattern": f"^{PERCENTAGE}$"},
                {"type": "number", "minimum": 1, "maximum": 100},
                {"const": 0},
            ]
        },
        _read_percentage,
    ),
    "count": _count(1),
    # k-grams of five words: shorter runs leave no fingerprint
    "run": _count(5),
    "flag": Kind("true or false", {"type": "boolean"}, _read_flag),
    "action": _choice("block", "warn", "note"),
    "require": _choice("citation", "citation+quotation"),
    "refresh": _choice("auto", "manual"),
    "path": Kind("a path", _NOT_BLANK, _read_path),
    "inner path": Kind("a path inside the repository, such as .reusecheck.baseline", _NOT_BLANK, _read_inner_path),
    "sha256": Kind("a SHA-256 of 64 hexadecimal digits", {"type": "string", "pattern": f"^{SHA256}$"}, _read_sha256),
    "pattern": Kind('a pattern such as "content/**/*.md"', _NOT_BLANK, _read_pattern),
}
