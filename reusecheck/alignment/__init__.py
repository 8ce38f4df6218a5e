"""Passages that an article shares with one reference: equal runs, chained over small edits, joined with what is near.

Everything is counted in tokens. Runs hold equal words only, so whatever the
index promised is compared word by word here. Each rule is a named number,
chosen on the sets of the evaluation data; docs/method.md says what each does.
"""

from __future__ import annotations

from reusecheck.alignment.chains import chains_of
from reusecheck.alignment.gaps import completed
from reusecheck.alignment.joining import join_neighbours, take_in_pieces
from reusecheck.alignment.passages import Alignment, Pair, word_by_word
from reusecheck.alignment.runs import short_runs
from reusecheck.alignment.scattered import scattered, telling_alone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reusecheck.spans import Run

__all__ = ["Alignment", "align"]


def align(article: Sequence[str], reference: Sequence[str], anchors: Iterable[Run], run_words: int) -> list[Alignment]:
    """The passages around ``anchors`` (equal runs found by the index), ascending in the article.

    Every anchor of ``run_words`` words or more lies within the runs returned:
    each of its words is in one of them. (Of a script without spaces so many
    characters as make as many words.) Time is bounded by the words near the
    anchors times ``runs.COMMON_RUN``.
    """
    pair = Pair.of(article, reference, run_words)
    anchors = word_by_word(anchors, pair)
    certain, doubtful = chains_of(sorted({*anchors, *short_runs(pair, anchors)}), pair)
    telling, doubtful = telling_alone(doubtful, pair)
    whole = join_neighbours(completed((*certain, *telling), pair))
    passages, doubtful = take_in_pieces(whole, doubtful)
    return sorted([*passages, *scattered(doubtful, pair)], key=lambda alignment: alignment.runs)
