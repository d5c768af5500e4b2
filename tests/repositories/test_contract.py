"""The capabilities of repositories: one suite per capability, over the whole catalogue."""

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

import pytest

import fiken.repositories
from fiken import (
    AmbiguousWriteError,
    BadRequestError,
    CompanyClient,
    Contact,
    InvalidAttributeError,
    JournalEntryLine,
    NotFoundError,
    NotLoadedError,
    NotUpdatableError,
    UnsavedChangesError,
    WrittenButNotLoadedError,
)
from fiken.emulator import DropAfterCarryingOut, Emulator, Status
from fiken.emulator.wire.contract import load
from fiken.mappers._declaration import PATCH
from fiken.mappers._fields import camel
from fiken.models import Model
from fiken.models._fields import hints_of
from fiken.repositories import (
    ContactRepository,
    CounterRepository,
    InboxDocumentRepository,
    RecurringInvoiceJobRepository,
    RecurringInvoiceRepository,
    TransactionRepository,
)
from fiken.repositories._deleting import DeletesSoftly
from fiken.repositories._finding import Finds, FindsByCode
from fiken.repositories._listing import Listing, Lists
from fiken.repositories._saving import Saves
from fiken.types import OpenEnum
from tests.catalogue import (
    ATTACHMENTS,
    DAY,
    ENTITIES,
    UPLOADED,
    Entity,
    recurring_invoice,
    repeating_draft,
)
from tests.house.source import public_methods_that_call
from tests.ids import short_id
from tests.recorder import PAGING
from tests.verbs import VERBS

CONTRACT = load()


def repositories_of_entities() -> Iterator[tuple[str, Any, str]]:
    """Yield each entity with the class of its repository and the template of its URL."""
    with Emulator(seed=1) as emulator, emulator.client() as client:
        acme = client.company(emulator.company_slug)
        for entity in ENTITIES:
            try:
                repository = entity.repository(acme)
            except AttributeError as error:
                raise AssertionError(
                    f"{error}: write this property in fiken/_company.py, since the Entity "
                    f'"{entity}" of tests/catalogue.py needs it'
                ) from error
            matched = CONTRACT.match("GET", repository._url)
            assert matched, f"Fiken has no GET {repository._url}: see `path` of {repository}"
            yield entity.name, type(repository), matched[0].path


REPOSITORIES = list(repositories_of_entities())
KINDS = {name: kind for name, kind, _ in REPOSITORIES}
TEMPLATES = {name: template for name, _, template in REPOSITORIES}


def having(*capabilities: type) -> list[Entity]:
    return [entity for entity in ENTITIES if issubclass(KINDS[entity.name], capabilities)]


SAVED = having(Saves)
CHANGED = [entity for entity in SAVED if entity.change]
FIXED = [entity for entity in SAVED if not entity.change]
SOFT = having(DeletesSoftly)
DELETED = [e for e in SAVED if hasattr(KINDS[e.name], "delete") and e not in SOFT]


def new_model(entity: Entity, acme: CompanyClient, n: int = 1) -> Any:
    assert entity.new is not None
    return entity.new(acme, n)


def rows_of(entity: Entity, repository: Any) -> Any:
    return repository.all(**entity.filters)


def key_of(repository: Any, model: Model) -> Any:
    return getattr(model, cast("str", repository.mapper.key))


def calls(emulator: Emulator, since: int) -> list[str]:
    return [request.method for request in emulator.requests[since:]]


def test_every_repository_is_in_the_catalogue() -> None:
    exported = {getattr(fiken.repositories, name) for name in fiken.repositories.__all__}
    classes = {cls for cls in exported if isinstance(cls, type) and hasattr(cls, "path")}
    repositories = {cls for cls in classes if issubclass(cls, Listing)}
    attachments = {kind for kind in repositories if "Attachment" in kind.__name__}
    companies = {fiken.repositories.CompanyRepository}
    missing = repositories - companies - attachments - set(KINDS.values())
    assert set() == missing, "add an Entity for each of them to tests/catalogue.py"
    assert repositories - companies - attachments == set(KINDS.values())


