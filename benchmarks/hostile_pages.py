"""What hostile pages cost: their fetch and their parse, and the lag of the event loop meanwhile.

    python -m benchmarks.hostile_pages [--repeat 3]

A second process serves them (``tests/web_double.py``). Each is fetched by a ``Fetcher`` and parsed
by ``ingest.parse_html`` in a thread, as the bot does. The lag is by how much a wake-up every 2 ms
comes late.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from tests.web_double import WebDouble, connector_to

from newsbot.errors import NewsbotError
from newsbot.fetching import Fetcher
from newsbot.ingest import parse_html

SITE = "http://hostile.example"
BEAT_SECONDS = 0.002
MIB = 1024**2
HONEST = (
    "<html><head><title>기사 제목</title></head><body><article>"
    + "<p>정부는 이날 회의를 열어 새 대책을 확정했다고 밝혔다. 시행은 다음 달부터다.</p>" * 40
    + "</article></body></html>"
)


def pages() -> dict[str, str | bytes]:
    """Return what stands where on the hostile site, by a name that says it."""
    million = 1_000_000
    return {
        "an honest page": HONEST,
        "an honest page of 4 MiB": HONEST + "<!--" + " " * (4 * MIB) + "-->",
        "1 MB of attributes": "<p " + " ".join(f"a{n}=b" for n in range(110_000)) + ">" + HONEST,
        "one attribute of 1 MB": f'<p a="{"b" * million}">' + HONEST,
        "200,000 nested tags": "<div>" * 200_000 + HONEST,
        "`<a ` x 1,000,000": "<a " * million,
        "`<` x 4,000,000": "<" * 4_000_000,
        "1,000,000 entities": "<p>" + "&amp;" * million,
        "400,000 table rows": "<table>" + "<tr><td>x" * 400_000,
        "unclosed comment of 4 MB": "<!--" * million,
        "JSON-LD nested 500,000 deep": (
            f'<script type="application/ld+json">{"[" * 500_000}</script>{HONEST}'
        ),
        "one word of 4 MB": f"<p>{'가' * 1_300_000}</p>",
        "says UTF-8, is EUC-KR": HONEST.encode("cp949"),
        "says EUC-KR, is UTF-8": '<meta charset="euc-kr">' + HONEST,
        "says punycode": '<meta charset="punycode">' + HONEST,
        "says UTF-16, is random": bytes(range(256)) * 4_000,
    }


def serve() -> None:
    """Serve the hostile site until standard input ends."""
    with WebDouble() as web:
        for number, (name, body) in enumerate(pages().items()):
            said = "utf-16" if "UTF-16" in name else "utf-8"
            web.page(f"{SITE}/{number}", body, content_type=f"text/html; charset={said}")
        for encoding in ("gzip", "nested", "deflate", "br"):
            web.bomb(f"{SITE}/{encoding}", encoding, mib=1024)
        members = zlib.compress(b"", 9, 31) * 200_000
        web.page(f"{SITE}/members", members, headers={"Content-Encoding": "gzip"})
        web.drip(f"{SITE}/drip", every_seconds=0.01)
        web.hang(f"{SITE}/hang")
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        web.raw(f"{SITE}/header", head + b"X: " + b"a" * MIB + b"\r\n\r\n")
        web.raw(f"{SITE}/headers", head + b"X: a\r\n" * 400_000)
        cookies = b"Set-Cookie: " + b"; ".join([b"a=b"] * 1_500) + b"\r\n"
        web.raw(f"{SITE}/cookies", head + cookies * 100 + b"\r\n" + HONEST.encode())
        web.raw(f"{SITE}/status", b"HTTP/1.1 200 " + b"a" * (4 * MIB))
        chunked = head + b"Transfer-Encoding: chunked\r\n\r\n"
        web.raw(f"{SITE}/chunks", chunked + b"1\r\nx\r\n" * 2_000_000 + b"0\r\n\r\n")
        web.raw(f"{SITE}/chunk", chunked + b"f" * 4_000_000)
        web.raw(f"{SITE}/extension", chunked + b"1;" + b"a" * 4_000_000)
        web.raw(f"{SITE}/endless", head + b"\r\n" + b"<p>" * (8 * MIB))
        web.raw(f"{SITE}/length", head + b"Content-Length: 99999\r\n\r\n<p>short")
        agents = "".join(f"User-agent: robot{n}\n" for n in range(12_000))
        rules = "".join(f"Disallow: /{n}\n" for n in range(15_000))
        web.robots("http://agents.example", agents + rules)
        web.robots("http://rules.example", "User-agent: *\n" + "Allow: /a\nallow:/b*c$\n" * 25_000)
        web.robots(
            "http://stars.example", "User-agent: *\n" + ("Disallow: /" + "*a" * 2_000 + "\n") * 125
        )
        web.robots("http://lines.example", "a\n" * 256_000)
        for site in ("agents", "rules", "stars", "lines"):
            web.page(f"http://{site}.example/" + "a" * 2_000, HONEST)
        print(json.dumps([web.address, web.ports, web.environment()["WEB_DOUBLE"]]), flush=True)
        sys.stdin.read()


def addresses() -> dict[str, str]:
    """Return every address that is tried, by its name."""
    named = {name: f"{SITE}/{number}" for number, name in enumerate(pages())}
    others = {
        "gzip bomb, 1 GiB": "gzip",
        "gzip in gzip": "nested",
        "deflate bomb, 1 GiB": "deflate",
        "brotli (not asked for)": "br",
        "200,000 gzip members": "members",
        "a header of 1 MiB": "header",
        "endless headers": "headers",
        "800 kB of cookies": "cookies",
        "a status line of 4 MiB": "status",
        "2,000,000 chunks of a byte": "chunks",
        "a chunk size of 4 MB": "chunk",
        "a chunk extension of 4 MB": "extension",
        "a body of 24 MiB": "endless",
        "a wrong Content-Length": "length",
        "drip, 3 bytes each 10 ms": "drip",
        "no answer": "hang",
    }
    named |= {name: f"{SITE}/{path}" for name, path in others.items()}
    robots = {"12,000 robots": "agents", "50,000 rules": "rules", "250,000 stars": "stars"}
    robots["250,000 lines"] = "lines"
    long = "a" * 2_000
    return named | {f"robots.txt: {n}": f"http://{s}.example/{long}" for n, s in robots.items()}


class Beat:
    """Measures the lag of the running loop, in ms."""

    def __init__(self) -> None:
        self.lags: list[float] = []

    @asynccontextmanager
    async def measuring(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            task.cancel()

    async def _beat(self) -> None:
        while True:
            due = time.perf_counter() + BEAT_SECONDS
            await asyncio.sleep(BEAT_SECONDS)
            self.lags.append(1000 * (time.perf_counter() - due))

    def at(self, share: float) -> float:
        return sorted(self.lags)[min(len(self.lags) - 1, int(share * len(self.lags)))]


async def outcome(fetcher: Fetcher, address: str) -> str:
    """Return what came of the page at *address*."""
    try:
        got = await fetcher.fetch(address)
        assert got is not None
        parse = partial(parse_html, got.data, address=got.url, charset=got.charset)
        draft = await asyncio.get_running_loop().run_in_executor(None, parse)
    except NewsbotError as error:
        return error.code
    return f"{len(draft.body):,} characters"


async def measure(connector: Callable[[], object], repeat: int) -> None:
    everything = Beat()
    print(f"{'page':32} {'outcome':24} {'s':>6} {'p50':>6} {'p99':>6} {'max':>6}  (lag, ms)")
    async with Fetcher(connector) as fetcher:  # type: ignore[arg-type]
        for name, address in addresses().items():
            beat, seconds = Beat(), []
            times = 1 if name in ("drip, 3 bytes each 10 ms", "no answer") else repeat
            for _ in range(times):
                async with beat.measuring():
                    start = time.perf_counter()
                    result = await outcome(fetcher, address)
                    seconds.append(time.perf_counter() - start)
                    await asyncio.sleep(0.05)
            lag = f"{beat.at(0.5):6.1f} {beat.at(0.99):6.1f} {max(beat.lags):6.1f}"
            print(f"{name:32} {result:24} {max(seconds):6.2f} {lag}", flush=True)
            everything.lags += beat.lags
    lag = f"{everything.at(0.5):6.1f} {everything.at(0.99):6.1f} {max(everything.lags):6.1f}"
    print(f"{'all':32} {'':24} {'':6} {lag}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve()
        return
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.hostile_pages", "--serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        address, ports, said = json.loads(server.stdout.readline())
        certificate = Path(said.split(",", 3)[3])
        connector = partial(connector_to, address, tuple(ports), certificate)
        try:
            asyncio.run(measure(connector, arguments.repeat))
        finally:
            assert server.stdin is not None
            server.stdin.close()


if __name__ == "__main__":
    main()
