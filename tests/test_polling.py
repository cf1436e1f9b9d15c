"""Polling: what is new in a feed becomes articles, politely, once, and whatever goes wrong."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Any

import pytest
from tests.newsrooms import stored
from tests.web_double import WebDouble

from newsbot.article import Article
from newsbot.dates import KST
from newsbot.errors import IngestError, StoreError
from newsbot.feeds import Feed, Feeds, unpacked
from newsbot.fetching import Fetched, Fetcher
from newsbot.newsroom import Newsroom
from newsbot.polling import MAX_ENTRIES_A_ROUND, Courtesy, Polled, Poller, check_feed, poller

NOW = datetime(2025, 11, 5, 3, 0, tzinfo=UTC)
SITE = "https://www.haneul.example"
FEED = f"{SITE}/rss.xml"
XML = "application/rss+xml; charset=utf-8"
BODY = (
    "{name} 시가 북항 앞바다에 해상 풍력 단지를 세운다고 3일 밝혔다. 사업비는 모두 4천300억원이다.",
    "정다온 시장은 “어민과 함께 이익을 나누는 단지로 만들겠다”고 말했다. 공사는 2028년까지 이어진다.",
)
SUMMARY = (
    "{name} 시가 북항 앞바다에 해상 풍력 단지를 세운다고 3일 밝혔다. 사업비는 모두 4천300억원이며 "
    "공사는 2028년까지 이어진다. 시는 해마다 발전 수익의 15%를 어촌 기금에 넣기로 했다."
)


def title(name: str) -> str:
    return f"{name} 북항에 해상 풍력 단지 들어선다"


def page(name: str, headline: str | None = None, **meta: str) -> str:
    """Return the page of an article, with no more in its head than is said."""
    said = "".join(
        f'<meta property="{key}" content="{escape(text)}">' for key, text in meta.items()
    )
    paragraphs = "".join(f"<p>{one.format(name=name)}</p>" for one in BODY)
    shown = headline or title(name)
    return (
        f"<!doctype html><html><head><title>{shown}</title>{said}</head>"
        f"<body><article><h1>{shown}</h1>{paragraphs}</article></body></html>"
    )


def item(name: str, text: str = "", minute: int = 0, link: str | None = "") -> str:
    """Return an entry of a feed; without *link* that of the site's page *name*."""
    at = format_datetime(datetime(2025, 11, 5, 9, minute, tzinfo=KST))
    address = f"{SITE}/{name}" if link == "" else link
    return (
        f"<item><title>{escape(title(name))}</title><guid isPermaLink='false'>{name}</guid>"
        + (f"<link>{address}</link>" if address else "")
        + f"<pubDate>{at}</pubDate><author>김가람 기자</author>"
        f"<description>{escape(text.format(name=name))}</description></item>"
    )


def rss(*items: str, name: str = "하늘일보") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{name}</title>'
        f"<link>{SITE}</link><description>d</description>{''.join(items)}</channel></rss>"
    )


class Desk:
    """A newsroom, its feeds, the web, and a clock that a test sets."""

    def __init__(self, newsroom: Newsroom, web: WebDouble) -> None:
        self.newsroom = newsroom
        self.web = web
        self.feeds = Feeds(newsroom.corpus, newsroom.store)
        self.now = NOW
        self.pauses: list[float] = []
        self.chance = random.Random(1)

    def put(self, *items: str, url: str = FEED, **fields: Any) -> None:
        self.web.page(url, rss(*items), content_type=XML, **fields)

    def article(self, name: str, **fields: Any) -> None:
        self.web.page(f"{SITE}/{name}", page(name, **fields))

    def follow(self, url: str = FEED, audience: str | None = None, **fields: Any) -> Feed:
        values: dict[str, Any] = {"added_by": "k", "added_at": NOW, "next_at": NOW, "minutes": 30}
        self.feeds.add(Feed(url=url, audience=audience, **values | fields))
        return self.feeds.all()[-1]

    def feed(self, number: int = 0) -> Feed:
        return self.feeds.all()[number]

    def poll(self, newsroom: Newsroom | None = None) -> list[Polled]:
        """Read what is due at this moment, as a process does that has just begun."""

        async def run() -> list[Polled]:
            async with Fetcher(self.web.connector) as fetcher:
                poller = Poller(
                    newsroom or self.newsroom,
                    self.feeds,
                    fetcher,
                    courtesy=Courtesy(clock=lambda: 0.0, sleep=self._pause),
                    now=lambda: self.now,
                    chance=self.chance,
                )
                return await poller.poll(self.feeds.due(self.now))

        return asyncio.run(run())

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def one(self) -> Polled:
        (polled,) = self.poll()
        return polled

    def later(self, minutes: float = 34) -> None:
        self.now += timedelta(minutes=minutes)

    @property
    def articles(self) -> list[Article]:
        return stored(self.newsroom)

    def asked(self, end: str = "") -> list[str]:
        """Return what the web was asked for, robots.txt left out."""
        urls = [one.url for one in self.web.requests]
        return [url for url in urls if url.endswith(end) and not url.endswith("robots.txt")]


