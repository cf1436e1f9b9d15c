"""What Discord refuses in application commands, and in the choices of an autocomplete.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

from typing import Any

import regex

from .wire import REQUIRED, Form, Json, units

Path = tuple[str | int, ...]
NAME = regex.compile(r"[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}")
MOST = {1: 100, 2: 15, 3: 15}
MOST_TOTAL_LENGTH = 8000
SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
WITH_CHOICES = (STRING, INTEGER, NUMBER)
COMMAND_FIELDS = {
    "id", "type", "name", "name_localizations", "description", "description_localizations",
    "options", "default_member_permissions", "dm_permission", "default_permission", "nsfw",
    "integration_types", "contexts", "handler",
}  # fmt: skip
OPTION_FIELDS = {
    "type", "name", "name_localizations", "description", "description_localizations", "required",
    "choices", "options", "channel_types", "min_value", "max_value", "min_length", "max_length",
    "autocomplete", "file_types",
}  # fmt: skip
LOCALES = {
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl",
    "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi",
    "th", "zh-CN", "ja", "zh-TW", "ko",
}  # fmt: skip


def check_commands(commands: Any, *, in_guild: bool) -> None:
    """Refuse a whole set of commands, if anything in it is wrong."""
    form = Form()
    if not isinstance(commands, list):
        form.say((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        form.close()
    for number, command in enumerate(commands):
        _command(form, (number,), command, in_guild=in_guild)
    kinds = [command.get("type") or 1 for command in commands]
    for kind, most in MOST.items():
        if kinds.count(kind) > most:
            form.say((), "APPLICATION_COMMAND_TOO_MANY", f"At most {most} of type {kind}.")
    _unique(form, (), [f"{one.get('type') or 1} {one.get('name')}" for one in commands])
    form.close()


def _command(form: Form, path: Path, command: Json, *, in_guild: bool) -> None:
    _fields(form, path, command, COMMAND_FIELDS)
    kind = command.get("type") or 1
    if not form.choice((*path, "type"), kind, (1, 2, 3)):
        return
    _localized(form, path, command, "name", slash=kind == 1)
    if kind == 1:
        form.length((*path, "description"), command.get("description"), 100, 1)
        _localized(form, path, command, "description", slash=False)
        _options(form, path, command.get("options") or [], depth=0)
        if _size(command) > MOST_TOTAL_LENGTH:
            text = f"Command exceeds maximum size ({MOST_TOTAL_LENGTH})"
            form.say(path, "APPLICATION_COMMAND_TOO_LARGE", text)
    else:
        for field in ("description", "options"):
            if command.get(field):
                text = "Context menu commands cannot have this"
                form.say((*path, field), "APPLICATION_COMMAND_CONTEXT_MENU_FIELD", text)
    for field, allowed in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        for value in command.get(field) or []:
            form.choice((*path, field), value, allowed)
        if in_guild and command.get(field):
            form.say((*path, field), "APPLICATION_COMMAND_GLOBAL_ONLY", "For global commands only.")
    permissions = command.get("default_member_permissions")
    if permissions is not None and not str(permissions).isdecimal():
        text = f"Value {permissions!r} is not a bit set."
        form.say((*path, "default_member_permissions"), "NUMBER_TYPE_COERCE", text)


def _options(form: Form, path: Path, options: list[Json], depth: int) -> None:
    here = (*path, "options")
    if len(options) > 25:
        form.say(here, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    _unique(form, here, [str(option.get("name")) for option in options])
    optional_seen = False
    for number, option in enumerate(options):
        _option(form, (*here, number), option, depth)
        if option.get("required") and optional_seen:
            text = "Required options must be placed before non-required options"
            form.say((*here, number), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", text)
        optional_seen |= not option.get("required")
    nested = [option.get("type") in (SUBCOMMAND, GROUP) for option in options]
    if any(nested) and not all(nested):
        text = "Sub-command and sub-command group option types are mutually exclusive to others"
        form.say(here, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", text)


def _option(form: Form, path: Path, option: Json, depth: int) -> None:
    _fields(form, path, option, OPTION_FIELDS)
    kind = option.get("type")
    if not form.choice((*path, "type"), kind, tuple(range(1, 12))) or kind is None:
        return
    _localized(form, path, option, "name", slash=True)
    form.length((*path, "description"), option.get("description"), 100, 1)
    _localized(form, path, option, "description", slash=False)
    if kind in (SUBCOMMAND, GROUP):
        if depth > 1 or (kind == GROUP and depth):
            text = "Nested too deep"
            form.say(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", text)
        _options(form, path, option.get("options") or [], depth + 1 + (kind == SUBCOMMAND))
    elif option.get("options"):
        form.say((*path, "options"), "APPLICATION_COMMAND_OPTION_FIELD", "Not for this type.")
    if (option.get("choices") or option.get("autocomplete")) and kind not in WITH_CHOICES:
        form.say(path, "APPLICATION_COMMAND_OPTION_FIELD", "No choices for this type.")
    if option.get("choices") and option.get("autocomplete"):
        text = "Autocomplete cannot be set with choices"
        form.say((*path, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES", text)
    if option.get("choices"):
        _choices(form, (*path, "choices"), option["choices"], kind)
    for key, least in (("min_length", 0), ("max_length", 1)):
        value = option.get(key)
        if value is not None and (kind != STRING or not least <= value <= 6000):
            form.say((*path, key), "NUMBER_TYPE_MAX", f"Must be between {least} and 6000.")


def check_choices(form: Form, data: Any, kind: int) -> None:
    """Check what an autocomplete is answered with, for an option of type `kind`."""
    choices = data.get("choices") if isinstance(data, dict) else None
    if not isinstance(choices, list):
        form.say(("data", "choices"), *REQUIRED)
        return
    _choices(form, ("data", "choices"), choices, kind)


def _choices(form: Form, path: Path, choices: list[Json], kind: int) -> None:
    if len(choices) > 25:
        form.say(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for number, choice in enumerate(choices):
        here = (*path, number)
        form.length((*here, "name"), choice.get("name"), 100, 1)
        _localized(form, here, choice, "name", slash=False, most=100)
        value = choice.get("value")
        if kind == STRING:
            form.length((*here, "value"), value, 100, 1)
        elif isinstance(value, bool) or not isinstance(value, int | float):
            form.say((*here, "value"), "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.')


def _localized(
    form: Form, path: Path, thing: Json, field: str, *, slash: bool, most: int | None = None
) -> None:
    """Check a name or description in all its languages."""
    spellings: dict[Path, Any] = {}
    if field == "name" or most:
        spellings[(*path, field)] = thing.get(field)
    for locale, text in (thing.get(f"{field}_localizations") or {}).items():
        here = (*path, f"{field}_localizations", locale)
        if locale not in LOCALES:
            form.say(here, "DICT_TYPE_UNKNOWN_KEY", f"Unknown locale {locale}.")
        spellings[here] = text
    for here, text in spellings.items():
        limit = most or (32 if field == "name" else 100)
        form.length(here, text, limit, 1)
        invalid = not isinstance(text, str) or not NAME.fullmatch(text) or text != text.lower()
        if slash and invalid:
            form.say(here, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _fields(form: Form, path: Path, thing: Json, known: set[str]) -> None:
    for key in sorted(set(thing) - known):
        form.say((*path, key), "UNKNOWN_FIELD", "This field is not documented.")


def _unique(form: Form, path: Path, names: list[str]) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            text = "Application command names must be unique"
            form.say((*path, number), "APPLICATION_COMMANDS_DUPLICATE_NAME", text)


def _size(thing: Json) -> int:
    """Sum the lengths of names, descriptions and values; the longest localization counts."""
    total = 0
    for field in ("name", "description"):
        spellings = [thing.get(field) or "", *(thing.get(f"{field}_localizations") or {}).values()]
        total += max(map(units, spellings))
    for part in [*(thing.get("options") or []), *(thing.get("choices") or [])]:
        total += _size(part)
    value = thing.get("value")
    return total + (units(value) if isinstance(value, str) else 0)
