"""The frame in a real browser: look, phone, keyboard, live news, dialogs, toasts."""

import time

import pytest

from pupitre.brands.models import Member
from pupitre.channels.hold import hold, lift
from pupitre.web.frame import hub

pytestmark = pytest.mark.browser

PAGES = [
    "settings/",
    "settings/members/",
    "settings/account/",
    "settings/installation/",
    "hold/",
    "search/?q=x",
    "notices/",
]


@pytest.fixture
def camille(owner, brand):
    return owner


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1366, "dark"), (390, "light"), (390, "dark")])
def test_every_page_of_the_frame_fits_and_can_be_read_by_all(
    new_page, desk, brand, camille, width, scheme, language, assert_accessible, assert_fits, shot
):
    Member.objects.filter(pk=camille.pk).update(language=language)
    page = new_page(width=width, scheme=scheme, language=language, member=camille)
    for name in PAGES:
        page.goto(desk.at(brand, name))
        assert page.locator("html").get_attribute("lang") == language
        assert_fits(page)
        assert_accessible(page)
        shot(page, f"{name.split('/?')[0].strip('/').replace('/', '-')}-{width}-{scheme}-{language}")


def test_a_hold_reaches_every_open_page_by_itself_and_goes_again(new_page, desk, brand, camille, colleague):
    page = new_page(member=camille)
    page.goto(desk.at(brand, "settings/"))
    page.locator('[data-live-sign][data-state="on"]').wait_for()
    held = hold(brand, "Fire at the workshop", colleague).hold
    page.locator(".banner.held", has_text="Inès Petit").wait_for()
    assert "Fire at the workshop" in page.locator(".banner.held").inner_text()
    lift(held, colleague)
    page.locator(".banner.held").wait_for(state="detached")


def test_what_happened_while_nobody_looked_is_caught_up(new_page, desk, brand, camille, colleague):
    page = new_page(member=camille)
    page.goto(desk.at(brand, "settings/"))
    page.locator('[data-live-sign][data-state="on"]').wait_for()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    wait_until(lambda: streams() == 0)
    hold(brand, "Fire", colleague)
    page.wait_for_timeout(300)
    assert page.locator(".banner.held").count() == 0
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    page.locator(".banner.held").wait_for()


def test_a_page_that_is_closed_leaves_no_stream(new_page, desk, brand, camille):
    page = new_page(member=camille)
    page.goto(desk.at(brand, "settings/"))
    page.locator('[data-live-sign][data-state="on"]').wait_for()
    assert streams() == 1
    page.goto(desk.at(brand, "hold/"))
    page.locator('[data-live-sign][data-state="on"]').wait_for()
    wait_until(lambda: streams() == 1)
    page.close()
    wait_until(lambda: streams() == 0)


def test_the_look_is_chosen_at_once_and_remembered(new_page, desk, brand, camille):
    page = new_page(member=camille, scheme="light")
    page.goto(desk.at(brand, "settings/"))
    light = background(page)
    page.get_by_role("button", name="Camille Roux: your menu").click()
    with page.expect_response("**/look"):
        page.locator("#me-menu").get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    dark = background(page)
    page.reload()
    assert background(page) == dark != light
    assert page.locator('#me-menu button[value="dark"]').get_attribute("aria-pressed") == "true"


def test_without_a_choice_the_device_decides(new_page, desk, brand, camille):
    seen = set()
    for scheme in ("light", "dark"):
        page = new_page(member=camille, scheme=scheme)
        page.goto(desk.at(brand, "settings/"))
        seen.add(background(page))
    assert len(seen) == 2


def test_the_keyboard_finds_search_page_and_focus(new_page, desk, brand, camille):
    page = new_page(member=camille)
    page.goto(desk.at(brand, "settings/"))
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.name") == "q"
    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_search_answers_while_one_writes(new_page, desk, brand, camille):
    page = new_page(member=camille)
    page.goto(desk.at(brand, "search/"))
    page.locator("main input[type=search]").fill("nothing like it")
    page.get_by_text("Nothing says “nothing like it”").wait_for()
    assert "q=nothing" in page.url


