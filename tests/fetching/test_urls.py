from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.fetching.hostile import LOCATIONS, SPELLINGS
from yarl import URL

from newsbot.errors import IngestError
from newsbot.fetching import is_public, parse_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://www.yna.co.kr/view/AKR1?section=news", None),
        ("HTTP://News.Example/A", "http://news.example/A"),
        ("  https://news.example/1\n", "https://news.example/1"),
        ("https://news.example/1#c", "https://news.example/1"),
        ("https://news.example:443/1", "https://news.example/1"),
        ("http://news.example:80/1", "http://news.example/1"),
        ("http://news.example:443/1", None),
        ("https://예시.한국/길", "https://xn--vv4b11d.xn--3e0b707e/%EA%B8%B8"),
        ("https://news.example/기사 1".replace(" ", "%20"), None),
        ("http://93.184.216.34/1", None),
        ("http://[2606:4700::1111]/1", None),
        ("https://n.news.naver.com/article/001/0015000000?sid=100", None),
        ("https://news_1.example/?q=a@b&u=http://127.0.0.1/", None),
        ("https://news.example/a//b/../c?x=1&x=2", None),
        ("https://news.example", None),
    ],
)
def test_an_ordinary_address_is_taken(text, url):
    assert str(parse_url(text)) == str(URL(url or text))


@pytest.mark.parametrize(("text", "code"), SPELLINGS)
def test_a_hostile_address_is_refused_with_its_reason(text, code):
    with pytest.raises(IngestError) as caught:
        parse_url(text)
    assert caught.value.code == code
    assert len(caught.value.sentence("ko")) < 250


@given(st.text(max_size=60) | st.from_regex(r"(https?:)?//?[\[\]0-9a-fx.:@%\\①。]{0,20}/?"))
@example("http://[v1.x]/")
def test_any_text_is_either_refused_or_safe(text):
    for base in (None, URL("https://news.example/1")):
        try:
            url = parse_url(text, base=base)
        except IngestError:
            continue
        assert url.scheme in ("http", "https")
        assert url.port in (80, 443)
        assert url.raw_user is url.raw_password is None
        assert url.raw_host is not None
        assert is_public(url.raw_host) or "." in url.raw_host
        assert not url.raw_host.replace(".", "").isdigit() or is_public(url.raw_host)
        assert parse_url(str(url)) == url


@given(st.sampled_from([one for one, _ in (*SPELLINGS, *LOCATIONS)]), st.text(max_size=5))
def test_nothing_can_be_put_before_a_hostile_address_to_make_the_reader_fail(text, prefix):
    for base in (None, URL("https://news.example/1")):
        try:
            parse_url(prefix + text, base=base)
        except IngestError as error:
            assert error.sentence("en")  # noqa: PT017 (any refusal will do; no other error may come)


@pytest.mark.parametrize("bad", ["<@everyone>", "a" * 500, "[x](http://y)", "\u202e.com"])
def test_a_message_shows_no_more_of_a_host_than_it_can(bad):
    with pytest.raises(IngestError) as caught:
        parse_url(f"http://{bad}!/")
    shown = caught.value.sentence("en")
    assert "<" not in shown
    assert "[" not in shown
    assert len(shown) < 200