@pytest.fixture
def web() -> Iterator[WebDouble]:
    with WebDouble() as opened:
        yield opened
        assert opened.violations == []


@pytest.fixture
def desk(newsroom: Newsroom, web: WebDouble) -> Desk:
    return Desk(newsroom, web)


def statuses(polled: Polled) -> list[str]:
    return [one.status for one in polled.outcomes]


def reasons(polled: Polled) -> list[str]:
    return [one.error.code for one in polled.outcomes if one.error]


# what becomes of an entry


@pytest.mark.parametrize(
    ("host", "words"), [("feeds.other.example", []), ("rss.haneul.example", ["added"])]
)
def test_a_feed_is_believed_about_pages_of_its_own_site_alone(desk, host, words):
    url = f"https://{host}/rss.xml"
    desk.put(item("no", SUMMARY), url=url)
    desk.follow(url)
    polled = desk.one()
    assert [one for one in statuses(polled) if one != "refused"] == words
    assert len(desk.articles) == len(words)


def test_a_round_of_slow_pages_ends_and_the_next_goes_on(desk, monkeypatch):
    monkeypatch.setattr(poller, "_ROUND_SECONDS", -1.0)
    for name in "abc":
        desk.article(name)
    desk.put(*[item(name, minute=minute) for minute, name in enumerate("abc")])
    desk.follow()
    for waiting in (2, 1, 0):
        polled = desk.one()
        assert (statuses(polled), polled.waiting) == (["added"], waiting)
        desk.later()
    assert len(desk.articles) == 3


def test_the_site_of_a_feed_is_where_it_has_moved_to(desk):
    desk.web.page(FEED, "", status=301, headers={"Location": "https://www.barae.example/rss"})
    url = "https://www.barae.example/no"
    desk.put(item("no", SUMMARY, link=url), url="https://www.barae.example/rss")
    desk.follow()
    assert statuses(desk.one()) == ["added"]
    assert [one.url for one in desk.articles] == [url]


def test_a_text_of_a_feed_that_the_corpus_cannot_keep_is_refused(desk):
    desk.put(item("no", "가나다라마 바사아자. " * 20_000))
    desk.follow()
    assert reasons(desk.one()) == ["ingest.too_long"]
    assert desk.articles == []


def test_the_page_of_a_new_entry_becomes_an_article_for_everyone(desk):
    desk.article("솔가포")
    desk.put(item("솔가포", "짧은 요약"))
    desk.follow()
    assert statuses(desk.one()) == ["added"]
    (article,) = desk.articles
    assert article.title == title("솔가포")
    assert article.body == "\n\n".join(one.format(name="솔가포") for one in BODY)
    assert article.url == desk.asked()[-1]
    assert (article.audience, article.excerpt, article.hidden) == (None, False, False)


def test_what_the_page_does_not_say_is_taken_from_the_feed(desk):
    desk.article("솔나포")
    desk.web.page(FEED, rss(item("솔나포"), name="연합뉴스 : 정치"), content_type=XML)
    desk.follow()
    desk.poll()
    (article,) = desk.articles
    assert article.published is not None
    assert article.published.shown() == "2025-11-05 09:00"
    assert article.authors == ("김가람",)
    assert article.outlet == "연합뉴스"


def test_what_the_page_says_goes_before_the_feed(desk):
    meta = {"article:published_time": "2025-11-04T08:00:00+09:00", "article:author": "이나루"}
    desk.article("솔다포", headline="솔다포 해상 풍력 단지 착공", **meta)
    desk.put(item("솔다포"))
    desk.follow()
    desk.poll()
    (article,) = desk.articles
    assert article.title == "솔다포 해상 풍력 단지 착공"
    assert article.published is not None
    assert article.published.shown() == "2025-11-04 08:00"
    assert article.authors == ("이나루",)


