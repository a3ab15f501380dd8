"""The style sheet and scripts that every page uses, as files of the site; no page asks another host for anything."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

STYLE = "qmsdocs/qmsdocs.css"
SCRIPT = "qmsdocs/qmsdocs.js"
SHIM = "qmsdocs/iframe-worker-shim.js"
"""Lets the search work in a folder without a server (npm iframe-worker 1.0.4, MIT, licence beside it)."""


@cache
def asset_files() -> Mapping[str, bytes]:
    """The files by their address in the site."""
    folder = files(__package__).joinpath("assets")
    found = {f"qmsdocs/{file.name}": file.read_bytes() for file in folder.iterdir() if file.is_file()}
    return MappingProxyType(dict(sorted(found.items())))
