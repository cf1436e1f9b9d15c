"""A small, strict double of the World Wide Web, for a Fetcher or for the real program.

    with WebDouble() as web:
        web.page("https://news.example/1", "<html>…</html>")
        web.redirect("http://news.example/1", "https://news.example/1")
        async with Fetcher(web.connector) as fetcher:
            fetched = await fetcher.fetch("http://news.example/1")
        assert [one.url for one in web.requests][-1] == "https://news.example/1"
        assert web.violations == []

Every host of http (80) and https (443) is this server, which listens on two ports of the loopback;
certificates are made for each name, by an authority that only ``connector`` trusts. What has not
been put up is 404; a site without ``robots`` has none. Addresses are refused before they come here
as everywhere: the double takes the place of name servers and of the wire, of nothing else.

A test starts the real ``newsbot`` against it by the environment, which no code of newsbot reads:

    subprocess.run([sys.executable, "-m", "newsbot", "add", url], env=base | web.environment())
    BotProcess(double, corpus_dir, index_path, env=web.environment())

``environment`` puts ``tests/web_double_site`` on PYTHONPATH, whose ``sitecustomize`` gives the
program the double's connector.

``violations`` lists what a well-behaved robot would not send: cookies, credentials, a referrer, a
fragment, another method than GET, another user agent than newsbot's.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import socket
import ssl
import tempfile
import threading
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

import aiohttp
import trustme
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from newsbot.fetching import public_connector

ROOT: Final = Path(__file__).parent.parent
VARIABLE: Final = "WEB_DOUBLE"
HTML: Final = "text/html; charset=utf-8"
Write = asyncio.StreamWriter
Handler = Callable[["Request", Write], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked for."""

    method: str
    url: str
    headers: Mapping[str, str] = field(hash=False)
    """Their names in lower case."""


