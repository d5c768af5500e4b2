"""JSON to models: missing fields, unknown fields, and faults with their paths."""

import copy
import datetime
import json
import pickle
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import attrs
import pytest

from fiken import types as t
from fiken.errors import MappingError
from fiken.mappers import CompanyMapper, ContactMapper, ProductMapper, UserMapper
from fiken.mappers._base import Mapper
from fiken.mappers._fields import camel
from fiken.mappers._leaves import ConversionCache
from fiken.models import Address, Contact, Model
from fiken.models._base import is_embedded, model
from fiken.models._fields import fields_of
from tests.ids import short_id

# Typed by hand from the contract.
CONTACT = json.loads("""
{
  "contactId": 13665985352, "createdDate": "2026-01-31", "lastModifiedDate": "2026-02-01",
  "name": "Nelly Bloom", "email": "nelly@example.com", "organizationNumber": "913312465",
  "customerNumber": 10001, "customerAccountCode": "1500:10001", "phoneNumber": "22222222",
  "memberNumber": 12, "memberNumberString": "M-12", "supplierNumber": 20001,
  "supplierAccountCode": "2400:20001", "customer": true, "supplier": false,
  "bankAccountNumber": "12345678901",
  "contactPerson": [
    {"contactPersonId": 5, "name": "Betty Boop", "email": "betty@example.com",
     "phoneNumber": "33333333",
     "address": {"streetAddress": "Storgata 1", "streetAddressLine2": "2. etg.",
                 "city": "Oslo", "postCode": "0155", "country": "Norge"}}
  ],
  "notes": [{"author": "Me", "note": "Pays late"}],
  "currency": "NOK", "language": "ENGLISH", "inactive": false,
  "daysUntilInvoicingDueDate": 14, "discount": 12.5,
  "address": {"streetAddress": "Storgata 2", "city": "Bergen", "postCode": "5003",
              "country": "Norge"},
  "groups": ["A", "B"],
  "documents": [{"uuid": "8a", "filename": "a.pdf", "type": "invoice",
                 "downloadUrlWithFikenNormalUserCredentials": "https://fiken.no/a"}]
}
""")


@model
class Part(Model):
    """A nested value."""

    part_id: t.Identity[int] = t.UNSET
    size: t.Quantity | None = None


@model
class Everything(Model):
    """A field of every kind."""

    text: str | None = None
    whole: int | None = None
    amount: t.Amount | None = None
    flag: bool | None = None
    day: t.Date | None = None
    moment: t.DateTime | None = None
    number: t.Number | None = None
    vat: t.VatType | None = None
    anything: Any = None
    part: t.ReadOnly[Part | None] = None
    part_id: int | None = None
    parts: Sequence[Part] = ()
    texts: Sequence[str] = ()
    numbers: Sequence[t.Number] = ()
    days: t.WriteOnly[Sequence[t.Date]] = ()


class PartMapper(Mapper[Part]):
    model = Part


class EverythingMapper(Mapper[Everything]):
    model = Everything
    keys = {"anything": "the-thing"}  # noqa: RUF012
    references = {"amount": "parts"}  # noqa: RUF012 - a name that says nothing


load = EverythingMapper().load


def fault(data: Any, load: Any = load) -> MappingError:
    with pytest.raises(MappingError) as caught:
        load(data)
    return caught.value


# Complete data


def test_a_contact_is_read() -> None:
    nelly = ContactMapper().load(CONTACT)
    assert 13665985352 == nelly.contact_id
    assert datetime.date(2026, 1, 31) == nelly.created_date
    assert ("Nelly Bloom", True, False) == (nelly.name, nelly.customer, nelly.supplier)
    assert (Decimal("12.5"), Decimal(12)) == (nelly.discount, nelly.member_number)
    assert t.Language.ENGLISH is nelly.language
    assert ("A", "B") == nelly.groups
    (betty,) = nelly.contact_person
    assert (5, "Betty Boop") == (betty.contact_person_id, betty.name)
    assert betty.address == Address(
        street_address="Storgata 1",
        street_address_line2="2. etg.",
        city="Oslo",
        post_code="0155",
        country="Norge",
    )
    assert "Pays late" == nelly.notes[0].note
    assert "https://fiken.no/a" == (
        nelly.documents[0].download_url_with_fiken_normal_user_credentials
    )
    assert {} == nelly.unknown_fields


