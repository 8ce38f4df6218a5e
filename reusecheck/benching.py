"""``reusecheck bench``: the table of what the index and a check cost on one's own corpus."""

from __future__ import annotations

import json

from reusecheck import __version__, console, costs, filing, trial
from reusecheck.errors import EXIT_OK, UsageError
from reusecheck.reports.hostile import harmless, shown_path
from reusecheck.reports.wording import count
from reusecheck.selecting import configuration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import SimpleNamespace

    from reusecheck.costs import Cost
    from reusecheck.trial import Judged, Measured

FORMATS = ("text", "json")
SCHEMA = "reusecheck-bench/1"
_A_SECOND = 1.0  # what takes less is shown in milliseconds


def bench(args: SimpleNamespace) -> int:
    """Measure, and show the figures."""
    outputs = [_output(wanted) for wanted in args.output or ["text"]]
    config = configuration(args)
    measured = trial.measure(config, console.warn if console.progress(quiet=args.quiet) else _silent)
    for name, path in outputs:
        text = _json(measured) if name == "json" else _text(measured)
        if path:
            _write(path, text)
        else:
            console.say(text)
    return EXIT_OK


def _silent(text: str) -> None:
    """Nobody watches."""
    del text


def _output(wanted: str) -> tuple[str, str]:
    name, _, path = wanted.partition("=")
    if name not in FORMATS:
        raise UsageError(f"-o {wanted}: found {name}, wants {' or '.join(FORMATS)}; the others report on articles")
    return name, path


def _write(path: str, text: str) -> None:
    refused = filing.write(path, text)
    if refused:
        raise UsageError(refused)


def _text(measured: Measured) -> str:
    build, floor = measured.build, measured.floor
    machine = costs.machine()
    judged = measured.clean[0]
    hooks = [measured.clean, *([measured.reused] if measured.reused else [])]
    if measured.reused:
        planted = measured.reused[0]
        put_in = f"The shared words are of {harmless(planted.source)}, put into {shown_path(planted.path)}."
    else:
        put_in = "A hook with words shared was not measured: no article was found into which they could be put."
    lines = [
        f"reusecheck {__version__}, {machine['python']}, {machine['system']}",
        f"{machine['cpu']}, {count(int(machine['cores']), 'core')}, {machine['memory']} of memory",
        "",
        f"{'corpus':<28}{count(measured.references, 'reference')}, {measured.text_mb:,.1f} MB of text",
        f"{'index':<28}{measured.index_mb:,.1f} MB, {_ratio(measured.index_mb, measured.text_mb)} of the text",
        "",
        f"{'':<28}{'CPU':>11}{'wall':>11}{'memory':>11}",
        _row("index build", build, f"{_ratio(measured.text_mb, build.cpu)} MB of text a CPU second"),
        _row("  with nothing changed", measured.rebuild),
        _row("floor", floor),
        *(_row(f"hook, {_shared(of)}", cost, f"{_ratio(cost.cpu, floor.cpu)} of the floor") for of, cost in hooks),
        "",
        f"The hook judged {shown_path(judged.path)} ({count(judged.words, 'word')}) in a temporary copy of the corpus.",
        put_in,
        f"Hooks and floor: median of {count(trial.RUNS, 'run')}. CPU: a process and its children; memory: the largest.",
        f"Floor: python -c '{costs.FLOOR}'",
    ]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _row(name: str, cost: Cost, remark: str = "") -> str:
    times = (f"{each:,.2f} s" if each >= _A_SECOND else f"{1000 * each:.0f} ms" for each in (cost.cpu, cost.wall))
    return f"{name:<28}{''.join(f'{each:>11}' for each in times)}{cost.peak_mib:>7,.0f} MiB   {remark}"


def _shared(judged: Judged) -> str:
    return f"{count(judged.shared, 'word')} shared" if judged.shared else "nothing shared"


def _ratio(part: float, whole: float) -> str:
    return f"{part / whole:,.2f}" if whole else "?"


def _json(measured: Measured) -> str:
    """The same figures for programs; ``peak_mb`` counts 2**20 bytes, ``text_mb`` a million."""
    clean, plain = measured.clean
    build, floor = measured.build, measured.floor
    reused, blocked = measured.reused or (None, None)
    figures = {
        "references": measured.references,
        "text_mb": measured.text_mb,
        "build_cpu_s": build.cpu,
        "build_wall_s": build.wall,
        "build_mb_per_cpu_s": measured.text_mb / build.cpu,
        "build_peak_mb": build.peak_mib,
        "rebuild_cpu_s": measured.rebuild.cpu,
        "index_per_text": measured.index_mb / measured.text_mb if measured.text_mb else None,
        "floor_cpu_ms": 1000 * floor.cpu,
        "hook_clean_cpu_ms": 1000 * plain.cpu,
        "hook_clean_wall_ms": 1000 * plain.wall,
        "hook_clean_shared_words": clean.shared,
        "hook_reused_cpu_ms": 1000 * blocked.cpu if blocked else None,
        "hook_reused_wall_ms": 1000 * blocked.wall if blocked else None,
        "hook_reused_shared_words": reused.shared if reused else None,
        "hook_peak_mb": max(plain.peak_mib, blocked.peak_mib if blocked else 0),
        "hook_clean_per_floor": plain.cpu / floor.cpu,
        "hook_reused_per_floor": blocked.cpu / floor.cpu if blocked else None,
        "runs": trial.RUNS,
    }
    rounded = {name: round(value, 3) if isinstance(value, float) else value for name, value in figures.items()}
    document = {"schema": SCHEMA, "version": __version__, "machine": costs.machine(), "figures": rounded}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
