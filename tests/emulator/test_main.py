"""`python -m fiken.emulator`, and its answers as curl reads them."""

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from fiken.emulator.__main__ import _look
from tests.contract.answers import BASE, CONTRACT, Headers, violations

COMMAND = (sys.executable, "-m", "fiken.emulator")


@contextmanager
def served(*arguments: str, lines: int = 5) -> Generator[list[str]]:
    """Run the command, yield the lines that it prints first, and stop it with Ctrl-C."""
    process = subprocess.Popen(
        (*COMMAND, "--port", "0", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield [process.stdout.readline().rstrip() for _ in range(lines)]
    finally:
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=20)
    assert (0, "") == (process.returncode, complaints)


class Curl:
    """The program curl, with a base URL and a token."""

    def __init__(self, base: str, token: str) -> None:
        self.base = base
        self.token = token

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, str], str]:
        """Return the status, the headers (names in lower case) and the body."""
        url = path if path.startswith("http") else f"{self.base}{path}"
        options = ["-H", "Content-Type: application/json", "-d", json.dumps(body)] if body else []
        head, _, text = self.run(["-i", "-X", method, *options, url]).partition("\r\n\r\n")
        status, *lines = head.split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        code = int(status.split()[1])
        self.check(method, url, code, list(headers.items()), text)
        return code, {k.lower(): v for k, v in headers.items()}, text

    def check(self, method: str, url: str, status: int, headers: Headers, text: str) -> None:
        """Check an answer against the contract, since this emulator is in another process."""
        match = CONTRACT.match(method, urlsplit(url).path.removeprefix(BASE))
        assert [] == violations(match[0] if match else None, status, headers, text.encode())

    def run(self, arguments: Sequence[str]) -> str:
        """Run curl with these arguments and return what it prints."""
        command = ["curl", "-sS", "-m", "10", "-H", f"Authorization: Bearer {self.token}"]
        process = subprocess.run([*command, *arguments], capture_output=True, check=True)
        return process.stdout.decode()


needs_curl = pytest.mark.skipif(
    shutil.which("curl") is None, reason="curl is not installed: install it to run these tests"
)


@pytest.fixture
def curl() -> Iterator[Curl]:
    with served("--seed", "1") as (where, token, _, _, _):
        base = f"{where.split()[-1]}/companies/fiken-demo-fjellbris-kaffe-as"
        yield Curl(base, token.split()[-1])


@needs_curl
def test_curl_reads_and_writes_contacts(curl: Curl) -> None:
    """Every status, header and body is as Fiken answers.

    Observed: docs/observed.md#3-responses, docs/observed.md#5-lists,
    docs/observed.md#12-updates-and-deletions
    """
    status, headers, text = curl("POST", "/contacts", {"name": "Ærlig Øst", "customer": True})
    assert (201, "", "0") == (status, text, headers["content-length"])
    assert "content-type" not in headers
    location = headers["location"]
    assert location.startswith(f"{curl.base}/contacts/1")

    status, headers, text = curl("GET", location)
    contact = json.loads(text)
    assert (200, "application/json") == (status, headers["content-type"])
    assert ("Ærlig Øst", 10015) == (contact["name"], contact["customerNumber"])
    assert location.endswith(f"/{contact['contactId']}")

    status, headers, text = curl("GET", "/contacts?page=2&pageSize=10")
    pages = ("page", "page-size", "page-count", "result-count")
    assert ["2", "10", "3", "21"] == [headers[f"fiken-api-{name}"] for name in pages]
    assert [contact] == json.loads(text)
    assert json.loads(curl("GET", "/contacts?page=3&pageSize=10")[2]) == []

    _, headers, text = curl("GET", "/contacts?name=%C3%A6rlig%20%C3%B8st&dateFrom=2020-01-01")
    assert ("1", [contact]) == (headers["fiken-api-result-count"], json.loads(text))

    status, headers, text = curl("PUT", location, {"name": "Ærlig Vest", "customer": True})
    assert (200, location, "") == (status, headers["location"], text)
    assert json.loads(curl("GET", location)[2])["name"] == "Ærlig Vest"
    assert curl("PATCH", location, {"name": "Nei"})[0] == 405

    status, headers, text = curl("DELETE", location)
    assert (204, "") == (status, text)
    assert not {"content-type", "content-length"} & set(headers)
    status, _, text = curl("DELETE", location)
    assert (404, {"error", "error_description"}) == (status, set(json.loads(text)))

    used = json.loads(curl("GET", "/contacts?customerNumber=10001")[2])[0]["contactId"]
    status, _, text = curl("DELETE", f"/contacts/{used}")
    assert (200, True) == (status, json.loads(text)["inactive"])


