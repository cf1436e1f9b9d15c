"""The documentation is true: its commands run, its answers are given, its lists are complete."""

from __future__ import annotations

import inspect
import json
import os
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

import pytest
from annotated_types import Ge, Le
from tests.desk import PAGE, Reply
from tests.test_architecture import STOREYS
from tests.web_double import WebDouble
from typer.testing import CliRunner

import newsbot
from newsbot import cli_messages, doctor, ingest, intake, watching
from newsbot.analysis import Analyser
from newsbot.bot import bulk, offering, services
from newsbot.cli import adding, app
from newsbot.cli.command import Start
from newsbot.corpus import Corpus
from newsbot.fetching import Limits
from newsbot.fetching.fetcher import USER_AGENT
from newsbot.index.store import Store
from newsbot.index.twins import CROWD, NEAR_DAYS
from newsbot.ingest.jsonl import MAX_JSON_BYTES
from newsbot.ingest.sheet import MAX_SHEET_BYTES
from newsbot.messages import CATALOGUE
from newsbot.newsroom import Newsroom
from newsbot.passages import PASSAGES_VERSION
from newsbot.polling import courtesy, poller
from newsbot.settings import PREFIX, VARIABLES, Settings

ROOT = Path(__file__).resolve().parent.parent
SOURCE = Path(newsbot.__file__).parent
READMES = ENGLISH, KOREAN = "README.md", "README.ko.md"
"""Their commands and examples are the same, which is checked, so those of one are run."""
DOCUMENTS = (
    *READMES,
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/ARCHITECTURE.md",
    "docs/DEPENDENCIES.md",
    "docs/discord.md",
    "docs/discord.ko.md",
)

COMMANDS: Final = frozenset({"sh", "powershell", "console"})
"""The languages of code blocks that hold commands; of ``console``, the lines after ``$``."""
ASKING: Final = frozenset({"add", "hide", "unhide", "remove"})
"""Commands that ask before they act: here nobody is there to answer, so ``--yes`` is added."""
QUESTIONS: Final = Path("tests/data/sample_questions.jsonl")
ANSWERS: Final = {
    "한강은 언제 노벨문학상을 받았어?": "2024년",
    "엔비디아는 어느 회사에 칩을 공급해?": "삼성전자와 SK, 현대차그룹, 네이버",
    "기준금리를 얼마로 내렸어?": "3.25%",
    "안세영은 결승에서 누구를 이겼어?": "허빙자오",
    "누리호 길이는 몇 미터야?": "47.2m",
    "웹 망원경은 언제 발사됐어?": "2021년 12월 25일",
}
"""What the first quote holds, for each example question that is to be answered."""
DECLINED: Final = "내일 서울 날씨 어때?"
HTML = "<html><head><title>다리 개통</title></head><body><article><p>{}</p></article></body></html>"
SITE: Final = "https://news.example"
"""The site of the examples; here a double of the web stands at it."""
RSS: Final = f"""<rss version="2.0"><channel><title>가람일보</title><item><title>눈이 내렸다</title>
<link>{SITE}/snow</link><guid>{SITE}/snow</guid></item></channel></rss>"""
SUBCOMMANDS: Final = {
    group.name: {one.name for one in group.typer_instance.registered_commands}
    for group in app.registered_groups
    if group.typer_instance
}
COMMAND_NAMES: Final = {one.name for one in app.registered_commands} | SUBCOMMANDS.keys()


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@dataclass(frozen=True)
class Block:
    """A fenced block of code."""

    language: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def blocks(name: str) -> list[Block]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text_of(name), re.MULTILINE | re.DOTALL)
    return [Block(language, tuple(text.splitlines())) for language, text in found]


def prose(name: str) -> str:
    return re.sub(r"^```.*?^```$", "", text_of(name), flags=re.MULTILINE | re.DOTALL)


