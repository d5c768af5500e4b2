"""The table of facts that is shipped, against facts typed by hand and against the description."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fiken.emulator.wire.contract import ContractField, Schema, load

ROOT = Path(__file__).parents[2]
DESCRIPTIONS = ROOT.parent / "shared" / "fiken-api"
SEPTEMBER = DESCRIPTIONS / "openapi-2026-09.yaml"
MAY = DESCRIPTIONS / "openapi-2026-05.yaml"
COMPANY = "/companies/{companySlug}"
CONTRACT = load()

needs_september = pytest.mark.skipif(not SEPTEMBER.exists(), reason=f"{SEPTEMBER} is not here")
needs_may = pytest.mark.skipif(not MAY.exists(), reason=f"{MAY} is not here")


def field(schema: str, name: str) -> ContractField:
    return CONTRACT.schemas[schema].fields[name]


def required(schema: str) -> set[str]:
    return {f.name for f in CONTRACT.schemas[schema].fields.values() if f.required}


def query(method: str, path: str) -> dict[str, Any]:
    parameters = CONTRACT.operation(method, COMPANY + path).parameters
    return {p.name: p for p in parameters if p.where == "query"}


# What is there


def test_there_are_189_operations_each_with_its_own_name() -> None:
    assert 189 == len(CONTRACT.operations)
    assert 189 == len({operation.name for operation in CONTRACT.operations})


def test_there_are_705_fields() -> None:
    """704 properties, 4 more inside allOf, 3 that never travel (see tools/contract.py)."""
    assert 704 + 4 - 3 == len(CONTRACT.fields())
    assert len(CONTRACT.fields()) == len(set(CONTRACT.fields()))


def test_29_of_the_45_lists_are_paged() -> None:
    lists = [o for o in CONTRACT.operations if o.many and o.method == "GET"]
    assert (45, 29) == (len(lists), sum(o.paged for o in lists))


def test_the_unpaged_lists_are_those_below_another_entity() -> None:
    unpaged = [o.path for o in CONTRACT.operations if o.many and o.method == "GET" and not o.paged]
    last = {path.rpartition("/")[2] for path in unpaged}
    assert {"attachments", "payments", "accruals", "contactPerson"} == last


def test_every_paged_list_takes_a_page_from_0_and_at_most_100_rows() -> None:
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


def test_contacts_are_sorted_by_creation_unless_asked_otherwise() -> None:
    assert "createdDate asc" == query("GET", "/contacts")["sortBy"].default
    assert (
        "lastModified asc",
        "lastModified desc",
        "createdDate asc",
        "createdDate desc",
    ) == query("GET", "/contacts")["sortBy"].enum


def test_account_balances_are_the_only_list_that_needs_a_filter() -> None:
    needing = {
        (o.name, p.name)
        for o in CONTRACT.operations
        for p in o.parameters
        if o.many and p.where == "query" and p.required
    }
    assert {("getAccountBalances", "date")} == needing


def test_every_path_parameter_stands_in_its_template() -> None:
    for operation in CONTRACT.operations:
        named = {f"{{{p.name}}}" for p in operation.parameters if p.where == "path"}
        assert {s for s in operation.path.split("/") if s.startswith("{")} == named


def test_every_schema_that_is_named_exists() -> None:
    plain = {
        *("string", "boolean", "number", "integer", "int32", "int64"),
        *("date", "date-time", "uuid", "binary"),
    }
    fields = [f for s in CONTRACT.schemas.values() for f in s.fields.values()]
    named = {f.type for f in fields} | {o.request for o in CONTRACT.operations}
    named |= {o.result for o in CONTRACT.operations}
    assert set() == named - plain - CONTRACT.schemas.keys() - {None}


# Some of it, typed by hand


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
def test_a_contact_has_the_fields_and_limits_of_the_contract(
    name: str, expected: ContractField
) -> None:
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
def test_requests_require_what_the_contract_and_the_facts_say(schema: str, names: set[str]) -> None:
    assert names == required(schema)


def test_nothing_is_required_of_an_answer() -> None:
    answered = CONTRACT.results - CONTRACT.requests
    assert set() == {(name, f) for name in answered for f in required(name)}


def test_enumerations_that_stand_only_in_texts_are_not_in_the_table() -> None:
    assert {()} == {
        f.enum
        for name, schema in CONTRACT.schemas.items()
        for f in schema.fields.values()
        if f.name == "language" or (f.name == "vatType" and name != "company")
    }


def test_a_company_reports_vat_in_four_ways() -> None:
    assert ("no", "yearly", "monthly", "bi-monthly") == field("company", "vatType").enum


def test_an_enumeration_with_a_schema_of_its_own_is_written_out() -> None:
    ways = ("none", "round_half", "round_whole", "round_down_half", "round_down_whole")
    assert ContractField("roundingType", "string", enum=ways) == field(
        "invoiceRequest", "roundingType"
    )


def test_the_items_of_a_list_have_the_enumeration() -> None:
    method = field("sendInvoiceRequest", "method")
    expected = ("string", True, ("email", "ehf", "efaktura", "sms", "letter", "auto"))
    assert expected == (method.type, method.many, method.enum)


def test_an_invoice_needs_a_line() -> None:
    lines = ContractField("lines", "invoiceLineRequest", many=True, required=True, min_items=1)
    assert lines == field("invoiceRequest", "lines")


def test_what_is_inherited_stands_in_the_schema_and_counts_with_its_base() -> None:
    assert {"code", "name", "balance"} == CONTRACT.schemas["accountBalance"].fields.keys()
    assert ("account", "code") == CONTRACT.home("accountBalance", "code")
    assert ("accountBalance", "balance") == CONTRACT.home("accountBalance", "balance")
    assert ("account", "code") == CONTRACT.home("account", "code")


def test_deleting_a_contact_answers_nothing_or_the_contact_that_was_kept() -> None:
    delete = CONTRACT.operation("DELETE", f"{COMPANY}/contacts/{{contactId}}")
    assert ((200, 204), "contact", False) == (delete.statuses, delete.result, delete.many)


def test_groups_are_a_list_of_strings() -> None:
    groups = CONTRACT.operation("GET", f"{COMPANY}/groups")
    assert ("string", True, True) == (groups.result, groups.many, groups.paged)


def test_the_counters_alone_take_no_body() -> None:
    optional = {o.name for o in CONTRACT.operations if o.optional_body}
    kinds = ("Invoice", "CreditNote", "Offer", "OrderConfirmation")
    assert {f"create{kind}Counter" for kind in kinds} == optional


def test_a_contacts_attachment_is_a_form_with_a_file_and_its_name() -> None:
    post = CONTRACT.operation("POST", f"{COMPANY}/contacts/{{contactId}}/attachments")
    assert (
        ContractField("filename", "string", required=True),
        ContractField("comment", "string"),
        ContractField("file", "binary", required=True),
    ) == post.multipart
    assert post.request is None


def test_a_file_can_be_left_out_where_a_document_that_fiken_has_can_be_named() -> None:
    naming = {
        operation.name
        for operation in CONTRACT.operations
        if operation.multipart and not any(part.required for part in operation.multipart)
    }
    parents = ("JournalEntry", "Sale", "SaleDraft", "Purchase", "PurchaseDraft")
    assert {f"addAttachmentTo{parent}" for parent in parents} == naming


@pytest.mark.parametrize("name", ["creditNotes/{creditNoteId}", "offers/{offerId}"])
def test_ids_that_the_contract_calls_strings_are_numbers(name: str) -> None:
    found = CONTRACT.operation("GET", f"{COMPANY}/{name}")
    assert ["string", "int64"] == [p.type for p in found.parameters]


def test_attachments_of_a_contact_are_answered_but_never_sent() -> None:
    assert "attachment" in CONTRACT.results
    assert "attachment" not in CONTRACT.requests
    assert "contactPerson" in CONTRACT.requests & CONTRACT.results


def test_what_no_operation_uses_is_not_in_the_table() -> None:
    used = CONTRACT.requests | CONTRACT.results
    bases = {s.extends for s in CONTRACT.schemas.values() if s.extends}
    assert set() == CONTRACT.schemas.keys() - used - bases


def test_every_correction_gives_its_reason() -> None:
    assert all(c.where and c.change and c.why for c in CONTRACT.corrections)
    assert 10 == len({c.where for c in CONTRACT.corrections})


def test_an_operation_that_fiken_lacks_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="Fiken has no PATCH"):
        CONTRACT.operation("PATCH", f"{COMPANY}/contacts/{{contactId}}")


# Which operation serves a path


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
def test_a_path_is_served_by_the_operation_that_fits_most_literally(
    method: str, path: str, name: str, values: dict[str, str]
) -> None:
    found = CONTRACT.match(method, path)
    assert found is not None
    assert (name, values) == (found[0].name, found[1])


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
def test_a_path_says_which_methods_it_takes(path: str, methods: tuple[str, ...]) -> None:
    """PATCH of a contact and POST of a journal entry are 405 (docs/observed.md#4-error-bodies)."""
    assert methods == CONTRACT.methods(path)
    assert CONTRACT.match("PATCH", path) is None


def test_every_operation_is_found_by_its_own_path() -> None:
    for operation in CONTRACT.operations:
        found = CONTRACT.match(operation.method, operation.path)
        assert found is not None
        assert operation == found[0]


# Against the description, where it is at hand


@pytest.fixture(scope="module")
def september() -> Any:
    return described(SEPTEMBER)


def described(path: Path) -> Any:
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def properties(schema: dict[str, Any]) -> dict[str, Any]:
    """The properties of a schema and of the parts that are no references."""
    own = dict(schema.get("properties", {}))
    for part in schema.get("allOf", ()):
        own |= part.get("properties", {})
    return own


@needs_september
def test_distilling_the_description_again_gives_the_table_that_is_shipped(tmp_path: Path) -> None:
    target = tmp_path / "contract.json"
    tool = ROOT / "tools" / "contract.py"
    subprocess.run([sys.executable, tool, SEPTEMBER, target], check=True, capture_output=True)
    shipped = ROOT / "fiken" / "emulator" / "wire" / "contract.json"
    assert target.read_text(encoding="utf-8") == shipped.read_text(encoding="utf-8")


@needs_september
def test_the_table_has_the_operations_of_the_description(september: Any) -> None:
    described = {
        (method.upper(), path, facts["operationId"])
        for path, item in september["paths"].items()
        for method, facts in item.items()
        if method != "parameters"
    }
    assert described == {(o.method, o.path, o.name) for o in CONTRACT.operations}


@needs_september
def test_the_fields_are_those_of_the_description_but_for_what_never_travels(september: Any) -> None:
    described = {
        (schema, name)
        for schema, facts in september["components"]["schemas"].items()
        for name in properties(facts)
    }
    never = {
        ("timeUserRequest", "name"),
        ("timeUserRequest", "email"),
        ("purchaseRequest", "transactionId"),
    }
    assert never == described - set(CONTRACT.fields())
    assert set() == set(CONTRACT.fields()) - described


LIMITS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "minimum": "minimum",
    "maximum": "maximum",
    "minItems": "min_items",
}


@needs_may
def test_no_limit_of_may_was_lost() -> None:
    """The limits of the description of May are exact; September's was rebuilt without texts."""
    schemas = described(MAY)["components"]["schemas"]
    stated = {
        (schema, name, LIMITS[key], value)
        for schema, facts in schemas.items()
        for name, declared in properties(facts).items()
        for key, value in declared.items()
        if key in LIMITS
    }
    assert len(stated) > 40
    assert stated == {limit for limit in stated if limit[3] == held(limit)}


def held(limit: tuple[str, str, str, Any]) -> Any:
    schema, name, key, _ = limit
    known = CONTRACT.schemas.get(schema, Schema(schema, {})).fields.get(name)
    return getattr(known, key, None)
