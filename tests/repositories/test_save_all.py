"""Saving many models: one error at the end has those that could not be saved."""

import pickle
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings, strategies as st

from fiken import (
    AmbiguousWriteError,
    BadRequestError,
    CompanyClient,
    ConfigurationError,
    Contact,
    CounterNotInitializedError,
    Fiken,
    FikenError,
    ForbiddenError,
    InvalidAttributeError,
    ModuleNotActivatedError,
    NotAllSavedError,
    NotFoundError,
    Outcome,
    PacingError,
    RateLimitedError,
    SafetyError,
    SaleDraft,
    ServerError,
    TransportError,
    UnauthorizedError,
    WrittenButNotLoadedError,
)
from fiken.emulator import DropAfterCarryingOut, Emulator, Status
from fiken.repositories import SaveProgress
from fiken.repositories._save_all import is_for_every_row
from tests.catalogue import DAY, sale


def contacts(count: int) -> list[Contact]:
    return [Contact(name=f"Contact {n}", member_number_string=f"S-{n}") for n in range(count)]


def refused(*rows: int) -> Callable[[int], Contact]:
    """Return a function that makes row `n`, which Fiken refuses if it is one of these rows."""
    return lambda n: contacts(n + 1)[n].evolve(customer_number=7 if n in rows else None)


def posts(emulator: Emulator, since: int = 0) -> int:
    return [request.method for request in emulator.requests[since:]].count("POST")


def names(acme: CompanyClient) -> list[str]:
    return [c.name for c in acme.contacts.all() if c.name.startswith("Contact ")]


def raised(call: Callable[[], object]) -> NotAllSavedError:
    with pytest.raises(NotAllSavedError) as caught:
        call()
    return caught.value


def test_all_are_saved_in_order(acme: CompanyClient, emulator: Emulator) -> None:
    saved = acme.contacts.save_all(contacts(3))
    assert ("Contact 0", "Contact 1", "Contact 2") == tuple(c.name for c in saved)
    assert [False] * 3 == [contact.is_new for contact in saved]
    assert ["POST", "GET"] * 3 == [request.method for request in emulator.requests]


def test_no_models_are_saved_as_none(acme: CompanyClient, emulator: Emulator) -> None:
    assert () == acme.contacts.save_all([]) == acme.contacts.save_all(iter(()))
    assert [] == list(emulator.requests)


def test_new_changed_and_unchanged_models(acme: CompanyClient, emulator: Emulator) -> None:
    one, two = acme.contacts.save_all(contacts(2))
    before = len(emulator.requests)
    saved = acme.contacts.save_all({one.evolve(name="Ned"): 1, two: 2, Contact(name="N"): 3}.keys())
    assert ("Ned", two, "N") == (saved[0].name, saved[1], saved[2].name)
    methods = [request.method for request in emulator.requests[before:]]
    assert ["PUT", "GET", "POST", "GET"] == methods


def test_an_iterator_is_read_lazily(acme: CompanyClient, emulator: Emulator) -> None:
    seen: list[int] = []

    def rows() -> Iterator[Contact]:
        for row in contacts(3):
            seen.append(posts(emulator))
            yield row

    acme.contacts.save_all(rows())
    assert [0, 1, 2] == seen


def test_one_failure_does_not_stop_others(acme: CompanyClient) -> None:
    rows = [refused(1, 3)(n) for n in range(5)]
    error = raised(lambda: acme.contacts.save_all(rows))
    assert ["Contact 0", "Contact 2", "Contact 4"] == names(acme)
    assert [0, 2, 4] == [*error.saved]
    assert {1: rows[1], 3: rows[3]} == error.to_save_again == error.not_saved
    assert ({}, {}, {}) == (error.unsure, error.written, error.not_tried)
    assert ("done", 5, False) == (error.outcome, error.total, error.is_transient)
    assert error.__cause__ is error.errors[1]
    assert "3 of 5 rows were saved" in str(error)
    assert "row 1 (Contact cannot be saved: customer_number" in str(error)


def test_the_rest_is_saved_with_the_rest(acme: CompanyClient) -> None:
    error = raised(lambda: acme.contacts.save_all([refused(1)(n) for n in range(3)]))
    again = [row.evolve(customer_number=None) for row in error.to_save_again.values()]
    acme.contacts.save_all(again)
    assert ["Contact 0", "Contact 1", "Contact 2"] == sorted(names(acme))


