from __future__ import annotations

import asyncio
import gzip
import socket
import subprocess
import sys
import zlib
from collections.abc import Iterator

import pytest
from aiohttp.abc import AbstractResolver
from tests.web_double import WebDouble, resolved

from newsbot import __version__
from newsbot.errors import IngestError
from newsbot.fetching import Fetched, Fetcher, Limits, fetch_once, public_connector

PAGE = "<html><body><p>정부는 새 대책을 확정했다.</p></body></html>"
NEWS = "https://news.example/1"


@pytest.fixture
def web() -> Iterator[WebDouble]:
    with WebDouble() as double:
        yield double
        assert double.violations == []


def fetch(web: WebDouble, url: str = NEWS, limits: Limits | None = None, **more) -> Fetched | None:
    async def once() -> Fetched | None:
        async with Fetcher(web.connector, limits=limits) as fetcher:
            found: Fetched | None = await fetcher.fetch(url, **more)
            return found

    return asyncio.run(once())


def page(web: WebDouble, url: str = NEWS, limits: Limits | None = None) -> Fetched:
    found = fetch(web, url, limits)
    assert found is not None
    return found


def refusal(web: WebDouble, url: str = NEWS, limits: Limits | None = None) -> IngestError:
    with pytest.raises(IngestError) as caught:
        fetch(web, url, limits)
    assert caught.value.sentence("ko")
    return caught.value


def asked(web: WebDouble) -> list[str]:
    return [one.url for one in web.requests if not one.url.endswith("/robots.txt")]


# What arrives


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_page_arrives_as_it_was_sent(web, scheme):
    web.page(f"{scheme}://news.example/1", PAGE)
    assert page(web, f"{scheme}://news.example/1") == Fetched(
        url=f"{scheme}://news.example/1",
        data=PAGE.encode(),
        media_type="text/html",
        charset="utf-8",
        etag=None,
        last_modified=None,
    )


def test_korean_addresses_are_asked_for_in_their_encoded_form(web):
    web.page("https://xn--vv4b11d.xn--3e0b707e/%EA%B8%B0%EC%82%AC?%EC%AA%BD=1", PAGE)
    assert page(web, "  https://예시.한국/기사?쪽=1#댓글\n").data == PAGE.encode()


@pytest.mark.parametrize(
    ("header", "media_type", "charset"),
    [
        ("text/html; charset=EUC-KR", "text/html", "euc-kr"),
        ('TEXT/HTML;Charset="utf-8"', "text/html", "utf-8"),
        ("text/html;;; charset = 'cp949'", "text/html", "cp949"),
        ("application/rss+xml", "application/rss+xml", None),
        ("text/html; boundary=x", "text/html", None),
        ("nonsense", None, None),
        (None, None, None),
    ],
)
def test_the_header_tells_media_type_and_charset(web, header, media_type, charset):
    web.page(NEWS, PAGE, content_type=header)
    found = page(web)
    assert (found.media_type, found.charset) == (media_type, charset)


def test_newsbot_says_who_it_is_and_what_it_can_read(web):
    web.page(NEWS, PAGE)
    page(web)
    for request in web.requests:
        assert request.headers["user-agent"] == f"newsbot/{__version__}"
        assert request.headers["accept-encoding"] == "gzip, deflate"
    assert "text/html" in web.requests[-1].headers["accept"]


def test_a_feed_is_asked_for_as_a_feed(web):
    web.page(NEWS, "<rss/>", content_type="application/rss+xml")
    assert fetch(web, NEWS, kind="feed")
    assert web.requests[-1].headers["accept"].startswith("application/rss+xml")


def test_cookies_are_not_kept(web):
    web.page(NEWS, PAGE, headers={"Set-Cookie": "who=you; Path=/"})

    async def twice() -> None:
        async with Fetcher(web.connector) as fetcher:
            await fetcher.fetch(NEWS)
            await fetcher.fetch(NEWS)

    asyncio.run(twice())
    assert not any("cookie" in one.headers for one in web.requests)


def test_proxies_of_the_environment_are_not_used(web, monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    web.page(NEWS, PAGE)
    page(web)
    assert asked(web) == [NEWS]


def test_many_are_fetched_at_once(web):
    urls = [f"https://news{number % 7}.example/{number}" for number in range(40)]
    for url in urls:
        web.page(url, f"<p>{url}")

    async def together() -> list[Fetched | None]:
        async with Fetcher(web.connector) as fetcher:
            return await asyncio.gather(*map(fetcher.fetch, urls))

    assert [one and one.data.decode() for one in asyncio.run(together())] == [
        f"<p>{url}" for url in urls
    ]


def test_a_caller_without_a_loop_fetches_once(web):
    web.page(NEWS, PAGE)
    assert fetch_once(NEWS, connector=web.connector).data == PAGE.encode()


def test_the_real_program_can_be_led_to_the_double(web):
    web.page(NEWS, PAGE)
    code = f"from newsbot.fetching import fetch_once; print(len(fetch_once({NEWS!r}).data))"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=web.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.stderr) == (f"{len(PAGE.encode())}\n", "")


