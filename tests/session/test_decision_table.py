"""The decision table, row by row: what its docstring says is what the session does."""

import re
import ssl
from typing import Any

import attrs
import pytest
from urllib3.connection import HTTPConnection

from fiken import errors
from fiken.errors import FikenError, Outcome
from fiken.session import _decision
from fiken.session._answer import Answer, Lost
from fiken.session._decision import BUSY, READS, Again, Decision, Facts, decide, is_read
from fiken.session._errors import error_of
from fiken.session._exchange import Exchange, TookTooLongError
from fiken.session._progress import Progress
from fiken.session._retries import Retries
from fiken.session._transport import NotSent
from fiken.session._verdict import decision_on, success
from fiken.session._wire import _lost as lost_on

HTML = {"Content-Type": "text/html"}
LOCATION = {"Location": "https://api.fiken.no/api/v2/companies/x/contacts/42"}


def answer(status: int, body: bytes = b"", fault: str = "", **headers: str) -> Answer:
    return Answer(status, headers, body, "", "https://x/y", "id-1", fault)


def lost(error: Exception) -> Lost:
    return Lost(error, "", "https://x/y", "id-1", is_read=False)


def not_sent(cause: Exception) -> Lost:
    return lost(NotSent(HTTPConnection("x"), cause))


def bad_certificate() -> Exception:

    return ssl.SSLCertVerificationError("certificate verify failed")


def write(status: int | None = None, **facts: bool) -> Facts:
    """Return the facts about an attempt to send a write."""
    return Facts(False, status, **facts)


REFUSED_WITH_500 = '{"message": "Kontonummer mangler på faktura"}'.encode()
NO_COUNTER = b'{"message": "invoice counter not initialized"}'

#: What each row of the table is about: the facts, and an attempt with these facts.
ROWS: dict[str, tuple[Facts, Answer | Lost]] = {
    "no connection": (write(sent=False), not_sent(OSError("refused"))),
    "no connection: the certificate is not valid": (
        write(sent=False, lasting=True),
        not_sent(bad_certificate()),
    ),
    "no connection within `total` seconds": (
        write(sent=False, in_time=False),
        not_sent(TookTooLongError("over")),
    ),
    "no answer, or only a part of it": (write(), lost(ConnectionResetError("reset"))),
    "no answer within `total` seconds": (write(in_time=False), lost(TookTooLongError("over"))),
    "sent, and no answer": (write(), lost(ConnectionResetError("reset"))),
    "sent, and no answer within `total` seconds": (
        write(in_time=False),
        lost(TookTooLongError("over")),
    ),
    "2xx": (write(200), answer(200, b"{}")),
    "2xx with a body that is too large": (
        write(200, too_large=True),
        answer(200, fault="an answer of at most 9 bytes"),
    ),
    "2xx, whatever happens to its body": (write(200), answer(200, fault="the whole answer")),
    "2xx with a page of HTML": (write(200, is_page=True), answer(200, b"<html>", **HTML)),
    "2xx without the id that is needed": (write(201, lacks_id=True), answer(201)),
    "206": (write(206), answer(206, b"[1]")),
    "3xx": (write(302), answer(302, Location="/y")),
    "500 that refuses a value": (
        write(500, refuses_a_value=True),
        answer(500, REFUSED_WITH_500),
    ),
    "4xx: the number series was never started": (
        write(409, no_counter=True),
        answer(409, NO_COUNTER),
    ),
    **{
        str(status): (write(status), answer(status))
        for status in (400, 401, 429, 500, 502, 503, 504)
    },
}


def rows() -> list[Any]:
    """Return the rows of the docstring: reads or writes, the attempt, and what follows."""
    _, _, body = (_decision.__doc__ or "").split("=====  ====", 2)
    lines = [line for line in body.splitlines()[1:] if re.match(r"(read|write) ", line)]
    cells = [re.split(r" {2,}", line.strip()) for line in lines]
    return [pytest.param(*row, id=f"{row[0]} {row[1]}") for row in cells]


#: A write that the session was told to treat as a read.
REPORT = "POST that reads"
METHODS = {
    "read": ["GET", "HEAD", REPORT],
    "write": ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", ""],
}


def test_every_row_is_read() -> None:
    """Each attempt of the docstring is built here, and no other."""
    assert set(ROWS) == {row.values[1] for row in rows()}
    assert 34 == len(rows())


@pytest.mark.parametrize(("kind", "attempt", "raised", "outcome", "again"), rows())
def test_the_facts_decide(kind: str, attempt: str, raised: str, outcome: str, again: str) -> None:
    decision = decide(attrs.evolve(ROWS[attempt][0], is_read=kind == "read"))
    assert raised == (decision.error.__name__ if decision.error else "no error")
    assert (Outcome(outcome), Again(again)) == (decision.outcome, decision.again)


