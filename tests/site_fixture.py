"""A small manual site, made by hand, in two languages: about a dozen pages that use every block and every inline."""

import struct
import zlib
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Literal

from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Callout,
    Cell,
    Code,
    Column,
    Emphasis,
    Example,
    Fact,
    Field,
    FieldGroup,
    Flowchart,
    Heading,
    Inline,
    Inlines,
    Landscape,
    LineBreak,
    Link,
    ListBlock,
    ListItem,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Row,
    Run,
    Strong,
    Table,
    Untranslated,
)
from qmsdocs.document_tree import AmendmentLine, ControlBlock, DocumentTree, RedlineNote, SignatureLine, Status
from qmsdocs.drawing import Drawing, Edge, Lane, Node
from qmsdocs.manual_site import (
    Group,
    IssuedRevision,
    LastingPage,
    ManualSite,
    Notice,
    OutOfForce,
    Page,
    RevisionLinks,
    RevisionPage,
    Successor,
)
from qmsdocs.redline import redline

AS_OF = date(2026, 11, 24)
HOSTILE = """<script>alert("x")</script> & 'quoted' </style> <!-- --> ]]> {{ config }} **not bold** [not](a-link)"""
Text = str | Inlines


def png(width: int, height: int) -> bytes:
    """A grey picture."""
    rows = b"".join(b"\x00" + b"\xc8" * width for _ in range(height))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


PICTURE, SHEET = png(640, 240), b"code,meaning\n1,noise\n"


def run(text: Text) -> Inlines:
    """Text as inlines."""
    return (Run(text),) if isinstance(text, str) else text


def paragraph(id_: str, *parts: str | Inline) -> Paragraph:
    """A paragraph of texts and inlines."""
    return Paragraph(id_, tuple(Run(part) if isinstance(part, str) else part for part in parts))


def to(number: str, anchor: str = "", text: str = "", **more: Any) -> Reference:
    """A reference to a document."""
    return Reference((Run(text or number),), number, anchor, **more)


def table(id_: str, kind: Any, heads: dict[str, tuple[str, int]], rows: dict[str, list[Any]], **more: Any) -> Table:
    """A table: `heads` key → (title, width); the cells of `rows` are text, inlines or blocks."""
    columns = tuple(Column(key, run(title), width) for key, (title, width) in heads.items())
    return Table(
        id_,
        kind,
        columns,
        tuple(Row(key, tuple(_cell(cell, key) for cell in cells)) for key, cells in rows.items()),
        **more,
    )


def _cell(content: Any, id_: str) -> Cell:
    if not content:
        return Cell(())
    if isinstance(content, tuple) and isinstance(content[0], Block):
        return Cell(content)
    return Cell((Paragraph(f"{id_}-text", run((content,) if isinstance(content, Inline) else content)),))


def drawing() -> Drawing:
    """Two lanes, a start, two steps, a decision, an end."""
    nodes = (
        Node("start", "start", 70, 40, 60, 24, ("Start",)),
        Node("receive", "step", 40, 90, 120, 36, ("1 Receive", "the complaint"), "step-receive"),
        Node("check", "decision", 240, 84, 130, 48, ("2 Known case?",), "step-check"),
        Node("acknowledge", "step", 245, 170, 120, 36, ("3 Acknowledge",), "step-acknowledge"),
        Node("end", "end", 275, 240, 60, 24, ("End",)),
    )
    edges = (
        Edge(((100, 64), (100, 90))),
        Edge(((160, 108), (240, 108))),
        Edge(((305, 132), (305, 170)), "no", (318, 148)),
        Edge(((305, 206), (305, 240))),
    )
    return Drawing(420, 280, 28, (Lane("First receiver", 1, 200), Lane("Registrar", 201, 218)), nodes, edges)


# ── Texts in both languages ──────────────────────────────────────────────────

