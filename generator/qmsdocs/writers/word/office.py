"""Word files as PDF, by LibreOffice where it is installed: bytes in, bytes out.

Another version of it, or other fonts, make other bytes: what comes out is outside of the promise of equal bytes.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

OFFICE = "soffice"
_SECONDS_TO_START, _SECONDS_A_FILE = 120, 10


class NoOffice(OSError):  # noqa: N818 - the state of a machine, told to the user
    """LibreOffice is not installed."""


class OfficeFailed(OSError):  # noqa: N818 - as above
    """LibreOffice is there and gave no PDF: it ended with an error, wrote nothing, or took too long."""


def pdfs(words: Mapping[str, bytes], office: str = OFFICE) -> dict[str, bytes]:
    """The PDF of each Word file, by the same names, which may be any.

    Raises `NoOffice` and `OfficeFailed`.
    """
    if not shutil.which(office):
        raise NoOffice(2, "LibreOffice is not installed", office)
    with tempfile.TemporaryDirectory(prefix="qmsdocs-") as place:
        folder = Path(place)
        files = {name: folder / f"{number}.docx" for number, name in enumerate(words)}
        for name, file in files.items():
            file.write_bytes(words[name])
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", place, *map(str, files.values())]
        try:
            limit = _SECONDS_TO_START + _SECONDS_A_FILE * len(files)
            subprocess.run(command, check=True, capture_output=True, timeout=limit)
            return {name: file.with_suffix(".pdf").read_bytes() for name, file in files.items()}
        except (subprocess.SubprocessError, FileNotFoundError) as error:
            raise OfficeFailed(5, "LibreOffice could not lay the documents out", office) from error
