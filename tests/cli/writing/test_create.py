"""`fiken create` shows what it sends, sends each row once, and says what became of the rows."""

import json
import re
import shlex
from pathlib import Path

import pytest

from fiken import CompanyClient
from fiken.emulator import DropAfterCarryingOut, DropBeforeReading, Emulator, Status
from tests.catalogue import sale
from tests.cli.writing.conftest import Writing


def posts(emulator: Emulator) -> int:
    """Return how many requests that create something the emulator has served."""
    return sum(each.method == "POST" for each in emulator.requests)


def test_values_are_sent_and_shown(fiken: Writing, acme: CompanyClient) -> None:
    done = fiken("create", "contact", "name=Nelly = Bloom", "customer=ja", "address.country=Norge")
    assert 0 == done.code
    saved = acme.contacts.find(int(done.out))
    assert saved.address is not None
    assert ("Nelly = Bloom", True, "Norge") == (saved.name, saved.customer, saved.address.country)
    request, payload, result = done.err.splitlines()
    assert request.startswith(f"POST /companies/{acme.slug}/contacts: 1 contact for ")
    assert request.endswith(f"({acme.slug}), which is a test company")
    assert "Nelly = Bloom" == json.loads(payload)["name"]
    assert "created 1 contact" == result


def test_a_dry_run_sends_nothing(fiken: Writing, emulator: Emulator) -> None:
    done = fiken("create", "contacts", "name=Nelly", "--dry-run")
    expected = {"name": "Nelly", "customer": False, "supplier": False}
    request = {
        "method": "POST",
        "path": f"/companies/{emulator.company_slug}/contacts",
        "json": expected,
    }
    assert (0, request, "") == (done.code, json.loads(done.out), done.err)
    assert 0 == posts(emulator)


def test_names_do_not_command_the_terminal(fiken: Writing) -> None:
    """The requests have an escape of JSON for each character that is not printable."""
    name = "Bo\x1b[31m\x9b31m\u202e\U000e0001"
    file = fiken.file("c.json", json.dumps({"name": name}))
    for more in (["--dry-run"], []):
        done = fiken("create", "contacts", "--from", file, *more)
        assert 0 == done.code
        assert (done.out + done.err).replace("\n", "").isprintable()
        assert "Bo\\u001b[31m\\u009b31m\\u202e\\udb40\\udc01" in done.out + done.err
    done = fiken("create", "contacts", "--from", file, "--dry-run")
    assert name == json.loads(done.out)["json"]["name"]


def test_the_same_command_creates_once(fiken: Writing, emulator: Emulator) -> None:
    """Unless it says that it is another time. That one is repeated as safely."""
    first = fiken("create", "contacts", "name=Nelly")
    again = fiken("create", "contacts", "name=Nelly")
    assert first.out == again.out
    assert "an earlier run had created 1, for which nothing was sent" in again.err
    assert "To create once more: --again 2" in again.err
    assert 1 == posts(emulator)
    other = [fiken("create", "contacts", "name=Nelly", "--again", "2") for _ in range(2)]
    assert other[0].out == other[1].out != first.out
    assert 2 == posts(emulator)


def test_equal_rows_are_all_created(fiken: Writing, acme: CompanyClient) -> None:
    """They are named before. JSON and CSV with equal content are the same import."""
    file = fiken.file("c.csv", "name\nBo\nKari\nBo\n")
    done = fiken("create", "contacts", "--from", file)
    assert "warning: row 4: it is equal to row 2, and both are created" in done.err
    assert 3 == len(set(done.out.split()))
    rows = [{"name": "Kari"}, {"name": "Bo"}, {"name": "Bo"}]
    file = fiken.file("c.json", json.dumps(rows))
    again = fiken("create", "contacts", "--from", file, "--format", "jsonl")
    lines = [json.loads(line) for line in again.out.splitlines()]
    assert sorted(map(int, done.out.split())) == sorted(line["contact_id"] for line in lines)
    assert [1, 2, 3] == [line["row"] for line in lines]
    assert {True} == {line["was_there"] for line in lines}
    assert 2 == len(acme.contacts.all(name="Bo"))


