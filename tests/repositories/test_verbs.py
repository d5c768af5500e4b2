"""The one mechanism of verbs, and the one method that sends writes."""

import ast
import json
from collections.abc import Iterator
from typing import Any

import pytest

from fiken import (
    AmbiguousWriteError,
    CompanyClient,
    Contact,
    InvalidAttributeError,
    Project,
    Sale,
    UnsavedChangesError,
    WrittenButNotLoadedError,
)
from fiken.emulator import CannedAnswer, DropAfterCarryingOut, Emulator
from fiken.mappers import ProjectMapper
from fiken.repositories import Acts, CreatedIn, Finds, SaleRepository, Written, nothing
from tests.catalogue import saved_sale
from tests.conftest import NOW
from tests.house.source import MODULES, functions

JSON = {"Content-Type": "application/json"}


class JobRepository(Finds[Project], Acts[Project]):
    """Projects with verbs that Fiken does not have, one per kind of answer."""

    mapper = ProjectMapper()
    path = "projects"

    def close(self, method: str, job: int | Project, **request: Any) -> Project:
        return self._act(method, "{id}/close", job, self._itself, **request)

    def sell(self, method: str, job: int | Project, **request: Any) -> Sale:
        sales = SaleRepository(self._session, self._root)
        return self._act(method, "{id}/sell", job, CreatedIn(sales), **request)

    def count(self) -> int:
        return self._act("PUT", "counter", None, self._read_open)

    def _read_open(self, written: Written) -> int:
        return int(written.answer.json()["open"])

    def announce(self, method: str, job: int | Project, **request: Any) -> None:
        self._act(method, "announcements", job, nothing, **request)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """An embedded Fiken whose canned answers do not count as covered operations."""
    with Emulator(seed=1, clock=lambda: NOW) as running:
        yield running


@pytest.fixture
def jobs(acme: CompanyClient) -> JobRepository:
    """The projects of the demo company."""
    return acme.open(JobRepository)


@pytest.fixture
def job(acme: CompanyClient) -> Project:
    """One of them."""
    return next(iter(acme.projects.all()))


def answer(emulator: Emulator, status: int, body: Any = None, **headers: str) -> None:
    """Answer the next request like this: the embedded Fiken does not know these verbs."""
    content = b"" if body is None else json.dumps(body).encode()
    emulator.fail_next(CannedAnswer(status, {**JSON, **headers}, content))


METHODS = pytest.mark.parametrize("method", ["PATCH", "POST", "PUT"])
REQUESTS = pytest.mark.parametrize(
    "request_", [{}, {"params": {"a": "1"}}, {"json": {"a": 1}}], ids=["bare", "query", "body"]
)


@METHODS
@REQUESTS
def test_a_verb_returns_the_entity(
    method: str, request_: dict[str, Any], jobs: JobRepository, job: Project, emulator: Emulator
) -> None:
    answer(emulator, 200, {"projectId": job.project_id, "completed": True})
    before = len(emulator.requests)
    assert jobs.close(method, job, **request_).completed
    (sent,) = emulator.requests[before:]
    assert (method, f"{jobs._url}/{job.project_id}/close") == (sent.method, sent.path)
    assert request_.get("params", {}) == sent.query
    assert request_.get("json") == sent.body


@METHODS
def test_a_verb_loads_the_entity(
    method: str, jobs: JobRepository, job: Project, emulator: Emulator
) -> None:
    """Its answer is empty."""
    answer(emulator, 204)
    before = len(emulator.requests)
    assert job == jobs.close(method, job.project_id)
    assert [method, "GET"] == [request.method for request in emulator.requests[before:]]


@METHODS
def test_a_verb_returns_the_created_entity(
    method: str, jobs: JobRepository, job: Project, acme: CompanyClient, emulator: Emulator
) -> None:
    """It is found in another repository. Only the id of its Location counts."""
    sale = saved_sale(acme)
    answer(emulator, 201, Location=f"https://elsewhere.example/sales/{sale.sale_id}")
    assert sale == jobs.sell(method, job, json={"a": 1})


def test_a_verb_without_a_result_returns_none(
    jobs: JobRepository, job: Project, emulator: Emulator
) -> None:
    answer(emulator, 200, {"anything": "at all"})
    assert jobs.announce("POST", job) is None  # type: ignore[func-returns-value]
    assert f"{jobs._url}/announcements" == emulator.requests[-1].path


