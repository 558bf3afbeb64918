"""What a post is for: its campaign, its objective and the team's labels. They are no words of it."""

from __future__ import annotations

from dataclasses import dataclass

from pupitre.publishing.models import OBJECTIVES, Campaign, Post

MOST_LABELS = 20
NAMED = frozenset(key for key, _words in OBJECTIVES)


@dataclass(frozen=True, slots=True)
class Aims:
    """`campaign`: its id; `objective`: a key of OBJECTIVES, or none."""

    campaign: int | None = None
    objective: str = ""
    labels: tuple[str, ...] = ()


def aims_of(post: Post) -> Aims:
    return Aims(post.campaign_id, post.objective, tuple(post.labels))


def allowed(post: Post, wanted: Aims | None) -> Aims:
    """As far as the brand has them: a campaign that is not its own is left out. None: as they are."""
    kept = aims_of(post)
    if wanted is None or wanted == kept:
        return kept
    campaign = wanted.campaign
    if campaign and campaign != kept.campaign:
        known = Campaign.objects.filter(brand=post.brand_id, pk=campaign).exists()
        campaign = campaign if known else kept.campaign
    objective = wanted.objective if wanted.objective in NAMED else ""
    return Aims(campaign, objective, tuple(dict.fromkeys(wanted.labels))[:MOST_LABELS])


def put(post: Post, aims: Aims) -> None:
    """On the post as it is held; who holds it saves it."""
    post.campaign_id, post.objective, post.labels = aims.campaign, aims.objective, list(aims.labels)
