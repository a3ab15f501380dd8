"""Measures qmsdocs against the tools that users would pick instead: whole processes, in one run, on one machine.

    .venv/bin/python benchmarks/run.py                       everything, with 1,000 documents
    .venv/bin/python benchmarks/run.py --only word --documents 200

CPU seconds are user and system time of a process and its children; they decide the ratios, because other work on
the machine changes them least. Memory is the largest process of a run. Figures are medians. The times of qmsdocs
include everything from reading the YAML files to the proof-reading of each Word file; those of the others begin with
ready Markdown or ready trees. This file imports nothing large: a child would inherit its size in the memory figures.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
WAIT = 300.0
"""How long a server may take to show a change, in seconds."""

# ── Running and timing ───────────────────────────────────────────────────────


@dataclass(frozen=True)
class Measured:
    """What a process took."""

    wall: float
    cpu: float
    memory: float
    """The largest process, in MB."""
    output: str = ""


def run(command: list[str | Path], *, cache: Path | None = None, core: int | None = None) -> Measured:
    """Runs a command to its end; with `core`, on that core alone."""
    pinned: list[str | Path] = ["taskset", "-c", str(core)] if core is not None else []
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [*pinned, *command], stdout=output, stderr=subprocess.STDOUT, env=_environment(cache)
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\nfailed with {process.returncode}:\n{text}")
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, text)


def _environment(cache: Path | None) -> dict[str, str]:
    found = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0"}
    return found | ({"QMSDOCS_CACHE": str(cache)} if cache else {})


def medians(runs: list[Measured]) -> Measured:
    """The median of each figure."""
    return Measured(*(median(getattr(run, name) for run in runs) for name in ("wall", "cpu", "memory")))


def qmsdocs(*arguments: str | Path) -> list[str | Path]:
    """The command line of qmsdocs."""
    return [BIN / "qmsdocs", *arguments]


# ── The report ───────────────────────────────────────────────────────────────


@dataclass
class Table:
    """A part of the report."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    missed: int = 0

    def add(self, *cells: str, target: str = "", met: bool | None = None) -> None:
        """A row; `met` tells whether the target was."""
        mark = {True: " ✓", False: " ✗", None: ""}[met]
        self.missed += met is False
        self.rows.append((*cells, *("" for _ in range(len(self.heads) - 1 - len(cells))), target + mark))

    def print(self) -> None:
        """On standard output, also into files and logs, in plain columns."""
        widths = [max(len(row[place]) for row in (self.heads, *self.rows)) for place in range(len(self.heads))]
        print(f"\n{self.title}")
        for number, row in enumerate((self.heads, *self.rows)):
            cells = [
                row[0].ljust(widths[0]),
                *(text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True)),
            ]
            print("  " + "  ".join(cells).rstrip())
            if number == 0:
                print("  " + "  ".join("─" * width for width in widths))
        sys.stdout.flush()


def seconds(value: float) -> str:
    """Seconds, with as many digits as mean something."""
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def times(value: float) -> str:
    """A ratio."""
    return f"{value:.1f}×" if value >= 2 else f"{value:.2f}×"


def megabytes(value: float) -> str:
    """A size in MB."""
    return f"{value:.0f} MB"


# ── What is measured ─────────────────────────────────────────────────────────


@dataclass
class Bench:
    """One run: where the files lie, and how often each command is repeated."""

    work: Path
    documents: int
    repeat: int
    sample: int

    def corpus(self, documents: int) -> Path:
        """A folder with that many documents; made once."""
        folder = self.work / f"corpus-{documents}"
        if not folder.exists():
            run([sys.executable, HERE / "corpus.py", "--documents", str(documents), "--output", folder])
        return folder

    def history(self, documents: int) -> Path:
        """The same with ten years of commits; made once."""
        folder = self.work / f"history-{documents}"
        if not folder.exists():
            options = ["--documents", str(documents), "--commits", str(COMMITS)]
            run([sys.executable, HERE / "history.py", "make", folder, *options])
        return folder

    def plain(self, documents: int) -> Path:
        """The same content for the other tools; made once."""
        folder = self.work / f"plain-{documents}"
        if not folder.exists():
            run([sys.executable, HERE / "plain.py", self.corpus(documents), folder, "--sample", str(self.sample)])
        return folder

    def fresh(self, name: str) -> Path:
        """An empty folder."""
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder


