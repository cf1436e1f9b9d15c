"""What a person puts into a modal or picks in a select, in the form that the bot is sent.

https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-modal-submit-data-structure
"""

from __future__ import annotations

from typing import Any

from . import messages
from .options import CannotError
from .wire import Json, units

ROW, INPUT, SELECT, LABEL = 1, 4, 3, 18


def modal_components(modal: Json, values: dict[str, Any]) -> list[Json]:
    """Return the `components` of a submission; fields not named keep what they were filled with."""
    left = dict(values)
    parts = []
    for part in modal["components"]:
        if part["type"] == ROW:
            child = _filled(part["components"][0], part["components"][0].get("label"), left)
            parts.append({"type": ROW, "id": part["id"], "components": [child]})
        elif part["type"] == LABEL:
            child = _filled(part["component"], part.get("label"), left)
            parts.append({"type": LABEL, "id": part["id"], "component": child})
        else:
            parts.append({"type": part["type"], "id": part["id"]})
    if left:
        known = [
            str(part.get("label") or part.get("custom_id"))
            for part in messages.walk(modal["components"])
            if part.get("label") or part.get("custom_id")
        ]
        raise CannotError(f"the modal has no {', '.join(left)}; it has: {', '.join(known)}")
    return parts


def _filled(field: Json, label: str | None, left: dict[str, Any]) -> Json:
    given = None
    for key in (label, field["custom_id"]):
        if key in left:
            given = left.pop(key)
            break
    data: Json = {"type": field["type"], "id": field["id"], "custom_id": field["custom_id"]}
    if field["type"] == INPUT:
        data["value"] = _text(field, label, given)
    elif field["type"] == SELECT:
        default = [one["value"] for one in field["options"] if one.get("default")]
        data["values"] = select_values(field, default if given is None else list(given))
    else:
        raise CannotError(f"the double cannot fill in components of type {field['type']}")
    return data


def _text(field: Json, label: str | None, given: Any) -> str:
    text = str(field.get("value") or "") if given is None else str(given)
    least = field.get("min_length") or 0
    most = field.get("max_length") or 4000
    required = field.get("required", True)
    if not text and not required:
        return text
    if (required and not text) or not least <= units(text) <= most:
        raise CannotError(f"{label!r} takes {max(least, int(required))} to {most} characters")
    return text


def select_values(select: Json, chosen: list[str]) -> list[str]:
    """Return the values of the options chosen by label or value; as many as the select allows."""
    values = []
    for one in chosen:
        option = next(
            (part for part in select["options"] if one in (part["label"], part["value"])), None
        )
        if option is None:
            known = [part["label"] for part in select["options"]]
            raise CannotError(f"there is no option {one!r}; there are: {known}")
        values.append(str(option["value"]))
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    if not least <= len(values) <= most:
        raise CannotError(f"{least} to {most} options are to be chosen")
    return values
