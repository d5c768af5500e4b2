"""Slugs: which strings can be one, and a 404 that names those of the token."""

import json
import pickle
import threading
from collections.abc import Callable
from typing import Any

import pytest

from fiken import (
    Company,
    CompanyClient,
    Contact,
    Fiken,
    FikenError,
    InvalidAttributeError,
    NotFoundError,
    Product,
    WrittenButNotLoadedError,
)
from fiken.emulator import CannedAnswer, DropBeforeReading, Emulator, Status
from fiken.repositories import ContactRepository

JSON = {"Content-Type": "application/json"}


# Strings that can be a slug, and that cannot

WRONG: dict[str, tuple[object, str]] = {
    "the URL of the browser": ("https://fiken.no/foretak/x", 'write "x"$'),
    "a URL below it": ("https://fiken.no/foretak/min-bedrift-as/handel/salg", 'write "min-bed'),
    "a URL without a scheme": ("fiken.no/foretak/x?a=b", 'write "x"$'),
    "a URL of the API": ("https://api.fiken.no/api/v2/companies/x-as/contacts", 'write "x-as"$'),
    "a slash at the end": ("min-bedrift-as/", 'write "min-bedrift-as"$'),
    "a slash before it": ("/min-bedrift-as", 'write "min-bedrift-as"$'),
    "spaces around it": (" min-bedrift-as\n", 'write "min-bedrift-as"$'),
    "a name": ("Min Bedrift AS", r"the last part of https://fiken\.no/foretak/<slug>, and client"),
    "a name with a Norwegian letter": ("Bjørns", "has the slug of each$"),
    "a query": ("a?page=7", "the last part"),
    "an escape": ("a%2Fb", "the last part"),
    "a path": ("a/contacts", "the last part"),
    "a way up": ("../user", "the last part"),
    "here": (".", "the last part"),
    "the folder above": ("..", "the last part"),
    "nothing": ("", "the last part"),
    "a space": (" ", "the last part"),
    "None": (None, "the last part"),
    "a number": (914_000_000, "the last part"),
    "True": (True, "the last part"),
    "bytes": (b"acme-as", "the last part"),
    "a contact": (Contact(name="N"), "the last part"),
    "another client": (Fiken(token="made.up").company("x"), "the last part"),
    "a company that was not loaded": (Company(), "not saved yet"),
    "a whole receipt": ("%PDF " * 1_000_000, "the last part"),
}


@pytest.mark.parametrize("what", WRONG)
def test_an_impossible_slug_is_refused(what: str, client: Fiken, emulator: Emulator) -> None:
    """The error says what to write, or where to look. Nothing is sent."""
    wrong, message = WRONG[what]
    uses: tuple[Any, ...] = (client.company, client.companies.find)
    for use in uses:
        with pytest.raises(InvalidAttributeError, match=message) as caught:
            use(wrong)
        assert "Company.slug must be" in str(caught.value)
        assert 400 > len(str(caught.value))
    assert [] == emulator.requests


@pytest.mark.parametrize(
    "slug", ["acme-as", "a", "ACME", "914000000", "a.b", "~a_b-c", "a..", "...a"]
)
def test_a_possible_slug_is_accepted(slug: str, client: Fiken, emulator: Emulator) -> None:
    """It has only characters that need no escape in a URL. No request is sent."""
    assert slug == client.company(slug).slug
    assert [] == emulator.requests


def test_a_loaded_company_is_accepted(client: Fiken, emulator: Emulator) -> None:
    """Whatever its slug looks like: it stays one segment of the URL."""
    odd = {"slug": "a b?page=7", "name": "Odd"}
    emulator.fail_next(CannedAnswer(200, JSON, json.dumps([odd]).encode()), path="/companies")
    company = client.companies.all().first()
    assert company
    contacts = client.company(company).contacts
    with pytest.raises(NotFoundError):
        contacts.all().first()
    (asked,) = [one for one in emulator.requests if one.path.endswith("/contacts")]
    assert ("/companies/a b?page=7/contacts", "0") == (asked.path, asked.query["page"])


#: The slugs of the emulator.
SLUGS = "fiken-demo-fjellbris-kaffe-as, lukket-handel-as"

# A 404 names the slugs of the token

