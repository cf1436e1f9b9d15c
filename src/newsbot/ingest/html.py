"""A saved web page. Foreign HTML is parsed in a child process that can be limited and killed.

Parsers are quadratic on hostile input, and one that runs in C cannot be interrupted. The child is
``newsbot.ingest.html_worker``; it gets the page on standard input and answers with one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ValidationError

from newsbot.article import Draft, Dropped
from newsbot.dates import parse_moment
from newsbot.errors import IngestError
from newsbot.ingest.markdown import storable

MAX_HTML_BYTES: Final = 5 * 1024 * 1024

# -I keeps the working directory, the user's site and PYTHON* variables out of the child; the
# parent's sys.path goes along so that newsbot is the same one, installed or run from src/.
_BOOT: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from newsbot.ingest.html_worker import main; main(float(sys.argv[2]))"
)
# No NEWSBOT_* variable: what parses foreign pages never sees the bot's token.
_ENVIRONMENT: Final = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP")


class _Line(BaseModel):
    reason: str
    text: str


class _Reply(BaseModel):
    """What the worker prints: a draft, or ``error``."""

    error: Literal["ingest.no_body", "ingest.too_long"] | None = None
    body: str = ""
    title: str | None = None
    subtitles: tuple[str, ...] = ()
    outlet: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    url: str | None = None
    dropped: tuple[_Line, ...] = ()


def parse_html(data: bytes, *, timeout_seconds: float = 10.0) -> Draft:
    """Return the article of the web page *data*.

    Raises IngestError ``ingest.too_large``, ``ingest.html_timeout``, ``ingest.html_crashed``,
    ``ingest.no_body`` and ``ingest.too_long``.
    """
    if len(data) > MAX_HTML_BYTES:
        raise IngestError("ingest.too_large", limit=MAX_HTML_BYTES // 1024**2)
    try:
        reply = _Reply.model_validate_json(_run_worker(data, timeout_seconds))
    except ValidationError:
        raise IngestError("ingest.html_crashed") from None
    if reply.error == "ingest.no_body":
        raise IngestError(reply.error)
    return _draft(reply)


def _run_worker(data: bytes, timeout_seconds: float) -> bytes:
    paths = json.dumps([str(Path(entry).resolve()) for entry in sys.path if entry])
    command = [sys.executable, "-I", "-c", _BOOT, paths, str(timeout_seconds)]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    with subprocess.Popen(  # noqa: S603 (our own interpreter and code; the page is only its input)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as worker:
        try:
            output, _ = worker.communicate(data, timeout=timeout_seconds)
        except subprocess.TimeoutExpired:
            raise IngestError("ingest.html_timeout", seconds=f"{timeout_seconds:g}") from None
        finally:  # also when this thread is interrupted: nothing is left behind
            _kill(worker)
    if worker.returncode == -getattr(signal, "SIGXCPU", 0):
        raise IngestError("ingest.html_timeout", seconds=f"{timeout_seconds:g}")
    if worker.returncode:
        raise IngestError("ingest.html_crashed")
    return output


def _kill(worker: subprocess.Popen[bytes]) -> None:
    """Kill *worker* and whatever it started, unless it has ended and been waited for.

    Until then its process id cannot belong to anything else, even if it has already ended.
    """
    if worker.returncode is not None:
        return
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):  # only a zombie is left
            os.killpg(worker.pid, signal.SIGKILL)  # its own session: the group is its pid
    else:
        worker.kill()


def _draft(reply: _Reply) -> Draft:
    return storable(
        Draft(
            body=reply.body,
            title=reply.title,
            subtitles=reply.subtitles,
            outlet=reply.outlet,
            published=parse_moment(reply.published or ""),
            modified=parse_moment(reply.modified or ""),
            authors=reply.authors,
            section=reply.section,
            url=reply.url,
            dropped=tuple(Dropped(reason=line.reason, text=line.text) for line in reply.dropped),
        )
    )
