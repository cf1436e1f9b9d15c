"""What Discord refuses in buttons, selects and modals.

https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from typing import Any

from . import messages
from .wire import REQUIRED, Form, Json, units

Path = tuple[str | int, ...]
ROW, BUTTON, SELECT, INPUT, SECTION, TEXT, CONTAINER, LABEL = 1, 2, 3, 4, 9, 10, 17, 18
SELECTS = (3, 5, 6, 7, 8)
TOP_MODERN = (ROW, SECTION, TEXT, 12, 13, 14, CONTAINER)
IN_LABEL = (INPUT, *SELECTS, 19, 21, 22, 23)
LINK, PREMIUM = 5, 6
MOST_ROWS, MOST_BUTTONS, MOST_PARTS, MOST_TEXT = 5, 5, 40, 4000
MOST_IN_MODAL = 5


def check_message_components(form: Form, components: Any, *, modern: bool) -> None:
    """Check the components of a message; `modern`: with the flag IS_COMPONENTS_V2."""
    if components is None:
        return
    path: Path = ("components",)
    if not isinstance(components, list):
        form.say(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    if not modern and len(components) > MOST_ROWS:
        form.say(path, "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {MOST_ROWS} in length.")
    everything = list(messages.walk(components))
    if len(everything) > MOST_PARTS:
        form.say(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"Must be {MOST_PARTS} or fewer.")
    if sum(units(str(part.get("content", ""))) for part in everything) > MOST_TEXT:
        form.say(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"Over {MOST_TEXT} in all.")
    for number, part in enumerate(components):
        _top(form, (*path, number), part, modern=modern)
    _custom_ids(form, path, everything)


def _top(form: Form, path: Path, part: Json, *, modern: bool) -> None:
    if not form.choice((*path, "type"), part.get("type"), TOP_MODERN if modern else (ROW,)):
        return
    if part["type"] == ROW:
        _row(form, path, part)
    elif part["type"] == TEXT:
        form.length((*path, "content"), part.get("content"), MOST_TEXT, 1)
    elif part["type"] == SECTION:
        _section(form, path, part)
    elif part["type"] == CONTAINER:
        for number, child in enumerate(part.get("components") or []):
            _top(form, (*path, "components", number), child, modern=True)


def _section(form: Form, path: Path, part: Json) -> None:
    texts = part.get("components") or []
    if not 1 <= len(texts) <= 3:
        form.say(
            (*path, "components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 3 in length."
        )
    for number, child in enumerate(texts):
        form.choice((*path, "components", number, "type"), child.get("type"), (TEXT,))
    accessory = part.get("accessory")
    if accessory is None:
        form.say((*path, "accessory"), *REQUIRED)
    elif accessory.get("type") == BUTTON:
        _button(form, (*path, "accessory"), accessory)


def _row(form: Form, path: Path, row: Json) -> None:
    children = row.get("components")
    inside = (*path, "components")
    if not isinstance(children, list) or not 1 <= len(children) <= MOST_BUTTONS:
        form.say(inside, "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {MOST_BUTTONS} in length.")
        return
    for number, child in enumerate(children):
        here = (*inside, number)
        if not form.choice((*here, "type"), child.get("type"), (BUTTON, *SELECTS)):
            continue
        if child["type"] == BUTTON:
            _button(form, here, child)
            continue
        if len(children) > 1:
            text = "The components in this row take more than its width."
            form.say(inside, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", text)
        _select(form, here, child)


def _button(form: Form, path: Path, button: Json) -> None:
    if not form.choice((*path, "style"), button.get("style"), (1, 2, 3, 4, LINK, PREMIUM)):
        return
    form.length((*path, "label"), button.get("label"), 80)
    if not messages.label(button).strip() and button["style"] != PREMIUM:
        text = "A button must have a label or an emoji."
        form.say(path, "BUTTON_COMPONENT_REQUIRES_LABEL_OR_EMOJI", text)
    if button["style"] != LINK:
        form.length((*path, "custom_id"), button.get("custom_id"), 100, 1)
        if button.get("url") is not None:
            text = "A url and custom id cannot both be specified"
            form.say(path, "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", text)
        return
    if button.get("custom_id") is not None:
        text = "A custom id and url cannot both be specified"
        form.say((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", text)
    url = button.get("url")
    form.length((*path, "url"), url, 512, 1)
    scheme, colon, rest = str(url).partition("://")
    if not colon or not rest.strip("/"):
        form.say((*path, "url"), "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif scheme not in ("http", "https", "discord"):
        text = f"Scheme \"{scheme}\" must be one of ('http', 'https', 'discord')."
        form.say((*path, "url"), "URL_TYPE_INVALID_SCHEME", text)


def _select(form: Form, path: Path, select: Json) -> None:
    form.length((*path, "custom_id"), select.get("custom_id"), 100, 1)
    form.length((*path, "placeholder"), select.get("placeholder"), 150)
    if select["type"] != SELECT:
        return
    options = select.get("options")
    if not isinstance(options, list) or not 1 <= len(options) <= 25:
        form.say((*path, "options"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.")
        return
    values = [option.get("value") for option in options]
    for number, option in enumerate(options):
        here = (*path, "options", number)
        form.length((*here, "label"), option.get("label"), 100, 1)
        form.length((*here, "value"), option.get("value"), 100, 1)
        form.length((*here, "description"), option.get("description"), 100)
        if option.get("value") in values[:number]:
            text = "The specified option value is already used"
            form.say((*here, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", text)


def _custom_ids(form: Form, path: Path, everything: list[Json]) -> None:
    seen = [part["custom_id"] for part in everything if part.get("custom_id")]
    if len(seen) != len(set(seen)):
        text = "Component custom id cannot be duplicated"
        form.say(path, "COMPONENT_CUSTOM_ID_DUPLICATED", text)


def check_modal(form: Form, data: Any) -> None:
    """Check the data of a modal."""
    if not isinstance(data, dict):
        form.say(("data",), *REQUIRED)
        return
    form.length(("data", "title"), data.get("title"), 45, 1)
    form.length(("data", "custom_id"), data.get("custom_id"), 100, 1)
    parts = data.get("components")
    path: Path = ("data", "components")
    if not isinstance(parts, list) or not 1 <= len(parts) <= MOST_IN_MODAL:
        form.say(path, "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {MOST_IN_MODAL} in length.")
        return
    for number, part in enumerate(parts):
        if form.choice((*path, number, "type"), part.get("type"), (ROW, TEXT, LABEL)):
            _modal_part(form, (*path, number), part)
    _custom_ids(form, path, list(messages.walk(parts)))


def _modal_part(form: Form, path: Path, part: Json) -> None:
    if part["type"] == TEXT:
        form.length((*path, "content"), part.get("content"), MOST_TEXT, 1)
    elif part["type"] == LABEL:
        form.length((*path, "label"), part.get("label"), 45, 1)
        form.length((*path, "description"), part.get("description"), 100)
        child = part.get("component") or {}
        if form.choice((*path, "component", "type"), child.get("type"), IN_LABEL):
            _modal_child(form, (*path, "component"), child)
    else:
        children = part.get("components") or []
        if len(children) != 1 or children[0].get("type") != INPUT:
            text = "A row of a modal holds one text input."
            form.say((*path, "components"), "BASE_TYPE_BAD_LENGTH", text)
            return
        form.length((*path, "components", 0, "label"), children[0].get("label"), 45, 1)
        _modal_child(form, (*path, "components", 0), children[0])


def _modal_child(form: Form, path: Path, child: Json) -> None:
    if child["type"] in SELECTS:
        _select(form, path, child)
        return
    form.length((*path, "custom_id"), child.get("custom_id"), 100, 1)
    if child["type"] != INPUT:
        return
    form.choice((*path, "style"), child.get("style"), (1, 2))
    form.length((*path, "value"), child.get("value"), 4000)
    form.length((*path, "placeholder"), child.get("placeholder"), 100)
    least, most = child.get("min_length"), child.get("max_length")
    if least is not None and not 0 <= least <= 4000:
        form.say((*path, "min_length"), "NUMBER_TYPE_MAX", "Must be between 0 and 4000.")
    if most is not None and not 1 <= most <= 4000:
        form.say((*path, "max_length"), "NUMBER_TYPE_MAX", "Must be between 1 and 4000.")
    if most is not None and units(child.get("value") or "") > most:
        form.say((*path, "value"), "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
