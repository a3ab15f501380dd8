"""The same content for the tools to compare with: real Markdown for plain MkDocs and for pandoc, trees for python-docx.

    .venv/bin/python benchmarks/plain.py ROOT OUTPUT --sample 30

writes OUTPUT/site (a folder for plain MkDocs with the navigation and the settings of the manual site), OUTPUT/pandoc
(one .md per sampled document) and OUTPUT/trees.pickle (the trees of the same documents).
"""

import argparse
import pickle
import posixpath
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Callout,
    Code,
    Emphasis,
    Example,
    FieldGroup,
    Flowchart,
    Heading,
    Inline,
    Inlines,
    Landscape,
    LineBreak,
    Link,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Run,
    Strong,
    Table,
)
from qmsdocs.cache import Cache
from qmsdocs.compose.document import document_tree
from qmsdocs.compose.names import Edition
from qmsdocs.compose.site import manual_site
from qmsdocs.document_tree import ControlBlock
from qmsdocs.manual_site import Group, ManualSite, Page
from qmsdocs.pipeline import load
from qmsdocs.writers.svg import svg

DAY = date(2026, 11, 2)
_SPECIAL = re.compile(r"([\\`*_\[\]|])")


class Markdown:
    """Blocks → Markdown. `target` gives the address of a reference, "" for none; `line` separates lines in a cell."""

    def __init__(self, target: Callable[[Reference], str], line: str, picture: Callable[[Flowchart], str]) -> None:
        self._target, self._line, self._picture = target, line, picture

    def blocks(self, blocks: Blocks) -> str:
        """The blocks with empty lines between them."""
        return "\n\n".join(text for block in blocks if (text := self._block(block)))

    def inlines(self, content: Inlines) -> str:
        """Text of one line."""
        return "".join(self._inline(inline) for inline in content)

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Run(text):
                return _SPECIAL.sub(r"\\\1", text).replace("<", "&lt;")
            case Code(text):
                return f"`{text}`"
            case LineBreak():
                return self._line
            case Strong(content):
                return f"**{self.inlines(content)}**"
            case Emphasis(content):
                return f"*{self.inlines(content)}*"
            case Link():
                return f"[{self.inlines(inline.content)}]({inline.target})"
            case Reference():
                text, target = self.inlines(inline.content), self._target(inline)
                return f"[{text}]({target})" if target else text
            case _:
                return self.inlines(inline.content)

    def _block(self, block: Block) -> str:
        match block:
            case Heading():
                return f"{'#' * (block.level + 1)} {block.number} {self.inlines(block.content)}"
            case Paragraph():
                return self.inlines(block.content)
            case ListBlock():
                return self._list(block)
            case Quote() | Callout():
                head = f"**{block.kind.capitalize()}**\n\n" if isinstance(block, Callout) else ""
                return _indented(head + self.blocks(block.blocks), "> ", "> ")
            case Table():
                rows = [[self.cell(cell.blocks) for cell in row.cells] for row in block.rows]
                return pipe_table([self.inlines(column.title) for column in block.columns], rows)
            case Example():
                rows = [[self.cell(block.right), self.cell(block.wrong), self.cell(block.why)]]
                return pipe_table(["Right", "Wrong", "Why"], rows)
            case FieldGroup():
                rows = [
                    [self.inlines(field.label), " / ".join(field.options), self.inlines(field.rule)]
                    for field in block.fields
                ]
                return pipe_table(["Field", "Entry", "How to fill it in"], rows)
            case Flowchart():
                return self._picture(block)
            case Landscape():
                return self.blocks(block.blocks)
            case Picture() | Attachment():
                return f"{block.file}"

    def _list(self, block: ListBlock) -> str:
        items = []
        for place, item in enumerate(block.items, 1):
            sign = f"{place}. " if block.ordered else "- "
            items.append(_indented(self.blocks(item.blocks), sign, "    "))
        return "\n".join(items)

    def cell(self, blocks: Blocks) -> str:
        """Blocks on one line, as a pipe table wants them."""
        return self.blocks(blocks).replace("\n\n", self._line).replace("\n", self._line)


def _indented(text: str, first: str, rest: str) -> str:
    return first + f"\n{rest}".join(text.split("\n"))