def test_articles_of_a_servers_feed_are_for_that_server_alone(desk):
    desk.article("솔라포")
    desk.put(item("솔라포"))
    desk.follow(audience="discord:77")
    desk.poll()
    assert [one.audience for one in desk.articles] == ["discord:77"]
    assert desk.newsroom.latest(9, audiences=()) == []


def test_the_log_says_which_feed_an_article_came_from(desk):
    desk.article("솔마포")
    desk.put(item("솔마포"))
    desk.follow()
    desk.poll()
    (change,) = desk.newsroom.changes()
    assert (change.by.who, change.by.where) == (f"feed {FEED}", "feed")


@pytest.mark.parametrize("way", ["robots", "login", "gone", "no body", "picture"])
def test_where_the_page_is_not_to_be_had_the_feeds_own_text_is_an_excerpt(desk, way):
    url = f"{SITE}/no"
    if way == "robots":
        desk.web.robots(SITE, "User-agent: *\nDisallow: /no")
        desk.web.page(url, page("no"))
    elif way == "login":
        desk.web.page(url, "x", status=403)
    elif way == "no body":
        desk.web.page(url, "<html><title>x</title></html>")
    elif way == "picture":
        desk.web.page(url, b"x", content_type="image/png")
    desk.put(item("no", SUMMARY))
    desk.follow()
    assert statuses(desk.one()) == ["added"]
    (article,) = desk.articles
    assert article.excerpt
    assert article.body == SUMMARY.format(name="no")
    assert (article.title, article.url) == (title("no"), url)


def test_too_little_text_is_refused_with_the_reason_that_the_page_has(desk):
    desk.web.page(f"{SITE}/no", "x", status=403)
    desk.put(item("no", "짧은 요약"), item("none", "짧은 요약", link=None))
    desk.follow()
    assert reasons(desk.one()) == ["feed.no_text", "fetch.needs_login"]
    assert desk.articles == []


@pytest.mark.parametrize("headline", ["로그인 - 회원 전용", "정치 기사 목록"])
def test_a_page_that_is_not_the_entrys_is_not_taken_for_it(desk, headline):
    desk.web.page(f"{SITE}/a", page("엉뚱한", headline))
    desk.web.page(f"{SITE}/b", page("엉뚱한", headline))
    desk.put(item("a", SUMMARY), item("b", "북항 앞바다"))  # too short to be known by
    desk.follow()
    polled = desk.one()
    assert sorted(statuses(polled)) == ["added", "refused"]
    assert reasons(polled) == ["feed.other_article"]
    (article,) = desk.articles
    assert article.excerpt
    assert article.title == title("a")


def test_a_headline_that_was_rewritten_is_known_by_the_text(desk):
    desk.web.page(f"{SITE}/c", page("c", "어민과 이익 나눈다…바람으로 켜는 전깃불"))
    desk.put(item("c", SUMMARY))
    desk.follow()
    desk.poll()
    (article,) = desk.articles
    assert not article.excerpt
    assert article.title == "어민과 이익 나눈다…바람으로 켜는 전깃불"


def test_a_page_cannot_take_the_place_of_another_sites_article(desk):
    theirs = "https://www.victim.example/1"
    desk.web.page(theirs, page("victim"))
    desk.web.page(
        "https://www.victim.example/rss", rss(item("victim", link=theirs)), content_type=XML
    )
    desk.follow("https://www.victim.example/rss")
    desk.poll()
    hostile = page("솔바포").replace("</head>", f'<link rel="canonical" href="{theirs}"></head>')
    hostile = hostile.replace("</head>", f'<meta property="og:url" content="{theirs}"></head>')
    desk.web.page(f"{SITE}/evil", hostile)
    desk.put(item("evil").replace("evil 북항", "솔바포 북항"))
    desk.follow()
    desk.later()
    desk.poll()
    assert sorted(one.url or "" for one in desk.articles) == sorted([theirs, f"{SITE}/evil"])


# rounds


def test_nothing_is_fetched_twice_while_nothing_changes(desk):
    desk.article("a")
    desk.put(item("a"))
    desk.follow()
    desk.poll()
    desk.later()
    polled = desk.one()
    assert (polled.outcomes, polled.error) == ((), None)
    assert desk.asked("/a") == [f"{SITE}/a"]