# Nothing new


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ({"ETag": '"7"'}, {"etag": '"7"'}),
        ({"ETag": 'W/"7"'}, {"etag": 'W/"7"'}),
        ({"Last-Modified": "Mon, 03 Nov 2025 01:00:00 GMT"}, None),
    ],
)
def test_what_has_not_changed_is_none(web, header, known):
    web.page(NEWS, PAGE, headers=header)
    first = page(web)
    assert fetch(web, etag=first.etag, last_modified=first.last_modified) is None
    if known:
        assert fetch(web, **known) is None
    assert fetch(web, etag='"other"') == first


def test_no_content_is_no_page(web):
    web.raw(NEWS, b"HTTP/1.1 204 -\r\nConnection: close\r\n\r\n")
    assert refusal(web).code == "fetch.status"


def test_a_304_that_was_not_asked_for_is_refused(web):
    web.raw(NEWS, b"HTTP/1.1 304 -\r\nConnection: close\r\n\r\n")
    assert refusal(web).code == "fetch.status"


@pytest.mark.parametrize("bad", ['"a\r\nX: y"', '"가"', '"' + "a" * 600 + '"', ""])
def test_a_validator_that_cannot_be_a_header_is_not_sent(web, bad):
    web.page(NEWS, PAGE)
    assert fetch(web, etag=bad, last_modified=bad)
    assert "if-none-match" not in web.requests[-1].headers
    assert "if-modified-since" not in web.requests[-1].headers


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_the_last_address_told(web, status):
    web.redirect("http://news.example/1", "https://www.news.example/a?b=c#d", status=status)
    web.page("https://www.news.example/a?b=c", PAGE)
    assert page(web, "http://news.example/1").url == "https://www.news.example/a?b=c"


@pytest.mark.parametrize(
    "location",
    [
        "/2",
        "2",
        "//news.example/2",
        "?x",
        "https://예시.한국/2",
        "//예시.한국/2",
        "/2#a",
        "/둘",
        "/3 b",
    ],
)
def test_a_location_may_be_relative_or_korean(web, location):
    web.redirect(NEWS, location)
    for url in (
        *("https://news.example/2", "https://news.example/1?x", "https://예시.한국/2"),
        *("https://news.example/둘", "https://news.example/3 b"),
    ):
        web.page(url, PAGE)
    assert page(web).data == PAGE.encode()


def test_three_redirects_are_followed_and_not_a_fourth(web):
    for number in range(1, 5):
        web.redirect(f"https://news.example/{number}", f"/{number + 1}")
    web.page("https://news.example/5", PAGE)
    assert page(web, "https://news.example/2").url == "https://news.example/5"
    refused = refusal(web)
    assert refused.code == "fetch.redirects"
    assert "3" in refused.sentence("en")


def test_a_redirect_to_nowhere_is_refused(web):
    web.page(NEWS, "", status=302)
    assert refusal(web).code == "fetch.status"


def test_the_body_of_a_redirect_is_not_read(web):
    body = b"HTTP/1.1 302 -\r\nLocation: /2\r\nContent-Encoding: br\r\n\r\n" + b"x" * 10_000_000
    web.raw(NEWS, body)
    web.page("https://news.example/2", PAGE)
    assert page(web).data == PAGE.encode()


# What is refused


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "fetch.gone"),
        (410, "fetch.gone"),
        (401, "fetch.needs_login"),
        (402, "fetch.needs_login"),
        (403, "fetch.needs_login"),
        (429, "fetch.too_many"),
        (500, "fetch.server_error"),
        (503, "fetch.server_error"),
        (599, "fetch.server_error"),
        (201, "fetch.status"),
        (206, "fetch.status"),
        (300, "fetch.status"),
        (400, "fetch.status"),
        (418, "fetch.status"),
        (451, "fetch.status"),
    ],
)
def test_a_status_is_said_as_what_it_means(web, status, code):
    web.page(NEWS, PAGE, status=status)
    refused = refusal(web)
    assert refused.code == code
    if "status" in refused.details:
        assert str(status) in refused.sentence("ko")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), ("99999999", 604_800), ("-1", None), ("Mon, 03 Nov 2025", None), ("٣", None)],
)
@pytest.mark.parametrize("status", [429, 503])
def test_when_to_come_again_is_kept_for_the_caller(web, status, said, seconds):
    web.page(NEWS, PAGE, status=status, headers={"Retry-After": said})
    assert refusal(web).details["retry_after_seconds"] == seconds


