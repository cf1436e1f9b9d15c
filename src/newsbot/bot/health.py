"""Health: what ``/status`` and ``/about`` tell, and the heartbeat of the event loop."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import deque
from pathlib import Path
from typing import Final

from newsbot import __version__
from newsbot.bot.services import Services
from newsbot.bot.visit import Visit
from newsbot.bot_messages import say
from newsbot.messages import Language

_BEAT_SECONDS: Final = 0.02
_BEATS: Final = 3_000
_MIB: Final = 1 << 20


class Pulse:
    """How late the event loop is, measured fifty times a second, for the last minute."""

    def __init__(self) -> None:
        self._late: deque[float] = deque(maxlen=_BEATS)

    async def beat(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _BEAT_SECONDS
            await asyncio.sleep(_BEAT_SECONDS)
            self._late.append(max(0.0, loop.time() - due))

    def p99_ms(self) -> float:
        """Return the lag in milliseconds that one beat in a hundred exceeds."""
        ordered = sorted(self._late)
        return ordered[int(len(ordered) * 0.99)] * 1000 if ordered else 0.0


def resident_mib() -> float:
    """Return the resident memory; where only its peak is known, that; 0 where it is not told."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / _MIB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _MIB if sys.platform == "darwin" else peak / 1024


def status_text(services: Services, language: Language, latency: float, lag_ms: float) -> str:
    """Return how the bot is doing, in plain words; never what was asked."""
    outcomes, faults = services.outcomes, services.delivery.counts
    lines = [
        say(language, "status.gateway", ms=_whole_ms(latency), lag=lag_ms),
        say(
            language,
            "status.questions",
            running=services.turnstile.running,
            waiting=services.turnstile.waiting,
            answered=outcomes["answered"],
            nothing=outcomes["nothing"],
            busy=sum(count for name, count in outcomes.items() if name.startswith("busy")),
        ),
        say(
            language,
            "status.process",
            mib=resident_mib(),
            hours=(time.monotonic() - services.started) / 3600,
            invalid=services.delivery.breaker.invalid,
        ),
    ]
    votes = services.records.votes()
    lines.append(say(language, "status.votes", up=votes.get("up", 0), down=votes.get("down", 0)))
    shown = ", ".join(f"{name} {count}" for name, count in sorted(faults.items())) or "-"
    lines.append(say(language, "status.faults", faults=shown))
    lines += [
        f"-# {failure.at:%m-%d %H:%M:%S}Z {failure.what} {failure.fault} {failure.detail}"
        for failure in list(services.delivery.failures)[-5:]
    ]
    return "\n".join(lines)


def _whole_ms(seconds: float) -> str:
    """Return a latency in milliseconds; before the first heartbeat there is none."""
    return f"{seconds * 1000:.0f} ms" if 0 <= seconds < float("inf") else "-"


def _changed(index: Path) -> float:
    """Return when the index was last written to: what is new stands in the log beside it first.

    Deleted while the bot runs, which goes on with what it has open, it counts as changed now.
    """
    files = (index, index.with_name(f"{index.name}-wal"))
    return max((file.stat().st_mtime for file in files if file.exists()), default=time.time())


def about_text(services: Services, visit: Visit) -> str:
    """Return what the bot knows, and what it keeps of a question."""
    newsroom = services.newsroom
    articles, _ = newsroom.size(visit.audiences)
    newest = newsroom.newest(visit.audiences)
    seconds = max(0.0, time.time() - _changed(services.settings.index_path))
    return say(
        visit.language,
        "about",
        version=__version__,
        articles=articles,
        newest=newest.spelled()[:10] if newest else "-",
        minutes=seconds / 60,
        days=services.settings.keep_days,
    )