def test_an_unchanged_feed_is_not_sent_again(desk):
    desk.article("a")
    desk.put(item("a"), headers={"ETag": '"v1"', "Last-Modified": "Wed, 05 Nov 2025 00:00:00 GMT"})
    desk.follow()
    assert not desk.one().unchanged
    desk.later()
    assert desk.one().unchanged
    assert desk.feed().last_ok == desk.now


def test_an_entry_that_was_edited_is_looked_at_again_and_the_article_updated(desk):
    desk.article("a")
    desk.put(item("a"))
    desk.follow()
    desk.poll()
    desk.web.page(f"{SITE}/a", page("a").replace("4천300억원", "5천억원"))
    desk.put(item("a", "사업비를 고쳤습니다"))
    desk.later()
    assert statuses(desk.one()) == ["updated"]
    (article,) = desk.articles
    assert "5천억원" in article.body


def test_the_oldest_entries_come_first_and_the_rest_in_the_next_round(desk):
    count = MAX_ENTRIES_A_ROUND + 5
    for number in range(count):
        desk.web.page(f"{SITE}/n{number}", "x", status=403)
    desk.put(*[item(f"n{number}", SUMMARY, minute=number) for number in reversed(range(count))])
    desk.follow()
    first = desk.one()
    assert [one.source for one in first.outcomes] == [
        f"{SITE}/n{number}" for number in range(MAX_ENTRIES_A_ROUND)
    ]
    assert first.waiting == 5
    desk.later(6)
    assert len(desk.one().outcomes) == 5
    assert len(desk.articles) == count
    assert desk.feed().added == count


def test_what_waits_for_the_next_round_is_not_hidden_by_an_unchanged_feed(desk):
    headers = {"ETag": '"v1"'}
    names = [f"n{number}" for number in range(MAX_ENTRIES_A_ROUND + 1)]
    for name in names:
        desk.web.page(f"{SITE}/{name}", "x", status=403)
    desk.put(*[item(name, SUMMARY) for name in names], headers=headers)
    desk.follow()
    desk.poll()
    desk.later(6)
    polled = desk.one()
    assert not polled.unchanged
    assert len(polled.outcomes) == 1


def test_a_pause_stands_between_two_requests_to_one_host(desk):
    for name in ("a", "b"):
        desk.article(name)
    desk.put(item("a"), item("b"))
    desk.follow()
    desk.poll()
    assert desk.pauses == [1.0, 1.0]


def test_hosts_are_asked_one_request_at_a_time():
    async def run() -> list[str]:
        courtesy, log, free = Courtesy(0), list[str](), asyncio.Event()

        async def ask(url: str) -> None:
            async with courtesy.turn(url):
                log.append(url)
                if url.endswith("first"):
                    await free.wait()

        first = asyncio.create_task(ask("https://a.example/first"))
        await asyncio.sleep(0)
        second = asyncio.create_task(ask("https://www.a.example/second"))
        for _ in range(5):
            await asyncio.sleep(0)
        await ask("https://b.example/")
        log.append("free")
        free.set()
        await asyncio.gather(first, second)
        return log

    assert asyncio.run(run()) == [
        "https://a.example/first",
        "https://b.example/",
        "free",
        "https://www.a.example/second",
    ]


# trouble


def test_one_broken_feed_does_not_stop_the_others(desk):
    desk.article("a")
    desk.put(item("a"))
    desk.web.page(f"{SITE}/broken", "<html><p>이것은 피드가 아닙니다.</p></html>")
    desk.follow(f"{SITE}/broken")
    desk.follow()
    broken, good = desk.poll()
    assert broken.error is not None
    assert statuses(good) == ["added"]
    assert desk.feed(0).trouble is not None
    assert desk.feed(1).trouble is None


def test_a_failing_feed_rests_twice_as_long_each_time_up_to_a_day(desk):
    desk.web.page(FEED, "x", status=500)
    desk.follow()
    rests = []
    for _ in range(9):
        desk.poll()
        rests.append((desk.feed().next_at - desk.now) / timedelta(minutes=1))
        desk.now = desk.feed().next_at
    wanted = [60, 120, 240, 480, 960, 1440, 1440, 1440, 1440]
    for rest, want in zip(rests, wanted, strict=True):
        assert 0.9 * want <= rest <= 1.1 * want
    assert len(set(rests)) == 9, "all are spread"
    assert desk.feed().failures == 9


