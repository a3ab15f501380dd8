"""What changes the fingerprint of a document, and what does not: over the repository's own documents and forms."""

import copy
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from qmsdocs.fingerprint import act_fingerprint, files, fingerprint, printed_facts, translation_fingerprint
from qmsdocs.markup import fact_keys_in
from qmsdocs.model import FACT_FILES, Document, Form
from qmsdocs.model.revision import Concession, Withdrawal
from qmsdocs.repository import ControlledDocument, Facts, Repository, read_repository
from qmsdocs.source import WorkingTree, read_yaml
from qmsdocs.translation import translation
from tests.conftest import ROOT

TREE = WorkingTree(ROOT)
FOLDERS = ("manual", "procedures", "work_instructions", "forms")
SOURCES = {path: TREE.read(path) or b"" for path in ("qms.yaml", *TREE.paths(FOLDERS))}


@cache
def value_of(path: str, data: bytes) -> Any:
    """The plain value of a file, and its problems."""
    return read_yaml(path, data)


class Sources:
    """The repository's own sources, some of them replaced."""

    def __init__(self, replaced: dict[str, bytes]) -> None:
        self.replaced = replaced
        self.kept = {**SOURCES, **replaced}

    def paths(self, folders: tuple[str, ...]) -> list[str]:
        """The document that is asked about, and the facts."""
        facts = {path for path in self.kept if path.rpartition("/")[2].partition(".")[0] in FACT_FILES}
        return sorted(facts | self.replaced.keys() - {"qms.yaml"})

    def read(self, path: str) -> bytes | None:
        """A source, or else a file that it uses."""
        return self.kept[path] if path in self.kept else TREE.read(path)


def with_sources(replaced: dict[str, bytes]) -> Repository:
    """The repository with the facts and the documents in `replaced`."""
    found = read_repository(Sources(replaced), value_of)
    assert isinstance(found, Repository)
    return found


ALL = with_sources({path: data for path, data in SOURCES.items() if re.search(r"/[A-Z]+-\d+\.yaml$", path)})
PATHS = {number: found.path for number, found in ALL.documents.items()}
NUMBERS = sorted(PATHS)


def print_of(document: ControlledDocument, facts: Facts = ALL.facts) -> str:
    """The fingerprint of a document with the files as they lie there."""
    return fingerprint(document, facts, TREE.read)


BEFORE = {number: print_of(document) for number, document in ALL.documents.items()}


def test_each_document_has_its_own() -> None:
    """No two documents have the same fingerprint; it is that of SHA-256."""
    assert len(set(BEFORE.values())) == len(BEFORE)
    assert all(re.fullmatch("sha256:[0-9a-f]{64}", found) for found in BEFORE.values())


def test_a_document_without_a_revision_has_none() -> None:
    """There is nothing to approve yet."""
    document = ALL.documents["QP-05"]
    item = document.item.model_copy(update={"revisions": ()})

    assert print_of(ControlledDocument(document.path, document.prefix, item)) == ""


# ── What is seen changes it ──────────────────────────────────────────────────

LATER = ("signatures", "reviews", "withdrawn", "concessions", "accepted")
"""What is written into a document after its approval, or about it."""

Way = tuple[str | int, ...]


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """The ways to everything in a plain value that an approval covers."""
    if way:
        yield way
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        if key not in LATER:
            yield from ways(inner, (*way, key))


def at(value: Any, way: Way) -> Any:
    """What stands at the end of a way."""
    for key in way:
        value = value[key]
    return value


def longer(holder: Any, key: Any) -> None:
    """A text gets one letter more."""
    assume(isinstance(holder[key], str))
    holder[key] += "x"


def another_digit(holder: Any, key: Any) -> None:
    """A number, a day, a limit in a text changes its first digit."""
    assume(isinstance(holder[key], str) and re.search(r"\d", holder[key]))
    holder[key] = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), holder[key], count=1)


def taken_away(holder: Any, key: Any) -> None:
    """A key or a line goes."""
    del holder[key]


def said_twice(holder: Any, key: Any) -> None:
    """A line of a list stands there twice."""
    assume(isinstance(holder, list))
    holder.insert(key, holder[key])


def swapped(holder: Any, key: Any) -> None:
    """Two neighbours in a list, or two keys of a printed mapping, change places."""
    assume(isinstance(holder, list) and key > 0)
    holder[key - 1], holder[key] = holder[key], holder[key - 1]