@pytest.mark.parametrize("entity", having(Listing), ids=str)
def test_all_and_find_agree(entity: Entity, acme: CompanyClient) -> None:
    repository = entity.repository(acme)
    if isinstance(repository, Saves):
        repository.save(new_model(entity, acme))
    rows = list(rows_of(entity, repository))
    assert rows
    assert len(rows) == len(rows_of(entity, repository))
    if isinstance(repository, Finds | FindsByCode):
        found = repository.find(rows[0])
        assert rows[0] == found
        assert found == repository.find(key_of(repository, rows[0]))
        assert not found.is_new


@pytest.mark.parametrize("entity", having(Finds, FindsByCode), ids=str)
@pytest.mark.parametrize("wrong", [None, "", True, 1.0, 0, -1, "..", object()], ids=short_id)
def test_a_wrong_id_is_refused(
    entity: Entity, wrong: object, acme: CompanyClient, emulator: Emulator
) -> None:
    """Nothing is sent."""
    repository = entity.repository(acme)
    before = len(emulator.requests)
    why = {"description": "Feilført"} if entity in SOFT else {}
    verbs = [(repository.find, {}), (getattr(repository, "delete", None), why)]
    for verb, more in verbs[: 1 + hasattr(repository, "delete")]:
        with pytest.raises(InvalidAttributeError) as caught:
            verb(wrong, **more)
        assert repository.mapper.key == caught.value.attribute
    assert [] == calls(emulator, before)


@pytest.mark.parametrize("entity", having(Finds, FindsByCode), ids=str)
def test_a_missing_entity_is_not_found(entity: Entity, acme: CompanyClient) -> None:
    repository = entity.repository(acme)
    missing = 1 if isinstance(repository, Finds) else "9999"
    with pytest.raises(NotFoundError) as caught:
        repository.find(missing)
    assert isinstance(caught.value, LookupError)
    assert caught.value.request_id


def request_in(emulator: Emulator, place: int) -> tuple[str, str, object]:
    """Return the method, the path below the API and the JSON of a request in the log."""
    request = emulator.requests[place]
    return request.method, request.path.removeprefix("/api/v2"), request.body


