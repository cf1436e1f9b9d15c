"""A web page that has been decoded: its article, from the text and from what it says of itself.

What a page says about itself goes before what it looks like. The body is trafilatura's, with the
line filters of ``ingest.page``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

import trafilatura
from lxml import etree  # type: ignore[import-untyped]
from lxml.html import (  # type: ignore[import-untyped]
    HtmlElement,
    HTMLParser,
    document_fromstring,
)

from newsbot.article import Draft
from newsbot.errors import IngestError
from newsbot.ingest.metadata import read_metadata
from newsbot.ingest.outlets import outlet_at
from newsbot.ingest.page import read_lines
from newsbot.ingest.timestamps import Stamps, read_stamps
from newsbot.text import clean, clean_line

_MAX_LABEL_CHARS: Final = 12
_SOURCE_SPACES: Final = re.compile(r"[ \t\r\n]+")


def read_page(text: str) -> Draft:
    """Return the article of the web page *text*. Raises IngestError ``ingest.no_body``."""
    tree = _parse(text)
    said = read_metadata(tree)
    seen = _visible_times(tree)
    _collapse_spaces(tree)
    body = trafilatura.extract(tree, include_comments=False, include_tables=False) or ""
    lines = clean(body).split("\n")
    draft = read_lines(lines, title=said.title)
    host = urlsplit(said.url).hostname if said.url else None
    return replace(
        draft,
        title=said.title or draft.title,
        outlet=said.outlet or (outlet_at(host) if host else None) or draft.outlet,
        published=said.published or draft.published or seen.published,
        modified=said.modified or draft.modified or seen.modified,
        authors=said.authors or draft.authors,
        section=said.section or draft.section,
        url=said.url,
    )


def _parse(text: str) -> HtmlElement:
    text = text.replace("\0", "")
    if not text.strip():
        raise IngestError("ingest.no_body")
    try:
        # As bytes: lxml refuses a str that carries an XML encoding declaration.
        return document_fromstring(
            text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8")
        )
    except etree.ParserError:  # nothing but comments
        raise IngestError("ingest.no_body") from None


def _collapse_spaces(tree: HtmlElement) -> None:
    """Make line breaks of the source spaces, as browsers do: trafilatura takes them for lines."""
    for element in tree.iter():
        if element.tag != "pre" and element.text:
            element.text = _SOURCE_SPACES.sub(" ", element.text)
        if element.tail:
            element.tail = _SOURCE_SPACES.sub(" ", element.tail)


def _visible_times(tree: HtmlElement) -> Stamps:
    """Return the first labelled times (입력, 수정) of the text that a reader sees."""
    seen = Stamps()
    texts = [
        clean_line(text)
        for text in tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]")
    ]
    texts = [text for text in texts if text]
    for number, text in enumerate(texts):
        below = texts[number + 1] if number + 1 < len(texts) else ""
        stamps = read_stamps(text) or (
            read_stamps(f"{text} {below}") if len(text) <= _MAX_LABEL_CHARS else None
        )
        if stamps:
            seen = Stamps(seen.published or stamps.published, seen.modified or stamps.modified)
    return seen
