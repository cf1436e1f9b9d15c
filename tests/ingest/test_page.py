"""Pages as people copy them. All content but the seed article's is invented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.article import Draft
from newsbot.errors import IngestError
from newsbot.ingest.bylines import read_byline
from newsbot.ingest.furniture import reason_to_drop
from newsbot.ingest.lines import stands_alone
from newsbot.ingest.outlets import outlet_at, outlet_named, without_outlet
from newsbot.ingest.page import parse_page
from newsbot.ingest.sentences import is_sentence
from newsbot.ingest.timestamps import read_stamps
from newsbot.ingest.wrapping import unwrapped
from newsbot.text import MAX_BODY_CHARS, clean

WIKINEWS = Path(__file__).parents[3] / "shared" / "data" / "wikinews_ko.jsonl"
SEED = Path(__file__).parents[3] / "shared" / "data" / "seed_article.txt"


@dataclass(frozen=True)
class Page:
    name: str
    text: str
    body: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    subtitles: tuple[str, ...] = ()
    section: str | None = None
    dropped: tuple[tuple[str, str], ...] = ()
    """Some of what must be left out, with the reason."""


NAVER = Page(
    name="naver",
    text="""본문 바로가기
NAVER
뉴스
엔터
스포츠
날씨
프리미엄
검색
언론사별
정치
경제
사회
연합뉴스
언론사 구독
해오름시 하수열로 온실 데운다…농가 40곳 난방비 절감
입력2026.03.04. 오후 2:15  수정2026.03.04. 오후 6:40 기사원문
나도윤 기자
  3
댓글
본문 요약봇
텍스트 음성 변환 서비스 사용하기
글자 크기 변경하기
SNS 보내기
인쇄하기
(해오름=연합뉴스) 나도윤 기자 = 해오름시는 하수처리장의 폐열로 시설 온실 40곳을 데우는 사업을 시작한다고 4일 밝혔다.

이미지 확대
해오름시의 한 딸기 온실
해오름시의 한 딸기 온실
[해오름시 제공. 재판매 및 DB 금지]

시는 올해 12억원을 들여 열교환기 3대를 놓는다. 농가는 난방비를 30%가량 아낄 수 있을 것으로 시는 내다봤다.

"겨울마다 기름값이 걱정이었다"

농민 배서준 씨는 "올해는 딸기를 일찍 심을 생각"이라고 말했다.

doyoon@example.co.kr

▶제보는 카카오톡 okjebo

Copyright ⓒ 연합뉴스. All rights reserved. 무단 전재 및 재배포, AI 학습 및 활용 금지
이 기사는 언론사에서 사회 섹션으로 분류했습니다.
나도윤 기자
안녕하세요. 나도윤 기자입니다. 농촌의 오늘을 찾아 씁니다. 제보를 기다리니 언제든 편하게 연락해 주세요.
구독
많이 본 뉴스
1
별나라 로봇 대회 개막
""",
    title="해오름시 하수열로 온실 데운다…농가 40곳 난방비 절감",
    outlet="연합뉴스",
    published="2026-03-04T14:15:00+09:00",
    modified="2026-03-04T18:40:00+09:00",
    authors=("나도윤",),
    body="""(해오름=연합뉴스) 나도윤 기자 = 해오름시는 하수처리장의 폐열로 시설 온실 40곳을 데우는 사업을 시작한다고 4일 밝혔다.

시는 올해 12억원을 들여 열교환기 3대를 놓는다. 농가는 난방비를 30%가량 아낄 수 있을 것으로 시는 내다봤다.

"겨울마다 기름값이 걱정이었다"

농민 배서준 씨는 "올해는 딸기를 일찍 심을 생각"이라고 말했다.""",
    dropped=(
        ("menu", "NAVER"),
        ("share", "언론사 구독"),
        ("share", "본문 요약봇"),
        ("caption", "해오름시의 한 딸기 온실"),
        ("contact", "doyoon@example.co.kr"),
        ("contact", "▶제보는 카카오톡 okjebo"),
        ("related", "많이 본 뉴스"),
        ("related", "별나라 로봇 대회 개막"),
    ),
)

YONHAP = Page(
    name="연합뉴스",
    text="""별마루 천문대, 오로라 관측 예보 서비스 시작 | 연합뉴스
연합뉴스
최신기사
정치
북한
별마루 천문대, 오로라 관측 예보 서비스 시작
송고2026-02-11 09:30
업데이트 2026-02-11 10:02
구하린 기자
구하린 기자
기자 페이지
공유
댓글
글자크기조정
(별마루=연합뉴스) 구하린 기자 = 별마루 천문대가 11일부터 오로라 관측 가능성을 사흘 앞까지 알려 준다.

