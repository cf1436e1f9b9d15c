"""What a person's action came to: the bot's replies to a message, the course of an interaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from .reactor import TIMEOUT_SECONDS
from .wire import Json

if TYPE_CHECKING:
    from .channels import Channel, Message
    from .interactions import Interaction
    from .server import Double

T = TypeVar("T")


class Said:
    """A message that a person wrote, and what the bot answered."""

    def __init__(self, double: Double, message: Message) -> None:
        self._double = double
        self.message = message
        self._typing_before = len(double.world.typing)

    @property
    def typed(self) -> bool:
        """Whether the bot showed that it types since."""
        return self.message.channel in self._double.world.typing[self._typing_before :]

    def replies(self) -> list[Message]:
        """The bot's messages that answer it, deleted ones too.

        Those that refer to it, those in a thread that was made of it, and, in the same channel,
        later ones that refer to nothing and belong to no interaction.
        """
        mine = self.message
        bot = self._double.world.bot
        places: list[Channel] = [mine.channel] + ([mine.thread] if mine.thread else [])
        later = [
            one
            for place in places
            for one in list(place.history)
            if one.author is bot and one.id > mine.id and one.interaction is None
        ]
        return [
            one
            for one in later
            if one.reference_id in (mine.id, None) or one.channel is mine.thread
        ]

    def wait_reply(self, timeout: float = TIMEOUT_SECONDS) -> Message:
        """Wait for the first reply."""
        return self.wait_replies(1, timeout)[0]

    def wait_replies(self, count: int, timeout: float = TIMEOUT_SECONDS) -> list[Message]:
        """Wait until there are so many replies."""

        def seen() -> list[Message]:
            found = self.replies()
            return found if len(found) >= count else []

        what = f"{count} replies to {self.message.content[:80]!r}"
        return self._double.wait(seen, what, timeout)

    def wait_until(
        self, seen: Callable[[Said], T], what: str, timeout: float = TIMEOUT_SECONDS
    ) -> T:
        """Wait until something holds of this handle."""
        return self._double.wait(lambda: seen(self), what, timeout)


class InteractionHandle:
    """A command, click, menu or modal, from the click on."""

    def __init__(self, double: Double, interaction: Interaction) -> None:
        self._double = double
        self.interaction = interaction
        self.submitted = False

    @property
    def callbacks(self) -> list[Json]:
        """The accepted callback (at most one)."""
        return list(self.interaction.callbacks)

    @property
    def attempts(self) -> int:
        """How many callbacks the bot sent, refused and failed ones too."""
        part = f"/interactions/{self.interaction.id}/"
        return sum(one.path.startswith(part) for one in list(self._double.requests))

    @property
    def acknowledged(self) -> bool:
        """Whether a callback was accepted."""
        return bool(self.interaction.callbacks)

    @property
    def acknowledged_after(self) -> float | None:
        """Seconds from the click to the accepted callback, on the double's clock."""
        return self.interaction.acknowledged_after

    @property
    def deferred(self) -> bool:
        """Whether the callback was a deferral (types 5 and 6)."""
        return self.interaction.callback_type in (5, 6)

    @property
    def message(self) -> Message | None:
        """The original response; after types 6 and 7 the message that was clicked on."""
        return self.interaction.original

    @property
    def followups(self) -> list[Message]:
        """The follow-up messages, in order."""
        return list(self.interaction.followups)

    @property
    def messages(self) -> list[Message]:
        """All that the person sees in answer: the original response and the follow-ups."""
        original = self.interaction.original
        fresh = original is not None and original is not self.interaction.source
        return ([original] if fresh and original else []) + self.followups

    @property
    def ephemeral(self) -> bool:
        """Whether all that was answered is for this person alone."""
        return bool(self.messages) and all(one.ephemeral for one in self.messages)

    @property
    def modal(self) -> Json | None:
        """The modal that was answered with."""
        return self.interaction.modal

    @property
    def choices(self) -> list[Json]:
        """What an autocomplete was answered with."""
        return self.interaction.choices or []

    @property
    def settled(self) -> bool:
        """Whether it has come to an end.

        A message or modal was shown, the clicked message updated or, after a deferral, the
        response edited or deleted or a follow-up sent.
        """
        one = self.interaction
        source = one.source
        if one.callback_type == 6 and source is not None:
            # The bot may as well change or delete the message by its channel.
            touched = source.deleted or (source.edited or 0.0) >= one.created
            return one.settled or touched
        return one.settled and self.acknowledged

    def wait(self, timeout: float = TIMEOUT_SECONDS) -> InteractionHandle:
        """Wait until it has come to an end (see `settled`); returns itself."""
        self._double.wait(lambda: self.settled, f"an answer to {self._named}", timeout)
        return self

    def wait_acknowledged(self, timeout: float = TIMEOUT_SECONDS) -> InteractionHandle:
        """Wait until a callback was accepted; returns itself."""
        self._double.wait(lambda: self.acknowledged, f"a callback to {self._named}", timeout)
        return self

    def wait_message(self, timeout: float = TIMEOUT_SECONDS) -> Message:
        """Wait for the answer and return its first message."""
        self._double.wait(
            lambda: self.settled and self.messages, f"a message to {self._named}", timeout
        )
        return self.messages[0]

    def wait_followups(self, count: int, timeout: float = TIMEOUT_SECONDS) -> list[Message]:
        """Wait until there are so many follow-ups."""
        what = f"{count} follow-ups to {self._named}"
        self._double.wait(lambda: len(self.followups) >= count, what, timeout)
        return self.followups

    def wait_until(
        self,
        seen: Callable[[InteractionHandle], T],
        what: str,
        timeout: float = TIMEOUT_SECONDS,
    ) -> T:
        """Wait until something holds of this handle."""
        return self._double.wait(lambda: seen(self), what, timeout)

    @property
    def _named(self) -> str:
        interaction = self.interaction
        what = interaction.name or interaction.data.get("custom_id") or "?"
        return f"{interaction.kind.name} {what!r} by {interaction.user.name}"
