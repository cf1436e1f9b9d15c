"""The bytes of a web page as text."""

from __future__ import annotations

import codecs
import contextlib
import re
from typing import Final

_CHARSET: Final = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.-]{1,40})", re.IGNORECASE
)
_HEAD_BYTES: Final = 32_768
"""Within how many bytes a page says its charset: some have scripts before it."""
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODECS: Final = {
    # A list, since some of Python's codecs (punycode, idna) are slow on hostile bytes. EUC-KR
    # pages are read as its superset cp949, as browsers do. Servers say iso-8859-1 of anything.
    **dict.fromkeys(
        (
            "euc-kr",
            "euc_kr",
            "euckr",
            "ks_c_5601-1987",
            "ks_c_5601",
            "ksc5601",
            "ksc_5601",
            "korean",
            "cp949",
            "ms949",
            "uhc",
            "windows-949",
            "x-windows-949",
        ),
        "cp949",
    ),
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
    "shift_jis": "cp932",
    "gbk": "gb18030",
    "euc-jp": "euc_jp",
    "big5": "big5",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
}


def decode(data: bytes, charset: str | None = None) -> str:
    """Return the page *data* as text; bytes that cannot be read become U+FFFD. Never raises.

    *charset* is what the server said. Labels are often wrong, so what reads without a fault goes
    first, and what reads with the fewest is taken where nothing does.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    said = _said(data, charset)
    for codec in ("utf-8", *(said or ("cp949",))):  # a wrong label does less harm than mojibake
        if codec != "cp1252":
            with contextlib.suppress(UnicodeDecodeError):
                return data.decode(codec)
    readings = [data.decode(codec, "replace") for codec in dict.fromkeys((*said, "utf-8", "cp949"))]
    if said[:1] == ("cp1252",) and readings[-1].count("\ufffd"):
        return readings[0]
    return min(
        readings[1:] if said[:1] == ("cp1252",) else readings,
        key=lambda text: text.count("\ufffd"),
    )


def _said(data: bytes, charset: str | None) -> tuple[str, ...]:
    """Return the codecs that the server and the page itself name, as far as they are known."""
    found = _CHARSET.search(data[:_HEAD_BYTES])
    names = (charset or "", found[1].decode("ascii", "replace") if found else "")
    codecs_named = (_CODECS.get(name.strip().strip("\"'").lower()) for name in names)
    return tuple(dict.fromkeys(codec for codec in codecs_named if codec))
