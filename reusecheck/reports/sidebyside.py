"""The words of an article and of a reference one above the other, word under word, differences marked."""

from __future__ import annotations

import unicodedata
from itertools import zip_longest

from reusecheck.reports.hostile import column
from reusecheck.reports.layout import DIM, INDENT, LABEL, YELLOW, Pen, columns
from reusecheck.reports.wording import count
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from reusecheck.findings import Finding, Piece

# A difference longer than this is broken, so that it does not push half a line down.
_BREAKABLE = 28
# Rows of an excerpt: the beginning, and the first ones that differ.
EXCERPT_ROWS = 3
# Never begin a line in Chinese or Japanese.
_CLOSING = frozenset("、。，．：；！？）」』】》〉〕”’ー")
# Belong to the word before them, though a new piece begins with them.
_FOLLOWING = ",.;:!?)]}…”’»、。，．：；！？）」』】》〉〕"


class Cell(NamedTuple):
    """Words that stand one above the other. ``spaced``: a space goes before it, unless it begins a row.

    The lines are those of the piece that begins here, 0 in a cell that continues one.
    """

    article: str
    reference: str
    differs: bool
    spaced: bool
    article_line: int = 0
    reference_line: int = 0

    @property
    def width(self) -> int:
        return max(columns(self.article), columns(self.reference))


class Row(NamedTuple):
    """One line of both texts; a line number of 0 is not known."""

    cells: Sequence[Cell]
    article_line: int
    reference_line: int

    @property
    def differs(self) -> bool:
        return any(cell.differs for cell in self.cells)


def atoms(text: str, limit: int) -> Iterator[tuple[str, bool]]:
    """The smallest parts between which a line may break, and whether a space stands before each.

    Words; single characters of scripts written without spaces; parts of ``limit`` columns of what is longer.
    """
    for word in text.split():
        if word.isascii() and len(word) <= limit:
            yield word, True
        else:
            yield from _broken(word, limit)


def _broken(word: str, limit: int) -> Iterator[tuple[str, bool]]:
    spaced = True
    start = used = 0
    wide = False
    for at, character in enumerate(word):
        size = column(character)
        stays = size == 0 or (character in _CLOSING and used + size <= limit)
        if at > start and not stays and (wide or size == 2 or used + size > limit):
            yield word[start:at], spaced
            spaced, start, used = False, at, 0
        used += size
        wide = size == 2 or (wide and stays)
    yield word[start:], spaced


def _letters(text: str) -> int:
    """How many letters and digits, in the form in which words are compared."""
    if text.isascii():
        return sum(map(str.isalnum, text))
    return sum(map(str.isalnum, unicodedata.normalize("NFKC", text)))


def _paired(article: str, reference: str, limit: int) -> Iterator[tuple[str, str, bool]]:
    """Equal words of both texts under each other, though one may write ``well-known`` and the other ``well known``.

    Both sides have the same letters, so a cell ends wherever both have come equally far.
    """
    left, right = list(atoms(article, limit)), list(atoms(reference, limit))
    i = j = ahead = 0
    first_i = first_j = 0
    while i < len(left) and j < len(right):
        if ahead == 0 and i == first_i and j == first_j:
            ahead = _letters(left[i][0]) - _letters(right[j][0])
            i, j = i + 1, j + 1
        elif ahead < 0:
            ahead += _letters(left[i][0])
            i += 1
        else:
            ahead -= _letters(right[j][0])
            j += 1
        if ahead == 0:
            yield _joined(left[first_i:i]), _joined(right[first_j:j]), left[first_i][1] or right[first_j][1]
            first_i, first_j = i, j
    if first_i < len(left) or first_j < len(right):
        rest = left[first_i:], right[first_j:]
        yield _joined(rest[0]), _joined(rest[1]), any(side[0][1] for side in rest if side)


def _joined(parts: Iterable[tuple[str, bool]]) -> str:
    return "".join(f" {text}" if spaced else text for text, spaced in parts).removeprefix(" ")


