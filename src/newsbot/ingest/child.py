"""The child process in which foreign bytes are parsed: started, listened to, killed.

Parsers are quadratic on hostile input, and one that runs in C cannot be interrupted. The child is
``newsbot.ingest.worker``. Its standard input is one line of JSON, the order, and then the foreign
bytes; it answers with one JSON object a line and ends with the line ``END``. Nothing that it says
is trusted: who asks checks each line, and only ``END`` says that the answer is whole.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, Field, StrictInt, ValidationError

from newsbot.errors import IngestError

END: Final = b"end\n"
_MIB: Final = 1 << 20
_WAITING_LINES: Final = 8
_LAST_WORDS_SECONDS: Final = 1.0

# -I keeps the working directory, the user's site and PYTHON* variables out of the child; the
# parent's sys.path goes along so that newsbot is the same one, installed or run from src/.
_BOOT: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from newsbot.ingest.worker import main; main()"
)
# No NEWSBOT_* variable: what parses foreign bytes never sees the bot's token.
_ENVIRONMENT: Final = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a child is started for, and how much it may use."""

    name: str
    """A key of ``worker.TASKS``."""
    timed_out: str
    """The code of the error with ``seconds``: the time was not enough."""
    failed: str
    """The code of the error: the child crashed, was out of memory, or said what it may not."""
    refusals: frozenset[str]
    """The codes of the errors with which the child may refuse the bytes."""
    memory_bytes: int = 1024 * _MIB
    """Address space, interpreter and libraries included (about 350 MiB)."""
    max_line_bytes: int = 16 * _MIB
    """The longest line of an answer."""


class Reply(BaseModel):
    """What every line of an answer can be: an error with its details; subclasses say what else."""

    error: str | None = None
    details: Annotated[dict[str, StrictInt], Field(max_length=8)] = {}


Said = TypeVar("Said", bound=Reply)


def checked(task: Task, kind: type[Said], line: bytes) -> Said:
    """Return *line* as a reply of *kind*.

    Raises IngestError: the child's refusal, or ``task.failed`` where it is no such reply.
    """
    try:
        reply = kind.model_validate_json(line)
        if reply.error is None:
            return reply
        if reply.error in task.refusals:
            raise IngestError(reply.error, **reply.details)
    except (ValidationError, KeyError, TypeError):  # KeyError: not the details of that sentence
        pass
    raise IngestError(task.failed)


def replies(
    task: Task, data: bytes, *, timeout_seconds: float, **options: str | None
) -> Generator[bytes, None, None]:
    """Yield the lines of a child's answer to *data*; the child is gone when this ends or is closed.

    *timeout_seconds* is what this process waits for the child in all, its start included; the time
    that the caller takes between two lines does not count. Raises IngestError ``task.timed_out``
    and ``task.failed``.
    """
    order = {"task": task.name, "options": options, "seconds": timeout_seconds}
    line = json.dumps(order | {"memory_bytes": task.memory_bytes}).encode() + b"\n"
    try:
        child = _start()
    except OSError as error:  # no process, no memory
        raise IngestError(task.failed) from error
    inbox: Queue[bytes] = Queue(maxsize=_WAITING_LINES)
    stopped = Event()
    talk = partial(_converse, child, (line, data), task.max_line_bytes, inbox, stopped)
    listener = Thread(target=talk, name="newsbot-child", daemon=True)
    try:
        listener.start()
        yield from _received(child, inbox, task, timeout_seconds)
    finally:  # also when the caller is interrupted: nothing is left behind
        stopped.set()
        _kill(child)
        with contextlib.suppress(Empty):
            while True:  # the listener may wait for room
                inbox.get_nowait()
        listener.join(_LAST_WORDS_SECONDS)


def only_reply(task: Task, data: bytes, *, timeout_seconds: float, **options: str | None) -> bytes:
    """Return the one line of a child's answer to *data*. Raises IngestError as ``replies`` does."""
    lines = replies(task, data, timeout_seconds=timeout_seconds, **options)
    with contextlib.closing(lines):
        line = next(lines, b"")
        if next(lines, None) is not None:
            raise IngestError(task.failed)
    return line


def _start() -> subprocess.Popen[bytes]:
    paths = json.dumps([str(Path(entry).resolve()) for entry in sys.path if entry])
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return subprocess.Popen(  # noqa: S603 (our own interpreter and code, no foreign word)
        [sys.executable, "-I", "-c", _BOOT, paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=kept | {"OPENBLAS_NUM_THREADS": "1"},  # numpy would start a thread for each core
        start_new_session=True,
    )


def _converse(
    child: subprocess.Popen[bytes],
    spoken: tuple[bytes, ...],
    max_line_bytes: int,
    inbox: Queue[bytes],
    stopped: Event,
) -> None:
    """Say everything, then pass on every line, then ``b""``: a thread's work.

    A child that answers before it has heard everything may block this; it is killed in time.
    """
    if child.stdin is None or child.stdout is None:
        raise ValueError("a child is started with pipes")
    with contextlib.suppress(OSError), child.stdin as stdin:  # it may be gone already
        stdin.writelines(spoken)
    with child.stdout as stdout:
        for line in iter(partial(stdout.readline, max_line_bytes + 1), b""):
            if stopped.is_set():
                return
            inbox.put(line)
    inbox.put(b"")


def _received(
    child: subprocess.Popen[bytes], inbox: Queue[bytes], task: Task, timeout_seconds: float
) -> Iterator[bytes]:
    left = timeout_seconds
    while True:
        began = time.monotonic()
        try:
            line = inbox.get(timeout=max(left, 0))
        except Empty:
            raise _too_slow(task, timeout_seconds) from None
        left -= time.monotonic() - began
        if line == END:
            return
        if not line and _exceeded_cpu(child):
            raise _too_slow(task, timeout_seconds)
        if not line.endswith(b"\n"):  # it died, or talks without end
            raise IngestError(task.failed)
        yield line


def _too_slow(task: Task, timeout_seconds: float) -> IngestError:
    return IngestError(task.timed_out, seconds=f"{timeout_seconds:g}")


def _exceeded_cpu(child: subprocess.Popen[bytes]) -> bool:
    """Whether *child*, which has closed its output, was ended by its limit of processor time."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        return child.wait(_LAST_WORDS_SECONDS) == -getattr(signal, "SIGXCPU", 0)
    return False


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Kill *child* and whatever it started, and wait for its end.

    Until it has been waited for its process id cannot belong to anything else.
    """
    if child.returncode is not None:
        return
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):  # only a zombie is left
            os.killpg(child.pid, signal.SIGKILL)  # its own session: the group is its pid
    else:
        child.kill()
    child.wait()
