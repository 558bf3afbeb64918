"""What the desk itself says of a sending, by code. Beside the networks' own sentences."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "worker_died": _(
        "The desk was interrupted while it was sending this. We look on the network before anything is sent again."
    ),
    "restored": _(
        "The desk was restored from a backup, and this may have left since it was made. We look on the network before anything is sent."
    ),
    "restored_blind": _(
        "The desk was restored from a backup, and this may have left since it was made. Nobody can look it up for you: look on the network yourself, then decide."
    ),
    "accepted": _("The network has taken it and is still working on it."),
    "never_arrives": _(
        "It was sent several times and never appeared on the network. Look there yourself, then decide."
    ),
    "unsettled": _("The network did not say for a whole day whether it is out. Look there yourself, then decide."),
    "not_looked": _(
        "The channel was taken off the desk before we knew whether this is out. Look on the network yourself, then decide."
    ),
    "bug": _("The desk met something it does not know. Nothing more is sent; look on the network, then decide."),
    "froze": _("The desk's machine slept just before sending. Nothing left; it goes out now."),
    "file_lost": _(
        "The file of the picture “%(name)s” is no longer where the desk keeps its pictures. Nothing left: take the picture out, add it again, and plan anew."
    ),
    "pictures_away": _(
        "The place where the desk keeps its pictures did not answer. Nothing left; the desk tries again by itself."
    ),
    "stumbled": _("The desk stumbled just before sending. Nothing left; it goes out in a moment."),
    "channel_removed": _("The channel was taken off the desk before its time. Nothing left."),
    "not_approved": _("Its time came, and nobody had approved it. Nothing left."),
    "right_lost": _("The member who planned it no longer has the right to. Nothing left: somebody else may plan it."),
    "rights_over": _(
        "A picture in it may no longer be used. Nothing left: take another picture, or send it as it is if you may."
    ),
    "link_dead": _("A link in the text no longer answers. Nothing left: mend the link, or send it as it is."),
    "address_never": _(
        "The article that it waited for does not leave. Nothing left: plan the article again and this follows by itself, or let it leave on its own in Compose."
    ),
    "address_none": _(
        "The article is out, but its blog did not say where. Nothing left: put its address into the words in Compose, and plan anew."
    ),
    "other_account": _(
        "You connected %(got)s, but this channel is %(expected)s. Nothing was changed: connect %(expected)s, or add %(got)s as a new channel."
    ),
}
