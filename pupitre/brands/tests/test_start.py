"""The first start: one owner, one brand, and the door closes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from pupitre.brands import demo
from pupitre.brands.models import Brand, Member
from pupitre.brands.start import AlreadyStarted, begin, is_started

OWNER = {
    "email": "camille@lune.example",
    "password": "seven-scarves-dry",
    "name": "Camille Roux",
    "language": "fr",
    "time_zone": "Europe/Paris",
}


def test_the_owner_and_a_brand_in_rehearsal(db):
    assert not is_started()
    member, brand = begin(OWNER, {"name": "Maison Lune", "language": "fr"})
    assert is_started()
    assert brand.in_rehearsal and brand.slug == "maison-lune"
    assert brand.memberships.get().role == "owner" and brand.memberships.get().member == member
    assert member.check_password("seven-scarves-dry")


def test_the_door_closes_behind_the_first(owner):
    with pytest.raises(AlreadyStarted):
        begin({**OWNER, "email": "second@lune.example"}, {"name": "Second"})
    assert Member.objects.count() == 1


def test_strangers_come_in_where_the_operator_lets_them(owner):
    member, _brand = begin({**OWNER, "email": "second@lune.example"}, {"name": "Second"}, open_to_all=True)
    assert member.memberships.get().role == "owner"


def test_looking_around_does_not_count_and_is_put_away(db):
    shown, somebody = demo.open_demo("fr")
    assert not is_started()
    begin(OWNER, {"name": "Maison Lune"})
    assert not Brand.objects.filter(pk=shown.pk).exists()
    assert not Member.objects.filter(pk=somebody.pk).exists()


def test_a_second_owner_leaves_the_demo_of_a_member_alone(owner, brand):
    shown, _ = demo.open_demo("fr", owner)
    begin({**OWNER, "email": "second@lune.example"}, {"name": "Second"}, open_to_all=True)
    assert Brand.objects.filter(pk=shown.pk).exists()


def test_a_real_brand_cannot_be_left_like_a_demo(brand):
    with pytest.raises(ValueError, match="demo"):
        demo.leave(brand)
    assert Brand.objects.filter(pk=brand.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_first_starts_at_once_end_with_one_owner(db):
    def one(number):
        try:
            begin({**OWNER, "email": f"{number}@lune.example"}, {"name": f"Brand {number}"})
            return "owner"
        except AlreadyStarted:
            return "closed"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one, range(4)))
    assert sorted(answers) == ["closed"] * 3 + ["owner"]
    assert Member.objects.count() == Brand.objects.count() == 1
