"""Markdown with a YAML front matter: the form in which the corpus keeps an article.

``parse_markdown(render_markdown(article))`` gives every field back. Every value of the front
matter is read as text, so that no YAML rule turns a headline into a number, a date or a boolean.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

import yaml

from newsbot.article import Article, Draft, valid_id
from newsbot.dates import parse_moment
from newsbot.errors import IngestError
from newsbot.ingest.visibility import audience_of, hidden_of
from newsbot.text import MAX_BODY_CHARS, MAX_LINE_CHARS, clean, clean_line

MAX_FRONT_MATTER_BYTES: Final = 64 * 1024
_MAX_DEPTH: Final = 4
"""A list of strings in a mapping is two deep; more is not ours, and deep nesting ends a parser."""

_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml where it is built in
_HEADING: Final = re.compile(r"#[ \t]+(?P<title>\S.*)")
_BROKEN: Final = re.compile(
    r"\s*---\s(?:.*\n){0,200}?[ \t]*['\"]?audience['\"]?[ \t]*:", re.IGNORECASE
)
"""A front matter that was meant to name an audience, and has no end or not the first line."""
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")

Fields = dict[str, object]


def parse_markdown(text: str) -> Draft:
    """Return the article in *text*.

    Without a front matter, a ``# heading`` on the first line is the headline. Keys that are not
    known, and values that are not text, are left out. Raises IngestError ``ingest.no_body``,
    ``ingest.too_long`` and ``ingest.front_matter*``.
    """
    front, rest = _split(text)
    if front is None:
        if _BROKEN.match(rest):  # an article of which it is not known who may see it
            raise IngestError("ingest.bad_audience")
        title, body = _heading(rest)
        return storable(Draft(title=title, body=body))
    return storable(_draft(_read_fields(front), clean(rest)))


def _draft(fields: Fields, body: str) -> Draft:
    named = _line(fields, "id")
    own_id = named if named and valid_id(named) else None
    return Draft(
        id=own_id,
        body=body,
        title=_line(fields, "title"),
        subtitles=_lines(fields, "subtitles"),
        outlet=_line(fields, "outlet"),
        published=parse_moment(_line(fields, "published") or ""),
        modified=parse_moment(_line(fields, "modified") or ""),
        authors=_lines(fields, "authors"),
        section=_line(fields, "section"),
        url=_url(fields),
        source_id=_line(fields, "source_id") or (None if own_id else named),
        sample=_line(fields, "sample") == "true",
        note=_line(fields, "note"),
        audience=audience_of(fields),
        hidden=hidden_of(fields),
        excerpt=_line(fields, "excerpt") == "true",
    )


def render_markdown(article: Article) -> str:
    """Return *article* as Markdown; absent fields are left out.

    Raises IngestError ``ingest.front_matter_too_large`` where it could not be read back.
    """
    front = yaml.dump(
        {key: value for key, value in _fields(article).items() if value},
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=10 * MAX_LINE_CHARS,
    )
    _refuse_large(front)
    return f"---\n{front}---\n\n{article.body}\n"


def _fields(article: Article) -> Fields:
    return {
        "id": article.id,
        "title": article.title,
        "subtitles": list(article.subtitles),
        "outlet": article.outlet,
        "published": article.published.spelled() if article.published else None,
        "modified": article.modified.spelled() if article.modified else None,
        "authors": list(article.authors),
        "section": article.section,
        "url": article.url,
        "source_id": article.source_id,
        "sample": "true" if article.sample else None,
        "note": article.note,
        "audience": article.audience,
        "hidden": "true" if article.hidden else None,
        "excerpt": "true" if article.excerpt else None,
    }


class _Dumper(yaml.SafeDumper):
    """Writes ``true``, ``2025-10-29`` and ``123`` without quotes: all is read as text again."""


_Dumper.yaml_implicit_resolvers = {}


MAX_NAMES_CHARS: Final = 8_000
"""The longest sub-headlines and bylines together, so that the front matter can be read back."""


def storable(draft: Draft) -> Draft:
    """Return *draft* if the corpus can keep it.

    Raises IngestError ``ingest.no_body``, ``ingest.too_long`` or ``ingest.too_many_names``.
    """
    if not draft.body:
        raise IngestError("ingest.no_body")
    if len(draft.body) > MAX_BODY_CHARS:
        raise IngestError("ingest.too_long", limit=MAX_BODY_CHARS)
    if sum(map(len, (*draft.subtitles, *draft.authors))) > MAX_NAMES_CHARS:
        raise IngestError("ingest.too_many_names", limit=MAX_NAMES_CHARS)
    return draft


def web_url(text: str) -> str | None:
    """Return *text* if it is an ``http`` or ``https`` address with a host, or None."""
    if not text or len(text) > MAX_LINE_CHARS or text != clean_line(text) or " " in text:
        return None  # control and invisible characters can make a link look like another
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:  # [ without ]
        return None
    return text if parts.scheme.lower() in ("http", "https") and host else None


def _split(text: str) -> tuple[str | None, str]:
    """Return the YAML between the ``---`` lines (None: no front matter), and what follows it."""
    text = _SURROGATES.sub("\ufffd", text.removeprefix("\ufeff"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.startswith("---\n"):
        return None, text
    end = re.compile(r"^---[ \t]*(?:\n|\Z)", re.MULTILINE).search(text, 4)
    if end is None:
        return None, text
    front = text[4 : end.start()]
    _refuse_large(front)
    return front, text[end.end() :]


def _refuse_large(front: str) -> None:
    if len(front.encode()) > MAX_FRONT_MATTER_BYTES:
        raise IngestError("ingest.front_matter_too_large", limit=MAX_FRONT_MATTER_BYTES // 1024)


def _read_fields(front: str) -> Fields:
    try:
        _refuse_bombs(front)
        loaded: object = yaml.load(front, Loader=_LOADER)  # noqa: S506 (a BaseLoader: only text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise IngestError("ingest.front_matter", line=mark.line + 2 if mark else 2) from None
    if loaded is None or loaded == "":
        return {}
    if not isinstance(loaded, dict):
        raise IngestError("ingest.front_matter", line=2)
    return {str(key): value for key, value in loaded.items()}


def _refuse_bombs(front: str) -> None:
    """Refuse aliases, which can unfold without end, and deep nesting, before anything is built."""
    depth = 0
    for event in yaml.parse(front, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise IngestError("ingest.front_matter_alias")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            mark = event.start_mark
            raise IngestError("ingest.front_matter", line=mark.line + 2 if mark else 2)


def _line(fields: Fields, key: str) -> str | None:
    value = fields.get(key)
    return (clean_line(value) or None) if isinstance(value, str) else None


def _url(fields: Fields) -> str | None:
    value = fields.get("url")
    return web_url(value.strip()) if isinstance(value, str) else None


def _lines(fields: Fields, key: str) -> tuple[str, ...]:
    value: object = fields.get(key, [])
    items = value if isinstance(value, list) else [value]
    cleaned = (clean_line(item) for item in items if isinstance(item, str))
    return tuple(item for item in cleaned if item)


def _heading(text: str) -> tuple[str | None, str]:
    first, _, rest = clean(text).partition("\n")
    if heading := _HEADING.fullmatch(first):
        return clean_line(heading["title"]), clean(rest)
    return None, clean(text)
