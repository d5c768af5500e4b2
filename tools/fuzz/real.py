"""Real ids and likely values for generated requests, so that they reach the books of the emulator.

A generated id is a random number that no entity has. `Books` replaces it by an id that the
emulator has at that moment. Every eighth value stays as it was generated.
"""

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import requests

#: One in so many values stays as it was generated.
STRANGERS = 8
#: The field of a row that holds the value of a path parameter, if it has another name.
KEYS = {"accountCode": "code", "attachmentUuid": "uuid", "inboxDocumentId": "documentId"}
#: Whole numbers in bodies become smaller than this. Larger ones come from the limits of the types.
_HUGE = 10**7
_PDF = ("x.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")

Rows = Sequence[Mapping[str, Any]]


class Books:
    """The rows of a running emulator, read over HTTP. A row that is needed and missing is created.

    Args:
        url: the base URL of the emulator.
        token: its token.
        slug: the slug of its demo company.
    """

    def __init__(self, url: str, token: str, slug: str) -> None:
        self.company = f"{url}/companies/{slug}"
        self.slug = slug
        self._turn = 0
        self._cached: dict[str, Rows] = {}
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"
        self._session.trust_env = False

    def forget(self) -> None:
        """Read all rows again when they are next needed: a request may have changed them."""
        self._cached.clear()

    def path(self, template: str, generated: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters of a path, with ids that exist where there are any.

        Args:
            template: the path, such as `/companies/{companySlug}/contacts/{contactId}`.
            generated: the generated parameters. Their types are kept.
        """
        self._turn += 1
        parameters = {**generated, "companySlug": self.slug}
        path = ""
        for segment in template.removeprefix("/companies/{companySlug}").split("/")[1:]:
            name = segment.strip("{}")
            if segment != name and not self._is_stranger(name):
                keys = self._keys(path, name, template.partition(segment)[2])
                key = self._one_of(keys) if keys else generated[name]
                # The description calls some ids strings, although they are numbers.
                parameters[name] = str(key) if isinstance(generated[name], str) else key
            path += f"/{parameters.get(name, name)}"
        return parameters

    def body(self, path: str, value: Any) -> Any:
        """Return a generated body with ids, accounts and dates that the company can have.

        Args:
            path: the path of the request below the company, such as `/sales/17/accruals`.
            value: the generated body, or a part of it.
        """
        if isinstance(value, list):
            items = cast("Any", value)
            return [self.body(path, item) for item in items]
        if not isinstance(value, dict):
            return value
        fields = cast("dict[str, Any]", value)
        return {
            name: self._likely(path, name, item)
            for name, item in fields.items()
            if name not in _USUALLY_LEFT_OUT or self._is_stranger(name)
        }

    def query(self, generated: Mapping[str, Any]) -> dict[str, Any]:
        """Return a generated query whose dates are in the years of the books."""
        return {
            name: self._present(value) if not self._is_stranger(name) else value
            for name, value in generated.items()
        }

    def keys(self, path: str, name: str) -> list[Any]:
        """Return the values of one field of all rows of a list, without null.

        Args:
            path: the path of the list below the company, with filters if any.
            name: the name of the field. `customer.contactId` is a field of an object.
        """
        found: list[Any] = []
        *objects, field = name.split(".")
        for row in self._rows(path):
            value: Any = row
            for each in objects:
                value = value[each]
            found += [] if value.get(field) is None else [value[field]]
        return found

    def one(self, path: str) -> Mapping[str, Any]:
        """Return the row at a path, or an empty one if there is none."""
        answer = self._session.get(self.company + path)
        return dict(answer.json()) if answer.ok else {}

    def _likely(self, path: str, name: str, value: Any) -> Any:
        if isinstance(value, list) and name in _LIKELY:
            items = cast("Any", value)
            return [self._likely(path, name, item) for item in items]
        if isinstance(value, dict | list):
            return self.body(path, value)
        if value is None or isinstance(value, bool) or self._is_stranger(name):
            return value
        if name in _LIKELY:
            found = _LIKELY[name](self, path)
            return self._one_of(found) if found else value
        return value % _HUGE if isinstance(value, int) else self._present(value)

    def _present(self, value: Any) -> Any:
        if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return f"2026-0{self._turn % 6 + 1}-{value[8:]}"
        return value

    def _is_stranger(self, name: str) -> bool:
        return (zlib.crc32(name.encode()) + self._turn) % STRANGERS == 0

    def _one_of(self, values: Sequence[Any]) -> Any:
        return values[self._turn % len(values)]

    def _keys(self, path: str, name: str, rest: str) -> list[Any]:
        """Return the values that a path parameter can have.

        Args:
            path: the path before the parameter, below the company.
            name: the name of the parameter.
            rest: the template after it. Rows that fit it are preferred.
        """
        key = KEYS.get(name, name)
        if name == "jobId":
            return [job["jobId"] for job in self.one(path.rpartition("/")[0]).get("jobs", ())]
        if name == "accountCode":
            path = "/accounts"
        if name in {"attachmentUuid", "accrualId"} and not self._rows(path):
            self._create(path)
        if rest == "/createRecurringInvoice":
            self._create(path)
            return [row[key] for row in self._rows(path) if row["type"] == "repeating_invoice"]
        if (name, rest) == ("transactionId", "/delete"):
            return [r[key] for r in self._rows(path) if r["type"] == "General Journal Entry"]
        if (name, rest) == ("saleId", "/delete"):
            return [r[key] for r in self._rows(path) if r["kind"] == "external_invoice"]
        keys = self.keys(path, key)
        part = re.match("/(payments|contactPerson)/", rest)
        having = [k for k in keys if self._rows(f"{path}/{k}/{part[1]}")] if part else []
        return having or keys

    def _create(self, path: str) -> None:
        """Create an attachment, an accrual or a draft of a recurring invoice."""
        parent, _, kind = path.rpartition("/")
        if kind == "attachments":
            self._session.post(
                self.company + path,
                params={"attachToSale": "true"},  # which only sales and purchases know
                data={"filename": "x.pdf"},
                files={"file": _PDF},
            )
        elif kind == "accruals":
            account = "2965" if "/sales" in path else "1700"
            terms = {"account": account, "periods": 3, "startDate": "2026-06-01"}
            for line in self.one(parent).get("lines", ()):
                self._session.post(self.company + path, json={"lineId": line["lineId"], **terms})
        else:
            self._session.post(self.company + path, json=self._recurring())
        self.forget()

    def _recurring(self) -> dict[str, Any]:
        line = {"description": "Leie", "unitPrice": 1000, "quantity": 1, "vatType": "HIGH"}
        return {
            "type": "repeating_invoice",
            "customerId": self.keys("/contacts?customer=true", "contactId")[0],
            "daysUntilDueDate": 14,
            "startDate": "2026-07-01",
            "frequency": {"interval": 1, "intervalUnit": "MONTH"},
            "bankAccountNumber": self.keys("/bankAccounts", "bankAccountNumber")[0],
            "lines": [{**line, "incomeAccount": "3000"}],
        }

    def _rows(self, path: str) -> Rows:
        if path not in self._cached:
            answer = self._session.get(self.company + path, params={"pageSize": "100"})
            self._cached[path] = answer.json() if answer.ok else []
        return self._cached[path]


def _of(path: str, name: str) -> Callable[[Books, str], list[Any]]:
    return lambda books, _path: books.keys(path, name)


def _constant(*values: Any) -> Callable[[Books, str], list[Any]]:
    return lambda _books, _path: list(values)


def _contacts(books: Books, path: str) -> list[Any]:
    """Return contacts: the customer of each invoice for its credit note, else all customers."""
    if path.startswith("/creditNotes/"):
        return books.keys("/invoices", "customer.contactId")
    return books.keys("/contacts?customer=true", "contactId")


def _accounts(_books: Books, path: str) -> list[Any]:
    if path.endswith("/accruals"):
        return ["2965"] if path.startswith("/sales") else ["1700"]
    return ["3000"] if path.startswith("/sales") else ["6300"]


def _types(_books: Books, path: str) -> list[Any]:
    kinds = {"/creditNotes": "credit_note", "/offers": "offer", "/orderC": "order_confirmation"}
    return [kind for start, kind in kinds.items() if path.startswith(start)] or ["invoice"]


#: Fields that are refused unless another field has a certain value.
_USUALLY_LEFT_OUT = {"contactPersonId", "paymentAccount", "paymentDate"}
#: What the fields of request bodies can hold, by name.
_LIKELY: dict[str, Callable[[Books, str], list[Any]]] = {
    "account": _accounts,
    "activityId": _of("/activities", "activityId"),
    "bankAccountCode": _of("/bankAccounts", "accountCode"),
    "bankAccountNumber": _of("/bankAccounts", "bankAccountNumber"),
    "contactId": _contacts,
    "creditAccount": _constant("1920:10001"),
    "creditNoteId": _of("/creditNotes", "creditNoteId"),
    "creditVatCode": _constant(0),
    "currency": _constant("NOK"),
    "customerId": _contacts,
    "debitAccount": _constant("6540"),
    "debitVatCode": _constant(0),
    "from": _constant("2025-01-01"),
    "incomeAccount": _constant("3000"),
    "interval": _constant(1),
    "invoiceId": _of("/invoices", "invoiceId"),
    "kind": _constant("supplier", "external_invoice"),
    "lineId": lambda books, path: [
        line["lineId"] for line in books.one(path.rpartition("/")[0]).get("lines", ())
    ],
    "offerId": _of("/offers", "offerId"),
    "periods": _constant(3),
    "productId": _of("/products", "productId"),
    "project": _of("/projects", "projectId"),
    "projectId": _of("/projects", "projectId"),
    "supplierId": _of("/contacts?supplier=true", "contactId"),
    "timeEntryIds": lambda books, _path: books.keys("/timeEntries", "timeEntryId")[:3],
    "timeUserId": _of("/timeUsers", "timeUserId"),
    "to": _constant("2026-06-30"),
    "type": _types,
    "vatType": _constant("HIGH"),
}
