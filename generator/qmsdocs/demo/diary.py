"""Three years of Linden Bicycles as a diary: what happened on which day, and what it shows of documents and of git.

Days count from the last one. To change the life, change a line here; the documents themselves stand in `linden/`.
"""

from datetime import timedelta

from qmsdocs.demo.house import House, Person
from qmsdocs.demo.signing import PUBLIC_KEY
from qmsdocs.source.notation import Bare

HANNA = Person("h-linden", "managing-director", "Hanna Linden", "hanna@linden-bicycles.example")
JORIS = Person("j-brandt", "quality-manager", "Joris Brandt", "joris@linden-bicycles.example")
MEI = Person("mei-tan", "quality-manager", "Mei Tan", "mei@linden-bicycles.example")
LOTTE = Person("l-smit", "document-controller", "Lotte Smit", "lotte@linden-bicycles.example")
SOFIE = Person("s-kramer", "head-of-service", "Sofie Kramer", "sofie@linden-bicycles.example")
DAAN = Person("d-visser", "workshop-lead", "Daan Visser", "daan@linden-bicycles.example")
JUN = Person("wu-jun", "service-adviser", "Wu Jun", "jun@linden-bicycles.example")
FORGE = Person("", "", "Forge of Linden Bicycles", "noreply@forge.linden-bicycles.example")

TOLD = "      - {id: told, label: Rider told to stop, kind: date-time}\n"
"""The field that QR-01 lacked."""
QMS, PEOPLE, LIMITS = "qms.yaml", "manual/organization.yaml", "manual/parameters.yaml"

QUIET_DAY = -500
"""A day in between, on which nothing happens."""
SECOND_ISSUE = -371
FASTER_FROM = -230
"""The day from which customers are acknowledged faster."""


def live(house: House) -> str:
    """Lives through the three years; gives the commit that makes an approval void."""
    _adoption(house)
    _first_issues(house)
    _signed_policy(house)
    _squashed_procedure(house)
    _sheet_of_paper(house)
    _form(house)
    _paper_copies(house)
    house.on(-737).issue(LOTTE)
    _withdrawal(house)
    _emergency(house)
    _exchanged_copies(house)
    _new_quality_manager(house)
    _certificate(house)
    _successor(house)
    _forms_of_the_system(house)
    house.on(SECOND_ISSUE).issue(LOTTE)
    _new_folder(house)
    _gap_assessment(house)
    _review(house)
    _faster_acknowledgement(house)
    _audit(house)
    void = _tidied_wording(house)
    _findings(house)
    _deputy(house)
    _review_of_the_year(house)
    _applied_for(house)
    _concession(house)
    _surveillance(house)
    _effect(house)
    _application(house)
    _revision_to_come(house)
    _correction(house)
    house.on(-7).issue(LOTTE)
    return void


# ── The first year ───────────────────────────────────────────────────────────


def _adoption(house: House) -> None:
    """The documents come over from paper, with the revisions that they had there."""
    house.on(-1099).take("qms", "qms.zh", "manual/standards", "organization", "organization.zh", "parameters")
    house.take("parameters.zh", "external_documents", "external_documents.zh", "mkdocs", "docs_src")
    house.write(".gitattributes", "* text=auto eol=lf\n").write(".gitignore", "/dist/\n/site/\n")
    house.commit(LOTTE, "Settings, people and limits of the house")
    house.on(-1095).take("PO-01", "QP-01", "WI-01", "WI-02", "WI-04", "QR-01")
    house.commit(LOTTE, "The documents as they hang on the wall")
    house.on(-1093).take("QP-01.zh", "WI-01.zh").commit(JUN, "Chinese translations of QP-01 and WI-01")
    house.on(-1085).replace(QMS, "branch: main\n", "branch: main\ncontrolled_from: adopted\n")
    house.commit(LOTTE, "Adopt revision control\n\nFrom here on, every change of a document is a revision.")
    house.tag("adopted", LOTTE, "Controlled history starts here")


