"""The run itself: schemathesis calls a fresh emulator, and its findings are collected."""

import importlib
import re
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, cast

from fiken.emulator import Emulator
from tools.fuzz.real import Books

#: The seconds after which the run ends, even if requests are left.
LIMIT = 600
#: The most random requests per operation, after those at the limits of its values.
EXAMPLES = 12
#: Answers with this status or a higher one have changed nothing.
_REFUSED = 400
#: The checks whose findings count.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
    "negative_data_rejection",
)


@dataclass(frozen=True, order=True)
class Finding:
    """One rule of the description that an answer broke.

    Attributes:
        operation: the operation, such as `GET /companies/{companySlug}/contacts`.
        check: the check of schemathesis, such as `status_code_conformance`.
        status: the status of the answer.
        detail: what exactly was broken, such as `/[]/address: null is not of type "object"`.
    """

    operation: str
    check: str
    status: int
    detail: str


@dataclass
class Result:
    """The findings of a run, each with one request that shows it, and counts."""

    examples: dict[Finding, str] = field(default_factory=dict[Finding, str])
    counts: Counter[Finding] = field(default_factory=Counter[Finding])
    #: The number of answers by operation and status.
    answers: dict[str, Counter[int]] = field(default_factory=dict[str, Counter[int]])
    errors: list[str] = field(default_factory=list[str])
    seconds: float = 0.0
    timed_out: bool = False


def run(description: Any, limit: float = LIMIT, only: str = "") -> Result:
    """Call all operations of the emulator, and return what broke the description.

    Each operation begins with fresh books, so that the order of the operations does not matter.

    Args:
        description: Fiken's description, as a dictionary.
        limit: the most seconds.
        only: a regular expression that the operations must match. "" means all of them.
    """
    engine: Any = importlib.import_module("schemathesis.engine")
    events: Any = importlib.import_module("schemathesis.engine.events")
    result, start = Result(), time.monotonic()
    with Emulator(seed=1, clock=_noon) as emulator:
        books = Books(emulator.url, emulator.token, emulator.company_slug)
        schema = _schema(description, emulator)
        if only:
            schema = schema.include(path_regex=only)
        with _hooks(books):
            stream = engine.from_schema(schema).execute()
            for event in stream:
                if isinstance(event, events.ScenarioStarted):
                    emulator.reset()
                    books.forget()
                elif isinstance(event, events.ScenarioFinished):
                    _collect(result, event.recorder)
                elif isinstance(event, events.NonFatalError):
                    result.errors.append(f"{event.label}: {event.value}")
                elif isinstance(event, events.FatalError):
                    result.errors.append(repr(event.exception))
                if time.monotonic() - start > limit:
                    result.timed_out = True
                    stream.stop()
                    break
    result.seconds = time.monotonic() - start
    return result


def _noon() -> datetime:
    return datetime(2026, 6, 15, 12, tzinfo=timezone(timedelta(hours=2)))


def _schema(description: Any, emulator: Emulator) -> Any:
    config: Any = importlib.import_module("schemathesis.config")
    schemathesis: Any = importlib.import_module("schemathesis")
    checks: dict[str, Any] = {"enabled": False} | {name: {"enabled": True} for name in CHECKS}
    generation = {
        "max-examples": EXAMPLES,
        "deterministic": True,
        "database": "none",
        "no-shrink": True,
    }
    settings = {
        "seed": 1,
        "base-url": emulator.url,
        "headers": {"Authorization": f"Bearer {emulator.token}"},
        "continue-on-failure": True,
        "suppress-health-check": ["all"],
        "generation": generation,
        "checks": checks,
        "phases": {"stateful": {"enabled": False}},
    }
    return schemathesis.openapi.from_dict(
        description, config=config.SchemathesisConfig.from_dict(settings)
    )


@contextmanager
def _hooks(books: Books) -> Generator[None]:
    """Put real ids and likely values into valid requests, right before they are sent."""
    schemathesis: Any = importlib.import_module("schemathesis")

    def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
        modes = {place.value: info.mode for place, info in case.meta.components.items()}
        if "path" in modes and modes["path"].is_positive:
            case.path_parameters = books.path(case.path, case.path_parameters)
        if "query" in modes and modes["query"].is_positive:
            case.query = books.query(case.query)
        is_json = case.media_type == "application/json"
        if "body" in modes and modes["body"].is_positive and is_json:
            path = case.path.format(**case.path_parameters)
            below = path.removeprefix(f"/companies/{books.slug}")
            case.body = books.body(below, case.body)

    def after_call(_context: Any, case: Any, response: Any) -> None:
        if case.method != "GET" and response.status_code < _REFUSED:
            books.forget()

    schemathesis.hook(before_call)
    schemathesis.hook(after_call)
    try:
        yield
    finally:
        schemathesis.hooks.unregister_all()


def _collect(result: Result, recorder: Any) -> None:
    """Add the answers and the findings of one operation to the result."""
    for case_id, interaction in recorder.interactions.items():
        case, response = recorder.cases[case_id].value, interaction.response
        status = response.status_code if response else 0
        result.answers.setdefault(recorder.label, Counter())[status] += 1
        failures = (check for check in recorder.checks.get(case_id, ()) if check.failure_info)
        for check in failures:
            detail = _detail(check.failure_info.failure, case)
            label = f"{interaction.request.method} {case.path}"
            finding = Finding(label, check.name, status, detail)
            result.counts[finding] += 1
            result.examples.setdefault(finding, _shown(interaction))


def _detail(failure: Any, case: Any) -> str:
    """Return what exactly was broken, without the values of this one request."""
    if hasattr(failure, "instance_path"):
        steps = ("[]" if isinstance(step, int) else str(step) for step in failure.instance_path)
        return f"{'.'.join(steps)}: {failure.schema_path[-1]}, {_kind(failure.instance)}"
    if getattr(failure, "code", "") and "rejected" in str(failure.message):
        scenario = getattr(case.meta.phase.data, "scenario", "random")
        return f"{scenario}{', null' if _has_null(case.body) else ''}"
    lines = str(failure.message).splitlines()
    return re.sub(r"\s+", " ", f"{failure.title}: {lines[0]}" if lines else str(failure.title))


def _has_null(value: Any) -> bool:
    if isinstance(value, dict | list):
        items = cast("Any", value.values() if isinstance(value, dict) else value)
        return any(_has_null(item) for item in items)
    return value is None


def _kind(value: Any) -> str:
    return "null" if value is None else type(value).__name__


def _shown(interaction: Any) -> str:
    request, response = interaction.request, interaction.response
    body = request.body or b""
    answer = response.content[:300] if response else b""
    return f"{request.method} {request.uri} {body[:300]!r} -> {answer!r}"
