"""Does the index know copies from what only looks alike?

    python -m benchmarks.same_news

Copies are made of Wikinews articles in the ways in which outlets change wire copy; near misses are
follow-ups, round-ups, templates filled in again, and neighbouring paragraphs of one Wikipedia page.
All go into one index; the pairs that it confirms are compared with those that were made.
"""

# ruff: noqa: E501, ISC004 -- templates are paragraphs

from __future__ import annotations

import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from benchmarks import sources
from benchmarks.building import newsroom_of
from newsbot.analysis import Analyser
from newsbot.article import Article
from newsbot.dates import KST, Moment
from newsbot.index.reader import Reader

BASES = 120
_SENTENCE = re.compile(r"(?<=[다요]\.)\s+")
_FIRST_DAY = datetime(2024, 1, 1, 9, tzinfo=KST)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles, and whether they print the same text."""

    kind: str
    one: Article
    other: Article
    same: bool


def sentences(body: str) -> list[str]:
    return [part for part in _SENTENCE.split(body.replace("\n", " ")) if part.strip()]


def _other_frame(body: str, _: random.Random) -> str:
    return f"(서울=한빛뉴스) 김한별 기자 = {body}\nhanbyeol@hanbit.example\n저작권자 ⓒ 한빛뉴스 무단 전재 및 재배포 금지"


def _other_ends(body: str, _: random.Random) -> str:
    parts = sentences(body)
    first = "관련 당국은 이번 일을 두고 앞으로의 절차를 지켜보겠다는 뜻을 나타냈다."
    last = "자세한 내용은 추후 다시 공개될 예정이라고 관계자는 덧붙였다."
    return " ".join([first, *parts[1:-1], last])


def _halved(body: str, _: random.Random) -> str:
    parts = sentences(body)
    return " ".join(parts[: max(2, len(parts) // 2)])


def _export(body: str, _: random.Random) -> str:
    return body[:200]


def _summary(body: str, _: random.Random) -> str:
    return body[:120].rsplit(" ", 1)[0] + "…"


def _thinned(body: str, _: random.Random) -> str:
    parts = sentences(body)
    return " ".join(part for n, part in enumerate(parts) if n % 4 != 2)


_WORDS = {
    "밝혔다": "말했다",
    "말했다": "전했다",
    "했다": "하였다",
    "대한민국": "한국",
    "그러나": "하지만",
    "또한": "또",
    "위해": "위하여",
    "때문에": "까닭에",
    "이라고": "이라며",
    "지난": "앞서",
}


def _reworded(body: str, draw: random.Random) -> str:
    pattern = re.compile("|".join(map(re.escape, _WORDS)))
    return pattern.sub(lambda m: _WORDS[m[0]] if draw.random() < 0.7 else m[0], body)


def _reset(body: str, _: random.Random) -> str:
    text = body.replace("“", '"').replace("”", '"').replace(",", ", ").replace("·", "ㆍ")
    return "\n\n".join(sentences(text))


def _rounded_up(body: str, _: random.Random) -> str:
    more = (
        "이와 관련해 전문가들은 후속 대책이 필요하다고 입을 모았다. 시민단체도 성명을 내고 책임 있는 "
        "설명을 요구했다. 정치권에서는 여야가 서로 다른 해석을 내놓았다."
    )
    return f"{body} {more}"


COPIES: dict[str, Callable[[str, random.Random], str]] = {
    "dateline, byline, credit": _other_frame,
    "first and last sentence replaced": _other_ends,
    "cut to a half": _halved,
    "200 characters of an export": _export,
    "a feed's 120 characters": _summary,
    "every fourth sentence left out": _thinned,
    "words exchanged": _reworded,
    "marks and paragraphs set otherwise": _reset,
    "paragraphs added": _rounded_up,
}

TEMPLATES = (
    "{d}일 코스피는 전 거래일보다 {a}.{b}포인트({c}.{e}%) 오른 2,{a}3.{b}에 거래를 마쳤다. 지수는 전장보다 {b}.{c}포인트 "
    "오른 2,{b}1.{a}에 출발했다. 유가증권시장에서 외국인은 {a}{b}억원을 순매수했고 기관은 {c}{d}억원을 순매도했다. "
    "코스닥지수는 {e}.{a}포인트 내린 8{b}.{c}로 마감했다. 서울 외환시장에서 원/달러 환율은 1,3{d}.{e}원에 마쳤다.",
    "기상청은 {d}일 전국이 대체로 맑겠다고 예보했다. 아침 최저기온은 {a}∼{b}도, 낮 최고기온은 {c}∼{e}도로 예상된다. 미세먼지 "
    "농도는 전 권역이 좋음에서 보통으로 예상된다. 바다의 물결은 동해 앞바다에서 0.{a}∼{b}.{c}m, 서해와 남해 앞바다에서 "
    "0.{c}∼{e}.{a}m로 일겠다. 안쪽 먼바다 파고는 동해 {b}.{a}∼{c}.{d}m로 예상된다.",
    "동행복권은 제1{a}{b}회 로또복권 추첨에서 {a}, {b}, {c}, {d}, {e}, 4{c}번이 1등 당첨번호로 뽑혔다고 {d}일 밝혔다. 2등 보너스 "
    "번호는 {b}번이다. 당첨번호 6개를 모두 맞힌 1등 당첨자는 {a}명으로 {b}{c}억원씩 받는다. 2등은 {c}{d}명으로 각 {e}{a}만원씩, "
    "3등은 {b},{c}{d}명으로 1{e}{a}만원씩 받는다.",
    "국제유가는 {d}일 상승했다. 뉴욕상업거래소에서 서부텍사스산 원유는 전 거래일보다 {a}.{b}달러({c}.{e}%) 오른 배럴당 7{a}.{c}달러에 "
    "거래를 마쳤다. 런던 ICE선물거래소의 북해산 브렌트유는 {b}.{a}달러({e}.{c}%) 오른 배럴당 8{b}.{d}달러를 기록했다. 금값은 온스당 "
    "2,{c}{d}.{a}달러에 마감했다.",
    "{d}일 오후 {a}시 {b}분께 경기도의 한 국도에서 승용차와 화물차가 부딪혀 운전자 A({c}{e})씨가 숨지고 {a}명이 다쳤다. 경찰은 "
    "A씨가 몰던 승용차가 중앙선을 넘은 것으로 보고 정확한 사고 경위를 조사하고 있다. 소방당국은 장비 {b}대와 인력 {c}{d}명을 "
    "투입해 {e}{a}분 만에 구조를 마쳤다.",
    "질병관리청은 {d}일 0시 기준으로 신규 확진자가 {a}{b}{c}명 늘어 누적 {b}{c}만{d}{e}명이 되었다고 밝혔다. 위중증 환자는 {c}{a}명이고 "
    "사망자는 {e}명 늘어 누적 {a},{c}{d}명이다. 지역별로는 서울 {b}{d}명, 경기 {a}{e}명, 인천 {c}{b}명 등이다. 해외 유입은 {d}명이다.",
    "KBO리그 {d}일 잠실 경기에서 홈팀이 {a}-{b}로 이겼다. 선발 투수는 {c}이닝 {b}피안타 {e}탈삼진 {a}실점으로 시즌 {d}승째를 올렸다. 타선은 "
    "{a}회와 {c}회에 {b}점씩 뽑아 승기를 굳혔다. 관중 {a}{b},{c}{d}{e}명이 입장했다. 두 팀의 시즌 상대 전적은 {c}승 {e}패가 되었다.",
    "{p}의 한 {h}에서 불이 나 {a}분 만에 꺼졌다. 소방당국에 따르면 {d}일 오후 {b}시 {c}분께 {p}의 {h}에서 불이 났다. 이 불로 "
    "인명 피해는 없었으나 {h} 내부가 타 소방서 추산 {e}{a}만원의 재산 피해가 났다. 소방당국은 정확한 화재 원인을 조사하고 있다.",
    "{n}씨 별세, {m}씨 부친상, {q}씨 장인상 = {d}일 오전 {a}시, {p} 장례식장 {b}호실, 발인 {c}일 오전 {e}시. {n}씨는 {p}에서 태어나 오랫동안 "
    "{h} 일을 해 왔다. 유족으로 {m}씨와 {q}씨가 있다.",
)
_WORDS_OF = {
    "p": ["강릉시", "여수시", "제천시", "김해시", "파주시", "익산시", "포항시", "춘천시"],
    "h": ["주택", "창고", "식당", "공장", "비닐하우스", "상가", "목욕탕", "학원"],
    "n": ["김한결", "박도윤", "이서준", "최은우", "정하람", "오세빈", "윤가온", "한지후"],
    "m": ["김나래", "박다솜", "이보람", "최슬기", "정아름", "오가을", "윤새롬", "한빛나"],
    "q": ["서태양", "문바다", "노을찬", "구름이", "남하늘", "도담이", "류시원", "명지호"],
}


def _filled(template: str, draw: random.Random) -> str:
    words = {name: draw.choice(some) for name, some in _WORDS_OF.items()}
    return template.format(**{name: draw.randint(2, 29) for name in "abcde"}, **words)


def _made(name: str, title: str, body: str, day: int) -> Article:
    published = Moment(_FIRST_DAY + timedelta(days=day), "minute")
    return Article(
        id=f"20240101-{name}", title=title, body=body, outlet=f"신문{name}", published=published
    )


def _bases() -> list[Article]:
    found, seen = [], set()
    for article in sources.wikinews()[0]:
        long_enough = len(sentences(article.body)) >= 6 and len(article.body) > 400
        if long_enough and article.body not in seen:
            seen.add(article.body)
            found.append(article)
    return found[1 :: max(1, len(found) // BASES)][:BASES]


def copies(draw: random.Random) -> Iterator[Pair]:
    """Yield one copy of each base article; the ways take turns."""
    for number, (base, kind) in enumerate((base, kind) for base in _bases() for kind in COPIES):
        if (number // len(COPIES) + number) % 3:  # three ways an article
            continue
        place = number // len(COPIES)
        one = _made(f"base-{place}", base.title or "", base.body, place % 7)
        body = COPIES[kind](base.body, draw)
        other = _made(f"copy-{number}", f"다른 제목 {number}", body, place % 7 + draw.randint(0, 2))
        yield Pair(kind, one, other, same=True)


def near_misses(draw: random.Random) -> Iterator[Pair]:
    """Yield pairs that share much and are not the same news."""
    for number in range(10 * len(TEMPLATES)):
        template = TEMPLATES[number % len(TEMPLATES)]
        one, other = (
            _made(f"form-{number}-{n}", "오늘의 기록", _filled(template, draw), number % 5 + n)
            for n in (0, 1)
        )
        yield Pair("template filled in again", one, other, same=False)
    bases = _bases()
    for number, (old, new) in enumerate(pairwise(bases)):
        one = _made(f"old-{number}", old.title or "", old.body, number % 7)
        fresh, known = sentences(new.body), sentences(old.body)
        follow = " ".join(fresh[: len(fresh) // 2 + 1] + known[len(known) // 3 :])
        other = _made(f"next-{number}", "후속", follow, number % 7 + 1)
        yield Pair("follow-up with old news below", one, other, same=False)
        brief = " ".join(known[:3])
        digest = " ".join([*fresh[:4], brief, *sentences(bases[number - 5].body)[:4]])
        yield Pair(
            "one of the items of a round-up",
            _made(f"item-{number}", old.title or "", brief, number % 7),
            _made(f"digest-{number}", "간추린 소식", digest, number % 7),
            same=False,
        )
    pages: defaultdict[str, list[Article]] = defaultdict(list)
    for article in sources.korquad()[0]:
        pages[article.title or ""].append(article)
    number = 0
    for page in list(pages.values())[:120:2]:
        for one, other in pairwise(page):
            if one.body == other.body:  # the set holds some paragraphs twice
                continue
            number += 1
            yield Pair(
                "neighbouring paragraphs of a page",
                _made(f"page-{number}-0", one.title or "", one.body, 0),
                _made(f"page-{number}-1", other.title or "", other.body, 0),
                same=False,
            )


def confirmed(pairs: list[Pair], analyser: Analyser) -> list[Pair]:
    """Return the pairs that an index of all the articles confirms."""
    articles = {one.id: one for pair in pairs for one in (pair.one, pair.other)}
    with newsroom_of(articles.values(), analyser) as newsroom:
        connection = newsroom.store.connection
        numbers = dict(connection.execute("SELECT id, number FROM articles").fetchall())
        twins = Reader(connection).twins(numbers.values())
    return [pair for pair in pairs if numbers[pair.other.id] in twins.get(numbers[pair.one.id], ())]


def main() -> None:
    if not (sources.WIKINEWS.exists() and sources.KORQUAD.exists()):
        sys.exit(f"Wikinews and KorQuAD are not there: put them into {sources.SHARED}")
    draw = random.Random(4)
    pairs = [*copies(draw), *near_misses(draw)]
    # An index of copies alone, and one of near misses alone: bases stand in both.
    found = []
    analyser = Analyser()
    for same in (True, False):
        found += confirmed([pair for pair in pairs if pair.same is same], analyser)
    told = {id(pair) for pair in found}
    table: defaultdict[tuple[bool, str], list[bool]] = defaultdict(list)
    for pair in pairs:
        table[pair.same, pair.kind].append(id(pair) in told)
    right = sum(pair.same for pair in found)
    report = {
        "precision": round(right / max(len(found), 1), 4),
        "recall": round(right / sum(pair.same for pair in pairs), 4),
        **{
            f"{'copy' if same else 'near miss'}: {kind}": f"{sum(held)} of {len(held)} confirmed"
            for (same, kind), held in table.items()
        },
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))
    if "--show" in sys.argv:
        for pair in pairs:
            if pair.same is not (id(pair) in told):
                print(f"{pair.kind}\n  {pair.one.body[:300]}\n  {pair.other.body[:300]}")


if __name__ == "__main__":
    main()