def test_a_verb_can_act_on_no_entity(jobs: JobRepository, emulator: Emulator) -> None:
    """Its answer is not an entity either, but a number."""
    answer(emulator, 200, {"open": 3})
    assert 3 == jobs.count()
    answer(emulator, 200, {"closed": 3})
    with pytest.raises(WrittenButNotLoadedError, match=r"its answer says: 'open'") as caught:
        jobs.count()
    assert ("done", None) == (caught.value.outcome, caught.value.model)


def test_an_unloadable_created_entity_is_done(
    jobs: JobRepository, job: Project, emulator: Emulator
) -> None:
    """The model of the error names the new entity, and not the one that was acted on."""
    answer(emulator, 201, Location="/sales/42")
    with pytest.raises(WrittenButNotLoadedError, match=r"loading it failed: .* 404") as caught:
        jobs.sell("POST", job)
    assert (Sale(sale_id=42), False) == (caught.value.model, caught.value.model.is_new)


@pytest.mark.parametrize(
    ("location", "message"),
    [({}, r"\(request \S+\)"), ({"Location": "/sales/x1"}, "ends in 'x1', which is not an id")],
    ids=["none", "not an id"],
)
def test_a_created_entity_without_an_id_is_done(
    location: dict[str, str],
    message: str,
    jobs: JobRepository,
    job: Project,
    acme: CompanyClient,
    emulator: Emulator,
) -> None:
    """Then what was acted on, or was sent, is all that is known."""
    answer(emulator, 201, **location)
    with pytest.raises(WrittenButNotLoadedError, match=message) as caught:
        jobs.sell("POST", job)
    assert job == caught.value.model
    answer(emulator, 201, **location)
    with pytest.raises(WrittenButNotLoadedError, match=message) as caught:
        acme.contacts.save(Contact(name="Nelly"))
    assert ("Nelly", False) == (caught.value.model.name, caught.value.model.is_new)


def test_a_verb_with_lost_answer_is_ambiguous(
    jobs: JobRepository, job: Project, emulator: Emulator
) -> None:
    emulator.fail_next(DropAfterCarryingOut())
    before = len(emulator.requests)
    with pytest.raises(AmbiguousWriteError):
        jobs.close("POST", job)
    assert 1 == len(emulator.requests) - before


def test_every_verb_refuses_unsaved_changes(
    jobs: JobRepository, job: Project, emulator: Emulator
) -> None:
    before = len(emulator.requests)
    for verb in (jobs.close, jobs.sell, jobs.announce):
        with pytest.raises(UnsavedChangesError):
            verb("POST", job.evolve(name="Another"))
        with pytest.raises(UnsavedChangesError, match="project_id"):  # it would act on another one
            verb("POST", job.evolve(project_id=5))
    with pytest.raises(InvalidAttributeError):
        jobs.close("POST", 0)
    assert before == len(emulator.requests)


def test_a_model_of_another_class_is_named(
    jobs: JobRepository, acme: CompanyClient, emulator: Emulator
) -> None:
    """Its changes do not matter: to save it would not help."""
    nelly = acme.contacts.find_by(customer=True)
    assert nelly
    before = len(emulator.requests)
    for wrong in (nelly, nelly.evolve(name="Ned"), Contact(name="Ned")):
        given: Any = wrong
        for verb in (jobs.close, jobs.sell):
            with pytest.raises(
                InvalidAttributeError, match="a saved Project, not Contact"
            ) as caught:
                verb("POST", given)
            assert wrong is caught.value.value
    assert before == len(emulator.requests)


def test_only_a_report_is_a_post_that_reads() -> None:
    """A write that is sent like that would be repeated after a lost answer."""
    readers = {
        f"{module}.{name}"
        for module, tree in MODULES.items()
        if module.startswith("fiken.repositories") or module == "fiken.client"
        for name, node in functions(tree)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and "reads" in {word.arg for word in call.keywords}
    }
    assert {"fiken.repositories.product.ProductRepository.sales_report"} == readers


def test_every_write_leaves_through_one_method() -> None:
    """Exactly-once writes will hang there, so that none can be forgotten."""
    senders = {
        f"{module}.{name}": method
        for module, tree in MODULES.items()
        if module.startswith("fiken.repositories")
        for name, node in functions(tree)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("session.request")
        for method in [ast.unparse(call.args[0])]
    }
    writes = {name for name, method in senders.items() if method != "'GET'"}
    passed_on = "fiken.repositories._slugs.SlugSession.request"
    report = "fiken.repositories.product.ProductRepository.sales_report"
    write = "fiken.repositories._repository.Repository._write"
    assert {write, f"{write}.send", passed_on, report} == writes, (
        "send every write with Repository._write, or with Acts._act, which calls it"
    )
