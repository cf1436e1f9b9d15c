"""Progress on standard error: a bar, a count, a rate and the time that remains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from newsbot.terminal.screen import Screen

if TYPE_CHECKING:  # loads numpy, which `newsbot --help` does without
    from newsbot.indexing import Progress as SyncProgress
    from newsbot.indexing import Report


class _Count(ProgressColumn):
    """How many articles are done, and how many a second."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen

    def render(self, task: Task) -> Text:
        count = int(task.fields.get("count", task.completed))
        shown = self._screen.text("progress.articles", count=count)
        if task.elapsed and count:
            shown += ", " + self._screen.text("progress.rate", rate=count / task.elapsed)
        return Text(shown)


def _bar(screen: Screen, console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        _Count(screen),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )


@contextmanager
def syncing(screen: Screen, code: str = "index.syncing") -> Iterator[Report | None]:
    """Yield what a sync may report to; the bar comes with the first report. None: no terminal."""
    if not screen.err.is_terminal:
        yield None
        return
    with _bar(screen, screen.err) as progress:
        task = progress.add_task(screen.text(code), visible=False, total=None)

        def report(state: SyncProgress) -> None:
            progress.update(
                task,
                completed=state.done_bytes,
                total=state.total_bytes,
                count=state.articles,
                visible=True,
            )

        yield report


@contextmanager
def counting(screen: Screen, code: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Yield what is told how many are done of *total*. What is printed meanwhile scrolls above."""
    console = screen.out if screen.out.is_terminal else screen.err
    if not console.is_terminal:
        yield lambda _: None
        return
    with _bar(screen, console) as progress:
        task = progress.add_task(screen.text(code), total=total)
        yield lambda done: progress.update(task, completed=done)
