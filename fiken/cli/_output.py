"""What the command prints: notes for people on stderr, and results on stdout."""

import sys
from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text


def note(text: str) -> None:
    """Print one line for a person, on stderr."""
    click.echo(clean(text), err=True)


def show(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows on stdout: a table in a terminal, else one line per row with tabs between values.

    Args:
        headings: The headings of the table, which only a terminal shows.
        rows: The values of each row, as many as there are headings.
    """
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(map(clean, row)))
        return
    table = Table(header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean(value)) for value in row))  # no markup of rich
    Console().print(table)


def clean(text: str) -> str:
    """Return a text without characters that could command the terminal, or end the line."""
    shown = (letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return "".join(shown)
