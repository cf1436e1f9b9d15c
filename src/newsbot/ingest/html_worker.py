"""What the child process of ``ingest.html`` does: page bytes in, one JSON object out."""

from __future__ import annotations

import contextlib
import json
import math
import sys
from typing import Final

from newsbot.article import Draft
from newsbot.errors import IngestError
from newsbot.ingest.charset import decode
from newsbot.ingest.webpage import read_page

MAX_MEMORY_BYTES: Final = 1024**3


def main(timeout_seconds: float) -> None:
    """Read a page from standard input and print what ``ingest.html`` expects."""
    _limit(timeout_seconds)
    try:
        reply = _reply(read_page(decode(sys.stdin.buffer.read())))
    except IngestError as error:
        reply = {"error": error.code}
    sys.stdout.buffer.write(json.dumps(reply).encode())


def _limit(timeout_seconds: float) -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit remains
        return
    seconds = math.ceil(timeout_seconds) + 1
    limits = {
        resource.RLIMIT_CPU: (seconds, seconds + 1),
        resource.RLIMIT_AS: (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES),
        resource.RLIMIT_CORE: (0, 0),
    }
    for limit, values in limits.items():
        # A lower limit is already set, or the system (macOS) knows no such limit.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, values)


def _reply(draft: Draft) -> dict[str, object]:
    return {
        "body": draft.body,
        "title": draft.title,
        "subtitles": draft.subtitles,
        "outlet": draft.outlet,
        "published": draft.published.spelled() if draft.published else None,
        "modified": draft.modified.spelled() if draft.modified else None,
        "authors": draft.authors,
        "section": draft.section,
        "url": draft.url,
        "dropped": [{"reason": line.reason, "text": line.text} for line in draft.dropped],
    }
