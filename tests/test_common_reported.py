"""What the command line says about phrases that very many references hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reusecheck.index.candidates import COMMON_REFERENCES
from reusecheck.index.common import COMMON_WORDS
from tests.room import CLEAN, CONFIGURATION, PASSAGE, Room

if TYPE_CHECKING:
    from pathlib import Path

FOOTER = "Write to the almanac at the old mill and we answer when the river is low"
TEMPLATES = 'templates: ["boilerplate/*.md"]\n'
DISCLAIMER = (
    "What is printed here was true when the ink was wet, as far as the typesetter could tell; nobody is to plant, "
    "harvest, marry or set sail on the strength of it, and complaints are read aloud to the apprentices on Fridays."
)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    return Room(tmp_path, monkeypatch, capsys)


def own_sentence(number: int) -> str:
    return " ".join(f"page{number}word{at}" for at in range(12)) + "."


def fill(room: Room, text: str, count: int = COMMON_REFERENCES + 1, folder: str = "references") -> None:
    for number in range(count):
        room.write(f"{folder}/n{number:02}.md", f"{own_sentence(number)}\n\n{text}\n\n{own_sentence(1000 + number)}\n")


def test_a_common_phrase_is_listed_when_asked_and_counts_nowhere(room: Room) -> None:
    fill(room, FOOTER)
    room.write("content/article.md", f"{CLEAN}\n{FOOTER}\n")
    ran = room.run("check", "-v")
    assert ran.code == 0
    assert ran.out.splitlines()[:2] == [
        "content/article.md:7:1: 16 words held by 21 references, not counted: Write to",
        "   the almanac at the old mill and we answer when the river is low",
    ]
    (article,) = room.judge()["articles"]
    assert (article["outcome"], article["overlap_words"], article["findings"]) == ("pass", 0, [])
    assert room.run("check").out == ran.closing + "\n"
    assert FOOTER[:20] not in room.run("check", "-v", "--quote", "none").out
    assert room.run("check", "-v", "-q").out == ran.closing + "\n"


def test_one_reference_less_and_the_phrase_counts(room: Room) -> None:
    fill(room, FOOTER, COMMON_REFERENCES)
    room.write("content/article.md", f"{CLEAN}\n{FOOTER}\n")
    (finding,) = room.findings("content/article.md")
    assert (finding["matched_words"], len(finding["also_in"])) == (16, COMMON_REFERENCES - 1)


def test_a_wire_story_in_very_many_papers_is_blocked(room: Room) -> None:
    assert len(PASSAGE.split()) > COMMON_WORDS
    fill(room, PASSAGE, 50)
    room.write("content/article.md", f"{CLEAN}\n{PASSAGE}\n")
    ran = room.run("check")
    assert ran.code == 1
    named = ", ".join(f"plover:n{number:02}.md" for number in (1, 2, 3))
    assert f"also in {named} and 46 others" in " ".join(ran.out.split())
    (finding,) = room.findings("content/article.md")
    assert finding["reference"]["id"] == "plover:n00.md"
    assert len(finding["also_in"]) == 49


def test_common_text_with_a_credit_to_any_of_its_holders_is_settled(room: Room) -> None:
    fill(room, PASSAGE, 50)
    room.write("references/n41.md", f"---\ntitle: The dog and the bus\n---\n{PASSAGE}\n")
    room.write("content/article.md", f"{CLEAN}\nFrom “The dog and the bus”:\n\n> {PASSAGE}\n")
    (finding,) = room.findings("content/article.md")
    assert finding["reason"] == "attributed"


def test_a_house_footer_in_very_many_own_texts_is_listed(room: Room) -> None:
    own = '  - {id: house, own: true, files: ["content/**"]}\n'
    room.write(".reusecheck.yaml", CONFIGURATION + own)
    fill(room, FOOTER, 40, "content")
    room.write("references/other.md", own_sentence(5000))
    room.write("content/article.md", f"{CLEAN}\n{FOOTER}\n")
    (article,) = room.judge("content/article.md")["articles"]
    assert (article["outcome"], article["findings"]) == ("pass", [])
    assert "held by 40 references, not counted" in room.run("check", "-v", "content/article.md").out


def test_what_one_copied_into_very_many_own_texts_still_counts(room: Room) -> None:
    own = '  - {id: house, own: true, files: ["content/**"]}\n'
    room.write(".reusecheck.yaml", CONFIGURATION + own)
    fill(room, FOOTER, 40, "content")
    room.write("references/other.md", f"{own_sentence(5000)}\n\n{FOOTER}\n")
    room.write("content/article.md", f"{CLEAN}\n{FOOTER}\n")
    (finding,) = room.findings("content/article.md")
    assert (finding["reason"], finding["reference"]["source"]) == ("unattributed", "plover")


def test_text_of_a_template_and_one_reference_is_a_finding_that_does_not_count(room: Room) -> None:
    room.write(".reusecheck.yaml", CONFIGURATION + TEMPLATES)
    room.write("boilerplate/disclaimer.md", DISCLAIMER)
    fill(room, DISCLAIMER, 1)
    room.write("content/article.md", f"{CLEAN}\n{DISCLAIMER}\n")
    (article,) = room.judge()["articles"]
    assert (article["outcome"], article["unattributed_words"]) == ("pass", 0)
    assert [finding["reason"] for finding in article["findings"]] == ["template"]
    assert "template" in room.run("check", "-v").out


def test_text_of_a_template_in_very_many_references_is_listed_however_long_it_is(room: Room) -> None:
    assert len(DISCLAIMER.split()) > COMMON_WORDS
    room.write(".reusecheck.yaml", CONFIGURATION + TEMPLATES)
    room.write("boilerplate/disclaimer.md", DISCLAIMER)
    fill(room, DISCLAIMER, 50)
    room.write("content/article.md", f"{CLEAN}\n{DISCLAIMER}\n")
    (article,) = room.judge()["articles"]
    assert (article["outcome"], article["overlap_words"], article["findings"]) == ("pass", 0, [])
    assert "held by 50 references, not counted" in " ".join(room.run("check", "-v").out.split())
