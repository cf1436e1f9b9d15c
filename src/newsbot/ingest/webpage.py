"""A web page that has been decoded: its article, from the text and from what it says of itself.

The rule of the outlet goes first, then what the page says about itself, then what it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import Final

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from newsbot.article import Draft
from newsbot.errors import IngestError
from newsbot.ingest.bodies import read_body
from newsbot.ingest.bylines import read_byline
from newsbot.ingest.embedded import script_times, script_title
from newsbot.ingest.headline import headline
from newsbot.ingest.metadata import read_authors, stored_outlet
from newsbot.ingest.opening import Page, open_page
from newsbot.ingest.outlets import fold, is_portal, outlet_at, outlet_named
from newsbot.ingest.page import MAX_PAGE_CHARS, read_lines
from newsbot.ingest.pagetimes import (
    Times,
    judged,
    moment_in,
    read_modified,
    read_times,
    seen_times,
    sure,
    time_below,
)
from newsbot.ingest.rendering import rendered
from newsbot.text import clean, clean_line

_MIN_BODY_CHARS: Final = 20
"""A shorter text without a time is what a page says in place of an article."""
_MAX_UNREADABLE: Final = 0.02
"""The share of a body that may be characters which could not be decoded."""
_MAX_SUBTITLE_CHARS: Final = 300
_MAX_SECTION_CHARS: Final = 30
_MAX_BYLINES: Final = 200
_MAX_TOP_LINES: Final = 2_000
_SOURCE_SPACES: Final = re.compile(r"[ \t\r\n]+")
_REFUSED: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What lxml reads (``&#8;``) and refuses to write."""
_BYLINES: Final = etree.XPath(
    "//body//*[re:test(concat(@class, ' ', @id, ' ', @itemprop, ' ', @rel),"
    " 'byline|author|reporter|journalist|writer', 'i')]"
    "[not(ancestor-or-self::aside or ancestor-or-self::nav or ancestor::footer or ancestor::li"
    " or ancestor-or-self::*[re:test(concat(@class, ' ', @id), 'comment|related|rank', 'i')])]",
    namespaces={"re": "http://exslt.org/regular-expressions"},
)


def read_page(text: str, address: str | None = None) -> Draft:
    """Return the article of the web page *text*, which was fetched from *address* if it was.

    Raises IngestError ``ingest.no_body``, ``ingest.not_text`` and ``ingest.html_absurd``.
    """
    try:
        return _read(open_page(text, address))
    except RecursionError:  # nested more deeply than any article
        raise IngestError("ingest.no_body") from None


def _read(page: Page) -> Draft:
    title, title_outlet = headline(_titles(page), page.tree)
    title = title or script_title(page.tree) or _shown_title(page.tree)
    times = _times(page, title)
    _collapse_spaces(page.tree)
    draft = read_body(page.tree, page.site, title)
    if draft.body.count("\ufffd") > _MAX_UNREADABLE * len(draft.body):  # a picture, a program
        raise IngestError("ingest.not_text")
    if len(draft.body) < _MIN_BODY_CHARS and not times.published:  # "로그인이 필요합니다."
        raise IngestError("ingest.no_body")
    outlet = _outlet(page) or title_outlet or page.said.outlet or draft.outlet
    authors = _authors(page) or draft.authors or _visible_authors(page.tree)
    return replace(
        draft,
        title=title or draft.title,
        subtitles=_subtitles(page, title, draft),
        outlet=outlet,
        published=times.published or draft.published,
        modified=times.modified or draft.modified,
        authors=tuple(name for name in authors if fold(name) != fold(outlet or "")),
        section=_section(page) or draft.section,
        url=page.url,
        source_id=page.site.source_id_of(page.url) if page.site and page.url else None,
    )


def _titles(page: Page) -> Iterator[str]:
    """Yield what may be the headline, the most trusted first."""
    yield from (texts[0] for texts in page.ruled("title"))
    yield from page.said.titles
    yield from (texts[0] for texts in page.shared("title"))


def _shown_title(tree: HtmlElement) -> str | None:
    """Return what a reader of the page *tree*, whose window names the site alone, sees on top."""
    text = clean("\n".join(rendered(tree)))[:MAX_PAGE_CHARS]
    try:
        return read_lines(text.split("\n")[:_MAX_TOP_LINES]).title
    except IngestError:
        return None


def _times(page: Page, title: str | None) -> Times:
    """Return when the article was published and changed: by the rule, the metadata, the text."""
    ruled = _first_time(page.ruled("published"))
    modified = (read_modified(text) for texts in page.ruled("modified") for text in texts)
    said = page.said.published or _first_time(page.shared("published")).published
    seen = seen_times(page.tree)
    if ruled.published and ruled.published.precision != "day":
        rest = sure(ruled.published, page.said.modified, seen)
    else:
        rest = judged(Times(said, page.said.modified), seen)
    if not (ruled.published or rest.published):
        rest = Times(*map(moment_in, script_times(page.tree)))
    if not (ruled.published or rest.published) and title:
        rest = Times(time_below(page.tree, title), rest.modified)
    return Times(
        rest.published or ruled.published,
        next(filter(None, modified), None) or ruled.modified or rest.modified,
    )


def _first_time(found: Iterator[list[str]]) -> Times:
    """Return the first time to the minute among the texts *found*, else the first day."""
    times = [read_times(text) for texts in found for text in texts[:5]]
    known = [item for item in times if item.published]
    exact = (item for item in known if item.published and item.published.precision != "day")
    return next(exact, known[0] if known else Times())


def _subtitles(page: Page, title: str | None, draft: Draft) -> tuple[str, ...]:
    ruled = page.ruled_lines("subtitles")
    lines = [line for line in (*ruled, *page.said.subtitles, *draft.subtitles) if line]
    fitting = {
        fold(line): line
        for line in lines
        if len(line) <= _MAX_SUBTITLE_CHARS and fold(line) != fold(title or "")
    }
    return tuple(fitting.values())


def _outlet(page: Page) -> str | None:
    """Return the outlet that portal, metadata or address name, if it is a known one."""
    named = chain.from_iterable(page.ruled("outlet_name"))
    for name in named:
        if outlet := stored_outlet(name):
            return outlet
    said = outlet_named(page.said.outlet) if page.said.outlet else None
    ours = page.site.outlet if page.site and not is_portal(page.site.outlet or "") else None
    return said or outlet_at(page.host) or ours


def _authors(page: Page) -> tuple[str, ...]:
    for texts in page.ruled("authors"):
        found = tuple(name for text in texts for name in read_authors(text))
        if found:
            return tuple(dict.fromkeys(found))
    return page.said.authors


def _section(page: Page) -> str | None:
    for texts in page.ruled("section"):
        section = clean_line(re.split("[>›»]", texts[0])[-1])
        if section and len(section) <= _MAX_SECTION_CHARS:
            return section
    return page.said.section


def _visible_authors(tree: HtmlElement) -> tuple[str, ...]:
    """Return the names of the first element that is marked as a byline and reads as one."""
    marked = islice(_BYLINES(tree), _MAX_BYLINES)
    found = (read_byline(clean_line(element.text_content())) for element in marked)
    return next(filter(None, found), ())


def _collapse_spaces(tree: HtmlElement) -> None:
    """Make line breaks of the source spaces, as browsers do: trafilatura takes them for lines."""
    for element in tree.iter():
        if element.text:
            text = _REFUSED.sub("", element.text)
            element.text = text if element.tag == "pre" else _SOURCE_SPACES.sub(" ", text)
        if element.tail:
            element.tail = _SOURCE_SPACES.sub(" ", _REFUSED.sub("", element.tail))
