"""Commands that make outputs from the sources. Each is a thin function in `commands`."""

from pathlib import Path
from typing import Any

import click

from qmsdocs.cli.options import Day, as_of, main_group, options_of, quiet, root, say, users_language


@main_group.command("build")
@options_of(root, as_of, say, quiet)
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
@options_of(root, as_of, say)
@click.option("--address", default="127.0.0.1:8000", help="Address and port.")
def serve_command(**options: Any) -> int:
    """Shows the site while you write. A saved change is visible at once."""
    from qmsdocs.commands.serve import serve

    return serve(**options)


@main_group.command("export")
@options_of(root, as_of, say, quiet)
@click.option("--output", type=click.Path(path_type=Path), default=Path("dist/export"), help="The folder to write.")
def export_command(**options: Any) -> int:
    """Writes the pages as a folder that plain MkDocs can build. They are those of the site; qmsdocs is not needed."""
    from qmsdocs.commands.export import export

    return export(**options)


@main_group.command("bundle")
@options_of(root, as_of, quiet)
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

    return write_bundle(language=users_language(), **options)


@main_group.command("codeowners")
@options_of(root, as_of, say, quiet)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the file is out of date.")
@click.option(
    "--output", type=click.Path(path_type=Path), help="The file to write (default: CODEOWNERS at the top of git)."
)
def codeowners_command(**options: Any) -> int:
    """Writes CODEOWNERS for GitHub and GitLab. It follows from the approvers of document types and the holders of
    roles."""
    from qmsdocs.commands.owners import codeowners

    return codeowners(**options)


@main_group.command("schema")
@click.option("--output", type=click.Path(path_type=Path), default=Path("schemas"), help="The folder to write.")
def schema_command(**options: Any) -> int:
    """Writes JSON Schemas for editors. By these they complete and check the YAML files."""
    from qmsdocs.commands.schema import schema

    return schema(**options)


@main_group.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options_of(say)
@click.option("--company", metavar="NAME", help="In two languages: “Name | 名称”.")
@click.option("--short-name", metavar="NAME", help="The name in running text.")
@click.option("--languages", type=click.Choice(("en", "zh", "en,zh", "zh,en")), help="The first one rules.")
@click.option("--size", type=click.Choice(("full", "small")), help="small: a firm of few people.")
@click.option("--site", multiple=True, metavar="“SITE, COUNTRY”", help="A site; may be given several times.")
@click.option("--channel", multiple=True, metavar="KEY", help="A channel; may be given several times (default: all).")
@click.option("--domain", metavar="NAME", help="The company's address on the web.")
@click.option("--scheme", type=click.Choice(("major.minor", "letter/number", "number")), help="How revisions count.")
@click.option("--forge", type=click.Choice(("github", "gitlab", "none")), help="Whose workflows are written.")
@click.option("--person", metavar="NAME", help="Who holds every role at first (default: whom git names).")
@click.option("--email", metavar="ADDRESS", help="The address with which this person commits.")
@click.option("--login", metavar="NAME", help="The person's account on the forge.")
@click.option("--time-zone", metavar="ZONE", help="Such as Europe/Berlin.")
@click.option("--effective", type=Day(), help="From when the documents shall hold (default: in 28 days).")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing; take what is usual for what is not said.")
def init_command(**options: Any) -> int:
    """Writes a house of your own into DIR. It is a repository with a complete system as drafts, asked for step by step;
    nothing is in force until you approve it."""
    from qmsdocs.commands.init import init

    return init(**options)


@main_group.command("demo")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--ending", type=Day(), help="The last day of the history, YYYY-MM-DD (default: today).")
@say
def demo_command(**options: Any) -> int:
    """Writes a house with three years of history into DIR. It is a repository to try the other commands on."""
    from qmsdocs.commands.demo import demo

    return demo(**options)
