"""Commands that tell something: they write nothing into the sources. Each is a thin function in `commands`."""

from pathlib import Path
from typing import Any

import click

from qmsdocs.cli.options import Day, as_of, form, main_group, options_of, quiet, root, say

REPORT_NAMES = ("management-review", "rectification", "surveillance", "readiness", "audit-programme")


@main_group.command("check")
@options_of(root, as_of, say, quiet)
@form("text", "json", "github", "sarif")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--no-cache", is_flag=True, help="Read everything anew.")
def check_command(**options: Any) -> int:
    """Finds every problem in the sources, with place and remedy."""
    from qmsdocs.commands.check import check

    return check(**options)


@main_group.command("list")
@options_of(root, as_of, say)
@form("text", "json")
def list_command(**options: Any) -> int:
    """Prints the master document list, with what comes next."""
    from qmsdocs.commands.show import list_documents

    return list_documents(**options)


@main_group.command("show")
@click.argument("number")
@options_of(root, as_of, say)
@click.option("--revision", help="The revision to show, or “working” (default: the one in force).")
@form("text", "json", "outline")
def show_command(**options: Any) -> int:
    """Tells who approved the document NUMBER, and with what proof. It prints all that is known of it; as outline, its
    text."""
    from qmsdocs.commands.show import show

    return show(**options)


@main_group.command("redline")
@click.argument("number", required=False)
@click.argument("old", metavar="[R1]", required=False)
@click.argument("new", metavar="[R2]", required=False)
@options_of(root, as_of, say, quiet)
@click.option("--base", metavar="REF", help="In place of revisions: all that the working tree changes.")
@form("word", "outline")
@click.option(
    "--output", type=click.Path(path_type=Path), help="The file; with --base the folder (default: dist/redlines)."
)
def redline_command(**options: Any) -> int:
    """Writes a Word file with the changes between two revisions. They are the revisions R1 and R2 of the document
    NUMBER, and the changes are tracked; “working” as R2 is the text in the working tree."""
    from qmsdocs.commands.redline import show_redline

    return show_redline(**options)


@main_group.command("changes")
@options_of(root, as_of, say)
@click.option("--since", "start", metavar="MOMENT", help="A day, a tag or a commit: what changed in force since.")
@click.option("--until", metavar="MOMENT", help="With --since: the other end (default: today).")
@click.option("--base", metavar="REF", help="A branch or commit: what the working tree changes against it.")
@form("text", "json", "markdown")
@click.option("--output", type=click.Path(path_type=Path), help="The file to write (default: the terminal).")
def changes_command(**options: Any) -> int:
    """Tells what changed and what that concerns. And who must still approve, and who must be trained."""
    from qmsdocs.commands.changes import show_changes

    return show_changes(**options)


@main_group.command("briefing")
@options_of(root, as_of, say)
@click.option("--since", "start", metavar="MOMENT", help="A day or a tag (default: the issue before the newest one).")
@click.option("--role", metavar="ROLE", help="Only the letter to this role, by key; “all” is the one to everybody.")
@form("text", "json", "markdown")
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="A folder: one file each.")
def briefing_command(**options: Any) -> int:
    """Writes to each role what is new for it, ready to be mailed. What changed and why, from when, what must be done
    until when; and one letter to everybody. With --output, in all languages of the house."""
    from qmsdocs.commands.briefing import show_briefing

    return show_briefing(**options)


