"""The mapper of a user's class is beside the class, or else that of its base class."""

import datetime
import os
import runpy
import subprocess
import sys
import textwrap
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from fiken import CompanyClient, OrderLine, Sale, SaleKind, VatType
from fiken.errors import InvalidModelError, MissingAttributesError
from fiken.mappers import Mapper, OrderLineMapper, SaleMapper
from fiken.mappers._declaration import mapper_of
from fiken.models import Model
from fiken.models._base import model

ROOT = Path(__file__).parents[2]
BEANS = '''
from fiken import OrderLine

class Beans(OrderLine):
    """A line that sells coffee beans."""
'''
WITH_A_FIELD = '''
from fiken import OrderLine
from fiken.models._base import model

@model
class Beans(OrderLine):
    """A line with a field of its own."""

    colour: str | None = None
'''
WITH_A_MAPPER = (
    BEANS
    + """
from fiken.mappers import OrderLineMapper

class BeansMapper(OrderLineMapper):
    model = Beans
    required = ("account",)
"""
)
#: Names of modules, with and without ".models." in them.
MODULES = ["shop.models.lines", "my.models.x.models.y", "shop.lines", "beans", "fiken_models.x"]


@pytest.fixture
def beans(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the class `Beans` from a module that is written for the test."""
    name, source = request.param
    path = tmp_path.joinpath(*name.split(".")).with_suffix(".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield import_module(name).Beans
    for loaded in [other for other in sys.modules if other.split(".")[0] == name.split(".")[0]]:
        del sys.modules[loaded]


def a_line(cls: type[OrderLine], **fields: Any) -> OrderLine:
    return cls.of_net(
        100_00, description="Beans", vat_type=VatType.HIGH, **{"account": "3000", **fields}
    )


def a_sale(line: OrderLine) -> Sale:
    return Sale(
        date=datetime.date(2026, 1, 5),
        kind=SaleKind.EXTERNAL_INVOICE,
        currency="NOK",
        lines=[line],
        due_date=datetime.date(2026, 1, 19),
    )


@pytest.mark.parametrize("beans", [(name, BEANS) for name in MODULES], indirect=True, ids=MODULES)
def test_an_own_line_is_saved_as_its_base(beans: type[OrderLine], acme: CompanyClient) -> None:
    """Whatever the name of its module is."""
    assert isinstance(mapper_of(beans), OrderLineMapper)
    contact = next(iter(acme.contacts.all(customer=True)))
    sale = acme.sales.save(a_sale(a_line(beans)).evolve(customer_id=contact.contact_id))
    assert [("Beans", 100_00, 25_00)] == [
        (line.description, line.net_price, line.vat) for line in sale.lines
    ]


@pytest.mark.parametrize("beans", [("shop.models.lines", WITH_A_FIELD)], indirect=True)
def test_a_field_of_its_own_is_not_sent(beans: type[OrderLine]) -> None:
    """Empty it is left out. With a value it is refused, and not dropped silently."""
    payload = SaleMapper().create(a_sale(a_line(beans)))
    assert "colour" not in payload["lines"][0]
    dark: Any = a_line(beans).evolve(colour="dark")
    with pytest.raises(InvalidModelError) as caught:
        SaleMapper().create(a_sale(dark))
    assert {"lines[0].colour": "is not a field that Fiken has"} == caught.value.problems


@pytest.mark.parametrize("beans", [("shop.models.lines", WITH_A_MAPPER)], indirect=True)
def test_the_mapper_beside_a_class_is_used(beans: type[OrderLine]) -> None:
    assert ("BeansMapper", beans.__module__) == (
        type(mapper_of(beans)).__name__,
        type(mapper_of(beans)).__module__,
    )
    with pytest.raises(MissingAttributesError, match=r"lines\[0\]\.account is missing"):
        SaleMapper().create(a_sale(a_line(beans, account=None)))


@pytest.mark.parametrize("beans", [("beans", f"{BEANS}\nBeansMapper = dict\n")], indirect=True)
def test_another_class_of_that_name_is_ignored(beans: type[OrderLine]) -> None:
    """A mapper of another library, for one."""
    assert isinstance(mapper_of(beans), OrderLineMapper)


PROGRAM = textwrap.dedent(
    """
    {source}
    import datetime
    from fiken import Sale, SaleKind, VatType
    from fiken.mappers import SaleMapper

    line = Beans(description="Beans", net_price=1, vat_type=VatType.HIGH)
    day = datetime.date(2026, 1, 5)
    sale = Sale(date=day, kind=SaleKind.EXTERNAL_INVOICE, currency="NOK", lines=[line])
    PAYLOAD = SaleMapper().create(sale)
    print(PAYLOAD["lines"])
    """
)


def test_a_class_in_main_is_saved(tmp_path: Path) -> None:
    program = tmp_path / "shop.py"
    program.write_text(PROGRAM.format(source=BEANS), "utf-8")
    run = subprocess.run(
        [sys.executable, program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [ROOT, *sys.path]))},
    )
    assert "[{'description': 'Beans', 'netPrice': 1, 'vatType': 'HIGH'}]\n" == run.stdout


def test_a_class_whose_module_is_gone_is_saved(tmp_path: Path) -> None:
    """Such as that of a file which `runpy` ran."""
    program = tmp_path / "shop.py"
    program.write_text(PROGRAM.format(source=BEANS), "utf-8")
    names = runpy.run_path(str(program), run_name="no_such_module")
    assert "no_such_module" == names["Beans"].__module__
    assert "Beans" == names["PAYLOAD"]["lines"][0]["description"]


def test_a_model_without_a_mapper_is_refused() -> None:
    @model
    class Coffee(Model):
        """Nothing that Fiken has."""

    with pytest.raises(TypeError, match=r"Coffee has no mapper: write a CoffeeMapper$"):
        mapper_of(Coffee)


@model
class Roast(Model):
    """A model of the test, with its mapper in the same module."""

    name: str | None = None


class RoastMapper(Mapper[Roast]):
    model = Roast


def test_the_mapper_of_an_own_model_is_beside_it() -> None:
    assert {"name": "Dark"} == mapper_of(Roast).create(Roast(name="Dark"))
