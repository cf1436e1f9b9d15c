"""How the bot bears load: ``newsbot bot``, in a process of its own, against the loopback Discord.

    python -m benchmarks.discord_load [--questions 1000] [--rate 0] [--limit 1000]

Each question is another person's, by slash command, 16 to a server. ``--rate`` is how many come in
a second; 0: all at once. ``--limit`` is NEWSBOT_MAX_QUESTIONS. An owner adds articles all the while.
The lag of the bot's event loop is what ``/status`` tells: p99 of wake-ups, 50 a second.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import tempfile
import threading
import time
from collections import Counter
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
    with tempfile.TemporaryDirectory() as folder, Double() as double:
        double.description.present = False  # its own work would be measured, not the bot's
        shutil.copytree(CORPUS, Path(folder) / "corpus")
        people = crowd(double, arguments.questions)
        env = {"NEWSBOT_MAX_QUESTIONS": str(arguments.limit), "NEWSBOT_QUESTIONS_A_MINUTE": "0"}
        bot = BotProcess(double, Path(folder) / "corpus", Path(folder) / "state" / "index", env)
        with bot:
            figures = [
                burst(double, bot, people, arguments.rate, adds=not arguments.no_adds)
                for _ in range(arguments.rounds)
            ]
            figures.append(singly(double, people))
    for one in figures:
        print(json.dumps(one, ensure_ascii=False))


def crowd(double: Double, count: int) -> list[tuple[Person, Channel]]:
    people: list[tuple[Person, Channel]] = []
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


def burst(
    double: Double, bot: BotProcess, people: list[tuple[Person, Channel]], rate: float, *, adds: bool
) -> dict[str, Any]:
    """Return the figures of one round: everybody asks, and the owner adds articles."""
    before, asked, worked = bot.rss_mib(), questions(), cpu_seconds(bot)
    stop, added = threading.Event(), [0]
    adding = threading.Thread(target=add_articles, args=(double, people[0][1], stop, added))
    if adds:
        adding.start()
    began = time.perf_counter()
    handles: list[InteractionHandle] = []
    for number, (person, channel) in enumerate(people):
        if rate:
            time.sleep(max(0.0, began + number / rate - time.perf_counter()))
        handles.append(person.slash(channel, "ask", question=asked[number % len(asked)]))
    sent = time.perf_counter() - began
    most = 0
    while not all(one.settled for one in handles):
        most = max(most, sum(not one.settled for one in handles))
        if time.perf_counter() - began > WAIT_SECONDS:
            break
        time.sleep(0.05)
    seconds = time.perf_counter() - began
    stop.set()
    if adds:
        adding.join()
    deferred = sorted(one.acknowledged_after or 1e9 for one in handles)
    outcomes = Counter(outcome(one) for one in handles)
    callbacks = Counter(
        one.path for one in double.requests if one.path.endswith("/callback") and one.status < 400
    )
    return {
        "questions": len(handles),
        "sent_seconds": round(sent, 2),
        "seconds": round(seconds, 2),
        "most_in_flight": most,
        "deferred_ms": {
            "p50": round(statistics.median(deferred) * 1000, 1),
            "p99": round(deferred[int(len(deferred) * 0.99)] * 1000, 1),
        },
        "outcomes": dict(outcomes),
        "twice": sum(count > 1 for count in callbacks.values()),
        "articles_added": added[0],
        "cpu_ms_a_question": round((cpu_seconds(bot) - worked) / len(handles) * 1000, 1),
        "loop_lag_p99_ms": lag(double, people[0][1]),
        "rss_mib": [round(before), round(bot.rss_mib())],
    }


def cpu_seconds(bot: BotProcess) -> float:
    """Return how long the bot has computed, in all its threads (Linux)."""
    fields = Path(f"/proc/{bot.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def add_articles(
    double: Double, channel: Channel, stop: threading.Event, added: list[int]
) -> None:
    while not stop.is_set():
        number = time.monotonic_ns()
        text = f"가람일보\n\n새 다리 {number} 놓였다\n\n입력 2025-03-02 09:10\n\n"
        text += f"두루미 마을과 읍내를 잇는 {number}번 다리가 2일 개통됐다. 길이는 320m다.\n"
        form = double.owner.slash(channel, "article add")
        form.wait(WAIT_SECONDS)
        shown = double.owner.submit(form, {"text": text}).wait_message(WAIT_SECONDS)
        double.owner.click(shown, label="저장").wait(WAIT_SECONDS)
        added[0] += 1


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


def singly(double: Double, people: list[tuple[Person, Channel]]) -> dict[str, Any]:
    """Return how long one question takes, asked alone: from the click to the answer."""
    asked, taken = questions(), []
    for number, question in enumerate(asked):
        person, channel = people[number % len(people)]
        began = time.perf_counter()
        person.slash(channel, "ask", question=question).wait()
        taken.append((time.perf_counter() - began) * 1000)
    ordered = sorted(taken)
    return {
        "asked_singly": len(asked),
        "ms": {
            "p50": round(statistics.median(ordered), 1),
            "p99": round(ordered[int(len(ordered) * 0.99)], 1),
            "worst": round(ordered[-1], 1),
        },
    }


if __name__ == "__main__":
    main()
