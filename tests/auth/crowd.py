"""Many threads in several processes that use one login, and a run of them that is judged."""

import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from math import inf
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

from fiken import FikenError, LoginRequiredError
from fiken.auth import OAuth2, OAuthApp, Tokens, TokenStore
from fiken.session import Session, Unpaced
from tests.auth.workers import Opens

if TYPE_CHECKING:  # each process imports this module, and needs no emulator
    from fiken.emulator import Emulator, Request

SPAWN = multiprocessing.get_context("spawn")
SECRET = "s3cret-of-the-crowd"
REDIRECT = "http://127.0.0.1:8765/callback"
ACCOUNT = "acme"
#: The moments of a renewal after which a process can be killed, and for how many seconds after.
MOMENTS = {"lock": 0.005, "load": 0.06, "save": 0.01, "saved": 0.005, "unlocked": 0.01}
#: Seconds that anything may take before the run is given up. Idle, it takes a second.
PATIENCE = 120.0


@dataclass(frozen=True)
class Site:
    """What a process has to know: it is pickled for it."""

    url: str
    oauth_url: str
    slug: str
    client_id: str
    opens: Opens
    folder: Path
    threads: int

    def app(self) -> OAuthApp:
        return OAuthApp(self.client_id, SECRET, redirect_uri=REDIRECT, base_url=self.oauth_url)

    @property
    def logins(self) -> int:
        """How often the user has logged in again so far."""
        return len(list(self.folder.glob("login-*")))


