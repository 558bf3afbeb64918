import re

from hypothesis import given
from hypothesis import strategies as st

from pupitre.networks.wordpress import slug

SUFFIX = st.sampled_from(["", "-2", "__trashed", "-2__trashed", "__trashed-2"])


def test_keys_are_never_the_same() -> None:
    assert len({slug.new_key("Bonjour") for _ in range(2000)}) == 2000


@given(st.text())
def test_a_key_is_what_wordpress_leaves_alone(title: str) -> None:
    key = slug.new_key(title)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)
    assert len(key) <= slug.READABLE + 9


@given(st.text(), SUFFIX)
def test_a_slug_of_ours_is_known_again_whatever_wordpress_adds(title: str, added: str) -> None:
    key = slug.new_key(title)
    assert slug.key_in(key + added) == key


@given(st.text())
def test_the_twins_of_a_slug_are_told_apart(title: str) -> None:
    key = slug.new_key(title)
    twins = slug.twins(key)
    assert twins[0] == key and f"{key}-2" in twins and f"{key}__trashed" in twins
    assert len(set(twins)) == len(twins)


def test_a_slug_reads_as_its_title() -> None:
    assert slug.readable("Œufs à l’été : 3 façons") == "oeufs-a-l-ete-3-facons"
    assert slug.readable("日本語 !") == ""
    assert slug.readable("x" * 100) == "x" * slug.READABLE
    long = slug.readable("Un titre qui n’en finit pas de ne pas finir, vraiment pas, jamais")
    assert long == "un-titre-qui-n-en-finit-pas-de-ne-pas-finir-vraiment-pas"


def test_slugs_of_other_people_carry_no_key() -> None:
    for other in ("bonjour", "hello-world-2", "promotion", "recettes-2026", "abcdefgh-ijk", "Bonjour-bcdf2345"):
        assert slug.key_in(other) == ""
