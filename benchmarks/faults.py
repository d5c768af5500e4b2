"""Faults at random points of random writes: ``python -m benchmarks.faults --faults 20000``.

A proxy between the client and the embedded Fiken cuts, resets, stalls, drips, garbles or delays a
connection after a random number of bytes, with TLS or without. A timer raises an exception in the
middle of a call at a random microsecond. After the writes, the log of the emulator shows how often
each was carried out, whatever the client reported. The judge looks for writes that were carried out
twice, outcomes that contradict the log, exchanges that take longer than their total, and lanes that
stay locked.
"""

import faulthandler
import json
import logging
import random
import selectors
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from types import FrameType
from typing import Any

import requests
from requests import PreparedRequest

from fiken import (
    CompanyClient,
    Contact,
    Fiken,
    FikenError,
    OrderLine,
    Payment,
    Product,
    Sale,
    SaleKind,
    VatType,
)
from fiken.auth import PersonalToken
from fiken.emulator import Emulator
from fiken.session import Retries, Unpaced

TIMEOUT, TOTAL = 0.06, 0.2
HANG = 30.0  # seconds for one call: several exchanges, each with its total
SLACK = 0.6  # on two cores with several threads, the end of an exchange may be noticed late
BATCH = 200
DAY = date.today()  # noqa: DTZ011
PDF = b"%PDF-1.4 made up"

#: The claim of a call that was interrupted before or after the client ran: there is none.
NOTHING = "nothing"
#: How often a write may have been carried out, by the claim of its call.
ALLOWED = {"refused": {0}, "unknown": {0, 1}, "done": {1}, "success": {1}, NOTHING: {0, 1}}
KINDS = ("cut", "reset", "stall", "drip", "garbage", "late", "handshake", "signal", "signal")


@dataclass
class Fault:
    """A fault: its kind, its direction, and after how many bytes since it was armed it happens."""

    kind: str
    upwards: bool
    at: int
    fired: bool = False


@dataclass
class Proxy:
    """A proxy before the emulator that commits one fault each time it is armed."""

    upstream: tuple[str, int]
    tls: ssl.SSLContext | None
    rng: random.Random
    fault: Fault | None = None
    passed: Counter[bool] = field(default_factory=Counter[bool])
    committing: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}/api/v2"

    def arm(self, fault: Fault | None) -> None:
        self.passed.clear()
        self.fault = fault

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            self._relay(client)
        except (OSError, ValueError):
            pass
        finally:
            _hang_up(client)

    def _relay(self, client: socket.socket) -> None:
        fault = self.fault
        if fault and fault.kind == "handshake" and not fault.fired:
            fault.fired = True
            with self._fault():
                self._spoil_handshake(client)
            return
        if self.tls:
            client.settimeout(5)
            client = self.tls.wrap_socket(client, server_side=True)
        with socket.create_connection(self.upstream) as up:
            try:
                self._pass_on(client, up)
            finally:
                _hang_up(client)

    def _spoil_handshake(self, client: socket.socket) -> None:
        how = self.rng.choice(("close", "reset", "garbage", "stall"))
        if how == "reset":
            _reset(client)
        elif how == "garbage":
            client.sendall(self.rng.randbytes(64))
        elif how == "stall":
            _until_gone(client)

    def _pass_on(self, client: socket.socket, up: socket.socket) -> None:
        with selectors.DefaultSelector() as both:
            both.register(client, selectors.EVENT_READ, up)
            both.register(up, selectors.EVENT_READ, client)
            while True:
                pending = isinstance(client, ssl.SSLSocket) and client.pending()
                ready = [client] if pending else [key.fileobj for key, _ in both.select()]
                for source in ready:
                    target = up if source is client else client
                    data = source.recv(65536)  # type: ignore[union-attr]
                    if not data or not self._send(data, client, up, target):
                        return

    def _send(self, data: bytes, client: Any, up: socket.socket, target: Any) -> bool:
        """Send the data up to the place of the fault, and return whether the connection goes on."""
        upwards, fault = target is up, self.fault
        left = None
        if fault and not fault.fired and fault.upwards == upwards:
            left = fault.at - self.passed[upwards]
        self.passed[upwards] += len(data)
        if fault is None or left is None or left >= len(data):
            target.sendall(data)
            return True
        fault.fired = True
        with self._fault():
            target.sendall(data[: max(left, 0)])
            self._commit(fault, data[max(left, 0) :], client, up, target)
        return False

    @contextmanager
    def _fault(self) -> Iterator[None]:
        with self._lock:
            self.committing += 1
        try:
            yield
        finally:
            with self._lock:
                self.committing -= 1

    def _commit(self, fault: Fault, rest: bytes, client: Any, up: socket.socket, to: Any) -> None:
        if fault.kind == "reset":
            _reset(client)
        elif fault.kind == "stall":
            _until_gone(client)
        elif fault.kind == "drip":
            for place in range(len(rest)):
                to.sendall(rest[place : place + 1])
                time.sleep(0.01)
            _until_gone(client)
        elif fault.kind == "garbage":
            garbage = self.rng.randbytes(200)
            if self.tls and self.rng.random() < 0.5:
                socket.socket.send(client, garbage)
            else:
                client.sendall(garbage)
        elif fault.kind == "late" and fault.upwards:
            # The client gives up, and then the request arrives.
            _until_gone(client)
            up.sendall(rest)
            up.settimeout(1)
            with suppress(OSError):
                up.recv(65536)


