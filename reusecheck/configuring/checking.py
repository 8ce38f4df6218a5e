"""A tree of YAML against the table: plain values, and every problem with its place."""

from __future__ import annotations

from contextlib import suppress

from reusecheck.configuring.kinds import KINDS, WrongValue, found
from reusecheck.configuring.table import ENTRY, LATER_SOURCES, SOURCES, TABLE, Key
from reusecheck.errors import Problem
from reusecheck.globs import PatternError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from reusecheck.configuring.nodes import Node


class Checker:
    """Collects problems while it reads; what is wrong is left out of the values."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.nodes: dict[str, Node] = {}  # by where, for checks of one value against another

    def check(self, root: Node) -> dict[str, Any]:
        """The values of a whole file, by key; sections are dictionaries, entries a list of them."""
        values = self.section(root, TABLE, "")
        run_words = values.get("detection", {}).get("run_words", 8)
        limits = [("limits", values.get("limits", {}))]
        limits += [(f"{entry['where']}.limits", entry.get("limits", {})) for entry in values.get("corpus", [])]
        for where, section in limits:
            words = section.get("passage_words")
            if words is not None and words < run_words:
                message = (
                    f"found {words}, wants {run_words} or more: shorter runs are not looked for (detection.run_words)"
                )
                self.wrong(self.nodes[f"{where}.passage_words"], f"{where}.passage_words", message)
        return values

    def wrong(self, node: Node, where: str, message: str) -> None:
        self.problems.append(Problem(node.line, node.column, f"{where}: {message}" if where else message))

    def section(self, node: Node, keys: Mapping[str, Key], where: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if node.tag != "map":
            self.wrong(node, where, f"found {found(node)}, wants a mapping with some of: {_listed(keys)}")
            return values
        first: dict[str, int] = {}
        for name_node, value_node in node.pairs:
            name = name_node.text
            below = f"{where}.{name}" if where else name
            if name_node.tag != "str" or name not in keys:
                self.unknown(name_node, keys, where)
            elif name in first:
                self.wrong(name_node, below, f'found a second "{name}", wants one: the first is on line {first[name]}')
            else:
                first[name] = name_node.line
                self.nodes[below] = value_node
                self.value(name_node, value_node, keys[name], below, values)
        for name, key in keys.items():
            if key.required and name not in first:
                self.wrong(node, f"{where}.{name}" if where else name, f"found nothing, wants {_wants(key)}")
        return values

    def together(self, node: Node, key: Key, where: str) -> None:
        """Tell of keys that are missing beside others that mean nothing without them."""
        given = [name.text for name, _ in node.pairs if name.text in key.together] if node.tag == "map" else []
        for name in key.together:
            if given and name not in given:
                wants = f"{_wants(key.keys[name])} beside {given[0]}"
                self.wrong(node, f"{where}.{name}", f"found nothing, wants {wants}")

    def unknown(self, node: Node, keys: Mapping[str, Key], where: str) -> None:
        if node.text == "<<":
            self.wrong(node, where, "found the merge key <<, wants the keys written out")
            return
        import difflib  # noqa: PLC0415 - a few milliseconds that only a misspelt key is worth

        name = node.text if node.tag == "str" else found(node)
        name = name if len(name) <= 60 else name[:57] + "..."
        close = difflib.get_close_matches(name, keys, n=1, cutoff=0.6)
        elsewhere = _elsewhere(name)
        if close:
            hint = f'; did you mean "{close[0]}"?'
        else:
            hint = f"; did you mean {elsewhere}?" if elsewhere else f", wants one of: {_listed(keys)}"
        self.wrong(node, where, f'found the unknown key "{name}"{hint}')

    def value(self, name: Node, node: Node, key: Key, where: str, values: dict[str, Any]) -> None:
        """Put what ``node`` says under its key into ``values``, if it is well."""
        if key.kind == "later":
            self.wrong(name, where, f"not available in this version of reusecheck ({key.about})")
        elif key.kind == "section":
            values[name.text] = self.section(node, key.keys, where)
            self.together(node, key, where)
        elif key.kind == "entries":
            values[name.text] = self.entries(node, key, where)
        elif key.is_list:
            values[name.text] = self.several(node, key, where)
        elif key.may_be_null and node.tag == "null":
            values[name.text] = None
        else:
            try:
                values[name.text] = KINDS[key.kind].read(node)
            except (WrongValue, PatternError) as error:
                or_null = ", or null for no limit" if key.may_be_null else ""
                self.wrong(node, where, f"{error}{or_null}")

    def several(self, node: Node, key: Key, where: str) -> tuple[Any, ...]:
        if node.tag != "list":
            example = f': ["{node.text}"]' if node.tag == "str" and node.text and len(node.text) < 60 else ""
            self.wrong(node, where, f"found {found(node)}, wants a list{example}")
            return ()
        if not node.items and not key.may_be_empty:
            self.wrong(node, where, f"found an empty list, wants {KINDS[key.kind].wants}")
        read = [self.item(item, key, where) for item in node.items]
        return tuple(value for value in read if value is not None)

    def item(self, node: Node, key: Key, where: str) -> str | None:
        try:
            value: str = KINDS[key.kind].read(node)
        except (WrongValue, PatternError) as error:
            self.wrong(node, where, str(error))
            return None
        return value

    def entries(self, node: Node, key: Key, where: str) -> list[dict[str, Any]]:
        if node.tag != "list" or not node.items:
            shown = "an empty list" if node.tag == "list" else found(node)
            self.wrong(node, where, f"found {shown}, wants {_wants(key)}")
            return []
        lines: dict[str, int] = {}
        entries = []
        for number, item in enumerate(node.items):
            entry = self.entry(item, f"{where}[{number}]", where)
            name = entry.get("id")
            if name is not None and name in lines:
                message = f'found a second "{name}", wants ids that differ: the first is on line {lines[name]}'
                self.wrong(self.nodes[f"{entry['where']}.id"], f"{entry['where']}.id", message)
            elif name is not None:
                lines[name] = item.line
            entries.append(entry)
        return entries

    def entry(self, node: Node, where: str, above: str) -> dict[str, Any]:
        """An entry's values, with the ``line`` and ``where`` of messages."""
        names = [value for name, value in node.pairs if name.text == "id"]
        if names:
            # a wrong id is said when the entry's values are read; until then its number names the entry
            with suppress(WrongValue):
                where = f"{above}.{KINDS['id'].read(names[0])}"
        values = self.section(node, ENTRY, where)
        values |= {"line": node.line, "where": where}
        if node.tag == "map":
            given = [name.text for name, _ in node.pairs if name.text in SOURCES + LATER_SOURCES]
            given = list(dict.fromkeys(given))
            if len(given) != 1:
                shown = " and ".join(given) or "no source"
                self.wrong(node, where, f"found {shown}, wants exactly one of {' and '.join(SOURCES)}")
            elif "fields" in values and given == ["files"]:
                self.wrong(
                    self.nodes[f"{where}.fields"],
                    f"{where}.fields",
                    "found fields beside files, wants them beside jsonl",
                )
        return values


def _wants(key: Key) -> str:
    if key.kind == "entries":
        return 'at least one entry such as - {id: guardian, files: ["references/guardian/**/*.md"]}'
    return KINDS[key.kind].wants


def _listed(keys: Mapping[str, Key]) -> str:
    return ", ".join(name for name, key in keys.items() if key.kind != "later")


def _elsewhere(name: str) -> str:
    """Where a key of that name belongs, or ""."""
    if name in TABLE:
        return f"{name} at the top"
    sections = [f"{section}.{name}" for section, key in TABLE.items() if key.kind == "section" and name in key.keys]
    return next(iter(sections), f"{name} in an entry of corpus" if name in ENTRY else "")
