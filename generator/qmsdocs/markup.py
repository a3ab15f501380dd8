"""The inline markup of texts: a subset of Markdown, references in [brackets] and facts in {braces}.

Comes in: an author's text. Goes out: blocks of the neutral tree, with references and facts resolved by a `Resolver`.
HTML, headings and tables are not part of it: what looks like them is printed as it was typed. Of a picture or of a link
to anything but the web, mail or telephone, the text stays. What stands in `code` or after a backslash is no reference.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Protocol

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from qmsdocs.blocks import (
    Block,
    Blocks,
    Code,
    Emphasis,
    Inline,
    Inlines,
    LineBreak,
    Link,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Run,
    Strong,
)

REFERENCE = re.compile(
    r"\[([A-Z]{1,6}(?:-[A-Z0-9]{1,6})*-[0-9]{1,4}(?:/[a-z0-9-]+)?|[a-z][a-z0-9]*(?:-[a-z0-9]+)*)\](?!\()"
)
"""`[QP-07]`, `[QP-05/acknowledge]`, `[acknowledge]`; not a link `[text](address)`."""

FACT = re.compile(r"\{([a-z_]+(?:\.[A-Za-z0-9-]+)*)\}")
"""`{limits.register}`, `{limits.register.A}`, `{company}`."""

_OURS = re.compile(f"{REFERENCE.pattern}|{FACT.pattern}")
_SAFE_LINK = re.compile(r"(https?://|mailto:|tel:)[^\s<>\"]+", re.IGNORECASE)


class Resolver(Protocol):
    """What turns names into what is printed."""

    def reference(self, target: str) -> Inline:
        """The inline for `[target]`."""

    def fact(self, key: str) -> Inline:
        """The inline for `{key}`."""


def targets_in(text: str) -> Iterator[str]:
    """The targets of all references in `text`, in order."""
    return (match.group(1) for match in REFERENCE.finditer(_outside_code(text)))


def fact_keys_in(text: str) -> Iterator[str]:
    """The keys of all facts in `text`, in order."""
    return (match.group(1) for match in FACT.finditer(_outside_code(text)))


_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|\\[\[{]", re.DOTALL)


def _outside_code(text: str) -> str:
    return _CODE.sub("`", text) if "`" in text or "\\" in text else text


def blocks(text: str, route: str, resolver: Resolver) -> Blocks:
    """The blocks of a text of several paragraphs; their ids start with `route`."""
    pieces = _flat(text)
    if pieces is not None:
        return tuple(_flat_block(lines, _id(route, place), resolver) for place, lines in enumerate(pieces, 1))
    tree = SyntaxTreeNode(_MARKDOWN.parse(_with_joints(text)))
    return tuple(_block(node, _id(route, place), resolver) for place, node in enumerate(tree.children, 1))


def inlines(text: str, resolver: Resolver) -> Inlines:
    """The inlines of a text of one paragraph, such as a title or a label."""
    if not _MARKED.search(text) or not _MARKED.search(_OURS.sub("", text)):
        return _resolved(_joined(text.split("\n")), resolver)
    tokens = _MARKDOWN.parseInline(_with_joints(text))
    return tuple(_merged(_inline_nodes(SyntaxTreeNode(tokens).children[0].children, resolver)))


def _id(route: str, place: int) -> str:
    return route if place == 1 else f"{route}-{place}"


# ── The plain way: most texts are paragraphs and flat lists, and Markdown parsing is the dearest part of composing ──

_MARKED = re.compile(r"[*_`\\<>&\[\]!]|https?:| {2}\n|\t")
_ITEM = re.compile(r"(?:-|[0-9]{1,9}\.) (?=\S)")
_NOT_FLAT = re.compile(
    rf"\t|[^\S \n]$|^(?:[^\S\n]|(?:{_ITEM.pattern})?+(?:[-+*](?:\s|\Z)|>|[0-9]{{1,9}}[.)](?:\s|\Z)))", re.MULTILINE
)
"""An indented line, one that ends in an odd space, a quotation, or a list other than `- ` or `1. `, also in an item."""


def _flat(text: str) -> list[list[str]] | None:
    """The paragraphs and flat lists of a text, each as its lines; None when there may be more than that."""
    if _NOT_FLAT.search(text):
        return None
    pieces = [piece.rstrip().split("\n") for piece in re.split(r"\n{2,}", text.strip(" \n"))]
    kinds = [{match[0][-2] if (match := _ITEM.match(line)) else "" for line in lines} for lines in pieces]
    mixed = any(len(kind) > 1 for kind in kinds)
    # Two lists of a kind in a row are one list to Markdown.
    return None if mixed or any(first == second != {""} for first, second in pairwise(kinds)) else pieces


def _flat_block(lines: list[str], id_: str, resolver: Resolver) -> Block:
    if not _ITEM.match(lines[0]):
        return Paragraph(id_, inlines("\n".join(lines).strip(), resolver))
    texts = [line.partition(" ")[2].strip() for line in lines]
    items = (
        ListItem(f"{id_}.{place}", (Paragraph(f"{id_}.{place}", inlines(text, resolver)),))
        for place, text in enumerate(texts, 1)
    )
    return ListBlock(id_, lines[0][0] != "-", tuple(items))


_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def _joined(lines: list[str]) -> str:
    """Lines as one text: a line break is a space, but not between two Chinese characters."""
    result = lines[0].strip()
    for line in lines[1:]:
        line = line.strip()
        result += line if _is_close(result[-1:], line[:1]) else f" {line}"
    return result


def _is_close(before: str, after: str) -> bool:
    """Whether a line break between two letters is no space: not in Chinese, nor between Chinese and a fact."""
    wide = bool(_WIDE.match(before)), bool(_WIDE.match(after))
    return all(wide) or (wide[0] and after == "{") or (before == "}" and wide[1])


def _resolved(text: str, resolver: Resolver) -> Inlines:
    found: list[Inline] = []
    end = 0
    for match in _OURS.finditer(text):
        if match.start() > end:
            found.append(Run(text[end : match.start()]))
        found.append(resolver.reference(match[1]) if match[1] else resolver.fact(match[2]))
        end = match.end()
    if end < len(text):
        found.append(Run(text[end:]))
    return tuple(found)


# ── Through Markdown ─────────────────────────────────────────────────────────

_JOINT = "\ue000"
_STARS = re.compile(
    r"(?<=[，。；：！？、）】》”’…])(?=\*+[^\s*])|(?<=[^\s*]\*\*)(?=[（【《“‘])|(?<=[^\s*]\*)(?=[（【《“‘])"
)


def _with_joints(text: str) -> str:
    """The text with a letter that is never printed between Chinese punctuation and stars: Markdown expects a blank
    there, `**重点。** 其余`, and Chinese has none."""
    return _STARS.sub(_JOINT, text) if "*" in text and _WIDE.search(text) else text


_NOT_OURS = [
    *("heading", "lheading", "html_block", "html_inline", "image", "reference"),
    *("autolink", "hr", "code", "fence", "entity"),
]
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(_NOT_OURS)
# Joined, what stands after a backslash could no longer be told from the rest.
_MARKDOWN.disable("text_join")


def _block(node: SyntaxTreeNode, id_: str, resolver: Resolver) -> Block:
    match node.type:
        case "bullet_list" | "ordered_list":
            items = tuple(
                ListItem(f"{id_}.{place}", _blocks_in(item, f"{id_}.{place}", resolver))
                for place, item in enumerate(node.children, 1)
            )
            return ListBlock(id_, node.type == "ordered_list", items)
        case "blockquote":
            return Quote(id_, _blocks_in(node, f"{id_}.quote", resolver))
        case "paragraph":
            return Paragraph(id_, tuple(_merged(_inline_nodes(node.children[0].children, resolver))))
        case kind:
            raise AssertionError(f"the Markdown subset knows no {kind}")


def _blocks_in(node: SyntaxTreeNode, route: str, resolver: Resolver) -> Blocks:
    return tuple(_block(child, _id(route, place), resolver) for place, child in enumerate(node.children, 1))


def _inline_nodes(nodes: list[SyntaxTreeNode], resolver: Resolver) -> Iterator[Inline]:
    nodes = [node for node in nodes if node.type != "text" or node.content]
    run = ""
    for place, node in enumerate(nodes):
        if node.type == "text":
            run += node.content.replace(_JOINT, "")
            continue
        if node.type == "softbreak":
            before = _edge(nodes[place - 1], -1) if place else ""
            after = _edge(nodes[place + 1], 0) if place + 1 < len(nodes) else ""
            run += "" if _is_close(before, after) else " "
            continue
        yield from _resolved(run, resolver)
        run = ""
        yield Run(node.content) if node.type == "text_special" else _marked(node, resolver)
    yield from _resolved(run, resolver)


def _edge(node: SyntaxTreeNode, side: int) -> str:
    """The first (0) or last (-1) letter of a node."""
    while node.children:
        node = node.children[side]
    return node.content[side] if node.content else ""


def _marked(node: SyntaxTreeNode, resolver: Resolver) -> Inline:
    match node.type:
        case "strong":
            return Strong(tuple(_inline_nodes(node.children, resolver)))
        case "em":
            return Emphasis(tuple(_inline_nodes(node.children, resolver)))
        case "code_inline":
            return Code(node.content.replace(_JOINT, ""))
        case "hardbreak":
            return LineBreak()
        case "link":
            content = tuple(_inline_nodes(node.children, resolver))
            target = str(node.attrs.get("href", ""))
            # A link that could run something or leave to a file is printed as text only.
            return Link(target, content) if _SAFE_LINK.fullmatch(target) else Emphasis(content)
        case kind:
            raise AssertionError(f"the Markdown subset knows no {kind}")


def _merged(nodes: Iterator[Inline]) -> Iterator[Inline]:
    """The same inlines with neighbouring runs made one."""
    last: Run | None = None
    for node in nodes:
        if isinstance(node, Run) and last is not None:
            last = Run(last.text + node.text)
        elif isinstance(node, Run):
            last = node
        else:
            if last is not None:
                yield last
                last = None
            yield node
    if last is not None:
        yield last
