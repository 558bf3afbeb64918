"""Founding and running a brand: found, open, change a role, remove a member, end sessions."""

from django.db import transaction
from django.utils import timezone

from pupitre.brands.models import Brand, Member, Membership
from pupitre.brands.seats import end_sessions, is_lower
from pupitre.journal.models import write


class LastOwner(Exception):
    """A brand keeps at least one owner."""


def found(owner: Member, name: str, **fields: object) -> Brand:
    """A new brand, in rehearsal, with its owner."""
    with transaction.atomic():
        brand = Brand.objects.create(name=name, **fields)
        Membership.objects.create(brand=brand, member=owner, role="owner")
        write(brand.pk, "brand.founded", ("brand", brand.pk), owner.pk)
    return brand


def open_brand(brand: Brand, by: Member) -> None:
    """End the rehearsal: from now on what is planned leaves."""
    with transaction.atomic():
        if Brand.objects.filter(pk=brand.pk, opened_at=None).update(opened_at=timezone.now()):
            write(brand.pk, "brand.opened", ("brand", brand.pk), by.pk)
    brand.refresh_from_db()


def close_brand(brand: Brand, by: Member) -> None:
    """Back to rehearsal: nothing leaves any more."""
    with transaction.atomic():
        locked = Brand.objects.select_for_update().get(pk=brand.pk)
        if locked.opened_at:
            Brand.objects.filter(pk=brand.pk).update(opened_at=None)
            write(brand.pk, "brand.closed", ("brand", brand.pk), by.pk)
    brand.refresh_from_db()


def change_brand(brand: Brand, by: Member, **fields: object) -> None:
    """Name, language, time zone, site, hours, manner of writing: only the fields given."""
    changed = [name for name, value in fields.items() if getattr(brand, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(brand, name, fields[name])
    with transaction.atomic():
        brand.save(update_fields=changed)
        write(brand.pk, "brand.changed", ("brand", brand.pk), by.pk, fields=changed)


def change_role(seat: Membership, role: str, by: Member) -> None:
    """Raises LastOwner. A lowered role ends the member's sessions at once."""
    with transaction.atomic():
        _keep_an_owner(seat, staying=role == "owner")
        before, seat.role = seat.role, role
        seat.save(update_fields=["role"])
        if is_lower(role, than=before) and seat.member_id != by.pk:
            end_sessions(seat.member)
        write(seat.brand_id, "member.role", ("member", seat.member_id), by.pk, before=before, after=role)


def remove_member(seat: Membership, by: Member) -> None:
    """Raises LastOwner. The member's sessions end at once."""
    with transaction.atomic():
        _keep_an_owner(seat, staying=False)
        write(seat.brand_id, "member.removed", ("member", seat.member_id), by.pk, role=seat.role)
        seat.delete()
        end_sessions(seat.member)


def _keep_an_owner(seat: Membership, staying: bool) -> None:
    owners = Membership.objects.select_for_update().filter(brand=seat.brand_id, role="owner")
    if not staying and seat.role == "owner" and len(owners) < 2:
        raise LastOwner


def ask_second_step(brand: Brand, by: Member, asked: bool) -> None:
    """From now on everybody at this desk needs a second step, or nobody has to have one."""
    with transaction.atomic():
        if Brand.objects.filter(pk=brand.pk).exclude(asks_second_step=asked).update(asks_second_step=asked):
            write(brand.pk, "brand.second_step", ("brand", brand.pk), by.pk, asked=asked)
    brand.refresh_from_db(fields=["asks_second_step"])


def finish_first_steps(brand: Brand, by: Member | None = None) -> None:
    """The list of first steps is not shown any more."""
    Brand.objects.filter(pk=brand.pk, checklist_done_at=None).update(checklist_done_at=timezone.now())
    brand.refresh_from_db(fields=["checklist_done_at"])
