"""Unusual values in Fiken's JSON are read without a loss."""

import json
import threading
import warnings
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from fiken import (
    Address,
    CompanyClient,
    Contact,
    InvalidAttributeError,
    InvalidModelError,
    MappingError,
    MayClearWarning,
    SaleKind,
    VatType,
)
from fiken._json import loads, standard_loads
from fiken.emulator import CannedAnswer, Emulator
from fiken.mappers import (
    ContactMapper,
    CreditNoteDraftMapper,
    InvoiceDraftMapper,
    InvoiceMapper,
    JournalEntryMapper,
    OfferDraftMapper,
    OrderConfirmationDraftMapper,
    ProductMapper,
    ProjectMapper,
    PurchaseDraftMapper,
    PurchaseMapper,
    SaleDraftMapper,
    SaleMapper,
    _unknown,
)
from fiken.mappers._base import Mapper
from fiken.mappers._declaration import mapper_of

JSON = {"Content-Type": "application/json"}
contact = ContactMapper().load

# Whole numbers


@pytest.mark.parametrize("value", [100.0, 0.0, -0.0, -5.0, 2.0**53 - 1])
def test_a_whole_float_is_read_as_an_integer(value: float) -> None:
    loaded = ContactMapper().load({"contactId": value, "customerNumber": value})
    assert [int, int] == [type(loaded.contact_id), type(loaded.customer_number)]
    assert (value, value) == (loaded.contact_id, loaded.customer_number)
    assert "-0" not in repr(loaded)


@pytest.mark.parametrize("value", [100.5, 2.0**53, 1e300, float("nan"), float("inf"), "100", True])
def test_an_uncertain_integer_is_refused(value: Any) -> None:
    with pytest.raises(MappingError, match=r"\$\.contactId of a Contact should be a whole number"):
        contact({"contactId": value})


@pytest.mark.parametrize("decode", [loads, standard_loads])
def test_amounts_and_ids_can_be_whole_floats(decode: Any) -> None:
    sale = SaleMapper().load(decode(b'{"netAmount": 100.0, "lines": [{"vat": 25.00}]}'))
    assert (100, 25) == (sale.net_amount, sale.lines[0].vat)
    entry = JournalEntryMapper().load(decode(b'{"lines": [{"amount": -5.0, "projectId": [7.0]}]}'))
    assert (-5, (7,)) == (entry.lines[0].amount, entry.lines[0].project_id)


@pytest.mark.parametrize("decode", [loads, standard_loads])
@pytest.mark.parametrize("number", [b"18446744073709551616", b"123456789012345678901", b"1" * 300])
def test_more_than_64_bits_are_refused(number: bytes, decode: Any) -> None:
    """Both JSON decoders refuse them."""
    with pytest.raises(MappingError):
        contact(decode(b'{"contactId": %b}' % number))


# Equal values of different types

SAME: list[list[Any]] = [
    [-0.0, 0, 0.0],
    [1.0, 1],
    [1e16, 10**16],
    [10**16, 1e16],
    [2.50, 2.5],
    [1e22, 1e22],
]


@pytest.mark.parametrize("values", SAME, ids=str)
@pytest.mark.parametrize("backwards", [False, True])
def test_earlier_numbers_do_not_change_a_number(values: list[Any], backwards: bool) -> None:
    from fiken.mappers._leaves import ConversionCache, _number  # noqa: PLC0415

    cache: ConversionCache[Any, Decimal] = ConversionCache(_number)
    read = [repr(cache[value]) for value in (reversed(values) if backwards else values)]
    assert 1 == len(set(read))
    assert "-0" not in read[0]
    loaded = [repr(contact({"discount": value}).discount) for value in values]
    assert set(loaded) == set(read)


def test_true_is_not_the_cached_1() -> None:
    assert Decimal(1) == contact({"discount": 1}).discount
    with pytest.raises(MappingError):
        contact({"discount": True})
    assert contact({"customer": True}).customer is True
    with pytest.raises(MappingError):
        contact({"customer": 1})