def test_keys_of_parents_are_their_own(fiken: Writing, acme: CompanyClient) -> None:
    """Two sales can have a payment on the same day, from the same column of the key."""
    file = fiken.file("p.csv", "date,account,amount (kr)\n15.6.2026,1920:10001,10\n")
    for n in (1, 2):
        key = acme.sales.save(sale(n)).sale_id
        options = ("--sale", str(key), "--from", file, "--key", "date")
        done = [fiken("create", "payments", *options) for _ in range(2)]
        assert (0, done[0].out) == (done[1].code, done[1].out)
        assert [1000] == [payment.amount for payment in acme.sales.payments(key).all()]


def test_a_column_is_the_key(fiken: Writing, emulator: Emulator) -> None:
    """Its values are different, and another content under one of them is refused."""
    file = fiken.file("c.csv", "name,member_number_string\nBo,m1\nKari,m2\n")
    by_number = ("--key", "member_number_string")
    assert 0 == fiken("create", "contacts", "--from", file, *by_number).code
    file = fiken.file("c.csv", "name,member_number_string\nBo,m1\nAnne,m3\nPer,m2\n")
    done = fiken("create", "contacts", "--from", file, *by_number)
    assert 1 == done.code
    assert "row 4: the idempotency key 'contacts member_number_string m2' was used" in done.err
    assert 3 == posts(emulator)
    long = f"name,member_number_string\n{'N' * 200},{'m' * 300}\n"
    file = fiken.file("l.csv", long)
    made = [fiken("create", "contacts", "--from", file, *by_number) for _ in range(2)]
    assert (0, made[0].out) == (made[1].code, made[1].out)
    for text, message in [
        (
            "name,member_number_string\nBo,m1\nAnne,m1\n",
            "row 3: member_number_string is 'm1', as in",
        ),
        ("name,member_number_string\nBo,\n", "row 2: member_number_string is empty: --key needs"),
        ("name\nBo\n", "row 2: member_number_string is empty: --key needs a value in each row"),
        (
            "name,member_number_string\nBo,m4\nAnne,m4 \n",
            "row 3: member_number_string is 'm4', as in row 2",
        ),
    ]:
        assert message in fiken.problems("k.csv", text, *by_number)


def test_lost_answers_double_nothing(
    fiken: Writing, emulator: Emulator, acme: CompanyClient
) -> None:
    """Whether Fiken has carried the request out or not."""
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    emulator.fail_next(DropBeforeReading(), method="POST", skip=1)
    file = fiken.file("c.csv", "name\nAnne\nBo\nCarl\n")
    done = fiken("create", "contacts", "--from", file)
    assert (0, 3) == (done.code, len(done.out.split()))
    assert [1, 1, 1] == [len(acme.contacts.all(name=name)) for name in ("Anne", "Bo", "Carl")]


REFUSED = "name,income_account,vat_type\nSpade,3000,HIGH\nRake,9999,HIGH\nHoe,3000,HIGH\n"