def check(bench: Bench) -> Table:
    """`qmsdocs check`, with an empty cache and with a full one."""
    root = bench.corpus(bench.documents)
    command = qmsdocs("check", "--root", root, "--quiet")
    cold = medians([run(command, cache=bench.fresh("cache")) for _ in range(bench.repeat)])
    warm = medians([run(command, cache=bench.work / "cache") for _ in range(bench.repeat)])
    table = Table(f"check, {bench.documents:,} documents", ("", "wall", "CPU", "memory", "ratio", "target"))
    table.add(*_figures("cold", cold), target="< 3 s", met=cold.wall < 3)
    ratio = times(cold.wall / warm.wall)
    table.add(*_figures("warm", warm), ratio, target="< 0.5 s", met=warm.wall < 0.5)
    return table


def _figures(name: str, measured: Measured) -> tuple[str, ...]:
    return (name, seconds(measured.wall), seconds(measured.cpu), megabytes(measured.memory))


def word(bench: Bench) -> Table:
    """All Word files, against pandoc and python-docx on a sample; then one change, and none."""
    root, output = bench.corpus(bench.documents), bench.work / "word"
    command = qmsdocs("build", "--root", root, "--no-site", "--preview", "--quiet", "--output", output)

    def build(core: int | None) -> Measured:
        shutil.rmtree(output, ignore_errors=True)
        return run(command, cache=bench.fresh("cache"), core=core)

    rounds = max(2, bench.repeat - 2)
    single = medians([build(0) for _ in range(rounds)])
    several = medians([build(None) for _ in range(rounds)])
    count = len(list(output.glob("*.docx")))
    own = single.cpu / count
    heads = ("", "files/s", "CPU ms/file", "wall", "memory", "qmsdocs is", "target")
    table = Table(f"Word, {count:,} documents (pandoc and python-docx: {bench.sample} of them)", heads)
    table.add("qmsdocs, one core", *_rates(count, single, own), target="memory < 400 MB", met=single.memory < 400)
    ratio = single.wall / several.wall
    scaled = f"{times(ratio)} faster on {CORES}"
    met = ratio >= 1.5 if CORES > 1 else None
    table.add(
        f"qmsdocs, {CORES} processes", *_rates(count, several, several.cpu / count), scaled, target="≥ 1.5×", met=met
    )
    pandoc, sampled = _pandoc(bench)
    _compared(table, "pandoc, reference document, --toc", sampled, pandoc, own, 20)
    naive = _python_docx(bench)
    _compared(table, "python-docx, cell(i, j) and style names", sampled, naive, own, 12)
    _changes(bench, command, output, table)
    return table


def _rates(count: int, measured: Measured, each: float) -> tuple[str, ...]:
    return (f"{count / measured.wall:.0f}", f"{each * 1000:.1f}", seconds(measured.wall), megabytes(measured.memory))


def _compared(table: Table, name: str, count: int, measured: Measured, own: float, least: float) -> None:
    each = measured.cpu / count
    rates = (f"{count / measured.cpu:.0f}", f"{each * 1000:.1f}", seconds(measured.wall), megabytes(measured.memory))
    ratio = each / own
    table.add(name, *rates, f"{times(ratio)} faster", target=f"≥ {least:.0f}×", met=ratio >= least)


def _pandoc(bench: Bench) -> tuple[Measured, int]:
    """One process per document; the reference document is the one that gives qmsdocs its look."""
    import importlib.util

    found = importlib.util.find_spec("qmsdocs")
    assert found is not None and found.origin is not None
    reference = Path(found.origin).with_name("writers") / "word" / "reference.en.docx"
    output = bench.fresh("pandoc")
    options: list[str | Path] = ["--toc", f"--reference-doc={reference}"] if reference.is_file() else ["--toc"]
    files = sorted((bench.plain(bench.documents) / "pandoc").glob("*.md"))
    runs = [run(["pandoc", file, *options, "-o", output / f"{file.stem}.docx"], core=0) for file in files]
    wall, cpu = (sum(getattr(one, name) for one in runs) for name in ("wall", "cpu"))
    return Measured(wall, cpu, max(one.memory for one in runs)), len(files)


def _python_docx(bench: Bench) -> Measured:
    """One process for all documents; the CPU time is that of writing, without imports."""
    trees, output = bench.plain(bench.documents) / "trees.pickle", bench.fresh("naive")
    runs = []
    for _ in range(max(2, bench.repeat - 2)):
        whole = run([sys.executable, HERE / "naive_docx.py", trees, output], core=0)
        runs.append(Measured(whole.wall, float(json.loads(whole.output)["cpu"]), whole.memory))
    return medians(runs)


