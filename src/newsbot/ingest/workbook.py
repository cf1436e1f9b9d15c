"""An Excel workbook of articles, read in the child process: its rows as text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from newsbot.errors import IngestError

COLUMNS: Final = ("뉴스식별자", "일자", "언론사", "기고자", "제목", "통합분류1", "본문", "URL")
"""The columns that are read, without their spaces."""
_NEEDED: Final = frozenset({"뉴스식별자", "제목", "본문"})
_MAX_HEADER_ROW: Final = 20
MAX_CELL_CHARS: Final = 32_767
"""Excel's own limit; longer ones are no cells of Excel's and are cut."""
MAX_UNPACKED_BYTES: Final = 256 * 1024 * 1024
_MAX_CELLS: Final = 4_000_000
"""20,000 rows of BIGKinds' 19 columns are 380,000."""
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")

Cells = dict[str, str]


def read_rows(data: bytes) -> Iterator[tuple[int, Cells]]:
    """Yield the number of each row below the header, as Excel shows it, and its cells by column.

    Empty rows are passed over. Raises IngestError ``ingest.not_bigkinds``, ``ingest.sheet_bomb``.
    """
    _refuse_bombs(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if (found := _header(sheet)) is not None:
                yield from _rows(sheet, *found)
                return
    except (CalamineError, ValueError, zipfile.BadZipFile):
        raise IngestError("ingest.not_bigkinds") from None
    raise IngestError("ingest.not_bigkinds")


def _refuse_bombs(data: bytes) -> None:
    """Refuse what says that it is no zip file, or unfolds to more than a sheet of news can be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(one.file_size for one in packed.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise IngestError("ingest.not_bigkinds") from None
    if size > MAX_UNPACKED_BYTES:
        raise IngestError("ingest.sheet_bomb")


def _header(sheet: CalamineSheet) -> tuple[int, dict[str, int]] | None:
    """Return the number of the row that names the columns, and where each stands; or None."""
    if sheet.height * sheet.width > _MAX_CELLS:
        raise IngestError("ingest.sheet_bomb")
    first = (sheet.start or (0, 0))[0]
    for number, row in enumerate(sheet.iter_rows(), first + 1):
        if number > first + _MAX_HEADER_ROW:
            return None
        names = {"".join(_text(cell).split()): place for place, cell in reversed([*enumerate(row)])}
        if names.keys() >= _NEEDED:
            return number, {name: names[name] for name in COLUMNS if name in names}
    return None


def _rows(
    sheet: CalamineSheet, header: int, columns: dict[str, int]
) -> Iterator[tuple[int, Cells]]:
    first = (sheet.start or (0, 0))[0]
    for number, row in enumerate(sheet.iter_rows(), first + 1):
        if number <= header:
            continue
        cells = {name: _cell(row, place) for name, place in columns.items()}
        if any(cells.values()):
            yield number, cells


def _cell(row: Sequence[object], place: int) -> str:
    return _text(row[place]) if place < len(row) else ""


def _text(value: object) -> str:
    """Return what a cell shows: a day without its midnight, a whole number without its ``.0``."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _NO_XML.sub("", str(value))[:MAX_CELL_CHARS].strip()