이미지 확대
별마루 천문대 전경
별마루 천문대 전경
[연합뉴스 자료사진]

예보는 매일 오후 6시에 나온다. 천문대는 자기 관측소 5곳의 자료를 쓴다고 설명했다.

harin@example.co.kr

제보는 카카오톡 okjebo <저작권자(c) 연합뉴스, 무단 전재-재배포, AI 학습 및 활용 금지>
2026/02/11 09:30 송고 2026년02월11일 09시30분 송고
""",
    title="별마루 천문대, 오로라 관측 예보 서비스 시작",
    outlet="연합뉴스",
    published="2026-02-11T09:30:00+09:00",
    modified="2026-02-11T10:02:00+09:00",
    authors=("구하린",),
    body="""(별마루=연합뉴스) 구하린 기자 = 별마루 천문대가 11일부터 오로라 관측 가능성을 사흘 앞까지 알려 준다.

예보는 매일 오후 6시에 나온다. 천문대는 자기 관측소 5곳의 자료를 쓴다고 설명했다.""",
    dropped=(("caption", "별마루 천문대 전경"), ("contact", "harin@example.co.kr")),
)

CHOSUN = Page(
    name="조선일보",
    text="""조선일보
오피니언
정치
경제
로그인
경제
산업·재계
‘느린 배터리’로 승부 건 새솔전지, 유럽 첫 공장 짓는다
충전은 느려도 수명은 두 배
2028년까지 4000억원 투자
공채린 기자
입력 2026.01.20. 05:00
업데이트 2026.01.20. 11:47
0
가
배터리 기업 새솔전지가 유럽에 첫 공장을 짓는다. 회사는 2028년까지 4000억원을 투자한다고 19일 밝혔다.
새솔전지 연구원이 전극을 살피고 있다. /새솔전지
◇수명 두 배, 값은 3분의 2
새솔전지의 전지는 충전에 세 시간이 걸리지만 1만번을 다시 쓸 수 있다. 값은 기존 제품의 3분의 2다.
업계에서는 “버스와 배에 어울리는 전지”라는 평가가 나온다.
관련 기사
새솔전지, 작년 영업이익 흑자 전환
유럽은 왜 느린 배터리에 주목하나
#배터리
많이 본 뉴스
1
“바다가 보이는 도서관” 개관 첫날
Copyright ⓒ 조선일보. All rights reserved. 무단 전재 및 재배포 금지.
""",
    title="‘느린 배터리’로 승부 건 새솔전지, 유럽 첫 공장 짓는다",
    outlet="조선일보",
    published="2026-01-20T05:00:00+09:00",
    modified="2026-01-20T11:47:00+09:00",
    authors=("공채린",),
    subtitles=("충전은 느려도 수명은 두 배", "2028년까지 4000억원 투자"),
    body="""배터리 기업 새솔전지가 유럽에 첫 공장을 짓는다. 회사는 2028년까지 4000억원을 투자한다고 19일 밝혔다.

◇수명 두 배, 값은 3분의 2

새솔전지의 전지는 충전에 세 시간이 걸리지만 1만번을 다시 쓸 수 있다. 값은 기존 제품의 3분의 2다.

업계에서는 “버스와 배에 어울리는 전지”라는 평가가 나온다.""",
    dropped=(
        ("related", "관련 기사"),
        ("related", "새솔전지, 작년 영업이익 흑자 전환"),
        ("caption", "새솔전지 연구원이 전극을 살피고 있다. /새솔전지"),
        ("copyright", "Copyright ⓒ 조선일보. All rights reserved. 무단 전재 및 재배포 금지."),
    ),
)

HANI = Page(
    name="한겨레",
    text="""한겨레
검색
본문
홈 > 사회 > 환경
강물 되살린 마을, 은어가 돌아왔다
기자
맹소율
등록 2025-12-08 16:21
수정 2025-12-08 17:05
기사를 읽어드립니다
0:00
지난 6일 물빛마을 앞 여울에서 주민들이 은어를 살피고 있다. 물빛마을 제공
물빛마을 여울에 은어가 15년 만에 돌아왔다. 주민들이 보를 허물고 자갈을 다시 깐 지 3년 만이다.
광고
광고
환경단체는 올해 은어 2300마리를 세었다고 8일 밝혔다. 지난해의 네 배다.
맹소율 기자 soyul@example.co.kr
이슈
강의 귀환
광고
전체 댓글 보기
좋은 기사네요. 우리 마을 앞 개울도 언젠가는 이렇게 맑아졌으면 좋겠다는 생각이 드는 저녁입니다. 고맙습니다.
""",
    title="강물 되살린 마을, 은어가 돌아왔다",
    outlet="한겨레",
    section="환경",
    published="2025-12-08T16:21:00+09:00",
    modified="2025-12-08T17:05:00+09:00",
    authors=("맹소율",),
    body="""물빛마을 여울에 은어가 15년 만에 돌아왔다. 주민들이 보를 허물고 자갈을 다시 깐 지 3년 만이다.