class Watched:
    """A store that kills or suspends its own process at a moment of a renewal, if so ordered.

    The order is a file with the name of the moment. It contains the signal and the seconds to wait.
    """

    def __init__(self, store: TokenStore, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._left, self._began = inf, False

    def load(self, account: str) -> Tokens | None:
        tokens = self._store.load(account)
        if tokens is not None and tokens.expires_at is not None:
            self._left = (tokens.expires_at - datetime.now(UTC)).total_seconds()
        self._reached("load")
        return tokens

    def save(self, account: str, tokens: Tokens | None) -> None:
        self._reached("save")
        self._store.save(account, tokens)
        # A process that has just begun does not know how long the tokens live: it renews them a
        # minute before they expire, however short their life is.
        record(self._folder, f"{'left' if self._began else 'began'} {self._left}")
        self._began = True
        self._reached("saved")

    @contextmanager
    def lock(self, account: str) -> Generator[None]:
        with self._store.lock(account):
            self._reached("lock")
            yield
        self._reached("unlocked")

    def _reached(self, moment: str) -> None:
        order, mine = self._folder / f"order-{moment}", self._folder / f"obeys-{os.getpid()}"
        try:
            order.rename(mine)  # of several processes, one gets it
        except FileNotFoundError:
            return
        number, delay = mine.read_text().split()
        if float(delay):
            threading.Timer(float(delay), os.kill, (os.getpid(), int(number))).start()
        else:
            os.kill(os.getpid(), int(number))


def record(folder: Path, line: str) -> None:
    """Add a line to the record of this process. It is there even if the process is killed now."""
    with (folder / f"{os.getpid()}.log").open("ab", 0) as file:
        file.write(f"{line}\n".encode())


def work(site: Site) -> None:
    """Send requests in many threads until the file ``stop`` is there, and record each result."""
    auth = OAuth2(site.app(), Watched(site.opens(), site.folder), ACCOUNT)
    session = Session(auth, base_url=site.url, pacer=Unpaced(), timeout=PATIENCE)

    def send(name: str, number: int) -> str:
        if number % 4:
            session.get("/user")
            return "read"
        session.request("POST", f"/companies/{site.slug}/contacts", json={"name": name})
        return f"wrote {name}"

    def sends(thread: int) -> None:
        for number in count(thread):
            if (site.folder / "stop").exists():
                return
            name, logins = f"{os.getpid()}-{thread}-{number}", site.logins
            try:
                result = send(name, number)
            except LoginRequiredError:
                # Another thread may be told so a moment after the user has logged in again.
                result = f"asked {logins}" if logins == site.logins else "told late"
                time.sleep(0.05)
            except Exception as error:  # noqa: BLE001 - whatever it is, the request is lost
                result = f"lost {name}: {type(error).__name__}: {error}".replace("\n", " ")
            record(site.folder, result)

    threads = [threading.Thread(target=sends, args=(number,)) for number in range(site.threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@dataclass
class Verdict:
    """What became of a run.

    Attributes:
        expiries: How often the access token has expired.
        kills: How many processes were killed while they renewed it.
        renewed: How many refreshes have issued tokens.
        refused: How many refreshes were refused.
        logins: How often the user had to log in again.
        requests: How many requests have succeeded.
        lost: The requests that have failed, without those that asked for a login.
        written_twice: The writes that were carried out more than once.
        written_never: The writes that were not carried out, but were said to be.
        login_lives: Whether the tokens that are in the store at the end can be renewed.
        slowest: The longest time in seconds until all processes went on after an expiry.
        left: The longest time in seconds that renewed tokens had still to live, as far as known.
    """

    expiries: int = 0
    kills: int = 0
    renewed: int = 0
    refused: int = 0
    logins: int = 0
    requests: int = 0
    lost: list[str] = field(default_factory=list[str])
    written_twice: list[str] = field(default_factory=list[str])
    written_never: list[str] = field(default_factory=list[str])
    login_lives: bool = False
    slowest: float = 0.0
    left: float = 0.0


class Crowd:
    """Processes with threads that send requests with one login to an emulator.

    Args:
        emulator: The emulator, which runs.
        opens: A function that opens the store. It is pickled.
        folder: An empty folder for what the processes record.
        processes: The number of processes.
        threads: The number of threads in each.
    """

    def __init__(
        self, emulator: "Emulator", opens: Opens, folder: Path, processes: int, threads: int
    ) -> None:
        self._emulator, self._store = emulator, opens()
        self._app = emulator.oauth_app(REDIRECT, client_secret=SECRET)
        self.site = Site(
            *(emulator.url, emulator.oauth_url, emulator.company_slug, self._app.client_id),
            *(opens, folder, threads),
        )
        self.verdict = Verdict()
        self._log_in()
        self._running = [self._started() for _ in range(processes)]

    def expire(self) -> None:
        """Expire the access token, and wait until it is renewed and all processes go on."""
        before, began = self._renewed(), time.monotonic()
        self._emulator.expire_tokens()
        self.verdict.expiries += 1
        self._wait(lambda: self._renewed() > before)
        self.go_on()
        self.verdict.slowest = max(self.verdict.slowest, time.monotonic() - began)

    def kill(self, moment: str, delay: float) -> None:
        """Expire the access token, and kill the process that renews it.

        Wait until all processes go on. If a process asks for a login, the user logs in.

        Args:
            moment: One of the `MOMENTS`.
            delay: The seconds from this moment on.
        """
        self._order(signal.SIGKILL, moment, delay)
        self._wait(lambda: any(process.exitcode is not None for process in self._running))
        (dead,) = [process for process in self._running if process.exitcode is not None]
        assert -signal.SIGKILL == dead.exitcode
        self.verdict.kills += 1
        (self.site.folder / f"obeys-{dead.pid}").unlink()
        self._running.remove(dead)
        self._running.append(self._started())
        self.go_on()

    def suspend(self, moment: str, seconds: float) -> None:
        """Expire the access token, and suspend the process that renews it for a while.

        As when a laptop sleeps, or a virtual machine is moved. Wait until all processes go on.

        Args:
            moment: One of the `MOMENTS`.
            seconds: The seconds until the process goes on.
        """
        self._order(signal.SIGSTOP, moment, 0.0)
        self._wait(lambda: any(self.site.folder.glob("obeys-*")))
        (obeys,) = self.site.folder.glob("obeys-*")
        ends = time.monotonic() + seconds
        self._wait(lambda: time.monotonic() > ends)
        os.kill(int(obeys.name.removeprefix("obeys-")), signal.SIGCONT)
        obeys.unlink()
        self.go_on()

    def revoke(self) -> None:
        """Revoke the login, as its user can in Fiken, and wait until all processes go on."""
        tokens = self._store.load(ACCOUNT)
        assert tokens is not None
        self._app.revoke(tokens)
        self._wait(lambda: self.site.logins > 0)
        self.go_on()

    def expire_only(self) -> None:
        """Expire the access token, and do not wait."""
        self._emulator.expire_tokens()
        self.verdict.expiries += 1

    def wait_for_a_loss(self) -> None:
        """Wait until a request has failed in every process."""
        records = [self.site.folder / f"{process.pid}.log" for process in self._running]
        self._wait(
            lambda: all(any(line.startswith("lost") for line in _lines(path)) for path in records)
        )

    def _order(self, number: signal.Signals, moment: str, delay: float) -> None:
        """Expire the access token, and order the process that renews it to signal itself."""
        order = self.site.folder / "order"
        order.write_text(f"{int(number)} {delay}")
        order.rename(self.site.folder / f"order-{moment}")
        self.expire_only()

    def go_on(self, requests: int = 3) -> None:
        """Wait until every process has sent so many more requests per thread with success."""
        more = requests * self.site.threads
        goals = [(process, self._sent(process) + more) for process in self._running]
        self._wait(lambda: all(self._sent(process) >= goal for process, goal in goals))

    def end(self) -> Verdict:
        """End the processes, and judge what they have recorded."""
        (self.site.folder / "stop").touch()
        for process in self._running:
            process.join(PATIENCE)
            assert 0 == process.exitcode
        verdict = self.verdict
        lines = [line for path in self.site.folder.glob("*.log") for line in _lines(path)]
        verdict.requests = sum(line.startswith(("read", "wrote")) for line in lines)
        verdict.lost = [line for line in lines if line.startswith("lost")]
        asked = {line for line in lines if line.startswith("asked")}
        assert len(asked) == self.site.logins
        verdict.logins = len(asked)
        names = Counter(
            request.body["name"]
            for request in self._emulator.requests
            if request.path.endswith("/contacts") and request.carried_out
        )
        verdict.written_twice = [name for name, number in names.items() if number > 1]
        wrote = {line.removeprefix("wrote ") for line in lines if line.startswith("wrote")}
        verdict.written_never = sorted(wrote - names.keys())
        verdict.left = max(
            (float(line.split()[1]) for line in lines if line.startswith("left")), default=0.0
        )
        verdict.renewed = self._renewed()
        verdict.refused = len(list(self._refreshes())) - verdict.renewed
        verdict.login_lives = self._login_lives()
        return verdict

    def close(self) -> None:
        """Kill the processes, after an error."""
        for process in self._running:
            process.kill()

    def _login_lives(self) -> bool:
        tokens = self._store.load(ACCOUNT)
        assert tokens is not None
        try:
            self._app.refresh(tokens)
        except FikenError:
            return False
        return True

    def _started(self) -> BaseProcess:
        process = SPAWN.Process(target=work, args=(self.site,), daemon=True)
        process.start()
        return process

    def _sent(self, process: BaseProcess) -> int:
        path = self.site.folder / f"{process.pid}.log"
        return sum(line.startswith(("read", "wrote")) for line in _lines(path))

    def _refreshes(self) -> Iterator["Request"]:
        for request in self._emulator.requests:
            if request.path == "/oauth/token" and request.body["grant_type"] == "refresh_token":
                yield request

    def _renewed(self) -> int:
        return sum(request.carried_out for request in self._refreshes())

    def _log_in(self) -> None:
        url = self._app.authorize_url()
        tokens = self._app.exchange_redirect(self._emulator.authorize(url), state=url.state)
        self._store.save(ACCOUNT, tokens)

    def _wait(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so. Meanwhile, log in whenever a process asks for it."""
        ends = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < ends, "the processes do not go on"
            number = self.site.logins
            asks = f"asked {number}"
            if any(asks in _lines(path) for path in self.site.folder.glob("*.log")):
                self._log_in()
                (self.site.folder / f"login-{number}").touch()
            time.sleep(0.05)


def _lines(path: Path) -> list[str]:
    """Return the whole lines of a record that is being written; none if there is no file yet."""
    try:
        return path.read_text().split("\n")[:-1]
    except FileNotFoundError:
        return []
