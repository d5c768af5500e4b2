"""`python -m tools.fuzz [openapi.yaml] [--only REGEX] [--seconds N]`: see the package."""

import argparse
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from tools.fuzz import run
from tools.fuzz.baseline import compared, read

#: Where the description lies beside the project, on the machines that have it.
SPEC = Path("../shared/fiken-api/openapi-2026-09.yaml")
#: The most findings that are printed.
_SHOWN = 50


def main(arguments: list[str] | None = None) -> int:
    """Run and report. Return 0 if every finding is accepted or no description exists, else 1."""
    options = _parser().parse_args(arguments)
    if not options.spec.exists():
        skipped = options.spec == SPEC
        word = "SKIPPED, because" if skipped else "failed:"
        print(f"fuzz: {word} {options.spec} is not here; name a description: make fuzz SPEC=path")
        return 0 if skipped else 1
    if find_spec("schemathesis") is None:
        print("fuzz: schemathesis is not installed; `make fuzz` installs it")
        return 1
    description = yaml.safe_load(options.spec.read_text(encoding="utf-8"))
    operations = _prepared(description)
    result = run.run(description, options.seconds, options.only)
    whole = not (result.timed_out or options.only)
    new, stale = compared(result.examples, read())
    for finding in new[:_SHOWN]:
        print(f"fuzz: FOUND {finding.check} {finding.status} {finding.operation}")
        print(f"      {finding.detail}\n      {result.examples[finding]}")
    problems = [f"error: {error}" for error in result.errors]
    problems += [f"stale in baseline.toml: {entry}" for entry in stale if whole]
    if not options.only:
        problems += [f"not called: {name}" for name in sorted(operations - result.answers.keys())]
        problems += [f"never successful: {name}" for name in _refused(result) if whole]
    for problem in problems:
        print(f"fuzz: {problem}")
    print(_summary(result, len(new)))
    return 1 if new or problems else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tools.fuzz")
    parser.add_argument("spec", nargs="?", type=Path, default=SPEC, help="default: %(default)s")
    parser.add_argument("--only", default="", help="a regular expression of paths")
    parser.add_argument("--seconds", type=float, default=run.LIMIT, help="default: %(default)s")
    return parser


def _prepared(description: Any) -> set[str]:
    """Make the description readable for schemathesis, and return the names of its operations.

    One status is a number in the file, which YAML allows and OpenAPI does not. To test requests
    without a token, schemathesis needs a description that asks for a bearer token. Fiken's asks for
    OAuth, which sends its token as one.
    """
    for scheme in description["components"]["securitySchemes"].values():
        scheme.clear()
        scheme.update({"type": "http", "scheme": "bearer"})
    names: set[str] = set()
    for path, item in description["paths"].items():
        for method in item.keys() - {"parameters"}:
            responses = item[method]["responses"]
            item[method]["responses"] = {str(status): each for status, each in responses.items()}
            names.add(f"{method.upper()} {path}")
    return names


def _refused(result: run.Result) -> list[str]:
    """Return the operations that no request reached, so that no answer of them was checked."""
    return sorted(
        name
        for name, statuses in result.answers.items()
        if not any(200 <= status < 300 for status in statuses)
    )


def _summary(result: run.Result, new: int) -> str:
    statuses = sum(result.answers.values(), Counter[int]())
    counts = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    end = "; the time was up before the end" if result.timed_out else ""
    return (
        f"fuzz: {len(result.answers)} operations, {statuses.total()} requests ({counts}), "
        f"{new} findings that baseline.toml does not accept, {result.seconds:.0f} s{end}"
    )


if __name__ == "__main__":
    sys.exit(main())
