"""`Fiken(test_companies_only=True)`: a client that refuses companies that are not for tests."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from fiken import (
    CompanyClient,
    Contact,
    Fiken,
    FikenError,
    ForbiddenError,
    MappingError,
    NotFoundError,
    SafetyError,
    ServerError,
    TransportError,
    UnauthorizedError,
    WrittenButNotLoadedError,
)
from fiken.emulator import CannedAnswer, DropBeforeReading, Emulator, Status
from fiken.session import Session
from fiken.session._safety import TestCompanies as Known
from tests.conftest import NOW

from .server import OK, Server, answering

DEMO, REAL = "fiken-demo-fjellbris-kaffe-as", "lukket-handel-as"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def guarded(emulator: Emulator) -> Iterator[Fiken]:
    """A client of the embedded Fiken that works with test companies only."""
    with emulator.client(test_companies_only=True) as client:
        yield client


@pytest.fixture
def acme(guarded: Fiken) -> CompanyClient:
    """The demo company, which is a test company, opened by that client."""
    return guarded.company(DEMO)


def sent(emulator: Emulator) -> list[str]:
    """Return method and path of each request, with the path below the companies."""
    return [f"{each.method} {each.path.partition('/companies')[2]}" for each in emulator.requests]


def test_a_test_company_is_asked_about_once(acme: CompanyClient, emulator: Emulator) -> None:
    nelly = acme.contacts.save(Contact(name="Nelly"))
    acme.contacts.delete(nelly)
    key = nelly.contact_id
    assert [
        f"GET /{DEMO}",
        f"POST /{DEMO}/contacts",
        f"GET /{DEMO}/contacts/{key}",
        f"DELETE /{DEMO}/contacts/{key}",
    ] == sent(emulator)


def test_each_client_asks_for_itself(emulator: Emulator) -> None:
    for _ in range(2):
        with emulator.client(test_companies_only=True) as client:
            assert client.company(DEMO).contacts.all().first()
    assert 2 == sent(emulator).count(f"GET /{DEMO}")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def test_a_real_company_is_refused(method: str, guarded: Fiken, emulator: Emulator) -> None:
    """Nothing but the company itself is requested."""
    with pytest.raises(SafetyError) as caught:
        guarded.request(method, f"/companies/{REAL}/contacts", params={"name": "Nelly"})
    assert [f"GET /{REAL}"] == sent(emulator)
    assert (
        f"{method} {emulator.url}/companies/{REAL}/contacts was not sent: 'lukket-handel-as' is "
        "not a test company in Fiken (company.test_company is False), and this client works with "
        "test companies only (test_companies_only=True)"
    ) == str(caught.value)
    assert "refused" == caught.value.outcome


def test_a_real_company_with_access_is_refused() -> None:
    """The demo company can be made one that is not a test company."""
    with Emulator(test_company=False, clock=lambda: NOW) as emulator:
        with emulator.client() as client:
            assert client.company(DEMO).contacts.all().first()
        with emulator.client(test_companies_only=True) as client:
            before = len(emulator.requests)
            assert not client.companies.find(DEMO).test_company
            with pytest.raises(SafetyError):
                client.company(DEMO).contacts.save(Contact(name="Nelly"))
            assert [f"GET /{DEMO}"] * 2 == sent(emulator)[before:]


def test_a_real_company_is_asked_about_again(guarded: Fiken, emulator: Emulator) -> None:
    """Only a positive answer is kept."""
    for _ in range(2):
        with pytest.raises(SafetyError):
            guarded.company(REAL).contacts.all().first()
    assert [f"GET /{REAL}"] * 2 == sent(emulator)


def test_companies_and_user_can_be_read(guarded: Fiken, emulator: Emulator) -> None:
    """A program needs them to find the test company."""
    assert "Emma Demo" == guarded.user().name
    assert {DEMO, REAL} == {company.slug for company in guarded.companies.all()}
    assert not guarded.companies.find(REAL).test_company
    assert 200 == guarded.request("GET", f"companies/{REAL}/").status
    assert 4 == len(emulator.requests)


@pytest.mark.parametrize(
    "row",
    [
        '{"slug": "a"}',
        '{"testCompany": null}',
        '{"testCompany": "true"}',
        '{"testCompany": 1}',
        "[]",
    ],
)
def test_only_true_is_a_test_company(row: str, acme: CompanyClient, emulator: Emulator) -> None:
    """Any field of an answer may be missing or null.

    Observed: docs/observed.md#14-description-and-service
    """
    emulator.fail_next(CannedAnswer(200, JSON, row.encode()))
    with pytest.raises(SafetyError, match="is not a test company"):
        acme.contacts.save(Contact(name="Nelly"))
    assert [f"GET /{DEMO}"] == sent(emulator)
    assert acme.contacts.save(Contact(name="Nelly")).contact_id


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Status(500), ServerError),
        (Status(401), UnauthorizedError),
        (Status(403), ForbiddenError),
        (DropBeforeReading(), TransportError),
        (CannedAnswer(200, JSON, b"<html>"), MappingError),
    ],
    ids=repr,
)
def test_a_failed_question_is_raised(
    fault: Any, kind: type[FikenError], emulator: Emulator
) -> None:
    """Nothing was sent, so the outcome is known, and the next call asks again."""
    with emulator.client(test_companies_only=True) as client:
        emulator.fail_next(fault, method="GET", times=9)
        with pytest.raises(kind) as caught:
            client.company(DEMO).contacts.save(Contact(name="Nelly"))
        assert (kind, "refused") == (type(caught.value), caught.value.outcome)
        assert {f"GET /{DEMO}"} == set(sent(emulator))
        emulator.clear_faults()
        assert client.company(DEMO).contacts.save(Contact(name="Nelly")).contact_id


def test_a_wrong_slug_is_not_found(guarded: Fiken, emulator: Emulator) -> None:
    """The error has the usual hint about slugs."""
    with pytest.raises(NotFoundError) as caught:
        guarded.company("acme").contacts.save(Contact(name="Nelly"))
    assert "the token has no company with the slug 'acme'" in caught.value.hint
    assert "POST" not in {request.method for request in emulator.requests}


def test_what_is_written_stays_written(acme: CompanyClient, emulator: Emulator) -> None:
    """The guard asks before the write, and never between it and the load afterwards."""
    emulator.fail_next(Status(500), method="GET", skip=1, times=9)
    with pytest.raises(WrittenButNotLoadedError):
        acme.contacts.save(Contact(name="Nelly"))
    assert 1 == sent(emulator).count(f"GET /{DEMO}")
    emulator.clear_faults()


def test_threads_ask_once(guarded: Fiken, emulator: Emulator) -> None:
    start = threading.Barrier(8)
    failed = list[BaseException]()

    def work() -> None:
        start.wait()
        try:
            guarded.company(DEMO).groups.all().first()
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [] == failed
    assert (1, 8) == (
        sent(emulator).count(f"GET /{DEMO}"),
        sent(emulator).count(f"GET /{DEMO}/groups"),
    )


WAYS = {
    "plain": "/companies/{real}/contacts",
    "without a slash": "companies/{real}/contacts",
    "with a slash at the end": "/companies/{real}/contacts/",
    "absolute": "{url}/companies/{real}/contacts",
    "with a scheme in capitals": "HTTP://{host}/api/v2/companies/{real}/contacts",
    "escaped": "/companies/{escaped}/contacts",
    "escaped companies": "/%63ompanies/{real}/contacts",
    "a query": "/companies/{real}?x=/companies/{demo}/contacts",
    "a fragment": "/companies/{real}/x#/../../{demo}/contacts",
    "the company itself": "/companies/{real}",
}


def path_of(pattern: str, emulator: Emulator) -> str:
    """Return the path or URL that a pattern of this module stands for."""
    return pattern.format(
        url=emulator.url,
        host=emulator.url.removeprefix("http://").removesuffix("/api/v2"),
        real=REAL,
        demo=DEMO,
        escaped="".join(f"%{ord(character):02x}" for character in REAL),
    )


@pytest.mark.parametrize("way", WAYS)
def test_no_spelling_of_a_real_company_passes(way: str, guarded: Fiken, emulator: Emulator) -> None:
    with pytest.raises(SafetyError, match="is not a test company"):
        guarded.request("POST", path_of(WAYS[way], emulator), json={"name": "Nelly"})
    assert [f"GET /{REAL}"] == sent(emulator)


UNCLEAR = {
    "two slashes": "/companies//{real}/contacts",
    "two slashes in a URL": "{url}//companies/{real}/contacts",
    "two slashes later": "/companies/{demo}//{real}/contacts",
    "a slash in the slug": "/companies/{demo}%2f..x%2f{real}/contacts",
    "a backslash in the slug": "/companies/{demo}\\{real}/contacts",
    "a parameter in the slug": "/companies/{demo};a/contacts",
    "escaped twice": "/companies/%256cukket-handel-as/contacts",
    "not UTF-8": "/companies/%ff/contacts",
    "another case": "/Companies/{real}/contacts",
    "another version": "http://{host}/api/v1/companies/{demo}/contacts",
    "above the API": "http://{host}/oauth/token",
    "no company": "/companies",
    "the user": "/user",
    "a file": "/files/8a/a.pdf",
    "nothing": "/",
}


@pytest.mark.parametrize("way", UNCLEAR)
def test_an_unclear_path_is_refused(way: str, guarded: Fiken, emulator: Emulator) -> None:
    """A server could take it for a path of another company."""
    with pytest.raises(SafetyError, match="does not show clearly which company it is about"):
        guarded.request("POST", path_of(UNCLEAR[way], emulator), json={"name": "Nelly"})
    assert [] == emulator.requests


def test_every_slug_is_looked_up_as_it_is(guarded: Fiken, emulator: Emulator) -> None:
    """Also one with letters that a URL escapes."""
    with pytest.raises(NotFoundError):
        guarded.request("GET", f"/companies/{quote('blåbær & sønn')}/contacts")
    assert "/blåbær & sønn" == sent(emulator)[0].removeprefix("GET ")


def test_a_file_is_downloaded(acme: CompanyClient, emulator: Emulator) -> None:
    """Its URL has no slug: it comes from an answer that has passed the guard."""
    document = next(each for each in acme.inbox.all() if each.document_url)
    assert acme.download(document)
    assert acme.download(str(document.document_url))
    with pytest.raises(SafetyError):
        acme.download(f"{emulator.url}/companies/{REAL}/inbox/1")


def test_a_file_of_a_real_company_is_refused(
    acme: CompanyClient, guarded: Fiken, emulator: Emulator
) -> None:
    """The company is that of the client through which the file is downloaded."""
    url = next(each.document_url for each in acme.inbox.all() if each.document_url)
    before = len(emulator.requests)
    with pytest.raises(SafetyError, match="'lukket-handel-as' is not a test company") as caught:
        guarded.company(REAL).download(url)
    assert ("GET", url) == (caught.value.method, caught.value.url)
    assert [f"GET /{REAL}"] == sent(emulator)[before:]


def test_an_interrupted_question_says_what_was_done(acme: CompanyClient) -> None:
    """The write was not sent."""
    session = acme._session

    def interrupted(*_: object) -> Any:
        raise KeyboardInterrupt

    session._safety.test_companies._ask = interrupted  # type: ignore[union-attr]
    with pytest.raises(KeyboardInterrupt) as caught:
        acme.contacts.save(Contact(name="Nelly"))
    (note,) = caught.value.__notes__
    assert note.startswith("fiken: outcome refused (POST ")
    assert note.endswith("request not yet sent): nothing was done")


def test_both_switches_work_together(emulator: Emulator) -> None:
    with emulator.client(read_only=True, test_companies_only=True) as client:
        with pytest.raises(SafetyError, match="this client only reads"):
            client.company(DEMO).contacts.save(Contact(name="Nelly"))
        with pytest.raises(SafetyError, match="this client only reads"):
            client.company(REAL).contacts.save(Contact(name="Nelly"))
        assert [] == emulator.requests
        with pytest.raises(SafetyError, match="is not a test company"):
            client.company(REAL).contacts.all().first()
        assert client.company(DEMO).contacts.all().first()


Connect = Callable[..., Session]


def company(is_test: bool) -> Any:
    body = json.dumps({"testCompany": is_test}).encode()
    return answering(200, ("Content-Type", "application/json"), body=body)


def to(server: Server, path: str) -> Any:
    return answering(302, ("Location", f"{server.url}{path}"))


def test_a_redirect_is_looked_at_too(server: Server, connect: Connect) -> None:
    """A read of a test company must not end in a real one."""
    session = connect(server.url, test_companies_only=True)
    server.plan = [company(True), to(server, "/companies/real/sales"), company(False), OK]
    with pytest.raises(SafetyError, match="'real' is not a test company"):
        session.get("/companies/demo/sales")
    assert [
        "/api/v2/companies/demo",
        "/api/v2/companies/demo/sales",
        "/api/v2/companies/real",
    ] == [request.target for request in server.seen]


def test_the_question_follows_no_redirect(server: Server, connect: Connect) -> None:
    session = connect(server.url, test_companies_only=True)
    server.plan = [to(server, "/companies/demo/sales")]
    with pytest.raises(FikenError, match="which the client does not follow"):
        session.get("/companies/demo/sales")
    assert 1 == len(server.seen)


def test_the_api_may_be_at_the_root(server: Server, connect: Connect) -> None:
    """Or at a path with a dot segment."""
    for root in ("", "/", "/a/../b"):
        session = connect(f"http://127.0.0.1:{server.port}{root}", test_companies_only=True)
        server.plan = [company(True), OK]
        server.seen.clear()
        assert {"a": 1} == session.get("/companies/demo/sales").json()
        assert 2 == len(server.seen)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on Windows")
def test_a_fork_does_not_inherit_a_lock() -> None:
    """Another thread of the parent may be asking at that moment."""
    asked = list[str]()

    class Row:
        def json(self) -> dict[str, bool]:
            return {"testCompany": True}

    def ask(slug: str) -> Any:
        asked.append(slug)
        return Row()

    known = Known("/api/v2", ask)
    holder = threading.Thread(target=known._lock.acquire)
    holder.start()
    holder.join()
    child = os.fork()
    if child == 0:
        problem = known.problem_with("http://x/api/v2/companies/demo/sales", is_read=False)
        os._exit(0 if (problem, asked) == ("", ["demo"]) else 1)
    assert 0 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
