"""Feeds in every dialect; their content is invented."""

from __future__ import annotations

import http.server
import json
import threading

import pytest

from newsbot import ingest
from newsbot.errors import IngestError
from newsbot.ingest import FeedEntry, parse_feed
from newsbot.ingest.feed import MAX_ENTRIES, MAX_FEED_BYTES, feed_of

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>누리일보 &gt; 사회</title><link>https://www.nuri.kr/</link><language>ko</language>
<item><title><![CDATA[똠방각하 &quot;귀환&quot;…<속보>]]></title><link>/news/1?a=1&amp;b=2#c</link>
<guid isPermaLink="false">nuri-1</guid><pubDate>Wed, 29 Oct 2025 10:00:00 +0900</pubDate>
<dc:creator>홍길동 기자</dc:creator><description><![CDATA[요약이다.]]></description>
<content:encoded><![CDATA[<p>첫 문단<br>둘째 줄</p><figure><img src="a.jpg"><figcaption>사진</figcaption>
</figure><p>셋째&nbsp;문단이다.</p><script>alert(1)</script>]]></content:encoded></item>
<item><title>둘째</title><link>https://www.nuri.kr/news/2</link><pubDate>2025-10-29 10:00:00</pubDate>
<author>kim@nuri.kr (김철수 기자, 이영희)</author><description>평문 1 &lt; 2 이다.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.example.com/a/">
<title type="html">&lt;b&gt;가람&lt;/b&gt; 소식</title>
<entry><id>tag:example.com,2025:1</id><title>하나</title><link rel="alternate" href="1.html"/>
<link rel="enclosure" href="1.mp3"/><published>2025-10-29T01:00:00Z</published>
<updated>2025-10-29T12:30:00.123+09:00</updated><author><name>표은결</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>가.</p><p>나.</p></div></content></entry>
<entry><id>tag:example.com,2025:2</id><title>둘</title><updated>2025-10-30T00:00:00+09:00</updated>
<summary type="text">a &lt;b 아님</summary></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x">
<title>다솜</title></channel><item rdf:about="https://dasom.kr/1"><title>하나</title>
<link>https://dasom.kr/1</link><dc:date>2025-10-29T10:00+09:00</dc:date><dc:creator>길나래</dc:creator>
</item></rdf:RDF>"""
OLD = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>옛 소식</title>
<item><title>하나 &amp; 둘</title><link>https://old.kr/1</link><description>설명&nbsp;이다.</description></item>
</channel></rss>"""


def only(text: str, **options: str) -> FeedEntry:
    (entry,) = parse_feed(text.encode(), **options).entries  # type: ignore[arg-type]
    return entry


def item(inside: str) -> str:
    return f"<rss version='2.0'><channel><title>가</title><item>{inside}</item></channel></rss>"


@pytest.mark.parametrize(
    ("declared", "codec", "charset"),
    [
        ("utf-8", "utf-8", None),
        ("euc-kr", "cp949", None),  # 똠 is in cp949 alone
        ("utf-8", "utf-8-sig", None),
        ("utf-16", "utf-16", None),
        ("utf-8", "cp949", "euc-kr"),
        ("euc-kr", "utf-8", None),  # a wrong label
    ],
)
def test_rss_in_any_encoding(declared: str, codec: str, charset: str | None) -> None:
    feed = parse_feed(
        RSS.format(encoding=declared).encode(codec),
        address="https://www.nuri.kr/rss/all.xml",
        charset=charset,
    )
    first, second = feed.entries
    assert feed.title == "누리일보 > 사회"
    assert first.title == '똠방각하 "귀환"…<속보>'
    assert (first.id, first.url) == ("nuri-1", "https://www.nuri.kr/news/1?a=1&b=2#c")
    assert first.published
    assert first.published.iso() == "2025-10-29T10:00:00+09:00"
    assert first.authors == ("홍길동",)
    assert first.text.split("\n\n") == ["첫 문단\n둘째 줄", "셋째 문단이다."]
    assert (second.id, second.url) == (second.url, "https://www.nuri.kr/news/2")
    assert second.published == first.published  # no zone: Korea's
    assert second.authors == ("김철수", "이영희")
    assert (second.text, second.modified) == ("평문 1 < 2 이다.", None)


def test_atom() -> None:
    feed = parse_feed(ATOM.encode())
    first, second = feed.entries
    assert feed.title == "가람 소식"
    assert (first.id, first.url) == ("tag:example.com,2025:1", "https://blog.example.com/a/1.html")
    assert (first.title, first.authors) == ("하나", ("표은결",))
    assert first.text.split() == ["가.", "나."]
    assert [one and one.iso() for one in (first.published, first.modified)] == [
        "2025-10-29T10:00:00+09:00",
        "2025-10-29T12:30:00+09:00",
    ]
    assert (second.url, second.text, second.modified) == (None, "a <b 아님", None)
    assert second.published
    assert second.published.iso() == "2025-10-30T00:00:00+09:00"


def test_rdf() -> None:
    entry = only(RDF)
    assert (entry.id, entry.title, entry.authors) == ("https://dasom.kr/1", "하나", ("길나래",))
    assert entry.published
    assert entry.published.spelled() == "2025-10-29T10:00+09:00"


def test_rss_of_1999() -> None:
    entry = only(OLD)
    assert (entry.title, entry.url, entry.text) == ("하나 & 둘", "https://old.kr/1", "설명 이다.")


