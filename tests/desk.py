"""A small newsroom for the tests of the front ends: four articles and the real program."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from newsbot.analysis import Analyser
from newsbot.cli import app
from newsbot.cli.command import Start
from newsbot.corpus import Corpus
from newsbot.index.store import Store
from newsbot.newsroom import Newsroom

NURI = """---
id: 20220621-nuri
title: 누리호 2차 발사 성공
outlet: 가람일보
published: 2022-06-21T17:40:00+09:00
modified: 2022-06-21T20:10:00+09:00
url: https://news.example/nuri
authors: [김가람]
---

누리호는 2022년 6월 21일 전남 고흥군 나로우주센터에서 이륙했다. 목표 고도는 700㎞였다.

개발 사업에는 1조9572억 원이 들어갔다.
"""
KOREA_BANK = """---
id: 20241011-bank
title: 한국은행 기준금리 3.25%로 인하
outlet: 나루경제
published: 2024-10-11
---

한국은행 금융통화위원회가 11일 기준금리를 3.50%에서 3.25%로 내렸다.
"""
HOSTILE = """---
id: 20230101-hostile
title: "[bold]굵은[/bold] [/] 제목 :smile:"
outlet: "[red]나쁜[/red] 신문"
published: 2023-01-01
---

해킹 대회에서 [link=https://evil.example]우승한[/link] 홍길동 씨는 [/] 상금으로 노트북을 샀다.
"""
ENGLISH = """---
id: 20230710-open-library
title: City library opens on Sundays
outlet: River Times
published: 2023-07-10T09:00:00+09:00
---

The city library opens on Sundays from July. The mayor signed the plan on Friday.
"""
ARTICLES = {
    "nuri.md": NURI,
    "bank.md": KOREA_BANK,
    "hostile.md": HOSTILE,
    "library.md": ENGLISH,
}
PAGE = """가람일보

검색

두루미 마을에 새 다리 놓였다

입력 : 2025-03-02 09:10:00 수정 : 2025-03-02 11:20:00
이나루 기자

두루미 마을과 읍내를 잇는 새 다리가 2일 개통됐다. 다리의 길이는 320m다.

사진=가람일보 제공

공사는 2021년에 시작됐으며 모두 145억 원이 들었다고 군청이 밝혔다.
"""


@dataclass
class Reply:
    """What the program said."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        (only,) = self.objects
        return only


def tally(out: str) -> dict[str, int]:
    """Return the numbers of the Korean table that ends what ``newsbot add`` prints."""
    lines = out.splitlines()
    (heads,) = [number for number, line in enumerate(lines) if line.startswith("결과")]
    rows = [line.split() for line in lines[heads + 2 : heads + 6]]
    return {status: int(count.replace(",", "")) for status, count in rows}


@dataclass
class Desk:
    """The program over a corpus and index of its own."""

    root: Path
    analyser: Analyser
    language: str = "ko"
    shared: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.root / "corpus").mkdir()
        for name, text in ARTICLES.items():
            (self.root / "corpus" / name).write_text(text, "utf-8")
        self.shared = ["--corpus", str(self.root / "corpus"), "--index", str(self.root / "index")]

    def run(self, *arguments: str | Path, stdin: str | bytes | None = None) -> Reply:
        """Run the program in this process, as if typed."""
        result = CliRunner().invoke(
            app,
            [*self.shared, "--lang", self.language, *map(str, arguments)],
            input=stdin,
            prog_name="newsbot",
            obj=Start(opener=self.open),
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Reply(result.exit_code, result.stdout, result.stderr)

    def open(self, corpus_dir: Path, index_path: Path) -> Newsroom:
        """Do what ``open_newsroom`` does, with the analyser that all tests share."""
        return Newsroom(Corpus(corpus_dir), Store(index_path, "desk"), self.analyser)

    def newsroom(self) -> Newsroom:
        """Return the newsroom itself, its index up to date."""
        newsroom = self.open(self.root / "corpus", self.root / "index")
        newsroom.sync()
        return newsroom

    def file(self, name: str, text: str | bytes) -> Path:
        path = self.root / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path
