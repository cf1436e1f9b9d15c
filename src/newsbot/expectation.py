"""What a question asks for, and whether a text holds something of that sort.

Read off the question's words by patterns: enough to prefer the sentence with a date for 언제, with
a sum for 얼마, with a quotation for 뭐라고. Nothing is extracted; the quote stays verbatim.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import regex


class AnswerKind(StrEnum):
    """What a question asks for, as far as its words say."""

    WHEN = "when"
    HOW_MANY = "how_many"
    WHO = "who"
    WHERE = "where"
    WHY = "why"
    SAID = "said"
    WHAT = "what"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an answer would hold."""

    kind: AnswerKind
    units: str | None
    """A pattern for the units that would stand behind the number, such as ``원|달러``."""
    several: bool
    """Whether a list of names would answer: 어느 기업들, 회사는 어디."""
    wanted: str | None
    """The class that the answer belongs to: ``나라`` of ``어느 나라``, ``감독`` of ``감독은?``."""


_AMOUNTS: Final = (
    "[수률율값돈]|액|금액|개수|인원|나이|길이|높이|크기|순위|점수|면적|인구|가격|거리|규모|상금|비용|예산"
    "|금리|지름|무게|스코어"
)
_PERSONS: Final = (
    "자|가수|배우|작가|감독|선수|왕|대통령|장관|의원|교수|회장|박사|총리|아내|남편|아들|딸|아버지|어머니"
    "|대변인|위원장|대표"
)
_GROUPS: Final = "기업|회사|업체|은행|구단|팀|정당|단체|기관"
_PLACES: Final = "곳|나라|국가|도시|지방|지역|학교|대학교|대학|마을|섬|위치"
# Read without spaces between Hangul; the first that matches counts.
_QUESTION_PATTERNS: Final = {
    AnswerKind.SAID: (
        "뭐라고|뭐라|무슨말|어떤말|어떻게(?:말|평가|표현|설명)|발언(?:은|내용)|라고(?:했|말했)나"
    ),
    AnswerKind.WHEN: (
        r"언제|며칠|몇(?:년|월|일|세기|시(?!간))|날짜|년도|연도|시기|무슨(?:날|요일)|어느해"
        r"|(?:해|날|때|년|시간)(?:는|은|인가|이|을|를)?\?*$|\bwhen\b"
    ),
    AnswerKind.HOW_MANY: (
        rf"몇|얼마|비율|(?:{_AMOUNTS})(?:는|은|이|가)?(?:알려줘)?\?*$"
        r"|\bhow\s*(?:many|much|far|long|old)\b"
    ),
    AnswerKind.WHO: (
        rf"누구|누가|누굴|누군|인물|사람(?:은|이|의이름|\?*$)"
        rf"|(?:{_PERSONS})(?:의?이름)?(?:는|은|이름은)?\?*$|\bwho(?:se|m)?\b"
    ),
    AnswerKind.WHERE: (
        rf"(?<!(?:{_GROUPS}|데)[은는이가]?)어디|어딨|장소|어느(?:나라|곳|도시|지역|대학|학교|국가|동네)"
        rf"|(?:{_PLACES})(?:의?이름)?(?:은|는|이름은)?\?*$|\bwhere\b"
    ),
    AnswerKind.WHY: r"왜|이유|까닭|원인|계기|때문|어째서|\bwhy\b",
}

_REQUEST: Final = regex.compile(
    r"[을를]?(?:좀)?(?:알려|말해|가르쳐|설명해|찾아|보여)"
    r"(?:줘|주세요|주실래|줄래|주라|달라|다오|봐)?(?:요)?[?!.~ ]*$"
)
"""How a question ends that begs: what it asks for stands before."""
_SEVERAL: Final = regex.compile(
    rf"(?:사람|선수|작품)들|(?:{_GROUPS})|나라|국가|어디어디|뭐뭐|누구누구|목록|종류|데어디"
)

_MONEY: Final = "원|달러|유로|엔|위안|파운드|크로나|루블|페소|프랑"
_SHARE: Final = "%|퍼센트|포인트|％|p"
_LENGTH: Final = "m|km|cm|mm|미터|킬로|센티|㎞|㎝|㎜|피트|마일|리"
_SPAN: Final = "시간|분|초|일|개월|달|년|주|세기"
# What is asked for -> what stands behind the number. The first that matches counts.
_UNITS: Final = (
    (r"몇살|나이|연세|\bhow old\b", "세|살"),
    (r"몇(?:퍼센트|프로|%)|비율|[률율](?:은|는|이|얼마|\?*$)|금리|퍼센트", _SHARE),
    (r"몇(?:명|사람|분이)|인원|사망자|부상자|희생자|참가자|관객|인구", "명|인|여명|여 명"),
    (r"금액|가격|값|비용|상금|예산|매출|연봉|돈|몸값|벌금|몇(?:원|달러|유로|엔)|임금|성금", _MONEY),
    (r"몇(?:미터|킬로)|높이|길이|거리|지름|너비|\bhow far\b", _LENGTH),
    (r"몇시간|얼마동안|얼마나오래|기간|\bhow long\b", _SPAN),
    (r"몇(?:위|등)|순위", "위|등"),
    (r"몇(?:점)|점수", "점"),
    (r"몇(?:도)|온도|기온", "도|℃"),
    (r"얼마(?!나)", f"{_MONEY}|{_SHARE}"),
)
_NUMBER: Final = (
    r"(?:\d[\d,.]*\s?(?:[조억만천백]\s?)*|[일이삼사오육칠팔구십백천만억조한두세네]{1,4})"
)


