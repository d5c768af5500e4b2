"""Looking for what a lost request has saved, without idempotency keys."""

import pickle
from typing import Any

import pytest

from fiken import (
    AmbiguousWriteError,
    CompanyClient,
    ConfigurationError,
    Contact,
    InvoiceDraft,
    NotFoundError,
    ServerError,
    TransportError,
    UnsureError,
    models,
)
from fiken.emulator import DropAfterCarryingOut, DropBeforeReading, Emulator, Status
from fiken.idempotency import MemoryIdempotency
from fiken.mappers import ProjectMapper, SaleDraftMapper
from fiken.repositories import Finalizes, Lists, SaleRepository, Saves, Trace
from tests.catalogue import DAY, ENTITIES, Entity, invoice_draft, line, sale
from tests.verbs import VERBS

NELLY = Contact(name="Nelly Bloom", customer=True)
SAVING = [entity for entity in ENTITIES if entity.new]
each = pytest.mark.parametrize("entity", SAVING, ids=lambda entity: entity.name)


def new_of(entity: Entity, acme: CompanyClient) -> Any:
    assert entity.new
    return entity.new(acme, 1)


@each
def test_what_was_saved_is_found(entity: Entity, acme: CompanyClient, emulator: Emulator) -> None:
    """The error of the lost request looks for it: it is what a save would have returned."""
    repository, new = entity.repository(acme), new_of(entity, acme)
    before = list(repository.all())
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    with pytest.raises(AmbiguousWriteError) as caught:
        repository.save(new)
    assert new == caught.value.model
    found = repository.look_for(new, but=before)
    assert not found.is_new
    key = repository.mapper.key
    assert getattr(found, key) not in {getattr(row, key) for row in before}
    if not before:
        assert found == caught.value.look()