@needs_curl
def test_printed_example_works() -> None:
    """The printed line, copied into a shell, answers two contacts."""
    with served() as (_, _, line, _, _):
        process = subprocess.run(
            line.removeprefix("Try:"), shell=True, capture_output=True, check=True
        )
        assert len(json.loads(process.stdout)) == 2


def test_command_prints_url_and_token() -> None:
    with served(lines=6) as lines:
        assert lines[0].startswith("Fiken, emulated, at http://127.0.0.1:")
        assert lines[1].startswith("Token: ")
        assert lines[3].startswith("Look:  http://127.0.0.1:")
        assert lines[4] == "Ctrl-C stops it."
        assert lines[5].startswith("API v1: http://127.0.0.1:")
        assert lines[5].endswith("/api/v1, user emma@fjellbris.example, password embedded-fiken")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ((), r"Look:  http://127\.0\.0\.1:\d+/ in a browser"),
        (("--host", "localhost"), r"Look:  http://localhost:\d+/ in a browser"),
        (("--host", "0.0.0.0"), r"Look:  http://127\.0\.0\.1:\d+/ in a browser"),
        (("--no-window",), r"Ctrl-C stops it\."),
    ],
)
def test_command_says_where_to_look(arguments: Sequence[str], line: str) -> None:
    """Under an address that the browser may open."""
    with served("--empty", *arguments, lines=4) as lines:
        assert re.fullmatch(line, lines[3])
        if "browser" in line:
            url = lines[3].split()[1]
            with urllib.request.urlopen(url, timeout=10) as page:
                assert b"Latest requests" in page.read()


def test_command_opens_the_window_to_others() -> None:
    """Under the names that the options give."""
    names = [argument for name in ("fiken.test", "b.test") for argument in ("--window-host", name)]
    with served("--empty", *names) as lines:
        url = lines[3].split()[1]
        for name, status in (("b.test", 200), ("fiken.test", 200), ("c.test", 403)):
            answer = requests.get(url, headers={"Host": name}, timeout=10)
            assert status == answer.status_code


@pytest.mark.parametrize(
    ("hosts", "line"),
    [
        ([], "with --window-host fiken.test, a browser can open http://fiken.test:8080/"),
        (["Fiken.Test"], "http://fiken.test:8080/ in a browser"),
    ],
)
def test_an_address_may_need_an_option(hosts: list[str], line: str) -> None:
    assert f"Look:  {line}\n" == _look("http://fiken.test:8080/", hosts)


def test_command_keeps_books_in_file(tmp_path: Path) -> None:
    data = tmp_path / "books.db"
    with served("--data", str(data), "--empty"):
        pass
    size = data.stat().st_size
    assert size > 0
    with served("--data", str(data)):
        pass
    assert size == data.stat().st_size


def test_occupied_port_is_reported() -> None:
    """The message is one line, without a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        process = subprocess.run(
            (*COMMAND, "--port", port), capture_output=True, text=True, check=False
        )
    assert process.returncode == 1
    assert "already in use" in process.stderr
    assert process.stderr.count("\n") == 1
