"""Good morning, by the member's own clock."""

from datetime import datetime

from django.utils.translation import gettext as _


def greeting(local: datetime, name: str) -> str:
    if local.hour < 5 or local.hour >= 18:
        return _("Good evening, %(name)s") % {"name": name}
    if local.hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    return _("Good afternoon, %(name)s") % {"name": name}