class WebDouble:
    """The far end of every connection to port 80 or 443; a context manager."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.address = address
        self.requests: list[Request] = []
        self.violations: list[str] = []
        self._handlers: dict[str, Handler] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._started = threading.Event()
        self._authority = trustme.CA()
        self._folder = tempfile.TemporaryDirectory()
        self._tasks: set[asyncio.Task[None]] = set()
        self.ports: tuple[int, int] = (0, 0)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(10)
        self._authority.cert_pem.write_to_path(str(self._certificate))
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._folder.cleanup()

    # What stands where

    def page(
        self,
        url: str,
        body: str | bytes,
        *,
        content_type: str | None = HTML,
        headers: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> None:
        """Put *body* up at *url*; with an ``ETag`` or ``Last-Modified``, 304 for who has it."""
        data = body.encode() if isinstance(body, str) else body
        said = {"Content-Length": str(len(data)), **(headers or {})}
        if content_type is not None:
            said["Content-Type"] = content_type

        async def handle(request: Request, writer: Write) -> None:
            if _is_known(request, said):
                await _send(writer, _head(304, {k: v for k, v in said.items() if k == "ETag"}))
            else:
                await _send(writer, _head(status, said) + data)

        self.handle(url, handle)

    def robots(self, site: str, text: str | bytes, *, status: int = 200) -> None:
        """Put up the robots.txt of *site*, such as ``https://news.example``."""
        url = str(URL(site).origin() / "robots.txt")
        self.page(url, text, status=status, content_type="text/plain")

    def redirect(self, url: str, to: str, *, status: int = 302) -> None:
        """Send who asks for *url* on to *to*, which may be anything."""
        self.page(url, "", status=status, headers={"Location": to})

    def drip(self, url: str, *, every_seconds: float = 0.05, piece: bytes = b"<p>") -> None:
        """Send the head, and then *piece* after *piece* for ever."""

        async def handle(_: Request, writer: Write) -> None:
            await _send(writer, _head(200, {"Content-Type": HTML}))
            while True:
                await _send(writer, piece)
                await asyncio.sleep(every_seconds)

        self.handle(url, handle)

    def hang(self, url: str) -> None:
        """Take the request and never answer."""

        async def handle(_: Request, __: Write) -> None:
            await asyncio.Event().wait()

        self.handle(url, handle)

    def bomb(self, url: str, encoding: str = "gzip", *, mib: int = 32) -> None:
        """Put up *mib* MiB of spaces, compressed: ``gzip``, ``nested``, ``deflate`` or ``br``."""
        named = {"nested": "gzip, gzip"}.get(encoding, encoding)
        self.page(url, bomb(encoding, mib), headers={"Content-Encoding": named})

    def raw(self, url: str, response: bytes) -> None:
        """Send *response* as it is, head and all, and close."""

        async def handle(_: Request, writer: Write) -> None:
            await _send(writer, response)

        self.handle(url, handle)

    def handle(self, url: str, handler: Handler) -> None:
        """Let *handler* answer at *url*; when it returns, the connection is closed."""
        self._handlers[_key(url)] = handler

    # The near end

    def connector(self) -> aiohttp.TCPConnector:
        """Return a connector for which every name is this server (a ``ConnectorFactory``)."""
        return connector_to(self.address, self.ports, self._certificate)

    def environment(self) -> dict[str, str]:
        """Return the variables that lead a ``newsbot`` started by the test to this server."""
        paths = [ROOT / "tests" / "web_double_site", ROOT / "src"]
        return {
            VARIABLE: f"{self.address},{self.ports[0]},{self.ports[1]},{self._certificate}",
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
        }

    @property
    def _certificate(self) -> Path:
        return Path(self._folder.name) / "authority.pem"

    # The server

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        servers = self._loop.run_until_complete(self._listen())
        self.ports = tuple(one.sockets[0].getsockname()[1] for one in servers)
        self._started.set()
        self._loop.run_forever()
        for server in servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*self._tasks, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _listen(self) -> list[asyncio.Server]:
        return [
            await asyncio.start_server(self._begin("http"), self.address, 0),
            await asyncio.start_server(self._begin("https"), self.address, 0, ssl=self._tls()),
        ]

    def _tls(self) -> ssl.SSLContext:
        """Return a context that has a certificate for whatever name is asked for.

        Names that begin with ``wrong.`` get one of another site.
        """
        contexts: dict[str, ssl.SSLContext] = {}

        def choose(link: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
            host = name or "unnamed.example"
            issued = "other.example" if host.startswith("wrong.") else host
            if host not in contexts:
                contexts[host] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._authority.issue_cert(issued).configure_cert(contexts[host])
            link.context = contexts[host]

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert("unnamed.example").configure_cert(context)
        context.sni_callback = choose
        return context

    def _begin(self, scheme: str) -> Callable[[asyncio.StreamReader, Write], None]:
        def begin(reader: asyncio.StreamReader, writer: Write) -> None:
            task = self._loop.create_task(self._converse(scheme, reader, writer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        return begin

    async def _converse(self, scheme: str, reader: asyncio.StreamReader, writer: Write) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            request = _request(scheme, head)
            self.requests.append(request)
            self._judge(request, head)
            await self._handlers.get(_key(request.url), _not_found)(request, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client has gone
        finally:
            writer.close()

    def _judge(self, request: Request, head: str) -> None:
        if request.method != "GET":
            self.violations.append(f"{request.method} {request.url}")
        for name in ("cookie", "authorization", "referer", "proxy-authorization"):
            if name in request.headers:
                self.violations.append(f"{name} to {request.url}")
        if not re.fullmatch(r"newsbot/[0-9.]+.*", request.headers.get("user-agent", "")):
            self.violations.append(f"user agent to {request.url}")
        if "#" in head.partition("\r\n")[0]:
            self.violations.append(f"fragment to {request.url}")


def connector_to(address: str, ports: tuple[int, int], certificate: Path) -> aiohttp.TCPConnector:
    """Return a connector to the double at *address* and *ports* (http, https)."""
    context = ssl.create_default_context(cafile=str(certificate))
    return public_connector(_Loopback(address, ports), lambda one: one == address, context)


class _Loopback(AbstractResolver):
    """Finds every name at the double."""

    def __init__(self, address: str, ports: tuple[int, int]) -> None:
        self._address = address
        self._ports = dict(zip((80, 443), ports, strict=True))

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [resolved(host, self._address, self._ports[port])]

    async def close(self) -> None:
        pass


def resolved(host: str, address: str, port: int) -> ResolveResult:
    """Return what a resolver answers for one address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
    )


def bomb(encoding: str, mib: int) -> bytes:
    """Return *mib* MiB of spaces, compressed as *encoding* says."""
    if encoding == "br":  # no brotli is needed to be refused
        return b"\x8b\x03\x80" + b"\0" * 4096
    packer = zlib.compressobj(9, wbits=15 if encoding == "deflate" else 31)
    block = b" " * 1024**2
    packed = b"".join(packer.compress(block) for _ in range(mib)) + packer.flush()
    return gzip.compress(packed) if encoding == "nested" else packed


def _request(scheme: str, head: str) -> Request:
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Request(method, f"{scheme}://{headers['host']}{target}", headers)


def _key(url: str) -> str:
    return str(URL(url).with_fragment(None))


def _is_known(request: Request, said: Mapping[str, str]) -> bool:
    etag, modified = said.get("ETag"), said.get("Last-Modified")
    if etag is not None and request.headers.get("if-none-match") == etag:
        return True
    return modified is not None and request.headers.get("if-modified-since") == modified


async def _not_found(_: Request, writer: Write) -> None:
    await _send(writer, _head(404, {"Content-Type": HTML, "Content-Length": "9"}) + b"not found")


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} -", *(f"{k}: {v}" for k, v in headers.items())]
    return ("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode("utf-8")


async def _send(writer: Write, data: bytes) -> None:
    writer.write(data)
    await writer.drain()
