"""WordPress' connector meets WordPress itself: who we are there, and what plugins and hosts close."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pupitre.networks.errors import Later, Reconnect
from pupitre.networks.wordpress import connect, measure, publish, revoke
from pupitre.networks.words import Grant
from tests.real.blog import Blog, wordpress_site
from tests.real.wordpress import answers, grant, joined, outgoing, published, refusal, rest

__all__ = ["grant", "wordpress_site"]

pytestmark = pytest.mark.real


def test_a_blog_is_connected_by_its_address_alone(wordpress_site: Blog) -> None:
    grant = joined(wordpress_site)
    assert grant.server == f"{wordpress_site.address}/wp-json/"
    assert grant.account == f"2@{wordpress_site.host}"
    assert grant.name == "L’Atelier & Co"
    assert grant.facts["version"] == "6.5.5"
    assert grant.facts["timezone"] == "Europe/Amsterdam"
    assert grant.facts["can_upload"] is True
    assert {"id": 1, "name": "Uncategorized"} in grant.facts["categories"]
    assert wordpress_site.application_password not in repr(grant)


@pytest.mark.parametrize(
    "typed", ["{host}", "http://{host}/", "http://{host}/wp-admin/post-new.php", "{host}/wp-json/"]
)
def test_whatever_address_a_person_copies_leads_to_the_same_blog(wordpress_site: Blog, typed: str) -> None:
    assert joined(wordpress_site, site=typed.format(host=wordpress_site.host)) == joined(wordpress_site)


def test_the_address_of_an_article_leads_to_its_blog(wordpress_site: Blog, grant: Grant) -> None:
    _, sent = published(grant)
    assert joined(wordpress_site, site=sent.url) == joined(wordpress_site)


def test_an_application_password_works_with_and_without_its_spaces(wordpress_site: Blog) -> None:
    whole = wordpress_site.application_password
    spaced = " ".join(whole[at : at + 4] for at in range(0, 24, 4))
    assert joined(wordpress_site, password=spaced).account == joined(wordpress_site).account


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"password": "abcd EFGH ijkl MNOP qrst UVWX"}, "login_wrong"),
        ({"login": "nobody"}, "login_wrong"),
        ({"password": "edith-signs-in"}, "password_kind"),
        ({"password": " "}, "login_empty"),
        ({"site": " "}, "site_empty"),
        ({"site": "http://blog.example.org"}, "needs_https"),
    ],
)
def test_wrong_answers_are_refused_with_their_reason(wordpress_site: Blog, changed: dict, code: str) -> None:
    with refusal(code):
        connect.begin(answers(wordpress_site, **changed), "")


def test_a_subscriber_may_not_publish(wordpress_site: Blog) -> None:
    with refusal("role_publish"):
        joined(wordpress_site, wordpress_site.subscriber)


@pytest.mark.parametrize(
    ("quirk", "code"),
    [
        ("rest_for_nobody", "rest_closed"),
        ("rest_blocked_by_firewall", "rest_closed"),
        ("header_stripped", "header_stripped"),
        ("app_passwords_off", "app_passwords_off"),
    ],
)
def test_what_a_plugin_or_a_host_closes_is_named(wordpress_site: Blog, quirk: str, code: str) -> None:
    grant = joined(wordpress_site)
    with wordpress_site.quirk(quirk):
        with refusal(code):
            joined(wordpress_site)
        with refusal(code, Reconnect):
            connect.check(grant)
    assert connect.check(grant) == grant


@pytest.mark.parametrize("quirk", ["rest_for_members", "warnings_printed"])
def test_odd_blogs_are_connected_all_the_same(wordpress_site: Blog, quirk: str) -> None:
    with wordpress_site.quirk(quirk):
        assert joined(wordpress_site).account == f"2@{wordpress_site.host}"


def test_a_blog_that_asks_to_wait_or_is_being_updated_is_not_disconnected(wordpress_site: Blog, grant: Grant) -> None:
    with wordpress_site.quirk("too_many_requests", retry_after=120), pytest.raises(Later) as caught:
        connect.check(grant)
    assert timedelta(seconds=90) < caught.value.at - datetime.now(UTC) <= timedelta(seconds=120)
    with wordpress_site.maintenance(), refusal("maintenance", Later):
        connect.check(grant)
    with wordpress_site.maintenance(), refusal("maintenance", Later):
        joined(wordpress_site)


def test_a_check_tells_fresh_facts(wordpress_site: Blog, grant: Grant) -> None:
    rest(wordpress_site, "POST", "categories", name="Salé & sucré")
    names = [category["name"] for category in connect.check(grant).facts["categories"]]
    assert "Salé & sucré" in names


def test_a_withdrawn_application_password_asks_for_a_person(wordpress_site: Blog, grant: Grant) -> None:
    dead = replace(grant, secrets={"login": "edith", "password": "abcd EFGH ijkl MNOP qrst UVWX"})
    with pytest.raises(Reconnect) as caught:
        connect.check(dead)
    assert not caught.value.refresh
    with pytest.raises(Reconnect):
        publish.send(outgoing(dead), dead)
    with pytest.raises(Reconnect):
        publish.find(outgoing(dead), dead)
    with pytest.raises(Reconnect):
        measure.past(dead, None)


def test_an_application_password_that_is_given_back_opens_nothing(wordpress_site: Blog) -> None:
    """Made for this alone: the others of the site go on."""
    login = replace(joined(wordpress_site), secrets=_another_password(wordpress_site))
    assert connect.check(login)
    revoke.revoke(login)
    with pytest.raises(Reconnect):
        connect.check(login)
    revoke.revoke(login)
    assert connect.check(joined(wordpress_site))


def _another_password(site: Blog) -> dict[str, str]:
    made = rest(site, "POST", "users/2/application-passwords", name="To be given back")
    return {"login": joined(site).secrets["login"], "password": made["password"]}
