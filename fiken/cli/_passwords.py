"""Passwords, which are never an argument of a command."""

import re

import click

#: The user and the password of a URL, or a password among its options or in a connection string.
#: A password may have a slash in it, though that should be written as %2F.
_PASSWORD = re.compile(r"//[^:/]*:[^@]*@|password\s*=")


def refuse_password(place: str, instead: str) -> None:
    """Check that the place of a database, which was given as an argument, has no password in it.

    Args:
        place: A path, the URL of a database, or a connection string.
        instead: What to do with the password, such as "put it into PGPASSWORD".

    Raises:
        UsageError: It has one. The message does not show it.
    """
    if _PASSWORD.search(place):
        raise click.UsageError(
            "a password is never an argument, because other users can see those, and the shell "
            f"remembers them: {instead} (it is not shown here)"
        )
