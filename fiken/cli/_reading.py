"""What a person types: in a terminal, secrets are not shown. From a pipe, one line is read."""

import getpass
import sys
import warnings

import click


def ask(question: str, remedy: str) -> str:
    """Print a question on stderr, and return the line that a person types, without spaces around.

    Args:
        question: The question, without a colon.
        remedy: What to do if nobody can answer, as the end of a sentence.

    Raises:
        ClickException: There is nobody to answer: the input has ended.
    """
    click.echo(f"{question}: ", err=True, nl=False)
    try:
        return _line(question, remedy)
    finally:
        if not sys.stdin.isatty():  # in a terminal, the person ends the line of the question
            click.echo(err=True)


def ask_secret(question: str, remedy: str) -> str:
    """Print a question on stderr, and return the line that a person types. It is not shown.

    Raises:
        ClickException: The terminal would show it, or the input has ended.
    """
    if not sys.stdin.isatty():
        return _line(question, remedy)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(f"{question} (it is not shown): ").strip()
    except getpass.GetPassWarning:
        problem = "this terminal would show it"
    except EOFError:
        problem = "the input has ended"
    raise _unanswered(question, problem, remedy)


def confirm(question: str, remedy: str) -> bool:
    """Return whether a person answers yes. No is the default."""
    return ask(f"{question} [y/N]", remedy).lower() in {"y", "yes"}


def _line(question: str, remedy: str) -> str:
    line = sys.stdin.readline()
    if not line:
        raise _unanswered(question, "the input has ended", remedy)
    return line.strip()


def _unanswered(question: str, problem: str, remedy: str) -> click.ClickException:
    return click.ClickException(f"there is no answer to {question!r}, because {problem}: {remedy}")
