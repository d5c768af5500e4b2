"""Finding a contact by a key before creating it: never a second one, never a wrong one."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from fiken import (
    Address,
    AmbiguousWriteError,
    CompanyClient,
    Contact,
    InvalidAttributeError,
    InvalidModelError,
    NotLoadedError,
    NotUniqueError,
    WrittenButNotLoadedError,
)
from fiken.emulator import CannedAnswer, DropAfterCarryingOut, Emulator, Status
from fiken.repositories import _key_locks
from fiken.repositories._contacts import compact, spellings
from fiken.repositories.contact import ContactKey

NELLY = Contact(name="Nelly Bloom", member_number_string="B-17", email="nelly@example.com")
ORG = Contact(name="Fjellbris", organization_number="999888777")


def sent(emulator: Emulator, since: int = 0) -> list[str]:
    return [request.method for request in emulator.requests[since:]]


def refused(error: type[Exception], match: str, emulator: Emulator, call: Any) -> None:
    before = len(emulator.requests)
    with pytest.raises(error, match=match):
        call()
    assert [] == sent(emulator, before)


def test_a_missing_contact_is_created(acme: CompanyClient, emulator: Emulator) -> None:
    nelly = acme.contacts.find_or_create(NELLY)
    assert ["GET", "POST", "GET"] == sent(emulator)
    assert ("Nelly Bloom", False) == (nelly.name, nelly.is_new)


def test_an_existing_contact_is_returned_unchanged(acme: CompanyClient, emulator: Emulator) -> None:
    nelly = acme.contacts.save(NELLY)
    before = len(emulator.requests)
    found = acme.contacts.find_or_create(NELLY.evolve(name="Ned", email="ned@example.com"))
    assert ["GET"] == sent(emulator, before)
    assert (nelly.contact_id, "Nelly Bloom") == (found.contact_id, found.name)
    assert (False, {}) == (found.is_new, found.changes)


def test_several_keys_must_all_match(acme: CompanyClient) -> None:
    nelly = acme.contacts.save(NELLY)
    by: tuple[ContactKey, ...] = ("member_number_string", "email")
    same = acme.contacts.find_or_create(NELLY, by=by)
    other = acme.contacts.find_or_create(NELLY.evolve(email="n@example.com"), by=by)
    assert nelly.contact_id == same.contact_id != other.contact_id


@pytest.mark.parametrize(
    ("by", "match"),
    [
        ("email", r"write by=\('email',\)"),
        ((), "one or more of the names member_number_string, organization_number, email, name"),
        (None, "one or more of the names"),
        ({"email"}, "one or more of the names"),
        (("emial",), "not 'emial'"),
        (("phone_number",), "not 'phone_number'"),
        (("customer_number",), "not 'customer_number'"),
        (("email", "customer"), "not 'customer'"),
        (("member_number",), "use member_number_string"),
        ((["email"],), r"not \['email'\]"),
    ],
)
@pytest.mark.parametrize("verb", ["find_or_create", "upsert"])
def test_an_unsuitable_key_is_refused(
    by: Any, match: str, verb: str, acme: CompanyClient, emulator: Emulator
) -> None:
    call = getattr(acme.contacts, verb)
    error = rf"ContactRepository\.{verb}\.by must be a tuple.*{match}"
    refused(InvalidAttributeError, error, emulator, lambda: call(NELLY, by=by))


@pytest.mark.parametrize("value", [None, "", "  ", " n@example.com", "n@example.com\n"])
@pytest.mark.parametrize("verb", ["find_or_create", "upsert"])
def test_a_key_needs_a_usable_value(
    value: str | None, verb: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """Without a value, every contact would match. Fiken's handling of outer spaces is unknown."""
    nelly = NELLY.evolve(email=value)
    call = getattr(acme.contacts, verb)
    match = "email must (have a value|not begin or end with a space), since it is named in by="
    refused(InvalidModelError, match, emulator, lambda: call(nelly, by=("name", "email")))


@pytest.mark.parametrize("verb", ["find_or_create", "upsert"])
def test_only_a_new_contact_is_accepted(verb: str, acme: CompanyClient, emulator: Emulator) -> None:
    call = getattr(acme.contacts, verb)
    nelly = acme.contacts.save(NELLY)
    changed, typed = nelly.evolve(name="Ned"), NELLY.evolve(contact_id=7)
    wrong: Any = Address(country="Norge")
    refused(InvalidAttributeError, r"save\(\) sends its changes", emulator, lambda: call(nelly))
    refused(InvalidAttributeError, r"save\(\) sends its changes", emulator, lambda: call(changed))
    refused(NotLoadedError, r"find\(7\) it", emulator, lambda: call(typed))
    refused(TypeError, "saves a Contact, not Address", emulator, lambda: call(wrong))


def test_an_impossible_contact_is_refused(acme: CompanyClient, emulator: Emulator) -> None:
    """Before it is looked for, although an existing one might be found."""
    nelly = NELLY.evolve(customer_number=7)
    refused(InvalidModelError, "customer_number", emulator, lambda: acme.contacts.upsert(nelly))


