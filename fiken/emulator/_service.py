"""The class `Service`, which carries out the operations of the API in the books."""

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager

from fiken.emulator.books.errors import DescriptionTooLong, MissingValue, Rejected
from fiken.emulator.store import files, logins
from fiken.emulator.store.oauth import OAuth
from fiken.emulator.store.resources import Call, Family, Handler
from fiken.emulator.store.state import State
from fiken.emulator.store.storage import StorageError
from fiken.emulator.wire.backend import Arguments
from fiken.emulator.wire.contract import Operation
from fiken.emulator.wire.exchange import HttpRequest, Login, Reply
from fiken.emulator.wire.refusals import (
    Refusal,
    module_not_activated,
    not_emulated,
    refuse,
    refuse_fields,
    unauthorized,
)
from fiken.emulator.wire.validation import missing


class Service:
    """The object that carries out API operations. It calls one function, a handler, per operation.

    Args:
        state: the database with the books.
        families: the families of endpoints with their handlers. An operation without a handler is
            answered with 501.
        modules: the paid modules that every company has bought. None means all modules.
        oauth: the endpoints of OAuth. None makes them with their default options.
    """

    def __init__(
        self,
        state: State,
        families: Iterable[Family],
        modules: Iterable[str] | None = None,
        oauth: OAuth | None = None,
    ) -> None:
        families = tuple(families)
        self._state = state
        self._oauth = oauth or OAuth(state)
        self._modules = None if modules is None else frozenset(modules)
        self._handlers: dict[str, tuple[Handler, str | None]] = {
            name: (handler, family.module)
            for family in families
            for name, handler in family.operations.items()
        }
        self._as_time_passes = [each.as_time_passes for each in families if each.as_time_passes]

    def login(self, authorization: str | None) -> Login | None:
        """Return the login that an Authorization header names, or None if its token is not valid.

        Emulator choice: the scheme is `Bearer`, letter by letter, as Fiken's documentation has it.

        Raises:
            Refusal: the database cannot be used.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme != "Bearer":
            return None
        with _refusals(), self._state.reading():
            return logins.login_of(self._state, token)

    def oauth(self, request: HttpRequest) -> Reply:
        """Return the answer to a request whose path begins with `/oauth/`.

        Raises:
            Refusal: the request is refused, or the database cannot be used.
        """
        with _refusals(), self._state.operation():
            return self._oauth.serve(request)

    @contextmanager
    def operation(
        self, operation: Operation, path: Mapping[str, str], login: Login | None = None
    ) -> Generator[Callable[[Arguments], Reply]]:
        """Run a `with` block in one database transaction, for one API operation.

        `with service.operation(operation, path) as carry_out:` gives the block a function. The
        function takes the checked `Arguments`, carries out the operation and returns the reply. An
        exception inside the block undoes everything that the operation has changed.

        Args:
            operation: the operation to carry out, such as `GET /companies/{companySlug}`.
            path: the parameters in the path, such as `{"companySlug": "my-company"}`.
            login: the login of the request. None sees every company.

        Raises:
            Refusal: the login was revoked, the company does not exist or may not use the operation,
                the login may not see the company, the operation is not emulated, the books reject
                the data inside the block, or the database cannot be used.
        """
        with _refusals(), self._state.operation():
            self._check(login)
            company = self._company(operation, path, login)
            handler = self._handler(operation)
            # A refused request undoes this too. It is then done again before the next request.
            for catch_up in self._as_time_passes:
                catch_up(self._state)
            yield lambda arguments: handler(
                Call(
                    self._state,
                    operation,
                    company,
                    arguments.path,
                    arguments.query,
                    arguments.body,
                    arguments.url,
                    arguments.files,
                    login,
                )
            )

    def file(self, method: str, path: str, login: Login | None) -> Reply:
        """Return the answer to a request for a stored file.

        Args:
            method: the HTTP method, such as `GET`.
            path: the path of the file below `/api/v2`: `/files/{uuid}/{name}`.
            login: the login of the request. None sees the files of every company.

        Raises:
            Refusal: 401 if the login was revoked, 404 if there is no such file, 405 if the method
                is not GET, or the database cannot be used.
        """
        with _refusals(), self._state.operation():
            self._check(login)
            return files.serve(self._state, method, path, login)

    def _check(self, login: Login | None) -> None:
        """Refuse a login that was revoked after the token of the request was checked."""
        if login is not None and logins.is_revoked(self._state, login):
            raise unauthorized()

    def _company(self, operation: Operation, path: Mapping[str, str], login: Login | None) -> int:
        """Return the id of the company whose slug is in the path, or 0 if the path has no slug."""
        slug = path.get("companySlug")
        if slug is None:
            return 0
        needs_api = operation.path != "/companies/{companySlug}"
        return logins.company_of(self._state, slug, login, needs_api=needs_api)

    def _handler(self, operation: Operation) -> Handler:
        handler, module = self._handlers.get(operation.name, (None, None))
        if handler is None:
            raise not_emulated(operation.name)
        if module is not None and self._modules is not None and module not in self._modules:
            raise module_not_activated()
        return handler


@contextmanager
def _refusals() -> Generator[None]:
    """Turn an exception of the books or the database into a `Refusal`, an error answer.

    This concerns only `Rejected` and `StorageError` in the `with` block.
    """
    try:
        yield
    except Rejected as problem:
        raise _refusal_of(problem) from problem
    except StorageError as problem:
        raise refuse(problem.status, f"Nothing was carried out: {problem}") from problem


def _refusal_of(problem: Rejected) -> Refusal:
    """Return the error answer for data that the books reject.

    The status is 400, or 500 for a description of more than 200 characters, as in Fiken.

    Observed: docs/observed.md#4-error-bodies
    """
    if isinstance(problem, MissingValue):
        return refuse_fields([missing(problem.name)])
    # A description of more than 200 characters was seen to be answered with 500.
    return refuse(500 if isinstance(problem, DescriptionTooLong) else 400, problem.message)