ZH = {
    "Receipt, registration and acknowledgement": "投诉受理、登记与告知控制程序",
    "Complaint handling policy": "投诉处理方针",
    "Telephone complaints": "电话投诉作业指导书",
    "Complaint acceptance record": "投诉受理记录表",
    "Purpose": "目的",
    "Procedure": "工作程序",
    "Flowchart": "流程图",
    "Who does what": "职责分配",
    "Records": "记录",
    "No.": "序号",
    "Who": "责任岗位",
    "What and how": "工作内容与要求",
    "Within": "时限",
    "Record": "记录",
    "First receiver": "首接人员",
    "Registrar": "登记员",
    "Head of customer service": "客户服务部负责人",
    "24 hours": "24 小时",
    "at once": "立即",
    "Master document list": "受控文件清单",
    "Procedures": "程序文件",
    "Work instructions": "作业指导书",
    "Forms": "记录表单",
    "Policy": "方针",
    "Roles": "岗位",
    "Registers": "台账",
    "Complaints manual": "投诉管理手册",
    "Listen to the end. Say that you take the complaint and will register it.": (
        "听完投诉者的陈述，告知将予以登记。供应商评审不合格时，测量设备须重新校准。"
    ),
}


def page_texts(language: str) -> Any:
    """The text in `language`; the English text where there is none in Chinese."""
    return lambda text: ZH.get(text, text) if language == "zh" else text


def control(language: str, number: str, title: str, status: Status = "effective", **more: Any) -> ControlBlock:
    """A control block with everything filled in."""
    say = page_texts(language)
    lines = (
        SignatureLine("prepared", "Anna Vos", say("Registrar"), date(2026, 11, 9)),
        SignatureLine("approved", "Jan de Wit", say("Head of customer service"), date(2026, 11, 16)),
    )
    what = "The first receiver asks the safety questions."
    amendments = (
        AmendmentLine(
            "1.1",
            date(2026, 11, 20),
            "CR-2026-014",
            "4",
            run(what),
            run("Two cases graded late."),
            "Anna Vos",
            "Jan de Wit",
        ),
        AmendmentLine("1.0", date(2026, 3, 1), "", "", run("First issue."), (), "Anna Vos", "Jan de Wit"),
    )
    block = ControlBlock(
        number,
        say(title),
        say("Procedures"),
        2,
        "Aldermoor Home Appliances",
        "Complaints management system",
        "1.1",
        status,
        date(2026, 11, 20),
        date(2026, 11, 16),
        date(2027, 11, 20),
        say("Head of customer service"),
        "internal",
        ("Rotterdam", "Shanghai"),
        ("QP-04",),
        lines,
        amendments,
        language,
        "en",
        "1.1" if language == "zh" else "",
        True,
        address=f"https://qms.aldermoor.example/q/{number}.html?r=1.1&f=4b61c89a",
    )
    return replace(block, **more)


# ── Pages ────────────────────────────────────────────────────────────────────


def procedure(language: str) -> Page:
    """QP-05: steps, flowchart, RACI, records."""
    say = page_texts(language)
    steps = {
        "step-receive": [
            "1",
            say("First receiver"),
            (
                paragraph(
                    "receive.do",
                    say("Listen to the end. Say that you take the complaint and will register it."),
                    " ",
                    to("WI-01", "", "WI-01"),
                ),
                Callout(
                    "receive.note",
                    "warning",
                    (paragraph("receive.note-text", "Injury, fire or smoke? Call the safety duty officer now."),),
                ),
            ),
            say("at once"),
            "",
        ],
        "step-check": [
            "2",
            say("Registrar"),
            "Known case? ",
            (Fact("limits.register", run(say("24 hours"))),),
            (to("QR-01"),),
        ],
        "step-acknowledge": [
            "3",
            say("Registrar"),
            (
                paragraph("a", "Send ", to("QR-03", planned=True), " by the way the complainant prefers."),
                ListBlock(
                    "a.list",
                    False,
                    (
                        ListItem("a.1", (paragraph("a.1.1", "number and contact"),)),
                        ListItem("a.2", (paragraph("a.2.1", "next step"),)),
                    ),
                ),
            ),
            (Fact("limits.acknowledge", run(say("24 hours"))),),
            (to("QR-01", "field-words", "QR-01"),),
        ],
    }
    heads = {
        "no": (say("No."), 2),
        "who": (say("Who"), 6),
        "what": (say("What and how"), 18),
        "within": (say("Within"), 5),
        "record": (say("Record"), 4),
    }
    raci = table(
        "raci",
        "raci",
        {"step": (say("Procedure"), 12), "a": (say("First receiver"), 6), "b": (say("Registrar"), 6)},
        {
            "raci.receive": [to("", "step-receive", "1"), "R/A", "I"],
            "raci.check": [to("", "step-check", "2"), "C", "R"],
        },
        caption=run("R does it · A answers for it"),
        generated=True,
    )
    records = table(
        "records-table",
        "records",
        {"record": (say("Record"), 10), "kept": ("Kept for", 6)},
        {"records.1": [to("QR-01"), "5 years"]},
    )
    body: Blocks = (
        Heading("purpose", 1, "1", run(say("Purpose"))),
        paragraph(
            "purpose",
            "No complaint is lost. See ",
            to("QP-05", "step-check", "step 2"),
            ", ",
            Reference(run("registrar"), page="roles/registrar"),
            ".",
        ),
        Heading("steps", 1, "2", run(say("Procedure"))),
        table("steps-table", "steps", heads, steps),
        Heading("records", 1, "3", run(say("Records"))),
        records,
        Heading("flowchart", 1, "4", run(say("Flowchart"))),
        Flowchart("flow", (drawing(),), "The first receiver receives, the registrar checks and acknowledges."),
        Heading("raci-heading", 1, "5", run(say("Who does what"))),
        raci,
        Paragraph(
            "used-by",
            (Strong(run("Used by")), LineBreak(), to("WI-01", text="WI-01 " + say("Telephone complaints"))),
            "generated",
        ),
    )
    page = document(language, "procedures/QP-05", "QP-05", "Receipt, registration and acknowledgement", body)
    where = paragraph("concession.where", "Holds for: ", to("", "step-check", "step 2"))
    concession = (where, paragraph("concession.what", "By mail."))
    notices = (
        Notice("concession", "2026-11-20 to 2026-11-30", concession),
        Notice("upcoming", "Revision 1.2 comes into force on 2026-12-01."),
    )
    return replace(page, notices=notices, revisions=LINKS)


