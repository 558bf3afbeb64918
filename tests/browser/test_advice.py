"""Advice while writing: told beside the text, mended when asked, and undone like anything that was typed."""

import pytest

from pupitre.brands.found import change_brand
from pupitre.channels.connect import begin as connect
from pupitre.channels.connect import keep
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser
WRITTEN = 'Venez tous samedi: "garance" à -30%! Tu préfères l\'indigo ?'
MENDED = "Venez tous samedi\u00a0: «\u00a0garance\u00a0» à -30\u00a0%\u202f! Tu préfères l’indigo\u202f?"


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(WIDE, "fr", "light"), (WIDE, "en", "dark"), (NARROW, "fr", "dark")]
)
def test_a_french_text_is_advised_and_mended(
    new_page, desk, brand, owner, shot, assert_accessible, width, language, scheme
):
    keep(brand, "paper", connect("paper", {"name": "Maison Lune"}, ""), None)
    change_brand(brand, owner, address_form="vous")
    type(owner).objects.filter(pk=owner.pk).update(language=language)
    page = new_page(width=width, language=language, scheme=scheme, member=owner)
    page.goto(desk.at(brand, "compose/"))
    page.fill("#text", WRITTEN)
    mend = page.locator("#lines [data-mend]")
    mend.wait_for()
    said = " ".join(page.locator("#lines").inner_text().split())
    assert "L. 112-1-1" in said and ("vouvoie" in said or "both tu and vous" in said)
    assert page.locator("#lines .refused").count() == 0  # advice is in nobody's way
    assert_accessible(page)
    shot(page, f"advice-{width}-{language}-{scheme}")

    mend.click()
    page.wait_for_function("text => document.getElementById('text').value === text", arg=MENDED)
    mend.wait_for(state="detached")
    page.focus("#text")
    page.keyboard.press("Control+z")
    assert page.input_value("#text") == WRITTEN
    mend.wait_for()


def test_the_brands_manner_is_chosen_in_settings(new_page, desk, brand, owner, shot, assert_accessible):
    page = new_page(width=WIDE, language="fr", member=owner)
    page.goto(desk.at(brand, "settings/"))
    page.select_option("select[name=address_form]", "tu")
    page.select_option("select[name=inclusive]", "dot")
    assert_accessible(page)
    shot(page, "settings-manner")
    page.click("form:has(select[name=inclusive]) .btn.go")
    page.wait_for_load_state()
    brand.refresh_from_db()
    assert (brand.address_form, brand.inclusive) == ("tu", "dot")
