"""What WordPress tells of articles: how many comments. Likes, views and followers it does not know."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from pupitre.networks.wordpress import errors, markup
from pupitre.networks.wordpress.publish import instant
from pupitre.networks.wordpress.rest import ask, parsed, total
from pupitre.networks.wordpress.slug import key_in
from pupitre.networks.words import Grant, Measure, Page, Past, Remote

TOGETHER = 50
"""Articles asked for at once; WordPress takes at most 100 a page."""

PER_PAGE = 100
CLOSED = {401, 403, 404}
ALIVE = "publish,future,draft,pending,private"
FIELDS = "id,date_gmt,slug,link,title,content,featured_media"


def posts(remote_ids: Sequence[str], grant: Grant) -> Mapping[str, Measure | None]:
    """Comments that visitors see, per article; None where it is deleted or in the trash."""
    found: dict[str, Measure | None] = {}
    for start in range(0, len(remote_ids), TOGETHER):
        asked = list(remote_ids[start : start + TOGETHER])
        alive = _alive([name for name in asked if name.isdigit()], grant)
        counts = _comments(alive, grant)
        found |= {name: Measure(comments=counts[name]) if name in counts else None for name in asked}
    return found


def account(grant: Grant) -> Measure:
    """How many articles are published; followers: not told."""
    answer = ask(grant, "GET", "wp/v2/posts", params={"per_page": 1, "context": "edit", "_fields": "id"})
    errors.rows(answer)
    return Measure(posts=total(answer))


def past(grant: Grant, cursor: str | None) -> Page:
    """Published articles of the blog, whoever wrote them, newest first, 50 a page. `cursor`: the page's number."""
    number = int(cursor or 1)
    params = {"per_page": TOGETHER, "page": number, "context": "edit", "status": "publish", "_fields": FIELDS}
    answer = ask(grant, "GET", "wp/v2/posts", params=params)
    if number > 1 and _is_past_the_end(parsed(answer)):
        return Page((), None)
    rows = errors.rows(answer)
    told = answer.headers.get("x-wp-totalpages", "").strip()
    more = number < int(told) if told.isdigit() else len(rows) == TOGETHER
    return Page(tuple(_past(rows)), str(number + 1) if more else None)


def _alive(names: Sequence[str], grant: Grant) -> list[str]:
    if not names:
        return []
    params = {"include": ",".join(names), "status": ALIVE, "context": "edit", "per_page": PER_PAGE, "_fields": "id"}
    kept = {str(row["id"]) for row in errors.rows(ask(grant, "GET", "wp/v2/posts", params=params))}
    return [name for name in names if name in kept]


def _comments(names: Sequence[str], grant: Grant) -> Mapping[str, int | None]:
    """Counted from one list while it fits on a page; asked one by one where there are more."""
    if not names:
        return {}
    params = {"post": ",".join(names), "per_page": PER_PAGE, "_fields": "id,post"}
    answer = ask(grant, "GET", "wp/v2/comments", params=params)
    if answer.status in CLOSED:  # the login was just accepted for the articles: comments alone are closed
        return dict.fromkeys(names)
    rows, whole = errors.rows(answer), total(answer)
    if whole is not None and whole <= PER_PAGE and whole == len(rows):
        counts = Counter(str(row.get("post")) for row in rows)
        return {name: counts[name] for name in names}
    return {name: _comments_of(name, grant) for name in names}


def _comments_of(name: str, grant: Grant) -> int | None:
    answer = ask(grant, "GET", "wp/v2/comments", params={"post": name, "per_page": 1, "_fields": "id"})
    errors.rows(answer)
    return total(answer)


def _is_past_the_end(said: Any) -> bool:
    """WordPress answers 400 for a page that does not exist, not an empty list."""
    return isinstance(said, dict) and said.get("code") == "rest_post_invalid_page_number"


def _past(rows: Sequence[Mapping[str, Any]]) -> Iterator[Past]:
    for row in rows:
        at = instant(row.get("date_gmt"))
        if at is None:
            continue
        name = str(row["id"])
        own = str(row.get("slug") or "")
        html = _part(row.get("content"), "rendered")
        yield Past(
            remote=Remote(name, str(row.get("link") or ""), {"id": name, "slug": own}),
            at=at,
            text=markup.plain(html),
            title=_title(row.get("title")),
            media=_pictures(html) + bool(row.get("featured_media")),
            handle={"slug": own, "key": key_in(own)},
        )


def _title(told: object) -> str:
    """Plain words: WordPress keeps titles as HTML."""
    raw = _part(told, "raw") or _part(told, "rendered")
    return unescape(re.sub(r"</?[a-zA-Z][^>]*>", "", raw)).strip()


def _pictures(html: str) -> int:
    return sum(element.tag == "img" for element in markup.elements(markup.read(html)))


def _part(told: object, name: str) -> str:
    return str(told.get(name) or "") if isinstance(told, dict) else ""