@pytest.mark.parametrize(
    ("stored", "given"),
    [
        ("999888777", "999888777"),
        ("999888777", " 999 888 777 "),
        ("999 888 777", "999888777"),
        ("999 888 777", "99 98 88 777"),
        ("99 98 88 777", "99 98 88 777"),
        ("SE 556677-8899", "se 556677-8899"),
        ("SE556677-8899", "SE 556677-8899"),
    ],
)
def test_spaces_in_organization_numbers_are_ignored(
    stored: str, given: str, acme: CompanyClient
) -> None:
    """In the given contact and in Fiken, whether or not the filter of the API ignores them."""
    there = acme.contacts.save(ORG.evolve(organization_number=stored))
    given_number = ORG.evolve(organization_number=given)
    found = acme.contacts.find_or_create(given_number, by=("organization_number",))
    assert there.contact_id == found.contact_id


@given(digits=st.from_regex(r"\A[0-9]{9}\Z"), places=st.sets(st.integers(0, 9)))
def test_all_spellings_are_the_same_number(digits: str, places: set[int]) -> None:
    """The API is asked for the two usual ones, and for the given one."""
    spaced = "".join(" " * (i in places) + digit for i, digit in enumerate(digits))
    assert digits == compact(spaced)
    usual = {digits, f"{digits[:3]} {digits[3:6]} {digits[6:]}"}
    assert usual | {spaced.strip()} == set(spellings(spaced))


def test_case_of_an_email_is_ignored(acme: CompanyClient) -> None:
    nelly = acme.contacts.save(NELLY)
    found = acme.contacts.find_or_create(NELLY.evolve(email="NELLY@Example.com"), by=("email",))
    assert nelly.contact_id == found.contact_id


def test_an_ignored_filter_finds_nothing_wrong(acme: CompanyClient, emulator: Emulator) -> None:
    """Fiken ignores parameters that it does not know, and returns every contact.

    Observed: docs/observed.md#2-requests
    """
    rows = b'[{"contactId": 1, "name": "Ann", "email": "ann@example.com"}]'
    head = {
        "Fiken-Api-Page": "0",
        "Fiken-Api-Page-Size": "100",
        "Fiken-Api-Page-Count": "1",
        "Fiken-Api-Result-Count": "1",
        "Content-Type": "application/json",
    }
    emulator.fail_next(CannedAnswer(200, head, rows), method="GET", path="/contacts")
    nelly = acme.contacts.find_or_create(NELLY, by=("email",))
    assert ("Nelly Bloom", True) == (nelly.name, nelly.contact_id != 1)


@pytest.mark.parametrize(
    ("row", "is_same"),
    [
        (b'{"contactId": 1, "name": "Ned"}', False),
        (b'{"contactId": 1, "email": null}', False),
        (b'{"contactId": 1, "email": "nelly@example.com", "memberNumberString": "B-1"}', False),
        (b'{"contactId": 1, "email": "nelly@example.com", "memberNumberString": "B-17"}', True),
        (b'{"contactId": 1, "email": "nelly@example.com"}', True),
    ],
)
def test_a_row_needs_the_value_of_each_key(
    row: bytes, is_same: bool, acme: CompanyClient, emulator: Emulator
) -> None:
    """Only a member number may be missing, because Fiken does not return it."""
    head = {"Fiken-Api-Page-Count": "1", "Content-Type": "application/json"}
    rows = b"[" + row + b"]"
    emulator.fail_next(CannedAnswer(200, head, rows), method="GET", path="/contacts")
    nelly = acme.contacts.find_or_create(NELLY, by=("member_number_string", "email"))
    assert is_same is (nelly.contact_id == 1)


@pytest.mark.parametrize("verb", ["find_or_create", "upsert"])
def test_several_matches_are_an_error(verb: str, acme: CompanyClient, emulator: Emulator) -> None:
    first, second = acme.contacts.save_all([NELLY, NELLY.evolve()])
    before = len(emulator.requests)
    with pytest.raises(NotUniqueError, match="by its id") as raised:
        getattr(acme.contacts, verb)(NELLY.evolve(name="Ned"))
    assert (first.contact_id, second.contact_id) == raised.value.ids
    assert {"member_number_string": "B-17"} == raised.value.keys
    assert str(first.contact_id) in str(raised.value)
    assert ["GET"] == sent(emulator, before)


def test_two_spellings_are_several_matches(acme: CompanyClient) -> None:
    acme.contacts.save_all([ORG, ORG.evolve(organization_number="999 888 777")])
    with pytest.raises(NotUniqueError):
        acme.contacts.find_or_create(ORG, by=("organization_number",))


def test_an_active_contact_wins(acme: CompanyClient) -> None:
    inactive, active = NELLY.evolve(inactive=True), NELLY.evolve()
    _, nelly, _ = acme.contacts.save_all([inactive, active, inactive.evolve()])
    assert nelly.contact_id == acme.contacts.find_or_create(NELLY).contact_id


