"""What a web page says about itself: JSON-LD first, then OpenGraph and other meta elements."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from newsbot.dates import Moment, parse_moment
from newsbot.ingest.bylines import read_byline
from newsbot.ingest.markdown import web_url
from newsbot.ingest.outlets import is_portal, outlet_named, without_outlet
from newsbot.text import clean_line


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself in its metadata."""

    title: str | None = None
    outlet: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    url: str | None = None


def read_metadata(tree: HtmlElement) -> Metadata:
    """Return what the elements of *tree* say about the article, the most trusted first."""
    return _merged(_read_linked_data(tree), _read_meta(tree))


def _merged(first: Metadata, second: Metadata) -> Metadata:
    return Metadata(
        title=first.title or second.title,
        outlet=first.outlet or second.outlet,
        published=first.published or second.published,
        modified=first.modified or second.modified,
        authors=first.authors or second.authors,
        section=first.section or second.section,
        url=first.url or second.url,
    )


def _read_linked_data(tree: HtmlElement) -> Metadata:
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            loaded: object = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):  # broken on many real pages; the meta elements remain
            continue
        for node in _nodes(loaded):
            if _is_article(node):
                return _said_by(node)
    return Metadata()


def _nodes(loaded: object) -> Iterator[dict[str, object]]:
    waiting = [loaded]
    for _ in range(1_000):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting += item[:100]
        elif isinstance(item, dict):
            yield item
            waiting += [item.get("@graph"), item.get("mainEntity")]


def _is_article(node: dict[str, object]) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(
        isinstance(name, str) and name.endswith(("Article", "BlogPosting")) for name in names
    )


def _said_by(node: dict[str, object]) -> Metadata:
    return Metadata(
        title=_headline(_text(node.get("headline"))),
        outlet=_outlet(_text(_named(node.get("publisher")))),
        published=parse_moment(_text(node.get("datePublished"))),
        modified=parse_moment(_text(node.get("dateModified"))),
        authors=_authors(node.get("author")),
        section=_text(node.get("articleSection")) or None,
        url=_address(node.get("url")) or _address(node.get("mainEntityOfPage")),
    )


def _text(value: object) -> str:
    """Return *value*, or the first of a list, as one clean line; empty if it is not text."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return clean_line(html.unescape(value)) if isinstance(value, str) else ""


def _named(value: object) -> object:
    if isinstance(value, list):
        value = value[0] if value else None
    return value.get("name") if isinstance(value, dict) else value


def _address(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return web_url(html.unescape(value).strip()) if isinstance(value, str) else None


def _headline(text: str) -> str | None:
    return without_outlet(text)[0] or None


def _outlet(name: str) -> str | None:
    """Return the stored name of an outlet, *name* itself if it is not known, None for a portal."""
    if not name or is_portal(name):
        return None
    return outlet_named(name) or outlet_named(without_outlet(name)[0]) or name


def _authors(value: object) -> tuple[str, ...]:
    names: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:20]:
        text = _text(_named(item))
        if byline := read_byline(text) or read_byline(f"{text} 기자"):
            names += byline
        elif re.fullmatch(r"[^\W\d_][\w.'’ -]{1,40}", text) and not outlet_named(text):
            names.append(text)
    return tuple(dict.fromkeys(names))


def _read_meta(tree: HtmlElement) -> Metadata:
    values: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        values.setdefault(key.lower(), clean_line(element.get("content") or ""))
    canonical = [link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical"]
    title, title_outlet = without_outlet(values.get("og:title") or _heading(tree))
    title_outlet = title_outlet or without_outlet(_window_title(tree))[1]
    author, _, _ = (values.get("article:author") or values.get("og:article:author", "")).partition(
        "|"
    )  # 연합뉴스 | 네이버
    return Metadata(
        title=title or None,
        outlet=outlet_named(author) or _outlet(values.get("og:site_name", "")) or title_outlet,
        published=parse_moment(values.get("article:published_time", "")),
        modified=parse_moment(values.get("article:modified_time", "")),
        authors=_authors(author or values.get("author")),
        section=values.get("article:section") or None,
        url=_address(values.get("og:url")) or _address(next(iter(canonical), None)),
    )


def _heading(tree: HtmlElement) -> str:
    headings = [clean_line(element.text_content()) for element in tree.iter("h1")]
    return headings[0] if len(headings) == 1 else _window_title(tree)


def _window_title(tree: HtmlElement) -> str:
    title = tree.find(".//title")
    return clean_line(title.text_content()) if title is not None else ""
