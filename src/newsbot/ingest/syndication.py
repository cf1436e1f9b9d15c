"""RSS, RDF and Atom, read in the child process: the fields of a feed as raw text.

feedparser opens what it takes for an address or a file name, so it is handed a stream. HTML stays
as it is written until ``text_of`` takes the text out of it.
"""

from __future__ import annotations

import html
import io
import re
from typing import Final

import feedparser  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

from newsbot.errors import IngestError
from newsbot.ingest.charset import decode
from newsbot.ingest.feed import MAX_ENTRIES
from newsbot.ingest.rendering import rendered

_DECLARATION: Final = re.compile(r"\s*<\?xml\b[^>]{0,300}>")
_ENCODING: Final = re.compile(rb"\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([\w:.-]{1,40})[\"']")
_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]*>|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|\w{2,31});")

Entry = dict[str, object]


def read_feed(data: bytes, address: str | None, charset: str | None) -> dict[str, object]:
    """Return ``title`` and ``entries`` of the feed *data*. Raises IngestError."""
    try:
        found = feedparser.parse(
            io.BytesIO(_well_behaved(data, charset)),
            response_headers={"content-location": address or ""},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except ValueError:  # its own, where the address of a namespace holds a no-break space
        raise IngestError("ingest.not_a_feed") from None
    if not found.get("version"):
        raise IngestError("ingest.not_a_feed")
    entries = [_entry(entry) for entry in found["entries"][:MAX_ENTRIES]]
    return {"title": text_of(_string(found["feed"], "title")), "entries": entries}


def _well_behaved(data: bytes, charset: str | None) -> bytes:
    """Return the feed in UTF-8, without what XML forbids and without entities of its own.

    An entity that is declared once and named often unfolds to gigabytes; news has no use for it.
    """
    declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf")[:400])
    text = decode(data, charset or (declared[1].decode("ascii") if declared else None))
    text = _NOT_XML.sub("", text.removeprefix("\ufeff"))
    text = _DECLARATION.sub("", text, count=1).replace("<!ENTITY", "<!IGNORED").lstrip()
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text.encode("utf-8", "replace")


def _entry(entry: feedparser.FeedParserDict) -> Entry:
    published, updated = _string(entry, "published"), _string(entry, "updated")
    return {
        "id": _string(entry, "id"),
        "url": _string(entry, "link"),
        "title": text_of(_string(entry, "title")),
        "published": published or updated or _string(entry, "created"),
        "modified": updated if published else "",
        "authors": _authors(entry),
        "text": max(map(text_of, _contents(entry)), key=len, default=""),
    }


def _string(fields: feedparser.FeedParserDict, key: str) -> str:
    # dict.get: feedparser's own gives the time of publication for a change that is not there
    value = dict.get(fields, key)
    return value if isinstance(value, str) else ""


def _authors(entry: feedparser.FeedParserDict) -> list[str]:
    named = dict.get(entry, "authors") or []
    names = [_string(one, "name") for one in named if isinstance(one, dict)]
    return [name for name in names if name] or [_string(entry, "author")]


def _contents(entry: feedparser.FeedParserDict) -> list[str]:
    contents = dict.get(entry, "content") or []
    values = [_string(one, "value") for one in contents if isinstance(one, dict)]
    return [*values, _string(entry, "summary")]


def text_of(markup: str) -> str:
    """Return the text of *markup*, HTML or plain text that may hold entities; a block a line."""
    if not _MARKUP.search(markup):
        return markup
    if "<" not in markup:
        return html.unescape(markup)
    try:
        # In the parser's own encoding: a declaration within the markup does not count.
        source = f"<div>{markup}</div>".encode("utf-8", "replace")
        tree = document_fromstring(source, parser=HTMLParser(encoding="utf-8"))
    except etree.ParserError:  # nothing but comments
        return ""
    return "\n".join(rendered(tree))
