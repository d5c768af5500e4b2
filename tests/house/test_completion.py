"""What an interactive shell completes, and what the interpreter suggests for a misspelt name."""

import subprocess
import sys
from importlib import import_module

import pytest

from fiken import CompanyClient, Fiken

LAZY = ["fiken", "fiken.mappers", "fiken.models", "fiken.repositories"]
REPOSITORIES = sorted(
    name
    for name, value in vars(CompanyClient).items()
    if isinstance(value, property) and name != "slug"
)


@pytest.mark.parametrize("package", LAZY)
def test_dir_lists_every_public_name(package: str) -> None:
    """Also those whose module is not imported yet: see the test below."""
    module = import_module(package)
    assert set() == set(module.__all__) - set(dir(module))
    assert sorted(dir(module)) == dir(module)


def test_dir_imports_no_family() -> None:
    program = (
        "import fiken, sys; assert 'Contact' in dir(fiken); print('fiken.models.contact' in "
        "sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert b"False" == run.stdout.strip()


@pytest.mark.parametrize(
    ("statement", "suggestion"),
    [
        ("import fiken; fiken.Contcat", "Contact"),
        ("import fiken.models; fiken.models.Purchse", "Purchase"),
        ("import fiken.mappers; fiken.mappers.SaleMaper", "SaleMapper"),
        ("import fiken; fiken.Fiken(token='made.up').company('a').contcts", "contacts"),
    ],
)
def test_the_interpreter_suggests_the_right_name(statement: str, suggestion: str) -> None:
    run = subprocess.run([sys.executable, "-c", statement], check=False, capture_output=True)
    assert f"Did you mean: '{suggestion}'?" in run.stderr.decode()


def test_a_company_lists_its_repositories() -> None:
    acme = Fiken(token="made.up").company("acme-as")
    assert {"contacts", "sales", "transactions"} <= set(REPOSITORIES)
    assert set(REPOSITORIES) <= set(dir(acme))


@pytest.mark.parametrize("name", REPOSITORIES)
def test_a_repository_of_the_company_has_a_docstring(name: str) -> None:
    """`help(CompanyClient)` and editors show it."""
    docstring = getattr(CompanyClient, name).__doc__
    assert docstring, f"write a docstring for the property {name} of fiken/_company.py"