CHANGES: tuple[Callable[[Any, Any], None], ...] = (longer, another_digit, taken_away, said_twice, swapped)
WAYS = {number: list(ways(value_of(PATHS[number], SOURCES[PATHS[number]])[0])) for number in NUMBERS}


def read_again(number: str, value: Any) -> ControlledDocument | None:
    """The document with another plain value; None when it cannot be read."""
    kind = Form if isinstance(ALL.documents[number].item, Form) else Document
    try:
        item = kind.model_validate(value)
    except ValueError:
        return None
    found = ALL.documents[number]
    return ControlledDocument(found.path, found.prefix, item)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_an_approval_covers_changes_it(data: st.DataObject) -> None:
    """Any text, key, line, number, day or order: what can be read and is not the same has another fingerprint."""
    number = data.draw(st.sampled_from(NUMBERS))
    way = data.draw(st.sampled_from(WAYS[number]))
    value = copy.deepcopy(value_of(PATHS[number], SOURCES[PATHS[number]])[0])
    data.draw(st.sampled_from(CHANGES))(at(value, way[:-1]), way[-1])
    document = read_again(number, value)
    assume(document is not None and document.item != ALL.documents[number].item)
    assert document is not None

    assert print_of(document) != BEFORE[number]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_text_counts(number: str) -> None:
    """There is no text in a document, its newest change summary included, that can be changed unseen."""
    for way in WAYS[number]:
        value = copy.deepcopy(value_of(PATHS[number], SOURCES[PATHS[number]])[0])
        holder = at(value, way[:-1])
        if isinstance(holder[way[-1]], str):
            holder[way[-1]] += "x"
            document = read_again(number, value)
            assert document is None or print_of(document) != BEFORE[number], way


def test_the_order_in_which_responsibilities_are_printed_counts() -> None:
    """A mapping of the author's own keys is printed in its order."""
    value = copy.deepcopy(value_of(PATHS["QP-05"], SOURCES[PATHS["QP-05"]])[0])
    value["responsibilities"] = dict(reversed(value["responsibilities"].items()))
    document = read_again("QP-05", value)
    assert document is not None

    assert print_of(document) != BEFORE["QP-05"]


def test_the_bytes_of_pictures_count() -> None:
    """One bit of a picture, under the same name."""
    document = ALL.documents["WI-08"]
    used = list(files(document))

    def changed(path: str) -> bytes | None:
        data = TREE.read(path)
        return data and data[:-1] + bytes([data[-1] ^ 1]) if path == used[0] else data

    assert used
    assert fingerprint(document, ALL.facts, changed) != BEFORE["WI-08"]
    assert fingerprint(document, ALL.facts, lambda path: None) != BEFORE["WI-08"]


def test_the_bytes_of_tables_count() -> None:
    """One letter of a table in a csv file."""
    value = copy.deepcopy(value_of(PATHS["WI-08"], SOURCES[PATHS["WI-08"]])[0])
    value["purpose"] = [{"table": {"csv": "limits.csv"}}]
    document = read_again("WI-08", value)
    assert document is not None

    assert len({fingerprint(document, ALL.facts, lambda path: table) for table in (b"a,b\n1,2\n", b"a,b\n1,3\n")}) == 2  # noqa: B023


def test_the_revision_before_counts() -> None:
    """The chain: another fingerprint of the revision before, or another statement where it has none."""

    def after(**before: Any) -> str:
        value = copy.deepcopy(value_of(PATHS["QP-05"], SOURCES[PATHS["QP-05"]])[0])
        newest = {**copy.deepcopy(value["revisions"][0]), "label": "1.1"}
        value["revisions"] = [newest, {**value["revisions"][0], **before}]
        document = read_again("QP-05", value)
        assert document is not None
        return print_of(document)

    approved = {"as": "approved", "by": "a", "role": "b", "on": "2026-01-01"}
    prints = [f"sha256:{letter * 64}" for letter in "ab"]
    chain = [after(signatures=[{**approved, "fingerprint": found}]) for found in prints]
    stated = [after(signatures=[], effective=day) for day in ("2026-01-01", "2026-01-02")]

    assert len({BEFORE["QP-05"], *chain, *stated}) == 5
    assert after(signatures=[], carried_over="true") != after(signatures=[])


# ── The facts that it prints ─────────────────────────────────────────────────


