"""The words of another program in our messages: short, on one line, and without secrets."""

from collections.abc import Iterable

from fiken.session._secrets import without_secrets

_LONGEST = 300


def words(text: str, secrets: Iterable[str]) -> str:
    """Return a text for a message: one line of at most 300 characters, without the secrets.

    Args:
        text: What the other program said.
        secrets: The secrets that it was sent. It may have repeated them.
    """
    line = " ".join(without_secrets(text, secrets).split())
    printable = "".join(each if each.isprintable() else "?" for each in line)
    return printable if len(printable) <= _LONGEST else f"{printable[:_LONGEST]}…"
