"""Patterns that are compiled when they are first used: an error in one must not wait for an article that needs it."""

from __future__ import annotations

import gc
import pkgutil
import re
from importlib import import_module

import pytest

import reusecheck
from reusecheck.expressions import expression


def test_every_pattern_of_the_program_compiles() -> None:
    for module in pkgutil.walk_packages(reusecheck.__path__, "reusecheck."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    lazy = [found for found in gc.get_objects() if type(found) is expression]
    assert len(lazy) > 100
    for found in lazy:
        assert re.compile(found.pattern, found.flags) is not None


def test_it_is_what_re_would_have_compiled() -> None:
    lazy = expression("(A+)b", re.IGNORECASE)
    assert [found[1] for found in lazy.finditer("aab b ab")] == ["aa", "a"]
    assert lazy.match is lazy.match  # compiled once, and no detour from then on
    assert (lazy.groups, lazy.pattern) == (1, "(A+)b")
    with pytest.raises(AttributeError):
        lazy.none  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(re.error):
        expression("(").match("")