def test_a_refused_row_stops_the_others(fiken: Writing, acme: CompanyClient) -> None:
    """The same command goes on there, when the row is correct."""
    done = fiken("create", "products", "--from", fiken.file("p.csv", REFUSED))
    assert 1 == done.code
    stopped, sentence = done.err.splitlines()[-2:]
    assert "created 1 product; 1 were refused; 1 are left. The same command goes on" in stopped
    assert sentence.startswith("fiken: row 3: POST ")
    assert "There is no account 9999" in sentence
    assert sentence.endswith("Correct it, or go on without it: --continue")
    again = fiken(
        "create", "products", "--from", fiken.file("p.csv", REFUSED.replace("9999", "3000"))
    )
    assert 0 == again.code
    assert "created 2 products; an earlier run had created 1" in again.err
    assert [1, 1, 1] == [len(acme.products.all(name=name)) for name in ("Spade", "Rake", "Hoe")]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_refused_rows_are_kept(fiken: Writing, acme: CompanyClient, form: str) -> None:
    """With the reasons, in a file that can be given again."""
    rows = [
        dict(zip(REFUSED.split("\n", maxsplit=1)[0].split(","), line.split(","), strict=True))
        for line in REFUSED.split("\n")[1:-1]
    ]
    text = REFUSED if form == "csv" else json.dumps(rows)
    kept = fiken.folder / "kept"
    done = fiken(
        *("create", "products", "--from", fiken.file("p.txt", text)),
        *("--continue", "--rejected", str(kept)),
    )
    assert (1, 2) == (done.code, len(done.out.split()))
    assert "created 2 products; 1 were refused" in done.err
    assert "There is no account 9999" in kept.read_text()
    fixed = fiken.file(
        "fixed.txt", kept.read_text().replace("9999,HIGH", "3000,HIGH").replace('"9999"', '"3000"')
    )
    again = fiken("create", "products", "--from", fixed)
    assert (0, "created 1 product") == (again.code, again.err.splitlines()[-1])
    assert [1, 1, 1] == [len(acme.products.all(name=name)) for name in ("Spade", "Rake", "Hoe")]


def test_refused_rows_open_in_excel(fiken: Writing, acme: CompanyClient) -> None:
    """As the file did: with its byte order mark, its semicolons, and its apostrophes."""
    text = "\ufeffname;income_account;vat_type\r\n'=Spåde;9999;HIGH\r\nHoe;3000;HIGH\r\n"
    kept = fiken.folder / "kept.csv"
    named = ("create", "products", "--from", fiken.file("p.csv", text))
    assert 1 == fiken(*named, "--continue", "--rejected", str(kept)).code
    headings, row, rest = kept.read_bytes().decode().split("\r\n")
    assert ("\ufeffname;income_account;vat_type;# reason", "") == (headings, rest)
    assert row.startswith("'=Spåde;9999;HIGH;")
    fixed = fiken.file("fixed.csv", kept.read_bytes().decode().replace("9999", "3000"))
    assert 0 == fiken("create", "products", "--from", fixed).code
    assert 1 == len(acme.products.all(name="=Spåde"))


def test_an_unknown_unit_is_refused(fiken: Writing, emulator: Emulator) -> None:
    """The message says what the two headings of amounts mean."""
    for name in ("unit_price (NOK)", "unit_price (øre)"):
        done = fiken("create", "products", "name=Spade", f"{name}=1")
        assert (1, "") == (done.code, done.out)
        assert (
            f"{name} is not a field: name it unit_price for whole øre, "
            "or 'unit_price (kr)' for kroner\n"
        ) in done.err
    assert 0 == posts(emulator)


def test_the_file_of_rows_is_not_replaced(
    fiken: Writing, emulator: Emulator, tmp_path: Path
) -> None:
    """By the refused ones, by whatever path it is named."""
    file, link = fiken.file("p.csv", REFUSED), tmp_path / "link.csv"
    link.symlink_to(file)
    for rejected in (file, str(link)):
        done = fiken("create", "products", "--from", file, "--rejected", rejected)
        assert (2, "") == (done.code, done.out)
        assert f"--rejected {rejected} is the file of --from: name another one" in done.err
    assert (0, REFUSED) == (posts(emulator), Path(file).read_text())
    made = fiken("create", "contacts", "name=Bo").out.strip()
    file = fiken.file("c.csv", f"contact_id,name\n{made},Kari\n")
    done = fiken("update", "contacts", "--from", file, "--rejected", file)
    assert (2, f"contact_id,name\n{made},Kari\n") == (done.code, Path(file).read_text())


