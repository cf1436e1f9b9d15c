from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator

import pytest
from tests.web_double import WebDouble

from newsbot.errors import IngestError
from newsbot.fetching import Fetcher, Limits

SITE = "https://news.example"
PAGE = f"{SITE}/view/1"


@pytest.fixture
def web() -> Iterator[WebDouble]:
    with WebDouble() as double:
        for path in ("/view/1", "/view/2", "/open/1"):
            double.page(SITE + path, "<p>기사")
            double.page("http://news.example" + path, "<p>기사")
        yield double
        assert double.violations == []


def outcomes(web: WebDouble, *urls: str, limits: Limits | None = None) -> list[str]:
    async def all_of_them() -> list[str]:
        async with Fetcher(web.connector, limits=limits) as fetcher:
            return [await outcome(fetcher, url) for url in urls]

    return asyncio.run(all_of_them())


async def outcome(fetcher: Fetcher, url: str) -> str:
    try:
        await fetcher.fetch(url)
    except IngestError as error:
        return error.code
    return "fetched"


def visits(web: WebDouble, url: str) -> int:
    return [one.url for one in web.requests].count(url)


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        ("", "fetched"),
        ("User-agent: *\nDisallow:", "fetched"),
        ("User-agent: *\nDisallow: /", "fetch.robots"),
        ("User-agent: *\nDisallow: /view/", "fetch.robots"),
        ("User-agent: *\nDisallow: /*/1$", "fetch.robots"),
        ("User-agent: *\nDisallow: /open/", "fetched"),
        ("User-agent: *\nDisallow: /\nAllow: /view/", "fetched"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: newsbot\nDisallow: /open", "fetched"),
        ("User-agent: *\nAllow: /\n\nUser-agent: newsbot\nDisallow: /", "fetch.robots"),
        ("User-agent: NewsBot/1.0\nDisallow: /", "fetch.robots"),
        ("User-agent: other\nUser-agent: newsbot\nUser-agent: more\nDisallow: /", "fetch.robots"),
        ("User-agent: other\nDisallow: /\n\nUser-agent: *\nAllow: /", "fetched"),
        ("User-agent: newsbot-image\nDisallow: /", "fetched"),
        ("User-agent: mynewsbot\nDisallow: /", "fetched"),
        ("useragent newsbot\ndisalow: /", "fetch.robots"),
        ("\ufeffUser-agent: *\r\nDisallow: /", "fetch.robots"),
        ("User-agent: * # all\nDisallow: /view # these", "fetch.robots"),
        ("<html><body>Not found: Disallow: /</body></html>", "fetched"),
        ("\0\xff\0" * 100, "fetched"),
        ("User-agent: *\nDisallow: /" + "x" * 5000 + "\nDisallow: /view", "fetch.robots"),
    ],
)
def test_robots_txt_is_respected(web, robots, expected):
    web.robots(SITE, robots)
    assert outcomes(web, PAGE) == [expected]
    assert visits(web, PAGE) == (expected == "fetched")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_site_without_robots_txt_allows_everything(web, status):
    web.robots(SITE, "User-agent: *\nDisallow: /", status=status)
    assert outcomes(web, PAGE) == ["fetched"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_whose_robots_txt_fails_is_left_alone(web, status):
    web.robots(SITE, "", status=status)
    assert outcomes(web, PAGE) == ["fetch.robots_unreachable"]
    assert visits(web, PAGE) == 0


def test_a_robots_txt_that_never_comes_ends_with_the_time(web):
    web.hang(f"{SITE}/robots.txt")
    assert outcomes(web, PAGE, limits=Limits(total_seconds=0.3)) == ["fetch.timeout"]
    assert visits(web, PAGE) == 0


def test_robots_txt_is_asked_for_once_an_hour(web):
    web.robots(SITE, "User-agent: *\nDisallow: /open/")
    paths = ("/view/1", "/open/1", "/view/2")
    assert outcomes(web, *(SITE + path for path in paths)) == ["fetched", "fetch.robots", "fetched"]
    assert visits(web, f"{SITE}/robots.txt") == 1


def test_robots_txt_is_asked_for_again_when_it_is_old(web):
    outcomes(web, PAGE, PAGE, limits=Limits(robots_seconds=0))
    assert visits(web, f"{SITE}/robots.txt") == 2


def test_old_sites_are_forgotten_before_they_fill_the_memory(web):
    sites = [f"https://site{number}.example" for number in range(8)]
    for site in sites:
        web.robots(site, "# " + "x" * 400_000)
    outcomes(web, *sites, sites[-1], sites[0])
    assert visits(web, f"{sites[-1]}/robots.txt") == 1
    assert visits(web, f"{sites[0]}/robots.txt") == 2


def test_a_failure_is_not_remembered(web):
    web.robots(SITE, "", status=500)

    async def twice() -> list[str]:
        async with Fetcher(web.connector) as fetcher:
            first = await outcome(fetcher, PAGE)
            web.robots(SITE, "")
            return [first, await outcome(fetcher, PAGE)]

    assert asyncio.run(twice()) == ["fetch.robots_unreachable", "fetched"]


def test_http_and_https_are_two_sites(web):
    web.robots(SITE, "User-agent: *\nDisallow: /")
    assert outcomes(web, "http://news.example/view/1", PAGE) == ["fetched", "fetch.robots"]


def test_the_site_that_a_redirect_leads_to_is_asked_as_well(web):
    web.redirect("https://short.example/1", PAGE)
    web.robots(SITE, "User-agent: *\nDisallow: /view")
    assert outcomes(web, "https://short.example/1") == ["fetch.robots"]
    assert visits(web, PAGE) == 0


def test_robots_txt_may_be_elsewhere(web):
    web.redirect(f"{SITE}/robots.txt", "https://www.news.example/robots.txt")
    web.robots("https://www.news.example", "User-agent: *\nDisallow: /")
    assert outcomes(web, PAGE) == ["fetch.robots"]


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1/robots.txt", "http://localhost/", "file:///etc/passwd", "/robots.txt"],
)
def test_a_robots_txt_that_leads_astray_is_not_followed(web, location):
    web.redirect(f"{SITE}/robots.txt", location)
    assert outcomes(web, PAGE) == ["fetch.robots_unreachable"]
    assert {one.url for one in web.requests} == {f"{SITE}/robots.txt"}