def texts_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """The places of all texts in a plain value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        if isinstance(inner, str):
            yield value, key
        yield from texts_in(inner)


@cache
def fact_value(name: str) -> Any:
    """The plain value of a fact file."""
    return value_of(ALL.fact_paths[name], SOURCES[ALL.fact_paths[name]])[0]


def with_fact(name: str, change: Callable[[Any], None]) -> Facts:
    """The facts with a change in the file `name`."""
    value = copy.deepcopy(fact_value(name))
    change(value)
    return with_sources({ALL.fact_paths[name]: json.dumps(value, ensure_ascii=False).encode()}).facts


def users(key: str) -> set[str]:
    """The documents that print a fact."""
    return {
        number
        for number, found in ALL.documents.items()
        if any(used == key or used.startswith(f"{key}.") for used in printed_facts(found, ALL.facts))
    }


def changed_by(facts: Facts) -> set[str]:
    """The documents whose fingerprint is another one with other facts."""
    return {number for number, found in ALL.documents.items() if print_of(found, facts) != BEFORE[number]}


@pytest.mark.parametrize(
    ("key", "name", "change"),
    [
        ("limits.register", "parameters", lambda found: found["limits"]["register"].update(value="3 h")),
        ("limits.acknowledge", "parameters", lambda found: found["limits"]["acknowledge"]["by_grade"].popitem()),
        ("retention.case-files", "parameters", lambda found: found["retention"]["case-files"].update(value="9 years")),
        ("roles.registrar", "organization", lambda found: found["roles"]["registrar"].update(title="Recorder")),
        ("glossary.complaint", "glossary", lambda found: found["terms"]["complaint"].update(definition="Trouble.")),
        (
            "options.codes.complaint-type",
            "codes",
            lambda found: found["codes"]["complaint-type"]["values"].update(CT01="Fire"),
        ),
    ],
    ids=lambda found: found if isinstance(found, str) else "",
)
def test_a_fact_changes_the_documents_that_print_it_and_no_others(
    key: str, name: str, change: Callable[[Any], None]
) -> None:
    """A limit, a retention time, a title, a term, a list of codes: exactly its users need their next revision."""
    assert users(key)
    assert changed_by(with_fact(name, change)) == users(key)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_fact_that_a_text_names_is_among_them(number: str) -> None:
    """Only names of the company and of people are printed and not covered."""
    document = ALL.documents[number]
    named = {key for _, text in document.texts for key in fact_keys_in(text)}

    assert {key for key in named if key.partition(".")[0] not in ("company", "people")} <= {
        *printed_facts(document, ALL.facts)
    }


def test_a_fact_inside_a_definition_counts() -> None:
    """A term whose definition prints a limit: the documents with that term print the limit too."""

    def define(found: Any) -> None:
        found["terms"]["complaint"]["definition"] = "Answered within {limits.close}."

    facts = with_fact("glossary", define)
    document = next(ALL.documents[number] for number in sorted(users("glossary.complaint") - users("limits.close")))
    other = ALL.facts.parameters.limits["close"].model_copy(update={"by_grade": {}, "value": "never"})
    limits = {**facts.parameters.limits, "close": other}
    later = Facts(**{**facts.__dict__, "parameters": facts.parameters.model_copy(update={"limits": limits})})

    assert print_of(document, later) != print_of(document, facts)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("settings", lambda found: found["company"].update(name="Thistle", short_name="Thistle")),
        ("settings", lambda found: found["document_types"]["QP"]["parts"][0].update(title="Why")),
        ("organization", lambda found: [role.pop("holders", None) for role in found["roles"].values()]),
        ("organization", lambda found: [one.update(name="N. N.") for one in found["people"].values()]),
        ("external_documents", lambda found: found["external_documents"]["iso-9001-2015"].update(checked="2026-11-20")),
    ],
    ids=["company", "headings", "holders", "people", "external documents"],
)
def test_what_approvals_do_not_cover_changes_nothing(name: str, change: Callable[[Any], None]) -> None:
    """A company with another name, other people in the roles, other headings of the house: all approvals stand."""
    assert changed_by(with_fact(name, change)) == set()


def test_titles_of_other_documents_change_nothing() -> None:
    """QP-07 gets another title: QP-05, which refers to it, stays approved."""
    documents = {**ALL.documents}
    item = documents["QP-07"].item.model_copy(update={"title": "Another title"})
    documents["QP-07"] = ControlledDocument(documents["QP-07"].path, "QP", item)

    assert {number for number, found in documents.items() if print_of(found) != BEFORE[number]} == {"QP-07"}


# ── What is not seen does not ────────────────────────────────────────────────

ORDERED = {"responsibilities", "clauses", "answers"}
"""Mappings of the author's own keys: their order is printed."""


