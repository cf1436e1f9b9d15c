"""Pleasantries: what people say to a bot without asking for news: thanks, greetings, help."""

from __future__ import annotations

import re
from typing import Final, Literal

Pleasantry = Literal["help", "thanks", "hello", "chatter"]
_NOISE: Final = re.compile(r"[^\w\s/]|[ㄱ-ㅎㅏ-ㅣ]+|\blol\b")
"""Punctuation, emoji, laughter."""
_SAID: Final[dict[Pleasantry, str]] = {
    "help": """
        도움말, 도움, 도와줘, 도와줘요, 도와주세요, 사용법, 사용방법, 사용 방법, 쓰는 법, /도움말,
        어떻게 써, 어떻게 써요, 어떻게 쓰나요, 어떻게 사용해, 이 봇 어떻게 써, 봇 어떻게 써,
        뭐 할 수 있어, 뭘 할 수 있어, help, /help, how do i use this, what can you do
    """,
    "thanks": """
        고마워, 고마워요, 고맙습니다, 감사, 감사해, 감사해요, 감사합니다, 땡큐, 정말 고마워,
        정말 고마워요, 정말 감사합니다, thanks, thank you, thanks a lot, thank you so much, thx, ty
    """,
    "hello": """
        안녕, 안녕하세요, 안녕하십니까, 안녕히 계세요, 안녕히 가세요, 하이, 반가워, 반가워요,
        반갑습니다, 수고하세요, 잘 자, hello, hi, hey, bye, good morning, good night
    """,
    "chatter": """
        네, 넵, 예, 응, 어, 아, 오, 와, 헐, 대박, 굿, 아하, 아 네, 오 대박, 와 대박, 그렇구나,
        아 그렇구나, 그렇군, 그렇군요, 알겠어, 알겠습니다, 좋아, 좋네, ok, okay, yes, no, wow, nice,
        good, great
    """,
}
_KINDS: Final[dict[str, Pleasantry]] = {
    " ".join(words.split()): kind for kind, said in _SAID.items() for words in said.split(",")
}


def pleasantry(text: str) -> Pleasantry | None:
    """Return what kind of pleasantry *text* is, the whole of it; None: something else."""
    words = " ".join(_NOISE.sub(" ", text.casefold()).split())
    return _KINDS.get(words) if words else "chatter"
