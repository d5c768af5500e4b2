"""`fiken update` shows old and new values, and sends what differs."""

import json
from typing import Any

import pytest

from fiken import Address, CompanyClient, Contact, InvoiceDraft
from fiken.emulator import Emulator
from tests.catalogue import DRAFT_LINE
from tests.cli.writing.conftest import Writing


@pytest.fixture
def nelly(acme: CompanyClient) -> Contact:
    """A contact with an address."""
    oslo = Address(street_address="Storgata 1", city="Oslo", country="Norge")
    return acme.contacts.save(Contact(name="Nelly", email="nelly@example.no", address=oslo))


def puts(emulator: Emulator) -> int:
    """Return how many requests that replace something the emulator has served."""
    return sum(each.method == "PUT" for each in emulator.requests)


def test_old_and_new_values_are_shown(fiken: Writing, acme: CompanyClient, nelly: Contact) -> None:
    """Of an address, what is not given stays."""
    key = str(nelly.contact_id)
    done = fiken("update", "contact", key, "address.city=Bergen", "email=", "customer=ja")
    assert (0, f"{key}\n") == (done.code, done.out)
    shown = done.err.splitlines()[1].partition(f"/contacts/{key}: ")[2]
    changes = {"email 'nelly@example.no' -> None", "address.city 'Oslo' -> 'Bergen'"}
    assert {*changes, "customer False -> True"} == set(shown.split("; "))
    found = acme.contacts.find(nelly)
    assert nelly.address is not None
    assert (None, True) == (found.email, found.customer)
    assert nelly.address.evolve(city="Bergen") == found.address


def test_empty_cells_change_nothing(fiken: Writing, acme: CompanyClient, nelly: Contact) -> None:
    """To empty a field, say so: by null in JSON."""
    key = nelly.contact_id
    file = fiken.file("c.csv", f"contact_id,name,email\n{key},Nelly B,\n")
    assert 0 == fiken("update", "contacts", "--from", file).code
    assert ("Nelly B", "nelly@example.no") == (
        acme.contacts.find(nelly).name,
        acme.contacts.find(nelly).email,
    )
    file = fiken.file("c.json", json.dumps({"contact_id": key, "email": None}))
    assert 0 == fiken("update", "contacts", "--from", file).code
    assert acme.contacts.find(nelly).email is None


def test_changes_of_others_are_kept(fiken: Writing, acme: CompanyClient, nelly: Contact) -> None:
    """A field that is hidden by Fiken is not cleared by the rest."""
    acme.contacts.save(nelly.evolve(groups=["Kafé"]))
    done = fiken("update", "contact", str(nelly.contact_id), "name=Nelly B")
    assert 0 == done.code
    assert (("Kafé",), "Nelly B") == (
        acme.contacts.find(nelly).groups,
        acme.contacts.find(nelly).name,
    )


def test_a_dry_run_prints_the_payload(
    fiken: Writing, emulator: Emulator, acme: CompanyClient, nelly: Contact
) -> None:
    done = fiken("update", "contact", str(nelly.contact_id), "name=Nelly B", "--dry-run")
    expected = acme.contacts.payload(nelly.evolve(name="Nelly B"))
    assert (0, expected) == (done.code, json.loads(done.out)["json"])
    assert 0 == puts(emulator)


def test_lines_are_replaced_as_a_whole(fiken: Writing, acme: CompanyClient) -> None:
    """Those that Fiken has already are no change, with all that Fiken has added to them."""
    contact = acme.contacts.save(Contact(name="Nelly", customer=True))
    draft = acme.invoices.drafts.save(
        InvoiceDraft(customer_id=contact.contact_id, days_until_due_date=14, lines=[DRAFT_LINE])
    )
    lines = json.loads(draft.as_json())["lines"]
    file = fiken.file("d.json", json.dumps({"draft_id": draft.draft_id, "lines": lines}))
    assert "nothing to change" in fiken("update", "invoice-drafts", "--from", file).err
    new = {k: v for k, v in json.loads(DRAFT_LINE.as_json()).items() if v is not None}
    rows = {"draft_id": draft.draft_id, "lines": [new, new]}
    file = fiken.file("d.json", json.dumps(rows))
    done = fiken("update", "invoice-drafts", "--from", file)
    assert 0 == done.code, done.err
    assert 2 == len(acme.invoices.drafts.find(draft).lines)


