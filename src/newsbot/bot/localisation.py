"""The names and descriptions of the commands: English in Discord's menus, Korean beside it.

Command names stay Latin, because ``</ask:1>`` mentions are not localised; a Korean client shows
the Korean name and finds the command under both.
"""

from __future__ import annotations

from typing import Final

import discord
from discord import app_commands

KOREAN: Final[dict[str, str]] = {
    # commands
    "ask": "질문",
    "Ask the news; the answer is quoted word for word": (
        "뉴스에 물어봅니다. 답은 기사에서 그대로 인용합니다"
    ),
    "search": "검색",
    "Find articles by words": "낱말로 기사를 찾습니다",
    "latest": "최신",
    "The latest articles": "최신 기사를 봅니다",
    "article": "기사",
    "Articles: show, add and keep them": "기사를 보고, 넣고, 관리합니다",
    "show": "보기",
    "Show an article": "기사 하나를 봅니다",
    "add": "추가",
    "Add an article: a link, a file, or its text": "기사를 넣습니다. 링크, 파일, 또는 글",
    "remove": "빼기",
    "Move an article to the trash": "기사를 휴지통으로 옮깁니다",
    "hide": "숨기기",
    "Keep an article out of answers": "기사를 답에 나오지 않게 합니다",
    "unhide": "드러내기",
    "Let a hidden article back into answers": "숨긴 기사를 다시 답에 나오게 합니다",
    "list": "목록",
    "List the articles, newest first": "기사 목록을 새것부터 봅니다",
    "history": "이력",
    "What was changed in an article, and when": "기사가 언제 어떻게 바뀌었는지 봅니다",
    "feed": "피드",
    "Feeds: follow, list and read them (curators)": "피드를 받고, 보고, 읽습니다 (편집자)",
    "Follow an RSS or Atom feed": "RSS나 Atom 피드를 받습니다",
    "List the feeds that are followed": "받고 있는 피드를 봅니다",
    "Follow a feed no longer; its articles stay": "피드를 그만 받습니다. 넣은 기사는 남습니다",
    "run": "읽기",
    "Read the feeds now": "피드를 지금 읽습니다",
    "help": "도움말",
    "How to ask this bot": "이 봇에게 묻는 법",
    "about": "정보",
    "What this bot knows, and what it keeps": "이 봇이 아는 것과 남기는 것",
    "status": "상태",
    "How the bot is doing": "봇의 상태를 봅니다",
    "Ask with this message": "이 메시지로 질문",
    "Add as article": "기사로 추가",
    # options
    "question": "질문",
    "What you want to know": "알고 싶은 것",
    "since": "부터",
    "From this day on: 2025-10-29, 10월 29일, yesterday, last week": (
        "이날부터: 2025-10-29, 10월 29일, 어제, 지난주"
    ),
    "until": "까지",
    "Up to this day: 2025-10-29, 10월 29일, yesterday, last week": (
        "이날까지: 2025-10-29, 10월 29일, 어제, 지난주"
    ),
    "outlet": "언론사",
    "Only articles of this outlet": "이 언론사의 기사에서만",
    "private": "나만보기",
    "Show the answer to you alone": "답을 나에게만 보여 줍니다",
    "words": "낱말",
    "What to search for": "찾을 낱말",
    "n": "개수",
    "How many articles": "기사 몇 건",
    "page": "쪽",
    "Which page of the list": "목록의 몇 번째 쪽",
    "hidden": "숨긴것",
    "Only hidden articles (curators)": "숨긴 기사만 (편집자)",
    "file": "파일",
    "One article, or a file of many": "기사 하나, 또는 여러 건이 든 파일",
    "link": "링크",
    "The address of its page": "기사 페이지의 주소",
    "Its headline or id": "기사의 제목이나 번호",
    "url": "주소",
    "minutes": "간격",
    "Minutes between two looks": "다시 읽기까지의 시간(분)",
    "The address of the feed": "피드의 주소",
    "Its title, number or address": "피드의 제목, 번호나 주소",
}


class Translator(app_commands.Translator):
    """Gives discord.py the Korean texts."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 -- the same text everywhere
    ) -> str | None:
        """Return *string* in Korean, if that is the *locale*."""
        return KOREAN.get(string.message) if locale is discord.Locale.korean else None
