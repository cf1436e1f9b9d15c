"""The headline of a web page, chosen from the places that may hold it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from newsbot.ingest.furniture import opens_list
from newsbot.ingest.outlets import fold, is_portal, outlet_named, without_outlet
from newsbot.ingest.rendering import shown_text
from newsbot.ingest.words import SECTIONS
from newsbot.text import clean_line

_MIN_TITLE_CHARS: Final = 4
_MIN_HEADING_CHARS: Final = 8  # of one that the window's title confirms
_MAX_HEADING_CHARS: Final = 200
_MIN_CUT_CHARS: Final = 30
"""No system cuts headlines to fewer characters without an ellipsis."""
_TAGS: Final = re.compile(r"</?(?:b|strong|em|i|u|span|font|br)\b[^<>]{0,80}>", re.IGNORECASE)
_ELLIPSIS: Final = re.compile(r"\s?(?:\.{2,}|…+)$")
_HEAD: Final = re.compile(
    r"[\[(]?(?P<name>[^\[\]|:>-]{2,20}?)(?:\]|\)|\s[-–—|:]\s|\s?(?:::|>|\|)\s?)\s?(?=\S)"
)
_SITE_NAME: Final = re.compile(  # or what every printed page is called
    r"\S{0,8} ?\S{1,8}(?:신문|일보|뉴스|방송|타임[스즈]?|투데이|저널|미디어|닷컴|포스트|데일리"
    r"|프레스|통신|TV|NEWS)"
    r"|(?:기사|뉴스)? ?(?:인쇄|프린트|출력|보기|본문)\S{0,4}",
    re.IGNORECASE,
)
_SECTION_TAIL: Final = re.compile(  # ...부담 커졌다-정치
    rf"(?<=\S)\s?[-|<:ㅣ]\s?(?:뉴스|기사|{'|'.join(sorted(SECTIONS))})(?:일반|종합|/\S{{2,6}})?$",
    re.IGNORECASE,
)
_BESIDE: Final = re.compile(r"\s(?:::|\||:|-|<|>|ㅣ)\s")
# A box that holds the headline and the times.
_FRAMED: Final = re.compile(  # :::강빛신문::: 제목
    r"^(?P<edge>[:=~*|◆◇■□●]{2,4}|[◆◇■□●])\s?[^:=~*|◆◇■□●]{2,20}\s?(?P=edge)\s?(?=\S.{3})"
)
_STAMPED: Final = re.compile(r"(?:입력|등록|수정|승인|송고)\s?:?\s?20[0-9]{2}[-./]")
_HEADINGS: Final = etree.XPath(
    "//h1 | //h2 | //h3 | //h4 | //*[re:test(concat(@class, ' ', @id), 'tit|headline|subject',"
    " 'i')][not(*[self::div or self::p or self::ul or self::table])]",
    namespaces={"re": "http://exslt.org/regular-expressions"},
)
_LARGE: Final = frozenset(("4", "5", "6", "7", "+1", "+2", "+3", "+4"))
_MAX_HEADINGS: Final = 400


def headline(candidates: Iterable[str], tree: HtmlElement) -> tuple[str | None, str | None]:
    """Return the headline of *tree* and the outlet that is written beside it, None if not known.

    *candidates* are what rule and metadata give, the most trusted first; after them come the
    page's own headings and the window's title. A headline that was cut is completed.
    """
    window, window_outlet = _bare(_window_title(tree))
    given = [_bare(candidate) for candidate in candidates]
    known = [(text, outlet) for text, outlet in given if _is_headline(text)]
    headings = list(dict.fromkeys(_headings(tree)))
    if not known:
        shown = _confirmed(headings, window) or _only_h1(tree)
        known = [(shown, None)] if shown else []
    if not known and _is_headline(window) and not _SITE_NAME.fullmatch(window):
        known = [(window, window_outlet)]
    if not known:
        return next(filter(_names_article, _large(tree, headings)), None), window_outlet
    title, outlet = known[0]
    others = [text for text, _ in known[1:]] + [window]
    return _complete(_trimmed(title, headings), others, headings), outlet or window_outlet


def _bare(text: str) -> tuple[str, str | None]:
    """Return *text* without markup, doubled escapes, and the outlet around it; and that outlet."""
    line = _FRAMED.sub("", clean_line(_TAGS.sub(" ", html.unescape(text))))
    line, outlet = without_outlet(line)
    if outlet:
        line = _SECTION_TAIL.sub("", line)
    match = _HEAD.match(line)
    if match and (name := outlet_named(match["name"].strip())):
        return line[match.end() :].strip(), outlet or name
    if match and is_portal(match["name"].strip()):
        return line[match.end() :].strip(), outlet
    return line, outlet


def _is_headline(text: str) -> bool:
    """Return whether *text* is more than the name of a site or a section."""
    parts = [part.strip() for part in re.split(r"[|>:ㅣ-]", text) if part.strip()]
    named = [
        bool(outlet_named(part) or is_portal(part) or part.casefold() in SECTIONS) for part in parts
    ]
    return len(text) >= _MIN_TITLE_CHARS and not (all(named) or _STAMPED.search(text))


def _names_article(text: str) -> bool:
    return _is_headline(text) and not _SITE_NAME.fullmatch(text) and not opens_list(text)


def _large(tree: HtmlElement, headings: Iterable[str]) -> Iterator[str]:
    """Yield what stands in large letters on a page whose window names the site alone."""
    for element in tree.iter("font"):
        if element.get("size", "") in _LARGE:
            yield _bare(shown_text(element))[0]
    yield from headings


def _headings(tree: HtmlElement) -> Iterator[str]:
    for element in _HEADINGS(tree)[:_MAX_HEADINGS]:
        text = _bare(shown_text(element)[: 2 * _MAX_HEADING_CHARS])[0]
        if _MIN_HEADING_CHARS <= len(text) <= _MAX_HEADING_CHARS:
            yield text


def _confirmed(headings: Iterable[str], window: str) -> str | None:
    """Return the longest heading that stands in the title of the window, too."""
    fitting = [text for text in headings if fold(text) in fold(window)]
    return max(fitting, key=len, default=None)


def _only_h1(tree: HtmlElement) -> str | None:
    """Return the heading of the page if it has one of the first order alone."""
    found = [_bare(shown_text(element))[0] for element in tree.iter("h1")]
    texts = list(dict.fromkeys(found))
    return texts[0] if len(texts) == 1 and _is_headline(texts[0]) else None


def _trimmed(title: str, headings: list[str]) -> str:
    """Return *title* without what an unknown site puts beside it, if a heading shows it bare."""
    parts = [part.strip() for part in _BESIDE.split(title)]
    shown = {fold(text): text for text in headings}
    joints = [match.span() for match in _BESIDE.finditer(title)]
    parts += [part for start, end in joints for part in (title[:start], title[end:])]
    bare = [part for part in parts if len(part) >= _MIN_HEADING_CHARS and fold(part) in shown]
    return max(bare, key=len, default=title) if joints else title


def _complete(title: str, others: list[str], headings: list[str]) -> str:
    """Return *title*, or the whole headline of which it is the beginning.

    One that ends in an ellipsis may have been cut; of another, a heading and another place must
    say so.
    """
    start = fold(_ELLIPSIS.sub("", title))
    longer = [
        text
        for text in (*others, *headings)
        if len(fold(text)) > len(fold(title))
        and fold(text).startswith(start)
        and len(text) <= _MAX_HEADING_CHARS
    ]
    if _ELLIPSIS.search(title) and len(start) >= _MIN_HEADING_CHARS:
        whole = [text for text in longer if not _ELLIPSIS.search(text)]
        return min(whole, key=len, default=title)
    shown = set(map(fold, headings))
    agreed = [text for text in longer if text in others and fold(text) in shown]
    at_quote = [text for text in longer if fold(text)[len(fold(title)) :].startswith('"')]
    if at_quote:  # <meta content="그라비티, "역대 최다"">
        return at_quote[0]
    return next(iter(agreed), title) if len(title) >= _MIN_CUT_CHARS else title


def _window_title(tree: HtmlElement) -> str:
    title = tree.find(".//title")
    return clean_line(title.text_content()) if title is not None else ""