def test_problems_come_before_requests(
    fiken: Writing, emulator: Emulator, acme: CompanyClient, nelly: Contact
) -> None:
    """All of them, of all rows."""
    person = {"name": "Bo", "email": "bo@example.no"}
    rows: list[dict[str, Any]] = [
        {"contact_id": nelly.contact_id, "name": "Nelly B"},
        {"contact_id": nelly.contact_id, "name": "Nelly C"},
        {"contact_id": 99, "name": "Nobody"},
        {"contact_id": "x", "name": "Nobody"},
    ]
    bo = acme.contacts.save(Contact(name="Bo"))
    rows.append(
        {
            "contact_id": bo.contact_id,
            "created_date": "2020-01-01",
            "language": "KLINGON",
            "address": {"city": "Oslo"},
            "groups": [1],
        }
    )
    done = fiken("update", "contacts", "--from", fiken.file("c.json", json.dumps(rows)))
    assert (1, "") == (done.code, done.out)
    for sentence in (
        f"row 2: contact_id is {nelly.contact_id}, as in row 1",
        "row 3: contact_id is 99, and Fiken has no such contact",
        "row 4: contact_id 'x' is not a whole number",
        "row 5: language 'KLINGON' is not one of the choices",
        "row 5: created_date is set by Fiken, which has 2026-06-15: leave it out, or add --ignore",
        "row 5: address.country is missing",
        "row 5: groups must be ",
        "fiken: 7 problems in",
    ):
        assert sentence in done.err
    rows = [{"contact_id": bo.contact_id, "contact_person": [person]}]
    done = fiken("update", "contacts", "--from", fiken.file("c.json", json.dumps(rows)))
    assert "contact_person cannot be changed: save, change or delete each person" in done.err
    assert 0 == puts(emulator)


def test_a_required_field_is_not_emptied(
    fiken: Writing, nelly: Contact, emulator: Emulator
) -> None:
    done = fiken("update", "contact", str(nelly.contact_id), "name=")
    assert (1, "") == (done.code, done.out)
    assert "name cannot be emptied: it must be text of 1 to 200 characters\n" in done.err
    assert 0 == puts(emulator)


def test_a_hidden_field_is_not_emptied_silently(fiken: Writing, nelly: Contact) -> None:
    """Fiken does not show phone numbers. In a file, `fiken list` leaves them empty."""
    key = nelly.contact_id
    done = fiken("update", "contact", str(key), "phone_number=")
    assert "phone_number is not shown by Fiken, so it cannot be emptied here" in done.err
    file = fiken.file("c.json", json.dumps({"contact_id": key, "phone_number": None}))
    assert "nothing to change" in fiken("update", "contacts", "--from", file).err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["contacts"], 2, "give an id and values, such as 123 name=…, or --from"),
        (["contacts", "name=A"], 2, "give an id and values"),
        (["contacts", "7"], 2, "give what to change, such as name=…"),
        (["contacts", "7", "contact_id=8"], 2, "contact_id is given twice: it is 7 already"),
        (["contacts", "7", "8", "name=A"], 2, "'8' has no name: write NAME=VALUE"),
        (["sales", "7", "kid=1"], 2, "for sales: fiken"),
        (["invoices", "7", "net=1"], 1, "invoice_id is 7, and Fiken has no such invoice"),
    ],
)
def test_wrong_usage_is_explained(
    fiken: Writing, arguments: list[str], code: int, message: str
) -> None:
    done = fiken("update", *arguments)
    assert (code, "") == (done.code, done.out)
    assert message in done.err


def test_every_row_needs_an_id(fiken: Writing) -> None:
    file = fiken.file("c.csv", "contact_id,name\n1,A\n,B\n")
    done = fiken("update", "contacts", "--from", file)
    assert (1, f"fiken: {file}: row 3: contact_id is missing\n") == (done.code, done.err)
