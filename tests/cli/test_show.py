"""`fiken show` finds one row of every family, by its id or by its number."""

import json
from datetime import date
from typing import Any

import pytest

from fiken import CompanyClient, Product, VatType
from fiken.cli._families import families
from fiken.emulator import Emulator
from tests.cli.command import Command

DAY = date(2026, 6, 15)


def first(name: str, acme: CompanyClient, parents: dict[str, object] | None = None) -> Any:
    """Return the first row of a family."""
    family = families()[name]
    named = {"date": DAY} if "date" in family.filters and name == "account-balances" else {}
    return next(iter(family.open(acme, parents).all(**named)))


@pytest.mark.parametrize(
    "name", [n for n, each in families().items() if each.of_company and not each.parents]
)
def test_every_family_is_shown(name: str, at_emulator: Command, acme: CompanyClient) -> None:
    """As text, as the model writes it; and as JSON."""
    family = families()[name]
    row = first(name, acme)
    if family.model is None:
        assert (0, f"{row}\n") == at_emulator("show", family.singular, row)[:2]
        return
    if family.key is None:  # a balance of a bank account has no id
        assert 2 == at_emulator("show", family.singular, "1").code
        return
    arguments = ["show", family.singular, str(getattr(row, family.key))]
    arguments += ["--date", DAY.isoformat()] if name == "account-balances" else []
    done = at_emulator(*arguments, "--format", "json")
    assert 0 == done.code, done.err
    assert getattr(row, family.key) == json.loads(done.out)[family.key]
    text = at_emulator(*arguments).out
    assert text.startswith(f"{family.model.__name__}\n")


def test_rows_of_another_entity_are_shown(at_emulator: Command, acme: CompanyClient) -> None:
    contact = next(each for each in acme.contacts.all() if each.contact_person)
    person = contact.contact_person[0]
    whose = ["--contact", str(contact.contact_id)]
    done = at_emulator("show", "contact-person", str(person.contact_person_id), *whose)
    assert 0 == done.code, done.err
    assert person.email in done.out


def test_an_attachment_is_found_in_its_list(at_emulator: Command, acme: CompanyClient) -> None:
    """Fiken has no request for one attachment."""
    contact = first("contacts", acme)
    attachment = acme.contacts.attachments(contact).add(b"%PDF-1.4 made up", "avtale.pdf")
    whose = ["--contact", str(contact.contact_id)]
    assert "avtale.pdf" in at_emulator("show", "attachment", attachment.uuid, *whose).out
    done = at_emulator("show", "attachment", "nope", *whose)
    assert (1, "fiken: there is no attachment 'nope': fiken list attachments shows all\n") == (
        done.code,
        done.err,
    )


def test_an_invoice_is_found_by_its_number(at_emulator: Command, acme: CompanyClient) -> None:
    """And a note says so."""
    invoice = first("invoices", acme)
    done = at_emulator("show", "invoice", str(invoice.invoice_number), "-c", "invoice_id")
    expected = f"{invoice.invoice_number} is the number of the invoice; its id is "
    assert f"{expected}{invoice.invoice_id}\n" == done.err
    assert [str(invoice.invoice_id)] == done.out.split()[1:]


def test_an_id_comes_before_a_number(at_emulator: Command, acme: CompanyClient) -> None:
    product = acme.products.save(
        Product(name="Bok", product_number="x", income_account="3000", vat_type=VatType.HIGH)
    )
    other = acme.products.save(
        Product(
            name="Penn",
            product_number=str(product.product_id),
            income_account="3000",
            vat_type=VatType.HIGH,
        )
    )
    done = at_emulator("show", "product", str(product.product_id), "-c", "name")
    assert (["name", "Bok"], "") == (done.out.split(), done.err)
    done = at_emulator("show", "product", "x", "-c", "name")
    assert ["name", "Bok"] == done.out.split()
    acme.products.save(other.evolve(product_number="x"))
    done = at_emulator("show", "product", "x")
    ids = f"{product.product_id}, {other.product_id}"
    assert (1, f"fiken: 2 products have the number x: {ids}\n") == (done.code, done.err)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["invoice", "99"], 1, "fiken: there is no invoice with the id or the number 99"),
        (["contact", "99"], 1, "fiken: there is no contact 99: fiken list contacts shows all"),
        (["contact", "Nelly"], 2, "'Nelly' is not a whole number; fiken list contacts shows ids"),
        (["contact"], 2, "Missing argument 'ID'"),
        (["contcat", "1"], 2, "there is no family 'contcat': did you mean contacts"),
        (["payment", "1"], 2, "say whose payments: give one of --purchase, --sale"),
        (["account-balance", "1920"], 2, "Missing option '--date'"),
        (["group", "Nope"], 1, "fiken: there is no group 'Nope': fiken list groups shows all"),
    ],
)
def test_what_is_not_there_is_told(
    arguments: list[str], code: int, message: str, at_emulator: Command
) -> None:
    done = at_emulator("show", *arguments)
    assert (code, "") == (done.code, done.out)
    assert message in done.err


def test_a_wrong_company_is_told(
    at_emulator: Command, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that is not found is not to blame for it."""
    monkeypatch.setenv("FIKEN_COMPANY", "nope")
    done = at_emulator("show", "contact", "99")
    assert 1 == done.code
    assert f"the token has no company with the slug 'nope', but {emulator.company_slug}" in done.err
