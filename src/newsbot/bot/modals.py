"""Modals: the forms of the bot. They are known again by their ids, also by a restarted bot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import discord

from newsbot.article import Draft
from newsbot.bot.buttons import PREFIX
from newsbot.bot.drafts import CORRECTABLE, FIELD_CHARS, spelled
from newsbot.bot.markup import shorten
from newsbot.bot_messages import say
from newsbot.messages import Language

MAX_TEXT: Final = 4_000
"""The longest text that Discord takes in one field."""


def paste(language: Language) -> discord.ui.Modal:
    """Return the form for the text of a page."""
    modal = _modal(language, "paste", "")
    _ask(modal, "text", say(language, "modal.text"), MAX_TEXT, long=True, required=True)
    return modal


def correction(language: Language, key: str, draft: Draft) -> discord.ui.Modal:
    """Return the form for the fields of *draft*."""
    modal = _modal(language, "correct", key)
    for field in CORRECTABLE:
        label = say(language, f"modal.{field}")
        _ask(modal, field, label, FIELD_CHARS, value=spelled(draft, field))
    return modal


def sharing(language: Language, key: str, question: str | None) -> discord.ui.Modal:
    """Return the form by which a person agrees that their *question* is kept; None: not theirs."""
    modal = _modal(language, "share", key)
    if question is not None:
        value, label = shorten(question, FIELD_CHARS), say(language, "modal.question")
        _ask(modal, "question", label, FIELD_CHARS, value=value, long=True)
    _ask(modal, "remark", say(language, "modal.remark"), FIELD_CHARS, long=True)
    return modal


def _modal(language: Language, action: str, what: str) -> discord.ui.Modal:
    modal = discord.ui.Modal(
        title=say(language, f"modal.{action}"), custom_id=f"{PREFIX}:{action}:{what}"
    )
    modal.stop()  # discord.py need not wait for it: the client hears of every submission
    return modal


def _ask(  # noqa: PLR0913 -- a field has that many sides
    modal: discord.ui.Modal,
    name: str,
    label: str,
    most: int,
    *,
    value: str = "",
    long: bool = False,
    required: bool = False,
) -> None:
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(
        style=style,
        custom_id=name,
        default=value or None,
        required=required,
        max_length=most,
    )
    modal.add_item(discord.ui.Label(text=label, component=field))


def typed_in(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what was typed into a submitted modal, by the id of the field."""
    found: dict[str, str] = {}
    for row in data.get("components", ()):
        inner = [row["component"]] if "component" in row else row.get("components", ())
        found |= {one["custom_id"]: one.get("value") or "" for one in inner}
    return found
