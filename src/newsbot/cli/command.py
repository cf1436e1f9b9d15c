"""How every command begins and ends: options before or after its name, errors as one line."""

from __future__ import annotations

import errno
import functools
import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NoReturn

import typer
from typer.core import TyperGroup

from newsbot.cli.session import Opener, Session, language_of, open_real
from newsbot.errors import NewsbotError
from newsbot.messages import Language
from newsbot.terminal.screen import Screen, speak_utf8

_PANEL: Final = "newsbot"
CorpusOption = Annotated[
    Path | None,
    typer.Option(
        "--corpus",
        metavar="DIR",
        readable=False,
        help="기사 폴더 / Corpus folder",
        rich_help_panel=_PANEL,
    ),
]
IndexOption = Annotated[
    Path | None,
    typer.Option(
        "--index",
        metavar="FILE",
        readable=False,
        help="색인 파일 / Index file",
        rich_help_panel=_PANEL,
    ),
]
LanguageOption = Annotated[
    Literal["ko", "en"] | None,
    typer.Option("--lang", help="말 / Language", rich_help_panel=_PANEL),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON으로 / As JSON")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="묻지 않기 / Do not ask")]
_SHARED: Final = {"corpus": CorpusOption, "index": IndexOption, "lang": LanguageOption}


@dataclass(frozen=True)
class Start:
    """What was given before the name of the command."""

    corpus: Path | None = None
    index: Path | None = None
    lang: Language | None = None
    opener: Opener = open_real

    def session(self) -> Session:
        """Read the settings and return a session. Raises SettingsError."""
        from newsbot.settings import load_settings

        settings = load_settings(corpus_dir=self.corpus, index_path=self.index, language=self.lang)
        return Session(settings, Screen(language_of(settings.language)), self.opener)


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Return *function*, which takes a Session first, as typer needs it.

    The shared options are added to its own; one after the name wins over one before it.
    """

    @functools.wraps(function)
    def run(context: typer.Context, **arguments: Any) -> None:  # noqa: ANN401 -- typer checks them
        before: Start = context.obj
        after = {name: arguments.pop(name) for name in _SHARED}
        start = Start(
            **{name: after[name] or getattr(before, name) for name in _SHARED},
            opener=before.opener,
        )
        _run(start, functools.partial(function, **arguments))

    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    context = inspect.Parameter("context", _NAMED, annotation=typer.Context)
    shared = [
        inspect.Parameter(name, _NAMED, default=None, annotation=kind)
        for name, kind in _SHARED.items()
    ]
    parameters = [context, *(one.replace(kind=_NAMED) for one in own), *shared]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


_UNWRITABLE: Final = {errno.EPIPE, errno.ENOSPC}


class Unwritten(Exception):  # noqa: N818 -- no fault: who reads has left, or the disk is full
    """Standard output takes no more; *number* is the errno."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


_NAMED: Final = inspect.Parameter.KEYWORD_ONLY


def _run(start: Start, function: Callable[[Session], None]) -> None:
    try:
        session = start.session()
    except NewsbotError as error:
        Screen(start.lang or _language_in_doubt()).fail(error)
        raise typer.Exit(error.exit_code) from None
    try:
        function(session)
    except NewsbotError as error:
        session.screen.fail(error)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        raise Unwritten(error.errno) from None  # typer would end with 1, and say nothing
    finally:
        session.close()


def _language_in_doubt() -> Language:
    """Return the language to use when the settings cannot be read."""
    import os

    return language_of(os.environ.get("NEWSBOT_LANGUAGE"))


class Commands(TyperGroup):
    """The group of all commands; a usage error is one line with the remedy."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 -- typer's own signature
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002
        **extra: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Run and, unless not *standalone_mode*, exit: 2 for what was mistyped."""
        speak_utf8()
        try:
            code = super().main(
                args,
                prog_name,
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except typer.TyperException as error:
            if not standalone_mode:
                raise
            _mistyped(error)
        if standalone_mode:
            sys.exit(code)
        return code


def _mistyped(error: typer.TyperException) -> NoReturn:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "newsbot"
    message = " ".join(error.format_message().split()).rstrip(".?") + "."
    if message == ".":  # a group without a command, such as `newsbot feed`: its help is printed
        sys.exit(error.exit_code)
    screen = Screen(_language_in_doubt())
    screen.note("error", sentence=screen.text("usage", message=message, command=path))
    sys.exit(error.exit_code)