Does = Callable[[Fiken, CompanyClient], object]
CALLS: dict[str, Does] = {
    "a list": lambda _, acme: acme.contacts.all().first(),
    "a count": lambda _, acme: len(acme.products.all()),
    "a find": lambda _, acme: acme.sales.find(5),
    "a find by code": lambda _, acme: acme.accounts.find("3000"),
    "a search": lambda _, acme: acme.contacts.find_by(name="N"),
    "a list of names": lambda _, acme: list(acme.groups.all()),
    "a new one": lambda _, acme: acme.contacts.save(Contact(name="N")),
    "a deletion": lambda _, acme: acme.products.delete(5),
    "a verb": lambda _, acme: acme.sales.delete(5, description="Twice"),
    "a list below an entity": lambda _, acme: acme.sales.payments(5).all().first(),
    "an upload": lambda _, acme: acme.contacts.attachments(5).add(b"%PDF", "a.pdf"),
    "a download": lambda _, acme: acme.download("/files/8a/a.pdf"),
    "a download below it": lambda _, acme: acme.download("/companies/wrong/a.pdf"),
    "the raw way": lambda client, _: client.request("GET", "/companies/wrong/contacts"),
    "the raw way without a slash": lambda client, _: client.request("GET", "companies/wrong"),
    "the company": lambda client, _: client.companies.find("wrong"),
    "a repository of the user's own": lambda _, acme: acme.open(ContactRepository).find(5),
}


@pytest.mark.parametrize("what", CALLS)
def test_a_wrong_slug_names_the_others(what: str, client: Fiken, emulator: Emulator) -> None:
    """It takes one request more, once. The error stays a 404, and is the same after pickling."""
    wrong = client.company("wrong")
    message = f"the token has no company with the slug 'wrong', but {SLUGS}"
    for _ in range(2):
        with pytest.raises(NotFoundError) as caught:
            CALLS[what](client, wrong)
        assert (message, "refused", 404) == (
            caught.value.hint,
            caught.value.outcome,
            caught.value.status,
        )
        assert f": {message}" in str(caught.value)
        assert str(caught.value) == str(pickle.loads(pickle.dumps(caught.value)))
    paths = [request.path for request in emulator.requests]
    assert (3, 1) == (len(paths), paths.count("/companies"))


def test_each_wrong_slug_is_looked_up_once(client: Fiken, emulator: Emulator) -> None:
    """Whatever is requested below it, by whichever client of the company."""
    for slug in ("one", "two", "one", "two"):
        with pytest.raises(NotFoundError, match=f"no company with the slug '{slug}'"):
            client.company(slug).contacts.find(5)
        with pytest.raises(NotFoundError, match=f"no company with the slug '{slug}'"):
            client.companies.find(slug)
    assert 2 == [request.path for request in emulator.requests].count("/companies")


@pytest.mark.parametrize("known", [True, False])
def test_an_ordinary_404_names_no_slugs(
    known: bool, acme: CompanyClient, emulator: Emulator
) -> None:
    """After a request that succeeded, no look-up is sent. Otherwise one is, once."""
    if known:
        assert acme.accounts.all().first()
    before = len(emulator.requests)
    for _ in range(3):
        with pytest.raises(NotFoundError) as caught:
            acme.contacts.find(5)
        assert ("", False) == (caught.value.hint, "slug" in str(caught.value))
    assert before + (3 if known else 4) == len(emulator.requests)


def test_a_write_confirms_the_slug(acme: CompanyClient, emulator: Emulator) -> None:
    """Also where the load after it fails."""
    emulator.fail_next(Status(404), method="GET")
    with pytest.raises(WrittenButNotLoadedError, match="was answered with 404") as caught:
        acme.contacts.save(Contact(name="N"))
    assert "slug" not in str(caught.value)
    assert 2 == len(emulator.requests)


def test_a_found_company_confirms_the_slug(client: Fiken, emulator: Emulator) -> None:
    """`companies.find` succeeds below the slug."""
    acme = client.company(client.companies.find(emulator.company_slug))
    with pytest.raises(NotFoundError):
        acme.contacts.find(5)
    assert 2 == len(emulator.requests)


def test_a_download_does_not_confirm_the_slug(client: Fiken, emulator: Emulator) -> None:
    """Files are not below a company."""
    emulator.fail_next(CannedAnswer(200, {}, b"%PDF"))
    wrong = client.company("wrong")
    assert b"%PDF" == wrong.download("/files/8a/a.pdf")
    with pytest.raises(NotFoundError, match="no company with the slug 'wrong'"):
        wrong.contacts.find(5)


