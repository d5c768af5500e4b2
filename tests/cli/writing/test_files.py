"""Files of rows are read as JSON, JSON Lines or CSV, and all that is wrong with them is said."""

import json
from typing import Any

import pytest

from tests.cli.writing.conftest import Writing

NELLY = {"name": "Nelly Bloom", "customer": True, "email": "nelly@example.no"}
SENT = {**NELLY, "supplier": False}


def sent(fiken: Writing, family: str, name: str, text: str | bytes, *arguments: str) -> list[Any]:
    """Return the JSON of the requests that a file makes."""
    path = fiken.file(name, text)
    done = fiken("create", family, "--from", path, "--dry-run", *arguments)
    assert 0 == done.code, done.err
    return [json.loads(line)["json"] for line in done.out.split("\n")[:-1]]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(NELLY),
        json.dumps([NELLY], indent=2),
        f"\n{json.dumps(NELLY)}\n",
        "name,customer,email\nNelly Bloom,true,nelly@example.no\n",
        "name;customer;email\r\nNelly Bloom;ja;nelly@example.no\r\n",
        "\ufeffname;customer;email\r\nNelly Bloom;SANN;nelly@example.no\r\n",
        'name\tcustomer\temail\n"Nelly Bloom"\t1\tnelly@example.no\n\n\t\t\n',
        "sep=;\nname;customer;email;currency\nNelly Bloom;yes;nelly@example.no;\n",
        "name,# remark,customer,email\nNelly Bloom,good,true,nelly@example.no\n",
    ],
)
def test_files_have_many_forms(fiken: Writing, text: str) -> None:
    assert [SENT] == sent(fiken, "contacts", "new.txt", text)


HEADINGS = "customer_id;issue_date;due_date;cash;bank_account_code"
LINE = "lines.description;lines.quantity;lines.unit_price (kr);lines.vat_type;lines.income_account"


def test_a_line_has_columns_of_its_own(fiken: Writing) -> None:
    """Where a row has the columns of a second line, they make one, and empty cells make none."""
    row, kaffe = "7;15.6.2026;29.6.2026;nei;1920:10001", "Kaffe;1,5;1 249,50;high;3000"
    headings = f"{HEADINGS};{LINE};{LINE.replace('lines', 'lines[1]')}"
    file = f"{headings}\n{row};{kaffe};Te;2;10;low;3000\n{row};{kaffe};;;;;\n"
    first, second = sent(fiken, "invoices", "i.csv", file)
    coffee = {
        "description": "Kaffe",
        "unitPrice": 124950,
        "quantity": 1.5,
        "vatType": "HIGH",
        "incomeAccount": "3000",
    }
    tea = {
        "description": "Te",
        "unitPrice": 1000,
        "quantity": 2,
        "vatType": "LOW",
        "incomeAccount": "3000",
    }
    assert [coffee, tea] == first["lines"]
    assert [coffee] == second["lines"]


def test_json_lines_have_an_object_each(fiken: Writing) -> None:
    """A separator of lines inside a text does not end it."""
    rows = [{"name": "Ås\u2028Kafé"}, {"name": "Bo"}]
    text = "\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    assert ["Ås\u2028Kafé", "Bo"] == [row["name"] for row in sent(fiken, "contacts", "n.txt", text)]


def test_a_pipe_is_read(fiken: Writing) -> None:
    done = fiken("create", "contacts", "--from", "-", "--dry-run", typed="name\nNelly Bloom\n")
    assert "Nelly Bloom" == json.loads(done.out)["json"]["name"]


def test_kroner_are_named_in_the_heading(fiken: Writing) -> None:
    """Without the unit, an amount is whole øre."""
    rest = ",income_account,vat_type\nSpade,{},3000,high\n"
    for heading, text, ore in [
        ("unit_price (kr)", '"1 249,50"', 124950),
        ("unit_price (kr)", "1249.5", 124950),
        ("unit_price(KR)", "49", 4900),
        ("unit_price", "124950", 124950),
    ]:
        (row,) = sent(fiken, "products", "p.csv", f"name,{heading}{rest}".format(text))
        assert ore == row["unitPrice"]


def test_nested_values_have_points_or_json(fiken: Writing) -> None:
    as_json = json.dumps({"name": "A", "address": {"city": "Ås", "country": "Norge"}})
    as_csv = "name,address.city,address.country\nA,Ås,Norge\n"
    address = {"city": "Ås", "country": "Norge"}
    for text in (as_json, as_csv):
        assert [address] == [row["address"] for row in sent(fiken, "contacts", "a.txt", text)]


