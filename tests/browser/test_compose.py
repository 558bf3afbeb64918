"""Compose, as a member lives it: words that are never lost, one text and its versions, planned once."""

import io
import socket
import threading
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from pupitre.channels.connect import begin as connect
from pupitre.channels.connect import keep
from pupitre.ground.environment import environment
from pupitre.media.models import Asset
from pupitre.publishing import compose
from pupitre.publishing.compose import Draft
from pupitre.publishing.models import Delivery, Post
from tests.browser.conftest import NARROW, WIDE, Desk, in_hand

pytestmark = pytest.mark.browser
SAVED = "#saved[data-state=saved]"


class Mortal(Desk):
    """A desk that can be killed and started again at the same address."""

    def __init__(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = taken.getsockname()[1]
        super().__init__(self.port)
        self.start()

    def start(self):
        import uvicorn

        from pupitre.desk.asgi import application

        config = uvicorn.Config(
            in_hand.counted(application),
            host="127.0.0.1",
            port=self.port,
            log_level="error",
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        until = time.monotonic() + 20
        while not self.server.started and time.monotonic() < until:
            time.sleep(0.02)
        assert self.server.started

    def kill(self):
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(10)


@pytest.fixture(scope="module")
def server():
    mortal = Mortal()
    yield mortal
    mortal.kill()


@pytest.fixture
def desk(transactional_db, server):
    yield server
    in_hand.settle()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def channel(brand, name):
    return keep(brand, "paper", connect("paper", {"name": name}, ""), None)


@pytest.fixture
def lune(brand):
    return channel(brand, "Maison Lune")


@pytest.fixture
def atelier(brand):
    return channel(brand, "Atelier")


def photo(size=(300, 200), colour="indigo"):
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


def file(name="indigo.jpg", content=None, kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": content or photo()}


def is_saved(page, number):
    page.wait_for_function(f"() => document.querySelector('{SAVED}')?.textContent.includes('version {number}')")


def begun(page, desk, brand, text):
    page.goto(desk.at(brand, "compose/"))
    page.fill("#text", text)
    page.wait_for_url("**/compose/*/")
    page.wait_for_selector(SAVED)


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(WIDE, "en", "light"), (1366, "fr", "dark"), (NARROW, "fr", "light")]
)
def test_a_post_from_the_first_word_to_the_plan(
    new_page, desk, brand, owner, lune, atelier, shot, assert_accessible, width, language, scheme
):
    type(owner).objects.filter(pk=owner.pk).update(language=language)
    page = new_page(width=width, language=language, scheme=scheme, member=owner)
    name = f"compose-{width}-{language}-{scheme}"
    page.goto(desk.at(brand, "compose/"))
    assert not Post.objects.exists()
    assert_accessible(page)
    shot(page, f"{name}-new")

    page.fill("#text", "Indigo, garance, réséda : three plants. #indigo")
    page.wait_for_selector("#previews .is-hashtag", state="attached")
    page.wait_for_url("**/compose/*/")

    page.click(f"#tab-{atelier.pk}")
    page.fill("#text", "x" * 501)
    page.wait_for_selector("#lines .refused")
    assert page.locator(f"#counts [data-channel='{atelier.pk}'] b").inner_text() == "501"
    page.fill("#text", "Blue hands.")
    page.wait_for_selector("#lines .refused", state="detached")
    page.click("#tab-all")
    assert page.input_value("#text").startswith("Indigo")

    page.set_input_files("#files", [file()])
    page.wait_for_selector("#lines .look")
    page.fill("#pictures textarea", "A vat of indigo")
    page.wait_for_selector("#lines .look", state="detached")
    assert page.locator("#previews .shot img").count() == 2
    assert page.locator("#previews .shot img").first.get_attribute("alt") == "A vat of indigo"
    assert_accessible(page)
    shot(page, f"{name}-written")
    if width == NARROW:
        page.click("#sides [data-side=see]")
        assert page.locator("#previews").is_visible() and not page.locator("#text").is_visible()
        shot(page, f"{name}-seen", full=False)
        page.click("#sides [data-side=write]")

    page.click("#when")
    page.click("[data-quick=tomorrow]")
    assert_accessible(page)
    shot(page, f"{name}-when", full=False)
    page.keyboard.press("Escape")
    page.dblclick("#plan")
    page.wait_for_url("**/posts/*/")
    tomorrow = (datetime.now(ZoneInfo("Europe/Paris")) + timedelta(days=1)).date()
    planned = list(Delivery.objects.order_by("channel__name"))
    assert [(d.channel, d.says["text"]) for d in planned] == [
        (atelier, "Blue hands."),
        (lune, "Indigo, garance, réséda : three plants. #indigo"),
    ]
    local = {delivery.sending.due_at.astimezone(ZoneInfo("Europe/Paris")) for delivery in planned}
    assert {(moment.date(), moment.hour, moment.minute) for moment in local} == {(tomorrow, 9, 0)}
    assert planned[0].says["pictures"][0]["alt"] == "A vat of indigo"


def test_what_is_planned_shows_on_the_draft_and_takes_new_words_when_told(new_page, desk, brand, owner, lune):
    page = new_page(member=owner)
    begun(page, desk, brand, "Indigo")
    draft = page.url
    page.click("#when")
    page.click("[data-quick=tomorrow]")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/posts/*/")
    page.goto(draft)
    assert page.locator(f"#channels input[value='{lune.pk}']").is_disabled()
    assert not page.locator("#plan").count()
    assert not page.locator("#renew").is_visible()
    page.fill("#text", "Indigo and garance")
    page.click("#renew")
    page.wait_for_url("**/posts/*/")
    assert [d.says["text"] for d in Delivery.objects.current()] == ["Indigo and garance"]


def test_a_version_follows_until_it_is_changed_and_can_follow_again(new_page, desk, brand, owner, lune, atelier):
    page = new_page(member=owner)
    begun(page, desk, brand, "Indigo")
    page.click(f"#tab-{lune.pk}")
    page.fill("#text", "Indigo for Lune")
    page.click("#tab-all")
    page.fill("#text", "Garance")
    said = page.locator("#previews .words")
    page.wait_for_function("() => document.querySelector('#previews').innerText.includes('Garance')")
    assert said.all_inner_texts() == ["Garance", "Indigo for Lune"]
    page.click(f"#tab-{lune.pk}")
    page.click("[data-follow]")
    assert page.input_value("#text") == "Garance"
    page.wait_for_function("() => !document.querySelector('#previews').innerText.includes('for Lune')")
    page.locator(f"#tab-{lune.pk}").press("ArrowLeft")
    assert page.evaluate("document.activeElement.id") == f"tab-{atelier.pk}"


def test_words_survive_a_reload_before_they_are_saved(new_page, desk, brand, owner, lune):
    page = new_page(member=owner)
    begun(page, desk, brand, "Indigo")
    page.locator("#text").press_sequentially(" and garance", delay=5)
    page.reload()
    page.wait_for_selector(SAVED)
    assert page.input_value("#text") == "Indigo and garance"
    page.wait_for_function("() => document.querySelector('#previews').innerText.includes('Indigo and garance')")
    page.wait_for_timeout(1500)
    assert Post.objects.get().content["text"] == "Indigo and garance"


def test_words_survive_a_desk_that_is_killed_and_a_tab_that_is_closed(new_page, desk, brand, owner, lune):
    page = new_page(member=owner)
    begun(page, desk, brand, "Indigo")
    address = page.url
    desk.kill()
    page.fill("#text", "Indigo, written while nobody answered")
    page.wait_for_selector("#saved[data-state=failed]")
    assert "kept in this browser" in page.inner_text("#saved")
    page.close()
    desk.start()
    assert Post.objects.get().content["text"] == "Indigo"
    again = page.context.new_page()
    again.goto(address)
    assert again.input_value("#text") == "Indigo, written while nobody answered"
    assert again.locator("#brought-back").is_visible()
    is_saved(again, 2)
    assert Post.objects.get().content["text"] == "Indigo, written while nobody answered"
    again.reload()
    assert not again.locator("#brought-back").is_visible()


def test_a_desk_that_comes_back_gets_the_words_by_itself(new_page, desk, brand, owner, lune):
    page = new_page(member=owner)
    begun(page, desk, brand, "Indigo")
    desk.kill()
    page.fill("#text", "Indigo and more")
    page.wait_for_selector("#saved[data-state=failed]")
    desk.start()
    page.wait_for_selector(SAVED, timeout=15_000)
    assert Post.objects.get().content["text"] == "Indigo and more"


def test_two_members_who_write_at_once_lose_nothing(
    new_page, desk, brand, owner, colleague, lune, assert_accessible, shot
):
    page = new_page(member=owner)
    begun(page, desk, brand, "Indigo")
    post = Post.objects.get()
    compose.save(post, Draft({"text": "Indigo, says Inès"}, {lune.pk: {}}, {}), colleague, post.number)
    page.fill("#text", "Indigo, says Camille")
    page.wait_for_selector("#conflict-dialog[open]")
    assert "Inès Petit saved this draft" in page.inner_text("#conflict-dialog")
    assert_accessible(page)
    shot(page, "compose-conflict", full=False)
    page.click("[data-keep=mine]")
    is_saved(page, 3)
    post.refresh_from_db()
    assert post.content["text"] == "Indigo, says Camille"
    assert "Indigo, says Inès" in {revision.content["text"] for revision in post.revisions.all()}


def test_giving_way_keeps_my_text_in_the_history(new_page, desk, brand, owner, colleague, lune):
    page = new_page(member=owner)
    begun(page, desk, brand, "Indigo")
    post = Post.objects.get()
    compose.save(post, Draft({"text": "Hers"}, {lune.pk: {}}, {}), colleague, post.number)
    page.fill("#text", "Mine")
    page.click("[data-keep=theirs]")
    page.wait_for_function("() => document.querySelector('#text').value === 'Hers'")
    page.goto(f"{page.url}history/")
    assert page.locator(".history nav li").count() >= 4
    assert {"Mine", "Hers", "Indigo"} <= {revision.content["text"] for revision in post.revisions.all()}


def test_all_that_stands_in_the_way_is_said_at_once_and_leads_to_its_field(new_page, desk, brand, owner, lune, atelier):
    page = new_page(member=owner)
    begun(page, desk, brand, "y" * 600)
    page.click("[data-tool=poll]")
    page.fill("#options li:nth-child(1) input", "z" * 60)
    page.click("#when")
    page.fill("#day", "2020-01-01")
    page.fill("#hour", "10:00")
    page.keyboard.press("Escape")
    page.click("#plan")
    page.wait_for_selector("#in-the-way .line")
    sentences = page.locator("#in-the-way .line").all_inner_texts()
    assert len(sentences) == 3
    assert any("too long" in said for said in sentences) and any("is past" in said for said in sentences)
    assert not Delivery.objects.exists()
    page.locator("#in-the-way .line", has_text="choice").get_by_role("button").click()
    assert page.evaluate("document.activeElement.closest('#options') !== null")


def test_an_hour_that_comes_twice_is_asked_about(new_page, desk, brand, owner, lune):
    year = datetime.now().year + 1
    october = max(day for day in range(25, 32) if datetime(year, 10, day).weekday() == 6)
    page = new_page(member=owner)
    begun(page, desk, brand, "Indigo")
    page.click("#when")
    page.fill("#day", f"{year}-10-{october}")
    page.fill("#hour", "02:30")
    page.keyboard.press("Escape")
    page.click("#plan")
    page.wait_for_selector("#in-the-way [data-time]")
    assert "comes twice" in page.inner_text("#in-the-way")
    page.locator("#in-the-way [data-time]").nth(1).click()
    page.wait_for_selector("#in-the-way [data-time]", state="detached")
    page.click("#plan")
    page.wait_for_url("**/posts/*/")
    assert Delivery.objects.get().sending.due_at == datetime(year, 10, october, 1, 30, tzinfo=ZoneInfo("UTC"))


def test_sending_now_names_the_channels_and_goes_once(new_page, desk, brand, owner, lune, atelier, assert_accessible):
    page = new_page(member=owner)
    begun(page, desk, brand, "Indigo")
    page.uncheck(f"#channels input[value='{atelier.pk}']", force=True)
    page.click("#send-now")
    assert page.locator("#now-channels li").all_inner_texts() == ["Maison Lune\nnow"]
    assert_accessible(page)
    page.dblclick("#now-go")
    page.wait_for_url("**/posts/*/")
    (delivery,) = Delivery.objects.all()
    assert delivery.channel == lune
    assert abs(delivery.sending.due_at.timestamp() - time.time()) < 20


def test_in_rehearsal_the_buttons_say_that_nothing_leaves(new_page, desk, brand, owner, lune):
    type(brand).objects.filter(pk=brand.pk).update(opened_at=None)
    page = new_page(member=owner)
    begun(page, desk, brand, "Indigo")
    assert "rehearsal" in page.inner_text("#plan")
    assert "nothing leaves yet" in page.inner_text(".rehearsal")
    page.click("#send-now")
    assert "Nothing leaves" in page.inner_text("#now-dialog")


def test_pictures_come_by_paste_and_drag_are_refused_in_words_and_put_in_order(new_page, desk, brand, owner, lune):
    page = new_page(member=owner)
    begun(page, desk, brand, "Indigo")
    bring = """async ([how, colour, name]) => {
        const canvas = new OffscreenCanvas(40, 30);
        const pen = canvas.getContext("2d");
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 40, 30);
        const blob = await canvas.convertToBlob({ type: "image/png" });
        const carried = new DataTransfer();
        carried.items.add(new File([blob], name, { type: "image/png" }));
        const options = { bubbles: true, cancelable: true };
        const event = how === "paste" ? new ClipboardEvent("paste", { ...options, clipboardData: carried })
          : new DragEvent("drop", { ...options, dataTransfer: carried });
        document.getElementById("text").dispatchEvent(event);
    }"""
    page.evaluate(bring, ["paste", "red", "red.png"])
    page.wait_for_selector("#pictures [data-asset]")
    page.evaluate(bring, ["drop", "blue", "blue.png"])
    page.wait_for_function("() => document.querySelectorAll('#pictures [data-asset]').length === 2")
    page.set_input_files(
        "#files", [file("page.jpg", b"<html><script>alert(1)</script>"), file("half.jpg", photo()[:200])]
    )
    page.wait_for_function("() => document.querySelectorAll('#pictures .refusal').length === 2")
    said = " ".join(page.locator("#pictures .refusal").all_inner_texts())
    assert "not a picture that the desk reads" in said and "incomplete or damaged" in said
    page.locator("#pictures .refusal button").first.click()
    page.locator("#pictures [data-asset]").nth(0).get_by_label("Later").click()
    names = page.locator("#pictures label.hidden-words").all_inner_texts()
    assert ["blue.png" in names[0], "red.png" in names[1]] == [True, True]
    page.locator("#pictures [data-asset]").nth(0).get_by_label("Take it out").click()
    page.wait_for_timeout(1200)
    kept = Post.objects.get().content["pictures"]
    assert [Asset.objects.get(pk=item["asset"]).name for item in kept] == ["red.png"]


def test_a_long_text_is_split_into_a_thread_that_fits(new_page, desk, brand, owner, lune):
    page = new_page(member=owner)
    begun(page, desk, brand, "Three plants and not one drop of chemical dye. " * 25)
    page.wait_for_selector("#lines .refused")
    page.click("[data-tool=split]")
    page.wait_for_selector("#thread .part")
    page.wait_for_selector("#lines .refused", state="detached")
    assert page.locator("#previews .said").count() == page.locator("#thread .part").count() + 1
    page.locator("#thread .part").last.get_by_label("Take this part out").click()
    page.wait_for_timeout(1200)
    assert len(Post.objects.get().content.get("thread", [])) == page.locator("#thread .part").count()


def test_the_menu_throws_away_brings_back_and_writes_another(new_page, desk, brand, owner, lune):
    page = new_page(member=owner)
    begun(page, desk, brand, "Indigo")
    page.click("#more-verbs")
    page.get_by_role("button", name="Write another like this").click()
    page.wait_for_function("() => document.querySelector('.toasts').innerText.includes('another one like it')")
    assert Post.objects.count() == 2
    page.click("#more-verbs")
    page.get_by_role("button", name="Throw this draft away").click()
    page.get_by_role("button", name="Bring it back").click()
    assert page.input_value("#text") == "Indigo"
    assert Post.objects.alive().count() == 2


def test_hostile_words_stay_words(new_page, desk, brand, owner, lune):
    page = new_page(member=owner)
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    hostile = '<img src=x onerror=alert(1)><script>alert(1)</script> "><svg onload=alert(1)>'
    begun(page, desk, brand, hostile)
    page.wait_for_function("() => document.querySelector('#previews').innerText.includes('onerror')")
    assert page.locator("#previews .words").inner_text() == hostile
    page.reload()
    assert page.input_value("#text") == hostile


@pytest.fixture
def site(httpserver, monkeypatch):
    """A page on the loopback that the desk is allowed to read."""
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", f"{httpserver.host}:{httpserver.port}")
    environment.cache_clear()
    head = '<title>Teintures</title><meta property="og:title" content="How our dyes are made">'
    head += '<meta property="og:description" content="Three plants"><meta property="og:image" content="/dyes.jpg">'
    httpserver.expect_request("/dyes").respond_with_data(head, content_type="text/html")
    httpserver.expect_request("/dyes.jpg").respond_with_data(photo(), content_type="image/jpeg")
    yield httpserver
    monkeypatch.undo()
    environment.cache_clear()


def test_the_card_of_a_link_is_read_changed_and_left_out(new_page, desk, brand, owner, lune, site):
    page = new_page(member=owner)
    begun(page, desk, brand, f"The whole story → {site.url_for('/dyes')}.")
    page.wait_for_selector("#previews .card-shown img")
    assert page.input_value("#card-title") == "How our dyes are made"
    page.fill("#card-title", "Dyes, all of it")
    page.wait_for_function("() => document.querySelector('#previews').innerText.includes('Dyes, all of it')")
    page.wait_for_timeout(1200)
    card = Post.objects.get().content["card"]
    assert (card["title"], card["description"]) == ("Dyes, all of it", "Three plants")
    assert card["url"] == site.url_for("/dyes")
    page.click("[data-card=off]")
    page.wait_for_selector("#previews .card-shown", state="detached")
    page.fill("#text", f"Again → {site.url_for('/dyes')} and more")
    page.wait_for_timeout(1500)
    assert not page.locator("#card").is_visible()
    page.fill("#text", "Inside → http://10.0.0.1/secret")
    page.wait_for_selector("#card-state:not([hidden])")
    page.wait_for_function("() => document.querySelector('#card-state').innerText.includes('private network')")


def test_each_channel_may_leave_at_its_own_time(new_page, desk, brand, owner, lune, atelier):
    page = new_page(member=owner)
    begun(page, desk, brand, "Indigo")
    page.click("#when")
    page.click("[data-quick=tomorrow]")
    page.keyboard.press("Escape")
    page.click(f"#tab-{atelier.pk}")
    page.check("#own-time-on")
    assert page.input_value("#own-hour") == "09:00"
    page.fill("#own-hour", "17:45")
    page.wait_for_function(f"() => document.querySelector('#tab-{atelier.pk}').innerText.includes('17:45')")
    page.click("#plan")
    page.wait_for_url("**/posts/*/")
    local = {d.channel.name: d.sending.due_at.astimezone(ZoneInfo("Europe/Paris")) for d in Delivery.objects.all()}
    assert {name: (at.hour, at.minute) for name, at in local.items()} == {"Maison Lune": (9, 0), "Atelier": (17, 45)}


def test_the_history_shows_what_changed_and_brings_it_back(
    new_page, desk, brand, owner, colleague, lune, assert_accessible, shot
):
    post = compose.save(compose.begin(brand, owner), Draft({"text": "Three plants"}, {lune.pk: {}}, {}), owner, 0)
    compose.save(post, Draft({"text": "Three red plants"}, {lune.pk: {}}, {}), colleague, 1)
    page = new_page(member=owner)
    page.goto(desk.at(brand, f"compose/{post.pk}/"))
    page.click("#more-verbs")
    page.get_by_role("link", name="History").click()
    assert page.locator(".difference ins").inner_text().strip() == "red"
    assert_accessible(page)
    shot(page, "compose-history")
    page.get_by_role("link", name="Version 1").click()
    page.get_by_role("link", name="Against the present").click()
    assert page.locator(".difference del").inner_text().strip() == "red"
    page.get_by_role("button", name="Bring this version back").click()
    assert page.input_value("#text") == "Three plants"
