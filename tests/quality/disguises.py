"""What becomes of a passage on its way from a reference into an article.

Each disguise is a function of the passage and of a source of chance, and gives the same for the same chance. None of
them adds anything at the ends: the passage as it stands in the article begins and ends with words of the reference,
or with what an edit put in their place.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import TYPE_CHECKING

from tests.quality.texts import OWN, is_unspaced, sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    Disguise = Callable[[str, Random], str]

_QUOTATION_MARKS = '"“”„«»»「」'
_CYRILLIC = dict(zip("aceiopxyABEHKMOPTX", "асеіорхуАВЕНКМОРТХ", strict=True))
_GREEK = dict(zip("ovAEIKNTZ", "ονΑΕΙΚΝΤΖ", strict=True))
_HIDDEN = "\u200b\u2060\u200d\u00ad"


def verbatim(passage: str, _: Random) -> str:
    return passage


def typography(passage: str, rng: Random) -> str:
    """Another word processor's marks: quotation marks, dashes, ellipses, ligatures, spaces, soft hyphens."""
    marks = rng.choice(("“”", "„“", "«»", "‟”"))
    turns = iter(marks * len(passage))
    out = "".join(next(turns) if c == '"' else c for c in passage)
    out = out.replace(" – ", rng.choice(("—", " - ", " — "))).replace("...", "…").replace("'", "’")
    out = out.replace("fi", "ﬁ").replace("fl", "ﬂ").replace("ff", "ﬀ")
    words = out.split(" ")
    for at in range(1, len(words), 3):
        if len(words[at]) > 6 and words[at].isalpha():
            words[at] = words[at][:3] + "\u00ad" + words[at][3:]
    return "".join(word + rng.choice((" ", " ", " ", "\u00a0", "\u2009", "  ")) for word in words).rstrip()


def rewrapped(passage: str, rng: Random) -> str:
    """Lines of a fixed width; long words at their ends are divided, some of them with a soft hyphen."""
    width = rng.choice((44, 58, 72))
    lines, line = [], ""
    for word in passage.split(" "):
        room = width - len(line) - 1
        if len(word) <= room:
            line = f"{line} {word}".strip()
        elif room > 5 and len(word) > 7 and word.isalpha():
            at = min(room - 1, len(word) - 3)
            lines.append(f"{line} {word[:at]}{rng.choice(('-', '-', '‐', chr(0xAD)))}".strip())
            line = word[at:]
        else:
            lines.append(line)
            line = word
    return "\n".join(part for part in [*lines, line] if part)


def marked_up(passage: str, rng: Random) -> str:
    """Markdown and HTML inside: emphasis, links, entities, a footnote, line breaks. The ends are left as they are."""
    words = passage.replace("&", "&amp;").replace("–", "&ndash;").split(" ")
    out, at = [], 0
    while at < len(words):
        size = rng.randint(1, 3)
        some = " ".join(words[at : at + size])
        if 0 < at < len(words) - size and rng.random() < 0.2 and not re.search(r"[*_\[\]()<&]", some):
            shape = rng.choice(("**{}**", "*{}*", "[{}](https://example.org/a?b=c)", "<em>{}</em>", "{}[^1]", "{}\\\n"))
            some = shape.format(some)
        out.append(some)
        at += size
    return " ".join(out).replace("\n ", "\n")


def edited(rate: float) -> Disguise:
    """A share of the words replaced, preceded by another, or dropped."""

    def edit(passage: str, rng: Random) -> str:
        words = _pieces(passage)
        struck = set(rng.sample(range(len(words)), round(rate * len(words))))
        out = []
        for at, word in enumerate(words):
            kind = rng.choice(("replace", "insert", "drop")) if at in struck else ""
            other = rng.choice(words)
            out += {"replace": [other], "insert": [other, word], "drop": []}.get(kind, [word])
        return ("" if is_unspaced(passage) else " ").join(out).strip()

    return edit


def shuffled(passage: str, rng: Random) -> str:
    """Its sentences in another order, if there are two."""
    parts = _sentences(passage)
    rng.shuffle(parts)
    return _joined(parts, passage)


def misspelt(passage: str, rng: Random) -> str:
    """Every ninth word of five letters or more: two letters swapped, one dropped, one doubled, one wrong."""
    long = 0

    def spoil(match: re.Match[str]) -> str:
        nonlocal long
        long += 1
        return _misspelt(match[0], rng) if long % 9 == 4 else match[0]

    return re.sub(r"[^\W\d_]{5,}", spoil, passage)


def lookalikes(passage: str, rng: Random) -> str:
    """Every third word in letters of another alphabet that look alike, every fifth with something hidden in it."""
    words = passage.split(" ")
    for at, word in enumerate(words):
        if at % 3 == 1:
            alike = rng.choice((_CYRILLIC, _CYRILLIC, _GREEK))
            words[at] = "".join(alike.get(c, c) for c in word)
        elif at % 5 == 2 and len(word) > 3:
            words[at] = word[:2] + rng.choice(_HIDDEN) + word[2:]
    return " ".join(words)