@pytest.mark.parametrize("kind", METHODS)
def test_the_method_says_what_is_read(kind: str) -> None:
    """So does the caller, where the method is that of a write."""
    for method in METHODS[kind]:
        name, reads = method.partition(" ")[0], method == REPORT
        assert (kind == "read") is is_read(name, reads=reads)
        assert (kind == "read") is Exchange(1.0, reads=reads).is_read(name)
        assert (kind == "read") is Progress(name, "https://x/y", reads).is_read
        if not reads:
            assert (kind == "read") is Answer(200, {}, b"", name, "https://x/y", "id-1").is_read


@pytest.mark.parametrize(("kind", "attempt", "raised", "outcome", "again"), rows())
def test_what_is_raised_says_the_same(
    kind: str, attempt: str, raised: str, outcome: str, again: str
) -> None:
    """An exception has an outcome of its own, which must not contradict the table."""

    for method in METHODS[kind][:4]:
        name = method.partition(" ")[0]
        what = attrs.evolve(ROWS[attempt][1], method=name, is_read=kind == "read")
        creates = "id that is needed" in attempt
        assert Again(again) == decision_on(what, creates=creates).again
        if raised == "no error":
            assert what is success(what, creates=creates)
            continue
        with pytest.raises(FikenError) as error:
            success(what, creates=creates)
        assert raised == type(error.value).__name__
        assert Outcome(outcome) == error.value.outcome


@pytest.mark.parametrize("status", range(300, 600))
def test_no_unclear_write_is_called_refused(status: int) -> None:
    decision = decide(write(status))
    is_refusal = 400 <= status < 500
    assert is_refusal == (decision.outcome is Outcome.REFUSED)
    assert {401: "renewed", 429: "once"}.get(status, "never") == decision.again


@pytest.mark.parametrize("status", range(300, 600))
def test_a_read_is_always_refused(status: int) -> None:
    """A read changes nothing, so nobody has to look before sending it again."""
    decision = decide(Facts(True, status))
    assert Outcome.REFUSED is decision.outcome
    expected = "renewed" if status == 401 else "yes" if status in BUSY else "by policy"
    assert expected == decision.again


ABOUT = {"method": "POST", "url": "https://x/y", "request_id": "id-1", "is_read": False}
REFUSED = NotSent(HTTPConnection("x"), OSError("refused"))


@pytest.mark.parametrize(
    ("error", "state", "sent"),
    [
        (REFUSED, {"is_handed_over": True, "is_connecting": True}, False),
        (REFUSED, {"is_handed_over": True, "is_connecting": True, "sent": True}, True),
        (REFUSED, {"is_handed_over": True, "is_connecting": True, "is_foreign": True}, True),
        (REFUSED, {"is_foreign": True}, True),
        (OSError("reset"), {"is_handed_over": True}, True),
        (OSError("reset"), {"is_handed_over": True, "is_connecting": True}, True),
        (OSError("reset"), {"is_foreign": True}, True),
    ],
)
def test_not_sent_means_that_it_is_sure(
    error: Exception, state: dict[str, bool], sent: bool
) -> None:
    exchange = Exchange(1.0)
    for name, value in state.items():
        setattr(exchange, name, value)
    decision = decision_on(lost_on(error, ABOUT, exchange))
    assert (Outcome.UNKNOWN if sent else Outcome.REFUSED) == decision.outcome
    assert ("never" if sent else "yes") == decision.again


def test_no_message_changes_a_429() -> None:
    """A number series that was never started has nothing to do with a limit."""
    error = error_of(429, {}, NO_COUNTER, "POST")
    decision = decide(write(429, no_counter=True))
    assert errors.RateLimitedError is type(error) is decision.error
    assert "once" == decision.again


def test_once_is_once() -> None:
    limited = decide(write(429))
    assert [True, True, False, False] == [limited.allows_another_try(n) for n in range(4)]


@pytest.mark.parametrize(
    ("again", "allowed"),
    [("never", False), ("yes", True), ("by policy", True), ("renewed", True)],
)
def test_the_number_of_429s_changes_nothing_else(again: str, allowed: bool) -> None:
    decision = Decision(None, Outcome.DONE, Again(again))
    assert [allowed] * 4 == [decision.allows_another_try(n) for n in range(4)]


def test_the_default_policy_follows_the_table() -> None:
    assert (BUSY, READS) == (Retries().status_forcelist, Retries().allowed_methods)


@pytest.mark.parametrize(
    ("status", "method", "outcome"),
    [
        (500, "POST", "unknown"),
        (503, "DELETE", "unknown"),
        (500, "GET", "refused"),
        (500, "", "refused"),
    ],
)
def test_a_handmade_error_assumes_the_worst(status: int, method: str, outcome: str) -> None:
    """Users make such an error in their own tests."""
    error = errors.ServerError(status, "Kontonummer mangler på faktura", method=method)
    assert Outcome(outcome) == error.outcome
