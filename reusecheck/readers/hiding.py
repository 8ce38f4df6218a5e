"""Whether an element of HTML hides what stands in it: one rule for pages and for HTML inside of Markdown.

What counts is what the element itself says, in ``style``, ``class`` and other attributes, and the plain rules of the
page's own style sheet (CSS 2.1, sections 9, 11 and 14; CSS Masking for ``clip-path``). What another element, a script
or another file says is not looked at: white text hides unless the same element gives a background.
"""

from __future__ import annotations

import re

from reusecheck.expressions import expression
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# Attributes that say something; without any of them and with another tag nothing is hidden
TELLING = frozenset(["style", "class", "classname", "id", "hidden", "aria-hidden", "color", "open"])
# Struck out is what no longer holds; ``Hidden`` is a component that several libraries of JSX have
HIDING_TAGS = frozenset(["del", "s", "strike", "dialog", "hidden"])

_CLASSES = frozenset(
    ["sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "element-invisible", "d-none", "hidden",
     "is-hidden", "hide", "invisible", "opacity-0"]
)  # fmt: skip
# Hidden on small screens only, as Bootstrap and Tailwind say it: ``d-none d-md-block``, ``hidden lg:flex``
_SHOWN_ELSEWHERE = expression(
    r"(?:d-(?:sm|md|lg|xl|xxl)-|(?:sm|md|lg|xl|2xl):)"
    r"(?:block|inline|inline-block|flex|inline-flex|grid|table|table-cell|contents|visible|not-sr-only)\Z"
)

_SMALLEST = {"": 0.0, "px": 1.0, "pt": 1.0, "em": 0.1, "rem": 0.1, "%": 10.0}  # text of this size nobody reads
_FARTHEST = {"px": 999.0, "pt": 750.0, "em": 62.0, "rem": 62.0, "%": 99.0, "vw": 99.0, "vh": 99.0}  # off any screen
_FAINTEST = 0.1  # opacity; what is fainter nobody sees
_LENGTH = expression(r"(-?\d{0,9}(?:\.\d{1,9})?)(px|pt|em|rem|%|vw|vh)?\Z")
_FONT_SIZE = expression(r"(?:^|\s)(\d{0,9}(?:\.\d{1,9})?(?:px|pt|em|rem|%)?)(?:/\S+)?\s")
_CLEAR = expression(
    r"transparent\Z|(?:rgb|hsl)a?\((?:[^(),/]*,[^(),/]*,[^(),/]*,|[^(),/]*/)\s*0?(?:\.0+)?%?\s*\)\Z"
    r"|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)\Z"
)
_WHITE = expression(r"white\Z|snow\Z|#f{3,4}\Z|#f{6}(?:f{2})?\Z|rgba?\(\s*255[\s,]+255[\s,]+255\s*[),/]")
_WORDS = {
    "display": ("none",), "visibility": ("hidden", "collapse"), "content-visibility": ("hidden",),
}  # fmt: skip
_SHAPES = {
    "transform": expression(r"scale(?:x|y|3d)?\(\s*0*(?:\.0+)?\s*[,)]|translate(?:x|y|3d)?\([^()]*-\d{4,}"),
    "clip": expression(r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)"),
    "clip-path": expression(r"inset\(\s*(?:[5-9]\d|1\d\d)(?:\.\d+)?%|circle\(\s*0|polygon\((?:[\s,]*0(?:px|%)?)+\s*\)"),
}
_PLACES = frozenset(["left", "right", "top", "bottom", "text-indent", "margin-left", "margin-top"])
_SIZES = frozenset(["height", "max-height", "width", "max-width"])
_COLOURS = frozenset(["color", "-webkit-text-fill-color"])

_PARTS = expression(r"[{}]")
_SELECTOR = expression(r"[a-z0-9]*((?:[.#][\w-]+)+)\Z")
_SHOWING = expression(r"display:(?!none)|visibility:visible|opacity:(?:1|0?\.[1-9])")


class Sheet(NamedTuple):
    """Classes and ids (``.x``, ``#x``, several of one element together) that a page's own style hides, and shows."""

    hidden: tuple[frozenset[str], ...]
    shown: tuple[frozenset[str], ...]
    names: frozenset[str] = frozenset()  # all in ``hidden``

    def hides(self, names: frozenset[str]) -> bool:
        """Whether an element with these names is hidden, and no rule with more names shows it."""
        if self.names.isdisjoint(names):
            return False
        return any(rule <= names for rule in self.hidden) and not any(rule <= names for rule in self.shown)


NO_SHEET = Sheet((), ())
_MAX_RULES = 200  # that hide something: each element with a class is held against them


def is_hidden(tag: str, attributes: Mapping[str, str], sheet: Sheet = NO_SHEET) -> bool:
    """Whether the element hides what stands in it. ``attributes`` by names in small letters, those of ``TELLING``."""
    if tag in HIDING_TAGS and (tag != "dialog" or "open" not in attributes):
        return True
    if "hidden" in attributes and attributes["hidden"].strip().lower() != "{false}":
        return True
    if attributes.get("aria-hidden", "").strip().lower() in ("true", "{true}"):
        return True
    if tag == "font" and _WHITE.match(attributes.get("color", "").strip().lower()):
        return True
    if "style" in attributes and hides(attributes["style"]):
        return True
    classes = (attributes.get("class") or attributes.get("classname") or "").split()
    return hiding_classes(classes) or (sheet is not NO_SHEET and _by_sheet(sheet, classes, attributes.get("id", "")))


