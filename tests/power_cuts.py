"""Power cuts: what a disk holds after one, at each step of an action, by a model of it.

kill -9 does not reveal a missing fsync, because the page cache survives it; this model does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from newsbot.corpus import Corpus

Run = Callable[[Corpus, Callable[[Corpus], bool], Callable[[], object]], Corpus]


class Disk:
    """A model of what a power cut leaves below *root*: what was synced, and nothing else.

    A file's bytes survive if the file was synced after they were written; a name survives if its
    folder was synced after the name was given.
    """

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, check: Callable[[Disk], None]):
        self.root, self.check = root, check
        self.files: dict[int, bytes] = {}
        self.folders: dict[int, dict[str, int]] = {}
        self.held: list[int] = []  # so that no inode is used twice
        self.real_open, self.real_fsync = os.open, os.fsync
        for path in [root, *root.rglob("*")]:
            descriptor = self.real_open(path, os.O_RDONLY)
            self.settle(descriptor)
            os.close(descriptor)
        monkeypatch.setattr(os, "fsync", self.fsync)
        for name in ("replace", "unlink", "mkdir"):
            monkeypatch.setattr(os, name, self.checked(getattr(os, name)))

    def settle(self, descriptor: int) -> None:
        self.held.append(os.dup(descriptor))
        status = os.fstat(descriptor)
        for path in [self.root, *self.root.rglob("*")]:
            if path.stat().st_ino == status.st_ino:
                if path.is_dir():
                    self.folders[status.st_ino] = {
                        child.name: child.stat().st_ino for child in path.iterdir()
                    }
                else:
                    self.files[status.st_ino] = path.read_bytes()

    def fsync(self, descriptor: int) -> None:
        self.real_fsync(descriptor)
        self.settle(descriptor)
        self.check(self)

    def checked(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args, **kwargs):
            real(*args, **kwargs)
            self.check(self)

        return call

    def cut(self, into: Path, *, names_survive: bool) -> Corpus:
        """Build in *into* what is left; unsynced names may survive all the same."""
        folders = dict(self.folders)
        if names_survive:
            for path in [self.root, *self.root.rglob("*")]:
                if path.is_dir():
                    folders[path.stat().st_ino] = {
                        child.name: child.stat().st_ino for child in path.iterdir()
                    }
        kinds = {path.stat().st_ino for path in [self.root, *self.root.rglob("*")] if path.is_dir()}

        def build(inode: int, place: Path) -> None:
            place.mkdir()
            for name, child in folders.get(inode, {}).items():
                if child in kinds:
                    build(child, place / name)
                else:
                    (place / name).write_bytes(self.files.get(child, b""))

        build(self.root.stat().st_ino, into)
        return Corpus(into)

    def close(self) -> None:
        for descriptor in self.held:
            os.close(descriptor)


@contextmanager
def power_cuts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Run]:
    """Run an action; check what a cut at each step leaves; return what one after it leaves."""
    disks: list[Disk] = []

    def run(
        corpus: Corpus, holds: Callable[[Corpus], bool], action: Callable[[], object]
    ) -> Corpus:
        cuts = 0

        def check(disk: Disk) -> None:
            nonlocal cuts
            for names_survive in (False, True):
                cuts += 1
                with monkeypatch.context() as calm:
                    for name, real in untouched.items():
                        calm.setattr(os, name, real)
                    place = tmp_path / f"cut-{len(disks)}-{cuts}"
                    assert holds(disk.cut(place, names_survive=names_survive))

        untouched = {name: getattr(os, name) for name in ("fsync", "replace", "unlink", "mkdir")}
        with monkeypatch.context() as patched:
            disk = Disk(corpus.folder, patched, check)
            disks.append(disk)
            action()
        assert cuts >= 4
        return disk.cut(tmp_path / f"after-{len(disks)}", names_survive=False)

    try:
        yield run
    finally:
        for disk in disks:
            disk.close()