def _first_issues(house: House) -> None:
    """Five first revisions on a branch, each approved by its own approver; a real merge."""
    first = ("", "First issue.", "Procedures and forms need one roof.")
    change = house.on(-1080).branch().take("QM-01", "QP-02", "QP-03", "WI-03", "QR-02")
    for number, author in {"QM-01": LOTTE, "QP-02": SOFIE, "QP-03": LOTTE, "WI-03": DAAN, "QR-02": DAAN}.items():
        change.revise(number, "1.0", "new edition", -1040, first, by=author, request="CR-01")
    change.commit(LOTTE, "CR-01: draft the manual and what is missing below it")
    house.on(-1074).replace(PEOPLE, "Voorbeeldstraat 3", "Voorbeeldstraat 5")
    house.commit(LOTTE, "The shop has moved next door")
    change.on(-1067).approve("QP-02", "QP-03", "QR-02", by=JORIS)
    change.commit(JORIS, "CR-01: approve QP-02, QP-03 and QR-02")
    change.on(-1066).approve("WI-03", by=SOFIE).commit(SOFIE, "CR-01: approve WI-03")
    change.on(-1064).approve("QM-01", by=HANNA).commit(HANNA, "CR-01: approve QM-01")
    house.on(-1060).merge(change, LOTTE, "Merge CR-01: QM-01, QP-02, QP-03, WI-03, QR-02")


def _signed_policy(house: House) -> None:
    """A signed approval; the key is registered before it vouches for anything."""
    address = "    emails: [hanna@linden-bicycles.example]\n"
    house.on(-1030).replace(PEOPLE, address, f"{address}    keys:\n      - {PUBLIC_KEY}\n")
    house.commit(LOTTE, "Register the signing key of Hanna Linden")
    lend = ("chapters.promise", "Whoever borrows a bicycle may complain too.", "We lend bicycles since spring.")
    house.on(-1003).replace("PO-01", "rides, buys or repairs one", "rides, borrows, buys or repairs one")
    house.revise("PO-01", "3.0", "new edition", -980, lend, by=JORIS, request="CR-02")
    house.commit(JORIS, "CR-02: draft PO-01 3.0")
    house.on(-1000).approve("PO-01", by=HANNA).commit(HANNA, "CR-02: approve PO-01 3.0", signed=True)


def _squashed_procedure(house: House) -> None:
    """A squash merge: the forge makes one commit, and that Joris committed his approval can no longer be seen."""
    two = ("steps.hand-over", "Deciding moved to QP-02.", "Whoever hears a complaint does not decide it.")
    change = house.on(-945).branch()
    change.replace("QP-01", "Ask the workshop, decide, and write the answer.", "Go on by [QP-02].")
    change.revise("QP-01", "3.0", "new edition", -910, two, by=SOFIE, request="CR-03").commit(SOFIE, "Write QP-01 3.0")
    change.on(-938).approve("QP-01", by=JORIS).commit(JORIS, "Approve QP-01 3.0")
    house.on(-935).squash(change, SOFIE, FORGE, "CR-03: QP-01 3.0 (#3)\n\nApproved-by: Joris Brandt")
    house.on(-930).translate("QP-01", "3.0", MEI, ("询问车间，作出决定，书面答复顾客。", "按 [QP-02] 执行。"))
    house.commit(JUN, "QP-01 3.0 in Chinese")


