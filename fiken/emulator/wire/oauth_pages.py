"""The HTML pages on which a person logs in and lets an app in. They need no JavaScript.

Emulator choice: all of it. The real pages are not known; the Norwegian words are our own.
"""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from http import HTTPStatus
from typing import NamedTuple

from fiken.emulator.wire.exchange import OAUTH, Reply
from fiken.emulator.wire.oauth import UNCACHED
from fiken.emulator.wire.refusals import Refusal

_TYPE = "text/html; charset=utf-8"
#: No page may show this one in a frame, and the browser tells no other server its URL.
_HEADERS = {
    **UNCACHED,
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
    ),
}
_STYLE = """
body { font: 1.1rem/1.5 system-ui, sans-serif; color: #222; background: #f4f4f8; margin: 0 }
main { max-width: 32rem; margin: 3rem auto; padding: 1rem 2rem 2rem; background: #fff }
fieldset { border: 1px solid #767676; margin: 1rem 0; padding: .5rem 1rem }
label { display: block; padding: .4rem 0 }
button { font: inherit; padding: .5rem 1.2rem; margin-right: .5rem; cursor: pointer }
[role=alert] { color: #a00000 }
small { color: #555 }
""".strip()


class Choice(NamedTuple):
    """One of several things to choose from: its value in the form, and its text on the page."""

    value: str
    text: str


def login_page(client_id: str, nonce: str, users: Iterable[Choice]) -> Reply:
    """Return the page on which a person logs in as one of several users.

    Args:
        client_id: the client id of the app.
        nonce: a text that the form sends back, and that another site cannot know.
        users: the users, by their e-mail addresses. The first one is chosen already.
    """
    people = _inputs("radio", "user", users, lambda number: number == 0)
    return _page(
        "Logg inn",
        f"<p>Appen <strong>{escape(client_id)}</strong> ber om tilgang til regnskapet ditt. "
        "Velg hvem du er.</p>\n"
        + _form(
            nonce,
            f"<fieldset>\n<legend>Bruker</legend>\n{people}</fieldset>\n"
            '<button type="submit">Logg inn</button>\n'
            '<button type="submit" name="decision" value="deny">Avbryt</button>\n',
        ),
    )


def consent_page(
    client_id: str,
    nonce: str,
    user: str,
    companies: Sequence[Choice],
    *,
    read_only: bool,
    is_repeated: bool = False,
) -> Reply:
    """Return the page on which a user chooses companies, and lets an app in or not.

    Args:
        client_id: the client id of the app.
        nonce: a text that the form sends back, and that another site cannot know.
        user: the name of the user who has logged in.
        companies: the companies of the user, by their slugs. All are chosen already.
        read_only: whether the app may only read.
        is_repeated: whether the form came back without any company. The page then says so.
    """
    alert = '<p role="alert">Velg minst ett foretak.</p>\n' if is_repeated else ""
    right = "bare lese" if read_only else "lese og endre"
    boxes = _inputs("checkbox", "company", companies, lambda _: not is_repeated)
    return _page(
        "Gi tilgang",
        f"<p>Du er logget inn som <strong>{escape(user)}</strong>.</p>\n"
        f"<p>Appen <strong>{escape(client_id)}</strong> får {right} data i foretakene som du "
        f"velger.</p>\n{alert}"
        + _form(
            nonce,
            f"<fieldset>\n<legend>Foretak</legend>\n{boxes}</fieldset>\n"
            '<button type="submit" name="decision" value="allow">Gi tilgang</button>\n'
            '<button type="submit" name="decision" value="deny">Avslå</button>\n',
        ),
        HTTPStatus.BAD_REQUEST if is_repeated else HTTPStatus.OK,
    )


def error_page(message: str) -> Refusal:
    """Return a plain page with an error, to be raised. The browser is not sent back to any app.

    Observed: docs/observed.md#6-tokens-and-oauth

    `message` is a sentence in Norwegian.
    """
    reply = _page("Noe gikk galt", f'<p role="alert">{escape(message)}</p>\n')
    return Refusal(400, reply.body.decode(), content_type=_TYPE, headers=_HEADERS)


def _page(title: str, content: str, status: int = HTTPStatus.OK) -> Reply:
    page = (
        '<!doctype html>\n<html lang="nb">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title} | Fiken (emulator)</title>\n<link rel="icon" href="data:,">\n'
        f"<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{content}"
        "<p><small>Dette er en emulator av Fiken, ikke Fiken.</small></p>\n"
        "</main>\n</body>\n</html>\n"
    )
    return Reply(status, page.encode(), {"Content-Type": _TYPE, **_HEADERS})


def _form(nonce: str, content: str) -> str:
    # The action drops the query of this page: it holds the state of the app.
    return (
        f'<form method="post" action="{OAUTH}authorize">\n'
        f'<input type="hidden" name="nonce" value="{escape(nonce)}">\n{content}</form>\n'
    )


def _inputs(
    kind: str, name: str, choices: Iterable[Choice], is_chosen: Callable[[int], bool]
) -> str:
    """Return one labelled input per choice. `kind` is `radio` or `checkbox`."""
    lines: list[str] = []
    for number, choice in enumerate(choices):
        checked = " checked" if is_chosen(number) else ""
        value, text = escape(choice.value), escape(choice.text)
        box = f'<input type="{kind}" name="{name}" value="{value}"{checked}>'
        lines.append(f"<label>{box} {text}</label>\n")
    return "".join(lines)
