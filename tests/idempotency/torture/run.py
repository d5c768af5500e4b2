"""A run of the torture: an emulator with faults, workers that are killed, and the verdict."""

import math
import multiprocessing
import pickle
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from fiken import CompanyClient
from fiken.emulator import Emulator, Request
from fiken.idempotency import IdempotencyStore
from tests.idempotency.torture.kind import Kind, What
from tests.idempotency.torture.kinds import KINDS
from tests.idempotency.torture.misfortune import Misfortune
from tests.idempotency.torture.worker import Job, Records, Site, work

#: Processes that begin with all modules loaded, but without the threads of the emulator.
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.idempotency.torture.worker"])


@dataclass(frozen=True)
class Plan:
    """What a run shall do.

    Attributes:
        writes: How many writes with keys of their own.
        workers: How many processes at once. Each write is in the hands of one or two of them.
        kinds: The names of the kinds of writes; empty means all.
        faults: The share of the writes that meet a fault.
        only: The names of these faults; empty means all.
        late: The most seconds after which a late write is carried out.
        suicides: How probable it is that a worker kills itself at a step.
        kills: The mean of the writes that are done between two kills from outside; 0 means none.
        control: What is left out, so that the run must fail: ``keys`` or ``twins``.
        patience: Seconds without any progress after which the run is given up.
        seed: Of what happens by chance.
    """

    writes: int
    workers: int = 4
    kinds: tuple[str, ...] = ()
    faults: float = 0.3
    only: tuple[str, ...] = ()
    late: float = 1.2
    suicides: float = 0.01
    kills: int = 6
    control: str = ""
    patience: float = 90.0
    seed: int = 1


@dataclass
class Verdict:
    """What became of a run.

    Attributes:
        writes: How many writes were to be carried out.
        doubles: How many more the books show, by kind.
        losses: How many fewer the books show, by kind.
        two_ids: The keys for which calls have returned two ids.
        shared: The ids that calls have returned for two keys.
        open: The keys of writes that never returned a result, with the last error.
        unclear: The keys of hidden writes of which it stayed unclear whether they were carried out.
        crashes: Exceptions that are no errors of Fiken, and writes that were done twice.
        processes: How many processes were started.
        killed: How often a process was killed, by the step; from outside it is "anywhere".
        faults: How often each fault happened.
        errors: How often calls have raised each error.
        requests: How many requests were sent.
        seconds: How long it took.
    """

    writes: int = 0
    doubles: Counter[str] = field(default_factory=Counter[str])
    losses: Counter[str] = field(default_factory=Counter[str])
    two_ids: list[str] = field(default_factory=list[str])
    shared: list[str] = field(default_factory=list[str])
    open: list[str] = field(default_factory=list[str])
    unclear: set[str] = field(default_factory=set[str])
    crashes: list[str] = field(default_factory=list[str])
    processes: int = 0
    killed: Counter[str] = field(default_factory=Counter[str])
    faults: Counter[str] = field(default_factory=Counter[str])
    errors: Counter[str] = field(default_factory=Counter[str])
    requests: Counter[str] = field(default_factory=Counter[str])
    seconds: float = 0.0

    @property
    def findings(self) -> list[str]:
        """What must not happen."""
        wrong = {
            "doubles": dict(self.doubles),
            "losses": dict(self.losses),
            "keys with two ids": self.two_ids,
            "ids of two keys": self.shared,
            "keys without a result": self.open,
            "crashes": self.crashes,
        }
        return [f"{name}: {what}" for name, what in wrong.items() if what]


def planned(acme: CompanyClient, plan: Plan) -> list[Job]:
    """Prepare the writes of a run without faults, in turn of each kind."""
    names = plan.kinds or tuple(KINDS)
    jobs: list[Job] = []
    number = 0
    while len(jobs) < plan.writes:
        name = names[number % len(names)]
        kind, mark = KINDS[name], f"T{number}"
        what = kind.prepare(acme, mark)
        twins = "ab" if kind.twins else "a"
        jobs += [Job(f"{name} {number}{twin}", name, mark, what) for twin in twins]
        number += 1
    return jobs


