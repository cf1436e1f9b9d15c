"""Buttons. Each carries in its ``custom_id`` all that a restarted bot needs to know of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, Self

import discord

from newsbot.answer import Citation
from newsbot.article import Article
from newsbot.bot.markup import address, shorten
from newsbot.bot_messages import say
from newsbot.messages import Language

Action = Literal[
    "more", "why", "up", "down", "share", "delete", "show", "save", "correct", "cancel", "undo"
]
PREFIX: Final = "newsbot"
_LABEL_UNITS: Final = 80
Style = discord.ButtonStyle


class Press(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=re.compile(rf"{PREFIX}:(?P<action>[a-z]+):(?P<what>[0-9a-z:-]*)"),
):
    """A button of ours, made again from its id when it is pressed."""

    def __init__(self, item: discord.ui.Button[Any], action: str, what: str) -> None:
        super().__init__(item)
        self.action = action
        self.what = what

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003 -- discord.py's signature
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Return the button that was pressed."""
        assert isinstance(item, discord.ui.Button)  # noqa: S101 -- only buttons have such ids
        return cls(item, match["action"], match["what"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the press to the bot."""
        await interaction.client.pressed(interaction, self.action, self.what)


def press(language: Language, action: Action, what: str, style: Style = Style.secondary) -> Press:
    """Return the button *action* about *what*, named in *language*."""
    return _labelled(say(language, f"button.{action}"), action, what, style)


def _labelled(label: str, action: Action, what: str, style: Style = Style.secondary) -> Press:
    button: discord.ui.Button[Any] = discord.ui.Button(
        label=label, style=style, custom_id=f"{PREFIX}:{action}:{what}"
    )
    return Press(button, action, what)


def rows(*lines: Iterable[discord.ui.Item[Any]]) -> discord.ui.View:
    """Return *lines* of buttons, each of at most five. They never time out."""
    view = discord.ui.View(timeout=None)
    for row, line in enumerate(filter(None, map(list, lines))):
        for item in line:
            item.row = row
            view.add_item(item)
    return view


def answer_buttons(
    language: Language, key: str, citations: Sequence[Citation], *, more: int | None, private: bool
) -> discord.ui.View:
    """Return what stands under quotes; *more*: how many were shown, if there are others."""
    first = [press(language, "more", f"{key}:{more}", Style.primary)] if more else []
    return rows([*first, *_judging(language, key, private=private)], _sources(language, citations))


def nothing_buttons(
    language: Language, key: str, nearest: Sequence[Article], *, private: bool
) -> discord.ui.View:
    """Return what stands under an answer that quotes nothing: the nearest headlines."""
    headlines = [
        [
            _labelled(
                shorten(f"{number}. {article.title or say(language, 'untitled')}", _LABEL_UNITS),
                "show",
                article.id,
            )
        ]
        for number, article in enumerate(nearest, 1)
    ]
    return rows(*headlines, _judging(language, key, private=private))


def more_buttons(
    language: Language, key: str, citations: Sequence[Citation], more: int | None
) -> discord.ui.View:
    """Return what stands under further quotes."""
    first = [press(language, "more", f"{key}:{more}", Style.primary)] if more else []
    return rows(first, _sources(language, citations))


def article_buttons(language: Language, article: Article) -> discord.ui.View:
    """Return the link to the article, if it has one that a button can hold."""
    url = address(article.url)
    label = say(language, "button.source")
    return rows([discord.ui.Button(label=label, url=url)] if url else [])


def preview_buttons(language: Language, key: str) -> discord.ui.View:
    """Return save, correct, cancel."""
    return rows(
        [
            press(language, "save", key, Style.success),
            press(language, "correct", key),
            press(language, "cancel", key),
        ]
    )


def bulk_buttons(language: Language, key: str) -> discord.ui.View:
    """Return save, cancel: what can be done with the articles of one file."""
    return rows([press(language, "save", key, Style.success), press(language, "cancel", key)])


def undo_button(language: Language, change: str) -> discord.ui.View:
    """Return the button that takes a change back."""
    return rows([press(language, "undo", change)])


def share_button(language: Language, key: str) -> discord.ui.View:
    """Return the button under the thanks for a vote."""
    return rows([press(language, "share", key)])


def _judging(language: Language, key: str, *, private: bool) -> list[Press]:
    actions: tuple[Action, ...] = (
        ("why", "up", "down") if private else ("why", "up", "down", "delete")
    )
    return [press(language, action, key) for action in actions]


def _sources(language: Language, citations: Sequence[Citation]) -> list[discord.ui.Item[Any]]:
    """Return a link to each article quoted, numbered as its first quote is."""
    first: dict[str, int] = {}
    for citation in citations:
        if url := address(citation.article.url):
            first.setdefault(url, citation.number)
    label = say(language, "button.source")
    return [
        discord.ui.Button(label=f"{label} {number}" if len(citations) > 1 else label, url=url)
        for url, number in first.items()
    ]