@main_group.command("gap")
@click.argument("standard", required=False)
@options_of(root, as_of, say)
@form("text", "json", "word", "xlsx")
@click.option("--strict", is_flag=True, help="A clause that only the manual addresses counts as a gap.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
def gap_command(**options: Any) -> int:
    """Tells how well the documents cover STANDARD, clause by clause. The first standard of qms.yaml is the default;
    without --as-of it looks at the working tree."""
    from qmsdocs.commands.gap import show_gap

    return show_gap(**options)


@main_group.command("checklist")
@click.argument("standard", required=False)
@options_of(root, as_of, say)
@click.option("--clause", "clauses", multiple=True, metavar="CLAUSE", help="Only this clause and those below it.")
@click.option("--unit", "units", multiple=True, metavar="UNIT", help="Only what this department does or owns.")
@click.option("--document", "documents", multiple=True, metavar="NUMBER", help="Only this document.")
@form("text", "json", "word", "xlsx")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
def checklist_command(**options: Any) -> int:
    """Makes the checklist of an internal audit by STANDARD. It says what to ask at which step of what is in force, what
    to look at, how many records to draw and whom to talk to; each option may be given several times."""
    from qmsdocs.commands.checklist import show_checklist

    return show_checklist(**options)


@main_group.command("report")
@click.argument("name", metavar="REPORT", type=click.Choice(REPORT_NAMES))
@options_of(root, as_of, say)
@click.option("--since", "start", metavar="MOMENT", help="A day, a tag or a commit: what came since.")
@click.option(
    "--finding", "findings", multiple=True, metavar="RECORD", help="Rectification: a finding, or the audit it is from."
)
@form("text", "json", "word", "xlsx")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
def report_command(**options: Any) -> int:
    """Makes REPORT from the records and from what is in force. It is management-review (agenda with inputs),
    rectification (what was done about findings), surveillance (changes and results since the body was here), readiness
    (to apply) or audit-programme (what audits reach)."""
    from qmsdocs.commands.report import show_report

    return show_report(**options)


@main_group.command("analyse")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@options_of(root, as_of, say, quiet)
@click.option("--from", "start", type=Day(), help="The first day of the period; what is before serves the trend only.")
@form("text", "json")
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="(default: dist/analysis)")
def analyse_command(**options: Any) -> int:
    """Counts an extract of coded complaints, a .csv or .xlsx FILE. It tells what stands out and writes the report as
    page, Word file and workbook; a file with personal data, unknown codes or impossible dates is refused."""
    from qmsdocs.commands.analyse import analyse_file

    return analyse_file(**options)


@main_group.command("verify")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@options_of(root, as_of, say)
@click.option("--digest", metavar="SHA256", help="The digest of the zip, as you received it by another way.")
@click.option(
    "--signers",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Whose signatures count: an allowed_signers or .pub file (default: the keys of the house).",
)
@click.option("--strict", is_flag=True, help="A document that is no longer in force fails too.")
@form("text", "json")
def verify_command(**options: Any) -> int:
    """Tells what can be proved about each FILE. It is a bundle, as a zip or unpacked, a Word file, or a printed code;
    what is compared with history needs the house."""
    from qmsdocs.commands.verify import verify

    return verify(**options)


@main_group.command("due")
@options_of(root, as_of, say)
@click.option("--within", type=click.IntRange(0, 3660), metavar="DAYS", help="How far ahead (default: qms.yaml).")
@click.option("--strict", is_flag=True, help="What is coming counts as overdue.")
@form("text", "json", "ics")
@click.option("--output", type=click.Path(path_type=Path), help="The file to write (default: the terminal).")
def due_command(**options: Any) -> int:
    """Lists what is overdue (exit 1) and what falls due. These are reviews, external documents, approvals, training
    and roles, and copies to be taken back."""
    from qmsdocs.commands.due import show_due

    return show_due(**options)


@main_group.command("reading")
@options_of(root, as_of, say)
@click.option("--since", "start", metavar="MOMENT", help="A day, a tag or a commit: what came into force since, too.")
@form("text", "json", "word")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
def reading_command(**options: Any) -> int:
    """Lists who must read which revision until when. These are the approved revisions that are not in force yet; as
    Word it is the sheet on which the holders of each role sign."""
    from qmsdocs.commands.reading_list import show_reading

    return show_reading(**options)


@main_group.command("explain")
@click.argument("rule", required=False)
@say
def explain_command(**options: Any) -> int:
    """Tells why RULE exists and how to mend a finding. It names the clause behind it; without RULE, lists all rules."""
    from qmsdocs.commands.explain import explain

    return explain(**options)
