"""A web page that has been decoded: its article, from the text and from what it says of itself.

What a page says about itself goes before what it looks like. The body is trafilatura's, with the
line filters of ``ingest.page``.
"""

from __future__ import annotations

import re
from configparser import ConfigParser
from copy import deepcopy
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

import trafilatura
import trafilatura.settings
from lxml import etree  # type: ignore[import-untyped]
from lxml.html import (  # type: ignore[import-untyped]
    HtmlElement,
    HTMLParser,
    document_fromstring,
)

from newsbot.article import Draft
from newsbot.errors import IngestError
from newsbot.ingest.bylines import read_byline
from newsbot.ingest.metadata import read_metadata
from newsbot.ingest.outlets import outlet_at
from newsbot.ingest.page import read_lines
from newsbot.ingest.timestamps import Stamps, read_stamps
from newsbot.text import clean, clean_line

_MAX_LABEL_CHARS: Final = 12
_SOURCE_SPACES: Final = re.compile(r"[ \t\r\n]+")
_BYLINES: Final = etree.XPath(
    "//body//*[re:test(concat(@class, ' ', @id, ' ', @itemprop, ' ', @rel),"
    " 'byline|author|reporter|journalist|writer', 'i')]"
    "[not(ancestor-or-self::aside or ancestor-or-self::nav or ancestor::footer or ancestor::li"
    " or ancestor-or-self::*[re:test(concat(@class, ' ', @id), 'comment|related|rank', 'i')])]",
    namespaces={"re": "http://exslt.org/regular-expressions"},
)
_PARAGRAPHS: Final = etree.XPath(
    "(//article | //main)[1]//p[not(ancestor::aside or ancestor::nav or ancestor::footer"
    " or ancestor::header or ancestor::figure or ancestor::li)]"
)


def read_page(text: str) -> Draft:
    """Return the article of the web page *text*. Raises IngestError ``ingest.no_body``."""
    tree = _parse(text)
    said = read_metadata(tree)
    seen = _visible_times(tree)
    _collapse_spaces(tree)
    draft = _read_body(tree, said.title)
    host = urlsplit(said.url).hostname if said.url else None
    return replace(
        draft,
        title=said.title or draft.title,
        outlet=said.outlet or (outlet_at(host) if host else None) or draft.outlet,
        published=said.published or draft.published or seen.published,
        modified=said.modified or draft.modified or seen.modified,
        authors=said.authors or draft.authors or _visible_authors(tree),
        section=said.section or draft.section,
        url=said.url,
    )


def _read_body(tree: HtmlElement, title: str | None) -> Draft:
    """Return the article of *tree*, however short. Raises IngestError ``ingest.no_body``."""
    for body in (_extracted(tree), _paragraphs(tree)):
        try:
            return read_lines(clean(body).split("\n"), title=title)
        except IngestError:
            continue
    raise IngestError("ingest.no_body")


def _extracted(tree: HtmlElement) -> str:
    """Return the text that trafilatura takes for the article, a paragraph a line.

    What it finds too short it replaces with all text of the article on one line, captions and
    copyright included; then it is asked again, with no least length.
    """
    first = _extract(tree, trafilatura.settings.use_config())
    if "\n" in first:
        return first
    brief = trafilatura.settings.use_config()
    brief["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "1"
    return _extract(tree, brief) or first


def _extract(tree: HtmlElement, config: ConfigParser) -> str:
    copied = deepcopy(tree)  # trafilatura changes what it is given
    return (
        trafilatura.extract(copied, include_comments=False, include_tables=False, config=config)
        or ""
    )


def _paragraphs(tree: HtmlElement) -> str:
    """Return the paragraphs of the article element, one a line; empty if there is none."""
    return "\n".join(clean_line(paragraph.text_content()) for paragraph in _PARAGRAPHS(tree))


def _visible_authors(tree: HtmlElement) -> tuple[str, ...]:
    """Return the names of the first element that is marked as a byline and reads as one."""
    found = (read_byline(clean_line(element.text_content())) for element in _BYLINES(tree))
    return next(filter(None, found), ())


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