def _changes(bench: Bench, command: list[str | Path], output: Path, table: Table) -> None:
    root = bench.corpus(bench.documents)
    changed, rewritten = [], 0
    for place in range(bench.repeat):
        with _edited(root / "procedures" / "QP-0001.yaml", f"Sentence number {place}."):
            before = _stamps(output)
            changed.append(run(command, cache=bench.work / "cache"))
            rewritten = _rewritten(before, output)
    run(command, cache=bench.work / "cache")
    before = _stamps(output)
    unchanged = medians([run(command, cache=bench.work / "cache") for _ in range(bench.repeat)])
    once = medians(changed)
    _change_row(table, "qmsdocs, one document changed", rewritten, once)
    _change_row(table, "qmsdocs, nothing changed", _rewritten(before, output), unchanged)


def _change_row(table: Table, name: str, rewritten: int, measured: Measured) -> None:
    none = rewritten == 0 or "one" in name
    figures = ("", "", seconds(measured.wall), megabytes(measured.memory), f"{rewritten} files written")
    table.add(name, *figures, target="< 1 s" if "one" in name else "< 1 s, 0 files", met=measured.wall < 1 and none)


class _edited:  # noqa: N801 - a statement: `with _edited(file, text)`
    """A source file with one more sentence in its purpose; as it was afterwards."""

    def __init__(self, file: Path, sentence: str) -> None:
        self._file, self._before = file, file.read_text(encoding="utf-8")
        self._after = self._before.replace("purpose: |-\n", f"purpose: |-\n  {sentence}\n", 1)

    def __enter__(self) -> None:
        self._file.write_text(self._after, encoding="utf-8")

    def __exit__(self, *_: object) -> None:
        self._file.write_text(self._before, encoding="utf-8")


def _stamps(folder: Path) -> dict[str, int]:
    return {str(file): file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file() and file.name[0] != "."}


def _rewritten(before: dict[str, int], folder: Path) -> int:
    return sum(before.get(file) != stamp for file, stamp in _stamps(folder).items())


def site(bench: Bench) -> Table:
    """The site, against plain MkDocs with the same theme, settings and navigation on the same pages as Markdown."""
    root, plain = bench.corpus(bench.documents), bench.plain(bench.documents) / "site"
    own = qmsdocs("build", "--root", root, "--no-word", "--quiet", "--output", bench.fresh("no-word"))
    other: list[str | Path] = [BIN / "mkdocs", "build", "--quiet", "--clean", "--config-file", plain / "mkdocs.yml"]
    ours, theirs = [], []
    for _ in range(max(2, bench.repeat - 2)):  # in turn, so that both see the same machine
        shutil.rmtree(root / "site", ignore_errors=True)
        ours.append(run(own, cache=bench.fresh("cache")))
        theirs.append(run(other))
    mine, plains = medians(ours), medians(theirs)
    heads = ("", "wall", "CPU", "memory", "pages", "search index", "ratio of CPU", "target")
    table = Table(f"Site, {bench.documents:,} documents", heads)
    ratio, pages = mine.cpu / plains.cpu, _pages(root / "site")
    table.add(*_figures("MkDocs + Material, Markdown", plains), *_sizes(plain / "site"))
    table.add(*_figures("qmsdocs", mine), *_sizes(root / "site"), times(ratio), target="≤ 0.55×", met=ratio <= 0.55)
    table.add("", "", "", "", "", "", "", target="pages < 100 MB", met=pages < 100)
    table.add("", "", "", "", "", "", "", target="memory < 400 MB", met=mine.memory < 400)
    return table


def _pages(folder: Path) -> float:
    """The size of the pages; flowcharts stand in those of qmsdocs and beside those of MkDocs."""
    found = [*folder.rglob("*.html"), *(folder / "procedures").glob("*.svg")]
    found += (folder / "instructions").glob("*.svg")
    return sum(file.stat().st_size for file in found) / 1e6


def _sizes(folder: Path) -> tuple[str, ...]:
    index = sum(file.stat().st_size for file in (folder / "search").glob("search_index.*")) / 1e6
    return megabytes(_pages(folder)), megabytes(index)


# ── History ──────────────────────────────────────────────────────────────────

COMMITS = 10_000
WALKED = 20
"""How many files GitPython walks; all of them would take minutes."""