def test_a_feed_that_is_well_again_is_as_new(desk):
    desk.web.page(FEED, "x", status=500)
    desk.follow()
    desk.poll()
    desk.article("a")
    desk.put(item("a"))
    desk.now = desk.feed().next_at
    assert statuses(desk.one()) == ["added"]
    feed = desk.feed()
    assert (feed.failures, feed.trouble) == (0, None)
    assert 27 <= (feed.next_at - desk.now) / timedelta(minutes=1) <= 33


def test_a_server_that_asks_for_rest_gets_it(desk):
    desk.web.page(FEED, "x", status=429, headers={"Retry-After": "90000"})
    desk.follow()
    desk.poll()
    assert desk.feed().next_at == desk.now + timedelta(seconds=90_000)


def test_a_feed_that_is_gone_for_good_is_paused_and_says_so(desk):
    desk.web.page(FEED, "x", status=410)
    desk.follow()
    desk.poll()
    feed = desk.feed()
    assert feed.paused
    assert feed.trouble is not None
    assert feed.trouble.error().code == "fetch.gone"
    desk.later(10**6)
    assert desk.poll() == []


def test_a_missing_feed_is_not_taken_for_gone(desk):
    desk.follow()
    desk.poll()
    assert desk.feed().trouble is not None
    assert not desk.feed().paused


def test_where_a_feed_has_moved_is_noted(desk):
    desk.article("a")
    desk.put(item("a"), url=f"{SITE}/new.xml")
    desk.web.redirect(FEED, f"{SITE}/new.xml", status=301)
    desk.follow()
    desk.poll()
    assert desk.feed().moved_to == f"{SITE}/new.xml"


def test_a_page_that_fails_for_the_moment_is_asked_for_again_before_the_excerpt(desk):
    desk.web.page(f"{SITE}/a", "x", status=503)
    desk.put(item("a", SUMMARY), headers={"ETag": '"v1"'})
    desk.follow()
    for _ in range(2):
        polled = desk.one()
        assert (polled.outcomes, polled.waiting) == ((), 1)
        desk.later(6)
    assert statuses(desk.one()) == ["added"]
    assert [one.excerpt for one in desk.articles] == [True]


def test_a_page_that_can_be_had_at_the_second_try_is_whole(desk):
    desk.web.page(f"{SITE}/a", "x", status=503)
    desk.put(item("a", SUMMARY))
    desk.follow()
    desk.poll()
    desk.article("a")
    desk.later(6)
    desk.poll()
    assert [one.excerpt for one in desk.articles] == [False]


def test_a_host_that_has_enough_is_left_alone_for_the_round(desk):
    for name in ("a", "b", "c"):
        desk.web.page(f"{SITE}/{name}", "x", status=429, headers={"Retry-After": "3600"})
    desk.put(*[item(name, SUMMARY, minute) for minute, name in enumerate(("a", "b", "c"))])
    desk.follow()
    assert desk.one().waiting == 3
    assert len(desk.asked()) == 2, "the feed and one page"
    assert desk.feed().next_at == desk.now + timedelta(hours=1)


@pytest.mark.parametrize(
    "link", ["http://127.0.0.1/a", "http://[::1]/", "file:///etc/passwd", "https://x.local/"]
)
def test_an_entry_cannot_lead_into_the_house(desk, link):
    desk.put(item("a", "짧다", link=link))
    desk.follow()
    polled = desk.one()
    assert statuses(polled) == ["refused"]
    assert desk.asked() == [FEED]


# crashes


def test_a_round_that_was_cut_short_loses_and_doubles_nothing(desk, monkeypatch):
    """The crash comes after the articles are durable and before it is noted that they are seen."""
    for name in ("a", "b", "c"):
        desk.article(name)
    desk.put(item("a"), item("b"), item("c"))
    desk.follow()

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(desk.feeds, "note", killed)
        with pytest.raises(Killed):
            desk.poll()
    assert len(desk.articles) == 3
    assert desk.feed().seen == ""
    assert statuses(desk.one()) == ["duplicate"] * 3
    assert len(desk.articles) == 3
    assert desk.feed().added == 0


