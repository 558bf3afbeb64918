"""One's own account, and where one is signed in."""

from django.test import Client
from django.urls import reverse

from pupitre.brands.models import Session

RIGHT = {"email": "camille@lune.example", "password": "seven-scarves-dry"}


def at(brand, name, *args):
    return reverse(name, args=[brand.slug, *args])


def signed_in(agent="Firefox/140 (X11; Linux)"):
    somewhere = Client(headers={"User-Agent": agent})
    somewhere.post("/sign-in", RIGHT)
    return somewhere


def test_name_language_zone_and_look(client, owner, brand):
    client.force_login(owner)
    facts = {"name": "Camille R.", "language": "fr", "time_zone": "Asia/Tokyo", "theme": "dark", "email": "x@y.example"}
    answer = client.post(at(brand, "account"), facts, follow=True)
    owner.refresh_from_db()
    assert (owner.name, owner.language, owner.time_zone, owner.theme) == ("Camille R.", "fr", "Asia/Tokyo", "dark")
    assert owner.email == "camille@lune.example"
    assert "Enregistré." in answer.content.decode()


def test_a_new_password_ends_every_other_session_and_keeps_this_one(owner, brand):
    here, elsewhere = signed_in(), signed_in()
    new = {"old": "seven-scarves-dry", "new": "eight-scarves-wet"}
    assert here.post(at(brand, "password"), new).status_code == 302
    assert here.get(at(brand, "settings-account")).status_code == 200
    assert elsewhere.get(at(brand, "settings-account")).status_code == 302
    assert Session.objects.filter(member=owner).count() == 1


def test_a_wrong_or_weak_password_changes_nothing(owner, brand):
    here, elsewhere = signed_in(), signed_in()
    answer = here.post(at(brand, "password"), {"old": "not-it", "new": "eight-scarves-wet"})
    assert answer.status_code == 400 and "not the password you sign in with" in answer.content.decode()
    answer = here.post(at(brand, "password"), {"old": "seven-scarves-dry", "new": "short"})
    assert answer.status_code == 400 and "at least 10" in answer.content.decode()
    assert elsewhere.get(at(brand, "settings-account")).status_code == 200
    assert "eight-scarves-wet" not in answer.content.decode()


def test_sessions_are_listed_in_words_and_ended_one_by_one(owner, brand):
    here, phone = signed_in(), signed_in("Mozilla/5.0 (iPhone) Safari/604.1")
    text = here.get(at(brand, "settings-account")).content.decode()
    assert "Firefox · Linux" in text and "Safari · iPhone" in text
    keys = {session.session_key: session.number for session in Session.objects.filter(member=owner)}
    assert not any(key in text for key in keys)
    theirs = keys[phone.session.session_key]
    assert here.post(at(brand, "session-end", theirs)).status_code == 302
    assert phone.get(at(brand, "settings-account")).status_code == 302
    assert here.get(at(brand, "settings-account")).status_code == 200


def test_all_the_others_end_at_once(owner, brand):
    here, first, second = signed_in(), signed_in(), signed_in()
    here.post(at(brand, "other-sessions-end"))
    assert [one.get(at(brand, "settings-account")).status_code for one in (here, first, second)] == [200, 302, 302]


def test_nobody_ends_anothers_session(client, owner, colleague, brand):
    signed_in()
    client.force_login(colleague)
    for session in Session.objects.filter(member=owner):
        assert client.post(at(brand, "session-end", session.number)).status_code == 404
    assert Session.objects.filter(member=owner).exists()