def history(bench: Bench) -> Table:
    """Ten years in git: blob, day and evidence of every issued revision, against GitPython's walk over the commits of
    each file, which gives none of them; both without the time in which Python loads the program."""
    root, walks, colds = bench.history(bench.documents), [], []
    for _ in range(max(2, bench.repeat - 2)):  # in turn, so that both see the same machine
        walks.append(_asked(bench, "walk", root, str(WALKED)))
        bench.fresh("cache")
        colds.append(_asked(bench, "issued", root))
    warms = [_asked(bench, "issued", root) for _ in range(bench.repeat)]
    cold, warm, some = (medians([measured for measured, _ in runs]) for runs in (colds, warms, walks))
    times_all = walks[0][1]["files"] / WALKED
    every = Measured(some.wall * times_all, some.cpu * times_all, some.memory)
    proved = colds[0][1]
    grades = ", ".join(f"{count:,} {grade}" for grade, count in proved["grades"].items())
    title = f"History, {bench.documents:,} documents, {COMMITS:,} commits, {proved['revisions']:,} approvals ({grades})"
    table = Table(title, ("", "wall", "CPU", "memory", "ratio", "target"))
    table.add(*_figures(f"GitPython, iter_commits of {WALKED} files × {times_all:.0f}", every))
    ratio = every.wall / cold.wall
    table.add(*_figures("qmsdocs, cold", cold), f"{times(ratio)} faster", target="≥ 40×", met=ratio >= 40)
    table.add(*_figures("qmsdocs, warm", warm), target="< 0.2 s", met=warm.wall < 0.2)
    _more_commits(bench, table, cold, warm)
    _past_days(bench, table)
    return table


def _asked(bench: Bench, part: str, *arguments: str | Path) -> tuple[Measured, dict[str, Any]]:
    """What `history.py` measures of itself, and what it found."""
    whole = run([sys.executable, HERE / "history.py", part, *arguments], cache=bench.work / "cache")
    told = json.loads(whole.output)
    return Measured(told["wall"], told["cpu"], whole.memory), told


def _more_commits(bench: Bench, table: Table, cold: Measured, warm: Measured) -> None:
    """New commits cost what they are, beside the reading of what is known."""
    root = bench.work / "more"
    shutil.copytree(bench.history(bench.documents), root)
    _asked(bench, "issued", root)
    for commits, most in ((20, 0.1), (200, 0.15)):
        run([sys.executable, HERE / "history.py", "more", root, str(commits)])
        measured, _ = _asked(bench, "issued", root)
        share = (measured.cpu - warm.cpu) / cold.cpu
        figures = _figures(f"qmsdocs, {commits} commits more", measured)
        table.add(*figures, f"{share:.1%} of cold", target=f"≤ {most:.0%} more than warm", met=share <= most)
    shutil.rmtree(root)


def _past_days(bench: Bench, table: Table) -> None:
    """The master document list of a day two years back, with the contents that were in force."""
    root, day = bench.history(bench.documents), "2024-10-01"
    first, found = _asked(bench, "as-of", root, day)
    again = medians([_asked(bench, "as-of", root, day)[0] for _ in range(bench.repeat)])
    name = f"as of {day}, {found['held']} of {found['documents']:,} documents from an earlier version"
    table.add(*_figures(f"{name}, first", first))
    table.add(*_figures("the same again", again), target="< 1 s", met=again.wall < 1)


# ── The auditor's bundle ─────────────────────────────────────────────────────

REDLINES = 200


