"""Categories and tags by name: found or made before the article leaves, their ids kept as handles."""

from collections.abc import Callable
from html import escape, unescape
from typing import Any

from pupitre.networks.errors import NotSent, Refused, Unsure
from pupitre.networks.wordpress import errors
from pupitre.networks.wordpress.rest import ask, host_of, parsed
from pupitre.networks.words import Article, Grant, Outgoing

Save = Callable[[str, str], None]


def put(outgoing: Outgoing, grant: Grant, save: Save) -> None:
    """Give every category and tag an id. Raises Refused where the account may not make a category."""
    article = outgoing.article
    if article is None:
        return
    for name in article.categories:
        if f"category:{name}" not in outgoing.handles:
            save(f"category:{name}", str(_category(name, grant)))
    for name in article.tags:
        if name.strip() and f"tag:{name}" not in outgoing.handles:
            save(f"tag:{name}", str(_put("wp/v2/tags", name, grant)))


def categories(article: Article, outgoing: Outgoing) -> list[int]:
    """Ids, in the order given, as `put` found them."""
    return _unique(int(outgoing.handles[f"category:{name}"]) for name in article.categories)


def tags(article: Article, outgoing: Outgoing) -> list[int]:
    return _unique(int(outgoing.handles[f"tag:{name}"]) for name in article.tags if name.strip())


def _unique(numbers: Any) -> list[int]:
    return list(dict.fromkeys(numbers))


def _category(name: str, grant: Grant) -> int:
    """By name first, since a category may be called 2026; then by id; a new one at last."""
    listed = grant.facts.get("categories")
    known = listed if isinstance(listed, list) else []
    number = _same(name, known)
    if number is None and name.isdigit() and int(name) in {row.get("id") for row in known}:
        return int(name)
    if number is None:
        number = _searched(name, grant)
    if number is None and name.isdigit():
        return int(name)
    return _made(name, grant) if number is None else number


def _searched(name: str, grant: Grant) -> int | None:
    params = {"search": name, "per_page": 100, "_fields": "id,name"}
    return _same(name, errors.rows(ask(grant, "GET", "wp/v2/categories", params=params)))


def _made(name: str, grant: Grant) -> int:
    try:
        return _put("wp/v2/categories", name, grant)
    except Refused as refusal:
        if refusal.code in {"role_publish", "role_terms"}:
            params = {"category": name, "host": host_of(grant.server)}
            raise Refused("category_missing", params, refusal.raw) from refusal
        raise


def _put(path: str, name: str, grant: Grant) -> int:
    """Make a term; one that exists (400 term_exists) answers with its id. Safe to repeat for that reason."""
    try:
        # A term's name is HTML: "R&D" is kept as "R&amp;D", and "<3" would be lost unescaped.
        answer = ask(grant, "POST", path, params={"_fields": "id"}, json={"name": escape(name.strip(), quote=False)})
    except Unsure as failure:
        raise NotSent(f"look_{failure.code}", failure.params, failure.raw) from failure
    said = parsed(answer)
    number = _existing(said) if answer.status in {400, 409} else None
    return errors.row(answer, acting=False)["id"] if number is None else number


def _existing(said: Any) -> int | None:
    if not isinstance(said, dict) or said.get("code") != "term_exists":
        return None
    data = said.get("data")
    number = str(data.get("term_id")) if isinstance(data, dict) else ""
    return int(number) if number.isdigit() else None


def _same(name: str, rows: list[Any]) -> int | None:
    wanted = name.strip().casefold()
    for row in rows:
        if isinstance(row, dict) and unescape(str(row.get("name", ""))).casefold() == wanted:
            return int(row["id"])
    return None
