"""A controlled document as its author declares it: header, body, records, and at the end its revisions.

The order of the fields is the order in which authors write them and, with the titles of the document type, in which
they are printed.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from qmsdocs.model.content import Content
from qmsdocs.model.revision import ControlledItem
from qmsdocs.model.text import Key, Model, Number, Text


def _as_list(value: object) -> object:
    """`none` and a single value may be written without brackets."""
    if value == "none":
        return ()
    return (value,) if isinstance(value, str) else value


Clauses = dict[str, tuple[str, ...]]
"""Clauses by standard: `iso-10002:2018: ["7.2", "7.3"]`."""


class Chapter(Model):
    """A chapter, or with `sections` a chapter of chapters, of a manual or an instruction; also an appendix."""

    id: Key
    """A name that never changes, however the chapter is numbered."""
    title: Text
    """The heading."""
    numbered: bool = True
    """Whether the heading carries a number; the pages before chapter 1 of a manual carry none."""
    clauses: Clauses = {}
    """The clauses that this chapter meets."""
    content: Content | None = None
    """The text under the heading."""
    sections: tuple["Chapter", ...] = ()
    """The chapters below this one."""


class Step(Model):
    """One step of a procedure or an instruction: who does what, within which limit, with which record."""

    id: Key
    """A name that never changes; other texts point to the step by it: `[acknowledge]`, `[QP-05/acknowledge]`."""
    title: Text | None = None
    """What is done, in the imperative, short enough for a box of the flowchart."""
    decide: Text | None = None
    """In place of `title`: a question whose answers lead to different steps."""
    who: Key | None = None
    """The role that acts."""
    do: Content | None = None
    """How it is done."""
    within: str | None = None
    """The time limit, as the key of a parameter such as `limits.register`, or `none`."""
    record: Annotated[tuple[str, ...], BeforeValidator(_as_list)] | None = None
    """The forms or records that are filled in, or `none`."""
    consult: tuple[Key, ...] = ()
    """Roles that are asked before (C in the RACI matrix)."""
    inform: tuple[Key, ...] = ()
    """Roles that are told after (I in the RACI matrix)."""
    accountable: Key | None = None
    """The role that answers for the step (A in the RACI matrix); by default the owner of the document."""
    clauses: Clauses = {}
    """The clauses that this step meets."""
    answers: dict[str, str] = {}
    """For a decision: each answer and the step to which it leads, or `end`."""
    answer_texts: SkipJsonSchema[dict[str, Text]] = Field(default={}, serialization_alias="answers")
    """For a decision: how each answer is printed; a translation gives it under `answers`, authors never write it."""
    next: str | None = None
    """The step that follows, or `end`; by default the next one in the list."""

    @model_validator(mode="before")
    @classmethod
    def _print_answers_as_written(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("answers"), dict):
            return {**value, "answer_texts": {key: key for key in value["answers"] if key}}
        return value

    @property
    def name(self) -> str:
        """What stands in the box of the flowchart."""
        return self.decide or self.title or self.id


class RecordKept(Model):
    """A record that the document produces, with its keeper and how long it is kept."""

    form: Number | None = None
    """The form on which the record is made."""
    id: Key | None = None
    """For a record without a form of its own: the name by which steps refer to it."""
    title: Text | None = None
    """For a record without a form of its own: what it is."""
    keeper: Key
    """The unit that keeps it."""
    retention: str
    """How long it is kept, as the key of a parameter such as `retention.case-files`."""


class Document(ControlledItem):
    """A policy, manual, procedure or work instruction."""

    purpose: Content | None = None
    """What the document is for."""
    scope: Content | None = None
    """What it covers and what it does not."""
    terms: tuple[Key, ...] = ()
    """Terms of the glossary that the reader needs."""
    responsibilities: dict[Key, Text] = {}
    """What each role answers for."""
    setting: Content | None = None
    """Instructions: who, where, when, with which tools."""
    preconditions: Content | None = None
    """Instructions: what must be true before the first step."""
    chapters: tuple[Chapter, ...] = ()
    """The chapters of a manual, or further chapters of any document."""
    steps: tuple[Step, ...] = ()
    """What is done, step by step."""
    decisions: Content | None = None
    """Instructions: decision tables."""
    examples: Content | None = None
    """Instructions: right and wrong examples."""
    failures: Content | None = None
    """Instructions: what to do when something goes wrong."""
    safety: Content | None = None
    """Instructions: safety and privacy."""
    indicators: tuple[Key, ...] = ()
    """The indicators that show whether the procedure works."""
    records: tuple[RecordKept, ...] = ()
    """The records it produces."""
    appendices: tuple[Chapter, ...] = ()
    """Appendices, lettered A, B, C."""


class FormField(Model):
    """One field of a form."""

    id: Key
    """A name that never changes."""
    label: Text
    """What stands before the field."""
    kind: Literal["text", "number", "date", "date-time", "yes-no", "choice", "choices", "signature"] = "text"
    """What is filled in."""
    required: bool = False
    """Whether the form is incomplete without it."""
    lines: int = Field(default=1, ge=1, le=40)
    """How many lines to leave for handwriting."""
    unit: Text | None = None
    """The unit of a number."""
    options: tuple[Text, ...] = ()
    """For a choice: the options."""
    source: Annotated[str | None, Field(alias="from")] = None
    """For a choice: the facts that give the options, such as `channels`, `grades`, `sites` or
    `codes.complaint-type`."""
    rule: Text | None = None
    """How the field is filled in."""
    example: Text | None = None
    """A good entry."""


class FormSection(Model):
    """A group of fields, or with `repeat` a table in which each line holds the same fields."""

    id: Key
    title: Text
    """The heading of the group."""
    instructions: Text | None = None
    """What the person who fills it in must know."""
    fields: tuple[FormField, ...]
    """The fields."""
    repeat: int | None = Field(default=None, ge=1, le=60)
    """How many empty lines the table has."""
    continues: Key | None = None
    """For a table: the table above whose lines it continues. In the workbook they stand side by side, without the
    first field, which repeats what names the line."""


class Form(ControlledItem):
    """A record form: blank when issued, a record when filled in."""

    purpose: Content | None = None
    """What the form is for."""
    layout: Literal["portrait", "landscape"] = "portrait"
    """How the page lies."""
    workbook: bool = False
    """Whether there is a blank workbook beside the Word file: for ledgers and other forms that grow line by line."""
    filled_by: tuple[Key, ...]
    """The roles that fill it in."""
    signed_by: tuple[Key, ...] = ()
    """The roles that sign the filled form."""
    sections: tuple[FormSection, ...]
    """The groups of fields."""
    keeper: Key
    """The unit that keeps the filled form."""
    retention: str
    """How long the filled form is kept, as the key of a parameter."""
