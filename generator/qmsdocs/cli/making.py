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


@main_group.command("demo")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--ending", type=Day(), help="The last day of the history, YYYY-MM-DD (default: today).")
@say
def demo_command(**options: Any) -> int:
    """Writes a house with three years of history into DIR. It is a repository to try the other commands on."""
    from qmsdocs.commands.demo import demo

    return demo(**options)