def shuffled(value: Any, draw: Callable[[Any], Any], ordered: bool = False) -> Any:
    """The value with the keys of all models in another order."""
    match value:
        case dict():
            keys = list(value) if ordered else draw(st.permutations(list(value)))
            return {key: shuffled(value[key], draw, key in ORDERED) for key in keys}
        case list():
            return [shuffled(inner, draw) for inner in value]
        case _:
            return value


DEFAULTS: tuple[tuple[str, str, Any], ...] = (
    ("", "classification", "internal"),
    ("", "applies_to", []),
    ("", "reviews", []),
    ("", "concessions", []),
    ("", "accepted", []),
    ("", "clauses", {}),
    ("revisions", "emergency", "false"),
    ("revisions", "carried_over", "no"),
    ("revisions", "supersedes", []),
    ("steps", "consult", []),
    ("steps", "clauses", {}),
    ("chapters", "numbered", "true"),
    ("chapters", "sections", []),
)
"""Of which models: a key, and what it says when it is absent."""


def written_out(value: Any, draw: Callable[[Any], Any]) -> Any:
    """The value with some absent keys written with what they say when absent."""
    for part, key, default in DEFAULTS:
        for model in [value] if not part else value.get(part, ()):
            if key not in model and draw(st.booleans()):
                model[key] = copy.deepcopy(default)
    return value


@st.composite
def rewritten(draw: Callable[[Any], Any], number: str) -> bytes:
    """The file of a document, written otherwise: order of keys, quotes, brackets, comments, line ends, defaults."""
    value = shuffled(copy.deepcopy(value_of(PATHS[number], SOURCES[PATHS[number]])[0]), draw)
    text = yaml.safe_dump(
        written_out(value, draw),
        allow_unicode=True,
        sort_keys=False,
        default_style=draw(st.sampled_from(["'", '"'])),
        default_flow_style=draw(st.sampled_from([True, False])),
        width=draw(st.sampled_from([40, 120, 10_000])),
        explicit_start=draw(st.booleans()),
    )
    end = draw(st.sampled_from(["\n", "\r\n"]))
    comment = draw(st.sampled_from(["", "# A remark of the author\n"]))
    return f"{comment}{text}{comment}".replace("\n", end).encode()


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_how_it_is_written_changes_nothing(data: st.DataObject) -> None:
    """Comments, order of keys, quotes, brackets or lines, line ends, and defaults written out: the same fingerprint."""
    number = data.draw(st.sampled_from(NUMBERS))
    file = data.draw(rewritten(number))
    found = with_sources({PATHS[number]: file})
    assert not found.problems

    assert print_of(found.documents[number]) == BEFORE[number]


SIGNATURE = {"as": "reviewed", "by": "a-kowalska", "role": "quality-manager", "on": "2026-09-30"}
AFTERWARDS: dict[str, Callable[[Any], Any]] = {
    "signatures": lambda found: found["revisions"][0].update(signatures=[SIGNATURE]),
    "no signatures": lambda found: found["revisions"][0].pop("signatures"),
    "reviews": lambda found: found.update(
        reviews=[{"on": "2027-09-01", "by": "a-kowalska", "result": "keep", "remark": "{limits.wording} still holds."}]
    ),
    "acceptances": lambda found: found.update(
        accepted=[{"rule": "vague-wording", "at": "purpose", "reason": "The customer wrote this."}]
    ),
    "concessions": lambda found: found.update(
        concessions=[
            {"id": "fair", "what": "{limits.wording}", "reason": "A fair.", "from": "2027-01-01", "to": "2027-01-31"}
        ]
    ),
    "withdrawal": lambda found: found.update(
        withdrawn={"on": "2027-01-01", "by": "a-kowalska", "role": "quality-manager", "reason": "{limits.wording}"}
    ),
}


