"""The process that ``crash_harness`` kills: changes a newsroom and says what it has done.

Each line on standard output is one JSON object: ``{"op", "items"}`` before an operation and
``{"done": true, "items"}`` after it has returned. *items* maps the name of an article to what it
holds now: a word that no other article or version holds, or None once it is removed.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.newsrooms import body, draft, open_at

from newsbot.admission import Added
from newsbot.analysis import Analyser
from newsbot.newsroom import Newsroom

MOST_ARTICLES = 25


def say(**what: Any) -> None:
    os.write(1, (json.dumps(what) + "\n").encode())


class Life:
    """What one child does until it is killed."""

    def __init__(
        self, newsroom: Newsroom, chance: random.Random, present: dict[str, str], number: int
    ) -> None:
        self.newsroom = newsroom
        self.chance = chance
        self.present = present
        self.prefix = f"c{number}"
        self.made = 0

    def word(self) -> str:
        """Return a word of letters that no Kiwi and no stemmer takes apart, never used before."""
        self.made += 1
        number, letters = int(self.prefix[1:]) * 100_000 + self.made, ""
        while number:
            number, rest = divmod(number, 16)
            letters += "bcdfghjklmnpqrtv"[rest]
        return f"x{letters}x"

    def draft(self, name: str, word: str) -> Any:
        text = body(self.chance, 6) + f" 관계자는 {word} 사업을 발표했다.\n" + body(self.chance, 6)
        month = self.chance.randint(1, 3)  # a version of another month lies in another folder
        url = f"https://news.example/{name}"
        return draft(text, f"{name} 소식", month=month, url=url, source_id=name)

    def step(self) -> None:
        choices = ["add", "add", "many", "drop", "rebuild"]
        if self.present:
            choices += ["replace", "replace", "replace", "remove", "swap", "swap"]
            choices += ["take_back", "bring_back", "hide_and_show", "remove_all"]
        op = self.chance.choice(choices)
        if op in {"add", "many", "drop"} and len(self.present) >= MOST_ARTICLES:
            op = "remove"
        getattr(self, op)()

    def _add(self, op: str, words: dict[str, str]) -> None:
        say(op=op, items=words)
        results: list[Added] = list(
            self.newsroom.add_many([self.draft(name, word) for name, word in words.items()])
        )
        assert len(results) == len(words)
        self.present.update(words)
        say(done=True, items=words)

    def add(self) -> None:
        self._add("add", {f"{self.prefix}n{self.made}": self.word()})

    def many(self) -> None:
        self._add("many", {f"{self.prefix}m{self.made}i{n}": self.word() for n in range(3)})

    def drop(self) -> None:
        """Put a file of several articles into the folder, as a person would; then look."""
        words = {f"{self.prefix}d{self.made}i{n}": self.word() for n in range(3)}
        say(op="drop", items=words)
        lines = []
        for name, word in words.items():
            made = self.draft(name, word)
            record = {"text": made.body, "title": made.title, "url": made.url, "id": name}
            lines.append(json.dumps(record | {"source": made.outlet}, ensure_ascii=False) + "\n")
        place = self.newsroom.corpus.folder / f"drop-{self.prefix}-{self.made}.jsonl"
        hidden = place.with_name("." + place.name)
        hidden.write_text("".join(lines), encoding="utf-8")
        hidden.replace(place)
        self.newsroom.sync()
        self.present.update(words)
        say(done=True, items=words)

    def replace(self) -> None:
        name = self.chance.choice(sorted(self.present))
        self._add("replace", {name: self.word()})

    def swap(self) -> None:
        """Replace one and add another in one group."""
        name = self.chance.choice(sorted(self.present))
        self._add("swap", {name: self.word(), f"{self.prefix}s{self.made}": self.word()})

    def remove(self) -> None:
        name = self.chance.choice(sorted(self.present))
        say(op="remove", items={name: None})
        self.newsroom.remove(name)
        del self.present[name]
        say(done=True, items={name: None})

    def take_back(self) -> None:
        """Replace one, and take that back."""
        name = self.chance.choice(sorted(self.present))
        former = self.present[name]
        self._add("replace", {name: self.word()})
        self._undo(name, former)

    def bring_back(self) -> None:
        """Remove one, and take that back."""
        name = self.chance.choice(sorted(self.present))
        former = self.present[name]
        article = self.newsroom.article(name)
        say(op="remove", items={name: None})
        self.newsroom.remove(article.id)
        say(done=True, items={name: None})
        self._undo(name, former)

    def remove_all(self) -> None:
        """Remove a few in one group, and restore one of them."""
        names = self.chance.sample(sorted(self.present), min(3, len(self.present)))
        former = {name: self.present.pop(name) for name in names}
        ids = {name: self.newsroom.article(name).id for name in names}
        say(op="remove_all", items=dict.fromkeys(names))
        assert sum(map(len, self.newsroom.remove_all(ids.values()))) == len(names)
        say(done=True, items=dict.fromkeys(names))
        say(op="restore", items={names[0]: former[names[0]]})
        self.newsroom.restore(ids[names[0]])
        self.present[names[0]] = former[names[0]]
        say(done=True, items={names[0]: former[names[0]]})

    def _undo(self, name: str, former: str) -> None:
        (change,) = self.newsroom.changes(count=1)
        say(op="undo", items={name: former})
        self.newsroom.revert(change.id)
        self.present[name] = former
        say(done=True, items={name: former})

    def hide_and_show(self) -> None:
        """Hide one and show it again; whoever looks after a kill shows what is hidden."""
        name = self.chance.choice(sorted(self.present))
        items = {name: self.present[name]}
        say(op="hide", items=items)
        self.newsroom.hide(name)
        self.newsroom.unhide(name)
        say(done=True, items=items)

    def rebuild(self) -> None:
        say(op="rebuild", items={})
        self.newsroom.rebuild()
        say(done=True, items={})


def main() -> None:
    folder = Path(sys.argv[1])
    number = int(sys.argv[2])
    analyser = Analyser(workers=1)
    analyser.warm()
    assert analyser.fingerprint
    say(ready=True)
    start = json.loads(sys.stdin.readline())  # what is present; comes once the one before is dead
    newsroom = open_at(folder, analyser)
    newsroom.sync()
    life = Life(newsroom, random.Random(start["seed"]), start["present"], number)
    while True:
        life.step()


if __name__ == "__main__":
    main()
