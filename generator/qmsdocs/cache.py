"""What was computed before, by the content from which it was computed; one SQLite file in the user's cache folder.

Values are JSON, never pickle: a cache that somebody else wrote cannot run anything. A cache that fails is as good as
an empty one.
"""

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from qmsdocs import __version__

MAX_FILE = 500_000_000
"""Above this size, in bytes, the cache starts anew."""


def digest(parts: Iterable[bytes | str]) -> str:
    """A SHA-256 over `parts`, each with its length, so that no two lists of parts share one."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


@cache
def program() -> str:
    """A digest of the program itself: what it computed with other code is not used again."""
    files = sorted(
        file for file in Path(__file__).parent.rglob("*") if file.suffix in (".py", ".json", ".docx", ".css", ".js")
    )
    return digest(part for file in files for part in (file.name, file.read_bytes()))[:16]


class Cache:
    """Values by key, kept until the program version changes."""

    def __init__(self, folder: Path | None = None) -> None:
        """Opens the cache in `folder`, by default the user's cache folder or QMSDOCS_CACHE."""
        place = os.environ.get("QMSDOCS_CACHE")
        folder = folder or (Path(place) if place else user_cache_path("qmsdocs"))
        self._connection: sqlite3.Connection | None = None
        self._process = os.getpid()
        with contextlib.suppress(OSError, sqlite3.Error):
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"cache-{__version__}.sqlite"
            if file.exists() and file.stat().st_size > MAX_FILE:
                file.unlink()
            self._connection = sqlite3.connect(file, timeout=1, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=OFF")
            # With its rows in the tree of the keys, SQLite would read long values on the way to a key.
            self._connection.execute("CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value TEXT)")

    @classmethod
    def none(cls) -> "Cache":
        """A cache that keeps nothing."""
        found = cls.__new__(cls)
        found._connection, found._process = None, 0
        return found

    def __reduce__(self) -> Any:
        """A worker process gets a cache that keeps nothing: SQLite must not be shared between processes."""
        return Cache.none, ()

    def get(self, key: str) -> Any | None:
        """The value kept under `key`; None when there is none."""
        with contextlib.suppress(sqlite3.Error, ValueError):
            if self._connection is not None and self._process == os.getpid():
                row = self._connection.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
                return json.loads(row[0]) if row else None
        return None

    def keep(self, values: Iterable[tuple[str, Any]]) -> None:
        """Keeps values under their keys, all in one transaction."""
        with contextlib.suppress(sqlite3.Error):
            if self._connection is not None and self._process == os.getpid():
                rows = [(key, json.dumps(value, ensure_ascii=False, separators=(",", ":"))) for key, value in values]
                self._connection.execute("BEGIN")
                self._connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", rows)
                self._connection.execute("COMMIT")