환경단체는 올해 은어 2300마리를 세었다고 8일 밝혔다. 지난해의 네 배다.""",
    dropped=(
        ("caption", "지난 6일 물빛마을 앞 여울에서 주민들이 은어를 살피고 있다. 물빛마을 제공"),
        ("related", "광고"),
        ("contact", "맹소율 기자 soyul@example.co.kr"),
        ("related", "전체 댓글 보기"),
    ),
)

KBS = Page(
    name="KBS",
    text="""KBS 뉴스
뉴스
제보
LIVE
검색
산불 감시 드론 50대, 올봄부터 밤에도 난다
입력 2026.02.27 (21:18)
수정 2026.02.27 (22:03)
댓글 0
좋아요 0
공유하기
글씨 크기
가
[앵커]
산불을 지켜보는 드론이 올봄부터는 밤에도 뜹니다.
사람이 볼 수 없는 연기까지 찾아낸다고 합니다.
[리포트]
어두운 능선 위로 드론 한 대가 떠오릅니다.
열화상 카메라가 3킬로미터 앞의 작은 불씨를 잡아냅니다.
KBS 뉴스 양하람입니다.
촬영기자:도현서/영상편집:방지호
■ 제보하기
▷ 카카오톡 : 'KBS제보' 검색, 채널 추가
▷ 전화 : 02-781-1234
▷ 이메일 : report@example.co.kr
▷ 유튜브, 네이버, 카카오에서도 KBS뉴스를 구독해주세요!
산불 감시 드론 50대, 올봄부터 밤에도 난다
입력 2026-02-27 21:18:11
수정2026-02-27 22:03:40
뉴스 9
이 기사가 좋으셨다면
""",
    title="산불 감시 드론 50대, 올봄부터 밤에도 난다",
    outlet="KBS",
    published="2026-02-27T21:18:00+09:00",
    modified="2026-02-27T22:03:00+09:00",
    authors=("양하람",),
    body="""[앵커]

산불을 지켜보는 드론이 올봄부터는 밤에도 뜹니다.

사람이 볼 수 없는 연기까지 찾아낸다고 합니다.

[리포트]

어두운 능선 위로 드론 한 대가 떠오릅니다.

열화상 카메라가 3킬로미터 앞의 작은 불씨를 잡아냅니다.

KBS 뉴스 양하람입니다.""",
    dropped=(
        ("contact", "■ 제보하기"),
        ("contact", "▷ 카카오톡 : 'KBS제보' 검색, 채널 추가"),
        ("related", "이 기사가 좋으셨다면"),
    ),
)

YTN = Page(
    name="YTN",
    text="""YTN
LIVE
제보
경제
누리항, 자율 예인선 첫 상업 운항
2026.03.02. 오전 10:24.
댓글
글자크기설정
인쇄하기
AD
누리항에서 사람이 타지 않는 예인선이 처음으로 큰 배를 끌었습니다.
항만공사는 오늘 새벽 4만 톤급 화물선을 부두에 댔다고 밝혔습니다.
YTN 옥다온 (daon@example.co.kr)
※ '당신의 제보가 뉴스가 됩니다'
[카카오톡] YTN 검색해 채널 추가
[전화] 02-398-8585
[저작권자(c) YTN 무단전재, 재배포 및 AI 데이터 활용 금지]
이 시각 추천뉴스
""",
    title="누리항, 자율 예인선 첫 상업 운항",
    outlet="YTN",
    published="2026-03-02T10:24:00+09:00",
    authors=("옥다온",),
    body="""누리항에서 사람이 타지 않는 예인선이 처음으로 큰 배를 끌었습니다.

항만공사는 오늘 새벽 4만 톤급 화물선을 부두에 댔다고 밝혔습니다.""",
    dropped=(
        ("contact", "YTN 옥다온 (daon@example.co.kr)"),
        ("copyright", "[저작권자(c) YTN 무단전재, 재배포 및 AI 데이터 활용 금지]"),
    ),
)

NEWSIS = Page(
    name="뉴시스",
    text="""뉴시스
정치 경제 사회 국제
달빛교, 야간 보행자 전용으로…4월부터 차량 통제
등록 2026.03.10 08:00:00
작게
크게
이메일
프린트
[솔내=뉴시스] 밤에 불을 밝힌 달빛교. (사진=솔내시 제공) 2026.03.10. photo@example.com *재판매 및 DB 금지
[솔내=뉴시스] 표은결 인턴기자 = 솔내시가 4월부터 오후 8시 이후 달빛교의 차량 통행을 막는다.

