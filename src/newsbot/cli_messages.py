"""What the command line and the chat say, in Korean and English; errors are in ``messages``."""

# ruff: noqa: ISC004 -- a sentence may be longer than a line; a test checks that all are pairs

from __future__ import annotations

from typing import Final

from newsbot.messages import Language

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    # code: (Korean, English); both use the same names in braces (a test checks it).
    "missing": ("없음", "missing"),
    "untitled": ("(제목 없음)", "(untitled)"),
    "sample": ("예시 기사", "sample article"),
    "error": ("오류: {sentence}", "error: {sentence}"),
    "usage": (
        "{message} 쓰는 법은 `{command} --help`에 있습니다.",
        "{message} See `{command} --help`.",
    ),
    "internal": (
        "newsbot의 잘못으로 멈췄습니다({kind}, {place}). "
        "이 줄과 함께 문제를 알려 주시고, `newsbot doctor`를 실행해 보세요.",
        "newsbot stopped through a fault of its own ({kind}, {place}). "
        "Please report it with this line, and try `newsbot doctor`.",
    ),
    "yes_no": ("[Y/n]", "[Y/n]"),
    "no_yes": ("[y/N]", "[y/N]"),
    # articles
    "field.id": ("번호", "id"),
    "field.title": ("제목", "title"),
    "field.subtitles": ("부제", "sub-headlines"),
    "field.outlet": ("언론사", "outlet"),
    "field.published": ("입력", "published"),
    "field.modified": ("수정", "modified"),
    "field.authors": ("기자", "authors"),
    "field.section": ("분야", "section"),
    "field.url": ("주소", "link"),
    "field.source_id": ("원래 번호", "source id"),
    "field.note": ("메모", "note"),
    "field.audience": ("볼 수 있는 곳", "audience"),
    "field.hidden": ("숨김", "hidden"),
    "field.excerpt": ("발췌", "excerpt"),
    "excerpt": ("본문의 일부만 있음", "only a part of the text"),
    "hidden": ("답과 목록에 나오지 않음", "not in answers and lists"),
    "field.body": ("본문", "body"),
    "articles.none": (
        "기사가 없습니다. `newsbot add 파일`로 기사를 넣어 주세요.",
        "There are no articles. Add one with `newsbot add FILE`.",
    ),
    "articles.none_of": (
        "{outlet}의 기사가 없습니다. `newsbot articles`에서 언론사 이름을 확인해 주세요.",
        "There are no articles of {outlet}. See `newsbot articles` for the names of outlets.",
    ),
    "articles.count": ("기사 {shown:,}건", "Articles: {shown:,}"),
    "articles.count_of": (
        "기사 {total:,}건 가운데 {shown:,}건",
        "Articles: {shown:,} of {total:,}",
    ),
    # answers
    "answer.searched": (
        "기사 {articles:,}건을 찾아보았습니다.",
        "Articles searched: {articles:,}.",
    ),
    "answer.none": (
        "기사에서 답을 찾지 못했습니다.",
        "The articles hold no answer to this.",
    ),
    "answer.no_terms": (
        "찾을 말이 없는 질문입니다. 사람, 장소, 사건의 이름을 넣어 다시 물어 주세요.",
        "There is nothing to search for in this. Name a person, a place or an event.",
    ),
    "answer.terms": ("검색한 말: {terms}", "Searched for: {terms}"),
    "answer.unknown_term": ("(못 찾음)", " (not found)"),
    "answer.nearest": ("가까운 기사:", "Nearest articles:"),
    "answer.also": ("외 {count:,}개 언론사: {outlets}", "and {count:,} other outlets: {outlets}"),
    "answer.also_one": ("외 1개 언론사: {outlets}", "and 1 other outlet: {outlets}"),
    "answer.more_outlets": ("… 외 {count:,}개", "... and {count:,} more"),
    "answer.corrected.correction": ("정정보도 있음: {source}", "Corrected since: {source}"),
    "answer.corrected.reply": ("반론보도 있음: {source}", "A reply was published: {source}"),
    "answer.corrected.both": (
        "정정·반론보도 있음: {source}",
        "Corrected since, with a reply: {source}",
    ),
    "answer.corrected.later": ("추후보도 있음: {source}", "A later report was published: {source}"),
    "answer.is.correction": ("이 기사는 정정보도입니다.", "This is a correction."),
    "answer.is.reply": ("이 기사는 반론보도입니다.", "This is a reply to an article."),
    "answer.is.both": ("이 기사는 정정·반론보도입니다.", "This is a correction with a reply."),
    "answer.is.later": ("이 기사는 추후보도입니다.", "This is a later report on an article."),
    # why
    "why.none": ("먼저 질문을 해 주세요.", "Ask a question first."),
    "why.confidence": ("확신도 {confidence:.2f}", "Confidence {confidence:.2f}"),
    "why.carried": ("앞 질문에서 이어받은 말: {terms}", "Carried over: {terms}"),
    "why.term": ("검색한 말", "term"),
    "why.weight": ("무게", "weight"),
    "why.passages": ("문단 수", "passages"),
    "why.quotes": ("인용 번호", "in quotes"),
    "why.runners_up": ("살펴본 문단", "Passages considered"),
    # adding
    "add.understood": ("{source}에서 읽은 내용:", "What was understood of {source}:"),
    "add.paragraphs": (
        "문단 {count:,}개, {chars:,}자",
        "{count:,} paragraphs, {chars:,} characters",
    ),
    "add.dropped": ("뺀 줄 {count:,}개:", "Lines left out ({count:,}):"),
    "add.more": ("… 외 {count:,}줄", "... and {count:,} more"),
    "add.known": (
        "같은 기사가 이미 있습니다({article_id}). 넣어도 달라지지 않습니다.",
        "The same article is here already ({article_id}). Adding it changes nothing.",
    ),
    "add.confirm": ("이 기사를 넣을까요?", "Add this article?"),
    "add.many": (
        "{source}: 기사 {count:,}건. 첫 기사: {first}",
        "{source}: {count:,} articles. The first one: {first}",
    ),
    "add.confirm_many": ("모두 넣을까요?", "Add them all?"),
    "add.adding": ("기사를 넣는 중", "Adding"),
    "add.interrupted": (
        "멈추었습니다. 같은 명령을 다시 실행하면 이어서 넣고, 이미 넣은 기사는 중복으로 셉니다.",
        "Stopped. Run the same command again to go on; what is there already counts as duplicate.",
    ),
    "tally.status": ("결과", "outcome"),
    "tally.count": ("건수", "count"),
    "tally.passed_over": (
        "읽지 않은 파일 {count:,}개: {kinds}",
        "Files not read ({count:,}): {kinds}",
    ),
    "tally.no_suffix": ("(확장자 없음)", "(no suffix)"),
    "status.added": ("추가", "added"),
    "status.updated": ("갱신", "updated"),
    "status.duplicate": ("중복", "duplicate"),
    "status.refused": ("거절", "refused"),
    "reason.duplicate": ("같은 기사가 이미 있습니다.", "The same article is here already."),
    "reason.updated": ("이전 판을 바꾸었습니다.", "Replaces an older version."),
    "dropped.menu": ("메뉴", "menu"),
    "dropped.share": ("공유 단추", "share buttons"),
    "dropped.caption": ("사진 설명", "captions"),
    "dropped.credit": ("사진 출처", "photo credits"),
    "dropped.related": ("관련 기사·사진 목록", "related articles and photos"),
    "dropped.copyright": ("저작권 표시", "copyright"),
    "dropped.contact": ("연락처", "contact"),
    # keeping
    "keeping.confirm_hide": ("이 기사를 숨길까요?", "Hide this article?"),
    "keeping.done_hide": (
        "숨겼습니다: {title} ({article_id}). 답과 목록에 나오지 않습니다.",
        "Hidden: {title} ({article_id}). It is in no answers and lists.",
    ),
    "keeping.confirm_unhide": ("이 기사를 다시 보이게 할까요?", "Show this article again?"),
    "keeping.done_unhide": (
        "다시 보입니다: {title} ({article_id}).",
        "Shown again: {title} ({article_id}).",
    ),
    "keeping.confirm_remove": ("이 기사를 뺄까요?", "Remove this article?"),
    "keeping.kept": ("그대로 두었습니다.", "Left as it is."),
    "keeping.done_remove": (
        "뺐습니다: {title} ({article_id}). 기사 폴더의 .trash에 있습니다. "
        "되살리려면: newsbot restore {article_id}",
        "Removed: {title} ({article_id}). It lies in .trash of the corpus folder. "
        "To bring it back: newsbot restore {article_id}",
    ),
    "field.removed": ("뺀 때", "removed"),
    "restore.none": ("되살릴 수 있는 기사가 없습니다.", "There is nothing to bring back."),
    "restore.more": (
        "가장 나중에 뺀 {count:,}건만 보였습니다. 더 보려면 --limit를 붙여 주세요.",
        "These are the latest {count:,}. Give --limit for more.",
    ),
    "undo.confirm": ("이 변경을 되돌릴까요?", "Take this change back?"),
    "undone.by_remove": (
        "뺐습니다: {title} ({article_id}). 다시 되돌리려면: newsbot undo {change_id}",
        "Removed: {title} ({article_id}). To take this back: newsbot undo {change_id}",
    ),
    "undone.by_restore": (
        "되살렸습니다: {title} ({article_id}). 다시 되돌리려면: newsbot undo {change_id}",
        "Restored: {title} ({article_id}). To take this back: newsbot undo {change_id}",
    ),
    "undone.by_hide": (
        "숨겼습니다: {title} ({article_id}). 다시 되돌리려면: newsbot undo {change_id}",
        "Hidden: {title} ({article_id}). To take this back: newsbot undo {change_id}",
    ),
    "undone.by_unhide": (
        "다시 보입니다: {title} ({article_id}). 다시 되돌리려면: newsbot undo {change_id}",
        "Shown again: {title} ({article_id}). To take this back: newsbot undo {change_id}",
    ),
    "prune.found": (
        "기사 {count:,}건이 빠집니다. {first}부터 {last}까지 나온 기사입니다.",
        "Articles to be removed: {count:,}, published from {first} to {last}.",
    ),
    "prune.none": ("뺄 기사가 없습니다.", "No article is to be removed."),
    "prune.undated": (
        "언제 나왔는지 모르는 기사 {count:,}건은 그대로 둡니다.",
        "Articles that stay because they have no date: {count:,}.",
    ),
    "prune.confirm": ("이 기사를 모두 뺄까요?", "Remove them all?"),
    "prune.removing": ("기사를 빼는 중", "Removing"),
    "prune.done": (
        "기사 {count:,}건을 뺐습니다. 기사 폴더의 .trash에 있습니다.",
        "Articles removed: {count:,}. They lie in .trash of the corpus folder.",
    ),
    "trash.none": ("지울 것이 없습니다.", "There is nothing to delete."),
    "trash.holds": (
        "뺀 기사 파일 {files:,}개와 없어진 기사의 예전 판 {histories:,}개, 모두 {size}",
        "Files of removed articles: {files:,}; former versions of articles that are gone: "
        "{histories:,}; {size} in all",
    ),
    "trash.confirm": (
        "완전히 지울까요? 되돌릴 수 없습니다.",
        "Delete all of that for good? This cannot be undone.",
    ),
    "trash.erasing": ("지우는 중", "Deleting"),
    "trash.done": ("파일 {count:,}개를 완전히 지웠습니다.", "Files deleted for good: {count:,}."),
    "export.writing": ("기사를 내보내는 중", "Exporting"),
    "export.done": ("기사 {count:,}건을 {path}에 썼습니다.", "Wrote {count:,} articles to {path}."),
    # changes
    "change.add": ("넣음", "added"),
    "change.update": ("새 판으로 바꿈", "replaced by a new version"),
    "change.remove": ("뺌", "removed"),
    "change.hide": ("숨김", "hidden"),
    "change.unhide": ("숨김을 풂", "unhidden"),
    "change.restore": ("되살림", "restored"),
    "change.erase": ("완전히 지움", "deleted for good"),
    "change.by": ("{who} ({where})", "{who} ({where})"),
    "change.id": ("변경 {change_id}", "change {change_id}"),
    "change.reverts": ("변경 {change_id}을(를) 되돌림", "takes back change {change_id}"),
    "audit.none": ("변경 기록이 없습니다.", "No changes are on record."),
    "audit.more": (
        "가장 나중 기록 {count:,}건만 보였습니다. 더 보려면 --limit를 붙여 주세요.",
        "These are the latest {count:,} changes. Give --limit for more.",
    ),
    "revision.none": ("예전 판이 없습니다.", "There are no former versions."),
    "revision.replaced": ("{number}번째 판이 바뀜", "version {number} was replaced"),
    "revision.same": ("그대로인 문장 {count:,}개", "sentences that stayed: {count:,}"),
    "revision.layout": (
        "문장은 그대로이고 줄 나눔이나 표시만 달라졌습니다.",
        "The sentences are the same; only line breaks or marks have changed.",
    ),
    # feeds and the watched folder
    "feeds.checking": ("피드를 확인하는 중", "Looking at the feed"),
    "feeds.added": (
        "받기 시작했습니다: {title}. 지금 {entries:,}건이 올라와 있습니다. "
        "봇이 알아서 읽고, `newsbot feed run`으로 바로 읽을 수도 있습니다.",
        "Following {title}, which holds {entries:,} entries now. "
        "The bot reads it by itself; `newsbot feed run` does so at once.",
    ),
    "feeds.moved": (
        "이 주소는 {url}(으)로 넘어갑니다. 오래 쓰려면 그 주소로 다시 넣어 주세요.",
        "The address leads on to {url}. To be safe, follow that one instead.",
    ),
    "feeds.none": (
        "받는 피드가 없습니다. `newsbot feed add 주소`로 넣어 주세요.",
        "No feeds are followed. Add one with `newsbot feed add URL`.",
    ),
    "feeds.none_due": (
        "지금 읽을 때가 된 피드가 없습니다. 모두 읽으려면 `newsbot feed run --all`을 쓰세요.",
        "No feed is due now. `newsbot feed run --all` reads them all.",
    ),
    "feeds.nothing_new": (
        "피드를 읽었지만 새 기사가 없습니다.",
        "The feeds were read; there is nothing new.",
    ),
    "feeds.removed": (
        "이제 받지 않습니다: {title} ({url}). 넣은 기사는 그대로 있습니다.",
        "No longer followed: {title} ({url}). Its articles stay.",
    ),
    "feeds.waiting": (
        "남은 {count:,}건은 다음 차례에 읽습니다.",
        "{count:,} more entries are read the next time.",
    ),
    "feeds.last": ("읽은 때", "read"),
    "feeds.next": ("다음", "next"),
    "feeds.articles": ("기사", "articles"),
    "feeds.title": ("제목", "title"),
    "feeds.url": ("주소", "address"),
    "feeds.never": ("아직", "never"),
    "feeds.paused": ("멈춤", "paused"),
    "watching.begun": (
        "{path} 폴더를 지켜봅니다. 끝내려면 Ctrl-C를 누르세요.",
        "Watching {path}. Ctrl-C ends it.",
    ),
    # index
    "index.loading": ("형태소 분석기를 여는 중", "Loading the analyser"),
    "index.syncing": ("색인하는 중", "Indexing"),
    "index.verifying": ("대조하는 중", "Comparing"),
    "index.done": (
        "추가 {added:,} · 교체 {replaced:,} · 삭제 {removed:,}. "
        "색인에 기사 {articles:,}건, 문단 {passages:,}개가 있습니다.",
        "Added {added:,}, replaced {replaced:,}, removed {removed:,}. "
        "The index holds {articles:,} articles in {passages:,} passages.",
    ),
    "index.rebuilt": (
        "색인을 새로 만들었습니다: 기사 {articles:,}건, 문단 {passages:,}개.",
        "Made the index anew: {articles:,} articles in {passages:,} passages.",
    ),
    "index.problems": (
        "읽지 못한 곳이 {count:,}군데 있습니다. `newsbot index`로 확인해 주세요.",
        "{count:,} files or lines could not be read. See `newsbot index`.",
    ),
    "index.interrupted": (
        "멈췄습니다. 여기까지는 저장되었고, `{command}`로 이어서 할 수 있습니다.",
        "Stopped. What is done is kept; go on with `{command}`.",
    ),
    "index.good": (
        "색인이 기사 폴더와 같습니다: 기사 {articles:,}건, 문단 {passages:,}개.",
        "The index agrees with the corpus: {articles:,} articles in {passages:,} passages.",
    ),
    # evaluation
    "evaluate.asking": ("질문하는 중", "Asking"),
    "evaluate.figure": ("지표", "figure"),
    "evaluate.value": ("값", "value"),
    # progress
    "progress.articles": ("{count:,}건", "{count:,} articles"),
    "progress.rate": ("초당 {rate:,.0f}건", "{rate:,.0f}/s"),
    # chat
    "chat.greeting": (
        "기사 {articles:,}건을 읽었습니다. 질문을 적어 주세요. 예: {example}",
        "{articles:,} articles are ready. Ask a question, for example: {example}",
    ),
    "chat.example": ("누리호는 어디서 이륙했어?", "누리호는 어디서 이륙했어?"),
    "chat.example_of": ("{title} 소식 알려줘", "Tell me about {title}"),
    "chat.commands": (
        "명령은 /help, 끝내려면 /quit (Ctrl-D).",
        "/help lists the commands, /quit (Ctrl-D) leaves.",
    ),
    "chat.pasted": ("붙여 넣은 글", "the pasted text"),
    "chat.unknown": (
        "{command} 명령은 없습니다. 쓸 수 있는 명령: {known}.",
        "There is no command {command}. There are: {known}.",
    ),
    "chat.meant": (
        "{command} 명령은 없습니다. {known}을(를) 뜻하셨나요?",
        "There is no command {command}. Did you mean {known}?",
    ),
    "chat.paste": (
        "기사를 붙여 넣고, 마지막 줄에 마침표(.)만 적어 주세요.",
        "Paste the article, then a line with only a full stop (.).",
    ),
    "chat.which": (
        "{number}번은 없습니다. 1부터 {last} 사이의 번호를 적어 주세요.",
        "There is no number {number}. Give one from 1 to {last}.",
    ),
    "chat.no_list": (
        "번호를 고를 목록이 없습니다. 먼저 질문을 하거나 /latest를 써 주세요.",
        "There is no list to choose from. Ask a question or use /latest first.",
    ),
    "chat.article_usage": (
        "/article 뒤에 인용 번호나 기사 번호를 적어 주세요.",
        "Give the number of a quote, or an id, after /article.",
    ),
    "chat.latest_usage": (
        "/latest 뒤에는 1 이상의 정수를 적어 주세요.",
        "Give a whole number from 1 after /latest.",
    ),
    "chat.help.ask": (
        "질문을 그대로 적으면 기사에서 찾아 인용합니다. 앞 질문에 이어서 물을 수 있고, "
        "이어지지 않게 하려면 질문을 '새 질문:'으로 시작해 주세요.",
        "A question gets quotes. It may follow up on the one before; "
        "to begin anew, start it with 'new question:'.",
    ),
    "chat.help.help": ("이 도움말", "this help"),
    "chat.help.add": (
        "파일이나 링크의 기사를 넣습니다. 아무것도 적지 않으면 붙여 넣은 글을 읽습니다.",
        "add from a file or a link; without one, what you paste",
    ),
    "chat.help.latest": ("최신 기사 N건 (기본 5)", "the N latest articles (5)"),
    "chat.help.article": (
        "N번 인용의 기사 전문. 기사 번호를 적어도 됩니다.",
        "the whole article of quote N, or of an id",
    ),
    "chat.help.why": (
        "무엇을 찾았고 왜 이렇게 답했는지 보여 줍니다.",
        "what was searched for and why the answer is this one",
    ),
    "chat.help.quit": ("끝내기 (Ctrl-D)", "leave (Ctrl-D)"),
    # doctor
    "doctor.ok": ("정상", "ok"),
    "doctor.warn": ("주의", "warn"),
    "doctor.fail": ("실패", "fail"),
    "doctor.python": ("파이썬", "Python"),
    "doctor.python.ok": ("{version}", "{version}"),
    "doctor.python.old": (
        "{version}은(는) 너무 낮습니다. 파이썬 3.11 이상으로 다시 설치해 주세요.",
        "{version} is too old. Install newsbot with Python 3.11 or newer.",
    ),
    "doctor.kiwi": ("형태소 분석기", "analyser"),
    "doctor.kiwi.ok": ("{fingerprint}", "{fingerprint}"),
    "doctor.kiwi.tokens": (
        "분석 결과가 다릅니다({found}). "
        "`pip install --force-reinstall kiwipiepy_model`을 해 주세요.",
        "It analyses wrongly ({found}). Run `pip install --force-reinstall kiwipiepy_model`.",
    ),
    "doctor.kiwi.broken": (
        "열 수 없습니다({reason}). "
        "`pip install --force-reinstall kiwipiepy kiwipiepy_model`을 해 주세요.",
        "It cannot be loaded ({reason}). "
        "Run `pip install --force-reinstall kiwipiepy kiwipiepy_model`.",
    ),
    "doctor.settings": ("설정", "settings"),
    "doctor.settings.ok": ("{names}", "set: {names}"),
    "doctor.settings.none": ("모두 기본값", "all defaults"),
    "doctor.corpus": ("기사 폴더", "corpus"),
    "doctor.corpus.ok": ("{path}: 파일 {files:,}개", "{path}: {files:,} files"),
    "doctor.corpus.empty": (
        "{path}: 기사가 없습니다. `newsbot add 파일`로 넣어 주세요.",
        "{path}: no articles. Add some with `newsbot add FILE`.",
    ),
    "doctor.corpus.problems": (
        "{path}: 파일 {files:,}개, 읽지 못한 곳 {problems:,}군데. 첫째 {place}: {first}",
        "{path}: {files:,} files, {problems:,} problems. The first, {place}: {first}",
    ),
    "doctor.index": ("색인", "index"),
    "doctor.corpus.broken": ("{error}", "{error}"),
    "doctor.index.error": ("{error}", "{error}"),
    "doctor.index.none": (
        "{path}: 아직 없습니다. 첫 질문이나 `newsbot index`가 만듭니다.",
        "{path}: not made yet. The first question or `newsbot index` makes it.",
    ),
    "doctor.index.not_writable": (
        "{path}에 쓸 수 없습니다. 권한을 주거나 NEWSBOT_INDEX_PATH를 바꿔 주세요.",
        "{path} cannot be written. Give permission or change NEWSBOT_INDEX_PATH.",
    ),
    "doctor.index.broken": (
        "{path}: 색인 파일이 아닙니다({reason}). `newsbot index --rebuild`로 다시 만들어 주세요.",
        "{path}: not an index ({reason}). Make it anew with `newsbot index --rebuild`.",
    ),
    "doctor.index.stale": (
        "{path}: 다른 판의 newsbot이나 모델로 만든 색인입니다. "
        "`newsbot index`로 새로 만들어 주세요.",
        "{path}: made by another version of newsbot or its model. Run `newsbot index`.",
    ),
    "doctor.index.behind": (
        "{path}: 기사 {articles:,}건. 바뀐 파일 {changed:,}개는 다음 질문 때 반영됩니다.",
        "{path}: {articles:,} articles. "
        "{changed:,} changed files will be read at the next question.",
    ),
    "doctor.index.ok": (
        "{path}: 기사 {articles:,}건, 문단 {passages:,}개",
        "{path}: {articles:,} articles in {passages:,} passages",
    ),
    "doctor.disk": ("디스크", "disk"),
    "doctor.disk.ok": ("남은 공간 {free:.1f} GiB", "{free:.1f} GiB free"),
    "doctor.disk.low": (
        "남은 공간이 {free:.2f} GiB뿐입니다. 1 GiB 이상 비워 주세요.",
        "Only {free:.2f} GiB free. Free at least 1 GiB.",
    ),
    "doctor.terminal": ("터미널", "terminal"),
    "doctor.terminal.ok": ("{encoding}", "{encoding}"),
    "doctor.terminal.other": (
        "{encoding}: 한글이 깨질 수 있습니다. UTF-8 터미널을 쓰거나 PYTHONUTF8=1을 설정해 주세요.",
        "{encoding}: Korean may be garbled. Use a UTF-8 terminal or set PYTHONUTF8=1.",
    ),
}


def tell(code: str, language: Language, /, **details: object) -> str:
    """Return what *code* says in *language*. Raises KeyError for an unknown code."""
    korean, english = MESSAGES[code]
    return (korean if language == "ko" else english).format(**details)
