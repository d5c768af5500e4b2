"""The words of another program in our messages: short, on one line, and without secrets."""

import re
from collections.abc import Iterable

from fiken.auth._secret import HIDDEN
from fiken.session._secrets import without_secrets

_LONGEST = 300

# What stands after such a name is a secret, also if it is none of ours: ``"access_token": "abc"``.
_NAMED = re.compile(
    r"""((?:access_token|refresh_token|client_secret|code_verifier)[\s"'\\:=\[]+)[^\s"'\\,&]+""",
    re.IGNORECASE,
)


def words(text: str, secrets: Iterable[str]) -> str:
    """Return a text for a message: one line of at most 300 characters, without the secrets.

    Args:
        text: What the other program said.
        secrets: The secrets that it was sent. It may have repeated them. What the text itself names
            as a token is left out too.
    """
    line = " ".join(_NAMED.sub(rf"\1{HIDDEN}", without_secrets(text, secrets)).split())
    printable = "".join(each if each.isprintable() else "?" for each in line)
    return printable if len(printable) <= _LONGEST else f"{printable[:_LONGEST]}…"
