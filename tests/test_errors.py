"""The tree of exceptions: as its docstring draws it, and fit to travel between processes."""

import inspect
import pickle
import re
from datetime import date
from typing import Any

import pytest

from fiken import errors
from fiken.errors import ApiError, FikenError, FikenWarning, Outcome
from fiken.session._errors import error_of

ANSWERED = (409, "nei", ("nei", "og nei"), '{"message": "nei"}', "POST", "https://x/y", "id-1")
LOST = ("POST", "https://x/y", "id-1", "the connection was reset")

ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "FikenError": ("something",),
    "ConfigurationError": ("there is no token",),
    "SafetyError": ("POST", "https://api.fiken.no/api/v2/user", "this client only reads"),
    "InvalidAttributeError": ("Contact", "name", "", "text of 1 to 200 characters", "give one"),
    "InvalidModelError": (date(2026, 1, 2), {"due_date": "must not be before issue_date"}),
    "MissingAttributesError": (date(2026, 1, 2), {"lines": "is missing", "cash": "is missing"}),
    "NotUpdatableError": ("Project", ("number",), "make a new one"),
    "UnsavedChangesError": ("Invoice", ("due_date", "kid")),
    "StaleError": ("Contact", ("name",)),
    "NotLoadedError": ("this Contact was not loaded",),
    "NotUniqueError": ("Contact", {"email": "nelly@example.com"}, (17, 18)),
    "NotAllSavedError": ({}, {}, {0: date(2026, 1, 2)}, 1),
    "InvalidFileError": ("bill.heic is neither PDF nor PNG, JPEG or GIF",),
    "MappingError": ("Contact", "$[3].name", "str", 17, "id-1"),
    "WrittenButNotLoadedError": (date(2026, 1, 2), "its id was lost"),
    "OAuthError": ("invalid_grant", "the code has expired", 400, "id-1"),
    "AccessDeniedError": ("access_denied", "the user said no"),
    "StateError": ("invalid_state", "it has another state"),
    "LoginRequiredError": ("acme", "its refresh token was revoked"),
    "NotLoggedOutError": ("acme", "no connection"),
    "TokenStoreError": ("tokens.json is empty", False),
    "IdempotencyConflictError": ("order-17", ("date",), "POST /companies/acme-as/sales"),
    "IdempotencyInProgressError": ("order-17", 12.0),
    "IdempotencyStoreError": ("the database with the keys failed", True),
    "UnsureError": ("Sale", "several look alike", ("17", "18")),
    "WrittenTwiceError": ("order-17", ("17", "18")),
    "TransportError": LOST,
    "AmbiguousWriteError": LOST,
    "RateLimitedError": (*ANSWERED, 2.5),
}
WARNINGS = {kind: ("looks odd",) for kind in vars(errors) if kind.endswith("Warning")}


def _kinds(root: type[BaseException]) -> dict[str, type[BaseException]]:
    classes = {name: kind for name, kind in vars(errors).items() if inspect.isclass(kind)}
    public = {name: kind for name, kind in classes.items() if not name.startswith("_")}
    return {name: kind for name, kind in public.items() if issubclass(kind, root)}


EXCEPTIONS = {**_kinds(FikenError), **_kinds(FikenWarning)}


def example(name: str) -> Any:
    kind: Any = EXCEPTIONS[name]
    default = ANSWERED if issubclass(kind, ApiError) else ARGUMENTS.get(name, ("looks odd",))
    return kind(*ARGUMENTS.get(name, default))


def test_the_docstring_draws_every_exception() -> None:
    """And no other."""
    drawn = re.findall(r"\b\w+(?:Error|Warning)\b", (errors.__doc__ or "").split("``outcome``")[0])
    builtin = {"ValueError", "LookupError", "UserWarning"}
    assert set(EXCEPTIONS) == set(drawn) - builtin


def test_every_exception_is_public() -> None:
    assert sorted({*EXCEPTIONS, "Outcome"}) == errors.__all__


@pytest.mark.parametrize("name", EXCEPTIONS)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_exception_unpickles_to_an_equal_one(name: str, protocol: int) -> None:
    error = example(name)
    again = pickle.loads(pickle.dumps(error, protocol))
    assert (type(error), str(error)) == (type(again), str(again))
    assert (error.args, vars(error)) == (again.args, vars(again))


@pytest.mark.parametrize("name", errors.__all__)
def test_every_class_is_of_the_public_module(name: str) -> None:
    """A pickle names the module, and has to be read by another version of this library."""
    assert "fiken.errors" == getattr(errors, name).__module__


@pytest.mark.parametrize("name", _kinds(FikenError))
def test_every_error_has_an_outcome(name: str) -> None:
    unknown = {"AmbiguousWriteError", "ServerError", "UnsureError"}
    done = {"WrittenButNotLoadedError", "WrittenTwiceError"}
    expected = "unknown" if name in unknown else "done" if name in done else "refused"
    assert Outcome(expected) == example(name).outcome


@pytest.mark.parametrize(
    ("method", "message", "outcome"),
    [
        ("GET", "", "refused"),
        ("POST", "", "unknown"),
        ("POST", "Kontonummer mangler på faktura", "refused"),
        ("POST", "Transaksjonsbeskrivelse kan ikke være på mer enn 200 tegn", "refused"),
        ("POST", "duplikatfeil: uuid", "refused"),
    ],
)
def test_a_500_after_a_write_is_unknown(method: str, message: str, outcome: str) -> None:
    """Unless its words refuse a value."""
    error = error_of(500, {}, message.encode(), method)
    assert errors.ServerError is type(error)
    assert Outcome(outcome) == error.outcome


@pytest.mark.parametrize("name", ARGUMENTS)
def test_every_text_names_what_it_was_given(name: str) -> None:
    """But for a request id, which TransportError and ApiError show behind their sentence."""
    text = str(example(name))
    words = [one for one in ARGUMENTS[name] if isinstance(one, str) and one and "{" not in one]
    assert all(word in text for word in words)
    assert text


@pytest.mark.parametrize(
    ("name", "builtin"),
    [(name, LookupError) for name in ("NotFoundError", "NotUniqueError")]
    + [("ConfigurationError", ValueError)]
    + [(name, ValueError) for name in ("InvalidAttributeError", "StaleError", "NotLoadedError")],
)
def test_errors_are_also_what_python_calls_them(name: str, builtin: type[Exception]) -> None:
    assert isinstance(example(name), builtin)


def test_the_text_cuts_a_long_value() -> None:
    error = errors.InvalidAttributeError("Contact", "name", "x" * 1000, "shorter")
    assert 200 > len(str(error))
    assert "(1000 characters)" in str(error)