def _filled(text: str, limit: int) -> list[tuple[str, bool]]:
    """``text`` in parts of at most ``limit`` columns, and whether a space stood before each."""
    parts: list[tuple[str, bool]] = []
    used = 0
    for atom, spaced in atoms(text, limit):
        size = columns(atom)
        if parts and used + spaced + size <= limit:
            before, before_spaced = parts[-1]
            parts[-1] = (f"{before} {atom}" if spaced else before + atom, before_spaced)
            used += spaced + size
        else:
            parts.append((atom, spaced))
            used = size
    return parts


def _cells(pieces: Iterable[Piece], clean: Callable[[str], str], limit: int) -> Iterator[Cell]:
    last = ""
    for piece in pieces:
        article, reference = (clean(" ".join(text.split())) for text in (piece.article, piece.reference))
        lines = piece.article_line, piece.reference_line
        parts = iter([(article, reference, True)])
        if piece.equal:
            paired = _paired(article, reference or article, limit)
            parts = paired if reference else ((left, "", spaced) for left, _, spaced in paired)
        for left, right, spaced in parts:
            cells = [(left, right, spaced)]
            if max(columns(left), columns(right)) > min(limit, _BREAKABLE):
                cells = _apart(left, right, limit if piece.equal else min(limit, _BREAKABLE), spaced=spaced)
            for upper, lower, space in cells:
                apart = space and not (lines[0] and _touch(last, upper or lower))
                yield Cell(upper, lower, not piece.equal, apart, *lines)
                lines = 0, 0
                last = upper or lower


def _apart(left: str, right: str, limit: int, *, spaced: bool) -> list[tuple[str, str, bool]]:
    """A cell too wide, as several."""
    pairs = zip_longest(_filled(left, limit), _filled(right, limit), fillvalue=("", False))
    cells = [(upper[0], lower[0], upper[1] or lower[1]) for upper, lower in pairs]
    return [(*cells[0][:2], spaced), *cells[1:]] if cells else []


def _touch(before: str, after: str) -> bool:
    """Whether no space belongs between two pieces, whose own spaces at the ends were cut off."""
    if not (before and after):
        return False
    return after[0] in _FOLLOWING or (column(before[-1]) == 2 and column(after[0]) == 2)


