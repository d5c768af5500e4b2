"""The findings that are accepted, because the description is wrong there and not the emulator."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tools.fuzz.run import Finding

#: The accepted findings. The file explains its keys.
BASELINE = Path(__file__).with_name("baseline.toml")


@dataclass(frozen=True)
class Accepted:
    """One entry of the baseline.

    Attributes:
        check: the check of schemathesis, such as `status_code_conformance`.
        status: the status of the answer.
        defect: the defect of the description that causes the finding.
        operation: a pattern of the operation, in which `*` stands for any text.
        detail: a regular expression of the whole detail of the finding. For a field it holds for
            the part after the field, such as `type, null`.
        fields: the names of the fields, if the finding is about a field.
    """

    check: str
    status: int
    defect: str
    operation: str = "*"
    detail: str = ".*"
    fields: tuple[str, ...] = ()

    def part_for(self, finding: Finding) -> str | None:
        """Return the part of this entry that accepts a finding: a field, or "" for the whole entry.

        Return None if the entry does not accept the finding.
        """
        if (self.check, self.status) != (finding.check, finding.status):
            return None
        if not fnmatchcase(finding.operation, self.operation):
            return None
        if not self.fields:
            return "" if re.fullmatch(self.detail, finding.detail) else None
        path, _, rest = finding.detail.partition(": ")
        name = path.rpartition(".")[2]
        return name if name in self.fields and re.fullmatch(self.detail, rest) else None

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that can accept something: the fields, or "" for an entry without fields."""
        return self.fields or ("",)


def read(path: Path = BASELINE) -> tuple[Accepted, ...]:
    """Return the entries of a baseline file.

    Raises:
        ValueError: an entry does not name the defect of the description.
    """
    entries: Any = tomllib.loads(path.read_text(encoding="utf-8"))["accepted"]
    for entry in entries:
        entry["fields"] = tuple(entry.get("fields", ()))
    accepted = tuple(Accepted(**entry) for entry in entries)
    for entry in accepted:
        if len(entry.defect.split()) < 4:
            raise ValueError(f"{path}: say which defect of the description causes {entry}")
    return accepted


def compared(
    findings: Iterable[Finding], entries: Sequence[Accepted]
) -> tuple[list[Finding], list[str]]:
    """Return the findings that no entry accepts, and the parts of entries that accept nothing.

    A finding counts for the first entry that accepts it.
    """
    new: list[Finding] = []
    used: set[tuple[int, str]] = set()
    for finding in sorted(findings):
        parts = ((i, entry.part_for(finding)) for i, entry in enumerate(entries))
        found = next(((i, part) for i, part in parts if part is not None), None)
        if found is None:
            new.append(finding)
        else:
            used.add(found)
    stale = [
        f"{entry.check} {entry.status} {entry.operation} {part or entry.detail}: {entry.defect}"
        for i, entry in enumerate(entries)
        for part in entry.parts
        if (i, part) not in used
    ]
    return new, stale
