"""Verdicts put together by hand, for the tests of reports. Every text was made up for them."""

from __future__ import annotations

from reusecheck.attribution.levels import IN_BASE, IN_BASELINE, TRAILER, Attribution, Evidence, Level
from reusecheck.documents import Unreadable
from reusecheck.findings import (
    ArticleVerdict,
    CorpusSize,
    Extent,
    Finding,
    InCommon,
    LimitReached,
    Outcome,
    Piece,
    Reason,
    ReferenceInfo,
    Remark,
    Verdict,
)
from reusecheck.measures import histogram
from reusecheck.spans import Span


def pieces(text: str, line: int = 41, reference_line: int = 7) -> tuple[Piece, ...]:
    """``"same {hers|theirs} same"``; a newline begins a line in both texts."""
    found = []
    for number, part in enumerate(text.replace("}", "{").split("{")):
        if number % 2:
            article, _, reference = part.partition("|")
        else:
            article = reference = part
        if article.strip() or reference.strip():
            lead = part[: len(part) - len(part.lstrip())].count("\n")
            at = line + lead, reference_line + lead
            found.append(Piece(not number % 2, " ".join(article.split()), " ".join(reference.split()), *at))
        line += part.count("\n")
        reference_line += part.count("\n")
    return tuple(found)


def finding(text: str, reference: ReferenceInfo, **changes: object) -> Finding:
    """A blocking, unattributed finding of the words in ``text`` (see ``pieces``); counts are those of its words."""
    compared = pieces(text)
    lines = text.count("\n")
    words = sum(len(piece.article.split()) for piece in compared)
    equal = [len(piece.article.split()) for piece in compared if piece.equal]
    values: dict[str, object] = {
        "key": f"{reference.source}:3f9a12ab34cd",
        "reason": Reason.UNATTRIBUTED,
        "blocks": True,
        "article": Extent(1200, 1200 + len(text), 41, 3, 41 + lines, 34),
        "article_words": words,
        "reference": reference,
        "reference_extent": Extent(310, 310 + len(text), 7, 1, 7 + lines, 80),
        "matched_words": sum(equal),
        "longest_run": max(equal, default=0),
        "attribution": Attribution(Level.NONE),
        "comparison": compared,
        "excerpt": " ".join(piece.article for piece in compared)[:80],
        **changes,
    }
    return Finding(**values)  # type: ignore[arg-type]


FERRY = ReferenceInfo(
    "guardian:2024/ferry.md",
    "guardian",
    "references/guardian/2024/ferry.md",
    "Ferry adrift in the northern sound",
    "https://news.example/2024/ferry",
)
FERRY_TEXT = """The ferry left the harbour {shortly|soon} after dawn with 112 people {on board|aboard} and
a cargo of late summer apples, bound for the two outer islands. Within the
hour the engine had {stopped|failed}, and the captain let the anchor go in forty fathoms
of grey water. Nobody was hurt. The coast guard sent a tug from the mainland, which
reached them {|only} at nightfall; by then the passengers had eaten most of the apples
and {had begun|were beginning} to sing."""
SHARE = LimitReached("share", 21.0, 15, "%")
DAMMED = LimitReached("share", 20.0, 15, "%")
QUOTED = LimitReached("quoted_share", 60.0, 50, "%", "guardian", 12)
CREDIT_LINE = "*The Harbour Courier: [Ferry adrift in the northern sound](https://news.example/2024/ferry)*"


def ferry() -> Finding:
    """Copied without a word about where it comes from."""
    return finding(
        FERRY_TEXT,
        FERRY,
        limits_reached=(LimitReached("passage_words", 73, 40, "words"), SHARE),
        advice="Name The Harbour Courier in this paragraph, for example with this line under it:",
        fix=CREDIT_LINE,
        also_in=("agency:2024-08-30/ferry",),
    )


WEATHER = ReferenceInfo("wetter:sturm.html", "wetter", "quellen/wetter/sturm.html", "Sturm über der Förde")
WEATHER_TEXT = "Über Nacht stieg das Wasser um mehr als {zwei|2} Meter, sagte der Hafenmeister."


def weather() -> Finding:
    """In quotation marks, but nobody is named."""
    marks = Evidence("quotation", "quotation marks around it", "„…“", Span(1199, 1275), 41)
    return finding(
        WEATHER_TEXT,
        WEATHER,
        key="wetter:77aa00bb11cc",
        attribution=Attribution(Level.QUOTED, (marks,)),
        advice="Say in this paragraph that it comes from wetter, for example:",
        fix="(Quelle: Sturm über der Förde)",
        limits_reached=(SHARE,),
    )