시는 다리 위에 의자 60개와 안내등을 놓기로 했다. 주민 설문에서는 71%가 찬성했다.

◎공감언론 뉴시스 eungyeol@example.com
저작권자ⓒ 공감언론 뉴시스통신사. 무단전재-재배포 금지
많이 본 기사
1 하늘다리 축제 취소
""",
    title="달빛교, 야간 보행자 전용으로…4월부터 차량 통제",
    outlet="뉴시스",
    published="2026-03-10T08:00:00+09:00",
    authors=("표은결",),
    body="""[솔내=뉴시스] 표은결 인턴기자 = 솔내시가 4월부터 오후 8시 이후 달빛교의 차량 통행을 막는다.

시는 다리 위에 의자 60개와 안내등을 놓기로 했다. 주민 설문에서는 71%가 찬성했다.""",
    dropped=(
        ("contact", "◎공감언론 뉴시스 eungyeol@example.com"),
        (
            "caption",
            "[솔내=뉴시스] 밤에 불을 밝힌 달빛교. (사진=솔내시 제공) 2026.03.10. photo@example.com *재판매 및 DB 금지",
        ),
    ),
)

MK = Page(
    name="매일경제",
    text="""매일경제
기업
은결모터스, 모래로 전기 저장…사막 발전소에 첫 납품
기자구독
제미루 기자
입력 :  2026-01-15 17:41:00 수정 :  2026-01-15 23:02:10
공유
스크랩
글자크기
가가
모래 섭씨 600도로 데워 보관
1월부터 시험 가동
은결모터스가 뜨거운 모래에 열을 담는 저장 장치를 사막 발전소에 처음으로 납품했다. 15일 회사는 계약 규모가 870억원이라고 공시했다.
[사진 제공=은결모터스]
▲ 저장탑 앞에 선 직원들
저장 장치 하나는 가구 5000곳이 하룻밤 쓸 전기를 담는다. 회사는 하반기에 두 번째 공장을 세운다.
[제미루 기자]
[ⓒ 매일경제 & mk.co.kr, 무단 전재, 재배포 및 AI학습 이용 금지]
인기뉴스
""",
    title="은결모터스, 모래로 전기 저장…사막 발전소에 첫 납품",
    outlet="매일경제",
    published="2026-01-15T17:41:00+09:00",
    modified="2026-01-15T23:02:10+09:00",
    authors=("제미루",),
    subtitles=("모래 섭씨 600도로 데워 보관", "1월부터 시험 가동"),
    body="""은결모터스가 뜨거운 모래에 열을 담는 저장 장치를 사막 발전소에 처음으로 납품했다. 15일 회사는 계약 규모가 870억원이라고 공시했다.

저장 장치 하나는 가구 5000곳이 하룻밤 쓸 전기를 담는다. 회사는 하반기에 두 번째 공장을 세운다.""",
    dropped=(("credit", "[사진 제공=은결모터스]"), ("caption", "▲ 저장탑 앞에 선 직원들")),
)

ENGLISH = Page(
    name="english",
    text="""Skip to content
The Korea Herald
Subscribe
Sign in
Harbor city tests ferries that run on seawater batteries
By Yun Da-on and Pyo Min-seo
Published : March 3, 2026 - 14:05
Updated : March 3, 2026 at 6:20 PM
Share
Print
Two ferries powered by seawater batteries began trial runs in Nuri Harbor on Tuesday, the city said.
A ferry leaves Nuri Harbor on Tuesday. (Yonhap)
Each boat can carry 120 passengers for 40 kilometers on a single charge.
"We want every route to be electric by 2030," said Mayor Ok Sae-byeok.
daon@example.com
Related articles
Old pier becomes a swimming pool
Copyright The Korea Herald. All rights reserved.
""",
    title="Harbor city tests ferries that run on seawater batteries",
    outlet="The Korea Herald",
    published="2026-03-03T14:05:00+09:00",
    modified="2026-03-03T18:20:00+09:00",
    authors=("Yun Da-on", "Pyo Min-seo"),
    body="""Two ferries powered by seawater batteries began trial runs in Nuri Harbor on Tuesday, the city said.

Each boat can carry 120 passengers for 40 kilometers on a single charge.

