"""Every key of ``.reusecheck.yaml``: the one table that validation and the JSON Schema come from."""

from __future__ import annotations

from reusecheck.values import NamedTuple


class Key(NamedTuple):
    """``kind`` is one of ``kinds.KINDS``, of the value or of each in a list; or ``section``, ``entries``, ``later``.

    ``later`` is a key the contract names and this version cannot honour: taking
    it in silence would promise a check that does not happen. Of the keys that stand ``together`` in a section, none
    means anything without the others.
    """

    kind: str
    about: str
    is_list: bool = False
    may_be_null: bool = False
    may_be_empty: bool = False
    required: bool = False
    keys: dict[str, Key] = {}  # noqa: RUF012 - never written to
    together: tuple[str, ...] = ()


def _later(about: str) -> Key:
    return Key("later", about)


LIMITS = {
    "share": Key("percentage", "unattributed overlap as share of the article's words", may_be_null=True),
    "share_from_words": Key("count", "the share counts once the overlap has so many words"),
    "passage_words": Key("count", "matched words of one unattributed passage", may_be_null=True),
    "quoted_share": Key(
        "percentage", "attributed overlap with references whose licence does not allow it", may_be_null=True
    ),
}

SOURCES = ("files", "jsonl")
LATER_SOURCES = ("git", "csv", "parquet", "sql", "feed", "warc")

ENTRY = {
    "id": Key("id", "goes into the keys of findings: keep it stable", required=True),
    "files": Key("pattern", "reference files, a file each", is_list=True),
    "jsonl": Key("pattern", "files of JSON lines (.jsonl, .jsonl.gz), a reference each line", is_list=True),
    **{name: _later(f"references from {name}") for name in LATER_SOURCES},
    "fields": Key(
        "section",
        "names of the fields in a line of JSON",
        keys={
            name: Key("text", f"the field that holds the {about}")
            for name, about in {
                "id": "id", "title": "title", "url": "URL", "author": "author", "text": "text",
            }.items()
        },
    ),
    "credit": Key(
        "section",
        "how an article may name this source",
        keys={
            "names": Key("text", "names of the outlet", is_list=True, may_be_empty=True),
            "urls": Key("text", "URLs or hosts", is_list=True, may_be_empty=True),
            "keys": Key("text", "citation keys", is_list=True, may_be_empty=True),
        },
    ),
    "license": Key("license", "all-rights-reserved (default), public-domain, own, or an SPDX id"),
    "limits": Key("section", "limits that hold for these references", keys=LIMITS),
    "action": Key("action", "what happens when a limit is reached"),
    "own": Key("flag", "one's own texts: reuse is a note, and no file is held against itself"),
}  # fmt: skip

TABLE = {
    "version": Key("version", "of this format", required=True),
    "articles": Key(
        "section",
        "the files that are judged",
        keys={
            "include": Key("pattern", "patterns relative to the root of the repository", is_list=True),
            "exclude": Key("pattern", "also for files named on the command line", is_list=True, may_be_empty=True),
        },
    ),
    "corpus": Key("entries", "the references, source by source", required=True, keys=ENTRY),
    "limits": Key("section", "an article that reaches one of them is blocked", keys=LIMITS),
    "detection": Key(
        "section",
        "what is looked for",
        keys={"run_words": Key("run", "every shared run of so many words is found")},
    ),
    "attribution": Key(
        "section", "what settles a passage", keys={"require": Key("require", "a citation, or quotation marks as well")}
    ),
    "templates": Key(
        "pattern", "files whose text everybody here repeats: never counted", is_list=True, may_be_empty=True
    ),
    "index": Key(
        "section",
        "where the index lives",
        keys={
            "path": Key("path", "folder of the index"),
            "refresh": Key("refresh", "auto: changed references are indexed when a check needs them; manual: never"),
            "archive": Key(
                "path", "an index that somebody else has exported: references are taken from it, not from files"
            ),
            "sha256": Key("sha256", "the checksum of that archive, as index export printed it"),
        },
        together=("archive", "sha256"),
    ),
    "baseline": Key("inner path", "the file of findings that were accepted: baseline write adds to it, nothing else"),
}