LINKS = {
    "1.1": RevisionLinks("", "procedures/QP-05/1.0-1.1"),
    "1.0": RevisionLinks("procedures/QP-05/1.0", ""),
}
"""Where the revisions of QP-05 are shown."""


def earlier(language: str) -> Page:
    """QP-05 1.0, which was superseded."""
    page = procedure(language)
    assert page.control is not None
    body = tuple(block for block in page.body if block.id != "used-by")
    superseded = replace(page.control, revision="1.0", status="superseded", amendments=page.control.amendments[1:])
    return Page(
        "procedures/QP-05/1.0",
        language,
        page.title,
        body,
        superseded,
        notices=(Notice("superseded", "Revision 1.0 is no longer in force.", (paragraph("now", to("QP-05")),)),),
        kind="revision",
        listed=False,
        revisions=LINKS,
    )


def redline_page(language: str) -> Page:
    """What changed from QP-05 1.0 to 1.1: who uses it."""
    old, new = earlier(language), procedure(language)
    assert old.control is not None
    assert new.control is not None
    note = RedlineNote("1.0", "1.1", "Anna Vos", date(2026, 11, 16))
    tree = redline(DocumentTree(old.control, old.body), DocumentTree(new.control, new.body), note)
    return replace(
        old,
        path="procedures/QP-05/1.0-1.1",
        body=tree.body,
        control=tree.control,
        notices=(),
        redline=tree.redline,
        earlier=tree.earlier,
    )


