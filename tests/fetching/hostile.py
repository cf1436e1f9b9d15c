"""Addresses that lead, or try to lead, to where nobody from outside may go.

    python -m tests.fetching.hostile

fetches all of them with the real connector and prints what came of each, and every address that a
socket was asked to connect to, as Python's own audit events tell it. An attempt to connect to
anything but the test's own server is noted and stopped, so that no test leaves the machine.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from tests.web_double import WebDouble, resolved

from newsbot.errors import NewsbotError
from newsbot.fetching import Fetcher, Limits, is_public, public_connector

HERE: Final = "127.7.7.7"
"""Where the test's server listens; stands for a public address. Every other 127.* is private."""
PUBLIC: Final = ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946")

PRIVATE_IPV4: Final = (
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.0.1.1",
    "127.255.255.255",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
)
PRIVATE_IPV6: Final = (
    "::",
    "::1",
    "::127.0.0.1",
    "::a00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:93.184.216.34",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "100::1",
    "100:0:0:1::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2606:2800:220:1:0:5efe:7f00:1",
    "2606:2800:220:1:200:5efe:a00:1",
    "3ffe::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
)

# Refused as they are read: (address, code).
SPELLINGS: Final[tuple[tuple[str, str], ...]] = (
    *((f"http://{host}/", "fetch.private") for host in PRIVATE_IPV4),
    *((f"http://[{host}]/", "fetch.private") for host in PRIVATE_IPV6),
    # IPv4 as inet_aton reads it
    ("http://0/", "fetch.odd_host"),
    ("http://1/", "fetch.odd_host"),
    ("http://127.1/", "fetch.odd_host"),
    ("http://127.0.1/", "fetch.odd_host"),
    ("http://10.1/", "fetch.odd_host"),
    ("http://2130706433/", "fetch.odd_host"),
    ("http://3232235521/", "fetch.odd_host"),
    ("http://017700000001/", "fetch.odd_host"),
    ("http://0177.0.0.1/", "fetch.odd_host"),
    ("http://0177.0.0.01/", "fetch.odd_host"),
    ("http://00000177.0.0.1/", "fetch.odd_host"),
    ("http://127.000.000.001/", "fetch.odd_host"),
    ("http://0x7f.1/", "fetch.odd_host"),
    ("http://0x7f000001/", "fetch.odd_host"),
    ("http://0x7F.0x0.0x0.0x1/", "fetch.odd_host"),
    ("http://0x7f.0.0.1/", "fetch.odd_host"),
    ("http://127.0.0.0x1/", "fetch.odd_host"),
    ("http://0x/", "fetch.odd_host"),
    ("http://127.0.0.1./", "fetch.odd_host"),
    ("http://127.0.0.1../", "fetch.odd_host"),
    ("http://.127.0.0.1/", "fetch.odd_host"),
    ("http://127..0.0.1/", "fetch.odd_host"),
    ("http://127.0.0.1.1/", "fetch.odd_host"),
    ("http://127.0.0.256/", "fetch.private"),
    ("http://4294967296/", "fetch.odd_host"),
    ("http://-127.0.0.1/", "fetch.odd_host"),
    # other digits, dots and letters
    ("http://①②⑦.0.0.1/", "fetch.odd_host"),
    ("http://⑴27.0.0.1/", "fetch.odd_host"),
    ("http://１２７.0.0.1/", "fetch.odd_host"),
    ("http://127。0。0。1/", "fetch.odd_host"),
    ("http://127．0．0．1/", "fetch.odd_host"),
    ("http://127｡0｡0｡1/", "fetch.odd_host"),
    ("http://١٢٧.0.0.1/", "fetch.odd_host"),
    ("http://१२७.0.0.1/", "fetch.odd_host"),
    ("http://𝟏𝟐𝟕.𝟎.𝟎.𝟏/", "fetch.odd_host"),
    ("http://⑨③.184.216.34/", "fetch.odd_host"),
    ("http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "fetch.private"),
    ("http://ｌｏｃａｌｈｏｓｔ/", "fetch.private"),
    ("http://loc\u00adalhost/", "fetch.not_an_address"),
    ("http://loc\u200balhost/", "fetch.not_an_address"),
    ("http://127.0.0.1\u2024/", "fetch.odd_host"),
    ("http://example.com\u2100.evil.com/", "fetch.not_an_address"),
    ("http://example.com\uff0f@127.0.0.1/", "fetch.userinfo"),
    ("http://example.com\uff03@127.0.0.1/", "fetch.userinfo"),
    # names that mean this machine or network
    ("http://localhost/", "fetch.private"),
    ("http://LOCALHOST/", "fetch.private"),
    ("http://localhost./", "fetch.odd_host"),
    ("http://localhost.localdomain/", "fetch.private"),
    ("http://a.localhost/", "fetch.private"),
    ("http://ip6-localhost/", "fetch.private"),
    ("http://router/", "fetch.private"),
    ("http://printer.local/", "fetch.private"),
    ("http://metadata.google.internal/", "fetch.private"),
    ("http://nas.lan/", "fetch.private"),
    ("http://fritz.home/", "fetch.private"),
    ("http://x.home.arpa/", "fetch.private"),
    ("http://1.0.0.127.in-addr.arpa/", "fetch.private"),
    ("http://abc.onion/", "fetch.private"),
    ("http://wiki.intranet/", "fetch.private"),
    # escapes
    ("http://%31%32%37.0.0.1/", "fetch.odd_host"),
    ("http://127.0.0.1%2f/", "fetch.odd_host"),
    ("http://127%2e0%2e0%2e1/", "fetch.odd_host"),
    ("http://%6cocalhost/", "fetch.odd_host"),
    ("http://%6c%6f%63%61%6c%68%6f%73%74/", "fetch.odd_host"),
    ("http://localhost%00.example.com/", "fetch.odd_host"),
    ("http://example.com%2f@127.0.0.1/", "fetch.userinfo"),
    ("http://example.com%00/", "fetch.odd_host"),
    ("http://%E2%91%A0.0.0.1/", "fetch.odd_host"),
    # IPv6 spellings
    ("http://[0:0:0:0:0:0:0:1]/", "fetch.private"),
    ("http://[0000:0000:0000:0000:0000:0000:0000:0001]/", "fetch.private"),
    ("http://[::FFFF:7F00:1]/", "fetch.private"),
    ("http://[0:0:0:0:0:ffff:127.0.0.1]/", "fetch.private"),
    ("http://[::ffff:7f00:0001]/", "fetch.private"),
    ("http://[fe80::1%25eth0]/", "fetch.private"),
    ("http://[fe80::1%eth0]/", "fetch.private"),
    ("http://[2606:2800:220:1:248:1893:25c8:1946%25eth0]/", "fetch.private"),
    ("http://[::1%2525]/", "fetch.private"),
    ("http://[127.0.0.1]/", "fetch.not_an_address"),
    ("http://[localhost]/", "fetch.not_an_address"),
    ("http://[v1.fe80::a+en1]/", "fetch.not_an_address"),
    ("http://[::1/", "fetch.not_an_address"),
    ("http://::1]/", "fetch.not_an_address"),
    ("http://[::1].example.com/", "fetch.not_an_address"),
    ("http://example.com[::1]/", "fetch.not_an_address"),
    ("http://[[::1]]/", "fetch.not_an_address"),
    ("http://::1/", "fetch.not_an_address"),
    ("http://[]/", "fetch.not_an_address"),
    # user names
    ("http://user@example.com/", "fetch.userinfo"),
    ("http://user:password@example.com/", "fetch.userinfo"),
    ("http://:password@example.com/", "fetch.userinfo"),
    ("http://@example.com/", "fetch.userinfo"),
    ("http://:@example.com/", "fetch.userinfo"),
    ("http://example.com@127.0.0.1/", "fetch.userinfo"),
    ("http://example.com:80@127.0.0.1/", "fetch.userinfo"),
    ("http://127.0.0.1@example.com/", "fetch.userinfo"),
    ("http://a@b@127.0.0.1/", "fetch.userinfo"),
    ("http://example.com%40127.0.0.1/", "fetch.odd_host"),
    ("http://foo@127.0.0.1:80@example.com/", "fetch.userinfo"),
    ("https://example.com:@127.0.0.1/", "fetch.userinfo"),
    # slashes, backslashes, blanks
    ("http:/\\127.0.0.1/", "fetch.not_an_address"),
    ("http:\\\\127.0.0.1/", "fetch.not_an_address"),
    ("http://example.com\\@127.0.0.1/", "fetch.not_an_address"),
    ("http://127.0.0.1\\.example.com/", "fetch.not_an_address"),
    ("http://example.com\\.127.0.0.1/", "fetch.not_an_address"),
    ("http:///127.0.0.1/", "fetch.not_an_address"),
    ("http:////127.0.0.1/", "fetch.not_an_address"),
    ("http:/127.0.0.1/", "fetch.not_an_address"),
    ("http:127.0.0.1/", "fetch.not_an_address"),
    ("http:", "fetch.not_an_address"),
    ("http://", "fetch.not_an_address"),
    ("http:///", "fetch.not_an_address"),
    ("http://?@127.0.0.1/", "fetch.not_an_address"),
    ("http://#@127.0.0.1/", "fetch.not_an_address"),
    ("ht\ttp://127.0.0.1/", "fetch.not_an_address"),
    ("http://127.0.\t0.1/", "fetch.not_an_address"),
    ("http://127.0.0.1\r\nHost: example.com/", "fetch.not_an_address"),
    ("http://example.com/\r\nX: y", "fetch.not_an_address"),
    ("http://exa mple.com/", "fetch.not_an_address"),
    ("http://example.com /", "fetch.not_an_address"),
    ("http://\x00127.0.0.1/", "fetch.not_an_address"),
    ("http://127.0.0.1\x00.example.com/", "fetch.not_an_address"),
    ("http://\u3000127.0.0.1/", "fetch.odd_host"),
    ("http://\ud800.com/", "fetch.not_an_address"),
    ("127.0.0.1", "fetch.not_an_address"),
    ("localhost/x", "fetch.not_an_address"),
    ("", "fetch.not_an_address"),
    ("   ", "fetch.not_an_address"),
    ("기사 주소", "fetch.not_an_address"),
    ("http://example.com/" + "a" * 5000, "fetch.not_an_address"),
    ("http://example.com/" + "가" * 1000, "fetch.not_an_address"),
    # ports
    ("http://example.com:22/", "fetch.port"),
    ("http://example.com:8080/", "fetch.port"),
    ("https://example.com:8443/", "fetch.port"),
    ("http://example.com:0/", "fetch.port"),
    ("http://example.com:65535/", "fetch.port"),
    ("http://example.com:65616/", "fetch.not_an_address"),
    ("http://example.com:-80/", "fetch.not_an_address"),
    ("http://example.com:80:80/", "fetch.not_an_address"),
    ("http://example.com:+80/", "fetch.not_an_address"),
    ("http://example.com:8_0/", "fetch.not_an_address"),
    ("http://example.com:٨٠/", "fetch.not_an_address"),
    ("http://example.com:８０/", "fetch.not_an_address"),
    ("http://127.0.0.1:80/", "fetch.private"),
    ("http://127.0.0.1:6379/", "fetch.private"),
    ("http://[::1]:80/", "fetch.private"),
    # schemes
    ("ftp://example.com/", "fetch.scheme"),
    ("file:///etc/passwd", "fetch.scheme"),
    ("file://127.0.0.1/etc/passwd", "fetch.scheme"),
    ("gopher://127.0.0.1:6379/_INFO", "fetch.scheme"),
    ("dict://127.0.0.1:11211/", "fetch.scheme"),
    ("ws://example.com/", "fetch.scheme"),
    ("wss://example.com/", "fetch.scheme"),
    ("tcp://example.com/", "fetch.scheme"),
    ("unix:///var/run/docker.sock", "fetch.scheme"),
    ("http+unix://%2fvar%2frun/", "fetch.scheme"),
    ("jar:http://127.0.0.1!/", "fetch.scheme"),
    ("javascript:alert(1)", "fetch.scheme"),
    ("data:text/html,<p>", "fetch.scheme"),
    ("view-source:http://127.0.0.1/", "fetch.scheme"),
    ("localhost:80/", "fetch.scheme"),
    ("127.0.0.1:80/", "fetch.scheme"),
    ("hTtPs+x://example.com/", "fetch.scheme"),
    # names that are none
    ("http://a..b.com/", "fetch.odd_host"),
    ("http://.example.com/", "fetch.odd_host"),
    ("http://example.com./", "fetch.odd_host"),
    ("http://-example.com/", "fetch.odd_host"),
    ("http://exam!ple.com/", "fetch.odd_host"),
    ("http://example.com,127.0.0.1/", "fetch.odd_host"),
    ("http://127.0.0.1,example.com/", "fetch.odd_host"),
    ("http://example.com;127.0.0.1/", "fetch.odd_host"),
    ("http://example.com&127.0.0.1/", "fetch.odd_host"),
    ("http://*.example.com/", "fetch.odd_host"),
    ("http://example.1/", "fetch.odd_host"),
    ("http://example.0x7f/", "fetch.odd_host"),
    ("http://" + "a" * 64 + ".com/", "fetch.odd_host"),
    ("http://" + "a." * 127 + "com/", "fetch.odd_host"),
)

# What only a redirect can say.
LOCATIONS: Final[tuple[tuple[str, str], ...]] = (
    ("//127.0.0.1/", "fetch.private"),
    ("//[::1]/", "fetch.private"),
    ("//①②⑦.0.0.1/", "fetch.odd_host"),
    ("//ｌｏｃａｌｈｏｓｔ/", "fetch.private"),
    ("//2130706433/", "fetch.odd_host"),
    ("//localhost", "fetch.private"),
    ("//start.example:8080/", "fetch.port"),
    ("//user@start.example/", "fetch.userinfo"),
    ("/\\127.0.0.1/", "fetch.not_an_address"),
    ("\\\\127.0.0.1\\x", "fetch.not_an_address"),
    ("//127.0.0.1 .start.example/", "fetch.odd_host"),
    ("http://start.example /", "fetch.odd_host"),
    ("ftp:/x", "fetch.scheme"),
    ("mailto:desk@start.example", "fetch.scheme"),
    ("about:blank", "fetch.scheme"),
    ("/round", "fetch.redirects"),
    ("?page=2", "fetch.gone"),
    ("#top", "fetch.redirects"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that is tried, and the code that it must end in."""

    kind: str
    name: str
    code: str
    address: str
    answers: tuple[tuple[str, ...], ...] = ()
    """What the name server says of ``*.hostile.example``: at the first look-up, at the second …"""


def cases() -> Iterator[Case]:
    """Yield everything that is tried."""
    for address, code in SPELLINGS:
        yield Case("typed", ascii(address), code, address)
        if address.startswith(("http:", "https:")) and not set(address) & set("\r\n\0 "):
            sendable = address.encode("utf-8", "replace").decode()
            yield Case("redirect", ascii(address), code, sendable)
    for location, code in LOCATIONS:
        yield Case("redirect", ascii(location), code, location)
    for bad in (*PRIVATE_IPV4, *PRIVATE_IPV6, "fe80::1%lo", "127.1", "2130706433", "localhost"):
        yield Case("resolved", bad, "fetch.private", "http://a.hostile.example/", ((bad,),))
        yield Case("rebound", bad, "fetch.private", "http://go.hostile.example/", ((HERE,), (bad,)))
    for public in PUBLIC:
        for bad in ("127.0.0.1", "10.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254"):
            for mixed in ((public, bad), (bad, public), (bad, public, bad)):
                name = " ".join(mixed)
                yield Case("mixed", name, "fetch.refused", "http://b.hostile.example/", (mixed,))
    for unguarded in (
        *(f"http://{host}/" for host in ("127.0.0.1", "10.0.0.1", "[::1]", "[::ffff:7f00:1]")),
        *("http://localhost/", "http://2130706433/", "http://0x7f.1/", "http://127.1/"),
        *("http://①②⑦.0.0.1/", "http://localhost:22/", "http://017700000001/", "http://0/"),
    ):
        yield Case("socket", ascii(unguarded), "", unguarded)


# Run as a program


@dataclass(slots=True)
class _Server(AbstractResolver):
    """Answers *answers* one after the other, the last one for ever; all else is HERE."""

    answers: list[tuple[str, ...]]
    ports: dict[int, int]

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        if not host.endswith(".hostile.example"):
            return [resolved(host, HERE, self.ports[port])]
        said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [resolved(host, one, self.ports[port] if one == HERE else port) for one in said]

    async def close(self) -> None:
        pass


def _allowed(address: str) -> bool:
    return address == HERE or is_public(address)


async def _outcome(case: Case, web: WebDouble) -> str:
    resolver = _Server(list(case.answers), {80: web.ports[0], 443: web.ports[1]})
    if case.kind == "socket":
        return await _without_reading(case.address)
    address = case.address
    if case.kind == "redirect":
        address = "http://start.example/"
        web.redirect(address, case.address)
        web.redirect("http://start.example/round", "/round")
    web.redirect("http://go.hostile.example/", "https://go.hostile.example/")
    connect = lambda: public_connector(resolver, _allowed)  # noqa: E731
    try:
        async with Fetcher(connect, limits=Limits(total_seconds=10)) as fetcher:
            await fetcher.fetch(address)
    except NewsbotError as error:
        return error.code
    return "fetched"


async def _without_reading(address: str) -> str:
    """Ask aiohttp itself for *address*, which ``parse_url`` would refuse: the socket guards."""
    async with aiohttp.ClientSession(connector=public_connector()) as session:
        try:
            async with session.get(address):
                return "fetched"
        except (aiohttp.ClientError, OSError, ValueError):
            return ""


async def _main() -> None:
    connects: list[object] = []

    def watch(event: str, details: tuple[object, ...]) -> None:
        if event == "socket.connect":
            address = details[1]
            connects.append(address)
            if not isinstance(address, tuple) or address[0] != HERE:
                raise OSError("not from a test")

    outcomes: list[list[object]] = []
    with WebDouble(HERE) as web:
        sys.addaudithook(watch)
        with socket.socket() as seen:  # shows that the watch watches
            try:
                seen.connect(("127.0.0.1", 9))
            except OSError:
                connects.append("watching")
        for case in cases():
            before = len(connects)
            outcome = await _outcome(case, web)
            outcomes.append([case.kind, case.name, outcome, connects[before:]])
    print(json.dumps({"control": connects[:2], "outcomes": outcomes}))  # noqa: T201


if __name__ == "__main__":
    asyncio.run(_main())
