"""Ideas: noted at once, changed without overwriting anybody, moved over the board, put away, and made into a post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from pupitre.brands.models import Brand, Member
from pupitre.journal.models import write
from pupitre.media.models import Asset
from pupitre.publishing import compose
from pupitre.publishing.capture import Note, tidied
from pupitre.publishing.fold import fold
from pupitre.publishing.models import Content, Idea, Post

MOST_WORDS = 12
MOST_OLD = 100
"""ideas listed of those that left the board, the newest first"""


class Overwritten(Exception):
    """It was saved elsewhere in between; `idea` is how it stands now. Nothing was saved over it."""

    def __init__(self, idea: Idea) -> None:
        super().__init__(idea.pk)
        self.idea = idea


class Planned(Exception):
    """Its post is on the plan: where the idea stands follows from that, and nobody moves it by hand."""


def find(brand: Brand, idea_id: int) -> Idea:
    """An idea of this brand, put away or not. Raises Idea.DoesNotExist."""
    return Idea.objects.standing().select_related("by", "post", "about").get(brand=brand, pk=idea_id)


def board(brand: Brand, question: str = "") -> list[Idea]:
    """What stands on the board and says all of these words, in the order of each stage."""
    found = _saying(Idea.objects.on_the_board().filter(brand=brand), question)
    return list(found.select_related("by", "post", "about").order_by("place", "-pk"))


def put_away_ones(brand: Brand, question: str = "") -> list[Idea]:
    found = _saying(Idea.objects.filter(brand=brand, put_away_at__isnull=False).standing(), question)
    return list(found.select_related("by", "post", "about").order_by("-put_away_at")[:MOST_OLD])


def gone_out(brand: Brand, question: str = "") -> list[Idea]:
    """Those whose post is out."""
    found = _saying(Idea.objects.filter(brand=brand, put_away_at=None, post__isnull=False).standing(), question)
    return list(found.filter(stands=Idea.OUT).select_related("by", "post", "about").order_by("-pk")[:MOST_OLD])


def behind(post: Post) -> Idea | None:
    """The idea that the post came from."""
    return getattr(post, "idea", None)


def pictures_of(brand: Brand, ideas: Sequence[Idea]) -> dict[int, Asset]:
    """The pictures of these ideas that the brand still has."""
    wanted = {asset for idea in ideas for asset in idea.pictures}
    return Asset.objects.alive().filter(brand=brand).in_bulk(wanted) if wanted else {}


def jot(brand: Brand, by: Member, note: Note, about: Post | None = None) -> Idea:
    """Note an idea, on top of the first column; `about`: the post of the brand at which it came up.

    Raises ValueError for a note that says nothing.
    """
    said = _of_the_brand(brand, note)
    if said.is_empty:
        raise ValueError("an idea without words, link or picture")
    with transaction.atomic():
        idea = Idea(brand=brand, by=by, about=about, place=_top(brand, Idea.IDEA))
        _say(idea, said)
        idea.save()
        write(brand.pk, "idea.jotted", ("idea", idea.pk), by.pk)
    return idea


def change(idea: Idea, note: Note, by: Member, known: int) -> Idea:
    """Save what it says. `known`: the number the writer started from.

    Raises Overwritten when it was saved from elsewhere since then, ValueError for a note that says nothing. A save
    that says what is kept already is no conflict and changes nothing.
    """
    said = _of_the_brand(idea.brand, note)
    if said.is_empty:
        raise ValueError("an idea without words, link or picture")
    with transaction.atomic():
        locked = Idea.objects.select_for_update().get(pk=idea.pk)
        if note_of(locked) == said:
            return locked
        if locked.number != known:
            raise Overwritten(locked)
        _say(locked, said)
        locked.number += 1
        locked.save()
        write(locked.brand_id, "idea.changed", ("idea", locked.pk), by.pk)
    return locked


def note_of(idea: Idea) -> Note:
    """What it says, as it is kept."""
    return Note(idea.text, idea.url, idea.title, idea.source, tuple(idea.pictures))


def move(idea: Idea, stage: str, by: Member, before: int | None = None) -> bool:
    """Put it into this stage, above the idea `before`, or below all when that is not there (None: on top).

    False when it stands like that already or was put away: nothing is changed.
    Raises Planned when its post is on the plan and it would leave its column, ValueError for a stage that is none.
    """
    if stage not in Idea.STAGES:
        raise ValueError(stage)
    with transaction.atomic():
        found = _column_of(idea.brand_id, stage, idea.pk)
        mine = next((each for each in found if each.pk == idea.pk), None)
        if mine is None:
            return False
        if mine.is_planned and stage != Idea.READY:
            raise Planned(idea.pk)
        return _put(mine, [each for each in found if each.pk != mine.pk], stage, before, by)


def step(idea: Idea, by: Member, down: bool) -> bool:
    """One place up or down within its column. False at its end."""
    with transaction.atomic():
        stands = find(idea.brand, idea.pk).stands
        order = [each.pk for each in _column_of(idea.brand_id, stands, idea.pk)]
        at = order.index(idea.pk) if idea.pk in order else -1
        to = at + (1 if down else -1)
        if at < 0 or not 0 <= to < len(order):
            return False
        after = order[to + 1 : to + 2] if down else order[to : to + 1]
        return move(idea, stands, by, before=after[0] if after else 0)


def put_away(idea: Idea, by: Member) -> None:
    """Off the board; it can be brought back."""
    _set_away(idea, by, True)


def bring_back(idea: Idea, by: Member) -> None:
    """Undo it: where it stood before."""
    _set_away(idea, by, False)


def become_post(idea: Idea, by: Member) -> Post:
    """The draft that it became; a new one the first time, or when that one was thrown away.

    Its words, its pictures, its link as a card, and its source credited in the brand's language.
    """
    with transaction.atomic():
        locked = Idea.objects.select_for_update().get(
            pk=idea.pk
        )  # no join: what it brought would be of before the wait
        if locked.post is not None and locked.post.removed_at is None:
            return locked.post
        begun = compose.begin(locked.brand, by, _content(locked))
        locked.post = compose.save(begun, compose.as_draft(begun), by, begun.number)  # its first revision, as if typed
        if locked.stage == Idea.IDEA:
            locked.stage, locked.place = Idea.DRAFTING, _top(locked.brand, Idea.DRAFTING)
        locked.put_away_at = None
        locked.save()
        write(locked.brand_id, "idea.became_post", ("idea", locked.pk), by.pk, post=locked.post.pk)
    return locked.post


def _content(idea: Idea) -> Content:
    with translation.override(idea.brand.language):
        credit = _("Source: %(source)s") % {"source": idea.source} if idea.source else ""
    known = pictures_of(idea.brand, [idea])
    link = "" if idea.url in idea.text else idea.url
    content: Content = {"text": "\n\n".join(filter(None, (idea.text or idea.title, credit, link)))}
    if idea.pictures:
        content["pictures"] = [{"asset": pk, "alt": known[pk].alt} for pk in idea.pictures if pk in known]
    if idea.url:
        content["card"] = {"url": idea.url, "title": idea.title, "description": "", "asset": None}
    return content


def _of_the_brand(brand: Brand, note: Note) -> Note:
    """Tidied, with the brand's own pictures only."""
    said = tidied(note)
    own = set(Asset.objects.alive().filter(brand=brand, pk__in=said.pictures).values_list("pk", flat=True))
    kept = tuple(asset for asset in said.pictures if asset in own)
    return Note(said.text, said.url, said.title, said.source, kept)