@pytest.mark.parametrize("change", AFTERWARDS.values(), ids=AFTERWARDS)
@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_written_after_the_approval_changes_nothing(number: str, change: Callable[[Any], Any]) -> None:
    """Signatures, reviews, accepted findings, concessions and the withdrawal, also where they print a fact."""
    value = copy.deepcopy(value_of(PATHS[number], SOURCES[PATHS[number]])[0])
    fact = next(iter(sorted(ALL.facts.parameters.limits.keys() - _printed_limits(number))))
    change(value)
    value = json.loads(json.dumps(value).replace("limits.wording", f"limits.{fact}"))
    document = read_again(number, value)
    assert document is not None

    assert print_of(document) == BEFORE[number]


def _printed_limits(number: str) -> set[str]:
    return {key.split(".")[1] for key in printed_facts(ALL.documents[number], ALL.facts) if key.startswith("limits.")}


# ── Acts and translations ────────────────────────────────────────────────────


def other_values(model: BaseModel, **others: Any) -> Iterator[BaseModel]:
    """The model with one field changed after the other."""
    for name, other in others.items():
        yield model.model_copy(update={name: other})


def test_an_act_has_a_fingerprint_of_its_own() -> None:
    """Of a withdrawal and a concession everything counts but who signed; the number counts too."""
    withdrawal = Withdrawal.model_validate({"on": "2026-01-01", "by": "a", "role": "b", "reason": "Merged."})
    concession = Concession.model_validate(
        {"id": "a", "what": "This.", "reason": "That.", "from": "2026-01-01", "to": "2026-02-01"}
    )
    later = withdrawal.on.replace(year=2027)
    others = [
        *other_values(withdrawal, on=later, by="c", role="c", reason="No.", superseded_by=("QP-02",)),
        *other_values(concession, id="b", what="No.", reason="No.", from_=later, to=later, steps=("a",), sites=("a",)),
    ]
    prints = [act_fingerprint("QP-01", act) for act in (withdrawal, concession, *others)]

    assert len(set(prints)) == len(prints)
    assert act_fingerprint("QP-02", withdrawal) != prints[0]
    assert act_fingerprint("QP-01", withdrawal.model_copy(update={"fingerprint": prints[0]})) == prints[0]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_translation_has_a_fingerprint_of_its_own(data: st.DataObject) -> None:
    """Each of its texts and the revision that it names count; who checked it, order and line ends do not."""
    path = data.draw(st.sampled_from([path for path in sorted(SOURCES) if re.search(r"[0-9]\.zh\.yaml$", path)]))
    value = copy.deepcopy(value_of(path, SOURCES[path])[0])
    before = translation_fingerprint(translation(path, value)[0])
    same = dict(data.draw(st.permutations(list(value.items()))))
    same["checked"] = {"by": "somebody", "on": "2026-11-24"}
    holder, key = data.draw(st.sampled_from(list(texts_in({k: v for k, v in value.items() if k != "checked"}))))

    assert translation_fingerprint(translation(path, same)[0]) == before
    if isinstance(holder, dict) and key in value and holder.keys() <= value.keys():
        holder = value
    holder[key] += "x"
    assert key == "id" or translation_fingerprint(translation(path, value)[0]) != before


def test_the_form_is_fixed() -> None:
    """The fingerprint of a small document, worked out here: another form of the program would void every approval."""
    item = Document.model_validate(
        {
            "number": "QP-01",
            "title": "T",
            "owner": "registrar",
            "purpose": "P",
            "revisions": [
                {
                    "label": "1.0",
                    "class": "change",
                    "effective": "2026-01-01",
                    "changes": [{"what": "W", "why": "Y"}],
                    "training": {"roles": "all"},
                }
            ],
        }
    )
    own = (
        '["qmsdocs fingerprint 1",{"number":"QP-01","owner":"registrar","purpose":[{"text":"P"}],"title":"T"},'
        '{"changes":[{"what":"W","why":"Y"}],"class":"change","effective":"2026-01-01","label":"1.0",'
        '"training":{"roles":"all"}},""]'
    )
    title = ALL.facts.organization.roles["registrar"].title
    content = f"sha256:{hashlib.sha256(own.encode()).hexdigest()}"
    written = f'["qmsdocs fingerprint 1","{content}",[],{{"roles.registrar":"{title}"}}]'

    assert print_of(ControlledDocument("procedures/QP-01.yaml", "QP", item)) == (
        f"sha256:{hashlib.sha256(written.encode()).hexdigest()}"
    )
