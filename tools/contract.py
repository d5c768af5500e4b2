"""Distil Fiken's OpenAPI description into the project's own table of facts.

    python tools/contract.py path/to/openapi.yaml [fiken/emulator/wire/contract.json]

The table holds what can be checked (names, types, limits, required, access, enumerations) and no
text of the description. One line is one operation or one field, so that a diff reads as a
change log. `fiken.emulator.wire.contract` reads it; its docstring explains the keys.

What the tool does to the description:

- `$ref` parameters are resolved and those of a path are merged into its operations.
- `allOf` is flattened; `extends` names the schema whose fields were copied.
- A schema that is only an enumeration (`roundingType`) is written out in the fields that use it.
- `page` and `pageSize` and the four paging headers become one flag, `paged`.
- Enumerations that only a text mentions (VAT types, language) are not part of the contract.
- `CORRECTIONS` lists the changes that the facts require, each with its reason. They are in the
  table too.
- An unknown keyword is an error, so that no fact is silently dropped.

How fields are counted: a field is a property that can travel. It is counted once, in the schema
that declares it. There are 705. The description has 704 properties in its 79 schemas. That count
lacks four properties inside `allOf` (`accountBalance.balance` and the ids of the three send
requests). It includes three that never travel: two of `timeUserRequest`, which no operation uses,
and `purchaseRequest.transactionId`, which is read-only in a schema that is only sent.
704 + 4 - 3 = 705. An inherited field is counted with its base.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]

SHIPPED = Path(__file__).parents[1] / "fiken" / "emulator" / "wire" / "contract.json"
METHODS = ("get", "post", "put", "patch", "delete")
LIMITS = ("nullable", "minLength", "maxLength", "pattern", "minimum", "maximum", "enum", "default")
TEXTS = {"description", "example", "deprecated"}
FLAGS = {"readOnly", "writeOnly"}
KNOWN = {"type", "format", "$ref", *FLAGS, *LIMITS, *TEXTS}
KNOWN_LIST = {"type", "items", "minItems", *FLAGS, *TEXTS}
FORMATS = {"float": "number", "double": "number"}
PAGING_HEADERS = {
    f"Fiken-Api-{name}" for name in ("Page", "Page-Size", "Page-Count", "Result-Count")
}
REFERENCE_IDS = ("inboxDocumentId", "ehfDocumentId")


@dataclass(frozen=True, slots=True)
class Correction:
    """A change of the contract that the facts require, and its reason."""

    where: str
    change: str
    why: str


CORRECTIONS = (
    Correction("timeUserRequest", "left out, not counted", "No operation takes or returns it."),
    Correction(
        "purchaseRequest.transactionId",
        "not counted",
        "Read-only in a schema that is only sent: it never travels. Sent, it is ignored.",
    ),
    Correction(
        "required",
        "holds in schemas that requests use",
        "Fiken leaves out and nulls what its answers are said to require.",
    ),
    Correction(
        "saleRequest.paid, purchaseRequest.paid",
        "not required; tolerated when sent",
        "Required without being declared. Requests without it and with it were both accepted.",
    ),
    Correction(
        "accrualRequest.account",
        "required",
        "Its text requires it, the list of required fields forgot it.",
    ),
    Correction("frequency.interval", "minimum 1", "Stated by its text alone."),
    Correction(
        "creditNoteId, offerId, confirmationId",
        "int64 in paths",
        "Strings by the contract, but numeric in fact, and int64 in the bodies.",
    ),
    Correction(
        "filename of attachments",
        "required",
        "Without it Fiken answers 400: filename must be specified.",
    ),
    Correction(
        "file of attachments and of the inbox",
        "required",
        "There is nothing to keep without a file; the contract marks no part of a form.",
    ),
    Correction(
        "filename and file beside inboxDocumentId and ehfDocumentId",
        "not required",
        "Exactly one of file, inboxDocumentId and ehfDocumentId is given: a rule of its own.",
    ),
)


def table(openapi: Mapping[str, Any]) -> Json:
    """Return the whole table, with the corrections."""
    schemas = dict(_schemas(openapi))
    operations = dict(_operations(openapi))
    _correct_schemas(schemas, operations)
    _correct_operations(operations)
    corrections = [{"where": c.where, "change": c.change, "why": c.why} for c in CORRECTIONS]
    paging = _paging(openapi)
    return {
        "corrections": corrections,
        "paging": paging,
        "operations": operations,
        "schemas": schemas,
    }


def _schemas(openapi: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    """Yield every schema with fields: `{"extends": ..., "fields": {name: field}}`."""
    for name, schema in openapi["components"]["schemas"].items():
        if "enum" not in schema:
            yield name, _schema(openapi, schema)


def _schema(openapi: Mapping[str, Any], schema: Json) -> Json:
    _refuse_unknown(schema, {"type", "properties", "required", "allOf", *TEXTS})
    flat: Json = {"fields": {}}
    for part in schema.get("allOf", ()):
        if "$ref" in part:
            flat["extends"] = part["$ref"].rpartition("/")[2]
        flat["fields"] |= _schema(openapi, _resolved(openapi, part))["fields"]
    required = schema.get("required", ())
    for name, declared in schema.get("properties", {}).items():
        flat["fields"][name] = _field(openapi, declared, required=name in required)
    return flat


def _field(openapi: Mapping[str, Any], declared: Json, *, required: bool) -> Json:
    """Return the facts of one field, in the order in which they are written."""
    many = declared.get("type") == "array"
    _refuse_unknown(declared, KNOWN_LIST if many else KNOWN)
    one = _enumeration(openapi, declared["items"] if many else declared)
    _refuse_unknown(one, KNOWN)
    facts: Json = {"type": _type(one)}
    facts |= {"many": True} if many else {}
    facts |= {"required": True} if required else {}
    facts |= _access(declared)
    facts |= {"minItems": declared["minItems"]} if "minItems" in declared else {}
    return facts | {key: one[key] for key in LIMITS if key in one}


def _access(declared: Json) -> Json:
    if declared.get("readOnly"):
        return {"access": "ro"}
    return {"access": "wo"} if declared.get("writeOnly") else {}


def _type(declared: Json) -> str:
    """Return the name of the type: a format if it says more than the type, or a schema."""
    if "$ref" in declared:
        return str(declared["$ref"].rpartition("/")[2])
    form = str(declared.get("format", declared["type"]))
    return FORMATS.get(form, form)


def _enumeration(openapi: Mapping[str, Any], declared: Json) -> Json:
    """Return the enumeration that a field refers to, or else the field."""
    target = _resolved(openapi, declared)
    return target if "enum" in target else declared


def _resolved(openapi: Mapping[str, Any], declared: Json) -> Json:
    """Return the object that a `$ref` points to, or the declaration itself."""
    target: Any = openapi if "$ref" in declared else declared
    for step in declared.get("$ref", "#").split("/")[1:]:
        target = target[step]
    return dict(target)


def _refuse_unknown(declared: Json, known: set[str]) -> None:
    if unknown := declared.keys() - known:
        raise SystemExit(
            f"Unknown keywords {sorted(unknown)} in {declared}: add them to the tool first."
        )


def _operations(openapi: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    """Yield every operation with its name, `"GET /path/{template}"`."""
    for path, item in openapi["paths"].items():
        for method in METHODS:
            if method in item:
                facts = _operation(openapi, item, item[method])
                yield f"{method.upper()} {path}", facts


def _operation(openapi: Mapping[str, Any], item: Json, declared: Json) -> Json:
    parameters = _parameters(openapi, item, declared)
    answers = {int(s): a for s, a in declared["responses"].items() if 200 <= int(s) < 300}
    facts: Json = {"name": declared["operationId"]}
    facts |= {where: named for where, named in parameters.items() if named}
    facts |= _body(openapi, declared.get("requestBody"))
    for answer in answers.values():
        facts |= _result(answer)
    _take_paging(openapi, facts)
    return facts | {"statuses": sorted(answers)}


def _parameters(openapi: Mapping[str, Any], item: Json, declared: Json) -> dict[str, Json]:
    """Return the parameters by place (path or query) and by name."""
    parameters: dict[str, Json] = {"path": {}, "query": {}}
    for entry in (*item.get("parameters", ()), *declared.get("parameters", ())):
        parameter = _resolved(openapi, entry)
        asked = parameter.get("required", False) and parameter["in"] == "query"
        facts = _field(openapi, parameter["schema"], required=asked)
        parameters[parameter["in"]][parameter["name"]] = facts
    return parameters


def _body(openapi: Mapping[str, Any], declared: Json | None) -> Json:
    """Return the schema of a request, or the parts of its form."""
    if declared is None:
        return {}
    ((kind, content),) = declared["content"].items()
    if kind == "multipart/form-data":
        return {"form": _schema(openapi, content["schema"])["fields"]}
    optional = {} if declared.get("required") else {"optional": True}
    return {"request": _type(content["schema"])} | optional


def _result(answer: Json) -> Json:
    """Return the schema of a successful answer, and whether it is a list and paged."""
    if not answer.get("content"):
        return {}
    schema = answer["content"]["application/json"]["schema"]
    many = schema.get("type") == "array"
    facts: Json = {"result": _type(schema["items"] if many else schema)}
    facts |= {"many": True} if many else {}
    paged = answer.get("headers", {}).keys() >= PAGING_HEADERS
    return facts | ({"paged": True} if paged else {})


def _paging(openapi: Mapping[str, Any]) -> Json:
    """Return the two parameters of every paged list."""
    parameters = openapi["components"]["parameters"].values()
    fields = {p["name"]: _field(openapi, p["schema"], required=False) for p in parameters}
    return {name: fields[name] for name in ("page", "pageSize")}


def _take_paging(openapi: Mapping[str, Any], facts: Json) -> None:
    """Remove the paging parameters, which the flag stands for, and check that both agree."""
    query = facts.get("query", {})
    removed = {name: query.pop(name) for name in ("page", "pageSize") if name in query}
    if removed != (_paging(openapi) if facts.get("paged") else {}):
        raise SystemExit(f"{facts['name']}: paging parameters and headers disagree.")
    if not query:
        facts.pop("query", None)


def _correct_schemas(schemas: Json, operations: Json) -> None:
    if "timeUserRequest" not in _sent(schemas, operations):
        schemas.pop("timeUserRequest", None)
    for name in schemas.keys() - _sent(schemas, operations):
        for field in schemas[name]["fields"].values():
            field.pop("required", None)
    for name in {"saleRequest", "purchaseRequest"} & schemas.keys():
        schemas[name]["tolerated"] = ["paid"]
    # An older description has no accruals, and a newer one may have other names.
    for name, field, fact in (
        ("accrualRequest", "account", {"required": True}),
        ("frequency", "interval", {"minimum": 1}),
    ):
        if field in schemas.get(name, {}).get("fields", {}):
            schemas[name]["fields"][field] |= fact


def _sent(schemas: Json, operations: Json) -> set[str]:
    """Return the schemas of requests, with nested ones and the bases that they extend."""
    sent: set[str] = set()
    waiting = [facts["request"] for facts in operations.values() if "request" in facts]
    while waiting:
        name = waiting.pop()
        if name in schemas and name not in sent:
            sent.add(name)
            waiting += [f["type"] for f in schemas[name]["fields"].values() if not _answered(f)]
            waiting += [schemas[name].get("extends", "")]
    return sent


def _answered(field: Json) -> bool:
    return bool(field.get("access") == "ro")


def _correct_operations(operations: Json) -> None:
    for facts in operations.values():
        for name in {"creditNoteId", "offerId", "confirmationId"} & facts.get("path", {}).keys():
            facts["path"][name]["type"] = "int64"
        if "form" in facts and not any(name in facts.get("query", {}) for name in REFERENCE_IDS):
            for part in {"file"} if "name" in facts["form"] else {"file", "filename"}:
                facts["form"][part]["required"] = True


def written(facts: Json) -> str:
    """Return the table as JSON, with one line per operation, field and correction."""
    corrections = ",\n".join(f"  {_line(c)}" for c in facts["corrections"])
    parts = [f'"corrections": [\n{corrections}\n]']
    parts += [f'"{key}": {_lines(facts[key])}' for key in ("paging", "operations")]
    schemas = ",\n".join(f'"{n}": {_written_schema(s)}' for n, s in facts["schemas"].items())
    return "{\n" + ",\n".join([*parts, f'"schemas": {{\n{schemas}\n}}']) + "\n}\n"


def _written_schema(schema: Json) -> str:
    head = "".join(f'"{k}": {_line(schema[k])}, ' for k in ("extends", "tolerated") if k in schema)
    return f'{{{head}"fields": {_lines(schema["fields"])}}}'


def _lines(entries: Json) -> str:
    return "{\n" + ",\n".join(f'  "{k}": {_line(_short(v))}' for k, v in entries.items()) + "\n}"


def _short(facts: Json) -> Any:
    """Return only the type of a field that has no other facts, also within an operation."""
    if facts.keys() == {"type"}:
        return facts["type"]
    parts = {where: facts[where] for where in ("path", "query", "form") if where in facts}
    return facts | {w: {n: _short(f) for n, f in part.items()} for w, part in parts.items()}


def _line(facts: Any) -> str:
    return json.dumps(facts, ensure_ascii=False)


def main() -> None:
    """Write the table of the description that the command line names."""
    if len(sys.argv) not in {2, 3}:
        raise SystemExit(__doc__)
    openapi = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))
    target = Path(sys.argv[2]) if len(sys.argv) == 3 else SHIPPED
    facts = table(openapi)
    target.write_text(written(facts), encoding="utf-8", newline="\n")
    print(f"{target}: {len(facts['operations'])} operations, {len(facts['schemas'])} schemas")


if __name__ == "__main__":
    main()
