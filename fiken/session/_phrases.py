"""Fiken's own phrases: where there is no error code to go by, only the words say what happened.

Each phrase names its source. Matching is as loose as what was seen: Fiken may change a sentence
around these words.
"""

import re

from fiken.vat import vat_types_in

__all__ = ["refuses_a_value", "says_no_counter", "vat_types_in"]

# The number series was never started. Fiken answers with 401, 409 and 400: "Company credit note
# counter not initialized", "Missing number series for drafts of type: invoice. …"
# Observed: docs/observed.md#4-error-bodies
_NO_COUNTER = re.compile(r"counter not initialized|missing number series", re.IGNORECASE)

# A status of 500 although Fiken only refused a value: a draft without a bank account number, a
# description that is too long, a second draft with a UUID that was used.
# Observed: docs/observed.md#4-error-bodies
_REFUSED_WITH_500 = (
    "Kontonummer mangler på faktura",
    "Transaksjonsbeskrivelse kan ikke være på mer enn",
    "duplikatfeil",
)


def says_no_counter(message: str) -> bool:
    """Return whether the message says that a number series was never started."""
    return _NO_COUNTER.search(message) is not None


def refuses_a_value(message: str) -> bool:
    """Return whether the message of a 5xx says that Fiken refused a value, so nothing was done."""
    return any(words in message for words in _REFUSED_WITH_500)
