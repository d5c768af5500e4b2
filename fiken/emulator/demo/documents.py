"""The invoices, credit notes, offers and order confirmations of the demo company, and drafts."""

import datetime
from collections.abc import Sequence
from typing import Any

from fiken.emulator.demo.data import BANK, BANK_NUMBER, Json
from fiken.emulator.demo.requests import Requests


class Documents:
    """The sales documents of the demo company, in every state that they can have.

    Args:
        do: a function that carries out operations of the API.
        contacts: the ids of the contacts, in the order of `CUSTOMERS`.
        products: the ids of the products, in the order of `PRODUCTS`.
        project: the id of a project.
        service: a line of an invoice without a product.
    """

    def __init__(
        self,
        do: Requests,
        contacts: Sequence[int],
        products: Sequence[int],
        project: int,
        service: Json,
    ) -> None:
        self._do = do
        self._contacts, self._products, self._project = contacts, products, project
        self._service = service

    def make(self) -> None:
        """Create the documents. Only the six invoices and two credit notes affect the balances."""
        self._invoices()
        for day, customer in (260, 7), (265, 9):
            draft = self._draft("Offer", day, customer, [self._line(3, 2.5), self._line(1, 1)])
            offer = self._do("createOfferFromDraft", day, draftId=draft)
            to = {"offerId": offer, "recipientEmail": "bestilling@ostvest.example"}
            self._send("Offer", day, to, "email")
        # A customer accepts an offer on a page of Fiken. The API has no operation for that.
        self._do.state.update("offers", "offer_id", offer, accepted=self._do.date(268))
        for day, customer in (270, 6), (275, 1):
            draft = self._draft("OrderConfirmation", day, customer, [self._line(0, 20)])
            confirmed = self._do("createOrderConfirmationFromDraft", day, draftId=draft)
        self._do("createInvoiceDraftFromOrderConfirmation", 276, confirmationId=confirmed)
        self._issue_draft()
        self._draft("Invoice", 310, 4, [self._line(0, 3)], bankAccountNumber=BANK_NUMBER)
        self._draft("CreditNote", 311, 3, [{**self._line(1, 1), "unitPrice": 100_00}])
        self._draft("Offer", 312, 11, [{**self._line(1, 3), "discount": 10}])
        self._draft("OrderConfirmation", 313, 7, [self._service])
        self._subscription()

    def _invoices(self) -> None:
        """Create five invoices without drafts, and credit one of them, and a part of another.

        The first one is sent as an e-invoice (EHF) and paid. The second one is sent outside of
        Fiken. It is overdue, as are the last two. The last one is in pounds.
        """
        paid = self._invoice(200, 1, [self._line(0, 10)])
        self._send("Invoice", 200, {"invoiceId": paid}, "ehf")
        row = self._do.state.row("SELECT * FROM invoices WHERE invoice_id = ?", paid)
        assert row is not None, "it has just been created"
        payment = {"account": BANK, "amount": row["gross"], "date": self._do.date(212)}
        self._do("createSalePayment", 212, payment, saleId=row["sale_id"])
        late = self._invoice(220, 4, [self._line(1, 2)], roundingType="round_whole")
        self._do("updateInvoice", 221, {"sentManually": True}, invoiceId=late)
        wrong = self._invoice(230, 3, [self._line(0, 4)])
        whole = {"invoiceId": wrong, "issueDate": self._do.date(232)}
        self._do("createFullCreditNote", 232, {**whole, "creditNoteText": "Feil kunde"})
        some = self._invoice(240, 9, [self._line(0, 12), self._line(2, 1)])
        returned = [{**self._line(0, 2), "unitPrice": 249_00}]
        part = {"invoiceId": some, "issueDate": self._do.date(245), "lines": returned}
        self._do("createPartialCreditNote", 245, part)
        beans = {**self._line(4, 25), "unitPrice": 9_40, "description": "Green beans, Huila"}
        self._invoice(250, 8, [beans], currency="GBP", invoiceText="Thank you for your order.")

    def _issue_draft(self) -> None:
        """Issue an invoice of a project from a draft, and send it. It is not due yet."""
        # Two weeks from today.
        days = self._do.state.today() - self._do.day(300) + datetime.timedelta(days=14)
        sql = "SELECT contact_person_id FROM contact_persons WHERE contact_id = ? ORDER BY rowid"
        facts = {
            "daysUntilDueDate": days.days,
            "contactPersonId": self._do.state.value(sql, self._contacts[0]),
            "projectId": self._project,
            "orderReference": "PO-17",
            "yourReference": "Ingrid Solli",
            "bankAccountNumber": BANK_NUMBER,
        }
        lines = [{**self._line(1, 1), "discount": 12.5}, {**self._service, "comment": "Timer"}]
        draft = self._draft("Invoice", 300, 0, lines, **facts)
        key = self._do("createInvoiceFromDraft", 300, draftId=draft)
        self._send("Invoice", 301, {"invoiceId": key}, "email")

    def _subscription(self) -> None:
        """Create a recurring invoice with an active job, and with a paused one for a hotel.

        It begins more than a year from now, so that it does not affect the balances of this year.
        """
        body = {
            "customerId": self._contacts[4],
            "startDate": f"{self._do.state.today().year + 2}-01-01",
            "daysUntilDueDate": 14,
            "frequency": {"interval": 1, "intervalUnit": "MONTH"},
            "bankAccountNumber": BANK_NUMBER,
            "invoiceText": "Takk for at du abonnerer på kaffe.",
            "lines": [self._line(0, 2)],
        }
        key = self._do("createRecurringInvoice", 320, body)
        terms = {name: body[name] for name in ("frequency", "daysUntilDueDate")}
        named = {"description": "Kaffeabonnement", **terms}
        self._do("updateRecurringInvoiceFrequency", 320, named, recurringInvoiceId=key)
        hotel = {"customerId": self._contacts[1]}
        self._do("addRecurringInvoiceJob", 321, hotel, recurringInvoiceId=key)
        sql = "SELECT max(job_id) FROM recurring_invoice_jobs WHERE recurring_invoice_id = ?"
        ids = {"recurringInvoiceId": key, "jobId": self._do.state.value(sql, key)}
        self._do("pauseRecurringInvoiceJob", 330, None, **ids)

    def _line(self, product: int, quantity: float) -> Json:
        return {"productId": self._products[product], "quantity": quantity}

    def _invoice(self, day: int, customer: int, lines: list[Json], **fields: Any) -> int:
        """Create an invoice that is due after two weeks, and return its id."""
        dates = {"issueDate": self._do.date(day), "dueDate": self._do.date(day + 14)}
        body = {"customerId": self._contacts[customer], "bankAccountCode": BANK, "cash": False}
        return self._do("createInvoice", day, {**body, **dates, "lines": lines, **fields})

    def _draft(self, kind: str, day: int, customer: int, lines: list[Json], **fields: Any) -> int:
        """Create a draft, and return its id.

        Args:
            kind: the kind of the draft, such as `CreditNote`.
            day: the date of issue, as the number of days after 2 January of the last year.
            customer: the place of the customer in `CUSTOMERS`.
            lines: the lines.
            fields: further fields of the request.
        """
        types = {"CreditNote": "credit_note", "OrderConfirmation": "order_confirmation"}
        body = {"type": types.get(kind, kind.lower()), "daysUntilDueDate": 14, "lines": lines}
        facts = {"customerId": self._contacts[customer], "issueDate": self._do.date(day)}
        return self._do(f"create{kind}Draft", day, {**body, **facts, **fields})

    def _send(self, kind: str, day: int, body: Json, method: str) -> None:
        facts = {"method": [method], "includeDocumentAttachments": False}
        self._do(f"send{kind}", day, {**body, **facts})
