"""A file of posts in a browser: brought, asked about, confirmed, and made while one looks on."""

from __future__ import annotations

from typing import Any

import pytest

from pupitre.publishing.models import Delivery, Post
from pupitre.publishing.tests import stage
from tests.browser.conftest import NARROW

pytestmark = pytest.mark.browser
ROWS = [
    "date;texte;canal",
    "03/04/2027 09:00;Indigo, pas à pas;Blue",
    "24 avril 2027 à 11h30;Garance et gaude;Blue",
    "28/03/2027 02:30;La nuit du changement d’heure;Blue",
    "25/04/2027 10:00;Un canal inconnu;Green",
]


@pytest.fixture
def camille(owner: Any) -> Any:
    return owner


@pytest.mark.parametrize(("width", "language"), [(1440, "fr"), (NARROW, "en")])
def test_from_the_file_to_the_plan(
    new_page, desk, brand, camille, assert_accessible, assert_fits, shot, tmp_path, width, language
):
    stage.paper(brand, camille, name="Blue")
    camille.language = language
    camille.save(update_fields=["language"])
    file = tmp_path / "avril.csv"
    file.write_bytes("\r\n".join(ROWS).encode("cp1252"))
    page = new_page(width=width, language=language, member=camille)
    page.goto(desk.at(brand, "calendar/imports/"))
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"imports-{width}-{language}")
    page.locator("#file").set_input_files(str(file))
    page.locator("form.bring button").click()
    page.locator("#ready-title").wait_for()
    assert page.locator("section:has(#bad-title) .rows li").count() == 3
    page.locator("input[name=order][value=day]").check()
    page.locator("form.choices button").click()
    page.locator("section:has(#ready-title) .rows li").nth(1).wait_for()
    assert page.locator("section:has(#bad-title) .rows li").count() == 2
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"import-{width}-{language}")
    assert not Post.objects.exists()
    page.locator("section:has(#ready-title) button.go").click()
    page.locator("section:has(#made-title) .rows li").nth(1).wait_for()
    assert_accessible(page)
    shot(page, f"import-made-{width}-{language}")
    page.locator("section:has(#made-title) a.link").first.click()
    page.wait_for_url("**/posts/*/")
    assert Delivery.objects.count() == 2
