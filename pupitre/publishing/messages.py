"""Sentences of this room, by code."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "too_late": _("It is too late for that: it is on its way or already out."),
    "time_past": _("This time is past. Choose a later one, or send it now."),
    "time_far": _("This time is more than two years away. Choose an earlier one."),
    "channel_reconnect": _("%(channel)s must be connected again before anything can leave on it."),
    "no_channel": _("No channel is chosen. Choose where it should go."),
    "already_planned": _("It is already planned on %(channel)s: give that delivery another time instead."),
    "picture_lost": _("A picture of this post is no longer in the library. Take it out or add it again."),
    "picture_cut": _("A picture can't be made to fit %(network)s. Use another one."),
}
