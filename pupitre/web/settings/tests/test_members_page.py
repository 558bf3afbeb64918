"""Members and invitations."""

import pytest
from django.urls import reverse

from pupitre.brands.invite import find_invitation, invite
from pupitre.brands.models import Invitation, Membership, Session
from pupitre.ground.environment import Environment, environment


def at(brand, name, *args):
    return reverse(name, args=[brand.slug, *args])


@pytest.fixture
def with_mail(monkeypatch, tmp_path):
    has_mail = Environment(data=tmp_path, address="https://desk.example", mail_url="smtp://mail.example")
    monkeypatch.setattr("pupitre.web.settings.post_invitation.environment", lambda: has_mail)


def test_the_link_is_shown_once_and_kept_nowhere(client, owner, brand):
    client.force_login(owner)
    text = client.post(at(brand, "invitations"), {"email": "noe@lune.example", "role": "guest"}).content.decode()
    link = text.split('readonly value="')[1].split('"')[0]
    assert link.startswith(f"{environment().base}/join/")
    assert "has no mail" in text
    assert find_invitation(link.rsplit("/", 1)[1]).email == "noe@lune.example"
    later = client.get(at(brand, "settings-members")).content.decode()
    assert "noe@lune.example" in later and "/join/" not in later


def test_with_mail_it_is_posted_under_our_own_address(client, owner, brand, with_mail, mailoutbox):
    client.force_login(owner)
    answer = client.post(
        at(brand, "invitations"), {"email": "noe@lune.example", "role": "guest"}, headers={"Host": "localhost"}
    )
    assert "It left by e-mail too" in answer.content.decode()
    (letter,) = mailoutbox
    assert letter.to == ["noe@lune.example"] and "https://desk.example/join/" in letter.body
    assert letter.subject == "Camille Roux vous invite chez Maison Lune"


def test_a_name_with_line_breaks_adds_no_header(client, owner, brand, with_mail, mailoutbox):
    owner.name = "Camille\r\nBcc: everybody@lune.example"
    owner.save()
    client.force_login(owner)
    client.post(at(brand, "invitations"), {"email": "noe@lune.example", "role": "guest"})
    (letter,) = mailoutbox
    assert "\n" not in letter.subject and letter.recipients() == ["noe@lune.example"]


def test_a_mail_server_that_refuses_leaves_the_link(client, owner, brand, with_mail, monkeypatch):
    from smtplib import SMTPServerDisconnected

    def refused(*args, **kwargs):
        raise SMTPServerDisconnected("no")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refused)
    client.force_login(owner)
    text = client.post(at(brand, "invitations"), {"email": "noe@lune.example", "role": "guest"}).content.decode()
    assert "mail server refused it" in text and "/join/" in text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"email": "", "role": "guest"}, "Write the address"),
        ({"email": "noe", "role": "guest"}, "something like ines@example.org"),
        ({"email": "ines@lune.example", "role": "guest"}, "is a member already"),
        ({"email": "noe@lune.example", "role": "king"}, "not one of the available choices"),
    ],
)
def test_a_mistake_is_a_sentence(client, owner, colleague, brand, form, said):
    client.force_login(owner)
    answer = client.post(at(brand, "invitations"), form)
    assert answer.status_code == 400 and said in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_manager_invites_everybody_but_owners(client, colleague, brand):
    Membership.objects.filter(member=colleague).update(role="manager")
    client.force_login(colleague)
    assert client.post(at(brand, "invitations"), {"email": "noe@lune.example", "role": "owner"}).status_code == 400
    assert client.post(at(brand, "invitations"), {"email": "noe@lune.example", "role": "manager"}).status_code == 200


def test_an_author_invites_nobody_and_removes_nobody(client, owner, colleague, brand):
    client.force_login(colleague)
    theirs = Membership.objects.get(member=owner)
    assert client.post(at(brand, "invitations"), {"email": "noe@lune.example", "role": "guest"}).status_code == 403
    assert client.post(at(brand, "member-role", theirs.pk), {"role": "guest"}).status_code == 403
    assert client.post(at(brand, "member-removal", theirs.pk)).status_code == 403
    text = client.get(at(brand, "settings-members")).content.decode()
    assert "Camille Roux" in text and "member-role" not in text and "<select" not in text


def test_an_owner_gives_roles_and_removes(client, owner, colleague, brand):
    client.force_login(owner)
    theirs = Membership.objects.get(member=colleague)
    client.post(at(brand, "member-role", theirs.pk), {"role": "manager"})
    theirs.refresh_from_db()
    assert theirs.role == "manager"
    client.post(at(brand, "member-removal", theirs.pk))
    assert not Membership.objects.filter(pk=theirs.pk).exists()
    assert not Session.objects.filter(member=colleague).exists()


def test_the_last_owner_stays(client, owner, brand):
    client.force_login(owner)
    own = Membership.objects.get(member=owner)
    answer = client.post(at(brand, "member-role", own.pk), {"role": "guest"}, follow=True)
    assert "keeps at least one owner" in answer.content.decode()
    client.post(at(brand, "member-removal", own.pk))
    own.refresh_from_db()
    assert own.role == "owner"


def test_another_brands_people_are_not_there(client, owner, brand, outsider, other_brand):
    theirs = Membership.objects.get(member=outsider)
    made, _token = invite(other_brand, "noe@ours.example", "guest", outsider)
    client.force_login(owner)
    assert client.post(at(brand, "member-role", theirs.pk), {"role": "guest"}).status_code == 404
    assert client.post(at(brand, "member-removal", theirs.pk)).status_code == 404
    assert client.post(at(brand, "invitation-withdrawal", made.pk)).status_code == 404
    made.refresh_from_db()
    assert made.is_open and Membership.objects.filter(pk=theirs.pk, role="owner").exists()


def test_a_withdrawn_link_no_longer_works(client, owner, brand):
    made, token = invite(brand, "noe@lune.example", "guest", owner)
    client.force_login(owner)
    client.post(at(brand, "invitation-withdrawal", made.pk))
    assert find_invitation(token) is None
