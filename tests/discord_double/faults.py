"""What can go wrong on Discord's side, to order.

https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal

from aiohttp import web

if TYPE_CHECKING:
    from .interactions import Interaction
    from .server import Request
    from .world import World

Kind = int | Literal["reset", "hang"]
HANG_SECONDS = 3600.0


@dataclass(eq=False)
class Fault:
    """One order: which requests it strikes, how, and how often still."""

    match: str | Callable[[Request], bool]
    status: Kind
    times: int
    retry_after: float
    globally: bool
    shared: bool
    cloudflare: bool
    after: bool
    struck: list[Request] = field(default_factory=list)

    def strikes(self, request: Request) -> bool:
        """Whether this request is struck; counts it."""
        if len(self.struck) >= self.times:
            return False
        if isinstance(self.match, str):
            hit = fnmatchcase(request.route, self.match)
        else:
            hit = self.match(request)
        if hit:
            self.struck.append(request)
        return hit


class Faults:
    """The faults in force."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rest: list[Fault] = []
        self._late = 0
        self.delay = 0.0

    def rest(
        self,
        match: str | Callable[[Request], bool] = "*",
        *,
        status: Kind = 500,
        times: int = 1,
        retry_after: float = 1.0,
        global_: bool = False,
        shared: bool = False,
        cloudflare: bool = False,
        after: bool = False,
    ) -> Fault:
        """Let the next `times` requests fail whose `METHOD /template` fits the pattern.

        `status` is an HTTP status, "reset" (the connection is cut) or "hang" (no answer ever).
        With 429: seconds to wait, whether it is the global or a shared limit, or a ban by
        Cloudflare (no `Via`, no JSON). `after`: the request is carried out, its answer is lost.
        """
        fault = Fault(match, status, times, retry_after, global_, shared, cloudflare, after)
        self._rest.append(fault)
        return fault

    def late_callback(self, times: int = 1) -> None:
        """Let the next interactions be answered as if more than 3 seconds had passed (10062)."""
        self._late += times

    def expire_tokens(self) -> None:
        """Let the token of every interaction so far be older than 15 minutes (50027)."""
        for interaction in list(self._world.interactions.values()):
            interaction.expired = True

    def latency(self, seconds: float) -> None:
        """Let every REST answer take that much longer."""
        self.delay = seconds

    def clear(self) -> None:
        """Let all be well again."""
        self._rest.clear()
        self._late = 0
        self.delay = 0.0

    def begin(self, interaction: Interaction) -> None:
        """Mark a new interaction as late, if that was ordered."""
        if self._late:
            self._late -= 1
            interaction.late = True

    def find(self, request: Request) -> Fault | None:
        """Return the fault that strikes this request."""
        return next((fault for fault in self._rest if fault.strikes(request)), None)


async def strike(fault: Fault, request: web.Request) -> web.Response:
    """Do to a request what was ordered."""
    if fault.status == "hang":
        await asyncio.sleep(HANG_SECONDS)
    if isinstance(fault.status, str):
        if request.transport:
            request.transport.abort()
        return web.Response(status=500)
    if fault.status == 429:
        return _rate_limited(fault)
    body = {"message": f"{fault.status}: Internal Server Error", "code": 0}
    return as_json(body, fault.status, {})


def as_json(body: object, status: int, headers: dict[str, str]) -> web.Response:
    """Answer with JSON, under the very content type that Discord names (no charset)."""
    named = headers | {"Via": "1.1 google", "Content-Type": "application/json"}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=named)


def _rate_limited(fault: Fault) -> web.Response:
    if fault.cloudflare:
        return web.Response(status=429, text="error code: 1015", headers={"Server": "cloudflare"})
    scope = "global" if fault.globally else "shared" if fault.shared else "user"
    headers = {
        "Retry-After": str(max(1, round(fault.retry_after))),
        "X-RateLimit-Scope": scope,
    }
    if fault.globally:
        headers["X-RateLimit-Global"] = "true"
    else:
        headers |= {
            "X-RateLimit-Limit": "5",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset-After": f"{fault.retry_after:.3f}",
            "X-RateLimit-Bucket": "0" * 32,
        }
    words = "The resource is being rate limited." if fault.shared else "You are being rate limited."
    body = {"message": words, "retry_after": fault.retry_after, "global": fault.globally}
    return as_json(body, 429, headers)