def _sheet_of_paper(house: House) -> None:
    """An approval on paper, entered by somebody else."""
    slow = ("steps.promise", "The number is said slowly.", "Two callers noted a wrong number.")
    house.on(-889).replace("WI-01", "Say the number twice.", "Say the number twice, slowly.")
    house.revise("WI-01", "1.3", "change", -860, slow, by=JUN, train=["service-adviser"])
    house.commit(JUN, "Draft WI-01 1.3")
    sheet = {"entered_by": LOTTE.key, "original": "Folder 7, sheet 12"}
    house.on(-880).approve("WI-01", by=SOFIE, paper=sheet)
    house.commit(LOTTE, "Enter the sheet on which Sofie signed WI-01 1.3")
    house.on(-875).translate("WI-01", "1.3", MEI, ("编号说两遍。", "编号慢速说两遍。"))
    house.commit(JUN, "WI-01 1.3 in Chinese")


def _form(house: House) -> None:
    """A form changes; its revision from paper stays in the amendment record."""
    wish = ("sections.complaint", "What the customer wants must be filled in.", "Remedies missed what people wanted.")
    house.on(-770).replace("QR-01", "lines: 2}", "lines: 2, required: true}")
    house.revise("QR-01", "1.1", "change", -750, wish, by=SOFIE, train=["service-adviser"])
    house.commit(SOFIE, "Draft QR-01 1.1")
    house.on(-765).approve("QR-01", by=JORIS).commit(JORIS, "Approve QR-01 1.1")


def _paper_copies(house: House) -> None:
    """Paper for those who have no screen at hand, and a copy for the certification body that nobody takes back."""
    house.on(-745).hand_out("WI-03", 1, "1.0", DAAN.role, LOTTE)
    house.hand_out("WI-03", 2, "1.0", "Paint shop, Voorbeeldstraat 5", LOTTE)
    house.hand_out("QM-01", 1, "1.0", "Certification body, lead auditor", LOTTE, kind="information")
    house.commit(LOTTE, "Paper copies of WI-03, and QM-01 for the auditor")


# ── The second year ──────────────────────────────────────────────────────────


def _withdrawal(house: House) -> None:
    house.on(-640).withdraw("WI-04", -630, SOFIE, "We have no stand at fairs any more.")
    house.commit(SOFIE, "Withdraw WI-04")


def _emergency(house: House) -> None:
    """In force on the day of its approval; people are trained afterwards."""
    fork = ("steps.look", "The fork is taken out.", "A crack inside a fork crown was not seen from outside.")
    house.on(-560).replace("WI-03", "under the lamp.", "under the lamp; take the fork out first.")
    house.revise(
        "WI-03",
        "1.1",
        "change",
        -560,
        fork,
        by=DAAN,
        request="CR-04",
        train=["workshop-lead"],
        trained=-546,
        emergency=Bare("true"),
    )
    house.commit(DAAN, "CR-04: draft WI-03 1.1, an emergency")
    house.approve("WI-03", by=SOFIE).commit(SOFIE, "CR-04: approve WI-03 1.1, in force today")


def _exchanged_copies(house: House) -> None:
    """On the day of the emergency the workshop gives its old copy back; that of the paint shop is forgotten."""
    house.take_back(1, LOTTE).hand_out("WI-03", 1, "1.1", DAAN.role, LOTTE)
    house.commit(LOTTE, "WI-03 1.1 on paper for the workshop; the old copy is destroyed")


def _new_quality_manager(house: House) -> None:
    """A role changes hands; what Joris approved stays approved."""
    first = house.day(-420)
    last = first - timedelta(days=1)
    joris, mei = f"{{person: j-brandt, from: {house.day(-3000)}", f"{{person: mei-tan, from: {house.day(-2000)}"
    house.on(-425).replace(PEOPLE, joris, f"{joris}, to: {last}}}\n      - {{person: mei-tan, from: {first}")
    house.replace(PEOPLE, mei, f"{mei}, to: {last}")
    house.commit(LOTTE, "Mei Tan follows Joris Brandt as quality manager")