def hiding_classes(classes: list[str]) -> bool:
    """Whether one of these classes is known to hide."""
    if not classes or _CLASSES.isdisjoint(name.lower() for name in classes):
        return False
    return not any(_SHOWN_ELSEWHERE.match(name.lower()) for name in classes)


def _by_sheet(sheet: Sheet, classes: list[str], identifier: str) -> bool:
    names = frozenset([*(f".{name.lower()}" for name in classes), *([f"#{identifier.lower()}"] if identifier else ())])
    return sheet.hides(names)


def hides(style: str, *, colours: bool = True) -> bool:
    """Whether the declarations of a ``style`` hide a text; those of JSX (``{{fontSize: 0}}``) too."""
    style = style.strip()
    if style.startswith("{"):
        style = re.sub("([a-z])([A-Z])", r"\1-\2", style.strip("{} ")).replace(",", ";").translate(_QUOTES)
    said: dict[str, str] = {}
    for declaration in re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL).lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            said[name.strip()] = value.partition("!")[0].strip()
    if any(_hides(name, value) for name, value in said.items()):
        return True
    if said.get("overflow") in ("hidden", "clip") and any(
        _length(said[name], _SMALLEST) for name in _SIZES & said.keys()
    ):
        return True
    return colours and not _COLOURS.isdisjoint(said) and _unseen_colour(said)


_QUOTES = str.maketrans("", "", "'\"`")


def _hides(name: str, value: str) -> bool:
    """Whether one declaration hides whatever the others say."""
    if name in _WORDS:
        return value in _WORDS[name]
    if name in ("opacity", "scale"):
        return _number(value) < _FAINTEST
    if name in ("font", "font-size"):
        size = _FONT_SIZE.search(f"{value} ")
        return size is not None and bool(size[1]) and _length(size[1], _SMALLEST)
    if name in _PLACES:
        return value.startswith("-") and not _length(value[1:], _FARTHEST, unknown=False)
    pattern = _SHAPES.get(name)
    return pattern is not None and pattern.search(value) is not None


def _number(value: str) -> float:
    percent = value.endswith("%")
    found = _LENGTH.match(value.rstrip("%"))
    if not found or not found[1].strip("-.") or found[2]:
        return 1.0
    return float(found[1]) / (100 if percent else 1)


def _length(value: str, limits: Mapping[str, float], *, unknown: bool = True) -> bool:
    """Whether a length is within the limit for its unit; without a unit it is if it is 0.

    With ``unknown`` False what is no length, or has another unit, counts as within.
    """
    found = _LENGTH.match(value)
    if not found or not found[1].strip("-."):
        return not unknown
    limit = limits.get(found[2] or "")
    number = float(found[1])
    if limit is None:
        return number == 0 or not unknown
    return number <= limit


def _unseen_colour(said: Mapping[str, str]) -> bool:
    background = said.get("background-color") or said.get("background") or ""
    clipped = "text" in (said.get("background-clip"), said.get("-webkit-background-clip"))
    for name in _COLOURS & said.keys():
        colour = said[name]
        if _CLEAR.match(colour):
            return not clipped
        if colour == background or (_WHITE.match(colour) and (not background or bool(_WHITE.match(background)))):
            return True
    return False


def sheet_of(css: str) -> Sheet:
    """What the plain rules of a style sheet hide.

    Rules within ``@media`` and their like hold at times only and are passed over; so are those with more than one
    element in their selector. Colours are not looked at, for the background may stand in another rule.
    """
    css = re.sub(r"/\*.*?\*/|<!--|-->", "", css, flags=re.DOTALL).lower()
    hidden: list[frozenset[str]] = []
    shown: list[frozenset[str]] = []
    depth = at = 0
    selectors = ""
    for brace in _PARTS.finditer(css):
        if brace[0] == "{":
            selectors = css[at : brace.start()].strip() if depth == 0 else ""
            depth += 1
        else:
            depth = max(depth - 1, 0)
            declarations = css[at : brace.start()]
            if selectors and depth == 0 and not selectors.startswith("@"):
                rules = [frozenset(re.findall(r"[.#][\w-]+", s)) for s in _simple(selectors)]
                if hides(declarations, colours=False):
                    hidden += rules
                elif _SHOWING.search("".join(declarations.split())):
                    shown += [rule for rule in rules if len(rule) > 1]
            selectors = ""
        at = brace.end()
    if not hidden:
        return NO_SHEET
    return Sheet(tuple(hidden[:_MAX_RULES]), tuple(shown[:_MAX_RULES]), frozenset().union(*hidden[:_MAX_RULES]))


def _simple(selectors: str) -> list[str]:
    """The selectors of a rule that name one element by class or id: ``.note``, ``p.note``, ``#end``."""
    return [selector.strip() for selector in selectors.split(",") if _SELECTOR.match(selector.strip())]
