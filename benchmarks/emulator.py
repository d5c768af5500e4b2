"""The times of the embedded Fiken beside another emulator, over a socket.

Three jobs are measured: to start and stop it, to create a contact, and to read one. The rival is
the threaded server of moto, an emulator of AWS that many test suites use, with the same jobs for
objects of S3 through boto3. moto and boto3 are the extra ``bench``; only this module imports them.
"""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from itertools import count
from typing import Any

from benchmarks.clock import Job, best_of
from fiken import Contact
from fiken.emulator import Emulator

JOBS = ("start and stop", "create", "read")
BUCKET = "contacts"


def emulators(rounds: int) -> dict[str, dict[str, float]]:
    """Return the least seconds of each job in each emulator, by job and by emulator."""
    # A start takes moto half a second.
    started = best_of({"fiken": _start_fiken, "moto": _start_moto}, max(rounds // 20, 3))
    with _in_fiken() as fiken, _in_moto() as moto:
        others = {  # warm, as a suite asks one emulator again and again
            job: best_of({"fiken": fiken[job], "moto": moto[job]}, rounds, warm=True)
            for job in JOBS[1:]
        }
    return {JOBS[0]: started, **others}


def _start_fiken() -> None:
    with Emulator():
        pass


def _start_moto() -> None:
    server = _moto_server()
    server.start()
    server.stop()


@contextmanager
def _in_fiken() -> Generator[dict[str, Job]]:
    """Yield the jobs through the client that users have, without its pause between requests."""
    with Emulator() as emulator, emulator.client() as client:
        contacts = client.company(emulator.company_slug).contacts
        nelly = contacts.save(Contact(name="Nelly Bloom", customer=True))
        ned = Contact(name="Ned Stark", customer=True)
        yield {
            "create": lambda: contacts.save(ned, reload=False),
            "read": partial(contacts.find, nelly.contact_id),
        }


@contextmanager
def _in_moto() -> Generator[dict[str, Job]]:
    server = _moto_server()
    server.start()
    host, port = server.get_host_and_port()
    s3: Any = import_module("boto3").client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        region_name="us-east-1",
        aws_access_key_id="made-up",
        aws_secret_access_key="made-up",
    )
    s3.create_bucket(Bucket=BUCKET)
    body, numbers = b'{"name": "Nelly Bloom", "customer": true}', count()
    s3.put_object(Bucket=BUCKET, Key="nelly", Body=body)
    try:
        yield {
            "create": lambda: s3.put_object(Bucket=BUCKET, Key=str(next(numbers)), Body=body),
            "read": partial(_read, s3),
        }
    finally:
        s3.close()
        server.stop()


def _read(s3: Any) -> bytes:
    body: bytes = s3.get_object(Bucket=BUCKET, Key="nelly")["Body"].read()
    return body


def _moto_server() -> Any:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line per request would take its time
    server = import_module("moto.server").ThreadedMotoServer
    return server(ip_address="127.0.0.1", port=0, verbose=False)
