"""Articles that a page holds as data for its scripts, read as data: nothing is executed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml.html import HtmlElement, fragment_fromstring  # type: ignore[import-untyped]

Node = dict[str, object]

_MIN_BODY_CHARS: Final = 100
_FUSION: Final = re.compile(r"Fusion\.globalContent\s*=\s*(?=\{)")
_MAX_STRINGS: Final = 20
_MAX_PUSHES: Final = 2_000
_MAX_SCRIPTS: Final = 20
_MAX_LINKED: Final = 5
_BODY_KEY: Final = re.compile(
    r'"(?:(?:article|news)[_-]?(?:body|contents?|text|html)|body(?:[_-]?html)?'
    r'|contents?(?:[_-]?(?:html|body))?|html|text)"\s*:\s*"',
    re.IGNORECASE,
)
_CLOCK = r'[_-]?(?:dt|date|at|time|date_?time|ymdt)"\s*:\s*"(?P<time>[0-9][0-9T:. /+-]{9,30}Z?)"'
_TIME_KEY: Final = re.compile(
    rf'"(?:deploy|creat(?:ed|ion)?|reg|regist(?:er|ration)?|publish(?:ed)?|pub|input|service|issue){_CLOCK}',
    re.IGNORECASE,
)
_CHANGE_KEY: Final = re.compile(
    rf'"(?:re_?deploy|mod|modif(?:y|ied)|updated?|last_?(?:modified|updated?)){_CLOCK}',
    re.IGNORECASE,
)
_TITLE_KEY: Final = re.compile(
    r'"(?:(?:article|news)?_?title|headline|subject)"\s*:\s*(?=")', re.IGNORECASE
)
_TITLE_DISTANCE: Final = 3_000
_PUSH: Final = re.compile(r"__next_f\.push\(\[1,\s*(?=\")")
_FLIGHT_TEXT: Final = re.compile(r"(?:^|\n)[0-9a-f]{1,4}:T([0-9a-f]{2,6}),")
_PLACEHOLDER: Final = re.compile(r"\$\$\w{1,30}\$\$")
_HANGUL: Final = re.compile(r"[가-힣]")
_DECODER: Final = json.JSONDecoder(strict=False)
_TAG: Final = re.compile(r"<[a-zA-Z/!]")


def linked_articles(tree: HtmlElement) -> list[Node]:
    """Return what JSON-LD says of the article of *tree*: its nodes that are articles."""
    said = (
        script.text or ""
        for script in tree.iter("script")
        if (script.get("type") or "").strip().lower() == "application/ld+json"
    )
    nodes = (node for text in islice(said, _MAX_SCRIPTS) for node in _nodes(_loaded(text)))
    return list(islice(filter(_is_article, nodes), _MAX_LINKED))


def _loaded(text: str) -> object:
    """Return the JSON value that *text* begins with; None if it is broken, as on many pages."""
    text = text.strip().removeprefix("<!--").removeprefix("//<![CDATA[").strip()
    try:
        value: object = _DECODER.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None
    return value


def _nodes(loaded: object) -> Iterator[Node]:
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


def _is_article(node: Node) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(
        isinstance(name, str) and name.endswith(("Article", "BlogPosting")) for name in names
    )


def fusion_content(tree: HtmlElement) -> Node | None:
    """Return the story that Arc's Fusion (조선일보 since 2021) hands to its scripts, or None."""
    for script in tree.iter("script"):
        text = script.text or ""
        if match := _FUSION.search(text):
            loaded = _loaded(text[match.end() :])
            if isinstance(loaded, dict) and isinstance(loaded.get("content_elements"), list):
                return loaded
    return None


def script_bodies(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield each body that the scripts of *tree* would show, the most trusted first."""
    if story := fusion_content(tree):
        yield as_element("\n".join(_story_parts(story)))
    scripts = [script.text for script in tree.iter("script") if script.text]
    strings = [text for script in (*scripts, _flight(scripts)) for text in _body_strings(script)]
    long = {text for text in strings if len(text) >= _MIN_BODY_CHARS and _HANGUL.search(text)}
    for text in sorted(long, key=len, reverse=True)[:_MAX_STRINGS]:
        yield as_element(text)


def script_times(tree: HtmlElement) -> tuple[str, str]:
    """Return when the article was published and changed, as its scripts' data spell it.

    Empty where they do not. The first time is taken: lists of other articles come later.
    """
    scripts = [script.text for script in tree.iter("script") if script.text]
    scripts.append(_flight(scripts))
    found = [_TIME_KEY.search(script) for script in scripts]
    published = next((match["time"] for match in found if match), "")
    changed = (_CHANGE_KEY.search(script) for script in scripts)
    return published, next((match["time"] for match in changed if match), "")


def script_title(tree: HtmlElement) -> str | None:
    """Return the title that stands before the longest body in the data of a script, or None."""
    scripts = [script.text for script in tree.iter("script") if script.text]
    found = [
        (len(_string_at(script, match.end() - 1)), script[max(0, start - _TITLE_DISTANCE) : start])
        for script in scripts
        for match in islice(_BODY_KEY.finditer(script), _MAX_STRINGS)
        if (start := match.start()) >= 0
    ]
    size, before = max(found, default=(0, ""))
    titles = [_string_at(before, match.end()) for match in _TITLE_KEY.finditer(before)]
    return next(filter(None, reversed(titles)), None) if size >= _MIN_BODY_CHARS else None


def linked_bodies(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the ``articleBody`` of the JSON-LD of *tree*, which is often without paragraphs."""
    for node in linked_articles(tree):
        body = node.get("articleBody")
        if isinstance(body, str) and len(body) >= _MIN_BODY_CHARS:
            yield as_element(body)


def _story_parts(story: Node) -> Iterator[str]:
    elements = story["content_elements"]
    for element in elements if isinstance(elements, list) else []:
        kind = element.get("type") if isinstance(element, dict) else None
        if kind in ("text", "header"):
            content = element.get("content")
            yield f"<p>{content}</p>" if isinstance(content, str) else ""
        elif kind == "quote":
            yield from _story_parts({"content_elements": element.get("content_elements")})


def _flight(scripts: list[str]) -> str:
    """Return what Next.js streams to its scripts: the strings of its pushes, joined."""
    pushes = (match for script in scripts for match in _PUSH.finditer(script))
    return "".join(_string_at(match.string, match.end()) for match in islice(pushes, _MAX_PUSHES))


def _string_at(script: str, at: int) -> str:
    """Return the JSON string that begins at *at*, empty if none does."""
    try:
        value = _DECODER.raw_decode(script, at)[0]
    except (ValueError, RecursionError):
        return ""
    return value if isinstance(value, str) else ""


def _body_strings(script: str) -> Iterator[str]:
    """Yield the JSON strings in *script* whose key names a body, and the texts of a flight."""
    for match in islice(_BODY_KEY.finditer(script), _MAX_STRINGS):
        yield _string_at(script, match.end() - 1)
    for match in islice(_FLIGHT_TEXT.finditer(script), _MAX_STRINGS):
        size = int(match[1], 16)  # in bytes
        yield script[match.end() : match.end() + size].encode()[:size].decode("utf-8", "ignore")


def as_element(text: str) -> HtmlElement:
    """Return *text*, HTML or plain, once or doubly escaped, as a ``div``."""
    text = _PLACEHOLDER.sub("", text.replace("\0", ""))
    if "<" not in text and "&lt;" in text:
        text = html.unescape(text)
    if not _TAG.search(text):
        text = "<br>".join(html.escape(html.unescape(text)).splitlines())
    return fragment_fromstring(f"<div>{text}</div>", create_parent="div")
