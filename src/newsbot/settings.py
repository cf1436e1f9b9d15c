"""Settings: the NEWSBOT_* variables and ``.env``, read once, at the entry point.

An option of the command line wins over the environment, the environment over ``.env``. Every
mistake in them becomes one SettingsError that names the variable and the remedy and never holds
a value: what stands in one variable may be a secret pasted into the wrong place. Errors are
raised outside of ``except`` blocks, because a chained exception would carry the values along.
"""

from __future__ import annotations

import difflib
import io
import os
import re
import stat
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from annotated_types import Ge, Le
from dotenv.parser import Binding, parse_stream
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from newsbot.errors import SettingsError
from newsbot.text import clean_line

PREFIX: Final = "NEWSBOT_"
_MISSPELT: Final = 0.9
"""From this similarity on, a name without the prefix is one of ours, misspelt."""


_MEANT: Final = 0.5
"""From this similarity of what follows the prefix on, ``TOKEN`` means ``DISCORD_TOKEN``."""
_NAME: Final = re.compile(r"[A-Za-z0-9_]+")


def _at_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:  # `~nobody`: for pydantic, a bad value
        raise ValueError from None


def _printable(token: SecretStr | None) -> SecretStr | None:
    """Return *token* without spaces around it; a token with other characters is none."""
    value = token.get_secret_value().strip() if token else ""
    if not all("!" <= character <= "~" for character in value):
        raise ValueError
    return SecretStr(value) if value else None


class Settings(BaseSettings):
    """What a person can set. Field ``x`` is the variable ``NEWSBOT_X``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,  # `NEWSBOT_CORPUS_DIR=` is unset, not the current folder
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    corpus_dir: Annotated[Path, AfterValidator(_at_home)] = Path("corpus")
    index_path: Annotated[Path, AfterValidator(_at_home)] = Path(".newsbot/index.sqlite3")
    language: Literal["ko", "en", "auto"] = "auto"
    quote_chars: int = Field(200, ge=20, le=1000)
    """The longest quote, in code points."""
    limit: int = Field(3, ge=1, le=10)
    """How many quotes an answer gives at most."""
    discord_token: Annotated[SecretStr | None, AfterValidator(_printable)] = None


VARIABLES: Final = tuple(PREFIX + name.upper() for name in Settings.model_fields)


def load_settings(env_file: Path | None = Path(".env"), **overrides: object) -> Settings:
    """Return the settings of the environment and *env_file*, which may be missing.

    *overrides* are options of the command line by field name; None is an option not given.
    Raises SettingsError for the first mistake found.
    """
    if unknown := overrides.keys() - Settings.model_fields.keys():
        raise TypeError(f"no such settings: {', '.join(sorted(unknown))}")
    given = {name: value for name, value in overrides.items() if value is not None}
    result = _load(env_file, given)
    if isinstance(result, SettingsError):
        raise result  # here, where no local variable holds what was read
    return result


def _load(env_file: Path | None, given: dict[str, Any]) -> Settings | SettingsError:
    bindings = _read(env_file) if env_file else []
    if isinstance(bindings, SettingsError):
        return bindings
    if line := _bad_line(bindings):
        return SettingsError("settings.env_line", file=_shown(env_file), line=line)
    names = [binding.key for binding in bindings if binding.key]
    return _misspelt([*os.environ, *names]) or _build(env_file, given)


def _build(env_file: Path | None, given: dict[str, Any]) -> Settings | SettingsError:
    try:
        return Settings(_env_file=env_file, _env_file_encoding="utf-8", **given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return _bad_value(str(first["loc"][0]), env_file)


def _bad_value(name: str, env_file: Path | None) -> SettingsError:
    """Return what the field *name* takes, and where to mend it."""
    field = Settings.model_fields[name]
    place = {"variable": PREFIX + name.upper(), "file": _shown(env_file or ".env")}
    if field.annotation is int:
        low = next(mark.ge for mark in field.metadata if isinstance(mark, Ge))
        high = next(mark.le for mark in field.metadata if isinstance(mark, Le))
        return SettingsError("settings.bad_number", low=low, high=high, **place)
    if get_origin(field.annotation) is Literal:
        choices = ", ".join(get_args(field.annotation))
        return SettingsError("settings.bad_choice", choices=choices, **place)
    kind = "path" if field.annotation is Path else "token"
    return SettingsError(f"settings.bad_{kind}", **place)


def _misspelt(names: list[str]) -> SettingsError | None:
    """Return the error for the first of *names* that is meant to be ours and is not."""
    for name in names:
        upper = name.upper()
        if upper in VARIABLES:
            continue
        if upper.startswith(PREFIX):
            return _unknown(name)
        if close := difflib.get_close_matches(upper, VARIABLES, 1, _MISSPELT):
            return SettingsError("settings.misspelt", variable=_shown(name), meant=close[0])
    return None


def _unknown(name: str) -> SettingsError:
    known = [variable.removeprefix(PREFIX) for variable in VARIABLES]
    if close := difflib.get_close_matches(name.upper().removeprefix(PREFIX), known, 1, _MEANT):
        meant = PREFIX + close[0]
        return SettingsError("settings.misspelt", variable=_shown(name), meant=meant)
    return SettingsError("settings.unknown", variable=_shown(name), known=", ".join(VARIABLES))


def _bad_line(bindings: list[Binding]) -> int | None:
    """Return the number of the first line that is not ``NAME=value``, of ours or of anyone."""
    for binding in bindings:
        key, text = binding.key or "", binding.original.string
        ours = key.upper().startswith(PREFIX)
        # `NEWSBOT_DISCORD_TOKEN:secret==` has a key that must not be shown as a name
        if binding.error or (ours and (binding.value is None or not _NAME.fullmatch(key))):
            blank_lines = text[: len(text) - len(text.lstrip())].count("\n")
            return binding.original.line + blank_lines
    return None


def _read(env_file: Path) -> list[Binding] | SettingsError:
    """Return the lines of *env_file*, none if it is missing, or why it cannot be read."""
    file = _shown(env_file)
    try:
        if not stat.S_ISREG(env_file.stat().st_mode):  # before opening: a FIFO would wait
            return SettingsError("settings.env_not_a_file", file=file)
        data = env_file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        return SettingsError("settings.env_unreadable", file=file, reason=error.strerror)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # UTF-16 without a byte order mark decodes as UTF-8
        return SettingsError("settings.env_encoding", file=file)
    return list(parse_stream(io.StringIO(text)))


def _shown(name: object) -> str:
    return clean_line(str(name))[:200]
