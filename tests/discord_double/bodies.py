"""Bodies of requests, JSON or multipart, and the rate-limit headers of answers."""

from __future__ import annotations

import json
import time
from typing import Any

from aiohttp import BodyPartReader, web

from .wire import lone_surrogate

File = tuple[str, bytes]


async def read_body(request: web.Request) -> tuple[Any, list[File], bool]:
    """Read JSON and files; the last value says that the body is broken.

    Broken is what is no JSON, and a lone surrogate in any string. No body at all is None.
    """
    files: list[File] = []
    raw = b""
    if request.content_type.startswith("multipart/"):
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader), "no nested parts"
            content = bytes(await part.read())
            if part.name == "payload_json":
                raw = content
            else:
                files.append((part.filename or "", content))
    elif request.can_read_body:
        raw = await request.read()
    if not raw:
        return None, files, False
    try:
        body = json.loads(raw)
    except ValueError:
        return raw.decode("utf-8", "replace"), files, True
    return body, files, lone_surrogate(body)


def bucket_headers(route: str) -> dict[str, str]:
    """Return the rate-limit headers of a bucket that is far from empty."""
    return {
        "X-RateLimit-Limit": "1000",
        "X-RateLimit-Remaining": "999",
        "X-RateLimit-Reset": f"{time.time() + 1:.3f}",
        "X-RateLimit-Reset-After": "1.000",
        "X-RateLimit-Bucket": f"{hash(route) & (2**64 - 1):032x}",
    }
