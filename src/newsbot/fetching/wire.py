"""Requests: one after the other along redirects, every fault of the network as a sentence."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
from yarl import URL

from newsbot.errors import IngestError
from newsbot.fetching.connecting import PrivateAddressError
from newsbot.fetching.limits import Limits
from newsbot.fetching.responses import redirect_target

# What a fault of the network means to a person: the first kind that it is counts.
_FAULTS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (PrivateAddressError, "fetch.private"),
    (aiohttp.ClientSSLError, "fetch.tls"),
    (ssl.SSLError, "fetch.tls"),
    (aiohttp.ClientConnectorDNSError, "fetch.no_host"),
    (aiohttp.ClientConnectorError, "fetch.refused"),
    (Exception, "fetch.broken"),
)


class Wire:
    """Asks for addresses that ``parse_url`` has let pass."""

    def __init__(self, session: aiohttp.ClientSession, limits: Limits) -> None:
        self._session = session
        self._limits = limits

    @asynccontextmanager
    async def arrive(
        self,
        url: URL,
        headers: Mapping[str, str],
        *,
        before: Callable[[URL], Awaitable[None]] | None = None,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Yield the response at the end of the redirects from *url*; its body is not yet read.

        *before* is awaited with each address before it is asked for. Raises IngestError, also
        for what fails while the caller reads the body.
        """
        for _ in range(self._limits.max_redirects + 1):
            if before is not None:
                await before(url)
            async with self._open(url, headers) as response:
                target = redirect_target(response)
                if target is None:
                    yield response
                    return
            url = target
        raise IngestError("fetch.redirects", limit=self._limits.max_redirects)

    @asynccontextmanager
    async def _open(
        self, url: URL, headers: Mapping[str, str]
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                yield response
        except (aiohttp.ClientError, OSError) as error:
            if isinstance(error, TimeoutError):  # the caller's, which knows how long it was
                raise
            raise _failure(error, url.raw_host or "") from error


def _failure(error: aiohttp.ClientError | OSError, host: str) -> IngestError:
    inner = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else None
    cause = inner if isinstance(inner, PrivateAddressError) else error
    return IngestError(next(code for kind, code in _FAULTS if isinstance(cause, kind)), host=host)