def test_rows_of_an_earlier_run_are_named(fiken: Writing) -> None:
    """A row that only looks alike counts as done too, and a person has to see which one it is."""
    fiken("create", "contacts", "--from", fiken.file("c.csv", "name\nAnne\nBo\n"))
    rows = ["Ola", "Anne", "Kari", "Bo", "Per"]
    done = fiken("create", "contacts", "--from", fiken.file("d.csv", "\n".join(["name", *rows])))
    assert 5 == len(done.out.split())
    last = "created 3 contacts; an earlier run had created 2 (rows 3, 5), for which nothing was"
    assert last in done.err.splitlines()[-1]
    again = fiken("create", "contacts", "--from", fiken.file("d.csv", "\n".join(["name", *rows])))
    assert "an earlier run had created 5 (rows 2-6), for which" in again.err


def test_an_error_of_all_rows_stops(fiken: Writing, emulator: Emulator) -> None:
    """Even if the person wants to go on."""
    file = fiken.file("c.csv", "name\nAnne\nBo\nCarl\n")
    emulator.fail_next(Status(403), method="POST", skip=1)
    done = fiken("create", "contacts", "--from", file, "--continue")
    assert (1, 1) == (done.code, len(done.out.split()))
    assert "created 1 contact; 2 are left. The same command goes on" in done.err
    assert 2 == posts(emulator)


def test_a_deleted_one_is_not_there(fiken: Writing) -> None:
    file = fiken.file("c.csv", "name\nAnne\nBo\n")
    made = fiken("create", "contacts", "--from", file).out.split()
    fiken("delete", "contacts", *made)
    for source in (["--from", file], ["name=Anne"]):
        done = fiken("create", "contacts", *source)
        assert 1 == done.code
        assert "an earlier run had created it, and Fiken does not have it any more" in done.err
        assert "(an emulator that was started anew has new books)" in done.err
        assert "add --again 2" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["contacts"], "give values, such as name=Nelly, or --from FILE"),
        (["contacts", "Nelly"], "'Nelly' has no name: write NAME=VALUE"),
        (["contacts", "name=A", "name=B"], "'name' is given twice"),
        (["contacts", "name=A", "--from", "b.csv"], "give --from, or values such as 'name=A'"),
        (["contcats", "name=A"], "there is no family 'contcats': did you mean contacts"),
        (["payments", "amount=1"], "say whose payments: give one of --purchase, --sale"),
        (["contacts", "name=A", "--key", "nmae"], "--key nmae: there is no such column"),
        (["contacts", "name=A", "--ignore", "nmae"], "--ignore nmae: there is no such column"),
        (["contacts", "name=A", "--again", "x" * 41], "--again takes a short name, such as 2"),
        (["accounts", "name=A"], "for accounts: fiken"),
    ],
)
def test_wrong_usage_is_explained(fiken: Writing, arguments: list[str], message: str) -> None:
    done = fiken("create", *arguments)
    assert (2, "") == (done.code, done.out)
    assert message in done.err


def test_help_names_the_fields(fiken: Writing) -> None:
    text = fiken("create", "products", "--help").out
    assert "  * income_account  The account that sales of the product are posted to" in text
    assert "    stock           The number of pieces in stock" in text
    assert "product_id" not in text


def test_a_number_series_is_started_by_a_command(fiken: Writing) -> None:
    """The error is the command that starts it."""
    with Emulator(empty=True, seed=1) as emulator:
        fiken.url = emulator.url
        customer = fiken("create", "contacts", "name=Nelly", "customer=yes").out.strip()
        line = {"description": "Kaffe", "unit_price": 100, "quantity": 1, "vat_type": "HIGH"}
        values = {"issue_date": "2026-06-15", "due_date": "2026-06-29", "cash": "no"}
        values |= {"customer_id": customer, "bank_account_code": "1920:10001"}
        values |= {"lines": json.dumps([{**line, "income_account": "3000"}])}
        create = ("create", "invoice", *(f"{name}={text}" for name, text in values.items()))
        done = fiken(*create)
        assert 1 == done.code
        command = re.search(r"Start it once: fiken (.+) lets the first one", done.err)
        assert command is not None, done.err
        assert 0 == fiken(*shlex.split(command[1])).code
        again = fiken(*create)
        assert 0 == again.code, again.err
        assert "10001" in fiken("show", "invoice", again.out.strip()).out
