"""Whether a document names a licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reusecheck.attribution.licences import Licence, agree, creative_commons, find_licence, linked, parse_names
from reusecheck.attribution.page import Page
from reusecheck.readers import read_text
from tests.proportion import grows_in_proportion

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = frozenset(("by",))


def found(text: str, spdx_id: str = "CC-BY-4.0", suffix: str = "md", **beside: str) -> str:
    """What shows that the article names the licence; "" if nothing does."""
    files = {f"content/{name}": content for name, content in beside.items()}
    document = read_text(f"content/article.{suffix}", text)
    evidence = find_licence(Page(document), spdx_id, files.get)
    if evidence is None:
        return ""
    if len(evidence.source):
        assert document.source[evidence.source.start : evidence.source.stop]
    assert evidence.shows == "licence"
    return evidence.kind


@pytest.mark.parametrize(
    "text",
    [
        "The words are under CC BY 4.0.",
        "The words are under CC-BY-4.0, the pictures are not.",
        "The words are under CC BY.",
        "the words are cc by 4.0",
        "CCBY 4.0",
        "CC BY, version 4.0",
        "Creative Commons Attribution",
        "Creative Commons Attribution 4.0 International (CC BY 4.0)",
        "Creative Commons Attribution License v4.0",
        "Creative Commons, Namensnennung 4.0 International",
        "Licence Creative Commons Attribution 4.0",
        "Licencia Creative Commons Atribución 4.0 Internacional",
        "Creative Commons Nevezd meg! 4.0 Nemzetközi Licenc",
        "Licença Creative Commons Atribuição 4.0 Internacional",
        "Licenza Creative Commons Attribuzione 4.0 Internazionale",
        "Photos are CC BY-SA 4.0, the words are CC BY 4.0.",
        "https://creativecommons.org/licenses/by/4.0/.",
        "creativecommons.org/licenses/by/4.0/deed.hu",
        "https://spdx.org/licenses/CC-BY-4.0.html",
    ],
)
def test_the_licence_is_named_in_words_or_written_as_an_address(text: str) -> None:
    assert found(text) in {"licence named in the text", "link to the licence"}
    assert found(text, suffix="txt")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The words are free.",
        "The words are under a Creative Commons licence.",
        "The words are under CC BY-SA 4.0.",
        "The words are under CC-BY-NC-4.0.",
        "The words are under CC BY 3.0.",
        "CC BY-ND",
        "CC by the way of the post office",
        "We CC by mail.",
        "Creative Commons by the sea",
        "CC0 1.0",
        "Creative Commons Attribution-NonCommercial 4.0",
        "Creative Commons Attribution-ShareAlike",
        "Creative Commons Namensnennung – Weitergabe unter gleichen Bedingungen 4.0",
        "Creative Commons Attribution - Partage dans les mêmes conditions 4.0",
        "Creative Commons Nevezd meg!-Ne add el! 4.0",
        "Creative Commons Reconocimiento-CompartirIgual 4.0",
        "Creative Commons Atribuição-NãoComercial 4.0",
        "Creative Commons Attribuzione - Non opere derivate 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "https://creativecommons.org/licenses/by/3.0/de/",
        "https://creativecommons.example/licenses/by/4.0/",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "Use `CC BY 4.0` here.",
        "    CC BY 4.0",
        "<!-- CC BY 4.0 -->",
        '<p style="display:none">CC BY 4.0</p>',
    ],
)
def test_another_licence_another_version_and_what_nobody_sees_name_nothing(text: str) -> None:
    assert not found(f"# Lamps\n\n{text}\n")


def test_a_link_to_the_deed_names_it() -> None:
    assert found("[licence](https://creativecommons.org/licenses/by/4.0/deed.en)") == "link to the licence"
    assert found("[licence](http://www.creativecommons.org/licenses/by/4.0)") == "link to the licence"
    assert found('<p><a rel="license" href="//creativecommons.org/licenses/by/4.0/">free</a></p>', suffix="html")
    head = '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/"><p>Words.</p>'
    assert found(head, suffix="html") == "metadata `link.license`"
    assert not found(head.replace('license"', 'icon"'), suffix="html")
    assert not found("[licence](https://creativecommons.org/licenses/by-nd/4.0/)")
    assert not found("[by](https://creativecommons.org/licenses/)")


@pytest.mark.parametrize(
    "front",
    [
        "license: CC-BY-4.0",
        "licence: CC BY 4.0",
        "license: https://creativecommons.org/licenses/by/4.0/",
        "license:\n  name: CC BY 4.0\n  link: x",
        "rights: Creative Commons Attribution 4.0",
        "source:\n  url: https://x.example\n  license: CC-BY-4.0",
        "license: CC-BY-4.0 AND MIT",
    ],
)
def test_front_matter_names_it(front: str) -> None:
    assert found(f"---\n{front}\n---\n\nWords.").startswith("metadata `")


@pytest.mark.parametrize("front", ["license: CC-BY-SA-4.0", "title: CC BY 4.0", "license: CC-BY-3.0", "license: MIT"])
def test_other_front_matter_does_not(front: str) -> None:
    assert not found(f"---\n{front}\n---\n\nWords.")


def test_an_spdx_tag_counts_in_a_comment_and_beside_the_file() -> None:
    tag = "SPDX-License-Identifier: CC-BY-4.0"
    assert found(f"<!-- {tag} -->\n\nWords.") == "SPDX tag in a comment"
    assert not found(f"<!-- REUSE-IgnoreStart -->\n<!-- {tag} -->\n\nWords.")
    assert not found(f"{tag.replace('BY', 'BY-SA')}\n\nWords.")
    assert not found(f"<!-- {tag.replace('4.0', '3.0')} -->\n\nWords.")
    beside = found("Words.", **{"article.md.license": f"\n{tag}"})
    assert beside == "SPDX-License-Identifier in content/article.md.license, line 2"
    assert not found("Words.", **{"article.license": tag, "other.md.license": tag})


def test_versions_must_agree_where_both_tell_one() -> None:
    assert found("CC BY 3.0", "CC-BY-3.0-DE")
    assert found("CC BY 4.0", "CC-BY")
    assert found("CC BY-NC-SA 2.5", "CC-BY-NC-SA-2.5")
    assert not found("CC BY-NC 2.5", "CC-BY-NC-SA-2.5")
    assert agree(Licence(PARTS), Licence(PARTS, "4.0"))
    assert not agree(Licence(PARTS, "3.0"), Licence(PARTS, "4.0"))


def test_any_other_licence_is_looked_for_by_its_id() -> None:
    assert found("The lines are under OGL-UK-3.0.", "OGL-UK-3.0") == "licence named in the text"
    assert found("---\nlicense: ogl-uk-3.0\n---\n\nWords.", "OGL-UK-3.0") == "metadata `license`"
    assert not found("The lines are under OGL-UK-2.0.", "OGL-UK-3.0")
    assert creative_commons("CC0-1.0") is None
    assert creative_commons("CC-PDDC") is None


def test_addresses_lead_to_licences() -> None:
    assert linked("https://creativecommons.org/licenses/by/3.0/igo/") == Licence(PARTS, "3.0")
    assert linked("https://creativecommons.org/licenses/by") == Licence(PARTS)
    assert linked("https://creativecommons.org/about/") is None


@given(st.sampled_from(["by", "by-sa", "by-nc-nd"]), st.sampled_from(["", "2.5", "4.0"]), st.text(max_size=20))
def test_the_id_names_itself_in_any_surroundings(code: str, version: str, around: str) -> None:
    wanted = f"CC-{code}-{version}".strip("-").upper()
    assert found(f"{around}\n\nunder {wanted} here\n\n{around}", wanted, "txt")


@pytest.mark.parametrize("line", ["[by]\nattribution", "[bye]\nen: attribution", "en: attribution"])
def test_a_line_that_cannot_be_meant_is_told(line: str) -> None:
    with pytest.raises(ValueError, match=r"licences\.txt:"):
        parse_names(line)


@pytest.mark.parametrize("part", ["CC BY ", "cc ", "Creative Commons ", "CC BY-SA-NC-", "Creative Commons sin obra "])
def test_repeats_take_time_in_proportion(part: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        page = Page(read_text("article.txt", part * (size // len(part))))
        return lambda: find_licence(page, "CC-BY-ND-4.0")

    assert grows_in_proportion(prepare, 20_000)
