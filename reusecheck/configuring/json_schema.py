"""The table of keys as a JSON Schema, for editors."""

from __future__ import annotations

from reusecheck.configuring.kinds import KINDS
from reusecheck.configuring.table import ENTRY, SOURCES, TABLE, Key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12. What needs more than one value, or the disk, is not in it: ids that differ, patterns."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "reusecheck configuration",
        **_section(TABLE),
    }


def _section(keys: Mapping[str, Key]) -> dict[str, Any]:
    section = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _value(key) for name, key in keys.items() if key.kind != "later"},
    }
    required = [name for name, key in keys.items() if key.required]
    return section | ({"required": required} if required else {})


def _value(key: Key) -> dict[str, Any]:
    if key.kind == "section":
        others = {name: [other for other in key.together if other != name] for name in key.together}
        return {"description": key.about, **_section(key.keys), **({"dependentRequired": others} if others else {})}
    if key.kind == "entries":
        entry = _section(ENTRY) | {
            "oneOf": [{"required": [source]} for source in SOURCES],
            "dependentRequired": {"fields": ["jsonl"]},
        }
        return {"description": key.about, "type": "array", "minItems": 1, "items": entry}
    fragment = KINDS[key.kind].schema
    if key.is_list:
        fragment = {"type": "array", "items": fragment} | ({} if key.may_be_empty else {"minItems": 1})
    if key.may_be_null:
        fragment = {"anyOf": [fragment, {"type": "null"}]}
    return {"description": key.about, **fragment}
