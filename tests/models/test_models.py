"""Models: frozen, keyword-only, slotted, checked, and shown without their defaults."""

import datetime
import weakref
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

import attrs
import pytest

from fiken import kroner, models, types as t
from fiken.errors import InvalidAttributeError, NotLoadedError
from fiken.mappers import ContactMapper
from fiken.mappers._fields import camel
from fiken.models import Address, Contact, ContactPerson, InvoiceDraft, Model, Product
from fiken.models._base import as_loaded, model
from fiken.models._fields import fields_of
from fiken.repositories import ContactRepository

LOADED = ContactMapper().load(
    {
        "contactId": 7,
        "name": "Nelly Bloom",
        "customer": True,
        "supplier": False,
        "favouriteColour": "blue",
    }
)
NEW = Contact(name="Nelly Bloom", customer=True)
EVOLVED = LOADED.evolve(email="nelly@example.com")
each = pytest.mark.parametrize("contact", [NEW, LOADED, EVOLVED], ids=["new", "loaded", "evolved"])
ALL_MODELS = [
    cls
    for cls in (getattr(models, name) for name in models.__all__)
    if isinstance(cls, type) and cls is not Model
]
each_class = pytest.mark.parametrize("cls", ALL_MODELS)


# Frozen


@each
@pytest.mark.parametrize("name", ["name", "email", "new_name", "_original", "_origin", "evolve"])
def test_no_attribute_can_be_set(contact: Contact, name: str) -> None:
    before = repr(contact)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(contact, name, "x")
    assert before == repr(contact)


@each
@pytest.mark.parametrize("name", ["name", "email", "_original", "_origin"])
def test_no_attribute_can_be_deleted(contact: Contact, name: str) -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        delattr(contact, name)


@each
@pytest.mark.parametrize("name", ["is_new", "changes", "unknown_fields"])
def test_properties_cannot_be_set(contact: Contact, name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(contact, name, True)


@each
def test_a_model_has_no_dict(contact: Contact) -> None:
    assert not hasattr(contact, "__dict__")
    with pytest.raises(TypeError, match="weak reference"):
        weakref.ref(contact)


@each_class
def test_every_model_is_slotted(cls: type[Model]) -> None:
    assert all("__dict__" not in vars(base) for base in cls.__mro__)
    slots = {slot for base in cls.__mro__[:-3] for slot in vars(base)["__slots__"]}
    assert slots == fields_of(cls).keys()


@each_class
def test_fields_are_keyword_only_with_rules(cls: type[Model]) -> None:
    fields = fields_of(cls).values()
    assert all(field.kw_only for field in fields)
    assert all(field.validator is not None for field in fields)


def test_positional_values_are_refused() -> None:
    with pytest.raises(TypeError) as caught:
        cast("Any", Contact)("Nelly Bloom")
    assert (
        "Contact takes each value by the name of a field: write Contact(field=value), "
        "not Contact('Nelly Bloom')"
    ) == str(caught.value)


def test_a_missing_field_is_named() -> None:
    with pytest.raises(TypeError, match="'name'"):
        cast("Any", Contact)(customer=True)


# Checked


def contact_with(values: dict[str, Any]) -> Contact:
    return Contact(**values)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": ""}, "Contact.name must be text of 1 to 200 characters, not ''"),
        ({"name": "x" * 201}, "it has 201"),
        ({"email": 5}, "Contact.email must be text of at most 200 characters, or None, not 5"),
        ({"customer": 1}, "Contact.customer must be True or False, not 1"),
        ({"customer": None}, "Contact.customer must be True or False, not None"),
        ({"currency": "nok"}, 'write "NOK"'),
        ({"discount": 12.5}, 'write Decimal("12.5")'),
        ({"groups": "Kunder"}, "put it into a list"),
        ({"groups": None}, "() empties it"),
        ({"address": {"country": "Norge"}}, "must be an Address, or None, not {'country'"),
        ({"contact_person": [Address(country="Norge")]}, "[0] is Address(country='Norge')"),
        (
            {"created_date": datetime.datetime(2026, 1, 1)},  # noqa: DTZ001
            "take its .date()",
        ),
    ],
)
def test_a_wrong_value_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidAttributeError) as caught:
        contact_with({"name": "Nelly", **given})
    assert message in str(caught.value)
    assert ("Contact", next(iter(given))) == (caught.value.model, caught.value.attribute)