def bundle(bench: Bench) -> Table:
    """The bundle of all documents in force with redlines of those that changed, against pandoc writing the documents
    alone and zip packing them; then the same after one change, and the check of the zip against a plain SHA-256."""
    root, file = bench.history(bench.documents), bench.work / "bundle.zip"
    since = json.loads(run([sys.executable, HERE / "history.py", "changed-since", root, str(REDLINES)]).output)
    command = qmsdocs("bundle", "--root", root, "--since", since["day"], "--output", file, "--quiet")
    title = f"Bundle, {bench.documents:,} documents, {since['documents']} redlines"
    table = Table(title, ("", "wall", "CPU", "memory", "ratio", "target"))
    pandoc, count = _pandoc(bench)
    whole = Measured(pandoc.wall / count * bench.documents, pandoc.cpu / count * bench.documents, pandoc.memory)
    table.add(*_figures(f"pandoc and zip, documents alone ({count} × {bench.documents / count:.0f})", whole))

    def made(core: int | None) -> Measured:
        file.unlink(missing_ok=True)
        return run(command, cache=bench.fresh("cache"), core=core)

    for name, core in (("one core", 0), (f"{CORES} processes", None)):
        measured = medians([made(core) for _ in range(max(2, bench.repeat - 2))])
        ratio = times(whole.wall / measured.wall) + " faster"
        table.add(*_figures(f"qmsdocs, {name}, cold: {file.stat().st_size / 1e6:.0f} MB", measured), ratio)
    again = medians([run(command, cache=bench.work / "cache") for _ in range(bench.repeat)])
    table.add(*_figures("qmsdocs, nothing changed", again))
    changed = medians([_one_more(bench, command, f"QP-000{place}") for place in range(1, bench.repeat + 1)])
    table.add(*_figures("qmsdocs, one document reviewed", changed), target="< 5 s", met=changed.wall < 5)
    summed = medians([run(["sha256sum", file]) for _ in range(bench.repeat)])
    away, single = bench.fresh("nothing"), bench.work / "single.docx"
    with zipfile.ZipFile(file) as packed:
        single.write_bytes(packed.read(next(name for name in packed.namelist() if name.endswith(".docx"))))
    idle = medians([run(qmsdocs("verify", single, "--root", away)) for _ in range(bench.repeat)])
    verified = medians([run(qmsdocs("verify", file, "--root", away)) for _ in range(bench.repeat)])
    table.add(*_figures("sha256sum of the zip", summed))
    ratio = times((verified.cpu - idle.cpu) / summed.cpu)
    table.add(
        *_figures(f"qmsdocs verify; of a single Word file {seconds(idle.wall)}", verified), f"{ratio} without that"
    )
    return table


def _one_more(bench: Bench, command: list[str | Path], number: str) -> Measured:
    """The bundle after a commit that records the review of one document: its next review is printed on the cover."""
    root = bench.history(bench.documents)
    run(qmsdocs("review", number, "--root", root, "--by", "j-nowak", "--quiet"))
    run(["git", "-C", root, "commit", "--quiet", "--all", "--message", f"Review of {number}"])
    return run(command, cache=bench.work / "cache")


# ── Analysis of complaints ───────────────────────────────────────────────────

COMPLAINTS = 100_000


def analyse(bench: Bench) -> Table:
    """An extract of complaints, read, checked, counted and written as page, Word file and workbook, against the
    reading of the same file by the csv module alone."""
    file, root = bench.work / "complaints.csv", HERE.parent
    run([sys.executable, HERE / "complaints.py", "--rows", str(COMPLAINTS), "--output", file])
    command = qmsdocs("analyse", file, "--root", root, "--as-of", "2026-11-24", "--output", bench.work / "analysis")
    own = medians([run([*command, "--quiet"], cache=bench.work / "cache") for _ in range(bench.repeat + 1)])
    read = [sys.executable, "-c", f"import csv; list(csv.reader(open({str(file)!r}, encoding='utf-8')))"]
    other = medians([run([*read]) for _ in range(bench.repeat)])
    table = Table(f"Analysis, {COMPLAINTS:,} complaints", ("", "wall", "CPU", "memory", "ratio", "target"))
    table.add(*_figures("csv.reader alone", other))
    ratio = times(own.wall / other.wall)
    table.add(*_figures("qmsdocs analyse", own), ratio, target="about 2 s (< 3 s)", met=own.wall < 3)
    return table


# ── Live reload ──────────────────────────────────────────────────────────────


def serve(bench: Bench) -> Table:
    """From saving one file to the changed page, over HTTP, for few and for many documents."""
    table = Table(
        "Live reload: from saving a file to the changed page", ("", "start", "change", "memory", "ratio", "target")
    )
    for documents in sorted({min(100, bench.documents), bench.documents}):
        root, plain = bench.corpus(documents), bench.plain(documents) / "site"
        target = 2.0 if documents > 100 else 1.5
        with Served(
            qmsdocs("serve", "--root", root), "--address", bench.fresh("served"), bench.fresh("cache")
        ) as server:
            procedure = root / "procedures" / "QP-0002.yaml"
            own = server.changes(procedure, "procedures/QP-0002.html", _edited, bench.repeat)
        _served_row(table, f"qmsdocs serve, {documents:,} documents", server, own, "", target)
        mkdocs: list[str | Path] = [BIN / "mkdocs", "serve", "--quiet", "--config-file", plain / "mkdocs.yml"]
        with Served(mkdocs, "--dev-addr", bench.fresh("served")) as server:
            page = plain / "docs" / "procedures" / "QP-0002.md"
            other = server.changes(page, "procedures/QP-0002.html", _appended, 1)
        _served_row(table, f"mkdocs serve, {documents:,} Markdown pages", server, other, times(other / own), None)
    return table


