"""The double itself: one aiohttp server for REST, gateway and CDN, and what tests hold of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from . import rest
from .bodies import bucket_headers, read_body
from .channels import Channel
from .faults import Fault, Faults, as_json, strike
from .gateway import Gateway
from .openapi import Description
from .people import Person
from .permissions import EVERYONE, Intent, Permission
from .reactor import TIMEOUT_SECONDS, Reactor
from .wire import INVALID_JSON, Json, Refusal
from .world import Guild, World

T = TypeVar("T")
TOKEN = "double.token"
BODY_BYTES = 25 * 1024 * 1024
# discord.py opens a connection for each request under way; a full queue would cost it a second.
BACKLOG = 4096
NO_TOKEN = {"message": "401: Unauthorized", "code": 0}
NO_ROUTE = {"message": "404: Not Found", "code": 0}


@dataclass(eq=False)
class Request:
    """What the bot asked by REST, and how it was answered."""

    method: str
    path: str
    route: str
    started: float
    body: Any = None
    status: int = 0
    answer: Any = None
    seconds: float = 0.0
    fault: Fault | None = None

    @property
    def code(self) -> int | None:
        """The JSON error code of a refusal."""
        return self.answer.get("code") if isinstance(self.answer, dict) else None

    def __str__(self) -> str:
        return f"{self.route} -> {self.status} {str(self.body)[:300]}"


class Double:
    """A loopback Discord. Use it as a context manager, or `start` and `stop` it.

    `intents`: the privileged intents that are switched on for the application.
    `shards`: how many shards /gateway/bot recommends.
    """

    def __init__(
        self, *, token: str = TOKEN, intents: Intent = Intent.NONE, shards: int = 1
    ) -> None:
        self.token = token
        self.reactor = Reactor()
        self.world = World(self.reactor, token, intents)
        self.gateway = Gateway(self.world)
        self.gateway.shards = shards
        self.faults = Faults(self.world)
        self.description = Description()
        self.requests: list[Request] = []
        self.violations: list[str] = []
        self.owner = self.add_user("owner")
        self.port = 0
        self._runner: web.AppRunner | None = None

    # Its life.

    def start(self) -> Self:
        """Listen on a free port of 127.0.0.1."""
        self.reactor.run(self._listen())
        self.world.cdn_url = self.cdn_url
        self.gateway.url = self.gateway_url
        return self

    async def _listen(self) -> None:
        app = web.Application(client_max_size=BODY_BYTES)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/resume", self.gateway.serve)
        app.router.add_get("/cdn/{path:.*}", self._file)
        app.router.add_route("*", "/api/v10{path:/.*}", self._rest)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=BACKLOG).start()
        self.port = self._runner.addresses[0][1]

    def stop(self) -> None:
        """Close every connection and end the thread."""
        if self._runner:
            self.reactor.run(self._runner.cleanup())
            self._runner = None
        self.reactor.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def api_url(self) -> str:
        """For NEWSBOT_DISCORD_API_URL."""
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway_url(self) -> str:
        """For NEWSBOT_DISCORD_GATEWAY_URL."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    @property
    def cdn_url(self) -> str:
        """For NEWSBOT_DISCORD_CDN_URL."""
        return f"http://127.0.0.1:{self.port}/cdn"

    # What a test builds.

    def add_user(self, name: str, locale: str = "ko") -> Person:
        """Make a person, who is in no guild yet."""
        person = Person(self, self.world, self.world.ids.next(), name, locale)
        self.world.accounts[person.id] = person
        return person

    def add_guild(
        self,
        name: str,
        locale: str = "ko",
        *,
        owner: Person | None = None,
        bot_permissions: Permission = EVERYONE,
    ) -> Guild:
        """Found a guild with the bot in it; without `owner` somebody new owns it."""
        head = owner or self.add_user(f"owner of {name}")
        return self.reactor.call(lambda: self.world.add_guild(name, locale, head, bot_permissions))

    def dm(self, person: Person) -> Channel:
        """Return the direct messages of person and bot."""
        return self.reactor.call(lambda: self.world.direct_channel(person))

    def advance(self, seconds: float) -> None:
        """Move the double's time on, so that limits of 3 seconds and 15 minutes pass."""
        self.world.clock.advance(seconds)

    # What a test looks at.

    @property
    def validates_openapi(self) -> bool:
        """Whether requests are checked against Discord's description."""
        return self.description.present

    @property
    def refused(self) -> list[Request]:
        """The requests that were refused by Discord's rules, not by an ordered fault."""
        return [one for one in list(self.requests) if one.status >= 400 and one.fault is None]

    @property
    def commands(self) -> list[Json]:
        """The global commands that the bot has registered."""
        return list(self.world.commands.get(None, []))

    def sent(self, pattern: str) -> list[Request]:
        """The requests whose `METHOD /template` is this."""
        return [one for one in list(self.requests) if one.route == pattern]

    def wait(self, seen: Callable[[], T], what: str, timeout: float = TIMEOUT_SECONDS) -> T:
        """Wait until `seen()` is true; a NotSeenError lists what the bot sent."""
        return self.reactor.wait(seen, what, self.report, timeout)

    def wait_ready(self, timeout: float = 60.0) -> None:
        """Wait until every shard has identified and was sent its guilds."""
        self.wait(lambda: self.gateway.ready, "the bot to identify", timeout)

    def report(self) -> str:
        """The last requests of the bot, one a line."""
        last = [str(one) for one in list(self.requests)[-20:]]
        gateway = self.gateway
        counts = f"gateway: {gateway.connects} connects, {gateway.identifies} identifies, "
        counts += f"{gateway.resumes} resumes, closed by us with {gateway.closed}"
        return "\n".join([counts, f"{len(self.requests)} requests; the last:", *last])

    # REST.

    async def _rest(self, web_request: web.Request) -> web.StreamResponse:
        path = web_request.match_info["path"]
        found = rest.find(web_request.method, path)
        template = found[0].template if found else path
        started = self.world.clock.now()
        route = f"{web_request.method} {template}"
        request = Request(web_request.method, path, route, started)
        begun = time.perf_counter()
        self.requests.append(request)
        try:
            request.body, files, broken = await read_body(web_request)
            request.fault = self.faults.find(request)
            if request.fault and not request.fault.after:
                return await self._fail(request, web_request)
            if self.faults.delay:
                await asyncio.sleep(self.faults.delay)
            self._validate(request, broken=broken)
            self._answer(request, web_request, found, files, broken=broken)
            if request.fault:
                return await self._fail(request, web_request)
        finally:
            request.seconds = time.perf_counter() - begun
            self.reactor.announce()
        headers = bucket_headers(route)
        if request.status == 204:
            return web.Response(status=204, headers=headers)
        return as_json(request.answer, request.status, headers)

    async def _fail(self, request: Request, web_request: web.Request) -> web.StreamResponse:
        assert request.fault is not None
        status = request.fault.status
        request.status = status if isinstance(status, int) else 0
        self.reactor.announce()
        return await strike(request.fault, web_request)

    def _validate(self, request: Request, *, broken: bool) -> None:
        where = request.route
        if broken:
            self.violations.append(f"{where}: the body is no JSON, or holds a lone surrogate")
        found = self.description.violations(request.method, request.path, request.body)
        self.violations.extend(found)

    def _answer(
        self,
        request: Request,
        web_request: web.Request,
        found: tuple[rest.Route, dict[str, str]] | None,
        files: list[tuple[str, bytes]],
        *,
        broken: bool,
    ) -> None:
        if found is None:
            self.violations.append(f"{request.route}: no such route is modelled")
            request.status, request.answer = 404, NO_ROUTE
            return
        route, ids = found
        given = web_request.headers.get("Authorization")
        if (route.needs_token or given) and given != f"Bot {self.token}":
            request.status, request.answer = 401, NO_TOKEN
            return
        query = dict(web_request.query)
        call = rest.Call(
            self.world, self.owner, self.gateway.shards, self.gateway_url, ids, query,
            {} if request.body is None else request.body, files,
        )  # fmt: skip
        if broken:
            request.status, request.answer = 400, Refusal(*INVALID_JSON).body()
            return
        try:
            request.status, request.answer = route.answer(call)
        except Refusal as refusal:
            request.status, request.answer = refusal.status, refusal.body()

    async def _file(self, web_request: web.Request) -> web.StreamResponse:
        path = web_request.match_info["path"]
        request = Request("GET", f"/cdn/{path}", "GET /cdn", self.world.clock.now())
        self.requests.append(request)
        request.fault = self.faults.find(request)
        if request.fault:
            return await self._fail(request, web_request)
        content = self.world.uploads.get(path)
        request.status = 404 if content is None else 200
        self.reactor.announce()
        if content is None:
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=content, content_type="application/octet-stream")
