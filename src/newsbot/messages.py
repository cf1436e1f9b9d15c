"""Every sentence that a person can be shown for an error, in Korean and English.

A message is looked up by its code. The details are filled in by name; both languages use the
same names (a test checks it).
"""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["ko", "en"]

CATALOGUE: Final[dict[str, tuple[str, str]]] = {
    # code: (Korean, English). One sentence that says what is wrong, one that says what to do.
    "ingest.no_body": (
        "기사 본문을 찾지 못했습니다. 본문이 들어 있는지 확인하고 다시 넣어 주세요.",
        "No article body was found. Check that the text holds the article itself and try again.",
    ),
    "ingest.too_long": (
        "본문이 너무 깁니다(최대 {limit}자). 기사 하나만 남기고 다시 넣어 주세요.",
        "The body is too long (at most {limit} characters). Keep a single article and try again.",
    ),
    "ingest.too_large": (
        "파일이 너무 큽니다(최대 {limit} MiB). 기사 하나만 담은 파일을 넣어 주세요.",
        "The file is too large (at most {limit} MiB). Give a file that holds a single article.",
    ),
    "ingest.not_text": (
        "글자로 읽을 수 없는 파일입니다. UTF-8로 저장해서 다시 넣어 주세요.",
        "The file cannot be read as text. Save it as UTF-8 and try again.",
    ),
    "ingest.unknown_format": (
        "기사 하나로 읽을 수 없는 형식입니다: {suffix}. {known} 가운데 하나로 넣어 주세요.",
        "Not a format of a single article: {suffix}. Use one of {known}.",
    ),
    "ingest.front_matter": (
        "머리말(---) {line}번째 줄을 읽을 수 없습니다. YAML 문법을 고치거나 머리말을 지워 주세요.",
        "Line {line} of the front matter (---) cannot be read. Correct its YAML or remove it.",
    ),
    "ingest.front_matter_alias": (
        "머리말(---)에는 앵커(&)와 별칭(*)을 쓸 수 없습니다. "
        "값을 따옴표로 묶거나 그대로 적어 주세요.",
        "Anchors (&) and aliases (*) are not allowed in the front matter (---). "
        "Quote the value or write it out.",
    ),
    "ingest.front_matter_too_large": (
        "머리말(---)이 너무 큽니다(최대 {limit} KiB). 긴 글은 본문으로 옮겨 주세요.",
        "The front matter (---) is too large (at most {limit} KiB). Move long text to the body.",
    ),
    "ingest.record_not_json": (
        "JSON이 아닙니다({column}번째 글자). 한 줄에 JSON 객체 하나를 적어 주세요.",
        "Not JSON (at character {column}). Write one JSON object on each line.",
    ),
    "ingest.record_not_object": (
        "JSON 객체가 아닙니다. 한 줄에 {{...}} 꼴의 객체 하나를 적어 주세요.",
        "Not a JSON object. Write one object, {{...}}, on each line.",
    ),
    "ingest.record_limits": (
        "JSON이 너무 깊거나 너무 큰 수가 들어 있습니다. 기사에 필요한 항목만 남겨 주세요.",
        "The JSON nests too deeply or holds too large a number. Keep only an article's fields.",
    ),
    "ingest.record_no_text": (
        "본문(text)이 없습니다. text 항목에 기사 본문을 적어 주세요.",
        "There is no text. Put the body of the article into the field text.",
    ),
    "ingest.record_field": (
        "{field} 항목의 형식이 잘못됐습니다. 글자로(목록이면 글자의 목록으로) 적어 주세요.",
        "The field {field} has a wrong type. Write a string (for lists, a list of strings).",
    ),
    "ingest.html_timeout": (
        "웹 페이지를 {seconds}초 안에 읽지 못했습니다. 기사 글만 복사해서 넣어 주세요.",
        "The web page could not be read within {seconds} seconds. Copy its text and add that.",
    ),
    "ingest.html_crashed": (
        "웹 페이지를 읽다가 실패했습니다. 기사 글만 복사해서 넣어 주세요.",
        "Reading the web page failed. Copy its text and add that.",
    ),
    "ingest.not_a_feed": (
        "RSS나 Atom 피드가 아닙니다. 언론사의 RSS 안내 페이지에서 피드 주소를 복사해 주세요.",
        "Not an RSS or Atom feed. Copy the address of the feed from the outlet's RSS page.",
    ),
    "ingest.feed_too_large": (
        "피드가 너무 큽니다(최대 {limit} MiB). 분야별로 나뉜 더 작은 피드를 써 주세요.",
        "The feed is too large (at most {limit} MiB). "
        "Use a smaller one, such as that of a section.",
    ),
    "ingest.feed_timeout": (
        "피드를 {seconds}초 안에 읽지 못했습니다. 분야별로 나뉜 더 작은 피드를 써 주세요.",
        "The feed could not be read within {seconds} seconds. "
        "Use a smaller one, such as that of a section.",
    ),
    "ingest.feed_crashed": (
        "피드를 읽다가 실패했습니다. 피드 주소가 맞는지 브라우저에서 확인해 주세요.",
        "Reading the feed failed. Check its address in a browser.",
    ),
    "ingest.not_bigkinds": (
        "빅카인즈에서 받은 뉴스 목록(NewsResult_….xlsx)이 아니거나 암호가 걸린 파일입니다. "
        "빅카인즈에서 내려받은 엑셀 파일을 고치지 말고 그대로 넣어 주세요.",
        "Not a list of news from BIGKinds (NewsResult_….xlsx), or locked with a password. "
        "Give the Excel file just as BIGKinds let you download it.",
    ),
    "ingest.sheet_too_large": (
        "엑셀 파일이 너무 큽니다(최대 {limit} MiB). 빅카인즈에서 기간을 나누어 내려받아 주세요.",
        "The Excel file is too large (at most {limit} MiB). "
        "Download a shorter period at a time from BIGKinds.",
    ),
    "ingest.sheet_bomb": (
        "엑셀 파일을 풀면 너무 커집니다. 빅카인즈에서 기간을 나누어 내려받아 주세요.",
        "The Excel file unpacks to too much. Download a shorter period at a time from BIGKinds.",
    ),
    "ingest.sheet_timeout": (
        "엑셀 파일을 {seconds}초 안에 읽지 못했습니다. 빅카인즈에서 기간을 나누어 내려받아 주세요.",
        "The Excel file could not be read within {seconds} seconds. "
        "Download a shorter period at a time from BIGKinds.",
    ),
    "ingest.sheet_crashed": (
        "엑셀 파일을 읽다가 실패했습니다. 빅카인즈에서 다시 내려받아 넣어 주세요.",
        "Reading the Excel file failed. Download it from BIGKinds again and add that.",
    ),
    "ingest.json_broken": (
        "JSON이 아닙니다({line}번째 줄 {column}번째 글자). 그곳의 문법을 고쳐 주세요.",
        "Not JSON (line {line}, character {column}). Correct the syntax there.",
    ),
    "ingest.json_no_records": (
        "JSON에서 기사 목록을 찾지 못했습니다. 기사 객체의 배열 하나를 담아 주세요.",
        "No list of articles was found in the JSON. Let it hold one array of article objects.",
    ),
    "ingest.json_too_many": (
        "JSON 파일에 기사가 너무 많습니다(최대 {limit:,}건). "
        "한 줄에 기사 하나인 .jsonl 파일로 저장해 주세요.",
        "The JSON file holds too many articles (at most {limit:,}). "
        "Save it as .jsonl, with one article on each line.",
    ),
    "ingest.json_too_large": (
        "JSON 파일이 너무 큽니다(최대 {limit} MiB). "
        "한 줄에 기사 하나인 .jsonl 파일로 저장해 주세요.",
        "The JSON file is too large (at most {limit} MiB). "
        "Save it as .jsonl, with one article on each line.",
    ),
    "ingest.html_absurd": (
        "태그가 {tags:,}개를 넘거나 한 태그의 속성이 {attributes:,}개를 넘는 웹 페이지입니다. "
        "기사 글만 복사해서 넣어 주세요.",
        "The page has more than {tags:,} tags or {attributes:,} attributes in one tag. "
        "Copy its text and add that.",
    ),
    "ingest.too_many_names": (
        "부제목과 기자 이름이 합쳐서 {limit:,}자를 넘습니다. 기사에 딸린 것만 남겨 주세요.",
        "Sub-headlines and bylines are longer than {limit:,} characters together. "
        "Keep only those of the article.",
    ),
    "ingest.bad_audience": (
        "audience 값을 읽을 수 없어, 누구에게 보여도 되는지 알 수 없습니다. "
        "discord:1234처럼 적어 주세요. 모두에게 보이려면 그 줄을 지우면 됩니다.",
        "The audience cannot be read, so it is not known who may see the article. "
        "Write it like discord:1234, or remove the line to show it to everyone.",
    ),
    "ingest.bad_hidden": (
        "hidden 값을 읽을 수 없습니다. true나 false 가운데 하나만 적어 주세요.",
        "The value of hidden cannot be read. Write either true or false.",
    ),
    # fetch: pages and feeds of the web. The host is shown as it was given, nothing of what it is.
    # feeds and the watched folder
    "feed.damaged": (
        "{path}의 피드 목록을 읽을 수 없습니다. 백업에서 되살리거나, 파일을 다른 곳으로 옮기고 "
        "`newsbot feed add`로 다시 넣어 주세요.",
        "The list of feeds in {path} cannot be read. Restore it from a backup, or move the file "
        "away and add the feeds again with `newsbot feed add`.",
    ),
    "feed.known": (
        "이미 받고 있는 피드입니다({url}). `feed list`에서 확인해 주세요.",
        "This feed is followed already ({url}). See `feed list`.",
    ),
    "feed.unknown": (
        "{given}에 맞는 피드가 없습니다. `feed list`에 나오는 번호나 주소를 적어 주세요.",
        "There is no feed {given}. Give a number or an address that `feed list` shows.",
    ),
    "feed.ambiguous": (
        "{given} 주소를 받는 곳이 여럿입니다. `feed list`의 번호로 골라 주세요.",
        "{given} is followed in several places. Choose one by its number in `feed list`.",
    ),
    "feed.too_many": (
        "피드는 {limit}개까지 받을 수 있습니다. 쓰지 않는 피드를 먼저 빼 주세요.",
        "At most {limit} feeds can be followed. Remove one that is not needed first.",
    ),
    "feed.is_page": (
        "피드가 아니라 웹 페이지의 주소입니다. 이 페이지의 피드 주소를 넣어 주세요: {addresses}",
        "This is the address of a web page, not of a feed. Give that of its feed: {addresses}",
    ),
    "feed.other_article": (
        "피드의 기사 대신 다른 페이지(로그인 화면이나 목록)가 나왔습니다. "
        "기사가 열리면 글을 복사해서 넣어 주세요.",
        "The address leads to another page than the feed's article, such as a login or a list. "
        "If the article opens for you, copy its text and add that.",
    ),
    "feed.no_text": (
        "피드에 기사의 주소도 넉넉한 본문도 없습니다. 기사를 직접 찾아 넣어 주세요.",
        "The feed gives neither an address nor enough text for this article. "
        "Look it up and add it yourself.",
    ),
    "feed.failed": (
        "피드를 읽지 못했습니다. `newsbot feed run`으로 다시 해 주세요.",
        "The feed could not be read. Try again with `newsbot feed run`.",
    ),
    "watch.no_setting": (
        "지켜볼 폴더가 정해지지 않았습니다. 폴더를 적거나 NEWSBOT_WATCH_DIR를 설정해 주세요.",
        "No folder to watch is known. Name one, or set NEWSBOT_WATCH_DIR.",
    ),
    "watch.no_folder": (
        "지켜볼 폴더 {path}이(가) 없거나 열 수 없습니다. 폴더를 만들거나 다른 폴더를 정해 주세요.",
        "The folder to watch, {path}, is missing or cannot be read. "
        "Make it, or choose another folder.",
    ),
    "watch.overlaps": (
        "지켜볼 폴더 {path}이(가) 기사 폴더와 겹칩니다. 기사 폴더 밖의 다른 폴더를 정해 주세요.",
        "The folder to watch, {path}, overlaps with the corpus. "
        "Choose another folder, outside the corpus.",
    ),
    "fetch.not_an_address": (
        "웹 주소로 읽을 수 없습니다. "
        "http:// 또는 https://로 시작하는 주소를 그대로 복사해 넣어 주세요.",
        "This cannot be read as a web address. Copy all of it, from http:// or https:// on.",
    ),
    "fetch.scheme": (
        "{scheme}(으)로 시작하는 주소는 열 수 없습니다. http나 https 주소를 넣어 주세요.",
        "Addresses that begin with {scheme} are not opened. Give an http or https address.",
    ),
    "fetch.port": (
        "{port}번 포트의 주소는 열지 않습니다. 포트를 적지 않은 보통 기사 주소를 넣어 주세요.",
        "Addresses on port {port} are not opened. Give the usual address of the article, "
        "without a port.",
    ),
    "fetch.userinfo": (
        "주소에 아이디나 비밀번호가 들어 있어 열지 않았습니다. @ 앞부분을 지우고 다시 넣어 주세요.",
        "The address holds a user name or password and was not opened. "
        "Remove what stands before the @ and try again.",
    ),
    "fetch.odd_host": (
        "서버 이름 {host}은(는) 보통의 이름이 아니라서 열지 않았습니다. "
        "브라우저 주소창의 주소를 복사해 넣어 주세요.",
        "The host {host} is not spelled like a usual one and was not opened. "
        "Copy the address from your browser.",
    ),
    "fetch.private": (
        "{host}은(는) 누구나 볼 수 있는 인터넷 주소가 아니라서 열지 않았습니다. "
        "공개된 기사 주소를 넣어 주세요.",
        "{host} is not an address of the public Internet and was not opened. "
        "Give the address of a public article.",
    ),
    "fetch.redirects": (
        "주소가 {limit}번 넘게 다른 곳으로 넘어가 그만두었습니다. "
        "브라우저에서 열어 마지막에 나온 주소를 넣어 주세요.",
        "The address was passed on more than {limit} times. "
        "Open it in a browser and give the address that it ends at.",
    ),
    "fetch.timeout": (
        "{seconds}초 안에 페이지를 받지 못했습니다. "
        "잠시 뒤 다시 하거나 기사 글을 복사해서 넣어 주세요.",
        "The page did not arrive within {seconds} seconds. "
        "Try again later, or copy its text and add that.",
    ),
    "fetch.no_host": (
        "{host}(이)라는 서버를 찾지 못했습니다. 주소에 잘못 적은 글자가 없는지, "
        "인터넷에 연결되어 있는지 확인해 주세요.",
        "The host {host} was not found. Check the address for typing errors, "
        "and the connection to the Internet.",
    ),
    "fetch.refused": (
        "{host}에 연결하지 못했습니다. 브라우저에서 열리는지 확인하고 잠시 뒤 다시 해 주세요.",
        "{host} could not be connected to. See whether it opens in a browser, and try again later.",
    ),
    "fetch.tls": (
        "{host}과(와) 안전하게 연결하지 못했습니다(인증서 문제). 기사 글을 복사해서 넣어 주세요.",
        "No secure connection to {host} was possible (its certificate). "
        "Copy the text of the article and add that.",
    ),
    "fetch.broken": (
        "{host}의 응답이 중간에 끊겼거나 형식에 맞지 않습니다. "
        "잠시 뒤 다시 하거나 기사 글을 복사해서 넣어 주세요.",
        "The response of {host} broke off or is malformed. "
        "Try again later, or copy the text of the article and add that.",
    ),
    "fetch.status": (
        "서버가 페이지 대신 {status} 응답을 보냈습니다. "
        "브라우저에서 열리는 주소인지 확인해 주세요.",
        "The server answered {status} instead of a page. "
        "Check that the address opens in a browser.",
    ),
    "fetch.gone": (
        "그 주소에 페이지가 없습니다({status}). 주소를 확인하거나 기사 글을 복사해서 넣어 주세요.",
        "There is no page at this address ({status}). "
        "Check the address, or copy the text of the article and add that.",
    ),
    "fetch.needs_login": (
        "로그인하거나 결제해야 볼 수 있는 페이지입니다({status}). "
        "볼 권한이 있다면 기사 글을 복사해서 넣어 주세요.",
        "The page wants a login or a payment ({status}). "
        "If you may read it, copy its text and add that.",
    ),
    "fetch.too_many": (
        "그 서버가 요청이 너무 많다고 합니다(429). 시간을 두고 다시 해 주세요.",
        "The server says that it gets too many requests (429). Try again after a while.",
    ),
    "fetch.server_error": (
        "그 서버에 문제가 있습니다({status}). 잠시 뒤 다시 해 주세요.",
        "The server has a fault of its own ({status}). Try again later.",
    ),
    "fetch.image": (
        "주소가 가리키는 것은 기사가 아니라 그림입니다. 그 그림이 실린 기사의 주소를 넣어 주세요.",
        "The address is that of a picture, not of an article. "
        "Give the address of the article that shows it.",
    ),
    "fetch.video": (
        "주소가 가리키는 것은 기사가 아니라 영상이나 소리입니다. "
        "그것이 실린 기사의 주소를 넣어 주세요.",
        "The address is that of a video or sound, not of an article. "
        "Give the address of the article that holds it.",
    ),
    "fetch.pdf": (
        "PDF는 읽지 못합니다. 같은 기사의 웹 페이지 주소를 넣거나 글을 복사해서 넣어 주세요.",
        "PDF files are not read. Give the address of the article's web page, or copy its text.",
    ),
    "fetch.not_text": (
        "기사나 피드로 읽을 수 없는 형식입니다({media_type}). 기사 페이지의 주소를 넣어 주세요.",
        "This cannot be an article or a feed ({media_type}). Give the address of the article page.",
    ),
    "fetch.too_large": (
        "페이지가 너무 큽니다(최대 {limit} MiB). 기사 글만 복사해서 넣어 주세요.",
        "The page is too large (at most {limit} MiB). Copy the text of the article and add that.",
    ),
    "fetch.encoding": (
        "서버가 요청하지 않은 방식으로 압축해서 보냈습니다. 기사 글을 복사해서 넣어 주세요.",
        "The server compressed the page in a way that was not asked for. "
        "Copy the text of the article and add that.",
    ),
    "fetch.garbled": (
        "압축된 페이지를 풀 수 없습니다. 잠시 뒤 다시 하거나 기사 글을 복사해서 넣어 주세요.",
        "The compressed page cannot be unpacked. "
        "Try again later, or copy the text of the article and add that.",
    ),
    "fetch.empty": (
        "서버가 빈 페이지를 보냈습니다. 주소를 확인하거나 기사 글을 복사해서 넣어 주세요.",
        "The server sent an empty page. "
        "Check the address, or copy the text of the article and add that.",
    ),
    "fetch.robots": (
        "{host}은(는) 로봇이 이 페이지를 가져가지 못하게 합니다(robots.txt). "
        "기사 글을 복사해서 넣어 주세요.",
        "{host} does not let robots fetch this page (robots.txt). "
        "Copy the text of the article and add that.",
    ),
    "fetch.robots_unreachable": (
        "{host}의 robots.txt를 읽지 못해, 가져가도 되는 페이지인지 알 수 없습니다. "
        "잠시 뒤 다시 하거나 기사 글을 복사해서 넣어 주세요.",
        "The robots.txt of {host} could not be read, so it is not known whether the page may be "
        "fetched. Try again later, or copy the text of the article and add that.",
    ),
    # index: the derived file.
    "index.not_ours": (
        "{path}은(는) newsbot의 색인 파일이 아니어서 그대로 두었습니다. "
        "NEWSBOT_INDEX_PATH를 바꾸거나, 깨진 색인이면 파일을 지워 주세요.",
        "{path} is not an index of newsbot and was left alone. "
        "Change NEWSBOT_INDEX_PATH, or delete the file if it is a broken index.",
    ),
    "index.damaged": (
        "색인 파일 {path}이(가) 손상되었습니다. 파일을 지우면 다음에 기사에서 다시 만듭니다.",
        "The index file {path} is damaged. Delete it; it is made again from the corpus.",
    ),
    "index.cannot_open": (
        "색인 파일 {path}을(를) 열 수 없습니다({reason}). "
        "경로와 권한을 확인하거나 NEWSBOT_INDEX_PATH를 바꿔 주세요.",
        "The index file {path} cannot be opened ({reason}). "
        "Check the path and its permissions, or change NEWSBOT_INDEX_PATH.",
    ),
    "index.cannot_write": (
        "색인 파일 {path}에 쓸 수 없습니다({reason}). "
        "디스크 공간과 권한을 확인한 뒤 다시 해 주세요.",
        "The index file {path} cannot be written ({reason}). "
        "Check disk space and permissions, then try again.",
    ),
    "index.same_id": (
        "기사 번호 {article_id}이(가) {other}에도 있어 이 파일은 건너뛰었습니다. "
        "한쪽의 id를 바꿔 주세요.",
        "The article id {article_id} stands in {other} too, so this one was passed over. "
        "Change the id in one of them.",
    ),
    # verify: what differs between corpus and index.
    "verify.stale": (
        "색인을 만든 프로그램이나 언어 모델이 지금과 다릅니다. "
        "`newsbot index --rebuild`를 실행하세요.",
        "The index was made by another version or model. Run `newsbot index --rebuild`.",
    ),
    "verify.damaged": (
        "색인 파일이 손상되었습니다({reason}). `newsbot index --rebuild`를 실행하세요.",
        "The index file is damaged ({reason}). Run `newsbot index --rebuild`.",
    ),
    "verify.missing": (
        "기사 {name}이(가) 폴더에는 있고 색인에는 없습니다. `newsbot index`를 실행하세요.",
        "The article {name} is in the corpus and not in the index. Run `newsbot index`.",
    ),
    "verify.extra": (
        "기사 {name}이(가) 색인에는 있고 폴더에는 없습니다. `newsbot index`를 실행하세요.",
        "The article {name} is in the index and not in the corpus. Run `newsbot index`.",
    ),
    "verify.article": (
        "기사 {name}의 색인이 파일과 다릅니다. `newsbot index --rebuild`를 실행하세요.",
        "The index of the article {name} differs from its file. Run `newsbot index --rebuild`.",
    ),
    "verify.term": (
        "낱말 {name}의 색인이 기사들과 다릅니다. `newsbot index --rebuild`를 실행하세요.",
        "The postings of the term {name} differ from the articles. Run `newsbot index --rebuild`.",
    ),
    "verify.bigram": (
        "글자쌍 {name}의 횟수가 기사들과 다릅니다. `newsbot index --rebuild`를 실행하세요.",
        "The count of the bigram {name} differs from the articles. Run `newsbot index --rebuild`.",
    ),
    "verify.totals": (
        "색인의 합계가 기사들과 다릅니다. `newsbot index --rebuild`를 실행하세요.",
        "The totals of the index differ from the articles. Run `newsbot index --rebuild`.",
    ),
    "verify.story": (
        "같은 글과 정정보도의 색인이 기사들과 다릅니다({name}). "
        "`newsbot index --rebuild`를 실행하세요.",
        "The index of copies and corrections differs from the articles ({name}). "
        "Run `newsbot index --rebuild`.",
    ),
    "evaluate.bad_line": (
        "{path}의 {line}번째 줄을 읽을 수 없습니다({reason}). "
        "id, question, article_ids, answers, answerable을 가진 JSON 한 줄로 고쳐 주세요.",
        "Line {line} of {path} cannot be read ({reason}). "
        "Write a JSON object with id, question, article_ids, answers, answerable.",
    ),
    "evaluate.empty": (
        "{path}에 질문이 없습니다. 한 줄에 질문 하나를 JSON으로 적어 주세요.",
        "There are no questions in {path}. Write one JSON object a line.",
    ),
    "newsroom.no_article": (
        "번호가 {article_id}인 기사가 없습니다. 기사 목록에서 번호를 확인해 주세요.",
        "There is no article {article_id}. See the list of articles for the ids.",
    ),
    "newsroom.not_removed": (
        "{article_id}(으)로 되살릴 기사가 없습니다. "
        "`newsbot restore`에서 되살릴 수 있는 기사를 확인해 주세요.",
        "Nothing that was removed goes by {article_id}. See `newsbot restore` for what can be "
        "brought back.",
    ),
    "export.in_corpus": (
        "{path}은(는) 기사 폴더 안이어서 거기에 쓰면 기사가 두 번 들어갑니다. "
        "기사 폴더 밖의 파일을 적어 주세요.",
        "{path} lies inside the corpus folder, where every article would be there twice. "
        "Give a file outside of it.",
    ),
    "export.exists": (
        "{path}에 newsbot이 내보내지 않은 파일이 이미 있어 덮어쓰지 않았습니다. "
        "다른 이름을 적거나 그 파일을 먼저 옮겨 주세요.",
        "{path} exists, is no export of newsbot and was not overwritten. "
        "Give another name, or move that file first.",
    ),
    "export.no_place": (
        "{path}에는 파일을 쓸 수 없습니다. 있는 폴더의 파일 이름을 적거나, "
        "표준 출력으로 내보내려면 -를 적어 주세요.",
        "No file can be written at {path}. Give a file name in a folder that exists, "
        "or - for standard output.",
    ),
    "prune.no_rule": (
        "얼마나 남길지 정하지 않았습니다. --older-than이나 --keep을 붙이거나 "
        "NEWSBOT_KEEP_ARTICLES, NEWSBOT_KEEP_ARTICLE_DAYS를 설정해 주세요.",
        "It is not said what to keep. Give --older-than or --keep, or set "
        "NEWSBOT_KEEP_ARTICLES or NEWSBOT_KEEP_ARTICLE_DAYS.",
    ),
    "prune.needs_yes": (
        "물어볼 터미널이 없어 그대로 두었습니다. 묻지 않고 하려면 --yes를, "
        "보기만 하려면 --dry-run을 붙여 주세요.",
        "Nothing was done: there is no terminal to ask at. Give --yes to do it without asking, "
        "or --dry-run to look only.",
    ),
    "trash.needs_yes": (
        "지우면 되돌릴 수 없어 그대로 두었습니다. 정말 지우려면 --yes를 붙여 주세요.",
        "Nothing was deleted, as that cannot be undone. Give --yes to delete it for good.",
    ),
    "keeping.needs_yes": (
        "물어볼 터미널이 없어 그대로 두었습니다. 묻지 않고 하려면 --yes를 붙여 주세요.",
        "Nothing was done: there is no terminal to ask at. Give --yes to do it without asking.",
    ),
    "keeping.needs_id": (
        "{given}은(는) 번호의 앞부분이라 --yes로는 아무것도 하지 않습니다. "
        "맞으면 번호를 끝까지 적어 주세요: {article_id}.",
        "{given} is only the beginning of an id, which --yes does not take. "
        "If this is what you mean, give the full id: {article_id}.",
    ),
    "newsroom.ambiguous": (
        "{article_id}(으)로 시작하는 기사가 여럿입니다. 번호를 더 길게 적어 주세요.",
        "Several articles begin with {article_id}. Give more of the id.",
    ),
    "newsroom.already_hidden": (
        "이미 숨긴 기사입니다({article_id}). 다시 보이게 하려면 숨김을 풀어 주세요.",
        "The article {article_id} is hidden already. Unhide it to show it again.",
    ),
    "newsroom.not_hidden": (
        "숨긴 기사가 아닙니다({article_id}). 이미 검색과 목록에 나오므로 더 하실 일은 없습니다.",
        "The article {article_id} is not hidden. It can be found already, nothing is left to do.",
    ),
    "newsroom.no_change": (
        "변경 기록 {change_id}이(가) 없습니다. 기사의 변경 기록에서 번호를 확인해 주세요.",
        "There is no change {change_id}. See the changes of the article for their ids.",
    ),
    "newsroom.changed_since": (
        "기사 {article_id}이(가) 그 뒤에 다시 바뀌어 되돌리지 않았습니다. "
        "가장 나중 변경부터 되돌려 주세요.",
        "The article {article_id} was changed again since, so nothing was taken back. "
        "Take back its latest change first.",
    ),
    "newsroom.reverted": (
        "이미 되돌린 변경입니다. 되돌리기 전으로 가려면 기사 {article_id}의 "
        "가장 나중 변경을 되돌려 주세요.",
        "This change was taken back already. "
        "To have it again, take back the latest change of the article {article_id}.",
    ),
    "newsroom.no_former": (
        "기사 {article_id}의 예전 내용이 남아 있지 않아 되돌리지 못했습니다. "
        "원문을 다시 넣어 주세요.",
        "What the article {article_id} held before is no longer kept, so it cannot come back. "
        "Add it again from its source.",
    ),
    # settings: NEWSBOT_* variables and .env. Never a value: it may be a secret.
    "settings.bad_number": (
        "{variable}에는 {low}부터 {high}까지의 정수만 쓸 수 있습니다. "
        "환경 변수나 {file}에서 고쳐 주세요.",
        "{variable} must be a whole number from {low} to {high}. "
        "Correct it in the environment or in {file}.",
    ),
    "settings.bad_choice": (
        "{variable}에는 다음 값만 쓸 수 있습니다: {choices}. 환경 변수나 {file}에서 고쳐 주세요.",
        "{variable} must be one of: {choices}. Correct it in the environment or in {file}.",
    ),
    "settings.bad_path": (
        "{variable}의 값은 경로로 쓸 수 없습니다. 환경 변수나 {file}에서 고쳐 주세요.",
        "{variable} is not a usable path. Correct it in the environment or in {file}.",
    ),
    "settings.bad_token": (
        "{variable}에 봇 토큰에 쓸 수 없는 글자가 있습니다. "
        "토큰만 다시 복사해 환경 변수나 {file}에 넣어 주세요.",
        "{variable} holds characters that no bot token has. "
        "Copy the token alone into the environment or {file} again.",
    ),
    "settings.bad_id": (
        "{variable}에는 디스코드 ID(숫자)를 하나만 적어 주세요. "
        "환경 변수나 {file}에서 고칠 수 있습니다.",
        "{variable} takes one Discord ID, which is a number. "
        "Correct it in the environment or {file}.",
    ),
    "settings.bad_ids": (
        "{variable}에는 디스코드 ID(숫자)를 쉼표로 나누어 적어 주세요. "
        "환경 변수나 {file}에서 고칠 수 있습니다.",
        "{variable} takes Discord IDs, which are numbers, with commas between. "
        "Correct it in the environment or {file}.",
    ),
    "settings.bad_web_address": (
        "{variable}에는 https 주소(이 컴퓨터 안이면 http도)를 적어 주세요. "
        "환경 변수나 {file}에서 고칠 수 있습니다.",
        "{variable} takes an https address (http only on this machine). "
        "Correct it in the environment or {file}.",
    ),
    "settings.bad_gateway_address": (
        "{variable}에는 wss 주소(이 컴퓨터 안이면 ws도)를 적어 주세요. "
        "환경 변수나 {file}에서 고칠 수 있습니다.",
        "{variable} takes a wss address (ws only on this machine). "
        "Correct it in the environment or {file}.",
    ),
    "settings.misspelt": (
        "{variable} 설정은 없습니다. {meant}을(를) 뜻했다면 이름을 고치고, 아니면 지워 주세요.",
        "There is no setting {variable}; did you mean {meant}? Correct the name or remove it.",
    ),
    "settings.unknown": (
        "{variable} 설정은 없습니다. 지우거나 다음 가운데 하나로 바꿔 주세요: {known}.",
        "There is no setting {variable}. Remove it, or use one of: {known}.",
    ),
    "settings.env_line": (
        "{file}의 {line}번째 줄을 읽을 수 없습니다. 이름=값 꼴로 고쳐 주세요.",
        "Line {line} of {file} cannot be understood. Write it as NAME=value.",
    ),
    "settings.env_not_a_file": (
        "{file}은(는) 설정 파일이 아닙니다. .env.example을 본뜬 보통 파일로 바꾸거나 지워 주세요.",
        "{file} is not a settings file. Put a file like .env.example in its place, or remove it.",
    ),
    "settings.env_unreadable": (
        "{file}을(를) 읽을 수 없습니다({reason}). 읽기 권한을 주거나 파일을 지워 주세요.",
        "{file} cannot be read ({reason}). Give read permission, or remove the file.",
    ),
    "settings.env_encoding": (
        "{file}이(가) UTF-8로 저장되어 있지 않습니다. 편집기에서 UTF-8로 다시 저장해 주세요.",
        "{file} is not saved as UTF-8. Save it as UTF-8 in your editor.",
    ),
    # corpus: the folder of articles.
    "corpus.no_folder": (
        "기사 폴더 {path}이(가) 없습니다. 폴더를 만들거나 NEWSBOT_CORPUS_DIR를 고쳐 주세요.",
        "There is no corpus folder {path}. Create it, or correct NEWSBOT_CORPUS_DIR.",
    ),
    "corpus.not_a_folder": (
        "{path}은(는) 폴더가 아닙니다. 옮기거나 지우고, 그 자리에 폴더를 만들어 주세요.",
        "{path} is not a folder. Move or remove it and make a folder in its place.",
    ),
    "corpus.folder_unreadable": (
        "폴더 {path}을(를) 읽을 수 없습니다({reason}). 읽기 권한을 확인해 주세요.",
        "The folder {path} cannot be read ({reason}). Check its permissions.",
    ),
    "corpus.file_unreadable": (
        "파일 {path}을(를) 읽을 수 없습니다({reason}). 읽기 권한을 확인해 주세요.",
        "The file {path} cannot be read ({reason}). Check its permissions.",
    ),
    "corpus.not_regular": (
        "{path}은(는) 보통 파일이 아니라서 읽지 않았습니다. 링크 대신 파일을 복사해 넣어 주세요.",
        "{path} is not a regular file and was not read. Put a copy there instead of a link.",
    ),
    "corpus.bad_name": (
        "{path}은(는) 기사 파일의 이름으로 쓸 수 없습니다. 이름을 바꿔 주세요.",
        "{path} cannot be the name of an article file. Rename it.",
    ),
    "corpus.file_too_large": (
        "파일 {path}이(가) {limit_mib} MiB를 넘습니다. 기사마다 파일 하나가 되게 나눠 주세요.",
        "The file {path} is larger than {limit_mib} MiB. Split it, one article a file.",
    ),
    "corpus.line_too_long": (
        "{path}의 {line}번째 줄이 {limit_mib} MiB를 넘습니다. 한 줄에 기사 하나만 두어 주세요.",
        "Line {line} of {path} is longer than {limit_mib} MiB. Keep one article a line.",
    ),
    "corpus.not_utf8": (
        "파일 {path}이(가) UTF-8로 저장되어 있지 않습니다. UTF-8로 다시 저장해 주세요.",
        "The file {path} is not saved as UTF-8. Save it as UTF-8.",
    ),
    "corpus.no_article": (
        "{path}에 기사 {article_id}이(가) 없습니다. 색인을 새로 고친 뒤 다시 해 주세요.",
        "There is no article {article_id} in {path}. Refresh the index and try again.",
    ),
    "corpus.changed": (
        "{path}이(가) 그 사이에 바뀌어 그대로 두었습니다. 다시 해 주세요.",
        "{path} was changed meanwhile and left as it is. Try again.",
    ),
    "corpus.disk_full": (
        "디스크가 가득 차 {path}을(를) 쓰지 못했습니다. 공간을 비운 뒤 다시 해 주세요.",
        "The disk is full, {path} was not written. Free some space and try again.",
    ),
    "corpus.not_writable": (
        "{path}에 쓸 수 없습니다({reason}). 쓰기 권한을 주거나 NEWSBOT_CORPUS_DIR를 바꿔 주세요.",
        "{path} cannot be written ({reason}). Give write permission or change NEWSBOT_CORPUS_DIR.",
    ),
    "corpus.write_failed": (
        "{path}을(를) 쓰지 못했습니다({reason}). 디스크를 확인한 뒤 다시 해 주세요.",
        "{path} was not written ({reason}). Check the disk and try again.",
    ),
    # add, ask, remove, bot: what was typed.
    "add.no_file": (
        "{path} 파일이 없습니다. 경로를 확인해 주세요.",
        "There is no file {path}. Check the path.",
    ),
    "add.not_a_link": (
        "{path}(이)라는 파일은 없습니다. 웹 주소라면 https://부터 모두 적고, "
        "파일이라면 경로를 확인해 주세요.",
        "There is no file {path}. If it is a web address, write all of it, from https:// on; "
        "if it is a file, check the path.",
    ),
    "add.nothing_in": (
        "기사가 하나도 들어 있지 않은 파일입니다. 파일을 열어 기사가 있는지 확인해 주세요.",
        "The file holds no articles at all. Open it and see whether there are any in it.",
    ),
    "add.empty_folder": (
        "{path} 폴더에 기사 파일이 없습니다. .txt, .md, .html, .jsonl, .json, .xlsx 파일을"
        " 넣어 주세요.",
        "The folder {path} holds no article files. Put .txt, .md, .html, .jsonl, .json or .xlsx"
        " files there.",
    ),
    "add.report_exists": (
        "{path} 파일이 이미 있어 덮어쓰지 않았습니다. 다른 이름을 --report에 적어 주세요.",
        "The file {path} exists and was not overwritten. Give --report another name.",
    ),
    "add.report_unwritable": (
        "{path}에 결과를 적을 수 없습니다({reason}). 다른 자리를 --report에 적어 주세요.",
        "Cannot write the report {path} ({reason}). Give --report another place.",
    ),
    "add.needs_yes": (
        "물어볼 터미널이 없어 넣지 않았습니다. 그대로 넣으려면 --yes를 붙여 주세요.",
        "Not added: there is no terminal to ask at. Give --yes to add without asking.",
    ),
    "add.declined": (
        "넣지 않기로 했습니다. 고쳐서 다시 넣으려면 파일을 Markdown(.md)으로 적어 주세요.",
        "Not added, as you said. To correct it first, write it as Markdown (.md).",
    ),
    "ask.question_or_batch": (
        '질문이나 --batch 파일 가운데 하나만 적어 주세요. 예: newsbot ask "누가 서명했나?"',
        'Give either a question or --batch FILE, for example: newsbot ask "Who signed it?"',
    ),
    "ask.bad_date": (
        "{option}의 {value}은(는) 날짜로 읽을 수 없습니다. "
        "2025-10-29, 2025-10, 지난주처럼 적어 주세요.",
        "{option} {value} is not a date. Write it like 2025-10-29, 2025-10 or 'last week'.",
    ),
    "ask.unknown_outlet": (
        "언론사 {outlet}의 기사가 없습니다. 다음 가운데 하나로 적어 주세요: {known}.",
        "There are no articles of {outlet}. Use one of: {known}.",
    ),
    "ask.empty_range": (
        "--since가 --until보다 늦습니다. 두 날짜를 바꿔 적어 주세요.",
        "--since is later than --until. Swap the two dates.",
    ),
    "ask.file_unreadable": (
        "질문 파일 {path}을(를) 읽을 수 없습니다({reason}). 경로와 권한을 확인해 주세요.",
        "The question file {path} cannot be read ({reason}). Check its path and permissions.",
    ),
    "ask.batch_line": (
        '질문이 없습니다. 한 줄에 {{"question": "..."}} 꼴의 JSON 객체 하나를 적어 주세요.',
        'There is no question. Write one JSON object, {{"question": "..."}}, on each line.',
    ),
    "output.disk_full": (
        "디스크가 가득 차 출력을 다 쓰지 못했습니다. 공간을 비운 뒤 다시 해 주세요.",
        "The disk is full, not all output was written. Free some space and try again.",
    ),
    "bot.no_token": (
        "NEWSBOT_DISCORD_TOKEN이 없습니다. https://discord.com/developers/applications 에서 "
        "앱을 만들고 Bot 쪽의 토큰을 환경 변수나 .env에 넣어 주세요. 초대 링크에는 bot과 "
        "applications.commands 범위, 채널 보기·메시지 보내기·스레드에서 메시지 보내기·링크 첨부·"
        "메시지 기록 보기 권한이 필요합니다: {link} "
        "디스코드 없이도 `newsbot chat`으로 물을 수 있습니다.",
        "NEWSBOT_DISCORD_TOKEN is not set. Make an application at "
        "https://discord.com/developers/applications and put the token of its Bot page into the "
        "environment or .env. The invite link needs the scopes bot and applications.commands and "
        "the permissions View Channels, Send Messages, Send Messages in Threads, Embed Links and "
        "Read Message History: {link} Without Discord, `newsbot chat` works too.",
    ),
    "bot.odd_token": (
        "NEWSBOT_DISCORD_TOKEN이 봇 토큰의 모양이 아닙니다. 개발자 포털의 Bot 쪽에서 "
        "Reset Token으로 새로 받아 그대로 넣어 주세요.",
        "NEWSBOT_DISCORD_TOKEN does not look like a bot token. Get a new one with Reset Token on "
        "the Bot page of the developer portal.",
    ),
    "bot.token_refused": (
        "디스코드가 토큰을 받지 않았습니다. 개발자 포털의 Bot 쪽에서 Reset Token으로 새로 받아 "
        "NEWSBOT_DISCORD_TOKEN에 넣어 주세요.",
        "Discord refused the token. Get a new one with Reset Token on the Bot page of the "
        "developer portal and put it into NEWSBOT_DISCORD_TOKEN.",
    ),
    "bot.intent_refused": (
        "디스코드가 메시지 내용 인텐트를 허락하지 않았습니다. 개발자 포털의 Bot 쪽에서 "
        "Message Content Intent를 켜거나 NEWSBOT_ASK_CHANNELS를 비워 주세요.",
        "Discord refused the message-content intent. Switch on Message Content Intent on the Bot "
        "page of the developer portal, or leave NEWSBOT_ASK_CHANNELS empty.",
    ),
    "bot.login_failed": (
        "디스코드에 로그인하지 못했습니다(상태 {status}). 잠시 뒤에 다시 시작해 주세요. "
        "초대 링크: {link}",
        "Logging in to Discord failed (status {status}). Start again in a while. "
        "The invite link: {link}",
    ),
    "bot.unreachable": (
        "디스코드에 닿지 않습니다. 인터넷 연결과 NEWSBOT_DISCORD_*_URL을 확인하고 "
        "다시 시작해 주세요.",
        "Discord cannot be reached. Check the network and NEWSBOT_DISCORD_*_URL and start again.",
    ),
    "bot.closed": (
        "디스코드가 연결을 끊었습니다(코드 {number}). 잠시 뒤에 다시 시작해 주세요.",
        "Discord closed the connection (code {number}). Start again in a while.",
    ),
    "bot.records": (
        "봇의 기록 파일 {path}을(를) 열 수 없습니다({reason}). "
        "권한을 고치거나, 파일을 옮긴 뒤 다시 시작해 주세요.",
        "The bot's file {path} cannot be opened ({reason}). "
        "Correct its permissions or move it away, and start again.",
    ),
    "bot.records_version": (
        "{path}은(는) 이 판의 newsbot이 만든 봇 기록 파일이 아니어서 그대로 두었습니다. "
        "파일을 옮긴 뒤 다시 시작해 주세요.",
        "{path} was not made by this version of newsbot's bot and was left alone. "
        "Move it away and start again.",
    ),
    # what a person in a chat can meet
    "bot.bad_date": (
        "‘{text}’은(는) 날짜로 읽을 수 없습니다. "
        "2025-10-29, 10월 29일, 어제, 지난주처럼 적어 주세요.",
        "“{text}” is not a date. Write it like 2025-10-29, Oct 29, yesterday or last week.",
    ),
    "bot.empty_span": (
        "‘부터’가 ‘까지’보다 늦습니다. 두 날짜를 바꿔 적어 주세요.",
        "The first day is later than the last one. Swap the two dates.",
    ),
    "bot.not_curator": (
        "기사를 넣고 고치려면 서버 관리 권한이나 편집자 역할이 있어야 합니다. "
        "서버 관리자에게 부탁해 주세요.",
        "Adding and changing articles takes the permission Manage Server or a curator's role. "
        "Please ask an administrator of the server.",
    ),
    "bot.not_yours": (
        "모든 서버에서 보는 기사는 봇의 주인만 바꿀 수 있습니다. 봇의 주인에게 부탁해 주세요.",
        "Articles that every server sees are changed by the bot's owner alone. Please ask them.",
    ),
    "bot.not_administrator": (
        "상태는 서버를 관리하는 분만 볼 수 있습니다. 봇에 대해서는 `/about`을 써 주세요.",
        "The status is for those who manage the server. `/about` tells of the bot.",
    ),
    "bot.not_the_asker": (
        "‘더 보기’는 질문한 분만 쓸 수 있습니다. `/ask`로 직접 물어 주세요.",
        "Only the person who asked can see more here. Use `/ask` to ask yourself.",
    ),
    "bot.not_the_asker_or_moderator": (
        "답은 질문한 분이나 메시지를 관리하는 분만 지울 수 있습니다. 그분들께 부탁해 주세요.",
        "Only the person who asked or a moderator can delete this answer. Please ask them.",
    ),
    "bot.forgotten": (
        "{days}일이 지난 답이라 질문을 지웠습니다. 다시 물어 주세요.",
        "This answer is older than {days} days and its question was erased. Please ask again.",
    ),
    "bot.article_gone": (
        "그 사이에 숨겼거나 뺀 기사입니다. 다시 물어보시거나 `/search`로 다른 기사를 찾아 주세요.",
        "This article was hidden or removed since. Ask again, or find another with `/search`.",
    ),
    "bot.elsewhere": (
        "다른 곳에서 나온 답이라 여기서는 볼 수 없습니다. 여기서 다시 물어 주세요.",
        "This answer was given elsewhere and cannot be opened here. Please ask again here.",
    ),
    "bot.too_many_pages": (
        "짧은 시간에 기사를 많이 올리셨습니다. {seconds}초 뒤에 다시 올려 주세요. "
        "많은 기사는 `newsbot add`로 한꺼번에 넣을 수 있습니다.",
        "That was many pages in a short time. Try again in {seconds} seconds; "
        "for many articles there is `newsbot add`.",
    ),
    "bot.too_many_articles": (
        "파일에 기사가 {count:,}건 이상 들어 있습니다. "
        "채팅에서는 한 번에 {limit:,}건까지 넣을 수 있으니 "
        "파일을 나누거나 `newsbot add`로 넣어 주세요.",
        "The file holds {count:,} articles or more. In a chat at most {limit:,} can be added at "
        "once: split the file, or use `newsbot add`.",
    ),
    "bot.unfolds": (
        "파일에 든 글이 너무 깁니다(모두 합쳐 최대 {limit:,}자). "
        "파일을 나누거나 `newsbot add`로 넣어 주세요.",
        "The articles of the file are too long (at most {limit:,} characters in all). "
        "Split the file, or use `newsbot add`.",
    ),
    "bot.still_fetching": (
        "앞서 보내신 링크를 아직 읽고 있습니다. 끝나면 다시 넣어 주세요.",
        "Your last link is still being read. Add this one when that is done.",
    ),
    "bot.closing": (
        "봇을 다시 시작하느라 다 읽지 못했습니다. 잠시 뒤에 다시 해 주세요.",
        "The bot is restarting and could not read it. Please try again in a moment.",
    ),
    "bot.still_saving": (
        "이 파일은 지금 저장하고 있습니다. 끝날 때까지 기다려 주세요.",
        "This file is being saved. Wait until that is done.",
    ),
    "bot.link_or_file": (
        "링크와 파일 가운데 하나만 넣어 주세요.",
        "Give either a link or a file.",
    ),
    "bot.draft_gone": (
        "이 미리보기는 이미 저장했거나 취소했습니다. 기사를 다시 넣어 주세요.",
        "This preview was saved or cancelled already. Please add the article again.",
    ),
    "bot.nothing_to_add": (
        "이 메시지에는 기사로 읽을 글도 파일도 없습니다. 기사가 든 메시지를 골라 주세요.",
        "This message holds neither text nor a file. Choose one that holds an article.",
    ),
    "bot.file_kind": (
        "{suffix} 파일은 기사로 읽을 수 없습니다. {known} 가운데 하나로 올려 주세요.",
        "A {suffix} file cannot be read as an article. Attach one of {known}.",
    ),
    "bot.file_unfetched": (
        "파일을 받지 못했습니다. 잠시 뒤에 다시 올려 주세요.",
        "The file could not be fetched. Please attach it again in a moment.",
    ),
    "bot.bad_time": (
        "입력 시각 ‘{text}’을(를) 읽을 수 없습니다. 2025-10-29 19:07처럼 적어 주세요.",
        "The time “{text}” cannot be read. Write it like 2025-10-29 19:07.",
    ),
    "bot.bad_link": (
        "주소 ‘{text}’을(를) 쓸 수 없습니다. http나 https로 시작하는 주소를 적어 주세요.",
        "The link “{text}” cannot be used. Give an address that begins with http or https.",
    ),
}


def render(code: str, language: Language, /, **details: object) -> str:
    """Return the sentence for *code* in *language*. Raises KeyError for an unknown code."""
    korean, english = CATALOGUE[code]
    return (korean if language == "ko" else english).format(**details)
