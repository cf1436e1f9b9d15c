"""JSON Lines: one record, one article."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StrictInt, StrictStr, ValidationError

from newsbot.article import Draft, valid_id
from newsbot.dates import parse_moment
from newsbot.errors import IngestError
from newsbot.ingest.markdown import storable, web_url
from newsbot.ingest.visibility import audience_of, hidden_of, unambiguous
from newsbot.text import clean, clean_line


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
    fields = _read(line)
    record = _record(fields)
    body = record.text or record.body
    if not body:
        raise IngestError("ingest.record_no_text")
    draft = _draft(record, body)
    return storable(replace(draft, **_our_own(fields)))


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
