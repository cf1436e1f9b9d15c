"""JSON: one record, one article; a record a line (JSON Lines), or an array of them in a file.

``parse_record(render_record(article))`` gives every field back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final, TypeGuard

from pydantic import BaseModel, BeforeValidator, ConfigDict, StrictInt, StrictStr, ValidationError

from newsbot.article import Article, Draft, valid_id
from newsbot.dates import Moment, parse_moment
from newsbot.errors import IngestError
from newsbot.ingest.markdown import storable, web_url
from newsbot.ingest.visibility import audience_of, hidden_of, unambiguous
from newsbot.text import clean, clean_line

MAX_JSON_BYTES: Final = 16 * 1024 * 1024
"""The largest ``.json`` file: it is in memory as a whole, JSON Lines are not."""
MAX_RECORDS: Final = 50_000
"""The most records of a ``.json`` file, for the same reason."""


def _cleaned(value: object) -> object:
    """Clean a string before pydantic sees it: half an emoji is no reason to refuse a record."""
    return clean(value) if isinstance(value, str) else value


def _without_surrogates(value: object) -> object:
    """Put a NUL for half an emoji: an address with one is left out, not mended."""
    return re.sub("[\ud800-\udfff]", "\0", value) if isinstance(value, str) else value


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Text = Annotated[StrictStr, BeforeValidator(_cleaned)]
Address = Annotated[StrictStr, BeforeValidator(_without_surrogates)]
Texts = Annotated[list[Text], BeforeValidator(_listed)]


class _Record(BaseModel):
    """The fields of a record; what is not named here is ignored."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    id: StrictInt | Text | None = None
    title: Text | None = None
    text: Text | None = None
    published: StrictInt | Text | None = None
    source: Text | None = None
    url: Address | None = None
    # the names of our own export
    body: Text | None = None
    outlet: Text | None = None
    modified: StrictInt | Text | None = None
    authors: Texts | None = None
    section: Text | None = None
    subtitles: Texts | None = None
    source_id: StrictInt | Text | None = None


def parse_record(line: str) -> Draft:
    """Return the article in *line*, a JSON object.

    Raises IngestError ``ingest.record_not_json``, ``ingest.record_not_object``,
    ``ingest.record_limits``, ``ingest.record_field``, ``ingest.record_no_text``,
    ``ingest.bad_audience``, ``ingest.bad_hidden`` and ``ingest.too_long``.
    """
    return _draft_of(_read(line))


def render_record(article: Article) -> str:
    """Return *article* as one line of JSON without its end; absent fields are left out."""
    fields = {
        "article_id": article.id,
        "title": article.title,
        "subtitles": article.subtitles,
        "outlet": article.outlet,
        "published": _spelled(article.published),
        "modified": _spelled(article.modified),
        "authors": article.authors,
        "section": article.section,
        "url": article.url,
        "source_id": article.source_id,
        "sample": article.sample,
        "note": article.note,
        "excerpt": article.excerpt,
        "audience": article.audience,
        "hidden": article.hidden,
        "body": article.body,
    }
    return json.dumps({key: value for key, value in fields.items() if value}, ensure_ascii=False)


def _spelled(moment: Moment | None) -> str | None:
    return moment.spelled() if moment else None


def parse_records(text: str) -> list[tuple[int, Draft | IngestError]]:
    """Return the articles of a ``.json`` file with their numbers from 1, or why one is none.

    *text* is an array of records, one record, or an object that holds one array of records.
    Raises IngestError ``ingest.json_broken``, ``ingest.json_no_records``,
    ``ingest.json_too_many`` and ``ingest.record_limits``.
    """
    records = _records(_load(text))
    if len(records) > MAX_RECORDS:
        raise IngestError("ingest.json_too_many", limit=MAX_RECORDS)
    return [(number, _one(item)) for number, item in enumerate(records, 1)]


def _load(text: str) -> object:
    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise IngestError("ingest.json_broken", line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):
        raise IngestError("ingest.record_limits") from None


def _object(pairs: list[tuple[str, object]]) -> object:
    """Return the object of *pairs*; in its place the error, so that others are not refused too."""
    try:
        return unambiguous(pairs)
    except IngestError as error:
        return error


def _records(loaded: object) -> list[object]:
    if isinstance(loaded, list):
        return loaded
    if not isinstance(loaded, dict):
        raise IngestError("ingest.json_no_records")
    if "text" in loaded or "body" in loaded:
        return [loaded]
    arrays = [value for value in loaded.values() if _is_of_objects(value)]
    if len(arrays) != 1:
        raise IngestError("ingest.json_no_records")
    return arrays[0]


def _is_of_objects(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list) and any(isinstance(item, dict | IngestError) for item in value)


def _one(item: object) -> Draft | IngestError:
    if isinstance(item, IngestError):
        return item
    if not isinstance(item, dict):
        return IngestError("ingest.record_not_object")
    try:
        return _draft_of(item)
    except IngestError as error:
        return error


def _draft_of(fields: dict[str, object]) -> Draft:
    record = _record(fields)
    body = record.text or record.body
    if not body:
        raise IngestError("ingest.record_no_text")
    return storable(replace(_draft(record, body), **_our_own(fields)))


def _read(line: str) -> dict[str, object]:
    try:
        text = line.removeprefix("\ufeff")
        loaded: object = json.loads(text, object_pairs_hook=unambiguous)
    except json.JSONDecodeError as error:
        raise IngestError("ingest.record_not_json", column=error.pos + 1) from None
    except (RecursionError, ValueError):  # ValueError: an integer of more digits than Python reads
        raise IngestError("ingest.record_limits") from None
    if not isinstance(loaded, dict):
        raise IngestError("ingest.record_not_object")
    return loaded


def _record(fields: dict[str, object]) -> _Record:
    try:
        return _Record.model_validate(fields)
    except ValidationError as error:
        field = error.errors(include_input=False, include_url=False)[0]["loc"][0]
        raise IngestError("ingest.record_field", field=field) from None


def _draft(record: _Record, body: str) -> Draft:
    source_id = record.id if record.source_id in (None, "") else record.source_id
    return Draft(
        body=body,
        title=_line(record.title),
        subtitles=_lines(record.subtitles),
        outlet=_line(record.source) or _line(record.outlet),
        published=parse_moment(str(record.published or "")),
        modified=parse_moment(str(record.modified or "")),
        authors=_lines(record.authors),
        section=_line(record.section),
        url=web_url((record.url or "").strip()),
        source_id=_line(str(source_id)) if source_id is not None else None,
    )


def _our_own(fields: Mapping[str, object]) -> dict[str, Any]:
    """Return what only our own export says; under the same names foreign records hold other things.

    Raises IngestError ``ingest.bad_audience`` and ``ingest.bad_hidden``.
    """
    own_id, note = fields.get("article_id"), fields.get("note")
    return {
        "id": own_id if isinstance(own_id, str) and valid_id(own_id) else None,
        "note": _line(clean(note)) if isinstance(note, str) else None,
        "sample": fields.get("sample") is True,
        "excerpt": fields.get("excerpt") is True,
        "audience": audience_of(fields),
        "hidden": hidden_of(fields),
    }


def _line(text: str | None) -> str | None:
    return (clean_line(text) or None) if text else None


def _lines(texts: list[str] | None) -> tuple[str, ...]:
    return tuple(line for text in texts or () if (line := clean_line(text)))
