"""The child process: what it may, what it is told, how it ends. Nothing that it says is trusted."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from newsbot import ingest
from newsbot.article import Draft
from newsbot.errors import IngestError
from newsbot.ingest import child, html, sheet
from newsbot.ingest.html import parse_html

PAGE = (
    "<html><head><title>도서관 개관</title></head><body><article><p>해마루시는 3일 도서관을 열었다.</p>"
    "<p>도서관에는 책 3만 권이 있다고 시는 밝혔다.</p></article></body></html>"
).encode()
READ_ALL = "import sys; order = sys.stdin.buffer.readline(); data = sys.stdin.buffer.read()\n"


class Recorded(subprocess.Popen[bytes]):
    """A Popen that remembers the processes that it started."""

    started: list[subprocess.Popen[bytes]] = []  # noqa: RUF012 (emptied by the fixture)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[call-overload]
        self.started.append(self)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    Recorded.started.clear()
    monkeypatch.setattr(child.subprocess, "Popen", Recorded)  # type: ignore[attr-defined]
    return Recorded.started


def boots(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the child run *code* in place of the worker."""
    monkeypatch.setattr(child, "_BOOT", code)


def caught(data: bytes = PAGE, **options: float) -> IngestError:
    with pytest.raises(IngestError) as error:
        parse_html(data, **options)  # type: ignore[arg-type]
    return error.value


def test_a_bomb_of_attributes_is_killed_at_the_time_limit(
    monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
) -> None:
    boots(
        monkeypatch,
        READ_ALL + "sys.path[:] = __import__('json').loads(sys.argv[1])\n"
        "from lxml.html import document_fromstring; document_fromstring(data)",
    )
    bomb = b"<p " + b" ".join(b"a%d=1" % number for number in range(500_000)) + b">x</p>"
    error = caught(bomb, timeout_seconds=1.5)
    assert error.code == "ingest.html_timeout"
    assert "1.5" in error.sentence("ko")
    assert [one.returncode for one in started] == [-signal.SIGKILL]


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at /proc for the grandchild")
@pytest.mark.parametrize("last", ["", 'print(\'{"body": "본문이다."}\\nend\')'])
def test_what_the_child_started_is_killed_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, last: str
) -> None:
    note = tmp_path / "pid"
    boots(
        monkeypatch,
        READ_ALL + "import subprocess, pathlib\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid))\n"  # it ends, the other holds the pipe
         + last,
    )
    if last:
        assert parse_html(PAGE).body == "본문이다."
    else:
        assert caught(timeout_seconds=1).code == "ingest.html_timeout"
    stat = Path("/proc", note.read_text(), "stat")
    for _ in range(50):
        if not stat.exists() or stat.read_text().split()[2] == "Z":
            return
        time.sleep(0.02)
    pytest.fail("the grandchild is still running")


@pytest.mark.parametrize(
    "code",
    [
        "import os; os._exit(3)",
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "pass",
        "print('{\"body\": 5}\\nend')",
        'print(\'{"body": "whole, but without its end"}\')',
        'print(\'{"error": "index.damaged"}\\nend\')',
        'print(\'{"error": "ingest.html_absurd", "details": {"tags": 1}}\\nend\')',
        "print('not JSON\\nend')",
        "print('end')",
        READ_ALL + "sys.stdout.write('x' * (17 << 20)); sys.stdout.flush()",
        READ_ALL + "while True: sys.stdout.write('x' * 65536)",
        READ_ALL + "while True: print('{}')",
    ],
)
def test_a_child_that_fails_or_lies(
    monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]], code: str
) -> None:
    boots(monkeypatch, code)
    assert caught(PAGE * 1000).code == "ingest.html_crashed"
    assert all(one.returncode is not None for one in started)
    assert not [one for one in threading.enumerate() if one.name == "newsbot-child"]


def test_a_child_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    boots(monkeypatch, "while True: print('{}')")
    assert caught(PAGE * 1000, timeout_seconds=1).code == "ingest.html_timeout"


def test_where_no_process_can_be_started_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(child.sys, "executable", "/nowhere/python")  # type: ignore[attr-defined]
    assert caught().code == "ingest.html_crashed"


