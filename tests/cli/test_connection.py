"""Which company a command uses, if none is named."""

import click
import pytest

from fiken.auth import LoginRecord, Tokens
from fiken.cli._connection import Connection
from fiken.cli._login._logins import store_login
from fiken.emulator.demo.users import CLOSED_SLUG, OTHER_SLUG, SLUG
from tests.cli.command import Command, Desk, Process


def test_the_only_company_with_the_module(desk: Desk) -> None:
    """The user has another one, for which the API answers 402 (docs/observed.md#4-error-bodies)."""
    desk.let_in("acme")
    assert {SLUG, CLOSED_SLUG} == set(desk.emulator.users[0].companies)
    with Connection("acme").company() as acme:
        assert SLUG == acme.slug


def test_a_company_that_is_named(desk: Desk) -> None:
    """No request is sent: whoever names it knows it."""
    desk.let_in("acme")
    with Connection("acme", company=CLOSED_SLUG).company() as closed:
        assert CLOSED_SLUG == closed.slug
    assert "/companies" not in [request.path for request in desk.emulator.requests]


def test_no_company_with_the_module(desk: Desk) -> None:
    desk.let_in("acme")
    desk.emulator.change_access([CLOSED_SLUG])
    with (
        pytest.raises(click.ClickException, match="no company with the API module: allow it one"),
        Connection("acme").company(),
    ):
        pass


def test_several_companies_are_named(desk: Desk) -> None:
    token = desk.emulator.users[1].tokens[0]
    record = LoginRecord("jonas", desk.emulator.url)
    store_login(record, Tokens(access_token=token), replaces=False)
    with (
        pytest.raises(click.ClickException, match=f"with --company: {SLUG}, {OTHER_SLUG}"),
        Connection("jonas").company(),
    ):
        pass


@pytest.mark.parametrize("command", ["whoami", "companies"])
def test_verbose_shows_each_request(desk: Desk, fiken: Command, command: str) -> None:
    """On the standard error, so that the result stays the same."""
    desk.let_in("acme")
    quiet, process = (
        fiken(command, "--account", "acme"),
        Process([command, "--account", "acme", "-v"]),
    )
    loud = process.done()
    process.end()
    assert (0, quiet.out, "") == (loud.code, loud.out, quiet.err)
    assert "GET " in loud.err
