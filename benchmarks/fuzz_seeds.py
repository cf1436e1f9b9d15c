"""What ``benchmarks.fuzz`` begins with: a few inputs of each format, and pieces that hurt parsers.

Their content is invented.
"""

from __future__ import annotations

import io
import json
import random
import re
from functools import cache
from importlib.resources import files
from typing import Final

import openpyxl

_BODY = (
    "해마루시는 3일 도서관 두 곳을 새로 열었다고 밝혔다. “책 3만 권이 있다”고 시는 말했다.\n\n"
    "입장은 무료이며 월요일에는 문을 닫는다. 韓·美 협약은 10월 29일 오후 7시 7분에 서명됐다.\n"
    "시민 김철수(41) 씨는 1,234억 원이 든 사업이 반갑다고 했다."
)
_PAGE = (
    f"홈 > 사회 > 문화\n도서관 두 곳 열어\n입력 2025.10.29. 오후 7:07 | 수정 2025-10-29 20:10\n"
    f"홍길동 기자\n공유\n댓글 3\n{_BODY}\n홍길동 기자 hong@example.co.kr\n▲ 새 도서관. 연합뉴스\n"
    "Copyright ⓒ 한겨레. 무단 전재 및 재배포 금지\n많이 본 뉴스\n1 다른 기사"
)
_FRONT = (
    '---\nid: 20251029-abcdefghij\ntitle: "도서관 두 곳"\nsubtitles:\n- 부제 하나\noutlet: 한겨레\n'
    "published: 2025-10-29T19:07+09:00\nauthors: [홍길동, 김철수]\nurl: https://www.hani.co.kr/1\n"
    f"audience: discord:1234\nhidden: true\nnote: |\n  메모\n---\n\n{_BODY}\n"
)
_RECORD = {
    "article_id": "20251029-abcdefghij",
    "id": 7,
    "title": "도서관 두 곳",
    "text": _BODY,
    "published": "2025-10-29",
    "source": "한겨레",
    "url": "https://www.hani.co.kr/arti/1.html",
    "authors": ["홍길동"],
    "audience": "discord:1234",
    "hidden": False,
    "extra": {"a": [1, 2.5e3, None]},
}
_PARAGRAPHS = "".join(f"<p>{line}</p>" for line in _BODY.split("\n") if line)
_LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": "NewsArticle",
            "headline": "도서관 두 곳 열어 - 한겨레",
            "datePublished": "2025-10-29T19:07:00+09:00",
            "author": [{"@type": "Person", "name": "홍길동 기자"}],
            "publisher": {"name": "한겨레"},
            "articleBody": _BODY,
            "mainEntityOfPage": {"@id": "https://www.hani.co.kr/arti/1.html"},
        }
    ],
}
_HTML = (
    '<!doctype html><html lang="ko"><head><meta charset="utf-8">'
    "<title>도서관 두 곳 열어 | 한겨레</title>"
    '<meta property="og:title" content="도서관 두 곳 열어">'
    '<meta property="og:site_name" content="한겨레">'
    '<meta property="article:published_time" content="2025-10-29T19:07:00+09:00">'
    f'<script type="application/ld+json">{json.dumps(_LINKED, ensure_ascii=False)}</script></head>'
    "<body><nav><ul><li><a href=/>정치</a></li></ul></nav><article><h1>도서관 두 곳 열어</h1>"
    "<div class=info>입력 2025.10.29. 오후 7:07 <span>홍길동 기자</span></div>"
    "<figure><img src=a.jpg><figcaption>새 도서관. /해마루시 제공</figcaption></figure>"
    f"{_PARAGRAPHS}<table><tr><td>표<td>1,234</table><p>hong@example.co.kr</p></article>"
    "<aside><h3>많이 본 뉴스</h3><ol><li><a href=/2>다른 기사</a></ol></aside></body></html>"
)
_ITEM = (
    "<item><title><![CDATA[도서관 &quot;두 곳&quot;]]></title><link>https://a.kr/1</link><guid>1</guid>"
    "<pubDate>Wed, 29 Oct 2025 19:07:00 +0900</pubDate><dc:creator>홍길동 기자</dc:creator>"
    f"<description><![CDATA[{_PARAGRAPHS}]]></description></item>"
)
_RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    f"<channel><title>누리일보</title><link>https://a.kr/</link>{_ITEM}{_ITEM}</channel></rss>"
)
_ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.kr/"><title>가람</title><entry>'
    '<id>tag:a.kr,2025:1</id><title type="html">하나 &lt;b&gt;둘&lt;/b&gt;</title>'
    '<link href="1.html"/>'
    "<updated>2025-10-29T19:07:00+09:00</updated><author><name>홍길동</name></author>"
    f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{_PARAGRAPHS}</div></content>'
    "</entry></feed>"
)