def test_every_kind_of_value_is_read() -> None:
    data = {
        "text": "",
        "whole": -1,
        "flag": False,
        "day": "2024-02-29",
        "moment": "2026-01-31T12:00:00Z",
        "number": 0.1,
        "vat": "HIGH",
        "the-thing": {"a": [None]},
        "part": {"partId": 3, "size": 1.50},
        "parts": [{"size": 2}, {"size": 10000000000000000.0}],
        "texts": ["a", ""],
        "numbers": [1, -0.5, 1e-7],
        "days": ["2026-01-31"],
    }
    loaded = load(data)
    assert loaded == Everything(
        text="",
        whole=-1,
        flag=False,
        day=datetime.date(2024, 2, 29),
        moment=datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC),
        number=Decimal("0.1"),
        vat=t.VatType.HIGH,
        anything={"a": [None]},
        part=Part(part_id=3, size=Decimal("1.5")),
        part_id=3,
        parts=[Part(size=2), loaded.parts[1]],
        texts=["a", ""],
        numbers=[1, Decimal("-0.5"), Decimal("0.0000001")],
        days=[datetime.date(2026, 1, 31)],
    )
    assert Decimal("1E+16") == loaded.parts[1].size
    assert type(loaded.number) is Decimal


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("name", "name"),
        ("contact_id", "contactId"),
        ("street_address_line2", "streetAddressLine2"),
        ("last_modified_ge", "lastModifiedGe"),
        ("a_bc_d2e", "aBcD2e"),
    ],
)
def test_names_in_json_are_camel_case(name: str, key: str) -> None:
    assert key == camel(name)


# Missing fields


@pytest.mark.parametrize(
    "data", [{}, {field.key: None for field in EverythingMapper().fields.values()}]
)
def test_missing_fields_are_none_or_empty(data: dict[str, Any]) -> None:
    """Fields with null are too."""
    assert load(data) == Everything()
    assert {} == load(data).unknown_fields


def test_required_fields_can_be_null() -> None:
    nelly = ContactMapper().load({camel(name): None for name in fields_of(Contact)})
    values: list[object] = [nelly.name, nelly.customer, nelly.contact_person]
    assert [None, None, ()] == values
    assert {} == nelly.unknown_fields
    nested = ContactMapper().load({"address": {"country": None}, "contactPerson": [{}]})
    assert "Contact(name=None, contact_person=(ContactPerson(name=None, email=None),), " in (
        repr(nested).replace("customer=None, supplier=None, ", "")
    )
    assert "Address(country=None)" in repr(nested)


@pytest.mark.parametrize("missing", [None, *CONTACT])
def test_any_one_field_can_be_missing(missing: str | None) -> None:
    known = {key: value for key, value in CONTACT.items() if key != missing}
    more = ContactMapper().load({**known, "favouriteColour": "blue"})
    assert {"favouriteColour": "blue"} == more.unknown_fields
    assert {} == ContactMapper().load(known).unknown_fields
    whole = ContactMapper().load(CONTACT)
    different = [n for n in fields_of(Contact) if getattr(more, n) != getattr(whole, n)]
    assert ([] if missing is None else [missing]) == [camel(name) for name in different]


# Unknown fields


def test_unknown_fields_are_kept() -> None:
    nelly = ContactMapper().load(
        {
            "new": 1,
            "address": {"country": "Norge", "planet": "Earth"},
            "contactPerson": [{"name": "B"}, {"name": "C", "address": {"geo": {"x": [1]}}}],
        }
    )
    assert {"new": 1} == nelly.unknown_fields
    assert nelly.address is not None
    assert {"planet": "Earth"} == nelly.address.unknown_fields
    assert {} == nelly.contact_person[0].unknown_fields
    assert nelly.contact_person[1].address is not None
    assert {"geo": {"x": [1]}} == nelly.contact_person[1].address.unknown_fields


@pytest.mark.parametrize("data", [{"new": None}, {"new": None, "name": None}, {"NAME": None}])
def test_an_unknown_null_is_unknown_too(data: dict[str, Any]) -> None:
    assert data.keys() - {"name"} == ContactMapper().load(data).unknown_fields.keys()


def test_an_unknown_field_beside_nulls_is_found() -> None:
    data = {"contactId": 1, "name": None, "email": None, "x": 1, "y": 2}
    assert {"x": 1, "y": 2} == ContactMapper().load(data).unknown_fields


def test_unknown_enumeration_values_are_loaded() -> None:
    loaded = load({"vat": "SUPER_HIGH"})
    assert loaded.vat is not None
    assert ("SUPER_HIGH", False) == (loaded.vat, loaded.vat.is_known)


def test_parts_of_an_answer_are_embedded() -> None:
    loaded = load({"part": {"partId": 3}, "parts": [{"size": 1}, {"new": 1}]})
    assert not is_embedded(loaded)
    assert loaded.part is not None
    assert [True, True, True] == [is_embedded(one) for one in (loaded.part, *loaded.parts)]
    assert [False] * 3 == [one.is_new for one in (loaded.part, *loaded.parts)]


WHOLE: dict[str, Any] = {field.key: None for field in EverythingMapper().fields.values()}


