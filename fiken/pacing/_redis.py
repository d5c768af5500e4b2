"""A lane that machines share, by a small hash in Redis."""

from typing import Any

from fiken._messages import short_repr
from fiken.errors import ConfigurationError, PacingError
from fiken.pacing._base import LanePacer
from fiken.pacing._claims import GRACE, LATE, Claim, Memory, Waiter, short_name
from fiken.pacing._leased import LeasedClaim, Look, checked_ttl

_CLIENTS = frozenset({"redis", "valkey"})
# What another attempt will not mend, and neither will an hour.
_LASTING = frozenset(
    {"AuthenticationError", "AuthorizationError", "NoPermissionError", "ResponseError"}
)
_ATTEMPTS = 2

_NOW = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local function at(seconds) return string.format('%.6f', now + seconds) end
"""
# A lane is forgotten after a week without any request. A time more than a day ahead is wrong: the
# server's clock was set back. Where the lane is unknown, Redis may have forgotten it while a
# request was under way, as when it was started without its data.
#
# The first in line is who has waited for longest. The others leave the lane to it, as long as it
# asks in time.
#
# ARGV: owner, spacing, ttl, waited, the seconds to wait where the lane is unknown, and where it is
# taken, and how late the first in line may be. Numbers with a fraction are answered as text,
# because Redis would cut it off.
_START = (
    _NOW
    + """
local week, day = 604800, 86400
local lane = redis.call(
    'HMGET', KEYS[1], 'next', 'owner', 'until', 'strikes', 'first', 'since', 'due')
local next, owner, strikes = tonumber(lane[1]), lane[2], lane[4] or '0'
if not next then
    redis.call('HSET', KEYS[1], 'next', at(ARGV[5]))
    redis.call('EXPIRE', KEYS[1], week)
    return {ARGV[5], '0', '0'}
end
local wait = next < now + day and next - now or 0
if owner and owner ~= ARGV[1] then
    local left = tonumber(lane[3]) - now
    wait = left < day and left or 0
    if wait > 0 then wait = math.max(math.min(next - now, wait), ARGV[6]) end
end
local late = lane[5] and now - tonumber(lane[7]) or day
local is_first = not (lane[5] and lane[5] ~= ARGV[1] and tonumber(lane[6]) < now - ARGV[4]
    and late < tonumber(ARGV[7]) and late > -day)
if wait > 0 and is_first then
    redis.call('HSET', KEYS[1], 'first', ARGV[1], 'since', at(-ARGV[4]), 'due', at(wait))
end
if wait <= 0 and not is_first then wait = tonumber(ARGV[6]) end
if wait > 0 then return {string.format('%.6f', wait), strikes, is_first and '1' or '0'} end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'until', at(ARGV[3]), 'next', at(ARGV[2]))
redis.call('HDEL', KEYS[1], 'first', 'since', 'due')
redis.call('EXPIRE', KEYS[1], week)
return {'0', strikes, '1'}
"""
)
# ARGV: owner, ttl.
_RENEW = (
    _NOW
    + """
if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then
    redis.call('HSET', KEYS[1], 'until', at(ARGV[2]))
end
"""
)
# ARGV: owner, rest, strikes.
_END = (
    _NOW
    + """
if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then
    redis.call('HSET', KEYS[1], 'next', at(ARGV[2]), 'strikes', ARGV[3])
    redis.call('HDEL', KEYS[1], 'owner', 'until')
end
"""
)


class RedisPacer(LanePacer):
    """A pacer that allows one request at a time per credential on all machines that use one Redis.

    The clock of Redis counts. If a process is killed during a request, another one goes on when its
    lease ends, after `ttl` seconds. If Redis cannot be reached, `PacingError` is raised and nothing
    is sent. If Redis has forgotten the credential, the first request waits for two seconds.

    Args:
        client: A client of redis-py or valkey-py, such as ``redis.Redis(…)``, for Redis 5 or newer,
            or Valkey. Give it a `socket_timeout`, or a lost link can make requests wait for ever.
        spacing: The shortest time in seconds between the starts of two requests.
        patience: The longest wait for a turn in seconds; then `PacingError` is raised. None means
            the setting `total` of the client of Fiken, or no limit without one.
        ttl: The seconds of a lease, which is renewed while a request lasts. At least 1.
        prefix: The beginning of the names of the keys in Redis, one key per credential.

    Raises:
        ConfigurationError: An argument cannot be used.
    """

    def __init__(
        self,
        client: Any,
        spacing: float = 0.25,
        *,
        patience: float | None = None,
        ttl: float = 10.0,
        prefix: str = "fiken:lane:",
    ) -> None:
        super().__init__(spacing, patience)
        self.ttl = checked_ttl(ttl)
        if not callable(getattr(client, "eval", None)) or _is_unusable(client):
            raise ConfigurationError(
                "RedisPacer needs a client such as redis.Redis(…), which is not asynchronous, not "
                # Not its repr: a URL may contain a password.
                f"{getattr(client, '__name__', type(client).__name__)}"
            )
        if type(prefix) is not str:
            raise ConfigurationError(f"prefix must be text, not {short_repr(prefix)}")
        self._client, self._prefix = client, prefix

    def _claim(self, credential: str, waiter: Waiter, memory: Memory) -> Claim:  # noqa: ARG002
        return _RedisClaim(self._client, self._prefix + short_name(credential), waiter, self.ttl)


class _RedisClaim(LeasedClaim):
    """A claim to the lane of a key.

    Args:
        client: The client of Redis.
        key: The key.
        waiter: The turn that waits for the lane.
        ttl: Seconds after which another process takes over from one that was killed.
    """

    poll = 0.01

    def __init__(self, client: Any, key: str, waiter: Waiter, ttl: float) -> None:
        super().__init__(waiter, ttl)
        self._client, self._key = client, key

    def ask(self, spacing: float, waited: float) -> Look:
        """Take the lane if it is free, or say when to ask again."""
        times = (spacing, self.ttl, waited, GRACE, self.poll, LATE)
        wait, strikes, is_first = self._run(_START, *times)
        return Look(float(wait), int(strikes), bool(int(is_first)))

    def renew(self) -> None:
        """Renew the lease, if this claim still has it."""
        self._run(_RENEW, self.ttl)

    def free(self, rest: float, strikes: int) -> None:
        """Release the lane, if this claim still has it."""
        self._run(_END, rest, strikes)

    def _run(self, script: str, *values: object) -> Any:
        """Run a script, and once more after an error: a connection may have died in the pool."""
        problem, passing = "", True
        for _ in range(_ATTEMPTS):
            try:
                return self._client.eval(script, 1, self._key, self.owner, *values)
            except Exception as error:
                if not _is_of_client(error):
                    raise  # it came from a signal handler, for instance
                name = type(error).__name__
                problem, passing = f"{name}: {str(error)[:200]}", name not in _LASTING
        raise PacingError(f"no turn: Redis did not answer as expected ({problem})", None, passing)


def _is_unusable(client: object) -> bool:
    """Return whether it is a class, or the client of an asynchronous program."""
    asynchronous = any(".asyncio" in kind.__module__ for kind in type(client).__mro__)
    return isinstance(client, type) or asynchronous


def _is_of_client(error: Exception) -> bool:
    """Return whether a client of Redis raised the error, or the connection below it."""
    modules = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    return isinstance(error, OSError) or not modules.isdisjoint(_CLIENTS)