def _certificate(house: House) -> None:
    """The first certificate, with the pack that the body got; the passport is in no commit."""
    house.on(-415).take("certification", "certification.zh", "licence")
    house.replace(".gitignore", "/site/\n", "/site/\n/manual/application/private/\n")
    house.commit(LOTTE, "What the certification body asked for")
    certificate = f"""\
certificates:
  complaints-handling:
    title: Complaints handling in workshop and shop
    standard: ISO 10002:2018
    number: EX-0117
    body: Example Certification
    issued: {house.day(-402)}
    expires: {house.day(693)}
    surveillance: []
"""
    house.on(-400).replace("certification", "certificates: {}\n", certificate)
    house.commit(MEI, "We are certified")


def _successor(house: House) -> None:
    """WI-05 takes the place of WI-02, and QP-01 points to it: one change order, in force on one day."""
    new = ("", "One instruction for letters, e-mails and messages.", "Half of all complaints come as messages.")
    points = ("steps.receive", "WI-05 takes the place of WI-02.", "WI-02 knew letters only.")
    house.on(-405).take("WI-05")
    house.replace("QP-01", "with letters and e-mail by [WI-02]", "with everything written by [WI-05]")
    house.revise("WI-05", "1.0", "new edition", -385, new, by=JUN, request="CR-05", supersedes=["WI-02"])
    house.revise("QP-01", "3.1", "change", -385, points, by=SOFIE, request="CR-05")
    house.commit(SOFIE, "CR-05: draft WI-05 1.0 and QP-01 3.1")
    house.on(-400).approve("WI-05", by=SOFIE).withdraw("WI-02", -385, SOFIE, "It knew letters only.", "WI-05")
    house.commit(SOFIE, "CR-05: approve WI-05 1.0 in place of WI-02")
    house.on(-398).approve("QP-01", by=MEI).commit(MEI, "CR-05: approve QP-01 3.1")
    house.on(-390).translate("QP-01", "3.1", MEI, ("信函和电子邮件按 [WI-02] 执行", "书面投诉按 [WI-05] 执行"))
    house.commit(JUN, "QP-01 3.1 in Chinese")


def _forms_of_the_system(house: House) -> None:
    """What the house does with its own system gets a procedure and forms, as complaints have."""
    first = ("", "First issue.", "What we audit and decide stood in mails.")
    new = "QP-04", "QR-03", "QR-04", "QR-05", "QR-06", "QR-07"
    house.on(-389).take(*new)
    for number in new:
        house.revise(number, "1.0", "new edition", -380, first, by=LOTTE, train=[SOFIE.role, DAAN.role, MEI.role])
    house.commit(LOTTE, "Draft a procedure and forms for audits, findings, training and reviews")
    house.on(-386).approve(*new, by=MEI).commit(MEI, "Approve QP-04 and QR-03 to QR-07")


def _new_folder(house: House) -> None:
    house.on(-367).move("work_instructions", "instructions")
    house.replace(QMS, "folder: work_instructions", "folder: instructions")
    house.commit(LOTTE, "A shorter name for the folder")


# ── The third year ───────────────────────────────────────────────────────────


def _gap_assessment(house: House) -> None:
    """Where the house stands, and what it will do about it."""
    house.on(-345).take("channels", "channels.zh").file("GA-001").commit(MEI, "Gap assessment, and the two channels")
    house.on(-342).file("ME-001").close("ME-001", by=MEI).commit(MEI, "Meeting on the gap assessment")
    house.on(-340).file("TR-001").commit(MEI, "Training plan of the year")


def _review(house: House) -> None:
    house.on(-330).keep("QP-03", LOTTE, "The issues of two years looked through; nothing to change.")
    house.commit(LOTTE, "Review of QP-03: it stays as it is")
    house.on(-302).done("TR-001", "lines", 1, shown="Signed lists of both sites, folder 9")
    house.commit(SOFIE, "Training: hearing danger")


