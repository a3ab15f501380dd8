"""Makes a management system of any size to measure with: the same number of documents always gives the same files.

Settings and shared facts are those of this repository; the documents are generated: procedures with steps, limits,
records, tables, lists, callouts and references to each other, instructions, and forms. Most have about 1,500 words in
print. The folder is a git repository with one commit.

    .venv/bin/python benchmarks/corpus.py --documents 1000 --output /tmp/corpus
"""

import argparse
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HOUSE = Path(__file__).resolve().parent.parent
"""The repository whose settings and facts are used."""

MIN_DOCUMENTS = 40
"""The facts refer to sixteen forms and four instructions, which must be there."""

# ── Words ────────────────────────────────────────────────────────────────────

ACTIVITIES = (
    "Inspection", "Release", "Storage", "Marking", "Transport", "Repair", "Testing", "Calibration", "Cleaning",
    "Packing", "Receipt", "Sampling", "Maintenance", "Scrapping", "Return", "Rework", "Counting", "Labelling",
    "Assembly", "Handover",
)  # fmt: skip
THINGS = (
    "heating element", "door seal", "pump housing", "control board", "drum bearing", "water valve", "power cord",
    "test bench", "gauge", "torque driver", "spare part", "delivery note", "rating plate", "carton", "pallet",
    "drain hose", "thermostat", "sealing compound", "casting", "fan motor", "glass panel", "filter",
    "return parcel", "work order", "drawing", "sample", "batch card", "fixture", "solder joint", "cable harness",
    "display", "lock", "hinge", "compressor", "sensor", "tank", "detergent drawer", "burner", "gas tap",
    "insulation mat",
)  # fmt: skip
PLACES = (
    "goods-in bay", "test room", "line store", "quarantine shelf", "packing table", "tool crib", "repair desk",
    "sample room", "loading ramp", "pilot line", "laboratory", "service van", "archive", "paint shop",
)  # fmt: skip
STATES = (
    "clean", "dry", "undamaged", "marked", "complete", "within tolerance", "signed", "sealed", "free of burrs",
    "readable", "free of oil", "cold", "discharged",
)  # fmt: skip
SENTENCES = (
    "Compare the {thing} with the {other} and mark every difference on the sheet.",
    "Keep the {thing} apart from the {other} until the {{roles.{role}}} has decided.",
    "Write the number of the {thing} on the {other} before anything else happens to it.",
    "Take the {thing} from the {place} and bring it to the {place2} together with its papers.",
    "Check that the {thing} is {state} and {state2}; anything else is a finding.",
    "A {thing} that is not {state} goes back to the {place} with a red label.",
    "Photograph the {thing} from two sides when the {other} is not {state}.",
    "Nobody opens the {thing} in the {place} while the {other} is under power.",
    "Enter the result for the {thing} in the same line as the serial number of the {other}.",
    "Ask the {{roles.{role}}} when the {thing} and the {other} contradict each other.",
    "The {thing} stays in the {place} until its record is {state}.",
    "Use only a {thing} whose sticker is {state} and whose date has not passed.",
    "Put the {other} beside the {thing} so that both can be seen from the {place}.",
    "Count each {thing} twice, once on arrival in the {place} and once on leaving it.",
    "Where the {thing} carries a mark of the supplier, copy the mark letter by letter.",
    "The drawing in force decides whether the {thing} is {state}, never an older copy in the {place}.",
    "Tell the {{roles.{role}}} of every {thing} that was found outside the {place}.",
    "Wear gloves when the {thing} has touched the {other}.",
    "A second person reads back the number of the {thing} from the {other}.",
    "Close the {place} before you leave the {thing} unattended.",
    "What {{company}} promised for the {thing} holds for the {other} as well.",
    "The limit for this work is {{limits.{limit}}}, counted from the arrival of the {thing}.",
    "Records about the {thing} are kept for {{retention.{retention}}}.",
    "Go on as in [{document}] when the {thing} belongs to the {other}.",
    "How the {other} is handled in the {place} stands in [{document}/{step}].",
)
STEPS = (
    ("prepare", "Prepare the {thing}"),
    ("identify", "Identify the {thing} and its papers"),
    ("examine", "Examine the {thing} in the {place}"),
    ("measure", "Measure what the drawing asks"),
    ("judge", "Judge the {thing} by the limits"),
    ("correct", "Correct what can be corrected"),
    ("mark", "Mark the {thing} with its state"),
    ("record", "Enter the result in the record"),
    ("inform", "Tell those who wait for the {thing}"),
    ("store", "Bring the {thing} to the {place}"),
    ("review", "Review the record against the papers"),
    ("close", "Close the work order"),
)
ROLES = (
    "quality-engineer", "investigator", "head-of-production", "head-of-purchasing", "registrar", "case-owner",
    "quality-manager", "service-desk-lead", "call-centre-lead", "record-keeper", "staff-member", "it-manager",
)  # fmt: skip
LIMITS = (
    "assess", "contain", "acknowledge", "evidence", "investigate", "decide", "close", "callback", "register",
    "assign",
)  # fmt: skip
RETENTIONS = ("case-files", "registers", "sampling", "training", "audits")
TERMS = (
    "complaint", "record", "evidence", "correction", "working-day", "grade", "containment", "remedy", "revision",
    "customer",
)  # fmt: skip
INDICATORS = ("acknowledged-in-time", "closed-in-time", "record-completeness", "corrective-on-time", "graded-right")
UNITS = ("quality", "production", "customer-service", "purchasing")
CLAUSES_9001 = ("7.1.3", "7.5.3", "8.2.1", "8.5.2", "8.5.3", "8.7.1", "8.7.2", "9.1.3", "10.2.1", "4.4.1")
CLAUSES_10002 = ("7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "7.8", "8.1", "8.2", "8.3")


@dataclass(frozen=True)
class Numbers:
    """The numbers of the corpus by type."""

    procedures: tuple[str, ...]
    instructions: tuple[str, ...]
    forms: tuple[str, ...]


def numbers(documents: int) -> Numbers:
    """Two manuals, a sixth of forms, a quarter of instructions, the rest procedures."""
    forms = max(16, documents // 6)
    instructions = max(4, documents // 4)
    procedures = documents - 2 - forms - instructions

    def named(prefix: str, count: int) -> tuple[str, ...]:
        return tuple(f"{prefix}-{place:04}" for place in range(1, count + 1))

    return Numbers(named("QP", procedures), named("WI", instructions), named("QR", forms))


UNSIGNED = f"sha256:{'0' * 64}"
"""Stands in the place of a fingerprint until the document is whole."""

IN_WORK = "QP-0001"
"""The document that is edited again and again."""

APPROVERS = {
    "general-manager": "e-vandijk",
    "management-representative": "m-devries",
    "head-of-customer-service": "s-bakker",
}
"""Who holds the approving roles of the house whose facts the corpus takes."""


class Writer:
    """Writes one document: its own random numbers start from its number, so no document depends on how many there
    are."""

    def __init__(self, number: str, place: int, all_numbers: Numbers) -> None:
        self.number, self.place, self.all = number, place, all_numbers
        self._random = random.Random(number)
        self.roles = self._random.sample(ROLES, 4)
        self.forms = self._forms()
        self.thing = self._random.choice(THINGS)

    def _forms(self) -> list[str]:
        """Every form is used by some document."""
        count = len(self.all.forms)
        return [self.all.forms[(self.place + shift) % count] for shift in (0, 5, 11)]

    def pick(self, words: tuple[str, ...]) -> str:
        """One of `words`."""
        return self._random.choice(words)

    def few(self, words: tuple[str, ...], count: int) -> list[str]:
        """Some of `words`, in their order."""
        return sorted(self._random.sample(words, count), key=words.index)

    def near(self) -> str:
        """A procedure not far from this one: documents refer to their neighbours."""
        count = len(self.all.procedures)
        return self.all.procedures[(self.place + self._random.randint(1, 12)) % count]

    def fill(self, pattern: str) -> str:
        """`pattern` with things, places and names."""
        return pattern.format(
            thing=self.thing if self._random.random() < 0.4 else self.pick(THINGS),
            other=self.pick(THINGS),
            place=self.pick(PLACES),
            place2=self.pick(PLACES),
            state=self.pick(STATES),
            state2=self.pick(STATES),
            role=self.pick(tuple(self.roles)),
            limit=self.pick(LIMITS),
            retention=self.pick(RETENTIONS),
            document=self.near(),
            step=self.pick(tuple(key for key, _ in STEPS[:5])),
        )

    def lines(self, count: int) -> str:
        """Sentences, each on its line."""
        return "\n".join(self.fill(self.pick(SENTENCES)) for _ in range(count))

    def bullets(self, count: int, mark: str = "-") -> str:
        """A list."""
        marks = [f"{place}." if mark == "1." else mark for place in range(1, count + 1)]
        return "\n".join(f"{sign} {self.fill(self.pick(SENTENCES))}" for sign in marks)

    def table(self, rows: int) -> dict[str, Any]:
        """A table of three columns."""
        body = [
            [f"{self.fill('{thing}')} {place}", self.fill("{state}, {state2}"), self.fill("Bring it to the {place}.")]
            for place in range(1, rows + 1)
        ]
        caption = self.fill("What is expected of the {thing}")
        return {
            "table": {"caption": caption, "columns": ["Part", "State", "Otherwise"], "widths": [3, 3, 5], "rows": body}
        }

    def decision_table(self) -> dict[str, Any]:
        """Two questions and what follows."""
        rules = [
            {"when": [first, second], "then": self.fill(self.pick(SENTENCES))}
            for first in ("yes", "no")
            for second in ("yes", "no")
        ]
        questions = [self.fill("Is the {thing} {state}?"), self.fill("Is the {other} {state}?")]
        caption = self.fill("Where the {thing} goes")
        return {"decision_table": {"caption": caption, "conditions": questions, "result": "Do this", "rules": rules}}

    # Steps

    def steps(self, count: int, decisions: int) -> list[dict[str, Any]]:
        """A process of `count` steps, `decisions` of which are questions that lead back or past a step."""
        chosen = list(STEPS[: count - 1] + STEPS[-1:])
        questions = {4, 7} if decisions > 1 else {4} if decisions else set()
        return [self._step(place, chosen, place in questions) for place in range(count)]

    def _step(self, place: int, chosen: list[tuple[str, str]], question: bool) -> dict[str, Any]:
        key, title = chosen[place]
        step: dict[str, Any] = {"id": key}
        step |= {"decide": self.fill("Is the {thing} {state}?")} if question else {"title": self.fill(title)}
        step["who"] = self.roles[(place // 2) % 4]
        step["do"] = self._do(place)
        step["within"] = f"limits.{self.pick(LIMITS)}" if place % 3 else "none"
        step["record"] = [self.forms[place % 3]] if place % 2 else "none"
        if place % 4 == 1:
            step["inform"] = [self.roles[(place // 2 + 1) % 4]]
        if place % 5 == 0:
            step["clauses"] = {"iso-10002:2018": [self.pick(CLAUSES_10002)]}
        if question:
            # The first question leads past the step that corrects, the second one back to the examination.
            after = chosen[place + 1][0] if place + 1 < len(chosen) else "end"
            step["answers"] = (
                {"yes": chosen[place + 2][0], "no": after} if place == 4 else {"yes": after, "no": "examine"}
            )
        return step

    def _do(self, place: int) -> Any:
        match place % 4:
            case 0:
                return self.lines(2) + "\n\n" + self.lines(1)
            case 1:
                return self.bullets(3, "1.") + "\n\n" + self.lines(1)
            case 2:
                kind = self.pick(("note", "caution", "warning"))
                return [{"text": self.lines(2)}, {kind: self.lines(1)}]
            case _:
                return self.lines(1) + "\n\n" + self.bullets(3)

    # Documents

    def head(self, title: str, owner: str, parent: str | None) -> dict[str, Any]:
        """The first lines of every document."""
        found: dict[str, Any] = {"number": self.number, "title": title, "owner": owner}
        if parent:
            found["parent"] = parent
        clauses = {"iso-9001:2015": self.few(CLAUSES_9001, 2), "iso-10002:2018": self.few(CLAUSES_10002, 1)}
        return found | {"classification": "internal", "clauses": clauses}

    def title(self) -> str:
        """Mostly different from document to document."""
        first = ACTIVITIES[self.place % len(ACTIVITIES)]
        self.thing = THINGS[(self.place * 7) % len(THINGS)]
        return f"{first} of the {self.thing} in the {PLACES[self.place % len(PLACES)]}"

    def revisions(self, approver: str) -> list[dict[str, Any]]:
        """One approved issue; the document on which the benchmark works is still being drafted."""
        signed = (
            ("prepared", "j-nowak", "document-controller", "2026-08-20"),
            ("reviewed", "a-kowalska", "quality-manager", "2026-09-02"),
        )
        approval = {"as": "approved", "by": APPROVERS[approver], "role": approver, "on": "2026-09-09"}
        return [
            {
                "label": "1.0",
                "class": "new edition",
                "effective": "2026-10-01",
                "changes": [{"what": "First issue.", "why": "Start of the management system."}],
                "training": {"roles": self.roles, "by": "2026-09-25"},
                "signatures": [
                    *({"as": meaning, "by": by, "role": role, "on": on} for meaning, by, role, on in signed),
                    *([{**approval, "fingerprint": UNSIGNED}] if self.number != IN_WORK else []),
                ],
            }
        ]

    def procedure(self) -> dict[str, Any]:
        """A procedure; every third has a decision, every ninth two."""
        decisions = (1 + (self.place % 9 == 0)) if self.place % 3 == 0 else 0
        return self.head(self.title(), self.roles[0], "QM-0001") | {
            "purpose": self.lines(2),
            "scope": self.lines(2) + "\n\n" + self.bullets(3),
            "terms": self.few(TERMS, 5),
            "responsibilities": {role: self.lines(1) for role in self.roles},
            "steps": self.steps(8 + self.place % 5, decisions),
            "chapters": [
                {
                    "id": "materials",
                    "title": "Materials and places",
                    "content": [{"text": self.lines(3)}, self.table(5)],
                },
                {
                    "id": "faults",
                    "title": "When something is wrong",
                    "content": [{"text": self.lines(2) + "\n\n" + self.bullets(3)}, {"note": self.lines(1)}],
                },
            ],
            "indicators": self.few(INDICATORS, 2),
            "records": self._records(),
            "appendices": [
                {"id": "which-way", "title": "Which way", "content": [{"text": self.lines(2)}, self.decision_table()]},
                {"id": "values", "title": "Expected values", "content": [self.table(6)]},
            ],
            "revisions": self.revisions("management-representative"),
        }

    def _records(self) -> list[dict[str, str]]:
        return [
            {"form": form, "keeper": self.pick(UNITS), "retention": f"retention.{self.pick(RETENTIONS)}"}
            for form in dict.fromkeys([self.forms[1], self.forms[0], self.forms[2]])
        ]

    def instruction(self) -> dict[str, Any]:
        """A work instruction of a procedure; every third has a decision."""
        example = {
            "title": self.fill("The {thing}"),
            "right": self.lines(2),
            "wrong": self.lines(1),
            "why": self.lines(1),
        }
        return self.head(self.title(), self.roles[0], self.near()) | {
            "purpose": self.lines(2),
            "setting": self.bullets(4),
            "preconditions": self.bullets(5),
            "steps": self.steps(8 + self.place % 3, int(self.place % 3 == 0)),
            "chapters": [
                {"id": "tools", "title": "Tools", "content": [{"text": self.lines(4)}, self.table(8)]},
                {"id": "places", "title": "Places", "content": self.lines(4) + "\n\n" + self.bullets(5)},
            ],
            "decisions": [self.decision_table()],
            "examples": [{"example": example}],
            "failures": self.bullets(4),
            "safety": [{"warning": self.lines(2)}],
            "records": self._records(),
            "revisions": self.revisions("head-of-customer-service"),
        }

    def form(self) -> dict[str, Any]:
        """A form of four sections, one of them a table."""
        return self.head(f"Record of the {self.title().lower()}", self.roles[0], self.near()) | {
            "purpose": self.lines(2),
            "filled_by": self.roles[:2],
            "signed_by": self.roles[:1],
            "sections": [self._section(place) for place in range(1, 5)],
            "keeper": self.pick(UNITS),
            "retention": f"retention.{self.pick(RETENTIONS)}",
            "revisions": self.revisions("head-of-customer-service"),
        }

    def _section(self, place: int) -> dict[str, Any]:
        kinds = ("text", "date", "number", "yes-no", "choice")
        fields: list[dict[str, Any]] = []
        for number in range(1, 7):
            kind = kinds[(number + place) % len(kinds)]
            field: dict[str, Any] = {"id": f"field-{place}-{number}", "label": self.fill("The {thing}"), "kind": kind}
            field |= {"options": ["conforms", "differs", "not seen"]} if kind == "choice" else {}
            fields.append(field | {"rule": self.lines(1), "required": "true" if number % 2 else "false"})
        section: dict[str, Any] = {"id": f"section-{place}", "title": self.fill("About the {thing}"), "fields": fields}
        return section | ({"repeat": "6"} if place == 3 else {"instructions": self.lines(1)})

    def manual(self) -> dict[str, Any]:
        """A manual, or policy, of chapters; the manual has the registers."""
        chapters: list[dict[str, Any]] = [
            {
                "id": f"chapter-{place}",
                "title": self.fill("The {thing} in the {place}"),
                "content": self.lines(8) + "\n\n" + self.bullets(4),
            }
            for place in range(1, 9)
        ]
        found: dict[str, Any] = {"chapters": chapters} if self.number.startswith("QM") else {"chapters": chapters[:3]}
        if self.number.startswith("QM"):
            kinds = ("limits", "objectives", "roles", "master-document-list", "forms")
            found["appendices"] = [
                {"id": kind, "title": kind.capitalize(), "content": [{"generated": kind}]} for kind in kinds
            ]
        purpose = {"purpose": self.lines(2)}
        return (
            self.head(self.title(), "general-manager", None)
            | purpose
            | found
            | {"revisions": self.revisions("general-manager")}
        )


# ── Files ────────────────────────────────────────────────────────────────────


class _Dumper(yaml.CSafeDumper):
    """Several lines stand under a `|`, as authors write them."""


def _text(dumper: yaml.CSafeDumper, value: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def dump(value: Any) -> str:
    """A value as YAML."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=200)


Kinds = tuple[tuple[str, tuple[str, ...], Callable[[Writer], dict[str, Any]]], ...]


def kinds(found: Numbers) -> Kinds:
    """The folders with the numbers in each, and what writes them."""
    return (
        ("manual", ("PO-0001", "QM-0001"), Writer.manual),
        ("procedures", found.procedures, Writer.procedure),
        ("work_instructions", found.instructions, Writer.instruction),
        ("forms", found.forms, Writer.form),
    )


def make(documents: int, output: Path) -> None:
    """The corpus in the folder `output`, which is replaced."""
    shutil.rmtree(output, ignore_errors=True)
    facts(output)
    found = numbers(max(documents, MIN_DOCUMENTS))
    for folder, of_kind, write in kinds(found):
        (output / folder).mkdir(parents=True, exist_ok=True)
        for place, number in enumerate(of_kind):
            (output / folder / f"{number}.yaml").write_text(dump(write(Writer(number, place, found))), encoding="utf-8")
    _sign(output)
    _commit(output)


def _sign(output: Path) -> None:
    """Puts the true fingerprint into each approval."""
    from qmsdocs.fingerprint import fingerprint
    from qmsdocs.repository import Repository, read_repository
    from qmsdocs.source import WorkingTree

    tree = WorkingTree(output)
    repository = read_repository(tree)
    assert isinstance(repository, Repository)
    for document in repository.documents.values():
        signed = fingerprint(document, repository.facts, tree.read)
        file = output / document.path
        file.write_text(file.read_text(encoding="utf-8").replace(UNSIGNED, signed), encoding="utf-8")


_SHORT_NUMBER = re.compile(r"\b(QP|WI|QR|QM|PO)-([0-9]{2})\b")


def facts(output: Path) -> None:
    """Settings and facts of this repository: four digits, English, and nothing planned."""
    facts = [file for file in sorted((HOUSE / "manual").rglob("*.yaml")) if not re.match(r"[A-Z]|.*\.zh\.", file.name)]
    for file in (*facts, HOUSE / "mkdocs.yml"):
        target = output / file.relative_to(HOUSE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_SHORT_NUMBER.sub(r"\1-00\2", file.read_text(encoding="utf-8")), encoding="utf-8")
    (output / "docs_src").mkdir()
    settings: dict[str, Any] = yaml.load((HOUSE / "qms.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader)
    settings["languages"] = ["en"]
    settings.pop("reserved", None)
    settings["document_types"] = {
        prefix: {**kind, "digits": "4"} for prefix, kind in settings["document_types"].items()
    }
    (output / "qms.yaml").write_text(dump(settings), encoding="utf-8")


def _commit(output: Path) -> None:
    day = "2026-10-01T08:00:00+0200"
    who = {"NAME": "Benchmark", "EMAIL": "benchmark@example.org", "DATE": day}
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    environment |= {f"GIT_{part}_{key}": value for part in ("AUTHOR", "COMMITTER") for key, value in who.items()}
    for command in (
        ("init", "--quiet", "--initial-branch=main"),
        ("add", "."),
        ("commit", "--quiet", "--message", "First issue"),
    ):
        subprocess.run(("git", *command), cwd=output, env=environment, check=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000, help=f"how many (at least {MIN_DOCUMENTS})")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write; it is replaced")
    options = parser.parse_args()
    make(options.documents, options.output)


if __name__ == "__main__":
    main()