def test_an_inactive_contact_is_not_doubled(acme: CompanyClient, emulator: Emulator) -> None:
    """It stays inactive."""
    nelly = acme.contacts.save(NELLY.evolve(inactive=True))
    before = len(emulator.requests)
    found = acme.contacts.find_or_create(NELLY)
    assert (nelly.contact_id, True) == (found.contact_id, found.inactive)
    assert ["GET"] == sent(emulator, before)


@pytest.mark.parametrize("verb", ["find_or_create", "upsert"])
@pytest.mark.parametrize(
    ("fault", "method", "error"),
    [
        (DropAfterCarryingOut(), "POST", AmbiguousWriteError),
        (Status(404), "GET", WrittenButNotLoadedError),
    ],
)
def test_a_second_call_finds_the_first(
    verb: str,
    fault: Any,
    method: str,
    error: type[Exception],
    acme: CompanyClient,
    emulator: Emulator,
) -> None:
    """This also holds if the answer to the creation was lost."""
    skip = 1 if method == "GET" else 0
    emulator.fail_next(fault, method=method, skip=skip)
    with pytest.raises(error):
        getattr(acme.contacts, verb)(NELLY)
    getattr(acme.contacts, verb)(NELLY)
    assert 1 == len(acme.contacts.all(member_number_string="B-17"))


@pytest.mark.parametrize("verb", ["find_or_create", "upsert"])
def test_threads_and_clients_create_one(verb: str, emulator: Emulator) -> None:
    """Eight threads, of two clients, look for the same contact by different keys."""
    with emulator.client() as one, emulator.client() as other:
        lists = [client.company(emulator.company_slug).contacts for client in (one, other)]
        keys = [("member_number_string",), ("email",), ("email", "member_number_string")]
        start = threading.Barrier(8)

        def call(number: int) -> int:
            start.wait()
            contacts: Any = lists[number % 2]
            found = getattr(contacts, verb)(NELLY, by=keys[number % 3])
            return int(found.contact_id)

        with ThreadPoolExecutor(8) as pool:
            ids = set(pool.map(call, range(8)))
        assert (1, 1) == (len(ids), len(lists[0].all(email="nelly@example.com")))
    assert {} == dict(_key_locks._locks)


def test_unrelated_keys_do_not_wait(acme: CompanyClient) -> None:
    """While one thread holds the lock of a contact, another one creates its own."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> bool:
        taken.set()
        return done.wait(10)

    names = acme.contacts._lock_names(NELLY, ["member_number_string"])
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(_key_locks.locked, names, hold)
        assert taken.wait(10)
        other = NELLY.evolve(member_number_string="B-18", email=None)
        assert acme.contacts.find_or_create(other).contact_id
        done.set()
        assert held.result()


def test_locks_are_released_after_an_error() -> None:
    def fail() -> None:
        raise KeyboardInterrupt

    names = [("/contacts", "email", "x"), ("/contacts", "name", "y")]
    with pytest.raises(KeyboardInterrupt):
        _key_locks.locked(names, fail)
    with ThreadPoolExecutor(1) as pool:
        assert "free" == pool.submit(_key_locks.locked, names, lambda: "free").result(10)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_has_no_old_locks() -> None:
    """A thread of the parent held them, and no thread of the child could release them."""

    def fork() -> int:
        child = os.fork()
        if not child:
            held = _key_locks._locks or _key_locks._guard.locked()
            os._exit(1 if held else 0)
        return os.waitpid(child, 0)[1]

    with _key_locks._guard:
        assert 0 == fork()
    assert 0 == _key_locks.locked([("/contacts", "email", "x")], fork)


@pytest.mark.parametrize("number", range(6))
def test_locks_are_taken_in_order(number: int) -> None:
    """While a thread waits for the second lock, it holds the first."""
    first, second = (("/contacts", "email", f"{number}{letter}") for letter in "ab")
    with ThreadPoolExecutor(1) as pool, _key_locks._lock_of(second):
        waiting = pool.submit(_key_locks.locked, [second, first], lambda: "done")
        lock = _key_locks._lock_of(first)
        for _ in range(500):
            if not lock.acquire(blocking=False):
                break
            lock.release()
            assert not wait([waiting], 0.01).done
        else:
            pytest.fail("the first lock was not taken")
    assert "done" == waiting.result(10)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=st.lists(st.permutations(["a", "b", "c"]), min_size=2, max_size=4))
def test_locks_never_block_each_other(orders: list[list[str]]) -> None:
    """Threads may name them in any order."""
    count: list[int] = []
    with ThreadPoolExecutor(len(orders)) as pool:
        calls: list[Callable[[], None]] = [lambda: count.append(1)] * len(orders)
        names = [[("/contacts", "email", name) for name in order] for order in orders]
        for result in list(pool.map(_key_locks.locked, names, calls, timeout=10)):
            assert result is None
    assert len(orders) == len(count)
