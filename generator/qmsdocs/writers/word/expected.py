"""What a Word file must say, told from the tree alone: a tree in, the texts of paragraphs out, in reading order.

This is written apart from the code that writes Word, so that a block which the writer forgets is missed.
"""

from typing import assert_never

from qmsdocs.blocks import (
    Attachment,
    Blocks,
    Callout,
    Changed,
    Chart,
    Code,
    Example,
    Field,
    FieldGroup,
    Flowchart,
    Heading,
    Inlines,
    Landscape,
    LineBreak,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Run,
    Table,
    current,
    walk,
)
from qmsdocs.document_tree import ControlBlock, DocumentTree, short_commit, short_fingerprint
from qmsdocs.locale import classification_name, label
from qmsdocs.writers.word.markup import clean, is_narrow

_SIGNS = {"note": "ℹ", "caution": "⚠", "warning": "⚠"}


def text(content: Inlines) -> str:
    """The text of `content` as Word holds it: without forbidden characters, a line break as a newline."""
    parts = []
    for inline in content:
        if isinstance(inline, Run | Code):
            parts.append(clean(inline.text))
        elif isinstance(inline, LineBreak):
            parts.append("\n")
        else:
            parts.append(text(inline.content))
    return "".join(parts)


def heading_text(block: Heading) -> str:
    """A heading with its number and a tab, or a wide blank after a long number; in a redline the former one first."""
    return f"{_number(block.earlier or '')}{_number(block.number)}{text(block.content)}"


def _number(number: str) -> str:
    gap = ("\t" if is_narrow(number) else "\u2003") if number else ""
    return clean(number) + gap


def front_texts(tree: DocumentTree) -> list[str]:
    """Texts that must stand before the body, wherever: control data, approvals, amendments, contents."""
    headings: list[str] = []
    if not tree.form:
        listed = (block for block in walk(tree.body, deleted=False) if isinstance(block, Heading) and block.level <= 3)
        headings = [_number(block.number) + text(current(block.content)) for block in listed]
    return control_texts(tree.control, tree.form) + headings


def control_texts(control: ControlBlock, form: bool) -> list[str]:
    """Texts of the control block that must stand before the body of a document or a form."""
    language = control.language
    found = [control.title, control.number, control.revision, label(language, f"status.{control.status}")]
    found += [control.effective.isoformat()] if control.effective else []
    if not form:
        found += [value.isoformat() for value in (control.approved, control.next_review) if value]
        found += [control.company, control.owner, classification_name(language, control.classification)]
        found += _life(control)
        for line in control.signatures:
            found += [line.name, line.role, line.on.isoformat() if line.on else ""]
            found += [label(language, f"evidence.{line.grade}")] if line.grade else []
        for change in control.amendments:
            found += [change.label, change.effective.isoformat(), change.change_request, change.place]
            found += [text(change.what), text(change.why), change.prepared, change.approved]
    return [clean(value) for value in found if value]


def _life(control: ControlBlock) -> list[str]:
    """Who must be trained, and what tells this text from others."""
    commit = label(control.language, "word.commit", commit=short_commit(control.commit)) if control.commit else ""
    return [control.training, " · ".join(filter(None, (short_fingerprint(control.fingerprint), commit)))]


def body_texts(content: Blocks, language: str) -> list[str]:
    """The texts of the paragraphs that `content` makes, empty ones left out by the caller."""
    found: list[str] = []
    for block in content:
        match block:
            case Paragraph():
                mark = label(language, "word.generated.mark") if block.kind == "generated" else ""
                found.append(text(block.content) + mark)
            case Heading():
                found.append(heading_text(block))
            case ListBlock():
                for item in block.items:
                    found += body_texts(item.blocks, language)
            case Quote() | Landscape():
                found += body_texts(block.blocks, language)
            case Changed():
                found += _changed(block, language)
            case Callout():
                found += _callout(block, language)
            case Table():
                found += _table(block, language)
            case Example():
                found += _example(block, language)
            case Picture():
                found.append(text(block.caption))
            case Flowchart():
                found += _flowchart(block)
            case Chart():
                found += [text(block.title), *(clean(caption.text) for caption in block.plot.captions)]
            case FieldGroup():
                found += _fields(block, language)
            case Attachment():
                word, colon = label(language, "word.attachment"), label(language, "word.colon")
                name = clean(f" ({block.file.rsplit('/', 1)[-1]})")
                found.append(f"{word}{colon}{text(block.title)}{name}")
            case _:
                assert_never(block)
    return found


