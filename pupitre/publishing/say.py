"""From what a version says to what its parts say on the network: payloads, with pictures cut to fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import nh3
from django.utils import timezone
from django.utils.html import linebreaks, strip_tags, urlize

from pupitre.channels.models import Channel
from pupitre.channels.payload import Payload
from pupitre.media.models import Asset
from pupitre.media.pictures import PictureRefused, type_after
from pupitre.media.recipe import Recipe, only_for
from pupitre.media.take_in import rendition
from pupitre.networks.words import Article, LinkCard, Media, Objection, Outgoing, PictureRules, Poll, Rules
from pupitre.publishing.models import Content

Assets = dict[int, Asset]
Cutter = Callable[..., Payload | None]
"""(asset id, alternative text, recipe) → the cut for one channel; None for what the brand has not"""
ANY_PICTURE = PictureRules(most=1)
BLOCK_ENDS = re.compile(r"</(?:p|h\d|li|blockquote|pre|figcaption)>|<(?:br|hr)\b[^>]*>", re.I)
BODY = {
    **{tag: set() for tag in ("p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "b", "i", "u", "s", "br", "hr")},
    **{tag: set() for tag in ("blockquote", "pre", "code", "sup", "sub", "figure", "figcaption")},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
}
"""what an article may hold: tag → its attributes"""


def assets_of(brand_id: int, says: Iterable[Content]) -> Assets:
    """The assets that these contents name, in one query; a stranger's id finds nothing."""
    wanted: set[int] = set()
    for content in says:
        wanted.update(item["asset"] for item in content.get("pictures", ()))
        wanted.update(filter(None, (content.get("featured"), (content.get("card") or {}).get("asset"))))
    return {asset.pk: asset for asset in Asset.objects.filter(brand=brand_id, pk__in=wanted)}


def payloads(says: Content, channel: Channel, assets: Assets) -> list[Payload]:
    """What each part will say. Cuts pictures: not for a page that only previews. Raises PictureRefused."""
    rules = channel.rules
    cut = _cutter(assets, channel)
    first: Payload = {"change": "create", "shape": rules.shape, "language": says.get("language", "")}
    if rules.shape == "article":
        below = {**says, "pictures": below_the_article(says)}
        first |= {"text": says.get("text", ""), "article": _article(says, cut), "media": _media(below, cut)}
        return [first]
    first |= {
        "text": says.get("text", ""),
        "warning": says.get("warning", "") if rules.warning else "",
        "media": _media(says, cut),
        "poll": says.get("poll"),
        "card": _card(says, cut) if rules.card else None,
    }
    shared = {key: first[key] for key in ("change", "shape", "language", "warning")}
    return [first, *({**shared, "text": text} for text in says.get("thread", ()) if text.strip())]


def uncut(refused: PictureRefused, network: str = "") -> Objection:
    """Why a picture has no cut, said of the post."""
    codes = {"lost": "picture_lost", "away": "pictures_away"}
    return Objection(codes.get(refused.code, "picture_cut"), {"network": network, **refused.params}, "media")


def sketches(says: Content, rules: Rules, assets: Assets) -> list[Outgoing]:
    """The same as the network would get it, pictures uncut: for counts, objections and previews."""
    media = tuple(_sketch(item, assets, rules) for item in says.get("pictures", ()) if item["asset"] in assets)
    poll = says.get("poll")
    first = Outgoing(
        key="",
        created_at=timezone.now(),
        text=says.get("text", ""),
        media=media,
        poll=Poll(tuple(poll["options"]), timedelta(seconds=poll["seconds"]), bool(poll.get("multiple")))
        if poll
        else None,
        card=_sketch_card(says),
        article=_sketch_article(says) if rules.shape == "article" else None,
        language=says.get("language", ""),
        warning=says.get("warning", ""),
        shape=rules.shape,
    )
    if rules.shape == "article":
        return [first]
    later = (text for text in says.get("thread", ()) if text.strip())
    return [first, *(Outgoing(key="", created_at=first.created_at, text=text, warning=first.warning) for text in later)]


def body_of(says: Content) -> str:
    """The article's HTML, without anything that could run: its own body, or the post's text with its paragraphs."""
    text = says.get("text", "")
    html = says.get("body") or (
        linebreaks(urlize(text, nofollow=False, autoescape=True), autoescape=False) if text else ""
    )
    return clean(html)


def below_the_article(says: Content) -> list[dict[str, Any]]:
    """The pictures of an article without the featured one, which stands at its head."""
    return [item for item in says.get("pictures", ()) if item["asset"] != says.get("featured")]


def clean(html: str) -> str:
    """Only what BODY names, with addresses that open a page or a mail."""
    schemes = {"http", "https", "mailto", "tel"}
    return nh3.clean(html, tags=set(BODY), attributes=BODY, url_schemes=schemes, link_rel=None).strip()


def plain(html: str) -> str:
    """The words of an article, a line for each of its blocks."""
    return strip_tags(BLOCK_ENDS.sub("\n", html)).strip()


def _cutter(assets: Assets, channel: Channel) -> Cutter:
    allowed = channel.rules.pictures or ANY_PICTURE

    def cut(asset_id: int, alt: str, recipe: Recipe | None = None) -> Payload | None:
        asset = assets.get(asset_id)
        if asset is None:
            return None
        made = rendition(asset, allowed, only_for(recipe or {}, str(channel.pk)))
        sizes = {"size": made.size, "width": made.width, "height": made.height}
        return {"name": asset.name, "path": made.path, "mime": made.mime, "alt": alt, "asset": asset.pk, **sizes}

    return cut


def _media(says: Content, cut: Cutter) -> list[Payload]:
    found = (cut(item["asset"], item.get("alt", ""), item.get("recipe")) for item in says.get("pictures", ()))
    return [media for media in found if media]


def _card(says: Content, cut: Cutter) -> Payload | None:
    card = says.get("card")
    if not card or says.get("pictures"):
        return None
    image = cut(card["asset"], "") if card.get("asset") else None
    return {
        "url": card["url"],
        "title": card.get("title", ""),
        "description": card.get("description", ""),
        "image": image,
    }


def _article(says: Content, cut: Cutter) -> Payload:
    named = {key: says.get(key, []) for key in ("categories", "tags")}
    item: dict[str, Any] = next(
        (item for item in says.get("pictures", ()) if item["asset"] == says.get("featured")), {}
    )
    featured = cut(says["featured"], item.get("alt", ""), item.get("recipe")) if says.get("featured") else None
    return {
        "title": says.get("title", ""),
        "html": body_of(says),
        "excerpt": says.get("excerpt", ""),
        "featured": featured,
        **named,
    }


def _sketch(item: dict[str, Any], assets: Assets, rules: Rules) -> Media:
    """Of the type that its cut will have: a HEIC photo leaves as a JPEG, and is no reason to refuse."""
    asset = assets[item["asset"]]
    mime = type_after(asset.mime, (rules.pictures or ANY_PICTURE).types)
    return Media(asset.name, mime, asset.size, asset.width, asset.height, read=bytes, alt=item.get("alt", ""))


def _sketch_card(says: Content) -> LinkCard | None:
    card = says.get("card")
    return LinkCard(card["url"], card.get("title", ""), card.get("description", "")) if card else None


def _sketch_article(says: Content) -> Article:
    return Article(
        title=says.get("title", ""),
        html=body_of(says),
        excerpt=says.get("excerpt", ""),
        categories=tuple(says.get("categories", ())),
        tags=tuple(says.get("tags", ())),
    )
