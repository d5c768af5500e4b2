"""Many processes with one token: whether their requests overlap, and how long each has to wait.

``python -m benchmarks.pacing`` runs all scenarios with each pacer; names limit it to some of them::

    python -m benchmarks.pacing --pacers file redis --scenarios crowd killed

- ``crowd``: 8 processes with 4 threads, each of which sends 4 requests as fast as it may.
- ``fair``: one request now and then, beside a process that walks through all pages of a list.
- ``slow``: 8 processes whose requests last longer than the spacing.
- ``killed``: processes are killed (-9) in the middle of slow requests.
- ``storm``: the server answers 429 for 8 seconds, to 8 processes with 4 threads.
- ``machines``: 3 network namespaces, each with 8 processes and 4 threads. It needs root and ``ip``.

The judge is the log of the emulator. It exits with an error if two requests overlapped, or if too
many requests met the storm.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import redis

from fiken import Fiken, FikenError
from fiken.emulator import Emulator, Status, WaitBeforeCarryingOut
from fiken.pacing import Paced, Pacer, RedisPacer, SqlPacer
from tests.servers import postgres
from tests.servers.postgres import start_postgres
from tests.servers.redis import start_redis

ROOT = Path(__file__).parents[1]
SPACING = 0.25
MOST_IN_A_STORM = 6
#: The address of the machine that has the servers, and the names and addresses of the others.
SERVERS, BRIDGE = "10.213.77.1", "fiken-b"
MACHINES = {f"fiken-{number}": f"10.213.77.{10 + number}" for number in range(1, 4)}


# --- a process that sends requests


def pacer_of(kind: str, where: str) -> Pacer:
    if kind == "file":
        return Paced(SPACING, directory=where)
    if kind == "redis":
        client: Any = redis.Redis.from_url(where, socket_timeout=10)
        return RedisPacer(client, SPACING)
    return SqlPacer(where, SPACING)


def walk(task: dict[str, Any]) -> None:
    """Send requests, and print how many seconds each took."""
    pacer = pacer_of(task["kind"], task["where"])
    settings = {"base_url": task["url"], "allow_http": True, "user_agent": task["name"]}
    with Fiken(task["token"], pacer=pacer, **settings) as client:
        print(flush=True)
        sys.stdin.readline()
        took: list[float] = []

        def ask() -> None:
            for _ in range(task["times"]):
                time.sleep(random.uniform(0, task["idle"]))
                began = time.monotonic()
                with suppress(FikenError):
                    client.user()
                took.append(time.monotonic() - began)

        threads = [threading.Thread(target=ask) for _ in range(task["threads"])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(json.dumps([took, time.process_time()]), flush=True)


#: All processes that were started.
STARTED: list[subprocess.Popen[str]] = []


class Walkers:
    """Processes that send requests.

    Args:
        task: What each does: `kind`, `where`, `token`, `url`, `threads`, `times`, and the longest
            time `idle` before each request, in seconds.
        number: How many processes there are.
        name: What their requests say in the header User-Agent.
        prefix: The beginning of the command, such as that of a network namespace.
    """

    def __init__(
        self,
        task: dict[str, Any],
        number: int,
        name: str = "walker",
        prefix: tuple[str, ...] = (),
    ) -> None:
        settings = {"threads": 4, "times": 4, "idle": 0.0, "name": name} | task
        program = [*prefix, sys.executable, "-m", "benchmarks.pacing", json.dumps(settings)]
        self.processes = [
            subprocess.Popen(
                program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _ in range(number)
        ]
        STARTED.extend(self.processes)

    def go(self) -> None:
        """Start the work of all processes at the same time."""
        for process in self.processes:
            assert process.stdout is not None
            process.stdout.readline()
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()

    def kill(self) -> None:
        """Kill them."""
        for process in self.processes:
            process.kill()
            process.communicate()

    def results(self) -> tuple[list[float], float]:
        """Return how many seconds each request took, and the seconds of processor per process."""
        took, processor = list[float](), 0.0
        for process in self.processes:
            waits, seconds = json.loads(process.communicate(timeout=600)[0].splitlines()[-1])
            took += waits
            processor += seconds
        return took, processor / len(self.processes)


# --- what the emulator saw


class Verdict:
    """What the log of an emulator says."""

    def __init__(self, emulator: Emulator) -> None:
        requests = emulator.requests
        self.starts = [one.started for one in requests]
        self.number = len(requests)
        self.overlaps = sum(one.overlapped for one in requests)
        self.gap = min((b - a for a, b in pairwise(self.starts)), default=0.0)
        self.took = self.starts[-1] - self.starts[0] if requests else 0.0

    def __str__(self) -> str:
        return (
            f"{self.number} requests in {self.took:.1f} s, {self.overlaps} overlaps, smallest gap "
            f"{1000 * self.gap:.0f} ms"
        )


def spread(took: list[float], unit: float = 1.0) -> str:
    ranked = sorted(one / unit for one in took)
    middle, late = statistics.median(ranked), ranked[int(0.95 * (len(ranked) - 1))]
    return f"p50 {middle:.1f}, p95 {late:.1f}, max {ranked[-1]:.1f}"


# --- scenarios


def crowd(emulator: Emulator, task: dict[str, Any]) -> tuple[str, bool]:
    walkers = Walkers(task, 8)
    walkers.go()
    took, processor = walkers.results()
    verdict = Verdict(emulator)
    waits = f"waits {spread(took)} s (fair: 8), {processor:.2f} s of processor per process"
    return f"{verdict}, {waits}", verdict.overlaps == 0


def fair(emulator: Emulator, task: dict[str, Any]) -> tuple[str, bool]:
    walker = Walkers(task | {"threads": 1, "times": 200}, 1)
    other = Walkers(task | {"threads": 1, "times": 40, "idle": 0.6}, 1)
    walker.go()
    time.sleep(3)
    other.go()
    waits = spread(other.results()[0], SPACING)
    walker.kill()
    verdict = Verdict(emulator)
    return f"{verdict}; the other one waits for {waits} slots", verdict.overlaps == 0


def slow(emulator: Emulator, task: dict[str, Any]) -> tuple[str, bool]:
    emulator.fail_next(WaitBeforeCarryingOut(0.4), times=10_000)
    walkers = Walkers(task | {"threads": 2, "times": 3}, 8)
    walkers.go()
    took, _ = walkers.results()
    verdict = Verdict(emulator)
    return f"{verdict}, waits {spread(took)} s (fair: {16 * 0.412:.1f})", verdict.overlaps == 0


def killed(emulator: Emulator, task: dict[str, Any]) -> tuple[str, bool]:
    """Kill the process whose request is under way, again and again, and start another one."""
    emulator.fail_next(WaitBeforeCarryingOut(0.3), times=10_000)
    endless = task | {"threads": 2, "times": 1000}
    running = {f"walker/{number}": Walkers(endless, 1, f"walker/{number}") for number in range(4)}
    for walkers in running.values():
        walkers.go()
    kills, most = 0, 57 if task["kind"] == "file" else 8
    while kills < most:
        seen = len(emulator.requests)
        while len(emulator.requests) == seen:
            time.sleep(0.002)
        time.sleep(random.uniform(0, 0.25))
        request = emulator.requests[-1]
        if request.finished is None:
            name = request.headers["user-agent"].partition(" ")[0]
            running.pop(name).kill()
            kills += 1
            running[name] = Walkers(endless, 1, name)
            running[name].go()
    for walkers in running.values():
        walkers.kill()
    verdict = Verdict(emulator)
    return f"{kills} killed, {verdict}", verdict.overlaps == 0


def storm(emulator: Emulator, task: dict[str, Any]) -> tuple[str, bool]:
    emulator.fail_next(Status(429), times=10_000)
    walkers = Walkers(task | {"times": 2}, 8)
    walkers.go()
    while not emulator.requests:
        time.sleep(0.01)
    time.sleep(8)
    emulator.clear_faults()
    walkers.results()
    met = [one.started for one in emulator.requests if one.fault is not None]
    verdict, times = Verdict(emulator), [f"{one - met[0]:.1f}" for one in met]
    return (
        f"{len(met)} met the storm, at {', '.join(times)} s; {verdict}",
        verdict.overlaps == 0 and len(met) <= MOST_IN_A_STORM,
    )


def machines(emulator: Emulator, task: dict[str, Any]) -> tuple[str, bool]:
    groups = [
        Walkers(task | {"times": 2}, 8, prefix=("ip", "netns", "exec", name)) for name in MACHINES
    ]
    starters = [threading.Thread(target=group.go) for group in groups]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    took = [one for group in groups for one in group.results()[0]]
    verdict = Verdict(emulator)
    waits = f"waits {spread(took)} s (fair: {len(took) // 2 * SPACING:.0f})"
    return f"{verdict}, {waits}", verdict.overlaps == 0


SCENARIOS: dict[str, Callable[[Emulator, dict[str, Any]], tuple[str, bool]]] = {
    "crowd": crowd,
    "fair": fair,
    "slow": slow,
    "killed": killed,
    "storm": storm,
    "machines": machines,
}


# --- servers and networks


@contextmanager
def network() -> Iterator[None]:
    """Three network namespaces and a bridge between them and this machine."""
    commands = [f"ip link add {BRIDGE} type bridge", f"ip addr add {SERVERS}/24 dev {BRIDGE}"]
    commands += [f"ip link set {BRIDGE} up"]
    for name, address in MACHINES.items():
        commands += [
            f"ip netns add {name}",
            f"ip link add {name}-h type veth peer name {name}-g netns {name}",
            f"ip link set {name}-h master {BRIDGE} up",
            f"ip -n {name} addr add {address}/24 dev {name}-g",
            f"ip -n {name} link set {name}-g up",
            f"ip -n {name} link set lo up",
        ]
    try:
        for command in commands:
            subprocess.run(command.split(), check=True)
        yield
    finally:
        for name in MACHINES:
            subprocess.run(["ip", "netns", "del", name], check=False)
            subprocess.run(
                ["ip", "link", "del", f"{name}-h"], check=False, stderr=subprocess.DEVNULL
            )
        subprocess.run(["ip", "link", "del", BRIDGE], check=False)


def place(kind: str, host: str, stack: ExitStack) -> str:
    """Start the server of a pacer, which `stack` stops, and return where the lanes are."""
    if kind == "file":
        return stack.enter_context(tempfile.TemporaryDirectory())
    if kind == "redis":
        store = start_redis()
        stack.callback(store.stop)
        if host == SERVERS:
            client: Any = redis.Redis.from_url(store.url)
            client.config_set("protected-mode", "no")
            client.config_set("bind", f"127.0.0.1 {host}")
        return f"redis://{host}:{store.port}/0"
    postgres.SETTINGS["listen_addresses"] = ""
    server = start_postgres()
    stack.callback(server.stop)
    if host != SERVERS:
        return server.url
    with (server.data / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {SERVERS}/24 trust\n")
    server.crash()
    postgres.SETTINGS["listen_addresses"] = host
    server.start()
    return f"postgresql://postgres@{host}:5432/postgres"


def end_all() -> None:
    """Kill the processes that are still there: they would keep a network namespace alive."""
    for process in STARTED:
        process.kill()
        process.wait()
    STARTED.clear()


def run(kind: str, name: str) -> bool:
    """Run a scenario with a pacer, print what came of it, and return whether nothing was wrong."""
    with ExitStack() as stack:
        host = "127.0.0.1"
        if name == "machines":
            stack.enter_context(network())
            host = SERVERS
        where = place(kind, host, stack)
        stack.callback(end_all)
        emulator = stack.enter_context(Emulator(host=host))
        task = {"kind": kind, "where": where, "token": emulator.token, "url": emulator.url}
        text, is_right = SCENARIOS[name](emulator, task)
    print(f"{kind:8} {name:9} {'' if is_right else 'WRONG: '}{text}", flush=True)
    return is_right


def main() -> int:
    if len(sys.argv) == 2 and sys.argv[1].startswith("{"):
        walk(json.loads(sys.argv[1]))
        return 0
    parser = ArgumentParser(prog="python -m benchmarks.pacing", description=__doc__)
    kinds = ["file", "redis", "sql"]
    parser.add_argument("--pacers", nargs="+", choices=kinds, default=kinds)
    parser.add_argument("--scenarios", nargs="+", choices=SCENARIOS, default=[*SCENARIOS])
    options = parser.parse_args()
    pairs = [(kind, name) for name in options.scenarios for kind in options.pacers]
    # A file is for one machine.
    results = [run(*pair) for pair in pairs if pair != ("file", "machines")]
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
