"""Random walks: changes in Fiken and interruptions, until the export has exactly what Fiken has."""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from fiken import CompanyClient
from fiken.export import export
from tests.export.reading import Days, again, contacts, query, shop

CONTACTS = "SELECT contact_id, name, last_modified_date FROM contacts WHERE missing_since IS NULL"
GROUPS = """
    SELECT contact_id, position, value FROM contact_groups JOIN contacts USING (contact_id)
    WHERE missing_since IS NULL"""


class _StopError(Exception):
    pass


@contextmanager
def _stopped(step: int) -> Iterator[None]:
    """Raise an error at a statement or a commit in the block, and let it end there."""
    left = step

    def count(*_: Any, **__: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise _StopError

    sa.event.listen(sa.Engine, "before_cursor_execute", count)
    sa.event.listen(sa.Engine, "commit", count)
    try:
        with suppress(_StopError):
            yield
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", count)
        sa.event.remove(sa.Engine, "commit", count)


def _change(company: CompanyClient, dice: random.Random, number: int) -> None:
    every = list(company.contacts.all())
    for contact in dice.sample(every, 2):
        groups = [f"Gruppe {name}" for name in range(dice.randint(0, 3))]
        company.contacts.save(contact.evolve(name=f"Endret {number}", groups=groups))
    for contact in dice.sample(every, dice.randint(1, 2)):
        company.contacts.delete(contact)
    contacts(company, [f"Ny {number}"] * dice.randint(0, 2))


@pytest.mark.parametrize("seed", range(3))
def test_at_the_end_nothing_is_lost_or_old(seed: int, tmp_path: Path) -> None:
    dice, clock, to = random.Random(seed), Days(), tmp_path / "books.db"
    stopped = 0
    with shop(clock) as (_, acme):
        contacts(acme, [f"Kunde {number}" for number in range(210)])
        for number in range(10):
            with _stopped(dice.randint(1, 60)):
                stopped += 1
                export(
                    acme,
                    to,
                    only=["contacts"],
                    since_last=dice.random() < 0.7,
                    today=clock.today,
                )
                stopped -= 1
            _change(acme, dice, number)
            clock.pass_by(dice.randint(0, 3))
        again(acme, to, clock.today)
        _change(acme, dice, 10)
        result = again(acme, to, clock.today)["contacts"]
        export(acme, tmp_path / "new.db", only=["contacts"], today=clock.today)
        assert result.rows == len(acme.contacts.all())
    assert 3 <= stopped
    for statement in (CONTACTS, GROUPS):
        new = set(query(tmp_path / "new.db", statement))
        assert new == set(query(to, statement))
        assert new