def command_lines(name: str) -> list[str]:
    """Return the commands of a document in order, without their comments."""
    found = []
    for block in blocks(name):
        if block.language in COMMANDS:
            prompt = "$ " if any(line.startswith("$ ") for line in block.lines) else ""
            lines = (line for line in block.lines if line.startswith(prompt))
            found += [re.sub(r"\s+# .*", "", line.removeprefix(prompt)) for line in lines]
    return [line for line in found if line.strip() and not line.startswith("#")]


def arguments_of(line: str) -> tuple[list[str], str]:
    """Return what a command line gives to newsbot, and what ``echo`` pipes into it."""
    before, _, command = line.rpartition("|")
    words = shlex.split(command)
    assert words[0] == "newsbot", line
    piped = shlex.split(before)
    assert not piped or piped[0] == "echo", line
    return words[1:], "".join(f"{word}\n" for word in piped[1:])


def newsbot_lines(name: str) -> list[str]:
    return [line for line in command_lines(name) if re.search(r"(^|\| *)newsbot\b", line)]


def command_of(arguments: list[str]) -> str:
    """Return which command the *arguments* name, after options of all commands."""
    return next(word for word in arguments if word in COMMAND_NAMES)


@dataclass
class Visitor:
    """A newcomer in a copy of the project: the sample corpus and the files that README names."""

    analyser: Analyser

    def type(self, arguments: list[str], stdin: str = "") -> Reply:
        result = CliRunner().invoke(
            app, arguments, input=stdin, prog_name="newsbot", obj=Start(opener=self.open)
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Reply(result.exit_code, result.stdout, result.stderr)

    def open(self, corpus_dir: Path, index_path: Path) -> Newsroom:
        fingerprint = f"{PASSAGES_VERSION}/{self.analyser.fingerprint}"
        return Newsroom(Corpus(corpus_dir), Store(index_path, fingerprint), self.analyser)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebDouble]:
    monkeypatch.setattr("newsbot.polling.courtesy.PAUSE_SECONDS", 0.0)
    with WebDouble() as double:
        monkeypatch.setattr("newsbot.fetching.connecting.public_connector", double.connector)
        double.page(f"{SITE}/bridge", HTML.format("다리의 길이는 320m로 알려졌다. " * 20))
        snow = HTML.replace("다리 개통", "눈이 내렸다")
        double.page(f"{SITE}/snow", snow.format("마을에 눈이 많이 내렸다고 한다. " * 20))
        double.page(f"{SITE}/rss.xml", RSS, content_type="application/rss+xml")
        yield double
        assert double.violations == []


@pytest.fixture
def visitor(
    tmp_path: Path, analyser: Analyser, web: WebDouble, monkeypatch: pytest.MonkeyPatch
) -> Visitor:
    for name in list(os.environ):
        if name.startswith((PREFIX, "LC_", "LANG", "COLUMNS")):
            monkeypatch.delenv(name)
    monkeypatch.setattr(doctor, "Analyser", lambda: analyser)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "corpus", "corpus")
    Path("page.txt").write_text(PAGE, "utf-8")
    Path("saved.html").write_text(HTML.format("새 다리가 오늘 개통됐다. " * 20), "utf-8")
    Path("article.md").write_text("# 제목\n\n두루미 마을에 눈이 내렸다.\n", "utf-8")
    Path("folder").mkdir()
    Path("folder", "other.md").write_text("# 다른 제목\n\n가람 마을에 비가 왔다.\n", "utf-8")
    QUESTIONS.parent.mkdir(parents=True)
    shutil.copy(ROOT / QUESTIONS, QUESTIONS)
    (article,) = [one.text for one in blocks(ENGLISH) if '"text"' in one.text]
    Path("articles.jsonl").write_text(article + "\n", "utf-8")
    return Visitor(analyser)


# Commands