def _faster_acknowledgement(house: House) -> None:
    """One limit, four documents, one change order; until its day the old value holds."""
    faster = ("", "Customers are acknowledged within 1 working day instead of 3.", "Most calls asked for just that.")
    bounced = ("steps.acknowledge", "What comes back counts as not sent.", "A wrong address went unnoticed.")
    change = house.on(-255).branch().replace(LIMITS, "value: 3 working days", "value: 1 working day")
    change.replace("parameters.zh", "3个工作日", "1个工作日")
    change.replace("QP-01", "that the customer prefers.", "that the customer prefers. What comes back is not sent.")
    change.revise("QP-01", "3.2", "change", FASTER_FROM, faster, bounced, by=SOFIE, request="CR-06")
    for number, label, author in (("QM-01", "1.1", LOTTE), ("WI-01", "1.4", JUN), ("WI-05", "1.1", JUN)):
        change.revise(number, label, "change", FASTER_FROM, faster, by=author, request="CR-06")
    change.commit(LOTTE, "CR-06: acknowledge within one working day")
    change.on(-250).approve("WI-01", "WI-05", by=SOFIE).commit(SOFIE, "CR-06: approve WI-01 1.4 and WI-05 1.1")
    change.on(-248).approve("QP-01", by=MEI).commit(MEI, "CR-06: approve QP-01 3.2")
    change.on(-246).approve("QM-01", by=HANNA).commit(HANNA, "CR-06: approve QM-01 1.1")
    house.on(-240).merge(change, LOTTE, "Merge CR-06: acknowledge within one working day")
    house.on(-229).done("GA-001", "clauses", 5, "actions", 1, shown="[QP-01] revision 3.2").file("TR-001")
    house.commit(SOFIE, "One working day is in force; training")
    # WI-01 follows in Chinese, QP-01 stays behind.
    house.on(-225).translate("WI-01", "1.4", MEI).commit(JUN, "WI-01 1.4 in Chinese")


def _audit(house: House) -> None:
    """What was learnt in spring, and an audit with three findings, led by one who holds no role any more."""
    house.on(-200).file("CM-001").commit(MEI, "Competence matrix")
    day, told = str(house.day(-172)), "Of 60 complaints 59 were acknowledged within one working day."
    seen = {"on": day, "by": MEI.role, "how": told, "result": "effective"}
    house.on(-172).enter("TR-001", ("lines", "2", "effect"), seen).commit(MEI, "Training for one working day works")
    house.on(-170).file("IR-001").done("GA-001", "clauses", 11, "actions", 1, shown="[IR-001]")
    house.commit(MEI, "Register of improvements")
    house.on(-165).file("AP-001").commit(MEI, "Audit programme")
    house.on(-150).replace("external_documents", str(house.day(-1099)), str(house.now))
    house.commit(LOTTE, "ISO 10002:2018 is still the current edition")
    house.on(-140).file("PL-001").commit(JORIS, "Plan of the audit")
    house.on(-125).file("AR-001", "NC-001", "NC-002", "NC-003")
    house.enter("AP-001", ("audits", "1", "report"), "AR-001").done(
        "GA-001", "survey", 2, "actions", 1, shown="[AR-001], first question"
    )
    house.close("PL-001", "AR-001", by=JORIS).commit(JORIS, "Audit of both sites: three findings")


def _tidied_wording(house: House) -> str:
    """Well meant, and not a revision: from this commit on, the approval of QP-02 1.0 is void."""
    house.on(-120).replace("QP-02", "is replaced, whatever its age.", "is replaced while its guarantee lasts.")
    return house.commit(DAAN, "Tidy the wording of QP-02")


