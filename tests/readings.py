"""What the tests of a reader ask of its readings; each reading is held to the contract before it answers."""

from __future__ import annotations

from itertools import groupby

from reusecheck.spans import Lines, Source, Span
from tests.contracts import check_reading
from tests.proportion import calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.documents import BlockKind, Reader, Reading, Role
    from reusecheck.spans import Prose


class Asked:
    """A reader that is asked what it makes of a source. White space is told as one space."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def reading(self, source: str) -> Reading:
        reading = self.reader(source)
        check_reading(source, reading)
        return reading

    def words(self, source: str) -> str:
        return " ".join(self.reading(source).prose.split())

    def blocks(self, source: str) -> list[tuple[BlockKind, str]]:
        reading = self.reading(source)
        return [(block.kind, _told(reading, block.prose)) for block in reading.blocks]

    def groups(self, source: str) -> list[str]:
        """What the blocks of each group say, without a space between two of them."""
        reading = self.reading(source)
        groups = groupby(reading.blocks, key=lambda block: block.group)
        return ["".join(_told(reading, block.prose) for block in blocks) for _, blocks in groups]

    def regions(self, source: str, *roles: Role) -> list[tuple[Role, str, str]]:
        """Role, prose and value of the regions with such a role; of all if none is named."""
        reading = self.reading(source)
        chosen = [region for region in reading.regions if not roles or region.role in roles]
        return [(region.role, _told(reading, region.prose), region.value) for region in chosen]

    def texts(self, source: str, role: Role) -> list[tuple[str, str]]:
        """Prose and value of the regions with this role."""
        return [(text, value) for _, text, value in self.regions(source, role)]

    def place(self, source: str, word: str) -> Span[Source]:
        """Where the first such word of the prose stands in the source, which its line and column say too."""
        reading = self.reading(source)
        at = reading.prose.index(word)
        place = reading.offsets.to_source(Span(at, at + len(word)))
        before = source[: place.start].replace("\r\n", "\n").replace("\r", "\n")
        assert Lines(source).place(place.start) == (before.count("\n") + 1, len(before) - before.rfind("\n"))
        return place

    def takes_linear_work(self, source: str) -> bool:
        """Whether twice the source takes no more than twice the work. It is read as it is first."""
        self.reading(source)
        once, twice = calls(lambda: self.reader(source)), calls(lambda: self.reader(source + source))
        # twice the source may cost twice the calls, and something for what two halves say to each other
        return twice <= 2.6 * once + 1000


def _told(reading: Reading, span: Span[Prose]) -> str:
    return " ".join(reading.prose[span.start : span.stop].split())