@each
def test_what_never_arrived_is_not_found(
    entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository, new = entity.repository(acme), new_of(entity, acme)
    before = list(repository.all())
    emulator.fail_next(DropBeforeReading(), method="POST")
    with pytest.raises(AmbiguousWriteError):
        repository.save(new)
    assert None is repository.look_for(new, but=before)


@pytest.mark.parametrize(
    "entity", [each for each in SAVING if each.change], ids=lambda entity: entity.name
)
@pytest.mark.parametrize("arrived", [True, False])
def test_a_changed_model_is_compared(
    arrived: bool, entity: Entity, acme: CompanyClient, emulator: Emulator
) -> None:
    repository = entity.repository(acme)
    changed = repository.save(new_of(entity, acme)).evolve(**entity.change)
    emulator.fail_next(DropAfterCarryingOut() if arrived else DropBeforeReading())
    with pytest.raises(AmbiguousWriteError) as caught:
        repository.save(changed)
    assert arrived == (caught.value.look() is not None)


def test_an_invisible_change_is_not_there(acme: CompanyClient, emulator: Emulator) -> None:
    """Fiken does not return the phone number, so nobody knows whether it was saved."""
    contact = acme.contacts.save(NELLY)
    both = contact.evolve(phone_number="62158537", email="nelly@example.com")
    emulator.fail_next(DropAfterCarryingOut(), method="PUT")
    with pytest.raises(AmbiguousWriteError) as caught:
        acme.contacts.save(both)
    assert None is caught.value.look()


def test_a_server_error_can_look(acme: CompanyClient, emulator: Emulator) -> None:
    """The status 500 is not known to be a refusal, so its outcome is unknown."""
    emulator.fail_next(Status(500), method="POST")
    with pytest.raises(ServerError) as caught:
        acme.contacts.save(NELLY)
    assert (NELLY, None) == (caught.value.model, caught.value.look())


def test_a_refusal_has_nothing_to_look_for(acme: CompanyClient) -> None:
    """Fiken refuses a draft without bank account with the status 500."""
    drafts = acme.invoices.drafts
    draft = drafts.save(invoice_draft(acme).evolve(bank_account_number=None))
    with pytest.raises(ServerError, match="Kontonummer mangler") as caught:
        drafts.finalize(draft)
    assert caught.value.is_validation
    with pytest.raises(ConfigurationError, match=r"not one of save"):
        caught.value.look()


def test_a_pickled_error_cannot_look(acme: CompanyClient, emulator: Emulator) -> None:
    """The repository has a login, which no pickle may contain. The model is there."""
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    with pytest.raises(AmbiguousWriteError) as caught:
        acme.sales.save(sale())
    unpickled = pickle.loads(pickle.dumps(caught.value))
    assert (str(caught.value), sale()) == (str(unpickled), unpickled.model)
    with pytest.raises(ConfigurationError, match=r"look_for\(error.model\)"):
        unpickled.look()
    found = acme.sales.look_for(unpickled.model)
    assert found is not None
    assert "X-1" == found.sale_number


def test_a_verb_cannot_look(acme: CompanyClient, emulator: Emulator) -> None:
    saved = acme.sales.save(sale())
    emulator.fail_next(DropAfterCarryingOut())
    with pytest.raises(AmbiguousWriteError) as caught:
        acme.sales.settle(saved, settled_date=DAY)
    assert saved == caught.value.model
    with pytest.raises(ConfigurationError, match="not one of save"):
        caught.value.look()


def test_several_that_look_alike_are_not_clear(acme: CompanyClient) -> None:
    both = [acme.contacts.save(NELLY), acme.contacts.save(NELLY)]
    with pytest.raises(UnsureError, match="several look alike") as caught:
        acme.contacts.look_for(NELLY)
    assert [str(contact.contact_id) for contact in both] == list(caught.value.candidates)
    first, second = both
    found = acme.contacts.look_for(NELLY, but=[first])
    assert found is not None
    assert second.contact_id == found.contact_id
    assert None is acme.contacts.look_for(NELLY, but=[first.contact_id, second])


def test_a_number_decides_before_what_is_alike(acme: CompanyClient) -> None:
    """Its own number is enough, and another number is another sale."""
    acme.sales.save(sale(1))
    second = acme.sales.save(sale(2))
    assert second == acme.sales.look_for(sale(2))
    assert None is acme.sales.look_for(sale(3))
    with pytest.raises(UnsureError, match="differs"):
        acme.sales.look_for(sale(2).evolve(lines=[line(), line()]))


def test_the_number_of_a_contact_decides(acme: CompanyClient) -> None:
    """Fiken does not return member numbers: its filter decides."""
    numbered = [NELLY.evolve(member_number_string=f"M-{n}") for n in (1, 2)]
    saved = [acme.contacts.save(each) for each in numbered]
    assert saved == [acme.contacts.look_for(each) for each in numbered]


def test_a_draft_is_found_by_its_uuid(acme: CompanyClient) -> None:
    """Whatever else has changed since. Fiken writes it in small letters."""
    own = "5E4D2C0A-0000-4000-8000-123456789012"
    new: InvoiceDraft = invoice_draft(acme).evolve(uuid=own)
    saved = acme.invoices.drafts.save(new.evolve(uuid=own.lower()))
    acme.invoices.drafts.save(saved.evolve(order_reference="B-9"))
    found = acme.invoices.drafts.look_for(new)
    assert found is not None
    assert saved.draft_id == found.draft_id


def test_a_deleted_entity_cannot_be_compared(acme: CompanyClient) -> None:
    saved = acme.contacts.save(NELLY)
    acme.contacts.delete(saved)
    with pytest.raises(NotFoundError):
        acme.contacts.look_for(saved.evolve(email="nelly@example.com"))


def test_a_look_that_gets_no_answer_says_so(acme: CompanyClient, emulator: Emulator) -> None:
    emulator.stop()
    with pytest.raises(TransportError, match="no connection"):
        acme.contacts.look_for(NELLY)
    emulator.start()


class Untraced(Lists[models.Project], Saves[models.Project]):
    """A repository of a user, from before there were traces."""

    mapper = ProjectMapper()
    path = "projects"


def test_a_repository_without_trace_says_so(acme: CompanyClient) -> None:
    with pytest.raises(ConfigurationError, match="Untraced has no trace"):
        acme.open(Untraced).look_for(models.Project(number="1", name="Shop", start_date=DAY))


class Unlisted(Saves[models.Project]):
    """A repository of a user that cannot list what it saves."""

    mapper = ProjectMapper()
    path = "projects"
    trace = Trace(own=("number",))


def test_a_repository_without_list_says_so(acme: CompanyClient) -> None:
    with pytest.raises(ConfigurationError, match="give it the base class Lists"):
        acme.open(Unlisted).look_for(models.Project(number="1", name="Shop", start_date=DAY))


class Drafts(Finalizes[models.SaleDraft, models.Sale]):
    """A repository of a user that finalizes drafts."""

    mapper = SaleDraftMapper()
    path = "sales/drafts"
    finalizing = "createSale"

    def _documents(self) -> SaleRepository:
        return SaleRepository(self._session, self._root)


def test_a_finalization_without_search_says_so(emulator: Emulator) -> None:
    """Without a key, it works as before."""
    with emulator.client(idempotency=MemoryIdempotency()) as client:
        acme = client.company(emulator.company_slug)
        draft = VERBS["SaleDraftRepository.finalize"].create(acme)
        drafts = acme.open(Drafts)
        with pytest.raises(ConfigurationError, match="takes no idempotency_key"):
            drafts.finalize(draft, idempotency_key="order-1")
        assert "X-1" == drafts.finalize(draft).sale_number
