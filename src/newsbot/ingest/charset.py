"""The bytes of a web page as text."""

from __future__ import annotations

import codecs
import contextlib
import re
from typing import Final

_CHARSET: Final = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w:.-]{1,40})", re.IGNORECASE
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODECS: Final = {
    # A list, since some of Python's codecs (punycode, idna) are slow on hostile bytes. EUC-KR
    # pages are read as its superset cp949, as browsers do.
    **dict.fromkeys(
        ("euc-kr", "ks_c_5601-1987", "ksc5601", "korean", "cp949", "ms949", "uhc"), "cp949"
    ),
    "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
    "shift_jis": "cp932",
    "gbk": "gb18030",
    "euc-jp": "euc_jp",
    "big5": "big5",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
}


def decode(data: bytes) -> str:
    """Return the page *data* as text; bytes that cannot be read become U+FFFD. Never raises."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    candidates = ["utf-8"] if name in _CODECS or declared else ["utf-8", "cp949"]
    for codec in candidates:  # a wrong label does less harm than mojibake
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(codec)
    return data.decode(_CODECS.get(name, "utf-8"), "replace")
