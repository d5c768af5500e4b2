"""The pages of contacts, documents, transactions and files, as the API shows them."""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fiken.emulator.window.kinds import CONTACTS, DOCUMENTS, Json, Kind, is_list, is_object
from fiken.emulator.window.showing import words
from fiken.emulator.window.visit import Answer, Page, Visit, number_of, operation_of
from fiken.emulator.wire.exchange import FILES, WINDOW, HttpResponse
from fiken.emulator.wire.refusals import not_found

#: The entities on a page.
_SIZE = 50
#: The fields that are amounts in øre, or in hundredths of another currency
#: (docs/observed.md#7-units).
AMOUNTS = {
    *("amount", "amountInNok", "balance", "fee", "gross", "grossInNok", "net", "netAmount"),
    *("netInNok", "netPrice", "netPriceInCurrency", "outstandingBalance", "totalPaid"),
    *("outstandingBalanceInCurrency", "totalPaidInCurrency", "unitPrice", "vat", "vatAmount"),
    *("vatInCurrency", "vatInNok"),
}
#: The types of files that a browser shows. It must not interpret any others.
_SHOWN_FILES = {"application/pdf", "image/gif", "image/jpeg", "image/png"}
#: The fields that say nothing to a person, or are shown elsewhere on the page.
_LEFT_OUT = {"contactPersonId", "lineId", "lastModifiedDate", "paymentId", "productId"}


def contacts(visit: Visit) -> Answer:
    """Show the contacts, the latest first."""
    return _listed(visit, CONTACTS, f"{visit.home}/contacts")


def documents(visit: Visit) -> Answer:
    """Show the documents of one kind, the latest first."""
    path = f"{visit.home}/documents/{visit.path['kind']}"
    return _listed(visit, _kind(visit), path, DOCUMENTS)