TOKENS: Final = [
    *(
        "<",
        ">",
        "&",
        '"',
        "'",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE a [",
        "<!ENTITY a 'b'>",
    ),
    *(
        "<?xml version='1.0' encoding='utf-7'?>",
        "<script>",
        "</script>",
        "<style>",
        "<svg>",
        "<math>",
    ),
    *("<table>", "<td>", "<br>", "<p ", "<a href='", "<base href='//x'>", "<meta charset=euc-kr>"),
    *(
        "<template>",
        "<noscript>",
        "<plaintext>",
        "<frameset>",
        "<h1>",
        "</h1>",
        "</p>",
        "<div hidden>",
    ),
    *(
        "---\n",
        "\n---\n",
        "--- ",
        "&a",
        "*a",
        "!!python/object:os.system ",
        "? ",
        ": ",
        "- ",
        "[",
        "{",
        "|\n",
    ),
    *("]", "}", "\\ud800", "\\u0000", '\\"', "1e999", "-0", "NaN", "Infinity", "null", "true", ","),
    *("audience: ", '"audience": "x", "audience": null', "hidden: ", "title: ", "published: "),
    *(
        "\0",
        "\x0b",
        "\x85",
        "\u2028",
        "\ufeff",
        "\u200b",
        "\u202e",
        "\ufffe",
        "\U000e0001",
        "\u0301",
    ),
    *("㏂", "ﷺ", "각", "👩‍👩‍👧", "ㄱ", "똠", "ⓒ", "▲ ", "◇", "=", "·", "…", "“", "”"),
    *(
        "입력 ",
        "수정 ",
        "오후 25:99",
        "2025-02-30",
        "9999-99-99T99:99:99+99:99",
        "0000.00.00",
        "(서울=연합뉴스)",
    ),
    *(
        "홍길동 기자",
        "a@b.c",
        "무단 전재",
        "많이 본 뉴스",
        "http://[",
        "https://a:99999/",
        "javascript:x",
    ),
]
NUMBERS: Final = ("0", "-1", "9" * 30, "9" * 5_000, "1e400", "4294967296", "２０２５", "٣")
CODECS: Final = (
    "utf-8",
    "cp949",
    "utf-16",
    "utf-16-le",
    "utf-32",
    "utf-7",
    "shift_jis",
    "latin-1",
)
BYTES: Final = (
    b"\xff",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\x1b$)C",
    b"\0",
)


@cache
def seeds() -> dict[str, list[bytes]]:
    """Return undamaged inputs of each parser."""
    rows = [["뉴스 식별자", "일자", "언론사", "기고자", "제목", "통합 분류1", "본문", "URL"]]
    rows += [
        ["0.1", "20251029", "한겨레", "홍길동", "제목", "사회>환경", _BODY, "https://a.kr"]
    ] * 3
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    line = json.dumps(_RECORD, ensure_ascii=False)
    texts = {
        "page": [_PAGE, _BODY, "\n".join(re.findall(".{1,38}", _PAGE)), ""],
        "markdown": [_FRONT, f"# 제목\n\n{_BODY}", _FRONT.replace("---\n\n", "\n")],
        "record": [line, json.dumps(_RECORD), '{"text": "본문이다."}'],
        "records": [f"[{line}, {line}]", json.dumps({"articles": [_RECORD]}), line],
        "html": [_HTML, _HTML.replace("article", "section"), *map(_site_page, range(12))],
        "feed": [_RSS, _ATOM, _RSS.replace("2.0", "0.91"), _RSS.replace("utf-8", "euc-kr")],
    }
    found = {name: [text.encode() for text in some] for name, some in texts.items()}
    return found | {"sheet": [stream.getvalue()]}


@cache
def rules() -> list[str]:
    """Return start tags that the outlets' rules look for."""
    text = files("newsbot.ingest").joinpath("sites.toml").read_text("utf-8")
    names = dict.fromkeys(re.findall(r"([#.])([A-Za-z][\w-]{2,40})", text))
    return [f'<div {"id" if mark == "#" else "class"}="{name}">' for mark, name in names]


@cache
def addresses() -> list[str]:
    """Return addresses of pages of the outlets, and odd ones."""
    text = files("newsbot.ingest").joinpath("outlets.toml").read_text("utf-8")
    hosts = re.findall(r"[\w-]+(?:\.[\w-]+){0,2}\.(?:com|kr|net)\b", text)
    return [f"https://{host}/news/1?a=b" for host in hosts] + [
        "",
        "http://[",
        "x:",
        "https://가.kr",
    ]


def _site_page(number: int) -> str:
    """Return a page in the structure of some outlets."""
    chance = random.Random(number)
    inside = "".join(
        tag
        + chance.choice((_PARAGRAPHS, "도서관 두 곳", "입력 2025.10.29 19:07", "홍길동 기자"))
        + "</div>"
        for tag in chance.sample(rules(), min(12, len(rules())))
    )
    return _HTML.replace("<article>", f"<article>{inside}")
