"""A post is approved inside, then by a guest without an account: by hand, by keyboard, on a desk and on a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.publishing.approval import link as links
from pupitre.publishing.approval.ask import answer, ask
from pupitre.publishing.approval.models import GuestLink, Remark, Request, Verdict
from pupitre.publishing.approval.standing import approval_of
from pupitre.publishing.models import Post
from pupitre.publishing.tests import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "Three ways to tie the scarf"
CHOOSE = """([place, words]) => {
    const texts = document.createTreeWalker(document.querySelector(place), NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const at = texts.currentNode.data.indexOf(words);
        if (at < 0) continue;
        getSelection().setBaseAndExtent(texts.currentNode, at, texts.currentNode, at + words.length);
        return;
    }
}"""


@pytest.fixture
def post(brand, colleague) -> Post:
    """Inès has written; Maison Lune asks for an approver, then a guest."""
    Brand.objects.filter(pk=brand.pk).update(approval="guest")
    brand.refresh_from_db()
    stage.paper(brand)
    return stage.written(brand, colleague, WORDS, at=timezone.now() + timedelta(hours=5))


def test_from_asking_to_a_guests_yes(
    new_page, desk, brand, owner, colleague, post, assert_accessible, assert_fits, shot
):
    ines = new_page(member=colleague, language="fr")
    ines.goto(desk.at(brand, f"compose/{post.pk}/"))
    panel = ines.locator("#approval-panel")
    panel.get_by_text("Pas approuvé", exact=True).wait_for()
    shot(ines, "approval-compose-fr")
    panel.get_by_role("button", name="Demander l’approbation").click()
    panel.get_by_text("Attend l’approbation", exact=True).wait_for()
    assert_fits(ines)
    assert_accessible(ines)

    camille = new_page(member=owner)
    camille.goto(desk.at(brand, "today/"))
    camille.get_by_role("link", name="Read it").click()
    camille.get_by_role("heading", name="As it will leave").wait_for()
    shot(camille, "approval-page-en")
    assert_accessible(camille)
    assert_fits(camille)
    camille.get_by_role("button", name="Approve").click()
    camille.get_by_text("Waits for a guest", exact=True).first.wait_for()
    camille.get_by_label("Who it is for").fill("Madame Garance")
    camille.get_by_role("button", name="Make a link").click()
    address = camille.get_by_label("The guest’s link").input_value()
    shot(camille, "approval-link-en")

    guest = new_page(language="fr")
    guest.goto(desk.url + "/approve/" + address.rsplit("/", 1)[1])
    guest.get_by_role("heading", name="Pour votre approbation").wait_for()
    assert guest.get_by_text(WORDS).count()
    assert_accessible(guest)
    assert_fits(guest)
    shot(guest, "approval-guest-fr")
    guest.get_by_role("link", name="English").click()
    guest.get_by_role("button", name="Approve").focus()
    guest.keyboard.press("Enter")
    guest.get_by_text("You approved this text").wait_for()
    assert guest.context.cookies() == []
    assert approval_of(brand, post).code == "approved"
    assert Verdict.objects.get(step="guest").name == "Madame Garance"
    camille.reload()
    camille.get_by_text("Madame Garance approved it").wait_for()


@pytest.mark.parametrize(
    ("language", "approve", "done"), [("en", "Approve", "You approved"), ("fr", "Approuver", "Vous avez approuvé")]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_guest_on_a_phone(
    new_page, desk, post, owner, colleague, language, approve, done, scheme, assert_accessible, assert_fits, shot
):
    answer(ask(post, colleague), owner, True)
    _, token = links.make(post, owner, "Madame Garance")
    phone = new_page(width=390, language=language, scheme=scheme)
    phone.goto(f"{desk.url}/approve/{token}")
    assert_accessible(phone)
    assert_fits(phone)
    shot(phone, f"approval-phone-{language}-{scheme}")
    phone.get_by_role("button", name=approve).tap()
    phone.get_by_text(done).wait_for()
    assert_fits(phone)


def test_a_guest_quotes_the_words_and_asks_for_a_change(new_page, desk, post, owner, colleague):
    answer(ask(post, colleague), owner, True)
    _, token = links.make(post, owner, "Madame Garance")
    page = new_page()
    page.goto(f"{desk.url}/approve/{token}")
    page.evaluate(CHOOSE, ["[data-quotable]", "the scarf"])
    page.get_by_label("Your words").fill("Which one?")
    assert page.get_by_label("About these words").input_value() == "the scarf"
    page.get_by_role("button", name="Only leave a remark").click()
    page.get_by_text("Which one?").wait_for()
    page.get_by_label("Your words").fill("Not before Monday")
    page.get_by_role("button", name="Ask for a change").click()
    page.get_by_text("You asked for a change").wait_for()
    assert Remark.objects.get().quote == "the scarf"
    assert Request.objects.get().state == "refused"


def test_a_link_that_was_taken_back(new_page, desk, post, owner):
    _, token = links.make(post, owner, "Madame Garance")
    links.revoke(GuestLink.objects.get(), owner)
    page = new_page(width=390)
    page.goto(f"{desk.url}/approve/{token}")
    page.get_by_role("heading", name="This link opens nothing").wait_for()


def test_remarks_beside_the_words_in_compose(new_page, desk, brand, owner, post, assert_fits, shot):
    page = new_page(member=owner)
    page.goto(desk.at(brand, f"compose/{post.pk}/"))
    words = page.get_by_label("Your remark")
    page.get_by_text("Add a remark").wait_for()
    text = page.locator("#text")
    text.focus()
    text.press("Control+Home")
    for _ in "Three ways":
        text.press("Shift+ArrowRight")
    words.fill("Four, surely?")
    assert page.get_by_label("About these words").input_value() == "Three ways"
    page.get_by_role("button", name="Put it beside the text").click()
    quote = page.get_by_role("button", name="About Three ways")
    quote.wait_for()
    quote.click()
    assert text.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == "Three ways"
    text.fill("Four fine knots")
    page.get_by_text("About words since removed:").wait_for()
    shot(page, "approval-remark-gone-en")
    page.get_by_role("button", name="Settled").click()
    page.get_by_text("settled by Camille Roux").wait_for()
    assert_fits(page)


def test_the_calendar_is_narrowed_to_what_waits_for_approval(new_page, desk, brand, colleague, post, shot):
    waiting = stage.planned(brand, colleague, timezone.now() + timedelta(minutes=5), "It waits")
    page = new_page(member=colleague)
    page.goto(desk.at(brand, "calendar/?state=approval"))
    page.locator(".tile.is-unapproved").first.wait_for()
    shot(page, "approval-calendar")
    assert page.locator(".tile").count() == 1 and waiting.pk


def test_what_is_to_leave_at_once_is_sent_to_its_approval_first(new_page, desk, brand, owner, post):
    page = new_page(member=owner)
    page.goto(desk.at(brand, f"compose/{post.pk}/"))
    page.get_by_role("button", name="Ask for approval").wait_for()
    page.locator("#send-now").click()
    page.locator("#now-go").click()
    page.get_by_text("Nothing leaves this brand without approval").wait_for()
    page.locator("#in-the-way [data-goto=approval]").click()
    assert page.evaluate("document.activeElement.textContent.trim()") == "Ask for approval"
