"""Who may see and use the window, and how its pages are protected."""

import contextlib
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from fiken.emulator import Emulator, Status
from fiken.emulator.window.guard import guarded
from fiken.emulator.wire.exchange import HttpRequest, HttpResponse
from fiken.emulator.wire.head import Headers
from tests.emulator.window import Window

PATHS = ["/", "/window", "/window/requests", "/window/static/window.css", "/window/nothing"]


@pytest.fixture
def window(emulator: Emulator) -> Window:
    return Window(emulator)


def origin_of(window: Window, name: str) -> str:
    return f"http://{name}:{urlsplit(window.origin).port}"


@pytest.mark.parametrize("path", PATHS)
def test_pages_forbid_frames_and_scripts(window: Window, path: str) -> None:
    """No other site may show or load them, and they load nothing from elsewhere."""
    headers = window.ask("GET", path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert {
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }.items() <= headers.items()
    assert not [name for name in headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example"),
        *("0.0.0.0", "192.168.1.5", "localhost.", "localhost@evil.example", "[::1"),
        *("127.0.0.1, x", "", "127.0.0.1:80, evil.example:80", "evil.example@localhost"),
        *("localhost/x", "localhost?x", "localhost#x", "localhost:x", "localhost:80:80"),
        *("loc\talhost", "[::1]x", "[::1%25lo]", "localhost\N{LATIN SMALL LETTER SHARP S}"),
    ],
)
def test_names_of_others_are_refused(window: Window, host: str) -> None:
    """Their owners can lead them to this machine (DNS rebinding)."""
    for path in PATHS:
        answer = window.ask("GET", path, headers={"Host": host})
        assert (403, False) == (answer.status_code, "embedded" in answer.text)


@pytest.mark.parametrize(
    ("target", "hosts"),
    [
        ("/window", ["127.0.0.1", "evil.example"]),
        ("/window", ["127.0.0.1", "127.0.0.1"]),
        ("http://evil.example/window", ["127.0.0.1"]),
        ("http://127.0.0.1@evil.example/window", ["127.0.0.1"]),
    ],
)
def test_two_hosts_are_refused(window: Window, target: str, hosts: list[str]) -> None:
    """A proxy could look at one of them, and the emulator at the other."""
    headers = "".join(f"Host: {host}\r\n" for host in hosts)
    parts = urlsplit(window.origin)
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=30) as client:
        client.sendall(f"GET {target} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n".encode())
        answer = client.makefile("rb").read()
    assert int(answer.split()[1]) in {401, 403}
    assert b"Latest requests" not in answer


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "[::1]"])
def test_names_of_this_machine_work(window: Window, name: str) -> None:
    port = urlsplit(window.origin).port
    assert 200 == window.ask("GET", "/", headers={"Host": f"{name}:{port}"}).status_code


ELSEWHERE = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://127.0.0.1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
]


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_requests_of_other_sites_are_refused(window: Window, headers: dict[str, str]) -> None:
    """Both to read and to write, even with the right token."""
    token = window.open("/window/faults").hidden["form_token"]
    form = {"form_token": token, "kind": "Status", "code": "500"}
    assert 403 == window.ask("GET", "/", headers=headers).status_code
    assert 403 == window.ask("POST", "/window/faults", headers=headers, data=form).status_code
    assert () == window.emulator.pending_faults


def test_a_link_of_another_site_opens(window: Window) -> None:
    """In a tab of its own. A form of that site does not."""
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    link["Sec-Fetch-Dest"] = "document"
    assert 200 == window.ask("GET", "/window/faults", headers=link).status_code
    token = window.open("/window/faults").hidden["form_token"]
    answer = window.ask("POST", "/window/reset", headers=link, data={"form_token": token})
    assert 403 == answer.status_code


FORMS = [
    "faults",
    "faults/1/disarm",
    "faults/disarm",
    "clock",
    "clock/move",
    "clock/first",
    "reset",
]


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_forms_need_the_token(window: Window, path: str, token: str | None) -> None:
    """Programs that send no Origin cannot use them by mistake either."""
    window.emulator.fail_next(Status(500), path="/user")
    before = window.emulator.now
    fields = {"kind": "Status", "code": "500", "number": "1", "unit": "days"}
    data = fields if token is None else {**fields, "form_token": token}
    answer = window.ask("POST", f"/window/{path}", data=data)
    assert 403 == answer.status_code
    assert 1 == len(window.emulator.pending_faults)
    assert before == window.emulator.now
    window.emulator.clear_faults()


