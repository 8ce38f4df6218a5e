"""A configuration as YAML, all defaults filled in."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from reusecheck.config import Config, CorpusEntry, Fields, Limits


def render(config: Config) -> str:
    """The file that says what ``config`` says and loads to it again; variables are replaced already."""
    lines = [
        "version: 1",
        "articles:",
        f"  include: {_list(config.articles.include)}",
        f"  exclude: {_list(config.articles.exclude)}",
        "corpus:",
    ]
    for entry in config.corpus:
        lines += _entry(entry)
    lines += [
        f"limits: {_limits(config.limits)}",
        f"detection: {{run_words: {config.detection.run_words}}}",
        f"attribution: {{require: {config.attribution.require.value}}}",
        f"templates: {_list(config.templates)}",
        f"index: {{path: {quoted(config.index.path)}, refresh: {config.index.refresh.value}{_archive(config)}}}",
        f"baseline: {quoted(config.baseline)}",
    ]
    return "\n".join(lines) + "\n"


def _archive(config: Config) -> str:
    if not config.index.archive:
        return ""
    return f", archive: {quoted(config.index.archive)}, sha256: {quoted(config.index.sha256)}"


def _entry(entry: CorpusEntry) -> list[str]:
    source = [f"    files: {_list(entry.files)}"]
    if entry.jsonl:
        source = [f"    jsonl: {_list(entry.jsonl)}", f"    fields: {_fields(entry.fields)}"]
    credit = entry.credit
    lines = [
        f"  - id: {quoted(entry.id)}",
        *source,
        f"    credit: {{names: {_list(credit.names)}, urls: {_list(credit.urls)}, keys: {_list(credit.keys)}}}",
        f"    license: {quoted(entry.license)}",
        f"    action: {entry.action.value}",
        f"    own: {'true' if entry.own else 'false'}",
    ]
    return lines if entry.limits is None else [*lines, f"    limits: {_limits(entry.limits)}"]


def _fields(fields: Fields) -> str:
    names = ("id", "title", "url", "author", "text")
    return "{" + ", ".join(f"{name}: {quoted(getattr(fields, name))}" for name in names) + "}"


def _limits(limits: Limits) -> str:
    return (
        f"{{share: {_percentage(limits.share)}, share_from_words: {limits.share_from_words}, "
        f"passage_words: {'null' if limits.passage_words is None else limits.passage_words}, "
        f"quoted_share: {_percentage(limits.quoted_share)}}}"
    )


def _percentage(share: float | None) -> str:
    if share is None:
        return "null"
    from decimal import Decimal  # noqa: PLC0415 - of all commands, config show alone needs it

    # the shortest digits that read as the same float, never in the manner of 1e-05
    return f"{Decimal(repr(share)):f}".removesuffix(".0") + "%"


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def quoted(text: str) -> str:
    """A double-quoted scalar. What YAML would fold or refuse is escaped, so it comes back as it was."""
    return '"' + "".join(_character(character) for character in text) + '"'


def _character(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