"We want every route to be electric by 2030," said Mayor Ok Sae-byeok.""",
    dropped=(
        ("caption", "A ferry leaves Nuri Harbor on Tuesday. (Yonhap)"),
        ("related", "Old pier becomes a swimming pool"),
    ),
)

PLAIN = Page(
    name="two paragraphs and nothing else",
    text="해마루시는 3일 도서관 두 곳을 새로 열었다.\n\n두 곳 모두 밤 11시까지 문을 연다.",
    body="해마루시는 3일 도서관 두 곳을 새로 열었다.\n\n두 곳 모두 밤 11시까지 문을 연다.",
)

HEADLINE_AND_BODY = Page(
    name="headline and body",
    text="해마루시, 밤 11시까지 여는 도서관 두 곳 개관\n해마루시는 3일 도서관 두 곳을 새로 열었다.\n두 곳 모두 밤 11시까지 문을 연다.\n",
    title="해마루시, 밤 11시까지 여는 도서관 두 곳 개관",
    body="해마루시는 3일 도서관 두 곳을 새로 열었다.\n\n두 곳 모두 밤 11시까지 문을 연다.",
)

MOBILE = Page(
    name="mobile, captions between paragraphs",
    text="""섬마을 우체국, 편지 배달 드론 시험
머니투데이
차은수 기자
2026.02.19 13:40
솔섬 우체국이 편지를 나르는 드론을 시험하고 있다. 한 번에 2㎏까지 실을 수 있다.
솔섬 선착장에 내리는 드론
사진=뉴스1
배로 40분 걸리던 길을 드론은 9분에 간다. 우체국은 4월부터 하루 네 번 띄울 계획이다.
드론이 편지함에 다가가고 있다. (사진=솔섬군)
다만 바람이 초속 12m를 넘으면 뜨지 못한다.
솔섬 주민들이 드론을 바라보고 있다. 2026.2.19/뉴스1 ⓒ News1 차은수 기자
<저작권자 © ‘돈이 보이는 리얼타임 뉴스’ 머니투데이, 무단전재 및 재배포 금지>
앱에서 보기
""",
    title="섬마을 우체국, 편지 배달 드론 시험",
    outlet="머니투데이",
    published="2026-02-19T13:40:00+09:00",
    authors=("차은수",),
    body="""솔섬 우체국이 편지를 나르는 드론을 시험하고 있다. 한 번에 2㎏까지 실을 수 있다.

배로 40분 걸리던 길을 드론은 9분에 간다. 우체국은 4월부터 하루 네 번 띄울 계획이다.

다만 바람이 초속 12m를 넘으면 뜨지 못한다.""",
    dropped=(
        ("caption", "솔섬 선착장에 내리는 드론"),
        ("credit", "사진=뉴스1"),
        ("caption", "드론이 편지함에 다가가고 있다. (사진=솔섬군)"),
        ("caption", "솔섬 주민들이 드론을 바라보고 있다. 2026.2.19/뉴스1 ⓒ News1 차은수 기자"),
    ),
)

ASIDE = Page(
    name="a list of other articles inside the body",
    text="""고래길 따라 걷는 해안 산책로 12㎞ 열려 - 경향신문
입력
2026.01.31 06:00
수정
2026.01.31 07:30
노을군이 고래가 지나는 바다를 따라 걷는 산책로를 31일 열었다.
관련기사
고래를 세는 사람들
바다 위 전망대의 하루
산책로는 등대 세 곳을 지난다. 군은 겨울에는 하루 500명만 들여보내 바닷새의 잠을 지키겠다고 밝혔다.
▶ 관련 영상 보러가기
무단 전재와 재배포를 막는 법안을 다룬 전시도 등대에서 함께 열린다고 군은 설명했다.
""",
    title="고래길 따라 걷는 해안 산책로 12㎞ 열려",
    outlet="경향신문",
    published="2026-01-31T06:00:00+09:00",
    modified="2026-01-31T07:30:00+09:00",
    body="""노을군이 고래가 지나는 바다를 따라 걷는 산책로를 31일 열었다.

산책로는 등대 세 곳을 지난다. 군은 겨울에는 하루 500명만 들여보내 바닷새의 잠을 지키겠다고 밝혔다.

무단 전재와 재배포를 막는 법안을 다룬 전시도 등대에서 함께 열린다고 군은 설명했다.""",
    dropped=(
        ("related", "관련기사"),
        ("related", "고래를 세는 사람들"),
        ("related", "▶ 관련 영상 보러가기"),
    ),
)

BREADCRUMB = Page(
    name="breadcrumb, several bylines, deck",
    text="""홈 > 경제 > 산업