def instruction(language: str) -> Page:
    """WI-01: every other block."""
    rules = {"rule.1": ["yes", "", "Alert the duty officer"], "rule.2": ["no", "yes", "Link the cases"]}
    heads = {"1": ("Injury or fire?", 2), "2": ("Known case?", 2), "result": ("Then", 3)}
    wide = table(
        "wide",
        "plain",
        {str(n): (f"Column {n}", 1) for n in range(1, 9)},
        {f"wide.{r}": [f"value {r}.{n}" for n in range(1, 9)] for r in "ab"},
    )
    body: Blocks = (
        Heading("talk", 1, "1", run("What to say")),
        Quote("script", (paragraph("script.1", "“I am sorry that this happened. I will register it now.”"),)),
        Callout("n", "note", (paragraph("n.1", "Note with ", Code("F2"), " and ", Emphasis(run("stress")), "."),)),
        Callout("c", "caution", (paragraph("c.1", "Do not ask for card numbers."),)),
        ListBlock(
            "ordered",
            True,
            (ListItem("o.1", (paragraph("o.1.1", "First"),)), ListItem("o.2", (paragraph("o.2.1", "Second"), wide))),
        ),
        Heading("decide", 1, "2", run("Decision table")),
        table("decision", "decision", heads, rules, caption=run("Read from left to right")),
        Example(
            "example",
            run("Asking"),
            (paragraph("right", "What happened?"),),
            (paragraph("wrong", "What did you do wrong?"),),
            (paragraph("why", "No blame."),),
        ),
        Example("example-2", (), (paragraph("right-2", "Only right."),), (), ()),
        Heading("look", 1, "3", run("Where to look")),
        Picture(
            "picture",
            "work_instructions/rating-plate.png",
            PICTURE,
            (640, 240),
            "Rating plate on the back",
            run("Rating plate"),
            60,
        ),
        Attachment("sheet", "work_instructions/codes.csv", SHEET, run("Code list")),
        paragraph(
            "outside",
            "Law: ",
            Link("https://example.org/a?b=1&c=2", run("text")),
            ", ",
            Link("javascript:alert(1)", run("not a link")),
            ".",
        ),
        paragraph(
            "late", Untranslated("en", run("Not yet translated.")) if language == "zh" else Run("Hostile: " + HOSTILE)
        ),
        Landscape("sideways", (Heading("wide-heading", 2, "3.1", run("A wide table")), replace(wide, id="wide-2"))),
        Heading("appendix", 1, "A", run("Appendix")),
        Heading("deep", 4, "", run("A level is never skipped")),
    )
    more: dict[str, Any] = {"translation_checked": False} if language == "zh" else {}
    notices = (Notice("draft", "This document is not in force."),)
    page = document(language, "instructions/WI-01", "WI-01", "Telephone complaints", body, "draft", **more)
    return replace(
        page, notices=(*notices, Notice("translation", "Some text is not translated.")) if language == "zh" else notices
    )


def form(language: str) -> Page:
    """QR-01: every kind of field."""
    kinds: tuple[Any, ...] = ("text", "number", "date", "date-time", "yes-no", "choice", "choices", "signature")
    fields = tuple(
        Field(
            f"field-{kind}",
            run(f"Field {kind}"),
            kind,
            kind != "number",
            1,
            "EUR" if kind == "number" else "",
            ("Telephone", "Mail <post>") if kind.startswith("choice") else (),
            run("Do not shorten."),
            "QR-01-20261123-004",
        )
        for kind in kinds
    )
    words = Field("field-words", run("In the complainant's own words"), "text", True, 8, "", (), (), "")
    body: Blocks = (
        Heading("section-1", 1, "1", run("The complaint")),
        FieldGroup("fields-1", (words, *fields)),
        Heading("section-2", 1, "2", run("What was done")),
        FieldGroup("fields-2", fields[:2], 6),
    )
    return document(language, "forms/QR-01", "QR-01", "Complaint acceptance record", body)


def policy(language: str) -> Page:
    """PO-01: withdrawn, with nothing but text."""
    body: Blocks = (paragraph("text", "We answer every complaint."),)
    page = document(
        language, "manual/PO-01", "PO-01", "Complaint handling policy", body, "withdrawn", amendments=(), effective=None
    )
    successor = paragraph("successors", "In its place: ", to("QP-05"))
    notice = Notice("withdrawn", "Since 1 October 2026.", (successor,))
    return replace(page, notices=(notice,), source="", word="", searched=False, listed=False)


def document(
    language: str, path: str, number: str, title: str, body: Blocks, status: Status = "effective", **more: Any
) -> Page:
    """The page of a document."""
    made = control(language, number, title, status, **more)
    word = f"word/{number}_1.1_{language}.docx"
    return Page(path, language, f"{number} {made.title}", body, made, source=f"{path}.yaml", word=word)


def overview(
    language: str, path: str, title: str, body: Blocks, kind: Literal["overview", "register"] = "overview"
) -> Page:
    """A generated page."""
    return Page(path, language, page_texts(language)(title), body, kind=kind, searched=kind != "register")


