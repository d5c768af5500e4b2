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


def test_an_error_is_a_sentence(at_emulator: Command) -> None:
    done = at_emulator("request", "GET", "/nope")
    assert (1, "") == (done.code, done.out)
    assert done.err.startswith("fiken: GET ")
    assert 1 == len(done.err.splitlines())
