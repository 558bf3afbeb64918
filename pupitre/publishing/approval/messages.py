"""Sentences of approval, by code."""

from django.utils.translation import gettext_lazy as _

STANDING = {
    "off": _("This brand asks for no approval: what is planned leaves."),
    "unasked": _(
        "Not approved, and nobody was asked yet. It may be planned, and does not leave before it is approved."
    ),
    "changed": _("The text has changed since it was asked about: what it says now needs an approval of its own."),
    "open": _("Waits for approval. It may be planned, and does not leave before."),
    "refused": _("A change is asked for. It does not leave as it is."),
    "guest": _("Approved inside; now a guest is to approve it, by a link. It does not leave before."),
    "approved": _("Approved: exactly this text, with these pictures, on these channels."),
}
"""where a post stands, by the codes of standing.py"""

SHORT = {
    "off": "",
    "unasked": _("Not approved"),
    "changed": _("Changed since"),
    "open": _("Waits for approval"),
    "refused": _("Change asked"),
    "guest": _("Waits for a guest"),
    "approved": _("Approved"),
}

REFUSALS = {
    "own": _("You wrote these words last: somebody else approves them. Nothing was changed."),
    "past": _("The text has changed meanwhile, and another one is asked about. Read that one, then answer."),
    "answered": _("It is approved already. Nothing was changed."),
    "closed": _("This link opens nothing any more. Ask whoever sent it for a new one."),
    "wordless": _("Write what should change, or what you think of it."),
    "too_many": _("There are so many remarks already that no more is kept. Talk to each other, or settle some first."),
    "not_there": _("The text no longer has the words you chose. Choose them anew."),
    "nothing": _("No channel is chosen, so there is nothing to approve yet."),
    "nameless": _("Write who the link is for: the name stands beside what they say."),
}
"""why an answer did not count"""
