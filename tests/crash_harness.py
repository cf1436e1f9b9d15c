"""Kill -9 at random moments, then look: is every acknowledged article there, whole and found?

    python tests/crash_harness.py --kills 200

While one child works, the next one loads Kiwi, so that a kill costs the time of the work alone.
"""

# ruff: noqa: T201 -- run by hand, it prints its tally

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.newsrooms import ALWAYS, open_at, stored  # noqa: E402

from newsbot.analysis import Analyser  # noqa: E402
from newsbot.audit import Action  # noqa: E402
from newsbot.errors import NewsbotError  # noqa: E402
from newsbot.keys import digest_of  # noqa: E402
from newsbot.newsroom import Newsroom  # noqa: E402

_TRASH = ".trash"
_LATEST_KILL_SECONDS = 1.5


@dataclass
class Tally:
    """What was killed, and what was found broken afterwards."""

    kills: int = 0
    acknowledged: int = 0
    during: Counter[str] = field(default_factory=Counter)
    kept_old: int = 0
    """How often what was not acknowledged had not happened, and ..."""
    took_new: int = 0
    """... how often it had."""
    temporary_files: int = 0
    swept: int = 0
    faults: list[str] = field(default_factory=list)


class Child:
    """A child that has Kiwi loaded and waits to be told what there is."""

    def __init__(self, folder: Path, number: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "crash_child.py"), str(folder), str(number)],
            bufsize=0,  # or readline would take more than a line, which communicate never sees
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "/usr/bin:/bin"},
        )

    def run_and_kill(self, present: dict[str, str], chance: random.Random) -> tuple[list[Any], str]:
        """Let it work, kill it at a random moment; return what it said and its complaints."""
        process = self._process
        assert process.stdin
        assert process.stdout
        assert process.stderr
        assert b"ready" in process.stdout.readline(), process.stderr.read().decode()
        start = {"present": present, "seed": chance.random()}
        process.stdin.write(json.dumps(start).encode() + b"\n")
        process.stdin.flush()
        lines = [process.stdout.readline(), process.stdout.readline()]  # the first is done
        time.sleep(chance.random() ** 2 * _LATEST_KILL_SECONDS)
        alive = process.poll() is None
        process.send_signal(signal.SIGKILL)
        rest, complaints = process.communicate()
        lines += rest.split(b"\n")
        said = [json.loads(line) for line in lines if line.endswith((b"}", b"}\n"))]
        return said, "" if alive else complaints.decode()

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()