@pytest.mark.parametrize(
    ("media_type", "code"),
    [
        ("image/jpeg", "fetch.image"),
        ("image/svg+xml", "fetch.image"),
        ("video/mp4", "fetch.video"),
        ("audio/mpeg", "fetch.video"),
        ("application/pdf", "fetch.pdf"),
        ("application/zip", "fetch.not_text"),
        ("application/octet-stream", "fetch.not_text"),
        ("text/css", "fetch.not_text"),
        ("application/javascript", "fetch.not_text"),
        ("multipart/form-data", "fetch.not_text"),
    ],
)
def test_what_can_be_no_article_is_refused_before_it_is_read(web, media_type, code):
    web.drip(NEWS)
    web.raw(NEWS, f"HTTP/1.1 200 -\r\nContent-Type: {media_type}\r\n\r\n".encode())
    assert refusal(web).code == code


@pytest.mark.parametrize("body", ["", " \r\n\t "])
def test_an_empty_page_is_refused(web, body):
    web.page(NEWS, body)
    assert refusal(web).code == "fetch.empty"


def test_a_page_of_the_limit_is_taken_and_a_larger_one_not(web):
    limits = Limits(max_bytes=1000)
    web.page(NEWS, "a" * 1000)
    assert len(page(web, limits=limits).data) == 1000
    web.page(NEWS, "a" * 1001)
    assert refusal(web, limits=limits).code == "fetch.too_large"


def test_the_limit_is_said_in_mib(web):
    web.page(NEWS, b"a" * (5 * 1024**2 + 1))
    assert "5 MiB" in refusal(web).sentence("ko")


# Compression


def members(*parts: bytes) -> bytes:
    return b"".join(map(gzip.compress, parts))


RAW = zlib.compressobj(wbits=-15)
BODY = PAGE.encode()


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("gzip", gzip.compress(BODY)),
        ("GZIP", gzip.compress(BODY)),
        ("x-gzip", gzip.compress(BODY)),
        ("gzip", members(BODY[:10], b"", BODY[10:])),
        ("gzip", gzip.compress(BODY) + b"\0" * 100),
        ("deflate", zlib.compress(BODY)),
        ("deflate", RAW.compress(BODY) + RAW.flush()),
        ("identity", BODY),
        ("", BODY),
    ],
)
def test_a_compressed_page_is_unpacked(web, encoding, data):
    web.page(NEWS, data, headers={"Content-Encoding": encoding})
    assert page(web).data == BODY


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "deflate, gzip", "?"])
def test_a_compression_that_was_not_asked_for_is_refused(web, encoding):
    web.page(NEWS, gzip.compress(BODY), headers={"Content-Encoding": encoding})
    assert refusal(web).code == "fetch.encoding"


def test_two_headers_of_encoding_are_refused(web):
    head = b"HTTP/1.1 200 -\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n"
    web.raw(NEWS, head + gzip.compress(gzip.compress(BODY)))
    assert refusal(web).code == "fetch.encoding"


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("gzip", gzip.compress(BODY)[:-9]),
        ("gzip", gzip.compress(BODY)[:-1]),
        ("gzip", gzip.compress(BODY)[:20] + b"\xff" * 40),
        ("gzip", BODY),
        ("gzip", b"\x1f"),
        ("gzip", members(*[b""] * 50) + gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)[:-5]),
        ("deflate", BODY),
    ],
)
def test_a_page_that_cannot_be_unpacked_is_refused(web, encoding, data):
    web.page(NEWS, data, headers={"Content-Encoding": encoding})
    assert refusal(web).code == "fetch.garbled"


@pytest.mark.parametrize(
    ("encoding", "code"),
    [
        ("gzip", "fetch.too_large"),
        ("deflate", "fetch.too_large"),
        ("nested", "fetch.encoding"),
        ("br", "fetch.encoding"),
    ],
)
def test_a_bomb_is_refused(web, encoding, code):
    web.bomb(NEWS, encoding)
    assert refusal(web).code == code


def test_a_bomb_of_many_members_is_refused(web):
    web.page(NEWS, members(*[b" " * 1024**2] * 8), headers={"Content-Encoding": "gzip"})
    assert refusal(web).code == "fetch.too_large"


# Servers that misbehave

