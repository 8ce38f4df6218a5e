"""What becomes of an article: the cases an editor can read, and what the facts about it promise."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.room import CLEAN, CONFIGURATION, PASSAGE, REFERENCE, Room

FOLDER = Path(__file__).parent / "cases"
FILES = [
    yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    for name in ("altered", "judging", "licences", "misattributed", "parted", "titled", "waivers")
]
CASES = {
    part: {name: value for file in FILES for name, value in file.get(part, {}).items()} for part in ("texts", "sources")
}
EVERY = [case for file in FILES for case in file["cases"]]
HARMLESS = ("pass", "note")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    return Room(tmp_path, monkeypatch, capsys)


def filled(text: str) -> str:
    """With the texts that are meant by ``{name}``."""
    return re.sub(r"{([\w-]+)}", lambda match: CASES["texts"][match[1]], text)


def set_up(room: Room, case: dict[str, Any]) -> str:
    """The files of a case; the path of its article."""
    corpus = []
    for name in case["against"]:
        source = CASES["sources"][name]
        entry = source["entry"] | case.get("entries", {}).get(name, {})
        corpus.append({"id": name, "files": [f"references/{name}/*"], **entry})
        for file, text in source["files"].items():
            room.write(f"references/{name}/{file}", filled(text))
    for file, text in case.get("more", {}).items():
        room.write(f"references/{file}", filled(text))
    for file, text in case.get("templates", {}).items():
        room.write(f"boilerplate/{file}", filled(text))
    templates = {"templates": ["boilerplate/*"]} if "templates" in case else {}
    configuration = {"version": 1, "corpus": corpus, **templates, **case.get("settings", {})}
    room.write(".reusecheck.yaml", yaml.safe_dump(configuration, allow_unicode=True))
    path = case.get("at", f"content/article.{case.get('format', 'md')}")
    room.write(path, filled(case["article"]))
    return str(path)


@pytest.mark.parametrize("case", EVERY, ids=[case["name"] for case in EVERY])
def test_an_article_is_judged_as_an_editor_would_say(room: Room, case: dict[str, Any]) -> None:
    ran = room.run("check", "-o", "json", set_up(room, case))
    (article,) = ran.json["articles"]
    expected = case["expect"]
    assert article["outcome"] == expected["outcome"], ran.out
    assert ran.code == (1 if expected["outcome"] == "block" else 0)
    if "score" in expected:
        least, most = expected["score"] if isinstance(expected["score"], list) else [expected["score"]] * 2
        assert least <= article["score"] <= most
    if "limits" in expected or expected["outcome"] in HARMLESS:
        assert article["limits_reached"] == expected.get("limits", [])
    found = article["findings"]
    assert [f["reference"]["id"] for f in found] == [e["with"] for e in expected.get("findings", [])]
    for finding, wanted in zip(found, expected.get("findings", []), strict=True):
        assert finding["reason"] == wanted["reason"]
        assert finding["also_in"] == wanted.get("also_in", [])
        attribution = finding["attribution"]
        told = {"names": attribution.get("names", ""), "matched": finding["matched_words"]} | attribution | finding
        for name in ("level", "matched", "blocks", "names"):
            assert told[name] == wanted.get(name, told[name]), name
        changes = [one for one in attribution["evidence"] if one["shows"] == "alteration"]
        assert len(changes) == len(wanted.get("altered", ())), changes
        for change, part in zip(changes, wanted.get("altered", ()), strict=True):
            assert part in f"{change['value']} ({change['kind']})"
    said = [remark["said"] for remark in article.get("remarks", ())]
    assert len(said) == len(expected.get("remarks", ())), said
    for remark, part in zip(said, expected.get("remarks", ()), strict=True):
        assert part in remark


def test_half_of_the_cases_resemble_what_must_not_happen() -> None:
    outcomes = [case["expect"]["outcome"] for case in EVERY]
    assert len(outcomes) >= 30
    assert 0.4 <= sum(outcome in HARMLESS for outcome in outcomes) / len(outcomes) <= 0.6
    names = [case["name"] for case in EVERY]
    assert len(set(names)) == len(names)
    for text, words in (("orchard", 49), ("orchard39", 39), ("orchard25", 25), ("orchard24", 24)):
        assert len(CASES["texts"][text].split()) == words
        assert CASES["texts"]["orchard"].startswith(CASES["texts"][text])


def test_a_template_that_matches_nothing_is_an_error(room: Room) -> None:
    room.write(".reusecheck.yaml", CONFIGURATION + 'templates: ["boilerplate/*.md"]\n')
    room.write("references/bus.md", REFERENCE)
    room.write("content/clean.md", CLEAN)
    ran = room.run("check")
    assert ran.code in (2, 3)
    assert ran.out == ""
    assert 'templates: "boilerplate/*.md" matches no file' in ran.err


def test_template_text_within_a_passage_counts_nowhere(room: Room) -> None:
    footer = "Write to us at the usual address, enclose a stamp if you want an answer and two if you want a kind one."
    room.write(".reusecheck.yaml", CONFIGURATION + 'templates: ["boilerplate/*.md"]\n')
    room.write("boilerplate/footer.md", footer)
    room.write("references/bus.md", f"{PASSAGE}\n\n{footer}\n")
    room.write("content/copied.md", f"{CLEAN}\n{PASSAGE}\n\n{footer}\n")
    (article,) = room.judge("content/copied.md")["articles"]
    (finding,) = article["findings"]
    assert (article["overlap_words"], article["unattributed_words"], article["longest_run"]) == (77, 54, 54)
    assert (finding["matched_words"], finding["longest_run"], finding["article"]["words"]) == (54, 54, 77)


@pytest.mark.parametrize("suffix", ["md", "html", "txt"])
@pytest.mark.parametrize("require", ["citation", "citation+quotation"])
def test_the_text_that_is_proposed_settles_what_it_was_proposed_for(room: Room, suffix: str, require: str) -> None:
    room.write(".reusecheck.yaml", CONFIGURATION + f"attribution: {{require: {require}}}\n")
    room.write("references/bus.md", REFERENCE)
    own = f"<p>{CLEAN}</p>" if suffix == "html" else CLEAN
    path = f"content/copied.{suffix}"
    room.write(path, f"{own}\n\n{PASSAGE}\n")
    (finding,) = room.findings(path)
    assert (finding["reason"], finding["blocks"]) == ("unattributed", True)
    room.write(path, f"{own}\n\n{finding['fix']}\n")
    (finding,) = room.findings(path)
    assert (finding["reason"], finding["attribution"]["level"], finding["fix"]) == ("attributed", "full", "")


# A passage of 16 words, found wherever it stands and whatever is around its words.
BEGINS, ENDS = "kept", "tuba"
WORDS = "kept the only spare key of the observatory in a shoe that belonged to the tuba"
REFERENCES = {
    "shoe.md": "---\ntitle: A shoe\n---\nIt is said he *kept the only* spare key of the [observatory](x) in a shoe "
    "that\nbelonged to the tuba & its player.\n",
    "shoe.html": "<title>A shoe</title>\n<p>It is said he <b>kept</b> the only spare\tkey of the observatory in a "
    "shoe that belonged to the tuba &amp; its player.</p>",
    "shoe.txt": f"\ufeffIt is said he {WORDS} and its player.\r\n",
}
DRESSED = {
    "plain.md": f"Nobody knew that she {WORDS} on Sundays.\n",
    "emphasis.md": "Nobody knew that she **kept** the *only spare* key of the observatory in a shoe that belonged to "
    "the _tuba_ on Sundays.\n",
    "emphasis inside a word.md": "Nobody knew: she ke**pt** the only spare key of the observatory in a shoe that "
    "belonged to the t*ub*a on Sundays.\n",
    "links.md": "Nobody [kept the only](https://a.example/b) spare key of the observatory in a shoe that belonged to "
    "the [tuba][1] on Sundays.\n\n[1]: https://b.example\n",
    "entities.md": "Nobody &amp; nobody else &#8212; kept the only&nbsp;spare key of the observatory in a shoe that "
    "belonged to the tuba &eacute;t on Sundays.\n",
    "crlf.md": "# A heading\r\n\r\nNobody knew she\r\nkept the only spare key of the observatory\r\nin a shoe that "
    "belonged to the tuba\r\non Sundays.\r\n",
    "tabs.md": "-\tA list\n-\tof\tthings:\tkept\tthe only spare key of the observatory in a shoe that belonged to the "
    "tuba\ton Sundays\n",
    "bom.md": f"\ufeffNobody, she {WORDS} on Sundays.\n",
    "quotation.md": "> Nobody knew she kept the only spare key\n> of the observatory in a shoe that belonged\n> to the "
    "tuba on Sundays.\n",
    "front matter.md": f"---\ntitle: On tubas\ntags: [a, b]\n---\n\n\nAstral 𝔖 and e\u0301, she {WORDS} on Sundays.\n",
    "table.md": f"| a | b |\n|---|---|\n| one | {WORDS} |\n",
    "paragraph.html": f"<!doctype html>\n<html><body>\n<h1>Tubas</h1>\n<p>Nobody: she {WORDS} on Sundays.</p>\n",
    "inline.html": "<p>She <em>kept</em> the only&nbsp;spare <a href='x'>key of</a> the observatory in a shoe that "
    "belonged to the <b>tu</b>ba on Sundays.</p>",
    "crlf.html": "<p>\r\nShe kept\r\nthe only spare key of the observatory\r\nin a shoe that belonged to the "
    "tuba</p>\r\n",
    "plain.txt": f"A line before.\n\n\tNobody: she {WORDS}, on Sundays.\n",
    "crlf.txt": "A line before.\r\n\r\nShe kept the only spare\r\nkey of the observatory in a shoe\r\nthat belonged to "
    "the tuba on Sundays.\r\n",
    "bom.txt": f"\ufeff{WORDS}\n",
}


def without_markup(text: str) -> str:
    return re.sub(r"<[^>]*>|[*_>\[\]]|\(\S*\)", "", text)


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, counted by hand."""
    lines = text[:offset].replace("\r\n", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1


@pytest.mark.parametrize("reference", REFERENCES)
def test_an_extent_slices_the_passage_out_of_the_decoded_file(room: Room, reference: str) -> None:
    room.write(f"references/{reference}", REFERENCES[reference])
    for name, source in DRESSED.items():
        room.write(f"content/{name}", source)
    judged = room.judge()["articles"]
    assert [article["path"] for article in judged] == sorted(f"content/{name}" for name in DRESSED)
    for article in judged:
        source = DRESSED[article["path"].removeprefix("content/")]
        (finding,) = article["findings"]
        for extent, text in ((finding["article"], source), (finding["reference"], REFERENCES[reference])):
            # a mark at the beginning of a file says how it is encoded and is not part of what was decoded
            decoded = text.removeprefix("\ufeff")
            stands = without_markup(decoded[extent["start"] : extent["stop"]])
            assert stands.startswith(BEGINS), (article["path"], stands)
            assert stands.endswith(ENDS), (article["path"], stands)
            assert (extent["line"], extent["column"]) == place(decoded, extent["start"]), article["path"]
            assert (extent["end_line"], extent["end_column"]) == place(decoded, extent["stop"]), article["path"]
        assert (finding["article"]["words"], finding["matched_words"], finding["longest_run"]) == (16, 16, 16)


class TestKeys:
    @pytest.fixture
    def key(self, room: Room) -> str:
        room.write("references/bus.md", REFERENCE)
        room.write("content/copied.md", f"{CLEAN}\n{PASSAGE}\n")
        (finding,) = room.findings("content/copied.md")
        assert re.fullmatch(r"plover:[0-9a-f]{12}", finding["key"])
        return str(finding["key"])

    @pytest.mark.parametrize(
        "article",
        [
            f"{PASSAGE}\n\n{CLEAN}\n",
            f"{CLEAN}\n{CLEAN}\n{CLEAN}\n\n{PASSAGE}\n",
            f"\n\n\n{PASSAGE}\n",
            f"{CLEAN}\n> {PASSAGE}\n",
            PASSAGE.upper(),
            "\n".join(PASSAGE.split()),
            PASSAGE.replace("children", "**children**").replace("reading", "rea\u00adding"),
        ],
    )
    def test_a_paragraph_that_is_moved_or_reformatted_keeps_its_key(self, room: Room, key: str, article: str) -> None:
        room.write("content/copied.md", article)
        assert [finding["key"] for finding in room.findings("content/copied.md")] == [key]

    def test_a_file_that_is_renamed_keeps_its_keys(self, room: Room, key: str) -> None:
        (room.root / "content/copied.md").rename(room.root / "content/another.html")
        assert [finding["key"] for finding in room.findings("content/another.html")] == [key]

    def test_other_words_of_the_same_reference_have_another_key(self, room: Room, key: str) -> None:
        room.write("content/copied.md", f"{CLEAN}\n{' '.join(PASSAGE.split()[:-1])}\n")
        assert [finding["key"] for finding in room.findings("content/copied.md")] != [key]

    def test_the_same_passage_twice_is_told_apart_by_a_counter(self, room: Room, key: str) -> None:
        room.write("content/copied.md", f"{PASSAGE}\n\n{CLEAN}\n\n{PASSAGE}\n\n{CLEAN}\n\n{PASSAGE}\n")
        found = room.findings("content/copied.md")
        assert [finding["key"] for finding in found] == [key, f"{key}-2", f"{key}-3"]
        assert [finding["article"]["line"] for finding in found] == [1, 10, 19]
        for finding in found:
            ran = room.run("explain", finding["key"], "content/copied.md")
            assert ran.code == 0
            assert f"content/copied.md:{finding['article']['line']}:1:" in ran.out
