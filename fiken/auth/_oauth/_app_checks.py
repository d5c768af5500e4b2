"""Checks of an app's settings and arguments, before anything is sent."""

from fiken._messages import short_repr
from fiken.auth._oauth._pkce import is_verifier
from fiken.auth._oauth._token_wire import Form
from fiken.auth._secret import HIDDEN, error_about, problem_of, problem_of_state
from fiken.auth._tokens import Tokens
from fiken.errors import ConfigurationError, InvalidAttributeError
from fiken.session._target import is_loopback, origin, without_query


def checked_redirect(uri: object) -> str:
    """Return a redirect URI, or raise `ConfigurationError`.

    It begins with https, or with http if it leads to this machine, and has no fragment.

    Observed: docs/observed.md#6-tokens-and-oauth
    """
    if not isinstance(uri, str) or problem_of(uri):
        raise ConfigurationError(
            f"redirect_uri must be a URL such as https://example.com/callback, not {_shown(uri)}"
        )
    scheme, host = _scheme_and_host(uri)
    problem = "have no # and nothing after it" if "#" in uri else ""
    problem = "have no @, so no user name" if "@" in uri else problem
    problem = problem if host else "have a host, and a port from 0 to 65535 or none"
    if problem:
        raise ConfigurationError(
            f"redirect_uri must {problem}: write it as in https://example.com/callback, not "
            f"{_shown(uri)} (parts that may be secret are not shown)"
        )
    if scheme != "https" and not (scheme == "http" and is_loopback(host)):
        raise ConfigurationError(
            f"redirect_uri must begin with https://, not {_shown(uri)}: the code of a login would "
            "be sent unencrypted; http:// is for 127.0.0.1 and localhost only"
        )
    return uri


def _scheme_and_host(uri: str) -> tuple[str, str]:
    """Return the scheme and the host of a URL; two empty texts if it is none."""
    try:
        scheme, host, _ = origin(uri)
    except ValueError:
        return "", ""
    return scheme, host


def form_of_code(code: str, state: str, verifier: str | None, *, needs_verifier: bool) -> Form:
    """Return the fields that exchange a code for tokens.

    Args:
        code: The code with which the browser came back.
        state: The state with which the login began.
        verifier: The verifier with which the login began; None if there is none.
        needs_verifier: Whether the app uses PKCE.

    Raises:
        InvalidAttributeError: A value is not allowed, or the verifier is missing. The error does
            not contain the value.
    """
    if verifier is None and needs_verifier:
        del code, state
        rule = "the verifier of the login, which began with PKCE"
        hint = "it is authorize_url(…).verifier, which the program has to keep until then"
        raise InvalidAttributeError("exchange_code", "verifier", None, rule, hint)
    problems = {"code": problem_of(code), "state": problem_of_state(state)}
    if verifier is not None:
        problems["verifier"] = _problem_of_verifier(verifier)
    if not any(problems.values()):
        proof = {} if verifier is None else {"code_verifier": verifier}
        return Form(grant_type="authorization_code", code=code, state=state, **proof)
    del code, state, verifier  # no frame of the error may hold them
    name, problem = next((name, problem) for name, problem in problems.items() if problem)
    raise error_about("exchange_code", name, problem)


def error_about_tokens(
    method: str, tokens: object, *, to_refresh: bool = False
) -> InvalidAttributeError | None:
    """Return the error for a value that should be a `Tokens`; None if it is one.

    It is returned and not raised: the value may be a token itself, and its traceback would lead
    there.

    Args:
        method: The name of the method that got the value.
        tokens: The value.
        to_refresh: Whether the tokens need a refresh token.
    """
    if not isinstance(tokens, Tokens):
        shown, rule = f"{HIDDEN} ({type(tokens).__name__})", "a Tokens"
        hint = "take the result of exchange_code, or build one: Tokens(access_token=…)"
    elif to_refresh and tokens.refresh_token is None:
        shown, rule = HIDDEN, "tokens with a refresh token"
        hint = "begin a new login with authorize_url()"
    else:
        return None
    return InvalidAttributeError(method, "tokens", shown, rule, hint)


def _problem_of_verifier(verifier: str) -> str:
    form = "is not 43 to 128 letters, digits and -._~"
    return problem_of(verifier) or ("" if is_verifier(verifier) else form)


def _shown(uri: object) -> str:
    """Return a redirect URI for a message. Its query is left out, as it may be a secret."""
    return short_repr(without_query(uri) if isinstance(uri, str) else uri)