def test_every_newsbot_command_runs(visitor):
    lines = [line for line in command_lines(ENGLISH) if "newsbot " in line or "mkdir" in line]
    assert len(lines) > 30
    for line in lines:
        if line.startswith("mkdir "):
            Path(line.split()[1]).mkdir()
            continue
        arguments, stdin = arguments_of(line)
        if command_of(arguments) in ASKING and "--yes" not in arguments:
            arguments.append("--yes")
        reply = visitor.type(arguments, stdin)
        assert reply.code == 0, f"{line}\n{reply.out}{reply.err}"
        assert reply.out or arguments == ["chat"], line
    titles = {one["title"] for one in visitor.type(["articles", "--json"]).objects}
    assert {"다리 개통", "눈이 내렸다", "다른 제목"} < titles, "from a link, a feed, a folder"


def test_the_first_quote_answers_the_example_questions(visitor):
    asked = set()
    for line in newsbot_lines(ENGLISH):
        arguments, piped = arguments_of(line)
        if arguments[0] in ("ask", "chat") and (piped or line.startswith("newsbot ask")):
            question = piped.strip() or next((a for a in arguments if a.endswith("?")), "")
            if question in ANSWERS:
                first = visitor.type(arguments, piped).out
                if "--json" in arguments:
                    first = json.loads(first)["citations"][0]["quote"]
                else:
                    assert first.startswith("1. "), line
                    first = first.partition("\n2. ")[0]
                assert ANSWERS[question] in first, line
            asked.add(question)
    assert asked == {*ANSWERS, DECLINED, ""}, "the empty one is that of --batch"


@pytest.mark.parametrize("name", READMES)
def test_the_lines_of_question_files_are_such_lines(name, visitor):
    (line,) = re.findall(r'`(\{"id": [^`]*\})`', prose(name))
    Path("questions.jsonl").write_text(line + "\n", "utf-8")
    reply = visitor.type(["ask", "--batch", "questions.jsonl", "--json"])
    assert reply.object["id"] == json.loads(line)["id"]
    assert ANSWERS[json.loads(line)["question"]] in reply.object["citations"][0]["quote"]
    (judged,) = [one.text for one in blocks(name) if '"answerable"' in one.text]
    assert judged in text_of(QUESTIONS.as_posix()).splitlines()


def test_what_is_exported_and_added_elsewhere_is_all_there_is(visitor):
    lines = [line for line in command_lines(ENGLISH) if "all.jsonl" in line]
    assert len(lines) == 2
    Path("other").mkdir()
    for line in lines:
        assert visitor.type(arguments_of(line)[0]).code == 0
    there, here = (
        visitor.type([*options, "articles", "--json"]).objects
        for options in (["--corpus", "other", "--index", "other.sqlite3"], [])
    )
    assert there == here
    assert len(here) == 30


def test_every_command_of_the_program_is_in_the_readmes():
    wanted = COMMAND_NAMES - SUBCOMMANDS.keys()
    wanted |= {f"{group} {one}" for group, names in SUBCOMMANDS.items() for one in names}
    for name in READMES:
        said = [*re.findall(r"`newsbot ([^`]+)`", prose(name)), *newsbot_lines(name)]
        named = set()
        for words in (line.split() for line in said):
            command = command_of(words)
            below = words[words.index(command) + 1 :][:1] if command in SUBCOMMANDS else []
            named.add(" ".join([command, *below]))
        assert named == wanted, name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_target_exists(name):
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    named = re.findall(r"`make ([a-z]+)", prose(name))
    named += [line.split()[1] for line in command_lines(name) if line.startswith("make ")]
    assert set(named) <= targets
    assert named or name.startswith("docs") or name == "CHANGELOG.md"


def test_both_readmes_hold_the_same():
    assert command_lines(ENGLISH) == command_lines(KOREAN)
    assert blocks(ENGLISH) == blocks(KOREAN)
    levels = [re.findall(r"^(#+) ", prose(name), re.MULTILINE) for name in READMES]
    assert levels[0] == levels[1]
    assert len(levels[0]) > 10
    assert untranslated(ENGLISH) == untranslated(KOREAN)
    for mark in (r"^[-|] ?", r"`(--[a-z-]+)", r"`(/[a-z]+)"):
        found = [sorted(re.findall(mark, prose(name), re.MULTILINE)) for name in READMES]
        assert found[0] == found[1], mark


