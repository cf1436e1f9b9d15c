"""All commands by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer
from typer.core import TyperGroup

from newsbot import __version__
from newsbot.cli import adding, asking, changing, feeding, housekeeping, reading, upkeep
from newsbot.cli.command import (
    Commands,
    CorpusOption,
    IndexOption,
    LanguageOption,
    Start,
    command,
)

app = typer.Typer(
    cls=Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 -- typer's callback
    if wanted:
        typer.echo(f"newsbot {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    *,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    lang: LanguageOption = None,
    version: Annotated[  # noqa: ARG001 -- its callback does it
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="판 번호 / Version"),
    ] = False,
) -> None:
    """뉴스 기사에서 답을 찾아 그대로 인용합니다. / Answers news questions with verbatim quotes."""
    given = context.obj or Start()
    context.obj = replace(given, corpus=corpus, index=index, lang=lang)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


_SHORT = {"help_option_names": ["-h", "--help"]}
for _name, _function, _help in (
    ("ask", asking.ask, "질문하기 / Ask a question"),
    ("chat", upkeep.chat, "대화로 질문하기 / Ask in a conversation"),
    ("add", adding.add, "기사 넣기 / Add articles"),
    ("articles", reading.articles, "기사 목록 / List the articles"),
    ("article", reading.article, "기사 하나 보기 / Show an article"),
    ("latest", reading.latest, "최신 기사 / The latest articles"),
    ("hide", changing.hide, "기사 숨기기 / Keep an article out of answers"),
    ("unhide", changing.unhide, "숨김 풀기 / Show a hidden article again"),
    ("remove", changing.remove, "기사 빼기 / Remove an article"),
    ("restore", changing.restore, "뺀 기사 되살리기 / Bring back what was removed"),
    ("undo", changing.undo, "변경 되돌리기 / Take a change back"),
    ("audit", changing.audit, "변경 기록 / Who changed what"),
    ("prune", housekeeping.prune, "오래된 기사 빼기 / Remove what is too old"),
    ("trash", housekeeping.trash, "뺀 기사 비우기 / What was removed"),
    ("export", housekeeping.export, "모두 내보내기 / Export everything"),
    ("index", upkeep.index, "색인 새로 고침 / Bring the index up to date"),
    ("evaluate", upkeep.evaluate, "답의 질 재기 / Measure the answers"),
    ("watch", feeding.watch, "폴더 지켜보기 / Add what is put into a folder"),
    ("doctor", upkeep.doctor, "설치 점검 / Check the installation"),
    ("bot", upkeep.bot, "디스코드 봇 / The Discord bot"),
):
    app.command(_name, help=_help, context_settings=_SHORT)(command(_function))

feeds = typer.Typer(
    cls=TyperGroup, rich_markup_mode="rich", context_settings=_SHORT, no_args_is_help=True
)
for _name, _work, _help in (
    ("add", feeding.add, "피드 받기 / Follow a feed"),
    ("list", feeding.list_, "피드 목록 / List the feeds"),
    ("remove", feeding.remove, "피드 그만 받기 / Follow a feed no longer"),
    ("run", feeding.run, "지금 읽기 / Read the feeds now"),
):
    feeds.command(_name, help=_help, context_settings=_SHORT)(command(_work))
app.add_typer(feeds, name="feed", help="RSS·Atom 피드 / RSS and Atom feeds")
