"""The program's life: how it stops, and what a restart keeps.

One folder, one double, and a program that is started whenever a test needs it: a start is dear.
"""

from __future__ import annotations

import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.bot.conftest import ANSWER, CORPUS, QUESTION, Place, found
from tests.discord_double import BotProcess, Double, Message

EDIT = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
COMMANDS = "PUT /applications/{application_id}/commands"
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|WARNING|ERROR) \S.*")


@dataclass
class Home:
    """A folder and a double, at which the program is started whenever a test needs it."""

    double: Double
    folder: Path
    pool: list[Place]
    bots: list[BotProcess] = field(default_factory=list)

    def up(self) -> BotProcess:
        """Return the running program."""
        if not self.bots or not self.bots[-1].running:
            self.bots.append(self.command("bot").start())
        return self.bots[-1]

    def command(self, *arguments: str) -> BotProcess:
        env: dict[str, str | None] = {"NEWSBOT_LANGUAGE": "ko"}
        state = self.folder / "state" / "index"
        return BotProcess(self.double, self.folder / "corpus", state, env, arguments)


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory) -> Iterator[Home]:
    with ExitStack() as stack:
        double = stack.enter_context(Double())
        folder = tmp_path_factory.mktemp("home")
        shutil.copytree(CORPUS, folder / "corpus")
        home = Home(double, folder, [found(double, number) for number in range(12)])
        yield home
        for bot in home.bots:
            bot.stop()
        assert double.violations == []


@pytest.fixture
def home(shared_home) -> Iterator[Home]:
    yield shared_home
    shared_home.double.faults.clear()


@pytest.fixture
def place(home: Home) -> Place:
    return home.pool.pop()


def ask(place: Place) -> Message:
    message = place.reader.slash(place.channel, "ask", question=QUESTION).wait().message
    assert message is not None
    assert ANSWER in message.embeds[0]["description"]
    return message


def assert_clean(bot: BotProcess, code: int = 0) -> None:
    """Check that it ended as it should: nothing left running, only lines of the log."""
    assert bot.wait() == code, bot.output()
    held = [reader for reader in bot._readers if reader.is_alive()]  # a child would hold them open
    assert held == []
    assert bot.stdout == []
    assert [line for line in bot.stderr if not LOG_LINE.fullmatch(line)] == []
    assert bot.stderr[-1].endswith("INFO stopped")


def test_what_is_under_way_is_finished_before_the_end(home, place):
    bot = home.up()
    text = "시험 기사 하나\n\n입력 2025.01.02. 오전 10:00\n\n" + "달빛시는 새 다리를 놓았다. " * 20
    form = place.admin.slash(place.channel, "article add").wait()
    preview = place.admin.submit(form, {"text": text}).wait().message
    home.double.faults.latency(0.3)
    home.double.faults.rest(  # so that saving takes longer than all the questions
        lambda request: (
            request.route == EDIT
            and home.double.world.tokens[request.path.split("/")[3]].source is preview
        ),
        status=429,
        retry_after=2,
    )
    people = (place.reader, place.other, place.curator, place.admin)
    said = [one.say(place.channel, QUESTION, mention_bot=True) for one in people]
    handles = [one.slash(place.channel, "ask", question=QUESTION) for one in people]
    handles.append(place.reader.slash(place.channel, "latest"))
    handles.append(place.admin.click(preview, label="저장"))
    for handle in handles:
        handle.wait_acknowledged()
    bot.process.send_signal(signal.SIGTERM)
    bot.wait_line("stopping under_way=")
    late = place.moderator.slash(place.channel, "ask", question=QUESTION).wait()
    assert_clean(bot)
    assert [handle.settled for handle in handles] == [True] * 6
    assert [len(one.replies()) for one in said] == [1] * 4
    assert "저장했습니다" in handles[-1].message.content
    assert "다시 시작하는 중" in late.message.content
    assert not any("unanswered" in line for line in bot.stderr)


