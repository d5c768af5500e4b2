"""The contract that is shipped, compared with facts typed by hand and with Fiken's description."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fiken.emulator.wire.contract import ContractField, Schema, load
from tests.contract.answers import has_location

ROOT = Path(__file__).parents[2]
DESCRIPTIONS = ROOT.parent / "shared" / "fiken-api"
SEPTEMBER = DESCRIPTIONS / "openapi-2026-09.yaml"
MAY = DESCRIPTIONS / "openapi-2026-05.yaml"
COMPANY = "/companies/{companySlug}"
CONTRACT = load()

needs_september = pytest.mark.skipif(not SEPTEMBER.exists(), reason=f"{SEPTEMBER} is not here")
needs_may = pytest.mark.skipif(not MAY.exists(), reason=f"{MAY} is not here")


def field(schema: str, name: str) -> ContractField:
    """Return a field of a schema of the contract."""
    return CONTRACT.schemas[schema].fields[name]


def required(schema: str) -> set[str]:
    """Return the names of the fields that a schema requires."""
    return {f.name for f in CONTRACT.schemas[schema].fields.values() if f.required}


def query(method: str, path: str) -> dict[str, Any]:
    """Return the query parameters of an operation, by name."""
    parameters = CONTRACT.operation(method, COMPANY + path).parameters
    return {p.name: p for p in parameters if p.where == "query"}


# --- what the contract contains ------------------------------------------------------------------


def test_there_are_189_operations() -> None:
    assert 189 == len(CONTRACT.operations)
    assert 189 == len({operation.name for operation in CONTRACT.operations})


def test_there_are_705_fields() -> None:
    """704 properties, 4 more inside allOf, and 3 less that are never sent (tools/contract.py)."""
    assert 704 + 4 - 3 == len(CONTRACT.fields())
    assert len(CONTRACT.fields()) == len(set(CONTRACT.fields()))


def test_29_of_the_45_lists_are_paged() -> None:
    lists = [o for o in CONTRACT.operations if o.many and o.method == "GET"]
    assert (45, 29) == (len(lists), sum(o.paged for o in lists))


def test_unpaged_lists_belong_to_another_entity() -> None:
    unpaged = [o.path for o in CONTRACT.operations if o.many and o.method == "GET" and not o.paged]
    last = {path.rpartition("/")[2] for path in unpaged}
    assert {"attachments", "payments", "accruals", "contactPerson"} == last


def test_pages_start_at_0_with_100_rows() -> None:
    """A page has 25 rows by default, and at most 100."""
    paged = [{p.name: p for p in o.parameters} for o in CONTRACT.operations if o.paged]
    assert {(0, 0, None)} == {
        (p["page"].default, p["page"].minimum, p["page"].maximum) for p in paged
    }
    assert {(25, 1, 100)} == {
        (p["pageSize"].default, p["pageSize"].minimum, p["pageSize"].maximum) for p in paged
    }


def test_only_five_lists_can_be_sorted() -> None:
    sorted_lists = {o.path for o in CONTRACT.operations for p in o.parameters if p.name == "sortBy"}
    names = ("contacts", "purchases", "inbox", "ehf")
    assert {"/companies", *(f"{COMPANY}/{name}" for name in names)} == sorted_lists


def test_contacts_are_sorted_by_creation() -> None:
    assert "createdDate asc" == query("GET", "/contacts")["sortBy"].default
    assert (
        "lastModified asc",
        "lastModified desc",
        "createdDate asc",
        "createdDate desc",
    ) == query("GET", "/contacts")["sortBy"].enum


def test_only_account_balances_require_a_filter() -> None:
    needing = {
        (o.name, p.name)
        for o in CONTRACT.operations
        for p in o.parameters
        if o.many and p.where == "query" and p.required
    }
    assert {("getAccountBalances", "date")} == needing


def test_path_parameters_are_in_their_template() -> None:
    for operation in CONTRACT.operations:
        braced_names = {f"{{{p.name}}}" for p in operation.parameters if p.where == "path"}
        assert {s for s in operation.path.split("/") if s.startswith("{")} == braced_names


def test_every_referenced_schema_exists() -> None:
    plain = {
        *("string", "boolean", "number", "integer", "int32", "int64"),
        *("date", "date-time", "uuid", "binary"),
    }
    fields = [f for s in CONTRACT.schemas.values() for f in s.fields.values()]
    references = {f.type for f in fields} | {o.request for o in CONTRACT.operations}
    references |= {o.result for o in CONTRACT.operations}
    assert set() == references - plain - CONTRACT.schemas.keys() - {None}


# --- facts typed by hand -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("contactId", ContractField("contactId", "int64", access="ro")),
        ("name", ContractField("name", "string", required=True, min_length=1, max_length=200)),
        ("email", ContractField("email", "string", max_length=200)),
        ("organizationNumber", ContractField("organizationNumber", "string", max_length=200)),
        ("customerNumber", ContractField("customerNumber", "int32", access="ro")),
        ("phoneNumber", ContractField("phoneNumber", "string", max_length=20, access="wo")),
        ("bankAccountNumber", ContractField("bankAccountNumber", "string", max_length=11)),
        ("currency", ContractField("currency", "string", pattern="^[A-Z]{3}$", access="wo")),
        ("language", ContractField("language", "string", nullable=True)),
        ("customer", ContractField("customer", "boolean", default=False)),
        ("discount", ContractField("discount", "number")),
        ("address", ContractField("address", "address")),
        ("groups", ContractField("groups", "string", many=True)),
        ("notes", ContractField("notes", "contactNote", many=True, access="ro")),
        ("contactPerson", ContractField("contactPerson", "contactPerson", many=True)),
    ],
)
def test_contact_has_fields_and_limits(name: str, expected: ContractField) -> None:
    assert expected == field("contact", name)


REQUIRED: list[tuple[str, set[str]]] = [
    ("contact", {"name"}),
    ("contactPerson", {"name", "email"}),
    ("address", {"country"}),
    ("product", {"name", "incomeAccount", "vatType", "active"}),
    ("projectRequest", {"number", "name", "startDate"}),
    ("updateProjectRequest", set()),
    ("bankAccountRequest", {"name", "bankAccountNumber", "type"}),
    ("invoiceishDraftRequest", {"type", "daysUntilDueDate", "customerId"}),
    ("invoiceishDraftLine", {"quantity"}),
    ("sendInvoiceRequest", {"invoiceId", "method", "includeDocumentAttachments"}),
    ("saleRequest", {"date", "kind", "lines", "currency"}),
    ("purchaseRequest", {"date", "kind", "lines", "currency"}),
    ("accrualRequest", {"lineId", "startDate", "periods", "account"}),
    ("generalJournalEntryRequest", {"journalEntries"}),
    ("payment", {"date", "account", "amount"}),
    ("purchaseResult", set()),
    ("creditNoteResult", set()),
]


@pytest.mark.parametrize(("schema", "names"), REQUIRED)
def test_requests_have_required_fields(schema: str, names: set[str]) -> None:
    """Where observations contradict the description, the contract follows the observations."""
    assert names == required(schema)


def test_answers_have_no_required_fields() -> None:
    answered = CONTRACT.results - CONTRACT.requests
    assert set() == {(name, f) for name in answered for f in required(name)}


def test_enumerations_in_texts_are_left_out() -> None:
    """`language` and `vatType` have their values only in the text of the description."""
    assert {()} == {
        f.enum
        for name, schema in CONTRACT.schemas.items()
        for f in schema.fields.values()
        if f.name == "language" or (f.name == "vatType" and name != "company")
    }


def test_company_has_four_vat_periods() -> None:
    assert ("no", "yearly", "monthly", "bi-monthly") == field("company", "vatType").enum


def test_enumeration_schema_becomes_values() -> None:
    """An enumeration that is a schema of its own is stored as the values of the field."""
    ways = ("none", "round_half", "round_whole", "round_down_half", "round_down_whole")
    assert ContractField("roundingType", "string", enum=ways) == field(
        "invoiceRequest", "roundingType"
    )


def test_list_items_have_the_enumeration() -> None:
    method = field("sendInvoiceRequest", "method")
    expected = ("string", True, ("email", "ehf", "efaktura", "sms", "letter", "auto"))
    assert expected == (method.type, method.many, method.enum)


def test_invoice_requires_a_line() -> None:
    lines = ContractField("lines", "invoiceLineRequest", many=True, required=True, min_items=1)
    assert lines == field("invoiceRequest", "lines")


def test_inherited_fields_belong_to_their_base() -> None:
    """The schema contains an inherited field, and `home` counts it with the base."""
    assert {"code", "name", "balance"} == CONTRACT.schemas["accountBalance"].fields.keys()
    assert ("account", "code") == CONTRACT.home("accountBalance", "code")
    assert ("accountBalance", "balance") == CONTRACT.home("accountBalance", "balance")
    assert ("account", "code") == CONTRACT.home("account", "code")


def test_deleting_a_contact_has_two_answers() -> None:
    """The answer is empty, or it is the contact that became inactive."""
    delete = CONTRACT.operation("DELETE", f"{COMPANY}/contacts/{{contactId}}")
    assert ((200, 204), "contact", False) == (delete.statuses, delete.result, delete.many)


def test_groups_are_a_list_of_strings() -> None:
    groups = CONTRACT.operation("GET", f"{COMPANY}/groups")
    assert ("string", True, True) == (groups.result, groups.many, groups.paged)


def test_only_counters_have_optional_bodies() -> None:
    optional = {o.name for o in CONTRACT.operations if o.optional_body}
    kinds = ("Invoice", "CreditNote", "Offer", "OrderConfirmation")
    assert {f"create{kind}Counter" for kind in kinds} == optional


def test_contact_attachment_is_a_form() -> None:
    post = CONTRACT.operation("POST", f"{COMPANY}/contacts/{{contactId}}/attachments")
    assert (
        ContractField("filename", "string", required=True),
        ContractField("comment", "string"),
        ContractField("file", "binary", required=True),
    ) == post.multipart
    assert post.request is None


def test_file_is_optional_for_inbox_documents() -> None:
    """A document that is in Fiken can be named instead of a file."""
    optional_files = {
        operation.name
        for operation in CONTRACT.operations
        if operation.multipart and not any(part.required for part in operation.multipart)
    }
    parents = ("JournalEntry", "Sale", "SaleDraft", "Purchase", "PurchaseDraft")
    assert {f"addAttachmentTo{parent}" for parent in parents} == optional_files


@pytest.mark.parametrize("name", ["creditNotes/{creditNoteId}", "offers/{offerId}"])
def test_ids_described_as_strings_are_numbers(name: str) -> None:
    """The description has two ids as strings."""
    operation = CONTRACT.operation("GET", f"{COMPANY}/{name}")
    assert ["string", "int64"] == [p.type for p in operation.parameters]


def test_attachments_are_only_in_answers() -> None:
    assert "attachment" in CONTRACT.results
    assert "attachment" not in CONTRACT.requests
    assert "contactPerson" in CONTRACT.requests & CONTRACT.results


def test_unused_schemas_are_left_out() -> None:
    used = CONTRACT.requests | CONTRACT.results
    bases = {s.extends for s in CONTRACT.schemas.values() if s.extends}
    assert set() == CONTRACT.schemas.keys() - used - bases


def test_every_correction_has_a_reason() -> None:
    assert all(c.where and c.change and c.why for c in CONTRACT.corrections)
    assert 10 == len({c.where for c in CONTRACT.corrections})


def test_unknown_operation_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="Fiken has no PATCH"):
        CONTRACT.operation("PATCH", f"{COMPANY}/contacts/{{contactId}}")


# --- operations by path --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "name", "values"),
    [
        ("GET", "/user", "getUser", {}),
        ("GET", "/companies/acme", "getCompany", {"companySlug": "acme"}),
        ("GET", "/companies/acme/invoices/drafts", "getInvoiceDrafts", {"companySlug": "acme"}),
        ("POST", "/companies/acme/invoices/send", "sendInvoice", {"companySlug": "acme"}),
        ("GET", "/companies/acme/invoices/counter", "getInvoiceCounter", {"companySlug": "acme"}),
        (
            "POST",
            "/companies/acme/products/salesReport",
            "createProductSalesReport",
            {"companySlug": "acme"},
        ),
        (
            "GET",
            "/companies/acme/invoices/17",
            "getInvoice",
            {"companySlug": "acme", "invoiceId": "17"},
        ),
        (
            "GET",
            "/companies/acme/accounts/1500:10001",
            "getAccount",
            {"companySlug": "acme", "accountCode": "1500:10001"},
        ),
        (
            "POST",
            "/companies/acme/timeEntries/createInvoiceDraft",
            "createInvoiceDraftFromTimeEntries",
            {"companySlug": "acme"},
        ),
    ],
)
def test_literal_paths_precede_parameters(
    method: str, path: str, name: str, values: dict[str, str]
) -> None:
    """A path matches the operation with the most literal segments."""
    match = CONTRACT.match(method, path)
    assert match is not None
    assert (name, values) == (match[0].name, match[1])


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/companies/acme/contacts/17", ("GET", "PUT", "DELETE")),
        ("/companies/acme/products/salesReport", ("POST",)),
        ("/companies/acme/journalEntries", ("GET",)),
        ("/companies/acme/bank-accounts", ()),
        ("/companies/acme/contacts/17/payments", ()),
        ("/", ()),
    ],
)
def test_path_has_its_methods(path: str, methods: tuple[str, ...]) -> None:
    """PATCH of a contact and POST of a journal entry are 405 (docs/observed.md#4-error-bodies)."""
    assert methods == CONTRACT.methods(path)
    assert CONTRACT.match("PATCH", path) is None


def test_every_operation_matches_its_path() -> None:
    for operation in CONTRACT.operations:
        match = CONTRACT.match(operation.method, operation.path)
        assert match is not None
        assert operation == match[0]


# --- comparison with Fiken's description, where the file exists -----------------------------------


@pytest.fixture(scope="module")
def september() -> Any:
    """Fiken's description of September 2026."""
    return described(SEPTEMBER)


def described(path: Path) -> Any:
    """Return Fiken's description from this file; skip the test without a YAML parser."""
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def properties(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of a schema, and of its parts that are not references."""
    own = dict(schema.get("properties", {}))
    for part in schema.get("allOf", ()):
        own |= part.get("properties", {})
    return own


@needs_september
def test_shipped_contract_is_up_to_date(tmp_path: Path) -> None:
    target = tmp_path / "contract.json"
    tool = ROOT / "tools" / "contract.py"
    subprocess.run([sys.executable, tool, SEPTEMBER, target], check=True, capture_output=True)
    shipped = ROOT / "fiken" / "emulator" / "wire" / "contract.json"
    assert target.read_text(encoding="utf-8") == shipped.read_text(encoding="utf-8"), (
        f"run: python tools/contract.py {SEPTEMBER}"
    )


@needs_september
def test_contract_has_all_operations(september: Any) -> None:
    described = {
        (method.upper(), path, facts["operationId"])
        for path, item in september["paths"].items()
        for method, facts in item.items()
        if method != "parameters"
    }
    assert described == {(o.method, o.path, o.name) for o in CONTRACT.operations}


@needs_september
def test_locations_are_those_of_the_description(september: Any) -> None:
    """The table does not say which answers have a Location: the check of answers knows it."""
    located = {
        facts["operationId"]
        for item in september["paths"].values()
        for method, facts in item.items()
        if method != "parameters"
        and any("Location" in answer.get("headers", {}) for answer in facts["responses"].values())
    }
    assert located == {o.name for o in CONTRACT.operations if has_location(o)}


@needs_september
def test_contract_has_all_fields(september: Any) -> None:
    """Three fields of the description are never sent and never returned."""
    described = {
        (schema, name)
        for schema, facts in september["components"]["schemas"].items()
        for name in properties(facts)
    }
    never_sent = {
        ("timeUserRequest", "name"),
        ("timeUserRequest", "email"),
        ("purchaseRequest", "transactionId"),
    }
    assert never_sent == described - set(CONTRACT.fields())
    assert set() == set(CONTRACT.fields()) - described


#: The limits of a description, and the names that they have in the contract.
LIMITS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "minimum": "minimum",
    "maximum": "maximum",
    "minItems": "min_items",
}


@needs_may
def test_contract_has_limits_of_may() -> None:
    """The limits of the description of May are exact; that of September has no texts."""
    schemas = described(MAY)["components"]["schemas"]
    stated = {
        (schema, name, LIMITS[key], value)
        for schema, facts in schemas.items()
        for name, declared in properties(facts).items()
        for key, value in declared.items()
        if key in LIMITS
    }
    assert len(stated) > 40
    assert stated == {limit for limit in stated if limit[3] == limit_in_contract(limit)}


def limit_in_contract(limit: tuple[str, str, str, Any]) -> Any:
    """Return the value of the limit in the contract, or None."""
    schema, name, key, _ = limit
    known = CONTRACT.schemas.get(schema, Schema(schema, {})).fields.get(name)
    return getattr(known, key, None)