TEA = ReferenceInfo("asahi:茶.md", "asahi", "references/asahi/茶.md", "山の茶畑", "https://asahi.example/茶")
TEA_TEXT = (
    "山の茶畑では、朝の霧が晴れる{前|まえ}に摘み手たちが歩き始める。"
    "今年の新芽は{去年|昨年}より一週間早く、畑の主人は空を見上げて笑った。"
)


def tea() -> Finding:
    """Written without spaces, every character two columns wide."""
    return finding(
        TEA_TEXT,
        TEA,
        key="asahi:00ff00ff00ff",
        blocks=False,
        article_words=58,
        matched_words=54,
        limits_reached=(LimitReached("passage_words", 54, 25, "words", "asahi"),),
        advice="Name 山の茶畑 in this paragraph, for example:",
        fix="出典：[山の茶畑](https://asahi.example/茶)",
    )


def credited() -> Finding:
    """Named and marked as a quotation: nothing to settle."""
    quote = Evidence("quotation", "block quotation", "", Span(20, 300), 5)
    link = Evidence("credit", "link in the line above it", "https://news.example/2024/ferry", Span(2, 18), 3)
    return finding(
        "Nobody was hurt. The coast guard sent a tug from the mainland",
        FERRY,
        key="guardian:a1b2c3d4e5f6",
        reason=Reason.ATTRIBUTED,
        blocks=True,
        attribution=Attribution(Level.FULL, (quote, link)),
        limits_reached=(QUOTED,),
    )


def mended() -> tuple[Finding, ...]:
    """What an editor looks at first and second: a wrong source, a changed quotation; and what somebody allowed."""
    quote = Evidence("quotation", "block quotation", "", Span(20, 300), 5)
    wrong = Evidence("other", "link in the lead-in", "https://heron.example/boats", Span(2, 18), 3)
    right = Evidence("credit", "source named in the lead-in", "The Harbour Courier", Span(310, 329), 9)
    changed = Evidence("alteration", "a number", "“211”, where the source has “112”", Span(380, 383), 11)
    leave = Evidence("waiver", "waiver for guardian", "syndicated under contract 118", Span(500, 560), 20)
    return (
        finding(
            "then stopped for the night in the lee of {these|the} islands",
            FERRY,
            key="guardian:00aa00aa00aa",
            reason=Reason.WAIVED,
            blocks=False,
            attribution=Attribution(Level.NONE, (leave,)),
        ),
        finding(
            "The ferry left the harbour with {211|112} people on board",
            FERRY,
            key="guardian:11bb11bb11bb",
            reason=Reason.ALTERED,
            blocks=False,
            attribution=Attribution(Level.FULL, (quote, right, changed)),
        ),
        finding(
            "Nobody was hurt. The coast guard sent a tug from the mainland",
            FERRY,
            key="guardian:22cc22cc22cc",
            reason=Reason.MISATTRIBUTED,
            blocks=False,
            attribution=Attribution(Level.QUOTED, (quote, wrong)),
            names="heron",
            advice="Name The Harbour Courier below the quotation:",
            fix=CREDIT_LINE,
            waiver="<!-- reusecheck: allow guardian: REASON -->",
        ),
    )


def known() -> tuple[Finding, ...]:
    """What is no news: listed in the baseline, there before, and allowed by a commit."""
    listed = Evidence("baseline", IN_BASELINE, "audit of 2024", Span(0, 0))
    stood = Evidence("baseline", IN_BASE, "", Span(0, 0))
    allowed = Evidence("waiver", f"{TRAILER} 1a2b3c4d5e6f", "the agency agreed by letter", Span(0, 0))
    why = ((Reason.BASELINE, listed), (Reason.BASELINE, stood), (Reason.WAIVED, allowed))
    return tuple(
        finding(
            "Within the hour the engine had {stopped|failed}, and the captain let the anchor go",
            FERRY,
            key=f"guardian:33dd33dd33dd-{number}" if number > 1 else "guardian:33dd33dd33dd",
            reason=reason,
            blocks=False,
            attribution=Attribution(Level.NONE, (evidence,)),
        )
        for number, (reason, evidence) in enumerate(why, 1)
    )


REMARKS = (
    Remark(
        "licence",
        3,
        1,
        "words of wetter stand here under CC-BY-4.0, which wants to be named or linked once",
        "CC BY 4.0",
    ),
    Remark("waiver", 20, 5, "no source is called guardain; did you mean guardian?"),
)