달팽이 로봇이 하수관 청소한다
시속 30m로 기어가며 균열까지 찾아낸다.
기사입력 : 2025년 11월 3일 오전 9시 5분 | 최종수정 : 2025년 11월 3일 오후 12시 30분
여름=편도준·길나래 선임기자, 런던=하시온 특파원
인쇄 메일 url 공유 - +
여름시 하수관 18㎞를 로봇이 맡는다. 로봇은 물때를 긁어내고 사진을 찍는다.
""",
    title="달팽이 로봇이 하수관 청소한다",
    section="산업",
    published="2025-11-03T09:05:00+09:00",
    modified="2025-11-03T12:30:00+09:00",
    authors=("편도준", "길나래", "하시온"),
    subtitles=("시속 30m로 기어가며 균열까지 찾아낸다.",),
    body="여름시 하수관 18㎞를 로봇이 맡는다. 로봇은 물때를 긁어내고 사진을 찍는다.",
)

PAGES = [
    NAVER, YONHAP, CHOSUN, HANI, KBS, YTN, NEWSIS, MK, ENGLISH,
    PLAIN, HEADLINE_AND_BODY, MOBILE, ASIDE, BREADCRUMB,
]  # fmt: skip


def times(draft: Draft) -> tuple[str | None, str | None]:
    return (
        draft.published.iso() if draft.published else None,
        draft.modified.iso() if draft.modified else None,
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page(page: Page) -> None:
    draft = parse_page(page.text)
    assert draft.title == page.title
    assert draft.outlet == page.outlet
    assert times(draft) == (page.published, page.modified)
    assert draft.authors == page.authors
    assert draft.subtitles == page.subtitles
    assert draft.section == page.section
    assert draft.body == page.body
    left_out = [(line.reason, line.text) for line in draft.dropped]
    assert [line for line in page.dropped if line not in left_out] == []


def test_seed_article() -> None:
    if not SEED.exists():
        pytest.skip(f"the seed article is not part of the project: no {SEED}")
    draft = parse_page(SEED.read_text("utf-8"))
    lines = [line for line in clean(SEED.read_text("utf-8")).split("\n") if line]
    first = next(at for at, line in enumerate(lines) if line.startswith("한국과 미국이 아시아"))
    last = next(at for at, line in enumerate(lines) if line.startswith("양국 주요 기업 간"))
    captions = {
        "사진=뉴시스",
        "배경훈 부총리 및 과기정통부 장관. 연합뉴스",
        "하정우 대통령실 AI미래기획수석. 연합뉴스",
    }
    paragraphs = [line for line in lines[first : last + 1] if line not in captions]
    assert len(paragraphs) == 10
    assert draft.body == "\n\n".join(paragraphs)
    assert draft.title == (
        "AI·양자·우주 등 ‘기술 동맹’ 구축 차세대 핵심 기술 개발 협력 강화 [2025 경주 에이펙]"
    )
    assert draft.outlet == "세계일보"
    assert times(draft) == ("2025-10-29T19:07:52+09:00", "2025-10-29T23:25:34+09:00")
    assert draft.authors == ("이정한", "홍주형")
    assert draft.subtitles == tuple(lines[first - 5 : first])
    assert draft.subtitles[0] == "韓·美 ‘기술번영 MOU’ 체결"
    assert captions <= {line.text for line in draft.dropped}


def test_no_sentence_of_real_articles_is_lost() -> None:
    if not WIKINEWS.exists():
        pytest.skip(f"the Wikinews articles are not part of the project: no {WIKINEWS}")
    lost = []
    for line in WIKINEWS.read_text("utf-8").splitlines():
        record = json.loads(line)
        draft = parse_page(f"{record['title']}\n\n{record['text']}")
        lost += [left_out.text for left_out in draft.dropped if left_out.text.endswith("다.")]
    assert lost == []


@pytest.mark.parametrize(
    "text", ["", " \n\n", "검색\n로그인\n정치 경제", "해마루시 도서관 개관", "사진=뉴시스"]
)
def test_no_body(text: str) -> None:
    with pytest.raises(IngestError) as caught:
        parse_page(text)
    assert caught.value.code == "ingest.no_body"


@pytest.mark.parametrize("page", ["가나다. " * MAX_BODY_CHARS, "가\n" * 30_000])
def test_too_long(page: str) -> None:
    with pytest.raises(IngestError) as caught:
        parse_page(page)
    assert caught.value.code == "ingest.too_long"


def test_first_paragraph_is_no_title() -> None:
    note = "오늘 도서관이 문을 열었다\n\n책은 모두 3만 권이 있다"
    draft = parse_page(note)
    assert (draft.title, draft.body) == (None, note)


def test_a_paragraph_above_a_byline_is_no_subtitle() -> None:
    draft = parse_page(
        "해마루시 도서관 두 곳 개관\n해마루시는 도서관을 열었다.\n두 곳 모두 밤에도 연다.\n"
        "홍길동 기자\n책은 모두 3만 권이 있고 앉을 자리는 두 곳을 더해 320석이라고 시는 밝혔다."
    )
    assert draft.body.startswith("해마루시는 도서관을 열었다.")
    assert (draft.subtitles, draft.authors) == ((), ("홍길동",))


def test_a_byline_below_most_of_the_text_is_no_head() -> None:
    draft = parse_page(
        "해마루시 도서관 두 곳 개관\n해마루시는 도서관을 열었다.\n홍길동 기자\n또 연다."
    )
    assert draft.body == "해마루시는 도서관을 열었다.\n\n또 연다."
    assert (draft.subtitles, draft.authors) == ((), ("홍길동",))


def test_a_headline_below_menu_items_of_two_words() -> None:
    menu = "연예 소식\n스포츠 중계\n오늘의 운세\n프리미엄 콘텐츠\n랭킹 소식\n"
    page = NAVER.text.replace("언론사 구독\n", menu)
    for copied in (page, page.replace("엔터\n", "랭킹 소식\n")):
        draft = parse_page(copied)
        assert (draft.title, draft.subtitles, draft.body) == (NAVER.title, (), NAVER.body)


def test_a_short_headline_is_no_menu_item() -> None:
    draft = parse_page("봄은 온다\n올해도 꽃은 늦지 않는다\n홍길동 기자\n해마루시에 꽃이 피었다.")
    assert (draft.title, draft.subtitles) == ("봄은 온다", ("올해도 꽃은 늦지 않는다",))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("도서관이 열렸다.", True),
        ("도서관이 열렸다.[1][2]", True),
        ("도서관이 열렸다. (3월 2일부터)", True),
        ("“도서관이 열렸다.”", True),
        ("The library opened.", True),
        ("도서관이 열렸다 [2026 해마루]", False),
        ("도서관은 언제 열리나?", False),
        ("도서관 개관...", False),
        ("Nvidia sues Saesol Inc.", False),
    ],
)
def test_is_sentence(line: str, *, sentence: bool) -> None:
    assert is_sentence(line) is sentence


def test_two_outlets_above_the_headline_are_not_guessed_between() -> None:
    draft = parse_page("한겨레\n경향신문\n해마루시 도서관 두 곳 개관\n해마루시는 도서관을 열었다.")
    assert draft.outlet is None
    draft = parse_page(
        "한겨레\n경향신문\n해마루시 도서관 두 곳 개관\n[해마루=경향신문] 해마루시는 도서관을 열었다."
    )
    assert draft.outlet == "경향신문"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("경주=이정한 기자, 워싱턴=홍주형 특파원", ("이정한", "홍주형")),
        ("홍길동 김철수 기자 =", ("홍길동", "김철수")),
        ("홍길동기자 hong@x.co.kr", ("홍길동",)),
        ("[이데일리 홍길동 기자]", ("홍길동",)),
        ("홍길동 논설위원", ("홍길동",)),
        ("워싱턴 홍길동 특파원", ("홍길동",)),
        ("정치부 홍길동 인턴 기자", ("홍길동",)),
        ("홍길동 앵커 · 김철수 PD", ("홍길동", "김철수")),
        ("남궁민수 선임기자", ("남궁민수",)),
        ("By Kim Min-ji and John O'Neil", ("Kim Min-ji", "John O'Neil")),
        ("본지 취재 기자", ()),
        ("칸 영화제 찾은 김철수 기자", ()),
        ("기자", ()),
        ("홍길동", ()),
        ("By the river, a new school", ()),
    ],
)
def test_byline(line: str, names: tuple[str, ...]) -> None:
    assert read_byline(line) == names


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("입력 2025.10.29. 오후 7:07 수정 2025.10.29. 오후 11:25", "19:07", "23:25"),
        ("기사입력: 2025-10-29 19:07 | 최종수정: 2025-10-29 23:25", "19:07", "23:25"),
        ("등록 | 2025.10.29 19:07", "19:07", None),
        ("승인 2025.10.29 19:07 댓글 0", "19:07", None),
        ("업데이트 2025.10.29 23:25", None, "23:25"),
        ("발행일 2025-10-29 19:07 지면 4면", "19:07", None),
        ("2025/10/29 19:07 송고", "19:07", None),
        ("Last updated: October 29, 2025 11:25 PM", None, "23:25"),
    ],
)
def test_stamps(line: str, published: str | None, modified: str | None) -> None:
    stamps = read_stamps(line)
    assert stamps
    found = (stamps.published, stamps.modified)
    assert tuple(f"{time.iso()[11:16]}" if time else None for time in found) == (
        published,
        modified,
    )


@pytest.mark.parametrize(
    "line", ["입력 오류가 3건 있었다.", "수정 요구 5건", "2025.10.29 19:07", "입력"]
)
def test_no_stamps(line: str) -> None:
    assert read_stamps(line) is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("인쇄 메일 url 공유 - +", "share"),
        ("가가", "share"),
        ("글자크기", "share"),
        ("댓글 12", "share"),
        ("네이버에서 구독하기", "share"),
        ("사진=뉴시스", "credit"),
        ("/사진=홍길동 기자", "credit"),
        ("[사진 제공=해마루시]", "credit"),
        ("ⓒ 해마루시", "credit"),
        ("배경훈 부총리 및 과기정통부 장관. 연합뉴스", "caption"),
        ("▲ 문을 연 도서관", "caption"),
        ("문을 연 도서관 (사진=해마루시)", "caption"),
        ("문을 연 도서관. 2025.10.29/뉴스1 ⓒ News1 홍길동 기자", "caption"),
        ("문을 연 도서관이 붐비고 있다. [로이터=연합뉴스]", "caption"),
        ("무단 전재 및 재배포 금지", "copyright"),
        ("<저작권자 ⓒ 해마루일보>", "copyright"),
        ("Copyright 2025 Haemaru. All rights reserved.", "copyright"),
        ("카카오톡 : @okjebo", "contact"),
        ("제보는 카카오톡 okjebo", "contact"),
        ("hong@x.co.kr", "contact"),
        ("▶ 해마루일보 구독 신청", "related"),
        ("total 16", "related"),
        ("• 다른 기사의 제목", "related"),
        ("로그인", "menu"),
        ("정치 | 경제 | 사회", "menu"),
        (
            "저작권자 단체는 무단 전재 및 재배포를 막는 법을 만들라고 국회에 요구했다고 5일 밝혔다.",
            None,
        ),
        ("시는 “사진을 제공받았다”고 말했다.", None),
        ("제보를 받은 경찰은 곧바로 현장에 나갔다.", None),
        ("◇ 앞으로의 전망", None),
        ("문의는 hong@x.co.kr로 하면 된다.", None),
        ("그는 한국 기자와 만나 AP와 로이터의 보도를 반박했다.", None),
    ],
)
def test_reason_to_drop(line: str, reason: str | None) -> None:
    assert reason_to_drop(line) == reason


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("도서관 개관 - 연합뉴스", ("도서관 개관", "연합뉴스")),
        ("도서관 개관 | 한겨레", ("도서관 개관", "한겨레")),
        ("도서관 개관 : 네이버 뉴스", ("도서관 개관", None)),
        ("도서관 개관 - 연합뉴스 | 네이버뉴스", ("도서관 개관", "연합뉴스")),
        ("도서관 개관 : 사회 : 뉴스 : 한겨레", ("도서관 개관 : 사회 : 뉴스", "한겨레")),
        ("도서관 - 마을의 거실", ("도서관 - 마을의 거실", None)),
        ("연합뉴스", ("연합뉴스", None)),
    ],
)
def test_without_outlet(headline: str, expected: tuple[str, str | None]) -> None:
    assert without_outlet(headline) == expected


def test_outlets() -> None:
    assert outlet_named("kbs  뉴스") == "KBS"
    assert outlet_named("네이버뉴스") is None
    assert outlet_at("www.segye.com") == "세계일보"
    assert outlet_at("biz.chosun.com") == "조선비즈"
    assert outlet_at("news.chosun.com") == "조선일보"
    assert outlet_at("n.news.naver.com") is None
    assert outlet_at("notsegye.com") is None


PIECES = st.sampled_from(
    [
        "검색",
        "입력 2025-10-29 19:07",
        "홍길동 기자",
        "사진=뉴시스",
        "관련기사",
        "한겨레",
        "부제 한 줄",
        "",
        "2025.10.29",
        "도서관이 문을 열었다.",
        "무단 전재 및 재배포 금지",
        "• 글머리",
        "이미지 확대",
        "댓글 3",
        "입력",
    ]
)


@given(st.lists(PIECES | st.text(max_size=30), max_size=20))
def test_every_line_of_the_body_is_a_line_of_the_page(pieces: list[str]) -> None:
    page = "\n".join(pieces)
    try:
        draft = parse_page(page)
    except IngestError as error:
        assert error.code == "ingest.no_body"  # noqa: PT017 (it may be raised, or not)
        return
    assert clean(draft.body) == draft.body
    assert set(draft.body.split("\n\n")) <= set(unwrapped(clean(page).split("\n"), stands_alone))


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "(",
        "입력 2025-",
        "수정",
        "홍길동 기자, ",
        "a@a.",
        "| ",
        "사진=",
        "가\n",
        "가 나\n",
        "1\n",
        "관련",
    ],
)
def test_hostile_pages_are_read_to_their_end(piece: str) -> None:
    text = piece * (36_000 // len(piece)) + "\n도서관이 문을 열었다."
    assert "도서관" in parse_page(text).body
