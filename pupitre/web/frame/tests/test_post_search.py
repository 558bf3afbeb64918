"""Search among posts: by any word, endings and accents aside, the brand's own only."""

import pytest
from django.urls import reverse

from pupitre.publishing import compose
from pupitre.publishing.search import find_posts
from pupitre.publishing.tests import stage
from pupitre.web.frame.post_search import posts


@pytest.fixture
def written(owner, brand):
    texts = ["Les écharpes d’été sont là", "L’écharpe de Jeanne", "Trois nœuds pour l'hiver", "Œuvres et métiers"]
    return [stage.written(brand, owner, text) for text in texts]


def found(brand, question):
    return [post.content["text"] for post in find_posts(brand, question, 20)[1]]


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("écharpe", ["L’écharpe de Jeanne", "Les écharpes d’été sont là"]),
        ("ECHARPES", ["L’écharpe de Jeanne", "Les écharpes d’été sont là"]),
        ("echar", ["L’écharpe de Jeanne", "Les écharpes d’été sont là"]),
        ("écharpe jeanne", ["L’écharpe de Jeanne"]),
        ("noeud", ["Trois nœuds pour l'hiver"]),
        ("oeuvre", ["Œuvres et métiers"]),
        ("foulard", []),
        ("& | ! ( ) : * ' \" \\", []),
        ("écharpe & !jeanne", ["L’écharpe de Jeanne"]),
    ],
)
def test_words_are_found_newest_first(written, brand, question, texts):
    assert found(brand, question) == texts


def test_only_the_brands_own_and_what_is_not_thrown_away(written, owner, brand, outsider, other_brand):
    stage.written(other_brand, outsider, "Une écharpe ailleurs")
    assert len(found(brand, "écharpe")) == 2
    compose.discard(written[0], owner)
    assert len(found(brand, "écharpe")) == 1
    assert found(other_brand, "écharpe") == ["Une écharpe ailleurs"]


def test_the_count_is_of_all_and_the_list_of_the_newest(written, brand):
    count, newest = find_posts(brand, "écharpe", 1)
    assert count == 2 and len(newest) == 1


def test_a_draft_leads_to_its_page_and_a_planned_post_to_its_own(
    client, owner, brand, written, django_assert_max_num_queries
):
    stage.paper(brand, owner, "Atelier")
    delivery = stage.planned(brand, owner, text="Une écharpe prévue")
    with django_assert_max_num_queries(3):
        findings = posts(brand, "écharpe", 20)
    planned, draft = findings.found[0], findings.found[1]
    assert planned.url == reverse("post", args=[brand.slug, delivery.post_id])
    assert (planned.note, planned.networks, planned.at) == ("Atelier", ("paper",), delivery.sending.due_at)
    assert draft.url == reverse("draft", args=[brand.slug, written[1].pk]) and draft.networks == ()
    client.force_login(owner)
    assert "Une écharpe prévue" in client.get(reverse("search", args=[brand.slug]), {"q": "echarpe"}).content.decode()


def test_the_index_serves_it(written, brand):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(
            "explain select id from publishing_post where to_tsvector('french'::regconfig, coalesce(words, ''))"
            " @@ to_tsquery('french'::regconfig, 'echarpe:*')"
        )
        assert "posts_in_french" in str(cursor.fetchall())
