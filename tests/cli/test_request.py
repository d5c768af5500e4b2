"""`fiken request` sends any request, and asks before it may change a real company."""

import json
from pathlib import Path

import pytest

from fiken.emulator import Emulator
from tests.cli.command import Command

CONTACTS = "/companies/{company}/contacts"
OTHER = "/companies/lukket-handel-as/contacts"
NELLY = '{"name": "Nelly Bloom"}'


def test_the_answer_is_printed(at_emulator: Command) -> None:
    done = at_emulator("request", "GET", "/user")
    assert (0, "200\n") == (done.code, done.err)
    assert "Emma Demo" == json.loads(done.out)["name"]


def test_the_query_is_sent(at_emulator: Command, emulator: Emulator) -> None:
    """Below the company of the options."""
    done = at_emulator("request", "get", CONTACTS, "-q", "pageSize=2", "-q", "name=Ola Dunk")
    assert ["Ola Dunk"] == [row["name"] for row in json.loads(done.out)]
    assert {"pageSize": "2", "name": "Ola Dunk"} == emulator.requests[-1].query
    assert emulator.company_slug in emulator.requests[-1].path


@pytest.mark.parametrize("typed", ["text", "file", "stdin"])
def test_json_is_sent(typed: str, at_emulator: Command, emulator: Emulator, tmp_path: Path) -> None:
    """To a test company, without a question. The place of what was made is told."""
    file = tmp_path / "nelly.json"
    file.write_text(NELLY)
    data = {"text": NELLY, "file": f"@{file}", "stdin": "@-"}[typed]
    done = at_emulator("request", "POST", CONTACTS, "--data", data, typed=NELLY)
    assert (0, "") == (done.code, done.out)
    assert f"201, Location: {emulator.url}/companies/{emulator.company_slug}" in done.err
    assert ("POST", {"name": "Nelly Bloom"}) == (
        emulator.requests[-1].method,
        emulator.requests[-1].body,
    )


@pytest.mark.parametrize(
    ("path", "where"),
    [
        (OTHER, "Lukket Handel AS (lukket-handel-as), which is not a test company"),
        ("/companies", "Fiken"),
    ],
)
def test_no_pipe_permits_a_write(
    path: str, where: str, at_emulator: Command, emulator: Emulator
) -> None:
    """To a company that is not a test company, or to none. The rule is that of fiken create."""
    for typed in ("", "n\n", "yes\n"):
        done = at_emulator("request", "POST", path, "-d", NELLY, typed=typed)
        assert (1, "") == (done.code, done.out)
        asked = f"nobody can be asked here whether to send POST {path}: add --yes\n"
        assert done.err.endswith(f"{where}, and {asked}")
    assert {"GET"} >= {each.method for each in emulator.requests}


def test_yes_spares_the_question(at_emulator: Command, emulator: Emulator) -> None:
    done = at_emulator("request", "POST", OTHER, "-d", NELLY, "--yes")
    assert "[y/N]" not in done.err
    assert "POST" == emulator.requests[-1].method


def test_what_is_not_json_is_not_sent(at_emulator: Command, emulator: Emulator) -> None:
    for arguments, code, message in [
        (["-d", "{name}"], 2, "--data is not JSON: "),
        (["-d", "@/nope.json"], 1, "fiken: /nope.json: No such file or directory"),
        (["-q", "page"], 2, "--query: 'page' is not NAME=VALUE, such as page=2"),
    ]:
        done = at_emulator("request", "POST", CONTACTS, *arguments)
        assert (code, "") == (done.code, done.out)
        assert message in done.err
    assert [] == emulator.requests


def test_an_unknown_placeholder_is_not_sent(at_emulator: Command, emulator: Emulator) -> None:
    """It would be taken for the slug of a company."""
    done = at_emulator("request", "GET", "/companies/{compny}/contacts")
    assert (2, "") == (done.code, done.out)
    assert "{compny} in the PATH stands for nothing: write what is meant" in done.err
    assert [] == emulator.requests


def test_an_error_is_a_sentence(at_emulator: Command) -> None:
    done = at_emulator("request", "GET", "/nope")
    assert (1, "") == (done.code, done.out)
    assert done.err.startswith("fiken: GET ")
    assert 1 == len(done.err.splitlines())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('{"name": "A", "name": "B"}', "'name' is there twice in one object"),
        ('{"name": "A", "discount": NaN}', "NaN is not a number of JSON"),
        ('{"net": 0.12345678901234567891}', "0.12345678901234567891 has more digits than"),
        ('{"net": 1e400}', "1e400 has more digits than"),
        ("[" * 99999, "it has too many brackets in brackets"),
    ],
)
def test_nothing_is_dropped_or_rounded(
    data: str, message: str, at_emulator: Command, emulator: Emulator
) -> None:
    """Python's own reader of JSON would keep the last name, and round the number."""
    done = at_emulator("request", "POST", CONTACTS, "--data", data)
    assert 2 == done.code
    assert message in done.err
    assert "POST" not in {each.method for each in emulator.requests}


def test_numbers_are_sent_exactly(at_emulator: Command, emulator: Emulator) -> None:
    text = '{"name": "A", "discount": 0.1, "memberNumber": 9007199254740993}'
    at_emulator("request", "POST", CONTACTS, "--data", text)
    assert json.loads(text) == emulator.requests[-1].body


def test_a_parameter_has_one_value(at_emulator: Command, emulator: Emulator) -> None:
    done = at_emulator("request", "GET", CONTACTS, "-q", "pageSize=1", "-q", "pageSize=2")
    assert 2 == done.code
    assert "--query: pageSize is given twice" in done.err
    assert not [each for each in emulator.requests if each.path.endswith("/contacts")]


def test_a_file_with_a_mark_is_read(
    at_emulator: Command, emulator: Emulator, tmp_path: Path
) -> None:
    """That of the byte order, as Windows writes it. Another encoding is refused."""
    file = tmp_path / "nelly.json"
    file.write_text(f"\ufeff{NELLY}", encoding="utf-8")
    assert 0 == at_emulator("request", "POST", CONTACTS, "--data", f"@{file}").code
    assert {"name": "Nelly Bloom"} == emulator.requests[-1].body
    file.write_bytes('{"name": "Bø"}'.encode("latin-1"))
    done = at_emulator("request", "POST", CONTACTS, "--data", f"@{file}")
    assert 2 == done.code
    assert "--data is not JSON: 'utf-8' codec can't decode" in done.err
