"""Where outlets keep headline, times and body in their pages: the rules of ``sites.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

from cssselect import HTMLTranslator
from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from newsbot.ingest.outlets import domains_of
from newsbot.ingest.rendering import shown_text
from newsbot.text import clean_line

PARTS: Final = (
    "body",
    "remove",
    "title",
    "subtitles",
    "published",
    "modified",
    "authors",
    "section",
    "outlet_name",
)
"""The parts of an article that a rule gives selectors for, each in order of trust."""
_BREAK: Final = "\u2028"
_SOURCE_SPACES: Final = re.compile(r"[ \t\r\n]+")
_ATTRIBUTE: Final = re.compile(r"(?P<css>.*)::attr\((?P<name>[\w:-]+)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Selector:
    """Elements of a page, or one attribute of them."""

    xpath: etree.XPath
    attribute: str | None

    def elements(self, tree: HtmlElement) -> list[HtmlElement]:
        """Return what is selected in *tree*, in the order of the page."""
        return [found for found in self.xpath(tree) if isinstance(found.tag, str)]

    def texts(self, tree: HtmlElement) -> Iterator[str]:
        """Yield the text (or attribute) of each selected element of *tree*, on one clean line."""
        for element in self.elements(tree):
            text = element.get(self.attribute) if self.attribute else shown_text(element)
            if line := clean_line(text or ""):
                yield line

    def lines(self, tree: HtmlElement) -> Iterator[str]:
        """Yield the text of each selected element of *tree*, a line for each that is shown."""
        for element in self.elements(tree):
            text = element.get(self.attribute) if self.attribute else _as_lines(element)
            yield from filter(None, map(clean_line, (text or "").split("\n")))


@dataclass(frozen=True, slots=True)
class Site:
    """The rule of one outlet or portal; with ``outlet`` None what many sites share."""

    outlet: str | None
    domains: tuple[str, ...]
    parts: dict[str, tuple[str, ...]]
    remove_lines: tuple[re.Pattern[str], ...] = ()
    source_id: re.Pattern[str] | None = None

    def selectors(self, part: str) -> Iterator[Selector]:
        """Yield the selectors of *part*, one of ``PARTS``, the most trusted first."""
        yield from map(selector, self.parts.get(part, ()))

    def source_id_of(self, address: str) -> str | None:
        """Return the outlet's own id of the article at *address*, or None."""
        match = self.source_id.search(address) if self.source_id else None
        return match[1] if match else None


def _as_lines(element: HtmlElement) -> str:
    flowing = _SOURCE_SPACES.sub(" ", shown_text(element, _BREAK))
    return flowing.replace(_BREAK, "\n")


@cache
def selector(css: str) -> Selector:
    """Return *css*, with ``::attr(name)`` at its end for an attribute. Raises ValueError."""
    match = _ATTRIBUTE.fullmatch(css)
    path = HTMLTranslator().css_to_xpath(match["css"] if match else css)
    return Selector(etree.XPath(path), match["name"] if match else None)


@cache
def _sites() -> tuple[Site, ...]:
    table = tomllib.loads((files("newsbot.ingest") / "sites.toml").read_text("utf-8"))
    return tuple(_site(entry) for entry in (table["generic"], *table.get("site", ())))


def _site(entry: dict[str, object]) -> Site:
    name = entry.get("outlet")
    outlet = name if isinstance(name, str) else None
    pattern = entry.get("source_id")
    return Site(
        outlet=outlet,
        domains=_strings(entry, "domains") or (domains_of(outlet) if outlet else ()),
        parts={part: _strings(entry, part) for part in PARTS},
        remove_lines=tuple(re.compile(line) for line in _strings(entry, "remove_lines")),
        source_id=re.compile(pattern) if isinstance(pattern, str) else None,
    )


def _strings(entry: dict[str, object], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"sites.toml: {key} of {entry.get('outlet')} is no list of strings")
    return tuple(value)


def generic() -> Site:
    """Return the rule that is tried where no outlet's fits."""
    return _sites()[0]


def sites() -> tuple[Site, ...]:
    """Return the rules of the outlets, as ``sites.toml`` orders them."""
    return _sites()[1:]


def site_at(address: str | None) -> Site | None:
    """Return the rule of the page at *address* (the longest domain that fits), or None."""
    host = host_of(address)
    fitting = [
        (len(domain), -number, site)
        for number, site in enumerate(sites())
        for domain in site.domains
        if host == domain or host.endswith(f".{domain}")
    ]
    return max(fitting, key=lambda found: found[:2])[2] if fitting else None


def site_of(outlet: str | None) -> Site | None:
    """Return the first rule of *outlet*, or None."""
    return next((site for site in sites() if outlet and site.outlet == outlet), None)


def host_of(address: str | None) -> str:
    """Return the host that *address* names, in lower case; empty if it names none."""
    try:
        return (urlsplit(address or "").hostname or "").rstrip(".")
    except ValueError:  # http://[
        return ""