def _reset(sock: Any) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def _until_gone(sock: Any) -> None:
    sock.settimeout(5)
    with suppress(OSError):
        while sock.recv(65536):
            pass


def _hang_up(sock: Any) -> None:
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    with suppress(OSError):
        sock.close()


class Interrupted(Exception):  # noqa: N818
    """An ordinary exception from outside, like the soft time limit of a task queue."""


def _raise(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise random.choice((Interrupted, KeyboardInterrupt))


@dataclass
class Books:
    """The entities that the writes of one batch need. They were created without a fault."""

    company: CompanyClient
    contacts: list[Contact]
    sales: list[Sale]
    rng: random.Random

    def write(self, number: int) -> Callable[[], object]:
        """Return a write with a name that no other write has."""
        name = f"n{number}-{self.rng.random()}"
        acme, contact = self.company, self.contacts[number % len(self.contacts)]
        sale = self.sales[number % len(self.sales)]
        payment = Payment(date=DAY, account="1920:10001", amount=100)
        return self.rng.choice(
            (
                lambda: acme.contacts.save(Contact(name=name)),
                lambda: acme.contacts.save(Contact(name=name), reload=False),
                lambda: acme.contacts.save(contact.evolve(name=name)),
                lambda: acme.products.save(
                    Product(name=name, income_account="3000", vat_type=VatType.HIGH)
                ),
                lambda: acme.sales.save(_sale(name)),
                lambda: acme.sales.payments(sale).save(payment),
                lambda: acme.sales.attachments(sale).add(PDF, f"{number}.pdf"),
                lambda: acme.sales.settle(sale, settled_date=DAY),
            )
        )


def _sale(number: str) -> Sale:
    line = OrderLine(
        description="x", net_price=10_000, vat=2_500, account="3000", vat_type=VatType.HIGH
    )
    kind = SaleKind.EXTERNAL_INVOICE
    return Sale(sale_number=number, date=DAY, kind=kind, currency="NOK", lines=[line])


class Attempts(logging.Handler):
    """The longest time that an exchange took, read from the log."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.longest = 0.0

    def handle(self, record: logging.LogRecord) -> bool:
        # Not under the lock of logging: an exception of a signal handler can leave it locked.
        self.emit(record)
        return True

    def emit(self, record: logging.LogRecord) -> None:
        self.longest = max(self.longest, float(str(record.args[3])) / 1000)  # type: ignore[index]


class Witness(PersonalToken):
    """A token that records the id of every write before it is sent.

    An interrupted attempt may be missing in the log of the client.
    """

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.ids: set[str] = set()

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        if r.method != "GET":
            self.ids.add(str(r.headers["X-Request-ID"]))
        return super().__call__(r)


@dataclass
class Judge:
    """The outcomes of the writes, and the findings: what must not happen."""

    outcomes: Counter[str] = field(default_factory=Counter[str])
    findings: list[str] = field(default_factory=list[str])
    faults: int = 0

    def judge(self, write: "Write", times: int) -> None:
        kind, claim, seed = write.kind if write.fired else "none", write.claim, write.seed
        self.faults += write.fired and claim != NOTHING
        self.outcomes[f"{kind}: {claim}, carried out {times} times"] += 1
        if times not in ALLOWED.get(claim, ()):
            finding = f"claimed {claim} ({write.error}), carried out {times} times"
            self.findings.append(f"{seed} {kind}: {finding}")


@dataclass
class Write:
    """A write with its fault, the claim of its call, and the ids with which it was sent."""

    seed: str
    kind: str
    fired: bool
    claim: str
    ids: set[str]
    error: str


def claim_of(error: BaseException | None) -> str:
    """Return what the call claims about the write: its outcome, or that there is no claim."""
    if error is None:
        return "success"
    if isinstance(error, FikenError):
        return str(error.outcome)
    for note in getattr(error, "__notes__", ()):
        return str(note.partition("outcome ")[2].partition(" ")[0])
    frame, inside = error.__traceback__, False
    while frame is not None:
        module = frame.tb_frame.f_globals.get("__name__", "")
        inside = inside or str(module).startswith("fiken")
        frame = frame.tb_next
    return "refused" if inside else NOTHING  # without a note: no write had begun


def run(seed: int, faults: int, certificate: str | None) -> dict[str, Any]:
    """Commit this many faults in this process, and return the figures."""
    judge, attempts = Judge(), Attempts()
    logger = logging.getLogger("fiken")
    logger.addHandler(attempts)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    signal.signal(signal.SIGALRM, _raise)
    batch = 0
    while judge.faults < faults:
        rng = random.Random(f"{seed}/{batch}")
        tls = certificate if batch % 2 else None
        _batch(f"{seed}/{batch}", rng, tls, judge)
        batch += 1
    if attempts.longest > TOTAL + SLACK:
        judge.findings.append(f"an exchange took {attempts.longest:.2f} s of {TOTAL}")
    return {
        "outcomes": judge.outcomes,
        "findings": judge.findings,
        "faults": judge.faults,
        "longest": attempts.longest,
    }


def _batch(seed: str, rng: random.Random, tls: str | None, judge: Judge) -> None:
    with Emulator(seed=1) as emulator, _proxied(emulator, rng, tls) as (proxy, client, witness):
        direct = emulator.client().company(emulator.company_slug)
        contacts = [direct.contacts.save(Contact(name=f"c{n}")) for n in range(5)]
        sales = [direct.sales.save(_sale(f"s{n}")) for n in range(5)]
        prepared = len(emulator.requests)
        books = Books(client.company(emulator.company_slug), contacts, sales, rng)
        writes: list[Write] = []
        earlier: set[str] = set()
        for number in range(BATCH):
            kind = rng.choice(KINDS)
            witness.ids = set()
            error, fired = _one(proxy, books, kind, number, rng)
            name, claim = f"{seed}/{number}", claim_of(error)
            writes.append(Write(name, kind, fired, claim, witness.ids, repr(error)))
            if _ids_in(error) & earlier:
                judge.findings.append(f"{name} {kind}: the note is of an earlier write ({error!r})")
            earlier |= witness.ids
            if number % 20 == 0 and not _lane_is_free(client):
                judge.findings.append(f"{name} {kind}: the lane stayed locked")
                break
        _settle(proxy)
        done = Counter(
            request.request_id
            for request in emulator.requests[prepared:]
            if request.carried_out and request.method != "GET"
        )
        for write in writes:
            judge.judge(write, sum(done.pop(request_id, 0) for request_id in write.ids))
        judge.findings += [f"{seed}: {key} was carried out, but nobody sent it" for key in done]


def _ids_in(error: BaseException | None) -> set[str]:
    """Return the ids of requests that the notes name."""
    notes = " ".join(getattr(error, "__notes__", ()))
    return {notes.partition("request ")[2].partition(")")[0]} - {""}


@contextmanager
def _proxied(
    emulator: Emulator, rng: random.Random, tls: str | None
) -> Iterator[tuple[Proxy, Fiken, Witness]]:
    host, _, port = emulator.url.removeprefix("http://").partition("/")[0].partition(":")
    context = None
    settings = requests.Session()
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
        settings.verify = str(Path(tls).with_name("cert.pem"))
    proxy = Proxy((host, int(port)), context, rng)
    witness = Witness(emulator.token)
    client = Fiken(
        auth=witness,
        base_url=proxy.url,
        timeout=TIMEOUT,
        total=TOTAL,
        session=settings,
        pacer=Unpaced(),
        retries=Retries(total=1, backoff_factor=0.005, backoff_max=0.01),
    )
    try:
        yield proxy, client, witness
    finally:
        proxy.close()


def _one(
    proxy: Proxy, books: Books, kind: str, number: int, rng: random.Random
) -> tuple[BaseException | None, bool]:
    """Carry out one write with one fault, and return the error and whether the fault happened."""
    write = books.write(number)
    fault = None if kind == "signal" else Fault(kind, rng.random() < 0.4, rng.randrange(900))
    if kind == "late" and fault:
        fault.upwards = True
    proxy.arm(fault)
    raised: BaseException | None = None
    faulthandler.dump_traceback_later(HANG, exit=True)  # prints where, and exits with an error
    try:
        if fault is None:
            signal.setitimer(signal.ITIMER_REAL, 1e-6 + rng.random() * 0.012)
        write()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001
        raised = error
    # Stop the timer. An exception that it raises now is too late to be a fault. This is not in a
    # function of its own, because that could be interrupted before its first line.
    while True:
        try:
            signal.setitimer(signal.ITIMER_REAL, 0)
            break
        except (Interrupted, KeyboardInterrupt):
            pass
    faulthandler.cancel_dump_traceback_later()
    fired = raised is not None if fault is None else fault.fired
    proxy.arm(None)
    return raised, fired


def _settle(proxy: Proxy) -> None:
    """Wait until every request that is on its way has arrived."""
    ends = time.monotonic() + 10
    while proxy.committing and time.monotonic() < ends:
        time.sleep(0.001)
    time.sleep(0.3)


def _lane_is_free(client: Fiken) -> bool:
    done = threading.Event()

    def ask() -> None:
        with suppress(FikenError):
            client.user()
        done.set()

    threading.Thread(target=ask, daemon=True).start()
    return done.wait(5)


def _certificate(folder: str) -> str | None:
    if shutil.which("openssl") is None:
        return None
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 "
        "-addext subjectAltName=IP:127.0.0.1 "
        "-addext keyUsage=critical,digitalSignature,keyCertSign "
        "-keyout key.pem -out cert.pem"
    )
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    both = Path(folder) / "both.pem"
    both.write_text(
        (Path(folder) / "cert.pem").read_text() + (Path(folder) / "key.pem").read_text()
    )
    return str(both)


def main() -> int:
    parser = ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--faults", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        certificate = _certificate(folder)
        if certificate is None:
            print("openssl is not installed: nothing is tried within TLS", file=sys.stderr)
        share = -(-options.faults // options.workers)
        jobs = [(options.seed + n, share, certificate) for n in range(options.workers)]
        # Not a Pool: that would wait for ever for a worker that has ended itself, see HANG.
        with ProcessPoolExecutor(options.workers, get_context("spawn")) as pool:
            results = list(pool.map(run, *zip(*jobs, strict=True)))
    outcomes: Counter[str] = Counter()
    for result in results:
        outcomes += Counter(result["outcomes"])
    findings = [finding for result in results for finding in result["findings"]]
    for line, count in sorted(outcomes.items()):
        print(f"{count:7}  {line}")
    print(f"{sum(r['faults'] for r in results)} faults in {time.monotonic() - began:.0f} s")
    print(f"longest exchange {max(r['longest'] for r in results):.2f} s of a total of {TOTAL} s")
    print(json.dumps({"findings": findings}, indent=1))
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
