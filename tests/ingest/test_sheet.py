"""BIGKinds' export; the workbooks are made here, their content is invented."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime

import openpyxl
import pytest

from newsbot.article import Draft
from newsbot.errors import IngestError
from newsbot.ingest import parse_sheet, workbook
from newsbot.ingest.sheet import MAX_SHEET_BYTES

HEADER = [
    "뉴스 식별자",
    "일자",
    "언론사",
    "기고자",
    "제목",
    "통합 분류1",
    "통합 분류2",
    "통합 분류3",
    "사건/사고 분류1",
    "사건/사고 분류2",
    "사건/사고 분류3",
    "인물",
    "위치",
    "기관",
    "키워드",
    "특성추출(가중치순 상위 50개)",
    "본문",
    "URL",
    "분석제외 여부",
]
ROW = {
    "뉴스 식별자": "02100601.20251029151530001",
    "일자": "20251029",
    "언론사": "세계일보",
    "기고자": "홍길동 기자, 김철수",
    "제목": "도서관 두 곳 열어",
    "통합 분류1": "사회>사건_사고",
    "본문": "해마루시는 3일 도서관 두 곳을 새로 열었다.\n시는 내년에도...",
    "URL": "https://www.segye.com/newsView/1",
}
Row = Mapping[str, object]


def book(
    *rows: Row, header: Sequence[str] = HEADER, before: Sequence[Sequence[object]] = ()
) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for line in before:
        sheet.append(list(line))
    sheet.append(list(header))
    for row in rows:
        sheet.append([row.get(name) for name in header])
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def only(data: bytes) -> Draft:
    ((_, draft),) = parse_sheet(data)
    assert isinstance(draft, Draft)
    return draft


def refused(data: bytes) -> str:
    with pytest.raises(IngestError) as caught:
        list(parse_sheet(data))
    assert caught.value.sentence("ko") != caught.value.sentence("en")
    return caught.value.code


def test_all_fields() -> None:
    draft = only(book(dict(ROW)))
    assert draft.source_id == "02100601.20251029151530001"
    assert draft.published
    assert (draft.published.spelled(), draft.published.precision) == ("2025-10-29", "day")
    assert (draft.outlet, draft.authors) == ("세계일보", ("홍길동", "김철수"))
    assert (draft.title, draft.section) == ("도서관 두 곳 열어", "사회")
    assert draft.body == "해마루시는 3일 도서관 두 곳을 새로 열었다.\n시는 내년에도..."
    assert draft.url == "https://www.segye.com/newsView/1"
    assert draft.excerpt
    assert (draft.id, draft.audience, draft.hidden) == (None, None, False)


@pytest.mark.parametrize(
    "day",
    [20251029, 20251029.0, "2025-10-29", "2025.10.29", datetime(2025, 10, 29)],  # noqa: DTZ001
)
def test_days(day: object) -> None:
    published = only(book(ROW | {"일자": day})).published
    assert published
    assert published.spelled() == "2025-10-29"


def test_columns_are_found_by_name_wherever_they_stand() -> None:
    shuffled = ["비고", *reversed(HEADER), "제목"]
    data = book(ROW | {"비고": "메모"}, header=shuffled, before=[["빅카인즈 검색 결과"], []])
    ((row, draft),) = parse_sheet(data)
    assert row == 4
    assert isinstance(draft, Draft)
    assert (draft.title, draft.section) == ("도서관 두 곳 열어", "사회")


def test_columns_may_be_missing_and_spelt_without_spaces() -> None:
    draft = only(
        book(
            {"뉴스식별자": "1", "제목": "가", "본문": "나다."},
            header=["뉴스식별자", "제목", "본문"],
        )
    )
    assert (draft.source_id, draft.title, draft.body) == ("1", "가", "나다.")
    assert (draft.outlet, draft.published, draft.authors, draft.url) == (None, None, (), None)


def test_rows_without_text_are_refused_and_empty_ones_passed_over() -> None:
    found = list(parse_sheet(book(dict(ROW), {}, ROW | {"본문": "  "}, dict(ROW))))
    assert [row for row, _ in found] == [2, 4, 5]
    assert [item.code for _, item in found if isinstance(item, IngestError)] == ["ingest.no_body"]


def test_the_sheet_need_not_be_the_first() -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(dict(ROW))))
    made.create_sheet("요약", 0).append(["언론사", "건수"])
    stream = io.BytesIO()
    made.save(stream)
    assert only(stream.getvalue()).title == "도서관 두 곳 열어"


def edited(data: bytes, name: str, old: str, new: str) -> bytes:
    """Return the workbook with *new* for what *old* finds in the file *name* of it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for one in source.infolist():
            content = source.read(one)
            if one.filename == name:
                content, count = re.subn(old.encode(), new.encode(), content)
                assert count
            target.writestr(one.filename, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("size", ["A1", "A1:XFD1048576", "B7:C9"])
def test_the_size_that_a_sheet_claims_does_not_count(size: str) -> None:
    """BIGKinds' own files can claim to end at A1."""
    data = edited(
        book(dict(ROW), dict(ROW)), SHEET, '<dimension ref="[^"]*"', f'<dimension ref="{size}"'
    )
    assert len(list(parse_sheet(data))) == 2


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "ZZZZ99999999999"])
def test_a_cell_far_away_is_no_reason_to_fill_the_memory(cell: str) -> None:
    far = f'<row r="9"><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    assert refused(edited(book(dict(ROW)), SHEET, "</sheetData>", far)) in {
        "ingest.sheet_bomb",
        "ingest.sheet_crashed",
        "ingest.not_bigkinds",
    }


def test_a_bomb_is_refused_by_the_size_that_it_states() -> None:
    stream = io.BytesIO(book(dict(ROW)))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/zeros", bytes(workbook.MAX_UNPACKED_BYTES))
    assert len(stream.getvalue()) < 1 << 20
    assert refused(stream.getvalue()) == "ingest.sheet_bomb"


def test_a_bomb_that_lies_about_its_size_is_stopped_by_the_limits() -> None:
    filler = "<c><v>" + "0" * 300_000_000 + "</v></c>"
    data = bytearray(
        edited(book(dict(ROW)), SHEET, "</sheetData>", f"<row>{filler}</row></sheetData>")
    )
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            data[start + place : start + place + 4] = (1000).to_bytes(4, "little")
            start += 4
    assert refused(bytes(data)).startswith("ingest.")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"PK\x03\x04" + bytes(100),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),  # .xls, or locked with a password
        "뉴스 식별자,일자,제목,본문\n1,20251029,가,나\n".encode("cp949"),
        book({"이름": "가"}, header=["이름", "나이"]),
        book(header=["제목", "본문"]),
        book(dict(ROW))[:-300],
        edited(book(dict(ROW)), SHEET, "<sheetData>", "<sheetData"),
        edited(book(dict(ROW)), "xl/workbook.xml", "<sheets>.*</sheets>", ""),
    ],
    ids=range(10),
)
def test_what_is_no_export_of_bigkinds(data: bytes) -> None:
    assert refused(data) == "ingest.not_bigkinds"


def test_too_large() -> None:
    with pytest.raises(IngestError) as caught:
        parse_sheet(b"PK" + bytes(MAX_SHEET_BYTES))
    assert caught.value.code == "ingest.sheet_too_large"


def test_many_rows_come_one_by_one() -> None:
    rows = parse_sheet(book(*(ROW | {"제목": f"제목 {number}"} for number in range(3_000))))
    titles = [draft.title for _, draft in rows if isinstance(draft, Draft)]
    assert titles == [f"제목 {number}" for number in range(3_000)]
