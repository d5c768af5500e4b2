"""Enumerations: closed for values of users, open for values of Fiken."""

import copy
import json
import pickle
from typing import Any

import pytest

from fiken import AttachmentType, Language, VatPeriod, VatType
from fiken.errors import InvalidAttributeError
from fiken.types import OpenEnum, OpenText, rule_of

ENUMS: list[type[OpenEnum]] = [VatType, Language, VatPeriod, AttachmentType]
of_each = pytest.mark.parametrize("enum", ENUMS)


def member(enum: type[OpenEnum]) -> OpenEnum:
    return next(iter(enum))


def both(enum: type[OpenEnum]) -> list[OpenEnum]:
    return [member(enum), enum.load("BRAND_NEW")]


@of_each
def test_an_unknown_value_raises(enum: type[OpenEnum]) -> None:
    """It raises also after the value was loaded from Fiken."""
    enum.load("BRAND_NEW")  # loading a value does not make it known
    with pytest.raises(ValueError, match="'BRAND_NEW' is not a valid"):
        enum("BRAND_NEW")


@of_each
def test_an_unknown_value_loads_as_itself(enum: type[OpenEnum]) -> None:
    value = enum.load("BRAND_NEW")
    assert isinstance(value, enum)
    assert value == "BRAND_NEW"
    assert "BRAND_NEW" == value.value == str(value) == f"{value}"
    assert f"<{enum.__name__}.BRAND_NEW: 'BRAND_NEW'>" == repr(value)
    assert '"BRAND_NEW"' == json.dumps(value)


@of_each
def test_a_known_value_loads_as_its_member(enum: type[OpenEnum]) -> None:
    assert all(enum.load(one.value) is one for one in enum)


@of_each
def test_only_members_are_known(enum: type[OpenEnum]) -> None:
    assert [True, False] == [value.is_known for value in both(enum)]


@of_each
def test_equal_unknown_values_are_equal(enum: type[OpenEnum]) -> None:
    """Their hash is that of the text."""
    one, two = enum.load("BRAND_NEW"), enum.load("BRAND_NEW")
    assert one == two
    assert hash(one) == hash(two) == hash("BRAND_NEW")
    assert one != enum.load("OTHER_NEW")
    table: dict[str, int] = {one: 1}
    assert table[two] == table["BRAND_NEW"] == 1


@of_each
def test_a_member_equals_its_text_as_a_key(enum: type[OpenEnum]) -> None:
    table: dict[str, int] = {member(enum): 1}
    assert 1 == table[str(member(enum).value)]


@of_each
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_restores_the_value(enum: type[OpenEnum], protocol: int) -> None:
    """A member is restored as the same object."""
    for value in both(enum):
        again = pickle.loads(pickle.dumps(value, protocol))
        assert (enum, value, value.is_known) == (type(again), again, again.is_known)
    assert pickle.loads(pickle.dumps(member(enum), protocol)) is member(enum)


@of_each
@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy])
def test_a_copy_is_the_same_object(enum: type[OpenEnum], again: Any) -> None:
    for value in both(enum):
        assert again(value) is value


@of_each
def test_a_loaded_unknown_value_is_accepted(enum: type[OpenEnum]) -> None:
    value = enum.load("BRAND_NEW")
    assert rule_of(enum).converted("Thing", "field", value) is value


@of_each
def test_the_text_of_a_member_is_converted(enum: type[OpenEnum]) -> None:
    assert rule_of(enum).converted("Thing", "field", member(enum).value) is member(enum)


@of_each
def test_an_unknown_text_is_refused(enum: type[OpenEnum]) -> None:
    """The message names every value that this version knows."""
    with pytest.raises(InvalidAttributeError) as caught:
        rule_of(enum).converted("Thing", "field", "BRAND_NEW")
    assert all(one.value in str(caught.value) for one in enum)


