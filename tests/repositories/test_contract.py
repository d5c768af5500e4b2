"""What every repository does that can do it: one suite a capability, over the whole catalogue."""

import inspect
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

import pytest

import fiken.repositories
from fiken import (
    CompanyClient,
    InvalidAttributeError,
    NotFoundError,
    NotLoadedError,
    WrittenButNotLoadedError,
)
from fiken.emulator import Emulator, Status
from fiken.emulator.contract import load
from fiken.mappers._base import PATCH, camel
from fiken.models import Model
from fiken.repositories._base import Deletes, Finds, FindsByCode, Listing, Lists, Saves
from tests.catalogue import DAY, ENTITIES, Entity
from tests.recorder import PAGING

CONTRACT = load()


def offline(entity: Entity) -> Any:
    """Give the class of the entity's repository without a request."""
    with Emulator(seed=1) as emulator, emulator.client() as client:
        return type(entity.repository(client.company(emulator.company_slug)))


KINDS = {entity.name: offline(entity) for entity in ENTITIES}


def those(*capabilities: type) -> list[Entity]:
    return [entity for entity in ENTITIES if issubclass(KINDS[entity.name], capabilities)]


SAVED = those(Saves)
CHANGED = [entity for entity in SAVED if entity.change]
DELETED = [entity for entity in SAVED if hasattr(KINDS[entity.name], "delete")]


def made(entity: Entity, n: int = 1) -> Model:
    assert entity.new is not None
    return entity.new(n)


def key_of(repository: Any, model: Model) -> Any:
    return getattr(model, cast("str", repository.mapper.key))


def calls(emulator: Emulator, since: int) -> list[str]:
    return [request.method for request in emulator.requests[since:]]


def test_every_repository_is_in_the_catalogue() -> None:
    exported = {getattr(fiken.repositories, name) for name in fiken.repositories.__all__}
    repositories = {cls for cls in exported if issubclass(cls, Listing)}
    assert repositories - {fiken.repositories.CompanyRepository} == set(KINDS.values())


@pytest.mark.parametrize("entity", those(Listing), ids=str)
def test_all_gives_what_find_gives(entity: Entity, acme: CompanyClient) -> None:
    repository = entity.repository(acme)
    rows = list(repository.all())
    assert rows
    assert len(rows) == len(repository.all())
    if isinstance(repository, Finds | FindsByCode):
        found = repository.find(rows[0])
        assert rows[0] == found
        assert found == repository.find(key_of(repository, rows[0]))
        assert not found.is_new