def test_a_second_signal_ends_the_wait(home, place):
    bot = home.up()
    home.double.faults.rest(EDIT, status="hang", times=9)
    place.reader.slash(place.channel, "ask", question=QUESTION)
    home.double.wait(lambda: home.double.sent(EDIT)[-1].fault, "the answer, which hangs")
    bot.process.send_signal(signal.SIGTERM)
    bot.wait_line("stopping under_way=1")
    bot.process.send_signal(signal.SIGTERM)
    assert_clean(bot)
    assert any("stopping unanswered=1 at_once=True" in line for line in bot.stderr)


def test_after_a_kill_old_buttons_work_and_commands_are_not_told_again(home, place):
    bot = home.up()
    answer = ask(place)
    told = len(home.double.sent(COMMANDS))
    place.other.slash(place.channel, "ask", question=QUESTION)
    assert bot.kill() == -signal.SIGKILL
    home.up()
    reader = place.reader
    assert "서명" in reader.click(answer, label="근거").wait().message.text
    assert reader.click(answer, label="더 보기").wait().ephemeral
    assert "고맙습니다" in reader.click(answer, label="👍").wait().message.content
    reader.click(answer, label="삭제").wait()
    assert answer.deleted
    assert len(home.double.sent(COMMANDS)) == told == 1


def test_what_another_process_adds_is_in_the_next_answer(home, place):
    home.up()
    page = home.folder / "new.md"
    page.write_text(
        "---\ntitle: 별빛마을 도서관 개관\noutlet: 별빛일보\npublished: 2026-01-05T10:00+09:00\n---\n"
        "별빛마을 도서관은 5일 문을 열었다. 첫 관장은 나도현 박사다.\n"
    )
    adding = home.command("add", str(page), "--yes").launch()
    assert adding.wait(60) == 0, adding.output()
    reply = place.reader.say(place.channel, "별빛마을 도서관 첫 관장은 누구야?", mention_bot=True)
    assert "나도현" in reply.wait_reply().text


def test_an_index_that_is_deleted_silences_nobody_and_is_made_again_by_the_next_start(home, place):
    home.up()
    for suffix in ("", "-wal", "-shm"):
        (home.folder / "state" / f"index{suffix}").unlink(missing_ok=True)
    for person in (place.reader, place.other, place.curator):  # each perhaps in another thread
        assert person.slash(place.channel, "ask", question=QUESTION).wait().message.text
        assert person.say(place.channel, QUESTION, mention_bot=True).wait_reply().text
        assert person.slash(place.channel, "about").wait().message.text
    stopped = home.up()
    stopped.process.send_signal(signal.SIGTERM)
    assert_clean(stopped)
    home.up()
    ask(place)


def test_the_log_tells_no_names_no_questions_and_no_tokens(home, place):
    home.up()
    double, reader = home.double, place.reader
    answer = ask(place)
    double.faults.rest(EDIT, status=403)
    double.faults.rest("POST /channels/{channel_id}/messages", status=404)
    refused = reader.slash(place.channel, "ask", question="비밀스러운 질문 하나")
    lost = reader.say(place.channel, "비밀스러운 질문 둘", mention_bot=True)
    lost.wait_until(lambda _: double.faults._rest[-1].struck, "the lost reply")
    refused.wait_acknowledged()
    reader.click(answer, label="👎").wait()
    place.admin.slash(place.channel, "article show", article="비밀스러운 기사").wait()
    reader.say(double.dm(reader), "비밀스러운 질문 셋").wait_reply()
    lines = [line for bot in home.bots for line in bot.stderr]
    assert [line for line in lines if not LOG_LINE.fullmatch(line)] == []
    log = "\n".join(lines)
    assert "outcome=unsent_forbidden" in log
    secret = [double.token, "비밀스러운", QUESTION, ANSWER, *double.world.tokens]
    secret += [one.name for one in double.world.accounts.values() if one is not double.world.bot]
    assert [word for word in secret if word in log] == []
    people = [
        str(one.id) for one in double.world.accounts.values() if one.id != double.world.bot.id
    ]
    assert [identifier for identifier in people if identifier in log] == []


def test_an_idle_bot_ends_at_ctrl_c(home):
    bot = home.up()
    bot.process.send_signal(signal.SIGINT)
    assert_clean(bot)
    assert not home.double.gateway.ready
