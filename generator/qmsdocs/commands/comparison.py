"""The two states that `changes` and `redline` compare: names on the command line in, master document lists out."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from qmsdocs.cache import Cache
from qmsdocs.commands.reading import readable
from qmsdocs.commands.refusal import Refused
from qmsdocs.git import NoGit
from qmsdocs.history import Branch, NoBranch
from qmsdocs.history.issues import day_of_issue, issues_of
from qmsdocs.history.proof import day_of
from qmsdocs.locale import label
from qmsdocs.pipeline import Loaded, controlled_branch, load, load_at, load_in_force, time_zone, today


@dataclass(frozen=True)
class Compared:
    """Two states; `old` is None when there was nothing yet."""

    old: Loaded | None
    new: Loaded
    old_name: str
    new_name: str
    commit: str
    """The commit of the old state, shortened; "" where there is none."""


def against_base(root: Path, base: str, as_of: date | None, language: str, cache: Cache) -> Compared:
    """The working tree, and the state from which it started: where its history parts from that of `base`."""
    branch = branch_of(root, language, cache)
    named = branch.git.resolve(base)
    if not named:
        raise Refused(label(language, "usage.commit", name=base))
    commit = branch.git.merge_base(named, branch.git.head)
    if not commit:
        raise Refused(label(language, "usage.no-common", name=base))
    day = as_of or today(root)
    old = load_at(root, commit, day, cache, in_force=False)
    new = load(root, day, cache)
    for loaded in (old, new):
        readable(loaded, language)
    return Compared(old, new, base, "", commit[:10])


def since(root: Path, start: str, until: str | None, as_of: date | None, language: str, cache: Cache) -> Compared:
    """What was in force at `start` and what is at `until`, each a day, a commit or a tag; by default until today."""
    branch = branch_of(root, language, cache)
    commit, day = moment(root, branch, start, language)
    old = load_at(root, commit, day, cache, in_force=True) if commit else None
    if until is None:
        last = as_of or today(root)
        new = load_in_force(root, last, cache)
    else:
        end, last = moment(root, branch, until, language)
        if not end:
            raise Refused(label(language, "usage.before-branch", name=until, branch=branch.name))
        new = load_at(root, end, last, cache, in_force=True)
    if day > last:
        raise Refused(label(language, "usage.order", start=day, end=last))
    names = start if str(day) in start else f"{start} ({day})", str(last)
    for loaded in (old, new) if old else (new,):
        readable(loaded, language)
    return Compared(old, new, *names, commit[:10])


def since_former_issue(root: Path, as_of: date | None, language: str, cache: Cache) -> Compared:
    """What was in force with the last issue before the newest one, and what is now; where there are not two issues,
    everything is new."""
    day = as_of or today(root)
    try:
        branch = controlled_branch(root, cache)
        tags = [tag for tag in branch.git.tags("issue-") if tag.commit in branch.index.shas]
    except (NoGit, NoBranch):
        tags = []
    issues = [issue for issue in issues_of(tags) if issue.day <= day]
    if len(issues) > 1:
        found = since(root, issues[-2].name, None, as_of, language, cache)
        return replace(found, old_name=str(issues[-2].day))
    new = load_in_force(root, day, cache)
    readable(new, language)
    return Compared(None, new, "", str(day), "")


def branch_of(root: Path, language: str, cache: Cache) -> Branch:
    """The controlled branch; refused where there is no history to ask."""
    try:
        return controlled_branch(root, cache)
    except NoGit as problem:
        raise Refused(label(language, f"history.{problem.reason}")) from None
    except NoBranch as problem:
        text = label(language, f"say.no-history.{problem.reason}").format(branch=problem.name)
        hint = label(language, f"hint.no-history.{problem.reason}").format(branch=problem.name)
        raise Refused(f"{text} {hint}", 1) from None


def moment(root: Path, branch: Branch, name: str, language: str) -> tuple[str, date]:
    """The commit and the day that a name on the command line stands for; no commit where the branch is younger."""
    try:
        day = datetime.strptime(name, "%Y-%m-%d").date()
        return branch.commit_on(day, time_zone(root)), day
    except ValueError:
        pass
    commit = branch.git.resolve(name)
    if not commit:
        raise Refused(label(language, "usage.moment", name=name))
    if commit not in branch.index.shas:
        raise Refused(label(language, "usage.not-on-branch", name=name, branch=branch.name))
    day = day_of(branch.index, branch.index.shas.index(commit), time_zone(root))
    return commit, _day_of_issue(branch, name) or day


def _day_of_issue(branch: Branch, name: str) -> date | None:
    """The day whose state a tag of `qmsdocs issue` names, as its first line says; the commit may be older."""
    named = name.removeprefix("refs/tags/")
    return next((day_of_issue(tag) for tag in branch.git.tags("issue-") if tag.name == named), None)