@pytest.mark.parametrize("left_out", [None, *WHOLE])
def test_unknown_fields_beside_missing_ones_are_found(
    left_out: str | None,
) -> None:
    data = {key: value for key, value in WHOLE.items() if key != left_out}
    assert {} == load(data).unknown_fields
    assert {"new": 1} == load({**data, "new": 1}).unknown_fields
    assert {"new": None} == load({**data, "new": None}).unknown_fields
    assert Everything() == load({**data, "new": 1})


# References


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, None),
        ({"part": None}, None),
        ({"part": {}}, None),
        ({"part": {"partId": 3}}, 3),
        ({"partId": 4}, 4),
        ({"partId": 4, "part": {"partId": 3}}, 4),
        ({"partId": None, "part": {"partId": 3}}, 3),
    ],
)
def test_an_id_is_filled_from_its_object(data: dict[str, Any], expected: int | None) -> None:
    assert expected == load(data).part_id
    assert expected == load({**WHOLE, **data}).part_id


ONE_OR_NOT: list[tuple[Any, int | None]] = [
    (None, None),
    ([], None),
    ([{"partId": 3}], 3),
    ([{}], None),
    ([{"partId": 3}, {"partId": 4}], None),
    ([{"partId": 3}, {"partId": 3}], 3),
]


@pytest.mark.parametrize(("parts", "expected"), ONE_OR_NOT)
def test_a_declared_reference_is_filled(parts: list[Any] | None, expected: int | None) -> None:
    """The id is that of the only object in a sequence."""
    assert expected == load({"parts": parts}).amount
    assert expected == load({**WHOLE, "parts": parts}).amount


# Faults

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"text": 1}, "$.text", "text"),
    ({"text": ["a"]}, "$.text", "text"),
    ({"whole": 12.5}, "$.whole", "a whole number"),
    ({"whole": True}, "$.whole", "a whole number"),
    ({"whole": "12"}, "$.whole", "a whole number"),
    ({"amount": 49.9}, "$.amount", "a whole number"),
    ({"flag": "false"}, "$.flag", "true or false"),
    ({"flag": 0}, "$.flag", "true or false"),
    ({"day": 20240101}, "$.day", "a date"),
    ({"day": "20240101"}, "$.day", "a date"),
    ({"day": "2024-W01-1"}, "$.day", "a date"),
    ({"day": "2024-02-30"}, "$.day", "a date"),
    ({"day": "2024-01-01T00:00:00Z"}, "$.day", "a date"),
    ({"day": []}, "$.day", "a date"),
    ({"day": ""}, "$.day", "a date"),
    ({"moment": 0}, "$.moment", "a date and time"),
    ({"moment": "soon"}, "$.moment", "a date and time"),
    ({"number": "1.5"}, "$.number", "a number"),
    ({"number": True}, "$.number", "a number"),
    ({"number": float("nan")}, "$.number", "a number"),
    ({"number": float("inf")}, "$.number", "a number"),
    ({"number": float("-inf")}, "$.number", "a number"),
    ({"vat": 25}, "$.vat", "text, one of VatType"),
    ({"vat": {"name": "HIGH"}}, "$.vat", "text, one of VatType"),
    ({"vat": ["HIGH"]}, "$.vat", "text, one of VatType"),
    ({"part": []}, "$.part", "an object"),
    ({"part": "x"}, "$.part", "an object"),
    ({"part": {"partId": "3"}}, "$.part.partId", "a whole number"),
    ({"partId": "3"}, "$.partId", "a whole number"),
    ({"parts": {}}, "$.parts", "a list"),
    ({"parts": "abc"}, "$.parts", "a list"),
    ({"parts": [{}, None]}, "$.parts[1]", "an object"),
    ({"parts": [{}, {}, {"size": "x"}]}, "$.parts[2].size", "a number"),
    ({"texts": "abc"}, "$.texts", "a list"),
    ({"texts": ["a", None]}, "$.texts[1]", "text"),
    ({"texts": ["a", 2]}, "$.texts[1]", "text"),
    ({"texts": [["a"]]}, "$.texts[0]", "text"),
    ({"numbers": [1, "2"]}, "$.numbers[1]", "a number"),
    ({"days": ["2026-01-31", 3]}, "$.days[1]", "a date"),
    ({"text": "fine", "whole": 1, "day": "2026-01-31", "flag": "x"}, "$.flag", "true or false"),
]


@pytest.mark.parametrize(("data", "path", "expected"), WRONG, ids=str)
def test_a_fault_is_named_by_its_path(data: dict[str, Any], path: str, expected: str) -> None:
    error = fault(data)
    assert (path, expected) == (error.path, error.expected.partition(" (")[0])
    assert f"{path} of a" in str(error)
    assert f"should be {error.expected}, but Fiken sent " in str(error)


