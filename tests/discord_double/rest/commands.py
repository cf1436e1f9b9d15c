"""Application commands, global and of one guild."""

from __future__ import annotations

from tests.discord_double.command_rules import check_commands
from tests.discord_double.wire import MISSING_ACCESS, Json, Refusal, unknown

from .call import Call, Reply, Route

KEPT = ("name_localizations", "description_localizations")


def _scope(call: Call) -> int | None:
    """Return the guild's id, or None for global commands."""
    if call.number("application_id") != call.world.application_id:
        raise unknown("Application")
    if "guild_id" not in call.ids:
        return None
    guild_id = call.number("guild_id")
    if guild_id not in call.world.guilds:
        raise Refusal(*MISSING_ACCESS)
    return guild_id


def _registered(call: Call, scope: int | None, command: Json, old: Json | None) -> Json:
    """Return a command as Discord gives it back."""
    permissions = command.get("default_member_permissions")
    full: Json = {
        "id": old["id"] if old else str(call.world.ids.next()),
        "application_id": str(call.world.application_id),
        "version": str(call.world.ids.next()),
        "type": command.get("type") or 1,
        "name": command["name"],
        "name_localizations": command.get("name_localizations"),
        "description": command.get("description") or "",
        "description_localizations": command.get("description_localizations"),
        "default_member_permissions": None if permissions is None else str(permissions),
        "nsfw": bool(command.get("nsfw")),
    }
    if command.get("options"):
        full["options"] = [_option(option) for option in command["options"]]
    if scope is None:
        contexts = command.get("contexts")
        full["contexts"] = contexts
        full["integration_types"] = command.get("integration_types") or [0]
        alone = command.get("dm_permission", True) is not False
        full["dm_permission"] = (1 in contexts) if contexts is not None else alone
    else:
        full["guild_id"] = str(scope)
    return full


def _option(option: Json) -> Json:
    """Drop what Discord does not give back: `required` and `autocomplete` when false."""
    kept = {key: value for key, value in option.items() if value is not None}
    for key in ("required", "autocomplete"):
        if not kept.get(key):
            kept.pop(key, None)
    if kept.get("options"):
        kept["options"] = [_option(part) for part in kept["options"]]
    elif not kept.get("options"):
        kept.pop("options", None)
    return kept


def _key(command: Json) -> tuple[int, str]:
    return command.get("type") or 1, str(command.get("name"))


def overwrite(call: Call) -> Reply:
    """PUT .../commands."""
    scope = _scope(call)
    check_commands(call.body, in_guild=scope is not None)
    olds = {_key(old): old for old in call.world.commands.get(scope, [])}
    fresh = [_registered(call, scope, one, olds.get(_key(one))) for one in call.body]
    call.world.commands[scope] = fresh
    return 200, fresh


def create(call: Call) -> Reply:
    """POST .../commands: an upsert by type and name."""
    scope = _scope(call)
    others = [one for one in call.world.commands.get(scope, []) if _key(one) != _key(call.body)]
    olds = {_key(old): old for old in call.world.commands.get(scope, [])}
    check_commands([call.body], in_guild=scope is not None)
    fresh = _registered(call, scope, call.body, olds.get(_key(call.body)))
    call.world.commands[scope] = [*others, fresh]
    return (200 if _key(call.body) in olds else 201), fresh


def listed(call: Call) -> Reply:
    """GET .../commands; localizations only with `with_localizations=true`."""
    commands = call.world.commands.get(_scope(call), [])
    if call.query.get("with_localizations", "").lower() in ("true", "1"):
        return 200, commands
    return 200, [{key: one[key] for key in one if key not in KEPT} for one in commands]


def _find(call: Call) -> tuple[int | None, Json]:
    scope = _scope(call)
    for command in call.world.commands.get(scope, []):
        if command["id"] == call.ids["command_id"]:
            return scope, command
    raise unknown("Application Command")


def one_command(call: Call) -> Reply:
    """GET .../commands/{command_id}."""
    return 200, _find(call)[1]


def edit(call: Call) -> Reply:
    """PATCH .../commands/{command_id}."""
    scope, old = _find(call)
    keep = ("name", "description", "options", "type", "default_member_permissions", "nsfw")
    body = {key: old[key] for key in keep if key in old} | call.body
    check_commands([body], in_guild=scope is not None)
    fresh = _registered(call, scope, body, old)
    commands = call.world.commands[scope]
    commands[commands.index(old)] = fresh
    return 200, fresh


def delete(call: Call) -> Reply:
    """DELETE .../commands/{command_id}."""
    scope, command = _find(call)
    call.world.commands[scope].remove(command)
    return 204, None


ROUTES = [
    Route(method, f"/applications/{{application_id}}{place}/commands{tail}", answer)
    for place in ("", "/guilds/{guild_id}")
    for method, tail, answer in (
        ("GET", "", listed),
        ("PUT", "", overwrite),
        ("POST", "", create),
        ("GET", "/{command_id}", one_command),
        ("PATCH", "/{command_id}", edit),
        ("DELETE", "/{command_id}", delete),
    )
]
