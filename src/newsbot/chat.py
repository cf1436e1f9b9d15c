"""The conversation in the terminal: questions, and commands that begin with a slash."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from rich.text import Text

from newsbot.answer import Answer
from newsbot.answering import Options
from newsbot.article import Article
from newsbot.errors import CorpusError, IngestError, NewsbotError
from newsbot.intake import (
    STDIN,
    Entry,
    Refusal,
    Source,
    add_in_order,
    duplicate_of,
    locate,
    pasted,
)
from newsbot.keyboard import Keyboard, Pipe
from newsbot.newsroom import Newsroom
from newsbot.terminal.answers import print_answer, print_why
from newsbot.terminal.articles import print_article, print_table
from newsbot.terminal.offers import agreed, print_outcome
from newsbot.terminal.screen import Screen

PROMPT: Final = "newsbot> "
LATEST: Final = 5
END_OF_PASTE: Final = "."
_MAX_NUMBER_CHARS: Final = 3
"""A longer number after /article is the beginning of an id."""


@dataclass
class Chat:
    """One conversation. It ends with its lines or with /quit."""

    newsroom: Newsroom
    screen: Screen
    options: Options
    lines: Keyboard | Pipe
    _answer: Answer | None = None
    _listed: tuple[Article, ...] = ()
    """What the numbers on the screen stand for."""

    def run(self) -> None:
        """Greet whoever sits at a keyboard, then answer line by line."""
        if self.lines.interactive:
            self._greet()
        with self.lines:
            while self._turn():
                pass

    def _turn(self) -> bool:
        """Read and answer one line; return whether there may be another."""
        try:
            line = self.lines.read(PROMPT).strip()
            if line in {"/quit", "/exit"}:
                return False
            self._respond(line)
        except EOFError:
            if self.lines.interactive:
                self.screen.print()
            return False
        except KeyboardInterrupt:
            if not self.lines.interactive:
                raise
            self.screen.print()
        except NewsbotError as error:
            self.screen.fail(error)
        return True

    def _greet(self) -> None:
        articles, _ = self.newsroom.size()
        if articles:
            self.screen.say("chat.greeting", articles=articles, example=self._example())
        else:
            self.screen.say("articles.none")
        self.screen.say("chat.commands")

    def _example(self) -> str:
        """Return a question that this corpus answers."""
        example = self.screen.text("chat.example")
        if self.newsroom.ask(example, self.options).answered:
            return example
        titles = (article.title for article in self.newsroom.latest(LATEST))
        return self.screen.text("chat.example_of", title=next(filter(None, titles), "..."))

    def _respond(self, line: str) -> None:
        if not line:
            return
        if not line.startswith("/"):
            self._ask(line)
            return
        name, _, argument = line.partition(" ")
        action = self._commands().get(name)
        if action is None:
            self._unknown(name)
        else:
            action(argument.strip())

    def _commands(self) -> dict[str, Callable[[str], None]]:
        return {
            "/help": self._help,
            "/add": self._add,
            "/latest": self._latest,
            "/article": self._article,
            "/why": self._why,
            "/quit": lambda _: None,
        }

    def _unknown(self, name: str) -> None:
        known = list(self._commands())
        meant = difflib.get_close_matches(name.casefold(), known, 2, 0.5)
        code = "chat.meant" if meant else "chat.unknown"
        self.screen.note(code, command=name, known=", ".join(meant or known))

    def _ask(self, question: str) -> None:
        self.newsroom.refresh()
        topic = self._answer.topic if self._answer else None
        answer = self.newsroom.ask(question, replace(self.options, topic=topic))
        self._answer = answer
        self._listed = tuple(one.article for one in answer.citations) or answer.nearest
        print_answer(self.screen, answer, self.newsroom.size()[0])
        self.screen.print()

    def _help(self, _: str) -> None:
        self.screen.say("chat.help.ask")
        usages = {"/add": "/add [PATH|URL]", "/latest": "/latest [N]", "/article": "/article N|ID"}
        for name in self._commands():
            usage = Text(usages.get(name, name), style="bold")
            usage.pad_right(16 - usage.cell_len)
            what = self.screen.text(f"chat.help.{name.removeprefix('/')}")
            self.screen.print(usage + Text(what), indent="  ")

    def _latest(self, argument: str) -> None:
        if argument and not (argument.isdecimal() and int(argument[:_MAX_NUMBER_CHARS])):
            self.screen.note("chat.latest_usage")
            return
        count = int(argument[:_MAX_NUMBER_CHARS]) if argument else LATEST
        self._listed = tuple(self.newsroom.latest(count))
        if self._listed:
            print_table(self.screen, self._listed, numbered=True)
        else:
            self.screen.say("articles.none")

    def _article(self, argument: str) -> None:
        if not argument:
            self.screen.note("chat.article_usage")
        elif argument.isdecimal() and len(argument) <= _MAX_NUMBER_CHARS:
            self._open(int(argument))
        else:
            print_article(self.screen, self.newsroom.article(argument))

    def _open(self, number: int) -> None:
        """Show the article that *number* stands for, the quote in it marked."""
        if not self._listed:
            self.screen.note("chat.no_list")
        elif not 1 <= number <= len(self._listed):
            self.screen.note("chat.which", number=number, last=len(self._listed))
        else:
            article = self._listed[number - 1]
            citations = self._answer.citations if self._answer else ()
            spans = [
                (one.start, one.end)
                for one in citations
                if one.number == number and one.article.id == article.id
            ]
            print_article(self.screen, article, spans[0] if spans else None)

    def _why(self, _: str) -> None:
        if self._answer is None:
            self.screen.note("why.none")
        else:
            print_why(self.screen, self._answer)

    def _add(self, argument: str) -> None:
        source = self._named(argument) if argument else self._pasted()
        if isinstance(source, Refusal):
            entries: Iterator[Entry] = iter([source])
        else:
            known = partial(duplicate_of, self.newsroom)
            entries = agreed(self.screen, source, self._agree, known)
        for outcome in add_in_order(self.newsroom, entries):
            print_outcome(self.screen, outcome)

    def _named(self, argument: str) -> Source | Refusal:
        """Return the source at a path that may be quoted, as a file manager gives it."""
        for quote in ('"', "'"):
            if len(argument) > 1 and argument.startswith(quote) and argument.endswith(quote):
                argument = argument[1:-1]
        if argument == STDIN:  # the lines of this conversation are no article
            return Refusal(argument, CorpusError("add.no_file", path=argument))
        return locate(argument)

    def _pasted(self) -> Source:
        if self.lines.interactive:
            self.screen.say("chat.paste")
        lines = []
        with suppress(EOFError):
            while (line := self.lines.read("")).strip() != END_OF_PASTE:
                lines.append(line)
        return pasted(self.screen.text("chat.pasted"), "\n".join(lines))

    def _agree(self, question: str) -> NewsbotError | None:
        """Ask at a keyboard; who pipes commands in has said what to do."""
        if self.lines.interactive and not self.screen.confirm(question, default=True):
            return IngestError("add.declined")
        return None