def test_what_a_child_says_is_cleaned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        "body": "본문\u202e이다.\0\r\n\r\n\r\n둘째.",
        "title": "제목\n둘째 줄",
        "url": "javascript:alert(1)",
        "authors": [" ", "홍\u200b길동"],
        "dropped": [{"reason": "caption", "text": "a\nb"}, {"reason": "made up", "text": "c"}],
    }
    boots(monkeypatch, f"print({json.dumps(said)!r}); print('end')")
    draft = parse_html(PAGE)
    assert (draft.body, draft.title, draft.url) == ("본문이다.\n\n둘째.", "제목 둘째 줄", None)
    assert draft.authors == ("홍길동",)
    assert [(line.reason, line.text) for line in draft.dropped] == [("caption", "a b")]


def test_the_child_sees_no_secret_and_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSBOT_DISCORD_TOKEN", "secret")
    boots(
        monkeypatch,
        "import json, os, sys; sys.path[:] = json.loads(sys.argv[1])\n"
        "from newsbot.ingest.worker import limit; limit(3.2, 1 << 30); import resource\n"
        "names = ('CPU', 'AS', 'CORE', 'FSIZE', 'NOFILE', 'NPROC')\n"
        "limits = [resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) for name in names]\n"
        "said = [sorted(os.environ), os.getpid() == os.getsid(0), limits]\n"
        "if sys.platform == 'linux': said += [open('/proc/self/oom_score_adj').read().strip()]\n"
        "print(json.dumps({'body': json.dumps(said)})); print('end')",
    )
    environment, leads_session, limits, *first_to_go = json.loads(parse_html(PAGE).body)
    assert not [name for name in environment if name.startswith("NEWSBOT")]
    assert leads_session
    if sys.platform == "linux":
        assert first_to_go == ["1000"]
        assert limits == [[5, 6], [1024**3, 1024**3], [0, 0], [0, 0], [16, 16], [0, 0]]


def test_the_limits_hold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run each forbidden act under the limits; what happens is the body."""
    acts = {
        "file": f"open({str(tmp_path / 'written')!r}, 'w').write('x' * 10_000)",
        "memory": "bytearray(1 << 30)",
        "files": "held = [open(sys.argv[0] or '/dev/null') for _ in range(20)]",
    }
    for name, act in acts.items():
        boots(
            monkeypatch,
            READ_ALL + "import json, signal; sys.path[:] = json.loads(sys.argv[1])\n"
            "sys.argv[0] = '/dev/null'; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "from newsbot.ingest.worker import limit; limit(9, 1 << 29)\n"
            f"try: {act}; said = 'done'\n"
            "except (OSError, MemoryError) as error: said = type(error).__name__\n"
            "print(json.dumps({'body': said})); print('end')",
        )
        assert parse_html(PAGE).body in ("OSError", "MemoryError"), name


@pytest.mark.skipif(not hasattr(signal, "SIGXCPU"), reason="a limit of POSIX systems")
def test_a_child_that_uses_up_its_processor_time_was_too_slow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    boots(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)")
    assert caught().code == "ingest.html_timeout"


def test_the_child_keeps_running_only_as_long_as_its_answer_is_read(
    monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
) -> None:
    boots(monkeypatch, READ_ALL + 'while True: print(\'{"cells": {"본문": "본문이다."}}\')')
    rows = sheet.parse_sheet(b"PK", timeout_seconds=5)
    assert isinstance(next(rows)[1], Draft)
    assert started[0].poll() is None
    rows.close()  # type: ignore[attr-defined]
    assert started[0].returncode == -signal.SIGKILL


def test_who_reads_slowly_has_the_time_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    boots(
        monkeypatch,
        READ_ALL + 'for _ in range(3): print(\'{"cells": {"본문": "본문이다."}}\', flush=True)\n'
        "print('end')",
    )
    seen = 0
    for _ in sheet.parse_sheet(b"PK", timeout_seconds=0.9):
        time.sleep(0.5)
        seen += 1
    assert seen == 3


def test_a_page_through_the_child_with_its_address() -> None:
    draft = ingest.parse(PAGE, ".html", address="https://www.example.com/news/1", charset="utf-8")
    assert draft.title == "도서관 개관"
    assert draft.url == "https://www.example.com/news/1"


def test_neither_address_nor_page_stands_in_the_list_of_processes(
    monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
) -> None:
    parse_html(PAGE, address="https://www.example.com/?key=secret")
    assert "secret" not in repr(started[0].args)


def test_every_task_has_its_work() -> None:
    from newsbot.ingest import feed, worker

    assert {task.name for task in (html.TASK, feed.TASK, sheet.TASK)} == worker.TASKS.keys()
