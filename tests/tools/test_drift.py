"""The comparison of the contract with a newer description."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.test_contract_table import MAY, SEPTEMBER, needs_may, needs_september
from tools import contract as tool, drift

PAGED: dict[str, Any] = {
    f"Fiken-Api-{n}": {} for n in ("Page", "Page-Size", "Page-Count", "Result-Count")
}
PET = {"$ref": "#/components/schemas/pet"}
#: A small description: a list, a write, and a schema with limits.
DESCRIPTION: dict[str, Any] = {
    "paths": {
        "/pets": {
            "get": {
                "operationId": "getPets",
                "parameters": [
                    {"$ref": "#/components/parameters/page"},
                    {"$ref": "#/components/parameters/pageSize"},
                    {"in": "query", "name": "born", "schema": {"type": "string", "format": "date"}},
                ],
                "responses": {
                    "200": {
                        "headers": PAGED,
                        "content": {
                            "application/json": {"schema": {"type": "array", "items": PET}}
                        },
                    }
                },
            },
            "post": {
                "operationId": "createPet",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": PET}},
                },
                "responses": {"201": {"description": "created"}},
            },
        }
    },
    "components": {
        "parameters": {
            "page": {"in": "query", "name": "page", "schema": {"type": "integer", "minimum": 0}},
            "pageSize": {
                "in": "query",
                "name": "pageSize",
                "schema": {"type": "integer", "maximum": 100},
            },
        },
        "schemas": {
            "pet": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "petId": {"type": "integer", "format": "int64", "readOnly": True},
                    "name": {"type": "string", "maxLength": 20},
                    "kind": {"type": "string", "enum": ["cat", "dog"]},
                },
            }
        },
    },
}


def description() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return a copy of the description, with its path `/pets` and the properties of a pet."""
    copied = copy.deepcopy(DESCRIPTION)
    return copied, copied["paths"]["/pets"], copied["components"]["schemas"]["pet"]["properties"]


def compared(newer: dict[str, Any]) -> list[str]:
    """Return the differences of a description from `DESCRIPTION`."""
    return list(drift.lines(stored(DESCRIPTION), stored(newer)))


def stored(openapi: dict[str, Any]) -> dict[str, Any]:
    """Return the table of a description as it is read from its file."""
    return dict(json.loads(tool.written(tool.table(openapi))))


def test_same_description_has_no_differences() -> None:
    assert [] == compared(description()[0])


def test_new_operation_lists_its_parameters() -> None:
    newer, path, _ = description()
    path["delete"] = {
        "operationId": "deletePets",
        "parameters": [
            {"in": "query", "name": "kind", "schema": {"type": "string", "enum": ["cat"]}}
        ],
        "responses": {"204": {"description": "gone"}},
    }
    assert [
        "Operations: 1 new",
        "  + DELETE /pets: deletePets, statuses [204]",
        "      + query kind: string, enum [cat]",
    ] == compared(newer)


def test_gone_operation_is_one_line() -> None:
    newer, path, _ = description()
    del path["post"]
    # Nothing sends a pet any more, and `required` counts in requests only.
    assert [
        "Operations: 1 gone",
        "  - POST /pets",
        "Schemas: 1 changed",
        "  ~ pet",
        "      ~ field name: required true -> none",
    ] == compared(newer)


def test_changed_operation_lists_each_change() -> None:
    newer, path, _ = description()
    newborn = path["get"]["parameters"][2]
    newborn["name"] = "bornGe"
    newborn["required"] = True
    path["post"]["operationId"] = "addPet"
    path["post"]["responses"]["200"] = path["post"]["responses"].pop("201")
    assert [
        "Operations: 2 changed",
        "  ~ GET /pets",
        "      - query born",
        "      + query bornGe: date, required true",
        "  ~ POST /pets",
        "      ~ name createPet -> addPet, statuses +200, -201",
    ] == compared(newer)


