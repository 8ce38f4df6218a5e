"""Words that are nearly equal: misspelt, or inflected."""

from __future__ import annotations

LEAST_LETTERS = 4  # of the shorter word: short words are soon another word
MOST_LONGER = 3  # letters by which one word may be longer
LEAST_ALIKE = 0.75  # letters in the same order, twice, to the letters of both words


def nearly_equal(one: str, other: str) -> bool:
    """Whether two words that are not equal could be one, misspelt or in another form.

    Both begin with the same letter, which typing slips and inflection seldom touch.
    """
    if one[0] != other[0] or one == other:
        return False
    if min(len(one), len(other)) < LEAST_LETTERS or abs(len(one) - len(other)) > MOST_LONGER:
        return False
    # never more letters are in the same order than stand in both at all: that spares most words the dear import
    both = sum(min(one.count(letter), other.count(letter)) for letter in set(one))
    if 2 * both < LEAST_ALIKE * (len(one) + len(other)):
        return False
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - 13 ms, and few articles have such words

    return Indel.normalized_similarity(one, other) >= LEAST_ALIKE
