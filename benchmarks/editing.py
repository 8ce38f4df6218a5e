"""What people do to articles between two commits: each kind once, as a change of a state.

A kind gives the new state, or nothing where the state has no article that it could be done to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from made_up import CREDITS, TIGHT, WARNS, Article, Copy, Own, State, Words

if TYPE_CHECKING:
    import random

    from made_up import Block, Reference

ODD_NAMES = ("ebb und flut", "Größe", "plus+minus", "it's", "雨", "a,b", "-dash", "semi;colon")
ROOMY = 420  # words of an article in which a passage below the limits is no great share


class Change(NamedTuple):
    """``allowed`` are the sources that the commit's message is to allow."""

    state: State
    told: str
    allowed: tuple[str, ...] = ()


class Editing:
    """The kinds of changes, drawn from one seeded source of chance."""

    def __init__(self, draw: random.Random, references: list[Reference]) -> None:
        self.draw = draw
        self.references = references
        self.prose, self.titles = Words(draw, "article", 1500), Words(draw, "title", 600)
        self._made = 0

    def own(self, least: int = 45) -> Own:
        return Own(" ".join(self.prose.paragraph(least)))

    def article(self, paragraphs: int = 0) -> Article:
        number = paragraphs or self.draw.randint(7, 10)
        return Article(self.titles.name(4), tuple(self.own() for _ in range(number)))

    def path(self, folder: str = "content") -> str:
        """One that no article ever had."""
        self._made += 1
        name = self.titles.name(2).lower().replace(" ", "-")
        odd = f" {ODD_NAMES[self._made // 9 % len(ODD_NAMES)]}" if self._made % 9 == 4 else ""
        inner = "/islands" if self._made % 5 == 3 else ""
        return f"{folder}{inner}/{name}-{self._made}{odd}.md"

    def passage(self, words: int, article: Article | None = None, source: str = "") -> Copy:
        """So many words of a reference that the article has nothing of; of a source that blocks, if none is named."""
        used = {block.reference.id for block in article.blocks if isinstance(block, Copy)} if article else set()
        chosen = [
            reference
            for reference in self.references
            if reference.id not in used
            and not reference.twin  # of words that two outlets have either may be named
            and (reference.source == source if source else reference.source not in (TIGHT, WARNS))
        ]
        reference = self.draw.choice(chosen)
        # not from the very start, and with room behind it for more of the same
        start = self.draw.randint(2, len(reference.words) - words - 30)
        return Copy(reference, start, start + words)

    def edited(self, copy: Copy) -> Copy:
        """With a word in ten or so changed, but none near its ends."""
        places = range(copy.start + 9, copy.stop - 9, self.draw.randint(9, 11))
        return copy._replace(changed=tuple((at, self.draw.choice(self.prose.known)) for at in places))

    def put(self, article: Article, copy: Copy) -> Article:
        """With the copy somewhere between two paragraphs of its own; one is added where there is no such place."""
        blocks = list(article.blocks)
        places = [at for at in range(1, len(blocks)) if isinstance(blocks[at - 1], Own) and isinstance(blocks[at], Own)]
        if not places:
            return article._replace(blocks=(*blocks, copy, self.own()))
        at = self.draw.choice(places)
        return article._replace(blocks=(*blocks[:at], copy, *blocks[at:]))

    # choosing

    def any_of(
        self, state: State, fits: Callable[[Article], bool] = lambda _: True, *, drafts: bool = False
    ) -> str | None:
        paths = [p for p in sorted(state) if p.startswith("content/drafts/") is drafts and fits(state[p])]
        return self.draw.choice(paths) if paths else None

    def on(
        self, state: State, fits: Callable[[Article], bool], change: Callable[[Article], Article | None], told: str
    ) -> Change | None:
        """An article changed, of those that fit."""
        path = self.any_of(state, fits)
        changed = change(state[path]) if path else None
        return Change({**state, path: changed}, f"{told} in {path}") if path and changed else None

    def on_copy(
        self, state: State, fits: Callable[[Copy], bool], change: Callable[[Copy], Copy | None], told: str
    ) -> Change | None:
        """A copy changed, or taken out with a paragraph beside it, of those that fit."""

        def places(article: Article) -> list[int]:
            return [at for at in article.copies if fits(article.copy(at))]

        def changed(article: Article) -> Article:
            at = self.draw.choice(places(article))
            new = change(article.copy(at))
            return article._replace(blocks=(*article.blocks[:at], *([new] if new else []), *article.blocks[at + 1 :]))

        return self.on(state, lambda article: bool(places(article)), changed, told)

    def adding(
        self, state: State, told: str, make: Callable[[Article], Copy], least: int = 0, most: int = 9999
    ) -> Change | None:
        return self.on(state, lambda a: least <= a.words <= most, lambda a: self.put(a, make(a)), told)

    # articles without copies

    def write(self, state: State) -> Change:
        path = self.path()
        return Change({**state, path: self.article()}, f"Write {path}")

    def write_short(self, state: State) -> Change:
        path = self.path()
        return Change({**state, path: self.article(2)}, f"Write {path}, a short one")

    def rewrite(self, state: State) -> Change | None:
        def change(article: Article) -> Article:
            own = [at for at, block in enumerate(article.blocks) if isinstance(block, Own)]
            at = self.draw.choice(own)
            return article._replace(blocks=(*article.blocks[:at], self.own(), *article.blocks[at + 1 :]))

        return self.on(state, lambda _: True, change, "Rewrite a paragraph")

    def append(self, state: State) -> Change | None:
        return self.on(state, lambda _: True, lambda a: a._replace(blocks=(*a.blocks, self.own())), "Add a paragraph")

    # copies, above and below the limits

    def copy(self, state: State) -> Change | None:
        return self.adding(state, "Copy a passage", lambda a: self.passage(self.draw.randint(44, 80), a))

    def copy_changed(self, state: State) -> Change | None:
        return self.adding(state, "Copy a passage and change words", lambda a: self.edited(self.passage(70, a)))

    def copy_some(self, state: State) -> Change | None:
        return self.adding(state, "Copy a sentence", lambda a: self.passage(self.draw.randint(10, 34), a), ROOMY)

    def copy_at_limit(self, state: State) -> Change | None:
        return self.adding(state, "Copy 40 words", lambda a: self.passage(40, a), ROOMY)

    def copy_below_limit(self, state: State) -> Change | None:
        return self.adding(state, "Copy 39 words", lambda a: self.passage(39, a), ROOMY)

    def copy_share(self, state: State) -> Change | None:
        return self.adding(state, "Copy a great share", lambda a: self.passage(36, a), most=150)

    def copy_tight(self, state: State) -> Change | None:
        return self.adding(state, "Copy 25 words", lambda a: self.passage(25, a, TIGHT), ROOMY)

    def copy_below_tight(self, state: State) -> Change | None:
        return self.adding(state, "Copy 24 words", lambda a: self.passage(24, a, TIGHT), ROOMY)

    def copy_warned(self, state: State) -> Change | None:
        return self.adding(state, "Copy what is only warned of", lambda a: self.passage(60, a, WARNS))

    def copy_twin(self, state: State) -> Change | None:
        twins = [one for one in self.references if one.twin]
        names = {one.id for one in twins}
        twin = self.draw.choice(twins)
        first, last = twin.shared
        copy = Copy(twin, first + 1, min(last - 1, first + 60))

        def fits(article: Article) -> bool:
            return not any(isinstance(block, Copy) and block.reference.id in names for block in article.blocks)

        return self.on(state, fits, lambda article: self.put(article, copy), "Copy what two outlets have")

    def copy_two(self, state: State) -> Change | None:
        def change(article: Article) -> Article:
            article = self.put(article, self.passage(50, article))
            return self.put(article, self.passage(30, article))

        return self.on(state, lambda a: a.words > ROOMY, change, "Copy from two references")

    def copy_credited(self, state: State) -> Change | None:
        def make(article: Article) -> Copy:
            return self.passage(50, article)._replace(style=self.draw.choice(CREDITS))

        return self.adding(state, "Quote a passage", make)

    def copy_waived(self, state: State) -> Change | None:
        return self.adding(state, "Allow a passage", lambda a: self.passage(50, a)._replace(style="waiver"))

    def copy_other(self, state: State) -> Change | None:
        return self.adding(state, "Credit another", lambda a: self.miscredited(self.passage(50, a)))

    def miscredited(self, copy: Copy) -> Copy:
        near = (copy.reference.source, copy.reference.twin.partition(":")[0])
        others = [one for one in self.references if one.source not in near]
        return copy._replace(style="other", other=self.draw.choice(others))

    def copy_again(self, state: State) -> Change | None:
        def change(article: Article) -> Article:
            copies = [b for b in article.blocks if isinstance(b, Copy) and not b.style and b.count > 44]
            return self.put(article, self.draw.choice(copies))

        def fits(article: Article) -> bool:
            return any(isinstance(b, Copy) and not b.style and b.count > 44 for b in article.blocks)

        return self.on(state, fits, change, "Paste a passage again")

    # copies that are there

    def credit(self, state: State) -> Change | None:
        style = self.draw.choice(CREDITS)
        styled = lambda c: c._replace(style=style, other=None)  # noqa: E731
        return self.on_copy(state, lambda c: c.is_open, styled, "Credit a passage")

    def uncredit(self, state: State) -> Change | None:
        return self.on_copy(state, lambda c: c.style in CREDITS, lambda c: c._replace(style=""), "Take a credit away")

    def unwaive(self, state: State) -> Change | None:
        return self.on_copy(state, lambda c: c.style == "waiver", lambda c: c._replace(style=""), "Allow it no more")

    def waive(self, state: State) -> Change | None:
        return self.on_copy(state, lambda c: not c.style, lambda c: c._replace(style="waiver"), "Allow what is there")

    def credit_other(self, state: State) -> Change | None:
        return self.on_copy(state, lambda c: not c.style, self.miscredited, "Credit another for what is there")

    def credit_other_instead(self, state: State) -> Change | None:
        return self.on_copy(state, lambda c: c.style in CREDITS, self.miscredited, "Credit another instead")

    def swap(self, state: State) -> Change | None:
        return self.on_copy(state, lambda c: not c.style, lambda c: self.passage(c.count), "Swap a passage for another")

    def extend(self, state: State) -> Change | None:
        return self._longer(state, 14, "Copy a little more of it")

    def extend_much(self, state: State) -> Change | None:
        return self._longer(state, 46, "Copy much more of it")

    def _longer(self, state: State, words: int, told: str) -> Change | None:
        def fits(copy: Copy) -> bool:
            return not copy.style and copy.stop + words < len(copy.reference.words) and not copy.reference.twin

        return self.on_copy(state, fits, lambda c: c._replace(stop=c.stop + words), told)

    def shorten(self, state: State) -> Change | None:
        shorter = lambda c: c._replace(stop=c.stop - 10, changed=())  # noqa: E731
        return self.on_copy(state, lambda c: not c.style and c.count > 30 and not c.changed, shorter, "Cut a passage")

    def change_word(self, state: State) -> Change | None:
        def change(copy: Copy) -> Copy:
            at = copy.start + copy.count // 2
            return copy._replace(changed=((at, self.draw.choice(self.prose.known)),))

        return self.on_copy(state, lambda c: not c.style and c.count > 30 and not c.changed, change, "Change a word")

    def remove_copy(self, state: State) -> Change | None:
        return self.on_copy(state, lambda _: True, lambda _: None, "Take a passage out")

    def move(self, state: State) -> Change | None:
        def change(article: Article) -> Article:
            at = self.draw.choice(article.copies)
            rest = article._replace(blocks=(*article.blocks[:at], *article.blocks[at + 1 :]))
            return self.put(rest, article.copy(at))

        return self.on(state, lambda a: bool(a.copies), change, "Move a passage")

    def move_across(self, state: State) -> Change | None:
        """From one article to another."""
        path = self.any_of(state, lambda a: any(isinstance(b, Copy) and not b.style for b in a.blocks))
        if not path:
            return None
        article = state[path]
        copy = next(b for b in article.blocks if isinstance(b, Copy) and not b.style)
        other = self.any_of({p: a for p, a in state.items() if p != path}, lambda a: not a.copies)
        if not other:
            return None
        rest = article._replace(blocks=tuple(b for b in article.blocks if b is not copy))
        return Change({**state, path: rest, other: self.put(state[other], copy)}, f"Move from {path} to {other}")

    # files

    def delete(self, state: State) -> Change | None:
        path = self.any_of(state)
        return Change({p: a for p, a in state.items() if p != path}, f"Delete {path}") if path else None

    def rename(self, state: State) -> Change | None:
        return self._renamed(state, lambda a: a, "Rename")

    def rename_rewritten(self, state: State) -> Change | None:
        return self._renamed(state, lambda a: a._replace(blocks=(*a.blocks, self.own())), "Rename and add to")

    def rename_with_copy(self, state: State) -> Change | None:
        return self._renamed(state, lambda a: self.put(a, self.passage(48, a)), "Rename and copy into")

    def _renamed(
        self, state: State, change: Callable[[Article], Article], told: str, to: str = "content"
    ) -> Change | None:
        old = self.any_of(state, lambda a: bool(a.copies)) or self.any_of(state)
        if not old:
            return None
        new = self.path(to)
        return Change(
            {**{p: a for p, a in state.items() if p != old}, new: change(state[old])}, f"{told} {old} to {new}"
        )

    def copy_article(self, state: State) -> Change | None:
        return self._doubled(state, lambda b: not b.style and b.count > 44, lambda b: b, "Copy")

    def copy_credited_article(self, state: State) -> Change | None:
        return self._doubled(state, lambda b: b.style in CREDITS, lambda b: b, "Copy", only=True)

    def copy_article_uncredited(self, state: State) -> Change | None:
        return self._doubled(state, lambda b: b.style in CREDITS, lambda b: b._replace(style=""), "Copy without credit")

    def _doubled(
        self,
        state: State,
        fits: Callable[[Copy], bool],
        change: Callable[[Copy], Copy],
        told: str,
        *,
        only: bool = False,
    ) -> Change | None:
        holds = all if only else any
        old = self.any_of(state, lambda a: bool(a.copies) and holds(fits(b) for b in a.blocks if isinstance(b, Copy)))
        if not old:
            return None
        blocks: tuple[Block, ...] = tuple(change(b) if isinstance(b, Copy) else b for b in state[old].blocks)
        new = self.path()
        return Change({**state, new: state[old]._replace(blocks=blocks)}, f"{told} {old} to {new}")

    def draft(self, state: State) -> Change:
        path, article = self.path("content/drafts"), self.article()
        return Change({**state, path: self.put(article, self.passage(55, article))}, f"Draft {path}")

    def publish(self, state: State) -> Change | None:
        old = self.any_of(state, drafts=True)
        if not old:
            return None
        new = self.path()
        return Change({**{p: a for p, a in state.items() if p != old}, new: state[old]}, f"Publish {old} as {new}")

    def withdraw(self, state: State) -> Change | None:
        return self._renamed(state, lambda a: a, "Withdraw", "content/drafts")

    def mode(self, state: State) -> Change | None:
        def change(article: Article) -> Article:
            return article._replace(mode="100755" if article.mode == "100644" else "100644")

        return self.on(state, lambda _: True, change, "Change the mode")

    def white_space(self, state: State) -> Change | None:
        return self.on(state, lambda _: True, lambda a: a._replace(gap=5 - a.gap), "Change white space")

    def line_ends(self, state: State) -> Change | None:
        return self.on(state, lambda a: bool(a.copies), lambda a: a._replace(crlf=not a.crlf), "Change line ends")

    def nothing(self, state: State) -> Change:
        return Change(state, "Say something without a change")

    def allowed(self, state: State) -> Change | None:
        return self._with_trailer(state, lambda source: source)

    def allowed_other(self, state: State) -> Change | None:
        return self._with_trailer(state, lambda source: "foxglove" if source != "foxglove" else "lantern")

    def _with_trailer(self, state: State, allow: Callable[[str], str]) -> Change | None:
        path = self.any_of(state)
        if not path:
            return None
        copy = self.passage(50, state[path])
        told = f"Copy a passage by leave in {path}"
        return Change({**state, path: self.put(state[path], copy)}, told, (allow(copy.reference.source),))


Kind = Callable[[Editing, State], Change | None]
KINDS: tuple[Kind, ...] = (
    Editing.write, Editing.write_short, Editing.rewrite, Editing.append,
    Editing.copy, Editing.copy_changed, Editing.copy_some, Editing.copy_at_limit, Editing.copy_below_limit,
    Editing.copy_share, Editing.copy_tight, Editing.copy_below_tight, Editing.copy_warned, Editing.copy_twin,
    Editing.copy_two, Editing.copy_credited, Editing.copy_waived, Editing.copy_other, Editing.copy_again,
    Editing.credit, Editing.uncredit, Editing.unwaive, Editing.waive, Editing.credit_other,
    Editing.credit_other_instead, Editing.swap, Editing.extend, Editing.extend_much, Editing.shorten,
    Editing.change_word, Editing.remove_copy, Editing.move, Editing.move_across, Editing.delete,
    Editing.rename, Editing.rename_rewritten, Editing.rename_with_copy, Editing.copy_article,
    Editing.copy_credited_article, Editing.copy_article_uncredited, Editing.draft, Editing.publish,
    Editing.withdraw, Editing.mode, Editing.white_space, Editing.line_ends, Editing.nothing,
    Editing.allowed, Editing.allowed_other,
)  # fmt: skip
