"""The first page of the window, and the requests that the emulator has answered."""

from collections.abc import Callable
from urllib.parse import quote, urlencode

from fiken.emulator.window.books import check
from fiken.emulator.window.showing import body_of, curl, without_secrets
from fiken.emulator.window.visit import Answer, Page, Visit, number_of
from fiken.emulator.wire.log import Request
from fiken.emulator.wire.refusals import not_found

#: The requests on the first page, and on a page of requests.
_FEW, _MANY = 12, 100
_CLIENT_ERROR = 400


def _is_error(request: Request) -> bool:
    is_over = request.finished is not None
    return is_over and (request.status is None or request.status >= _CLIENT_ERROR)


#: What the list of requests can show.
_SHOWN: dict[str, Callable[[Request], bool]] = {
    "all": lambda _: True,
    "writes": lambda request: request.method != "GET",
    "errors": _is_error,
    "faults": lambda request: request.fault is not None,
}


def overview(visit: Visit) -> Answer:
    """Show how to connect, the state of the emulator, and the latest requests."""
    inside = visit.inside
    return Page(
        "overview.html",
        {
            "requests": inside.log.latest(_FEW, None, _SHOWN["all"]),
            "count": inside.log.number,
            "overlaps": inside.log.overlaps,
            "faults": len(inside.faults.pending()),
            "violations": check(visit),
        },
    )


def requests(visit: Visit) -> Answer:
    """Show the latest requests, or those before a number, of a kind that the query names."""
    shown = visit.query.get("show", "all")
    shown = shown if shown in _SHOWN else "all"
    before = number_of(visit.query.get("before", ""), -1)
    found = visit.inside.log.latest(_MANY, before if before >= 0 else None, _SHOWN[shown])
    values = {"requests": found, "show": shown, "kinds": list(_SHOWN), "before": before}
    return Page("requests.html", {**values, "is_full": len(found) == _MANY})


def request(visit: Visit) -> Answer:
    """Show one request with its answer."""
    number, log = number_of(visit.path["number"], -1), visit.inside.log
    found = log.latest(1, number + 1, _SHOWN["all"])
    if not found or found[0].number != number:
        raise not_found(f"The log has no request {visit.path['number']} (any more).")
    emulator = visit.inside.emulator
    path = quote(found[0].path)
    base = emulator.url if found[0].template or path.startswith("/files/") else ""
    query = f"?{urlencode(without_secrets(found[0].query))}" if found[0].query else ""
    again = curl(found[0], f"{base}{path}{query}", emulator.token) if base else None
    values = {"request": found[0], "answer": body_of(found[0]), "again": again}
    return Page("request.html", {**values, "is_last": number + 1 >= log.number})
