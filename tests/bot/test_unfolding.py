"""A small file that unfolds to much is refused before it is read to its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.ingest.test_sheet import ROW, book

from newsbot.bot import offering
from newsbot.bot.visit import Visit
from newsbot.errors import IngestError
from newsbot.intake import Entry
from newsbot.intake.sources import Table

CURATOR = Visit(
    user=1,
    name="kim",
    guild=2,
    channel=3,
    language="ko",
    owner=False,
    curator=True,
    administrator=False,
    moderator=False,
)


@pytest.mark.parametrize(
    ("bound", "column", "code"),
    [
        ("_MAX_CHARS", "본문", "bot.unfolds"),
        ("MAX_ARTICLES", "본문", "bot.too_many_articles"),
        ("_MAX_REFUSALS", "제목", "bot.too_many_articles"),
    ],
)
def test_a_workbook_is_read_no_further_than_a_chat_can_take(monkeypatch, bound, column, code):
    rows = [{**ROW, "뉴스 식별자": str(n), "본문": "", column: "가" * 500} for n in range(40)]
    read: list[Entry] = []
    entries = Table.entries

    def watched(self: Table) -> Iterator[Entry]:
        for one in entries(self):
            read.append(one)
            yield one

    monkeypatch.setattr(Table, "entries", watched)
    monkeypatch.setattr(offering, bound, 1_000 if bound == "_MAX_CHARS" else 2)
    with pytest.raises(IngestError) as caught:
        offering._understood(CURATOR, "a.xlsx", book(*rows))
    assert caught.value.code == code
    assert len(read) == 3
