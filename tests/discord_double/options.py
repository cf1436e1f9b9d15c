"""Options of slash commands as a person fills them in, from what the bot has registered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import payloads
from .channels import Channel
from .permissions import Permission, base_permissions
from .wire import Json, units
from .world import Account, Role

if TYPE_CHECKING:
    from .world import World

MOST_UNITS = 6000
GROUPS = (1, 2)


class CannotError(AssertionError):
    """A person could not do this in Discord: no such command or button, or no permission."""


@dataclass
class Filled:
    """The `data` of a command interaction in the making."""

    locale: str
    channel: Channel
    resolved: dict[str, dict[str, Json]] = field(default_factory=dict)

    def resolve(self, kind: str, identifier: int | str, data: Json) -> None:
        """Add an object that an option refers to."""
        self.resolved.setdefault(kind, {})[str(identifier)] = data


def named(thing: Json, name: str, locale: str) -> bool:
    """Whether a command or option goes by this name, as registered or in the person's language."""
    return name in (thing["name"], (thing.get("name_localizations") or {}).get(locale))


def find_command(world: World, person: Account, channel: Channel, name: str, kind: int) -> Json:
    """Find a command that this person can use here; raise CannotError otherwise."""
    guild = channel.guild
    scopes = [guild.id, None] if guild else [None]
    every = [one for scope in scopes for one in world.commands.get(scope, [])]
    fitting = [one for one in every if one["type"] == kind]
    command = next((one for one in fitting if named(one, name, person.locale)), None)
    if command is None:
        known = ", ".join(one["name"] for one in fitting) or "none"
        raise CannotError(f"no command {name!r} here; there are: {known}")
    contexts = command.get("contexts")
    here = 0 if guild else 1
    allowed = here in contexts if contexts is not None else guild or command.get("dm_permission")
    if not allowed:
        raise CannotError(f"{name!r} is not offered in this kind of channel")
    granted = channel.allowed(person)
    if not granted & Permission.VIEW_CHANNEL or not granted & Permission.USE_APPLICATION_COMMANDS:
        raise CannotError(f"{person.name} may use no commands in #{channel.name}")
    _check_default(command, person, channel)
    return command


def _check_default(command: Json, person: Account, channel: Channel) -> None:
    wanted = command.get("default_member_permissions")
    if wanted is None or channel.guild is None:
        return
    granted = base_permissions(channel.guild.members[person.id])
    needed = Permission(int(wanted))
    if not granted & Permission.ADMINISTRATOR and (not needed or needed & ~granted):
        raise CannotError(f"{command['name']!r} needs permissions that {person.name} lacks")


def fill(command: Json, path: list[str], given: dict[str, Any], filled: Filled) -> list[Json]:
    """Return the `options` of the interaction for a command and what follows it in the path."""
    options = command.get("options") or []
    nested = [one for one in options if one["type"] in GROUPS]
    if nested:
        step = path[0] if path else ""
        child = next((one for one in nested if named(one, step, filled.locale)), None)
        if child is None:
            known = ", ".join(one["name"] for one in nested)
            raise CannotError(f"/{command['name']} has no {step!r}; it has: {known}")
        inner = fill(child, path[1:], given, filled)
        return [{"name": child["name"], "type": child["type"], "options": inner}]
    if path:
        raise CannotError(f"{command['name']!r} has no subcommand {path[0]!r}")
    return _values(command, given, filled)


def _values(command: Json, given: dict[str, Any], filled: Filled) -> list[Json]:
    left = dict(given)
    values = []
    for option in command.get("options") or []:
        names = {option["name"], (option.get("name_localizations") or {}).get(filled.locale)}
        key = next((name for name in names if name in left), None)
        if key is None:
            if option.get("required"):
                raise CannotError(f"{command['name']!r} needs the option {option['name']!r}")
            continue
        value = _value(option, left.pop(key), filled)
        values.append({"name": option["name"], "type": option["type"], "value": value})
    if left:
        known = ", ".join(one["name"] for one in command.get("options") or []) or "none"
        raise CannotError(f"{command['name']!r} has no option {', '.join(left)}; it has: {known}")
    return values


def _value(option: Json, value: Any, filled: Filled) -> Any:
    kind = option["type"]
    if option.get("choices"):
        return _chosen(option, value, filled.locale)
    if kind == 3:
        return _text(option, value)
    if kind in (4, 10):
        _range(option, value, whole=kind == 4)
        return value
    if kind == 5:
        if not isinstance(value, bool):
            raise CannotError(f"{option['name']!r} is true or false, not {value!r}")
        return value
    return _object(option, value, filled)


def _chosen(option: Json, value: Any, locale: str) -> Any:
    for choice in option["choices"]:
        local = (choice.get("name_localizations") or {}).get(locale)
        if value in (choice["value"], choice["name"], local):
            return choice["value"]
    raise CannotError(f"{option['name']!r} has no choice {value!r}")


def _text(option: Json, value: Any) -> str:
    if not isinstance(value, str):
        raise CannotError(f"{option['name']!r} takes text, not {value!r}")
    most = option.get("max_length") or MOST_UNITS
    least = option.get("min_length") or 0
    if not least <= units(value) <= most:
        raise CannotError(f"{option['name']!r} takes {least} to {most} characters")
    return value


def _range(option: Json, value: Any, *, whole: bool) -> None:
    fits = isinstance(value, int) or (not whole and isinstance(value, float))
    if isinstance(value, bool) or not fits:
        raise CannotError(f"{option['name']!r} takes a number, not {value!r}")
    least, most = option.get("min_value"), option.get("max_value")
    if (least is not None and value < least) or (most is not None and value > most):
        raise CannotError(f"{option['name']!r} is out of its range {least} to {most}")


def _object(option: Json, value: Any, filled: Filled) -> str:
    kind = option["type"]
    guild = filled.channel.guild
    if isinstance(value, Account) and kind in (6, 9):
        filled.resolve("users", value.id, payloads.user(value))
        if guild and value.id in guild.members:
            member = payloads.member(guild.members[value.id], with_user=False)
            permissions = str(int(filled.channel.allowed(value)))
            filled.resolve("members", value.id, member | {"permissions": permissions})
        return str(value.id)
    if isinstance(value, Role) and kind in (8, 9):
        filled.resolve("roles", value.id, payloads.role(value))
        return str(value.id)
    if isinstance(value, Channel) and kind == 7:
        filled.resolve("channels", value.id, payloads.channel(value) | {"permissions": "0"})
        return str(value.id)
    if isinstance(value, tuple) and kind == 11:
        attachment = filled.channel.world.upload(filled.channel.id, *value)
        filled.resolve("attachments", attachment["id"], attachment | {"ephemeral": True})
        return str(attachment["id"])
    raise CannotError(f"{option['name']!r} does not take {value!r}")


def focus(command: Json, path: list[str], name: str, filled: Filled) -> Json:
    """Find the option that a person is typing into, which has to offer autocomplete."""
    here = command
    for step in path:
        nested = here.get("options") or []
        child = next((one for one in nested if named(one, step, filled.locale)), None)
        if child is None:
            raise CannotError(f"{here['name']!r} has no subcommand {step!r}")
        here = child
    for option in here.get("options") or []:
        if named(option, name, filled.locale):
            if not option.get("autocomplete"):
                raise CannotError(f"{name!r} offers no autocomplete")
            return dict(option)
    raise CannotError(f"{here['name']!r} has no option {name!r}")
