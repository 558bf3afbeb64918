"""R18: bidi controls, letters nobody sees, and hosts that imitate another."""

import pytest

from pupitre.ground.disguise import address, bared, hides, host, imitates


@pytest.mark.parametrize(
    "sign", ["\u202e", "\u2066", "\u200b", "\u200f", "\u061c", "\ufeff", "\u2060", "\u00ad", "\u3164", "\U000e0041"]
)
def test_hidden_letters_are_seen_and_taken_out(sign):
    assert hides(f"Cam{sign}ille") and bared(f"Cam{sign}ille") == "Camille"


@pytest.mark.parametrize(
    "honest",
    ["Camille Roux", "Inès", "Ελένη", "Олена", "محمد", "👩‍👩‍👧", "❤️", "1️⃣ tip", "日本語", "שלום", "a–b", "\u00a0x"],
)
def test_honest_names_are_left_alone(honest):
    assert not hides(honest) and bared(honest) == honest and not imitates(honest)


def test_a_joiner_that_joins_nothing_is_hidden():
    assert hides("pay\u200dpal") and hides("pay\ufe0fpal")


@pytest.mark.parametrize("word", ["pаypal", "Аpple", "Gοogle", "miсrosoft support"])
def test_a_word_of_two_scripts_imitates(word):
    assert imitates(word)


@pytest.mark.parametrize(
    ("url", "shown", "flagged"),
    [
        ("https://example.com/a", "example.com", False),
        ("https://EXAMPLE.com./", "example.com", False),
        ("https://xn--mller-kva.example/", "müller.example", False),
        ("https://例え.テスト/", "例え.テスト", False),
        ("https://бренд.укр/", "бренд.укр", False),
        ("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com", True),
        ("https://раypal.com/", "xn--ypal-43d9g.com", True),
        ("https://user@evil.example/", "evil.example", False),
        ("http://[::1", "", True),
        ("https://xn--zzz-.com/", "xn--zzz-.com", True),
    ],
)
def test_the_real_host_is_shown_and_flagged(url, shown, flagged):
    assert host(url) == (shown, flagged)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/a", "", "http://", "https://a b/", "https://a\\b/", "https://user:x@a.example/",
     " javascript:x", "JAVASCRIPT:x", "vbscript:x", "http://[::1", "mailto:a@b.example", "blob:https://a/", "ftp://a/"],
)  # fmt: skip
def test_no_browser_is_sent_there(url):
    assert address(url) == ""


def test_an_honest_address_is_kept():
    assert address("https://a.example/b?c#d") == "https://a.example/b?c#d"