@pytest.mark.parametrize("price", [49.9, True, Decimal("49.90"), "49.90"])
def test_a_price_in_kroner_is_refused(price: Any) -> None:
    with pytest.raises(InvalidAttributeError, match=r"Product\.unit_price must be a whole number"):
        Product(name="Spade", unit_price=price, income_account="3000", vat_type=t.VatType.HIGH)


def test_a_plain_string_becomes_the_member() -> None:
    vat: Any = "HIGH"
    spade = Product(name="Spade", unit_price=kroner(499), income_account="3000", vat_type=vat)
    assert spade.vat_type is t.VatType.HIGH


def test_a_list_becomes_a_tuple() -> None:
    groups = ["A", "B"]
    nelly = Contact(name="Nelly", groups=groups)
    groups.append("C")
    assert ("A", "B") == nelly.groups


# Equality, hash, repr


def test_the_origin_does_not_affect_equality() -> None:
    """It does not affect the hash either."""
    same = contact_with({name: getattr(LOADED, name) for name in fields_of(Contact)})
    assert same == LOADED
    assert hash(same) == hash(LOADED)
    assert 1 == len({same, LOADED})


def test_unknown_fields_do_not_affect_equality() -> None:
    """They do not affect hash and repr either."""
    load = ContactMapper().load
    plain, more = load({"name": "N"}), load({"name": "N", "favouriteColour": "blue"})
    assert plain == more
    assert hash(plain) == hash(more)
    assert repr(plain) == repr(more)


def test_models_of_two_classes_differ() -> None:
    @model
    class Alias(Model):
        """A model with the same fields as `User`."""

        name: str | None = None
        email: str | None = None

    user: Model = models.User(name="x")
    assert user != Alias(name="x")


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("Contact(name='Nelly Bloom', customer=True)", NEW),
        ("Contact(contact_id=7, name='Nelly Bloom', customer=True)", LOADED),
        ("Contact(name=None, customer=None, supplier=None)", ContactMapper().load({})),
        ("Address(country='Norge')", Address(country="Norge")),
        ("User()", models.User()),
    ],
)
def test_repr_omits_defaults(expected: str, value: Model) -> None:
    assert expected == repr(value)


def test_the_repr_is_python_code() -> None:
    """The code creates an equal new model."""
    betty = ContactPerson(name="Betty", email="betty@example.com")
    nelly = Contact(name="Nelly", contact_person=[betty], address=Address(country="Norge"))
    assert nelly == eval(repr(nelly), vars(models) | {"Contact": Contact, "Address": Address})


# New or loaded


def test_only_created_models_are_new() -> None:
    """A loaded model is not new, nor is one that evolved from it."""
    assert [True, False, False] == [c.is_new for c in (NEW, LOADED, EVOLVED)]


def test_changes_of_a_new_model_omit_defaults() -> None:
    assert {"name": "Nelly Bloom", "customer": True} == NEW.changes
    assert {"name": "N"} == Contact(name="N", customer=False, email=None, groups=[]).changes


def test_a_loaded_model_has_no_changes() -> None:
    assert {} == LOADED.changes


def test_unknown_fields_are_read_only() -> None:
    assert {"favouriteColour": "blue"} == LOADED.unknown_fields
    assert {} == NEW.unknown_fields
    with pytest.raises(TypeError):
        cast("Any", LOADED.unknown_fields)["favouriteColour"] = "red"
    with pytest.raises(TypeError):
        cast("Any", ContactMapper().load({}).unknown_fields)["x"] = "shared by all"


def test_unknown_fields_survive_evolving() -> None:
    assert {"favouriteColour": "blue"} == EVOLVED.evolve(name="N").unknown_fields


class Nobody:
    """A session that fails if a request is sent."""

    def request(self, *_: object, **__: object) -> Any:
        raise AssertionError("nothing may be sent")


def test_attrs_evolve_cannot_be_saved() -> None:
    """It loses the origin, so saving would create the entity again."""
    contacts = ContactRepository(Nobody(), "/companies/acme")
    for loaded in (LOADED, EVOLVED):
        with pytest.raises(NotLoadedError, match="contact_id=7: find"):
            contacts.payload(attrs.evolve(cast("Any", loaded), name="Ned"))


# Inheritance


