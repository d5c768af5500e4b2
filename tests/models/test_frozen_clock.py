"""A frozen clock puts fakes in the place of the classes of `datetime`: no model holds one."""

import copy
import datetime
import pickle
import subprocess
import sys
import typing
from typing import Any, cast

import freezegun
import pytest
import time_machine

from fiken import Payment, Project, types as t
from fiken.mappers import ProjectMapper
from fiken.models._base import Model, model
from fiken.models._fields import hints_of
from fiken.repositories._filters import text_of

DAY = datetime.date(2026, 6, 15)
ANSWER: dict[str, Any] = {"projectId": 5, "name": "P", "startDate": "2026-06-15"}
NOON = datetime.datetime(2026, 6, 15, 12, tzinfo=datetime.UTC)


def run(program: str) -> str:
    """Run a program in a fresh Python, where nothing was imported or cached before."""
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert "" == done.stderr
    return done.stdout.strip()


#: Loads, saves, changes and filters, over a session that answers at once: the clock of a real one
#: is a matter of its own.
USE = """
import json
KEPT, ASKED = [], []

class Answer:
    location_id, request_id, headers = "5", "an id", {}
    def __init__(self, body):
        self.body = json.dumps(body).encode()
    def json(self):
        return json.loads(self.body)

ROW = {"projectId": 5, "number": "1", "name": "P",
       "startDate": "2026-06-15", "endDate": "2026-07-01"}

class Session:
    def request(self, method, path, *, params=None, json=None, **_):
        ASKED.append((method, params or json))
        if method == "GET" and path.endswith("projects"):
            return Answer([ROW])
        return Answer(ROW | {"createdAt": "2026-06-15T12:00:00Z"})

def use():
    import datetime
    from fiken import Project
    from fiken.repositories import ProjectRepository, SaleRepository
    day, later = datetime.date(2026, 6, 15), datetime.date(2026, 7, 1)
    projects = ProjectRepository(Session(), "/companies/x")
    saved = projects.save(Project(number="1", name="P", start_date=day, end_date=later))
    assert [("POST", {"number": "1", "name": "P", "startDate": "2026-06-15",
                      "endDate": "2026-07-01"}), ("GET", None)] == ASKED, ASKED
    moved = projects.save(saved.evolve(end_date=later.replace(day=2)), reload=False)
    assert ("PATCH", {"endDate": "2026-07-02"}) == ASKED[-1], ASKED
    assert [day] == [one.start_date for one in projects.all()]
    SaleRepository(Session(), "/companies/x").all(date_ge=day, settled=True)
    for one in (saved.start_date, saved.end_date, moved.start_date, moved.end_date):
        assert "datetime" == type(one).__module__, type(one)
    assert (day, hash(day)) == (saved.start_date, hash(saved.start_date))
    KEPT.append((saved, moved))
    ASKED.clear()
"""

FROZEN = {
    "freezegun": "freezegun.freeze_time('2026-06-15')",
    "time_machine": "time_machine.travel('2026-06-15', tick=False)",
}


def program(tool: str, *steps: str) -> str:
    """Write a program of steps, each of them inside or outside the frozen time."""
    codes = {"tool": f"import {tool}", "fiken": IMPORT, "use": "use()"}
    lines = [USE]
    for step in steps:
        code = codes[step.removeprefix("frozen ")]
        lines.append(f"with {FROZEN[tool]}: {code}" if step.startswith("frozen") else code)
    return "\n".join([*lines, CHECK])


CHECK = """
import pickle
assert KEPT == pickle.loads(pickle.dumps(KEPT))
assert b"freezegun" not in pickle.dumps(KEPT)
print(len(KEPT))
"""
IMPORT = "import fiken.mappers._leaves, fiken.repositories._filters"
ORDERS = {
    "first used in frozen time": ("tool", "fiken", "frozen use", "use"),
    "imported before the tool": ("fiken", "tool", "frozen use", "use"),
    "imported and used in frozen time": ("tool", "frozen fiken", "frozen use", "use"),
    "first loaded by use in frozen time": ("tool", "frozen use", "use", "frozen use"),
    "imported in frozen time, used outside": ("tool", "frozen fiken", "use", "frozen use"),
    "used outside first": ("fiken", "use", "tool", "frozen use", "use"),
}


