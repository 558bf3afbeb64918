"""A file is brought, chosen about and confirmed; its rows then become posts, each once, in several steps."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from pupitre.brands.models import Brand, Member
from pupitre.journal.models import write
from pupitre.publishing import compose
from pupitre.publishing.aims import Aims
from pupitre.publishing.compose import Draft
from pupitre.publishing.importing import pictures
from pupitre.publishing.importing.columns import entries, known
from pupitre.publishing.importing.examine import Finding, examine
from pupitre.publishing.importing.models import Import, ImportedRow
from pupitre.publishing.importing.moments import DAY_FIRST, MONTH_FIRST
from pupitre.publishing.importing.table import decoded, rows
from pupitre.publishing.models import Content, Post
from pupitre.publishing.plan import plan

STEP = 3.0
"""seconds after which a step begins no further row"""
FORGOTTEN = timedelta(days=30)
"""a file that nobody confirmed"""


def begin(brand: Brand, by: Member, name: str, content: bytes) -> Import:
    """Keep the file to look at; no post is made. Raises table.Unreadable."""
    text = decoded(content)
    entries(rows(text, known))
    Import.objects.filter(brand=brand, confirmed_at=None, made_at__lt=timezone.now() - FORGOTTEN).delete()
    name = "".join(letter for letter in name if letter.isprintable())[:200]
    return Import.objects.create(brand=brand, by=by, name=name or "posts.csv", text=text)


def find(brand: Brand, source_id: int) -> Import:
    """Raises Import.DoesNotExist for what the brand does not have."""
    return Import.objects.select_related("brand").get(brand=brand, pk=source_id)


def lately(brand: Brand) -> list[Import]:
    """The ten newest, without their texts."""
    return list(Import.objects.filter(brand=brand).defer("text").order_by("-made_at")[:10])


def choose(source: Import, order: str, channels: Collection[int], become: str) -> bool:
    """How it is to be read. False when it was confirmed meanwhile: then nothing changes."""
    chosen: dict[str, Any] = {"channels": sorted(channels)}
    chosen["order"] = order if order in (DAY_FIRST, MONTH_FIRST) else ""
    chosen["become"] = Import.DRAFTS if become == Import.DRAFTS else Import.PLAN
    return bool(Import.objects.filter(pk=source.pk, confirmed_at=None).update(**chosen))


def confirm(source: Import, by: Member) -> bool:
    """The rows that nothing stands in the way of are to become posts: these, and no others later.

    False when there is none, or when pictures are still to be looked at; once more changes nothing.
    """
    with transaction.atomic():
        locked = Import.objects.select_for_update(of=("self",)).select_related("brand").get(pk=source.pk)
        if locked.confirmed_at:
            return True
        examined = examine(locked)
        locked.wanted = [each.key for each in examined.findings if each.ok]
        if examined.untried or not locked.wanted:
            return False
        locked.confirmed_at = timezone.now()
        locked.save(update_fields=["wanted", "confirmed_at"])
        write(locked.brand_id, "import.confirmed", ("import", locked.pk), by.pk, name=locked.name)
    return True


def left(source: Import, findings: list[Finding]) -> list[Finding]:
    """Rows that were confirmed and are not posts yet, or not planned yet."""
    wanted = set(source.wanted) if source.confirmed_at else set()
    return [each for each in findings if each.key in wanted and (each.ok or (each.made and each.made.done_at is None))]


def carry_on(source: Import, by: Member) -> None:
    """One step: look at some pictures, or make some posts; nothing is made twice. For no transaction."""
    examined = examine(source)
    if source.confirmed_at is None:
        if examined.untried:
            pictures.look(source, examined.untried)
        return
    until = time.monotonic() + STEP
    for found in left(source, examined.findings):
        row = found.made or _make(source, found, by)
        if row:
            _finish(source, row, by)
        if time.monotonic() > until:
            return


def _make(source: Import, found: Finding, by: Member) -> ImportedRow | None:
    """The row as a draft; None when a picture is gone by now, or when somebody else made it."""
    shown = []
    for url in found.entry.pictures:
        try:
            asset = pictures.bring(source.brand, url, found.entry.alt, by)
        except pictures.NoPicture as error:
            pictures.remember(source, {url: error.code})
            return None
        shown.append({"asset": asset.pk, "alt": found.entry.alt or asset.alt})
    content = {**found.content, "pictures": shown}
    versions: dict[int, Content] = {channel.pk: {} for channel in found.channels}
    draft = Draft(content, versions, {}, found.at, Aims(labels=tuple(label[:40] for label in found.entry.labels[:10])))
    try:
        with transaction.atomic():
            ImportedRow.objects.filter(brand=source.brand, key=found.key, post__removed_at__isnull=False).delete()
            post = Post.objects.create(brand=source.brand, by=by)
            write(source.brand_id, "post.begun", ("post", post.pk), by.pk, imported=source.pk)
            post = compose.save(post, draft, by, post.number)
            fields = {"line": found.entry.line, "key": found.key, "post": post}
            return ImportedRow.objects.create(brand=source.brand, source=source, **fields)
    except IntegrityError:  # the row became a post in this very moment
        return None


def _finish(source: Import, row: ImportedRow, by: Member) -> None:
    """Plan what is to be planned; what can't be stays a draft and says why."""
    kept_back: list[dict[str, Any]] = []
    post = row.post
    if source.become == Import.PLAN and post.draft_at:
        planned = plan(post, by, post.draft_at, beside=True)
        kept_back = [
            {"code": each.code, "params": dict(each.params), "network": version.channel.network if version else ""}
            for version, each in planned.objections
        ]
    ImportedRow.objects.filter(pk=row.pk).update(done_at=timezone.now(), kept_back=kept_back)
