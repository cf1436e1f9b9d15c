"""What the Discord bot says, in Korean and English; errors are in ``messages``."""

# ruff: noqa: ISC004 -- a sentence may be longer than a line; a test checks that all are pairs

from __future__ import annotations

from typing import Final

from newsbot.messages import Language

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    # code: (Korean, English); both use the same names in braces (a test checks it).
    # replies
    "reply.question": ("질문", "Question"),
    "reply.searched": ("기사 {articles:,}건에서 찾음", "{articles:,} articles searched"),
    "reply.newest": ("가장 새 기사 {day}", "newest {day}"),
    "reply.none": (
        "기사에서 답을 찾지 못했습니다.",
        "The articles hold no answer to this.",
    ),
    "reply.no_terms": (
        "찾을 말이 없는 질문입니다. 사람, 장소, 사건의 이름을 넣어 다시 물어 주세요.",
        "There is nothing to search for in this. Name a person, a place or an event.",
    ),
    "reply.no_articles": (
        "아직 기사가 없습니다. `/article add`로 기사를 넣어 주세요.",
        "There are no articles yet. Add one with `/article add`.",
    ),
    "reply.terms": ("검색한 말: {terms}", "Searched for: {terms}"),
    "reply.unknown_term": ("{term} (못 찾음)", "{term} (not found)"),
    "reply.none_within": (
        "그 기간이나 언론사의 기사에는 없습니다. 조건을 넓혀 다시 물어 주세요.",
        "Nothing within that time or outlet. Widen it and ask again.",
    ),
    "reply.incomplete": (
        "언론사나 입력 시각이 없습니다. ‘고치기’로 적으면 출처에 나오고 날짜로 찾을 수 있습니다.",
        "The outlet or the time is missing. With “Correct” they are named with each quote, "
        "and the article is found by date.",
    ),
    "reply.nearest": (
        "가까운 기사는 아래 단추로 볼 수 있습니다.",
        "The buttons below show the nearest articles.",
    ),
    "reply.shortened": (
        "… 메시지가 길어 줄였습니다. 봇에 ‘링크 첨부’ 권한이 있으면 모두 보입니다.",
        "… Shortened to fit. With the permission “Embed Links” the bot can show all of it.",
    ),
    "reply.confidence": ("확신도 {confidence:.2f}", "Confidence {confidence:.2f}"),
    "reply.carried": (
        "앞 질문에서 이어받은 말: {terms}",
        "Carried over from the question before: {terms}",
    ),
    "reply.weight": ("무게", "weight"),
    "reply.passages": ("문단", "passages"),
    "reply.quotes": ("인용", "quotes"),
    "reply.term": ("말", "term"),
    "reply.more_terms": ("… 외 {count:,}개", "... and {count:,} more"),
    "reply.runners_up": ("살펴본 문단", "Passages considered"),
    "reply.score": ("점수 {score:.2f}", "score {score:.2f}"),
    "reply.untitled": ("(제목 없음)", "(untitled)"),
    "reply.missing": ("없음", "missing"),
    "reply.title": ("제목", "Title"),
    "reply.subtitles": ("부제", "Sub-headlines"),
    "reply.outlet": ("언론사", "Outlet"),
    "reply.published": ("입력", "Published"),
    "reply.modified": ("수정", "Modified"),
    "reply.authors": ("기자", "Authors"),
    "reply.section": ("분야", "Section"),
    "reply.source_id": ("원래 번호", "Source id"),
    "reply.url": ("주소", "Link"),
    "reply.body": ("본문", "Body"),
    "reply.note": ("메모", "Note"),
    "reply.sample": ("예시 기사", "sample article"),
    "reply.excerpt": ("본문 일부(발췌)", "excerpt"),
    "reply.hidden": ("숨긴 기사", "hidden"),
    "reply.also": ("외 {count:,}개 언론사", "and {count:,} other outlets"),
    "reply.also_one": ("외 1개 언론사", "and 1 other outlet"),
    "reply.corrected.correction": ("정정보도 있음", "Corrected since"),
    "reply.corrected.reply": ("반론보도 있음", "A reply was published"),
    "reply.corrected.both": ("정정·반론보도 있음", "Corrected since, with a reply"),
    "reply.corrected.later": ("추후보도 있음", "A later report was published"),
    "reply.kind.correction": ("정정보도", "correction"),
    "reply.kind.reply": ("반론보도", "reply"),
    "reply.kind.both": ("정정·반론보도", "correction and reply"),
    "reply.kind.later": ("추후보도", "later report"),
    "reply.audience": ("이 서버에서만 보임", "seen in this server alone"),
    "reply.many": ("기사 {count:,}건을 읽었습니다", "{count:,} articles were understood"),
    "reply.many_refused": (
        "읽지 못한 것 {count:,}건. 처음({first}): {reason}",
        "{count:,} could not be read. The first ({first}): {reason}",
    ),
    "reply.no_list": ("보여 드릴 기사가 없습니다.", "There are no articles to show."),
    "reply.more_articles": ("… 외 {count:,}건", "... and {count:,} more"),
    "reply.understood": ("이렇게 읽었습니다", "What was understood"),
    "reply.size": (
        "문단 {paragraphs:,}개, {chars:,}자",
        "{paragraphs:,} paragraphs, {chars:,} characters",
    ),
    "reply.coming.duplicate": (
        "같은 기사가 이미 있습니다. 저장해도 달라지지 않습니다.",
        "The same article is here already. Saving it changes nothing.",
    ),
    "reply.coming.updated": (
        "이미 있는 기사의 새 판입니다. 저장하면 아래 기사를 대신하고, 옛 판은 이력에 남습니다.",
        "This is a new version of an article. Saved, it takes the place of the one below, "
        "which stays in the history.",
    ),
    "reply.dropped": ("뺀 줄 {count:,}개", "Lines left out: {count:,}"),
    "reply.more_lines": ("… 외 {count:,}줄", "... and {count:,} more"),
    "reply.dropped.menu": ("메뉴", "menu"),
    "reply.dropped.share": ("공유 단추", "share buttons"),
    "reply.dropped.caption": ("사진 설명", "captions"),
    "reply.dropped.credit": ("사진 출처", "photo credits"),
    "reply.dropped.related": ("관련 기사·사진 목록", "related articles and photos"),
    "reply.dropped.copyright": ("저작권 표시", "copyright"),
    "reply.dropped.contact": ("연락처", "contact"),
    # buttons and forms
    "button.more": ("더 보기", "More"),
    "button.why": ("근거", "Why"),
    "button.source": ("원문", "Source"),
    "button.up": ("👍", "👍"),
    "button.down": ("👎", "👎"),
    "button.delete": ("삭제", "Delete"),
    "button.share": ("질문도 보내기", "Send the question too"),
    "button.save": ("저장", "Save"),
    "button.correct": ("고치기", "Correct"),
    "button.cancel": ("취소", "Cancel"),
    "button.undo": ("되돌리기", "Undo"),
    "modal.paste": ("기사 붙여넣기", "Paste an article"),
    "modal.text": (
        "기사 페이지의 글 전체 (4,000자까지)",
        "The text of the page (4,000 characters)",
    ),
    "modal.correct": ("기사 고치기", "Correct the article"),
    "modal.title": ("제목", "Headline"),
    "modal.outlet": ("언론사", "Outlet"),
    "modal.published": ("입력 시각 (예: 2025-10-29 19:07)", "Published (such as 2025-10-29 19:07)"),
    "modal.authors": ("기자 (쉼표로 나눔)", "Authors (with commas between)"),
    "modal.url": ("주소 (http...)", "Link (http...)"),
    "modal.share": ("이 질문을 함께 남길까요?", "Keep this question with your vote?"),
    "modal.question": ("질문 (보내면 저장됩니다)", "The question (kept if you send this)"),
    "modal.remark": ("무엇이 아쉬웠나요? (선택)", "What was wrong? (optional)"),
    # asking
    "listen.empty": (
        "무엇이 궁금하신가요? 사람, 장소, 사건의 이름을 넣어 물어 주세요. "
        "쓰는 법은 `/help`에 있습니다.",
        "What would you like to know? Name a person, a place or an event. `/help` says more.",
    ),
    "listen.thanks": (
        "도움이 되었다면 다행입니다. 더 궁금한 것이 있으면 물어 주세요.",
        "Glad to help. Ask whenever you want to know more.",
    ),
    "listen.file": (
        "파일은 질문으로 읽지 않습니다. 기사로 넣으시려면 `/article add`를, "
        "물어보시려면 글로 적어 주세요.",
        "A file is not read as a question. To add it as an article use `/article add`; "
        "to ask, write your question.",
    ),
    "listen.hidden": (
        "이 답글의 글은 디스코드가 봇에게 보여 주지 않습니다. "
        "답글에 봇을 @로 부르며 다시 물어 주세요.",
        "Discord does not show the bot the text of this reply. "
        "Mention the bot in your reply and ask again.",
    ),
    "listen.no_text": (
        "이 메시지에는 질문으로 읽을 글이 없습니다. 글이 있는 메시지를 골라 주세요.",
        "This message has no text to ask about. Choose one that has.",
    ),
    "ask.from": ("{day}부터", "from {day}"),
    "ask.to": ("{day}까지", "to {day}"),
    "ask.cut": (
        "질문이 길어 앞의 {chars:,}자만 찾았습니다.",
        "The question is long; only its first {chars:,} characters were searched for.",
    ),
    "more.none": ("더 보여 드릴 인용이 없습니다.", "There are no further quotes."),
    "busy.user": (
        "붐빔: 먼저 하신 질문에 답하고 있습니다. 답이 나온 뒤에 다시 물어 주세요.",
        "Busy: your earlier questions are being answered. Please ask again after that.",
    ),
    "busy.guild": (
        "붐빔: 이 서버의 질문이 밀려 있습니다. 잠시 뒤에 다시 물어 주세요.",
        "Busy: many questions of this server are waiting. Please ask again in a moment.",
    ),
    "busy.total": (
        "붐빔: 지금은 질문이 많습니다. 잠시 뒤에 다시 물어 주세요.",
        "Busy: there are many questions right now. Please ask again in a moment.",
    ),
    "busy.cooldown": (
        "질문이 잦습니다. {seconds}초 뒤에 다시 물어 주세요.",
        "That was many questions in a short time. Please ask again in {seconds} seconds.",
    ),
    "busy.closing": (
        "봇을 다시 시작하는 중입니다. 잠시 뒤에 다시 물어 주세요.",
        "The bot is restarting. Please ask again in a moment.",
    ),
    "vote.up": ("고맙습니다. 평가를 남겼습니다.", "Thank you. Your vote is noted."),
    "vote.down": (
        "고맙습니다. 질문은 빼고 평가만 남겼습니다. "
        "질문도 보내 주시면 봇을 고치는 데 도움이 됩니다.",
        "Thank you. Your vote is noted, without the question. "
        "Sending the question too helps to mend the bot.",
    ),
    "vote.shared": (
        "고맙습니다. 보내 주신 내용을 평가와 함께 남겼습니다.",
        "Thank you. What you sent is kept with the vote.",
    ),
    "vote.unshared": (
        "비워 두셔서 평가만 남겼습니다.",
        "You left it empty, so only the vote is kept.",
    ),
    # lists and articles
    "search.title": ("‘{words}’ 검색 결과", "Articles for “{words}”"),
    "latest.title": ("최신 기사", "The latest articles"),
    "list.title": ("기사 목록 {page:,}쪽", "Articles, page {page:,}"),
    "list.none": (
        "보여 드릴 기사가 없습니다. 다른 말로 찾거나 `/latest`를 써 보세요.",
        "There are no articles to show. Try other words, or `/latest`.",
    ),
    "history.title": (
        "**{title}** (`{article_id}`)의 이력",
        "History of **{title}** (`{article_id}`)",
    ),
    "history.none": (
        "남은 변경 기록이 없습니다. 기사 폴더에 바로 넣은 기사일 수 있습니다.",
        "No changes are on record. The article may have been put into the folder by hand.",
    ),
    "history.add": ("{at} 넣음", "{at} added"),
    "history.update": ("{at} 새 내용으로 바꿈", "{at} replaced by a new version"),
    "history.remove": ("{at} 뺌", "{at} removed"),
    "history.hide": ("{at} 숨김", "{at} hidden"),
    "history.unhide": ("{at} 숨김을 풂", "{at} unhidden"),
    "history.restore": ("{at} 되살림", "{at} restored"),
    "history.erase": ("{at} 예전 것을 완전히 지움", "{at} a removed copy deleted for good"),
    "history.edits": ("… 외 {count:,}줄 달라짐", "... and {count:,} more lines changed"),
    "history.more": ("-# 더 오래된 기록은 줄였습니다.", "-# What is older was left out."),
    "history.field.title": ("제목", "headline"),
    "history.field.subtitles": ("부제", "sub-headlines"),
    "history.field.outlet": ("언론사", "outlet"),
    "history.field.published": ("입력", "published"),
    "history.field.modified": ("수정", "modified"),
    "history.field.authors": ("기자", "authors"),
    "history.field.section": ("분야", "section"),
    "history.field.url": ("주소", "link"),
    "history.field.source_id": ("원래 번호", "source id"),
    "history.field.note": ("메모", "note"),
    "history.field.excerpt": ("발췌", "excerpt"),
    "history.field.audience": ("볼 수 있는 곳", "audience"),
    # adding and keeping
    "preview.server": (
        "저장하면 **이 서버에서만** 보입니다.",
        "Once saved, it is seen **in this server alone**.",
    ),
    "preview.everyone": (
        "저장하면 **모든 서버에서** 보입니다.",
        "Once saved, it is seen **in every server**.",
    ),
    "saved.added": (
        "저장했습니다: **{title}** (`{article_id}`). 이제 질문에 인용됩니다.",
        "Saved: **{title}** (`{article_id}`). It can be quoted from now on.",
    ),
    "saved.updated": (
        "새 내용으로 바꿨습니다: **{title}** (`{article_id}`).",
        "Replaced by the new version: **{title}** (`{article_id}`).",
    ),
    "saved.duplicate": (
        "같은 기사가 이미 있어 그대로 두었습니다: **{title}** (`{article_id}`).",
        "The same article is here already, nothing was changed: **{title}** (`{article_id}`).",
    ),
    "bulk.progress": (
        "저장하는 중입니다: {count:,}건 가운데 {done:,}건.",
        "Saving: {done:,} of {count:,}.",
    ),
    "bulk.done": (
        "마쳤습니다. 추가 {added:,} · 갱신 {updated:,} · 중복 {duplicate:,} · 거절 {refused:,}.",
        "Done: {added:,} added, {updated:,} updated, {duplicate:,} duplicate, {refused:,} refused.",
    ),
    "cancelled": ("저장하지 않았습니다.", "Nothing was saved."),
    "changed.remove": (
        "휴지통으로 옮겼습니다: **{title}** (`{article_id}`).",
        "Moved to the trash: **{title}** (`{article_id}`).",
    ),
    "changed.hide": (
        "숨겼습니다: **{title}** (`{article_id}`). 답과 목록에 나오지 않습니다.",
        "Hidden: **{title}** (`{article_id}`). It stays out of answers and lists.",
    ),
    "changed.unhide": (
        "다시 드러냈습니다: **{title}** (`{article_id}`).",
        "Unhidden: **{title}** (`{article_id}`).",
    ),
    "undone.remove": (
        "되돌려 기사를 뺐습니다: **{title}** (`{article_id}`).",
        "Taken back, the article is removed: **{title}** (`{article_id}`).",
    ),
    "undone.restore": (
        "되돌려 앞의 내용을 살렸습니다: **{title}** (`{article_id}`).",
        "Taken back, what was there before is restored: **{title}** (`{article_id}`).",
    ),
    "undone.hide": (
        "되돌려 다시 숨겼습니다: **{title}** (`{article_id}`).",
        "Taken back, the article is hidden again: **{title}** (`{article_id}`).",
    ),
    "undone.unhide": (
        "되돌려 다시 드러냈습니다: **{title}** (`{article_id}`).",
        "Taken back, the article is unhidden again: **{title}** (`{article_id}`).",
    ),
    # feeds
    "feeding.added_server": (
        "피드를 받기 시작했습니다: **{title}** (지금 {entries:,}건, {minutes:,}분마다). "
        "기사는 **이 서버에서만** 보입니다.",
        "Following **{title}** ({entries:,} entries now, every {minutes:,} minutes). "
        "Its articles are seen **in this server alone**.",
    ),
    "feeding.added_everyone": (
        "피드를 받기 시작했습니다: **{title}** (지금 {entries:,}건, {minutes:,}분마다). "
        "기사는 **모든 서버에서** 보입니다.",
        "Following **{title}** ({entries:,} entries now, every {minutes:,} minutes). "
        "Its articles are seen **in every server**.",
    ),
    "feeding.removed": (
        "이제 받지 않습니다: **{title}**. 넣은 기사는 그대로 있습니다.",
        "No longer followed: **{title}**. Its articles stay.",
    ),
    "feeding.none": (
        "받는 피드가 없습니다. `/feed add`로 넣어 주세요.",
        "No feeds are followed. Add one with `/feed add`.",
    ),
    "feeding.line": (
        "{number}. **{title}** · {host} · 읽음 {last} · 다음 {next} · 기사 {articles:,}건",
        "{number}. **{title}** · {host} · read {last} · next {next} · {articles:,} articles",
    ),
    "feeding.never": ("아직 안 읽음", "never"),
    "feeding.paused": ("멈춤", "paused"),
    "feeding.more": ("… 외 {count:,}개", "... and {count:,} more"),
    "feeding.read": (
        "피드 {feeds:,}개를 읽었습니다. 추가 {added:,} · 갱신 {updated:,} · 중복 {duplicate:,} · "
        "거절 {refused:,}",
        "Feeds read: {feeds:,}. Added {added:,}, updated {updated:,}, duplicate {duplicate:,}, "
        "refused {refused:,}.",
    ),
    "feeding.waiting": (
        "남은 {count:,}건은 다음 차례에 읽습니다.",
        "{count:,} more entries are read the next time.",
    ),
    "feeding.failed": ("**{title}**: {reason}", "**{title}**: {reason}"),
    "feeding.fresh": (
        "모두 조금 전에 읽었습니다. 5분 뒤에 다시 해 주세요.",
        "All were read a moment ago. Try again in 5 minutes.",
    ),
    "feeding.slow": (
        "시간이 오래 걸려 여기서 멈췄습니다. 나머지는 봇이 이어서 읽습니다.",
        "This takes long. The bot goes on with it by itself.",
    ),
    # the bot itself
    "help": (
        "**뉴스에 묻는 법**\n"
        "- `/ask`에 질문을 적거나, 채널에서 @{name}을(를) 부르며 물어 주세요. "
        "DM으로는 그냥 물으면 됩니다.\n"
        "- 제 답에 답글로 물으면 앞 질문에 이어집니다(‘그건 언제야?’). "
        "`새 질문:`으로 시작하면 따로 찾습니다.\n"
        "- 메시지를 길게 누르거나 오른쪽 단추로 눌러 ‘앱 → 이 메시지로 질문’을 골라도 됩니다.\n"
        "- `/search` 낱말로 찾기 · `/latest` 최신 기사 · `/article show` 기사 보기\n"
        "- 기사 넣기(편집자): `/article add`(링크, 파일, 글), `/feed add`, 또는 메시지에서 "
        "‘앱 → 기사로 추가’\n"
        "답은 언제나 기사에서 그대로 인용합니다. 기사에 없으면 없다고 말합니다.",
        "**How to ask the news**\n"
        "- Use `/ask`, or mention @{name} with a question in a channel. In a DM just ask.\n"
        "- Reply to an answer to ask on (“when was that?”). `new question:` starts afresh.\n"
        "- Or open a message's menu: Apps → Ask with this message.\n"
        "- `/search` by words · `/latest` articles · `/article show`\n"
        "- Adding articles (curators): `/article add` (a link, a file, a text), `/feed add`, or a "
        "message's menu: Apps → Add as article\n"
        "Answers are quoted word for word. When the articles hold no answer, I say so.",
    ),
    "about": (
        "newsbot {version} · 기사 {articles:,}건 · 가장 새 기사 {newest} · "
        "색인은 {minutes:,.0f}분 전에 바뀜\n"
        "질문은 답 아래 단추를 위해 {days}일 동안만 기억하고 지웁니다. 기록(로그)에는 질문도 "
        "물은 사람도 남기지 않습니다. 👍/👎는 질문 없이 남고, 동의하신 때만 질문을 함께 남깁니다. "
        "기사를 넣고 고친 일은 누가 했는지 기록합니다.",
        "newsbot {version} · {articles:,} articles · newest {newest} · "
        "index changed {minutes:,.0f} minutes ago\n"
        "A question is remembered for {days} days, for the buttons under its answer, then erased. "
        "The log holds neither questions nor who asked. 👍/👎 are kept without the question unless "
        "you agree. Who adds or changes an article is recorded.",
    ),
    "status.gateway": (
        "게이트웨이 지연 {ms} · 이벤트 루프 지연 p99 {lag:.1f} ms",
        "Gateway latency {ms} · event loop lag p99 {lag:.1f} ms",
    ),
    "status.questions": (
        "질문: 처리 중 {running}, 기다림 {waiting}, 답함 {answered:,}, 답 없음 {nothing:,}, "
        "붐빔 {busy:,}",
        "Questions: running {running}, waiting {waiting}, answered {answered:,}, "
        "nothing found {nothing:,}, busy {busy:,}",
    ),
    "status.process": (
        "메모리 {mib:,.0f} MiB · {hours:.1f}시간째 · 10분 안의 잘못된 요청 {invalid:,}",
        "Memory {mib:,.0f} MiB · up {hours:.1f} h · invalid requests in 10 minutes {invalid:,}",
    ),
    "status.votes": ("평가: 👍 {up:,} 👎 {down:,}", "Votes: 👍 {up:,} 👎 {down:,}"),
    "status.faults": ("보내지 못한 것: {faults}", "Unsent: {faults}"),
    "bot.commands_changed": (
        "명령이 바뀌었습니다. 디스코드를 새로 고친 뒤 다시 해 주세요.",
        "The commands have changed. Reload Discord and try again.",
    ),
    "bot.fault": (
        "봇의 잘못으로 답하지 못했습니다. 잠시 뒤에 다시 해 주시고, "
        "되풀이되면 운영자에게 알려 주세요.",
        "The bot failed through a fault of its own. Try again in a moment, and tell its operator "
        "if it goes on.",
    ),
}


def say(language: Language, code: str, **details: object) -> str:
    """Return the sentence *code* in *language*, filled with *details*."""
    return MESSAGES[code][language == "en"].format(**details)
