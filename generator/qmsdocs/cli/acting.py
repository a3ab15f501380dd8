"""Commands that write into the sources or into git. Each is a thin function in `commands`."""

from pathlib import Path
from typing import Any

import click

from qmsdocs.cli.options import Day, dry_run, form, main_group, numbers, options_of, quiet, root, say, users_language


@main_group.command("new")
@click.argument("kind", metavar="TYPE")
@click.argument("title")
@options_of(root, say, quiet, dry_run)
@click.option("--owner", metavar="ROLE", help="The role that answers for it (default: the one that approves the type).")
@click.option("--parent", metavar="NUMBER", help="The document that it serves, one level up (default: the manual).")
def new_command(**options: Any) -> int:
    """Begins a document with the next number. It is of a TYPE such as procedure or QP, is called TITLE, and comes as a
    commented skeleton to write in."""
    from qmsdocs.commands.new import new

    return new(**options)


@main_group.command("revise")
@numbers
@options_of(root, say, quiet, dry_run)
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
@numbers
@options_of(root, say, quiet, dry_run)
@click.option(
    "--all", "everything", is_flag=True, help="All void approvals; where there is none, all that wait for you."
)
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
@click.option("--effective", type=Day(), help="From when it shall be in force (default: as it says).")
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


@main_group.command("record")
@click.argument("kind", metavar="KIND")
@click.argument("title")
@options_of(root, say, quiet, dry_run)
@click.option("--by", metavar="WHO", help="The role or person that answers for it, by key.")
@click.option("--form", metavar="NUMBER", help="The form on which it prints (default: that of the newest of its kind).")
def record_command(**options: Any) -> int:
    """Begins a record of running the system. It is of a KIND such as finding or audit-report, takes the next number and
    comes with a line for each field."""
    from qmsdocs.commands.record import record

    return record(**options)


@main_group.command("close")
@click.argument("names", metavar="RECORD", nargs=-1, required=True)
@options_of(root, say, quiet, dry_run)
@click.option("--by", metavar="PERSON", help="Who closes it, by key (default: whom git's address names).")
@click.option("--on", type=Day(), help="The day (default: today).")
@click.option("--what", metavar="TEXT", help="Of a closed record that was changed: what was changed.")
@click.option("--why", metavar="TEXT", help="Of a closed record that was changed: why.")
def close_command(**options: Any) -> int:
    """Closes the records RECORD and binds them by their fingerprint. With --what and --why, binds what was changed in a
    closed one as a correction."""
    from qmsdocs.commands.record import close

    return close(**options)


@main_group.command("review")
@numbers
@options_of(root, say, quiet, dry_run)
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
@options_of(root, say, quiet, dry_run)
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
@numbers
@options_of(root, quiet, dry_run)
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
@form("text", "json")
@click.option("--output", type=click.Path(path_type=Path), help="The folder of the Word files (default: dist/copies).")
def copy_command(language: str | None, **options: Any) -> int:
    """Hands out numbered copies, and records their return. They are copies of the documents NUMBER; without --to and
    --returned, lists those that are out, and which of them must be taken back."""
    from qmsdocs.commands.copy import copy

    return copy(language=language or users_language(), copy_language=language, **options)


@main_group.command("issue")
@click.argument("name", required=False)
@options_of(root, say, quiet)
@click.option("--on", type=Day(), help="The day whose state is named (default: today).")
@click.option("--sign/--no-sign", default=None, help="Sign the tag (default: when git has a signing key).")
@click.option("--dry-run", is_flag=True, help="Print what the tag would say, and set none.")
def issue_command(**options: Any) -> int:
    """Sets a tag that names all documents in force. It is called issue-NAME (default: the day) and states their
    fingerprints."""
    from qmsdocs.commands.issue import issue

    return issue(**options)