@pytest.mark.parametrize("tool", ["freezegun", "time_machine"])
@pytest.mark.parametrize("order", ORDERS)
def test_saving_works_inside_and_outside(order: str, tool: str) -> None:
    steps = ORDERS[order]
    assert str(sum("use" in step for step in steps)) == run(program(tool, *steps))


@pytest.fixture(params=["freezegun", "time_machine"])
def frozen(request: pytest.FixtureRequest) -> Any:
    """Return what freezes the clock."""
    if request.param == "freezegun":
        return freezegun.freeze_time("2026-06-15")
    return time_machine.travel(NOON, tick=False)


def test_a_fake_day_is_held_as_a_plain_one(frozen: Any) -> None:
    with frozen:
        today = datetime.date(2026, 6, 15)
        project = Project(number="1", name="P", start_date=today, end_date=today)
        evolved = project.evolve(end_date=datetime.date(2026, 7, 1))
        assert [today, today] == [project.start_date, project.end_date]
        assert hash(today) == hash(project.start_date)
    for day in (project.start_date, project.end_date, evolved.end_date):
        assert t.Real.date is type(day)
    assert DAY == project.start_date
    assert "end_date=datetime.date(2026, 7, 1)" in repr(evolved)
    assert {"startDate": "2026-06-15"} == {
        key: value for key, value in ProjectMapper().create(project).items() if key == "startDate"
    }


@model
class Moment(Model):
    """Something that happens at a time."""

    at: t.DateTime
    others: typing.Sequence[t.DateTime] = ()


@pytest.mark.parametrize("fold", [0, 1])
def test_a_fake_moment_is_held_as_a_plain_one(fold: int) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=2))
    with freezegun.freeze_time("2026-06-15"):
        now = datetime.datetime(2026, 6, 15, 12, 1, 2, 3, tzinfo=zone, fold=fold)
        moments = Moment(at=now, others=[now])
        assert now == moments.at
    expected = datetime.datetime(2026, 6, 15, 12, 1, 2, 3, tzinfo=zone, fold=fold)
    for moment in (moments.at, *moments.others):
        assert (expected, fold, t.Real.datetime) == (moment, moment.fold, type(moment))


def test_a_copy_made_in_frozen_time_holds_plain_days(frozen: Any) -> None:
    with frozen:
        payment = Payment(date=datetime.date(2026, 6, 15), account="1920:10001", amount=1)
        copies = [copy.copy(payment), copy.deepcopy(payment), payment.evolve(amount=2)]
        pickled = pickle.dumps(payment)
        assert payment == pickle.loads(pickled)
    for one in (*copies, cast("Payment", pickle.loads(pickled))):
        assert (DAY, t.Real.date) == (one.date, type(one.date))


def test_a_day_of_a_model_declared_in_frozen_time_is_a_day() -> None:
    with freezegun.freeze_time("2026-06-15"):

        @model
        class Late(Model):
            """Declared while the classes of `datetime` were fakes."""

            day: datetime.date | None = None
            moment: datetime.datetime | None = None

    hints = hints_of(Late)
    assert [t.Real.date, t.Real.datetime] == [hints["day"].value_type, hints["moment"].value_type]
    assert Late(day=DAY, moment=NOON) == Late(day=datetime.date(2026, 6, 15), moment=NOON)


def test_what_is_loaded_in_frozen_time_holds_plain_days(frozen: Any) -> None:
    with frozen:
        loaded = ProjectMapper().load({**ANSWER, "endDate": "1999-02-03"})
    assert [t.Real.date] * 2 == [type(loaded.start_date), type(loaded.end_date)]


def test_the_day_of_a_filter_is_sent_as_text(frozen: Any) -> None:
    with frozen:
        assert ["2026-06-15", "2026-06-15"] == [text_of(datetime.date(2026, 6, 15)), text_of(DAY)]
