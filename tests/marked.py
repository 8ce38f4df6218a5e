"""Expected spans, drawn in the text: ``"an ⟦example⟧"``."""

from __future__ import annotations

import re
from itertools import accumulate

from reusecheck.spans import Source, Span


def marked(text: str) -> tuple[str, list[Span[Source]]]:
    """``"an ⟦example⟧"`` without its brackets, and the spans they enclosed."""
    parts = re.split("[⟦⟧]", text)
    ends = list(accumulate(map(len, parts)))
    return "".join(parts), [Span(*ends[i : i + 2]) for i in range(0, len(ends) - 1, 2)]
