"""The only way to the network: a connector whose sockets reach public addresses alone."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from newsbot.fetching.addresses import is_public

ConnectorFactory = Callable[[], aiohttp.TCPConnector]
"""Makes the connector of a ``Fetcher``, within its event loop."""

_MAX_ADDRESSES: Final = 8
"""A name server may answer with thousands; each would be tried."""
_RECEIVE_BUFFER_BYTES: Final = 32 * 1024
"""What is read at a time is parsed at a time, while the event loop waits."""
_CONNECTIONS: Final = 32
_LEAVES_TLS_OPEN: Final = sys.version_info < (3, 12, 8) or (3, 13) <= sys.version_info < (3, 13, 1)
"""Python waits half a minute for the other side to say goodbye (python/cpython#118960)."""

_LOOKUPS: Final = ThreadPoolExecutor(4, thread_name_prefix="lookup")
"""Its own threads: a name server that never answers must not hold up who else looks names up."""


class PrivateAddressError(OSError):
    """A connection to an address that is not of the public Internet was asked for."""


def public_connector(
    resolver: AbstractResolver | None = None,
    is_allowed: Callable[[str], bool] = is_public,
    ssl_context: ssl.SSLContext | None = None,
) -> aiohttp.TCPConnector:
    """Return a connector that connects to what *is_allowed* says, and otherwise fails.

    Must be called in a running event loop. *resolver* finds the addresses of names (the system's
    does by default), *ssl_context* says whose certificates count (the system's authorities).
    """
    inner = resolver or _SystemResolver()

    def make_socket(target: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = target
        _refuse_unless(is_allowed, str(address[0]))
        made = socket.socket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
        return made

    return aiohttp.TCPConnector(
        resolver=_PublicResolver(inner, is_allowed),
        socket_factory=make_socket,
        ssl=ssl_context or True,
        limit=_CONNECTIONS,
        enable_cleanup_closed=_LEAVES_TLS_OPEN,
    )


def _refuse_unless(is_allowed: Callable[[str], bool], address: str) -> None:
    if not is_allowed(address):
        raise PrivateAddressError("not a public address")


class _SystemResolver(AbstractResolver):
    """Asks the operating system."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        look_up = partial(
            socket.getaddrinfo,
            host.encode("ascii"),
            port,
            family,
            socket.SOCK_STREAM,
            flags=socket.AI_ADDRCONFIG,
        )
        found = await asyncio.get_running_loop().run_in_executor(_LOOKUPS, look_up)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=int(address[1]),
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        """Hold nothing that would have to be closed."""


class _PublicResolver(AbstractResolver):
    """Leaves non-public addresses out of the answers of another resolver.

    The sockets are what guards; this one tells early, and of an answer that mixes both kinds
    keeps what may be used.
    """

    def __init__(self, inner: AbstractResolver, is_allowed: Callable[[str], bool]) -> None:
        self._inner = inner
        self._is_allowed = is_allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        allowed = [one for one in found if self._is_allowed(one["host"])]
        if found and not allowed:
            raise PrivateAddressError("no public address")
        if not allowed:
            raise OSError("no address")
        return allowed[:_MAX_ADDRESSES]

    async def close(self) -> None:
        await self._inner.close()