FAULTS: dict[str, Any] = {
    "a refusal": Status(403),
    "an error of Fiken's": Status(500),
    "no answer": DropBeforeReading(),
    "a page of HTML": CannedAnswer(200, {"Content-Type": "text/html"}, b"<html>"),
    "an object": CannedAnswer(200, JSON, b'{"slug": "a"}'),
    "rows without a slug": CannedAnswer(200, JSON, b"[{}]"),
    "a garbled count": CannedAnswer(200, {**JSON, "Fiken-Api-Result-Count": "many"}, b"[]"),
    "another 404": Status(404),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_failed_lookup_hides_no_404(what: str, emulator: Emulator) -> None:
    """It is not repeated, and the message names no slugs."""
    from fiken.session import Retries  # noqa: PLC0415 - beside what it is for

    quick = Retries(backoff_factor=0.01, backoff_max=0.02)
    emulator.fail_next(FAULTS[what], path="/companies", times=9)
    with emulator.client(retries=quick) as client:
        for _ in range(2):
            with pytest.raises(NotFoundError) as caught:
                client.company("wrong").contacts.find(5)
            assert ("", "/contacts/5") == (caught.value.hint, caught.value.url[-11:])
        before = len(emulator.requests)
        with pytest.raises(NotFoundError):
            client.company("wrong").contacts.find(5)
    assert before + 1 == len(emulator.requests)
    emulator.clear_faults()


def rows(*slugs: str, count: int | None = None) -> CannedAnswer:
    body = json.dumps([{"slug": slug, "name": slug} for slug in slugs]).encode()
    total = len(slugs) if count is None else count
    return CannedAnswer(200, {**JSON, "Fiken-Api-Result-Count": str(total)}, body)


def hint_of(answer: CannedAnswer, client: Fiken, emulator: Emulator) -> str:
    emulator.fail_next(answer, path="/companies")
    with pytest.raises(NotFoundError) as caught:
        client.company("wrong").contacts.find(5)
    return caught.value.hint


def test_the_first_twenty_are_named(client: Fiken, emulator: Emulator) -> None:
    """An accountant has hundreds."""
    slugs = [f"c{number}" for number in range(57)]
    expected = f"but {', '.join(slugs[:20])} and 37 more"
    assert hint_of(rows(*slugs), client, emulator).endswith(expected)


def test_an_unlisted_slug_is_not_called_wrong(client: Fiken, emulator: Emulator) -> None:
    """The slug may be right, where there are more companies than were listed."""
    message = hint_of(rows("a", "b", count=140), client, emulator)
    assert "is 'wrong' the slug? The companies of the token are a, b and 120 more" == message


def test_a_token_without_companies(client: Fiken, emulator: Emulator) -> None:
    """There is no slug to name."""
    assert "the token has access to no company" == hint_of(rows(), client, emulator)


def test_threads_look_up_once(client: Fiken, emulator: Emulator) -> None:
    """All of them get the slugs."""
    message = list[str]()

    def find() -> None:
        try:
            client.company("wrong").contacts.find(5)
        except FikenError as error:
            message.append(str(error))

    threads = [threading.Thread(target=find) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [True] * 8 == [emulator.company_slug in one for one in message]
    assert 1 == [request.path for request in emulator.requests].count("/companies")


def test_a_new_slug_is_not_called_wrong(client: Fiken, emulator: Emulator) -> None:
    """The company is added while the program runs."""
    assert "wrong" in hint_of(rows("other"), client, emulator)
    emulator.fail_next(CannedAnswer(200, JSON, b"[]"), path="/contacts")
    wrong = client.company("wrong")
    assert [] == list(wrong.contacts.all())
    with pytest.raises(NotFoundError) as caught:
        wrong.products.find(5)
    assert "" == caught.value.hint


def test_an_own_repository_reaches_the_session(acme: CompanyClient) -> None:
    """Not only its `request`."""

    class Raw(ContactRepository):
        def raw(self) -> object:
            session: Any = self._session
            return session.get(f"{self._root}/contacts").json()

    assert acme.open(Raw).raw()


def test_clients_share_no_slugs(emulator: Emulator) -> None:
    """Each has a token of its own."""
    for _ in range(2):
        with emulator.client() as client, pytest.raises(NotFoundError, match=emulator.company_slug):
            client.company("wrong").products.save(
                Product(name="S", unit_price=1, income_account="3000", vat_type="HIGH")  # type: ignore[arg-type]
            )
    assert 2 == [request.path for request in emulator.requests].count("/companies")


def test_a_404_without_company_sends_nothing(client: Fiken, emulator: Emulator) -> None:
    """No slug is meant."""
    with pytest.raises(NotFoundError) as caught:
        client.request("GET", "/nothing")
    assert ("", 1) == (caught.value.hint, len(emulator.requests))
