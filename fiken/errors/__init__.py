"""All exceptions and warnings of this library.

::

    FikenError                                 .outcome: refused | unknown | done
    ├── ConfigurationError(ValueError)         settings that cannot work, such as a missing token
    ├── SafetyError                            a safety switch forbids the request
    ├── InvalidAttributeError(ValueError)      one value that does not fit its attribute
    ├── InvalidModelError(ValueError)          fields contradict each other, all problems at once
    │   └── MissingAttributesError             fields that Fiken requires on creation are missing
    ├── NotUpdatableError(ValueError)          a change of fields that Fiken cannot change
    ├── NotLoadedError(ValueError)             an update of a model that was not loaded
    ├── UnsavedChangesError(ValueError)        a model that has to be saved first
    ├── StaleError(ValueError)                 a field changed both here and in Fiken
    ├── NotLinkedError(LookupError)            API v1 has no such link, or a list no such row
    ├── NotUniqueError(LookupError)            several entities match a key that should find one
    ├── NotAllSavedError                       `save_all` saved only some of the models
    ├── InvalidFileError(ValueError)           a file that cannot be read, written or sent
    ├── MappingError                           Fiken sent no JSON, or a value of a wrong type
    ├── WrittenButNotLoadedError               Fiken saved, but the result cannot be read (done)
    ├── OAuthError                             Fiken refused a login, or one of its steps
    │   ├── AccessDeniedError                  the user did not allow it
    │   └── StateError                         the browser came back to another login
    ├── LoginRequiredError                     the user of an account has to log in again
    ├── NotLoggedOutError                      a login could not be ended, and is still stored
    ├── TokenStoreError                        a token store fails, or an account stays locked
    ├── IdempotencyConflictError(ValueError)   an idempotency key was used for another write
    ├── IdempotencyInProgressError             another worker is carrying out the write
    ├── IdempotencyStoreError                  the store of idempotency keys fails
    ├── UnsureError                            what a write has made is not clear (unknown)
    ├── WrittenTwiceError                      Fiken carried out a write twice (done)
    ├── PacingError                            no turn to send in time
    ├── ExportError                            an export cannot be written
    ├── TransportError                         no answer
    │   └── AmbiguousWriteError                a write was sent, but no answer came (unknown)
    └── ApiError                               Fiken answered with an error
        ├── BadRequestError 400                ├── MethodNotAllowedError 405
        ├── UnauthorizedError 401              ├── ConflictError 409
        ├── ModuleNotActivatedError 402        ├── UnsupportedMediaTypeError 415
        ├── ForbiddenError 403                 ├── UnprocessableEntityError 422
        ├── NotFoundError 404 (LookupError)    ├── RateLimitedError 429 (retry_after)
        ├── CounterNotInitializedError         └── ServerError 5xx (unknown, after a write)
        │     whatever its status
    FikenWarning(UserWarning)
    ├── UnlikelyValueWarning                   a value that is allowed, but probably wrong
    ├── ChangeNotKeptWarning                   Fiken did not store a change that it was sent
    ├── MayClearWarning                        an update may clear a field that is not sent with it
    ├── WriteNotRecordedWarning                a write is done, but the store could not note that
    ├── TokensNotStoredWarning                 new tokens are only in the memory of this process
    └── UnsharedPacingWarning                  requests are paced in this process only

``outcome`` says what Fiken did after a failed write. ``refused``: nothing was done, so correct the
request and send it again. ``unknown``: look in Fiken before you send the request again. ``done``:
Fiken carried out the request, so do not send it again.

``is_transient`` is true if nothing was done and the same request may succeed later: Fiken was down,
busy or out of reach, or the login has expired.

All exceptions can be pickled.
"""

from fiken.errors._api import (
    ApiError,
    BadRequestError,
    ConflictError,
    CounterNotInitializedError,
    ForbiddenError,
    MethodNotAllowedError,
    ModuleNotActivatedError,
    NotFoundError,
    RateLimitedError,
    ServerError,
    UnauthorizedError,
    UnprocessableEntityError,
    UnsupportedMediaTypeError,
)
from fiken.errors._base import (
    ConfigurationError,
    FikenError,
    Outcome,
    SafetyError,
)
from fiken.errors._export import ExportError
from fiken.errors._hal import NotLinkedError
from fiken.errors._login import (
    AccessDeniedError,
    LoginRequiredError,
    NotLoggedOutError,
    OAuthError,
    StateError,
)
from fiken.errors._once import (
    IdempotencyConflictError,
    IdempotencyInProgressError,
    IdempotencyStoreError,
    UnsureError,
    WrittenTwiceError,
)
from fiken.errors._refusals import (
    InvalidAttributeError,
    InvalidFileError,
    InvalidModelError,
    MissingAttributesError,
    NotLoadedError,
    NotUpdatableError,
    StaleError,
    UnsavedChangesError,
)
from fiken.errors._several import NotAllSavedError, NotUniqueError
from fiken.errors._stores import TokenStoreError
from fiken.errors._transport import (
    AmbiguousWriteError,
    MappingError,
    PacingError,
    TransportError,
    WrittenButNotLoadedError,
)
from fiken.errors._warnings import (
    ChangeNotKeptWarning,
    FikenWarning,
    MayClearWarning,
    TokensNotStoredWarning,
    UnlikelyValueWarning,
    UnsharedPacingWarning,
    WriteNotRecordedWarning,
)

__all__ = [
    "AccessDeniedError",
    "AmbiguousWriteError",
    "ApiError",
    "BadRequestError",
    "ChangeNotKeptWarning",
    "ConfigurationError",
    "ConflictError",
    "CounterNotInitializedError",
    "ExportError",
    "FikenError",
    "FikenWarning",
    "ForbiddenError",
    "IdempotencyConflictError",
    "IdempotencyInProgressError",
    "IdempotencyStoreError",
    "InvalidAttributeError",
    "InvalidFileError",
    "InvalidModelError",
    "LoginRequiredError",
    "MappingError",
    "MayClearWarning",
    "MethodNotAllowedError",
    "MissingAttributesError",
    "ModuleNotActivatedError",
    "NotAllSavedError",
    "NotFoundError",
    "NotLinkedError",
    "NotLoadedError",
    "NotLoggedOutError",
    "NotUniqueError",
    "NotUpdatableError",
    "OAuthError",
    "Outcome",
    "PacingError",
    "RateLimitedError",
    "SafetyError",
    "ServerError",
    "StaleError",
    "StateError",
    "TokenStoreError",
    "TokensNotStoredWarning",
    "TransportError",
    "UnauthorizedError",
    "UnlikelyValueWarning",
    "UnprocessableEntityError",
    "UnsavedChangesError",
    "UnsharedPacingWarning",
    "UnsupportedMediaTypeError",
    "UnsureError",
    "WriteNotRecordedWarning",
    "WrittenButNotLoadedError",
    "WrittenTwiceError",
]


def _name_the_home() -> None:
    """Set the `__module__` of each class to `fiken.errors`, which tracebacks and pickles show."""
    for name in __all__:
        globals()[name].__module__ = __name__


_name_the_home()