def _findings(house: House) -> None:
    """Cause and actions of each finding, and the two revisions that fix two of them."""
    house.on(-119).file("NC-001", "NC-002").commit(SOFIE, "NC-001 and NC-002: cause and actions")
    house.on(-119).file("NC-003").done("NC-003", "correction", 1, shown="Photograph of the wall, folder 11")
    house.file("IR-001").commit(LOTTE, "NC-003: cause and actions; the load at the bench")
    shows = ("steps.take-in", "The time of receipt is copied at once.", "A message shows its time for one day only.")
    told = ("sections.receipt", "The time at which the rider was told.", "Nobody could show when riders were told.")
    house.on(-118).replace(
        "WI-05", "or the time that the message shows.", "or the time that the message shows: copy it at once."
    )
    house.replace("QR-01", "hurt?, kind: yes-no, required: true}\n", "hurt?, kind: yes-no, required: true}\n" + TOLD)
    house.revise("WI-05", "1.2", "change", -100, shows, by=JUN, request="CR-07")
    house.revise("QR-01", "1.2", "change", -100, told, by=SOFIE, request="CR-07", train=[JUN.role, SOFIE.role])
    house.commit(JUN, "CR-07: draft WI-05 1.2 and QR-01 1.2")
    house.on(-116).approve("WI-05", by=SOFIE).commit(SOFIE, "CR-07: approve WI-05 1.2")
    for name in ("NC-001", "NC-002"):
        house.done(name, "correction", 1, shown="Entered, marked as added later")
    house.approve("QR-01", by=MEI).commit(MEI, "CR-07: approve QR-01 1.2; the times are entered")
    house.on(-103).file("ME-002").close("ME-002", by=SOFIE).commit(SOFIE, "Briefing on the audit")
    house.on(-100).file("TR-001", "NC-001", "NC-002")
    for name, fixed in (("NC-001", "[WI-05] revision 1.2"), ("NC-002", "[QR-01] revision 1.2")):
        house.done(name, "actions", 1, shown=fixed)
    house.commit(SOFIE, "WI-05 1.2 and QR-01 1.2 are in force; training, one is open")
    house.on(-92).file("TR-001")
    for name in ("NC-001", "NC-002"):
        house.done(name, "actions", 2, shown="[TR-001]")
    house.commit(JUN, "Second training in Taicang")


def _deputy(house: House) -> None:
    mei = f"      - {{person: mei-tan, from: {house.day(-420)}}}\n"
    sofie = f"      - {{person: s-kramer, from: {house.day(-60)}, to: {house.day(30)}, deputy: true}}\n"
    house.on(-65).replace(PEOPLE, mei, mei + sofie).commit(LOTTE, "Sofie Kramer stands in for Mei Tan")


def _review_of_the_year(house: House) -> None:
    house.on(-61).file("MR-001", "IR-001").close("GA-001", by=MEI).commit(MEI, "Review of the year")


def _applied_for(house: House) -> None:
    """The pack of the first certificate names the records of the year."""
    audit, review = "    shows: internal-audit\n    records: []\n", "    shows: management-review\n    records: []\n"
    first = f"{{title: Audit of both sites, where: {house.path('AR-001')}, on: {house.day(-125)}}}"
    second = f"{{title: Review of the year, where: {house.path('MR-001')}, on: {house.day(-61)}}}"
    house.on(-60).replace("certification", audit, audit.replace("[]", f"[{first}]"))
    house.replace("certification", review, review.replace("[]", f"[{second}]"))
    for place, title, where in (
        ("计划、检查表、报告及纠正情况。", "两个场所的审核", house.path("AR-001")),
        ("评审报告及决议。", "年度评审", house.path("MR-001")),
    ):
        told = f"{place}\n    records:\n      1: {{title: {title}, where: {where}}}"
        house.replace("certification.zh", place, told)
    house.commit(MEI, "Internal audit and management review are done")


def _concession(house: House) -> None:
    """A departure for a time, at one site; it expires by itself."""
    bench = {"what": "The frame is judged by eye and ruler.", "reason": "The test bench in Taicang is being repaired."}
    house.on(-44).concede("WI-03", "bench-repair", -40, 50, SOFIE, steps=["load-test"], sites=["taicang"], **bench)
    house.commit(SOFIE, "Concession for Taicang while the test bench is away")