def interleaved(passage: str, rng: Random) -> str:
    """A sentence of the article's own behind every second, but not at the end."""
    own = rng.sample(OWN, len(OWN))
    out: list[str] = []
    parts = _sentences(passage)
    for at, part in enumerate(parts):
        out.append(part)
        if at % 2 and at + 1 < len(parts):
            out.append(own[at // 2 % len(own)])
    return " ".join(out)


def turned(passage: str, rng: Random) -> str:
    """Of each sentence with a comma, what follows one of its commas now comes first."""
    out = []
    for sentence in _sentences(passage):
        clauses = sentence.rstrip(".").split(", ")
        if len(clauses) > 1:
            at = rng.randrange(1, len(clauses))
            head, tail = ", ".join(clauses[:at]), ", ".join(clauses[at:])
            sentence = f"{tail[:1].upper()}{tail[1:]}, {head[:1].lower()}{head[1:]}."  # noqa: PLW2901
        out.append(sentence)
    return " ".join(out)


def capitals(passage: str, rng: Random) -> str:
    """Sentence by sentence in small letters, in capitals, or With Each Word Capitalised."""
    ways: tuple[Callable[[str], str], ...] = (str.lower, str.upper, lambda part: re.sub(r"\b[a-z]", _upper, part))
    return " ".join(rng.choice(ways)(sentence) for sentence in _sentences(passage))


def numbers(passage: str, rng: Random) -> str:
    """Decimal commas for points and the other way round; thousands set apart by a point, a space, a mark or nothing."""
    thousands = rng.choice((".", "", "\u202f", "’"))

    def change(match: re.Match[str]) -> str:
        mark = "," if match[2] == "." else thousands if len(match[3]) == 3 else "."
        return match[1] + mark + match[3]

    return re.sub(r"(\d+)([.,])(\d+)", change, passage)


def unquoted(passage: str, rng: Random) -> str:
    """Without quotation marks, and one name misspelt wherever it stands."""
    out = "".join(c for c in passage if c not in _QUOTATION_MARKS)
    names = re.findall(r"(?<=[a-z,] )[A-Z][a-z]{4,}", out)
    if not names:
        return out
    name = rng.choice(names)
    return out.replace(name, _misspelt(name, rng))


def hurried(passage: str, rng: Random) -> str:
    """Clauses turned round, a tenth of the words edited, quotation marks dropped: all at once."""
    return edited(0.1)(turned(unquoted(passage, rng), rng), rng)


# Eight words in a row, and in other scripts what is as long: planting.py cuts them out, so that they are never two.
FRAGMENT = "fragment"
# Cut in two halves that stand in different places of the article: planting.py does it, since each is a passage.
HALVED = "halved"

DISGUISES: Mapping[str, Disguise] = {
    "verbatim": verbatim,
    "typography": typography,
    "rewrapped": rewrapped,
    "marked_up": marked_up,
    "edited_5": edited(0.05),
    "edited_10": edited(0.10),
    "edited_20": edited(0.20),
    "shuffled": shuffled,
    "misspelt": misspelt,
    "lookalikes": lookalikes,
    "interleaved": interleaved,
    "turned": turned,
    HALVED: verbatim,
    "capitals": capitals,
    "numbers": numbers,
    "unquoted": unquoted,
    "hurried": hurried,
}


def redressed(passage: str, rng: Random) -> str:
    """The same letters otherwise encoded or adorned, in the way of each script.

    Arabic script gets tatweel, a vowel mark and presentation forms, Hebrew a point, Japanese and Chinese full-width
    punctuation and digits, Thai a zero-width space; whatever can be decomposed is.
    """
    out = []
    for c in unicodedata.normalize("NFD", passage):
        name = unicodedata.name(c, "")
        if name.startswith("ARABIC LETTER") and c in "بتسشفقكلمن":
            c = rng.choice((c, c, c + "ـ", c + "\u064e"))  # noqa: PLW2901
        elif name.startswith("HEBREW LETTER") and rng.random() < 0.2:
            c += "\u05b8"  # noqa: PLW2901
        elif name.startswith("THAI CHARACTER KO KAI"):
            c = "\u200b" + c  # noqa: PLW2901
        elif c in "0123456789":
            c = rng.choice((c, chr(ord(c) + 0xFEE0)))  # noqa: PLW2901
        out.append(c)
    return "".join(out).replace("لا", "\ufefb").strip()


def wrapped(passage: str, rng: Random) -> str:
    """Lines of a fixed width, words divided where that is usual; of a script without spaces, so many characters."""
    if unicodedata.name(passage[0]).split()[0] in ("LATIN", "GREEK", "CYRILLIC"):
        return rewrapped(passage, rng)
    width = rng.choice((32, 48))
    if is_unspaced(passage):
        return "\n".join(passage[at : at + width] for at in range(0, len(passage), width))
    return textwrap.fill(passage, width, break_long_words=False, break_on_hyphens=False)


# What is tried in every language.
IN_EVERY_LANGUAGE: Mapping[str, Disguise] = {
    "verbatim": verbatim,
    "wrapped": wrapped,
    "typography": typography,
    "misspelt": misspelt,
    "edited_5": edited(0.05),
    "edited_10": edited(0.10),
    "shuffled": shuffled,
    "redressed": redressed,
}


def _pieces(passage: str) -> list[str]:
    """Words; of a script without spaces, three characters each."""
    return re.findall(r"(?s).{1,3}", passage) if is_unspaced(passage) else passage.split()


def _sentences(passage: str) -> list[str]:
    return [passage[start:stop] for start, stop in sentences(passage)]


def _joined(parts: list[str], passage: str) -> str:
    return ("" if is_unspaced(passage) and "。" in passage else " ").join(parts)


def _upper(match: re.Match[str]) -> str:
    return match[0].upper()


def _misspelt(word: str, rng: Random) -> str:
    at = rng.randrange(1, len(word) - 2)
    spoilt = rng.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at] + word[at:],
            word[:at] + rng.choice(word) + word[at + 1 :],
            word,
        )
    )
    return spoilt if spoilt != word else word[:at] + word[at + 1 :]
