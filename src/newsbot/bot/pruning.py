"""Pruning: the bot moves to the trash what the settings do not keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from newsbot.audit import Actor
from newsbot.newsroom import Newsroom
from newsbot.retention import rule_of
from newsbot.settings import Settings

BOT: Final = Actor("newsbot", "bot")
"""Who the audit log names: nobody has asked for it."""


def pruned(newsroom: Newsroom, settings: Settings, now: datetime) -> Iterator[int]:
    """Remove what is not kept in groups; yield how many articles each held, once they are gone.

    Raises CorpusError, StoreError.
    """
    rule = rule_of(settings.keep_articles, settings.keep_article_days, now)
    if rule.asks:
        for changes in newsroom.remove_all(newsroom.outdated(rule).ids, BOT):
            yield len(changes)
