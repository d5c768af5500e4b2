"""The client: its set-up, its companies, and requests of any kind."""

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import get_args, get_type_hints

import pytest

from fiken import (
    CompanyClient,
    ConfigurationError,
    Contact,
    Fiken,
    MethodNotAllowedError,
    ModuleNotActivatedError,
    NotFoundError,
    NotLoadedError,
    UnauthorizedError,
)
from fiken.emulator import Emulator
from fiken.repositories import ContactRepository, SaleRepository
from fiken.repositories.company import CompanyFilters

SORTS = get_args(get_type_hints(CompanyFilters)["sort_by"])


def test_the_user_is_that_of_the_token(client: Fiken) -> None:
    user = client.user()
    assert ("Emma Demo", "emma@fjellbris.example") == (user.name, user.email)
    assert not user.is_new


def test_companies_are_listed_and_found_by_slug(client: Fiken, emulator: Emulator) -> None:
    companies = list(client.companies.all())
    found = client.companies.find(emulator.company_slug)
    assert found in companies
    assert found == client.companies.find(found)
    assert found.test_company


@pytest.mark.parametrize("order", SORTS)
def test_companies_are_sorted(client: Fiken, order: str) -> None:
    rows = list(client.companies.all(sort_by=order))  # type: ignore[arg-type]
    key, _, direction = order.partition(" ")
    name = {"createdDate": "creation_date", "organizationNumber": "organization_number"}
    keys = [getattr(row, name.get(key, key)) for row in rows]
    assert sorted(keys, reverse=direction == "desc") == keys


def test_opening_a_company_sends_nothing(client: Fiken, emulator: Emulator) -> None:
    company = client.company("acme-as")
    assert "acme-as" == company.slug
    assert [] == emulator.requests
    assert "<CompanyClient acme-as>" == repr(company)


def test_a_company_model_opens_its_company(client: Fiken, emulator: Emulator) -> None:
    loaded = client.companies.find(emulator.company_slug)
    assert emulator.company_slug == client.company(loaded).slug


def test_a_missing_company_is_not_found(client: Fiken) -> None:
    with pytest.raises(NotFoundError, match="nope"):
        client.company("nope").contacts.all().first()


def test_a_missing_module_is_its_own_error() -> None:
    with Emulator(modules=()) as emulator, emulator.client() as client:
        projects = client.company(emulator.company_slug).projects.all()
        with pytest.raises(ModuleNotActivatedError, match="module not activated"):
            projects.first()


def test_a_wrong_token_is_unauthorized(emulator: Emulator) -> None:
    client = Fiken(token="made.up", base_url=emulator.url)
    with client, pytest.raises(UnauthorizedError) as caught:
        client.user()
    assert "refused" == caught.value.outcome
    assert "made.up" not in str(caught.value)


def test_the_token_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with Emulator() as emulator:
        monkeypatch.setenv("FIKEN_TOKEN", emulator.token)
        with Fiken(base_url=emulator.url) as client:
            assert client.user().name


def test_a_missing_token_names_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """The argument, and the environment variable."""
    monkeypatch.delenv("FIKEN_TOKEN", raising=False)
    with pytest.raises(ConfigurationError, match=r'Fiken\(token="…"\).*FIKEN_TOKEN'):
        Fiken()


@pytest.mark.parametrize("token", ["", "a\nb", "a b", "tøken"])
def test_an_impossible_token_is_refused(token: str) -> None:
    """The message does not show it."""
    with pytest.raises(ConfigurationError) as caught:
        Fiken(token=token)
    assert not token or token not in str(caught.value)


def test_no_repr_shows_the_token(client: Fiken, emulator: Emulator) -> None:
    shown = repr(client) + repr(vars(client)) + repr(client.company("a").contacts)
    assert emulator.token not in shown


def test_request_sends_any_request(client: Fiken, emulator: Emulator) -> None:
    answer = client.request("GET", "/companies", params={"pageSize": "1"})
    assert 200 == answer.status
    assert [emulator.company_slug] == [row["slug"] for row in answer.json()]
    assert "1" == answer.headers["fiken-api-page-size"]


def test_request_raises_the_same_errors(client: Fiken, emulator: Emulator) -> None:
    with pytest.raises(MethodNotAllowedError):
        client.request("PATCH", f"/companies/{emulator.company_slug}/contacts/5", json={})


def test_a_repository_of_a_company_is_one_object(acme: CompanyClient, client: Fiken) -> None:
    """For one client of the company. Another client has its own."""
    assert acme.contacts is acme.contacts
    assert acme.sales.drafts is acme.sales.drafts
    assert acme.purchases.drafts is acme.purchases.drafts
    assert acme.contacts is not client.company(acme.slug).contacts
    assert acme.open(ContactRepository) is not acme.contacts


def test_threads_get_the_same_repository(client: Fiken) -> None:
    for _ in range(20):
        acme, start = client.company("acme-as"), threading.Barrier(8)

        def sales(acme: CompanyClient = acme, start: threading.Barrier = start) -> SaleRepository:
            start.wait()
            return acme.sales

        with ThreadPoolExecutor(8) as pool:
            opened = [pool.submit(sales) for _ in range(8)]
        assert 1 == len({id(future.result()) for future in opened})


@pytest.mark.parametrize("used", [False, True])
def test_a_company_cannot_be_pickled(used: bool, acme: CompanyClient) -> None:
    """It holds a session, whether a repository was opened or not."""
    if used:
        acme.contacts.all()
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(acme)


def test_open_accepts_an_own_repository(acme: CompanyClient) -> None:
    kind = type(acme.contacts)
    assert acme.open(kind).find_by(customer=True)


def test_a_contact_with_history_becomes_inactive(acme: CompanyClient) -> None:
    """It is returned as it is then.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    customer = acme.accounts.find("1500:10001")
    contact = acme.contacts.find_by(name=customer.name)
    assert contact
    kept = acme.contacts.delete(contact)
    assert kept
    assert kept.inactive
    assert kept.contact_id == acme.contacts.find(contact).contact_id


def test_an_embedded_contact_cannot_be_saved(acme: CompanyClient) -> None:
    project = next(project for project in acme.projects.all() if project.contact)
    assert project.contact
    assert project.contact_id == project.contact.contact_id
    with pytest.raises(NotLoadedError, match="find it by its id"):
        acme.contacts.save(project.contact.evolve(name="Ned"))


def test_a_new_id_clears_the_object(acme: CompanyClient) -> None:
    project = next(project for project in acme.projects.all() if project.contact)
    other = acme.contacts.save(Contact(name="Nelly Bloom"))
    moved = project.evolve(contact_id=other.contact_id)
    assert moved.contact is None
    assert {"contactId": other.contact_id} == acme.projects.payload(moved)
    saved = acme.projects.save(moved)
    assert saved.contact
    assert "Nelly Bloom" == saved.contact.name
