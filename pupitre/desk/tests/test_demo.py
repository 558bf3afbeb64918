"""The demo is alive on every screen, and leaves nothing behind."""

import pytest
from django.utils import timezone

from pupitre.brands import demo
from pupitre.brands.models import Brand, Member
from pupitre.channels.models import Sending
from pupitre.journal.models import Entry
from pupitre.media.models import Asset
from pupitre.publishing.models import Delivery, Post


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_demo_is_furnished_and_leaves_whole(db, brand, language):
    before = {model: model.objects.count() for model in (Brand, Member, Post, Sending, Asset, Entry)}
    shown, member = demo.open_demo(language)
    out = Delivery.objects.filter(brand=shown, sending__state="sent")
    assert out.count() > 60
    assert out.exclude(remote_id="").count() == out.count()
    assert (timezone.now() - out.earliest("sending__due_at").sending.due_at).days >= 89
    ahead = Delivery.objects.filter(brand=shown, sending__state="planned", sending__due_at__gt=timezone.now())
    assert ahead.count() >= 8
    assert Post.objects.drafts().filter(brand=shown).count() >= 2
    assert not Member.objects.get(pk=member.pk).has_usable_password()
    demo.leave(shown)
    before[Entry] += 1  # that it went away, in the installation's book
    assert {model: model.objects.count() for model in before} == before
