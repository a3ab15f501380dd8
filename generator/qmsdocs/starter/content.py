"""Where the content lies from which a house starts: that of this repository, and no second copy of it.

In the wheel it stands beside this file, where `setup.py` puts it; in a clone it stands at the top. The build of the
wheel runs this file by itself, so it imports nothing of ours.
"""

from pathlib import Path, PurePosixPath

CONTENT = (
    *("qms.yaml", "qms.zh.yaml", "mkdocs.yml"),
    *("manual", "procedures", "work_instructions", "forms", "docs_src", "templates"),
)
"""Files and folders at the top of the repository."""

_PACKED = Path(__file__).with_name("content")


def content() -> dict[str, bytes]:
    """All files of the content, by path."""
    top = _PACKED if _PACKED.is_dir() else Path(__file__).parents[3]
    return {
        PurePosixPath(file.relative_to(top)).as_posix(): file.read_bytes()
        for name in CONTENT
        for file in sorted((top / name).rglob("*") if (top / name).is_dir() else [top / name])
        if file.is_file()
    }
