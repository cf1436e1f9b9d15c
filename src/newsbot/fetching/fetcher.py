"""Fetches pages and feeds."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Final, Self, overload

import aiohttp
from yarl import URL

from newsbot import __version__
from newsbot.errors import IngestError
from newsbot.fetching import connecting
from newsbot.fetching.connecting import ConnectorFactory
from newsbot.fetching.content import read_content
from newsbot.fetching.limits import Limits
from newsbot.fetching.responses import (
    Fetched,
    Kind,
    check_media_type,
    check_status,
    fetched,
    media_type_of,
    validator,
)
from newsbot.fetching.robots import Robots
from newsbot.fetching.urls import parse_url
from newsbot.fetching.wire import Wire

USER_AGENT: Final = f"newsbot/{__version__}"
_ACCEPT: Final[dict[Kind, str]] = {
    "page": "text/html, application/xhtml+xml, text/plain;q=0.8, application/xml;q=0.5, */*;q=0.1",
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1",
}
_NOT_MODIFIED: Final = 304


class Fetcher:
    """Fetches from the public web; ``fetch`` may be called many times at once.

    An async context manager. *connector* makes its connector (``public_connector`` by default).
    """

    def __init__(
        self, connector: ConnectorFactory | None = None, *, limits: Limits | None = None
    ) -> None:
        self._connector = connector
        self._limits = limits or Limits()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connect = self._connector or connecting.public_connector
        self._session = aiohttp.ClientSession(
            connector=connect(),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),  # ours is around all of a fetch
            auto_decompress=False,
            headers={
                "User-Agent": USER_AGENT,
                "Accept-Encoding": "gzip, deflate",
                "Accept-Language": "ko, en;q=0.8",
            },
        )
        self._wire = Wire(self._session, self._limits)
        self._robots = Robots(self._wire, self._limits)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    @overload
    async def fetch(self, url: str, *, kind: Kind = "page") -> Fetched: ...
    @overload
    async def fetch(
        self, url: str, *, kind: Kind = "page", etag: str | None, last_modified: str | None
    ) -> Fetched | None: ...
    async def fetch(
        self,
        url: str,
        *,
        kind: Kind = "page",
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Fetched | None:
        """Return what stands at *url*; None if it is what had *etag* or *last_modified*.

        Raises IngestError with a code of ``fetch.*``.
        """
        start = parse_url(url)
        headers = _headers(kind, etag, last_modified)
        seconds = self._limits.total_seconds
        try:
            async with asyncio.timeout(seconds) as deadline:
                return await self._fetch(start, headers, deadline)
        except TimeoutError:
            raise IngestError("fetch.timeout", seconds=f"{seconds:g}") from None

    async def _fetch(
        self, start: URL, headers: dict[str, str], deadline: asyncio.Timeout
    ) -> Fetched | None:
        async def admit(url: URL) -> None:
            await self._robots.admit(url, deadline)

        async with self._wire.arrive(start, headers, before=admit) as response:
            conditional = "If-None-Match" in headers or "If-Modified-Since" in headers
            if response.status == _NOT_MODIFIED and conditional:
                return None
            check_status(response)
            check_media_type(media_type_of(response))
            data = await read_content(response, self._limits.max_bytes)
            if not data or data.isspace():
                raise IngestError("fetch.empty")
            return fetched(response, data)


def fetch_once(
    url: str, *, kind: Kind = "page", connector: ConnectorFactory | None = None
) -> Fetched:
    """Return what stands at *url*, for callers without an event loop.

    Raises IngestError with a code of ``fetch.*``.
    """

    async def once() -> Fetched:
        async with Fetcher(connector) as fetcher:
            return await fetcher.fetch(url, kind=kind)

    return asyncio.run(once())


def _headers(kind: Kind, etag: str | None, last_modified: str | None) -> dict[str, str]:
    headers = {"Accept": _ACCEPT[kind]}
    if etag := validator(etag):
        headers["If-None-Match"] = etag
    if last_modified := validator(last_modified):
        headers["If-Modified-Since"] = last_modified
    return headers
