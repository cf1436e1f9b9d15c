"""What goes over the wire: refusals in Discord's form, UTF-16 units, transport compression."""

from __future__ import annotations

import importlib
import json
import re
import zlib
from typing import Any, Protocol

Json = dict[str, Any]
SURROGATE = re.compile("[\ud800-\udfff]")


class Refusal(Exception):  # noqa: N818 - the word of the field here, and no fault of the double
    """A request that Discord would refuse: HTTP status, JSON error code, message, form errors."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> Json:
        """Return the documented error body."""
        body: Json = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


def unknown(thing: str) -> Refusal:
    """Return the 404 of one of the `Unknown ...` codes."""
    codes = {
        "Channel": 10003,
        "Guild": 10004,
        "Member": 10007,
        "Message": 10008,
        "User": 10013,
        "Webhook": 10015,
        "Interaction": 10062,
        "Application": 10002,
        "Application Command": 10063,
        "Role": 10011,
    }
    return Refusal(404, codes[thing], f"Unknown {thing}")


MISSING_ACCESS = (403, 50001, "Missing Access")
MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
EMPTY_MESSAGE = (400, 50006, "Cannot send an empty message")
INVALID_JSON = (400, 50109, "The request body contains invalid JSON.")

REQUIRED = ("BASE_TYPE_REQUIRED", "This field is required")


class Form:
    """The errors of one body, by path, for the documented `Invalid Form Body` (50035)."""

    def __init__(self) -> None:
        self._errors: Json = {}

    def say(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        """Note that the field at `path` is wrong."""
        place = self._errors
        for key in path:
            place = place.setdefault(str(key), {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: tuple[str | int, ...], text: object, most: int, least: int = 0) -> str:
        """Check that `text` is a string of `least` to `most` UTF-16 units; return it trimmed."""
        if text is None and least == 0:
            return ""
        if not isinstance(text, str):
            self.say(path, "STRING_TYPE_CONVERT", f'Could not interpret "{text}" as string.')
            return ""
        trimmed = text.strip()
        size = units(trimmed)
        if size > most and least == 0:
            self.say(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif size == 0 and least:
            self.say(path, *REQUIRED)
        elif not least <= size <= most:
            self.say(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        return trimmed

    def choice(
        self, path: tuple[str | int, ...], value: object, allowed: tuple[object, ...]
    ) -> bool:
        """Check that `value` is one of those allowed."""
        if isinstance(value, bool) or value not in allowed:
            self.say(path, "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")
            return False
        return True

    def close(self) -> None:
        """Raise the refusal, if anything was wrong."""
        if self._errors:
            raise Refusal(400, 50035, "Invalid Form Body", self._errors)


def units(text: str) -> int:
    """Count as Discord does, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def lone_surrogate(value: object) -> bool:
    """Whether a string anywhere in a JSON value holds half of a surrogate pair."""
    if isinstance(value, str):
        return SURROGATE.search(value) is not None
    if isinstance(value, dict):
        return any(lone_surrogate(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(lone_surrogate(part) for part in value)
    return False


def dump(value: object) -> str:
    """Spell JSON as the gateway does."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Packer(Protocol):
    """A transport compression with one context a connection."""

    def pack(self, text: str) -> bytes:
        """Return the next piece of the stream: one whole message."""


class ZlibStream:
    """zlib-stream: each message ends with the four bytes of a sync flush."""

    def __init__(self) -> None:
        self._context = zlib.compressobj()

    def pack(self, text: str) -> bytes:
        """Compress one message and flush it."""
        piece = self._context.compress(text.encode())
        return piece + self._context.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """zstd-stream: each message is flushed as a block, and the frame never ends.

    discord.py asks for it where the standard library has zstd, from Python 3.14 on.
    """

    def __init__(self) -> None:
        zstd: Any = importlib.import_module("compression.zstd")
        self._context = zstd.ZstdCompressor()
        self._flush = zstd.ZstdCompressor.FLUSH_BLOCK

    def pack(self, text: str) -> bytes:
        """Compress one message and flush it."""
        return bytes(self._context.compress(text.encode(), mode=self._flush))


PACKERS: dict[str, type[ZlibStream | ZstdStream]] = {
    "zlib-stream": ZlibStream,
    "zstd-stream": ZstdStream,
}