def expectation_of(question: str, wanted: str | None) -> Expectation:
    """Return what *question* asks for. *wanted*: the class word that its morphemes gave."""
    text = regex.sub(r"(?<=[가-힣])\s+|\s+(?=[가-힣])", "", question.casefold())
    text = _REQUEST.sub("", text)
    kind = AnswerKind.WHAT
    for candidate, pattern in _QUESTION_PATTERNS.items():
        if regex.search(pattern, text):
            kind = candidate
            break
    units = _units_of(text) if kind is AnswerKind.HOW_MANY else None
    return Expectation(kind, units, _SEVERAL.search(text) is not None, wanted)


def _units_of(text: str) -> str | None:
    for pattern, units in _UNITS:
        if regex.search(pattern, text):
            return units
    match = regex.search(r"몇([가-힣]{1,2})", text)
    if match is None:
        return None
    return "|".join(dict.fromkeys((regex.escape(match[1]), regex.escape(match[1][0]))))


_TITLES: Final = (
    "씨|대통령|장관|차관|의원|교수|회장|감독|박사|선수|총리|대표|왕|작가|가수|배우|장군|여사|부인|아들|딸"
    "|실장|국장|사장|위원장|수석|대변인|소령|총장|시장|지사|판사|검사|변호사|기자|CEO"
)
_KIND_IN_TEXT: Final = {
    AnswerKind.WHEN: regex.compile(
        r"\d+\s?(?:년|월|일|세기|시)|이날|당시|지난|오늘|내일|[월화수목금토일]요일|새벽|오전|오후"
    ),
    AnswerKind.HOW_MANY: regex.compile(
        r"(?:\d[\d,.]*|[한두세네]|다섯|여섯|일곱|여덟|아홉|열|수십|수백)\s?[가-힣%A-Za-z㎞㎝㎡]"
    ),
    AnswerKind.WHO: regex.compile(
        rf"(?:(?<=[가-힣] )|(?<=[가-힣]{{2}}))(?:{_TITLES})|\([0-9]{{2}}(?:세|·[^)]+)?\)"
    ),
    AnswerKind.WHERE: regex.compile(
        r"[가-힣]+(?:시|도|군|구|동|읍|면|리|국|주|섬|산|강|대학교|대학|병원|공항|역|항|성|궁|사|원|관|청|교|장)"
        r"(?=[에를을의은는이가와과로,. )]|$)|에서"
    ),
    AnswerKind.WHY: regex.compile(
        r"때문|위해|위하여|이유|따라|으로 인해|로 인해|원인|계기|까닭|므로|해서|려고|덕분|탓"
    ),
    AnswerKind.SAID: regex.compile(r"[“”\"‘’']"),
}


def holds_kind(expectation: Expectation, text: str, question: str) -> bool:
    """Return whether *text* holds what is asked for, other than what the question says itself."""
    pattern = _KIND_IN_TEXT.get(expectation.kind)
    if pattern is None:
        return False
    return any(found.group() not in question for found in pattern.finditer(text))


_LIST: Final = regex.compile(
    r"(?:[가-힣A-Za-z0-9’‘']{2,14}(?:, |·|와 |과 | 및 )){2,}[가-힣A-Za-z]"
    r"|[가-힣A-Za-z]{2,10}, [가-힣A-Za-z]{2,10}(?:과|와|도|,|을|를|에) "
)


def holds_list(expectation: Expectation, text: str) -> bool:
    """Return whether *text* lists names, where a list would answer."""
    return expectation.several and _LIST.search(text) is not None


def holds_unit(expectation: Expectation, text: str) -> bool:
    """Return whether *text* holds a number with a unit that the question asks for."""
    return (
        expectation.units is not None and _unit_pattern(expectation.units).search(text) is not None
    )


@lru_cache(maxsize=256)
def _unit_pattern(units: str) -> regex.Pattern[str]:
    return regex.compile(rf"{_NUMBER}여?\s?(?:{units})")