@pytest.mark.parametrize("value", [Language.ENGLISH, None, 1, ["HIGH"], True])
def test_a_value_of_another_kind_is_refused(value: object) -> None:
    with pytest.raises(InvalidAttributeError, match=r"must be a VatType, not"):
        rule_of(VatType).converted("Product", "vat_type", value)


KNOWN = (
    "the known values are HIGH, MEDIUM, RAW_FISH, LOW, EXEMPT, EXEMPT_IMPORT_EXPORT, "
    "EXEMPT_REVERSE, OUTSIDE, NONE, HIGH_DIRECT, HIGH_BASIS, MEDIUM_DIRECT, MEDIUM_BASIS, "
    "NONE_IMPORT_BASIS, HIGH_FOREIGN_SERVICE_DEDUCTIBLE, HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE, "
    "LOW_FOREIGN_SERVICE_DEDUCTIBLE, LOW_FOREIGN_SERVICE_NONDEDUCTIBLE, "
    "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_DEDUCTIBLE, "
    "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_NONDEDUCTIBLE"
)


@pytest.mark.parametrize(
    ("enum", "value", "remedy"),
    [
        (VatType, "high", f"did you mean HIGH? ({KNOWN})"),
        (VatType, "EXCEMPT", f"did you mean EXEMPT? ({KNOWN})"),
        (
            VatType,
            "25%",
            f"for a value that this version does not know, write VatType.other('25%') ({KNOWN})",
        ),
        (VatType, None, f"not None: {KNOWN}"),
        (VatPeriod, "Bi-Monthly", "did you mean bi-monthly?"),
        (AttachmentType, "zzz", "bank_statement), not 'zzz'"),
    ],
)
def test_a_near_miss_is_named(enum: Any, value: str, remedy: str) -> None:
    """The message of VatType names every known value too."""
    with pytest.raises(InvalidAttributeError) as caught:
        rule_of(enum).converted("Thing", "field", value)
    assert str(caught.value).endswith(remedy)


def test_none_is_not_a_near_miss() -> None:
    with pytest.raises(InvalidAttributeError) as caught:
        rule_of(VatType).converted("Product", "vat_type", None)
    assert "did you mean" not in str(caught.value)


def test_the_article_is_right() -> None:
    assert rule_of(AttachmentType).says.startswith("an AttachmentType")


@pytest.mark.parametrize(
    ("value", "advice"),
    [("HIHG", f"did you mean HIGH? ({KNOWN})"), ("25%", KNOWN), (None, KNOWN)],
)
def test_the_constructor_names_the_known_values(value: Any, advice: str) -> None:
    with pytest.raises(ValueError, match="is not a valid VatType") as caught:
        VatType(value)
    assert f"{value!r} is not a valid VatType: {advice}" == str(caught.value)


def test_other_is_not_suggested_for_long_texts() -> None:
    """The suggestion would not be valid Python where the text is cut."""
    with pytest.raises(InvalidAttributeError) as caught:
        rule_of(VatType).converted("Product", "vat_type", "x" * 101)
    assert KNOWN == caught.value.hint


def test_other_returns_an_unknown_value() -> None:
    """For the text of a member it returns the member."""
    value = VatType.other("SUPER_HIGH")
    assert (VatType, "SUPER_HIGH", False) == (type(value), value.value, value.is_known)
    assert VatType.other("HIGH") is VatType.HIGH


@pytest.mark.parametrize("value", [25, None, b"HIGH", True])
def test_other_accepts_text_only(value: Any) -> None:
    with pytest.raises(TypeError, match="VatType must be text, not"):
        VatType.other(value)


def test_closed_sets_have_no_other() -> None:
    """The contract lists the values of a VatPeriod."""
    assert not issubclass(VatPeriod, OpenText)
    assert not hasattr(VatPeriod, "other")


def test_an_unknown_value_is_not_a_member() -> None:
    VatType.load("BRAND_NEW")
    assert "BRAND_NEW" not in [one.value for one in VatType]
    assert "BRAND_NEW" not in VatType.__members__