@pytest.mark.parametrize("name", READMES)
def test_options_in_the_text_exist(name, visitor):
    helped = "".join(
        visitor.type([*words, "--help"]).out
        for words in (
            [],
            *([command.name] for command in app.registered_commands),
            *([group, one] for group, names in SUBCOMMANDS.items() for one in names),
        )
    )
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text_of(name)))
    assert named
    for option in named:
        assert re.search(rf"(?<![\w-]){option}(?![\w-])", helped), option


@pytest.mark.parametrize("name", READMES)
def test_the_chat_has_the_commands_of_the_table(name, visitor):
    table = set(re.findall(r"^\| `(/[a-z]+)[^`]*` \|", text_of(name), re.MULTILINE))
    unknown = visitor.type(["chat"], "/zzz\n")
    assert table == set(re.findall(r"/[a-z]+", unknown.err)) - {"/zzz"}


# What is said to come out


def normal(lines: list[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]


def test_the_exchange_at_the_top_is_what_newsbot_says_today(visitor):
    """Where this fails after a change that is meant, paste the new answer into both READMEs."""
    exchange = blocks(ENGLISH)[0]
    assert exchange.language == "console"
    turns = re.split(r"^\$ ", exchange.text, flags=re.MULTILINE)[1:]
    assert len(turns) > 1
    answers = 0
    for turn in turns:
        command, *said = turn.splitlines()
        reply = visitor.type([*arguments_of(command)[0], "--lang", "ko"])
        assert normal(said) == normal(reply.out.splitlines())
        answers += said[0].startswith("1. ")
    assert 0 < answers < len(turns), "one question that is answered, one that is not"


def test_json_holds_the_keys_that_are_listed(visitor):
    lines = [line for line in newsbot_lines(ENGLISH) if "--json" in line and "--batch" not in line]
    answer = visitor.type(arguments_of(lines[0])[0]).object
    of_citations = {"quote", "excerpt", "also", "corrections"}
    assert of_citations < answer["citations"][0].keys()
    for name in READMES:
        section = re.search(r"^- `--json`.*?(?=^- )", text_of(name), re.MULTILINE | re.DOTALL)
        assert section
        assert set(re.findall(r"`([a-z_]+)`", section[0])) == answer.keys() | of_citations


@pytest.mark.parametrize("name", READMES)
def test_the_article_shown_is_the_beginning_of_a_sample(name):
    (shown,) = [block.text for block in blocks(name) if block.language == "markdown"]
    assert any(
        path.read_text("utf-8").startswith(shown) for path in (ROOT / "corpus").rglob("*.md")
    )
    assert "sample: true" in shown


def test_all_that_is_in_the_corpus_is_marked_as_a_sample():
    for path in (ROOT / "corpus").rglob("*.md"):
        assert "\nsample: true\n" in path.read_text("utf-8"), path


# Adding


@pytest.mark.parametrize("name", READMES)
def test_the_formats_are_those_that_are_read(name):
    rows = re.findall(r"^\| ((?:`\.[a-z]+`(?:, )?)+) \| (.+) \|$", text_of(name), re.MULTILINE)
    kinds = {kind: what for kinds, what in rows for kind in re.findall(r"`(\.\w+)`", kinds)}
    assert kinds.keys() == intake.SUFFIXES
    assert f"{MAX_JSON_BYTES >> 20} MiB" in kinds[".json"]
    assert f"{MAX_SHEET_BYTES >> 20} MiB" in kinds[".xlsx"]


FACTS: Final = {
    ENGLISH: {
        "Of more than {} articles": adding._FEW,
        "redirect {} times": {3: "three"}.get(Limits().max_redirects),
        "take {} seconds": round(Limits().total_seconds),
        "hold {} MiB": Limits().max_bytes >> 20,
        "within {} days of each other": {3: "three"}.get(NEAR_DAYS),
        "under the name `{}`": USER_AGENT.partition("/")[0],
    },
    KOREAN: {
        "기사가 {}건을 넘으면": adding._FEW,
        "{}까지 넘어가며": {3: "세 번"}.get(Limits().max_redirects),
        ", {}초와": round(Limits().total_seconds),
        "초와 {} MiB를 넘지": Limits().max_bytes >> 20,
        "여러 언론사가 {} 안에": {3: "사흘"}.get(NEAR_DAYS),
        "`{}`이라는 이름으로": USER_AGENT.partition("/")[0],
    },
}


@pytest.mark.parametrize("name", READMES)
def test_the_bounds_that_are_named_hold(name):
    text = " ".join(text_of(name).split())
    for phrase, value in FACTS[name].items():
        assert phrase.format(value) in text, phrase


@pytest.mark.parametrize("name", READMES)
def test_what_is_said_below_a_quote_is_quoted_as_it_is_said(name):
    also, corrected = (
        cli_messages.MESSAGES[f"answer.{code}"] for code in ("also", "corrected.correction")
    )
    korean, english = (text.format(count=3, outlets="").rstrip(": ") for text in also)
    assert f"`{korean}`" in text_of(name)
    assert f"({english})" in text_of(name)
    korean, english = (text.format(source="").rstrip(": ") for text in corrected)
    assert f"`{korean}`" in text_of(name)
    assert f"({english.lower()})" in text_of(name)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("login", "fetch.needs_login"),
        ("paid", "fetch.needs_login"),
        ("picture", "fetch.image"),
        ("paper", "fetch.pdf"),
        ("film", "fetch.video"),
        ("inside", "fetch.private"),
        ("closed/1", "fetch.robots"),
        ("script", "ingest.no_body"),
    ],
)
def test_what_the_readmes_say_is_not_fetched_is_refused(path, reason, visitor, web):
    web.robots(SITE, "User-agent: newsbot\nDisallow: /closed/\n")
    web.page(f"{SITE}/login", "", status=401)
    web.page(f"{SITE}/paid", "", status=402)
    web.page(f"{SITE}/picture", b"GIF89a", content_type="image/gif")
    web.page(f"{SITE}/paper", b"%PDF-1.7", content_type="application/pdf")
    web.page(f"{SITE}/film", b"film", content_type="video/mp4")
    web.redirect(f"{SITE}/inside", "http://192.168.0.1/")
    web.page(f"{SITE}/closed/1", HTML.format("새 다리가 오늘 개통됐다. " * 20))
    web.page(f"{SITE}/script", "<html><body><div id=app></div><script>go()</script></body></html>")
    reply = visitor.type(["--lang", "en", "add", f"{SITE}/{path}", "--yes"])
    assert reply.code == 1
    said = re.sub(r"\{\w+\}", "X", CATALOGUE[reason][1]).partition("X")[0]
    assert said.strip() in " ".join(reply.out.split()), reply.out


