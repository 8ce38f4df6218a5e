"""The hook and the index beside other programs, on a corpus of one's own, in one run.

    python benchmarks/others.py --references FILE.jsonl --article FILE [--venv DIR] [--runs 9]

With the interpreter that reusecheck is installed for. FILE.jsonl (or .jsonl.gz)
has a reference a line, its text under "text"; at least ``--compared`` of them
(10,000) are wanted. The article should share nothing with them; it is measured
as it is, and with 120 words of a reference put in.

- ``sim_text`` (Debian: apt-get install similarity-tester) compares the article
  with the references, as the hook does. Both look for runs of 8 words, sim_text
  by default. It has no index, so it reads every document each time: that is
  what an index is for. ``-S`` spares it comparing anything but the article
  with the documents, ``-n`` and ``-T`` spare it printing them.
- ``copydetect`` and ``datasketch`` (PyPI) make of ``--built`` references (1,000)
  what they need to compare an article with them; ``index build`` does the same.
  They are installed into ``--venv DIR``, by default a temporary one, and never
  beside reusecheck. Both keep what they make in memory, where reusecheck writes
  it down, with the texts. ``copydetect`` is used as its README says, with its
  thresholds of 25 and 30 characters and without the filter, which is for code
  and would cost it time; it also compares one article, since it does not run
  without. ``datasketch`` is used as the examples of its documentation: a
  MinHash of 128 values of each text's shingles, of five words each, into a
  MinHashLSH; once with ``update`` for every shingle, as in those examples, and
  once with ``update_batch``, its faster way.

Each is timed as a whole process: user plus system CPU, with whatever it
imports; all in turn, and the median counts. Prints Markdown. Needs git, and
writes into a temporary folder alone.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import venv
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from reusecheck import __version__, costs

PLANTED = slice(40, 160)  # words of a reference
LONG_ENOUGH = range(300, 900)  # words of the reference they are taken from
PACKAGES = ("copydetect", "datasketch")
CONFIGURATION = """\
version: 1
articles: {include: ["articles/*"]}
corpus:
  - id: archive
    jsonl: [archive.jsonl]
"""
COPYDETECT = """\
from copydetect import CopyDetector
CopyDetector(
    test_dirs=["article"], ref_dirs=["documents"], extensions=["txt"], noise_t=25, guarantee_t=30,
    disable_filtering=True, autoopen=False, silent=True,
).run()
"""
DATASKETCH = """\
import json
from datasketch import MinHash, MinHashLSH
lsh = MinHashLSH(threshold=0.5, num_perm=128)
with open("archive.jsonl", encoding="utf-8") as lines:
    for line in lines:
        document = json.loads(line)
        words = document["text"].lower().split()
        shingles = {" ".join(words[i : i + 5]).encode() for i in range(len(words) - 4)}
        minhash = MinHash(num_perm=128)
        UPDATE
        lsh.insert(document["id"], minhash)
"""
EACH = "for shingle in shingles: minhash.update(shingle)"
BATCH = "minhash.update_batch(shingles)"


class Contender(NamedTuple):
    """A command and the folder it runs in. ``beside`` names the one of ours that it is compared with; "" for ours."""

    command: list[str]
    folder: Path
    shown: str
    beside: str = ""
    codes: tuple[int, ...] = (0,)
    starts_without: str = ""  # a folder that is removed before each run


def documents(path: Path, wanted: int) -> list[str]:
    """The texts of the first references."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, wanted)]
    if len(texts) < wanted:
        sys.exit(f"{path}: found {len(texts)} references, wants {wanted}, or --compared and --built set lower")
    return texts


