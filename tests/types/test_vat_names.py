"""The names of VAT types in Fiken's refusals, in every spelling (docs/observed.md#8-vat-types)."""

import time
import unicodedata
from collections.abc import Callable

import pytest

from fiken import VatType
from fiken.vat import vat_types_in
from tests.types.test_vat import NORWEGIAN

OTHER_NAME = [("SALG_UTENFOR_AVGIFTSOMRÅDET", "OUTSIDE")]

SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "lower case": str.lower,
    "title case": str.title,
    "decomposed": lambda name: unicodedata.normalize("NFD", name),
    "decomposed in lower case": lambda name: unicodedata.normalize("NFD", name.lower()),
    "a and o": lambda name: name.replace("Å", "A").replace("Ø", "O"),
    "a and o in lower case": lambda name: name.replace("Å", "A").replace("Ø", "O").lower(),
    "aa and oe": lambda name: name.replace("Å", "AA").replace("Ø", "OE"),
    "left out": lambda name: name.replace("Å", "?").replace("Ø", "?"),
    "o with a stroke": lambda name: name.replace("Ø", "O\u0338"),
}


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize(("norwegian", "name"), [*NORWEGIAN, *OTHER_NAME])
def test_a_name_is_known_in_any_spelling(
    norwegian: str, name: str, spell: Callable[[str], str]
) -> None:
    """Names match ignoring case, accents and how they are composed."""
    message = (
        f"X er ikke en gyldig mva kode for kontoen 3200. Mulige mva koder er [{spell(norwegian)}]"
    )
    assert (VatType(name),) == vat_types_in(message)


@pytest.mark.parametrize("vat_type", list(VatType), ids=str)
def test_the_api_name_is_known_ignoring_case(vat_type: VatType) -> None:
    """A refusal may list the API's own names."""
    assert (vat_type,) == vat_types_in(f"Mulige mva koder er [{vat_type.lower()}]")


def test_both_names_of_outside_are_known() -> None:
    """The contract has one, and a program in live use has the other."""
    names = "SALG_FRITATT_FOR_MVA_UTENFOR_AVGIFTSOMRÅDET, SALG_UTENFOR_AVGIFTSOMRÅDET"
    outside = VatType.OUTSIDE
    assert (outside, outside) == vat_types_in(f"Mulige mva koder er [{names}]")


def test_an_unknown_name_keeps_its_spelling() -> None:
    """It can be sent back as Fiken wrote it."""
    [unknown] = vat_types_in("Mulige mva koder er [Salg_Med_Ny_Råsats]")
    assert (str(unknown), unknown.is_known) == ("Salg_Med_Ny_Råsats", False)


def test_the_sentence_is_known_ignoring_case() -> None:
    assert (VatType.HIGH,) == vat_types_in("MULIGE MVA KODER ER [SALG_MED_HØY_SATS].")


OPENING = "Mulige mva koder er ["


@pytest.mark.parametrize(
    ("message", "count"),
    [
        (OPENING * 50_000, 0),
        (OPENING * 50_000 + "SALG_MED_HØY_SATS", 0),
        (OPENING + "A" * 1_000_000, 0),
        (OPENING + "A" * 1_000_000 + "]", 1),
        (OPENING + "e\u0323\u0301" * 300_000 + "]", 1),
        (OPENING + " " * 1_000_000 + "]", 0),
        (OPENING + "," * 1_000_000 + "]", 0),
    ],
    ids=["no end", "a name and no end", "long", "long name", "accents", "spaces", "commas"],
)
def test_a_huge_body_is_read_in_linear_time(message: str, count: int) -> None:
    """A megabyte takes milliseconds: quadratic time would be minutes."""
    start = time.thread_time()  # of this thread alone: the processor may be busy with others
    assert count == len(vat_types_in(message))
    assert time.thread_time() - start < 1
