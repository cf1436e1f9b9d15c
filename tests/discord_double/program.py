"""The real program, `newsbot bot`, in a process of its own against a double."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from .server import Double

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
STOP_SECONDS = 20.0
# What the process gets of our environment; no proxy and no NEWSBOT_ variable among it.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "USER", "VIRTUAL_ENV")


class BotProcess:
    """`newsbot bot`, started with `start` (or `with`), its output collected by lines.

    `env` adds variables or, with a value None, takes one away.
    """

    def __init__(
        self,
        double: Double,
        corpus_dir: Path,
        index_path: Path,
        env: Mapping[str, str | None] | None = None,
        arguments: tuple[str, ...] = ("bot",),
    ) -> None:
        self.double = double
        self.stdout: list[str] = []
        self.stderr: list[str] = []
        self.arguments = arguments
        self.environment = self._environment(corpus_dir, index_path, env or {})
        self._directory = index_path.parent
        self._process: subprocess.Popen[str] | None = None
        self._readers: list[threading.Thread] = []

    def _environment(
        self, corpus_dir: Path, index_path: Path, extra: Mapping[str, str | None]
    ) -> dict[str, str]:
        environment: dict[str, str | None] = {
            name: os.environ[name] for name in PASSED_ON if name in os.environ
        }
        environment |= {
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
            "NEWSBOT_DISCORD_TOKEN": self.double.token,
            "NEWSBOT_DISCORD_API_URL": self.double.api_url,
            "NEWSBOT_DISCORD_GATEWAY_URL": self.double.gateway_url,
            "NEWSBOT_DISCORD_CDN_URL": self.double.cdn_url,
            "NEWSBOT_CORPUS_DIR": str(corpus_dir),
            "NEWSBOT_INDEX_PATH": str(index_path),
            **extra,
        }
        return {name: value for name, value in environment.items() if value is not None}

    def launch(self) -> Self:
        """Start the process without waiting for it to log in."""
        self._directory.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "newsbot", *self.arguments],
            cwd=self._directory,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._read(self._process.stdout, self.stdout)
        self._read(self._process.stderr, self.stderr)
        return self

    def start(self, timeout: float = START_SECONDS) -> Self:
        """Start the process and wait until it has identified at the double.

        Raises AssertionError with its output if it ends before that.
        """
        before = self.double.gateway.identifies
        self.launch()

        def settled() -> bool:
            gateway = self.double.gateway
            logged_in = gateway.identifies >= before + gateway.shards and gateway.ready
            return logged_in or not self.running

        try:
            self.double.wait(settled, "the bot to log in", timeout)
        except AssertionError as late:
            self.kill()
            raise AssertionError(f"{late}\n{self.output()}") from None
        if not self.running:
            raise AssertionError(f"the bot ended with {self.wait()}\n{self.output()}")
        return self

    def wait_line(self, part: str, timeout: float = STOP_SECONDS) -> str:
        """Wait for a line of output that holds `part`, on either stream, and return it."""

        def seen() -> str:
            lines = [*self.stdout, *self.stderr]
            return next((line for line in lines if part in line), "")

        return self.double.wait(seen, f"a line with {part!r}\n{self.output()}", timeout)

    def _read(self, stream: IO[str] | None, lines: list[str]) -> None:
        assert stream is not None

        def run() -> None:
            with stream:
                for line in stream:
                    lines.append(line.rstrip("\n"))
                    self.double.reactor.announce()

        reader = threading.Thread(target=run, daemon=True)
        reader.start()
        self._readers.append(reader)

    @property
    def process(self) -> subprocess.Popen[str]:
        """The process, once launched."""
        assert self._process is not None, "not launched yet"
        return self._process

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self.process.poll() is None

    def stop(self, number: int = signal.SIGTERM, timeout: float = STOP_SECONDS) -> int:
        """Send a signal, wait for the end, return the exit code."""
        if self.running:
            self.process.send_signal(number)
        return self.wait(timeout)

    def kill(self) -> int:
        """End it at once (SIGKILL); returns the exit code."""
        return self.stop(signal.SIGKILL)

    def wait(self, timeout: float = STOP_SECONDS) -> int:
        """Wait for the end and for the last of its output; returns the exit code."""
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            self._join()
            raise AssertionError(f"the bot did not end in {timeout:g} s\n{self.output()}") from None
        self._join()
        return code

    def _join(self) -> None:
        for reader in self._readers:
            reader.join(STOP_SECONDS)

    def rss_mib(self) -> float:
        """Its resident memory, in MiB (Linux)."""
        status = Path(f"/proc/{self.pid}/status").read_text("utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def output(self) -> str:
        """What it has said so far."""
        return "\n".join(["stdout:", *self.stdout, "stderr:", *self.stderr])

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self.stop()
