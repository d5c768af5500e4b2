"""Phrases in Fiken's error messages that show what happened, because Fiken has no error codes.

Only the characteristic words are matched: Fiken may change the rest of the sentence.
"""

import re

from fiken.vat import vat_types_in

__all__ = ["refuses_a_value", "remedy_for", "says_no_counter", "vat_types_in"]

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
    """Return whether Fiken's message says that a number series was never started.

    An example is "Company credit note counter not initialized".
    """
    return _NO_COUNTER.search(message) is not None


def refuses_a_value(message: str) -> bool:
    """Return whether the message of a server error (5xx) says that Fiken refused a value.

    Fiken then stored nothing. An example is the message "Kontonummer mangler på faktura".
    """
    return any(words in message for words in _REFUSED_WITH_500)


# Observed: docs/observed.md#4-error-bodies
_REMEDIES = {
    "Kontonummer mangler": "set the bank_account_number of the draft, and save it first",
}


def remedy_for(message: str) -> str:
    """Return what a user can do about Fiken's message, or "" if that is not known.

    Fiken refuses to issue the draft of an invoice without a bank account with "Kontonummer mangler
    på faktura", for example.
    """
    return next((remedy for words, remedy in _REMEDIES.items() if words in message), "")
