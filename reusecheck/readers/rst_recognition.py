"""Where markup within a block of reStructuredText may begin and end: its "inline markup recognition rules"."""

from __future__ import annotations

import unicodedata

from reusecheck.expressions import expression

_BEFORE = frozenset("'\"([{<-/:")
_BEHIND = frozenset("'\")]}>-/\\:.,;!?")
_CATEGORIES_BEFORE = frozenset(("Ps", "Pi", "Pf", "Pd", "Po"))
_CATEGORIES_BEHIND = frozenset(("Pe", "Pi", "Pf", "Pd", "Po"))
# a mark that stands between two of these is none
_PAIRS = frozenset(
    ("''", '""', "()", "[]", "{}", "<>", "“”", "‘’", "«»", "‹›", "„“", "„”", "‚‘", "‚’", "»«", "›‹", "”“", "’‘", "””",
     "’’")
)  # fmt: skip
_TAIL = expression(r"`(:[^\W_]+(?:[-._+:][^\W_]+)*:)?(__?)?")

# the marks that close; that of a target looks like that of interpreted text, and has other rules
LITERAL, INTERPRETED, TARGET, SUBSTITUTION = "``", "`", "` ", "|"


class Recognition:
    """The text of a block, and how far one has looked for the marks that close."""

    def __init__(self, text: str) -> None:
        self.text = text
        # what stands here counts as the beginning of the text: behind a mark that meant nothing or has ended
        self.fresh = 0
        self.ends: dict[str, int] = {}  # closing mark → where the next one stands, behind the last place asked for

    def opens(self, start: int, inside: int) -> bool:
        """Whether a mark may begin at ``start`` whose text begins at ``inside``."""
        text = self.text
        following = text[inside : inside + 1]
        if not following or following.isspace():
            return False
        before = text[start - 1] if start > self.fresh else ""
        return self.may_stand_behind(start) and before + following not in _PAIRS

    def may_stand_behind(self, start: int) -> bool:
        if start <= self.fresh:
            return True
        before = self.text[start - 1]
        if before.isascii():
            return before in _BEFORE or before.isspace()
        return before.isspace() or unicodedata.category(before) in _CATEGORIES_BEFORE

    def closes(self, stop: int) -> bool:
        """Whether a mark may end at ``stop``."""
        behind = self.text[stop : stop + 1]
        if behind.isascii():  # the end of the text, too
            return not behind or behind in _BEHIND or behind.isspace()
        return behind.isspace() or unicodedata.category(behind) in _CATEGORIES_BEHIND

    def end(self, closing: str, inside: int) -> int:
        """Where the next ``closing`` that ends markup stands, from ``inside`` on; -1 if there is none."""
        known = self.ends.get(closing, inside)
        if known < 0 or known > inside:
            return known
        text, mark = self.text, closing.strip()
        at = text.find(mark, inside)
        while at >= 0 and not self.is_end(closing, at, inside):
            at = text.find(mark, at + 1)
        self.ends[closing] = at
        return at

    def is_end(self, closing: str, at: int, inside: int) -> bool:
        before = self.text[at - 1]
        open_end = before.isspace() or (closing != LITERAL and self.escaped(at))
        # an escaped space is none, and may end interpreted text
        is_none = closing == INTERPRETED and before.isspace() and self.escaped(at - 1)
        if at > inside and open_end and not is_none:
            return False
        if closing == INTERPRETED:
            return self.tail(at) is not None
        if closing == SUBSTITUTION:
            return self.underscores(at + 1) is not None
        return self.closes(at + len(closing.strip()))

    def escaped(self, at: int) -> bool:
        """Whether an odd number of backslashes stands before ``at``."""
        first = at
        while first and self.text[first - 1] == "\\":
            first -= 1
        return (at - first) % 2 == 1

    def tail(self, at: int) -> tuple[str, str, int] | None:
        """Role, underscores and end of the interpreted text whose closing mark stands at ``at``; None if it is none."""
        found = _TAIL.match(self.text, at)
        if found and self.closes(found.end()):
            return found[1] or "", found[2] or "", found.end()
        stop = self.underscores(at + 1)
        return None if stop is None else ("", self.text[at + 1 : stop], stop)

    def underscores(self, at: int) -> int | None:
        """Behind up to two underscores at ``at`` that end a reference, or ``at``; None if markup cannot end there."""
        for count in (2, 1, 0):
            if self.text.startswith("_" * count, at) and self.closes(at + count):
                return at + count
        return None
