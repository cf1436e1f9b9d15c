"""What a web page says about itself: JSON-LD first, then OpenGraph and other meta elements."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from newsbot.dates import Moment
from newsbot.ingest.bylines import read_byline
from newsbot.ingest.embedded import Node, fusion_content, linked_articles
from newsbot.ingest.markdown import web_url
from newsbot.ingest.outlets import is_portal, outlet_named, without_outlet
from newsbot.ingest.pagetimes import moment_in
from newsbot.text import clean_line

_PUBLISHED: Final = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "published_time",
    "og:pubdate",
    "dable:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "published_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "parsely-pub-date",
    "sailthru.date",
    "regdate",
    "reg_date",
    "reg-date",
    "article:reg_date",
    "article_date",
    "date",
    "created",
)
_MODIFIED: Final = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "dc.date.modified",
    "dcterms.modified",
    "lastmod",
    "last-modified",
)


_AUTHORS: Final = ("author", "dable:author", "dd:author")


_NAME: Final = re.compile(r"[^\W\d_][\w.'’ -]{1,40}")
_OTHERS: Final = re.compile(r"\s외\s?[0-9]{1,2}\s?[명인]$")
_ROLE: Final = re.compile(r"(?<=[가-힣])\s(?:\S{0,2}기자|특파원|앵커|PD|피디|논설위원|칼럼니스트)$")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself in its metadata."""

    titles: tuple[str, ...] = ()
    """Headlines as they stand there, the most trusted first."""
    subtitles: tuple[str, ...] = ()
    outlet: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    url: str | None = None


def read_metadata(tree: HtmlElement) -> Metadata:
    """Return what the elements of *tree* say about the article, the most trusted first."""
    story = fusion_content(tree)
    nodes = linked_articles(tree)
    said = [_said_by_story(story)] if story else []
    said += [_said_by(node) for node in nodes[:1]]
    said.append(_read_meta(tree))
    merged = said[0]
    for less_trusted in said[1:]:
        merged = _merged(merged, less_trusted)
    return merged


def _merged(first: Metadata, second: Metadata) -> Metadata:
    return Metadata(
        titles=first.titles + second.titles,
        subtitles=first.subtitles or second.subtitles,
        outlet=first.outlet or second.outlet,
        published=_more_precise(first.published, second.published),
        modified=_more_precise(first.modified, second.modified),
        authors=first.authors or second.authors,
        section=first.section or second.section,
        url=first.url or second.url,
    )


def _more_precise(first: Moment | None, second: Moment | None) -> Moment | None:
    if first is None or (
        second and first.precision == "day" and first.iso()[:10] == second.iso()[:10]
    ):
        return second
    return first


def _said_by(node: Node) -> Metadata:
    title = _text(node.get("headline")) or _text(node.get("name"))
    return Metadata(
        titles=(title,) if title else (),
        outlet=stored_outlet(_text(_named(node.get("publisher")))),
        published=moment_in(_text(node.get("datePublished"))),
        modified=moment_in(_text(node.get("dateModified"))),
        authors=read_authors(node.get("author")),
        section=_text(node.get("articleSection")) or None,
        url=_address(node.get("url")) or _address(node.get("mainEntityOfPage")),
    )


def _said_by_story(story: Node) -> Metadata:
    """Return what Arc's *story* says; its times are in UTC and say so."""
    title = _text(_inside(story, "headlines", "basic"))
    subtitle = _text(_inside(story, "subheadlines", "basic"))
    return Metadata(
        titles=(title,) if title else (),
        subtitles=(subtitle,) if subtitle else (),
        published=moment_in(_text(story.get("display_date") or story.get("first_publish_date"))),
        modified=moment_in(_text(story.get("last_updated_date"))),
        authors=read_authors(_inside(story, "credits", "by")),
        section=_text(_inside(story, "taxonomy", "primary_section", "name")) or None,
    )


def _inside(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


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
    """Return the URL *value*; None for the front page, which some sites name on every page."""
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    url = web_url(html.unescape(value).strip()) if isinstance(value, str) else None
    if url is None:
        return None
    parts = urlsplit(url)
    return url if parts.path.strip("/") or parts.query else None


def stored_outlet(name: str) -> str | None:
    """Return the stored name of an outlet, *name* itself if it is not known, None for a portal."""
    if not name or is_portal(name):
        return None
    return outlet_named(name) or outlet_named(without_outlet(name)[0]) or name


def read_authors(value: object) -> tuple[str, ...]:
    """Return the names in *value*: a text, an object with a name, or a list of these."""
    names: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:20]:
        text = _OTHERS.sub("", _text(_named(item)))
        if is_portal(text.removesuffix(" 스포츠").removesuffix(" 연예").removesuffix(" TV연예")):
            continue
        byline = read_byline(text) or read_byline(f"{text} 기자")
        text = _ROLE.sub("", text)  # of a name that is too rare for a byline
        if byline:
            names += byline
        elif _NAME.fullmatch(text) and not outlet_named(text):
            names.append(text)
    return tuple(dict.fromkeys(names))


def _read_meta(tree: HtmlElement) -> Metadata:
    values: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = clean_line(element.get("content") or "")
        if content:
            values.setdefault(key.strip().lower(), content)
    canonical = [link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical"]
    author = values.get("article:author") or values.get("og:article:author", "")
    named = (meta for meta in tree.iter("meta") if (meta.get("name") or "").lower() in _AUTHORS)
    writers = [author.partition("|")[0], *(clean_line(meta.get("content") or "") for meta in named)]
    sections = (values.get(key, "") for key in ("article:section", "article:section2"))
    titles = (values.get(key, "") for key in ("og:title", "twitter:title"))
    return Metadata(
        titles=tuple(title for title in titles if title),
        outlet=outlet_named(writers[0])  # 연합뉴스 | 네이버
        or stored_outlet(values.get("og:site_name", ""))
        or _outlet_beside(tree, values),
        published=_first_moment(values, _PUBLISHED),
        modified=_first_moment(values, _MODIFIED),
        authors=next(filter(None, map(read_authors, writers)), ()),
        section=next((name for name in sections if name and not outlet_named(name)), None),
        url=_address(values.get("og:url")) or _address(next(iter(canonical), None)),
    )


def _outlet_beside(tree: HtmlElement, values: dict[str, str]) -> str | None:
    """Return the outlet that a portal's mark, or the title of the window, names."""
    marks = (values.get(key, "") for key in ("me2:category1", "twitter:creator"))
    named = next(filter(None, map(outlet_named, marks)), None)
    window = tree.find(".//title")
    return named or (
        without_outlet(clean_line(window.text or ""))[1] if window is not None else None
    )


def _first_moment(values: dict[str, str], keys: tuple[str, ...]) -> Moment | None:
    """Return the first of the times under *keys*; one to the minute goes before a mere day."""
    moments = [moment for key in keys if (moment := moment_in(values.get(key, "")))]
    exact = (moment for moment in moments if moment.precision != "day")
    return next(exact, moments[0] if moments else None)
