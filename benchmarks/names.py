"""How many slips the name of an outlet may have, so that it is still found and no other is taken for it.

    python benchmarks/names.py [TEXT …]

Takes the names of ``outlets.txt``, makes slips of the finger (seeded, so that every run says the same),
and counts for several floors of ``reusecheck.attribution.misspelt`` how many are still recognised;
against that, names of the list that are taken for another name of it, and words of
running text (the files TEXT) that are taken for a name. Printed as tables in Markdown. Nothing is written.
"""

from __future__ import annotations

import argparse
import random
import sys
from os.path import dirname, join

from reusecheck.attribution.folding import Words
from reusecheck.attribution.identity import identity
from reusecheck.attribution.misspelt import FLOORS, Floors, misspelt, respaced
from reusecheck.config import Credit
from reusecheck.documents import Description

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEVER = 99
ALTERNATIVES = {
    "as it is written": Floors(NEVER, NEVER, NEVER, NEVER, NEVER, NEVER),
    "1 slip from 6 letters, 2 from 10": Floors(6, 6, 6, 10, 0, NEVER),
    "chosen": FLOORS,
    "a word alone from 10": FLOORS._replace(alone=10),
    "a word alone from 8": FLOORS._replace(alone=8),
    "two in a word from 8": FLOORS._replace(among_two=8),
    "two in a name from 10": FLOORS._replace(name_two=10),
    "spaces from 6": FLOORS._replace(spaced=6),
}
PASSAGES = 400  # words of running text looked at together: what the search takes at most


def neighbours(letter: str) -> str:
    """The keys beside a letter, on its row."""
    row = next((row for row in ROWS if letter in row), "")
    at = row.find(letter)
    return row[max(at - 1, 0) : at] + row[at + 1 : at + 2] if row else ""


def slips(name: str, draw: random.Random) -> dict[str, str]:
    """One slip of each kind, where the name has room for it; never in the first letter of a word."""
    inside = [at for at in range(1, len(name)) if name[at].isalpha() and name[at - 1].isalpha()]
    at = draw.choice(inside)
    found = {"dropped": name[:at] + name[at + 1 :], "doubled": name[: at + 1] + name[at:]}
    keys = neighbours(name[at].lower())
    if keys:
        found["next key"] = name[:at] + draw.choice(keys) + name[at + 1 :]
    pairs = [i for i in inside if i + 1 in inside and name[i].lower() != name[i + 1].lower()]
    if pairs:
        i = draw.choice(pairs)
        found["swapped"] = name[:i] + name[i + 1] + name[i] + name[i + 2 :]
    plain = name.translate(
        {ord(a): b for a, b in zip("áàâãäéèêëíìîïóòôõöúùûüçñőű", "aaaaaeeeeiiiiooooouuuucnou", strict=False)}
    )
    if plain != name:
        found["no accents"] = plain
    bare = name.removeprefix("The ")
    if " " in bare:
        found["no space"], found["hyphen"] = bare.replace(" ", "", 1), bare.replace(" ", "-", 1)
    if len(bare) > 5:
        half = len(bare) // 2
        found["a space more"] = f"{bare[:half]} {bare[half:]}"
    return found


def recognised(text: str, words: str, count: int, floors: Floors) -> bool:
    there = Words(text)
    return bool(
        any(not rest for _, rest in there.find(words))
        or next(misspelt(there, words, count, floors), None) is not None
        or next(respaced(there, words, count, floors), None) is not None
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("texts", nargs="*", metavar="TEXT")
    args = parser.parse_args()
    with open(join(dirname(__file__), "outlets.txt"), encoding="utf-8") as lines:
        written = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    # names that differ by article, capitals or accents alone are one
    names = {
        n.words: (n.length, text) for text in reversed(written) for n in identity(Credit((text,)), Description()).names
    }
    draw = random.Random(4)  # noqa: S311 - no secret
    made: dict[str, list[tuple[str, str, int]]] = {}
    for words, (count, text) in names.items():
        if len(words) >= 4:
            for kind, slipped in slips(text, draw).items():
                made.setdefault(kind, []).append((slipped, words, count))
    prose = []
    for path in args.texts:
        with open(path, encoding="utf-8") as lines:
            each = lines.read().split()
        prose += [Words(" ".join(each[at : at + PASSAGES])) for at in range(0, len(each), PASSAGES)]
    total = sum(map(len, prose))
    print(f"{len(names)} names, {sum(map(len, made.values()))} slips, {total} words of running text\n")
    print(f"| floors | {' | '.join(made)} | all | names taken for another | in running text |")
    print("|" + " --- |" * (len(made) + 4))
    for title, floors in ALTERNATIVES.items():
        shares, hits = [], 0
        for some in made.values():
            found = sum(recognised(*slip, floors) for slip in some)
            hits += found
            shares.append(f"{100 * found / len(some):.0f} %")
        taken = [
            f"{text} as {other}"
            for words, (count, text) in names.items()
            for there in [Words(text)]
            for other_words, (other_count, other) in names.items()
            if words != other_words
            and (
                next(misspelt(there, other_words, other_count, floors), None) is not None
                or any(True for _ in respaced(there, other_words, other_count, floors))
            )
        ]
        strays = 0
        for there in prose:
            for words, (count, _) in names.items():
                strays += sum(1 for _ in misspelt(there, words, count, floors)) + sum(
                    1 for _ in respaced(there, words, count, floors)
                )
        everything = sum(map(len, made.values()))
        print(f"| {title} | {' | '.join(shares)} | {100 * hits / everything:.0f} % | {len(taken)} | {strays} |")
        print(f"{title}: {', '.join(taken[:12])}", file=sys.stderr)


if __name__ == "__main__":
    main()
