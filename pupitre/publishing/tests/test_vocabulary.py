"""What was used before is told, the most used lately first; groups of hashtags are saved under a name."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pupitre.publishing import compose, groups
from pupitre.publishing.models import HashtagGroup, NativePost, Post
from pupitre.publishing.plan import plan
from pupitre.publishing.tests.test_writing import channel, draft
from pupitre.publishing.vocabulary import HASHTAG, NEWEST, labels, vocabulary, weigh

NOW = timezone.now()


def use(text, post=1, days=0, network="paper"):
    return post, network, NOW - timedelta(days=days), text


def test_the_most_used_lately_comes_first():
    old = [use("#madder", post, 200) for post in range(9)]
    assert weigh([use("#indigo", 20), use("#indigo", 21), use("#wool", 22), *old], NOW).hashtags == [
        "#indigo",
        "#wool",
        "#madder",
    ]


def test_one_post_counts_once_and_is_spelled_as_last_time():
    uses = [use("#Indigo #indigo"), use("#INDIGO"), use("#wool", 2), use("#wool", 3)]
    assert weigh(uses, NOW).hashtags == ["#wool", "#Indigo"]


def test_handles_belong_to_the_network_they_were_written_on():
    found = weigh([use("with @jeanne.example, a@b.example"), use("@jeanne@lune.example", network="other")], NOW)
    assert found.handles == {"paper": ["@jeanne.example"], "other": ["@jeanne@lune.example"]}
    assert weigh([use("#2024 https://lune.example/#part")], NOW).hashtags == []


def test_only_what_was_planned_or_posted_elsewhere_is_known(brand, owner, other_brand):
    lune = channel(brand)
    post = compose.save(compose.begin(brand, owner), draft("#indigo", [lune], thread=["#wool"]), owner, 0)
    assert vocabulary(brand).hashtags == []
    assert plan(post, owner, NOW + timedelta(days=1)).ok
    NativePost.objects.create(brand=brand, channel=lune, remote_id="n", at=NOW - timedelta(days=9), text="@jeanne #dye")
    found = vocabulary(brand)
    assert (found.hashtags, found.handles) == (["#indigo", "#wool", "#dye"], {"paper": ["@jeanne"]})
    assert vocabulary(other_brand).hashtags == []


def test_two_questions_whatever_was_written(brand, owner, django_assert_num_queries):
    lune = channel(brand)
    posts = [
        NativePost(brand=brand, channel=lune, remote_id=str(n), at=NOW, text=f"#tag{n}") for n in range(NEWEST + 9)
    ]
    NativePost.objects.bulk_create(posts)
    with django_assert_num_queries(2):
        assert len(vocabulary(brand).hashtags) == 300


def test_labels_of_the_team(brand, other_brand):
    for number, used in enumerate((["wool", "dye"], ["dye"], [])):
        Post.objects.create(brand=brand, content={"text": str(number)}, labels=used)
    Post.objects.create(brand=other_brand, labels=["theirs"])
    assert labels(brand) == ["dye", "wool"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("indigo, #Laine  #indigo 2024", ["#indigo", "#Laine"]),
        ("#réséda;#teinture_naturelle", ["#réséda", "#teinture_naturelle"]),
        (" , # 12", []),
    ],
)
def test_a_list_of_hashtags_is_read_as_it_is_written(text, found):
    assert groups.hashtags_in(text) == found


@given(st.text(max_size=300))
def test_what_is_read_are_hashtags_each_once(text):
    found = groups.hashtags_in(text)
    assert all(re.fullmatch(HASHTAG, word) for word in found)
    assert len({word.casefold() for word in found}) == len(found) <= groups.MOST_WORDS
    assert groups.hashtags_in(" ".join(found)) == found


def test_a_group_has_a_name_of_its_own_and_something_in_it(brand, owner, other_brand):
    dyes = groups.begin(brand, " Dyes ", "indigo", owner)
    assert (dyes.name, dyes.words) == ("Dyes", ["#indigo"])
    assert [each.code for each in groups.begin(brand, "dyes", "wool", owner)] == ["group_known"]
    assert [each.code for each in groups.change(dyes, " ", "1")] == ["group_nameless", "group_empty"]
    assert not isinstance(groups.begin(other_brand, "Dyes", "wool", owner), list)
    groups.remove(dyes)
    assert [group.brand for group in HashtagGroup.objects.all()] == [other_brand]
