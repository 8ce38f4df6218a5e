"""The texts beside this file. All were written for the project: whoever and whatever is named in them is made up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

FOLDER = Path(__file__).parent / "texts"

# What stands after a passage, or between its sentences: nobody's words but the article's.
OWN = (
    "We had not meant to bring this up here, but the question keeps coming.",
    "My neighbour disagrees, loudly, over the fence.",
    "None of that shows in the screenshots, which were taken on a good day.",
    "Skip this part if you only came for the commands.",
    "An earlier draft of the page claimed the opposite and nobody complained.",
    "Make a cup of tea while it compiles.",
    "I copied that into my notebook and underlined it twice.",
    "There is a longer explanation further down for the curious.",
    "If in doubt, ask whoever wrote the configuration before you.",
    "Things were different in the days of dial-up, obviously.",
    "You can safely ignore the yellow triangle beside the clock.",
    "Our cat slept on the keyboard through most of it.",
)

_ENDS = ".!?…؟۔।。！？"
_MARKS = "[\"'”’»)\\]」]*"
_SENTENCE = re.compile(rf"\S.*?(?:[.!?…؟۔।]{_MARKS}(?=\s|\Z)|[。！？]{_MARKS}|\Z)", re.DOTALL)
_STRETCH = re.compile(r"\S+")


def read(folder: str) -> dict[str, str]:
    """The texts of a folder by file name, in the order of the names."""
    return {path.name: path.read_text(encoding="utf-8").strip() for path in sorted((FOLDER / folder).iterdir())}


def languages() -> list[str]:
    return sorted({name.split(".")[0] for name in read("languages")})


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence starts and stops, in code points, without the space around it.

    In Thai a space stands where other scripts have a full stop.
    """
    pattern = _STRETCH if is_unspaced(text) and not any(end in text for end in _ENDS) else _SENTENCE
    return [match.span() for match in pattern.finditer(text)]


def is_unspaced(text: str) -> bool:
    """Whether it is of a script written without spaces."""
    return len(text) > 12 * len(text.split())


def count(text: str) -> int:
    """Words; of a script written without spaces, pieces of three characters."""
    return len(text) // 3 if is_unspaced(text) else len(text.split())


def choose(text: str, words: int, rng: Random) -> tuple[int, int]:
    """Where a passage of whole sentences, of ``words`` words or a little more, starts and stops.

    All of the text, if it has fewer.
    """
    spans = sentences(text)
    fitting = [at for at, (start, _) in enumerate(spans) if count(text[start:]) >= words]
    first = rng.choice(fitting) if fitting else 0
    start = spans[first][0]
    for _, stop in spans[first:]:
        if count(text[start:stop]) >= words:
            return start, stop
    return start, spans[-1][1]


def blocks(page: str) -> list[str]:
    """A Markdown page in the parts between which a paragraph can be put: no fence and no front matter is cut."""
    parts: list[str] = []
    open_ = False
    for part in page.split("\n\n"):
        if open_:
            parts[-1] += "\n\n" + part
        else:
            parts.append(part)
        open_ ^= len(re.findall(r"^\s*(?:```|~~~)", part, re.MULTILINE)) % 2 == 1
    return parts
