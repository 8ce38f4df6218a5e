"""Finds passages that articles share with references, and whether their source is named.

``compare(article, reference)`` scores two texts; ``check(paths, config)`` judges
articles as the hook does. Both return the values that the reports are made of.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.config import Config
    from reusecheck.configuring import load_config
    from reusecheck.errors import ConfigError, IndexUnusableError, NotJudgedError, ReuseCheckError, UsageError
    from reusecheck.findings import ArticleVerdict, Finding, Verdict
    from reusecheck.library import check, compare

__version__ = "0.1.0"

__all__ = [
    "ArticleVerdict",
    "Config",
    "ConfigError",
    "Finding",
    "IndexUnusableError",
    "NotJudgedError",
    "ReuseCheckError",
    "UsageError",
    "Verdict",
    "check",
    "compare",
    "load_config",
]

_HOMES = {
    "Config": "config",
    "load_config": "configuring",
    "check": "library",
    "compare": "library",
    "ArticleVerdict": "findings",
    "Finding": "findings",
    "Verdict": "findings",
}


def __getattr__(name: str) -> object:
    """Names of the library are imported when they are asked for: the command line pays for none it does not use."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - see above

    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