def _listed(visit: Visit, kind: Kind, path: str, kinds: Mapping[str, Kind] | None = None) -> Page:
    """Return the page with a list. The first page has the entities of the last two of the API.

    The API begins with the oldest ones.
    """
    first = visit.ask(kind.lists, {"pageSize": 1})
    count = int(first.headers["Fiken-Api-Result-Count"])
    last = max(-(-count // _SIZE) - 1, 0)
    page = min(number_of(visit.query.get("page", "")), max(last - 1, 0))
    wanted = [last, last - 1] if page == 0 else [last - 1 - page]
    paged = {**kind.query, "pageSize": _SIZE}
    rows = [
        entity
        for number in wanted
        if number >= 0
        for entity in reversed(visit.ask(kind.lists, {**paged, "page": number}).body)
    ]
    values = {"kind": kind, "kinds": kinds or {}, "rows": rows, "count": count, "page": page}
    values |= {"more": last - 1 > page, "path": path, "names": _names(visit)}
    values["has_files"] = any(True for row in rows for _ in files_of(row))
    return Page("list.html", values)


def contact(visit: Visit) -> Answer:
    """Show one contact."""
    return _entity(visit, CONTACTS)


def document(visit: Visit) -> Answer:
    """Show one document with its files and its postings."""
    return _entity(visit, _kind(visit))


def _kind(visit: Visit) -> Kind:
    """Return the kind of documents that is in the path."""
    kind = DOCUMENTS.get(visit.path["kind"])
    if kind is None:
        raise not_found(f"There are no documents of the kind {visit.path['kind']}.")
    return kind


def _entity(visit: Visit, kind: Kind) -> Page:
    key = operation_of(kind.finds).parameters[-1].name
    entity: Json = visit.ask(kind.finds, {}, **{key: visit.path["id"]}).body
    sale: Json = entity.get("sale") or {}
    booked: int | None = entity.get("transactionId") or sale.get("transactionId")
    transaction = (
        visit.ask("getTransaction", {}, transactionId=str(booked)).body if booked else None
    )
    return Page(
        "entity.html",
        {
            "kind": kind,
            "title": f"{kind.one} {kind.columns[0].value(entity) or entity[kind.key]}",
            "facts": _facts(entity),
            "links": list(_links(visit, entity)),
            "tables": list(_tables(entity)),
            "files": list(files_of(entity)),
            "transaction": transaction,
            "entity": entity,
        },
    )


def transaction(visit: Visit) -> Answer:
    """Show one transaction with the lines of its journal entries."""
    found = visit.ask("getTransaction", {}, transactionId=visit.path["id"]).body
    return Page("transaction.html", {"transaction": found})


def file(visit: Visit) -> Answer:
    """Send a stored file. A browser shows a PDF or an image, and saves any other file."""
    reply = visit.inside.service.file("GET", FILES + visit.path["file"], None)
    kind = reply.headers["Content-Type"].partition(";")[0].strip().lower()
    if kind in _SHOWN_FILES:
        return HttpResponse(HTTPStatus.OK, [("Content-Type", kind)], reply.body)
    headers = [("Content-Type", "application/octet-stream"), ("Content-Disposition", "attachment")]
    return HttpResponse(HTTPStatus.OK, headers, reply.body)


# --- parts of an entity --------------------------------------------------------------------------


def _names(visit: Visit) -> dict[int, str]:
    """Return the names of the contacts of the company by their ids."""
    state, company = visit.inside.state, visit.company()
    with state.reading():
        sql = "SELECT contact_id, name FROM contacts WHERE company_id = ?"
        return {row["contact_id"]: row["name"] for row in state.rows(sql, company)}


def _facts(entity: Json) -> list[tuple[str, Any, bool]]:
    """Return the heading and value of each plain field that has a value, and whether it is øre."""
    facts: list[tuple[str, Any, bool]] = []
    for name, value in entity.items():
        if name == "address" and is_object(value):
            facts.append(
                (words(name), ", ".join(str(each) for each in value.values() if each), False)
            )
        elif _is_plain(value) and value not in (None, "") and "Url" not in name:
            facts.append((words(name), value, name in AMOUNTS))
        elif plain := [str(each) for each in _items(value) if _is_plain(each)]:
            facts.append((words(name), ", ".join(plain), False))
    return facts


def _links(visit: Visit, entity: Json) -> Iterator[tuple[str, str, str]]:
    """Yield a heading, a text and a path for each other entity that an entity refers to."""
    for name in ("customer", "supplier", "contact"):
        party = entity.get(name)
        if is_object(party):
            yield words(name), party["name"], f"{visit.home}/contacts/{party['contactId']}"
    sale = entity.get("sale")
    if is_object(sale):
        text = str(sale["saleNumber"] or sale["saleId"])
        yield "Sale", text, f"{visit.home}/documents/sales/{sale['saleId']}"
    invoice = entity.get("associatedInvoiceId")
    if invoice is not None:
        yield "Invoice", str(invoice), f"{visit.home}/documents/invoices/{invoice}"
    for account in (entity.get(f"{role}AccountCode") for role in ("customer", "supplier")):
        if account:
            yield "Account", account, f"{visit.home}/accounts/{account}"


def _tables(entity: Json) -> Iterator[tuple[str, list[str], Sequence[Json]]]:
    """Yield a heading, the fields and the rows of each list of objects in an entity.

    Fields without a value in any row are left out, and so are amounts in NOK beside those of a
    document in NOK. Descriptions come first, amounts last.
    """
    is_nok = entity.get("currency") in {None, "NOK"}
    for name, value in entity.items():
        rows = [row for row in _items(value) if is_object(row) and "downloadUrl" not in row]
        fields = [
            field
            for field in (rows[0] if rows else ())
            if field not in _LEFT_OUT
            and not (is_nok and field.endswith("InNok"))
            and any(_is_plain(row.get(field)) and row.get(field) is not None for row in rows)
        ]
        if fields:
            yield (
                words(name),
                sorted(fields, key=lambda f: (f in AMOUNTS, f != "description")),
                rows,
            )


def files_of(entity: Json) -> Iterator[tuple[str, str]]:
    """Yield the name and the path in the window of each file of an entity."""
    seen: set[str] = set()
    for value in (entity, *entity.values()):
        for part in [value, *_items(value)]:
            url = (part.get("downloadUrl") or part.get("documentUrl")) if is_object(part) else None
            if is_object(part) and url and url not in seen:
                seen.add(url)
                yield part["filename"], f"{WINDOW}{FILES}{url.partition(FILES)[2]}"


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float)


def _items(value: Any) -> list[Any]:
    """Return a JSON list, or an empty list for any other value."""
    return value if is_list(value) else []
