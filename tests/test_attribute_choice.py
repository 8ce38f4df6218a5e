"""Which form of credit ``reusecheck attribute`` chooses, and when none will do."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from reusecheck.attribution.inserting import MOST_NOTES
from tests.attributing import EVERY_FORMAT, FILLER, FORMATS, PART, key_of
from tests.room import PASSAGE, REFERENCE, Room

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    room = Room(tmp_path, monkeypatch, capsys, EVERY_FORMAT)
    room.write("references/bus.md", REFERENCE)
    return room


def with_source(**more: object) -> str:
    """The configuration, with more said of the source."""
    lines = "".join(f"    {name}: {json.dumps(value)}\n" for name, value in more.items())
    return EVERY_FORMAT + lines


HERON = (
    "Every spring tide leaves a different set of teaspoons on the sill of the boathouse, and the ferryman's daughter, "
    "who has stopped asking where they come from, polishes them in the order in which they were lost."
)
# Front of an article that cites keys, its end, a citation in a sentence, and one below a quotation
CITING = {
    "rst": (
        *("See :cite:p:`other`.\n\n", "\n.. bibliography:: refs.bib\n"),
        *(" :cite:p:`bus2025`", ":cite:`bus2025`"),
    ),
    "adoc": ("= Ours\n:bibtex-file: refs.bib\n\nSee cite:[other].\n\n", "", " cite:[bus2025]", "cite:[bus2025]"),
    "tex": ("\\bibliography{refs}\nSee \\citep{other}.\n\n", "", "~\\citep{bus2025}", "\\cite{bus2025}"),
}

URL = "https://plover.example/2025/bus"
# Front matter with a place for the source and nothing in it → the same, filled
EMPTY = {
    "---\ntitle: Ours\nsource:\n---\n\n": f"---\ntitle: Ours\nsource: {URL}\n---\n\n",
    "---\nsource: \nlang: en\n...\n\n": f"---\nsource: {URL}\nlang: en\n...\n\n",
    "---\r\nvia:  # whom we have it from\r\nlang: en\r\n---\r\n": (
        f"---\r\nvia: {URL} # whom we have it from\r\nlang: en\r\n---\r\n"
    ),
    "---\ncredit: ''\n---\n\n": f"---\ncredit: '{URL}'\n---\n\n",
    '---\ncredit: "" # x\n---\n\n': f'---\ncredit: "{URL}" # x\n---\n\n',
    "+++\ntitle = 'x'\nsource = ''\n[a]\nb = 1\n+++\n": f"+++\ntitle = 'x'\nsource = '{URL}'\n[a]\nb = 1\n+++\n",
    '{"title": "x", "source": ""}\n\n': f'{{"title": "x", "source": "{URL}"}}\n\n',
    '{\n  "source" : "",\n  "title": "x"\n}\n\n': f'{{\n  "source" : "{URL}",\n  "title": "x"\n}}\n\n',
}
# … and such as has none, or something in it
NOT_EMPTY = (
    "---\ntitle: Ours\n---\n\n",
    "---\r\nsource: x\r\n---\r\n",
    "---\nsource: ~\n---\n\n",
    "---\nsource:\n- x\n---\n\n",
    "---\r\nsource:\r\n- x\r\n---\r\n",
    "---\nsource:\n  # where\n  name: x\n---\n\n",
    "---\nphoto:\n  source:\n---\n\n",
    "+++\ntitle = 'x'\n[a]\nsource = ''\n+++\n",
    "+++\nsource = '''x'''\n+++\n",
    '{"title": "x"}\n\n',
    '{"source": null}\n\n',
)


class TestChoice:
    @pytest.mark.parametrize("head", EMPTY)
    def test_an_empty_key_of_the_front_matter_is_filled_where_most_is_the_reference(
        self, room: Room, head: str
    ) -> None:
        room.write(".reusecheck.yaml", with_source(license="CC-BY-4.0"))
        path = room.write("content/a.md", f"{head}Ours.\n\n{PASSAGE}\n".encode())
        ran = room.run("attribute", key_of(room, "content/a.md"), "--write")
        assert "put in: an entry of the front matter" in ran.out
        assert path.read_bytes().decode() == f"{EMPTY[head]}Ours.\n\n{PASSAGE}\n"
        [finding] = room.findings("content/a.md")
        assert (finding["reason"], finding["blocks"]) == ("attributed", False)

    @pytest.mark.parametrize("head", NOT_EMPTY)
    def test_readers_are_told_rather_than_the_front_matter(self, room: Room, head: str) -> None:
        room.write(".reusecheck.yaml", with_source(license="CC-BY-4.0"))
        path = room.write("content/a.md", f"{head}Ours.\n\n{PASSAGE}\n".encode())
        assert "a block quotation" in room.run("attribute", key_of(room, "content/a.md"), "--write").out
        text = path.read_bytes().decode()
        assert text.startswith(f"{head}Ours.")
        assert "> — The Plover, [The bus that listens](https://plover.example/2025/bus), CC BY 4.0" in text

    def test_a_republished_page_gets_a_line_below_rather_than_marks_before_each_of_its_lines(self, room: Room) -> None:
        room.write(".reusecheck.yaml", with_source(license="CC-BY-4.0"))
        paragraphs = [*re.split(r"(?<=,) (?=and|opened)", PASSAGE), HERON]
        room.write("references/bus.md", f"{REFERENCE}\n{chr(10).join(paragraphs)}\n")
        path = room.write("content/a.md", "---\ntitle: Ours\n---\n\n" + "\n\n".join(paragraphs) + "\n")
        assert len(paragraphs) > MOST_NOTES
        ran = room.run("attribute", key_of(room, "content/a.md"), "--write")
        assert "a credit line below" in ran.out, ran.err
        assert path.read_text(encoding="utf-8").startswith("---\ntitle: Ours\n---\n\nThe library")
        assert path.read_text(encoding="utf-8").endswith(
            f"{HERON}\n\n— The Plover, [The bus that listens](https://plover.example/2025/bus), CC BY 4.0\n"
        )

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_a_licence_that_wants_to_be_named_is_named_once(self, room: Room, suffix: str) -> None:
        room.write(".reusecheck.yaml", with_source(license="CC-BY-SA-4.0"))
        path = f"content/a.{suffix}"
        room.write(path, f"{FILLER}\n\n{PASSAGE}\n\n{FILLER}\n\nThen {PART}, and so on.\n")
        first, second = (finding["key"] for finding in room.findings(path))
        assert "CC BY-SA 4.0" in room.run("attribute", first, "--write").out
        assert "CC BY-SA 4.0" not in room.run("attribute", second, "--write").out.partition("@@")[0]
        [article] = room.judge(path)["articles"]
        assert [finding["reason"] for finding in article["findings"]] == ["attributed", "attributed"]
        assert article.get("remarks", []) == []
        assert (room.root / path).read_text(encoding="utf-8").count("CC BY-SA 4.0") == 1

    def test_front_matter_is_left_alone_where_the_passage_is_a_part(self, room: Room) -> None:
        room.write("content/a.md", f"---\ntitle: Ours\n---\n\n{FILLER}\n\n{FILLER}\n\n{PASSAGE}\n")
        ran = room.run("attribute", key_of(room, "content/a.md"))
        assert "a block quotation" in ran.out

    def test_a_citation_key_where_the_article_cites_keys(self, room: Room) -> None:
        room.write(".reusecheck.yaml", EVERY_FORMAT.replace("credit: {", "credit: {keys: [bus2025], "))
        bibliography = "@misc{bus2025, title={The bus that listens}}\n@misc{other, title={Other}}\n"
        room.write("content/refs.bib", bibliography)
        cites = "---\nbibliography: refs.bib\n---\n\nAs others say [@other].\n\n"
        room.write("content/a.md", f"{cites}{FILLER}\n\nThen {PART}, and so on.\n")
        ran = room.run("attribute", key_of(room, "content/a.md"), "--write")
        assert "a citation key" in ran.out
        assert f"Then {PART} [@bus2025], and so on." in (room.root / "content/a.md").read_text(encoding="utf-8")
        room.write("content/a.md", f"{cites}{FILLER}\n\n{PASSAGE}\n")
        assert room.run("attribute", key_of(room, "content/a.md"), "--write").code == 0
        assert (room.root / "content/a.md").read_text(encoding="utf-8").endswith(f"> {PASSAGE}\n>\n> — [@bus2025]\n")
        room.write("content/a.md", f"{FILLER}\n\nThen {PART}, and so on.\n")
        assert "a footnote" in room.run("attribute", key_of(room, "content/a.md")).out

    @pytest.mark.parametrize("suffix", CITING)
    def test_a_key_is_cited_in_the_way_of_the_format(self, room: Room, suffix: str) -> None:
        head, tail, cites, cited = CITING[suffix]
        room.write(".reusecheck.yaml", EVERY_FORMAT.replace("credit: {", "credit: {keys: [bus2025], "))
        room.write("content/refs.bib", "@misc{bus2025, title={The bus that listens}}\n@misc{other, title={Other}}\n")
        path = f"content/a.{suffix}"
        room.write(path, f"{head}{FILLER}\n\nThen {PART}, and so on.\n{tail}")
        assert "a citation key" in room.run("attribute", key_of(room, path), "--write").out
        assert f"Then {PART}{cites}, and so on." in (room.root / path).read_text(encoding="utf-8")
        room.write(path, f"{head}{FILLER}\n\n{PASSAGE}\n{tail}")
        ran = room.run("attribute", key_of(room, path), "--write")
        assert "a block quotation" in ran.out, ran.err
        assert f" {cited}\n" in (room.root / path).read_text(encoding="utf-8")
        [finding] = room.findings(path)
        assert finding["attribution"]["level"] == "full"

    @pytest.mark.parametrize("suffix", ["md", *CITING])
    def test_the_key_is_the_one_that_the_bibliography_of_the_article_has(self, room: Room, suffix: str) -> None:
        head, tail, cites, cited = CITING.get(
            suffix, ("---\nbibliography: refs.bib\n---\n\n", "", *(" [@bus2025]",) * 2)
        )
        entries = (
            "@misc{bus2025, title={Another bus}, url={https://plover.example/2025/tram}}\n"
            "@misc{halvard, title={{The} Bus that Listens}, author={Halvard, Runa}}\n@misc{other, title={Other}}\n"
        )
        room.write("content/refs.bib", entries)
        more = f"{FILLER} {FILLER}"
        path = f"content/a.{suffix}"
        for text, form, cite in ((f"Then {PART}, and so on.", "a citation key", cites), (PASSAGE, "quotation", cited)):
            room.write(path, f"{head}{more}\n\n{text}\n{tail}")
            ran = room.run("attribute", key_of(room, path), "--write")
            assert form in ran.out, ran.err
            assert cite.replace("bus2025", "halvard").strip() in (room.root / path).read_text(encoding="utf-8")
            [finding] = room.findings(path)
            assert finding["reason"] == "attributed"

    def test_a_bibliography_without_the_reference_is_not_cited(self, room: Room) -> None:
        room.write("content/refs.bib", "@misc{other, title={Other}, author={Halvard, Runa}}\n")
        room.write("content/a.md", f"---\nbibliography: refs.bib\n---\n\n{FILLER}\n\nThen {PART}, and so on.\n")
        assert "a footnote" in room.run("attribute", key_of(room, "content/a.md")).out

    @pytest.mark.parametrize(
        ("preamble", "address"),
        [
            ("\\usepackage[hidelinks]{xcolor,hyperref}", rf"\url{{{URL}}}"),
            ("\\documentclass{beamer}", rf"\url{{{URL}}}"),
            ("% \\usepackage{hyperref}", URL),
            ("\\usepackage{hyperreferee}", URL),
        ],
    )
    def test_an_address_is_a_command_where_the_document_has_it(self, room: Room, preamble: str, address: str) -> None:
        text = f"{preamble}\n\\begin{{document}}\n{FILLER}\n\n{PASSAGE}\n\\end{{document}}\n"
        path = room.write("content/a.tex", text)
        assert room.run("attribute", key_of(room, "content/a.tex"), "--write").code == 0
        assert f"listens}}, {address}\n" in path.read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        ("before", "behind", "form"),
        [
            ("\\documentclass{article}\\begin{document}", " \\end{document}\n", "a block quotation"),
            ("\\documentclass{article}\\begin{document}\\maketitle ", "\n\n\\end{document}\n", "a block quotation"),
            ("\\begin{document}\n\\section{One} ", "\n\\section{Two}\n\\end{document}\n", "a block quotation"),
            ("\\begin{document}\n\\textcolor{red}{", "}\n\\end{document}\n", "a footnote"),
            ("\\begin{document}\n\\emph{%\n", "\n}\n\\end{document}\n", "a footnote"),
            ("\\begin{document}\n{\\small%\n", "\n\\par}\n\\end{document}\n", "a block quotation"),
            ("\\begin{document}\nOurs. \\par ", "\\par\n\\end{document}\n", "a block quotation"),
            ("\\begin{document}\n\\begin{itemize}\\item ", "\\end{itemize}\n\\end{document}\n", "a footnote"),
        ],
    )
    def test_nothing_goes_before_the_document_begins(self, room: Room, before: str, behind: str, form: str) -> None:
        path = room.write(
            "content/a.tex", f"{before}{PASSAGE}{behind}".replace("\\end{document}", f"\n\n{FILLER}\n\\end{{document}}")
        )
        ran = room.run("attribute", key_of(room, "content/a.tex"), "--write")
        assert form in ran.out, ran.err
        text = path.read_text(encoding="utf-8")
        assert text.startswith(before.rstrip())
        assert text.index(PASSAGE[-30:-1]) < text.index("The Plover") < text.index("\\end{document}")

    def test_changed_words_are_credited_without_marks(self, room: Room) -> None:
        changed = PASSAGE.replace("garden gate", "front door").replace("upper", "lower")
        room.write("content/a.md", f"{FILLER}\n\n{changed}\n")
        ran = room.run("attribute", key_of(room, "content/a.md"), "--write")
        assert ran.code == 0
        assert "Its words differ from those of the source, so it is credited without quotation marks." in ran.out
        text = (room.root / "content/a.md").read_text(encoding="utf-8")
        assert f"\n{changed}[^1]\n\n[^1]: The Plover" in text

    def test_changed_words_are_marked_only_where_marks_are_required(self, room: Room) -> None:
        room.write(".reusecheck.yaml", EVERY_FORMAT + "attribution: {require: citation+quotation}\n")
        changed = PASSAGE.replace("garden gate", "front door")
        room.write("content/a.md", f"{FILLER}\n\n{changed}\n")
        ran = room.run("attribute", key_of(room, "content/a.md"), "--write")
        assert ran.code == 0
        assert "quotation marks around them misquote it" in " ".join(ran.out.split())
        assert f"> {changed}" in (room.root / "content/a.md").read_text(encoding="utf-8")

    def test_a_long_title_that_the_reference_holds_is_left_out(self, room: Room) -> None:
        title = "Why the children of the valley wait for the dog to get down the steps first"
        room.write("references/bus.md", f"---\ntitle: {title}\nsite: The Plover\n---\n\n# {title}\n\n{PASSAGE}\n")
        room.write("content/a.md", f"{FILLER}\n\n{PASSAGE}\n")
        assert room.run("attribute", key_of(room, "content/a.md"), "--write").code == 0
        assert "> — [The Plover](https://plover.example)" in (room.root / "content/a.md").read_text(encoding="utf-8")
        assert room.run("check").code == 0

    def test_the_right_source_settles_what_is_credited_to_the_wrong_one(self, room: Room) -> None:
        room.write("content/a.md", f"{FILLER}\n\n> {PASSAGE}\n>\n> — [The Heron](https://heron.example/1)\n")
        assert room.run("attribute", key_of(room, "content/a.md"), "--write").code == 0
        assert room.run("check").code == 0

    def test_what_is_credited_lacks_its_marks_alone(self, room: Room) -> None:
        room.write(".reusecheck.yaml", EVERY_FORMAT + "attribution: {require: citation+quotation}\n")
        room.write("content/a.md", f"{FILLER}\n\nFrom The Plover:\n\n{PASSAGE}\n")
        assert room.run("attribute", key_of(room, "content/a.md"), "--write").code == 0
        text = (room.root / "content/a.md").read_text(encoding="utf-8")
        assert text == f"{FILLER}\n\nFrom The Plover:\n\n> {PASSAGE}\n"

    def test_too_much_to_quote_is_not_made_good_by_a_credit(self, room: Room) -> None:
        path = room.write("content/a.md", f"Own words.\n\n{PASSAGE}\n")
        ran = room.run("attribute", key_of(room, "content/a.md"), "--write")
        assert (ran.code, ran.out) == (1, "")
        assert "nothing settles plover:" in ran.err
        assert "a block quotation: quotations would make up" in ran.err
        assert "and they block at 50 %: quote less" in ran.err
        assert path.read_text(encoding="utf-8") == f"Own words.\n\n{PASSAGE}\n"

    def test_where_nothing_names_the_reference_it_says_what_to_configure(self, room: Room) -> None:
        room.write(".reusecheck.yaml", EVERY_FORMAT.split("    credit:")[0])
        room.write("references/bus.md", PASSAGE)
        room.write("content/a.md", f"{FILLER}\n\n{PASSAGE}\n")
        ran = room.run("attribute", key_of(room, "content/a.md"), "--write")
        assert (ran.code, ran.out) == (1, "")
        assert "give `credit:` names or urls to the corpus entry `plover`" in ran.err

    @pytest.mark.parametrize("require", ["citation", "citation+quotation"])
    @pytest.mark.parametrize("suffix", FORMATS)
    def test_the_text_of_the_report_settles_it_too(self, room: Room, suffix: str, require: str) -> None:
        room.write(".reusecheck.yaml", f"{EVERY_FORMAT}attribution: {{require: {require}}}\n")
        path = f"content/a.{suffix}"
        room.write(path, f"{FILLER}\n\n{PASSAGE}\n")
        [finding] = room.findings(path)
        room.write(path, f"{FILLER}\n\n{finding['fix']}\n")
        [after] = room.findings(path)
        assert (after["reason"], after["attribution"]["level"]) == ("attributed", "full")

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_a_key_alone_is_cited_or_nothing_is_put_in(self, room: Room, suffix: str) -> None:
        room.write(".reusecheck.yaml", EVERY_FORMAT.split("    credit:")[0] + "    credit: {keys: [bus2025]}\n")
        room.write("references/bus.md", PASSAGE)
        path = f"content/a.{suffix}"
        room.write(path, f"{FILLER}\n\nThen {PART}, and so on.\n")
        ran = room.run("attribute", key_of(room, path), "--write")
        text = (room.root / path).read_text(encoding="utf-8")
        assert (ran.code, "bus2025" in text) in ((0, True), (1, False))
        assert (ran.code == 0) == (suffix not in ("html", "txt")), ran.err
        assert "()" not in text
        assert "[]" not in text

    @pytest.mark.parametrize("require", ["citation", "citation+quotation"])
    @pytest.mark.parametrize("suffix", FORMATS)
    def test_one_key_after_another_settles_an_article(self, room: Room, suffix: str, require: str) -> None:
        heron = (
            '    credit: {names: ["The Plover"], urls: ["plover.example"]}\n'
            '  - id: heron\n    files: ["herons/*.md"]\n    credit: {names: ["Heron & Sons_Weekly"]}\n'
        )
        head, _, _ = EVERY_FORMAT.partition("    credit:")
        room.write(".reusecheck.yaml", f"{head}{heron}attribution: {{require: {require}}}\n")
        room.write("herons/tide.md", f"---\ntitle: [Tides* & #1]\n---\n\n{HERON}\n")
        between = f"{FILLER} {FILLER}"
        item = {"html": "<ul><li>{}</li><li>ours</li></ul>", "tex": "\\begin{{itemize}}\n\\item {}\n\\end{{itemize}}"}
        listed = item.get(suffix, "* {}\n* ours").format(HERON)
        blocks = [between, HERON, PASSAGE, between, listed, between, f"We heard that {PART}, and so on.", between]
        lines = [f"<p>{block}</p>" if suffix == "html" and block[0] != "<" else block for block in blocks]
        path = f"content/a.{suffix}"
        room.write(path, "\n\n".join(lines) + "\n")
        keys = [finding["key"] for finding in room.findings(path)]
        assert len(keys) == 4
        for key in keys:
            ran = room.run("attribute", key, "--write")
            assert ran.code == 0, ran.err
            assert [finding["key"] for finding in room.findings(path)] == keys
        assert {finding["reason"] for finding in room.findings(path)} == {"attributed"}
        assert room.run("check", path).code == 0
