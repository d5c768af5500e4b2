"""From status, headers and body to an exception: five shapes, two encodings.

Observed: docs/observed.md#3-responses, docs/observed.md#4-error-bodies
"""

import pickle
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from fiken import errors
from fiken.session._errors import error_of, retry_after

VALIDATION = "Feil ved validering av data: 'bankAccountNumber' er påkrevd."


@pytest.mark.parametrize(
    ("body", "message", "problems"),
    [
        ('{"message": "må settes"}', "må settes", ()),
        ('{"error": "bad", "error_description": "må settes"}', "må settes", ()),
        ('{"error": "invalid_grant"}', "invalid_grant", ()),
        ('{"message": null, "error": "Bad Request"}', "Bad Request", ()),
        (f'[{{"logref": "1", "message": "{VALIDATION}"}}]', VALIDATION, ()),
        ('[{"message": "a"}, {"message": "b"}]', "a; b", ("a", "b")),
        ('{"validationErrors": ["a", {"message": "b"}]}', "a; b", ("a", "b")),
        ('{"message": "a", "validationErrors": ["a", "b"]}', "a; b", ("a", "b")),
        ('{"error": {"message": "deep"}}', "deep", ()),
        ('"only text"', "only text", ()),
        ("plain text", "plain text", ()),
        ("", "", ()),
        ("  \n", "", ()),
        ("{}", "", ()),
        ("[]", "", ()),
        ("null", "", ()),
        ("17", "", ()),
        ('{"message": 17}', "", ()),
        ('{"message": "half', '{"message": "half', ()),
        ("[" * 100_000, "[" * 300 + "…", ()),
        (
            "<!DOCTYPE html><html><head><title>502 Bad\n Gateway</title></head><body>…</body>",
            "502 Bad Gateway (a page of HTML)",
            (),
        ),
        ("<html><body><h1 class=x>Nede</h1>", "Nede (a page of HTML)", ()),
        ("<html><body>" + "x" * 9000, "a page of HTML", ()),
        ("x" * 9000, "x" * 300 + "…", ()),
    ],
)
def test_every_shape_of_body_gives_its_message(
    body: str, message: str, problems: tuple[str, ...]
) -> None:
    error = error_of(400, {}, body.encode())
    assert (message, problems, body) == (error.message, error.problems, error.body)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_both_encodings_are_read(encoding: str) -> None:
    assert "HØY" == error_of(400, {}, '{"message": "HØY"}'.encode(encoding)).message


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (304, errors.ApiError),
        (400, errors.BadRequestError),
        (401, errors.UnauthorizedError),
        (402, errors.ModuleNotActivatedError),
        (403, errors.ForbiddenError),
        (404, errors.NotFoundError),
        (405, errors.MethodNotAllowedError),
        (409, errors.ConflictError),
        (415, errors.UnsupportedMediaTypeError),
        (418, errors.ApiError),
        (422, errors.UnprocessableEntityError),
        (429, errors.RateLimitedError),
        (500, errors.ServerError),
        (503, errors.ServerError),
        (599, errors.ServerError),
    ],
)
def test_every_status_has_its_class(status: int, kind: type[errors.ApiError]) -> None:
    error = error_of(status, {}, b"", "GET", "https://api.fiken.no/x", "id-1")
    assert (kind, status) == (type(error), error.status)
    assert ("GET", "https://api.fiken.no/x", "id-1") == (error.method, error.url, error.request_id)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "Company credit note counter not initialized"),
        (401, "Offer counter not initialized"),
        (409, "invoice counter not initialized"),
        (
            400,
            (
                "Offer counter not initialized for this company, create an offer in Fiken to set "
                "base number OR use POST /offers/counter to set the base number"
            ),
        ),
        (
            400,
            (
                "Missing number series for drafts of type: invoice. In order to begin a number "
                "series please create the first draft in Fiken Web instead of via the API."
            ),
        ),
    ],
)
def test_a_missing_counter_is_recognised(status: int, message: str) -> None:
    error = error_of(status, {}, f'{{"message": "{message}"}}'.encode())
    assert (errors.CounterNotInitializedError, status) == (type(error), error.status)
    assert "counter.ensure()" in str(error)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("soon", None),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("9" * 5000, 1e9),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
        ("Sun, 06 Nov 1994 08:49:37 -0000", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    """Anything else counts as none."""
    error = error_of(429, {"Retry-After": value}, b"")
    assert isinstance(error, errors.RateLimitedError)
    assert seconds == error.retry_after == retry_after({"Retry-After": value})


def test_a_429_says_how_long_to_wait() -> None:
    """The number is Fiken's. Without one, the text names no wait."""
    error = error_of(429, {"Retry-After": "3600"}, b"Too Many Requests")
    assert "Too Many Requests: wait 3600 s before the next request with this token" in str(error)
    assert "wait" not in str(error_of(429, {}, b"Too Many Requests"))


def test_retry_after_may_be_a_future_date() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 55 < (retry_after({"Retry-After": soon}) or 0) <= 60


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("https://evil.test/a?secret", "evil.test"),
        ("//evil.test", "evil.test"),
        ("https://u:secret@evil.test/", "elsewhere"),
        ("/secret", "elsewhere"),
        ("", "elsewhere"),
    ],
)
def test_a_redirect_names_only_its_host(location: str, host: str) -> None:
    """The rest of the URL may be a secret link."""
    error = error_of(302, {"Location": location}, b"<title>Moved</title>")
    assert f"it is a redirect to {host}, which the client does not follow" == error.message


def test_a_refused_vat_type_names_the_others() -> None:
    """The text names them as this library does. Fiken's message has other names, and may be cut."""
    refusal = "er ikke en gyldig mva kode for kontoen 3000. Mulige mva koder er"
    body = f'{{"message": "SALG_MED_LAV_SATS {refusal} [SALG_MED_HØY_SATS, SALG_MED_LAV_SATS]"}}'
    error = error_of(400, {}, body.encode(), "POST", "https://x/sales", "1-2")
    assert str(error).endswith("]: the account takes HIGH, LOW (request 1-2)")
    again = pickle.loads(pickle.dumps(error))
    assert (str(error), error.hint) == (str(again), again.hint)
    assert "" == error_of(400, {}, b'{"message": "no"}').hint


def test_the_text_of_a_429_names_the_wait() -> None:
    error = error_of(429, {"Retry-After": "3600"}, b"", "GET", "https://x/user", "1-2")
    assert "answered with 429: wait 3600 s before the next request with this token" in str(error)
    assert str(error) == str(pickle.loads(pickle.dumps(error)))
    assert "" == error_of(429, {}, b"").hint


def test_no_colon_follows_a_full_stop() -> None:
    error = error_of(401, {}, b'{"message": "Revoked."}', "GET", "https://x/user")
    assert "with 401: Revoked: look at the token" in str(error)
    assert "Revoked." == error.message
