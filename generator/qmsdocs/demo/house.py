"""A house whose days can be lived through again: what people do goes in, commits come out.

A `House` is one line of history: its files as they stand, and its newest commit. Every approval states the true
fingerprint of what stands there on that day.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from qmsdocs.acts import approved, reviewed, revised, withdrawn
from qmsdocs.acts.copying import REGISTER_FILE, copied, returned
from qmsdocs.acts.issuing import issue_message
from qmsdocs.acts.people import Identity
from qmsdocs.acts.recording import ClosingWish, closing
from qmsdocs.approvals import Approvals
from qmsdocs.demo.signing import signed as signed_by_demo
from qmsdocs.fingerprint import act_fingerprint, fingerprint, translation_fingerprint
from qmsdocs.git import NewRepository, objects
from qmsdocs.labels import Class
from qmsdocs.locale import label
from qmsdocs.model.revision import Concession, Withdrawal
from qmsdocs.model.text import Route
from qmsdocs.register import MasterDocumentList, list_in_force, master_document_list, summary
from qmsdocs.repository import Repository, read_repository
from qmsdocs.source import FilesTree, with_item, with_value
from qmsdocs.source.notation import Bare
from qmsdocs.source.values import Value

PACKAGE = Path(__file__).with_name("linden")
"""The files of the house, each in its first state."""
_ZONE = ZoneInfo("Europe/Amsterdam")
_DAY = re.compile(r"\bday([+-][0-9]+)\b")
"""Written in the files of the package for a day that counts from the last one."""
_RECORD = re.compile(r"\b[A-Z]{2}-[0-9]{3}\b")
"""Written in the files of the package for a record, whose name gets the year of its day: NC-2026-001."""
_LATER = "---\n"
"""Parts what stands in the file of a record from what is added to it later."""


@dataclass(frozen=True)
class Person:
    """Somebody who acts: key and usual role in the organization file, name and address in git."""

    key: str
    role: str
    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


class House:
    """The files of a house on one branch, and what is done to them on the day that `on` has set."""

    def __init__(self, repository: NewRepository, ending: date) -> None:
        """An empty house; its life ends on the day `ending`."""
        self.ending, self.now = ending, ending
        self.files: dict[str, bytes] = {}
        self.tip = ""
        self._repository = repository
        self._parted: dict[str, bytes] = {}
        self._to_come: dict[str, list[str]] = {}

    # ── Time ─────────────────────────────────────────────────────────────────

    def day(self, days: int) -> date:
        """The day so many days after the ending, before it with a minus; for a weekend the Friday before."""
        day = self.ending + timedelta(days)
        return day - timedelta(max(0, day.weekday() - 4))

    def on(self, days: int) -> "House":
        """What follows happens on that day."""
        self.now = self.day(days)
        return self

    # ── Files ────────────────────────────────────────────────────────────────

    def take(self, *names: str) -> "House":
        """Takes files from the package: documents by number, others by path or folder."""
        for file in sorted(PACKAGE.rglob("*")):
            path = file.relative_to(PACKAGE).as_posix()
            if file.is_file() and any(
                name == file.stem or path == name or path.startswith(f"{name}/") for name in names
            ):
                self.write(path, self._in_time(file.read_text(encoding="utf-8")))
        return self

    def _in_time(self, text: str) -> str:
        """A text of the package with its days and with the names of records."""
        text = _RECORD.sub(lambda found: self.record(found[0]), text)
        return _DAY.sub(lambda found: str(self.day(int(found[1]))), text)

    def write(self, path: str, text: str) -> "House":
        """Writes a whole file."""
        self.files[path] = text.encode()
        return self

    def replace(self, name: str, old: str, new: str) -> "House":
        """Replaces a text, which stands in the file exactly once."""
        path = self._path(name)
        text = self.files[path].decode()
        assert text.count(old) == 1, f"{old!r} stands in {path} {text.count(old)} times"
        return self.write(path, text.replace(old, new))

    def move(self, old: str, new: str) -> "House":
        """Moves a folder."""
        self.files = {re.sub(f"^{old}/", f"{new}/", path): data for path, data in self.files.items()}
        return self

    def _path(self, name: str) -> str:
        return next(path for path in self.files if name in (path, PurePosixPath(path).stem))

    def _edit(self, number: str, edit: Callable[[bytes], bytes]) -> "House":
        path = self._path(number)
        self.files[path] = edit(self.files[path])
        return self

    def _set(self, name: str, route: Route, value: Value) -> "House":
        return self._edit(name, partial(with_value, route=route, value=value))

    def _read(self) -> Repository:
        found = read_repository(FilesTree(self.files))
        assert isinstance(found, Repository)
        return found

    def _list(self) -> MasterDocumentList:
        """The documents as they stand on this day."""
        repository = self._read()
        approvals = Approvals(repository, lambda found: fingerprint(found, repository.facts, self.files.get))
        return master_document_list(repository, self.now, approvals, summary)

    # ── Acts ─────────────────────────────────────────────────────────────────

    def revise(
        self,
        number: str,
        label: str,
        kind: Class,
        effective: int,
        *changes: tuple[str, str, str],
        by: Person,
        request: str = "",
        train: list[str] | None = None,
        trained: int | None = None,
        **more: Any,
    ) -> "House":
        """Opens a revision, prepared by somebody, in force from the day `effective`; each change is where, what, why.

        People are trained until the day `trained`; by default all, until it is in force.
        """
        entry: dict[str, Any] = {"label": label, "class": kind, "effective": str(self.day(effective))}
        entry |= {"change_request": request} if request else {}
        entry["changes"] = [{**({"at": at} if at else {}), "what": what, "why": why} for at, what, why in changes]
        last = self.day(effective if trained is None else trained)
        entry |= {"training": {"roles": train or "all", "by": str(last)}, **more}
        entry["signatures"] = [{"as": "prepared", "by": by.key, "role": by.role, "on": str(self.now)}]
        return self._edit(number, lambda data: revised(data, entry))

    def approve(self, *numbers: str, by: Person, paper: dict[str, str] | None = None) -> "House":
        """Approves the newest revision of each document, on exactly what stands there."""
        for number in numbers:
            repository = self._read()
            document = repository.documents[number]
            signature: dict[str, Any] = {"as": "approved", "by": by.key}
            signature["role"] = repository.settings.document_types[document.prefix].approver
            signature["on"] = str(self.now)
            signature["fingerprint"] = fingerprint(document, repository.facts, self.files.get)
            signature |= {"paper": paper} if paper else {}
            self._edit(number, partial(approved, label="1", signature=signature))
        return self

    def translate(self, number: str, label: str, by: Person, *texts: tuple[str, str]) -> "House":
        """Brings the Chinese translation up to a revision, and has it checked."""
        name = f"{number}.zh"
        for old, new in texts:
            self.replace(name, old, new)
        self._set(name, ("translates",), label)._set(name, ("checked", "by"), by.key)
        self._set(name, ("checked", "on"), str(self.now))
        found = translation_fingerprint(self._read().documents[number].translations["zh"])
        return self._set(name, ("checked", "fingerprint"), found)

    def keep(self, number: str, by: Person, remark: str) -> "House":
        """Reviews a document and keeps it as it is."""
        review = {"on": str(self.now), "by": by.key, "result": "keep", "remark": remark}
        return self._edit(number, partial(reviewed, review=review))

    def withdraw(self, number: str, day: int, by: Person, reason: str, *successors: str) -> "House":
        """Takes a document out of force from a day on."""
        act: dict[str, Any] = {"on": str(self.day(day)), "by": by.key, "role": by.role, "reason": reason}
        act |= {"superseded_by": list(successors)} if successors else {}
        act["fingerprint"] = act_fingerprint(number, Withdrawal.model_validate(act))
        return self._edit(number, partial(withdrawn, withdrawal=act))

    def concede(self, number: str, id_: str, first: int, last: int, by: Person, **more: Any) -> "House":
        """Allows a departure from a document for a time."""
        act: dict[str, Any] = {"id": id_, **more, "from": str(self.day(first)), "to": str(self.day(last))}
        approval = {"as": "approved", "by": by.key, "role": by.role, "on": str(self.now)}
        approval["fingerprint"] = act_fingerprint(number, Concession.model_validate(act))
        return self._edit(number, lambda data: with_item(data, ("concessions",), {**act, "signatures": [approval]}))

    def hand_out(self, number: str, copy: int, label: str, holder: str, by: Person, **more: str) -> "House":
        """Registers a copy that goes out, a controlled one in English unless `more` says otherwise."""
        entry: dict[str, Any] = {"document": number, "number": Bare(copy), "revision": label, "holder": holder}
        entry |= {"kind": "controlled", "language": "en", **more, "issued": {"on": str(self.now), "by": by.key}}
        self.files[REGISTER_FILE] = copied(self.files.get(REGISTER_FILE, b""), entry)
        return self

    def take_back(self, place: int, by: Person, result: str = "destroyed") -> "House":
        """Registers what became of the copy at a place of the register."""
        back = {"on": str(self.now), "by": by.key, "result": result}
        return self._edit("copies", lambda data: returned(data, place, back))

    # ── Records ──────────────────────────────────────────────────────────────

    def record(self, name: str) -> str:
        """The name of a record of the package: with the year of its day."""
        day = re.search(r"^on: day([+-][0-9]+)$", _source(name), re.MULTILINE)
        assert day, f"{name} has no day"
        series, _, number = name.partition("-")
        return f"{series}-{self.day(int(day[1])).year}-{number}"

    def file(self, *names: str) -> "House":
        """Begins records, or adds to each what comes next in its file of the package."""
        for name in names:
            if name not in self._to_come:
                self._to_come[name] = self._in_time(_source(name)).split(_LATER)
                self.write(f"records/{self.now.year}/{self.record(name)}.yaml", self._to_come[name].pop(0))
            else:
                path = self.path(name)
                self.write(path, self.files[path].decode() + self._to_come[name].pop(0))
        return self

    def file_in_chinese(self, *names: str) -> "House":
        """Files the Chinese translations of records."""
        for name in names:
            self.write(self.path(name).replace(".yaml", ".zh.yaml"), self._in_time(_source(f"{name}.zh")))
        return self

    def path(self, name: str) -> str:
        """Where a record of the package lies."""
        return self._path(self.record(name))

    def enter(self, name: str, route: Route, value: Value) -> "House":
        """Writes a value into a record."""
        return self._set(self.record(name), route, self._in_time(value) if isinstance(value, str) else value)

    def done(self, name: str, *route: str | int, shown: str) -> "House":
        """What stands at a route of a record is done today, and what shows that."""
        here = tuple(map(str, route))
        return self.enter(name, (*here, "done"), str(self.now)).enter(name, (*here, "evidence"), shown)

    def close(self, *names: str, by: Person, what: str | None = None, why: str | None = None) -> "House":
        """Closes records, or with `what` and `why` corrects closed ones."""
        wish = ClosingWish(Identity(by.key), self.now, what, why)
        plan = closing(self._list(), [self.record(name) for name in names], wish)
        assert not plan.refusals, plan.refusals
        self.files |= {edit.path: edit.after for edit in plan.edits}
        return self

    # ── History ──────────────────────────────────────────────────────────────

    def branch(self) -> "House":
        """A second line of history, which begins here and now."""
        house = House(self._repository, self.ending)
        house.now, house.files, house.tip, house._parted = self.now, dict(self.files), self.tip, dict(self.files)
        return house

    def merge(self, other: "House", by: Person, message: str) -> str:
        """Merges a branch, with a merge commit."""
        return self._with(other).commit(by, message, merged=[other.tip])

    def squash(self, other: "House", author: Person, by: Person, message: str) -> str:
        """Brings what a branch did as one commit: its own commits, and who made them, are lost."""
        return self._with(other).commit(author, message, by=by)

    def _with(self, other: "House") -> "House":
        self.files |= {path: data for path, data in other.files.items() if other._parted.get(path) != data}
        return self

    def commit(
        self,
        author: Person,
        message: str,
        *,
        by: Person | None = None,
        merged: list[str] | None = None,
        signed: bool = False,
    ) -> str:
        """Commits the files as they stand, and gives the hash."""
        parents = [*([self.tip] if self.tip else []), *(merged or [])]
        top = objects.tree(self._repository, self.files)
        made = objects.commit(top, parents, str(author), str(by or author), self._ten_o_clock, message)
        self.tip = self._repository.add("commit", signed_by_demo(made) if signed else made)
        return self.tip

    def tag(self, name: str, by: Person, message: str) -> "House":
        """Sets an annotated tag on the newest commit."""
        made = objects.tag(name, self.tip, str(by), self._ten_o_clock, message)
        self._repository.point(f"refs/tags/{name}", self._repository.add("tag", made))
        return self

    def issue(self, by: Person) -> "House":
        """Sets a tag that names every document in force with its revision and fingerprint."""
        message = issue_message(list_in_force(self._list(), summary), label("en", "issue.title", on=self.now))
        return self.tag(f"issue-{self.now}", by, message.strip())

    @property
    def _ten_o_clock(self) -> datetime:
        return datetime.combine(self.now, time(10), _ZONE)


def _source(name: str) -> str:
    """The file of a record in the package."""
    return (PACKAGE / "records" / f"{name}.yaml").read_text(encoding="utf-8")
