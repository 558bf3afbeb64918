"""The roles in words: what each may do, as brands/rights.py has it."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "owner": _("owner"),
    "manager": _("manager"),
    "author": _("author"),
    "approver": _("approver"),
    "guest": _("guest"),
}
WORDS = {
    "owner": _("Everything: opens the brand, gives roles, removes members."),
    "manager": _("Runs the desk: writes, plans, holds and lifts, connects channels, invites people, changes settings."),
    "author": _(
        "Writes and plans, decides on what is late or unknown, and may hold everything. Lifting is for others."
    ),
    "approver": _("Like an author; approves texts of others, and may lift a hold."),
    "guest": _("Looks at everything and changes nothing."),
}
