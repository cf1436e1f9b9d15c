"""The content of a response, decompressed within bounds.

The bytes are gathered as they were sent and unpacked in a thread, never further than allowed: a
bomb costs what an honest page of the largest size costs, and the event loop goes on meanwhile.
"""

from __future__ import annotations

import asyncio
import zlib
from typing import Final

import aiohttp

from newsbot.errors import IngestError
from newsbot.fetching.limits import MIB

_GZIP: Final = frozenset({"gzip", "x-gzip"})
_MAX_MEMBERS: Final = 16
"""Of a gzip body; each costs something even when it is empty."""

_MAX_TINY_CHUNKS: Final = 2048
_TINY_CHUNK_BYTES: Final = 16
"""A body in chunks of a byte each keeps the event loop busy, and is nobody's page."""


async def read_content(
    response: aiohttp.ClientResponse, max_bytes: int, *, may_cut: bool = False
) -> bytes:
    """Return the content of *response*, at most *max_bytes* before decompression and after it.

    A longer one is cut there if it *may_cut*. Raises IngestError ``fetch.too_large``,
    ``fetch.encoding`` or ``fetch.garbled``, and what aiohttp raises when the connection fails.
    """
    encoding = _encoding(response)
    raw, is_whole = await _read_raw(response, max_bytes)
    if not is_whole and not may_cut:
        raise _too_large(max_bytes)
    if not encoding or not raw:
        return raw
    data = await asyncio.to_thread(_unpack, raw, encoding, max_bytes + 1, must_end=not may_cut)
    if len(data) > max_bytes and not may_cut:
        raise _too_large(max_bytes)
    return data[:max_bytes]


def _encoding(response: aiohttp.ClientResponse) -> str:
    """Return the content coding, '' for none."""
    named = ",".join(response.headers.getall("Content-Encoding", ())).strip().lower()
    if named in ("", "identity"):
        return ""
    if named in _GZIP:
        return "gzip"
    if named == "deflate":
        return named
    raise IngestError("fetch.encoding")


async def _read_raw(response: aiohttp.ClientResponse, max_bytes: int) -> tuple[bytes, bool]:
    """Return the body as it was sent, up to *max_bytes*, and whether that is all of it."""
    pieces: list[bytes] = []
    size = 0
    async for piece, _ in response.content.iter_chunks():
        pieces.append(piece)
        size += len(piece)
        if size > max_bytes:
            return b"".join(pieces)[:max_bytes], False
        if len(pieces) > _MAX_TINY_CHUNKS and size < len(pieces) * _TINY_CHUNK_BYTES:
            raise IngestError("fetch.broken", host=response.url.raw_host)
    return b"".join(pieces), True


def _unpack(raw: bytes, encoding: str, max_bytes: int, *, must_end: bool) -> bytes:
    """Return at most *max_bytes* of what *raw* unpacks to; with *must_end*, not of a cut one."""
    try:
        if encoding == "gzip":
            return _gunzip(raw, max_bytes, must_end=must_end)
        return _inflate(raw, max_bytes, must_end=must_end)
    except zlib.error:
        raise IngestError("fetch.garbled") from None


def _gunzip(raw: bytes, max_bytes: int, *, must_end: bool) -> bytes:
    data = b""
    for _ in range(_MAX_MEMBERS):
        unpacker = zlib.decompressobj(wbits=31)
        data += unpacker.decompress(raw, max_bytes - len(data))
        if len(data) >= max_bytes:
            return data
        if not unpacker.eof:
            if must_end:
                raise IngestError("fetch.garbled")
            return data
        raw = unpacker.unused_data
        if not raw.startswith(b"\x1f\x8b"):  # padding, or nothing
            return data
    raise IngestError("fetch.garbled")


def _inflate(raw: bytes, max_bytes: int, *, must_end: bool) -> bytes:
    """Unpack ``deflate``: with zlib's header, as the standard says, or without, as some send it."""
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(raw, max_bytes)
    except zlib.error:
        unpacker = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        data = unpacker.decompress(raw, max_bytes)
    if must_end and not unpacker.eof and len(data) < max_bytes:
        raise IngestError("fetch.garbled")
    return data


def _too_large(max_bytes: int) -> IngestError:
    return IngestError("fetch.too_large", limit=f"{max_bytes / MIB:g}")
