"""Scope ``added``: of an article that was there before, only what is new counts; in the hook and in a pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.git.weekly import (
    BAKER,
    FERRY,
    HALL,
    LIGHT,
    OWN,
    article,
    blocked,
    evidence,
    judged,
    matched,
    quoted,
    reasons,
    story,
)

if TYPE_CHECKING:
    from tests.git.weekly import Weekly

THERE_BEFORE = ("baseline", "stood there before")


class TestWhatStoodThereBefore:
    def test_a_passage_appended_to_one_that_is_open_counts_alone(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.now(LIGHT, BAKER)
        ran = weekly.both()
        assert blocked(ran) == [HALL]
        assert reasons(ran) == ["baseline", "unattributed"]
        found = article(ran)
        assert (found["unattributed_words"], found["overlap_words"], found["longest_run"]) == (51, 102, 51)
        assert found["score"] == pytest.approx(100 * 51 / found["words"], abs=0.05)

    def test_an_edit_beside_an_open_passage_passes_and_the_passage_is_told(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.now(LIGHT, "We shall be back next week.")
        ran = weekly.both()
        assert blocked(ran) == []
        assert reasons(ran) == ["baseline"]
        assert evidence(ran) == [THERE_BEFORE]
        assert (article(ran)["unattributed_words"], article(ran)["score"]) == (0, 0.0)
        told = weekly.ran("ci", "--base", "began", "-v").out
        assert "52 words" not in told
        assert '51 words as in heron:light.md ("A lamp for the last"),\n   stood there before' in told
        assert "1 known before" in weekly.ran("ci", "--base", "began").closing

    @pytest.mark.parametrize("scope", ["file", "added"])
    def test_the_last_line_says_what_was_judged_and_against_what(self, weekly: Weekly, scope: str) -> None:
        weekly.past(LIGHT)
        weekly.now(LIGHT, "We shall be back next week.")
        ran = weekly.hook("--scope", scope)
        assert blocked(ran) == ([HALL] if scope == "file" else [])
        assert (ran.json["scope"], ran.json.get("since")) == (scope, "HEAD" if scope == "added" else None)
        assert ran.closing.endswith("(scope file)" if scope == "file" else "(scope added, since HEAD)")
        weekly.commit()
        ran = weekly.ci("--scope", scope)
        assert blocked(ran) == ([HALL] if scope == "file" else [])
        began = f"began at {weekly.head('began')[:12]}"
        assert ran.closing.endswith("(scope file)" if scope == "file" else f"(scope added, since {began})")

    def test_check_judges_whole_articles_unless_it_is_told_otherwise(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        whole = weekly.ran("check", "-o", "json")
        assert blocked(whole) == [HALL]
        assert whole.closing.endswith("(scope file)")
        assert blocked(weekly.ran("check", "-o", "json", "--scope", "added")) == []
        weekly.write(HALL, story(LIGHT, BAKER))
        added = weekly.ran("check", "-o", "json", "--scope", "added")
        assert (blocked(added), reasons(added)) == ([HALL], ["baseline", "unattributed"])
        assert added.closing.endswith("(scope added, since HEAD)")

    def test_a_scope_may_be_set_for_all_commands(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.now(LIGHT, "We shall be back next week.")
        assert blocked(weekly.hook(REUSECHECK_SCOPE="file")) == [HALL]
        assert weekly.ran("hook", REUSECHECK_SCOPE="most").code == 2

    def test_articles_that_are_named_where_nothing_is_staged_are_judged_as_they_are(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        ran = weekly.hook(HALL, "content/clean.md")  # pre-commit run --all-files
        assert (blocked(ran), ran.json["scope"]) == ([HALL], "file")
        assert "nothing is staged, so the articles named are judged as they are (scope file)" in ran.err
        weekly.now("We shall be back next week.", path="content/other.md")
        assert blocked(weekly.hook(HALL, "content/clean.md")) == []


class TestEditsThatAddNothing:
    def test_a_paragraph_that_is_moved(self, weekly: Weekly) -> None:
        weekly.past(LIGHT, "We shall be back next week.")
        weekly.stage(HALL, f"{LIGHT}\n\n{OWN}\nWe shall be back next week.\n")
        assert blocked(weekly.both()) == []

    def test_an_open_passage_that_changes_places_with_a_credited_one_of_the_same_words(self, weekly: Weekly) -> None:
        weekly.past(LIGHT, "Something between the two of them.", quoted(LIGHT))
        weekly.now(quoted(LIGHT), "Something between the two of them.", LIGHT)
        assert blocked(weekly.both()) == []

    def test_an_open_passage_above_which_a_credited_one_of_the_same_words_is_put(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.now(quoted(LIGHT), "Something between the two of them.", LIGHT)
        assert blocked(weekly.both()) == []

    def test_lines_that_are_filled_anew(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        words = LIGHT.split()
        weekly.now("\n".join(" ".join(words[at : at + 5]) for at in range(0, len(words), 5)))
        assert blocked(weekly.both()) == []

    def test_a_word_that_is_changed_within_it(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.now(LIGHT.replace("the keeper", "its keeper"))
        assert blocked(weekly.both()) == []

    def test_a_word_that_becomes_that_of_the_source_again(self, weekly: Weekly) -> None:
        weekly.past(LIGHT.replace("the keeper", "its keeper"))
        weekly.now(LIGHT)
        ran = weekly.both()
        assert blocked(ran) == []
        assert article(ran)["unattributed_words"] <= 1

    def test_a_file_that_is_renamed(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.git("mv", HALL, "content/market.md")
        ran = weekly.both()
        assert blocked(ran) == []
        assert judged(ran) == ["content/market.md"]
        assert evidence(ran, "content/market.md") == [THERE_BEFORE]

    def test_a_file_that_is_renamed_and_gets_another_passage(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.git("mv", HALL, "content/market.md")
        weekly.now(LIGHT, BAKER, path="content/market.md")
        ran = weekly.both()
        assert reasons(ran, "content/market.md") == ["baseline", "unattributed"]

    def test_a_rename_in_two_commits_is_followed_by_the_pipeline(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.git("mv", HALL, "content/market.md")
        weekly.commit()
        weekly.git("mv", "content/market.md", "content/fair.md")
        weekly.now(LIGHT, "We shall be back next week.", path="content/fair.md")
        weekly.commit()
        assert blocked(weekly.ci()) == []

    def test_a_passage_that_is_credited_now(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.now(quoted(LIGHT))
        ran = weekly.both()
        assert (blocked(ran), reasons(ran)) == ([], ["attributed"])

    def test_two_articles_that_exchange_their_names(self, weekly: Weekly) -> None:
        weekly.stage("content/fair.md", f"{FERRY}\n\n{OWN}")
        weekly.past(LIGHT)
        for old, new in ((HALL, "content/x.md"), ("content/fair.md", HALL), ("content/x.md", "content/fair.md")):
            weekly.git("mv", old, new)
        ran = weekly.both()
        assert (blocked(ran), judged(ran)) == ([], ["content/fair.md", HALL])


class TestEditsThatAdd:
    def test_a_passage_in_the_place_of_another_of_the_same_length(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.now(BAKER)
        ran = weekly.both()
        assert (blocked(ran), reasons(ran)) == ([HALL], ["unattributed"])

    def test_a_passage_that_is_pasted_a_second_time(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        first = (LIGHT, "So it was told to us. And again:")
        weekly.now(*first, LIGHT)
        ran = weekly.both()
        assert (blocked(ran), matched(ran)) == ([HALL], [51])
        (finding,) = article(ran)["findings"]
        assert finding["article"]["line"] == story(*first).count("\n") + 2

    def test_a_passage_that_grows_counts_by_what_it_grew(self, weekly: Weekly) -> None:
        half = " ".join(LIGHT.split()[:26])
        weekly.past(half)
        weekly.now(LIGHT)
        ran = weekly.both()
        assert (article(ran)["unattributed_words"], article(ran)["overlap_words"]) == (25, 51)
        # 25 of 158 words are more than 15 %, and fewer than a passage of 40
        assert article(ran)["limits_reached"] == ["share"]

    def test_a_copy_of_an_article_without_its_attribution(self, weekly: Weekly) -> None:
        weekly.past(quoted(LIGHT))
        weekly.now(LIGHT, path="content/copy.md")
        ran = weekly.both()
        assert blocked(ran) == ["content/copy.md"]
        assert judged(ran) == ["content/copy.md"]

    def test_a_copy_of_an_article_with_its_attribution_is_settled(self, weekly: Weekly) -> None:
        weekly.past(quoted(LIGHT))
        weekly.now(quoted(LIGHT), path="content/copy.md")
        ran = weekly.both()
        assert (blocked(ran), reasons(ran, "content/copy.md")) == ([], ["attributed"])

    def test_a_copy_of_an_article_with_an_open_passage_is_no_rename_of_it(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.now(LIGHT, path="content/copy.md")
        assert blocked(weekly.both()) == ["content/copy.md"]

    def test_an_attribution_that_is_removed_while_the_text_stays(self, weekly: Weekly) -> None:
        weekly.past(quoted(LIGHT))
        weekly.now(LIGHT)
        ran = weekly.both()
        assert (blocked(ran), reasons(ran)) == ([HALL], ["unattributed"])

    def test_an_attribution_that_is_changed_to_another_outlet(self, weekly: Weekly) -> None:
        weekly.past(quoted(LIGHT))
        weekly.now(quoted(LIGHT, "As [The Ibis](https://ibis.example/ferry) reported:"))
        ran = weekly.both()
        assert (blocked(ran), reasons(ran)) == ([HALL], ["misattributed"])

    def test_a_waiver_that_is_removed(self, weekly: Weekly) -> None:
        weekly.past(f"<!-- reusecheck: allow heron: under contract 118 -->\n\n{LIGHT}")
        weekly.now(LIGHT)
        assert blocked(weekly.both()) == [HALL]

    def test_an_article_moved_out_of_a_folder_that_is_excluded_is_judged_whole(self, weekly: Weekly) -> None:
        weekly.past(LIGHT, path="content/drafts/hall.md")
        weekly.git("mv", "content/drafts/hall.md", HALL)
        assert blocked(weekly.both()) == [HALL]

    def test_an_article_renamed_from_what_is_no_article_is_judged_whole(self, weekly: Weekly) -> None:
        weekly.past(LIGHT, path="notes/hall.txt")
        weekly.git("mv", "notes/hall.txt", HALL)
        assert blocked(weekly.both()) == [HALL]


class TestQuotations:
    def test_of_a_page_of_quotations_that_grows_only_the_new_ones_count(self, weekly: Weekly) -> None:
        ferry = quoted(FERRY, "As [The Ibis](https://ibis.example/ferry) reported:")
        few = "\n\n".join([quoted(LIGHT), ferry])
        weekly.stage(HALL, f"{few}\n")
        weekly.began()
        assert article(weekly.ran("check", "-o", "json", HALL))["limits_reached"] == ["quoted_share"]
        weekly.stage(HALL, f"{few}\n\nAnd much else.\n")
        assert blocked(weekly.both()) == []
        weekly.stage(HALL, "\n\n".join([few, f"{quoted(BAKER, 'As The Heron reported:')}\n"]))
        ran = weekly.both()
        assert blocked(ran) == []  # a third of the page is new: less than half
        assert reasons(ran) == ["attributed"] * 3

    def test_a_page_that_becomes_one_of_quotations_is_blocked(self, weekly: Weekly) -> None:
        weekly.stage(HALL, f"{quoted(LIGHT)}\n")
        ran = weekly.both()
        assert (blocked(ran), article(ran)["limits_reached"]) == ([HALL], ["quoted_share"])

    def test_a_quotation_that_was_altered_before_is_no_news(self, weekly: Weekly) -> None:
        altered = quoted(LIGHT.replace("half full", "half empty"))
        weekly.past(altered)
        weekly.now(altered, "We shall be back next week.")
        ran = weekly.both()
        assert (ran.json["outcome"], reasons(ran)) == ("pass", ["baseline"])

    def test_a_quotation_that_is_altered_now_is_a_warning(self, weekly: Weekly) -> None:
        weekly.past(quoted(LIGHT))
        weekly.now(quoted(LIGHT.replace("half full", "half empty")))
        ran = weekly.both()
        assert (ran.json["outcome"], reasons(ran)) == ("warn", ["altered"])


class TestRemarks:
    FAULTY = "<!-- reusecheck: allow heron -->"

    def test_a_waiver_without_a_reason_is_told_once(self, weekly: Weekly) -> None:
        weekly.now(self.FAULTY)
        assert weekly.both().json["outcome"] == "warn"
        weekly.began()
        weekly.now(self.FAULTY, "We shall be back next week.")
        assert weekly.both().json["outcome"] == "pass"

    def test_a_second_one_beside_it_is_told(self, weekly: Weekly) -> None:
        weekly.past(self.FAULTY)
        weekly.now(self.FAULTY, "We shall be back next week.", self.FAULTY)
        assert weekly.both().json["outcome"] == "warn"


class TestBeginnings:
    def test_before_the_first_commit_everything_is_new(self, weekly: Weekly) -> None:
        weekly.git("update-ref", "-d", "HEAD")
        weekly.now(LIGHT)
        ran = weekly.hook()
        assert (blocked(ran), judged(ran)) == ([HALL], ["content/clean.md", HALL])
        assert ran.closing.endswith("(scope added)")

    def test_on_an_orphan_branch_everything_is_new(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.git("checkout", "--quiet", "--orphan", "fresh")
        assert blocked(weekly.hook()) == [HALL]

    def test_a_detached_head_is_what_a_commit_adds_to(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.git("checkout", "--quiet", "--detach")
        weekly.now(LIGHT, "We shall be back next week.")
        assert blocked(weekly.hook()) == []

    def test_a_few_words_a_commit_are_summed_up_by_the_pipeline(self, weekly: Weekly) -> None:
        words = LIGHT.split()
        for end in range(12, 61, 12):
            weekly.now(" ".join(words[:end]))
            assert blocked(weekly.hook()) == []
            weekly.commit()
        ran = weekly.ci()
        assert (blocked(ran), matched(ran)) == ([HALL], [51])


class TestWhatElseChanges:
    def test_the_configuration_and_the_hook_says_that_others_were_not_judged(self, weekly: Weekly) -> None:
        weekly.past(" ".join(LIGHT.split()[:30]))
        settings = (weekly.root / ".reusecheck.yaml").read_text(encoding="utf-8")
        weekly.stage(".reusecheck.yaml", f"{settings}limits: {{passage_words: 20}}\n")
        weekly.stage("content/clean.md", f"{OWN}\nWe shall be back next week.\n")
        ran = weekly.hook()
        assert judged(ran) == ["content/clean.md"]
        assert ".reusecheck.yaml changes here; articles that are not touched were not judged" in ran.err
        weekly.commit()
        ran = weekly.ci()
        assert judged(ran) == ["content/clean.md", HALL]
        assert blocked(ran) == [HALL]
        assert ran.json["scope"] == "file"
        assert ".reusecheck.yaml changes here, so all articles are judged, and as they are (scope file)" in ran.err

    def test_a_template_that_articles_include_too(self, weekly: Weekly) -> None:
        settings = (weekly.root / ".reusecheck.yaml").read_text(encoding="utf-8")
        weekly.stage(".reusecheck.yaml", f'{settings}templates: ["content/house.md"]\n')
        weekly.stage("content/house.md", f"{LIGHT}\n")
        weekly.past(LIGHT)
        weekly.stage("content/house.md", "Letters to the desk are answered in the order in which they make us laugh.\n")
        weekly.commit()
        assert blocked(weekly.ci()) == [HALL]

    def test_a_template_that_is_removed_and_the_pipeline_judges_all_articles_as_they_are(self, weekly: Weekly) -> None:
        settings = (weekly.root / ".reusecheck.yaml").read_text(encoding="utf-8")
        weekly.stage(".reusecheck.yaml", f'{settings}templates: ["house/*.md"]\n')
        weekly.stage("house/a.md", f"{LIGHT}\n")
        weekly.stage("house/b.md", "Letters to the desk are answered in the order in which they make us laugh.\n")
        weekly.past(LIGHT)
        assert blocked(weekly.ran("check", "-o", "json")) == []
        weekly.git("rm", "--quiet", "house/a.md")
        weekly.commit()
        assert blocked(weekly.ci()) == [HALL]

    @pytest.mark.parametrize("name", ["content/refs.bib", "content/REFS.BIB", "content/.refs/refs.bib"])
    def test_an_entry_of_a_bibliography_that_is_removed(self, weekly: Weekly, name: str) -> None:
        key = "@misc{lamp, title = {A lamp for the last}, url = {https://heron.example/light}}\n"
        weekly.stage(name, f"@misc{{other, title = {{Another thing}}}}\n{key}")
        text = f"---\nbibliography: {name.removeprefix('content/')}\n---\n{OWN}\n{LIGHT} [@lamp]\n"
        weekly.stage(HALL, text)
        assert blocked(weekly.hook()) == []
        weekly.began()
        weekly.stage(name, "@misc{other, title = {Another thing}}\n")
        weekly.commit()
        ran = weekly.ci()
        assert (blocked(ran), judged(ran)) == ([HALL], ["content/clean.md", HALL])

    def test_what_reuse_says_of_an_article_that_is_removed(self, weekly: Weekly) -> None:
        said = "version = 1\n[[annotations]]\npath = 'content/hall.md'\nSPDX-FileCopyrightText = '2024 The Heron'\n"
        weekly.stage("REUSE.toml", said)
        weekly.now(LIGHT)
        assert blocked(weekly.hook()) == []
        weekly.began()
        weekly.git("rm", "--quiet", "REUSE.toml")
        weekly.commit()
        assert blocked(weekly.ci()) == [HALL]
