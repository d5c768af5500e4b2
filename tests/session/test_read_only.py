"""`Fiken(read_only=True)`: a client that only reads. Every write is refused before it is sent."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fiken import CompanyClient, Contact, Fiken, InvalidAttributeError, SafetyError
from fiken.emulator import Emulator
from tests.catalogue import DAY, invoice_draft, sale
from tests.verbs import VERBS, Verb


@pytest.fixture
def reader(emulator: Emulator) -> Iterator[Fiken]:
    """A client of the embedded Fiken that only reads."""
    with emulator.client(read_only=True) as client:
        yield client


@pytest.fixture
def read(reader: Fiken, emulator: Emulator) -> CompanyClient:
    """The demo company, opened by that client."""
    return reader.company(emulator.company_slug)


WRITES: dict[str, Callable[[CompanyClient, CompanyClient], object]] = {
    "a new model": lambda _, read: read.contacts.save(Contact(name="Nelly")),
    "a new draft": lambda acme, read: read.invoices.drafts.save(invoice_draft(acme)),
    "a change": lambda acme, read: read.contacts.save(
        acme.contacts.save(Contact(name="Nelly")).evolve(name="Ned")
    ),
    "a fresh change": lambda acme, read: read.contacts.save(
        acme.contacts.save(Contact(name="Nelly")).evolve(name="Ned"), fresh=True
    ),
    "a deletion": lambda acme, read: read.contacts.delete(acme.contacts.save(Contact(name="N"))),
    "a deletion by id": lambda acme, read: read.sales.delete(
        acme.sales.save(sale()).sale_id, description="Feil"
    ),
    "a draft becomes an invoice": lambda acme, read: read.invoices.drafts.finalize(
        acme.invoices.drafts.save(invoice_draft(acme))
    ),
    "a number series": lambda _, read: read.invoices.counter.start(500),
    "an upload to the inbox": lambda _, read: read.inbox.add(
        b"%PDF-1.4 %%EOF", "receipt.pdf", name="Receipt"
    ),
    "an attachment": lambda acme, read: read.sales.attachments(acme.sales.save(sale())).add(
        b"%PDF-1.4 %%EOF", filename="receipt.pdf", to_sale=True
    ),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_write_is_refused(
    name: str, acme: CompanyClient, read: CompanyClient, emulator: Emulator, reader: Fiken
) -> None:
    assert "Emma Demo" == reader.user().name
    with pytest.raises(SafetyError, match=r"was not sent: this client only reads") as caught:
        WRITES[name](acme, read)
    assert "refused" == caught.value.outcome
    assert not caught.value.is_transient
    refused = (caught.value.method, caught.value.url.removeprefix(emulator.url))
    assert "GET" != refused[0]
    assert refused[1].startswith(f"/companies/{emulator.company_slug}/")
    sent = [(request.method, request.path) for request in emulator.requests]
    assert refused != sent[-1]


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_every_verb_is_refused(
    verb: Verb, acme: CompanyClient, read: CompanyClient, emulator: Emulator
) -> None:
    repository, entity = verb.repository(acme), verb.create(acme)
    repository._session = read._below  # some repositories belong to an entity that is saved first
    before = len(emulator.requests)
    with pytest.raises(SafetyError, match="this client only reads"):
        verb.call(repository, entity)
    assert {"GET"} >= {request.method for request in emulator.requests[before:]}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "post", "OPTIONS", "MERGE"])
@pytest.mark.parametrize("path", ["/companies/{}/contacts", "companies/{}", "/user", "{url}/user"])
def test_a_raw_write_is_refused(method: str, path: str, reader: Fiken, emulator: Emulator) -> None:
    with pytest.raises(SafetyError) as caught:
        reader.request(method, path.format(emulator.company_slug, url=emulator.url), json={})
    assert [] == emulator.requests
    assert "to write, make a client without read_only=True" in str(caught.value)


def test_reading_is_allowed(read: CompanyClient, reader: Fiken, emulator: Emulator) -> None:
    """So is the report, which is a POST that reads, and a download."""
    document = next(each for each in read.inbox.all() if each.document_url)
    assert read.download(document)
    assert read.contacts.all().first()
    assert read.invoices.counter.find()
    assert () == read.products.sales_report(DAY, DAY)
    assert 200 == reader.request("get", "/companies").status
    assert {"GET", "POST"} == {request.method for request in emulator.requests}


def test_an_unchanged_model_is_saved(read: CompanyClient, emulator: Emulator) -> None:
    """That sends nothing."""
    nelly = next(iter(read.contacts.all()))
    sent = len(emulator.requests)
    assert nelly is read.contacts.save(nelly)
    assert {"name": "Ned"} == nelly.evolve(name="Ned").changes
    assert sent == len(emulator.requests)


def test_a_wrong_model_is_refused_as_such(read: CompanyClient, emulator: Emulator) -> None:
    """The error about the model is the same as without the switch."""
    with pytest.raises(InvalidAttributeError):
        read.contacts.delete(0)
    assert [] == emulator.requests


def test_a_refused_write_leaves_no_note(read: CompanyClient) -> None:
    with pytest.raises(SafetyError) as caught:
        read.contacts.save(Contact(name="Nelly"))
    assert [] == getattr(caught.value, "__notes__", [])


@pytest.mark.parametrize("name", ["read_only", "test_companies_only"])
@pytest.mark.parametrize("value", [None, 1, "no", "True"])
def test_a_switch_is_true_or_false(name: str, value: Any) -> None:
    """A word such as "no" would otherwise count as true."""
    with pytest.raises(ValueError, match=f"{name} must be a bool \\(True or False\\), not"):
        Fiken(token="made.up", **{name: value})
