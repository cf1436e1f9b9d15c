"""Bulk: the articles of one file, added in groups; the curator is told how far it is."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from newsbot.article import Draft
from newsbot.audit import Actor
from newsbot.bot import buttons, speaking
from newsbot.bot.services import Interaction, Services
from newsbot.bot_messages import say
from newsbot.errors import QuestionError
from newsbot.intake import STATUSES, Offer, Outcome, Tally, add_in_order

_GROUP: Final = 20
"""Articles that are added before another change gets its turn."""
_TELL_SECONDS: Final = 4.0


@contextmanager
def sole(services: Services, key: str) -> Iterator[None]:
    """Let a file be saved once at a time. Raises QuestionError."""
    require_rest(services, key)
    services.saving.add(key)
    try:
        yield
    finally:
        services.saving.discard(key)


def require_rest(services: Services, key: str) -> None:
    """Raise QuestionError while the file behind *key* is being saved."""
    if key in services.saving:
        raise QuestionError("bot.still_saving")


async def save_many(
    services: Services,
    interaction: Interaction,
    key: str,
    drafts: Sequence[Draft],
    by: Actor,
) -> None:
    """Save the *drafts* of a file, the press on whose preview has been acknowledged.

    Its buttons stay until all is saved: interrupted, by a crash say, it is pressed again, and
    what is there already is recognised.
    """
    language = services.visit(interaction).language
    tally, told = Tally(), -math.inf
    for start in range(0, len(drafts), _GROUP):
        if time.monotonic() - told > _TELL_SECONDS:
            told = time.monotonic()
            text = say(language, "bulk.progress", done=tally.total, count=len(drafts))
            view = buttons.bulk_buttons(language, key)
            await speaking.fill(services.delivery, interaction, content=text, view=view)
        group = drafts[start : start + _GROUP]
        for outcome in await services.crossing.run("change", _add, services, group, by):
            tally.count(outcome)
    await services.crossing.run("look", services.records.drop_draft, key)
    counts = {status: tally.counts[status] for status in STATUSES}
    text = say(language, "bulk.done", **counts)
    await speaking.fill(services.delivery, interaction, content=text)


def _add(services: Services, drafts: Sequence[Draft], by: Actor) -> list[Outcome]:
    offers = [Offer(str(number), draft) for number, draft in enumerate(drafts)]
    return list(add_in_order(services.newsroom, offers, by))