@pytest.mark.parametrize(
    ("spelling", "iso"),
    [
        ("Wed, 29 Oct 2025 01:00:00 GMT", "2025-10-29T10:00:00+09:00"),
        ("29 Oct 2025 10:00 KST", "2025-10-29T10:00:00+09:00"),
        ("Wed, 29 Oct 2025 10:00:00", "2025-10-29T10:00:00+09:00"),
        ("2025-10-29 10:00:00 +0900", "2025-10-29T10:00:00+09:00"),
        ("2025.10.29 오후 1:05", "2025-10-29T13:05:00+09:00"),
        ("2025-10-29", "2025-10-29T00:00:00+09:00"),
        ("Wed, 29 Oct 2025 10:00:00 IST", None),  # Dublin's or Delhi's?
        ("어제", None),
        ("", None),
    ],
)
def test_times(spelling: str, iso: str | None) -> None:
    entry = only(item(f"<title>가</title><pubDate>{spelling}</pubDate>"))
    assert (entry.published.iso() if entry.published else None) == iso


def test_links() -> None:
    entry = only(item("<title>가</title><link>/1</link>"))
    assert (entry.title, entry.url) == ("가", None)
    for bad in ("javascript:alert(1)", "file:///etc/passwd", "http://[", "  "):
        assert only(item(f"<title>가</title><link>{bad}</link>"), address="https://a.kr/").url in (
            None,
            "https://a.kr/",
        )


def test_an_entry_without_a_name_of_its_own_keeps_the_one_that_is_made_for_it() -> None:
    text = item("<title>가</title><description>나</description>")
    assert only(text).id == only(text).id
    assert only(text).id != only(text.replace("나", "다")).id


def test_an_id_stands_once_and_an_empty_entry_not_at_all() -> None:
    twice = (
        "<guid>1</guid><title>가</title></item><item><guid>1</guid><title>나</title></item><item>"
    )
    assert only(item(twice)).title == "가"


def test_of_a_feed_without_end_only_so_many_entries_are_taken() -> None:
    entries = [
        {"id": str(n), "url": "", "title": "가", "published": "", "modified": "", "authors": [],
         "text": ""} for n in range(MAX_ENTRIES + 1)
    ]  # fmt: skip
    line = json.dumps({"title": "가", "entries": entries}).encode()
    assert [one.id for one in feed_of(line).entries] == [str(n) for n in range(MAX_ENTRIES)]
    many = "</item><item>".join(f"<guid>{n}</guid><title>가</title>" for n in range(1_001))
    assert len(parse_feed(item(many).encode()).entries) == MAX_ENTRIES


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    text = RSS.format(encoding="utf-8").replace(
        "</channel></rss>", "<item><title>AT&T & 셋</title>"
    )
    feed = parse_feed(text.replace("둘째", "둘\x0b째").encode(), address="https://www.nuri.kr/")
    assert [entry.title for entry in feed.entries][:2] == ['똠방각하 "귀환"…<속보>', "둘째"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><head><title>x</title></head><body><p>y</p></body></html>",
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b"/etc/passwd",
        b"file:///etc/passwd",
        b"\x89PNG\r\n\0\0",
        b"<item><title>x</title></item>",
        '<rss version="2.0" xmlns:a="b\u00a0c"><channel><a:d>x</a:d></channel></rss>'.encode(),
    ],
)
def test_what_is_no_feed(data: bytes) -> None:
    with pytest.raises(IngestError) as caught:
        parse_feed(data)
    assert caught.value.code == "ingest.not_a_feed"


def test_an_empty_feed_is_a_feed() -> None:
    assert parse_feed(b"<rss version='2.0'><channel/></rss>").entries == ()


def test_too_large() -> None:
    with pytest.raises(IngestError) as caught:
        parse_feed(b" " * (MAX_FEED_BYTES + 1))
    assert caught.value.code == "ingest.feed_too_large"


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "하하하하하하하하하하"}">\n' for n in range(10)
)
QUADRATIC = f'<!ENTITY long "{"하" * 50_000}">'


@pytest.mark.parametrize(
    ("entities", "name"),
    [(LAUGHS, "&l9;"), (QUADRATIC, "&long;" * 100_000), ("<!ENTITY<!ENTITY a 'x'>a 'y'>", "&a;")],
    ids=["laughs", "quadratic", "hidden"],
)
def test_entities_do_not_unfold(entities: str, name: str) -> None:
    text = f"<?xml version='1.0'?>\n<!DOCTYPE rss [\n{entities}]>\n" + item(
        f"<title>가</title><description>나 {name}</description>"
    )
    entry = only(text)
    assert entry.title == "가"
    assert "하하" not in entry.text
    assert len(entry.text) <= len(name) + 10


def test_nothing_is_loaded_from_elsewhere() -> None:
    """Neither a file nor an address that a feed names: no DTD, entity, stylesheet or include."""
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    here = f"http://127.0.0.1:{server.server_address[1]}"
    text = (
        f"<?xml version='1.0'?><?xml-stylesheet href='{here}/style'?>"
        f"<!DOCTYPE rss SYSTEM '{here}/dtd' [<!ENTITY % p SYSTEM '{here}/parameter'> %p;"
        f"<!ENTITY web SYSTEM '{here}/entity'><!ENTITY file SYSTEM 'file:///etc/passwd'>]>"
    ) + item(
        f"<title>가</title><description>나 &web; &file; <xi:include"
        f" xmlns:xi='http://www.w3.org/2001/XInclude' href='{here}/include'/></description>"
    )
    try:
        entry = only(text)
        with pytest.raises(IngestError):
            parse_feed(f"{here}/itself".encode())
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []
    assert "root:" not in entry.text


def test_a_feed_is_no_article() -> None:
    with pytest.raises(IngestError):
        ingest.parse(RSS.format(encoding="utf-8").encode(), ".xml")