@model
class Base(Model):
    """A model to inherit from."""

    base_id: t.Identity[int] = t.UNSET
    name: str


@model
class Derived(Base):
    """A model that inherits."""

    nicknames: Sequence[str] = ()


def test_a_model_can_inherit_from_another_one() -> None:
    loaded = as_loaded(Derived(name="N", nicknames=["x"]), base_id=3)
    evolved = loaded.evolve(nicknames=["y"])
    assert {"nicknames": ("y",)} == evolved.changes
    assert "Derived(base_id=3, name='N', nicknames=('y',))" == repr(evolved)
    assert not hasattr(evolved, "__dict__")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        evolved.name = "M"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("nmae", "did you mean name?"),
        ("e_mail", "did you mean email?"),
        ("phoneNumber", "did you mean phone_number?"),
        ("account", "did you mean bank_account_number or "),
        ("zzz", "it has contact_"),
    ],
)
def test_a_wrong_name_gets_a_suggestion(name: str, remedy: str) -> None:
    """It is the same as that of `evolve`, also where other arguments are missing."""
    for given in ({}, {"name": "Nelly Bloom"}):
        values: dict[str, Any] = {**given, name: "x"}
        with pytest.raises(TypeError, match=f"Contact has no attribute '{name}'") as caught:
            Contact(**values)
        assert remedy in str(caught.value)


@each_class
def test_the_name_in_json_suggests_the_field(cls: type[Model]) -> None:
    """It is what one copies from Fiken's documentation, and it is right for every field."""
    for name in (name for name, field in fields_of(cls).items() if field.init):
        as_json = camel(name) if "_" in name else name.capitalize()
        with pytest.raises(TypeError) as caught:
            cls(**{as_json: None})
        assert (f"{cls.__name__} has no attribute {as_json!r}: did you mean {name}?") == str(
            caught.value
        )


def test_no_field_of_another_meaning_is_suggested() -> None:
    """A draft has no due date: that of its issue looks alike, and would be wrong on the invoice."""
    for name in ("due_date", "dueDate", "duedate"):
        with pytest.raises(TypeError, match=r"did you mean days_until_due_date\?$"):
            cast("Any", InvoiceDraft)(**{name: None})
    with pytest.raises(TypeError, match=r"did you mean customer_id\?$"):
        cast("Any", InvoiceDraft)(customer=None)


def test_other_wrong_arguments_keep_their_message() -> None:
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'name'"):
        cast("Any", Contact)()


def test_a_subclass_with_more_fields_suggests_them() -> None:
    @model
    class Customer(Contact):
        loyalty: str | None = None

    values: dict[str, Any] = {"name": "Nelly Bloom", "loyaty": "gold"}
    with pytest.raises(TypeError, match="Customer has no attribute 'loyaty': did you mean loyalty"):
        Customer(**values)
    assert "gold" == Customer(name="Nelly Bloom", loyalty="gold").loyalty


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"bee": 1}, "missing 1 required keyword-only argument: 'secret'"),
        ({"secret": 1, "be": 1}, "Kept has no attribute 'be': did you mean bee?"),
        ({"_secret": 1}, "Kept has no attribute '_secret': did you mean secret?"),
        ({"secret": 1, "counted": 1}, "Kept sets counted itself: leave it out"),
    ],
)
def test_names_of_parameters_are_those_of_attrs(values: dict[str, Any], message: str) -> None:
    """The parameter of a field may have another name than the field, and a field may have none."""

    @model
    class Kept(Model):
        _secret: int
        b: int = attrs.field(default=3, alias="bee")
        counted: int = attrs.field(default=0, init=False)

    build = cast("Any", Kept)
    assert build(secret=1, bee=2) == build(secret=1).evolve(b=2)
    with pytest.raises(TypeError) as caught:
        build(**values)
    assert str(caught.value).endswith(message)


def test_a_constructor_of_your_own_stays() -> None:
    """Its arguments need not be fields: no error of it is replaced by one about names."""

    @model
    class Nicknamed(Contact):
        def __init__(self, nick: str) -> None:
            if not nick:
                raise TypeError("the nick is empty")
            getattr(self, "__attrs_init__")(name=nick)  # noqa: B009

    assert "Nel" == Nicknamed("Nel").name
    with pytest.raises(TypeError, match="the nick is empty"):
        Nicknamed(nick="")