def test_a_phone_reaches_everything(new_page, desk, brand, camille, assert_accessible, shot):
    page = new_page(width=390, member=camille)
    page.goto(desk.at(brand, "settings/"))
    assert not page.locator(".rail").is_visible()
    page.locator(".tabs").get_by_role("button", name="More").tap()
    sheet = page.get_by_role("dialog")
    for name in ("Today", "Channels", "Settings", "Hold everything", "My account", "Sign out"):
        assert sheet.get_by_text(name, exact=True).is_visible(), name
    assert_accessible(page)
    shot(page, "phone-more", full=False)
    page.keyboard.press("Escape")
    assert not sheet.is_visible()
    page.locator(".tabs").get_by_role("button", name="More").tap()
    sheet.get_by_text("Hold everything").tap()
    page.wait_for_url("**/hold/")
    for tab in page.locator(".tabs a, .tabs button").all():
        assert tab.bounding_box()["height"] >= 44


def test_asking_before_it_is_done(new_page, desk, brand, camille):
    page = new_page(member=camille)
    page.goto(desk.at(brand, "settings/"))
    page.get_by_role("button", name="Back to rehearsal").click()
    question = page.get_by_role("dialog")
    assert "Nothing planned leaves any more" in question.inner_text()
    question.get_by_role("button", name="Go back").click()
    page.wait_for_timeout(200)
    brand.refresh_from_db()
    assert not brand.in_rehearsal
    page.get_by_role("button", name="Back to rehearsal").click()
    question.get_by_role("button", name="Back to rehearsal").click()
    page.locator(".toast.success", has_text="Back in rehearsal").wait_for()
    brand.refresh_from_db()
    assert brand.in_rehearsal
    page.locator(".toast button").click()
    assert page.locator(".toast").count() == 0


def test_a_button_rests_while_its_request_runs(new_page, desk, brand, camille):
    page = new_page(member=camille)
    page.goto(desk.at(brand, "settings/account/"))
    sent = []

    def slowly(route):
        sent.append(route.request)
        time.sleep(0.6)
        route.continue_()

    page.route("**/settings/account/facts/", slowly)
    rested = page.evaluate(
        """async () => {
            const save = document.querySelector("form[action$='/facts/'] button");
            save.click();
            await new Promise((done) => setTimeout(done, 50));
            const rested = save.disabled && save.getAttribute("aria-busy");
            save.click();
            return rested;
        }"""
    )
    assert rested == "true"
    page.locator(".toast.success").wait_for()
    assert len(sent) == 1


def test_the_bell_tells_and_is_then_quiet(new_page, desk, brand, camille, colleague):
    from pupitre.notices.models import Notice

    Notice.objects.create(brand=brand, member=camille, entry_id=1, verb="hold.begun", particulars={"reason": "Fire"})
    page = new_page(member=camille)
    page.goto(desk.at(brand, "settings/"))
    assert page.locator("#bell .count").inner_text() == "1"
    page.locator("#bell").click()
    page.locator("#notices-menu").get_by_text("Everything is held: “Fire”.").wait_for()
    page.locator("#bell .count").wait_for(state="detached")
    assert not Notice.objects.unread().exists()


def test_a_desk_that_does_not_answer_is_said_so(new_page, desk, brand, camille):
    page = new_page(member=camille, forgive=("htmx:",))
    page.goto(desk.at(brand, "search/"))
    page.route("**/search/?q=*", lambda route: route.abort())
    page.locator("main input[type=search]").fill("indigo")
    page.locator(".toast.error", has_text="The desk does not answer").wait_for()


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def streams():
    return sum(len(one) for one in list(hub._hubs.values()))


def wait_until(true, within=5.0):
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)
