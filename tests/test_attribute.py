"""What ``reusecheck attribute`` puts in settles the passage wherever it stands, and no other byte changes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reusecheck import pipeline
from reusecheck.config import Require
from reusecheck.configuring import load_config
from reusecheck.crediting import Crediting
from reusecheck.edits import edited
from reusecheck.judging import Manner
from tests.attributing import EVERY_FORMAT, FILLER, FORMATS, PART, PLACES, Desk, agree, ask, filled
from tests.room import CLEAN, PASSAGE
from tests.strategies import mixtures

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


# The lines of a heading and of a drawn table must keep their length, a table of values has marks of its own, and
# words that are struck out are none that marks could quote
UNMARKED = {"rst heading", "rst grid", "rst csv table", "md strikethrough"}


@pytest.mark.parametrize("require", tuple(Require))
@pytest.mark.parametrize("name", PLACES)
def test_wherever_the_passage_stands_it_is_settled(desk: Desk, name: str, require: Require) -> None:
    path, text = filled(name)
    asked = ask(desk.at[require], path, text.encode())
    assert asked is not None
    if name in UNMARKED and require is Require.CITATION_AND_QUOTATION:
        assert asked.credited is None
        return
    agree(desk.at[require], asked, text.encode())


DRESSES: dict[str, Callable[[str], bytes]] = {
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "cr": lambda text: text.replace("\n", "\r").encode(),
    "mixed": lambda text: re.sub("\n\n", "\r\n\n", text).encode(),
    "bom": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "utf-16": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16 be, crlf": lambda text: b"\xfe\xff" + text.replace("\n", "\r\n").encode("utf-16-be"),
    "no last line end": lambda text: text.rstrip("\n").encode(),
    "many last line ends": lambda text: (text + "\n\n\n").encode(),
    "latin-1 bytes": lambda text: text.encode().replace(FILLER.encode(), b"caf\xe9 \xff " + FILLER.encode()),
    "astral": lambda text: text.replace(FILLER, f"𝔖ee and 東京, e\u0301tat {FILLER}").encode(),
}


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("name", PLACES)
def test_line_ends_and_encodings_stay_as_they_are(desk: Desk, name: str, dress: str) -> None:
    path, text = filled(name)
    content = DRESSES[dress](text)
    crediting = desk.at[Require.CITATION]
    asked = ask(crediting, path, content)
    assert asked is not None
    agree(crediting, asked, content)
    assert asked.credited is not None
    put_in = "".join(insertion.text for insertion in asked.credited.insertions)
    ends = set(re.findall("\r\n|\r|\n", put_in))
    wanted = {"crlf": {"\r\n"}, "cr": {"\r"}, "utf-16 be, crlf": {"\r\n"}, "mixed": {"\r\n", "\n"}}.get(dress, {"\n"})
    assert ends <= wanted


def test_a_nested_quotation_goes_on_with_the_marks_of_its_container(desk: Desk) -> None:
    path, text = filled("md nested quotation")
    asked = ask(desk.at[Require.CITATION], path, text.encode())
    assert asked is not None
    assert asked.credited is not None
    [insertion] = asked.credited.insertions
    assert insertion.text == "\n> >\n> > — The Plover, [The bus that listens](https://plover.example/2025/bus)"


def put_in(desk: Desk, name: str, require: Require = Require.CITATION) -> str:
    """The article afterwards, the passage as …."""
    path, text = filled(name)
    asked = ask(desk.at[require], path, text.encode())
    assert asked is not None
    assert asked.credited is not None, asked.tried
    after = edited(text, asked.credited.insertions).removeprefix(FILLER).strip()
    return after.replace(PASSAGE.removesuffix("."), "…").replace(PART, "…")


EXPECTED = {
    ("md paragraph", Require.CITATION): (
        "> ….\n>\n> — The Plover, [The bus that listens](https://plover.example/2025/bus)"
    ),
    ("md part", Require.CITATION): (
        "then …,[^1] and so on to the end of it.\n\n"
        "[^1]: The Plover, [The bus that listens](https://plover.example/2025/bus)"
    ),
    ("md part", Require.CITATION_AND_QUOTATION): "then “…”,[^1] and so on",
    ("md emphasis", Require.CITATION_AND_QUOTATION): "then “**…**”,[^1] and so on",
    ("md link", Require.CITATION): "[…](https://elsewhere.example/x),[^1] and so on",
    ("md cell", Require.CITATION): "| ….[^1] | of ours |".replace(".", "", 1),
    ("md notes", Require.CITATION): "Ours.[^1] Then …,[^2] and so on.\n\n[^1]: A note of ours.\n[^2]: The Plover",
    ("md named notes", Require.CITATION): "Then …,[^plover-2] and",
    ("md heading", Require.CITATION): "# …\n\n— The Plover, [The bus",
    ("md setext", Require.CITATION): "…\n===\n\n— The Plover, [The bus",
    ("html paragraph", Require.CITATION): (
        '\t<blockquote cite="https://plover.example/2025/bus">\n'
        "\t<p class='x'>….</p>\n"
        '\t<p>— <cite>The Plover, <a href="https://plover.example/2025/bus">The bus that listens</a></cite></p>\n'
        "\t</blockquote>\n"
    ),
    ("html part", Require.CITATION_AND_QUOTATION): (
        '<q cite="https://plover.example/2025/bus"><em>…</em></q> (<cite>The Plover, <a href="https'
    ),
    ("txt paragraph", Require.CITATION): (
        "  “….”\n\n  — The Plover, The bus that listens, https://plover.example/2025/bus\n\nMore"
    ),
    ("txt part", Require.CITATION): "… (The Plover, The bus that listens, https://plover.example/2025/bus), and so on.",
    ("rst paragraph", Require.CITATION): (
        "   ….\n\n   -- The Plover, `The bus that listens <https://plover.example/2025/bus>`__\n\nMore"
    ),
    ("rst part", Require.CITATION): "…, [#plover]_ and so on.\n\n.. [#plover] The Plover, `The bus that listens <https",
    ("rst notes", Require.CITATION): "then …, [#plover-8]_ and",
    ("md quotation in an item", Require.CITATION): "  > ….\n  >\n  > — The Plover, [The bus",
    ("md item of a quotation", Require.CITATION): "- > ….\n  >\n  > — The Plover, [The bus",
    ("adoc paragraph", Require.CITATION): (
        "[quote, \"The Plover\", 'https://plover.example/2025/bus[The bus that listens]']\n____\n….\n____\n\nMore"
    ),
    ("adoc part", Require.CITATION): (
        "…,footnote:[The Plover, The bus that listens, https://plover.example/2025/bus] and so on."
    ),
    ("tex abstract on one line", Require.CITATION): (
        "\\begin{abstract}\n\\begin{quote}\n….\n\n--- The Plover, \\emph{The bus that listens}, "
        "https://plover.example/2025/bus\n\\end{quote}\n\\end{abstract}\n"
    ),
    ("tex last of the document", Require.CITATION): "2025/bus\n\\end{quote}\n\\end{document}\n".strip(),
    ("tex quotation on one line", Require.CITATION): (
        "\\begin{quote}….\n\n--- The Plover, \\emph{The bus that listens}, https://plover.example/2025/bus\n\\end{quote}"
    ),
    ("md quotation that goes on", Require.CITATION): (
        "> We asked.\n> > ….\n> >\n> > — The Plover, [The bus that listens](https://plover.example/2025/bus)\n"
        ">\n> And asked again."
    ),
    ("html quotation in another", Require.CITATION): "….<p>— <cite>The Plover, <a href=",
    ("rst quotation in another", Require.CITATION): (
        "      ….\n\n      -- The Plover, `The bus that listens <https://plover.example/2025/bus>`__\n\n   And asked"
    ),
    ("html q", Require.CITATION): "then <q>….</q> (<cite>The Plover, <a href=",
    ("html q", Require.CITATION_AND_QUOTATION): "then <q>….</q> (<cite>The Plover, <a href=",
    ("md written between", Require.CITATION): "\n\nWe doubt every single word of that.\n\n",
    ("html written between", Require.CITATION): "<p>We doubt every single word of that.</p>",
    ("txt written between", Require.CITATION): "\n\nWe doubt every single word of that.\n\n",
    ("rst csv table", Require.CITATION): (
        "Ours.\n\nThe Plover, `The bus that listens <https://plover.example/2025/bus>`__:\n\n.. csv-table:: Rows\n"
    ),
    ("tex paragraph", Require.CITATION): (
        "\\begin{quote}\n….\n\n--- The Plover, \\emph{The bus that listens}, https://plover.example/2025/bus\n"
        "\\end{quote}\n\nMore"
    ),
    ("tex part", Require.CITATION): (
        "…,\\footnote{The Plover, \\emph{The bus that listens}, https://plover.example/2025/bus} and so on."
    ),
    ("tex part", Require.CITATION_AND_QUOTATION): "``…'',\\footnote{",
}


@pytest.mark.parametrize(("name", "require"), [one for one in EXPECTED if one[0] in PLACES])
def test_the_form_is_the_one_an_editor_would_choose(desk: Desk, name: str, require: Require) -> None:
    assert EXPECTED[name, require] in put_in(desk, name, require)


# ---- whatever is around it


class Around(NamedTuple):
    suffix: str
    before: str
    behind: str
    between: str
    passage: str


around = st.builds(
    Around,
    st.sampled_from(FORMATS),
    mixtures,
    mixtures,
    st.sampled_from(["\n\n", "\n", " ", "> ", "\n\n- ", "\n\n> ", "\r\n\r\n", "| ", "**", "[^1]: "]),
    st.sampled_from([PASSAGE, PART, PASSAGE.replace(" the ", "\nthe ")]),
)


@pytest.mark.parametrize("require", tuple(Require))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(around)
@example(Around("md", "", "", "\n\n    ", PASSAGE))
@example(Around("md", "```\n", "", "", PASSAGE))
def test_only_insertions_and_settled_or_nothing_at_all(desk: Desk, require: Require, around: Around) -> None:
    behind = (around.between if around.between.isspace() else "") + around.behind
    text = f"{FILLER}\n\n{around.before}{around.between}{around.passage}{behind}"
    content = text.replace("\0", "").encode("utf-8", "surrogatepass")
    asked = ask(desk.at[require], f"content/a.{around.suffix}", content)
    if asked is not None and asked.credited is not None:
        agree(desk.at[require], asked, content)


hostile = st.text(
    st.sampled_from("abÉ東 *_[]()<>&\\`#.-1|'\"!~:/{}$%^@=+\t\x1b\u202e\x00“”,;"), min_size=1, max_size=24
)


@pytest.mark.parametrize("suffix", FORMATS)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=hostile,
    title=hostile,
    url=st.sampled_from(["", "https://x.example/a)b'c<d>|e%41", "https://x.example/~a_b_#c"]),
)
def test_a_hostile_name_is_shown_as_it_is_or_nothing_is_put_in(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, name: str, title: str, url: str
) -> None:
    root = tmp_path_factory.mktemp("hostile")
    (root / "references").mkdir()
    (root / "content").mkdir()
    (root / "content/a.md").write_text(CLEAN, encoding="utf-8")
    head = json.dumps({"title": title, "site": name, "url": url})
    (root / "references/bus.md").write_text(f"{head}\n\n{PASSAGE}\n", encoding="utf-8")
    (root / "c.yaml").write_text(EVERY_FORMAT.split("    credit:")[0], encoding="utf-8")
    config = load_config(str(root / "c.yaml"))
    crediting = Crediting(config, pipeline.open_library(config), Manner())
    for place in (f"{suffix} paragraph", f"{suffix} part"):
        path, text = filled(place)
        asked = ask(crediting, path, text.encode())
        assert asked is not None
        if asked.credited is not None:
            agree(crediting, asked, text.encode())