def _surveillance(house: House) -> None:
    """The body comes for the first time again."""
    house.on(-43).replace("certification", "surveillance: []", f"surveillance: [{house.day(-45)}]").file("SV-001")
    house.close("SV-001", by=MEI).commit(MEI, "The first surveillance audit")


def _effect(house: House) -> None:
    """Joris looks again, and two findings are closed; what was decided is done."""
    house.on(-41).file("NC-001", "NC-002").commit(JORIS, "NC-001 and NC-002: the cause is gone")
    seen = {"on": str(house.now), "by": MEI.role, "how": "The two findings: 40 of 40 complete.", "result": "effective"}
    house.on(-38).enter("TR-001", ("lines", "3", "effect"), seen).close("NC-001", "NC-002", by=MEI)
    house.commit(MEI, "Close NC-001 and NC-002")


def _application(house: House) -> None:
    """The certificate is to hold for Taicang as well: the body is chosen, and the pack is complete."""
    house.on(-37).file("CB-001").close("CB-001", by=MEI).commit(MEI, "Example Certification also for Taicang")
    house.done("MR-001", "decisions", 2, shown="First list of a Monday, folder 11")
    house.commit(JUN, "Every Monday: cases without an answer")
    house.on(-34).take("statement")
    sample = f'{{revision: "1.2", on: {house.day(-39)}, where: "Folder 11, names made unreadable"}}'
    form = "    form: QR-01\n"
    house.replace("certification", form, f"{form}    samples: [{sample}]\n")
    needed = "    needed: usually\n"
    house.replace("certification", needed, f"{needed}    files: [{{file: application/statement.pdf}}]\n")
    house.replace("certification", "This is our first certificate.", "The body is the one that certified us first.")
    house.replace("certification.zh", "本公司首次取证。", "认证机构即为首次发证的机构。")
    told = "填写完整的记录若干份，隐去顾客信息。"
    house.replace("certification.zh", f"{told}}}", f"{told}, samples: {{1: {{where: 11号文件夹，姓名已隐去}}}}}}")
    house.commit(MEI, "Application for Taicang: the pack is complete")
    house.on(-32).done("MR-001", "decisions", 1, shown="Four lamps, bill in folder 3")
    house.done("IR-001", "improvements", 3, shown="Four lamps, bill in folder 3").commit(DAAN, "A lamp for each bench")


def _correction(house: House) -> None:
    """A closed record is corrected, and says so."""
    house.on(-12).replace(
        house.record("NC-002"),
        "All 6 records with danger since the new form; 6 tell",
        "All 5 records with danger since the new form; 5 tell",
    )
    why = "One of the six was of a bicycle without danger; the answer had been corrected later."
    house.close("NC-002", by=JORIS, what="Effect: 6 records read as 5", why=why)
    house.commit(JORIS, "NC-002: a number is corrected")
    house.on(-11).file_in_chinese("AR-001", "NC-001", "NC-002", "NC-003")
    house.commit(JUN, "The audit and its findings in Chinese")


def _revision_to_come(house: House) -> None:
    """Approved, and not in force before its day."""
    copies = ("steps.issue", "Paper copies are destroyed.", "An old copy hung in the paint shop.")
    house.on(-30).hand_out("QP-03", 1, "1.0", JUN.key, LOTTE).commit(LOTTE, "QP-03 on paper for Taicang")
    house.on(-17).replace("QP-03", "Take paper copies back on the day", "Destroy paper copies on the day")
    house.revise("QP-03", "1.1", "change", 21, copies, by=LOTTE, request="CR-08").file("NC-003").commit(
        LOTTE, "CR-08: draft QP-03 1.1"
    )
    house.on(-14).approve("QP-03", by=MEI).file("TR-001")
    house.done("NC-003", "actions", 1, shown="[QP-03] revision 1.1, from its day on").commit(
        MEI, "CR-08: approve QP-03 1.1"
    )
