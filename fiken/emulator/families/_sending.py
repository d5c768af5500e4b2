"""Sending of invoices, credit notes and offers: nothing leaves the emulator, but it is recorded.

Observed: docs/observed.md#10-invoices-and-counters
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from fiken.emulator.books.sales_kind import CREDIT_NOTE, INVOICE, OFFER, SalesKind
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.store.resources import Call, Handler, Resource
from fiken.emulator.store.rows import check_reference, find, update
from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse

Json: TypeAlias = Mapping[str, Any]

#: The documents that a demo company can send (docs/observed.md#4-error-bodies).
LIMIT = 101
#: The methods that "auto" tries, in this order, by the contract.
_AUTO = ("ehf", "efaktura", "sms", "email")
#: The methods by which an offer can be sent, by the contract.
_OF_OFFERS = {"email", "sms", "letter"}
#: Whether each method can reach a customer, from the request and the row of the customer.
#: Emulator choice: an eFaktura reaches nobody, since no customer has the agreement for it.
_REACHES: Mapping[str, Callable[[Json, Row], bool]] = {
    "email": lambda body, customer: bool(body.get("recipientEmail") or customer["email"]),
    "ehf": lambda body, customer: bool(
        body.get("organizationNumber") or customer["organization_number"]
    ),
    "efaktura": lambda _body, _customer: False,
    "sms": lambda body, customer: bool(body.get("mobileNumber") or customer["phone_number"]),
    "letter": lambda _body, customer: (customer["address_country"] or "") in {"Norway", "Norge"},
}


def sends(kind: SalesKind, resource: Resource) -> Handler:
    """Return the handler that sends a document by the first method that reaches the customer.

    Emulator choice: where no method does, the answer is 400, and nothing is recorded. So it is for
    an unknown document, and for an empty list of methods.
    """

    def handle(call: Call) -> Reply:
        check_reference(call, resource, resource.key)
        row = find(call, resource, call.body[resource.key])
        if is_limit_reached(call.state, call.company):
            raise refuse(400, f"A demo company cannot send more than {LIMIT} documents")
        customer = find(call, CONTACTS, row[kind.contact])
        usable = (each for each in _methods(kind, call.body) if _REACHES[each](call.body, customer))
        method = next(usable, None)
        if method is None:
            asked = ", ".join(call.body["method"])
            raise refuse(400, f"The {kind.words} cannot be sent by any of [{asked}]")
        facts = {"date": call.state.today().isoformat(), "dispatch_type": method}
        call.state.insert(f"{kind.name}_dispatches", **{kind.id: row[kind.id]}, **facts)
        update(call, resource, row[kind.id], {})
        return Reply(200)

    return handle


def _methods(kind: SalesKind, body: Json) -> Iterator[str]:
    """Yield the methods of a request in their order, with those of "auto" in its place."""
    for asked in body["method"]:
        for method in _AUTO if asked == "auto" else (asked,):
            if kind is not OFFER or method in _OF_OFFERS:
                yield method


def is_limit_reached(state: State, company: int) -> bool:
    """Return whether a demo company has sent as many documents as it can send.

    Observed: docs/observed.md#4-error-bodies

    Emulator choice: the status 400 and the text. Documents that were sent manually do not count.
    """
    sql = "SELECT test_company FROM companies WHERE company_id = ?"
    if not state.value(sql, company):
        return False
    sent: int = sum(
        state.value(
            f"SELECT count(*) FROM {kind.name}_dispatches JOIN {kind.table} USING ({kind.id}) "  # noqa: S608
            "WHERE company_id = ? AND dispatch_type <> 'unknown'",
            company,
        )
        for kind in (INVOICE, CREDIT_NOTE, OFFER)
    )
    return sent >= LIMIT
