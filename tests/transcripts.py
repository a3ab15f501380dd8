"""Console transcripts: what a command prints, and the exit code as the last line."""

from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from qmsdocs.cli import run


def transcript(root: Path, *arguments: str) -> str:
    """What `qmsdocs` with these arguments prints in the repository `root`, standard output first."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([*arguments, "--root", str(root)])
    return f"{out.getvalue()}{err.getvalue()}exit {code}\n"


def contents(root: Path) -> dict[str, bytes]:
    """The bytes of every YAML file below `root`, by path."""
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in sorted(root.rglob("*.yaml"))}


def tail(text: str, start: str) -> str:
    """The text from the line that begins with `start`."""
    return text[text.index(f"\n{start}") + 1 :]
