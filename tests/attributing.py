"""Articles in which a passage stands in all kinds of places, and what must be true of a credit that was put in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reusecheck import pipeline
from reusecheck.config import Require
from reusecheck.configuring import load_config
from reusecheck.crediting import Credited, Crediting
from reusecheck.documents import Document
from reusecheck.edits import Insertion, edited
from reusecheck.judging import Manner
from reusecheck.readers import READERS, read
from tests.room import CLEAN, CONFIGURATION, PASSAGE, REFERENCE

if TYPE_CHECKING:
    from pathlib import Path

    from reusecheck.findings import ArticleVerdict, Finding
    from tests.room import Room

PART = PASSAGE[PASSAGE.index("the children") : PASSAGE.index(", opened its doors")]
FORMATS = [suffix for suffix in ("md", "html", "txt", "rst", "adoc", "tex") if f".{suffix}" in READERS]
EVERY_FORMAT = CONFIGURATION.replace("content/**/*.{md,html,txt}", "content/**/*.{md,html,txt,rst,adoc,tex,ipynb,docx}")

# Where a passage may stand, by format: {} is the passage, or a part of it
WHOLE = {
    "md paragraph": "Own words, and a few more.\n\n{}\n\nMore of our own.\n",
    "md two paragraphs": "Own words.\n\n{0}\n\n{1}\n\nMore of our own.\n",
    "md paragraph of an item": "- An item of ours.\n\n  {}\n\n- Another.\n",
    "md quotation": "Own words.\n\n> {}\n\nMore of our own.\n",
    "md quotation in an item": "- Ours:\n  > {}\n- More.\n",
    "md item of a quotation": "- > {}\n- More.\n\nAnd more.",
    "md nested quotation": "Own words.\n\n> We asked.\n>\n> > {}\n\nMore of our own.\n",
    "md heading below": "Own words.\n\n{}\n# A heading of ours\n\nMore.\n",
    "md callout": "> [!NOTE]\n> {}\n\nMore of our own.\n",
    "md several items": "- Ours.\n- {0}\n- {1}\n",
    "md cells": "| a | b |\n|---|---|\n| {0} | {1} |\n",
    "md loose items": "1. {0}\n\n2. {1}\n",
    "html several items": "<main><ul><li>{0}</li><li>{1}</li></ul></main>\n",
    "tex on one line": "\\begin{{document}}\nOwn words. \\par {} \\par And more.\n\\end{{document}}\n",
    "md element": "Own words.\n\n<div>\n  <p>{}</p>\n</div>\n\nMore of our own.\n",
    "html paragraph": "<main><p>Own words.</p>\n\t<p class='x'>{}</p>\n<p>More of our own.</p></main>\n",
    "html two paragraphs": "<main><p>Own words.</p>\n<p>{0}</p>\n<p>{1}</p>\n<p>More of our own.</p></main>\n",
    "html emphasis": "<main><p>Own words.</p>\n<p><b>{}</b></p></main>\n",
    "html bare": "<main><p>Own words.</p>\n  {}\n</main>\n",
    "html quotation": "<main><blockquote>\n  <p>{}</p>\n</blockquote>\n<p>More of our own.</p></main>\n",
    "html div": "<main><div>{}</div><div>More of our own words.</div></main>",
    "txt paragraph": "Own words.\n\n  {}\n\nMore of our own.\n",
    "txt two paragraphs": "Own words.\n\n{0}\n\n{1}\n\nMore of our own.",
    "txt quoted": "Own words.\n\n“{}”\n\nMore of our own.\n",
    "rst paragraph": "Title\n=====\n\nOwn words.\n\n{}\n\nMore of our own.\n",
    "rst two paragraphs": "Own words.\n\n{0}\n\n{1}\n\nMore of our own.\n",
    "rst last line": "word\n {} ",
    "md last line": "Own words.\n\n> ours\n\n {} ",
    "rst behind a list": "- An item of ours.\n\n{}\n\nMore of our own.\n",
    "rst quotation": "Own words.\n\n   {}\n\nMore of our own.\n",
    "adoc paragraph": "= Title\n\nOwn words.\n\n{}\n\nMore of our own.\n",
    "adoc two paragraphs": "Own words.\n\n{0}\n\n{1}\n\nMore of our own.\n",
    "adoc quotation": "Own words.\n\n[quote]\n____\n{}\n____\n\nMore of our own.\n",
    "tex abstract on one line": (
        "\\begin{{document}}\n\\begin{{abstract}}{}\\end{{abstract}}\n\nOwn words.\n\\end{{document}}\n"
    ),
    "tex last of the document": "\\begin{{document}}\nOwn words.\n\n{}\\end{{document}}\n",
    "tex quotation on one line": (
        "\\begin{{document}}\nOwn.\n\n\\begin{{quote}}{}\\end{{quote}}\n\nOwn words.\n\\end{{document}}\n"
    ),
    "md quotation that goes on": "Ours.\n\n> We asked.\n> > {}\n>\n> And asked again.\n\nMore of our own.\n",
    "html quotation in another": (
        "<main><blockquote><p>We asked.</p><blockquote>{}</blockquote><p>And asked again.</p></blockquote></main>\n"
    ),
    "rst quotation in another": "Own words.\n\n   We asked.\n\n      {}\n\n   And asked again.\n\nMore.\n",
    "html q": "<main><p>Own words, then <q>{}</q></p></main>\n",
    "md written between": "Ours.\n\n{0}\n\nWe doubt every single word of that.\n\n{1}\n\nMore.\n",
    "html written between": "<main><p>{0}</p><p>We doubt every single word of that.</p><p>{1}</p></main>\n",
    "txt written between": "Ours.\n\n{0}\n\nWe doubt every single word of that.\n\n{1}\n\nMore.\n",
    "rst csv table": 'Ours.\n\n.. csv-table:: Rows\n   :header: a, b\n\n   "{}", ours\n\nMore of our own.\n',
    "tex paragraph": "\\begin{{document}}\nOwn words.\n\n{}\n\nMore of our own.\n\\end{{document}}\n",
    "tex two paragraphs": "\\begin{{document}}\nOwn words.\n\n{0}\n\n{1}\n\\end{{document}}\n",
    "tex quotation": "\\begin{{document}}\nOwn words.\n\n\\begin{{quote}}\n{}\n\\end{{quote}}\n\\end{{document}}\n",
}
PIECES = {
    "md part": "Own words, then {}, and so on to the end of it.\n",
    "md emphasis": "Own words, then **{}**, and so on to the end of it.\n",
    "md link": "Own words, then [{}](https://elsewhere.example/x), and so on.\n",
    "md item": "- {}\n- another of ours\n",
    "md numbered item": "7. An item.\n8. {}\n9. another of ours\n",
    "md nested item": "- ours\n  * {}\n    and more of ours, which the item goes on with\n",
    "md cell": "| a | b |\n|---|---|\n| {} | of ours |\n| more | of it |\n",
    "md heading": "# {}\n\nOwn words below it.\n",
    "md setext": "{}\n===\n\nOwn words below it.\n",
    "md notes": "Ours.[^1] Then {}, and so on.\n\n[^1]: A note of ours.\n",
    "md named notes": "Ours.[^a] Then {}, and so on.\n\n[^a]: A note of ours.\n[^plover]: Unused.\n",
    "md marked": "Own words, then “{}”, and so on.\n",
    "md footnote": "Own words.[^1]\n\n[^1]: {}, and so on.\n",
    "md element part": "Own words.\n\n<p class='x'>\nThen {}, and so on.\n</p>\n\nMore.\n",
    "md element cell": "Own words.\n\n<table><tr><td>{}</td></tr></table>\n",
    "md markdown in an element": "Own words.\n\n<div>\n\nThen {}, and so on.\n\n</div>\n",
    "md strikethrough": "Own words, then ~~{}~~.\n",
    "html caption": "<main><figure><img src='x'><figcaption>{}</figcaption></figure></main>\n",
    "html definition": "<main><dl><dt>word</dt><dd>{}</dd></dl></main>\n",
    "rst heading": "{0}\n{1}\n\nOwn words below it.\n",
    "rst grid": "+-{2}-+\n| {0} |\n+-{2}-+\n",
    "rst list table": ".. list-table::\n\n   * - {}\n     - of ours\n",
    "rst definition": "word\n   {}\n\nMore.\n",
    "rst literal": "Own words ``x``, then {}.\n",
    "adoc heading": "== {}\n\nOwn words below it.\n",
    "adoc definition": "word:: {}\n",
    "tex table": (
        "\\begin{{document}}\n\\begin{{tabular}}{{ll}}\n{} & ours \\\\\nmore & x\n\\end{{tabular}}\n\\end{{document}}\n"
    ),
    "tex section": "\\begin{{document}}\n\\section{{{}}}\nOwn words below it.\n\\end{{document}}\n",
    "tex footnote": "\\begin{{document}}\nOurs.\\footnote{{{}}} More.\n\\end{{document}}\n",
    "html part": "<main><p>Own words, then <em>{}</em>, and so on.</p></main>\n",
    "html item": "<main><ul><li>{}</li><li>another</li></ul></main>\n",
    "html cell": "<main><table><tr><td>{}</td><td>of ours</td></tr></table></main>\n",
    "html heading": "<main><h2>{}</h2><p>Own words.</p></main>\n",
    "html link": "<main><p>Own words, <a href='https://elsewhere.example'>then {}</a>, and so on.</p></main>\n",
    "html bold before": "<main><p>Own words, <b>and then {}</b>, and so on.</p></main>\n",
    "html bold behind": "<main><p>Own words, <b>{}, and so</b> on.</p></main>\n",
    "html link behind": "<main><p>Own words, <a href='https://elsewhere.example'>{}, and so</a> on.</p></main>\n",
    "md link before": "Own words, [then {}](https://elsewhere.example/x), and so on.\n",
    "md link behind": "Own words, then [{}, and](https://elsewhere.example/x) so on.\n",
    "txt part": "Own words, then {}, and so on.\n",
    "txt end": "Own words of ours, then {}",
    "rst part": "Own words, then {}, and so on.\n",
    "rst notes": "Ours [#plover]_, then {}, and [#plover-7]_ so on.\n\n.. [#plover] A.\n.. [#plover-7] B.\n",
    "rst emphasis": "Own words, then *{}*, and so on.\n",
    "rst item": "- {}\n- another of ours\n",
    "adoc part": "Own words, then {}, and so on.\n",
    "adoc item": "* {}\n* another of ours\n",
    "adoc cell": "|===\n| {} | of ours\n| more | of it\n|===\n",
    "tex part": "\\begin{{document}}\nOwn words, then {}, and so on.\n\\end{{document}}\n",
    "tex emphasis": "\\begin{{document}}\nOwn words, then \\emph{{{}}}, and so on.\n\\end{{document}}\n",
    "tex item": (
        "\\begin{{document}}\n\\begin{{itemize}}\n\\item {}\n\\item another\n\\end{{itemize}}\n\\end{{document}}\n"
    ),
}
HALVES = (PASSAGE[: PASSAGE.index("and so the")].rstrip(), PASSAGE[PASSAGE.index("and so the") :])
PLACES = {
    **{name: text.format(*(HALVES if "{1}" in text else (PASSAGE,))) for name, text in WHOLE.items()},
    **{name: text.format(PART, "=" * len(PART), "-" * len(PART)) for name, text in PIECES.items()},
}
PLACES = {name: text for name, text in PLACES.items() if name.split()[0] in FORMATS}
# More of our own behind it, so that no quotation is half of the article
FILLER = re.sub("[#\n]+", " ", CLEAN).strip()


def filled(name: str) -> tuple[str, str]:
    """The path and the text of the article of this name."""
    suffix = name.split(maxsplit=1)[0]
    text = PLACES[name]
    if suffix == "html":
        return f"content/a.{suffix}", text.replace("<main>", f"<main><p>{FILLER}</p>")
    if suffix == "tex":
        return f"content/a.{suffix}", text.replace("\\begin{document}\n", f"\\begin{{document}}\n{FILLER}\n\n")
    if text.startswith(("Title", "= Title")):
        head, _, rest = text.partition("\n\n")
        return f"content/a.{suffix}", f"{head}\n\n{FILLER}\n\n{rest}"
    return f"content/a.{suffix}", f"{FILLER}\n\n{text}"


class Desk:
    """The references indexed once; articles are judged in memory."""

    def __init__(self, root: Path) -> None:
        (root / "references").mkdir()
        (root / "content").mkdir()
        (root / "content/a.md").write_text(CLEAN, encoding="utf-8")
        (root / "references/bus.md").write_text(REFERENCE, encoding="utf-8")
        self.at: dict[Require, Crediting] = {}
        for require in Require:
            path = root / f"{require.name}.yaml"
            path.write_text(f"{EVERY_FORMAT}attribution: {{require: {require.value}}}\n", encoding="utf-8")
            config = load_config(str(path))
            self.at[require] = Crediting(config, pipeline.open_library(config), Manner())


class Asked(NamedTuple):
    document: Document
    article: ArticleVerdict
    finding: Finding
    credited: Credited | None
    tried: list[str]


def ask(crediting: Crediting, path: str, content: bytes) -> Asked | None:
    """What settles the first open finding; None if there is none."""
    document = read(path, content)
    assert isinstance(document, Document)
    article = crediting.judge(document)
    finding = next((found for found in article.findings if found.reason.is_open), None)
    if finding is None:
        return None
    credited, tried = crediting.settle(document, content, article, finding)
    return Asked(document, article, finding, credited, [f"{one.form}: {one.why}" for one in tried])


def without(text: str, insertions: tuple[Insertion, ...]) -> str:
    """``text`` after the insertions, with what they put in taken out again."""
    for insertion in insertions:  # ascending, so that all before it is as it was
        behind = insertion.at + len(insertion.text)
        assert text[insertion.at : behind] == insertion.text
        text = text[: insertion.at] + text[behind:]
    return text


def agree(crediting: Crediting, asked: Asked, content: bytes) -> None:
    """Only insertions, no other byte touched, the passage settled and nothing else worse."""
    credited = asked.credited
    assert credited is not None, asked.tried
    after = read(asked.document.path, credited.content)
    assert isinstance(after, Document)
    assert after.source == edited(asked.document.source, credited.insertions)
    assert without(after.source, credited.insertions) == asked.document.source
    assert is_subsequence(content, credited.content)
    verdict = crediting.judge(after)
    assert not [found for found in verdict.findings if found.key == asked.finding.key and found.reason.is_open]
    assert verdict.unattributed_words < asked.article.unattributed_words
    assert verdict.outcome.rank <= asked.article.outcome.rank


def is_subsequence(less: bytes, more: bytes) -> bool:
    """Whether ``more`` is ``less`` with bytes put in."""
    at = 0
    for byte in less:
        at = more.find(byte, at) + 1
        if not at:
            return False
    return True


def key_of(room: Room, path: str) -> str:
    """The key of the article's first finding."""
    return str(room.findings(path)[0]["key"])
