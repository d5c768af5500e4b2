"""Compare the contract that is shipped with a newer description of Fiken's API.

    python -m tools.drift path/to/openapi.yaml [contract.json]

It prints one group of lines per operation and per schema, sorted. A line says what was added (`+`),
removed (`-`) or changed (`~`). The second argument is another table to compare with. The exit code
is 0 if nothing differs, 1 if something does, and 2 if the description cannot be read.

The corrections of `tools/contract.py` are applied to the newer description as well. So every
difference that is printed comes from Fiken.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from tools.contract import SHIPPED, Json, table, written

#: The parts of an operation whose entries have names, and how a line calls such an entry.
PLACES = {"path": "path", "query": "query", "form": "form part"}
#: The facts of each entry by name, such as `query date`. Those of the operation itself are at "".
Group = dict[str, Json]


def main(arguments: list[str]) -> int:
    """Print the differences, and return the exit code."""
    if not arguments or len(arguments) > 2:
        print("Compare the contract with a newer description: make contract SPEC=path/openapi.yaml")
        return 2
    description, *other = (Path(argument) for argument in arguments)
    shipped = other[0] if other else SHIPPED
    try:
        old = json.loads(shipped.read_text(encoding="utf-8"))
        openapi = yaml.safe_load(description.read_text(encoding="utf-8"))
        new = json.loads(written(table(openapi)))
    except (OSError, ValueError, yaml.YAMLError, SystemExit) as problem:
        # tools/contract.py exits when it meets a keyword that it does not know.
        print(f"{description}: {problem}")
        return 2
    except (KeyError, TypeError) as problem:
        print(f"{description} is not a description that tools/contract.py can read: {problem!r}")
        return 2
    found = list(lines(old, new))
    print("\n".join(found) if found else f"{description} says what {shipped.name} says.")
    return 1 if found else 0


def lines(old: Json, new: Json) -> Iterator[str]:
    """Yield the differences of two tables, such as `contract.json`, as lines of text."""
    for title, part in (("Operations", "operations"), ("Schemas", "schemas"), ("Paging", "paging")):
        before, after = _groups(old, part), _groups(new, part)
        changed = list(_changed(before, after))
        if changed:
            signs = [line[:1] for line in changed]
            counts = (
                f"{signs.count(sign)} {word}"
                for sign, word in (("+", "new"), ("-", "gone"), ("~", "changed"))
                if sign in signs
            )
            yield f"{title}: {', '.join(counts)}"
            yield from (f"  {line}" for line in changed)


def _groups(facts: Json, part: str) -> dict[str, Group]:
    """Return the operations or schemas of a table, with their entries by name."""
    if part == "paging":
        return {"lists with pages": {f"query {n}": _long(f) for n, f in facts[part].items()}}
    groups: dict[str, Group] = {}
    for name, declared in facts[part].items():
        places = {"fields": "field"} if part == "schemas" else PLACES
        groups[name] = {"": {key: v for key, v in declared.items() if key not in places}}
        for place, word in places.items():
            for entry, known in declared.get(place, {}).items():
                groups[name][f"{word} {entry}"] = _long(known)
    return groups


def _long(declared: Any) -> Json:
    """Return the facts of a field. The table has a string instead if the type is the only fact."""
    return {"type": declared} if isinstance(declared, str) else declared


def _changed(old: Mapping[str, Group], new: Mapping[str, Group]) -> Iterator[str]:
    """Yield a line per group that differs, and below it an indented line per entry."""
    for name in sorted(old.keys() | new.keys(), key=_by_path):
        if name not in new:
            yield f"- {name}"
        elif name not in old:
            yield f"+ {name}{_described(new[name].get('', {}))}"
            entries = sorted(new[name].items())
            yield from (f"    + {entry}{_described(facts)}" for entry, facts in entries if entry)
        elif old[name] != new[name]:
            yield f"~ {name}"
            yield from (f"    {line}" for line in _entries(old[name], new[name]))


def _by_path(name: str) -> tuple[str, str]:
    """Return a sort key: operations are sorted by path, then by method, and schemas by name."""
    method, _, path = name.rpartition(" ")
    return path, method


def _entries(old: Group, new: Group) -> Iterator[str]:
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        if after is None:
            yield f"- {name}"
        elif before is None:
            yield f"+ {name}{_described(after)}"
        elif before != after:
            facts = ", ".join(_facts(before, after))
            yield f"~ {name}: {facts}" if name else f"~ {facts}"


def _facts(old: Json, new: Json) -> Iterator[str]:
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if isinstance(before, list) and isinstance(after, list):
            then, now = cast("Any", before), cast("Any", after)
            gained = [f"+{_value(value)}" for value in now if value not in then]
            lost = [f"-{_value(value)}" for value in then if value not in now]
            yield f"{key} {', '.join([*gained, *lost]) or 'in another order'}"
        else:
            yield f"{key} {_value(before)} -> {_value(after)}"


def _described(facts: Json) -> str:
    """Return the facts of a new entry on one line, beginning with a colon, or "" without facts."""
    texts = [
        _value(value) if key in {"type", "name"} else f"{key} {_value(value)}"
        for key, value in facts.items()
    ]
    return f": {', '.join(texts)}" if texts else ""


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in cast('Any', value))}]"
    return "none" if value is None else json.dumps(value, ensure_ascii=False).strip('"')


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