# Lists that must be complete


def defaults() -> dict[str, str]:
    values = {name: field.default for name, field in Settings.model_fields.items()}
    shown = {n: v.as_posix() if isinstance(v, Path) else str(v) for n, v in values.items() if v}
    return {PREFIX + name.upper(): shown.get(name, "") for name in values}


@pytest.mark.parametrize("name", READMES)
def test_the_table_of_settings_is_that_of_the_program(name):
    rows = re.findall(r"^\| `(\w+)` \| (?:`([^`]*)`)? ?\| .+ \|$", text_of(name), re.MULTILINE)
    assert dict(rows) == defaults()
    assert set(re.findall(rf"{PREFIX}\w+", text_of(name))) == set(VARIABLES)


def bounds() -> dict[str, tuple[Any, Any]]:
    """Return the least and the most that each setting takes that is a number."""
    found = {}
    for name, field in Settings.model_fields.items():
        if field.annotation is int:
            low = next(mark.ge for mark in field.metadata if isinstance(mark, Ge))
            high = next(mark.le for mark in field.metadata if isinstance(mark, Le))
            found[PREFIX + name.upper()] = (low, high)
    return found


@pytest.mark.parametrize("name", [*READMES, ".env.example"])
def test_the_bounds_of_settings_are_those_of_the_program(name):
    """Whatever stands as ``5 to 10080`` in the row, or above the line, of a setting."""
    row = r"^\| `(\w+)` \|(.+)$" if name != ".env.example" else r"((?:^# .*\n)+)^#(\w+)="
    found = 0
    for pair in re.findall(row, text_of(name), re.MULTILINE):
        variable, text = pair if name != ".env.example" else pair[::-1]
        if numbers := re.search(r"(\d+)(?: ?\(.*?\))?(?: to |~)(\d+)", text):
            assert tuple(map(int, numbers.groups())) == bounds()[variable]
            found += 1
    assert found == len(bounds())