def pipe_table(heads: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def control_tables(control: ControlBlock) -> list[tuple[list[str], list[list[str]]]]:
    """What identifies a document, who signed it, and its amendments: heads and rows of three tables."""
    facts = [
        ["Number", control.number],
        ["Revision", control.revision],
        ["Status", control.status],
        ["Effective", str(control.effective or "")],
        ["Next review", str(control.next_review or "")],
        ["Owner", control.owner],
        ["Classification", control.classification],
    ]
    signed = [[line.meaning, line.name, line.role, str(line.on or "")] for line in control.signatures]
    amended = [
        [line.label, str(line.effective), line.place, line.prepared, line.approved] for line in control.amendments
    ]
    return [
        (["", ""], facts),
        (["Step", "Name", "Role", "Date"], signed),
        (["Revision", "Effective", "Place", "Prepared", "Approved"], amended),
    ]


# ── Plain MkDocs ─────────────────────────────────────────────────────────────


def write_site(site: ManualSite, root: Path, output: Path) -> None:
    """A folder that plain MkDocs builds: the same pages, navigation, theme and search settings."""
    by_number = {page.control.number: page.path for page in site.pages if page.control}
    for page in site.pages:
        _write(output / "docs" / f"{page.path}.md", _page(page, by_number, output / "docs"))
    settings: dict[str, Any] = yaml.safe_load((root / "mkdocs.yml").read_text(encoding="utf-8"))
    settings["plugins"] = [plugin for plugin in settings["plugins"] if "qmsdocs" not in plugin]
    settings |= {"docs_dir": "docs", "site_dir": "site"}
    titles = {page.path: page.title for page in site.pages}
    settings["nav"] = list(_navigation(site.navigation[site.languages[0]], titles))
    _write(output / "mkdocs.yml", yaml.safe_dump(settings, allow_unicode=True, sort_keys=False))


def _page(page: Page, by_number: dict[str, str], docs: Path) -> str:
    folder = posixpath.dirname(page.path)

    def target(reference: Reference) -> str:
        path = by_number.get(reference.number) if reference.number else reference.page
        return f"{posixpath.relpath(path, folder or '.')}.md" if path else ""

    def picture(flowchart: Flowchart) -> str:
        texts = []
        for place, drawing in enumerate(flowchart.drawings, 1):
            name = f"{posixpath.basename(page.path)}-{place}.svg"
            _write(docs / folder / name, svg(drawing, title=page.title, description=flowchart.alt, link=None))
            texts.append(f"![{page.title}]({name})")
        return "\n\n".join(texts)

    markdown = Markdown(target, "<br>", picture)
    head = "" if page.searched else "---\nsearch:\n  exclude: true\n---\n\n"
    parts = [f"{head}# {page.title}"]
    parts += [pipe_table(heads, rows) for heads, rows in control_tables(page.control)] if page.control else []
    return "\n\n".join([*parts, markdown.blocks(page.body)]) + "\n"


def _navigation(group: tuple[Group | str, ...], titles: dict[str, str]) -> Iterator[dict[str, Any]]:
    for entry in group:
        if isinstance(entry, Group):
            yield {entry.title: list(_navigation(entry.entries, titles))}
        else:
            yield {titles[entry]: f"{entry}.md"}


# ── Word ─────────────────────────────────────────────────────────────────────


def write_sample(edition: Edition, read: Callable[[str], bytes | None], count: int, output: Path) -> None:
    """Markdown for pandoc and trees for python-docx, of documents evenly spread over the list."""
    known = list(edition.master.entries)
    numbers = known[:: max(1, len(known) // count)][:count]
    trees = {number: document_tree(edition, number, read) for number in numbers}
    markdown = Markdown(lambda reference: "", " ", lambda flowchart: flowchart.alt)
    for number, tree in trees.items():
        tables = [pipe_table(heads, rows) for heads, rows in control_tables(tree.control)]
        text = "\n\n".join([f"---\ntitle: '{number} {tree.control.title}'\n---", *tables, markdown.blocks(tree.body)])
        _write(output / "pandoc" / f"{number}.md", text + "\n")
    (output / "trees.pickle").write_bytes(pickle.dumps(trees))


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path, help="a corpus")
    parser.add_argument("output", type=Path, help="the folder to write")
    parser.add_argument("--sample", type=int, default=30, help="how many documents for pandoc and python-docx")
    options = parser.parse_args()
    loaded = load(options.root, DAY, Cache.none())
    assert loaded.master is not None and not loaded.errors
    write_site(manual_site(loaded.master, loaded.tree.read), options.root, options.output / "site")
    edition = Edition(loaded.master, loaded.master.repository.settings.languages[0])
    write_sample(edition, loaded.tree.read, options.sample, options.output)


if __name__ == "__main__":
    main()
