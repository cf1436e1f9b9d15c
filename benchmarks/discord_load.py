"""How the bot bears load: ``newsbot bot``, in a process of its own, against the loopback Discord.

    python -m benchmarks.discord_load [--questions 1000] [--rate 0] [--limit 1000]

Each question is another person's, by slash command, 16 to a server. ``--rate`` is how many come
in a second; 0: all at once. ``--limit`` is NEWSBOT_MAX_QUESTIONS. An owner adds articles meanwhile.
The lag of the bot's event loop is what ``/status`` tells: p99 of wake-ups, 50 a second.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.discord_double import BotProcess, Channel, Double, InteractionHandle, Permission, Person

CORPUS = Path(__file__).parents[1] / "corpus"
JUDGED = Path(__file__).parents[1] / "tests" / "data" / "sample_questions.jsonl"
PER_GUILD = 16
WAIT_SECONDS = 180


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--limit", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-adds", action="store_true", help="nobody adds articles meanwhile")
    arguments = parser.parse_args()
    load = Load(arguments.rate, adds=not arguments.no_adds)
    with tempfile.TemporaryDirectory() as folder, Double() as double:
        # Its own work would be measured, not the bot's.
        double.description.present = False
        shutil.copytree(CORPUS, Path(folder) / "corpus")
        people = crowd(double, arguments.questions)
        env = {"NEWSBOT_MAX_QUESTIONS": str(arguments.limit), "NEWSBOT_QUESTIONS_A_MINUTE": "0"}
        bot = BotProcess(double, Path(folder) / "corpus", Path(folder) / "state" / "index", env)
        with bot:
            figures = [singly(people)]
            figures += [burst(double, bot, people, load) for _ in range(arguments.rounds)]
    for one in figures:
        print(json.dumps(one, ensure_ascii=False))


@dataclass(frozen=True)
class Load:
    """What the bot has to bear."""

    rate: float
    """Questions a second; 0: all at once."""
    adds: bool


Crowd = list[tuple[Person, Channel]]


def crowd(double: Double, count: int) -> Crowd:
    people: Crowd = []
    for number in range(0, count, PER_GUILD):
        guild = double.add_guild(f"server {number}")
        guild.add_member(double.owner, [guild.add_role("admins", Permission.MANAGE_GUILD)])
        channel = guild.add_channel("general")
        for one in range(min(PER_GUILD, count - number)):
            person = double.add_user(f"reader {number + one}")
            guild.add_member(person)
            people.append((person, channel))
    return people


def questions() -> list[str]:
    lines = JUDGED.read_text("utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


def burst(double: Double, bot: BotProcess, people: Crowd, load: Load) -> dict[str, Any]:
    """Return the figures of one round: everybody asks, and the owner adds articles."""
    before, worked = bot.rss_mib(), cpu_seconds(bot)
    seen = len(double.requests)
    with adding(double, people[0][1], load) as added:
        began = time.perf_counter()
        handles = ask(people, load.rate)
        sent = time.perf_counter() - began
        most = wait(handles)
        seconds = time.perf_counter() - began
    deferred = sorted(one.acknowledged_after or float("inf") for one in handles)
    callbacks = Counter(
        one.path
        for one in double.requests[seen:]
        if one.path.endswith("/callback") and one.status < 400
    )
    return {
        "questions": len(handles),
        "sent_seconds": round(sent, 2),
        "seconds": round(seconds, 2),
        "most_in_flight": most,
        "deferred_ms": {"p50": at(deferred, 0.5), "p99": at(deferred, 0.99)},
        "outcomes": dict(Counter(outcome(one) for one in handles)),
        "twice": sum(count > 1 for count in callbacks.values()),
        "articles_added": len(added),
        "cpu_ms_a_question": round((cpu_seconds(bot) - worked) / len(handles) * 1000, 1),
        "loop_lag_p99_ms": lag(double, people[0][1]),
        "rss_mib": [round(before), round(bot.rss_mib())],
    }


def ask(people: Crowd, rate: float) -> list[InteractionHandle]:
    asked, began = questions(), time.perf_counter()
    handles = []
    for number, (person, channel) in enumerate(people):
        if rate:
            time.sleep(max(0.0, began + number / rate - time.perf_counter()))
        handles.append(person.slash(channel, "ask", question=asked[number % len(asked)]))
    return handles


def wait(handles: list[InteractionHandle]) -> int:
    """Wait until all are answered, or too long; return how many were under way at most."""
    most, until = 0, time.perf_counter() + WAIT_SECONDS
    while (left := sum(not one.settled for one in handles)) and time.perf_counter() < until:
        most = max(most, left)
        time.sleep(0.05)
    return most


def at(ordered: list[float], share: float) -> float:
    """Return what *share* of *ordered* seconds do not exceed, in milliseconds."""
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000, 1)


def cpu_seconds(bot: BotProcess) -> float:
    """Return how long the bot has computed, in all its threads (Linux)."""
    fields = Path(f"/proc/{bot.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def adding(double: Double, channel: Channel, load: Load) -> Iterator[list[str]]:
    """Let the owner add one article after the other meanwhile; gives those that were saved."""
    stop, added = threading.Event(), list[str]()
    work = threading.Thread(target=add_articles, args=(double, channel, stop, added))
    if load.adds:
        work.start()
    yield added
    stop.set()
    if load.adds:
        work.join()


def add_articles(double: Double, channel: Channel, stop: threading.Event, added: list[str]) -> None:
    while not stop.is_set():
        number = time.monotonic_ns()
        text = f"가람일보\n\n새 다리 {number} 놓였다\n\n입력 2025-03-02 09:10\n\n"
        text += f"두루미 마을과 읍내를 잇는 {number}번 다리가 2일 개통됐다. 길이는 320m다.\n"
        form = double.owner.slash(channel, "article add").wait(WAIT_SECONDS)
        shown = double.owner.submit(form, {"text": text}).wait_message(WAIT_SECONDS)
        double.owner.click(shown, label="저장").wait(WAIT_SECONDS)
        added.append(shown.text)


def outcome(handle: InteractionHandle) -> str:
    if not handle.settled:
        return "lost"
    (message,) = handle.messages
    if "붐빔" in message.text:
        return "busy"
    return "answered" if message.embeds else f"other: {message.text[:40]}"


def lag(double: Double, channel: Channel) -> float:
    text = double.owner.slash(channel, "status").wait_message(WAIT_SECONDS).text
    found = re.search(r"p99 ([0-9.]+) ms", text)
    assert found, text
    return float(found[1])


def singly(people: Crowd) -> dict[str, Any]:
    """Return how long one question takes, asked alone: from the click to the answer."""
    asked, taken = questions(), []
    for number, question in enumerate(asked):
        person, channel = people[number % len(people)]
        began = time.perf_counter()
        person.slash(channel, "ask", question=question).wait()
        taken.append(time.perf_counter() - began)
    first, ordered = taken[0], sorted(taken)
    return {
        "asked_singly": len(asked),
        "ms": {"first": round(first * 1000, 1), "p50": at(ordered, 0.5), "worst": at(ordered, 1)},
    }


if __name__ == "__main__":
    main()
