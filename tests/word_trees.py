"""Hand-made document trees that use every block and inline, in English and in Chinese."""

import struct
import zlib
from dataclasses import replace
from datetime import date

from qmsdocs.blocks import (
    Attachment,
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
from qmsdocs.document_tree import AmendmentLine, ControlBlock, DocumentTree, SignatureLine, Status
from qmsdocs.drawing import Drawing, Edge, Lane, Node


def inline(content: "str | Inline | Inlines") -> Inlines:
    """A string, an inline or several as inlines."""
    if isinstance(content, str):
        return (Run(content),)
    return content if isinstance(content, tuple) else (content,)


def paragraph(block_id: str, content: "str | Inline | Inlines") -> Paragraph:
    """A body paragraph."""
    return Paragraph(block_id, inline(content))


def cells(row_id: str, *texts: "str | Blocks") -> Row:
    """A row whose cells hold one paragraph each, or the given blocks."""
    made = (
        Cell((paragraph(f"{row_id}.{place}", text),) if text else ()) if isinstance(text, str) else Cell(text)
        for place, text in enumerate(texts)
    )
    return Row(row_id, tuple(made))


def png(width: int = 60, height: int = 30) -> bytes:
    """A small blue picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = b"".join(b"\x00" + b"\x1f\x4e\x79" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def drawing(zh: bool = False) -> Drawing:
    """Three lanes, five boxes, a decision with two answers and a way back."""
    lanes = (
        Lane("首次受理人" if zh else "First receiver", 0, 170),
        Lane("投诉主管" if zh else "Complaints officer", 170, 170),
        Lane("总经理" if zh else "Managing director", 340, 170),
    )
    nodes = (
        Node("start", "start", 35, 40, 100, 28, ("收到投诉",) if zh else ("Complaint received",)),
        Node(
            "n1",
            "step",
            25,
            90,
            120,
            40,
            ("登记投诉", "（1 小时内）") if zh else ("Register the complaint", "(within 1 hour)"),
            "step-1",
        ),
        Node("n2", "decision", 195, 150, 120, 60, ("严重？",) if zh else ("Serious?",), "step-2"),
        Node("n3", "step", 365, 240, 120, 40, ("决定", "措施") if zh else ("Decide", "on measures"), "step-3"),
        Node("end", "end", 205, 320, 100, 28, ("关闭",) if zh else ("Closed",)),
        Node("c", "connector", 20, 320, 24, 24, ("A",)),
    )
    edges = (
        Edge(((85, 68), (85, 90))),
        Edge(((85, 130), (85, 180), (195, 180))),
        Edge(((315, 180), (425, 180), (425, 240)), "是" if zh else "yes", (370, 180)),
        Edge(((255, 210), (255, 320)), "否" if zh else "no", (255, 260)),
        Edge(((425, 280), (425, 334), (305, 334))),
    )
    return Drawing(510, 360, 26, lanes, nodes, edges)


def control(language: str = "en", status: Status = "effective", title: str = "") -> ControlBlock:
    """A full control block."""
    zh = language == "zh"
    people = (
        ("prepared", "李敏", "Li Min"),
        ("reviewed", "王强", "Wang Qiang"),
        ("countersigned", "赵磊", "Zhao Lei"),
        ("approved", "陈静", "Chen Jing"),
    )
    posts = (
        ("质量工程师", "Quality engineer"),
        ("客户服务经理", "Head of customer service"),
        ("法务主管", "Head of legal"),
        ("总经理", "Managing director"),
    )
    signatures = tuple(
        SignatureLine(meaning, name_zh if zh else name, post_zh if zh else post, date(2026, 11, 10))
        for (meaning, name_zh, name), (post_zh, post) in zip(people, posts, strict=True)
    )
    what = "改为 1 小时内登记；增加升级规则。" if zh else "Registration within one hour; rules for escalation added."
    why = "2026 年内审发现 3 号" if zh else "Finding 3 of the internal audit 2026"
    amendments = (
        AmendmentLine(
            "1.1",
            date(2026, 12, 1),
            "CR-2026-014",
            "6.2",
            inline(what),
            inline(why),
            "李敏" if zh else "Li Min",
            "陈静" if zh else "Chen Jing",
        ),
        AmendmentLine(
            "1.1",
            date(2026, 12, 1),
            "CR-2026-014",
            "7",
            inline("新增记录 QR-04。" if zh else "Record QR-04 added."),
            inline(why),
            "李敏" if zh else "Li Min",
            "陈静" if zh else "Chen Jing",
        ),
        AmendmentLine(
            "1.0",
            date(2026, 1, 15),
            "CR-2026-001",
            "",
            inline("首次发布。" if zh else "First issue."),
            (),
            "李敏" if zh else "Li Min",
            "陈静" if zh else "Chen Jing",
        ),
    )
    return ControlBlock(
        number="QP-05",
        title=title or ("投诉处理控制程序" if zh else "Handling of complaints"),
        type_title="程序文件" if zh else "Procedure",
        level=2,
        company="华东精密仪器有限公司" if zh else "East Precision Instruments Ltd",
        system="投诉管理体系" if zh else "Complaints management system",
        revision="1.1",
        status=status,
        effective=date(2026, 12, 1) if status not in ("draft", "in-review") else None,
        approved=date(2026, 11, 20) if status not in ("draft", "in-review") else None,
        next_review=date(2027, 12, 1),
        owner="投诉主管" if zh else "Complaints officer",
        classification="internal",
        applies_to=("客户服务部", "质量部") if zh else ("Customer service", "Quality"),
        supersedes=("QP-05 1.0",),
        signatures=signatures,
        amendments=amendments,
        language=language,
        source_language="en",
        translation="1.1" if zh else "",
        translation_checked=not zh,
    )


ADDRESS = "https://qms.example.com/q/QP-05.html?r=1.1&f=4b61c89a"


def addressed(tree: DocumentTree, address: str = ADDRESS) -> DocumentTree:
    """A tree whose file shows the permanent address."""
    return replace(tree, control=replace(tree.control, address=address))


def rich_tree(language: str = "en", status: Status = "effective") -> DocumentTree:
    """A procedure that uses every block but the fields of forms."""
    zh = language == "zh"

    def t(english: str, chinese: str) -> str:
        return chinese if zh else english

    steps = Table(
        "steps",
        "steps",
        (
            Column("number", inline(t("No.", "序号")), 6),
            Column("who", inline(t("Who", "岗位")), 16),
            Column("what", inline(t("What", "工作内容")), 48),
            Column("within", inline(t("Within", "时限")), 13),
            Column("record", inline(t("Record", "记录")), 17),
        ),
        (
            cells(
                "step-1",
                "1",
                t("First receiver", "首次受理人"),
                (
                    paragraph(
                        "step-1.what",
                        t("Register the complaint in the log and give it a number.", "在台账中登记投诉并编号。"),
                    ),
                    ListBlock(
                        "step-1.list",
                        False,
                        (
                            ListItem(
                                "step-1.a",
                                (
                                    paragraph(
                                        "step-1.a.p", t("Name and way to reach the complainant", "投诉人姓名和联系方式")
                                    ),
                                ),
                            ),
                            ListItem(
                                "step-1.b",
                                (
                                    paragraph(
                                        "step-1.b.p",
                                        t("What happened, in the complainant’s own words", "以投诉人“原话”记录事实"),
                                    ),
                                ),
                            ),
                        ),
                    ),
                    Callout(
                        "step-1.note",
                        "caution",
                        (
                            paragraph(
                                "step-1.note.p",
                                t("Never ask for a card number by telephone.", "不得在电话中询问银行卡号。"),
                            ),
                        ),
                    ),
                ),
                inline_fact(t("1 hour", "1 小时")),
                t("QR-01 Complaint log", "QR-01 投诉台账"),
            ),
            cells(
                "step-2",
                "2",
                t("Complaints officer", "投诉主管"),
                t(
                    "Judge how serious the complaint is and whether safety is touched. If serious, go on with step 3.",
                    "评估投诉的严重程度以及是否涉及安全；若属严重投诉，执行第 3 步。",
                ),
                t("1 working day", "1 个工作日"),
                t("QR-02 Assessment", "QR-02 评估表"),
            ),
            cells(
                "step-3",
                "3",
                t("Managing director", "总经理"),
                t("Decide on measures and inform the complainant.", "决定措施并告知投诉人。"),
                t("5 working days", "5 个工作日"),
                "",
            ),
        ),
        caption=inline(t("Steps of handling", "处理步骤")),
    )
    body: Blocks = (
        Heading("purpose", 1, "1", inline(t("Purpose", "目的"))),
        paragraph(
            "purpose.p1",
            (
                Run(
                    t(
                        "This procedure says how we handle complaints. It follows the guidance of ",
                        "本程序规定投诉处理的要求，遵循",
                    )
                ),
                Strong(inline("ISO 10002")),
                Run(t(" and is ", "，并")),
                Emphasis(inline(t("binding", "强制执行"))),
                Run(t(" for everyone who takes part. See ", "，适用于所有参与人员。见")),
                Reference(inline(t("step 1", "第 1 步")), anchor="step-1"),
                Run(t(", ", "、")),
                Reference(inline("QP-07"), number="QP-07"),
                Run(t(" and ", "和")),
                Link("https://example.com/a?b=1&c=2", inline(t("our page for customers", "客户服务网页"))),
                Run(t(".", "。")),
            ),
        ),
        Heading("scope", 1, "2", inline(t("Scope", "范围"))),
        paragraph(
            "scope.p1",
            (
                Run(t("All complaints by letter, telephone, ", "所有书面、电话、")),
                Code("app"),
                LineBreak(),
                Run(t("and in person.", "以及当面投诉。")),
                Reference(inline("QP-99"), number="QP-99", planned=True),
            ),
        ),
        paragraph(
            "scope.p2",
            (Untranslated(t("zh", "en"), inline(t("内部投诉不适用。", "Complaints of employees are not covered."))),),
        ),
        Heading("process", 1, "6", inline(t("Process", "过程"))),
        Heading("flow", 2, "6.1", inline(t("Flowchart", "流程图"))),
        Flowchart(
            "flowchart",
            (drawing(zh),),
            t(
                "The receiver registers, the officer judges, the director decides on serious complaints.",
                "受理人登记，主管评估，总经理决定严重投诉。",
            ),
        ),
        Heading("steps-heading", 2, "6.2", inline(t("Steps", "步骤"))),
        paragraph("steps.lead", t("The steps in order:", "步骤如下：")),
        steps,
        Callout(
            "warning",
            "warning",
            (
                paragraph(
                    "warning.p1",
                    t(
                        "A complaint about injury goes to the managing director at once.",
                        "涉及人身伤害的投诉立即报告总经理。",
                    ),
                ),
                paragraph("warning.p2", t("Do not wait for the assessment.", "不必等待评估。")),
            ),
        ),
        Callout(
            "note",
            "note",
            (
                paragraph("note.p", t("The log holds no health data.", "台账不记录健康信息：")),
                ListBlock(
                    "note.l",
                    True,
                    (ListItem("note.l1", (paragraph("note.l1.p", t("not even abbreviated", "包括缩写")),)),),
                ),
            ),
        ),
        Heading("rules", 3, "6.2.1", inline(t("Rules for answers", "答复规则"))),
        ListBlock(
            "rules.list",
            True,
            (
                ListItem(
                    "r1", (paragraph("r1.p", t("Answer in the language of the complaint.", "以投诉所用语言答复。")),)
                ),
                ListItem(
                    "r2",
                    (
                        paragraph("r2.p", t("Answer each point:", "逐点答复：")),
                        ListBlock(
                            "r2.l",
                            True,
                            (
                                ListItem("r2a", (paragraph("r2a.p", t("what we found", "查明的事实")),)),
                                ListItem("r2b", (paragraph("r2b.p", t("what we do", "采取的措施")),)),
                            ),
                        ),
                        paragraph("r2.q", t("Leave nothing open.", "不得遗漏。")),
                    ),
                ),
            ),
        ),
        ListBlock(
            "second",
            True,
            (
                ListItem(
                    "s1", (paragraph("s1.p", t("A second list starts at one again.", "第二个列表重新从一开始。")),)
                ),
            ),
        ),
        Quote(
            "quote",
            (
                paragraph(
                    "quote.p",
                    t(
                        "“Thank you for telling us. I will call you back before noon.”",
                        "“感谢您的反馈，我会在中午前回电。”",
                    ),
                ),
            ),
        ),
        Example(
            "example",
            inline(t("An acknowledgement", "受理确认")),
            (
                paragraph(
                    "ex.r",
                    t(
                        "We received your letter on 3 March; number 2026-031.",
                        "我们已于 3 月 3 日收到您的来信，编号 2026-031。",
                    ),
                ),
            ),
            (paragraph("ex.w", t("We will get back to you in due course.", "我们会尽快处理。")),),
            (paragraph("ex.y", t("The reader learns the number and the day.", "读者得知编号和日期。")),),
        ),
        Picture(
            "picture",
            "pictures/desk.png",
            png(),
            (60, 30),
            t("A blue box", "蓝色方框"),
            inline(t("The desk", "服务台")),
            40,
        ),
        Heading("records", 1, "7", inline(t("Records", "记录"))),
        Table(
            "raci",
            "raci",
            (
                Column("task", inline(t("Task", "任务")), 4),
                Column("a", inline(t("First receiver", "首次受理人")), 2),
                Column("b", inline(t("Officer", "主管")), 2),
            ),
            (cells("raci-1", t("Register", "登记"), "R", "A"), cells("raci-2", t("Judge", "评估"), "C", "R")),
            generated=True,
        ),
        Paragraph("generated", inline(t("Related documents: QP-07.", "相关文件：QP-07。")), "generated"),
        Paragraph("caption", inline(t("A caption of its own", "单独的题注")), "caption"),
        Attachment("attachment", "files/letter.docx", b"x", inline(t("Model letter", "信函范本"))),
        Landscape(
            "wide",
            (
                Heading("matrix", 1, "A", inline(t("Matrix", "矩阵"))),
                Table(
                    "wide-table",
                    "plain",
                    tuple(Column(f"c{n}", inline(t(f"Column {n}", f"第 {n} 列")), 1) for n in range(1, 8)),
                    tuple(cells(f"w{r}", *(f"{r}.{n}" for n in range(1, 8))) for r in range(1, 4)),
                ),
            ),
        ),
        Heading("end", 1, "B", inline(t("Last words", "结束语"))),
        paragraph("end.p", t("Nothing follows.", "正文完。")),
    )
    return DocumentTree(control(language, status), body)


def inline_fact(text: str) -> Blocks:
    """A cell that prints a shared fact."""
    return (Paragraph(f"fact-{text}", (Fact("limits.register", inline(text)),)),)


def form_tree(language: str = "en") -> DocumentTree:
    """A form with a field of every kind and a table to be filled in."""
    zh = language == "zh"

    def t(english: str, chinese: str) -> str:
        return chinese if zh else english

    def field(field_id: str, label: str, kind: str = "text", lines: int = 1, **more: object) -> Field:
        values: dict[str, object] = {"required": False, "unit": "", "options": (), "rule": (), "example": ""} | more
        return Field(field_id, inline(label), kind, lines=lines, **values)  # type: ignore[arg-type]

    fields = (
        field("number", t("Complaint number", "投诉编号"), required=True, example="2026-031"),
        field("received", t("Received on", "收到日期"), "date", required=True),
        field("called", t("Called back", "回电时间"), "date-time"),
        field("amount", t("Amount claimed", "索赔金额"), "number", unit="CNY"),
        field(
            "channel",
            t("Channel", "渠道"),
            "choice",
            options=(t("letter", "信函"), t("telephone", "电话"), t("web", "网络")),
        ),
        field(
            "touches",
            t("Touches", "涉及"),
            "choices",
            options=(t("safety", "安全"), t("quality", "质量"), t("delivery", "交付")),
        ),
        field(
            "urgent",
            t("Urgent", "紧急"),
            "yes-no",
            rule=inline(t("Danger to people is always urgent.", "危及人身一律为紧急。")),
        ),
        field("story", t("What happened", "事实经过"), lines=5, required=True),
        field("signed", t("Received by", "受理人"), "signature", required=True),
    )
    actions = (
        field("what", t("Measure", "措施")),
        field("by", t("By", "责任人")),
        field("due", t("Due", "期限"), "date"),
        field("done", t("Done", "完成"), "yes-no"),
    )
    body: Blocks = (
        Heading("receipt", 1, "1", inline(t("Receipt", "受理"))),
        paragraph("receipt.p", t("Fill in while the complainant is on the line.", "与投诉人通话时填写。")),
        FieldGroup("receipt.fields", fields),
        Heading("measures", 1, "2", inline(t("Measures", "措施"))),
        FieldGroup("measures.fields", actions, repeat=4),
    )
    block = control(language, title=t("Complaint record", "投诉记录表"))
    return DocumentTree(block, body, form=True)


def odd_tree() -> DocumentTree:
    """A document of empty, nested and oversized blocks, as no author should write them."""
    choice = Field("f", (), "choice", True, 0, "", ("a", "a", "", " ", "b\x00"), (), "")
    fields = (choice, replace(choice, kind="choices", options=()), replace(choice, kind="yes-no"))
    one = (Column("c", (), 0),)
    inner = Table("inner", "raci", one, (Row("inner.r", (Cell(()),)),))
    callout = Callout("callout", "note", (ListBlock("empty-list", False, ()),))
    body: Blocks = (
        Heading("", 0, "", ()),
        Heading("", 9, "1.2.3.4.5", inline("deep")),
        ListBlock("", True, (ListItem("", ()), ListItem("item", (inner,)))),
        callout,
        Callout("", "note", (Picture("", "a.png", png(), (0, 0), "blue", (), 500),)),
        Callout("", "warning", (Table("nested", "plain", one, (Row("nested.r", (Cell((callout,)),)),)),)),
        Callout("", "caution", ()),
        Quote("", ()),
        Table("", "plain", one, ()),
        Table("cells", "plain", one, (Row("cells.r", (Cell((inner, Heading("h", 2, "9", inline("in a cell")))),)),)),
        Example("", (), (), (), ()),
        Example("", (), (inner,), (), (paragraph("why", "y"),)),
        Flowchart("", (), ""),
        Flowchart("odd", (Drawing(0, 0, 0, (Lane("", 0, 0),), (), (Edge(()), Edge(((0, 0), (0, 0)), "x"))),), "odd"),
        *(FieldGroup(f"g{repeat}", fields, repeat=repeat) for repeat in (0, 2)),
        FieldGroup("none", (), repeat=3),
        Attachment("", "", b"", ()),
        Landscape("", ()),
        Landscape("turned", (Landscape("turned-again", (paragraph("deep", "x"),)),)),
        Picture("tall", "a.png", png(), (1, 10000), "tall", inline("c"), 100),
        paragraph("p" * 300, Reference(inline("long"), anchor="p" * 300)),
        paragraph("ü.中文", Reference(inline("foreign"), anchor="ü.中文")),
        paragraph("links", (Link("http://[bad", inline("x")), Link("mailto:a@b.c?subject=ü ö", inline("m")))),
    )
    block = replace(control(), level=9, signatures=(), amendments=(), applies_to=())
    block = replace(block, title="", number="", company="", system="", owner="")
    return DocumentTree(block, body)
