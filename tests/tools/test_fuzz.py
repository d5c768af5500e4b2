"""The run of random requests: what it accepts, and what it says without a description."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.contract.test_contract_table import CONTRACT, ROOT
from tools.fuzz import __main__ as fuzz
from tools.fuzz.baseline import Accepted, compared, read
from tools.fuzz.run import Finding

CONTACTS = "GET /companies/{companySlug}/contacts"


def accepted(**options: Any) -> Accepted:
    """Return an entry of the baseline that accepts a refusal."""
    entry: dict[str, Any] = {
        "check": "status_code_conformance",
        "status": 400,
        "defect": "It is not listed.",
    }
    return Accepted(**(entry | options))


def finding(**options: Any) -> Finding:
    """Return a finding that `accepted()` accepts."""
    found: dict[str, Any] = {
        "operation": CONTACTS,
        "check": "status_code_conformance",
        "status": 400,
    }
    return Finding(**({"detail": "Received: 400"} | found | options))


@pytest.mark.parametrize(
    "entry",
    [
        accepted(),
        accepted(operation="GET *"),
        accepted(operation="GET /companies/{companySlug}/*"),
        accepted(detail="Received: [0-9]+"),
    ],
)
def test_entry_accepts_a_finding(entry: Accepted) -> None:
    assert ([], []) == compared([finding()], [entry])


@pytest.mark.parametrize(
    "entry",
    [
        accepted(check="not_a_server_error"),
        accepted(status=404),
        accepted(operation="POST *"),
        accepted(operation="GET /companies/{companySlug}"),
        accepted(detail="Received"),
    ],
)
def test_other_entry_is_stale(entry: Accepted) -> None:
    new, (stale,) = compared([finding()], [entry])
    assert [finding()] == new
    assert "It is not listed." in stale


def test_each_field_is_accepted_by_itself() -> None:
    """A field that is never null any more is stale, and one that is not listed is found."""
    entry = accepted(fields=("email", "name"), detail="type, null")
    found = [
        finding(detail="[].email: type, null"),
        finding(detail="customer.email: type, null"),
        finding(detail="[].gross: type, null"),
        finding(detail="[].email: type, int"),
        finding(detail="[].name.email2: type, null"),
    ]
    new, (stale,) = compared(found, [entry])
    assert sorted(found[2:]) == new
    assert " name: " in stale


def test_every_entry_names_a_defect(tmp_path: Path) -> None:
    path = tmp_path / "baseline.toml"
    path.write_text('[[accepted]]\ncheck = "x"\nstatus = 1\ndefect = "no idea"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="which defect of the description"):
        read(path)


def test_baseline_refers_to_sections() -> None:
    """Its sources are sections of docs/observed.md, and its fields are fields of answers."""
    text = (ROOT / "docs" / "observed.md").read_text(encoding="utf-8")
    titles = re.findall("^#+ (.*)$", text, re.MULTILINE)
    anchors = {re.sub("[^a-z0-9 -]", "", t.lower()).replace(" ", "-") for t in titles}
    fields = {name for schema in CONTRACT.schemas.values() for name in schema.fields}
    for entry in read():
        assert set(re.findall(r"observed\.md#([\w-]+)", entry.defect)) <= anchors
        assert set(entry.fields) <= fields


def test_missing_description_is_skipped_visibly(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """CI succeeds on machines that have no description. A description that is named must exist."""
    monkeypatch.chdir(tmp_path)
    assert 0 == fuzz.main([])
    assert "SKIPPED, because" in capsys.readouterr().out
    assert 1 == fuzz.main(["elsewhere.yaml"])
    assert "failed: elsewhere.yaml is not here" in capsys.readouterr().out
