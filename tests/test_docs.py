"""The documentation is true: its commands run, its answers are given, its lists are complete."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

import pytest
from tests.desk import PAGE, Reply
from tests.test_architecture import STOREYS
from typer.testing import CliRunner

import newsbot
from newsbot import doctor
from newsbot.analysis import Analyser
from newsbot.cli import app
from newsbot.cli.command import Start
from newsbot.corpus import Corpus
from newsbot.index.store import Store
from newsbot.newsroom import Newsroom
from newsbot.passages import PASSAGES_VERSION
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
ASKING: Final = frozenset({"add", "remove"})
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
def visitor(tmp_path: Path, analyser: Analyser, monkeypatch: pytest.MonkeyPatch) -> Visitor:
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
    lines = newsbot_lines(ENGLISH)
    assert len(lines) > 15
    for line in lines:
        arguments, stdin = arguments_of(line)
        if arguments[0] in ASKING and "--yes" not in arguments:
            arguments.append("--yes")
        reply = visitor.type(arguments, stdin)
        assert reply.code == 0, f"{line}\n{reply.out}{reply.err}"
        assert reply.out or arguments == ["chat"], line


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


@pytest.mark.parametrize("name", READMES)
def test_a_removed_article_comes_back_from_the_trash(name, visitor):
    (command,) = [line for line in newsbot_lines(name) if line.startswith("newsbot remove")]
    article = command.split()[-1]
    trash, place = re.findall(r"`(corpus/[^`]*2018/04/)`", prose(name))
    visitor.type(["remove", article, "--yes"])
    assert visitor.type(["article", article]).code == 1
    shutil.move(Path(trash, f"{article}.md"), place)
    assert visitor.type(["article", article]).code == 0


def test_every_command_of_the_program_is_in_the_readmes():
    known = {command.name for command in app.registered_commands}
    for name in READMES:
        named = set(re.findall(r"`newsbot ([a-z]+)", prose(name)))
        assert known == named | {arguments_of(line)[0][0] for line in newsbot_lines(name)}, name


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
        for words in ([], *([command.name] for command in app.registered_commands))
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
    keys = visitor.type(arguments_of(lines[0])[0]).object.keys()
    for name in READMES:
        section = re.search(r"^- `--json`.*?(?=^- )", text_of(name), re.MULTILINE | re.DOTALL)
        assert section
        assert set(re.findall(r"`([a-z_]+)`", section[0])) == keys | {"quote"}


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
def test_no_machine_and_no_registry_is_named(name):
    assert not re.search(r"/work/|/home/|/tmp/|/Users/|[A-Z]:\\", text_of(name))
    assert not re.search(r"\bpypi\b|pythonhosted|index-url", text_of(name), re.IGNORECASE)
