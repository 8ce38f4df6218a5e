"""Lines that name a source by standing beside a quotation: a credit line, a heading above it, a name below it."""

from __future__ import annotations

from reusecheck.attribution.forms import (
    in_credited_part,
    is_credit_line,
    is_parenthesis,
    is_signature,
    names_nothing_else,
)
from reusecheck.attribution.mentions import Carrier, Mention, find_mention
from reusecheck.documents import BlockKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.mentions import Borrowed
    from reusecheck.attribution.page import Page
    from reusecheck.documents import Block
    from reusecheck.spans import Prose, Span


def in_credit_line(page: Page, who: Identity, line: Span[Prose], borrowed: Borrowed) -> Mention | None:
    """What names the reference in a line behind a dash or in parentheses.

    There a name counts in a part that is but names ("— Ada Quill, The Courier, page 3"), elsewhere
    with a crediting phrase: "— rejected by The Courier" credits nobody.
    """
    mention = find_mention(page, who, Carrier(line, bare=True), borrowed)
    if mention is None or mention.what != "source" or in_credited_part(page, who, line, mention.source):
        return mention
    return find_mention(page, who, Carrier(line), borrowed)


def in_label(page: Page, who: Identity, block: Block, borrowed: Borrowed) -> Mention | None:
    """What names the reference in a heading or line right above a block quotation: "## The Courier", "(From …)"."""
    if is_credit_line(page, block) and is_parenthesis(page, block.prose):
        return in_credit_line(page, who, block.prose, borrowed)
    if block.kind is BlockKind.HEADING or is_signature(page, block):
        bare = names_nothing_else(page, block.prose, who)
        return find_mention(page, who, Carrier(block.prose, bare=bare), borrowed)
    return None
