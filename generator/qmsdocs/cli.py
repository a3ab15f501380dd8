"""The command line: options in, an exit code out. Each command is a thin function in `commands`.

Exit codes: 0 clean, 1 findings, 2 wrong usage, 3 our fault. Nothing here knows what a document is.
"""

import io
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from qmsdocs import __version__
from qmsdocs.commands.refusal import Refused
from qmsdocs.locale import label

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day on the command line, 2026-11-24."""

    name = "date"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> date:
        """The day that `value` names; wrong usage when it names none."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(label(_language(), "usage.day", value=value), parameter, context)


def _language() -> str:
    """The language of messages: QMSDOCS_LANGUAGE, else the locale of the user."""
    named = os.environ.get("QMSDOCS_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return "zh" if named.lower().startswith("zh") else "en"


_root = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    help="The repository (default: this folder).",
)
_as_of = click.option("--as-of", type=Day(), help="The day whose state is shown, YYYY-MM-DD (default: today).")
_say = click.option("--language", type=click.Choice(("en", "zh")), default=_language, help="The language of messages.")
_quiet = click.option("--quiet", "-q", is_flag=True, help="Print problems only.")


def _format(*forms: str) -> Callable[[F], F]:
    """The option that chooses among the forms of an output; the first is the default."""
    return click.option(
        "--format", "form", type=click.Choice(forms), default=forms[0], help=f"The form (default: {forms[0]})."
    )


def _options(*options: Callable[[F], F]) -> Callable[[F], F]:
    def apply(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return apply


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="qmsdocs")
def main_group() -> None:
    """Compiles a quality-management system kept as YAML in git into a manual site and controlled Word documents."""


@main_group.command("check")
@_options(_root, _as_of, _say, _quiet)
@_format("text", "json", "github", "sarif")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--no-cache", is_flag=True, help="Read everything anew.")
def check_command(**options: Any) -> int:
    """Finds every problem in the sources, with place and remedy."""
    from qmsdocs.commands.check import check

    return check(**options)


@main_group.command("build")
@_options(_root, _as_of, _say, _quiet)
@click.option("--output", type=click.Path(path_type=Path), help="Where the Word files go (default: dist/word).")
@click.option("--site/--no-site", default=True, help="Build the site too.")
@click.option("--word/--no-word", default=True, help="Write the Word files too.")
@click.option("--preview", is_flag=True, help="Show the working tree, drafts and all, in place of what is in force.")
@click.option("--page-numbers", is_flag=True, help="True page numbers in the contents, by way of LibreOffice.")
def build_command(**options: Any) -> int:
    """Writes the Word files and the manual site. What did not change is left alone."""
    from qmsdocs.commands.build import build

    return build(**options)


@main_group.command("serve")
@_options(_root, _as_of, _say)
@click.option("--address", default="127.0.0.1:8000", help="Address and port.")
def serve_command(**options: Any) -> int:
    """Shows the site while you write. A saved change is visible at once."""
    from qmsdocs.commands.serve import serve

    return serve(**options)


@main_group.command("export")
@_options(_root, _as_of, _say, _quiet)
@click.option("--output", type=click.Path(path_type=Path), default=Path("dist/export"), help="The folder to write.")
def export_command(**options: Any) -> int:
    """Writes the pages as a folder that plain MkDocs can build. They are those of the site; qmsdocs is not needed."""
    from qmsdocs.commands.export import export

    return export(**options)


@main_group.command("list")
@_options(_root, _as_of, _say)
@_format("text", "json")
def list_command(**options: Any) -> int:
    """Prints the master document list, with what comes next."""
    from qmsdocs.commands.show import list_documents

    return list_documents(**options)


@main_group.command("show")
@click.argument("number")
@_options(_root, _as_of, _say)
@click.option("--revision", help="The revision to show, or “working” (default: the one in force).")
@_format("text", "json", "outline")
def show_command(**options: Any) -> int:
    """Tells who approved the document NUMBER, and with what proof. It prints all that is known of it; as outline, its
    text."""
    from qmsdocs.commands.show import show

    return show(**options)


@main_group.command("redline")
@click.argument("number", required=False)
@click.argument("old", metavar="[R1]", required=False)
@click.argument("new", metavar="[R2]", required=False)
@_options(_root, _as_of, _say, _quiet)
@click.option("--base", metavar="REF", help="In place of revisions: all that the working tree changes.")
@_format("word", "outline")
@click.option(
    "--output", type=click.Path(path_type=Path), help="The file; with --base the folder (default: dist/redlines)."
)
def redline_command(**options: Any) -> int:
    """Writes a Word file with the changes between two revisions. They are the revisions R1 and R2 of the document
    NUMBER, and the changes are tracked; “working” as R2 is the text in the working tree."""
    from qmsdocs.commands.redline import show_redline

    return show_redline(**options)


