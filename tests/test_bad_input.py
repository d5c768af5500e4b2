"""Bad input of every kind, as a user would give it and as a server might: a clear error each time,
nothing sent that should not be, and nothing lost."""

import json
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from fiken import (
    AmbiguousWriteError,
    ApiError,
    ChangeNotKeptWarning,
    CompanyClient,
    ConfigurationError,
    Contact,
    Fiken,
    FikenError,
    InvalidAttributeError,
    InvalidModelError,
    Language,
    MappingError,
    NotFoundError,
    NotLoadedError,
    NotUpdatableError,
    Product,
    Project,
    RateLimitedError,
    TransportError,
    VatType,
    WrittenButNotLoadedError,
)
from fiken.emulator import (
    CannedAnswer,
    CutBody,
    DropAfterCarryingOut,
    DropBeforeReading,
    Emulator,
    Status,
)
from fiken.session import Retries

SPADE: dict[str, Any] = {"name": "Spade", "income_account": "3000", "vat_type": VatType.HIGH}
NELLY = Contact(name="Nelly Bloom")
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Fiken]:
    """A client that does not wait long before it tries again."""
    retries = Retries(backoff_factor=0.01, backoff_max=0.02)
    with emulator.client(retries=retries) as fiken:
        yield fiken


Case = Callable[[CompanyClient], object]