def master_list(language: str) -> Page:
    """A register of fifteen rows, most of them planned."""
    say = page_texts(language)
    heads = {
        "number": (say("No."), 4),
        "title": ("Title", 14),
        "revision": ("Revision", 4),
        "status": ("Status", 6),
        "owner": ("Owner", 8),
    }
    states = {"en": ("In force", "Draft", "Planned"), "zh": ("有效", "草案", "计划中")}[language]
    rows: dict[str, list[Any]] = {
        "QP-05": [
            to("QP-05"),
            say("Receipt, registration and acknowledgement"),
            "1.1",
            states[0],
            say("Head of customer service"),
        ],
        "WI-01": [to("WI-01"), say("Telephone complaints"), "0.9", states[1], say("Registrar")],
        "QR-01": [to("QR-01"), say("Complaint acceptance record"), "1.1", states[0], say("Registrar")],
    }
    rows.update(
        {
            f"QR-{n}": [to(f"QR-{n}", planned=True), f"Form {n}", "", states[2], "zebra" if n == 12 else ""]
            for n in range(9, 21)
        }
    )
    return overview(
        language,
        "registers/master-document-list",
        "Master document list",
        (table("list", "register", heads, rows, generated=True),),
        "register",
    )


def pages(language: str) -> tuple[Page, ...]:
    """All pages in one language."""
    say = page_texts(language)
    registrar: Blocks = (
        paragraph("text", "Checks the registration in ", to("QP-05", "step-check", "QP-05 step 2"), "."),
    )
    terms = table(
        "terms",
        "terms",
        {"term": ("Term", 6), "meaning": ("Meaning", 18)},
        {"t.1": ["complaint", "Dissatisfaction that is expressed"]},
    )
    home: Blocks = (
        Heading("documents", 2, "", run("Documents")),
        paragraph("all", "All documents: ", Reference(run("list"), page="registers/master-document-list"), "."),
    )
    return (
        overview(language, "index", "Complaints manual", home),
        policy(language),
        procedure(language),
        instruction(language),
        form(language),
        overview(
            language,
            "procedures/index",
            "Procedures",
            (paragraph("x", to("QP-05", text=f"QP-05 {say('Receipt, registration and acknowledgement')}")),),
        ),
        overview(language, "instructions/index", "Work instructions", (paragraph("x", to("WI-01")),)),
        overview(language, "forms/index", "Forms", (paragraph("x", to("QR-01")),)),
        overview(
            language, "roles/index", "Roles", (paragraph("x", Reference(run("Registrar"), page="roles/registrar")),)
        ),
        overview(language, "roles/registrar", "Registrar", registrar),
        master_list(language),
        overview(language, "registers/glossary", "Glossary", (terms,)),
    )


def navigation(language: str) -> tuple[Group | str, ...]:
    """The navigation of one language."""
    say = page_texts(language)
    return (
        "index",
        Group(say("Procedures"), ("procedures/index", "procedures/QP-05")),
        Group(say("Work instructions"), ("instructions/index", "instructions/WI-01")),
        Group(say("Forms"), ("forms/index", "forms/QR-01")),
        Group(say("Roles"), ("roles/index", Group("R – S", ("roles/registrar",)))),
        Group(say("Registers"), ("registers/master-document-list", "registers/glossary")),
    )


def small_site() -> ManualSite:
    """The whole site."""
    return ManualSite(
        as_of=AS_OF,
        stale_after_days=7,
        company={"en": "Aldermoor Home Appliances", "zh": "奥德摩尔家用电器有限公司"},
        system={"en": "Complaints management system", "zh": "投诉管理体系"},
        languages=("en", "zh"),
        pages=pages("en") + pages("zh"),
        navigation={"en": navigation("en"), "zh": navigation("zh")},
        files={"files/ab12cd34.png": PICTURE, "files/ef56ab78.csv": SHEET},
        revisions=tuple(
            RevisionPage(path, language, path, partial(make, language))
            for language in ("en", "zh")
            for path, make in (("procedures/QP-05/1.0-1.1", redline_page), ("procedures/QP-05/1.0", earlier))
        ),
        lasting=(
            LastingPage(
                "QP-05",
                {"en": "Receipt, registration and acknowledgement", "zh": "投诉受理、登记与告知控制程序"},
                "procedures/QP-05",
                "effective",
                (IssuedRevision("1.1", "1.1", date(2026, 11, 20), "sha256:" + "4b61c89a" * 8),),
                None,
            ),
            LastingPage(
                "PO-01",
                {"en": "Complaint handling policy", "zh": "Complaint handling policy"},
                "manual/PO-01",
                "withdrawn",
                (),
                OutOfForce(date(2026, 10, 1), {}, (Successor("QP-05", {"en": "Receipt", "zh": "受理"}, True),)),
            ),
        ),
        edit_url="https://forge.example/qms/edit/main",
    )
