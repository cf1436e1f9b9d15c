"""Who wrote an article: bylines, datelines and signatures."""

from __future__ import annotations

import re
from typing import Final

from newsbot.ingest.outlets import outlet_named
from newsbot.ingest.words import NO_NAMES, SURNAMES

_MAX_BYLINE_CHARS: Final = 150
_MAX_SIGNED_CHARS: Final = 60

EMAIL: Final = re.compile(r"\(?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\)?")
_ROLE = (
    r"(?:(?:선임|수석|전문|인턴|수습|객원|사진|영상|대)?기자|(?:순회)?특파원|논설위원|편집위원|해설위원"
    r"|앵커|아나운서|PD|피디|리포터|에디터|통신원|칼럼니스트|캐스터)"
)
_NAME_AND_ROLE: Final = re.compile(rf"(?P<name>[가-힣]{{2,4}}?)?(?P<role>{_ROLE})")
_DESK: Final = re.compile(
    r"\S{1,8}(?:부|팀|국|실|센터|본부|일보|신문|뉴스|경제|방송|타임스|헤럴드|저널|미디어)"
)
_LATIN_NAME: Final = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}")
_DATELINE: Final = re.compile(
    r"[\[(【](?P<inside>[^\])】]{2,60})[\])】]\s*(?P<outside>[^=]{0,60}=)?"
)
_BRACKETED: Final = re.compile(  # [뉴스엔 황혜진 기자], [김천=이정원 MK스포츠 기자]
    rf"[\[(【](?:[^\[\]()]{{1,20}}?[\s=|,/]{{1,3}})?(?P<name>[가-힣]{{2,4}})(?:\s[^\s\[\]]{{2,10}})?"
    rf"\s?{_ROLE}[\])】]"
)
_SIGNED: Final = re.compile(
    r"(?P<outlet>\S{2,8}?)\s?뉴스,?\s(?P<name>[가-힣]{2,4})(?:입니다|이었습니다|였습니다)\.?"
)
_SIGNATURE: Final = re.compile(rf"(?P<name>[가-힣]{{2,4}})\s?{_ROLE}\s*{EMAIL.pattern}$")


def read_byline(line: str) -> tuple[str, ...]:
    """Return the names of a byline such as ``경주=이정한 기자, 워싱턴=홍주형 특파원``.

    Empty if any word of *line* is something else: it is then not a byline.
    """
    if len(line) > _MAX_BYLINE_CHARS:
        return ()
    if line[:3].casefold() == "by ":
        return _latin_names(line[3:])
    names: list[str] = []
    roles = 0
    has_mail = "@" in line
    for part in re.split(r"[,·ㆍ|/;&]| 및 ", EMAIL.sub(" ", line).strip(" []()【】<>=")):
        for word in part.rpartition("=")[2].split():
            match = _NAME_AND_ROLE.fullmatch(word)
            name = (match["name"] if match else word) or ""
            roles += match is not None
            if _is_name(name):
                names.append(name)
            elif name and not (name in NO_NAMES or _DESK.fullmatch(name) or outlet_named(name)):
                return ()
    return tuple(dict.fromkeys(names)) if roles or (has_mail and len(names) == 1) else ()


def _is_name(word: str) -> bool:
    known = word in NO_NAMES or _DESK.fullmatch(word) or outlet_named(word)
    return bool(re.fullmatch(r"[가-힣]{2,4}", word)) and word[0] in SURNAMES and not known


def _latin_names(text: str) -> tuple[str, ...]:
    names: list[str] = []
    for part in re.split(r", | and | & ", EMAIL.sub("", text)):
        if not _LATIN_NAME.fullmatch(part.strip()):
            break
        names.append(part.strip())
    return tuple(names)


def read_dateline(line: str) -> tuple[str | None, tuple[str, ...]]:
    """Return outlet and authors of ``(서울=연합뉴스) 홍길동 기자 = ...`` at the start of *line*."""
    match = _DATELINE.match(line)
    if not match:
        return None, ()
    inside = match["inside"].rpartition("=")[2].strip()
    authors = read_byline(inside) or read_byline((match["outside"] or "").strip())
    named = outlet_named(inside) or (
        outlet_named(inside.split()[0]) if authors and inside else None
    )
    if not authors and (unknown := _BRACKETED.match(line)) and _is_name(unknown["name"]):
        return named, (unknown["name"],)
    return (named, authors) if authors or "=" in match["inside"] else (None, ())


def is_bare_dateline(line: str) -> bool:
    """Return whether *line* is a dateline and nothing else."""
    return bool(_DATELINE.fullmatch(line)) and any(read_dateline(line))


def read_signature(paragraph: str) -> tuple[str | None, tuple[str, ...]]:
    """Return outlet and authors of ``KBS 뉴스 홍길동입니다.`` or of a signed end of *paragraph*."""
    signed = _SIGNED.fullmatch(paragraph) if len(paragraph) <= _MAX_SIGNED_CHARS else None
    signature = _SIGNATURE.search(paragraph[-100:])
    names = [match["name"] for match in (signed, signature) if match]
    outlet = outlet_named(signed["outlet"]) if signed else None
    return outlet, tuple(name for name in names if _is_name(name))