def test_a_full_disk_is_no_fault_of_the_feed(desk, monkeypatch):
    desk.article("a")
    desk.put(item("a"))
    desk.follow()

    def full(*_: object, **__: object) -> Iterator[None]:
        raise StoreError("index.cannot_write", path="i", reason="full")

    with monkeypatch.context() as patch:
        patch.setattr(desk.newsroom, "add_many", full)
        with pytest.raises(StoreError):
            desk.poll()
    assert desk.feed().trouble is None
    assert statuses(desk.one()) == ["added"]


def test_a_fault_of_ours_is_raised_once_all_feeds_have_been_read(desk, monkeypatch):
    for name in ("a", "b"):
        desk.article(name)
        desk.put(item(name), url=f"{SITE}/{name}.xml")
        desk.follow(f"{SITE}/{name}.xml")
    add_many, calls = desk.newsroom.add_many, list[object]()

    def once_full(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 1:
            raise StoreError("index.cannot_write", path="i", reason="full")
        return add_many(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(desk.newsroom, "add_many", once_full)
        with pytest.raises(StoreError):
            desk.poll()
    assert len(desk.articles) == 1
    assert sorted(len(unpacked(one.seen)) for one in desk.feeds.all()) == [0, 1]


def test_a_feed_that_is_being_read_is_passed_over(desk):
    desk.put()
    feed = desk.follow()

    async def run() -> list[list[Polled]]:
        async with Fetcher(desk.web.connector) as fetcher:
            poller = Poller(desk.newsroom, desk.feeds, fetcher, now=lambda: NOW)
            return list(await asyncio.gather(poller.poll([feed]), poller.poll([feed])))

    assert [len(found) for found in asyncio.run(run())] == [1, 0]
    assert len(desk.asked()) == 1


def test_what_is_polled_waits_for_no_thread_on_the_loop(desk):
    """Parsing and writing are handed to whoever runs the poller, each by its own way."""
    desk.article("a")
    desk.put(item("a"))
    feed = desk.follow()
    done: list[str] = []

    async def run() -> None:
        def by(lane: str) -> Any:
            async def work(function: Any, *args: Any, **kwargs: Any) -> Any:
                done.append(lane)
                return await asyncio.to_thread(function, *args, **kwargs)

            return work

        async with Fetcher(desk.web.connector) as fetcher:
            poller = Poller(
                desk.newsroom, desk.feeds, fetcher, read=by("read"), change=by("change")
            )
            poller.courtesy = Courtesy(0)
            await poller.poll([feed])

    asyncio.run(run())
    assert done == ["read", "read", "change", "change"]


# checking


def check(desk: Desk, url: str) -> Any:
    async def run() -> Any:
        async with Fetcher(desk.web.connector) as fetcher:
            return await check_feed(url, fetcher, Courtesy(0), asyncio.to_thread)

    return asyncio.run(run())


def test_the_address_of_a_feed_is_checked_before_it_is_followed(desk):
    desk.put(item("a"), item("b"))
    found = check(desk, FEED)
    assert (found.title, found.entries, found.moved_to) == ("하늘일보", 2, None)


def test_a_page_that_names_its_feeds_is_refused_with_their_addresses(desk):
    desk.web.page(
        f"{SITE}/",
        '<html><head><link rel="stylesheet" href="/x.css"><link href="/rss/all.xml?a=1&amp;b=2" '
        "type='application/rss+xml' rel=alternate><LINK REL='ALTERNATE' TYPE='application/atom+xml'"
        ' HREF="https://feeds.haneul.example/atom"><link rel="alternate" href="javascript:1" '
        'type="application/rss+xml"></head><body><p>첫 화면입니다.</p></body></html>',
    )
    with pytest.raises(IngestError) as refused:
        check(desk, f"{SITE}/")
    assert refused.value.code == "feed.is_page"
    assert refused.value.details["addresses"] == (
        f"{SITE}/rss/all.xml?a=1&b=2 , https://feeds.haneul.example/atom"
    )


def test_a_page_that_names_none_is_no_feed(desk):
    desk.web.page(f"{SITE}/", page("a"))
    with pytest.raises(IngestError) as refused:
        check(desk, f"{SITE}/")
    assert refused.value.code == "ingest.not_a_feed"


def test_a_page_full_of_open_links_is_looked_through_in_no_time():
    from newsbot.polling.checking import feeds_named

    data = b"<link " * 400_000
    assert feeds_named(Fetched("https://a.example/", data, "text/html", None, None, None)) == []
