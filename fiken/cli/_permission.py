"""The permission of a person, without which nothing is changed: a question, or the option --yes."""

import sys

import click

from fiken import Company
from fiken.cli._reading import confirm

yes_option = click.option("--yes", "-y", is_flag=True, help="Answer yes to the question.")


def permit(question: str, *, yes: bool) -> None:
    """Ask a person whether to change something on this machine.

    Args:
        question: The question.
        yes: Whether the person has said yes before, with the option.

    Raises:
        ClickException: The answer is no, or nobody answers.
    """
    if not yes and not confirm(question, "nothing was changed; --yes answers yes"):
        raise click.ClickException("nothing was changed")


def permit_write(what: str, company: Company | None, *, yes: bool) -> None:
    """Ask a person whether to send a write. For a test company, nobody is asked.

    A pipe cannot answer, since the rows of a file may come through it.

    Args:
        what: What is done, such as "create 3 contacts".
        company: The company; None for a write that belongs to none.
        yes: Whether the person has said yes before, with the option.

    Raises:
        ClickException: The answer is no, or there is nobody to answer.
    """
    if yes or (company is not None and company.test_company):
        return
    where = "Fiken" if company is None else described(company)
    if not sys.stdin.isatty():
        raise click.ClickException(
            f"{where}, and nobody can be asked here whether to {what}: add --yes"
        )
    if not confirm(f"{what[:1].upper()}{what[1:]} for {where}?", "add --yes"):
        raise click.ClickException("nothing was sent")


def described(company: Company) -> str:
    """Return a company in a sentence: "Acme AS (acme-as), which is a test company"."""
    kind = "a test company" if company.test_company else "not a test company"
    return f"{company.name} ({company.slug}), which is {kind}"
