"""A reminder on a phone: words copied, pictures at hand, and “done” takes the link."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from pupitre.brands.models import Member
from pupitre.channels import states
from pupitre.channels.connect import begin, keep
from pupitre.channels.send import send
from pupitre.media.take_in import take_in
from pupitre.publishing import compose, plan
from pupitre.publishing.tests import stage
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser
TEXT = "Le bleu est là, trois cuves neuves.\nVenez voir samedi !"
LINK = "https://www.instagram.com/stories/lune/1"


@pytest.fixture
def handed(brand, owner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    answers = {"name": "Nos stories Instagram", "url": "https://www.instagram.com/"}
    keep(brand, "memo", begin("memo", answers, ""), owner)
    drawn = BytesIO()
    Image.new("RGB", (1080, 1350), "steelblue").save(drawn, "JPEG")
    picture = take_in(brand, "cuve.jpg", drawn.getvalue(), owner)
    says = {"text": TEXT, "pictures": [{"asset": picture.pk, "alt": "Une cuve bleue"}]}
    done = plan.plan(compose.begin(brand, owner, says), owner, timezone.now() + timedelta(hours=1))
    delivery = done.deliveries[0]
    send(stage.in_hand(delivery))
    return delivery


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(NARROW, "fr", "light"), (NARROW, "en", "dark"), (WIDE, "fr", "light")]
)
def test_a_reminder_is_confirmed(
    desk, new_page, brand, owner, handed, width, language, scheme, assert_accessible, assert_fits, shot
):
    Member.objects.filter(pk=owner.pk).update(language=language)
    page = new_page(width, language, scheme, member=owner)
    page.goto(desk.at(brand, f"posts/{handed.post_id}/"))
    page.locator(".deeds a.btn.go").click()
    page.wait_for_url("**/by-hand/")
    page.locator(".hand-pictures img").wait_for()
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"by-hand-{width}-{language}-{scheme}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copies]").click()
    assert page.evaluate("navigator.clipboard.readText()") == TEXT
    page.locator("#hand-url").fill(LINK)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/posts/{handed.post_id}/")
    page.locator(".row-card.is-gone").wait_for()
    stage.refresh(handed)
    assert handed.state == states.SENT
    shot(page, f"by-hand-done-{width}-{language}-{scheme}")


def test_one_is_made_in_a_minute_among_the_channels(desk, new_page, brand, owner, assert_accessible, assert_fits, shot):
    page = new_page(member=owner)
    page.goto(desk.at(brand, "channels/add/memo/"))
    page.fill("[name=name]", "Le LinkedIn de Camille")
    page.fill("[name=length]", "beaucoup")
    page.click(".connect-form .btn.go")
    page.locator(".alarm[role=alert]").get_by_text("is a number of characters").wait_for()
    assert page.input_value("[name=name]") == "Le LinkedIn de Camille"
    shot(page, "by-hand-asked")
    page.fill("[name=length]", "3000")
    page.click(".connect-form .btn.go")
    page.get_by_text("Le LinkedIn de Camille").first.wait_for()
    assert_accessible(page)
    assert_fits(page)
    shot(page, "by-hand-channel")