@pytest.mark.parametrize(("data", "path", "expected"), WRONG, ids=str)
def test_other_fields_do_not_change_the_path(
    data: dict[str, Any], path: str, expected: str
) -> None:
    assert path == fault({**WHOLE, **data}).path
    assert path == fault({**WHOLE, **data, "new": {"part": 1}}).path
    assert expected


@pytest.mark.parametrize("data", [[], "x", 1, None, True, [{}], b"{}"])
@pytest.mark.parametrize("mapper", [ContactMapper(), UserMapper(), CompanyMapper()], ids=short_id)
def test_only_objects_can_be_loaded(mapper: Mapper[Any], data: Any) -> None:
    error = fault(data, mapper.load)
    assert ("$", "an object", data) == (error.path, error.expected, error.value)


def test_a_deep_fault_names_the_innermost_model() -> None:
    """The path begins at the outermost model."""
    data = {"contactPerson": [{}, {"address": {"country": 47}}]}
    error = fault(data, ContactMapper().load)
    assert "$.contactPerson[1].address.country of an Address should be text, but Fiken sent 47" == (
        str(error)
    )
    assert error.__suppress_context__


def test_a_long_value_is_cut_in_the_error() -> None:
    assert len(str(fault({"flag": "x" * 100_000}))) < 250


def test_the_first_fault_is_raised() -> None:
    assert fault({"flag": 1, "text": 1}).path in {"$.text", "$.flag"}


def test_a_huge_whole_number_is_read() -> None:
    assert 10**30 == load({"whole": 10**30}).whole
    assert Decimal(10**30) == load({"number": 10**30}).number


def test_a_mapping_error_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(fault({"texts": ["a", 1]})))
    assert ("$.texts[1]", 1) == (error.path, error.value)


def test_a_literal_can_be_mapped() -> None:
    from typing import Literal  # noqa: PLC0415

    from fiken.mappers._leaves import leaf_of  # noqa: PLC0415

    assert "a" == leaf_of(Literal["a", "b"]).reads()("a")


# A loaded model is no different from one that __init__ created


def loaded_and_created() -> tuple[Contact, Contact]:
    filled = ContactMapper().load(CONTACT)
    return filled, attrs.evolve(filled)  # type: ignore[misc]  # goes through __init__


def test_a_loaded_model_equals_a_created_one() -> None:
    loaded, created = loaded_and_created()
    assert created == loaded
    assert hash(created) == hash(loaded)
    assert repr(created) == repr(loaded)
    assert type(created) is type(loaded) is Contact
    assert attrs.astuple(created) == attrs.astuple(loaded)


@pytest.mark.parametrize("name", ["name", "contact_id", "_origin", "_original", "nothing"])
def test_a_loaded_model_is_frozen(name: str) -> None:
    for nelly in (*loaded_and_created(), ContactMapper().load(CONTACT).contact_person[0]):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(nelly, name, "x")
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            delattr(nelly, name)
        assert not hasattr(nelly, "__dict__")


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_loaded_model_can_be_pickled(protocol: int) -> None:
    for nelly in loaded_and_created():
        again = pickle.loads(pickle.dumps(nelly, protocol))
        assert (nelly, nelly.is_new, Contact) == (again, again.is_new, type(again))


def test_a_loaded_model_can_be_copied() -> None:
    for nelly in loaded_and_created():
        for again in (copy.copy(nelly), copy.deepcopy(nelly)):
            assert (nelly, nelly.is_new, Contact) == (again, again.is_new, type(again))


def test_reading_does_not_change_the_data() -> None:
    data = {"name": "N", "groups": ["A"], "address": {"country": "Norge", "new": 1}}
    before = copy.deepcopy(data)
    ContactMapper().load(data)
    assert before == data


# The cache of converted values


def test_the_cache_of_values_is_bounded() -> None:
    cache: ConversionCache[int, str] = ConversionCache(str)
    for number in range(5000):
        assert str(number) == cache[number]
    assert 4096 == len(cache)


def test_failed_conversions_are_not_cached() -> None:
    cache: ConversionCache[str, int] = ConversionCache(int)
    for _ in range(2):
        with pytest.raises(ValueError):
            cache["x"]
    assert {} == cache


def test_equal_numbers_share_one_decimal() -> None:
    assert [Decimal(1), Decimal(1)] == list(load({"numbers": [1, 1.0]}).numbers)


def test_products_are_read() -> None:
    spade = ProductMapper().load(
        {
            "productId": 3,
            "name": "Spade",
            "unitPrice": 49900,
            "incomeAccount": "3000",
            "vatType": "HIGH",
            "active": True,
            "productNumber": "S-1",
            "stock": 5.5,
            "note": "x" * 300,
        }
    )
    assert (49900, Decimal("5.5"), "x" * 300) == (spade.unit_price, spade.stock, spade.note)