@pytest.mark.parametrize("entity", those(Finds, FindsByCode), ids=str)
@pytest.mark.parametrize("wrong", [None, "", True, 1.0, 0, -1, "..", object()], ids=repr)
def test_what_is_no_id_is_refused_unsent(
    entity: Entity, wrong: object, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    before = len(emulator.requests)
    for verb in filter(None, [repository.find, getattr(repository, "delete", None)]):
        with pytest.raises(InvalidAttributeError) as caught:
            verb(wrong)
        assert repository.mapper.key == caught.value.attribute
    assert [] == calls(emulator, before)


@pytest.mark.parametrize("entity", those(Finds, FindsByCode), ids=str)
def test_what_is_not_there_is_not_found(entity: Entity, acme: CompanyClient) -> None:
    repository = entity.repository(acme)
    missing = 1 if isinstance(repository, Finds) else "9999"
    with pytest.raises(NotFoundError) as caught:
        repository.find(missing)
    assert isinstance(caught.value, LookupError)
    assert caught.value.request_id


@pytest.mark.parametrize("entity", SAVED, ids=str)
def test_a_new_model_is_created_then_loaded(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository, model = entity.repository(acme), made(entity)
    before = len(emulator.requests)
    saved = repository.save(model)
    assert ["POST", "GET"] == calls(emulator, before)
    assert emulator.requests[before].body == repository.payload(model)
    assert not saved.is_new
    assert {} == saved.changes
    for name, value in model.changes.items():
        assert value == getattr(saved, name)
    assert model.is_new


@pytest.mark.parametrize("entity", SAVED, ids=str)
def test_an_unchanged_model_costs_no_request(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    saved = repository.save(made(entity))
    before = len(emulator.requests)
    assert {} == repository.payload(saved)
    assert saved is repository.save(saved)
    assert [] == calls(emulator, before)


@pytest.mark.parametrize("entity", CHANGED, ids=str)
def test_a_changed_model_is_updated_then_loaded(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    changed = repository.save(made(entity)).evolve(**entity.change)
    before = len(emulator.requests)
    saved = repository.save(changed)
    assert [repository.mapper.update_method, "GET"] == calls(emulator, before)
    assert emulator.requests[before].body == repository.payload(changed)
    assert entity.change == {name: getattr(saved, name) for name in entity.change}
    assert {} == saved.changes
    if repository.mapper.updates == PATCH:
        assert len(entity.change) == len(repository.payload(changed))


@pytest.mark.parametrize("entity", CHANGED, ids=str)
def test_without_reload_one_request_is_enough(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    before = len(emulator.requests)
    saved = repository.save(made(entity), reload=False)
    changed = repository.save(saved.evolve(**entity.change), reload=False)
    assert ["POST", repository.mapper.update_method] == calls(emulator, before)
    assert {} == changed.changes
    found = repository.find(changed)
    assert entity.change == {name: getattr(found, name) for name in entity.change}


@pytest.mark.parametrize("entity", CHANGED, ids=str)
def test_fresh_applies_the_change_to_what_stands_there(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    mine = repository.save(made(entity))
    name, value = next(iter(entity.change.items()))
    others = dict(list(entity.change.items())[1:])
    repository.save(mine.evolve(**others))
    before = len(emulator.requests)
    saved = repository.save(mine.evolve(**{name: value}), fresh=True)
    assert ["GET", repository.mapper.update_method, "GET"] == calls(emulator, before)
    assert entity.change == {name: getattr(saved, name) for name in entity.change}


@pytest.mark.parametrize("entity", SAVED, ids=str)
def test_an_id_typed_in_by_hand_is_no_loaded_model(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    typed = made(entity).evolve(**{repository.mapper.key: 5})
    before = len(emulator.requests)
    with pytest.raises(NotLoadedError, match=r"find\(5\)"):
        repository.save(typed)
    assert [] == calls(emulator, before)


@pytest.mark.parametrize("entity", SAVED, ids=str)
def test_a_load_that_fails_after_the_write_says_that_it_was_done(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    emulator.fail_next(Status(500), method="GET")
    with pytest.raises(WrittenButNotLoadedError) as caught:
        repository.save(made(entity))
    assert "done" == caught.value.outcome
    assert repository.find(caught.value.model)


@pytest.mark.parametrize("entity", DELETED, ids=str)
def test_what_is_deleted_is_gone(entity: Entity, acme: CompanyClient) -> None:
    repository = entity.repository(acme)
    saved = repository.save(made(entity))
    assert repository.delete(saved) is None
    with pytest.raises(NotFoundError):
        repository.delete(saved)
    with pytest.raises(NotFoundError):
        repository.find(saved)


def filters() -> Iterator[tuple[Entity, str, Any]]:
    for entity in those(Lists):
        for name, hint in _filters(entity).items():
            yield entity, name, _some(hint)


def _filters(entity: Entity) -> dict[str, Any]:
    unpacked = get_type_hints(KINDS[entity.name].all).get("filters")
    return get_type_hints(get_args(unpacked)[0]) if unpacked else {}


def _some(hint: Any) -> Any:
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    return {int: 1500, str: "1000-1500", bool: True, date: DAY}[hint]


FILTERS = [pytest.param(*case, id=f"{case[0]}-{case[1]}") for case in filters()]


@pytest.mark.parametrize(("entity", "name", "value"), FILTERS)
def test_a_filter_reaches_fiken_under_its_own_name(
    entity: Entity, name: str, value: Any, acme: CompanyClient, emulator: Emulator
) -> None:
    entity.repository(acme).all(**{name: value}).first()
    assert camel(name) in emulator.requests[-1].query
    assert 200 == emulator.requests[-1].status


@pytest.mark.parametrize("entity", those(Lists), ids=str)
def test_the_filters_are_those_of_the_contract(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    entity.repository(acme).all().first()
    served = emulator.requests[-1]
    operation = CONTRACT.operation("GET", cast("str", served.template))
    query = {p.name: p for p in operation.parameters if p.where == "query"}
    assert set(query) - PAGING == {camel(name) for name in _filters(entity)}
    assert operation.paged == KINDS[entity.name].paged
    for name, hint in _filters(entity).items():
        assert get_origin(hint) is not Literal or query[camel(name)].enum == get_args(hint)


@pytest.mark.parametrize("entity", those(Listing), ids=str)
def test_an_unknown_filter_is_refused_unsent(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    before = len(emulator.requests)
    with pytest.raises(TypeError, match="from_date"):
        repository.all(from_date=DAY)
    assert [] == calls(emulator, before)


@pytest.mark.parametrize("entity", ENTITIES, ids=str)
def test_a_verb_that_fiken_lacks_does_not_exist(entity: Entity) -> None:
    kind, template = KINDS[entity.name], _template(KINDS[entity.name])
    methods = {o.method for o in CONTRACT.operations if o.path == template}
    below = {o.method for o in CONTRACT.operations if o.path.rpartition("/")[0] == template}
    assert ("POST" in methods) == issubclass(kind, Saves)
    assert ("DELETE" in below) == hasattr(kind, "delete")
    assert not issubclass(kind, Deletes) or "DELETE" in below


def _template(kind: Any) -> str:
    ending = f"/{kind.path}"
    owner = "/contacts/{contactId}" if kind.path == "contactPerson" else "/companies/{companySlug}"
    found = [o.path for o in CONTRACT.operations if o.path.endswith(f"{owner}{ending}")]
    return found[0]


def test_every_public_method_says_what_it_asks_of_fiken() -> None:
    for kind in KINDS.values():
        assert "GET /" in (inspect.getdoc(kind.all) or "")
