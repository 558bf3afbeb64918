"""A member is told what concerns them, once, whatever dies meanwhile; never what they did themselves."""

import pytest
from django.utils import timezone

from pupitre.brands.models import Member, Membership
from pupitre.brands.rights import RIGHTS, ROLES, may
from pupitre.journal.models import Entry, write
from pupitre.journal.reading import read
from pupitre.notices import reading, tell
from pupitre.notices.models import Notice


def entry(brand, verb="sending.refused", actor=None, **particulars):
    return write(brand.pk, verb, ("delivery", 7), actor.pk if actor else None, **particulars)


def told(brand):
    return {(notice.member.name, notice.verb) for notice in Notice.objects.filter(brand=brand)}


def test_everybody_with_the_right_is_told_and_never_who_did_it(brand, owner, colleague):
    guest = Member.objects.create_user("gus@lune.example", None, name="Gus")
    Membership.objects.create(brand=brand, member=guest, role="guest")
    tell.tell([entry(brand), entry(brand, "hold.begun", actor=colleague)])
    assert told(brand) == {
        ("Camille Roux", "sending.refused"),
        ("Inès Petit", "sending.refused"),
        ("Camille Roux", "hold.begun"),
        ("Gus", "hold.begun"),
    }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", sorted(tell.TOLD))
def test_a_role_is_told_what_it_may_deal_with(brand, verb, role):
    member = Member.objects.create_user(f"{role}@lune.example", None, name=role)
    Membership.objects.create(brand=brand, member=member, role=role)
    tell.tell([entry(brand, verb)])
    assert Notice.objects.filter(member=member).exists() == may(role, tell.TOLD[verb])


def test_rights_and_verbs_that_are_told_exist():
    assert set(tell.TOLD.values()) <= set(RIGHTS) | {"themselves"}
    assert set(tell.TOLD) >= tell.MAILED


def test_a_member_who_left_or_of_another_brand_hears_nothing(brand, owner, colleague, other_brand, outsider):
    Member.objects.filter(pk=colleague.pk).update(is_active=False)
    tell.tell([entry(brand)])
    assert told(brand) == {("Camille Roux", "sending.refused")}
    assert not Notice.objects.filter(member=outsider).exists()


def test_the_same_entry_read_twice_is_told_once(brand, owner):
    once = entry(brand, code="text_long", params={"most": 300})
    tell.tell([once])
    Notice.objects.update(read_at=timezone.now())
    tell.tell([once])
    notice = Notice.objects.get()
    assert notice.read_at
    assert (notice.entry_id, notice.subject_kind, notice.subject_id) == (once.pk, "delivery", 7)
    assert notice.particulars == {"code": "text_long", "params": {"most": 300}}


@pytest.mark.django_db(transaction=True)
def test_the_follower_reads_only_what_is_told(brand, owner):
    entry(brand)
    entry(brand, "post.begun")
    entry(brand, "sending.sent")
    read(tell.FOLLOWER)
    read(tell.FOLLOWER)
    assert [notice.verb for notice in Notice.objects.all()] == ["sending.refused"]
    assert Entry.objects.filter(verb="sending.sent").exists()


def test_the_newest_come_first_and_seen_is_seen(brand, owner, colleague):
    for number in range(40):
        tell.tell([entry(brand, number=number)])
    seat = brand.memberships.get(member=owner)
    newest = reading.newest(seat)
    assert [n.particulars["number"] for n in newest] == list(range(39, 9, -1))
    assert reading.mark_read(seat, newest[5].pk) == 35
    assert reading.unread(seat).count() == 5
    assert reading.unread(brand.memberships.get(member=colleague)).count() == 40
    assert reading.mark_read(seat, newest[0].pk) == 5


def test_notices_of_another_brand_stay_there(brand, other_brand, owner):
    Membership.objects.create(brand=other_brand, member=owner, role="manager")
    tell.tell([entry(other_brand)])
    seat = brand.memberships.get(member=owner)
    assert reading.newest(seat) == []
    assert reading.mark_read(seat, Notice.objects.latest("pk").pk) == 0


@pytest.mark.django_db(transaction=True)
def test_a_book_of_the_installation_that_is_broken_is_told_to_the_keepers_of_every_brand(
    brand, owner, colleague, other_brand, outsider, caplog
):
    """At night, each once, however many desks they keep; nobody else, and no demo."""
    from pupitre.journal.jobs import verify_all
    from pupitre.journal.models import INSTALLATION
    from pupitre.journal.seals import FOLLOWER
    from pupitre.journal.tests.test_seals import superuser

    write(INSTALLATION, "member.signed_in", ("member", owner.pk), owner.pk)
    changed = write(INSTALLATION, "member.signed_in", ("member", owner.pk), owner.pk)
    while read(FOLLOWER):
        pass
    verify_all(0)
    while read(tell.FOLLOWER):
        pass
    assert not Notice.objects.filter(verb="audit.broken").exists()
    Membership.objects.create(brand=other_brand, member=owner, role="owner")
    with superuser() as rows:
        rows.execute("UPDATE journal_entry SET actor_id = 77 WHERE id = %s", [changed.pk])
    verify_all(0)
    while read(tell.FOLLOWER):
        pass
    seats = Membership.objects.filter(brand__in=[brand, other_brand])
    keepers = {seat.member_id for seat in seats if may(seat.role, "audit")}
    notices = Notice.objects.filter(verb="audit.broken")
    assert sorted(notice.member_id for notice in notices) == sorted(keepers) and len(keepers) > 1
    assert notices.get(member=owner).brand == brand
    assert all(notice.particulars["installation"] for notice in notices)
    assert "book 0 is not whole" in caplog.text