def test_a_token_in_json_is_refused(window: Window) -> None:
    """A page of another site could send JSON as plain text."""
    token = window.open("/window/faults").hidden["form_token"]
    assert 403 == window.ask("POST", "/window/reset", json={"form_token": token}).status_code


def test_a_form_that_is_not_text_is_refused(window: Window) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = window.ask("POST", "/window/reset", data=b"form_token=\xff", headers=headers)
    assert 403 == answer.status_code


def test_each_emulator_has_its_token(window: Window) -> None:
    with Emulator(empty=True) as other:
        theirs = Window(other).open("/window/faults").hidden["form_token"]
        assert theirs != window.open("/window/faults").hidden["form_token"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(window: Window, method: str) -> None:
    assert 405 == window.ask(method, "/").status_code


def test_head_has_no_body(window: Window) -> None:
    answer = window.ask("HEAD", "/")
    assert (200, b"") == (answer.status_code, answer.content)


# --- other machines ------------------------------------------------------------------------------


def status_for(host: str, peer: str, hosts: set[str]) -> int:
    """Return the status of the answer to a client at an address."""
    headers = Headers()
    headers.add("Host", host)
    show = guarded(lambda _: HttpResponse(200, [], b""), hosts)
    return show(HttpRequest("GET", "/", {}, headers, b"", "", None), peer).status


@pytest.mark.parametrize(
    ("host", "peer", "hosts", "status"),
    [
        ("127.0.0.1:8080", "127.0.0.1", set[str](), 200),
        ("localhost:8080", "::ffff:127.0.0.1", set[str](), 200),
        ("localhost:8080", "::1", set[str](), 200),
        ("localhost:8080", "192.168.1.7", set[str](), 403),
        ("localhost:8080", "", set[str](), 403),
        ("fiken.test:8080", "127.0.0.1", set[str](), 403),
        ("fiken.test:8080", "192.168.1.7", {"fiken.test"}, 200),
        ("FIKEN.test", "192.168.1.7", {"fiken.test"}, 200),
        ("localhost:8080", "172.17.0.1", {"fiken.test"}, 200),
        ("evil.example", "192.168.1.7", {"fiken.test"}, 403),
        ("[fe80::1]:8080", "fe80::2", {"fe80::1"}, 200),
        ("[fe80::1]:8080", "fe80::2", {"fe80::2"}, 403),
        ("192.168.1.5:8080", "192.168.1.7", {"192.168.1.5"}, 200),
        ("192.168.1.5:8080", "127.0.0.1", {"fiken.test"}, 403),
    ],
)
def test_other_machines_need_a_name(host: str, peer: str, hosts: set[str], status: int) -> None:
    """A container shows the address of its network for a browser of this machine."""
    assert status == status_for(host, peer, hosts)


def test_a_name_is_given_as_an_option() -> None:
    with Emulator(empty=True, window_hosts=["Fiken.Test"]) as emulator:
        window = Window(emulator)
        answers = [window.ask("GET", "/", headers={"Host": name}) for name in ("fiken.test", "x.y")]
        assert [200, 403] == [answer.status_code for answer in answers]


def test_an_address_is_as_browsers_write_it() -> None:
    """Whatever way it is given in."""
    with Emulator(empty=True, window_hosts=["FE80:0:0:0::1"]) as emulator:
        headers = {"Host": "[fe80::1]:8080"}
        assert 200 == Window(emulator).ask("GET", "/", headers=headers).status_code


@pytest.mark.parametrize(
    "hosts", [["a:80"], ["http://a"], [""], ["a b"], [7], ["*"], ["[::1]"], ["fe80::1%eth0"]]
)
def test_odd_names_are_refused(hosts: Any) -> None:
    with pytest.raises(ValueError, match="names or addresses without a port"):
        Emulator(window_hosts=hosts)


def test_one_name_is_not_a_list() -> None:
    with pytest.raises(TypeError, match="list of names"):
        Emulator(window_hosts="fiken.test")


# --- beside the API ------------------------------------------------------------------------------


def test_pages_are_not_logged(window: Window) -> None:
    """They keep no connection, meet no fault, and do not overlap with requests."""
    window.emulator.fail_next(Status(500))
    for path in PATHS:
        answer = window.ask("GET", path)
        assert "close" == answer.headers["Connection"]
        assert 500 != answer.status_code
    assert [] == window.emulator.requests
    assert 1 == len(window.emulator.pending_faults)
    window.emulator.clear_faults()


def test_nothing_is_below_the_api(window: Window) -> None:
    """Paths of the API that look like pages are those of the API."""
    for path in ("/api/v2/window", "/api/v2/", "/api/v2/window/requests", "/windows", "/oauth/"):
        answer = window.ask("GET", path)
        assert answer.status_code in {401, 404}
        assert "Content-Security-Policy" not in answer.headers
    assert 5 == len(window.emulator.requests)


def test_a_window_can_be_left_out() -> None:
    """The paths are then unknown to the API, as in Fiken."""
    with Emulator(empty=True, window=False) as emulator:
        window = Window(emulator)
        assert [401, 401] == [window.ask("GET", path).status_code for path in ("/", "/window")]
        assert ["/", "/window"] == [request.path for request in emulator.requests]


def test_importing_and_starting_load_no_page() -> None:
    """Most tests open none."""
    program = (
        "import sys\nfrom fiken.emulator import Emulator\n"
        "with Emulator(empty=True): pass\n"
        "print('jinja2' in sys.modules, 'fiken.emulator.window' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert b"False False" == done.stdout.strip()


WITHOUT = """
import sys, urllib.error, urllib.request
sys.modules["jinja2"] = None
from fiken.emulator import Emulator
with Emulator(empty=True) as emulator, emulator.client() as client:
    print(client.user().name)
    for path in ("", "window/requests"):
        try:
            urllib.request.urlopen(emulator.window_url + path)
        except urllib.error.HTTPError as error:
            print(error.code, error.headers["X-Frame-Options"], error.read().decode())
"""


def test_without_jinja2_the_rest_works() -> None:
    """The pages say what to install."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], check=True, capture_output=True, text=True
    )
    assert done.stdout.startswith("Emma Demo\n501 DENY ")
    assert 2 == done.stdout.count("pip install 'fiken[emulator]'")


def test_a_page_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An emulator whose first page was not opened yet needs Jinja2 only then."""
    with Emulator(empty=True) as emulator:
        monkeypatch.setitem(sys.modules, "jinja2", None)
        monkeypatch.delitem(sys.modules, "fiken.emulator.window.pages", raising=False)
        assert 501 == Window(emulator).ask("GET", "/").status_code


@pytest.mark.parametrize("path", ["/", "{home}/contacts"])
def test_a_locked_file_is_503(tmp_path: Path, path: str) -> None:
    """The page says so, and comes back."""
    data = tmp_path / "books.db"
    with Emulator(data=data, empty=True) as emulator:
        window, state = Window(emulator), emulator._state
        assert state is not None
        state.value("PRAGMA busy_timeout = 10")
        other = sqlite3.connect(data)
        other.execute("BEGIN IMMEDIATE")
        page = window.open(path.format(home=window.home), 503)
        assert "is locked: stop the other program" in page.text
        other.close()
        window.open(path.format(home=window.home))


def test_a_page_may_outlast_the_stop(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It still reads the books and the URL, so no mistake is told in the middle of a test."""
    emulator = Emulator(empty=True)
    emulator.start()
    window = Window(emulator)
    window.open("/")
    begun, shown = threading.Event(), list[int]()
    check_books = emulator.check_books

    def wait_for_stop() -> None:
        begun.set()
        assert emulator._server is not None
        assert emulator._server.stopping.wait(30)
        check_books()
        shown.append(len(emulator.url))

    monkeypatch.setattr(emulator, "check_books", wait_for_stop)

    def look() -> None:
        with contextlib.suppress(requests.RequestException):
            window.ask("GET", "/", timeout=60)

    person = threading.Thread(target=look)
    person.start()
    assert begun.wait(30)
    emulator.stop()
    person.join(30)
    assert 1 == len(shown)
    assert "" == caplog.text


def test_open_pages_do_not_delay_the_stop() -> None:
    """A connection that has asked for a page is closed already."""
    emulator = Emulator(empty=True)
    emulator.start()
    with requests.Session() as session:
        session.get(emulator.window_url, timeout=60)
        assert emulator._server is not None
        threads = list(emulator._server._threads)
        emulator.stop()
    assert [] == [thread for thread in threads if thread.is_alive()]


def test_a_mistake_of_a_page_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """With its headers, as any other answer."""

    def fail(_request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError("a mistake")

    headers = Headers()
    headers.add("Host", "localhost")
    answer = guarded(fail, set())(HttpRequest("GET", "/", {}, headers, b"", "", None), "::1")
    assert 500 == answer.status
    assert "ZeroDivisionError" in answer.body.decode()
    assert ("X-Frame-Options", "DENY") in answer.headers
    assert "mistake of its own" in caplog.text