def _changed(block: Changed, language: str) -> list[str]:
    found = []
    for inner in block.blocks:
        if block.kind == "deleted" and isinstance(inner, Picture | Flowchart | Chart):
            found.append(label(language, "word.before"))
        found += body_texts((inner,), language)
    return found


def _callout(block: Callout, language: str) -> list[str]:
    opening = f"{_SIGNS[block.kind]} {label(language, f'word.{block.kind}')}{label(language, 'word.colon')}"
    inner = body_texts(block.blocks, language)
    if block.blocks and isinstance(block.blocks[0], Paragraph):
        return [opening + text(block.blocks[0].content), *inner[1:]]
    return [opening, *inner]


def _table(block: Table, language: str) -> list[str]:
    found = [text(block.caption), *(text(column.title) for column in block.columns)]
    for row in block.rows:
        for cell in row.cells:
            if len(cell.blocks) == 1 and type(cell.blocks[0]) is Paragraph and cell.blocks[0].kind == "body":
                found.append(text(cell.blocks[0].content))
            else:
                found += body_texts(cell.blocks, language)
    return [*found, label(language, "word.generated")] if block.generated else found


def _example(block: Example, language: str) -> list[str]:
    found = [text(block.title), f"✓ {label(language, 'word.right')}"]
    found += [f"✗ {label(language, 'word.wrong')}"] if block.wrong else []
    found += body_texts(block.right, language) + body_texts(block.wrong, language)
    return [*found, label(language, "word.why"), *body_texts(block.why, language)] if block.why else found


def _flowchart(block: Flowchart) -> list[str]:
    found = []
    for drawing in block.drawings:
        found += ["\n".join(map(clean, lane.title.split("\n"))) for lane in drawing.lanes]
        found += ["\n".join(map(clean, part)) for node in drawing.nodes for part in (node.lines, node.notes) if part]
        found += [clean(edge.label) for edge in drawing.edges]
    return found


def _fields(block: FieldGroup, language: str) -> list[str]:
    found: list[str] = []
    if block.repeat:
        for field in block.fields:
            found += _label(field, language)
            found += [_options(field, language)] if field.kind == "choice" else []
        for _ in range(block.repeat):
            for field in block.fields:
                found += _room(field, language, compact=True)
        return found
    for field in block.fields:
        found += _label(field, language) + _room(field, language, compact=False)
    return found


def _label(field: Field, language: str) -> list[str]:
    unit = clean(f" ({field.unit})") if field.unit else ""
    found = [text(field.label) + unit + (" *" if field.required else ""), text(field.rule)]
    if field.kind in ("date", "date-time"):
        found.append(label(language, "word.date.format" if field.kind == "date" else "word.time.format"))
    return [*found, clean(label(language, "word.example", example=field.example))] if field.example else found


def _options(field: Field, language: str) -> str:
    return clean(label(language, "word.options", options=" / ".join(field.options)))


def _room(field: Field, language: str, *, compact: bool) -> list[str]:
    match field.kind:
        case "choice":
            choose = f"{label(language, 'word.choose')} ▾"
            return [choose] if compact else [choose, _options(field, language)]
        case "yes-no":
            boxes = [f"☐ {label(language, f'word.{answer}')}" for answer in ("yes", "no")]
            return boxes if compact else ["\u2003\u2003".join(boxes)]
        case "choices":
            return [clean(f"☐ {option}") for option in field.options]
        case "signature":
            return [] if compact else [label(language, "word.signed")]
        case "text" | "number" | "date" | "date-time":
            return []
        case _:
            assert_never(field.kind)