def _tidy(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces that are not empty; a comma behind a difference stands with it, not at the head of what follows."""
    found: list[Piece] = []
    for piece in pieces:
        if not (piece.article.strip() or piece.reference.strip()):
            continue
        before = found[-1] if found else piece
        kept = piece.article.lstrip(_FOLLOWING), piece.reference.lstrip(_FOLLOWING)
        if piece.equal and not before.equal and before.article and before.reference and all(kept):
            leads = piece.article.removesuffix(kept[0]), piece.reference.removesuffix(kept[1])
            found[-1] = before._replace(article=before.article + leads[0], reference=before.reference + leads[1])
            found.append(piece._replace(article=kept[0], reference=kept[1]))
            continue
        found.append(piece)
    return found


def rows(finding: Finding, clean: Callable[[str], str], width: int) -> list[Row]:
    """The whole comparison in rows of at most ``width`` columns."""
    pieces = _tidy(finding.comparison)
    bounds = [(piece.article_line, piece.reference_line) for piece in pieces[1:]]
    bounds.append((finding.article.end_line, finding.reference_extent.end_line))
    ends = iter(bounds)
    found: list[Row] = []
    row: list[Cell] = []
    used = 0
    here = end = (0, 0)  # lines on which the current piece begins, and on which the next one does
    known = (0, 0)
    for cell in _cells(pieces, clean, width):
        size = cell.width
        begins = bool(cell.article_line)
        if row and used + cell.spaced + size > width:
            found.append(Row(tuple(row), *known))
            row, used = [], 0
        if begins:
            here, end = (cell.article_line, cell.reference_line), next(ends)
        if not row:
            known = _known(here, end, begins=begins)
        used += size + (cell.spaced and bool(row))
        row.append(cell)
    return [*found, Row(tuple(row), *known)] if row else found


def _known(here: tuple[int, int], end: tuple[int, int], *, begins: bool) -> tuple[int, int]:
    """The lines of a row that starts here; in the midst of a piece they are known only if it stays on one line."""
    if begins:
        return here
    return here[0] if here[0] == end[0] else 0, here[1] if here[1] == end[1] else 0


def is_two_sided(finding: Finding) -> bool:
    """Whether the reference's words are known: not of what is sealed, nor of what was read from a result."""
    return any(piece.reference for piece in finding.comparison)


def comparison(finding: Finding, pen: Pen, *, whole: bool, foot: bool = True) -> list[str]:
    """A finding's two texts under each other, with line numbers; at the foot, where the reference stands.

    Unless ``whole``, at most ``EXCERPT_ROWS`` rows: the first, and the first that show differences.
    """
    digits = max(3, len(str(max(finding.article.end_line, finding.reference_extent.end_line))))
    all_rows = rows(finding, pen.clean, pen.width - INDENT - digits - 3)
    shown = range(len(all_rows)) if whole or len(all_rows) <= EXCERPT_ROWS else excerpt_of(all_rows)
    both = is_two_sided(finding)
    lines = []
    before = -1
    for number in shown:
        if number != before + 1:
            lines.append(pen.paint(pen.more.rjust(INDENT + digits), DIM))
        printed = _printed(all_rows[number], pen, digits, labelled=number == 0)
        lines += printed if both else [printed[0], *printed[2:]]
        before = number
    if not foot:
        return lines
    left_out = len(all_rows) - len(shown)
    more = f"{pen.more} {count(left_out, 'more line')}" if left_out else ""
    return lines + _foot(finding, pen, " " * (INDENT + digits + 3) + more if more else "")


def place_of_reference(finding: Finding, pen: Pen) -> str:
    """``path:line:column``, as the article's place is written; the path alone of a text that is sealed."""
    if finding.reference.is_sealed:
        return f"{pen.path(finding.reference.path)}, sealed"
    extent = finding.reference_extent
    return f"{pen.path(finding.reference.path)}:{extent.line}:{extent.column}"


def _foot(finding: Finding, pen: Pen, more: str) -> list[str]:
    """What was left out, and at the right where the reference stands; on two lines where one is too short."""
    where = place_of_reference(finding, pen)
    room = pen.width - columns(where)
    if not more:
        return [" " * room + pen.paint(where, DIM)]
    if columns(more) + 2 <= room:
        return [pen.paint(more + " " * (room - columns(more)) + where, DIM)]
    return [pen.paint(more, DIM), " " * room + pen.paint(where, DIM)]


def excerpt_of(all_rows: list[Row]) -> list[int]:
    differing = [number for number, row in enumerate(all_rows) if number and row.differs]
    return [0, *differing[: EXCERPT_ROWS - 1]]


def _printed(row: Row, pen: Pen, digits: int, *, labelled: bool) -> list[str]:
    upper: list[str] = []
    lower: list[str] = []
    marks: list[str] = []
    for number, cell in enumerate(row.cells):
        gap = " " if cell.spaced and number else ""
        style = YELLOW if cell.differs else ""
        width = cell.width
        for side, text in ((upper, cell.article), (lower, cell.reference)):
            side.append(gap + pen.paint(text, style) + " " * (width - columns(text)))
        marks.append(gap + ("~" if cell.differs else " ") * width)
    labels = ("article", "source") if labelled else ("", "")
    sides = ((labels[0], row.article_line, upper), (labels[1], row.reference_line, lower))
    lines = [_gutter(pen, label, str(line or ""), digits) + "".join(side) for label, line, side in sides]
    if row.differs:
        lines.append(_gutter(pen, "", "", digits) + pen.paint("".join(marks).rstrip(), YELLOW))
    return lines


def _gutter(pen: Pen, label: str, number: str, digits: int) -> str:
    return pen.paint(f"   {label:<{LABEL}}{number:>{digits}} {pen.bar}", DIM) + " "