def write_corpus(folder: Path, texts: list[str], article: str) -> None:
    """A repository with the texts, as one file of JSON lines and as a file each, and the article with words and not."""
    for name in ("articles", "article", "documents"):
        (folder / name).mkdir(parents=True)
    with (folder / "archive.jsonl").open("w", encoding="utf-8") as lines:
        for number, text in enumerate(texts):
            lines.write(json.dumps({"id": f"{number:06}", "text": text}, ensure_ascii=False) + "\n")
            (folder / "documents" / f"{number:06}.txt").write_text(text, encoding="utf-8")
    (folder / ".reusecheck.yaml").write_text(CONFIGURATION, encoding="utf-8")
    long = [text for text in texts if len(text.split()) in LONG_ENOUGH]
    if not long:
        sys.exit(f"no reference has {LONG_ENOUGH.start} to {LONG_ENOUGH.stop} words to take some from")
    words = " ".join(long[len(long) // 2].split()[PLANTED])
    (folder / "articles" / "clean.md").write_text(article, encoding="utf-8")
    (folder / "articles" / "reused.md").write_text(f"{article}\n\n{words}\n", encoding="utf-8")
    (folder / "article" / "clean.txt").write_text(article, encoding="utf-8")
    for command in (["init", "--quiet", "--template="], ["add", "articles"]):
        subprocess.run(["git", *command], cwd=folder, check=True)


def contenders(compared: Path, built: Path, python: Path) -> dict[str, Contender]:
    ours = list(costs.REUSECHECK)
    files = sorted(f"documents/{name}" for name in os.listdir(compared / "documents"))
    found = {}
    for article, what, codes in (("clean", "nothing shared", (0,)), ("reused", "120 words shared", (1,))):
        path = f"articles/{article}.md"
        name = f"reusecheck hook, {what}"
        found[name] = Contender([*ours, "hook", path], compared, f"reusecheck hook {path}", codes=codes)
        simmed = ["sim_text", "-r", "8", "-S", "-n", "-T", path, "/"]
        shown = f"{shlex.join(simmed)} documents/*.txt"
        found[f"sim_text, {what}"] = Contender([*simmed, *files], compared, shown, name)
    build = "reusecheck index build"
    found[build] = Contender([*ours, "index", "build", "-q"], built, build, starts_without=".reusecheck")
    for name, code in (
        ("copydetect", COPYDETECT),
        ("datasketch, update", DATASKETCH.replace("UPDATE", EACH)),
        ("datasketch, update_batch", DATASKETCH.replace("UPDATE", BATCH)),
    ):
        found[name] = Contender([str(python), "-c", code], built, code, build)
    return found


def run(contender: Contender) -> costs.Cost:
    if contender.starts_without:
        shutil.rmtree(contender.folder / contender.starts_without, ignore_errors=True)
    found, said = costs.cost(contender.command, str(contender.folder), costs.environment())
    if found.code not in contender.codes:
        sys.exit(f"{said}{contender.shown}\nended with {found.code}, wants {contender.codes}")
    return found


def check_sim_text(everyone: dict[str, Contender]) -> None:
    """Say so where sim_text does not find what a hook finds: it would be compared with something else."""
    for name, contender in everyone.items():
        if name.startswith("sim_text"):
            done = subprocess.run(
                contender.command, cwd=contender.folder, capture_output=True, text=True, errors="replace", check=True
            )
            if ("|" in done.stdout) != ("nothing" not in name):
                print(f"note: {name}: sim_text said {done.stdout.strip()[:200] or 'nothing'}", file=sys.stderr)


def environment_with_packages(folder: Path) -> Path:
    """The interpreter of an environment that has the other libraries; made if it is not there."""
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"installing {' and '.join(PACKAGES)} into {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return python


def versions(python: Path) -> str:
    asked = "import sys, importlib.metadata as m; print(', '.join(f'{n} {m.version(n)}' for n in sys.argv[1:]))"
    package = ["dpkg-query", "--show", "--showformat=${Version}", "similarity-tester"]
    debian = subprocess.run(package, capture_output=True, text=True, check=False).stdout if shutil.which("dpkg") else ""
    simmed = f"sim_text of similarity-tester {debian or 'of unknown version'}"
    command = [str(python), "-I", "-c", asked, *PACKAGES, "numpy"]
    libraries = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return f"reusecheck {__version__}, {simmed}, {libraries}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--references", type=Path, required=True, metavar="FILE")
    parser.add_argument("--article", type=Path, required=True, metavar="FILE")
    parser.add_argument("--venv", type=Path, metavar="DIR", help="an environment for the other libraries")
    parser.add_argument("--compared", type=int, default=10_000, help="references the article is compared with")
    parser.add_argument("--built", type=int, default=1_000, help="references an index is built of")
    parser.add_argument("--runs", type=int, default=9)
    args = parser.parse_args()
    missing = {"sim_text": "similarity-tester", "git": "git"}
    wanted = [
        f"{name}: apt-get update && apt-get install {debian}"
        for name, debian in missing.items()
        if not shutil.which(name)
    ]
    if wanted:
        sys.exit("not found, and wanted:\n" + "\n".join(wanted))
    texts = documents(args.references, max(args.compared, args.built))
    article = args.article.read_text(encoding="utf-8-sig")
    with tempfile.TemporaryDirectory(prefix="reusecheck-others-") as folder:
        work = Path(folder).resolve()
        python = environment_with_packages((args.venv or work / "venv").absolute())
        compared, built = work / "compared", work / "built"
        write_corpus(compared, texts[: args.compared], article)
        write_corpus(built, texts[: args.built], article)
        run(Contender([*costs.REUSECHECK, "index", "build", "-q"], compared, "reusecheck index build"))
        everyone = contenders(compared, built, python)
        check_sim_text(everyone)
        rows: dict[str, list[costs.Cost]] = {name: [] for name in everyone}
        for _ in range(args.runs + 1):
            for name, contender in everyone.items():
                rows[name].append(run(contender))
        show(everyone, {name: costs.median(found[1:]) for name, found in rows.items()}, texts, args, versions(python))


def show(
    everyone: dict[str, Contender],
    medians: dict[str, costs.Cost],
    texts: list[str],
    args: argparse.Namespace,
    made_with: str,
) -> None:
    machine = costs.machine()
    compared, built = (sum(len(text.encode()) for text in texts[:some]) / 1e6 for some in (args.compared, args.built))
    print(f"{machine['cpu']}, {machine['cores']} cores, {machine['memory']} of memory, {machine['system']},")
    print(f"{machine['python']}; {made_with}.")
    print(f"Hook and sim_text: {args.compared:,} references, {compared:.1f} MB of text, an article of", end=" ")
    print(f"{len(args.article.read_text(encoding='utf-8-sig').split()):,} words.")
    print(f"Building: {args.built:,} references, {built:.1f} MB of text. Median of {args.runs} runs, all in turn.\n")
    print("| | CPU s | wall s | most memory, MiB | CPU beside reusecheck's |")
    print("| --- | --- | --- | --- | --- |")
    for name, (cpu, wall, peak, _) in medians.items():
        beside = everyone[name].beside
        ratio = f"{cpu / medians[beside].cpu:.1f} times" if beside else ""
        print(f"| {name} | {cpu:.3f} | {wall:.3f} | {peak:.0f} | {ratio} |")
    print("\nWhat was run:\n")
    for name, contender in everyone.items():
        print(f"- {name}:\n\n" + "".join(f"      {line}\n" for line in contender.shown.splitlines()))


if __name__ == "__main__":
    main()
