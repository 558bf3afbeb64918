"""What the frame tells at a glance, in one query whatever rooms add."""

from pupitre.brands.glance import MOMENT, glance
from pupitre.brands.models import Membership
from pupitre.journal.models import write


def test_every_figure_in_one_query(owner, brand, other_brand, django_assert_num_queries):
    write(other_brand.pk, "sending.sent")
    write(brand.pk, "sending.sent")
    write(other_brand.pk, "sending.sent")
    seat = Membership.objects.select_related("brand").get(member=owner, brand=brand)
    with django_assert_num_queries(1):
        seen = glance(seat)
    assert seen[MOMENT].count(":") == 2
    assert seen["channels"] == seen["waiting"] == seen["notices"] == 0


def test_only_this_brand_and_this_member_is_counted(owner, colleague, brand, other_brand):
    from pupitre.notices.models import Notice

    for member, where in ((owner, brand), (owner, brand), (colleague, brand), (owner, other_brand)):
        Notice.objects.create(brand=where, member=member, entry_id=Notice.objects.count(), verb="hold.begun")
    assert glance(Membership.objects.get(member=owner, brand=brand))["notices"] == 2
