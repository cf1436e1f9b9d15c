"""Drafts: what was understood of a page, until a curator saves it; and correcting it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Final

from newsbot.article import Article, Draft, Dropped, Story
from newsbot.bot.markup import shorten
from newsbot.corpus import article_id
from newsbot.dates import Moment, parse_moment
from newsbot.errors import IngestError
from newsbot.index.records import from_record, to_record
from newsbot.ingest.markdown import storable, web_url
from newsbot.text import clean_line

_DROPPED: Final = 20
_DROPPED_CHARS: Final = 120


def pack(draft: Draft) -> dict[str, Any]:
    """Return *draft* as JSON, of what was left out only the first lines."""
    article = Article.from_draft(draft, article_id(draft))
    dropped = [[one.reason, one.text[:_DROPPED_CHARS]] for one in draft.dropped[:_DROPPED]]
    return {"record": to_record(article), "body": draft.body, "dropped": dropped}


def unpack(packed: Mapping[str, Any]) -> Draft:
    """Return the draft that ``pack`` was given."""
    article = from_record(json.dumps(packed["record"]), packed["body"])
    story = {field.name: getattr(article, field.name) for field in fields(Story)}
    dropped = tuple(Dropped(reason=reason, text=text) for reason, text in packed["dropped"])
    return Draft(**story, dropped=dropped)


_MANY: Final = "many"


def pack_many(drafts: Sequence[Draft]) -> dict[str, Any]:
    """Return the drafts of one file as JSON, without what was left out."""
    return {_MANY: [pack(replace(draft, dropped=())) for draft in drafts]}


def is_many(packed: Mapping[str, Any]) -> bool:
    """Whether ``pack_many`` made it."""
    return _MANY in packed


def unpack_many(packed: Mapping[str, Any]) -> list[Draft]:
    """Return the drafts that ``pack_many`` was given."""
    return [unpack(one) for one in packed[_MANY]]


CORRECTABLE: Final = ("title", "outlet", "published", "authors", "url")
"""The fields of the modal; Discord allows five."""
FIELD_CHARS: Final = 1_000


def spelled(draft: Draft, field: str) -> str:
    """Return *field* as it stands in the modal: for people, and no longer than has room."""
    value = getattr(draft, field)
    if isinstance(value, Moment):
        return value.shown()
    text = ", ".join(value) if isinstance(value, tuple) else value or ""
    return shorten(text, FIELD_CHARS)


def corrected(draft: Draft, typed: Mapping[str, str]) -> tuple[Draft, IngestError | None]:
    """Return *draft* with the fields that were *typed*, and what is wrong with one of them.

    An empty field is not known; one that came back as it stood there stays as it was, which may
    be longer or more exact, and so does one that cannot be read: the others need no second typing.
    """
    wrong: IngestError | None = None
    for field, text in typed.items():
        line = clean_line(text)
        if line == clean_line(spelled(draft, field)):
            continue
        try:
            draft = storable(replace(draft, **{field: _READ[field](line)}))
        except IngestError as error:
            wrong = wrong or error
    return draft, wrong


def _moment(text: str) -> Moment | None:
    moment = parse_moment(text) if text else None
    if text and moment is None:
        raise IngestError("bot.bad_time", text=text[:40])
    return moment


def _link(text: str) -> str | None:
    if text and web_url(text) is None:
        raise IngestError("bot.bad_link", text=text[:80])
    return text or None


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "title": lambda text: text or None,
    "outlet": lambda text: text or None,
    "published": _moment,
    "authors": lambda text: tuple(part.strip() for part in text.split(",") if part.strip()),
    "url": _link,
}
