"""Ideas in a browser: noted in a second, moved by mouse and keyboard, changed, written; captured from other pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from pupitre.publishing import ideas
from pupitre.publishing.capture import Note
from pupitre.publishing.models import Idea, Post
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.browser
WORDS = {
    "en": {"note": "Note it", "new": "A new idea", "write": "Write it", "away": "Put away"},
    "fr": {"note": "Noter", "new": "Une nouvelle idée", "write": "La rédiger", "away": "Ranger"},
}


@pytest.fixture
def camille(owner: Any, brand: Any) -> Any:
    stage.paper(brand, owner)
    return owner


@pytest.fixture
def board(desk: Any, brand: Any, camille: Any) -> list[Idea]:
    """Weld, madder and indigo, from the top."""
    noted = [
        ("Indigo", ""),
        ("Madder, the long version\nAsk for the drawing", "https://garance.example/1"),
        ("Weld", ""),
    ]
    return [ideas.jot(brand, camille, Note(text, url, "", "Le Journal" if url else "")) for text, url in noted]


def card(page: Any, words: str) -> Any:
    return page.locator(".idea", has_text=words)


def stands(words: str) -> str:
    idea = Idea.objects.get(text__startswith=words)
    return ideas.find(idea.brand, idea.pk).stands


def order(page: Any, name: str) -> list[str]:
    return page.locator(f'[data-stage="{name}"] .idea b').all_text_contents()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_main_path(new_page, desk, brand, camille, board, language, width, shot, assert_accessible, assert_fits):
    camille.language = language
    camille.save()
    words = WORDS[language]
    page = new_page(width=width, language=language, member=camille)
    page.goto(desk.at(brand, "ideas/"))
    page.get_by_label(words["new"], exact=True).fill("Trois rouges")
    page.keyboard.press("Enter")
    card(page, "Trois rouges").wait_for()
    assert page.get_by_label(words["new"], exact=True).input_value() == ""
    assert page.evaluate("document.activeElement.name") == "text"
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"ideas-{language}-{width}", full=False)
    card(page, "Weld").locator("summary").click()
    card(page, "Weld").get_by_role("button", name=words["away"]).wait_for()
    shot(page, f"ideas-menu-{language}-{width}", full=False)
    card(page, "Weld").get_by_role("button", name=words["away"]).click()
    page.locator("#idea-said button").click()
    card(page, "Weld").wait_for()
    card(page, "Madder").get_by_role("button", name=words["write"]).click()
    page.wait_for_url("**/compose/*/")
    page.locator(".from-idea").wait_for()
    assert "Le Journal" in Post.objects.get().content["text"]
    assert_fits(page)
    shot(page, f"ideas-compose-{language}-{width}", full=False)
    assert stands("Madder") == "drafting"


def test_dragged_to_another_column_and_above_another(new_page, desk, brand, camille, board):
    page = new_page(member=camille)
    page.goto(desk.at(brand, "ideas/"))
    card(page, "Indigo").drag_to(page.locator('[data-stage="ready"]'))
    page.locator('[data-stage="ready"] .idea', has_text="Indigo").wait_for()
    assert stands("Indigo") == "ready"
    card(page, "Weld").drag_to(card(page, "Indigo"), target_position={"x": 40, "y": 5})
    page.locator('[data-stage="ready"] .idea', has_text="Weld").wait_for()
    assert order(page, "ready") == ["Weld", "Indigo"]


def test_moved_by_keyboard_alone(new_page, desk, brand, camille, board):
    page = new_page(member=camille)
    page.goto(desk.at(brand, "ideas/"))
    here = "document.activeElement.textContent.trim()"
    card(page, "Weld").locator(".idea-link").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(here).startswith("Madder")
    page.keyboard.press("Shift+ArrowRight")
    page.locator('[data-stage="drafting"] .idea', has_text="Madder").wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate(here).startswith("Madder")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(here) == "Weld"
    page.keyboard.press("Shift+ArrowDown")
    page.locator('[data-stage="idea"] .idea:first-child', has_text="Indigo").wait_for()
    page.keyboard.press("m")
    page.get_by_role("button", name="Move to Ready").press("Enter")
    page.locator('[data-stage="ready"] .idea', has_text="Weld").wait_for()
    assert stands("Weld") == "ready"


def settled(page):
    """What the dialog was filled with works; until then its form is an ordinary one, which leads to a page."""
    page.wait_for_function("() => !document.querySelector('#idea-dialog.htmx-settling, #idea-dialog .htmx-added')")


def test_changed_in_a_dialog_and_nothing_is_dropped_unasked(
    new_page, desk, brand, camille, board, shot, assert_accessible
):
    page = new_page(member=camille)
    page.goto(desk.at(brand, "ideas/"))
    card(page, "Indigo").locator(".idea-link").press("Enter")
    page.locator("#idea-dialog[open]").wait_for()
    assert_accessible(page)
    page.get_by_label("Note", exact=True).fill("Indigo, twice")
    page.keyboard.press("Escape")
    page.locator("#ask[open]").wait_for()
    page.get_by_role("button", name="Go back").click()
    assert page.get_by_label("Note", exact=True).input_value() == "Indigo, twice"
    page.get_by_label("Link").fill("no link")
    page.locator("#idea-dialog").get_by_role("button", name="Save").click()
    page.get_by_text("This is not a link").wait_for()
    settled(page)
    assert page.get_by_label("Note", exact=True).input_value() == "Indigo, twice"
    page.get_by_label("Link").fill("https://indigo.example/")
    ideas.change(board[0], Note("What Inès wrote"), camille, 0)
    page.locator("#idea-dialog").get_by_role("button", name="Save").click()
    page.locator("#idea-dialog .idea-theirs", has_text="What Inès wrote").wait_for()
    settled(page)
    shot(page, "ideas-conflict", full=False)
    page.locator("#idea-dialog").get_by_role("button", name="Save").click()
    card(page, "Indigo, twice").wait_for()
    assert not page.locator("#idea-dialog[open]").count()


def test_noted_from_any_page_and_seen_on_the_board_at_once(
    new_page, desk, brand, camille, board, assert_accessible, shot
):
    seen = new_page(member=camille)
    seen.goto(desk.at(brand, "ideas/"))
    seen.locator('[data-live-sign][data-state="on"]').wait_for()
    page = new_page(width=390, member=camille)
    post = stage.written(brand, camille)
    page.goto(desk.at(brand, f"posts/{post.pk}/"))
    page.keyboard.press("Alt+i")
    page.locator("#jot[open]").wait_for()
    assert_accessible(page)
    page.locator("#jot textarea").fill("A sequel")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Note an idea").click()
    assert page.locator("#jot textarea").input_value() == "A sequel"
    shot(page, "ideas-jot", full=False)
    page.keyboard.press("Control+Enter")
    page.locator(".toast", has_text="Noted").wait_for()
    assert Idea.objects.get(text="A sequel").about == post
    card(seen, "A sequel").wait_for()


def test_the_bookmarklet_notes_a_page_of_somebody_else(new_page, desk, brand, camille, shot, assert_fits):
    page = new_page(member=camille)
    page.goto(desk.at(brand, "ideas/bookmarklet/"))
    shot(page, "ideas-bookmarklet")
    address = page.locator("a.bookmarklet").get_attribute("href")
    there = page.context.new_page()
    written = (
        '<meta property="og:site_name" content="Le Journal"><title>Madder &amp; weld</title>'
        "<p>Three years in the ground.</p>"
    )
    there.route("https://garance.example/**", lambda route: route.fulfill(body=written, content_type="text/html"))
    there.goto("https://garance.example/teinture?a=1&b=2")
    there.evaluate("getSelection().selectAllChildren(document.querySelector('p'))")
    with there.context.expect_page() as opened:
        there.evaluate(unquote(address.removeprefix("javascript:")))
    window = opened.value
    window.wait_for_load_state()
    assert window.get_by_label("Note", exact=True).input_value() == "Three years in the ground."
    assert_fits(window)
    shot(window, "ideas-captured", full=False)
    window.locator("#page").get_by_role("button", name="Note it").click()
    window.get_by_text("you can close it").wait_for()
    idea = Idea.objects.get()
    assert (idea.url, idea.title) == ("https://garance.example/teinture?a=1&b=2", "Madder & weld")
    assert idea.source == "Le Journal"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_empty_board_says_what_to_do(new_page, desk, brand, camille, scheme, assert_accessible, shot):
    page = new_page(member=camille, scheme=scheme)
    page.goto(desk.at(brand, "ideas/"))
    page.get_by_text("Write the first words above").wait_for()
    assert_accessible(page)
    shot(page, f"ideas-empty-{scheme}", full=False)