@pytest.mark.parametrize("entity", SAVED, ids=str)
def test_a_new_model_is_created_then_loaded(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository, model = entity.repository(acme), new_model(entity, acme)
    before = len(emulator.requests)
    saved = repository.save(model)
    assert ["POST", "GET"] == calls(emulator, before)
    assert emulator.requests[before].body == repository.payload(model)
    assert request_in(emulator, before) == repository.request_for(model)
    assert not saved.is_new
    assert {} == saved.changes
    for name, value in model.changes.items():
        assert name in entity.computed or value == getattr(saved, name)
    assert model.is_new


@pytest.mark.parametrize("entity", SAVED, ids=str)
def test_an_unchanged_model_sends_nothing(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    saved = repository.save(new_model(entity, acme))
    before = len(emulator.requests)
    assert {} == repository.payload(saved)
    assert saved is repository.save(saved)
    assert [] == calls(emulator, before)


@pytest.mark.parametrize("entity", CHANGED, ids=str)
def test_a_changed_model_is_updated_then_loaded(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    changed = repository.save(new_model(entity, acme)).evolve(**entity.change)
    before = len(emulator.requests)
    saved = repository.save(changed)
    assert [repository.mapper.update_method, "GET"] == calls(emulator, before)
    assert emulator.requests[before].body == repository.payload(changed)
    assert request_in(emulator, before) == repository.request_for(changed)
    assert entity.change == {name: getattr(saved, name) for name in entity.change}
    assert {} == saved.changes
    if repository.mapper.updates == PATCH:
        assert len(entity.change) == len(repository.payload(changed))


@pytest.mark.parametrize("entity", CHANGED, ids=str)
def test_without_reload_one_request_is_enough(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository, model = entity.repository(acme), new_model(entity, acme)
    before = len(emulator.requests)
    saved = repository.save(model, reload=False)
    changed = repository.save(saved.evolve(**entity.change), reload=False)
    assert ["POST", repository.mapper.update_method] == calls(emulator, before)
    assert {} == changed.changes
    found = repository.find(changed)
    assert entity.change == {name: getattr(found, name) for name in entity.change}


@pytest.mark.parametrize("entity", CHANGED, ids=str)
def test_fresh_applies_changes_to_current_data(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    mine = repository.save(new_model(entity, acme))
    name, value = next(iter(entity.change.items()))
    others = dict(list(entity.change.items())[1:])
    repository.save(mine.evolve(**others))
    before = len(emulator.requests)
    saved = repository.save(mine.evolve(**{name: value}), fresh=True)
    assert ["GET", repository.mapper.update_method, "GET"] == calls(emulator, before)
    assert entity.change == {name: getattr(saved, name) for name in entity.change}


@pytest.mark.parametrize("entity", SAVED, ids=str)
def test_a_model_with_a_typed_id_is_refused(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    """It was not loaded, so what it would overwrite is not known. Nothing is sent."""
    repository = entity.repository(acme)
    typed = new_model(entity, acme).evolve(**{repository.mapper.key: 5})
    before = len(emulator.requests)
    with pytest.raises(NotLoadedError, match=r"find\(5\)"):
        repository.save(typed)
    assert [] == calls(emulator, before)


@pytest.mark.parametrize("entity", SAVED, ids=str)
def test_a_failed_load_after_a_write_is_done(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    """The error says that the write was carried out, and its model can be found."""
    repository, model = entity.repository(acme), new_model(entity, acme)
    emulator.fail_next(Status(500), method="GET")
    with pytest.raises(WrittenButNotLoadedError) as caught:
        repository.save(model)
    assert "done" == caught.value.outcome
    assert repository.find(caught.value.model)


@pytest.mark.parametrize("entity", FIXED, ids=str)
def test_an_impossible_change_is_refused(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    """Nothing is sent."""
    repository = entity.repository(acme)
    saved = repository.save(new_model(entity, acme))
    changed = saved.evolve(**another(saved))
    before = len(emulator.requests)
    with pytest.raises(NotUpdatableError) as caught:
        repository.save(changed)
    assert tuple(changed.changes) == caught.value.fields
    assert "at all" not in str(caught.value)
    assert [] == calls(emulator, before)


def another(saved: Model) -> dict[str, Any]:
    """Return a change of one field that can be written."""
    name, value = next(
        (name, getattr(saved, name))
        for name, hint in hints_of(type(saved)).items()
        if hint.access is None and getattr(saved, name) not in (None, ())
    )
    if isinstance(value, tuple):
        return {name: ()}
    return {name: value + 1} if type(value) is int else {name: _OTHERS[type(value)]}


_OTHERS: dict[type, Any] = {str: "1921:10001", date: date(2026, 6, 14)}


def assert_sent_once(emulator: Emulator, write: Callable[[], object]) -> None:
    """Lose the answer to a write, and check that Fiken has carried it out once."""
    before = len(emulator.requests)
    emulator.fail_next(DropAfterCarryingOut())
    with pytest.raises(AmbiguousWriteError) as caught:
        write()
    assert "unknown" == caught.value.outcome
    assert [True] == [request.carried_out for request in emulator.requests[before:]]


@pytest.mark.parametrize("entity", SAVED, ids=str)
def test_a_creation_with_lost_answer_is_sent_once(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository, model = entity.repository(acme), new_model(entity, acme)
    assert_sent_once(emulator, lambda: repository.save(model))


@pytest.mark.parametrize("entity", CHANGED, ids=str)
def test_an_update_with_lost_answer_is_sent_once(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    changed = repository.save(new_model(entity, acme)).evolve(**entity.change)
    assert_sent_once(emulator, lambda: repository.save(changed))


@pytest.mark.parametrize("entity", DELETED, ids=str)
def test_a_deletion_with_lost_answer_is_sent_once(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    saved = repository.save(new_model(entity, acme))
    assert_sent_once(emulator, lambda: repository.delete(saved))


@pytest.mark.parametrize("where", ATTACHMENTS)
def test_attachments_with_lost_answers_are_sent_once(
    where: str, acme: CompanyClient, emulator: Emulator
) -> None:
    attachments = ATTACHMENTS[where](acme)
    added = attachments.add(b"%PDF-1.4", "kvittering.pdf")
    assert_sent_once(emulator, lambda: attachments.add(b"%PDF-1.4", "faktura.pdf"))
    assert_sent_once(emulator, lambda: attachments.delete(added))


@pytest.mark.parametrize("where", [where for where in ATTACHMENTS if where not in UPLOADED])
@pytest.mark.parametrize(
    ("verb", "documents", "status"),
    [("add_from_inbox", "inbox", "unused"), ("add_from_ehf", "ehf_documents", "unprocessed")],
)
def test_documents_with_lost_answers_are_attached_once(
    where: str, verb: str, documents: str, status: str, acme: CompanyClient, emulator: Emulator
) -> None:
    attachments = ATTACHMENTS[where](acme)
    (unused,) = getattr(acme, documents).all(status=status)
    assert_sent_once(emulator, lambda: getattr(attachments, verb)(unused))


@pytest.mark.parametrize("verb", ["start", "ensure"])
def test_a_counter_with_lost_answer_is_started_once(verb: str) -> None:
    with Emulator(seed=1, empty=True) as emulator, emulator.client() as client:
        counter = client.company(emulator.company_slug).invoices.counter
        emulator.fail_next(DropAfterCarryingOut(), method="POST")
        with pytest.raises(AmbiguousWriteError):
            getattr(counter, verb)(7)
        posts = [request for request in emulator.requests if request.method == "POST"]
        assert [True] == [request.carried_out for request in posts]
        assert 7 == counter.ensure()


def test_an_inbox_with_lost_answers_changes_once(acme: CompanyClient, emulator: Emulator) -> None:
    assert_sent_once(emulator, lambda: acme.inbox.add(b"%PDF-1.4", "kvittering.pdf"))
    (added,) = acme.inbox.all(name="kvittering.pdf")
    assert_sent_once(emulator, lambda: acme.inbox.delete(added))


def test_a_job_with_lost_answer_is_added_once(acme: CompanyClient, emulator: Emulator) -> None:
    recurring = acme.recurring_invoices.save(recurring_invoice(acme))
    other = acme.contacts.save(Contact(name="Nelly", customer=True, email="nelly@example.com"))
    jobs = acme.recurring_invoices.jobs(recurring)
    assert_sent_once(emulator, lambda: jobs.add(other.contact_id))
    assert other.contact_id in [job.customer_id for job in jobs.all()]


def test_a_recurring_invoice_with_lost_answer_starts_once(
    acme: CompanyClient, emulator: Emulator
) -> None:
    draft = acme.invoices.drafts.save(repeating_draft(acme))
    assert_sent_once(emulator, lambda: acme.recurring_invoices.create_from_draft(draft))
    uuids = [row.invoice_draft_uuid for row in acme.recurring_invoices.all()]
    assert 1 == uuids.count(draft.uuid)


@pytest.mark.parametrize("verb", ["find_or_create", "upsert"])
def test_a_lost_contact_is_created_once(verb: str, acme: CompanyClient, emulator: Emulator) -> None:
    """The second call finds the contact that the first one created."""
    nelly = Contact(name="Nelly Bloom", member_number_string="17")
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    with pytest.raises(AmbiguousWriteError):
        getattr(acme.contacts, verb)(nelly)
    assert "Nelly Bloom" == getattr(acme.contacts, verb)(nelly).name
    assert ["GET", "POST", "GET"] == calls(emulator, 0)


def test_a_lost_posting_is_sent_once(acme: CompanyClient, emulator: Emulator) -> None:
    day = date(2026, 6, 15)
    line = JournalEntryLine(amount=5000, debit_account="7770", credit_account="1920:10001")
    assert_sent_once(emulator, lambda: acme.transactions.post(day, "Bank fee", line))
    assert 1 == len(list(acme.journal_entries.all_by_description("Bank fee", date=day)))


def test_the_answer_of_every_write_is_lost(acme: CompanyClient) -> None:
    """The tests above, and those of the verbs, lose the answer of each write of each repository."""
    attached = {type(repository(acme)): where for where, repository in ATTACHMENTS.items()}
    adding = ["add", "add_from_ehf", "add_from_inbox", "delete"]
    lost = [
        *((KINDS[entity.name], "save") for entity in SAVED),
        *((KINDS[entity.name], "delete") for entity in DELETED),
        *((kind, verb) for kind in attached for verb in adding if hasattr(kind, verb)),
        *((CounterRepository, verb) for verb in ("start", "ensure")),
        *((InboxDocumentRepository, verb) for verb in ("add", "delete")),
        *((ContactRepository, verb) for verb in ("find_or_create", "upsert")),
        (RecurringInvoiceJobRepository, "add"),
        (RecurringInvoiceRepository, "create_from_draft"),
        (TransactionRepository, "post"),
        *((type(verb.repository(acme)), name.partition(".")[2]) for name, verb in VERBS.items()),
    ]
    tested = {f"{base.__name__}.{verb}" for kind, verb in lost for base in kind.__mro__}
    untested = {f"{cls}.{verb}" for cls, verb in public_methods_that_call("_write")} - tested
    assert not untested, (
        "for save and delete, add an Entity with `new` to tests/catalogue.py; for a verb, add a "
        "Verb to tests/verbs.py; for another write, write such a test here and add it to `lost`"
    )


@pytest.mark.parametrize("entity", SOFT, ids=str)
def test_a_soft_deletion_keeps_the_entity(entity: Entity, acme: CompanyClient) -> None:
    """It is marked as deleted, and still listed.

    Observed: docs/observed.md#11-sales-and-purchases, docs/observed.md#12-updates-and-deletions
    """
    repository = entity.repository(acme)
    saved = repository.save(new_model(entity, acme))
    deleted = repository.delete(saved, description="Feilført")
    assert deleted.deleted
    assert deleted == repository.find(saved)
    assert deleted in list(repository.all())
    with pytest.raises(BadRequestError):
        repository.delete(saved, description="Feilført")


@pytest.mark.parametrize("entity", SOFT, ids=str)
@pytest.mark.parametrize("description", ["", " ", None, 5])
def test_a_soft_deletion_needs_a_reason(
    entity: Entity, description: Any, acme: CompanyClient, emulator: Emulator
) -> None:
    with pytest.raises(InvalidAttributeError, match="description must be a text that says why"):
        entity.repository(acme).delete(5, description=description)
    assert [] == emulator.requests


@pytest.mark.parametrize("entity", SOFT, ids=str)
def test_a_changed_model_cannot_be_deleted_softly(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    saved = repository.save(new_model(entity, acme))
    before = len(emulator.requests)
    with pytest.raises(UnsavedChangesError):
        repository.delete(saved.evolve(**another(saved)), description="Feilført")
    assert [] == calls(emulator, before)


@pytest.mark.parametrize("entity", DELETED, ids=str)
def test_a_deleted_entity_is_not_found(entity: Entity, acme: CompanyClient) -> None:
    repository = entity.repository(acme)
    saved = repository.save(new_model(entity, acme))
    assert repository.delete(saved) is None
    # Undoing a payment twice is a 400 and not a 404 (docs/observed.md#c5-undoing-a-payment).
    with pytest.raises((NotFoundError, BadRequestError)):
        repository.delete(saved)
    with pytest.raises(NotFoundError):
        repository.find(saved)


UUID = "5f0c8a7e-9a34-4a50-9d0e-0a5b6e0a1b2c"
MOMENT = datetime(2026, 6, 15, 12, tzinfo=UTC)


def filters() -> Iterator[tuple[Entity, str, Any]]:
    for entity in having(Lists):
        for name, hint in _filters(entity).items():
            for value in [UUID] if name.endswith("uuid") else _some(hint):
                yield entity, name, value


def _filters(entity: Entity) -> dict[str, Any]:
    unpacked = get_type_hints(KINDS[entity.name].all).get("filters")
    return get_type_hints(get_args(unpacked)[0]) if unpacked else {}


def _some(hint: Any) -> list[Any]:
    """Return one value of a type, or each value of an enumeration."""
    if get_origin(hint) is Literal:
        return list(get_args(hint))
    if issubclass(hint, OpenEnum):
        return list(hint)
    return [{int: 1500, str: "1000-1500", bool: True, date: DAY, datetime: MOMENT}[hint]]


FILTERS = [pytest.param(*case, id="-".join(map(str, case))) for case in filters()]


@pytest.mark.parametrize(("entity", "name", "value"), FILTERS)
def test_a_filter_has_fikens_name(
    entity: Entity, name: str, value: Any, acme: CompanyClient, emulator: Emulator
) -> None:
    entity.repository(acme).all(**(entity.filters | {name: value})).first()
    sent = emulator.requests[-1].query[camel(name)]
    assert not isinstance(value, str) or value == sent
    assert 200 == emulator.requests[-1].status


@pytest.mark.parametrize("entity", having(Lists), ids=str)
def test_filters_are_those_of_the_contract(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    rows_of(entity, entity.repository(acme)).first()
    operation = CONTRACT.operation("GET", cast("str", emulator.requests[-1].template))
    query = {p.name: p for p in operation.parameters if p.where == "query"}
    kind = KINDS[entity.name]
    ours, theirs = {camel(name) for name in _filters(entity)}, set(query) - PAGING
    assert theirs == ours, (
        f"{operation.method} {operation.path} takes {sorted(theirs)}: change the TypedDict that "
        f"{kind.__name__}.all unpacks"
    )
    assert operation.paged == kind.paged, f"write paged = {operation.paged} in {kind.__name__}"
    for name, hint in _filters(entity).items():
        is_enum = isinstance(hint, type) and issubclass(hint, OpenEnum)
        choices = tuple(hint) if is_enum else get_args(hint)
        assert query[camel(name)].enum == choices


@pytest.mark.parametrize("entity", having(Listing), ids=str)
def test_an_unknown_filter_is_refused(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    """Nothing is sent."""
    repository = entity.repository(acme)
    before = len(emulator.requests)
    with pytest.raises(TypeError, match="from_date"):
        repository.all(**entity.filters, from_date=DAY)
    assert [] == calls(emulator, before)


@pytest.mark.parametrize("entity", ENTITIES, ids=str)
def test_verbs_are_those_of_the_contract(entity: Entity) -> None:
    """A verb that Fiken lacks does not exist here."""
    kind, template = KINDS[entity.name], TEMPLATES[entity.name]
    company = "/companies/{companySlug}"
    new = f"{company}/{kind.new_path}" if getattr(kind, "new_path", None) else template
    below = {o.path for o in CONTRACT.operations if o.path.startswith(f"{template}/{{")}
    one = next((path for path in below if path.count("/") == template.count("/") + 1), "")
    methods = {o.method for o in CONTRACT.operations if o.path == one}
    posts = {o.path for o in CONTRACT.operations if o.method == "POST"}
    name = kind.__name__
    saves, deletes, softly = new in posts, "DELETE" in methods, f"{one}/delete" in below
    creates = issubclass(kind, Saves) or hasattr(kind, "add")  # `add` uploads a file
    assert creates == saves, f"Fiken has POST {new}: {saves}. See Saves of {name}"
    assert (hasattr(kind, "delete") and entity not in SOFT) == deletes, (
        f"Fiken has DELETE {one}: {deletes}. See Deletes among the bases of {name}, and `new` of "
        f'the Entity "{entity}" in tests/catalogue.py'
    )
    assert (entity in SOFT) == softly, (
        f"Fiken has PATCH {one}/delete: {softly}. See DeletesSoftly among the bases of {name}"
    )
    update = {"PUT", "PATCH"} & methods
    assert bool(update) == bool(entity.change), (
        f"Fiken updates it by {update or None}: see `change` of the Entity "
        f'"{entity}" in tests/catalogue.py'
    )
    if update and issubclass(kind, Saves):
        assert {kind.mapper.update_method} == update, (
            f"Fiken updates it by {update}: write `updates = PATCH` for a PATCH, and nothing for a "
            f"PUT, in {type(kind.mapper).__name__}"
        )


def test_all_names_its_operation() -> None:
    for kind in KINDS.values():
        docstring = inspect.getdoc(kind.all) or ""
        assert "(GET " in docstring, f"name the operation in the docstring of {kind.__name__}.all"


@pytest.mark.parametrize(
    "entity", [e for e in having(Lists) if hasattr(KINDS[e.name], "find_by")], ids=str
)
def test_find_by_names_its_filters(entity: Entity) -> None:
    """Its docstring is built from the filters of `all`, and its signature is that of `all`."""
    find_by: Any = KINDS[entity.name].find_by
    words = set(re.findall(r"\w+", inspect.getdoc(find_by) or ""))
    assert _filters(entity).keys() <= words
    assert set(re.findall("[A-Z][a-z]+", KINDS[entity.name].mapper.model.__name__)) <= {
        word.capitalize() for word in words
    }
    (returned,) = get_args(KINDS[entity.name].all.__annotations__["return"])
    assert returned | None == inspect.signature(find_by).return_annotation
    assert {"filters"} == inspect.signature(find_by).parameters.keys() - {"self"}
