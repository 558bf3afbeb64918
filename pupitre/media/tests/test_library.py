"""The library finds pictures by what is known of them, recognises the same motif, and knows how full it is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.ground.environment import environment
from pupitre.journal.models import Entry
from pupitre.media import describe, library, particulars, resemblance
from pupitre.media.library import Wish
from pupitre.media.models import Asset
from pupitre.media.pictures import PictureRefused
from pupitre.media.take_in import take_in
from pupitre.media.tests import crafted


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bring(brand, owner):
    """A picture that shows motif `number`, with what is known of it."""

    def bring(name, number=0, of=brand, **known):
        asset = take_in(of, name, crafted.motif(number, **known.pop("look", {})), owner)
        particulars.change(asset, known, owner)
        return Asset.objects.get(pk=asset.pk)

    return bring


def names(brand, **wish):
    return [asset.name for asset in library.find(brand, Wish(**wish)).assets]


def test_found_by_name_words_tag_folder_and_author_whatever_the_accents(brand, bring):
    bring("IMG_2041.jpg", 1, alt="Écharpe à l’indigo", tags=("Été",), folder="Salon", author="Léa Martin")
    bring("weld.jpg", 2)
    for question in ("img_2041", "echarpe", "ECHARPE indigo", "ete", "salon", "lea martin", "2041"):
        assert names(brand, question=question) == ["IMG_2041.jpg"], question
    assert names(brand, question="echarpe weld") == []
    assert names(brand, folder="Salon") == names(brand, tag="Été") == ["IMG_2041.jpg"]


def test_another_brand_finds_nothing(brand, other_brand, bring):
    bring("ours.jpg", 1, folder="Salon", tags=("indigo",))
    assert names(other_brand) == []
    assert library.folders(other_brand) == library.tags(other_brand) == []
    assert library.room(other_brand).count == 0


@pytest.mark.parametrize("sort", sorted(library.SORTS))
def test_pages_in_every_order_show_each_picture_once(brand, bring, sort, monkeypatch):
    monkeypatch.setattr(library, "PAGE", 3)
    for number, name in enumerate(["b.jpg", "A.jpg", "a.jpg", "c.jpg", "B.jpg", "a.jpg", "d.jpg"]):
        bring(name, number)
    Asset.objects.filter(name__in=["c.jpg", "d.jpg"]).update(size=7)
    whole, after = [], 0
    while True:
        page = library.find(brand, Wish(sort=sort, after=after))
        whole += page.assets
        after = page.next
        if not after:
            break
    assert len(whole) == len({asset.pk for asset in whole}) == 7
    if sort == "name":
        assert [asset.name.lower() for asset in whole] == sorted(asset.name.lower() for asset in whole)
    if sort == "heavy":
        assert [asset.size for asset in whole] == sorted((asset.size for asset in whole), reverse=True)


def test_what_has_no_words_and_what_ends_soon_can_be_asked_for(brand, bring):
    today = timezone.now().astimezone(brand.zone).date()
    bring("soon.jpg", 1, alt="A", expires_on=today + timedelta(days=29))
    bring("over.jpg", 2, alt="B", expires_on=today - timedelta(days=1))
    bring("long.jpg", 3, expires_on=today + timedelta(days=40))
    assert names(brand, state="ending") == ["over.jpg", "soon.jpg"]
    assert names(brand, state="undescribed") == ["long.jpg"]


def test_put_away_is_out_of_the_library_and_comes_back_and_is_written_down(brand, owner, bring):
    asset = bring("indigo.jpg")
    assert particulars.put_away(asset, owner) and not particulars.put_away(asset, owner)
    assert names(brand) == [] and names(brand, state="away") == ["indigo.jpg"]
    assert particulars.put_away(asset, owner, away=False)
    assert names(brand) == ["indigo.jpg"]
    verbs = Entry.objects.filter(subject_kind="asset").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["asset.put_away", "asset.brought_back"]


def test_a_change_says_which_fields_and_what_is_the_same_changes_nothing(owner, bring):
    asset = bring("indigo.jpg", author="Léa", tags=("#Été", "ete", " ", "indigo"))
    assert asset.tags == ["Été", "indigo"]
    assert Entry.objects.get(verb="asset.changed").particulars["fields"] == ["author", "tags"]
    assert not particulars.change(asset, {"author": " Léa ", "tags": ["Été", " indigo"], "name": "  "}, owner)


def test_two_who_fill_in_two_fields_do_not_undo_each_other(owner, colleague, bring):
    asset = bring("indigo.jpg")
    same = Asset.objects.get(pk=asset.pk)
    particulars.change(asset, {"author": "Léa"}, owner)
    particulars.change(same, {"licence": "CC BY 4.0"}, colleague)
    asset.refresh_from_db()
    assert (asset.author, asset.licence) == ("Léa", "CC BY 4.0")


def test_several_are_filed_at_once_and_another_brands_is_left(brand, other_brand, owner, bring):
    ours = [bring("a.jpg", 1, tags=("one",)), bring("b.jpg", 2, folder="Old")]
    theirs = bring("c.jpg", 3, of=other_brand)
    ids = [asset.pk for asset in (*ours, theirs)]
    assert particulars.file_under(brand, ids, owner, "Autumn", ["wool"]) == 2
    assert library.folders(brand) == [("Autumn", 2)]
    assert library.tags(brand) == ["wool", "one"]
    assert particulars.file_under(brand, ids, owner, None, ["silk"]) == 2
    assert library.folders(brand) == [("Autumn", 2)]
    assert Asset.objects.get(pk=theirs.pk).folder == ""


def test_the_same_motif_is_recognised_smaller_lighter_and_saved_anew_and_no_other(brand, bring):
    first = bring("first.jpg", 1)
    small = bring("small.jpg", 1, look={"size": (120, 90), "quality": 40})
    light = bring("light.jpg", 1, look={"light": 30})
    for other in range(2, 12):
        bring(f"other-{other}.jpg", other)
    assert {asset.pk for asset in resemblance.alike(brand, first.seen, first.pk)} == {small.pk, light.pk}


def test_plain_surfaces_are_not_alike(brand, owner):
    red = take_in(brand, "red.jpg", crafted.picture(size=(80, 60)), owner)
    take_in(brand, "also.jpg", crafted.picture(size=(90, 60)), owner)
    assert not resemblance.alike(brand, red.seen, red.pk).exists()


def test_pictures_from_before_are_looked_at_later_and_a_lost_one_is_like_nothing(brand, bring):
    kept, lost = bring("kept.jpg", 1), bring("lost.jpg", 2)
    Asset.objects.update(seen=None)
    Asset.objects.filter(pk=lost.pk).update(thumb="1/gone.jpg")
    assert resemblance.look_at_unseen() == 2
    assert Asset.objects.get(pk=kept.pk).seen == kept.seen
    assert Asset.objects.get(pk=lost.pk).seen == 0
    assert resemblance.look_at_unseen() == 0


def test_words_are_suggested_from_a_picture_like_it_then_its_name_then_its_tags(brand, other_brand, bring):
    bring("a.jpg", 1, alt="The indigo scarf")
    bring("b.jpg", 1, of=other_brand, alt="A stranger's words")
    near = bring("c.jpg", 1, look={"size": (160, 120)})
    assert describe.suggested(brand, near) == ["The indigo scarf"]
    bring("scarf-weld-1.jpg", 2, alt="The weld scarf")
    assert describe.suggested(brand, bring("scarf-weld-2.jpg", 3)) == ["The weld scarf"]
    bring("x.jpg", 4, alt="Wool from Auvergne", tags=("wool", "Auvergne"))
    assert describe.suggested(brand, bring("y.jpg", 5, tags=("wool",))) == ["Wool from Auvergne"]
    bring("IMG_0001.jpg", 6, alt="The window")
    assert describe.suggested(brand, bring("IMG_0002.jpg", 7)) == []


def test_a_full_room_takes_no_more_and_says_so(brand, owner, bring, monkeypatch):
    bring("first.jpg", 1)
    monkeypatch.setattr(library, "environment", lambda: replace(environment(), media_most=1))
    assert library.room(brand).most == library.GIGA and not library.room(brand).is_short
    Asset.objects.update(size=library.GIGA - 10)
    assert library.room(brand).is_short
    with pytest.raises(PictureRefused) as refused:
        take_in(brand, "second.jpg", crafted.motif(2), owner)
    assert (refused.value.code, refused.value.params) == ("full", {"most": 1})
    assert Asset.objects.count() == 1
    assert take_in(brand, "again.jpg", crafted.motif(1), owner).name == "first.jpg"
