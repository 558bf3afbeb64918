"""Groups of hashtags through the door."""

from pupitre.publishing.models import HashtagGroup
from pupitre.web.compose.tests.test_pages import at


def test_a_group_is_saved_changed_and_removed(desk, brand):
    url = at(brand, path="hashtags/")
    desk.post(url, {"name": "Dyes", "words": "indigo #wool"})
    dyes = HashtagGroup.objects.get()
    assert desk.get(at(brand, path="vocabulary/")).json()["groups"] == [{"name": "Dyes", "words": ["#indigo", "#wool"]}]
    wrong = desk.post(f"{url}{dyes.pk}/", {"name": "Dyes", "words": " "})
    assert wrong.status_code == 422 and "at least one hashtag" in wrong.content.decode()
    again = desk.post(url, {"name": "dyes", "words": "weld"})
    assert again.status_code == 422 and 'value="weld"' in again.content.decode()
    desk.post(f"{url}{dyes.pk}/", {"name": "Colours", "words": "#weld"})
    assert "Colours" in desk.get(url).content.decode()
    desk.post(f"{url}{dyes.pk}/removal/")
    assert not HashtagGroup.objects.exists()
