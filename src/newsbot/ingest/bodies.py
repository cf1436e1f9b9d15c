"""The body of a web page: several ways to find it, and how to tell that one has failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from copy import deepcopy
from itertools import chain, islice
from typing import Final

import trafilatura
import trafilatura.settings
from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from newsbot.article import Draft
from newsbot.errors import IngestError
from newsbot.ingest.embedded import linked_bodies, script_bodies
from newsbot.ingest.endings import without_endings
from newsbot.ingest.page import MAX_PAGE_CHARS, MAX_PAGE_LINES, read_article, read_lines
from newsbot.ingest.rendering import rendered
from newsbot.ingest.sites import Selector, Site, generic
from newsbot.text import MAX_BODY_CHARS, clean, clean_line

_LEAST_SHARE: Final = 0.5
"""Of the characters that another way finds; a body with fewer is a teaser or a caption."""
_TRUSTED_SHARE: Final = 0.2
"""The same for a body that the rule of an outlet finds: news can be one sentence long."""
_MAX_GUESSED: Final = 12_000
"""Trafilatura takes up to 0.2 ms an element; a page of more elements must be read without it."""
_MIN_REFERENCE_CHARS: Final = 200
_MIN_SURE_CHARS: Final = 150
"""A body of a rule with fewer characters is compared with what trafilatura finds."""
_COMMENTS: Final = etree.XPath(
    "//*[self::section or self::div][*[1][self::h2 or self::h3 or self::h4 or self::strong]"
    "[re:test(normalize-space(.), '^댓글\\s?\\(?[0-9,]*\\)?(개|쓰기|목록)?$')]]",
    namespaces={"re": "http://exslt.org/regular-expressions"},
)
_PARAGRAPHS: Final = etree.XPath(
    "(//article | //main)[1]//p[not(ancestor::aside or ancestor::nav or ancestor::footer"
    " or ancestor::header or ancestor::figure or ancestor::li)]"
)


def read_body(tree: HtmlElement, site: Site | None, title: str | None) -> Draft:
    """Return the article of *tree*, however short; *site* is the rule of its outlet.

    Raises IngestError ``ingest.no_body`` and ``ingest.too_long``.
    """
    reference = _reference_chars(tree)
    found: list[Draft] = []
    for draft in _ruled(tree, site, title):
        found.append(draft)
        if len(draft.body) >= max(_MIN_SURE_CHARS, _LEAST_SHARE * reference):
            return draft
    shown = _shown(tree, found, title, reference)
    data = max(_held_as_data(tree, title), key=_chars, default=None)
    if data and _LEAST_SHARE * _chars(data) > _chars(shown):
        return data
    if shown:
        return shown
    raise IngestError("ingest.no_body")


def _chars(draft: Draft | None) -> int:
    return len(draft.body) if draft else 0


def _shown(
    tree: HtmlElement, found: list[Draft], title: str | None, reference: int
) -> Draft | None:
    """Return the best that the text of *tree* gives, where no rule's body was sure."""
    guessed = list(_guessed(tree, title))
    longest = max(map(_chars, guessed), default=0)
    for least, drafts in (
        (max(_TRUSTED_SHARE * longest, _LEAST_SHARE * reference), iter(found)),
        (_LEAST_SHARE * max(longest, reference), _shared(tree, title)),
    ):
        if draft := next((draft for draft in drafts if _chars(draft) >= least), None):
            return draft
    return next(iter((*guessed, *found)), None)


def _reference_chars(tree: HtmlElement) -> int:
    """Return the length of the body that the page holds as data, 0 if it holds none."""
    texts = (clean("\n".join(rendered(body))) for body in linked_bodies(tree))
    return max((len(text) for text in texts if len(text) >= _MIN_REFERENCE_CHARS), default=0)


def _ruled(tree: HtmlElement, site: Site | None, title: str | None) -> Iterator[Draft]:
    """Yield what each selector of the rule of *site* finds."""
    if site:
        for selector in site.selectors("body"):
            yield from _selected(tree, selector, site, title)


def _shared(tree: HtmlElement, title: str | None) -> Iterator[Draft]:
    for selector in generic().selectors("body"):
        yield from _selected(tree, selector, generic(), title)


def _selected(
    tree: HtmlElement, selector: Selector, site: Site, title: str | None
) -> Iterator[Draft]:
    elements = selector.elements(tree)
    if not elements:
        return
    parent = elements[0].getparent()
    parts = [element for element in elements if element.getparent() is parent]
    unwanted = _unwanted(tree, site)
    lines = [line for part in parts for line in rendered(part, unwanted)]
    kept = [line for line in lines if not any(noise.search(line) for noise in site.remove_lines)]
    yield from _drafts(kept, title)


def _unwanted(tree: HtmlElement, site: Site) -> list[HtmlElement]:
    """Return the elements of *tree* that *site* or every site leaves out of a body."""
    selectors = [*site.selectors("remove"), *site.selectors("subtitles")]
    if site.outlet:
        selectors += generic().selectors("remove")
    found = [element for selector in selectors for element in selector.elements(tree)]
    return [*found, *_COMMENTS(tree)]


def _drafts(lines: Iterable[str], title: str | None) -> Iterator[Draft]:
    """Yield the article in *lines*, which hold hardly anything else, if there is one.

    Raises IngestError ``ingest.too_long``.
    """
    text = clean("\n".join(without_endings(lines)))
    if len(text) > MAX_BODY_CHARS:
        raise IngestError("ingest.too_long", limit=MAX_BODY_CHARS)
    try:
        yield read_article(text.split("\n")[:MAX_PAGE_LINES], title)
    except IngestError:
        return


def _held_as_data(tree: HtmlElement, title: str | None) -> Iterator[Draft]:
    for body in chain(script_bodies(tree), linked_bodies(tree)):
        yield from _drafts(rendered(body, _unwanted(body, generic())), title)


def _guessed(tree: HtmlElement, title: str | None) -> Iterator[Draft]:
    for text in (_extracted(tree), _paragraphs(tree)):
        try:
            lines = clean(text[:MAX_PAGE_CHARS]).split("\n")[:MAX_PAGE_LINES]
            yield read_lines(without_endings(lines), title=title)
        except IngestError:
            continue


def _extracted(tree: HtmlElement) -> str:
    """Return the text that trafilatura takes for the article, a paragraph a line.

    What it finds too short it replaces with all text of the article on one line, captions and
    copyright included; then it is asked again, with no least length.
    """
    if sum(1 for _ in islice(tree.iter(), _MAX_GUESSED)) == _MAX_GUESSED:
        return ""
    tree = deepcopy(tree)
    for element in _unwanted(tree, generic()):
        if element.getparent() is not None:
            element.drop_tree()
    first = _extract(tree, trafilatura.settings.use_config())
    if "\n" in first:
        return first
    brief = trafilatura.settings.use_config()
    brief["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "1"
    return _extract(tree, brief) or first


def _extract(tree: HtmlElement, config: ConfigParser) -> str:
    copied = deepcopy(tree)  # trafilatura changes what it is given
    etree.strip_elements(copied, "script", "style", with_tail=False)  # and looks through them all
    return (
        trafilatura.extract(copied, include_comments=False, include_tables=False, config=config)
        or ""
    )


def _paragraphs(tree: HtmlElement) -> str:
    """Return the paragraphs of the article element, one a line; empty if there is none."""
    return "\n".join(clean_line(paragraph.text_content()) for paragraph in _PARAGRAPHS(tree))
