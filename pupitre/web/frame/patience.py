"""Too many guesses: how long to wait, in words, the same on every page that asks for a secret."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pupitre.brands.sign_in import TooSoon


def too_soon(refused: TooSoon) -> str:
    return _(
        "Too many wrong passwords in a row. Wait %(wait)s, then try again: the right password opens as before."
    ) % {"wait": _wait(refused.seconds)}


def too_soon_for_a_code(refused: TooSoon) -> str:
    return _("Too many wrong codes in a row. Wait %(wait)s, then try again with a fresh one.") % {
        "wait": _wait(refused.seconds)
    }


def _wait(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    if minutes:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes + 1) % {"n": minutes + 1}
    return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
