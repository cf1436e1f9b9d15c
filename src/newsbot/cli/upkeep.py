"""``newsbot index``, ``evaluate``, ``doctor``, ``chat`` and ``bot``: the newsroom, kept and run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from newsbot.cli.command import JsonOption
from newsbot.cli.objects import print_object
from newsbot.cli.session import Session
from newsbot.terminal.articles import print_rows
from newsbot.terminal.progress import counting, syncing
from newsbot.terminal.screen import safe

if TYPE_CHECKING:  # loads numpy
    from newsbot.indexing import SyncResult


def index(
    session: Session,
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="처음부터 다시 / Make it anew")
    ] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="기사 폴더와 대조 / Compare with the corpus")
    ] = False,
) -> None:
    """Bring the index up to date and say what changed; interrupted, it goes on the next time."""
    command = "newsbot index --rebuild" if rebuild else "newsbot index"
    try:
        if rebuild or not verify:
            with syncing(session.screen) as report:
                work = session.newsroom.rebuild if rebuild else session.newsroom.sync
                result = work(report)
            _print_changes(session, result, rebuilt=rebuild)
        if verify:
            command = "newsbot index --verify"
            _verify(session)
    except KeyboardInterrupt:
        session.screen.note("index.interrupted", command=command)
        raise typer.Exit(130) from None


def _print_changes(session: Session, result: SyncResult, *, rebuilt: bool) -> None:
    articles, passages = session.newsroom.size()
    for problem in result.problems:
        place = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
        sentence = problem.error.sentence(session.language)
        session.screen.err.print(Text(safe(f"{place}  {sentence}")), soft_wrap=True)
    if rebuilt:
        session.screen.say("index.rebuilt", articles=articles, passages=passages)
        return
    session.screen.say(
        "index.done",
        added=result.added,
        replaced=result.replaced,
        removed=result.removed,
        articles=articles,
        passages=passages,
    )


def _verify(session: Session) -> None:
    with syncing(session.screen, "index.verifying") as report:
        differences = session.newsroom.verify(report)
    for difference in differences:
        session.screen.line(Text(safe(difference.sentence(session.language))))
    if differences:
        raise typer.Exit(1)
    articles, passages = session.newsroom.size()
    session.screen.say("index.good", articles=articles, passages=passages)


def evaluate(
    session: Session,
    *,
    questions: Annotated[
        Path, typer.Argument(metavar="QUESTIONS.jsonl", help="채점한 질문 / Judged questions")
    ],
    as_json: JsonOption = False,
) -> None:
    """Ask judged questions and print how good the answers are."""
    from newsbot import evaluation

    judgments = evaluation.read_judgments(questions)
    newsroom = session.ready(quiet=as_json)
    with counting(session.screen, "evaluate.asking", len(judgments)) as report:
        result = evaluation.evaluate(newsroom, judgments, lambda done, _: report(done))
    if as_json:
        print_object(dict(result.figures()))
        return
    rows = [(name, _shown(figure)) for name, figure in result.figures().items()]
    print_rows(session.screen, ("evaluate.figure", "evaluate.value"), rows)


def _shown(figure: float | None) -> str:
    if figure is None:
        return "-"
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:.4f}"


def chat(session: Session) -> None:
    """Answer question after question."""
    from newsbot.answering import Options
    from newsbot.chat import Chat
    from newsbot.keyboard import Keyboard, Pipe

    settings = session.settings
    history = settings.index_path.with_name("chat_history")
    Chat(
        session.ready(),
        session.screen,
        Options(limit=settings.limit, quote_chars=settings.quote_chars),
        Keyboard(history) if session.screen.interactive else Pipe(),
    ).run()


def doctor(session: Session, *, as_json: JsonOption = False) -> None:
    """Check everything that newsbot needs and say what to do."""
    from newsbot.doctor import Verdict, examine

    findings = examine(session.settings, session.opener)
    screen, language = session.screen, session.language
    sound = all(finding.verdict is not Verdict.FAIL for finding in findings)
    if as_json:
        checks = [
            {"name": one.name, "status": one.verdict.value, "detail": one.sentence(language)}
            for one in findings
        ]
        print_object({"ok": sound, "checks": checks})
    else:
        styles = {Verdict.OK: "green", Verdict.WARN: "yellow", Verdict.FAIL: "red"}
        for one in findings:
            label = Text(screen.text(f"doctor.{one.verdict.value}"), style=styles[one.verdict])
            label.pad_right(6 - label.cell_len)
            name = Text(screen.text(f"doctor.{one.name}"))
            name.pad_right(max(15 - name.cell_len, 1))
            screen.line(label + name + Text(safe(one.sentence(language))))
    if not sound:
        raise typer.Exit(1)


def bot(session: Session) -> None:
    """Run the Discord bot until it is told to stop. Raises DiscordError."""
    from newsbot.bot import start

    start.require_token(session.settings)
    start.run(session.settings, session.ready())