@pytest.mark.parametrize(
    ("name", "change", "line"),
    [
        ("name", {"maxLength": 40}, "~ field name: maxLength 20 -> 40"),
        ("name", {"pattern": "^a$"}, "~ field name: pattern none -> ^a$"),
        ("name", {"minLength": 1}, "~ field name: minLength none -> 1"),
        ("name", {"nullable": True}, "~ field name: nullable none -> true"),
        ("kind", {"enum": ["dog", "cow", "cat"]}, "~ field kind: enum +cow"),
        ("kind", {"enum": ["dog"]}, "~ field kind: enum -cat"),
        ("kind", {"enum": ["dog", "cat"]}, "~ field kind: enum in another order"),
        ("kind", {"writeOnly": True}, "~ field kind: access none -> wo"),
        ("petId", {"format": "int32"}, "~ field petId: type int64 -> int32"),
        ("petId", {"readOnly": False}, "~ field petId: access ro -> none"),
        ("born", {"type": "string", "format": "date"}, "+ field born: date"),
    ],
)  # fmt: skip
def test_changed_field_is_one_line(name: str, change: dict[str, Any], line: str) -> None:
    newer, _, properties = description()
    properties.setdefault(name, {}).update(change)
    assert ["Schemas: 1 changed", "  ~ pet", f"      {line}"] == compared(newer)


def test_field_that_is_required_now_is_listed() -> None:
    newer, _, properties = description()
    newer["components"]["schemas"]["pet"]["required"] = ["kind"]
    del properties["petId"]
    assert [
        "Schemas: 1 changed",
        "  ~ pet",
        "      ~ field kind: required none -> true",
        "      ~ field name: required true -> none",
        "      - field petId",
    ] == compared(newer)


def test_new_and_gone_schemas_are_listed() -> None:
    newer = description()[0]
    schemas = newer["components"]["schemas"]
    schemas["owner"] = {"type": "object", "properties": {"pet": PET, "age": {"type": "integer"}}}
    new = ["  + owner", "      + field age: integer", "      + field pet: pet"]
    assert ["Schemas: 1 new", *new] == compared(newer)
    assert ["Schemas: 1 gone", "  - owner"] == list(drift.lines(stored(newer), stored(DESCRIPTION)))


def test_page_size_is_compared_once() -> None:
    newer = description()[0]
    newer["components"]["parameters"]["pageSize"]["schema"]["maximum"] = 50
    assert [
        "Paging: 1 changed",
        "  ~ lists with pages",
        "      ~ query pageSize: maximum 100 -> 50",
    ] == compared(newer)


def test_exit_code_says_whether_something_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.yaml"
    old.write_text(tool.written(tool.table(DESCRIPTION)), encoding="utf-8")
    new.write_text(yaml.safe_dump(DESCRIPTION), encoding="utf-8")
    assert 0 == drift.main([str(new), str(old)])
    assert f"{new} says what old.json says.\n" == capsys.readouterr().out
    newer, path, _ = description()
    del path["post"]
    new.write_text(yaml.safe_dump(newer), encoding="utf-8")
    assert 1 == drift.main([str(new), str(old)])
    assert "- POST /pets" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, "paths: [", "a list: []", "- 1"])
def test_unreadable_description_is_2(
    tmp_path: Path, content: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new.yaml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert 2 == drift.main([str(path)])
    assert str(path) in capsys.readouterr().out


def test_unknown_keyword_is_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Otherwise a fact of a newer description would be dropped silently."""
    newer, _, properties = description()
    properties["name"]["multipleOf"] = 2
    path = tmp_path / "new.yaml"
    path.write_text(yaml.safe_dump(newer), encoding="utf-8")
    assert 2 == drift.main([str(path)])
    assert "Unknown keywords ['multipleOf']" in capsys.readouterr().out


def test_call_without_description_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == drift.main([])
    assert "make contract SPEC=" in capsys.readouterr().out


@needs_september
def test_shipped_contract_has_no_drift() -> None:
    assert 0 == drift.main([str(SEPTEMBER)])


@needs_may
@needs_september
def test_summer_of_2026_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fiken added 37 operations from May to September, and removed none."""
    may = tmp_path / "may.json"
    openapi = yaml.safe_load(MAY.read_text(encoding="utf-8"))
    may.write_text(tool.written(tool.table(openapi)), encoding="utf-8")
    assert 1 == drift.main([str(SEPTEMBER), str(may)])
    printed = capsys.readouterr().out
    assert "Operations: 37 new, 7 changed\n" in printed
    assert "      ~ field type: enum +repeating_invoice\n" in printed
    assert "      ~ field invoiceishDraftLineId: access none -> ro\n" in printed
