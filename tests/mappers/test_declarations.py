"""What a mapper class says of a model that is not so: it is refused before anything is sent."""

from collections.abc import Sequence
from typing import Any

import pytest

from fiken import Contact, MissingAttributesError
from fiken.mappers import ContactMapper, Mapper
from fiken.models import Model
from fiken.models._base import model


@model
class Cup(Model):
    """A model of a user."""

    name: str | None = None
    colour: str | None = None


def cups(base: type[Mapper[Any]] = Mapper, **attributes: Any) -> tuple[Mapper[Any], Cup]:
    """Return a mapper of a new class, and a model of a new class that it maps."""
    cls = type("Cup", (Cup,), {})
    mapper = type("CupsMapper", (base,), {"model": cls, **attributes})()
    return mapper, cls(name="Kopp", colour="red")


WRONG: dict[str, Any] = {
    "keys": {"nmae": "title"},
    "new_keys": {"nmae": "title"},
    "references": {"nmae": "colour"},
    "required": ("nmae",),
    "updates": {"nmae": "newName"},
    "remedies": {"nmae": "make another one"},
    "always": ["nmae"],
}


@pytest.mark.parametrize("attribute", WRONG)
def test_a_field_that_does_not_exist_is_refused(attribute: str) -> None:
    """Else it would be ignored, and the field that was meant would get another name, or none."""
    message = rf"^CupsMapper\.{attribute}: Cup has no attribute 'nmae': did you mean name\?$"
    mapper, cup = cups(**{attribute: WRONG[attribute]})
    for use in (lambda: mapper.load({}), lambda: mapper.create(cup), lambda: mapper.dump_body(cup)):
        with pytest.raises(TypeError, match=message):
            use()


def test_both_fields_of_a_reference_exist() -> None:
    mapper, _ = cups(references={"name": "colou"})
    with pytest.raises(TypeError, match=r"references: .* no attribute 'colou': did you mean col"):
        mapper.load({})


def test_one_text_is_no_list_of_fields() -> None:
    """Such as where the comma was forgotten: ``required = ("name")``."""
    mapper, cup = cups(required="name")
    with pytest.raises(TypeError, match=r"^CupsMapper\.required: Cup has no attribute 'n'"):
        mapper.create(cup)


@pytest.mark.parametrize("keys", [{"name": "colour"}, {"name": "x", "colour": "x"}], ids=str)
def test_two_fields_of_one_name_are_refused(keys: dict[str, str]) -> None:
    """One of the two values would be lost."""
    mapper, cup = cups(keys=keys)
    with pytest.raises(TypeError, match=r"^CupsMapper\.keys: both name and colour are '"):
        mapper.create(cup)


def test_fields_of_other_models_may_be_inherited() -> None:
    """A base class may serve several models."""
    base = type("Base", (Mapper,), {"keys": {"name": "title", "price": "cost"}})
    mapper, cup = cups(base)
    assert {"title": "Kopp", "colour": "red"} == mapper.create(cup)


@pytest.mark.parametrize("kind", [float, list[str], Sequence[float]], ids=str)
def test_a_type_that_json_lacks_is_refused(kind: Any) -> None:
    """The error names the field, and types that it can have."""
    fields = {"__annotations__": {"size": kind | None}, "size": None}
    cls: type[Model] = model(type("Plate", (Model,), fields))
    plates = type("PlateMapper", (Mapper,), {"model": cls})()
    with pytest.raises(TypeError, match=r"^Plate\.size: no field can have the type .* t\.Number"):
        plates.load_body(b"{}")


def test_an_inner_model_without_mapper_is_named() -> None:
    fields = {"__annotations__": {"cup": Cup | None}, "cup": None}
    cls: Any = model(type("Tray", (Model,), fields))
    trays = type("TrayMapper", (Mapper,), {"model": cls})()
    with pytest.raises(TypeError, match=r"^Tray\.cup: Cup has no mapper: write a CupMapper$"):
        trays.dump_body(cls(cup=Cup()))


DIFFERENT: dict[str, Any] = {
    "keys": {"name": "title"},
    "new_keys": {"name": "title"},
    "repeats": True,
}


@pytest.mark.parametrize("attribute", DIFFERENT)
def test_a_second_mapper_agrees_with_the_first(attribute: str) -> None:
    """The JSON names of one class count. The others would be used in updates, and nowhere else."""
    second: Any = type("Second", (ContactMapper,), {attribute: DIFFERENT[attribute]})()
    message = rf"^{attribute} of Second differs from that of ContactMapper, by which each Con"
    with pytest.raises(TypeError, match=message):
        second.load({})
    with pytest.raises(TypeError, match=message):
        second.dump(Contact(name="N"))


def test_a_second_mapper_may_require_more() -> None:
    second: Any = type("Second", (ContactMapper,), {"required": ("email",)})()
    assert "Nelly" == second.load({"name": "Nelly"}).name
    with pytest.raises(MissingAttributesError, match="email"):
        second.create(Contact(name="Nelly"))


def test_a_model_of_its_own_has_names_of_its_own() -> None:
    (first, cup), (second, other) = cups(), cups(keys={"name": "title"})
    assert {"name": "Kopp", "colour": "red"} == first.create(cup)
    assert {"title": "Kopp", "colour": "red"} == second.create(other)


def test_a_mapper_that_is_defined_again_is_refused() -> None:
    """Such as in a notebook, where the first one is in use."""
    mapper, _ = cups()
    mapper.load({})
    again = type("CupsMapper", (Mapper,), {"model": mapper.model, "keys": {"name": "title"}})()
    with pytest.raises(TypeError, match=r" of the first CupsMapper, .* define Cup again too$"):
        again.load({})
