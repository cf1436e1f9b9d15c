"""Who wrote an article, as a feed or a table of articles names them: ``홍길동 기자, 김철수``."""

from __future__ import annotations

import re
from typing import Final

from newsbot.ingest.bylines import EMAIL, read_byline
from newsbot.ingest.outlets import outlet_named
from newsbot.text import clean_line

_MAX_NAMES: Final = 20
_NAME: Final = re.compile(r"[^\W\d_][\w.'’ -]{1,40}")


def read_contributors(text: str) -> tuple[str, ...]:
    """Return the names in *text*, without roles, addresses and the outlet itself."""
    names: list[str] = []
    for part in re.split(r"[,;/|·ㆍ&\n]", EMAIL.sub(" ", text))[:_MAX_NAMES]:
        name = clean_line(part).strip("()[] ")
        if byline := read_byline(name) or read_byline(f"{name} 기자"):
            names += byline
        elif _NAME.fullmatch(name) and not outlet_named(name):
            names.append(name)
    return tuple(dict.fromkeys(names))
