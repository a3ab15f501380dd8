"""Puts the content of this repository into the wheel, for `qmsdocs init`: copied when it is built, kept once."""

import runpy
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

TOP = Path(__file__).parent
CONTENT = runpy.run_path(str(TOP / "generator" / "qmsdocs" / "starter" / "content.py"))["CONTENT"]


class BuildWithContent(build_py):
    """`build_py`, and the content beside the module that reads it."""

    def run(self) -> None:
        """Copies the packages, then the content."""
        super().run()
        if self.editable_mode:
            return
        for name in CONTENT:
            target = Path(self.build_lib) / "qmsdocs" / "starter" / "content" / name
            if (TOP / name).is_dir():
                shutil.rmtree(target, ignore_errors=True)  # what an earlier build left there
                shutil.copytree(TOP / name, target)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(TOP / name, target)


setup(cmdclass={"build_py": BuildWithContent})
