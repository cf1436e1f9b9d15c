"""The closed vocabularies that lines are recognised by."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SECTIONS: Final = _words(
    "정치 경제 사회 국제 세계 문화 연예 스포츠 it 과학 생활 라이프 부동산 증권 금융 산업 지역 "
    "전국 날씨 북한 환경 노동 의료 법조 미디어 여성 재계 자동차 반도체 바이오 유통 벤처 건강 "
    "교육 여행 기업 테크 국회 정당 politics business world sports culture tech technology "
    "opinion"
)
"""The parts of a newspaper, as they stand in menus and behind headlines."""
SHARE_WORDS: Final = _words(
    "인쇄 인쇄하기 프린트 출력 메일 이메일 url 복사 복사하기 주소 주소복사 링크 링크복사 "
    "url복사 공유 공유하기 sns 보내기 페이스북 트위터 카카오톡 카카오스토리 카톡 블로그 "
    "네이버블로그 밴드 라인 텔레그램 엑스 스크랩 북마크 글자크기 글씨크기 글자 글씨 글꼴 폰트 "
    "크기 조절 변경 변경하기 설정 확대 축소 크게 작게 보통 가 가가 가나다 댓글 댓글수 개 "
    "좋아요 추천 구독 구독하기 구독중 닫기 열기 듣기 음성 음성으로 기사듣기 본문듣기 기사 본문 "
    "요약 요약봇 요약보기 자동요약 다크모드 기능 텍스트 변환 서비스 사용하기 언론사 기자 응원 "
    "응원하기 facebook twitter x share print email copy link bookmark save listen comments "
    "comment font size a 다른 페이지 공유하기 공유버튼 버튼 더보기 접기 로 번역 beta "
    "네이버에서 다음에서 구글에서 채널 추가 팔로우"
)
"""What a line of buttons (share, print, comment) consists of."""
MENU_WORDS: Final = SECTIONS | _words(
    "검색 로그인 로그아웃 회원가입 전체메뉴 메뉴 홈 home 전체 연예뉴스 오피니언 사설 칼럼 영상 "
    "동영상 비디오 tv 라디오 뉴스 뉴스홈 실시간 속보 이전 다음 목록 top 맨위로 위로 본문 "
    "바로가기 건너뛰기 english 中文 日本語 지면 지면보기 pdf 신문보기 신문 구독신청 마이페이지 "
    "알림 더보기 기사원문 기사 포토 사진 만화 운세 랭킹 이슈 기획 연재 인물 사람 사람들 피플 "
    "뉴스스탠드 mynews 제보 앱 다운로드 sign in log subscribe menu search skip to content main "
    "navigation news latest live edition 전체보기 언론사별 언론사 편집판 tv연예"
)
"""What a line of a menu consists of."""
SURNAMES: Final = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공"
    "현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예봉경사부가복태목형피두감호빈독"
)
"""The first syllables of Korean family names."""
NO_NAMES: Final = _words(
    "서울 부산 대구 인천 광주 대전 울산 세종 수원 성남 고양 용인 창원 청주 전주 천안 포항 경주 "
    "제주 춘천 강릉 원주 안동 구미 김해 진주 여수 순천 목포 군산 익산 평택 안산 안양 부천 "
    "의정부 파주 김포 이천 여주 화성 속초 동해 삼척 태백 충주 제천 아산 서산 당진 논산 공주 "
    "보령 거제 통영 밀양 양산 사천 경기 강원 충북 충남 전북 전남 경북 경남 워싱턴 뉴욕 도쿄 "
    "베이징 상하이 파리 런던 베를린 모스크바 로마 제네바 브뤼셀 카이로 홍콩 타이베이 하노이 "
    "방콕 자카르타 싱가포르 뉴델리 로스앤젤레스 시카고 샌프란시스코 라스베이거스 실리콘밸리 "
    "이스탄불 예루살렘 두바이 다보스 오사카 선양 평양 국회 용산 선임 수석 전문 인턴 수습 객원 "
    "사진 영상 의학 과학 환경 군사 법조 문화 경제 정치 사회 국제 산업 본지 취재 시민 담당 "
    "디지털 온라인 편집 뉴스 현장 종합 글 정리 촬영 그래픽 진행 차장 부장 팀장"
)
"""Words of two to four syllables in bylines that are places, desks or parts of a role."""
