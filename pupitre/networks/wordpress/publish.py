"""Articles on a blog: create, edit, delete, and look whether one is there.

WordPress dedupes nothing: the same article sent twice stands there twice. So the handle is the slug,
which we choose before the call (class B): whoever has it can ask for it, in any state, trash included.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from typing import Any

from pupitre.ground.http import Answer
from pupitre.networks.errors import Refused, Unsure
from pupitre.networks.wordpress import blocks, errors, library, markup, slug, terms
from pupitre.networks.wordpress.rest import ask, host_of, parsed
from pupitre.networks.words import Accepted, Article, Grant, Idempotency, Outgoing, Sent

IDEMPOTENCY = Idempotency("B")

STATES = "publish,future,draft,pending,private,trash"
"""Every state of a post a person can see; "any" would leave out the trash."""

FIELDS = "id,slug,link,status,date_gmt"
"""What we ask back. Without `content` the blog does not run its plugins over a text that nobody reads."""

TERMS = ("tags", "categories", "featured_media")

AROUND = timedelta(hours=1)
"""By how much a blog's clock may be wrong when its newest articles are compared with ours."""


def new_key(hint: str, grant: Grant) -> str:
    """The slug under which the article will stand: readable, since it is its address."""
    return slug.new_key(hint)


def prepare(outgoing: Outgoing, grant: Grant, save: Callable[[str, str], None]) -> None:
    """Pictures into the library, categories and tags to their ids: repeated without harm."""
    if outgoing.change == "delete":
        return
    library.put(outgoing, grant, save)
    terms.put(outgoing, grant, save)


def send(outgoing: Outgoing, grant: Grant) -> Sent | Accepted:
    """The one call. Never without looking first when an earlier one is unknown: see `find`."""
    if outgoing.change == "delete":
        return _deleted(outgoing, grant)
    _must_be_article(outgoing)
    if outgoing.change == "edit":
        return _edited(outgoing, grant)
    # No date: with one, a blog whose clock is late would plan the article instead of publishing it.
    payload = _payload(outgoing) | {"slug": outgoing.key, "status": "publish"}
    answer = ask(grant, "POST", "wp/v2/posts", params={"_fields": FIELDS}, json=payload)
    sent = _sent(answer)
    if sent.refs.get("slug") in slug.twins(outgoing.key)[1:]:
        raise Unsure("doubled", {"host": host_of(grant.server), "slug": outgoing.key}, errors.evidence(answer))
    return sent


def find(outgoing: Outgoing, grant: Grant) -> Sent | Accepted | None:
    """Look, never send. Raises Unsure(doubled) when two articles are seen under our key."""
    if outgoing.change != "create":
        return _found_change(outgoing, grant)
    rows = _listed(grant, slug=",".join(slug.twins(outgoing.key)))
    seen = [row for row in rows if row.get("status") != "trash"]
    if len(seen) > 1:
        addresses = " ".join(str(row.get("link", "")) for row in seen)
        raise Unsure("doubled", {"host": host_of(grant.server), "slug": outgoing.key}, f"{len(seen)}: {addresses}")
    if rows:  # in the trash is sent too: it went out, and a person took it back
        return _as_sent((seen or rows)[0])
    return next((_as_sent(row) for row in _newest(outgoing, grant) if _is_ours(row, outgoing)), None)


def _edited(outgoing: Outgoing, grant: Grant) -> Sent:
    """Title, text, terms and pictures; its address and its state stay."""
    answer = ask(grant, "POST", _place(outgoing), params={"_fields": FIELDS}, json=_payload(outgoing))
    sent = _sent(answer)
    if sent.refs.get("status") == "trash":  # WordPress edits what is in the trash, and nobody sees it
        raise Refused("post_gone", raw=errors.evidence(answer))
    return sent


def _deleted(outgoing: Outgoing, grant: Grant) -> Sent:
    """Into the blog's trash, from which a person can bring it back for 30 days. Gone already: done."""
    answer = ask(grant, "DELETE", _place(outgoing), params={"_fields": FIELDS})
    said = parsed(answer)
    if _is_gone(answer, said):
        return _gone(outgoing)
    errors.row(answer, acting=True)
    return _gone(outgoing)


def _found_change(outgoing: Outgoing, grant: Grant) -> Sent | None:
    """Whether an edit or a delete took place, as the post is now."""
    answer = ask(grant, "GET", _place(outgoing), params={"context": "edit"})
    said = parsed(answer)
    if not _is_gone(answer, said):
        said = errors.row(answer, acting=False)
    gone = _is_gone(answer, said) or said.get("status") == "trash"
    if outgoing.change == "delete":
        return _gone(outgoing) if gone else None
    if gone:
        raise Refused("post_gone", raw=errors.evidence(answer))
    return _as_sent(said) if _is_as_sent(said, outgoing) else None


def _must_be_article(outgoing: Outgoing) -> None:
    """What an article has not is refused in words, never dropped in silence."""
    if outgoing.parent is not None:
        raise Refused("reply_none")
    if outgoing.poll is not None:
        raise Refused("poll_none")
    if outgoing.article is None or not outgoing.article.title.strip():
        raise Refused("title_empty")