def test_lines_stand_in_a_cell(fiken: Writing) -> None:
    """Amounts in them are øre too, or kroner by their names."""
    line = {"description": "Kaffe", "unit_price (kr)": "99,90", "quantity": 1.5}
    line |= {"income_account": "3000", "vat_type": "HIGH"}
    cell = json.dumps([line]).replace('"', '""')
    text = f'customer_id;issue_date;days_until_due_date;lines\n7;31.12.2026;14;"{cell}"\n'
    (row,) = sent(fiken, "invoice-drafts", "d.csv", text)
    assert ("2026-12-31", 9990, 1.5) == (
        row["issueDate"],
        row["lines"][0]["unitPrice"],
        row["lines"][0]["quantity"],
    )


def test_every_problem_is_listed(fiken: Writing) -> None:
    """With its row, and twenty of them at most. Nothing is sent."""
    rows = ["name,custmer,email,language,customer", "A,yes,,NORWEGIAN,perhaps", ",,,KLINGON,"]
    said = fiken.problems("c.csv", "\n".join([*rows, *(f",,a{n}@x.no,," for n in range(30))]))
    lines = said.splitlines()
    assert lines[0].startswith("row 2: custmer is not a field: did you mean customer or ")
    assert lines[1].startswith("row 2: customer 'perhaps' is neither yes nor no")
    assert lines[2].startswith("row 3: language 'KLINGON' is not one of the choices")
    assert "row 3: name is missing" == lines[3]
    assert "row 4: name is missing" == lines[4]
    assert ["… and 14 more", "fiken: 34 problems in"] == [lines[20], lines[21][:21]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty: it needs JSON, or CSV with headings"),
        ("name\n", "has no rows"),
        ("[]", "has no rows"),
        (b"PK\x03\x04rest", "is an Excel workbook, and not a text. Save it as UTF-8"),
        ("name\nBø\n".encode("latin-1"), "is not in UTF-8 (byte 0xF8 in line 2). Save it as"),
        ("name\nBo\n".encode("utf-16"), "is not in UTF-8 (byte 0xFF in line 1)"),
        ("name\nBo\n".encode("utf-16-le"), "is not in UTF-8: it has zero bytes"),
        ("name,email;customer\nA,b;c\n", "has commas and semicolons between its headings"),
        ("name,email,name\nA,,B\n", "has two columns 'name': rename or remove one"),
        ("name,email\nA\n", "row 2 has 1 cells, and there are 2 headings"),
        ("name,\nA,B\n", "row 2 has 'B' in a column without a name"),
        ('name\n"A\n', "is not CSV in line 2: unexpected end of data (is a quotation mark"),
        ('[{"name": "A"},]', "is not JSON in line 1, column 16"),
        ('{"name": "A"}\n{"name" "B"}\n', "is not JSON in line 2, column 9"),
        ('{"name": "A", "name": "B"}', "'name' is there twice in one object"),
        ('{"name": "A", "discount": NaN}', "NaN is not a number of JSON"),
        ('{"name": "A", "discount": 1e99999999999999999999}', "is too large a number"),
        ('{"name": "A", "discount (kr)": 5}', "discount is not an amount, so its name has no unit"),
        ('{"name": "A", "groups": ' + "[" * 99999, "it has too many brackets in brackets"),
        ('["A"]', "row 1 is not an object with names and values: 'A'"),
        ('{"name": 7}', "row 1: name must be text of 1 to 200 characters, not 7"),
        ('{"name": "A", "groups": "B"}', 'groups must be a list, such as ["A", "B"], not \'B\''),
        ("name,groups\nA,B\n", 'groups must be JSON, such as ["A", "B"], not \'B\''),
        ("name,groups\nA,[B]\n", "groups is not JSON (Expecting value"),
        ('{"name": "A", "address": 3}', "address must be an object with names and values, not 3"),
        ("name,email.city\nA,B\n", "email.city is not a field: email has no parts"),
        ("name,groups.name\nA,B\n", "groups.name is in a list: give groups as JSON"),
        ("name,address[0].city\nA,B\n", "address[0].city is not a field: address is not a list"),
        ("name,contact_person.nam\nA,B\n", "contact_person[0].nam is not a field: did you mean"),
        (
            "name,contact_person[1].name\nA,B\n",
            "contact_person[1].name needs contact_person[0] before it",
        ),
        (
            "name,contact_person,contact_person.name\nA,[],B\n",
            "contact_person.name is given twice: keep one of the two",
        ),
        ("name,name (kr)\nA,B\n", "name is given twice: keep one of the two"),
        ("email (kr),name\nA,B\n", "email is not an amount, so its name has no unit in brackets"),
        ("name,address.city\nA,Oslo\n", "row 2: address.country is missing"),
        ('{"name": "A", "contactPerson": 1}', "did you mean contact_person?"),
        ('{"name": "A", "discount (%)": 1}', "discount (%) is not a field: did you mean discount?"),
    ],
)
def test_a_file_is_refused(fiken: Writing, text: str | bytes, message: str) -> None:
    assert message in fiken.problems("c.txt", text)