REFUSED: dict[str, tuple[Case, type[Exception], str]] = {
    "a name of 201 characters": (
        lambda acme: acme.contacts.save(Contact(name="x" * 201)),
        InvalidAttributeError,
        r"Contact\.name must be text of 1 to 200 characters, not 'xxx.*it has 201",
    ),
    "an empty name": (
        lambda acme: acme.contacts.save(Contact(name="")),
        InvalidAttributeError,
        r"Contact\.name must be text of 1 to 200 characters, not ''",
    ),
    "a float of kroner": (
        lambda acme: acme.products.save(Product(unit_price=cast("Any", 49.90), **SPADE)),
        InvalidAttributeError,
        r'Product\.unit_price must be a whole number of øre.*not 49\.9: write kroner\("49\.9"\)',
    ),
    "True as an amount": (
        lambda acme: acme.products.save(Product(unit_price=True, **SPADE)),
        InvalidAttributeError,
        r"Product\.unit_price must be a whole number of øre.*not True",
    ),
    "a datetime for a date": (
        lambda acme: acme.projects.save(
            Project(number="1", name="P", start_date=datetime(2026, 1, 1, tzinfo=UTC))
        ),
        InvalidAttributeError,
        r"Project\.start_date must be a date.*take its Norwegian day, .*: 2026-01-01",
    ),
    "a currency in small letters": (
        lambda acme: acme.contacts.save(Contact(name="N", currency="nok")),
        InvalidAttributeError,
        r'Contact\.currency must be a currency of three capital letters.*not \'nok\': write "NOK"',
    ),
    "an unknown filter": (
        lambda acme: acme.contacts.all(nmae="N"),  # type: ignore[call-arg]
        TypeError,
        r"no filter 'nmae': did you mean name\? It takes .*organization_number",
    ),
    "a filter of None": (
        lambda acme: acme.contacts.all(name=cast("Any", None)),
        InvalidAttributeError,
        r"name must be a value to look for, not None: leave the filter out to get everything",
    ),
    "an unknown attribute in evolve": (
        lambda _: NELLY.evolve(nmae="N"),
        TypeError,
        r"Contact has no attribute 'nmae': did you mean name\?",
    ),
    "a read-only value on a new model": (
        lambda acme: acme.contacts.save(Contact(name="N", customer_number=5)),
        InvalidModelError,
        r"customer_number is set by Fiken: leave it out",
    ),
    "an id typed in by hand": (
        lambda acme: acme.contacts.save(Contact(contact_id=5, name="N")),
        NotLoadedError,
        r"was not loaded, but has contact_id=5: find\(5\) it",
    ),
    "an empty id": (
        lambda acme: acme.contacts.find(cast("Any", "")),
        InvalidAttributeError,
        r"Contact\.contact_id must be an id .* or a saved Contact, not ''",
    ),
    "deleting None": (
        lambda acme: acme.contacts.delete(cast("Any", None)),
        InvalidAttributeError,
        r"Contact\.contact_id must be an id .* or a saved Contact, not None",
    ),
    "a model of another class as an id": (
        lambda acme: acme.contacts.find(cast("Any", Product(product_id=7, **SPADE))),
        InvalidAttributeError,
        r"Contact\.contact_id must be .*not Product\(",
    ),
    "a token with a newline in it": (
        lambda _: Fiken(token="1001.secret\n"),
        ConfigurationError,
        r"the token has a space or a line break in it",
    ),
    "plain http to Fiken": (
        lambda _: Fiken(token="1001.secret", base_url="http://api.fiken.no", allow_http=True),
        ConfigurationError,
        r"https://",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_before_anything_is_sent(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    does, kind, said = REFUSED[what]
    with pytest.raises(kind, match=said) as caught:
        does(acme)
    assert [] == emulator.requests
    assert "secret" not in str(caught.value)
    assert not isinstance(caught.value, FikenError) or "refused" == caught.value.outcome


def test_the_number_of_a_project_cannot_be_changed(acme: CompanyClient, emulator: Emulator) -> None:
    project = acme.projects.save(Project(number="7", name="P", start_date=date(2026, 1, 1)))
    before = len(emulator.requests)
    with pytest.raises(NotUpdatableError, match="number of this Project: it can be given on"):
        acme.projects.save(project.evolve(number="8"))
    assert before == len(emulator.requests)


def test_what_is_embedded_in_another_cannot_be_saved(
    acme: CompanyClient, emulator: Emulator
) -> None:
    contact = next(contact for contact in acme.contacts.all() if contact.contact_person)
    person = contact.contact_person[0]
    before = len(emulator.requests)
    with pytest.raises(NotLoadedError, match="find it by its id first"):
        acme.contacts.persons(contact).save(person.evolve(name="Betty Boop"))
    assert before == len(emulator.requests)


def test_what_is_gone_cannot_be_deleted_again(acme: CompanyClient) -> None:
    nelly = acme.contacts.save(NELLY)
    acme.contacts.delete(nelly)
    with pytest.raises(NotFoundError) as caught:
        acme.contacts.delete(nelly)
    assert 404 == caught.value.status


SERVED: dict[str, tuple[bytes, str]] = {
    "a page of HTML": (b"<html><h1>Welcome</h1></html>", r"^\$ should be JSON"),
    "half a JSON document": (b'[{"contactId": 1, "name": "Nel', r"^\$ should be JSON"),
    "one object where a list belongs": (b'{"contactId": 1}', r"^\$ should be a list"),
    "a string where a number belongs": (
        b'[{"contactId": 1, "name": "N"}, {"contactId": "2", "name": "M"}]',
        r"^\$\[1\]\.contactId of a Contact should be a whole number, but Fiken sent '2'",
    ),
    "a number where a list belongs": (
        b'[{"contactPerson": 5}]',
        r"^\$\[0\]\.contactPerson of a Contact should be a list, but Fiken sent 5",
    ),
}


@pytest.mark.parametrize("what", SERVED)
def test_what_the_model_cannot_hold_is_an_error_with_its_path(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    body, said = SERVED[what]
    emulator.fail_next(CannedAnswer(200, JSON, body))
    with pytest.raises(MappingError, match=said) as caught:
        acme.contacts.all().first()
    assert emulator.requests[-1].request_id == caught.value.request_id
    assert str(caught.value.request_id) in str(caught.value)


def test_unknown_values_and_fields_and_nulls_never_break_loading(
    acme: CompanyClient, emulator: Emulator
) -> None:
    row = {"contactId": 1, "name": None, "language": "KLINGON", "customer": None, "groups": None}
    emulator.fail_next(CannedAnswer(200, JSON, json.dumps({**row, "planet": {"x": [1]}}).encode()))
    contact = acme.contacts.find(1)
    assert ("KLINGON", False) == (contact.language, cast("Language", contact.language).is_known)
    assert {"planet": {"x": [1]}} == dict(contact.unknown_fields)
    empty: tuple[Any, ...] = (contact.name, contact.customer, contact.groups)
    assert (None, None, ()) == empty


def test_an_unknown_value_is_sent_back_unchanged(acme: CompanyClient, emulator: Emulator) -> None:
    row = {"contactId": 1, "name": "Nelly", "language": "KLINGON"}
    emulator.fail_next(CannedAnswer(200, JSON, json.dumps(row).encode()))
    changed = acme.contacts.find(1).evolve(email="nelly@example.com")
    assert "KLINGON" == acme.contacts.payload(changed)["language"]


def test_a_redirect_to_another_host_is_not_followed(client: Fiken, emulator: Emulator) -> None:
    with Emulator(seed=2) as elsewhere:
        emulator.fail_next(CannedAnswer(302, {"Location": f"{elsewhere.url}/user"}, b""))
        with pytest.raises(ApiError, match="does not go there"):
            client.user()
        assert [] == elsewhere.requests


@pytest.mark.parametrize("retry_after", ["0", None, "soon"])
def test_a_429_is_waited_out(
    retry_after: str | None, acme: CompanyClient, emulator: Emulator
) -> None:
    emulator.fail_next(Status(429, retry_after=retry_after))
    saved = acme.contacts.save(NELLY)
    assert [429, 201, 200] == [request.status for request in emulator.requests]
    assert 1 == len(acme.contacts.all(name=saved.name))


def test_a_429_that_stays_says_how_long_to_wait(acme: CompanyClient, emulator: Emulator) -> None:
    emulator.fail_next(Status(429, retry_after="7"), times=9)
    with pytest.raises(RateLimitedError) as caught:
        acme.contacts.save(NELLY)
    assert ("refused", 7.0) == (caught.value.outcome, caught.value.retry_after)


def carried_out(emulator: Emulator) -> int:
    return sum(r.carried_out for r in emulator.requests if r.method == "POST")


def test_a_connection_that_cannot_be_made_sends_nothing(
    acme: CompanyClient, emulator: Emulator
) -> None:
    emulator.stop()
    with pytest.raises(TransportError) as caught:
        acme.contacts.save(NELLY)
    assert not isinstance(caught.value, AmbiguousWriteError)
    assert "refused" == caught.value.outcome
    assert [] == emulator.requests
    emulator.start()  # for the fixture, which looks at its books


@pytest.mark.parametrize(("fault", "done"), [(DropBeforeReading(), 0), (DropAfterCarryingOut(), 1)])
def test_a_post_whose_answer_is_lost_is_never_sent_again(
    fault: Any, done: int, acme: CompanyClient, emulator: Emulator
) -> None:
    emulator.fail_next(fault, method="POST")
    with pytest.raises(AmbiguousWriteError, match="look before you repeat it") as caught:
        acme.contacts.save(NELLY)
    assert "unknown" == caught.value.outcome
    assert (1, done) == (len(emulator.requests), carried_out(emulator))


def test_a_post_whose_answer_has_half_a_body_succeeded(
    acme: CompanyClient, emulator: Emulator
) -> None:
    emulator.fail_next(CutBody(), method="POST")
    saved = acme.contacts.save(NELLY)
    assert saved.contact_id
    assert 1 == carried_out(emulator)


LOAD_FAULTS = [
    DropBeforeReading(),
    DropAfterCarryingOut(),
    CutBody(),
    Status(500),
    CannedAnswer(200, JSON, b"<html>"),
    CannedAnswer(200, JSON, b'{"contactId": "x"}'),
]


@pytest.mark.parametrize("fault", LOAD_FAULTS, ids=repr)
def test_a_load_that_fails_after_a_post_tells_that_the_post_was_done(
    fault: Any, acme: CompanyClient, emulator: Emulator
) -> None:
    emulator.fail_next(fault, method="GET", times=9)
    with pytest.raises(WrittenButNotLoadedError, match="do not repeat it") as caught:
        acme.contacts.save(NELLY)
    assert "done" == caught.value.outcome
    assert 1 == carried_out(emulator)
    assert isinstance(caught.value.__cause__, FikenError)
    assert ("Nelly Bloom", False) == (caught.value.model.name, caught.value.model.is_new)


def test_a_change_that_fiken_does_not_keep_is_told(acme: CompanyClient, emulator: Emulator) -> None:
    nelly = acme.contacts.save(NELLY)
    row = {"contactId": nelly.contact_id, "name": "Nelly Bloom", "email": "other@example.com"}
    emulator.fail_next(CannedAnswer(200, JSON, json.dumps(row).encode()), method="GET")
    with pytest.warns(ChangeNotKeptWarning, match=r"Contact\.email.*other@example\.com") as caught:
        acme.contacts.save(nelly.evolve(email="nelly@example.com"))
    assert __file__ == caught[0].filename


def test_a_change_that_is_kept_is_not_warned_of(acme: CompanyClient) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nelly = acme.contacts.save(NELLY)
        acme.contacts.save(nelly.evolve(phone_number="62158537", groups=["A"], email="n@x.no"))
