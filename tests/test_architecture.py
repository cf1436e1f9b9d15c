"""The house: imports run one way, each dependency has one door, every message is said and used."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import newsbot
from newsbot import bot_messages, cli_messages
from newsbot.errors import NewsbotError
from newsbot.messages import CATALOGUE

SOURCE = Path(newsbot.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))

# From the ground up. A room (a module or package) imports from lower storeys only.
STOREYS = (
    {"concurrency", "messages", "spans", "terms", "text"},
    {"bot_messages", "cli_messages", "dates", "errors", "expectation", "ranking", "similarity"},
    {"analysis", "article", "periods", "retention", "settings"},
    {"fetching", "ingest", "passages"},
    {"corpus", "index", "query"},
    {"corrections", "followups", "keys", "matching", "moves"},
    {
        *("admission", "audit", "batch", "corrected", "feeds", "history", "listing", "retrieval"),
        "windows",
    },
    {"evidence", "indexing", "revision", "trash"},
    {"answer", "continuity", "editing", "verification"},
    {"answering"},
    {"newsroom"},
    {"evaluation", "export", "intake"},
    {"polling", "watching"},
    # The front ends begin here: who imports a terminal or Discord.
    {"doctor", "keyboard", "terminal"},
    {"chat"},
    {"bot"},
    {"cli"},
    {"__main__"},
)
FIRST_FRONT = 13
STOREY = {room: number for number, rooms in enumerate(STOREYS) for room in rooms}

DOORS = {
    "kiwipiepy": {"analysis.py"},
    "kiwipiepy_model": {"analysis.py"},
    "Stemmer": {"terms.py"},
    "rank_bm25": {"index/okapi.py"},
    "rensa": {"similarity.py"},
    "yaml": {"ingest/markdown.py"},
    "feedparser": {"ingest/syndication.py"},
    "python_calamine": {"ingest/workbook.py"},
    "cssselect": {"ingest/sites.py"},
    "trafilatura": {"ingest/bodies.py"},
    "protego": {"fetching/robots.py"},
    "pydantic_settings": {"settings.py"},
    "watchfiles": {"watching.py"},
}
FRONT_ENDS_ONLY = {"typer", "click", "rich", "discord", "aiohttp", "prompt_toolkit"}
EXCEPTIONS = {("aiohttp", "fetching")}  # and who fetches imports it when it fetches


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def module_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(("newsbot", *(part for part in parts if part != "__init__")))


MODULES = {module_of(path): path for path in FILES}


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted names that the file imports, wherever in it; of ours, the very module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            assert node.module
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_run_down_the_house(path):
    room = room_of(path)
    if room == "__init__":
        assert not [name for name in imports(path) if name.startswith("newsbot")]
        return
    assert room in STOREY, f"give {room} a storey"
    for name in imports(path):
        if not name.startswith("newsbot."):
            continue
        other = name.split(".")[1]
        assert other == room or STOREY[other] < STOREY[room], f"{name_of(path)} imports {name}"


def test_there_are_no_circles_within_a_package_either():
    graph = {
        module: {name for name in imports(path) if name in MODULES and name != module}
        for module, path in MODULES.items()
    }
    done: set[str] = set()

    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " -> ".join((*above, module))
        if module not in done:
            for other in sorted(graph[module]):
                visit(other, (*above, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_each_dependency_has_one_door(path):
    for name in imports(path):
        package = name.partition(".")[0]
        assert name_of(path) in DOORS.get(package, {name_of(path)}), f"{name_of(path)}: {package}"
        if package in FRONT_ENDS_ONLY:
            assert STOREY[room_of(path)] >= FIRST_FRONT or (package, room_of(path)) in EXCEPTIONS, (
                f"{name_of(path)}: {package}"
            )


def test_the_doors_are_used():
    used = {name.partition(".")[0]: name_of(path) for path in FILES for name in imports(path)}
    assert DOORS.keys() <= used.keys()


def test_asking_loads_no_front_end():
    """What is imported in truth, by whatever way: the search side alone."""
    code = "import sys, newsbot.newsroom, newsbot.evaluation; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(SOURCE.parent), "PATH": "/usr/bin:/bin"},
    )
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert not loaded & FRONT_ENDS_ONLY


# Messages

CATALOGUES = {
    "messages.py": CATALOGUE,
    "cli_messages.py": cli_messages.MESSAGES,
    "bot_messages.py": bot_messages.MESSAGES,
}
ALL_CODES = set().union(*CATALOGUES.values())


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("catalogue", CATALOGUES.values(), ids=CATALOGUES.keys())
def test_every_message_is_said_in_both_languages(catalogue):
    for code, pair in catalogue.items():
        assert isinstance(pair, tuple), f"{code}: a comma is missing"
        assert len(pair) == 2, code
        korean, english = pair
        assert korean, code
        assert english, code
        assert placeholders(korean) == placeholders(english), code
        assert all(name.isidentifier() for name in placeholders(korean)), code


def test_errors_are_said_in_korean_and_in_english():
    for code, (korean, english) in CATALOGUE.items():
        assert re.search("[가-힣]", korean), code
        assert not re.search("[가-힣]", re.sub('["`].*["`]', "", english)), code
    assert sum(map(len, CATALOGUES.values())) == len(ALL_CODES), "a code stands in two catalogues"


def strings(path: Path) -> Iterator[str]:
    """Yield the string constants of a file; of an f-string, its first part and an ellipsis."""
    tree = ast.parse(path.read_text("utf-8"))
    parts = {
        id(value)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for value in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            yield f"{node.values[0].value!s}…"
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts
        ):
            yield node.value


SAID = {text for path in FILES if name_of(path) not in CATALOGUES for text in strings(path)}
BEGINNINGS = tuple(text[:-1] for text in SAID if re.fullmatch(r"[a-z_]+\.[a-z_.]*…", text))


def test_every_code_that_is_used_exists():
    rooms = {code.partition(".")[0] for code in ALL_CODES if "." in code}
    files = (".toml", ".py", ".sqlite3", ".md", ".jsonl", ".env")
    for text in SAID:
        if re.fullmatch(r"[a-z_]+\.[a-z_0-9]+", text) and not text.endswith(files):
            assert text.partition(".")[0] not in rooms or text in ALL_CODES, text
    for beginning in BEGINNINGS:
        if beginning.partition(".")[0] in rooms:
            assert any(code.startswith(beginning) for code in ALL_CODES), beginning


def test_errors_carry_codes_of_the_error_catalogue():
    classes = {one.__name__ for one in NewsbotError.__subclasses__()}
    found = 0
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                not isinstance(node, ast.Call)
                or not isinstance(node.func, ast.Name)
                or not node.args
            ):
                continue
            code = node.args[0]
            if node.func.id in classes and isinstance(code, ast.Constant):
                assert code.value in CATALOGUE, f"{name_of(path)}:{node.lineno}"
                given = {keyword.arg for keyword in node.keywords}
                if None not in given:  # no **details
                    needed = placeholders(CATALOGUE[str(code.value)][0])
                    assert needed <= given, f"{name_of(path)}:{node.lineno}"
                found += 1
    assert found > 20


@pytest.mark.parametrize("catalogue", CATALOGUES.values(), ids=CATALOGUES.keys())
def test_every_message_is_used(catalogue):
    unused = {
        code
        for code in catalogue
        if code not in SAID and not code.startswith(BEGINNINGS or ("\0",))
    }
    assert unused == set()