HEAD = b"HTTP/1.1 200 -\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    "response",
    [
        b"",
        b"\0\xff" * 1000,
        b"<html><p>no head",
        b"HTTP/1.1 200",
        b"HTTP/9.9 200 -\r\n\r\nx",
        b"HTTP/1.1 abc -\r\n\r\nx",
        b"HTTP/1.1 200 " + b"a" * 100_000 + b"\r\n\r\nx",
        HEAD + b"X: " + b"a" * 1_000_000 + b"\r\n\r\nx",
        HEAD + b"X: a\r\n" * 20_000 + b"\r\nx",
        HEAD + b"X\0: a\r\n\r\nx",
        HEAD + b"Content-Length: 100\r\n\r\nshort",
        HEAD + b"Content-Length: -5\r\n\r\nshort",
        HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nshort",
        HEAD + b"Content-Length: five\r\n\r\nshort",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nshort",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n-1\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 100_000,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5;" + b"a" * 100_000,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 20_000 + b"0\r\n\r\n",
    ],
    ids=lambda response: ascii(response[-30:]),
)
def test_a_malformed_response_is_refused(web, response):
    web.raw(NEWS, response)
    refused = refusal(web)
    assert refused.code == "fetch.broken"
    assert "news.example" in refused.sentence("ko")


def test_a_dripping_page_ends_with_the_time(web):
    web.drip(NEWS, every_seconds=0.01)
    refused = refusal(web, limits=Limits(total_seconds=0.4))
    assert refused.code == "fetch.timeout"
    assert "0.4" in refused.sentence("ko")


def test_a_silent_server_ends_with_the_time(web):
    web.hang(NEWS)
    assert refusal(web, limits=Limits(total_seconds=0.3)).code == "fetch.timeout"


def test_the_time_is_that_of_all_redirects_together(web):
    async def late(_, writer) -> None:
        await asyncio.sleep(0.3)
        writer.write(b"HTTP/1.1 302 -\r\nLocation: /2\r\nConnection: close\r\n\r\n")

    for number in range(1, 3):
        web.handle(f"https://news.example/{number}", late)
    assert refusal(web, limits=Limits(total_seconds=0.5)).code == "fetch.timeout"


def test_a_certificate_of_another_site_is_refused(web):
    web.page("https://wrong.example/1", PAGE)
    assert refusal(web, "https://wrong.example/1").code == "fetch.tls"
    assert web.requests == []


def test_a_certificate_of_an_unknown_authority_is_refused(web):
    def untrusting():
        resolver = Fixed({"news.example": ("127.0.0.1", web.ports[1])})
        return public_connector(resolver, lambda address: True)

    with pytest.raises(IngestError) as caught:
        fetch_once(NEWS, connector=untrusting)
    assert caught.value.code == "fetch.tls"


class Fixed(AbstractResolver):
    def __init__(self, known: dict[str, tuple[str, int]]) -> None:
        self.known = known

    async def resolve(self, host, port=0, family=socket.AF_INET):
        if host not in self.known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        address, real_port = self.known[host]
        return [resolved(host, address, real_port)] if address else []

    async def close(self) -> None:
        pass


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://unknown.example/", "fetch.no_host"),
        ("http://addressless.example/", "fetch.no_host"),
        ("http://down.example/", "fetch.refused"),
    ],
)
def test_a_site_that_cannot_be_reached_is_named(url, code):
    known = {"down.example": ("127.0.0.1", closed_port()), "addressless.example": ("", 0)}

    def connector():
        return public_connector(Fixed(known), lambda address: True)

    with pytest.raises(IngestError) as caught:
        fetch_once(url, connector=connector)
    assert caught.value.code == code
    assert ".example" in caught.value.sentence("ko")


def test_an_answer_of_a_thousand_addresses_is_cut_and_private_ones_left_out():
    class Many(Fixed):
        async def resolve(self, host, port=0, family=socket.AF_INET):
            private = [resolved(host, f"10.0.0.{number}", port) for number in range(250)]
            return private + [resolved(host, f"9.9.{number}.9", port) for number in range(250)]

    async def look_up() -> list[str]:
        connector = public_connector(Many({}))
        try:
            return [one["host"] for one in await connector._resolver.resolve("a.example", 80)]
        finally:
            await connector.close()

    assert asyncio.run(look_up()) == [f"9.9.{number}.9" for number in range(8)]


def test_names_are_looked_up_by_the_system():
    async def look_up() -> set[str]:
        connector = public_connector(is_allowed=lambda address: True)
        try:
            found = await connector._resolver.resolve("localhost", 80)
            assert {one["port"] for one in found} == {80}
            return {one["host"] for one in found}
        finally:
            await connector.close()

    assert asyncio.run(look_up()) & {"127.0.0.1", "::1"}