class Harness:
    """One corpus, killed again and again."""

    def __init__(self, folder: Path, analyser: Analyser, seed: int) -> None:
        self.folder = folder
        self.analyser = analyser
        self.chance = random.Random(seed)
        self.present: dict[str, str] = {}
        self.gone: set[str] = set()
        self.tally = Tally()

    def run(self, kills: int, *, progress: bool = False) -> Tally:
        child = Child(self.folder, 1)
        try:
            for number in range(1, kills + 1):
                following = Child(self.folder, number + 1) if number < kills else None
                said, complaints = child.run_and_kill(self.present, self.chance)
                if complaints:
                    self.tally.faults.append(
                        f"kill {number}: the child failed: {complaints[-600:]}"
                    )
                self.tally.kills += 1
                self._look(number, self._learn(said))
                if following is None:
                    break
                child = following
                if progress:
                    print(f"{number} kills, {len(self.tally.faults)} faults", file=sys.stderr)
        finally:
            child.close()
        return self.tally

    def _learn(self, said: list[Any]) -> dict[str, str | None]:
        """Take over what was acknowledged; return what was under way."""
        pending: dict[str, str | None] = {}
        op = ""
        for line in said:
            if "op" in line:
                op, pending = line["op"], line["items"]
            elif "done" in line:
                op, pending = "", {}
                self.tally.acknowledged += 1
                for name, word in line["items"].items():
                    self._set(name, word)
        self.tally.during[op or "between"] += 1
        return pending

    def _set(self, name: str, word: str | None) -> None:
        if word is None:
            self.present.pop(name, None)
            self.gone.add(name)
        else:
            self.present[name] = word
            self.gone.discard(name)

    def _look(self, kill: int, pending: dict[str, str | None]) -> None:
        """Open what the dead child left, as the next start would, and check all of it."""
        newsroom = open_at(self.folder, self.analyser)
        try:
            for fault in self._faults(newsroom, pending):
                self.tally.faults.append(f"kill {kill} during {pending}: {fault}")
        finally:
            newsroom.close()

    def _faults(self, newsroom: Newsroom, pending: dict[str, str | None]) -> list[str]:
        faults = []
        self.tally.temporary_files += len(_temporary(newsroom))
        result = newsroom.sync()
        faults += [f"problem in {p.path}: {p.error}" for p in result.problems]
        faults += [f"verify: {d.code} {d.name}" for d in newsroom.verify()]
        faults += _unlogged(newsroom)
        for article in list(newsroom.articles(hidden=True)):
            newsroom.unhide(article.id)
        for article in stored(newsroom) if not result.problems else []:
            name, text = article.source_id or "", article.body
            if name in pending:
                self._settle(name, text, pending[name], faults)
            elif name not in self.present:
                faults.append(f"{name} came back")
            elif self.present[name] not in text:
                faults.append(f"{name} is not the version that was acknowledged")
        found = {article.source_id for article in newsroom.articles()}
        for name, word in pending.items():
            if name not in found and word is None:
                self._set(name, None)
                self.tally.took_new += 1
            elif name not in found and name not in self.present:
                self.tally.kept_old += 1
        faults += [f"{name} is lost" for name in self.present.keys() - found]
        faults += self._unanswered(newsroom)
        self.tally.swept += newsroom.corpus.clean_up()
        faults += [f"left over: {path}" for path in _temporary(newsroom)]
        return faults

    def _settle(self, name: str, text: str, word: str | None, faults: list[str]) -> None:
        """What was under way has happened or not; from here on it is what it is."""
        if word is not None and word in text:
            self._set(name, word)
            self.tally.took_new += 1
        elif name in self.present and self.present[name] in text:
            self.tally.kept_old += 1
        else:
            faults.append(f"{name} is neither the old version nor the new")

    def _unanswered(self, newsroom: Newsroom) -> list[str]:
        faults = []
        for name, word in self.present.items():
            answer = newsroom.ask(f"{word} 사업", ALWAYS)
            # Its passage is the best one. Which sentence of which article is quoted first is
            # a question of ranking, and not what a crash could change.
            if not answer.runners_up or answer.runners_up[0].article.source_id != name:
                faults.append(f"{name} is not found by {word}")
            try:
                newsroom.article(name)
            except NewsbotError as error:
                faults.append(f"{name}: {error}")
        for name in self.gone:
            try:
                newsroom.article(name)
            except NewsbotError:
                continue
            faults.append(f"{name} came back into the index")
        return faults


def _unlogged(newsroom: Newsroom) -> list[str]:
    """Return the articles of the log that are there as none of their lines says."""
    logged: dict[str, set[str | None]] = {}
    added = set()
    for change in newsroom.changes(count=sys.maxsize):
        logged.setdefault(change.article_id, {None}).add(change.digest)
        if change.action is Action.ADD:  # those of a file put there by hand have no such line
            added.add(change.article_id)
    there = {article.id: digest_of(article) for article in stored(newsroom)}
    return [
        f"{name} is not as the log says" for name in added if there.get(name) not in logged[name]
    ]


def _temporary(newsroom: Newsroom) -> list[Path]:
    return list(newsroom.corpus.folder.rglob(".newsbot-*.tmp"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    options = parser.parse_args()
    began = time.monotonic()
    analyser = Analyser()
    analyser.warm()
    with tempfile.TemporaryDirectory() as folder:
        tally = Harness(Path(folder), analyser, options.seed).run(options.kills, progress=True)
    print(f"seed {options.seed}, {time.monotonic() - began:.0f} s")
    for name, value in vars(tally).items():
        print(f"{name}: {value if name != 'faults' else len(value)}")
    print("\n".join(tally.faults))
    sys.exit(bool(tally.faults))


if __name__ == "__main__":
    main()
