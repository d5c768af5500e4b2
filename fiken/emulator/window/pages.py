"""The class `Window`, which finds the page for a request, and renders it."""

import secrets
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs

import jinja2

from fiken.emulator._controls import Controls
from fiken.emulator._service import Service
from fiken.emulator.store.state import State
from fiken.emulator.store.storage import StorageError
from fiken.emulator.window import books, controls, entities, journal, showing
from fiken.emulator.window.kinds import Json, is_object
from fiken.emulator.window.visit import Inside, Page, Redirect, View, Visit
from fiken.emulator.wire.exchange import FILES, WINDOW, HttpRequest, HttpResponse
from fiken.emulator.wire.faults import Faults
from fiken.emulator.wire.log import Log
from fiken.emulator.wire.oauth import FORM
from fiken.emulator.wire.refusals import Refusal
from fiken.emulator.wire.routes import Routes

_COMPANY = f"{WINDOW}/companies/{{slug}}"
#: The pages by their paths.
_PAGES: Mapping[str, View] = {
    "/": journal.overview,
    WINDOW: journal.overview,
    f"{WINDOW}/requests": journal.requests,
    f"{WINDOW}/requests/{{number}}": journal.request,
    f"{WINDOW}/faults": controls.faults,
    f"{WINDOW}/control": controls.control,
    f"{WINDOW}/check": books.checked,
    f"{_COMPANY}/contacts": entities.contacts,
    f"{_COMPANY}/contacts/{{id}}": entities.contact,
    f"{_COMPANY}/documents/{{kind}}": entities.documents,
    f"{_COMPANY}/documents/{{kind}}/{{id}}": entities.document,
    f"{_COMPANY}/transactions/{{id}}": entities.transaction,
    f"{_COMPANY}/balance": books.balance,
    f"{_COMPANY}/accounts/{{code}}": books.account,
}
#: What the forms of the pages do, by the paths to which they are sent.
_FORMS: Mapping[str, View] = {
    f"{WINDOW}/faults": controls.arm,
    f"{WINDOW}/faults/{{number}}/disarm": controls.disarm,
    f"{WINDOW}/faults/disarm": controls.disarm_all,
    f"{WINDOW}/clock": controls.set_clock,
    f"{WINDOW}/clock/move": controls.move_clock,
    f"{WINDOW}/clock/first": controls.first_clock,
    f"{WINDOW}/reset": controls.reset,
}
#: The sentences about what a form has done.
_DONE = {
    "armed": "The fault is armed: it waits for the next request that matches.",
    "disarmed": "Disarmed.",
    "clock": "The clock is set.",
    "reset": "The books, the log, the faults and the clock are as at the start.",
}
#: The files beside the pages, with their content types.
_STATIC = {
    "icon.svg": "image/svg+xml",
    "window.css": "text/css; charset=utf-8",
    "window.js": "text/javascript; charset=utf-8",
}


class Window:
    """The pages of one emulator.

    Args:
        emulator: the emulator, which the pages control.
        service: carries out operations of the API, by which the pages read the books.
        state: the database with the books.
        log: the log of requests.
        faults: the queue of faults.
    """

    def __init__(
        self, emulator: Controls, service: Service, state: State, log: Log, faults: Faults
    ) -> None:
        self._inside = Inside(emulator, service, state, log, faults)
        self._pages, self._forms = Routes(_PAGES), Routes(_FORMS)
        #: Each form has it. A page of another site cannot read it, and so cannot send a form.
        self._token = secrets.token_urlsafe()
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("fiken.emulator.window"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        known: dict[str, Any] = self._templates.globals
        known |= {"inside": self._inside, "emulator": emulator, "form_token": self._token}
        known |= {"short_fault": showing.short_fault, "files_of": entities.files_of}
        known |= {"amounts": entities.AMOUNTS}
        self._templates.filters.update(
            kroner=showing.kroner,
            words=showing.words,
            pretty=showing.pretty,
            masked=showing.without_secrets,
            query=showing.query,
        )

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Return the answer to a request that is allowed to see the pages."""
        static = request.path.removeprefix(f"{WINDOW}/static/")
        if static in _STATIC:
            content = files("fiken.emulator.window").joinpath("static", static).read_bytes()
            return HttpResponse(HTTPStatus.OK, [("Content-Type", _STATIC[static])], content)
        is_form = request.method == "POST"
        found = (self._forms if is_form else self._pages).find(request.path)
        file = request.path.removeprefix(f"{WINDOW}{FILES}")
        if file != request.path and not is_form:
            found = entities.file, {"file": file}  # the name of a file may have a slash
        if found is None:
            return self._error(request, HTTPStatus.NOT_FOUND, "There is no such page.")
        view, path = found
        form = _fields_of(request) if is_form else {}
        if is_form and not secrets.compare_digest(form.pop("form_token", ""), self._token):
            return self._error(
                request, HTTPStatus.FORBIDDEN, "The form is of another page. Reload, and try again."
            )
        return self._shown(request, view, Visit(self._inside, path, request.query, form))

    def _shown(self, request: HttpRequest, view: View, visit: Visit) -> HttpResponse:
        """Return the answer of a page or a form as an HTTP response."""
        try:
            answer = view(visit)
        except Refusal as refusal:
            fields: Json = refusal.body if is_object(refusal.body) else {}
            sentence = fields.get("error_description") or fields.get("message")
            return self._error(request, refusal.status, str(sentence or "There is none."))
        except StorageError as error:
            return self._error(request, error.status, f"{error}.")
        if isinstance(answer, Redirect):
            location = f"{answer.path}?done={answer.done}"
            return HttpResponse(HTTPStatus.SEE_OTHER, [("Location", location)], b"")
        if isinstance(answer, Page):
            return self._rendered(request, answer, visit)
        return answer

    def _error(self, request: HttpRequest, status: int, sentence: str) -> HttpResponse:
        page = Page("error.html", {"sentence": sentence}, status)
        return self._rendered(request, page, Visit(self._inside, {}, request.query, {}))

    def _rendered(self, request: HttpRequest, page: Page, visit: Visit) -> HttpResponse:
        companies = self._inside.companies()
        current = next((row for row in companies if row["slug"] == visit.slug), companies[0])
        html = self._templates.get_template(page.template).render(
            page.values,
            here=request.path,
            home=f"{WINDOW}/companies/{current['slug']}",
            current=current,
            companies=companies,
            done=_DONE.get(request.query.get("done", ""), ""),
            status=page.status,
        )
        return showing.page_of(html, page.status)


def _fields_of(request: HttpRequest) -> dict[str, str]:
    """Return the fields of a form, or nothing if the body is not a form in UTF-8."""
    if request.mimetype != FORM:
        return {}
    try:
        read = partial(parse_qs, keep_blank_values=True, errors="strict", max_num_fields=100)
        return {name: texts[0] for name, texts in read(request.body.decode()).items()}
    except ValueError:
        return {}