@main_group.command("changes")
@_options(_root, _as_of, _say)
@click.option("--since", "start", metavar="MOMENT", help="A day, a tag or a commit: what changed in force since.")
@click.option("--until", metavar="MOMENT", help="With --since: the other end (default: today).")
@click.option("--base", metavar="REF", help="A branch or commit: what the working tree changes against it.")
@_format("text", "json", "markdown")
@click.option("--output", type=click.Path(path_type=Path), help="The file to write (default: the terminal).")
def changes_command(**options: Any) -> int:
    """Tells what changed and what that concerns. And who must still approve, and who must be trained."""
    from qmsdocs.commands.changes import show_changes

    return show_changes(**options)


@main_group.command("gap")
@click.argument("standard", required=False)
@_options(_root, _as_of, _say)
@_format("text", "json", "word", "xlsx")
@click.option("--strict", is_flag=True, help="A clause that only the manual addresses counts as a gap.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
def gap_command(**options: Any) -> int:
    """Tells how well the documents cover STANDARD, clause by clause. The first standard of qms.yaml is the default;
    without --as-of it looks at the working tree."""
    from qmsdocs.commands.gap import show_gap

    return show_gap(**options)


@main_group.command("bundle")
@_options(_root, _as_of, _quiet)
@click.option("--tag", metavar="TAG", help="In place of a day: the state that this tag names.")
@click.option("--since", metavar="MOMENT", help="A day or a tag: tell what changed since, with redlines.")
@click.option("--language", "content", type=click.Choice(("en", "zh", "both")), help="(default: those of the house)")
@click.option("--site", metavar="SITE", help="Only what applies at this site, by key.")
@click.option("--audience", metavar="LEVEL", help="Withhold what is classified above this level.")
@click.option("--pack", multiple=True, type=click.Choice(("application",)), help="Add the certification application.")
@click.option("--personal-data", is_flag=True, help="Let the application hold files with personal data.")
@click.option("--pdf", is_flag=True, help="Add a PDF of each document, by way of LibreOffice.")
@click.option(
    "--sign", metavar="[KEY]", is_flag=False, flag_value="git", help="Sign with this SSH key (default: git's)."
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The zip (default: in dist/bundle).")
def bundle_command(**options: Any) -> int:
    """Writes one zip for the auditor. All that is in force as Word files, with registers, approvals, changes and a
    manifest; the digest that is printed is sent by another way."""
    from qmsdocs.commands.bundle import write_bundle

    return write_bundle(language=_language(), **options)


@main_group.command("verify")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@_options(_root, _as_of, _say)
@click.option("--digest", metavar="SHA256", help="The digest of the zip, as you received it by another way.")
@click.option(
    "--signers",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Whose signatures count: an allowed_signers or .pub file (default: the keys of the house).",
)
@click.option("--strict", is_flag=True, help="A document that is no longer in force fails too.")
@_format("text", "json")
def verify_command(**options: Any) -> int:
    """Tells what can be proved about each FILE. It is a bundle, as a zip or unpacked, a Word file, or a printed code;
    what is compared with history needs the house."""
    from qmsdocs.commands.verify import verify

    return verify(**options)


@main_group.command("due")
@_options(_root, _as_of, _say)
@click.option("--within", type=click.IntRange(0, 3660), metavar="DAYS", help="How far ahead (default: qms.yaml).")
@click.option("--strict", is_flag=True, help="What is coming counts as overdue.")
@_format("text", "json", "ics")
@click.option("--output", type=click.Path(path_type=Path), help="The file to write (default: the terminal).")
def due_command(**options: Any) -> int:
    """Lists what is overdue (exit 1) and what falls due. These are reviews, external documents, approvals, training
    and roles, and copies to be taken back."""
    from qmsdocs.commands.due import show_due

    return show_due(**options)


@main_group.command("codeowners")
@_options(_root, _as_of, _say, _quiet)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the file is out of date.")
@click.option(
    "--output", type=click.Path(path_type=Path), help="The file to write (default: CODEOWNERS at the top of git)."
)
def codeowners_command(**options: Any) -> int:
    """Writes CODEOWNERS for GitHub and GitLab. It follows from the approvers of document types and the holders of
    roles."""
    from qmsdocs.commands.owners import codeowners

    return codeowners(**options)


# ── Commands that write ──────────────────────────────────────────────────────

_dry_run = click.option("--dry-run", is_flag=True, help="Show what would be written, as a patch, and write nothing.")
_numbers = click.argument("numbers", nargs=-1, metavar="[NUMBER]...")


@main_group.command("new")
@click.argument("kind", metavar="TYPE")
@click.argument("title")
@_options(_root, _say, _quiet, _dry_run)
@click.option("--owner", metavar="ROLE", help="The role that answers for it (default: the one that approves the type).")
@click.option("--parent", metavar="NUMBER", help="The document that it serves, one level up (default: the manual).")
def new_command(**options: Any) -> int:
    """Begins a document with the next number. It is of a TYPE such as procedure or QP, is called TITLE, and comes as a
    commented skeleton to write in."""
    from qmsdocs.commands.new import new

    return new(**options)


@main_group.command("revise")
@_numbers
@_options(_root, _say, _quiet, _dry_run)
@click.option("--because", metavar="KEY", help="Revise all documents that print this fact, such as limits.acknowledge.")
@click.option("--class", "class_", type=click.Choice(("editorial", "change", "new edition")), help="(default: change)")
@click.option("--effective", type=Day(), help="From when it is in force (default: in 28 days).")
@click.option("--what", metavar="TEXT", help="What changes.")
@click.option("--why", metavar="TEXT", help="Why it changes.")
@click.option("--at", metavar="PLACE", help="The part that changes, such as steps.acknowledge.")
@click.option("--change-request", metavar="NUMBER", help="The change request to which the revisions belong.")
@click.option("--label", metavar="LABEL", help="The label of the revision (default: the next one).")
@click.option("--by", metavar="PERSON", help="The person who prepares it, by key.")
def revise_command(**options: Any) -> int:
    """Opens the next revision of the documents NUMBER. It stands on top of the others, with label, date and training
    set."""
    from qmsdocs.commands.revise import revise

    return revise(**options)


@main_group.command("approve")
@_numbers
@_options(_root, _say, _quiet, _dry_run)
@click.option("--all", "everything", is_flag=True, help="All that wait for the person; else all void approvals.")
@click.option("--change", metavar="NUMBER", help="All whose newest revision belongs to this change request.")
@click.option("--as", "as_", metavar="PERSON", help="The person who signs, by key (default: whom git's address names).")
@click.option("--login", metavar="NAME", help="The account on the forge of the person who signs.")
@click.option("--role", metavar="ROLE", help="The role in which the person signs (default: one that may).")
@click.option(
    "--meaning",
    type=click.Choice(("prepared", "reviewed", "countersigned", "approved")),
    default="approved",
    help="What the signature means (default: approved).",
)
@click.option("--on", type=Day(), help="The day of the signature (default: today).")
@click.option("--paper", metavar="WHERE", help="Where the signed sheet is kept, for an approval on paper.")
@click.option("--entered-by", metavar="PERSON", help="Who enters it (default: whom git's address names).")
@click.option("--sealed", is_flag=True, help="The sheet carries a seal.")
@click.option("--forge", metavar="URL", help="The review on the forge that is recorded.")
@click.option("--sheet", is_flag=True, help="Write a sheet to be signed by pen or seal, and sign nothing.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The Word file of the sheet.")
def approve_command(**options: Any) -> int:
    """Signs the newest revision of the documents NUMBER. An approval holds for exactly the text that stands there."""
    from qmsdocs.commands.approve import approve

    return approve(**options)


@main_group.command("review")
@_numbers
@_options(_root, _say, _quiet, _dry_run)
@click.option("--due", is_flag=True, help="All whose review is overdue or due soon.")
@click.option("--by", metavar="PERSON", help="Who reviewed, by key (default: whom git's address names).")
@click.option("--on", type=Day(), help="The day of the review (default: today).")
@click.option("--result", type=click.Choice(("keep", "change", "withdraw")), default="keep", help="(default: keep)")
@click.option("--remark", metavar="TEXT", help="What was found.")
def review_command(**options: Any) -> int:
    """Records a periodic review of the documents NUMBER. It is recorded also where it changes nothing."""
    from qmsdocs.commands.review import review

    return review(**options)


@main_group.command("withdraw")
@click.argument("number")
@_options(_root, _say, _quiet, _dry_run)
@click.option("--reason", metavar="TEXT", required=True, help="Why.")
@click.option("--on", type=Day(), help="From when it is out of force (default: today).")
@click.option("--as", "as_", metavar="PERSON", help="Who decides, by key (default: whom git's address names).")
@click.option("--role", metavar="ROLE", help="The role in which the person decides (default: one that may).")
@click.option("--superseded-by", multiple=True, metavar="NUMBER", help="What takes its place; may be repeated.")
def withdraw_command(**options: Any) -> int:
    """Takes the document NUMBER out of force for good. Its file stays, and its number is never used again."""
    from qmsdocs.commands.withdraw import withdraw

    return withdraw(**options)


@main_group.command("copy")
@_numbers
@_options(_root, _quiet, _dry_run)
@click.option("--to", metavar="HOLDER", help="Who gets a copy: the key of a person, role, unit or site, or a name.")
@click.option("--for-information", is_flag=True, help="Not controlled: it is not updated and not taken back.")
@click.option("--returned", multiple=True, type=int, metavar="N", help="The copy that came back; may be repeated.")
@click.option(
    "--result",
    type=click.Choice(("destroyed", "kept", "lost")),
    help="What became of it (default: destroyed). One that is kept is marked as obsolete.",
)
@click.option("--on", type=Day(), help="The day on which it went out or came back (default: today).")
@click.option("--by", metavar="PERSON", help="Who hands it out or takes it back (default: whom git's address names).")
@click.option(
    "--language",
    type=click.Choice(("en", "zh")),
    help="The language of messages and copies (default: of copies that of the holder's last one).",
)
@_format("text", "json")
@click.option("--output", type=click.Path(path_type=Path), help="The folder of the Word files (default: dist/copies).")
def copy_command(language: str | None, **options: Any) -> int:
    """Hands out numbered copies, and records their return. They are copies of the documents NUMBER; without --to and
    --returned, lists those that are out, and which of them must be taken back."""
    from qmsdocs.commands.copy import copy

    return copy(language=language or _language(), copy_language=language, **options)


@main_group.command("issue")
@click.argument("name", required=False)
@_options(_root, _say, _quiet)
@click.option("--on", type=Day(), help="The day whose state is named (default: today).")
@click.option("--sign/--no-sign", default=None, help="Sign the tag (default: when git has a signing key).")
@click.option("--dry-run", is_flag=True, help="Print what the tag would say, and set none.")
def issue_command(**options: Any) -> int:
    """Sets a tag that names all documents in force. It is called issue-NAME (default: the day) and states their
    fingerprints."""
    from qmsdocs.commands.issue import issue

    return issue(**options)


@main_group.command("demo")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--ending", type=Day(), help="The last day of the history, YYYY-MM-DD (default: today).")
@_say
def demo_command(**options: Any) -> int:
    """Writes a house with three years of history into DIR. It is a repository to try the other commands on."""
    from qmsdocs.commands.demo import demo

    return demo(**options)


@main_group.command("explain")
@click.argument("rule", required=False)
@_say
def explain_command(**options: Any) -> int:
    """Tells why RULE exists and how to mend a finding. It names the clause behind it; without RULE, lists all rules."""
    from qmsdocs.commands.explain import explain

    return explain(**options)


@main_group.command("schema")
@click.option("--output", type=click.Path(path_type=Path), default=Path("schemas"), help="The folder to write.")
def schema_command(**options: Any) -> int:
    """Writes JSON Schemas for editors. By these they complete and check the YAML files."""
    from qmsdocs.commands.schema import schema

    return schema(**options)


def run(arguments: Sequence[str]) -> int:
    """Runs one command line and returns its exit code; wrong usage is 2, our own fault 3."""
    try:
        result = main_group.main(args=list(arguments), prog_name="qmsdocs", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except Refused as refusal:
        click.echo(str(refusal), err=True)
        return refusal.code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(label(_language(), "usage.system", problem=f"{place}{error.strerror or error}"), err=True)
        return 3
    except Exception:
        click.echo(label(_language(), "usage.our-fault", version=__version__), err=True)
        if os.environ.get("QMSDOCS_TRACEBACK"):
            traceback.print_exc()
        return 3
    return int(result or 0)


def main() -> None:
    """The entry point of the command `qmsdocs`."""
    for stream in (sys.stdout, sys.stderr):
        # A letter that a console does not know is shown as “?”: it must not stop the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))
