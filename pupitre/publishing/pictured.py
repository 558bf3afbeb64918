"""Where a picture is used: the posts that show it, as drafts or on their way or out."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from pupitre.media.models import Asset
from pupitre.publishing.models import Delivery, Idea, Post, Version

MOST = 20
"""told of each kind, the newest"""


def posts_with(asset: Asset) -> list[Post]:
    """Posts whose text for all channels, or for one of them, shows it; or that left with it."""
    own = Version.objects.filter(_shows("own", asset.pk), post=OuterRef("pk"))
    gone = Delivery.objects.filter(_shows("says", asset.pk), post=OuterRef("pk"), brand=asset.brand_id)
    found = Post.objects.alive().filter(brand=asset.brand_id)
    return list(found.filter(_shows("content", asset.pk) | Exists(own) | Exists(gone)).order_by("-pk")[:MOST])


def ideas_with(asset: Asset) -> list[Idea]:
    found = Idea.objects.filter(brand=asset.brand_id, put_away_at=None, pictures__contains=[asset.pk])
    return list(found.order_by("-pk")[:MOST])


def _shows(field: str, asset_id: int) -> Q:
    """A JSON of content that names the asset: among its pictures, as its featured one, or on its link card."""
    among = Q(**{f"{field}__pictures__contains": [{"asset": asset_id}]})
    return among | Q(**{f"{field}__featured": asset_id}) | Q(**{f"{field}__card__asset": asset_id})
