"""`qmsdocs explain`."""

import click

from qmsdocs.decode import nearest
from qmsdocs.locale import explanation, label
from qmsdocs.rules import RULES


def explain(rule: str | None, language: str) -> int:
    """Prints reason, clause, and a before and after of `rule`; all rules without one."""
    if rule is None:
        for name, known in RULES.items():
            kind = label(language, "check.judgement") if known.judgement else ""
            click.echo(f"{label(language, f'check.{known.severity}'):8} {name} {kind}".rstrip())
        return 0
    if rule not in RULES:
        click.echo(label(language, "usage.rule", rule=rule, near=nearest(rule, RULES) or "–"), err=True)
        return 2
    found, known = explanation(language, rule), RULES[rule]
    click.echo(f"{rule} ({label(language, f'check.{known.severity}')})\n\n{found['reason']}\n")
    click.echo(f"{label(language, 'check.clause')}{known.clause}")
    acceptable = "check.acceptable" if known.judgement else "check.not-acceptable"
    click.echo(label(language, acceptable))
    for part in ("before", "after"):
        click.echo(f"\n{label(language, f'check.{part}')}")
        click.echo("\n".join(f"    {line}" for line in found[part].splitlines()))
    return 0