def _payload(outgoing: Outgoing) -> dict[str, Any]:
    article = _article(outgoing)
    pictures = library.uploaded(outgoing)
    payload: dict[str, Any] = {
        # Titles and excerpts are HTML to WordPress; ours are plain words.
        "title": escape(article.title.strip(), quote=False),
        "content": _body(outgoing, pictures),
        "excerpt": escape(article.excerpt.strip(), quote=False),
        "tags": terms.tags(article, outgoing),
    }
    if article.categories:
        payload["categories"] = terms.categories(article, outgoing)
    if "featured" in pictures:
        payload["featured_media"] = pictures["featured"].id
    elif outgoing.change == "edit":
        payload["featured_media"] = 0
    return payload


def _body(outgoing: Outgoing, pictures: Mapping[str, blocks.Uploaded]) -> str:
    """The text as blocks; pictures stand where the text names them, the others below it."""
    article = _article(outgoing)
    placed = [(picture.name, pictures[f"picture:{place}"]) for place, picture in enumerate(outgoing.media)]
    shown = {picture for picture, _ in _shows(article.html)}
    text = blocks.from_html(article.html, dict(placed)) if article.html.strip() else blocks.from_text(outgoing.text)
    below = [blocks.from_picture(kept) for name, kept in placed if name not in shown]
    return "\n\n".join(filter(None, [text, *below]))


def _article(outgoing: Outgoing) -> Article:
    return outgoing.article or Article(title="", html="")


def _place(outgoing: Outgoing) -> str:
    if outgoing.target is None:
        raise ValueError("an edit or a delete needs its target")
    return f"wp/v2/posts/{int(outgoing.target.remote_id)}"


def _sent(answer: Answer) -> Sent:
    """What was created or changed. A Location header is proof enough where a plugin spoilt the body."""
    try:
        return _as_sent(errors.row(answer, acting=True))
    except Unsure:
        number = answer.headers.get("location", "").partition("/wp/v2/posts/")[2].partition("?")[0]
        if answer.status == 201 and number.isdigit():
            return Sent(number, refs={"id": number})
        raise


def _as_sent(row: Mapping[str, Any]) -> Sent:
    refs = {"id": str(row["id"]), "slug": str(row.get("slug") or ""), "status": str(row.get("status") or "")}
    return Sent(str(row["id"]), str(row.get("link") or ""), refs, instant(row.get("date_gmt")))


def instant(told: object) -> datetime | None:
    """A date_gmt (no zone written, UTC meant) as an instant; None for a draft's empty one."""
    try:
        at = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _gone(outgoing: Outgoing) -> Sent:
    target = outgoing.target
    return Sent(target.remote_id, target.url, target.refs) if target else Sent("")


def _is_gone(answer: Answer, said: Any) -> bool:
    code = said.get("code") if isinstance(said, dict) else None
    return (answer.status, code) in {(404, "rest_post_invalid_id"), (410, "rest_already_trashed")}


def _listed(grant: Grant, **wanted: Any) -> list[dict[str, Any]]:
    params = {"status": STATES, "context": "edit", "per_page": 100, "_fields": FIELDS} | wanted
    return errors.rows(ask(grant, "GET", "wp/v2/posts", params=params))


def _newest(outgoing: Outgoing, grant: Grant) -> Iterator[dict[str, Any]]:
    """Our account's articles since this one was written, for a blog whose plugin made other slugs of ours."""
    author = grant.account.partition("@")[0]
    after = (outgoing.created_at - AROUND).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    fields = FIELDS + ",title.raw,content.raw"
    yield from _listed(grant, author=author, after=after, orderby="date", order="desc", per_page=20, _fields=fields)


def _is_ours(row: Mapping[str, Any], outgoing: Outgoing) -> bool:
    """The same words, and not under the key of another article of ours."""
    return not slug.key_in(str(row.get("slug", ""))) and _same_words(row, outgoing)


def _is_as_sent(row: Mapping[str, Any], outgoing: Outgoing) -> bool:
    """Whether an edit took: words, pictures, links and terms. If not, sending it again harms nothing."""
    ours = _payload(outgoing)
    same = [
        _same_words(row, outgoing),
        _shows(_raw(row.get("content"))) == _shows(ours["content"]),
        markup.plain(_raw(row.get("excerpt"))) == markup.plain(ours["excerpt"]),
        *(_numbers(row.get(name)) == _numbers(ours[name]) for name in TERMS if name in ours),
    ]
    return all(same)


def _same_words(row: Mapping[str, Any], outgoing: Outgoing) -> bool:
    """Compared as a reader sees them: WordPress rewrites quotes and attributes, never words."""
    nowhere = {name: blocks.Uploaded(0, "", "") for name in library.pictures_of(outgoing)}
    words = markup.plain(_body(outgoing, nowhere))
    same_title = unescape(_raw(row.get("title"))).strip() == _article(outgoing).title.strip()
    return same_title and markup.plain(_raw(row.get("content"))) == words


def _shows(html: str) -> list[tuple[str, str]]:
    """Every picture with its alternative text, every link."""
    return [
        (element.attributes.get("src", ""), element.attributes.get("alt", ""))
        if element.tag == "img"
        else (element.attributes.get("href", ""), "")
        for element in markup.elements(markup.read(html))
        if element.tag in {"img", "a"}
    ]


def _numbers(told: object) -> set[object]:
    return set(told) if isinstance(told, list) else {told}


def _raw(told: object) -> str:
    return str(told.get("raw", "")) if isinstance(told, dict) else ""
