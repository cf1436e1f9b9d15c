"""The child of ``benchmarks.fuzz``: parses one input after the other under the limits of a parser.

The order is a line of JSON and the bytes, the answer a line of JSON. Pages, feeds and sheets go
through both sides: what the child of ``newsbot.ingest`` would say, and what its parent makes of it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import traceback
from collections.abc import Callable
from typing import Final

from newsbot import ingest
from newsbot.article import Article, Draft
from newsbot.errors import IngestError
from newsbot.ingest import feed, html, sheet, worker
from newsbot.text import clean, clean_line

MEMORY_BYTES: Final = 1 << 30
Options = worker.Options


def main() -> None:
    parsers = _parsers()
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    worker.limit(None, MEMORY_BYTES)
    answers.write(b"ready\n")
    answers.flush()
    while line := sys.stdin.buffer.readline():
        order = json.loads(line)
        data = sys.stdin.buffer.read(order["length"])
        began = time.process_time()
        outcome: dict[str, object] = _outcome(parsers[order["parser"]], data, order["options"])
        outcome["seconds"] = time.process_time() - began
        outcome["rss_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        answers.write(json.dumps(outcome).encode() + b"\n")
        answers.flush()


def _outcome(
    parse: Callable[[bytes, Options], None], data: bytes, options: Options
) -> dict[str, object]:
    """Return what came of *data*: ``read``, the code of a refusal, ``memory``, or a ``bug``."""
    try:
        parse(data, options)
    except IngestError as error:
        bad = error.code.endswith("_crashed") or not error.sentence("ko")
        return {"outcome": "bug" if bad else error.code, "trace": error.code}
    except MemoryError:
        return {"outcome": "memory"}
    except Exception:  # noqa: BLE001 (what is looked for)
        return {"outcome": "bug", "trace": traceback.format_exc()}
    return {"outcome": "read"}


def _parsers() -> dict[str, Callable[[bytes, Options], None]]:
    tasks = {name: load() for name, load in worker.TASKS.items()}

    def lines(name: str, data: bytes, options: Options) -> sheet.Lines:
        for reply in worker.answers(tasks[name], data, options):
            yield json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace")

    def read_html(data: bytes, options: Options) -> None:
        _check(html.draft_of(b"".join(lines("html", data, options))))

    def read_feed(data: bytes, options: Options) -> None:
        for entry in feed.feed_of(b"".join(lines("feed", data, options))).entries:
            assert entry.text == clean(entry.text), "text is not clean"
            assert entry.id == clean_line(entry.id) != "", "id is not clean"

    def read_sheet(data: bytes, options: Options) -> None:
        for _, item in sheet.rows_of(lines("sheet", data, options)):
            _check(item)

    def read_records(data: bytes, _options: Options) -> None:
        for _number, item in ingest.parse_records(data):
            _check(item)

    return {
        "page": lambda data, _: _check(ingest.parse(data, ".txt")),
        "markdown": lambda data, _: _check(ingest.parse(data, ".md")),
        "record": lambda data, _: _check(ingest.parse_record(ingest.decode(data))),
        "records": read_records,
        "html": read_html,
        "feed": read_feed,
        "sheet": read_sheet,
    }


def _check(item: Draft | IngestError) -> None:
    """Raise AssertionError unless *item* is as every draft must be, and can be kept."""
    if isinstance(item, IngestError):
        return
    assert item.body, "no body"
    assert item.body == clean(item.body), "the body is not clean"
    fields = (item.title, item.outlet, item.section, item.source_id, item.note)
    for line in (*item.authors, *item.subtitles, *(field for field in fields if field is not None)):
        assert line == clean_line(line) != "", f"not a clean line: {line!r}"
    article = Article.from_draft(item, "20251029-abcdefghij")
    again = ingest.parse_record(ingest.render_record(article))
    assert Article.from_draft(again, article.id) == article, "the exported line says other things"
    kept = ingest.parse_markdown(ingest.render_markdown(article))
    assert Article.from_draft(kept, article.id) == article, "the kept file says other things"


if __name__ == "__main__":
    main()
