"""`fiken delete` and `fiken send` show what they do, with the options of the library's methods."""

import pytest

from fiken import CompanyClient, Contact
from fiken.emulator import DropAfterCarryingOut, Emulator
from tests.catalogue import invoice, sale
from tests.cli.writing.conftest import Writing


def test_what_is_deleted_is_shown(fiken: Writing, acme: CompanyClient) -> None:
    """Nothing is deleted if one of them does not exist."""
    rows = [acme.contacts.save(Contact(name=name)) for name in ("Anne", "Bo")]
    keys = [str(row.contact_id) for row in rows]
    done = fiken("delete", "contacts", *keys, "99")
    remedy = "so nothing was sent: fiken list contacts shows the ids"
    assert (1, f"fiken: Fiken has no contact with the id 99, {remedy}\n") == (done.code, done.err)
    dry = fiken("delete", "contacts", *keys, "--dry-run")
    assert (0, "") == (dry.code, dry.out)
    done = fiken("delete", "contacts", *keys)
    assert (0, keys) == (done.code, done.out.split())
    assert f"contact {keys[1]}: Bo" == done.err.splitlines()[2]
    assert "deleted 2 contacts" == done.err.splitlines()[3]
    assert [] == list(acme.contacts.all(name="Bo"))


def test_a_used_contact_is_made_inactive(fiken: Writing, acme: CompanyClient) -> None:
    """And it is said."""
    used = next(contact for contact in acme.contacts.all() if contact.name == "Havgapet Kafé AS")
    done = fiken("delete", "contact", str(used.contact_id))
    assert "the books refer to it, so it is inactive now" in done.err
    assert acme.contacts.find(used).inactive


def test_a_reason_is_asked_for(fiken: Writing, acme: CompanyClient) -> None:
    """Where the library's method needs one."""
    key = str(acme.sales.save(sale()).sale_id)
    assert "Missing option '--description'" in fiken("delete", "sale", key).err
    done = fiken("delete", "sale", key, "--description", "Feil")
    assert (0, f"{key}\n") == (done.code, done.out)
    assert acme.sales.find(int(key)).deleted


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["contacts"], "Missing argument 'ID...'"),
        (["contacts", "x"], "'x' is not a whole number"),
        (["contacts", "7", "7"], "7 is there twice"),
        (["accounts", "7"], "for accounts: fiken"),
        (["attachments", "7"], "say whose attachments: give one of --contact"),
    ],
)
def test_wrong_usage_is_explained(fiken: Writing, arguments: list[str], message: str) -> None:
    done = fiken("delete", *arguments)
    assert (2, "") == (done.code, done.out)
    assert message in done.err


def test_an_invoice_is_sent(fiken: Writing, acme: CompanyClient) -> None:
    """In the ways and with the texts that the options say."""
    saved = acme.invoices.save(invoice(acme))
    key = str(saved.invoice_id)
    done = fiken(
        *("send", "invoice", key, "--method", "ehf", "--method", "email"),
        *("--message", "Takk", "--no-include-document-attachments"),
    )
    assert 0 == done.code, done.err
    assert "  method: ehf, email" in done.err.splitlines()
    assert f"sent invoice {key} to Kafé Kvist" == done.err.splitlines()[-1]
    assert 1 == len(acme.invoices.find(saved).dispatches)


def test_a_dry_run_sends_nothing(fiken: Writing, acme: CompanyClient) -> None:
    saved = acme.invoices.save(invoice(acme))
    done = fiken("send", "invoice", str(saved.invoice_id), "--method", "email", "--dry-run")
    assert (0, "  method: email") == (done.code, done.err.splitlines()[-1])
    assert () == acme.invoices.find(saved).dispatches


def test_a_lost_answer_sends_once(fiken: Writing, emulator: Emulator, acme: CompanyClient) -> None:
    """The command looks whether the invoice was sent."""
    saved = acme.invoices.save(invoice(acme))
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    done = fiken("send", "invoice", str(saved.invoice_id), "--method", "email")
    assert 0 == done.code, done.err
    assert 1 == len(acme.invoices.find(saved).dispatches)


def test_the_options_are_those_of_the_method(fiken: Writing) -> None:
    text = fiken("send", "credit-notes", "--help").out
    assert "--method [auto|email|ehf|efaktura|sms|letter]" in text
    assert "Without it: that of" in text
    assert "idempotency" not in text