def test_unsure_and_written_rows_are_apart(acme: CompanyClient, emulator: Emulator) -> None:
    rows = contacts(4)
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    emulator.fail_next(Status(404), method="GET", skip=1)
    emulator.fail_next(Status(400), method="POST", skip=2)
    error = raised(lambda: acme.contacts.save_all(rows))
    kinds = {i: type(e) for i, e in error.errors.items()}
    assert {
        0: AmbiguousWriteError,
        2: WrittenButNotLoadedError,
        3: BadRequestError,
    } == kinds
    assert ({0: rows[0]}, {3: rows[3]}) == (error.unsure, error.to_save_again)
    assert ([1], [2]) == ([*error.saved], [*error.written])
    assert acme.contacts.find(error.written[2]).name == rows[2].name
    assert ("unknown", False) == (error.outcome, error.is_transient)
    assert "May have been saved, so look in Fiken: row 0" in str(error)
    assert "do not repeat them: row 2" in str(error)


def test_a_written_row_makes_it_done(acme: CompanyClient, emulator: Emulator) -> None:
    emulator.fail_next(Status(404), method="GET")
    error = raised(lambda: acme.contacts.save_all(contacts(1)))
    assert (Outcome.DONE, {}) == (error.outcome, error.to_save_again)


def test_the_outcome_is_refused_only_without_effect(acme: CompanyClient) -> None:
    error = raised(lambda: acme.contacts.save_all([refused(0, 1)(n) for n in range(2)]))
    assert ("refused", {}) == (error.outcome, error.saved)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, UnauthorizedError),
        (402, ModuleNotActivatedError),
        (403, ForbiddenError),
        (429, RateLimitedError),
    ],
)
def test_an_error_of_every_row_stops(
    status: int, kind: type[FikenError], quick_client: Fiken, emulator: Emulator
) -> None:
    rows, quick = contacts(5), quick_client.company(emulator.company_slug)
    times = 2 if status == 429 else 1  # it is tried again once
    emulator.fail_next(Status(status), method="POST", skip=1, times=times)
    error = raised(lambda: quick.contacts.save_all(rows))
    assert kind is type(error.errors[1])
    assert dict(enumerate(rows[2:], 2)) == error.not_tried
    assert dict(enumerate(rows[1:], 1)) == error.to_save_again
    assert (1 + times, ["Contact 0"]) == (posts(emulator), names(quick))
    assert "Not tried: 3, from row 2 on" in str(error)


def test_an_unreachable_fiken_stops_it(emulator: Emulator) -> None:
    with Fiken(token="t", base_url="http://127.0.0.1:9/api/v2", retries=None) as client:
        lost = client.company(emulator.company_slug).contacts
        error = raised(lambda: lost.save_all(contacts(2)))
    assert (TransportError, [1]) == (type(error.errors[0]), [*error.not_tried])
    assert ("refused", True) == (error.outcome, error.is_transient)


ANSWERED = ("", (), "", "POST", "https://x/y")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PacingError("no turn"), True),
        (ConfigurationError("no token"), True),
        (CounterNotInitializedError(409, *ANSWERED), True),
        (TransportError("POST", "https://x/y", "1", "bad certificate", is_lasting=True), True),
        (ForbiddenError(403, "The bank account number 1 has not been verified"), False),
        (BadRequestError(400, *ANSWERED), False),
        (NotFoundError(404, *ANSWERED), False),
        (ServerError(500, *ANSWERED), False),
        (ServerError(500, "duplikatfeil", (), "", "POST", "", "", True), False),
        (AmbiguousWriteError("POST", "https://x/y", "1", "reset"), False),
        (WrittenButNotLoadedError(None, "it is gone"), False),
        (TypeError("another class"), False),
    ],
)
def test_which_errors_stop_all_rows(error: Exception, expected: bool) -> None:
    assert expected is is_for_every_row(error)


def test_a_safety_switch_stops_all_rows(acme: CompanyClient, emulator: Emulator) -> None:
    """What it refuses for one row, it refuses for ten thousand."""
    reading = emulator.client(read_only=True).company(acme.slug)
    error = raised(lambda: reading.contacts.save_all(contacts(4)))
    assert (SafetyError, [0], [1, 2, 3]) == (
        type(error.errors[0]),
        [*error.errors],
        [*error.not_tried],
    )
    assert ([], Outcome.REFUSED) == (emulator.requests, error.outcome)
    acme.contacts.save_all(error.to_save_again.values())


