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
:root {
  color-scheme: light dark; --ink: #222; --soft: #555; --page: #f4f4f8; --sheet: #fff;
  --line: #767676; --main: #1d4d8f; --on-main: #fff; --alert: #a00000; --focus: #b35c00
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8e8ec; --soft: #b4b4bc; --page: #131318; --sheet: #202027;
    --line: #8c8c96; --main: #9cc3ff; --on-main: #10203a; --alert: #ff9c94; --focus: #ffb454
  }
}
body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 0 }
body { color: var(--ink); background: var(--page) }
main { max-width: 32rem; margin: 3rem auto; padding: 1rem 2rem 2rem; background: var(--sheet) }
main { box-sizing: border-box; border-radius: .5rem; overflow-wrap: anywhere }
fieldset { min-width: 0; margin: 1rem 0; padding: .5rem 1rem }
fieldset { border: 1px solid var(--line); border-radius: .3rem }
label { display: flex; gap: .6rem; padding: .5rem 0; cursor: pointer }
label:hover { background: var(--page) }
input { flex: none; width: 1.2rem; height: 1.2rem; margin: .25rem 0 0; accent-color: var(--main) }
button { font: inherit; padding: .5rem 1.2rem; margin: 0 .5rem .5rem 0; cursor: pointer }
button { color: var(--main); background: none; border: 1px solid; border-radius: .3rem }
button:first-of-type { color: var(--on-main); background: var(--main); border-color: var(--main) }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
[role=alert] { color: var(--alert) }
small { color: var(--soft); font-size: .85em }
@media (max-width: 32rem) { main { margin: 0; padding: .5rem 1.2rem 1.5rem; border-radius: 0 } }
""".strip()


class Choice(NamedTuple):
    """One of several things to choose from.

    Attributes:
        value: its value in the form.
        text: its text on the page.
        detail: a second, smaller line of text; empty for none.
    """

    value: str
    text: str
    detail: str = ""


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
        text += f"<br><small>{escape(choice.detail)}</small>" if choice.detail else ""
        box = f'<input type="{kind}" name="{name}" value="{value}"{checked}>'
        lines.append(f"<label>{box} <span>{text}</span></label>\n")
    return "".join(lines)
