"""A web page opened: parsed, and with the rules of the site that it is from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import (  # type: ignore[import-untyped]
    HtmlElement,
    HTMLParser,
    document_fromstring,
)

from newsbot.errors import IngestError
from newsbot.ingest.markdown import web_url
from newsbot.ingest.metadata import Metadata, read_metadata
from newsbot.ingest.outlets import outlet_at, outlets_in
from newsbot.ingest.page import MAX_PAGE_CHARS
from newsbot.ingest.sites import Site, generic, host_of, site_at, site_of
from newsbot.text import MAX_BODY_CHARS

MAX_TAGS: Final = 60_000
"""The most tags a page may have, opening and closing: a news page has 1,000 to 15,000."""
MAX_ATTRIBUTES: Final = 200
"""The most attributes of one tag: parsers compare each with all others."""
_LONG_TAG_CHARS: Final = 2 * MAX_ATTRIBUTES
_TEXTS: Final = etree.XPath("//text()[not(parent::script or parent::style)]")
_LINKS: Final = etree.XPath("//a | //link | //script | //img | //form | //iframe")
_MAX_LINKS: Final = 2_000
_MIN_LINKS: Final = 3
_NOTICE: Final = re.compile(
    r"(?:저작권|copyright|ⓒ|©)[^\n]{1,60}?(?:무단|reserved|금지)", re.IGNORECASE
)
_MAX_NOTICES: Final = 20
_MARKS: Final = re.compile("[&'\"‘’]")
_TAG: Final = re.compile(r"[a-zA-Z][\w:-]*[\s/]")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_SCRIPT: Final = re.compile(r"<script\b", re.IGNORECASE)
_SCRIPT_END: Final = re.compile(r"</script\b", re.IGNORECASE)

_SAVED_FROM: Final = re.compile(r"<!--\s*saved from url=\([0-9]+\)(https?://[^\s<>\"]{1,900})")
_SAVED_CHARS: Final = 5_000
_ARCHIVED: Final = re.compile(r"^https?://web\.archive\.org/web/[0-9a-z_]+/(?=https?:)")


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page, what it says of itself, where it is from, and the rule that fits it."""

    tree: HtmlElement
    said: Metadata
    url: str | None
    host: str
    site: Site | None

    def ruled(self, part: str) -> Iterator[list[str]]:
        """Yield the texts that each selector of the outlet's rule finds for *part*."""
        if self.site:
            yield from _found(self.tree, self.site, part)

    def ruled_lines(self, part: str) -> list[str]:
        """Return the lines that the first selector with any of the outlet's rule finds."""
        for selector in self.site.selectors(part) if self.site else ():
            if lines := list(selector.lines(self.tree)):
                return lines
        return []

    def shared(self, part: str) -> Iterator[list[str]]:
        """Yield the texts that each selector of the generic rule finds for *part*."""
        yield from _found(self.tree, generic(), part)


def _found(tree: HtmlElement, site: Site, part: str) -> Iterator[list[str]]:
    for selector in site.selectors(part):
        if texts := list(selector.texts(tree)):
            yield texts


def open_page(text: str, address: str | None) -> Page:
    """Return the page *text*, which was fetched from *address* if it was.

    Raises IngestError ``ingest.no_body`` for an empty one, ``ingest.too_long`` and
    ``ingest.html_absurd``.
    """
    saved = _SAVED_FROM.search(text[:_SAVED_CHARS])
    tree = _parse(text)
    if sum(map(len, _TEXTS(tree))) > MAX_PAGE_CHARS:
        raise IngestError("ingest.too_long", limit=MAX_BODY_CHARS)
    said = read_metadata(tree)
    given = (address, said.url, saved[1] if saved else None)
    places = [_ARCHIVED.sub("", place) for place in given if place]
    site = next((found for place in places if (found := site_at(place))), None)
    site = site or site_of(said.outlet)
    host = next((host for place in places if (host := host_of(place))), "")
    if not (site or host):
        host = _linked_host(tree)
        site = site_at(f"https://{host}/") or site_of(_claiming_outlet(tree))
    return Page(
        tree=tree,
        said=said,
        url=next((url for place in _as_urls(said, places) if (url := web_url(place))), None),
        host=host,
        site=site,
    )


def _linked_host(tree: HtmlElement) -> str:
    """Return a host of the site that most links of *tree* to known sites lead to, or ''.

    Pages that crawlers saved often say nowhere where they are from. A few links prove nothing.
    """
    links = [element.get("href") or element.get("src") or "" for element in _LINKS(tree)]
    hosts = Counter(map(host_of, links[:_MAX_LINKS]))
    outlets: Counter[str] = Counter()
    for host, count in hosts.items():
        if outlet := _shown_at(host):
            outlets[outlet] += count
    for outlet, count in outlets.most_common(1):
        if count >= _MIN_LINKS and count > outlets.total() / 2:
            return next(host for host, _ in hosts.most_common() if _shown_at(host) == outlet)
    return ""


def _shown_at(host: str) -> str | None:
    """Return the outlet that publishes at *host*, or the portal that has a rule for its pages."""
    portal = site_at(f"https://{host}/")
    return outlet_at(host) or (portal.outlet if portal else None)


def _claiming_outlet(tree: HtmlElement) -> str | None:
    """Return the outlet that the notice of copyright names, None if several or none do."""
    text = " ".join(_TEXTS(tree))
    notices = (_MARKS.sub(" ", match[0]) for match in islice(_NOTICE.finditer(text), _MAX_NOTICES))
    named = {outlet for notice in notices for outlet in outlets_in(notice)}
    return next(iter(named)) if len(named) == 1 else None


def _as_urls(said: Metadata, places: list[str]) -> Iterator[str]:
    if said.url:
        yield _ARCHIVED.sub("", said.url)
    yield from places


def _parse(text: str) -> HtmlElement:
    text = text.replace("\0", "")
    if not text.strip():
        raise IngestError("ingest.no_body")
    _refuse_absurd(text)
    try:
        # As bytes: lxml refuses a str that carries an XML encoding declaration.
        return document_fromstring(
            text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8")
        )
    except etree.ParserError:  # nothing but comments
        raise IngestError("ingest.no_body") from None


def _refuse_absurd(text: str) -> None:
    """Raise IngestError ``ingest.html_absurd`` for what no article's page is like.

    It costs parsers minutes, and to count is cheap.
    """
    pieces = [piece for part in _without_scripts(text) for piece in part.split("<")]
    if len(pieces) > MAX_TAGS or max(map(_attributes, pieces), default=0) > MAX_ATTRIBUTES:
        raise IngestError("ingest.html_absurd", tags=MAX_TAGS, attributes=MAX_ATTRIBUTES)


def _attributes(piece: str) -> int:
    """Return about how many attributes the tag at the start of *piece* has."""
    if len(piece) <= _LONG_TAG_CHARS or not _TAG.match(piece):
        return 0
    return len(_QUOTED.sub(" ", piece).partition(">")[0].replace("/", " ").split())


def _without_scripts(text: str) -> Iterator[str]:
    at = 0
    while start := _SCRIPT.search(text, at):
        yield text[at : start.end()]
        end = _SCRIPT_END.search(text, start.end())
        if end is None:
            return
        at = end.start()
    yield text[at:]
