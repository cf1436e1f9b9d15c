"""An article's metadata as JSON: how the index keeps what is shown but not searched."""

from __future__ import annotations

import json
from dataclasses import fields

from newsbot.article import Article
from newsbot.dates import Moment, parse_moment

_MOMENTS = frozenset({"published", "modified"})
_LISTS = frozenset({"authors", "subtitles"})


def to_record(article: Article) -> dict[str, object]:
    """Return all fields of *article* but the body, ready for JSON."""
    record: dict[str, object] = {}
    for field in fields(article):
        value = getattr(article, field.name)
        if field.name != "body" and value:
            record[field.name] = value.spelled() if isinstance(value, Moment) else value
    return record


def from_record(record: str, body: str) -> Article:
    """Return the article that ``to_record`` was given."""
    values: dict[str, object] = json.loads(record)
    for name in _MOMENTS & values.keys():
        values[name] = parse_moment(str(values[name]))
    for name in _LISTS & values.keys():
        values[name] = tuple(values[name])  # type: ignore[arg-type]
    return Article(body=body, **values)  # type: ignore[arg-type]
