"""The site through MkDocs: one build into a folder, or a server that follows the author."""

import gc
import logging
import os
from datetime import date
from pathlib import Path
from typing import Any

from mkdocs.commands import build as mkdocs_build
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.exceptions import ConfigurationError

from qmsdocs.build import Progress
from qmsdocs.compose.site import manual_site
from qmsdocs.manual_site import ManualSite
from qmsdocs.output import replacing
from qmsdocs.pipeline import Loaded


class _Ready:
    """A site that was made already, in the place of a `SiteSource`."""

    def __init__(self, site: ManualSite) -> None:
        self._site = site

    def site(self) -> ManualSite | str:
        """The site."""
        return self._site


def build_site(loaded: Loaded, folder: Path, word_folder: Path, tell: Progress, *, preview: bool) -> int:
    """Builds the site into `folder`, which is replaced at once or stays; returns the number of pages."""
    assert loaded.master is not None
    site = manual_site(loaded.master, loaded.tree.read, preview=preview)
    # What was read stays until the end: without this, each search for the rubbish of MkDocs would go through it.
    gc.freeze()
    _quiet_materials_banner()
    # MkDocs takes the dates of the sitemap from here, else from the clock.
    os.environ["SOURCE_DATE_EPOCH"] = str((site.as_of.toordinal() - 719163) * 86400)
    with replacing(folder) as new, _warnings_only():
        config: Any = load_config(str(loaded.root / "mkdocs.yml"), site_dir=str(new))
        if "qmsdocs" not in config.plugins:
            raise ConfigurationError("mkdocs.yml does not name the plugin: add `- qmsdocs` under `plugins`.")
        plugin = config.plugins["qmsdocs"]
        config.plugins.on_startup(command="build", dirty=False)
        plugin.source, plugin.tell = _Ready(site), tell
        plugin.config.word_dir = str(word_folder)
        mkdocs_build.build(config)
        config.plugins.on_shutdown()
    return len(site.pages) + len(site.revisions)


def serve_site(root: Path, as_of: date | None, language: str, address: str) -> None:
    """Shows the site at `address` (host:port) until interrupted; a saved source is rendered at once."""
    _quiet_materials_banner()
    # MkDocs makes its own plugin for every server: the environment is the only way past it.
    os.environ["QMSDOCS_LANGUAGE"] = language
    if as_of:
        os.environ["QMSDOCS_AS_OF"] = as_of.isoformat()
    mkdocs_serve.serve(str(root / "mkdocs.yml"), build_type="dirty", dev_addr=address, livereload=True)


def _quiet_materials_banner() -> None:
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


class _warnings_only:  # noqa: N801 - a statement: `with _warnings_only()`
    """MkDocs says what it warns of on standard error, and nothing else."""

    def __enter__(self) -> None:
        self._handler = logging.StreamHandler()
        self._handler.setLevel(logging.WARNING)
        self._handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
        logging.getLogger("mkdocs").addHandler(self._handler)

    def __exit__(self, *_: object) -> None:
        logging.getLogger("mkdocs").removeHandler(self._handler)
