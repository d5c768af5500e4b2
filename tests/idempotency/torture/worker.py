"""A process that carries out writes with idempotency keys, and that may kill itself."""

import multiprocessing
import os
import pickle
import random
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import attrs

from fiken import CompanyClient, Fiken, FikenError, repositories
from fiken.idempotency import IdempotencyStore, _course, _steps
from fiken.idempotency._write import Write
from fiken.models import Model
from fiken.models._fields import key_of
from fiken.session import Retries, Unpaced
from tests.idempotency.torture.kinds import KINDS

#: Seconds after which the client gives up: a late write comes afterwards.
TIMEOUT = 0.6
#: Seconds that one exchange may take in all. The lease must be twice as long at least.
TOTAL = 1.4
#: How often a worker calls a job before it goes on with the next one, and comes back later.
ATTEMPTS = 3

# All families are loaded now, before the processes are forked: hundreds of them would load each.
for _name in repositories.__all__:
    getattr(repositories, _name)


@dataclass(frozen=True)
class Job:
    """A write that has to be carried out once.

    Attributes:
        key: Its idempotency key.
        kind: The name of its kind.
        mark: The text by which the books show it. Twins have the same mark.
        what: What it acts on, or the new model that it saves.
    """

    key: str
    kind: str
    mark: str
    what: Any


@dataclass(frozen=True)
class Site:
    """What a worker has to know: it is pickled for it.

    Attributes:
        url: The URL of the emulator.
        token: The token.
        slug: The company.
        opens: Opens the store of the keys.
        folder: The folder with ``jobs``, in which the workers record what they have done.
        suicides: How probable it is that a worker kills itself at a step.
        control: What is left out, so that the run must fail: ``keys`` or ``twins``.
        seed: Of what happens by chance.
    """

    url: str
    token: str
    slug: str
    opens: Callable[[], IdempotencyStore]
    folder: Path
    suicides: float = 0.0
    control: str = ""
    seed: int = 1


class Records:
    """The record of one worker, which it goes on with when it is started again."""

    def __init__(self, folder: Path, number: int) -> None:
        self.path = folder / f"worker-{number}"
        self._ended: set[str] = set()
        self._read = 0

    def add(self, *fields: object) -> None:
        """Add a line. It is there even if the process is killed now."""
        line = "\t".join(" ".join(str(field).split())[:300] for field in fields)
        with self.path.open("ab", 0) as file:
            file.write(f"{line}\n".encode())

    def lines(self) -> list[list[str]]:
        """Return the lines, each as its fields."""
        text = self.path.read_text("utf-8") if self.path.exists() else ""
        return [line.split("\t") for line in text.splitlines()]

    def ended(self) -> set[str]:
        """Return the keys of the jobs that are done, or that a person has to decide about.

        Only what was added since the last call is read: the supervisor asks several times a second.
        """
        if self.path.exists():
            with self.path.open("rb") as file:
                file.seek(self._read)
                added = file.read()
            whole = added[: added.rfind(b"\n") + 1]
            self._read += len(whole)
            lines = (line.split("\t") for line in whole.decode().splitlines())
            self._ended |= {line[1] for line in lines if line[0] in {"done", "unclear"}}
        return self._ended


def id_of(result: object) -> str:
    """Return the id of the result of a call; empty if it has none."""
    return str(getattr(result, key_of(type(result)) or "")) if isinstance(result, Model) else ""


def work(site: Site, number: int, life: int, share: list[str]) -> None:
    """Carry out the jobs with these marks until each has returned its result once.

    Twins are carried out at the same time, each by a thread with a client of its own.
    """
    rng = random.Random(f"{site.seed}/{number}/{life}")
    records = Records(site.folder, number)
    _prepare(site, records, rng)
    jobs: list[Job] = pickle.loads((site.folder / "jobs").read_bytes())
    ended = records.ended()
    left = [[job for job in jobs if job.mark == mark and job.key not in ended] for mark in share]
    with _client(site) as one, _client(site) as other:
        companies = [client.company(site.slug) for client in (one, other)]
        while left := [twins for twins in left if twins]:
            for twins in left:
                if orphaned():
                    return
                calls = [
                    threading.Thread(target=_carry_out, args=(acme, job, twins, records, site))
                    for acme, job in zip(companies, list(twins), strict=False)
                ]
                for call in calls:
                    call.start()
                for call in calls:
                    call.join()


def is_unclear(error: FikenError) -> bool:
    """Return whether calling again will not tell more about a write."""
    return error.outcome == "unknown" and getattr(error, "again_in", None) is None


def orphaned() -> bool:
    """Return whether the process that started this one has died."""
    parent = multiprocessing.parent_process()
    return parent is not None and not parent.is_alive()


def _client(site: Site) -> Fiken:
    return Fiken(
        site.token,
        base_url=site.url,
        pacer=Unpaced(),
        timeout=TIMEOUT,
        total=TOTAL,
        retries=Retries(backoff_factor=0.01, backoff_max=0.05),
        idempotency=site.opens(),
    )


def _carry_out(
    acme: CompanyClient, job: Job, left: list[Job], records: Records, site: Site
) -> None:
    """Call a job once or several times, record what comes, and remove it when it is done."""
    key = None if site.control == "keys" else job.key
    for _ in range(ATTEMPTS):
        try:
            result = KINDS[job.kind].call(acme, job.what, key)
        except FikenError as error:
            records.add("failed", job.key, job.kind, type(error).__name__, error)
            if KINDS[job.kind].hidden and is_unclear(error):
                records.add("unclear", job.key)
                left.remove(job)
                return
        except Exception as error:  # noqa: BLE001 - whatever it is, the judge has to see it
            records.add("crashed", job.key, job.kind, type(error).__name__, error)
        else:
            records.add("done", job.key, id_of(result))
            left.remove(job)
            return


def _prepare(site: Site, records: Records, rng: random.Random) -> None:
    """Let this process kill itself at a step, and leave out what the control leaves out."""

    def step(name: str) -> None:
        if rng.random() < site.suicides:
            records.add("killed", name)
            os.kill(os.getpid(), signal.SIGKILL)

    _steps.step = step
    if site.control == "twins":
        once = _course.carry_out

        def carry_out(write: Write[Any], store: IdempotencyStore) -> Any:
            identify = write.identify
            if identify is not None:
                write = attrs.evolve(write, identify=lambda: attrs.evolve(identify(), alike=None))
            return once(attrs.evolve(write, alike=None), store)

        _course.carry_out = carry_out
