"""All commands by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from newsbot import __version__
from newsbot.cli import adding, asking, reading, upkeep
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
    ("remove", reading.remove, "기사 빼기 / Remove an article"),
    ("index", upkeep.index, "색인 새로 고침 / Bring the index up to date"),
    ("evaluate", upkeep.evaluate, "답의 질 재기 / Measure the answers"),
    ("doctor", upkeep.doctor, "설치 점검 / Check the installation"),
    ("bot", upkeep.bot, "디스코드 봇 / The Discord bot"),
):
    app.command(_name, help=_help, context_settings=_SHORT)(command(_function))
