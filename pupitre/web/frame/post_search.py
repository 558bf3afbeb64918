"""What search finds among the brand's posts."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pupitre.brands.models import Brand
from pupitre.publishing.models import Delivery, Post
from pupitre.publishing.search import find_posts
from pupitre.web.frame.search import Finding, Findings


def posts(brand: Brand, question: str, most: int) -> Findings:
    """Posts that say it, the newest first, with where and when each left or will leave."""
    count, found = find_posts(brand, question, most)
    leaving: dict[int, list[Delivery]] = {post.pk: [] for post in found}
    for delivery in (
        Delivery.objects.current().select_related("channel", "sending").filter(post__in=found).order_by("pk")
    ):
        leaving[delivery.post_id].append(delivery)
    return Findings(
        gettext_lazy("Posts"), "file-text", count, [_finding(brand, post, leaving[post.pk]) for post in found]
    )


def _finding(brand: Brand, post: Post, deliveries: list[Delivery]) -> Finding:
    times = [delivery.sending.due_at for delivery in deliveries if delivery.sending]
    networks = tuple(dict.fromkeys(delivery.channel.network for delivery in deliveries))
    where = " · ".join(dict.fromkeys(delivery.channel.name for delivery in deliveries))
    page = "post" if deliveries else "draft"
    url = reverse(page, args=[brand.slug, post.pk])
    title = post.headline or _("A post without words")
    return Finding(title, url, where or _("Draft"), min(times, default=post.draft_at), networks)