@pytest.mark.parametrize(
    ("heading", "text", "message"),
    [
        (
            "unit_price",
            '"1 249,50"',
            "must be whole øre, not '1 249,50': name it 'unit_price (kr)'",
        ),
        ("unit_price", "49.90", "must be whole øre, not '49.90'"),
        ("unit_price (kr)", "1.249", "'1.249' kroner is ambiguous"),
        ("unit_price (kr)", "49.999", "ambiguous"),
        ("unit_price (kr)", "1.23E+06", "is '1.23E+06', which a spreadsheet may have rounded"),
        ("unit_price", "1e3", "is '1e3', which a spreadsheet may have rounded: write all its"),
        ("stock (kr)", "5", "stock is not an amount, so its name has no unit in brackets"),
        ("stock", "ten", "stock 'ten' is not a number"),
    ],
)
def test_amounts_are_never_guessed(fiken: Writing, heading: str, text: str, message: str) -> None:
    rows = f"name,{heading},income_account,vat_type\nSpade,{text},3000,HIGH\n"
    done = fiken("create", "products", "--from", fiken.file("p.csv", rows))
    assert (1, "") == (done.code, done.out)
    assert message in done.err


def test_a_percentage_is_no_amount(fiken: Writing) -> None:
    """Those who mean 50 kroner must not give 50 percent. The unit of a list is that of amounts."""
    line = {"description": "Kaffe", "unit_price": 500, "quantity": 1, "discount": 50}
    line |= {"income_account": "3000", "vat_type": "HIGH"}
    rest = {"customer_id": 7, "issue_date": "2026-12-31", "days_until_due_date": 14}
    named = {("discount (kr)" if name == "discount" else name): v for name, v in line.items()}
    file = fiken.file("d.json", json.dumps({**rest, "lines": [named]}))
    done = fiken("create", "invoice-drafts", "--from", file, "--dry-run")
    assert (1, "") == (done.code, done.out)
    assert "lines[0].discount is not an amount, so its name has no unit" in done.err
    text = json.dumps({**rest, "lines (kr)": [line]})
    (row,) = sent(fiken, "invoice-drafts", "d.json", text)
    assert (50000, 50) == (row["lines"][0]["unitPrice"], row["lines"][0]["discount"])


def test_a_missing_file_is_named(fiken: Writing) -> None:
    done = fiken("create", "contacts", "--from", "nowhere.csv")
    assert (1, "fiken: nowhere.csv: No such file or directory\n") == (done.code, done.err)


@pytest.mark.parametrize("form", [[], ["--excel"], ["--format", "json"], ["--format", "jsonl"]])
def test_what_list_writes_can_be_read(fiken: Writing, form: list[str]) -> None:
    """Nothing changes then, and new ones need the columns of Fiken to be ignored."""
    for family in ("contacts", "products", "projects"):
        listed = fiken("list", family, *(form or ["--format", "csv"]))
        file = fiken.file("listed.txt", listed.out)
        done = fiken("update", family, "--from", file)
        assert (0, "") == (done.code, done.out)
        assert done.err.startswith("nothing to change: Fiken has these values already"), done.err
        refused = fiken("create", family, "--from", file)
        assert 1 == refused.code
        remedy = refused.err.rstrip().rpartition("--ignore ")[2]
        assert remedy.startswith(f"{family[:-1]}_id,"), refused.err
        again = fiken("create", family, "--from", file, "--ignore", remedy, "--dry-run")
        assert (0, "") == (again.code, again.err)