@pytest.mark.parametrize("skip", [0, 1])
def test_three_unsure_rows_stop_it(skip: int, acme: CompanyClient, emulator: Emulator) -> None:
    """The user has to look for each of them in Fiken, so there should not be a hundred."""
    emulator.fail_next(Status(502), method="POST", times=3, skip=skip)
    error = raised(lambda: acme.contacts.save_all(contacts(6)))
    assert [skip, skip + 1, skip + 2] == [*error.unsure]
    assert [*range(skip + 3, 6)] == [*error.not_tried] == [*error.to_save_again]


def test_unsure_rows_apart_do_not_stop(acme: CompanyClient, emulator: Emulator) -> None:
    for place in (0, 1, 2, 3):
        emulator.fail_next(Status(502), method="POST", skip=place // 2)
    error = raised(lambda: acme.contacts.save_all(contacts(6)))
    assert (4, 2, {}) == (len(error.unsure), len(error.saved), error.not_tried)


def test_the_rest_of_an_iterator_is_left(acme: CompanyClient, emulator: Emulator) -> None:
    rows = iter(contacts(4))
    emulator.fail_next(Status(403), method="POST", skip=1)
    error = raised(lambda: acme.contacts.save_all(rows))
    assert (None, [0], [1], {}) == (
        error.total,
        [*error.saved],
        [*error.to_save_again],
        error.not_tried,
    )
    assert "rows of the iterator may be left" in str(error)
    acme.contacts.save_all([*error.to_save_again.values(), *rows])
    assert [f"Contact {n}" for n in range(4)] == names(acme)


def test_progress_is_called_after_each_row(acme: CompanyClient) -> None:
    seen: list[SaveProgress[Contact]] = []
    rows = [refused(1)(n) for n in range(3)]
    error = raised(lambda: acme.contacts.save_all(rows, progress=seen.append))
    assert [(0, 3), (1, 3), (2, 3)] == [(row.index, row.total) for row in seen]
    assert [error.saved[0], rows[1], error.saved[2]] == [row.model for row in seen]
    assert [None, error.errors[1], None] == [row.error for row in seen]
    acme.contacts.save_all(iter(contacts(1)), progress=seen.append)
    assert (0, None) == (seen[-1].index, seen[-1].total)


class Stopped(Exception):  # noqa: N818
    """An exception of the program of a user."""


@pytest.mark.parametrize("kind", [Stopped, KeyboardInterrupt, SystemExit])
def test_an_exception_of_the_callback_carries_all(
    kind: type[BaseException], acme: CompanyClient
) -> None:
    reason = ValueError("its own cause")

    def progress(row: SaveProgress[Contact]) -> None:
        if row.index == 1:
            raise kind("enough") from reason

    rows = contacts(3)
    with pytest.raises(kind, match="enough") as caught:
        acme.contacts.save_all(rows, progress=progress)
    carried = caught.value.__cause__
    assert isinstance(carried, NotAllSavedError)
    assert ([0, 1], {2: rows[2]}) == ([*carried.saved], carried.to_save_again)
    assert carried.__cause__ is reason
    assert "2 of 3 rows were saved" in caught.value.__notes__[-1]


def test_an_exception_of_the_rows_carries_all(acme: CompanyClient) -> None:
    def rows() -> Iterator[Contact]:
        yield from contacts(2)
        raise Stopped("line 3 is no contact")

    with pytest.raises(Stopped) as caught:
        acme.contacts.save_all(rows())
    carried = caught.value.__cause__
    assert isinstance(carried, NotAllSavedError)
    assert ([0, 1], {}, {}) == ([*carried.saved], carried.not_saved, carried.errors)
    assert ["Contact 0", "Contact 1"] == names(acme)


def test_an_exception_before_any_row_is_bare(acme: CompanyClient) -> None:
    def rows() -> Iterator[Contact]:
        yield from [contact for contact in contacts(1) if open_file(contact)]

    def open_file(_: Contact) -> bool:
        raise Stopped("no such file")

    with pytest.raises(Stopped) as caught:
        acme.contacts.save_all(rows())
    assert caught.value.__cause__ is None


class Interrupting:
    """A pacer that raises a KeyboardInterrupt at the third turn, when row 1 waits to be sent."""

    def __init__(self) -> None:
        self.turns = 0

    def slot(self, credential: str) -> AbstractContextManager[object]:  # noqa: ARG002
        self.turns += 1
        if self.turns == 3:
            raise KeyboardInterrupt
        return nullcontext()


def interrupted(
    client: Fiken, emulator: Emulator, kind: type[BaseException] = KeyboardInterrupt
) -> NotAllSavedError:
    """Save three contacts, and return what the exception carries that interrupts it."""
    repository = client.company(emulator.company_slug).contacts
    with client, pytest.raises(kind) as caught:
        repository.save_all(contacts(3))
    carried = caught.value.__cause__
    assert isinstance(carried, NotAllSavedError)
    return carried


def test_a_row_interrupted_before_is_not_tried(emulator: Emulator) -> None:
    """Nothing of the row was sent, because it still waited for its turn."""
    carried = interrupted(emulator.client(pacer=Interrupting()), emulator)
    assert (1, [0], [1, 2]) == (posts(emulator), [*carried.saved], [*carried.not_tried])
    assert ("done", {}) == (carried.outcome, carried.unsure)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_a_row_interrupted_after_is_unsure(kind: type[BaseException], emulator: Emulator) -> None:
    """Fiken saved the row, but the program did not get the answer."""

    def hook(answer: requests.Response, **_: object) -> None:
        if answer.request.method == "POST" and b"Contact 1" in (answer.request.body or b""):
            raise kind

    session = requests.Session()
    session.hooks["response"] = [hook]
    carried = interrupted(emulator.client(session=session), emulator, kind)
    assert (2, [0], [2]) == (posts(emulator), [*carried.saved], [*carried.not_tried])
    assert ("unknown", [1]) == (carried.outcome, [*carried.unsure])
    assert [1] == [*pickle.loads(pickle.dumps(carried)).unsure]


@pytest.mark.parametrize(
    "models", [Contact(name="N"), "Nelly", b"Nelly", {"name": "Nelly"}, 7, None]
)
def test_one_model_is_not_a_list(models: Any, acme: CompanyClient, emulator: Emulator) -> None:
    with pytest.raises(InvalidAttributeError, match=r"save\(\) takes a single model"):
        acme.contacts.save_all(models)
    assert [] == list(emulator.requests)


def test_progress_must_be_a_function(acme: CompanyClient, emulator: Emulator) -> None:
    wrong: Any = True
    with pytest.raises(InvalidAttributeError, match="progress must be a function, or None"):
        acme.contacts.save_all(contacts(1), progress=wrong)
    assert [] == list(emulator.requests)


def test_another_class_is_refused_first(acme: CompanyClient, emulator: Emulator) -> None:
    rows: Any = [*contacts(2), "Nelly"]
    with pytest.raises(InvalidAttributeError, match=r"models\[2\] must be a Contact, not 'Nelly'"):
        acme.contacts.save_all(rows)
    assert [] == list(emulator.requests)


def test_another_class_fails_its_row(acme: CompanyClient) -> None:
    """In an iterator, which is read row by row."""
    rows: Any = iter([contacts(1)[0], SaleDraft(), contacts(2)[1]])
    error = raised(lambda: acme.contacts.save_all(rows))
    assert ([0, 2], InvalidAttributeError) == ([*error.saved], type(error.errors[1]))
    assert [1] == [*error.to_save_again]


@pytest.mark.parametrize("kind", [list, iter])
def test_a_model_twice_is_refused(
    kind: Callable[[Any], Any], acme: CompanyClient, emulator: Emulator
) -> None:
    """The same new object would be created twice. An equal one is another contact."""
    nelly = Contact(name="Contact 0")
    rows = kind([nelly, nelly.evolve(), nelly])
    match = r"save_all\.models\[2\] must be another Contact than models\[0\].*evolve\(\)"
    if kind is list:
        with pytest.raises(InvalidAttributeError, match=match):
            acme.contacts.save_all(rows)
        assert [] == list(emulator.requests)
    else:
        error = raised(lambda: acme.contacts.save_all(rows))
        assert ([0, 1], [2]) == ([*error.saved], [*error.errors])
        assert 2 == posts(emulator)
        assert ({2: nelly}, {}) == (error.given_twice, error.to_save_again)
        assert "Given twice, so leave them out: row 2 (" in str(error)
        assert str(error) == str(pickle.loads(pickle.dumps(error)))
        assert error.given_twice == pickle.loads(pickle.dumps(error)).given_twice


def test_what_was_given_twice_is_left_out(acme: CompanyClient, emulator: Emulator) -> None:
    """To save again is what the documentation advises, and creates nothing twice."""
    nelly, ned = contacts(2)
    emulator.fail_next(Status(400), method="POST", skip=1)
    error = raised(lambda: acme.contacts.save_all(iter([nelly, ned, nelly, ned])))
    assert ([0], [1], [2, 3]) == ([*error.saved], [*error.to_save_again], [*error.given_twice])
    acme.contacts.save_all(error.to_save_again.values())
    assert 1 == len(acme.contacts.all(name=nelly.name)) == len(acme.contacts.all(name=ned.name))


def test_an_entity_that_an_iterator_gives_twice(acme: CompanyClient) -> None:
    nelly = acme.contacts.save(Contact(name="Nelly"))
    rows = [nelly.evolve(email="n@example.com"), nelly.evolve(name="Ned")]
    error = raised(lambda: acme.contacts.save_all(iter(rows)))
    assert ({1: rows[1]}, {}) == (error.given_twice, error.to_save_again)
    assert "Nelly" == acme.contacts.find(nelly.contact_id).name


def test_an_entity_twice_is_refused(acme: CompanyClient, emulator: Emulator) -> None:
    """The PUT of the second one would undo the change that the first one makes."""
    nelly = acme.contacts.save(Contact(name="Nelly"))
    before = len(emulator.requests)
    with pytest.raises(InvalidAttributeError, match=f"both have the id {nelly.contact_id}"):
        acme.contacts.save_all([nelly.evolve(email="n@example.com"), nelly.evolve(name="Ned")])
    assert before == len(emulator.requests)


def test_other_repositories_save_all_too(acme: CompanyClient) -> None:
    first, second = acme.sales.save_all([sale(1), sale(2)])
    assert (DAY, True) == (first.date, first.sale_id != second.sale_id)
    persons = acme.contacts.persons(acme.contacts.save(Contact(name="N", customer=True)))
    assert () == persons.save_all([])


def test_the_message_shows_a_few_rows(acme: CompanyClient) -> None:
    rows = [refused(*range(9))(n) for n in range(9)]
    text = str(raised(lambda: acme.contacts.save_all(rows)))
    assert "row 2 (" in text
    assert "row 3 (" not in text
    assert "and 6 more" in text
    assert 1500 > len(text)


def test_the_error_can_be_pickled(acme: CompanyClient, emulator: Emulator) -> None:
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    error = raised(lambda: acme.contacts.save_all(contacts(2)))
    again = pickle.loads(pickle.dumps(error))
    assert str(error) == str(again)
    assert (error.saved, error.not_saved) == (again.saved, again.not_saved)
    assert (error.outcome, [*error.unsure]) == (again.outcome, [*again.unsure])


FAULTS = {
    "fine": None,
    "refused": Status(400),
    "lost": DropAfterCarryingOut(),
    "stopped": Status(403),
}


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(plan=st.lists(st.sampled_from([*FAULTS]), min_size=1, max_size=6), lazy=st.booleans())
def test_each_row_is_in_one_place(
    plan: list[str], lazy: bool, acme: CompanyClient, emulator: Emulator
) -> None:
    """Fiken has exactly the saved and the unsure rows, each of them once."""
    for contact in acme.contacts.all():
        if contact.name.startswith("Contact "):
            acme.contacts.delete(contact)
    assert [] == list(emulator.pending_faults)
    reached = plan[: plan.index("stopped") + 1] if "stopped" in plan else plan
    fine = 0
    for word in _until_three_lost(reached):
        fault = FAULTS[word]
        if fault is None:
            fine += 1
        else:
            emulator.fail_next(fault, method="POST", skip=fine)
    rows = contacts(len(plan))
    try:
        saved = dict(enumerate(acme.contacts.save_all(iter(rows) if lazy else rows)))
        unsure, again = dict[int, Contact](), dict[int, Contact]()
    except NotAllSavedError as error:
        saved, unsure, again = error.saved, error.unsure, error.to_save_again
    tried = _until_three_lost(reached)
    known = len(tried) if lazy else len(plan)
    assert sorted([*saved, *unsure, *again]) == [*range(known)]
    expected = [f"Contact {n}" for n in sorted({*saved, *unsure})]
    assert expected == names(acme)


def _until_three_lost(plan: list[str]) -> list[str]:
    """Return the rows that are tried: three consecutive lost answers end the call."""
    ends = [n + 3 for n in range(len(plan)) if plan[n : n + 3] == ["lost"] * 3]
    return plan[: min(ends, default=len(plan))]