def _served_row(table: Table, name: str, server: "Served", change: float, ratio: str, target: float | None) -> None:
    figures = (name, seconds(server.start), seconds(change), megabytes(server.memory), ratio)
    if target is None:
        table.add(*figures)
    else:
        table.add(*figures, target=f"about 1 s (< {target:g} s)", met=change < target)


class _appended(_edited):  # noqa: N801 - as `_edited`
    """A Markdown file with one more paragraph at its end."""

    def __init__(self, file: Path, sentence: str) -> None:
        super().__init__(file, sentence)
        self._after = f"{self._before}\n{sentence}\n"


class Served:
    """A server on this machine, stopped at the end."""

    def __init__(self, command: list[str | Path], option: str, folder: Path, cache: Path | None = None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._address = f"127.0.0.1:{free.getsockname()[1]}"
        self._command = [*command, option, self._address]
        self._folder, self._cache, self.start, self.memory = str(folder), cache, 0.0, 0.0

    def __enter__(self) -> "Served":
        begun = time.perf_counter()
        quiet = subprocess.DEVNULL
        # What a server builds lies in a folder for passing files; when it is stopped, nobody else removes that.
        environment = _environment(self._cache) | {"TMPDIR": self._folder}
        self._process = subprocess.Popen(self._command, stdout=quiet, stderr=quiet, env=environment)
        self._until("index.html", "<html")
        self.start = time.perf_counter() - begun
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self.memory = os.wait4(self._process.pid, 0)[2].ru_maxrss / 1000
        self._process.returncode = 0

    def changes(self, file: Path, page: str, edit: Callable[[Path, str], _edited], rounds: int) -> float:
        """Seconds from saving `file` until `page` shows the change; the median of several changes."""
        self._until(page, "<html")
        found = []
        for place in range(rounds):
            mark = f"Benchmark sentence {place}."
            begun = time.perf_counter()
            with edit(file, mark):
                self._until(page, mark)
                found.append(time.perf_counter() - begun)
            self._until(page, "<html", without=mark)
        return median(found)

    def _until(self, page: str, text: str, without: str = "") -> None:
        end = time.perf_counter() + WAIT
        for answer in self._answers(page):
            if text in answer and (not without or without not in answer):
                return
            if time.perf_counter() > end or self._process.poll() is not None:
                raise SystemExit(f"{' '.join(map(str, self._command))}\nnever showed {text!r} on {page}")
            time.sleep(0.02)

    def _answers(self, page: str) -> Iterator[str]:
        while True:
            try:
                with urllib.request.urlopen(f"http://{self._address}/{page}", timeout=WAIT) as answer:
                    yield answer.read().decode("utf-8", "replace")
            except (urllib.error.URLError, OSError):
                yield ""


# ── The command line ─────────────────────────────────────────────────────────

PARTS: dict[str, Callable[[Bench], Table]] = {
    "check": check,
    "history": history,
    "word": word,
    "bundle": bundle,
    "site": site,
    "analyse": analyse,
    "serve": serve,
}


def main() -> int:
    """Measures, prints, and tells in the exit code nothing: a missed target is a figure, not a failure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part (may be repeated)")
    parser.add_argument("--documents", type=int, default=1000, help="how many documents (default: 1000)")
    parser.add_argument("--repeat", type=int, default=5, help="how often a short command is repeated (default: 5)")
    parser.add_argument("--sample", type=int, default=30, help="documents for pandoc and python-docx (default: 30)")
    options = parser.parse_args()
    python = ".".join(map(str, sys.version_info[:3]))
    print(f"{CORES} cores, Python {python}, load {os.getloadavg()[0]:.1f}; medians, with the targets at the right")
    missed = 0
    with tempfile.TemporaryDirectory(prefix="qmsdocs-bench-") as work:
        bench = Bench(Path(work), options.documents, options.repeat, options.sample)
        for name in options.only or PARTS:
            table = PARTS[name](bench)
            table.print()
            missed += table.missed
    print(f"\n{missed} of the targets missed" if missed else "\nEvery target met")
    return 0


if __name__ == "__main__":
    sys.exit(main())
