"""An element of a page as the lines that a browser would show."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from newsbot.ingest.sentences import is_sentence


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS: Final = _tags(
    "address article blockquote body center dd details div dl dt fieldset footer form h1 h2 h3 h4 "
    "h5 h6 header hr li main ol p pre section summary table tbody tfoot thead tr ul"
)
_UNSEEN: Final = _tags(
    "applet aside audio button canvas embed figcaption figure head iframe input ins link map meta "
    "nav noscript object option script select style svg template textarea title video"
)
_NAMED: Final = frozenset(("button", "figcaption", "ins", "title"))
"""Of these the ones that a rule may name all the same."""
_CELLS: Final = frozenset(("td", "th"))
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_MAX_CAPTION_CHARS: Final = 250  # of the text in a table that holds a picture
_MAX_LINK_CHARS: Final = 90
_MAX_DEPTH: Final = 250  # lxml itself gives up at 256


@dataclass(slots=True)
class _Screen:
    """The lines so far; the last one may still grow."""

    unwanted: frozenset[HtmlElement]
    lines: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    linked: int = 0  # characters of the growing line that are in links

    def write(self, text: str | None, *, in_link: bool) -> None:
        if text:
            self.text.append(text)
            self.linked += len(_SPACES.sub("", text)) if in_link else 0

    def break_line(self) -> None:
        line = _SPACES.sub(" ", "".join(self.text)).strip()
        only_links = self.linked and self.linked >= len(line.replace(" ", ""))
        if not (only_links and len(line) <= _MAX_LINK_CHARS and not is_sentence(line)):
            self.lines.append(line)
        self.text.clear()
        self.linked = 0


def rendered(element: HtmlElement, unwanted: Collection[HtmlElement] = ()) -> list[str]:
    """Return the lines of *element*, blank ones among them.

    Left out are the elements *unwanted* and what a reader does not see or would not read as text:
    scripts, pictures and their captions, buttons, hidden elements, small tables around a picture,
    lines made of links alone.
    """
    screen = _Screen(frozenset(unwanted))
    _write(element, screen, depth=0, in_link=False)
    screen.break_line()
    return screen.lines


def shown_text(element: HtmlElement, line_break: str = " ") -> str:
    """Return all text of *element*, also of links, with *line_break* where a line would break."""
    if element.tag in _UNSEEN and element.tag not in _NAMED:
        return ""
    apart = line_break if element.tag in _BLOCKS or element.tag == "br" else ""
    apart = apart or (" " if element.tag in _CELLS else "")
    inside = "".join(
        (shown_text(child, line_break) if isinstance(child.tag, str) else "") + (child.tail or "")
        for child in element
    )
    return f"{apart}{element.text or ''}{inside}{apart}"


def _write(element: HtmlElement, screen: _Screen, depth: int, *, in_link: bool) -> None:
    if depth > _MAX_DEPTH:
        return
    tag = element.tag
    breaks = tag in _BLOCKS
    if breaks or tag == "br":
        screen.break_line()
    elif tag in _CELLS:
        screen.write(" ", in_link=False)
    screen.write(element.text, in_link=in_link or tag == "a")
    for child in element:
        if isinstance(child.tag, str) and child not in screen.unwanted and _is_seen(child):
            _write(child, screen, depth + 1, in_link=in_link or child.tag == "a")
        screen.write(child.tail, in_link=in_link or tag == "a")
    if breaks:
        screen.break_line()


def _is_seen(element: HtmlElement) -> bool:
    if element.tag in _UNSEEN or element.get("hidden") is not None:
        return False
    style = element.get("style")
    if style and _HIDDEN.search(style):
        return False
    return element.tag != "table" or not _frames_picture(element)


def _frames_picture(table: HtmlElement) -> bool:
    """Return whether *table* is there for a picture and the caption below it."""
    if table.find(".//img") is None:
        return False
    return len(_SPACES.sub("", table.text_content())) <= _MAX_CAPTION_CHARS
