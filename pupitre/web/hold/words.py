"""What came of a lift, in one or two sentences."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pupitre.web.hold.decisions import AGAIN, DROP, LATER, NOW


def told(done: Counter[str]) -> str:
    """ "The hold is lifted. 3 leave now, 1 waits for your decision on Today." """
    clauses = [
        (NOW, lambda n: ngettext("%(n)d leaves now", "%(n)d leave now", n)),
        (AGAIN, lambda n: ngettext("%(n)d has a new time", "%(n)d have a new time", n)),
        (DROP, lambda n: ngettext("%(n)d was dropped", "%(n)d were dropped", n)),
        (LATER, lambda n: ngettext("%(n)d waits for a decision on Today", "%(n)d wait for a decision on Today", n)),
        (
            "gone",
            lambda n: ngettext("%(n)d had been decided by somebody else", "%(n)d had been decided by somebody else", n),
        ),
    ]
    parts = [words(done[key]) % {"n": done[key]} for key, words in clauses if done[key]]
    lifted = _("The hold is lifted.")
    return f"{lifted} {', '.join(parts)[:1].upper()}{', '.join(parts)[1:]}." if parts else lifted
