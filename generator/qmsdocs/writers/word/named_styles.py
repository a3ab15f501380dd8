"""Styles by name: the `w:styles` of a reference document and of the default in, one complete set out.

Word knows built-in styles by their English names in every language, while the ids differ; so we look up by name.
"""

from lxml import etree

from qmsdocs.writers.word.markup import W

_NAME, _ID, _VALUE = f"{{{W}}}name", f"{{{W}}}styleId", f"{{{W}}}val"
STYLE = f"{{{W}}}style"
_LINKS = tuple(f"{{{W}}}{kind}" for kind in ("basedOn", "next", "link"))


def name_of(style: etree._Element) -> str:
    """The name of a style; "" for one that has none."""
    name = style.find(_NAME)
    return "" if name is None else name.get(_VALUE, "")


def id_of(style: etree._Element) -> str:
    """The id by which paragraphs, runs and tables name a style."""
    return style.get(_ID, "")


def style_ids(styles: etree._Element) -> dict[str, str]:
    """The id of each style by its name."""
    return {name_of(style): id_of(style) for style in styles.iter(STYLE)}


def completed(company: etree._Element, default: str) -> etree._Element:
    """`company` without automatic numbers, with every style of the XML `default` that it lacks by name."""
    styles = etree.fromstring(etree.tostring(company))
    _remove(styles, [*styles.iter(f"{{{W}}}numPr"), *(style for style in styles.iter(STYLE) if not name_of(style))])
    present = {name_of(style).lower(): style for style in styles.iter(STYLE)}
    wanted = list(etree.fromstring(default.encode()).iter(STYLE))
    used = set(style_ids(styles).values())
    ids: dict[str, str] = {}
    for style in wanted:
        own = present.get(name_of(style).lower())
        ids[id_of(style)] = id_of(own) if own is not None else _free(id_of(style), used)
    for style in wanted:
        own = present.get(name_of(style).lower())
        if own is None:
            styles.append(_adopted(style, ids))
        else:
            _name(own, name_of(style))
    return styles


def _remove(styles: etree._Element, unwanted: list[etree._Element]) -> None:
    for element in unwanted:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _adopted(style: etree._Element, ids: dict[str, str]) -> etree._Element:
    """A style of ours under ids that the company does not use; it never becomes a default."""
    if f"{{{W}}}default" in style.attrib:
        del style.attrib[f"{{{W}}}default"]
    style.set(_ID, ids[id_of(style)])
    for link in style.iterchildren(*_LINKS):
        link.set(_VALUE, ids[link.get(_VALUE, "")])
    return style


def _name(style: etree._Element, name: str) -> None:
    """Word compares names without case; afterwards a style is named as we look it up."""
    element = style.find(_NAME)
    if element is not None:
        element.set(_VALUE, name)


def _free(style_id: str, used: set[str]) -> str:
    return f"QMS_{style_id}" if style_id in used else style_id
