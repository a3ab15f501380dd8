"""The zip that Word files, workbooks and bundles are written with: read by others, and no bit of it is free."""

import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from qmsdocs.archive import TooLarge, archive, packed


def test_others_read_it() -> None:
    """Names in any script, empty parts, stored and deflated ones, as files that everybody may read."""
    parts = {"02-程序文件/投诉.txt": "受理\n", "01-manual/a.txt": "a" * 5000, "empty": ""}
    data = archive({name: packed(text, store=name == "empty") for name, text in parts.items()})
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        assert {name: package.read(name).decode() for name in package.namelist()} == parts
        assert package.namelist() == sorted(parts)
        assert {info.external_attr >> 16 for info in package.infolist()} == {0o100644}


@pytest.mark.skipif(not shutil.which("unzip"), reason="SKIPPED: unzip is not installed (make tools)")
def test_unzip_reads_names_in_any_script(tmp_path: Path) -> None:
    """It takes UTF-8 for what it is only where the zip says that Unix made it."""
    (tmp_path / "a.zip").write_bytes(archive({"02-程序文件/投诉.txt": packed("受理\n")}))
    listed = subprocess.run(
        ["unzip", "-Z1", "a.zip"], cwd=tmp_path, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}, capture_output=True
    )
    assert listed.stdout.decode() == "02-程序文件/投诉.txt\n"


def test_what_a_zip_cannot_hold_is_refused() -> None:
    """More parts than the end of a zip can count."""
    nothing = packed(b"", store=True)
    with pytest.raises(TooLarge):
        archive({str(number): nothing for number in range(0x10000)})