class Torture:
    """A run.

    Args:
        plan: What it shall do.
        opens: Opens the store. It is pickled for the workers.
        folder: An empty folder for the records.
        meanwhile: A function that is called all the time, such as to crash a database.
    """

    def __init__(
        self,
        plan: Plan,
        opens: Callable[[], IdempotencyStore],
        folder: Path,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        self.plan, self._opens, self._folder, self._meanwhile = plan, opens, folder, meanwhile
        self._rng = random.Random(plan.seed)
        self.verdict = Verdict()
        self._lives = Counter[int]()

    def run(self) -> Verdict:
        """Carry out the writes, and judge them."""
        began, plan = time.monotonic(), self.plan
        with emulator_with(Misfortune(plan.seed, plan.late, plan.only)) as (emulator, misfortune):
            acme = emulator.client().company(emulator.company_slug)
            jobs = planned(acme, plan)
            (self._folder / "jobs").write_bytes(pickle.dumps(jobs))
            site = Site(
                *(emulator.url, emulator.token, emulator.company_slug, self._opens, self._folder),
                *(plan.suicides, plan.control, plan.seed),
            )
            prepared = len(emulator.requests)
            misfortune.strike(plan.faults, plan.faults / 5)
            self._supervise(site, self._shares(jobs))
            misfortune.strike(0.0, 0.0)
            time.sleep(plan.late)  # the last ones that are late
            self._judge(acme, jobs, emulator.requests)
            emulator.check_books()
            sent = emulator.requests[prepared:]
            self.verdict.requests = Counter(request.method for request in sent)
            self.verdict.faults = misfortune.counts
        self.verdict.seconds = time.monotonic() - began
        return self.verdict

    def _shares(self, jobs: list[Job]) -> list[list[str]]:
        """Return the marks of the jobs of each worker: half of the marks have two workers.

        All workers go through the marks in the same order, so they often have one at the same time.
        """
        marks = list(dict.fromkeys(job.mark for job in jobs))
        self._rng.shuffle(marks)
        shares: list[list[str]] = [[] for _ in range(self.plan.workers)]
        for mark in marks:
            for share in self._rng.sample(shares, self._rng.randint(1, min(2, len(shares)))):
                share.append(mark)
        return shares

    def _supervise(self, site: Site, shares: list[list[str]]) -> None:
        """Start the workers, kill them, and start them again until all have ended by themselves."""
        workers = {
            number: self._started(site, number, share) for number, share in enumerate(shares)
        }
        records = self._records()
        kill_at, size, moved = self._next_kill(0), -1, time.monotonic()
        while workers:
            time.sleep(self._rng.random() / 5)  # so that a kill comes at any moment of a write
            self._meanwhile()
            for number, worker in list(workers.items()):
                if worker.is_alive():
                    continue
                if worker.exitcode == 0:
                    del workers[number]
                else:
                    workers[number] = self._started(site, number, shares[number])
            ended = sum(len(each.ended()) for each in records)
            if workers and ended >= kill_at:
                self._rng.choice(list(workers.values())).kill()
                self.verdict.killed["anywhere"] += 1
                kill_at = self._next_kill(ended)
            if ended != size:
                size, moved = ended, time.monotonic()
            elif time.monotonic() - moved > self.plan.patience:
                break
        for worker in workers.values():
            worker.kill()
            worker.join()

    def _started(self, site: Site, number: int, share: list[str]) -> ForkServerProcess:
        life = self._lives[number]
        self._lives[number] += 1
        process = FORKED.Process(target=work, args=(site, number, life, share))
        process.start()
        self.verdict.processes += 1
        return process

    def _next_kill(self, ended: int) -> float:
        mean = self.plan.kills
        return ended + self._rng.expovariate(1 / mean) if mean else math.inf

    def _records(self) -> list[Records]:
        return [Records(self._folder, number) for number in range(self.plan.workers)]

    def _judge(self, acme: CompanyClient, jobs: list[Job], log: list[Request]) -> None:
        """Compare the books with the jobs, and the ids that the calls have returned."""
        verdict = self.verdict
        verdict.writes = len(jobs)
        ids: defaultdict[str, set[str]] = defaultdict(set)
        last: dict[str, str] = {}
        for line in (line for records in self._records() for line in records.lines()):
            if line[0] == "done":
                ids[line[1]].add(line[2])
            elif line[0] == "killed":
                verdict.killed[line[1]] += 1
            elif line[0] == "unclear":
                verdict.unclear.add(line[1])
            else:
                verdict.errors[line[3]] += 1
                last[line[1]] = ": ".join(line[3:])
                if line[0] == "crashed" or line[3] in {"WrittenTwiceError", "ConfigurationError"}:
                    verdict.crashes.append(": ".join(line[1:]))
        verdict.open = [
            f"{job.key} ({last.get(job.key)})"
            for job in jobs
            if job.key not in {*ids, *verdict.unclear}
        ]
        verdict.two_ids = [f"{key} {sorted(made)}" for key, made in ids.items() if len(made) > 1]
        by_kind: defaultdict[str, list[Job]] = defaultdict(list)
        for job in jobs:
            by_kind[job.kind].append(job)
        for name, mine in by_kind.items():
            self._judge_kind(acme, name, mine, log)
            if KINDS[name].makes:
                made = Counter(id_ for job in mine for id_ in ids[job.key])
                verdict.shared += [f"{name} {id_}" for id_, times in made.items() if times > 1]

    def _judge_kind(
        self, acme: CompanyClient, name: str, jobs: list[Job], log: list[Request]
    ) -> None:
        kind, expected = KINDS[name], Counter(job.mark for job in jobs)
        writes = list({job.mark: job.what for job in jobs}.items())
        times = kind.books(acme, writes) if kind.hidden is None else logged(kind, writes, log)
        unclear = Counter(job.mark for job in jobs if job.key in self.verdict.unclear)
        for mark, wanted in expected.items():
            self.verdict.doubles[name] += max(0, times[mark] - wanted)
            self.verdict.losses[name] += max(0, wanted - unclear[mark] - times[mark])
        self.verdict.doubles, self.verdict.losses = +self.verdict.doubles, +self.verdict.losses


def logged(kind: Kind, writes: list[tuple[str, What]], log: list[Request]) -> Counter[str]:
    """Count in the log of the emulator how often each of these hidden writes was carried out."""
    bodies = [each.body for each in log if each.carried_out and isinstance(each.body, dict)]
    return Counter(
        mark
        for mark, what in writes
        for body in bodies
        if kind.hidden is not None and kind.hidden(what, body)
    )


@contextmanager
def emulator_with(misfortune: Misfortune) -> Iterator[tuple[Emulator, Misfortune]]:
    """Yield an emulator to whose requests these faults happen."""
    emulator = Emulator(seed=1)
    emulator._faults = misfortune
    with emulator:
        yield emulator, misfortune
