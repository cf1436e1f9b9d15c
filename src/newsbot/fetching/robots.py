"""What a site's robots.txt lets us fetch, and how fast (RFC 9309)."""

from __future__ import annotations

import asyncio
import re
import time
from asyncio import sleep
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from protego import Protego
from yarl import URL

from newsbot.errors import IngestError
from newsbot.fetching.content import read_content
from newsbot.fetching.limits import MIB, Limits
from newsbot.fetching.wire import Wire

_TOKEN: Final = "newsbot"  # noqa: S105 (our product token, no secret)
_OTHERS: Final = "someone-else"
_MAX_KEPT_BYTES: Final = 2 * MIB
"""Of all sites together; hostile rules take sixty times as much in memory."""
_SITE_BYTES: Final = 1024
"""What a site counts for beside its robots.txt."""
_MAX_LINE_CHARS: Final = 4096
_AGENT_LINE: Final = re.compile(r"\s*user[- ]?agent\b\s*:?\s*(.*)", re.IGNORECASE)
_OK: Final = 200
_TOO_MANY: Final = 429
_SERVER_ERRORS: Final = 500


@dataclass(slots=True)
class _Site:
    rules: Protego
    size_bytes: int
    delay_seconds: float
    until: float
    """When the rules are asked for again; the clock is ``time.monotonic``."""
    next_turn: float = field(default=0.0)


class Robots:
    """The robots.txt of the sites visited lately."""

    def __init__(self, wire: Wire, limits: Limits) -> None:
        self._wire = wire
        self._limits = limits
        self._sites: OrderedDict[URL, _Site] = OrderedDict()

    async def admit(self, url: URL, deadline: asyncio.Timeout) -> None:
        """Return when *url* may be asked for; a wait between two pages moves the *deadline*.

        Raises IngestError ``fetch.robots`` if its site does not want that,
        ``fetch.robots_unreachable`` if the site cannot say so, and what else fetching raises.
        """
        site = await self._site(url.origin())
        if not await asyncio.to_thread(site.rules.can_fetch, str(url), _TOKEN):
            raise IngestError("fetch.robots", host=url.raw_host)
        now = time.monotonic()
        wait = min(max(0.0, site.next_turn - now), self._limits.max_crawl_delay_seconds)
        site.next_turn = now + wait + site.delay_seconds
        if wait:
            when = deadline.when()
            deadline.reschedule(None if when is None else when + wait)
            await sleep(wait)

    async def _site(self, origin: URL) -> _Site:
        known = self._sites.get(origin)
        if known is not None and time.monotonic() < known.until:
            return known
        try:
            rules, size_bytes = await self._rules(origin)
        except IngestError as error:
            if error.details.get("host") == origin.raw_host:  # what is true of the page as well
                raise
            raise IngestError("fetch.robots_unreachable", host=origin.raw_host) from error
        asked = rules.crawl_delay(_TOKEN) or 0.0
        site = _Site(
            rules=rules,
            size_bytes=size_bytes + _SITE_BYTES,
            delay_seconds=min(asked, self._limits.max_crawl_delay_seconds),
            until=time.monotonic() + self._limits.robots_seconds,
            next_turn=known.next_turn if known else 0.0,
        )
        self._keep(origin, site)
        return site

    def _keep(self, origin: URL, site: _Site) -> None:
        self._sites[origin] = site
        self._sites.move_to_end(origin)
        while sum(one.size_bytes for one in self._sites.values()) > _MAX_KEPT_BYTES:
            self._sites.popitem(last=False)

    async def _rules(self, origin: URL) -> tuple[Protego, int]:
        """Fetch the rules of *origin*, and their size; without a robots.txt all is allowed."""
        async with self._wire.arrive(origin / "robots.txt", {"Accept": "text/plain"}) as response:
            if response.status >= _SERVER_ERRORS or response.status == _TOO_MANY:
                raise IngestError("fetch.robots_unreachable", host=origin.raw_host)
            if response.status != _OK:
                return Protego.parse(""), 0
            data = await read_content(response, self._limits.max_robots_bytes, may_cut=True)
        return await asyncio.to_thread(_parse, data), len(data)


def _parse(data: bytes) -> Protego:
    """Return the rules in *data*, without lines that are longer than any address."""
    lines = data.decode("utf-8-sig", "replace").splitlines()
    return Protego.parse("\n".join(_plain(line) for line in lines if len(line) <= _MAX_LINE_CHARS))


def _plain(line: str) -> str:
    """Return *line* with one name for all other robots.

    Protego keeps the rules of each robot apart: ten thousand robots that share ten thousand rules
    would fill the memory.
    """
    agent = _AGENT_LINE.match(line)
    if not agent:
        return line
    named = agent[1].partition("#")[0].strip().lower()
    if named == "*":
        return line
    is_ours = re.match(r"newsbot(?![\w-])", named)
    return f"User-agent: {_TOKEN if is_ours else _OTHERS}"
