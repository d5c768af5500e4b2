"""The client of an emulator, inside tests that freeze the clock and before and after them."""

import subprocess
import sys

import pytest

#: At the frozen moment it is 1 March 2024 in Norway.
PROGRAM = """
import datetime, faulthandler, sys
faulthandler.dump_traceback_later(50, exit=True)
tool, imported = sys.argv[1:]
FROZEN = "2024-02-29T23:30:00+00:00"
if tool == "freezegun":
    from freezegun import freeze_time
    freeze = lambda: freeze_time(FROZEN)
else:
    import time_machine
    freeze = lambda: time_machine.travel(FROZEN, tick=False)

if imported == "before":
    import fiken.emulator
with freeze():
    from fiken import Contact
    from fiken.emulator import Emulator, Slow, Status

DATE = type(datetime.datetime.now(datetime.UTC).date())


def use(client, emulator, frozen):
    acme = client.company(emulator.company_slug)
    emulator.fail_next(Slow(0.01))
    anna = acme.contacts.save(Contact(name="Anna"))
    assert frozen == (anna.created_date.isoformat() == "2024-03-01"), anna.created_date
    berit = acme.contacts.save(acme.contacts.find(anna.contact_id).evolve(name="Berit"))
    assert berit.name == "Berit"
    names = [each.name for each in acme.contacts.all()]
    assert "Berit" in names
    acme.contacts.delete(berit)
    assert list(acme.sales.all())
    assert len(list(acme.purchases.all())) == len(list(acme.purchases.all()))
    emulator.check_books()
    return anna


# Everything happens while the clock is frozen; one request is sent again after a 503.
with freeze(), Emulator() as emulator, emulator.client() as client:
    emulator.fail_next(Status(503), method="GET")
    use(client, emulator, True)
# One emulator starts while the clock is frozen and stops afterwards, another the other way round.
# The first client lives through all of it.
with freeze():
    first = Emulator()
    first.start()
    client = first.client()
    inside = use(client, first, True)
outside = use(client, first, False)
second = Emulator()
second.start()
with second.client() as other:
    use(other, second, False)
    with freeze():
        use(other, second, True)
        use(client, first, True)
        second.stop()
client.close()
first.stop()
for contact in (inside, outside):
    assert type(contact.created_date) is DATE, type(contact.created_date)
print("done")
"""


@pytest.mark.parametrize("tool", ["freezegun", "time-machine"])
@pytest.mark.parametrize("imported", ["before", "inside"])
def test_client_works_with_frozen_clock(tool: str, imported: str) -> None:
    """The client does not sleep by the frozen clock, and every date it returns is a real `date`."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, tool, imported],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ("done\n", "") == (run.stdout, run.stderr)
