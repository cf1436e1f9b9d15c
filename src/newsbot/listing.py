"""Listing: articles by id, by headline and newest first; what there is, without asking.

*audiences* says who looks, everywhere alike: ``None`` whoever may see every article, a tuple who
may see those for everyone and those for one of these. *hidden* lists the hidden articles instead
of the others; one that is named by its id is then found whether it is hidden or not.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Final

from newsbot.article import Article
from newsbot.dates import Moment, parse_moment
from newsbot.errors import CorpusError, QuestionError
from newsbot.index.reader import Reader
from newsbot.index.records import from_record
from newsbot.text import squeeze

_WHOLE_ID_CHARS: Final = 19
"""``YYYYMMDD-`` and ten letters: no beginning of an id, but one."""
Audiences = tuple[str, ...] | None
_WORDS: Final = ("word1", "word2", "word3", "word4", "word5", "word6")
"""The names of what is looked for; more words are left out."""
_HOLDS: Final = " AND ".join(f"instr(find_key, :{name})" for name in _WORDS)
_SEEN: Final = (
    "(:audiences IS NULL OR audience IS NULL"
    " OR audience IN (SELECT value FROM json_each(:audiences))) AND hidden <= :hidden"
)


def _rows(
    connection: sqlite3.Connection,
    select: str,
    audiences: Audiences,
    *,
    hidden: bool = False,
    **values: object,
) -> sqlite3.Cursor:
    """Return the rows of *select*; ``SEEN``: what the looker may see, ``HOLDS``: all words."""
    names = None if audiences is None else json.dumps(audiences)
    return connection.execute(
        select.replace("SEEN", _SEEN).replace("HOLDS", _HOLDS),
        {"audiences": names, "hidden": hidden, **values},
    )


def article(
    connection: sqlite3.Connection, identifier: str, audiences: Audiences, *, hidden: bool
) -> Article:
    """Return the article with this id, source id, or unmistakable beginning of an id.

    Raises CorpusError when there is none, QuestionError when there are several.
    """
    wanted = identifier.strip()
    rows = _rows(
        connection,
        "SELECT record, body, id, source_id FROM articles"
        " WHERE (id BETWEEN :wanted AND :wanted || '~' OR source_id = :wanted) AND SEEN"
        " ORDER BY id = :wanted DESC, source_id = :wanted DESC LIMIT 2",
        audiences,
        hidden=hidden,
        wanted=wanted,
    ).fetchall()
    if len(wanted) >= _WHOLE_ID_CHARS:
        rows = [row for row in rows if not _is_namesake(row[2], wanted)]
    if not rows or not wanted:
        raise CorpusError("newsroom.no_article", article_id=identifier)
    first = from_record(rows[0][0], rows[0][1])
    named = [row[2] == wanted or row[3] == wanted for row in rows]
    if len(rows) > 1 and first.id != wanted and (named[0] is named[1]):
        raise QuestionError("newsroom.ambiguous", article_id=identifier)
    return first


def everything(connection: sqlite3.Connection) -> Iterator[Article]:
    """Yield all articles, whoever may see them, the oldest first; undated ones last.

    Each is given as it is when its turn comes; one that is gone by then is passed over.
    """
    order = "SELECT id FROM articles ORDER BY published IS NULL, published, id"
    for (identifier,) in connection.execute(order).fetchall():
        row = connection.execute(
            "SELECT record, body FROM articles WHERE id = ?", (identifier,)
        ).fetchone()
        if row is not None:
            yield from_record(*row)


def ids(connection: sqlite3.Connection) -> set[str]:
    """Return the ids of all articles."""
    return {row[0] for row in connection.execute("SELECT id FROM articles")}


def places(connection: sqlite3.Connection, wanted: Iterable[str]) -> dict[str, str]:
    """Return the path of each of the articles *wanted* that is there, by id, in their order."""
    names = list(wanted)
    rows = connection.execute(
        "SELECT id, path FROM articles WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(names),),
    )
    found = dict(rows.fetchall())
    return {name: found[name] for name in names if name in found}


def times(connection: sqlite3.Connection) -> Iterator[tuple[str, str | None, Moment | None]]:
    """Yield the id and audience of every article, and when it was published."""
    rows = connection.execute(
        "SELECT id, audience, json_extract(record, '$.published') FROM articles"
    )
    return (
        (identifier, audience, parse_moment(published or ""))
        for identifier, audience, published in rows
    )


def _is_namesake(article_id: str, wanted: str) -> bool:
    """Whether it is ``<wanted>-2``: the id of another article, not one that begins like that."""
    return re.fullmatch(re.escape(wanted) + "-[0-9]+", article_id) is not None


def articles(
    connection: sqlite3.Connection, audiences: Audiences, *, hidden: bool
) -> Iterator[Article]:
    """Yield all articles, newest first; undated ones last."""
    rows = _rows(
        connection,
        "SELECT record, body FROM articles WHERE hidden = :hidden AND SEEN"
        " ORDER BY published DESC, id",
        audiences,
        hidden=hidden,
    )
    return (from_record(record, body) for record, body in rows)


def latest(
    connection: sqlite3.Connection, count: int, outlet: str | None, audiences: Audiences
) -> list[Article]:
    """Return the *count* newest articles, of one outlet if it is named."""
    named = outlet is not None
    known = outlets(connection, audiences) if named else []
    rows = _rows(
        connection,
        "SELECT record, body FROM articles"
        " WHERE (NOT :named OR outlet IN (SELECT value FROM json_each(:outlets))) AND SEEN"
        " ORDER BY published DESC, id LIMIT :count",
        audiences,
        named=named,
        outlets=json.dumps([name for name in known if same_name(name, outlet or "")]),
        count=count,
    )
    return [from_record(record, body) for record, body in rows]


def page(
    connection: sqlite3.Connection, count: int, skip: int, audiences: Audiences, *, hidden: bool
) -> list[Article]:
    """Return *count* articles, newest first, after the first *skip* of them."""
    rows = _rows(
        connection,
        "SELECT record, body FROM articles WHERE number IN (SELECT number FROM articles"
        " WHERE hidden = :hidden AND SEEN ORDER BY published DESC, id LIMIT :count OFFSET :skip)"
        " ORDER BY published DESC, id",
        audiences,
        hidden=hidden,
        count=count,
        skip=skip,
    )
    return [from_record(record, body) for record, body in rows]


def outlets(connection: sqlite3.Connection, audiences: Audiences) -> list[str]:
    """Return the outlets, those with most articles first."""
    rows = _rows(
        connection,
        "SELECT outlet FROM articles WHERE outlet IS NOT NULL AND SEEN"
        " GROUP BY outlet ORDER BY count(*) DESC, outlet",
        audiences,
    )
    return [row[0] for row in rows]


def newest(connection: sqlite3.Connection, audiences: Audiences) -> Moment | None:
    """Return when the newest article was published; None if none has a date."""
    row = _rows(
        connection,
        "SELECT record, body FROM articles WHERE published IS NOT NULL AND SEEN"
        " ORDER BY published DESC, id LIMIT 1",
        audiences,
    ).fetchone()
    return None if row is None else from_record(*row).published


def size(connection: sqlite3.Connection, audiences: Audiences) -> tuple[int, int]:
    """Return how many articles and how many passages can be searched."""
    (found,) = _rows(connection, "SELECT count(*) FROM articles WHERE SEEN", audiences).fetchone()
    return int(found), Reader(connection, audiences).passage_count()


def find(
    connection: sqlite3.Connection, words: str, count: int, audiences: Audiences, *, hidden: bool
) -> list[Article]:
    """Return the *count* newest articles that hold every one of *words*.

    Looked for in headline, outlet and id, each without its spaces and marks; a part of a word
    will do. Without any word, the newest articles.
    """
    wanted = [squeezed for word in words.split() if (squeezed := squeeze(word))]
    if words.strip() and not wanted:  # nothing but marks
        return []
    rows = _rows(
        connection,
        "SELECT record, body FROM articles WHERE hidden = :hidden AND SEEN AND HOLDS"
        " ORDER BY published DESC, id LIMIT :count",
        audiences,
        hidden=hidden,
        count=count,
        **dict(zip(_WORDS, wanted + [""] * len(_WORDS), strict=False)),
    )
    return [from_record(record, body) for record, body in rows]


def same_name(one: str, other: str) -> bool:
    """Whether two outlet names are alike but for case and spaces, as the index compares them."""
    return "".join(one.casefold().split()) == "".join(other.casefold().split())