LONG = ReferenceInfo("archive:almanac.txt", "archive", "references/archive/almanac.txt", "The Almanac of Small Rivers")
SENTENCE = (
    "In the {n} year of the dam the river {changed|turned} its course and the {n} mill stood {dry|idle} until spring."
)


def long() -> Finding:
    """Many lines, so that only some are shown; the fix is long too."""
    numbers = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    text = "\n".join(SENTENCE.replace("{n}", number) for number in numbers)
    quoted = "\n".join(f"> {' '.join(piece.article for piece in pieces(line))}" for line in text.splitlines())
    return finding(
        text,
        LONG,
        key="archive:0123456789ab",
        disguised=True,
        limits_reached=(LimitReached("passage_words", 180, 40, "words"), DAMMED),
        also_in=("archive:a.txt", "archive:b.txt", "archive:c.txt", "archive:d.txt", "archive:e.txt"),
        advice="Mark it as a quotation and name its source:",
        fix=f"{quoted}\n>\n> — The Almanac of Small Rivers",
    )


def newsroom() -> Verdict:
    """One of everything."""
    ferry_limits = (LimitReached("passage_words", 73, 40, "words"), SHARE)
    river_limits = (LimitReached("passage_words", 180, 40, "words"), DAMMED)
    articles = (
        ArticleVerdict("content/apples.md", Outcome.BLOCK, 405, 85, 85, 21.0, 45, ferry_limits, (ferry(), weather())),
        ArticleVerdict("content/clean.md", Outcome.PASS, 1310, 0, 0, 0.0, 0),
        ArticleVerdict("content/desk.md", Outcome.WARN, 700, 33, 12, 1.7, 12, (), mended(), remarks=REMARKS),
        ArticleVerdict("content/quotes.md", Outcome.BLOCK, 20, 12, 0, 0.0, 0, (QUOTED,), (credited(),)),
        ArticleVerdict("content/old.md", Outcome.PASS, 610, 39, 0, 0.0, 0, (), known()),
        ArticleVerdict("content/rivers.md", Outcome.BLOCK, 900, 180, 180, 20.0, 11, river_limits, (long(),)),
        ArticleVerdict("content/茶.md", Outcome.WARN, 540, 54, 54, 10.0, 28, tea().limits_reached, (tea(),)),
    )
    unreadable = (Unreadable("content/broken.docx", "it is a binary file"),)
    return Verdict(articles, CorpusSize(1204, 912345), unreadable, scope="added", since="origin/main at 1a2b3c4d5e6f")


def in_common(article: ArticleVerdict, found: Finding, reference_words: int, resemblance: float) -> InCommon:
    """The figures of an article and a reference that share this passage and no other."""
    return InCommon(
        found.reference.id,
        found.matched_words / article.words,
        found.matched_words / reference_words,
        resemblance,
        found.longest_run,
        histogram(len(piece.article.split()) for piece in found.comparison if piece.equal),
    )


def measured() -> Verdict:
    """The same with what ``-v`` adds."""
    apples, clean, desk, quotes, old, rivers, tea_house = newsroom().articles
    by_the_sea, storm = apples.findings
    (year,) = rivers.findings
    with_figures = (
        apples._replace(in_common=(in_common(apples, by_the_sea, 89, 0.12), in_common(apples, storm, 1850, 0.004))),
        clean,
        desk,
        quotes._replace(in_common=(in_common(quotes, quotes.findings[0], 89, 0.09),)),
        old,
        rivers._replace(in_common=(in_common(rivers, year, 41_300, 0.0035),)),
        tea_house._replace(in_common=(InCommon(TEA.id, 0.1, 0.931, 0.096, 28, (2, 1, 0, 2, 0)),)),
    )
    return newsroom()._replace(articles=with_figures)


def compared() -> Verdict:
    """One article beside three references: a long one, one with a short name and nothing in common, and a copy."""
    apples = newsroom().articles[0]
    whole = InCommon(
        "reference:drafts/2026-11-20/apples-as-they-were-sent-to-the-printer.md", 1, 1, 1, 405, (0, 0, 0, 0, 1)
    )
    many = InCommon("reference:almanac.txt", 0.4444, 0.0151, 0.0234, 1204, (122, 13, 22, 12, 11))
    none = InCommon("reference:tea.md", 0, 0, 0, 0, (0, 0, 0, 0, 0))
    return Verdict((apples._replace(findings=(), in_common=(whole, many, none)),), CorpusSize(3, 4123))
