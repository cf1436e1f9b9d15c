"""Who may see an article, as its file says. What cannot be read is refused, never made public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from newsbot.article import valid_audience
from newsbot.errors import IngestError

AUDIENCE: Final = "audience"
HIDDEN: Final = "hidden"
_BOOLEANS: Final = {"true": True, "false": False}


def audience_of(fields: Mapping[str, object]) -> str | None:
    """Return the audience that *fields* names; None, everyone, only where they name none.

    Raises IngestError ``ingest.bad_audience``.
    """
    value = _value(fields, AUDIENCE)
    if value is None:
        return None
    if not isinstance(value, str) or not valid_audience(value):
        raise IngestError("ingest.bad_audience")
    return value


def hidden_of(fields: Mapping[str, object]) -> bool:
    """Return whether *fields* says that the article is hidden. Raises IngestError."""
    value = _value(fields, HIDDEN)
    if value is None:
        return False
    hidden = _BOOLEANS.get(str(value).strip().lower())
    if hidden is None:
        raise IngestError("ingest.bad_hidden")
    return hidden


def unambiguous(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """Return the members of a JSON object. Raises IngestError if it names two audiences."""
    fields = dict(pairs)
    if len(fields) < len(pairs) and [key for key, _ in pairs].count(AUDIENCE) > 1:
        raise IngestError("ingest.bad_audience")
    return fields


def _value(fields: Mapping[str, object], name: str) -> object:
    """Return the value of *name*, however a person has spelt the key; None if it is not there."""
    spellings = [key for key in fields if key.strip().casefold() == name]
    if len(spellings) > 1:
        raise IngestError(f"ingest.bad_{name}")
    return fields[spellings[0]] if spellings else None