def test_the_example_of_env_holds_every_setting_with_its_default():
    rows = re.findall(r"^#(\w+)=(.*)$", text_of(".env.example"), re.MULTILINE)
    assert dict(rows) == defaults()
    assert len(rows) == len(VARIABLES)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_has_its_entry():
    project: dict[str, Any] = tomllib.loads(text_of("pyproject.toml"))
    extras = project["project"]["optional-dependencies"]
    wanted = [
        *project["project"]["dependencies"],
        *(one for extra in extras.values() for one in extra),
    ]
    names = [re.split(r"[<>=~!;\[ ]", one)[0] for one in wanted]
    document = text_of("docs/DEPENDENCIES.md")
    entries = re.split(r"^### ", document, flags=re.MULTILINE)[1:]
    assert sorted(plain(one.split("\n")[0]) for one in entries) == sorted(map(plain, names))
    for entry in entries:
        for part in ("Without it", "Licence"):
            assert part in entry, entry
    for one in project["build-system"]["requires"]:
        assert re.split(r"[<>=]", one)[0] in document


def rooms() -> set[str]:
    """Return the top modules and packages, as ``text.py`` and ``index/``."""
    paths = [path for path in SOURCE.iterdir() if not path.name.startswith("__")]
    return {f"{path.name}/" if path.is_dir() else path.name for path in paths} - {"py.typed"}


def test_every_module_is_named_in_the_architecture():
    document = prose("docs/ARCHITECTURE.md")
    listed = re.findall(r"^\| `([a-z_]+(?:\.py|/))` \| \S.* \|$", document, re.MULTILINE)
    assert sorted(listed) == sorted(one for one in rooms() if not one.endswith(".toml"))
    packages = dict(
        re.findall(r"^- `([a-z]+)/`: (.*?)(?=^- |\n\n)", document, re.MULTILINE | re.DOTALL)
    )
    for package in (one.removesuffix("/") for one in rooms() if one.endswith("/")):
        files = {path.name for path in (SOURCE / package).iterdir() if path.is_file()}
        named = set(re.findall(r"`(\w+\.(?:py|toml))`", packages[package]))
        assert named == files - {"__init__.py"}, package
    known = {path.name for path in SOURCE.rglob("*.*")} | {"test_architecture.py", "test_docs.py"}
    assert {
        PurePosixPath(one).name for one in re.findall(r"`([\w/]+\.(?:py|toml))`", document)
    } <= (known | {path.name for path in ROOT.glob("*/*.py")} | {"pyproject.toml"})
    assert {one for one in rooms() if one.endswith(".toml")} <= set(
        re.findall(r"`([\w.]+)`", document)
    )


def test_the_storeys_of_the_architecture_are_those_that_hold():
    document = text_of("docs/ARCHITECTURE.md")
    table = document.partition("from the ground up |\n|---|\n")[2].partition("\n\n")[0]
    shown = [set(re.findall(r"`(\w+)`", line)) for line in table.splitlines()]
    assert shown == list(STOREYS)


