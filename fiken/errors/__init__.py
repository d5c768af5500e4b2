"""Every exception of this library, and whether anything was done when it was raised.

::

    FikenError                                 .outcome: refused | unknown | done
    ├── ConfigurationError(ValueError)         no token, a token with a newline, plain http
    ├── InvalidAttributeError(ValueError)      one value breaks its type
    ├── InvalidModelError(ValueError)          fields contradict each other, all problems at once
    │   └── MissingAttributesError             fields that Fiken requires on creation
    ├── NotUpdatableError(ValueError)          Fiken cannot change these fields
    ├── NotLoadedError(ValueError)             an update of a model that was not loaded
    ├── UnsavedChangesError(ValueError)        a verb on a model that has to be saved first
    ├── StaleError(ValueError)                 both sides changed since the model was loaded
    ├── InvalidFileError(ValueError)           a file that cannot be read, written or sent
    ├── MappingError                           Fiken sent no JSON, or a value of a wrong type
    ├── WrittenButNotLoadedError               carried out; only reading it back failed (done)
    ├── PacingError                            no turn to send in time
    ├── TransportError                         no answer
    │   └── AmbiguousWriteError                a write was sent, its answer lost (unknown)
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
    └── MayClearWarning                        an update may clear what Fiken does not give back

``outcome`` answers the one question that matters after a failed write. After ``refused``, nothing
was done: correct the request and send it again. After ``unknown``, look in Fiken before you send it
again. After ``done``, do not send it again.

``is_transient`` tells which requests that were refused are worth sending again later, unchanged:
Fiken was down, busy or out of reach, or the login has expired. It is never true where something may
have been done.

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
    UnlikelyValueWarning,
)

__all__ = [
    "AmbiguousWriteError",
    "ApiError",
    "BadRequestError",
    "ChangeNotKeptWarning",
    "ConfigurationError",
    "ConflictError",
    "CounterNotInitializedError",
    "FikenError",
    "FikenWarning",
    "ForbiddenError",
    "InvalidAttributeError",
    "InvalidFileError",
    "InvalidModelError",
    "MappingError",
    "MayClearWarning",
    "MethodNotAllowedError",
    "MissingAttributesError",
    "ModuleNotActivatedError",
    "NotFoundError",
    "NotLoadedError",
    "NotUpdatableError",
    "Outcome",
    "PacingError",
    "RateLimitedError",
    "ServerError",
    "StaleError",
    "TransportError",
    "UnauthorizedError",
    "UnlikelyValueWarning",
    "UnprocessableEntityError",
    "UnsavedChangesError",
    "UnsupportedMediaTypeError",
    "WrittenButNotLoadedError",
]


def _name_the_home() -> None:
    """Make each class a class of this module: a pickle and a traceback name it."""
    for name in __all__:
        globals()[name].__module__ = __name__


_name_the_home()
