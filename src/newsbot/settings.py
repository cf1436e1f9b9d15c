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
from urllib.parse import urlsplit

from annotated_types import Ge, Le
from dotenv.parser import Binding, parse_stream
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

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


def _at_home_if_any(path: Path | None) -> Path | None:
    return None if path is None else _at_home(path)


def _printable(token: SecretStr | None) -> SecretStr | None:
    """Return *token* without spaces around it; a token with other characters is none."""
    value = token.get_secret_value().strip() if token else ""
    if not all("!" <= character <= "~" for character in value):
        raise ValueError
    return SecretStr(value) if value else None


_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def _address(*schemes: str) -> AfterValidator:
    """Return what checks the address of a server: the last scheme is for this machine alone.

    A token must not cross a network in the clear.
    """

    def check(value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)  # ValueError: `http://[`
        near = parts.hostname in _LOOPBACK
        if parts.scheme not in (schemes if near else schemes[:1]) or not parts.hostname:
            raise ValueError
        return value.rstrip("/")

    return AfterValidator(check)


_MAX_ID: Final = 2**64


def _ids(value: object) -> object:
    """Return the numbers of a list such as ``123, 456``."""
    if not isinstance(value, str):
        return value
    return tuple(_id(part) for part in re.split(r"[,\s]+", value.strip()) if part)


def _id(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,20}", text) or not 0 < int(text) < _MAX_ID:
        raise ValueError
    return int(text)


def _one_id(value: object) -> object:
    return _id(value.strip()) if isinstance(value, str) else value


Ids = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_ids)]


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
    dev_guild: Annotated[int | None, BeforeValidator(_one_id)] = None
    """The server that alone gets the commands while they are tried out."""
    ask_channels: Ids = ()
    """Channels in which every message is a question; needs the message-content intent."""
    curator_roles: Ids = ()
    """Roles that may add and change articles, beside whoever may manage the server."""
    max_questions: int = Field(128, ge=1, le=10_000)
    """How many questions may be under way in the bot at one time."""
    questions_a_minute: int = Field(20, ge=0, le=600)
    """How many questions one person may ask in a minute; 0: as many as they like."""
    keep_days: int = Field(7, ge=1, le=365)
    """How long the bot remembers a question, for the buttons under its answer."""
    feed_minutes: int = Field(30, ge=5, le=10_080)
    """How long a feed rests between two looks, where nothing else was said when it was added."""
    watch_dir: Annotated[Path | None, AfterValidator(_at_home_if_any)] = None
    """The folder whose files become articles while the bot runs."""
    keep_articles: int = Field(0, ge=0, le=10_000_000)
    """How many articles are kept, those published last; 0: all of them."""
    keep_article_days: int = Field(0, ge=0, le=36_500)
    """For how many days after its publication an article is kept; 0: for ever."""
    discord_api_url: Annotated[str | None, _address("https", "http")] = None
    discord_gateway_url: Annotated[str | None, _address("wss", "ws")] = None
    discord_cdn_url: Annotated[str | None, _address("https", "http")] = None


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
    return SettingsError(f"settings.bad_{_KINDS[name]}", **place)


_KINDS: Final = {
    "corpus_dir": "path",
    "index_path": "path",
    "watch_dir": "path",
    "discord_token": "token",
    "dev_guild": "id",
    "ask_channels": "ids",
    "curator_roles": "ids",
    "discord_api_url": "web_address",
    "discord_gateway_url": "gateway_address",
    "discord_cdn_url": "web_address",
}
"""What else a setting may hold than a number or one of a few words."""


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