NUMBERS: Final = {
    1: "one",
    3: "three",
    4: "four",
    5: "five",
    20: "twenty",
    30: "thirty",
    60: "a minute",
    1_000: "a thousand",
}


def seconds_of(read: Callable[..., object]) -> int:
    return int(inspect.signature(read).parameters["timeout_seconds"].default)


def test_the_bounds_that_the_architecture_names_hold():
    text = " ".join(text_of("docs/ARCHITECTURE.md").split())
    limits = Limits()
    for phrase, value in {
        "crawl delay is kept, up to {} seconds": limits.max_crawl_delay_seconds,
        "{} at most, are followed by hand": limits.max_redirects,
        "({} seconds for a page or feed,": seconds_of(ingest.parse_feed),
        "({} seconds for a page": seconds_of(ingest.parse_html),
        "{} for a workbook)": seconds_of(ingest.parse_sheet),
        "reads {} feeds at once": poller._PARALLEL,
        "takes {} new entries": poller.MAX_ENTRIES_A_ROUND,
        "is tried {} times": poller._TRIES,
        "looks through the folder every {} minutes": watching._RESCAN_SECONDS / 60,
        "fetched at a time, and {} a minute": services._PAGES_A_MINUTE,
        "A file of many, {} at most": offering.MAX_ARTICLES,
        "in groups of {},": bulk._GROUP,
        "within {} days of each other": NEAR_DAYS,
    }.items():
        assert phrase.format(NUMBERS[int(value)]) in text, phrase
    assert f"**The clock**: {limits.total_seconds:g} seconds" in text
    assert f"): {limits.max_bytes >> 20} MiB at most, before decompression and after it" in text
    assert f"more than {CROWD} articles" in text
    assert courtesy.PAUSE_SECONDS == watching.QUIET_SECONDS == 1.0, "a second between; for a second"


# Links


def links_of(name: str) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", prose(name))


def untranslated(name: str) -> set[str]:
    """Return where a document links to, whatever the language; its other language is left out."""
    other = Path(name.replace(".ko.md", ".md") if ".ko." in name else name.replace(".md", ".ko.md"))
    return {link.replace(".ko.md", ".md") for link in links_of(name) if link != other.name}


def anchors_of(path: Path) -> set[str]:
    """Return the names that GitHub gives to the headings of *path*."""
    found = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_relative_links_resolve(name):
    for link in links_of(name):
        if not link.startswith("https://"):
            place, _, anchor = link.partition("#")
            path = (ROOT / name).parent / place if place else ROOT / name
            assert path.exists(), link
            assert not anchor or anchor in anchors_of(path), link


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if ".ko." in name])
def test_korean_documents_link_to_korean_ones(name):
    own = (ROOT / name).name.replace(".ko.", ".")
    for link in links_of(name):
        korean = (ROOT / name).parent / link.replace(".md", ".ko.md")
        assert link == own or ".ko." in link or not link.endswith(".md") or not korean.exists(), (
            link
        )


def in_git() -> Callable[[str], bool]:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    command = ["git", "-C", str(ROOT), "check-ignore", "--quiet", "--"]
    return lambda path: subprocess.run([*command, path], check=False).returncode == 1


def test_git_keeps_what_the_readmes_link_to():
    kept = in_git()
    for name in READMES:
        for link in links_of(name):
            assert link.startswith("https://") or kept(link), link


@pytest.mark.parametrize("name", DOCUMENTS)
def test_places_of_the_project_that_are_named_exist(name):
    for place in re.findall(r"`((?:src|tests|docs|deploy|benchmarks)/[\w./-]*)`", text_of(name)):
        assert (ROOT / place).exists(), place


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_machine_and_no_registry_is_named(name):
    assert not re.search(r"/work/|/home/|/tmp/|/Users/|[A-Z]:\\", text_of(name))
    assert not re.search(r"\bpypi\b|pythonhosted|index-url", text_of(name), re.IGNORECASE)
