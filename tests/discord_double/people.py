"""What people do: write, reply, use commands and menus, click, choose, fill in modals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from . import messages, options, payloads
from .channels import Channel, Message
from .handles import InteractionHandle, Said
from .interactions import Interaction, InteractionKind
from .options import CannotError
from .permissions import Permission
from .submissions import modal_components, select_values
from .wire import Json, units
from .world import Account

if TYPE_CHECKING:
    from .server import Double
    from .world import World

T = TypeVar("T")
MOST_UNITS = 4000  # with Nitro; 2000 without
LINK_BUTTON, PREMIUM_BUTTON = 5, 6
File = tuple[str, bytes]


class Person(Account):
    """An account that acts. Each action returns a handle that collects what the bot answers."""

    def __init__(
        self, double: Double, world: World, identifier: int, name: str, locale: str
    ) -> None:
        super().__init__(world, identifier, name, locale)
        self._double = double

    def say(
        self,
        channel: Channel,
        text: str = "",
        *,
        mention_bot: bool = False,
        reply_to: Message | None = None,
        ping: bool = True,
        files: Sequence[File] = (),
    ) -> Said:
        """Write a message; `reply_to` makes it a reply, which pings its author unless told not to."""
        content = f"{self.world.bot.mention} {text}".strip() if mention_bot else text
        return self._double.reactor.call(
            lambda: self._say(channel, content, reply_to, files, ping=ping)
        )

    def _say(
        self,
        channel: Channel,
        content: str,
        reply_to: Message | None,
        files: Sequence[File],
        *,
        ping: bool,
    ) -> Said:
        self._check_speaking(channel)
        if units(content) > MOST_UNITS:
            raise CannotError(f"a person can write {MOST_UNITS} characters at most")
        if not content.strip() and not files:
            raise CannotError("an empty message cannot be sent")
        world = self.world
        message = Message(
            world, world.ids.next(), channel, self, world.clock.now(), content.strip()
        )
        message.attachments = [world.upload(channel.id, *file) for file in files]
        for identifier in re.findall(r"<@!?(\d+)>", content):
            self._mention(message, world.accounts.get(int(identifier)))
        everyone = re.search(r"@(everyone|here)", content)
        may = channel.allowed(self) & Permission.MENTION_EVERYONE
        message.mention_everyone = bool(everyone and may and channel.guild)
        if reply_to is not None:
            self._check_seeing(reply_to)
            message.reference, message.reference_id, message.kind = reply_to, reply_to.id, 19
            if ping:
                self._mention(message, reply_to.author)
        said = Said(self._double, message)
        channel.post(message)
        return said

    @staticmethod
    def _mention(message: Message, account: Account | None) -> None:
        if account is not None and account not in message.mentions:
            message.mentions.append(account)

    def edit(self, message: Message, text: str) -> None:
        """Change an own message."""
        if message.author is not self or message.deleted:
            raise CannotError("a person can edit own messages only")
        now = self.world.clock.now()
        self._double.reactor.call(lambda: message.change(now, content=text.strip()))

    def slash(self, channel: Channel, path: str, /, **values: Any) -> InteractionHandle:
        """Use a slash command, say `"article show"`, with its options by name.

        Values: str, int, float, bool, a person, role or channel, or `(name, bytes)` for a file.
        """
        return self._double.reactor.call(lambda: self._slash(channel, path, values))

    def _slash(self, channel: Channel, path: str, values: dict[str, Any]) -> InteractionHandle:
        first, *rest = path.split()
        command = options.find_command(self.world, self, channel, first, 1)
        filled = options.Filled(self.locale, channel)
        chosen = options.fill(command, rest, values, filled)
        data = self._command_data(command, filled)
        if chosen:
            data["options"] = chosen
        names = [command["name"], *rest]
        return self._interact(InteractionKind.COMMAND, channel, data, name=" ".join(names))

    @staticmethod
    def _command_data(command: Json, filled: options.Filled) -> Json:
        data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        if filled.resolved:
            data["resolved"] = filled.resolved
        return data

    def autocomplete(
        self, channel: Channel, path: str, /, *, focused: str, value: str = "", **others: Any
    ) -> list[Json]:
        """Type `value` into an option and return the choices that are offered: name and value."""
        handle = self.type_option(channel, path, focused=focused, value=value, **others)
        return handle.wait().choices

    def type_option(
        self, channel: Channel, path: str, /, *, focused: str, value: str = "", **others: Any
    ) -> InteractionHandle:
        """Begin an autocomplete as `autocomplete` does, without waiting for its choices."""
        return self._double.reactor.call(
            lambda: self._autocomplete(channel, path, focused, value, others)
        )

    def _autocomplete(
        self, channel: Channel, path: str, focused: str, value: str, others: dict[str, Any]
    ) -> InteractionHandle:
        first, *rest = path.split()
        command = options.find_command(self.world, self, channel, first, 1)
        filled = options.Filled(self.locale, channel)
        option = options.focus(command, rest, focused, filled)
        typed: list[Json] = [
            {"name": option["name"], "type": option["type"], "value": value, "focused": True}
        ]
        # While typing nothing is checked: options still missing are no obstacle.
        typed += [{"name": name, "type": 3, "value": str(one)} for name, one in others.items()]
        for name in reversed(rest):
            typed = [{"name": name, "type": 1, "options": typed}]
        if len(rest) == 2:
            typed[0]["type"] = 2
        data = self._command_data(command, filled) | {"options": typed}
        return self._interact(InteractionKind.AUTOCOMPLETE, channel, data, name=path)

    def menu(self, channel: Channel, name: str, target: Message | Account) -> InteractionHandle:
        """Use a context-menu command on a message or an account; `name` in either language."""
        return self._double.reactor.call(lambda: self._menu(channel, name, target))

    def _menu(self, channel: Channel, name: str, target: Message | Account) -> InteractionHandle:
        kind = 3 if isinstance(target, Message) else 2
        command = options.find_command(self.world, self, channel, name, kind)
        filled = options.Filled(self.locale, channel)
        if isinstance(target, Message):
            self._check_seeing(target)
            filled.resolve("messages", target.id, messages.message(target))
        else:
            filled.resolve("users", target.id, payloads.user(target))
        data = self._command_data(command, filled) | {"target_id": str(target.id)}
        message = target if isinstance(target, Message) else None
        return self._interact(
            InteractionKind.COMMAND, channel, data, target=message, name=command["name"]
        )

    def click(
        self, message: Message, *, label: str | None = None, custom_id: str | None = None
    ) -> InteractionHandle:
        """Click a button, found by its label (or emoji) or its custom_id."""
        return self._double.reactor.call(lambda: self._click(message, label, custom_id))

    def _click(
        self, message: Message, label: str | None, custom_id: str | None
    ) -> InteractionHandle:
        button = self._find(
            message,
            message.buttons,
            lambda one: (
                messages.label(one) == label or (custom_id and one.get("custom_id") == custom_id)
            ),
            label or custom_id,
        )
        if button.get("style") in (LINK_BUTTON, PREMIUM_BUTTON):
            raise CannotError("that button opens a link; the bot hears nothing of it")
        data = {"custom_id": button["custom_id"], "component_type": 2, "id": button["id"]}
        return self._interact(InteractionKind.COMPONENT, message.channel, data, source=message)

    def select(
        self, message: Message, values: Iterable[str], *, custom_id: str | None = None
    ) -> InteractionHandle:
        """Choose from a string select by labels or values; the only one, or by custom_id."""
        return self._double.reactor.call(lambda: self._select(message, list(values), custom_id))

    def _select(
        self, message: Message, chosen: list[str], custom_id: str | None
    ) -> InteractionHandle:
        selects = [part for part in messages.walk(message.components) if part["type"] == 3]
        select = self._find(
            message, selects, lambda one: custom_id in (None, one["custom_id"]), custom_id
        )
        data = {
            "custom_id": select["custom_id"],
            "component_type": 3,
            "id": select["id"],
            "values": select_values(select, chosen),
        }
        return self._interact(InteractionKind.COMPONENT, message.channel, data, source=message)

    def submit(self, shown: InteractionHandle, values: dict[str, Any]) -> InteractionHandle:
        """Fill in and send the modal that `shown` was answered with, by labels or custom_ids."""
        return self._double.reactor.call(lambda: self._submit(shown, values))

    def _submit(self, shown: InteractionHandle, values: dict[str, Any]) -> InteractionHandle:
        before = shown.interaction
        if before.modal is None:
            raise CannotError("no modal is open")
        if before.user is not self:
            raise CannotError("that modal is open for somebody else")
        if shown.submitted:
            raise CannotError("that modal was sent already")
        parts = modal_components(before.modal, values)
        shown.submitted = True
        data = {"custom_id": before.modal["custom_id"], "components": parts}
        return self._interact(
            InteractionKind.MODAL,
            before.channel,
            data,
            source=before.source,
            name=before.modal["title"],
        )

    def _find(
        self, message: Message, parts: list[Json], fits: Callable[[Json], Any], wanted: object
    ) -> Json:
        self._check_seeing(message)
        part = next((one for one in parts if fits(one)), None)
        if part is None:
            raise CannotError(f"the message has no {wanted!r}; it has: {message.labels}")
        if part.get("disabled"):
            raise CannotError(f"{wanted!r} is disabled")
        return part

    def _check_seeing(self, message: Message) -> None:
        if message.deleted:
            raise CannotError("the message was deleted")
        if message.ephemeral_to not in (None, self):
            raise CannotError(f"{self.name} does not see that message")
        if not message.channel.allowed(self) & Permission.VIEW_CHANNEL:
            raise CannotError(f"{self.name} does not see #{message.channel.name}")

    def _check_speaking(self, channel: Channel) -> None:
        speak = (
            Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
        )
        if channel.id not in self.world.channels or not channel.allowed(self) & speak:
            raise CannotError(f"{self.name} cannot write in #{channel.name}")

    def _interact(
        self,
        kind: InteractionKind,
        channel: Channel,
        data: Json,
        *,
        source: Message | None = None,
        target: Message | None = None,
        name: str = "",
    ) -> InteractionHandle:
        if channel.id not in self.world.channels:
            raise CannotError("the channel was deleted")
        interaction = Interaction(self.world, kind, self, channel, data, source, target, name)
        self._double.faults.begin(interaction)
        interaction.dispatch()
        return InteractionHandle(self._double, interaction)
