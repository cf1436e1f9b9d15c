"""Throws damaged inputs at every parser: ``python -m benchmarks.fuzz --count 100000``.

A finding is any error but IngestError, a draft that is not clean or cannot be kept, and, for the
formats that newsbot parses in its own process, a death or more than five seconds. It is saved with
its number; ``--only NUMBER`` with the same ``--seed`` parses that input again.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import select
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.fuzz_inputs import Input, make

ROOT: Final = Path(__file__).parents[1]
TIMEOUT_SECONDS: Final = 5.0
FOREIGN: Final = frozenset({"html", "feed", "sheet"})
"""The formats whose parsers newsbot runs in a child: their death and delay are errors like others.
"""
_WARM: Final = 200


class Child:
    """A process that parses, started again when it has died. POSIX only."""

    def __init__(self, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self.timeout_seconds = timeout_seconds
        self.process: subprocess.Popen[bytes] | None = None

    def parse(self, one: Input) -> dict[str, Any]:
        """Return what came of *one*: the answer of the child, ``slow`` or ``died``."""
        process = self.process = self.process or self._start()
        assert process.stdin
        assert process.stdout
        options = {"address": one.address, "charset": one.charset}
        order = {"parser": one.parser, "length": len(one.data), "options": options}
        began = time.perf_counter()
        process.stdin.write(json.dumps(order).encode() + b"\n" + one.data)
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], self.timeout_seconds)
        line = process.stdout.readline() if ready else b""
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.close()
        outcome = "died" if ready else "slow"
        return {"outcome": outcome, "seconds": time.perf_counter() - began, "rss_mib": 0}

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.fuzz_child"],
            start_new_session=True,  # Ctrl-C is for this process
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"  # the time for its imports does not count
        return process

    def close(self) -> None:
        """Kill the child; the next input starts another."""
        if self.process is not None:
            self.process.kill()
            for stream in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(BrokenPipeError):  # it was still being spoken to
                    if stream is not None:
                        stream.close()
            self.process.wait()
            self.process = None


@dataclass(slots=True)
class Report:
    """What came of a run."""

    seed: int
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    slowest: dict[str, tuple[float, int]] = field(default_factory=dict)
    """Per parser the seconds of processor time and the number of the slowest input."""
    warm_mib: int = 0
    """Largest resident size of a child after its first inputs."""
    peak_mib: int = 0

    def note(self, number: int, one: Input, answer: dict[str, Any], folder: Path) -> None:
        """Take in *answer*, and save what is a finding."""
        outcome = answer["outcome"]
        self.outcomes[f"{one.parser}: {outcome}"] += 1
        self.slowest[one.parser] = max(
            self.slowest.get(one.parser, (0.0, 0)), (answer["seconds"], number)
        )
        if number == _WARM:
            self.warm_mib = answer["rss_mib"]
        self.peak_mib = max(self.peak_mib, answer["rss_mib"])
        limited = outcome in ("slow", "died", "memory")
        if outcome == "bug" or (limited and one.parser not in FOREIGN):
            name = f"{number}-{one.parser}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.bin").write_bytes(one.data)
            (folder / f"{name}.txt").write_text(
                f"{one.address!r} {one.charset!r} {outcome}\n" + answer.get("trace", ""), "utf-8"
            )
            self.findings.append(f"{name}: {answer.get('trace', outcome).strip().splitlines()[-1]}")


def run(seed: int, numbers: range, folder: Path, *, quiet: bool = False) -> Report:
    """Parse the inputs *numbers* of the run *seed*; save findings in *folder*.

    Ctrl-C ends it early, with the figures so far.
    """
    report, child = Report(seed), Child()
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]:.0f}/s"))
    with Progress(
        *columns, TimeRemainingColumn(), console=Console(stderr=True), disable=quiet
    ) as bar:
        task = bar.add_task("fuzz", total=len(numbers), rate=0.0)
        began = time.perf_counter()
        with contextlib.closing(child), contextlib.suppress(KeyboardInterrupt):
            for done, number in enumerate(numbers, 1):
                one = make(seed, number)
                report.note(number, one, child.parse(one), folder)
                bar.update(task, completed=done, rate=done / (time.perf_counter() - began))
    return report


def show(report: Report, seconds: float) -> None:
    """Print the figures of a run."""
    total = report.outcomes.total()
    print(f"seed {report.seed}: {total:,} inputs in {seconds:.0f} s ({total / seconds:.0f}/s)")
    for outcome, count in sorted(report.outcomes.items()):
        print(f"  {outcome:40} {count:8,}")
    for parser, (longest, number) in sorted(report.slowest.items()):
        print(f"slowest {parser}: {longest:.2f} s (--only {number})")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"child: {report.warm_mib} MiB warm, {report.peak_mib} MiB at most; this process: {own} MiB"
    )
    print(f"{len(report.findings)} findings", *report.findings[:50], sep="\n  ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20251029)
    parser.add_argument("--only", type=int, help="the number of one input")
    parser.add_argument(
        "--findings", type=Path, default=Path(tempfile.gettempdir(), "newsbot-fuzz")
    )
    arguments = parser.parse_args()
    only = arguments.only
    numbers = range(arguments.count) if only is None else range(only, only + 1)
    began = time.perf_counter()
    report = run(arguments.seed, numbers, arguments.findings)
    show(report, time.perf_counter() - began)
    sys.exit(bool(report.findings))


if __name__ == "__main__":
    main()
