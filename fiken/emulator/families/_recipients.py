"""The recipients of the invoices of a job: whom the invoices are sent to, and by which channels.

The address of a contact person is stored as an address. It is answered under `contactPersonIds` as
long as it is the address of a contact person of the customer, as the contract says.

Emulator choice: a customer with an organization number can receive e-invoices (EHF) in some
currencies. No company has an agreement for eFaktura.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fiken.emulator.families._sending import is_limit_reached
from fiken.emulator.store.resources import Call
from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.refusals import refuse

#: The currencies of e-invoices (EHF). Emulator choice.
_EHF_CURRENCIES = {"NOK", "SEK", "DKK", "EUR", "GBP", "USD"}


@dataclass(frozen=True)
class Recipients:
    """The recipients of a job.

    Attributes:
        emails: the addresses, those of contact persons included.
        ehf: whether the invoices are sent as e-invoices.
        letter: whether they are sent as letters.
        sms_phone_number: the number to which a message is sent, or None.
    """

    emails: Sequence[str] = ()
    ehf: bool = False
    letter: bool = False
    sms_phone_number: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is no recipient, so that invoices are not sent."""
        return not (self.emails or self.ehf or self.letter or self.sms_phone_number)


def derived_recipients(customer: Row, currency: str) -> Recipients:
    """Return the recipients of a job whose request names none.

    They are an e-invoice (EHF) if the customer can receive it, and otherwise the customer's e-mail
    address. The contract says so.
    """
    if _can_receive_ehf(customer, currency):
        return Recipients(ehf=True)
    return Recipients(emails=[customer["email"]] if customer["email"] else [])


def requested_recipients(call: Call, customer: Row, currency: str) -> Recipients:
    """Return the recipients in the body of a request. What the body leaves out is switched off.

    The contract says which combinations are refused.

    Emulator choice: an address without `@` is refused, too. All are refused with 400.
    """
    body = call.body
    emails, sms = body.get("emails") or (), body.get("smsPhoneNumber") or None
    for address in emails:
        if "@" not in address:
            raise refuse(400, f"'emails': {address[:60]!r} is not an e-mail address")
    emails = (*emails, *emails_of_persons(call, customer, body.get("contactPersonIds") or ()))
    ehf, letter = bool(body.get("ehf")), bool(body.get("letter"))
    if ehf + bool(body.get("efaktura")) + bool(sms) > 1:
        raise refuse(400, "EHF, eFaktura and SMS are mutually exclusive")
    if body.get("efaktura"):
        raise refuse(400, "'efaktura': the company has no approved eFaktura agreement")
    if ehf and not _can_receive_ehf(customer, currency):
        reason = f"an organization number of the customer, and a supported currency, not {currency}"
        raise refuse(400, f"'ehf' requires {reason}")
    recipients = Recipients(emails, ehf, letter, sms)
    if recipients.is_empty:
        raise refuse(400, "A job must have at least one recipient")
    return recipients


def emails_of_persons(call: Call, customer: Row, keys: Sequence[int]) -> list[str]:
    """Return the addresses of contact persons, and refuse a person of another contact with 400."""
    contact, emails = customer["contact_id"], list[str]()
    for key in keys:
        sql = "SELECT email FROM contact_persons WHERE contact_person_id = ? AND contact_id = ?"
        email = call.state.value(sql, key, contact)
        if not email:
            message = f"contact {contact} has no contact person {key} with an e-mail address"
            raise refuse(400, f"'contactPersonIds': {message}")
        emails.append(email)
    return emails


def write_recipients(state: State, job: int, recipients: Recipients) -> None:
    """Replace the recipients of a job. An address that is there twice is stored once."""
    columns = {name: getattr(recipients, name) for name in ("ehf", "letter", "sms_phone_number")}
    state.update("recurring_invoice_jobs", "job_id", job, **columns)
    state.execute("DELETE FROM recurring_invoice_emails WHERE job_id = ?", job)
    for email in {each.casefold(): each for each in recipients.emails}.values():
        state.insert("recurring_invoice_emails", job_id=job, email=email)


def shown_recipients(call: Call, job: Row) -> Mapping[str, Any]:
    """Return the recipients of a job as JSON."""
    persons = {
        row["email"].casefold(): row["contact_person_id"]
        for row in call.state.rows(
            "SELECT * FROM contact_persons WHERE contact_id = ? ORDER BY rowid DESC",
            job["customer_id"],
        )
    }
    emails = _emails(call.state, job)
    return {
        "emails": [email for email in emails if email.casefold() not in persons],
        "contactPersonIds": [
            persons[email.casefold()] for email in emails if email.casefold() in persons
        ],
        **{name: bool(job[name]) for name in ("ehf", "efaktura", "letter")},
        "smsPhoneNumber": job["sms_phone_number"],
    }


def send_invoice(state: State, job: Row, invoice: int) -> None:
    """Record that a generated invoice is sent by each channel of its job.

    Emulator choice: an invoice that a demo company can no longer send is issued, but not sent.
    """
    for channel in _channels(state, job):
        if not is_limit_reached(state, job["company_id"]):
            facts = {"date": state.today().isoformat(), "dispatch_type": channel}
            state.insert("invoice_dispatches", invoice_id=invoice, **facts)


def _channels(state: State, job: Row) -> Iterator[str]:
    yield from (name for name in ("ehf", "letter") if job[name])
    if job["sms_phone_number"]:
        yield "sms"
    if _emails(state, job):
        yield "email"


def _emails(state: State, job: Row) -> list[str]:
    sql = "SELECT email FROM recurring_invoice_emails WHERE job_id = ? ORDER BY rowid"
    return [row["email"] for row in state.rows(sql, job["job_id"])]


def _can_receive_ehf(customer: Row, currency: str) -> bool:
    return bool(customer["organization_number"]) and currency in _EHF_CURRENCIES