@pytest.mark.parametrize("first", [False, True])
def test_a_text_of_a_subclass_is_the_text(first: bool) -> None:
    class Text(str):
        """A text of a subclass, such as other libraries create."""

        __slots__ = ()

    name = f"NEW_{first}"
    values: list[Any] = [Text(name), name] if first else [name, Text(name)]
    loaded = [SaleMapper().load({"kind": value}).kind for value in values]
    assert [str, str] == [type(kind.value) for kind in loaded]
    assert loaded[0] == loaded[1] == name
    vat_type = VatType.load(SaleKind.INVOICE)
    assert (VatType, str) == (type(vat_type), type(vat_type.value))


# Attachments that are listed twice

TWICE = [
    {"uuid": "8a", "filename": "a.pdf"},
    {"uuid": "8b", "filename": "a.pdf"},
    {"uuid": "8a", "filename": "a.pdf", "comment": "the same"},
    {"filename": "old.pdf"},
    {"filename": "old.pdf"},
    {"filename": "older.pdf"},
    {"uuid": "", "filename": "old.pdf"},
]
HOLDERS: list[tuple[Mapper[Any], str, str]] = [
    (SaleMapper(), "saleAttachments", "sale_attachments"),
    (PurchaseMapper(), "purchaseAttachments", "purchase_attachments"),
    (SaleDraftMapper(), "attachments", "attachments"),
    (PurchaseDraftMapper(), "attachments", "attachments"),
    (JournalEntryMapper(), "attachments", "attachments"),
    (ContactMapper(), "documents", "documents"),
    (InvoiceMapper(), "attachments", "attachments"),
    (InvoiceDraftMapper(), "attachments", "attachments"),
    (CreditNoteDraftMapper(), "attachments", "attachments"),
    (OfferDraftMapper(), "attachments", "attachments"),
    (OrderConfirmationDraftMapper(), "attachments", "attachments"),
]


@pytest.mark.parametrize(("mapper", "key", "name"), HOLDERS, ids=lambda value: str(value)[:40])
def test_an_attachment_listed_twice_counts_once(mapper: Mapper[Any], key: str, name: str) -> None:
    loaded = getattr(mapper.load({key: TWICE}), name)
    expected = [("8a", "a.pdf"), ("8b", "a.pdf"), (None, "old.pdf"), (None, "older.pdf")]
    assert [*expected, ("", "old.pdf")] == [(one.uuid, one.filename) for one in loaded]
    assert () == getattr(mapper.load({key: []}), name)


def test_every_model_with_attachments_is_tested() -> None:
    import fiken.models as models  # noqa: PLC0415, PLR0402
    from fiken.models._base import is_model  # noqa: PLC0415
    from fiken.models._fields import hints_of  # noqa: PLC0415

    classes = [getattr(models, name) for name in models.__all__]
    holders = {
        (cls.__name__, name)
        for cls in classes
        if is_model(cls) and cls is not models.Model
        for name, hint in hints_of(cls).items()
        if hint.many and hint.value_type is models.Attachment
    }
    assert holders == {(mapper.model.__name__, name) for mapper, _, name in HOLDERS}


def test_equal_lines_stay_two() -> None:
    line = {"description": "Kaffe", "vatType": "HIGH"}
    assert 2 == len(SaleMapper().load({"lines": [line, line]}).lines)


# Very deep nesting


@pytest.mark.parametrize("kind", [dict, list])
def test_too_deep_unknown_fields_are_refused(kind: type) -> None:
    deep: Any = 1
    for _ in range(101):
        deep = {"a": deep} if kind is dict else [deep]
    inner = deep["a"] if kind is dict else deep[0]
    assert {"x": inner} == contact({"x": inner}).unknown_fields
    for data, path in [({"x": deep}, r"\$\.x"), ({"address": {"x": deep}}, r"\$\.address\.x")]:
        with pytest.raises(MappingError, match=f"{path} of a.* should be nested less deeply") as e:
            contact(data)
        assert len(str(e.value)) < 250


# Half of a surrogate pair

HALF = "Nelly \ud800"


def answered(emulator: Emulator, row: dict[str, Any]) -> None:
    emulator.fail_next(CannedAnswer(200, JSON, json.dumps(row).encode()))


def test_a_broken_text_can_be_read(acme: CompanyClient, emulator: Emulator) -> None:
    """JSON can write half of a surrogate pair as an escape."""
    rows = [{"contactId": 1, "name": HALF}, {"contactId": 2, "name": "Ned"}]
    emulator.fail_next(CannedAnswer(200, JSON, json.dumps(rows).encode()))
    first = acme.contacts.all().pages()
    assert [HALF, "Ned"] == [one.name for one in next(first)]


