"""What must not start does not, and each objection comes with its mend, all at once."""

import pytest

from pupitre.ground.environment import BadSetting, environment
from pupitre.ground.safety import objections, refuse_unsafe

CHANCE = "9f1c0a7be2d84c35b6f70d1e"


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"DEBUG": "1", "ADDRESS": "https://desk.example.org"}, "PUPITRE_DEBUG"),
        ({"DEBUG": "1", "HOST": "192.168.1.4", "ADDRESS": "https://desk.example.org"}, "PUPITRE_DEBUG"),
        ({"HOST": "0.0.0.0"}, "PUPITRE_ADDRESS=https"),
        ({"HOST": "::"}, "PUPITRE_ADDRESS=https"),
        ({"HOST": "desk.lan"}, "PUPITRE_ADDRESS=https"),
        ({"ADDRESS": "http://desk.example.org"}, "PUPITRE_PLAIN_HTTP=yes"),
        ({"ADDRESS": "http://192.168.1.4:8000"}, "PUPITRE_PLAIN_HTTP=yes"),
        ({"ADDRESS": "https://example.org/desk"}, "without a path"),
        ({"METRICS_TOKEN": "short"}, "openssl rand"),
        ({"METRICS_TOKEN": "changeme-changeme-changeme"}, "openssl rand"),
        ({"METRICS_TOKEN": "a" * 40}, "openssl rand"),
        ({"TRUSTED_PROXIES": "0.0.0.0/0"}, "own address or network"),
        ({"TRUSTED_PROXIES": "::/0"}, "own address or network"),
    ],
)
def test_an_unsafe_start_is_refused_with_the_mend(settings, variables, word):
    settings(**variables)
    (sentence,) = objections(environment())
    assert word in sentence
    with pytest.raises(BadSetting, match=r"PUPITRE_|openssl"):
        refuse_unsafe(environment())


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"DEBUG": "1"},
        {"HOST": "localhost"},
        {"HOST": "::1"},
        {"HOST": "0.0.0.0", "ADDRESS": "https://desk.example.org/"},
        {"ADDRESS": "http://localhost:8000"},
        {"ADDRESS": "http://desk.lan:8000", "PLAIN_HTTP": "yes"},
        {"METRICS_TOKEN": CHANCE},
        {"TRUSTED_PROXIES": "127.0.0.1,10.1.0.0/16"},
    ],
)
def test_a_safe_start_is_not(settings, variables):
    settings(**variables)
    assert objections(environment()) == []


def test_all_objections_are_said_at_once_and_no_secret_is_shown(settings):
    settings(DEBUG="1", HOST="0.0.0.0", METRICS_TOKEN="canary")
    with pytest.raises(BadSetting) as refused:
        refuse_unsafe(environment())
    assert str(refused.value).count("\n") == 2 and "canary" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TRUSTED_PROXIES", "everybody", "an address or a network"),
        ("METRICS_FROM", "10.0.0.1/8", "an address or a network"),
        ("LOG", "xml", "line or json"),
        ("MAIL_URL", "http://user:canary@mail.example.org", "smtps://"),
        ("MAIL_URL", "user:canary@mail.example.org", "smtps://"),
        ("DATABASE_URL", "mysql://user:canary@db", "postgresql://"),
    ],
)
def test_what_can_not_be_read_is_said_without_showing_a_secret(settings, name, value, said):
    settings(**{name: value})
    with pytest.raises(BadSetting, match=said) as refused:
        environment()
    assert "canary" not in str(refused.value)