def _say(idea: Idea, said: Note) -> None:
    idea.text, idea.url, idea.title, idea.source = said.text, said.url, said.title, said.source
    idea.pictures = list(said.pictures)
    idea.words = fold(" ".join(filter(None, (said.text, said.title, said.source, said.url))))


def _saying(found: Any, question: str) -> Any:
    for word in fold(question).split()[:MOST_WORDS]:
        found = found.filter(Q(words__contains=word))
    return found


def _top(brand: Brand, stage: str) -> int:
    """Above all of the stage."""
    least: int | None = Idea.objects.filter(brand=brand, stage=stage).aggregate(least=Min("place"))["least"]
    return 0 if least is None else least - 1


def _column_of(brand_id: int, stage: str, idea_id: int) -> list[Idea]:
    """The stage as the board shows it, and this idea wherever it stands; nobody else moves them meanwhile."""
    alive = Idea.objects.filter(brand=brand_id, put_away_at=None)
    list(alive.select_for_update().order_by("pk").values_list("pk", flat=True))
    found = Idea.objects.on_the_board().filter(Q(stands=stage) | Q(pk=idea_id), brand=brand_id)
    return list(found.order_by("place", "-pk"))


def _put(mine: Idea, others: list[Idea], stage: str, before: int | None, by: Member) -> bool:
    ids = [each.pk for each in others]
    at = 0 if before is None else ids.index(before) if before in ids else len(ids)
    column = [*others[:at], mine, *others[at:]]
    left = mine.stands
    moved = [each for place, each in enumerate(column) if each.place != place]
    for place, each in enumerate(column):
        each.place = place
    if mine.stage != stage and not mine.is_planned:
        mine.stage = stage
        moved = [*(each for each in moved if each is not mine), mine]
    if not moved:
        return False
    Idea.objects.bulk_update(moved, ["place", "stage"])
    if left != stage:
        write(mine.brand_id, "idea.moved", ("idea", mine.pk), by.pk, before=left, after=stage)
    return True


def _set_away(idea: Idea, by: Member, away: bool) -> None:
    """What is so already changes nothing."""
    with transaction.atomic():
        other = Idea.objects.filter(pk=idea.pk, put_away_at__isnull=away)
        if other.update(put_away_at=timezone.now() if away else None):
            write(idea.brand_id, "idea.put_away" if away else "idea.brought_back", ("idea", idea.pk), by.pk)
