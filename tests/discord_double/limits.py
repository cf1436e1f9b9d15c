"""What Discord refuses in a message: lengths in UTF-16 units, embeds, mentions, emptiness.

https://discord.com/developers/docs/resources/message#embed-object-embed-limits
https://discord.com/developers/docs/resources/message#create-message
"""

from __future__ import annotations

from typing import Any

from .channels import COMPONENTS_V2, EPHEMERAL, SUPPRESS_EMBEDS
from .components import check_message_components
from .wire import EMPTY_MESSAGE, REQUIRED, Form, Json, Refusal, units

CONTENT = 2000
EMBEDS = 10
EMBED_TOTAL = 6000
FIELDS = 25
FILES = 10
NONCE = 25
SETTABLE = SUPPRESS_EMBEDS | 1 << 12 | 1 << 13 | COMPONENTS_V2
ALLOWED_MENTIONS = {"parse", "users", "roles", "replied_user"}
Path = tuple[str | int, ...]


def check_message(body: Json, *, files: int = 0, ephemeral_allowed: bool = False) -> None:
    """Refuse what is wrong with a message as it is sent or edited (emptiness apart)."""
    form = Form()
    form.length(("content",), body.get("content"), CONTENT)
    total = _embeds(form, body.get("embeds"))
    if total > EMBED_TOTAL:
        text = f"Embed size exceeds maximum size of {EMBED_TOTAL}"
        form.say(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", text)
    flags = body.get("flags") or 0
    settable = SETTABLE | (EPHEMERAL if ephemeral_allowed else 0)
    if not isinstance(flags, int) or flags & ~settable:
        form.say(("flags",), "BITFIELD_INVALID", "These flags cannot be set here.")
        flags = 0
    check_message_components(form, body.get("components"), modern=bool(flags & COMPONENTS_V2))
    if flags & COMPONENTS_V2 and (body.get("content") or body.get("embeds")):
        text = "The 'content' and 'embeds' fields cannot be used with IS_COMPONENTS_V2"
        form.say(("flags",), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", text)
    _mentions(form, body.get("allowed_mentions"))
    _files(form, body.get("attachments"), files)
    nonce = body.get("nonce")
    if isinstance(nonce, str):
        form.length(("nonce",), nonce, NONCE)
    form.close()


def check_not_empty(content: str, embeds: list[Json], components: list[Json], files: int) -> None:
    """Refuse a message in which nothing would be seen (50006)."""
    if not (content.strip() or any(map(_shows, embeds)) or components or files):
        raise Refusal(*EMPTY_MESSAGE)


def _shows(embed: Json) -> bool:
    shown = (
        "title",
        "description",
        "fields",
        "author",
        "footer",
        "image",
        "thumbnail",
        "timestamp",
    )
    return any(embed.get(key) for key in shown)


def _embeds(form: Form, embeds: Any) -> int:
    if embeds is None:
        return 0
    if not isinstance(embeds, list):
        form.say(("embeds",), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return 0
    if len(embeds) > EMBEDS:
        form.say(("embeds",), "BASE_TYPE_MAX_LENGTH", f"Must be {EMBEDS} or fewer in length.")
    return sum(_embed(form, ("embeds", number), embed) for number, embed in enumerate(embeds))


def _embed(form: Form, path: Path, embed: Any) -> int:
    """Check one embed; return how much it counts towards the sum of all."""
    if not isinstance(embed, dict):
        form.say(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return 0
    total = units(form.length((*path, "title"), embed.get("title"), 256))
    total += units(form.length((*path, "description"), embed.get("description"), 4096))
    for name, key, most in (("author", "name", 256), ("footer", "text", 2048)):
        part = embed.get(name)
        if part is not None:
            total += units(form.length((*path, name, key), part.get(key), most, 1))
            _link(form, (*path, name, "icon_url"), part.get("icon_url"))
    _link(form, (*path, "url"), embed.get("url"))
    for name in ("image", "thumbnail"):
        if embed.get(name):
            _link(form, (*path, name, "url"), embed[name].get("url"))
    colour = embed.get("color")
    if colour is not None and not (isinstance(colour, int) and 0 <= colour <= 0xFFFFFF):
        text = "int value should be between 0 and 16777215."
        form.say((*path, "color"), "NUMBER_TYPE_MAX", text)
    return total + _fields(form, (*path, "fields"), embed.get("fields") or [])


def _fields(form: Form, path: Path, fields: list[Json]) -> int:
    if len(fields) > FIELDS:
        form.say(path, "BASE_TYPE_MAX_LENGTH", f"Must be {FIELDS} or fewer in length.")
    total = 0
    for number, part in enumerate(fields):
        total += units(form.length((*path, number, "name"), part.get("name"), 256, 1))
        total += units(form.length((*path, number, "value"), part.get("value"), 1024, 1))
    return total


def _link(form: Form, path: Path, url: Any) -> None:
    if url is None:
        return
    scheme, colon, rest = str(url).partition("://")
    if not colon or not rest:
        form.say(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif scheme not in ("http", "https", "attachment"):
        text = f"Scheme \"{scheme}\" must be one of ('http', 'https')."
        form.say(path, "URL_TYPE_INVALID_SCHEME", text)
    elif units(str(url)) > 2048:
        form.say(path, "BASE_TYPE_MAX_LENGTH", "Must be 2048 or fewer in length.")


def _mentions(form: Form, mentions: Any) -> None:
    if mentions is None:
        return
    path = ("allowed_mentions",)
    if not isinstance(mentions, dict) or set(mentions) - ALLOWED_MENTIONS:
        form.say(path, "DICT_TYPE_CONVERT", "Only the documented fields may be used.")
        return
    parse = mentions.get("parse") or []
    for number, kind in enumerate(parse):
        form.choice((*path, "parse", number), kind, ("roles", "users", "everyone"))
    for kind in ("users", "roles"):
        if kind in parse and mentions.get(kind):
            text = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.say(path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", text)
        if len(mentions.get(kind) or []) > 100:
            form.say((*path, kind), "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")


def _files(form: Form, attachments: Any, files: int) -> None:
    if attachments is not None and not isinstance(attachments, list):
        form.say(("attachments",), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    if max(files, len(attachments or [])) > FILES:
        form.say(("attachments",), "BASE_TYPE_MAX_LENGTH", f"Must be {FILES} or fewer in length.")
    for number, part in enumerate(attachments or []):
        if "id" not in part:
            form.say(("attachments", number, "id"), *REQUIRED)
