"""What runs in the child of ``ingest.child``: foreign bytes in, JSON objects out, one a line."""

from __future__ import annotations

import contextlib
import json
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from newsbot.errors import IngestError
from newsbot.ingest.child import END

Options = dict[str, str | None]
Reply = dict[str, object]
Read = Callable[[bytes, Options], Iterator[Reply]]

_MAX_OPEN_FILES: Final = 16
"""Codecs are imported when they are first needed."""


def main() -> None:
    """Do what the order on standard input says, within its limits."""
    order = json.loads(sys.stdin.buffer.readline())
    read = TASKS[order["task"]]()  # its imports need files and memory: before the limits
    replies, sys.stdout = sys.stdout.buffer, sys.stderr  # no library talks into the answer
    limit(order["seconds"], order["memory_bytes"])
    for reply in answers(read, sys.stdin.buffer.read(), order["options"]):
        text = json.dumps(reply, ensure_ascii=False)
        replies.write(text.encode("utf-8", "replace") + b"\n")
    replies.write(END)
    replies.flush()


def answers(read: Read, data: bytes, options: Options) -> Iterator[Reply]:
    """Yield the replies of *read*, the last one an ``error`` where it refuses."""
    try:
        yield from read(data, options)
    except IngestError as error:
        yield {"error": error.code, "details": error.details}


def _volunteer() -> None:
    """Be the first to go where memory runs out: else the kernel ends the largest, the bot."""
    with contextlib.suppress(OSError):  # not Linux
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")


def limit(timeout_seconds: float | None, memory_bytes: int) -> None:
    """Take from this process what parsing does not need; what cannot be taken is left."""
    _volunteer()
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit remains
        return
    limits = {
        resource.RLIMIT_AS: (memory_bytes, memory_bytes),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_NOFILE: (_MAX_OPEN_FILES, _MAX_OPEN_FILES),
        resource.RLIMIT_NPROC: (0, 0),  # no effect on root
    }
    if timeout_seconds is not None:
        seconds = math.ceil(timeout_seconds) + 1
        limits[resource.RLIMIT_CPU] = (seconds, seconds + 1)
    for kind, values in limits.items():
        # A lower limit is already set, or the system (macOS) knows no such limit.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, values)


def _html() -> Read:
    from newsbot.ingest.charset import decode
    from newsbot.ingest.webpage import read_page

    def read(data: bytes, options: Options) -> Iterator[Reply]:
        draft = read_page(decode(data, options["charset"]), options["address"])
        yield {
            "body": draft.body,
            "title": draft.title,
            "subtitles": draft.subtitles,
            "outlet": draft.outlet,
            "published": draft.published.spelled() if draft.published else None,
            "modified": draft.modified.spelled() if draft.modified else None,
            "authors": draft.authors,
            "section": draft.section,
            "url": draft.url,
            "source_id": draft.source_id,
            "dropped": [{"reason": line.reason, "text": line.text} for line in draft.dropped],
        }

    return read


def _feed() -> Read:
    from newsbot.ingest.syndication import read_feed

    def read(data: bytes, options: Options) -> Iterator[Reply]:
        yield read_feed(data, options["address"], options["charset"])

    return read


def _sheet() -> Read:
    from newsbot.ingest.workbook import read_rows

    def read(data: bytes, _: Options) -> Iterator[Reply]:
        for number, cells in read_rows(data):
            yield {"row": number, "cells": cells}

    return read


TASKS: Final[dict[str, Callable[[], Read]]] = {"html": _html, "feed": _feed, "sheet": _sheet}
"""What the child can do, by the name of the ``Task``: each entry imports what its work needs."""
