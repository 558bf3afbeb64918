"""Who may enter a page."""

import pytest
from django.urls import reverse

from pupitre.brands.models import Membership
from pupitre.brands.rights import ROLES, may
from pupitre.web.frame.access import desk, member, public


@pytest.fixture
def guest(colleague, brand):
    Membership.objects.filter(member=colleague, brand=brand).update(role="guest")
    return colleague


def test_a_stranger_is_sent_to_the_sign_in_and_back(client, brand):
    answer = client.get(reverse("settings", args=[brand.slug]))
    assert answer.status_code == 302
    assert answer.url == f"/sign-in?next=/b/{brand.slug}/settings/"


def test_a_stranger_learns_nothing_of_which_brands_exist(client, brand):
    for slug in (brand.slug, "no-such-brand"):
        assert client.get(f"/b/{slug}/settings/").status_code == 302


def test_a_fragment_takes_the_whole_page_to_the_sign_in(client, brand):
    answer = client.get(reverse("frame", args=[brand.slug]), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/sign-in"


def test_a_member_of_another_brand_finds_nothing(client, brand, outsider, other_brand):
    client.force_login(outsider)
    assert client.get(reverse("settings", args=[brand.slug])).status_code == 404
    assert client.post(reverse("holds", args=[brand.slug]), {"reason": "x", "span": "all"}).status_code == 404


def test_a_role_that_may_not_reads_why(client, brand, guest):
    client.force_login(guest)
    answer = client.post(reverse("holds", args=[brand.slug]), {"reason": "x", "span": "all"})
    assert answer.status_code == 403
    assert "Votre rôle ne le permet pas" in answer.content.decode()
    assert brand.hold_now() is None


def test_a_removed_member_is_out_at_once(client, brand, colleague):
    client.force_login(colleague)
    assert client.get(reverse("settings", args=[brand.slug])).status_code == 200
    Membership.objects.filter(member=colleague).delete()
    assert client.get(reverse("settings", args=[brand.slug])).status_code == 404


def test_a_member_out_of_use_is_out_at_once(client, brand, colleague):
    client.force_login(colleague)
    colleague.is_active = False
    colleague.save()
    assert client.get(reverse("settings", args=[brand.slug])).status_code == 302


def test_the_desk_remembers_where_one_sat_last(client, brand, other_brand, owner):
    Membership.objects.create(brand=other_brand, member=owner, role="guest")
    client.force_login(owner)
    client.get(reverse("settings", args=[other_brand.slug]))
    assert client.get("/").url == reverse("front", args=[other_brand.slug])


def test_each_view_says_what_it_asks():
    @desk("plan")
    def planning(request): ...

    @desk("see")
    async def streaming(request): ...

    @public
    def door(request): ...

    @member
    def own(request): ...

    assert [view.action for view in (planning, streaming, door, own)] == ["plan", "see", "public", "member"]


def test_default_is_no():
    assert not any(may(role, "something new") for role in ROLES)
    assert not may("stranger", "see")
