"""What the package says about itself: core and custom properties, settings, list definitions, content types."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache

from qmsdocs.archive import Packed, packed
from qmsdocs.document_tree import ControlBlock, DocumentTree
from qmsdocs.writers.word.copies import Copy
from qmsdocs.writers.word.markup import DECLARATION, W, escape

_DAY_ZERO = date(1980, 1, 1)
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_LIST_STEP = 397
_OFFICE = "application/vnd.openxmlformats-officedocument"


def core(control: ControlBlock) -> str:
    """`docProps/core.xml`; the times are the effective date, or 1980-01-01 where there is none."""
    moment = f"{(control.effective or _DAY_ZERO).isoformat()}T00:00:00Z"
    pairs = {
        "dc:title": control.title,
        "dc:subject": control.type_title,
        "dc:creator": control.company,
        "cp:keywords": control.number,
        "cp:lastModifiedBy": control.company,
        "cp:revision": "1",
        "cp:category": control.system,
        "cp:contentStatus": control.status,
        "dc:language": control.language,
        "dc:identifier": control.number,
        "cp:version": control.revision,
    }
    values = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in pairs.items())
    times = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{values}{times}</cp:coreProperties>'
    )


def custom(tree: DocumentTree, copy: Copy, program: str) -> str:
    """`docProps/custom.xml`: what the file is, from what it was made, and for whom; `verify` reads it."""
    control = tree.control
    values = {
        "number": control.number,
        "revision": control.revision,
        "status": control.status,
        "effective": control.effective.isoformat() if control.effective else "",
        "fingerprint": control.fingerprint,
        "commit": control.commit,
        "language": control.language,
        "program": program,
        "copy": copy.kind,
        "copy_number": copy.number,
        "holder": copy.holder,
        "issued": copy.on.isoformat() if copy.on else "",
        "earlier": tree.redline.old if tree.redline else "",
    }
    lines = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{number}" name="{name}"><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
        for number, (name, value) in enumerate(values.items(), 2)
    )
    return f'{DECLARATION}<Properties xmlns="{_CUSTOM}" xmlns:vt="{_VALUES}">{lines}</Properties>'


def application(company: str) -> str:
    """`docProps/app.xml`: the company, and no program that could age."""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    values = f"<Application>qmsdocs</Application><Company>{escape(company)}</Company>"
    return f'{DECLARATION}<Properties xmlns="{space}">{values}</Properties>'


def settings(tree: DocumentTree) -> Packed:
    """`word/settings.xml`: issued documents open read-only, forms accept their fields only, a draft is free.

    A redline is free as well: changes cannot be accepted or rejected in a protected document.
    """
    issued = tree.control.status in ("approved", "effective", "superseded", "withdrawn")
    kind = "" if tree.redline else "forms" if tree.form else "readOnly" if issued else ""
    return _settings(kind, tree.control.language == "zh")


@cache
def _settings(kind: str, chinese: bool) -> Packed:
    protection = f'<w:documentProtection w:edit="{kind}" w:enforcement="1"/>' if kind else ""
    spacing = "compressPunctuation" if chinese else "doNotCompress"
    latin = "en-US" if chinese else "en-GB"
    return packed(
        f'{DECLARATION}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>{protection}<w:defaultTabStop w:val="567"/>'
        f'<w:characterSpacingControl w:val="{spacing}"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        "</w:compat>"
        f'<w:themeFontLang w:val="{latin}" w:eastAsia="zh-CN"/></w:settings>'
    )


@cache
def numbering(ordered_lists: int) -> Packed:
    """`word/numbering.xml`: bullets (1), and one numbered list each, starting at one, for `ordered_lists` lists."""
    numbers = '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    restart = "".join(
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride>' for level in range(9)
    )
    for place in range(ordered_lists):
        numbers += f'<w:num w:numId="{place + 2}"><w:abstractNumId w:val="2"/>{restart}</w:num>'
    return packed(
        f'{DECLARATION}<w:numbering xmlns:w="{W}">{_abstract(1, _bullet)}{_abstract(2, _numeral)}{numbers}'
        "</w:numbering>"
    )


def _abstract(identity: int, level_format: Callable[[int], str]) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/>{level_format(level)}<w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{_LIST_STEP * (level + 1)}" w:hanging="{_LIST_STEP}" w:firstLineChars="0"/></w:pPr>'
        "</w:lvl>"
        for level in range(9)
    )
    kind = '<w:multiLevelType w:val="hybridMultilevel"/>'
    return f'<w:abstractNum w:abstractNumId="{identity}">{kind}{levels}</w:abstractNum>'


def _bullet(level: int) -> str:
    return f'<w:numFmt w:val="bullet"/><w:lvlText w:val="{"•–▪"[level % 3]}"/>'


def _numeral(level: int) -> str:
    kind, form = (("decimal", "%{}."), ("lowerLetter", "%{})"), ("lowerRoman", "%{}."))[level % 3]
    return f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{form.format(level + 1)}"/>'


def content_types(names: Iterable[str]) -> str:
    """`[Content_Types].xml` for the parts `names`."""
    kinds: Mapping[str, str] = {
        "word/document.xml": f"{_OFFICE}.wordprocessingml.document.main+xml",
        "word/styles.xml": f"{_OFFICE}.wordprocessingml.styles+xml",
        "word/settings.xml": f"{_OFFICE}.wordprocessingml.settings+xml",
        "word/numbering.xml": f"{_OFFICE}.wordprocessingml.numbering+xml",
        "word/fontTable.xml": f"{_OFFICE}.wordprocessingml.fontTable+xml",
        "word/theme/theme1.xml": f"{_OFFICE}.theme+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/custom.xml": f"{_OFFICE}.custom-properties+xml",
        "docProps/app.xml": f"{_OFFICE}.extended-properties+xml",
    }
    lines = []
    for name in sorted(names):
        kind = kinds.get(name, "")
        if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
            kind = f"{_OFFICE}.wordprocessingml.{name[5:11]}+xml"
        if kind:
            lines.append(f'<Override PartName="/{name}" ContentType="{kind}"/>')
    defaults = (
        '<Default Extension="jpeg" ContentType="image/jpeg"/><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'{DECLARATION}<Types xmlns="{types}">{defaults}{"".join(lines)}</Types>'