def test_only_the_first_500_kib_are_read(web):
    rule = "User-agent: *\nDisallow: /view\n"
    web.robots(SITE, "# " + "x" * 512_000 + "\n" + rule)
    assert outcomes(web, PAGE) == ["fetched"]
    web.robots("http://news.example", rule + "# " + "x" * 5_000_000)
    assert outcomes(web, "http://news.example/view/1") == ["fetch.robots"]


def test_a_compressed_robots_txt_is_read_even_if_it_is_a_bomb(web):
    rule = b"User-agent: *\nDisallow: /view\n"
    packed = gzip.compress(rule + b" " * 50_000_000)
    headers = {"Content-Encoding": "gzip"}
    web.page(f"{SITE}/robots.txt", packed, headers=headers)
    assert outcomes(web, PAGE) == ["fetch.robots"]


def test_ten_thousand_robots_with_ten_thousand_rules_stay_small(web):
    agents = "".join(f"User-agent: robot{number}\n" for number in range(10_000))
    ours = "".join(f"User-agent: newsbot/{number}\n" for number in range(2_000))
    rules = "".join(f"Disallow: /{number}\n" for number in range(10_000))
    web.robots(SITE, agents + ours + rules + "Disallow: /view\n")
    assert outcomes(web, PAGE) == ["fetch.robots"]


# Crawl-delay


@pytest.fixture
def waits(monkeypatch) -> list[float]:
    seen: list[float] = []

    async def sleep(seconds: float) -> None:
        seen.append(seconds)

    monkeypatch.setattr("newsbot.fetching.robots.sleep", sleep)
    return seen


@pytest.mark.parametrize(("said", "longest"), [("2", 2), ("0.5", 0.5), ("3600", 5), ("1e300", 5)])
def test_pages_of_a_site_are_fetched_as_slowly_as_it_asks_within_reason(web, waits, said, longest):
    web.robots(SITE, f"User-agent: *\nCrawl-delay: {said}")
    outcomes(web, PAGE)
    assert waits == []
    assert outcomes(web, PAGE, f"{SITE}/view/2") == ["fetched", "fetched"]
    (wait,) = waits
    assert 0 < wait <= longest


@pytest.mark.parametrize("said", ["-1", "nan", "inf", "soon", "0", ""])
def test_a_crawl_delay_that_is_none_is_ignored(web, waits, said):
    web.robots(SITE, f"User-agent: *\nCrawl-delay: {said}")
    assert outcomes(web, PAGE, PAGE) == ["fetched", "fetched"]
    assert waits == []


def test_other_sites_do_not_wait(web, waits):
    web.robots(SITE, "User-agent: *\nCrawl-delay: 3")
    outcomes(web, PAGE, "http://news.example/view/1")
    assert waits == []


def test_waiting_for_a_turn_does_not_use_up_the_time(web):
    web.robots(SITE, "User-agent: *\nCrawl-delay: 1")
    limits = Limits(total_seconds=0.9)
    assert outcomes(web, PAGE, f"{SITE}/view/2", limits=limits) == ["fetched", "fetched"]
