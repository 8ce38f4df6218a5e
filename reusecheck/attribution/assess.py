"""How the passages of one article are attributed."""

from __future__ import annotations

from functools import cached_property
from itertools import islice

from reusecheck.attribution.credit import find_credit, find_other
from reusecheck.attribution.levels import Attribution, Evidence, Level
from reusecheck.attribution.mentions import Borrowed
from reusecheck.attribution.page import Page
from reusecheck.attribution.possible import Possible, Spots
from reusecheck.attribution.quoting import Quotes
from reusecheck.attribution.statements import (
    meta_evidence,
    meta_statements,
    of_one_thing,
    sentence_evidence,
    sentence_statements,
)
from reusecheck.attribution.surroundings import Setting
from reusecheck.documents import no_neighbours
from reusecheck.spans import Prose, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.attribution.beside import Beside
    from reusecheck.attribution.identity import Identity
    from reusecheck.documents import Document, MetaEntry, Neighbours

# Statements for the whole article that are told, of each kind: one would do.
_STATEMENTS = 8


class Attributor:
    """Judges passages of one document; what is the same for all of them is worked out once, when it is first needed."""

    def __init__(self, document: Document, neighbours: Neighbours = no_neighbours) -> None:
        self.page = Page(document, neighbours)
        self.quotes = Quotes(self.page)
        self._neighbours = neighbours  # asked only where a passage is to be attributed and the article refers to them
        self._possible = Possible(self.page)
        self._spots: dict[Identity, Spots] = {}
        self._metadata: dict[Identity, list[Evidence]] = {}

    def could_name(self, who: Identity) -> bool:
        """False only if nothing on the page can name the reference, so that it need not be assessed."""
        return bool(self._spots_of(who)) or self._tagged(who) or bool(self._beside_it(who))

    def mentioned(self, who: Identity, passage: Span[Prose]) -> int | None:
        """Where something outside of the passage may name the reference, in the prose; ``None`` if nothing does."""
        offsets = self._spots_of(who).offsets
        return next((at for at in offsets if not passage.start <= at < passage.stop), None)

    def _beside_it(self, who: Identity) -> list[Evidence]:
        """What files beside the article say of all of it."""
        return self._beside.evidence(who) if self.page.has_company else []

    @cached_property
    def _beside(self) -> Beside:
        from reusecheck.attribution.beside import Beside  # noqa: PLC0415 - most passages are credited in the text

        return Beside(self.page)

    def _in_snippets(self, passage: Span[Prose], who: Identity) -> Iterator[Evidence]:
        if not self.page.snippets:
            return iter(())
        from reusecheck.attribution.spdx import snippet_evidence  # noqa: PLC0415 - few articles have any

        return snippet_evidence(self.page, passage, who)

    def _tagged(self, who: Identity) -> bool:
        """Whether a snippet is the reference's."""
        if not self.page.snippets:
            return False
        from reusecheck.attribution.spdx import naming  # noqa: PLC0415 - as above

        return any(naming(self.page, holders, who) for _, holders in self.page.snippets)

    @property
    def notes(self) -> tuple[str, ...]:
        """What an editor should know of the files beside the article, as far as they were asked for."""
        looked_up = "bibliography" in self.page.__dict__
        problems = self.page.bibliography.problems if looked_up else ()
        return tuple(f"{problem}, so no citation key that it may hold counts" for problem in problems)

    def licence(self, spdx_id: str) -> Evidence | None:
        """Where the document, or what stands beside it, names this licence; ``None`` if nothing does."""
        from reusecheck.attribution.licences import find_licence  # noqa: PLC0415 - few references want it

        return find_licence(self.page, spdx_id, self._neighbours)

    def _spots_of(self, who: Identity) -> Spots:
        if who not in self._spots:
            self._spots[who] = self._possible.spots(who)
        return self._spots[who]

    def assess(self, passage: Span[Prose], who: Identity, copied: tuple[Span[Prose], ...] = ()) -> Attribution:
        """How the article attributes ``passage`` to the reference ``who``, with what shows it.

        ``copied`` are the stretches of the article that stand word for word in
        the reference: "told The Guardian" within was copied along and credits
        nobody. Evidence comes in the order: quotation, credit near, credit for
        the whole article. Where nothing credits the reference, what credits
        another source is listed with ``shows="other"``; it settles nothing.
        """
        quotation = self.quotes.evidence(passage, copied)
        setting = self._setting(passage, copied, quoted=quotation is not None)
        credited, credits_found = find_credit(self.page, who, setting, self._spots_of(who))
        for_all = self._for_all(who, setting.borrowed)
        snippets = list(self._in_snippets(passage, who))
        credits_found += snippets
        credited = credited or bool(for_all) or bool(snippets)
        if not credited and (title := self.named_by(passage, who)):
            credits_found.append(title)
            credited = True
        if not credited:  # last, for other files may have to be read
            for_all = self._beside_it(who)
            credited = bool(for_all)
        shown = [quotation] if quotation else []
        shown += credits_found + for_all
        if not credited:
            shown += find_other(self.page, setting)
        return Attribution(_LEVELS[quotation is not None, credited], tuple(dict.fromkeys(shown)))

    def named_by(self, passage: Span[Prose], who: Identity) -> Evidence | None:
        """Where the passage is the title of the reference and names it."""
        if not any(name.title and len(passage) <= 2 * len(name.text) for name in who.names):
            return None
        from reusecheck.attribution.titles import names_itself  # noqa: PLC0415 - few passages are so short

        return names_itself(self.page, who, passage)

    def _setting(self, passage: Span[Prose], copied: tuple[Span[Prose], ...], *, quoted: bool) -> Setting:
        found: list[Span[Prose]] = []
        among = self.page.block_range(passage)
        if quoted and among:
            found = [region.prose for region in reversed(self.page.quotations_around(among.start))]
        block = bool(found)
        if quoted and not block:
            marked = self.quotes.marked_around(passage)
            found = [Span(marked.parts[0].start, marked.parts[-1].stop)] if marked else []
        units = tuple(Span[Prose](min(unit.start, passage.start), max(unit.stop, passage.stop)) for unit in found)
        return Setting(passage, units, quoted, block, Borrowed(passage, copied), self.quotes)

    @cached_property
    def _meta(self) -> dict[MetaEntry, list[MetaEntry]]:
        return of_one_thing(meta_statements(self.page))

    @cached_property
    def _sentences(self) -> list[Span[Prose]]:
        return sentence_statements(self.page)

    def _for_all(self, who: Identity, borrowed: Borrowed) -> list[Evidence]:
        """Statements for the whole document that name the reference."""
        alone, spots = Borrowed(borrowed.passage), self._spots_of(who)
        said = (sentence_evidence(self.page, one, who, alone) for one in self._sentences if spots.meet(one))
        named = (evidence for evidence in said if evidence is not None)
        return [*self._in_metadata(who), *islice(named, _STATEMENTS)]

    def _in_metadata(self, who: Identity) -> list[Evidence]:
        if who not in self._metadata:
            found = (meta_evidence(self.page, entry, who, together) for entry, together in self._meta.items())
            self._metadata[who] = list(islice((evidence for evidence in found if evidence is not None), _STATEMENTS))
        return self._metadata[who]


_LEVELS = {
    (True, True): Level.FULL,
    (False, True): Level.CREDITED,
    (True, False): Level.QUOTED,
    (False, False): Level.NONE,
}
