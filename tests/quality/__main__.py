"""What detection reaches, beside the floors.

``python -m tests.quality``
    prints the table.
``python -m tests.quality recall.turned languages``
    prints the worst cases of all figures whose name begins so, too.
``python -m tests.quality --raise``
    brings every floor up to a little under what is reached; none is lowered.
"""

from __future__ import annotations

import sys
import time

from tests.quality import floors
from tests.quality.figures import reached

CASES = 8  # that are shown of a figure asked for


def main(names: list[str]) -> int:
    """0, or 1 if a figure fell under its floor."""
    started = time.perf_counter()
    figures = reached()
    seconds = time.perf_counter() - started
    if "--raise" in names:
        raised = floors.raised(figures)
        floors.FILE.write_text(raised, encoding="utf-8")
    known = floors.read()
    fallen = 0
    print(f"{'figure':34} {'reached':>8}  {'floor':16} {'room':>7}")
    for figure in figures:
        floor = known.get(figure.name)
        if floor is None:
            print(f"{figure.name:34} {figure.value:8.4f}  none")
            continue
        fallen += not floor.holds(figure.value)
        mark = "" if floor.holds(figure.value) else "  fell under it"
        print(f"{figure.name:34} {figure.value:8.4f}  {floor!s:16} {floor.room(figure.value):7.4f}{mark}")
    print(f"{len(figures)} figures, {fallen} under their floor, {seconds:.1f} s")
    for figure in figures:
        if names and figure.name.startswith(tuple(names)):
            at_least = floors.Floor(at_least=True, value=0)
            print("\n" + floors.complaint(figure, known.get(figure.name, at_least), CASES))
    return int(bool(fallen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