def test_a_broken_text_is_not_sent(acme: CompanyClient, emulator: Emulator) -> None:
    """The message names the field."""
    row = {"contactId": 1, "name": HALF, "address": {"city": HALF}, "groups": ["A", HALF]}
    answered(emulator, row | {"language": "X\udfff", "notes": [{"note": HALF}]})
    nelly = acme.contacts.find(1)
    assert nelly is acme.contacts.save(nelly)
    before = len(emulator.requests)
    with pytest.raises(InvalidModelError, match="half of a surrogate pair") as caught:
        acme.contacts.save(nelly.evolve(email="nelly@example.com"))
    assert {"name", "address.city", "groups[1]", "language"} == caught.value.problems.keys()
    assert before == len(emulator.requests)
    str(caught.value).encode()


def test_a_mended_text_is_sent() -> None:
    nelly = contact({"contactId": 1, "name": HALF})
    assert "Nelly" == ContactMapper().update(nelly.evolve(name="Nelly"))["name"]


def test_a_patch_of_another_field_is_sent() -> None:
    project = ProjectMapper().load({"projectId": 1, "name": HALF, "number": "1"})
    assert {"completed": True} == ProjectMapper().update(project.evolve(completed=True))


def test_a_broken_text_in_a_part_is_refused() -> None:
    address = contact({"address": {"city": HALF, "country": "Norge"}}).address
    with pytest.raises(InvalidModelError, match="half of a surrogate pair") as caught:
        ContactMapper().create(Contact(name="N", address=address))
    assert ["address.city"] == list(caught.value.problems)


@pytest.mark.parametrize("name", ["name", "email"])
def test_a_broken_text_of_a_user_is_refused(name: str) -> None:
    with pytest.raises(InvalidAttributeError):
        Contact(**{"name": "Nelly", name: HALF})  # type: ignore[arg-type]


# Updates that may clear unknown fields


@pytest.fixture
def warned() -> Iterator[set[Any]]:
    """Empty the set of issued warnings for one test: they are issued once in a process."""
    before = set(_unknown._warned)
    _unknown._warned.clear()
    yield _unknown._warned
    _unknown._warned.clear()
    _unknown._warned.update(before)


def warnings_of(mapper: Mapper[Any], model: Any) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        mapper.update(model)
    return [str(one.message) for one in caught if one.category is MayClearWarning]


UNKNOWN: list[tuple[dict[str, Any], list[str]]] = [
    ({"planet": "Earth"}, ["Contact.planet "]),
    ({"planet": 0}, ["Contact.planet "]),
    ({"planet": False}, ["Contact.planet "]),
    ({"planet": {"moon": None, "ring": [1]}}, ["Contact.planet "]),
    ({"planet": None, "a": "", "b": [], "c": {}, "d": {"e": [None, ""]}}, []),
    ({"createdDate": "2026-01-01", "createdAt": "2026-01-01T00:00:00Z"}, []),
    (
        {"address": {"country": "N", "planet": 1, "createdDate": "2026-01-01"}},
        ["Contact.address.planet "],
    ),
    ({"contactPerson": [{"name": "B", "planet": 1}]}, []),
    ({"notes": [{"note": "x", "planet": 1}], "documents": [{"planet": 1}]}, []),
    ({"a": 1, "b": 1}, ["Contact.a ", "Contact.b "]),
]


@pytest.mark.parametrize(("more", "expected"), UNKNOWN, ids=str)
def test_a_put_warns_of_unknown_fields(
    more: dict[str, Any], expected: list[str], warned: set[Any]
) -> None:
    """The warning names each field that has a value."""
    nelly = contact({"contactId": 1, "name": "N"} | more)
    messages = warnings_of(ContactMapper(), nelly.evolve(email="n@example.com"))
    assert expected == [one[: len(start)] for one, start in zip(messages, expected, strict=True)]
    assert len(warned) == len(messages)
    assert all("may clear it" in one and "client.request" in one for one in messages)
    assert [] == warnings_of(ContactMapper(), nelly.evolve(email="other@example.com"))


