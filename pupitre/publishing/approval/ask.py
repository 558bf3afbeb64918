"""Asking for approval, and answering: bound to one text, whatever becomes of the draft meanwhile."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from pupitre.brands.models import Brand, Member, Membership
from pupitre.brands.rights import RIGHTS
from pupitre.journal.models import write
from pupitre.publishing.approval.digest import leaving
from pupitre.publishing.approval.models import APPROVER, GUEST, STEPS, GuestLink, Request, Verdict
from pupitre.publishing.models import Post

LONGEST = 2_000
"""characters of what goes with a verdict"""


class NotAnswered(Exception):
    """Why an answer does not count; the code has its sentence in messages.py."""


def ask(post: Post, by: Member) -> Request | None:
    """Ask for the approval of the post as it is kept; what is asked already, or approved, is not asked again.

    None: there is no channel to ask it for. After a change was asked for, the same words may be asked for again.
    """
    with transaction.atomic():
        locked = Post.objects.select_for_update().select_related("brand").get(pk=post.pk)  # so does saving
        says = leaving(locked)
        if not says:
            return None
        last = Request.objects.select_for_update().filter(post=locked).exclude(state=Request.PAST).first()
        covers = [each.digest for each in says]
        if last and set(last.covers) == set(covers) and last.state != Request.REFUSED:
            return last
        Request.objects.filter(post=locked).exclude(state=Request.PAST).update(state=Request.PAST)
        newest = locked.revisions.select_related("by").first()
        made = Request.objects.create(
            post=locked,
            says={str(each.channel.pk): each.says for each in says},
            covers=covers,
            number=locked.number,
            writer=newest.by if newest else locked.by,
            by=by,
        )
        write(locked.brand_id, "approval.asked", ("post", locked.pk), by.pk, request=made.pk)
    return made


def is_alone(brand: Brand) -> bool:
    """Nobody else could be asked."""
    return brand.memberships.filter(member__is_active=True).count() == 1


def answer(request: Request, by: Member, approved: bool, words: str = "") -> Verdict:
    """An approver's verdict. It may be taken back by asking for a change, as long as nothing has left.

    Raises NotAnswered: "own" (they wrote it), "past" (another text is asked about by now), "answered".
    """
    with transaction.atomic():
        locked = _locked(request)
        brand = locked.post.brand
        own = locked.writer_id == by.pk
        alone = own and is_alone(brand)
        if own and approved and not alone:
            raise NotAnswered("own")
        if approved and locked.state not in (Request.OPEN, Request.REFUSED):
            raise NotAnswered("answered")
        given = Verdict(step=APPROVER, by=by, name=by.name[:80], alone=alone)
        more = GUEST in STEPS[brand.approval]
        return _keep(locked, given, approved, words, Request.GUEST if more else Request.APPROVED)


def answer_as_guest(request: Request, link: GuestLink, approved: bool, words: str = "") -> Verdict:
    """A guest's verdict on what an approver has agreed to.

    Raises NotAnswered: "closed" for a link that opens nothing, "past" for a text that is not the guest's to approve.
    """
    with transaction.atomic():
        locked = _locked(request)
        opened = GuestLink.objects.select_for_update().get(pk=link.pk)
        if not opened.is_open or opened.post_id != locked.post_id:
            raise NotAnswered("closed")
        if locked.state not in (Request.GUEST, Request.APPROVED):
            raise NotAnswered("past")
        given = Verdict(step=GUEST, link=opened, name=opened.name)
        return _keep(locked, given, approved, words, Request.APPROVED)


def those_concerned(request: Request) -> list[int]:
    """Who wrote it, who asked, and who answered so far."""
    answered = request.verdicts.exclude(by=None).values_list("by_id", flat=True)
    links = GuestLink.objects.filter(post=request.post_id).exclude(by=None).values_list("by_id", flat=True)
    return sorted({*filter(None, (request.writer_id, request.by_id)), *answered, *links})


def approvers(brand_id: int) -> list[int]:
    seats = Membership.objects.filter(Q(role__in=RIGHTS["approve"]), brand=brand_id, member__is_active=True)
    return sorted(seats.values_list("member_id", flat=True))


def _locked(request: Request) -> Request:
    """The post's row first, as for asking and saving."""
    Post.objects.select_for_update().get(pk=request.post_id)
    locked = Request.objects.select_for_update(of=("self",)).select_related("post__brand").get(pk=request.pk)
    if locked.state == Request.PAST:
        raise NotAnswered("past")
    return locked


def _keep(request: Request, given: Verdict, approved: bool, words: str, then: str) -> Verdict:
    given.request, given.approved, given.words = request, approved, words.strip()[:LONGEST]
    given.save()
    Request.objects.filter(pk=request.pk).update(state=then if approved else Request.REFUSED)
    verb = "approval.given" if approved else "approval.refused"
    about = {"request": request.pk, "step": given.step, "to": those_concerned(request)}
    write(request.post.brand_id, verb, ("post", request.post_id), given.by_id, **about)
    return given
