"""Feeds: which are followed, how far each has been read, and that the list of them survives."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from annotated_types import Ge, Le
from hypothesis import given
from hypothesis import strategies as st

from newsbot.cli import feeding
from newsbot.errors import CorpusError, IngestError, NewsbotError, QuestionError
from newsbot.feeds import (
    MAX_FEEDS_OF_AUDIENCE,
    MAX_MINUTES,
    MIN_MINUTES,
    NOTE,
    SEEN_BESIDE,
    Feed,
    Feeds,
    Seen,
    Trouble,
    chosen,
    packed,
    remembered,
    unpacked,
)
from newsbot.newsroom import Newsroom
from newsbot.settings import Settings

NOW = datetime(2025, 11, 5, 3, 0, tzinfo=UTC)
URL = "https://news.example/rss.xml"


def feed(url: str = URL, audience: str | None = None, **fields: Any) -> Feed:
    values: dict[str, Any] = {"added_by": "kim", "added_at": NOW, "next_at": NOW, "minutes": 30}
    return Feed(url=url, audience=audience, **values | fields)


_HEX = st.text("0123456789abcdef", min_size=1, max_size=16)


@pytest.fixture
def feeds(newsroom: Newsroom) -> Feeds:
    return Feeds(newsroom.corpus, newsroom.store)


def note_of(newsroom: Newsroom) -> Path:
    return newsroom.corpus.folder / NOTE


def test_without_a_file_there_are_no_feeds(feeds, newsroom):
    assert feeds.all() == []
    assert not note_of(newsroom).exists()


def test_all_that_is_known_of_a_feed_comes_back(feeds, newsroom):
    full = feed(
        audience="discord:123",
        title="하늘일보 | 정치 \u2028 “속보”",
        etag='"abc"',
        last_modified="Wed, 05 Nov 2025 03:00:00 GMT",
        seen=packed([Seen("k", "d", 0), Seen("p", "", 2)]),
        added=7,
        last_at=NOW,
        last_ok=NOW - timedelta(days=1),
        failures=3,
        trouble=Trouble("fetch.timeout", {"seconds": "15"}),
        paused=True,
        moved_to="https://news.example/new.xml",
    )
    feeds.add(full)
    feeds.add(feed())
    assert Feeds(newsroom.corpus, newsroom.store).all() == [full, feed()]


def test_a_feed_is_followed_once_however_its_address_is_spelled(feeds):
    feeds.add(feed())
    with pytest.raises(QuestionError) as refused:
        feeds.add(feed("HTTPS://NEWS.example:443/rss.xml#top"))
    assert refused.value.code == "feed.known"
    assert len(feeds.all()) == 1


def test_two_servers_and_everyone_may_follow_the_same_feed(feeds):
    audiences = (None, "discord:1", "discord:2")
    for audience in audiences:
        feeds.add(feed(audience=audience))
    assert len({one.id for one in feeds.all()}) == len(audiences)


def test_a_server_follows_no_more_than_its_share(feeds):
    for number in range(MAX_FEEDS_OF_AUDIENCE):
        feeds.add(feed(f"{URL}?{number}", "discord:1"))
    with pytest.raises(QuestionError) as refused:
        feeds.add(feed(f"{URL}?more", "discord:1"))
    assert refused.value.code == "feed.too_many"
    feeds.add(feed(f"{URL}?more", "discord:2"))
    feeds.add(feed(f"{URL}?more"))


def test_a_removed_feed_stays_removed_though_its_round_ends_later(feeds):
    feeds.add(feed())
    feeds.remove(feed().id)
    feeds.note(feed().id, lambda one: replace(one, added=9))
    assert feeds.all() == []


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 2, "feeds": []}',
        b'{"version": 1, "feeds": [{"url": "x"}]}',
        b"\xff\xfe",
    ],
)
def test_a_damaged_list_is_one_sentence_and_is_never_overwritten(feeds, newsroom, damaged):
    note_of(newsroom).write_bytes(damaged)
    for attempt in (feeds.all, lambda: feeds.add(feed()), lambda: feeds.remove("x")):
        with pytest.raises(CorpusError) as error:
            attempt()
        assert error.value.code == "feed.damaged"
        assert str(note_of(newsroom)) in error.value.sentence("ko")
    assert note_of(newsroom).read_bytes() == damaged


@pytest.mark.parametrize("audience", ["", "everyone", "discord:", "discord:1 2", 7])
def test_a_feed_whose_audience_cannot_be_read_is_not_everyones(feeds, newsroom, audience):
    feeds.add(feed(audience="discord:1"))
    note = json.loads(note_of(newsroom).read_text("utf-8"))
    note["feeds"][0]["audience"] = audience
    note_of(newsroom).write_text(json.dumps(note))
    with pytest.raises(CorpusError):
        feeds.all()


def test_a_feed_without_a_word_on_its_audience_is_not_everyones(feeds, newsroom):
    feeds.add(feed(audience="discord:1"))
    note = json.loads(note_of(newsroom).read_text("utf-8"))
    del note["feeds"][0]["audience"]
    note_of(newsroom).write_text(json.dumps(note))
    with pytest.raises(CorpusError):
        feeds.all()


def test_a_link_or_folder_in_place_of_the_list_is_refused(feeds, newsroom, tmp_path):
    (tmp_path / "elsewhere").write_text('{"version": 1, "feeds": []}')
    note_of(newsroom).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CorpusError):
        feeds.add(feed())
    assert (tmp_path / "elsewhere").read_text() == '{"version": 1, "feeds": []}'


def test_writers_at_one_time_lose_nothing_of_each_other(feeds, newsroom):
    def follow(first: int) -> None:
        own = Feeds(newsroom.corpus, newsroom.store)
        for number in range(first, first + 5):
            own.add(feed(f"{URL}?{number}"))

    threads = [threading.Thread(target=follow, args=(10 * one,)) for one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(feeds.all()) == 20


def test_a_write_that_fails_leaves_the_list_as_it_was(feeds, newsroom, monkeypatch):
    feeds.add(feed())
    before = note_of(newsroom).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CorpusError) as error:
        feeds.add(feed(f"{URL}?2"))
    assert error.value.code == "corpus.disk_full"
    assert note_of(newsroom).read_bytes() == before
    assert not list(newsroom.corpus.folder.glob(".newsbot-*"))


def test_the_list_is_no_article_of_the_corpus(feeds, newsroom):
    feeds.add(feed())
    result = newsroom.sync()
    assert (result.added, result.problems) == (0, [])


def test_those_that_wait_longest_are_due_first_and_paused_ones_never(feeds):
    feeds.add(feed(f"{URL}?late", next_at=NOW + timedelta(seconds=1)))
    feeds.add(feed(f"{URL}?now", next_at=NOW))
    feeds.add(feed(f"{URL}?long", next_at=NOW - timedelta(hours=1)))
    feeds.add(feed(f"{URL}?gone", next_at=NOW - timedelta(days=9), paused=True))
    assert [one.url.partition("?")[2] for one in feeds.due(NOW)] == ["long", "now"]


def test_a_feed_is_named_by_number_id_or_address():
    found = [feed(), feed(f"{URL}?2", "discord:1"), feed(f"{URL}?3")]
    assert chosen(found, " 2 ") is found[1]
    assert chosen(found, found[2].id) is found[2]
    assert chosen(found, "https://NEWS.example/rss.xml?3#x") is found[2]


@pytest.mark.parametrize("text", ["0", "4", "99999999999999999999", "", "https://other.example/"])
def test_what_names_no_feed_says_so(text):
    with pytest.raises(QuestionError) as refused:
        chosen([feed(), feed(f"{URL}?2"), feed(f"{URL}?3")], text)
    assert refused.value.code == "feed.unknown"


def test_an_address_that_several_follow_names_none_of_them():
    with pytest.raises(QuestionError) as refused:
        chosen([feed(), feed(audience="discord:1")], URL)
    assert refused.value.code == "feed.ambiguous"


def test_what_was_seen_is_bounded_and_the_newest_is_kept():
    one = feed()
    for number in range(50):
        looked_at = [Seen(f"{number}-{place}", "d") for place in range(30)]
        one = replace(one, seen=remembered(one, looked_at, present=40))
    seen = unpacked(one.seen)
    assert len(seen) == SEEN_BESIDE + 40
    assert seen[-1] == Seen("49-29", "d")
    again = unpacked(remembered(one, [Seen("49-0", "new")], present=40))
    assert again[-1] == Seen("49-0", "new")
    assert [entry.key for entry in again].count("49-0") == 1


@given(st.lists(st.builds(Seen, _HEX, _HEX | st.just(""), st.integers(0, 9))))
def test_what_was_seen_comes_back_as_it_was(seen):
    assert list(unpacked(packed(seen))) == seen


def test_what_is_garbled_was_not_seen():
    assert unpacked("a,b x,y,z k,d,1 ,, ,d,1") == (Seen("k", "d", 1),)


@pytest.mark.parametrize(
    "error",
    [
        IngestError("fetch.timeout", seconds="15"),
        IngestError("fetch.too_many", retry_after_seconds=60),
        CorpusError("corpus.file_unreadable", path=Path("x"), reason="y"),
    ],
)
def test_a_trouble_that_was_written_down_says_the_same(feeds, error: NewsbotError):
    feeds.add(feed(trouble=Trouble.of(error)))
    trouble = feeds.all()[0].trouble
    assert trouble is not None
    assert trouble.error().sentence("ko") == error.sentence("ko")


@pytest.mark.parametrize("trouble", [Trouble("no.such_code"), Trouble("fetch.timeout", {})])
def test_a_trouble_of_another_version_says_that_it_failed(trouble):
    assert trouble.error().code == "feed.failed"


def test_a_feed_is_given_no_other_minutes_than_it_can_be_read_with():
    option = get_type_hints(feeding.add, include_extras=True)["minutes"].__metadata__[0]
    assert (option.min, option.max) == (MIN_MINUTES, MAX_MINUTES)
    bounds = Settings.model_fields["feed_minutes"].metadata
    assert bounds == [Ge(MIN_MINUTES), Le(MAX_MINUTES)]