def test_unknown_fields_of_lines_are_named_once(warned: set[Any]) -> None:
    lines = [{"text": "A", "net": 1, "gross": 1, "planet": n} for n in range(3)]
    draft = SaleDraftMapper().load({"draftId": 1, "cash": False, "paid": False, "lines": lines})
    messages = warnings_of(SaleDraftMapper(), draft.evolve(kid="1"))
    assert ["SaleDraft.lines.planet "] == [one[:23] for one in messages]
    assert {("SaleDraft", "lines.planet")} == warned


@pytest.mark.usefixtures("warned")
def test_a_new_part_has_nothing_to_clear() -> None:
    nelly = contact({"name": "N", "address": {"country": "N", "planet": 1}})
    moved = nelly.evolve(address=Address(country="Norge"))
    assert [] == warnings_of(ContactMapper(), moved)


@pytest.mark.usefixtures("warned")
def test_a_patch_and_no_change_clear_nothing() -> None:
    project = ProjectMapper().load({"projectId": 1, "name": "P", "planet": 1})
    assert [] == warnings_of(ProjectMapper(), project.evolve(completed=True))
    product = ProductMapper().load({"productId": 1, "name": "P", "planet": 1})
    assert [] == warnings_of(ProductMapper(), product)


def test_threads_warn_once_between_them(warned: set[Any]) -> None:
    nelly = contact({"contactId": 1, "name": "N", "planet": 1}).evolve(email="n@example.com")
    start, messages = threading.Barrier(8), list[str]()

    def update() -> None:
        start.wait()
        for _ in range(20):
            ContactMapper().update(nelly)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        threads = [threading.Thread(target=update) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        messages += [str(one.message) for one in caught]
    assert 1 == len(messages) == len(warned)


def test_as_an_error_it_stops_every_such_update(
    acme: CompanyClient, emulator: Emulator, warned: set[Any]
) -> None:
    answered(emulator, {"contactId": 1, "name": "N", "planet": 1})
    changed = acme.contacts.find(1).evolve(email="n@example.com")
    before = len(emulator.requests)
    for _ in range(2):
        with pytest.raises(MayClearWarning, match=r"^Contact\.planet came from Fiken"):
            acme.contacts.save(changed)
    assert (before, 0) == (len(emulator.requests), len(warned))


@pytest.mark.usefixtures("warned")
def test_the_warning_points_at_the_caller(acme: CompanyClient, emulator: Emulator) -> None:
    nelly = acme.contacts.save(Contact(name="N"))
    answered(emulator, {"contactId": nelly.contact_id, "name": "N", "planet": 1})
    changed = acme.contacts.find(nelly).evolve(email="n@example.com")
    with pytest.warns(MayClearWarning) as caught:
        acme.contacts.save(changed)
    assert [__file__] == [one.filename for one in caught]


# 32 bits


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 2**63])
def test_more_than_32_bits_are_refused(value: int) -> None:
    with pytest.raises(InvalidAttributeError, match="a whole number of at most 32 bits"):
        Contact(name="N", days_until_invoicing_due_date=value)
    assert value == contact({"daysUntilInvoicingDueDate": value}).days_until_invoicing_due_date


@pytest.mark.parametrize("value", [2**31 - 1, -(2**31), 0])
def test_32_bits_are_accepted(value: int) -> None:
    contact = Contact(name="N", days_until_invoicing_due_date=value)
    assert value == contact.days_until_invoicing_due_date


def test_every_int32_field_has_32_bits() -> None:
    """This holds for the fields that are built. The rest of the contract has no such fields yet."""
    from fiken.emulator.wire.contract import load  # noqa: PLC0415
    from fiken.models._fields import hints_of  # noqa: PLC0415
    from tests.catalogue import all_samples  # noqa: PLC0415

    schemas, rules = load().schemas, dict[str, str]()
    for sample in all_samples():
        fields = schemas[str(sample.result)].fields if sample.result else {}
        mapper = mapper_of(sample.model)
        for name, hint in hints_of(sample.model).items():
            field = fields.get(mapper.fields[name].key)
            if field is not None and field.type == "int32":
                rules[f"{sample.model.__name__}.{name}"] = hint.rule.says if hint.rule else ""
    assert "a whole number from 0 to 2147483647" == rules.pop("Counter.value")
    assert "a whole number from 1 to 2147483647" == rules.pop("Frequency.interval")
    assert {"a whole number of at most 32 bits"} == set(rules.values())
    assert "Contact.days_until_invoicing_due_date" in rules
