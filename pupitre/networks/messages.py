"""Sentences that all networks share, in English, marked for translation. Rendered by web."""


def N_(text: str) -> str:
    """Marks a sentence for translation; translates nothing (pure rooms speak in codes)."""
    return text


SENTENCES = {
    "text_long": N_(
        "The text is %(over)s characters too long for %(network)s (%(count)s of %(most)s). Shorten it, or give this channel its own text."
    ),
    "text_empty": N_("There is nothing to send on %(network)s yet: write a text or add a picture."),
    "title_empty": N_("%(network)s needs a title. Write one above the text."),
    "title_long": N_("The title is longer than the %(most)s characters that %(network)s shows. Shorten it."),
    "pictures_many": N_(
        "%(network)s takes %(most)s pictures at most; this post has %(count)s. Take some out for this channel."
    ),
    "pictures_none": N_("%(network)s takes no pictures here. Take them out for this channel."),
    "picture_type": N_("%(name)s is a %(type)s file, which %(network)s does not take. Use JPEG, PNG or WebP."),
    "picture_heavy": N_(
        "%(name)s weighs %(size)s MB; %(network)s takes %(most)s MB at most. It will be made lighter before it leaves."
    ),
    "alt_missing": N_("%(name)s has no alternative text: people who can't see it will not know what it shows."),
    "alt_long": N_(
        "The alternative text of %(name)s is longer than the %(most)s characters that %(network)s keeps. Shorten it."
    ),
    "poll_none": N_("%(network)s has no polls. Take the poll out for this channel, or ask the question in the text."),
    "poll_options": N_("A poll on %(network)s has 2 to %(most)s choices."),
    "poll_option_long": N_("The choice “%(option)s” is longer than the %(most)s characters that %(network)s takes."),
    "poll_with_pictures": N_("%(network)s takes a poll or pictures, not both. Take one of them out for this channel."),
    "thread_none": N_("%(network)s has no threads: send one text on this channel."),
    "thread_long": N_("A thread on %(network)s has %(most)s parts at most."),
    "warning_none": N_("%(network)s has no content warning: the text will go out without it."),
    "edit_none": N_("%(network)s does not let a post be changed once it is out."),
    "delete_none": N_("%(network)s does not let us delete a post: delete it there."),
    "limit": N_("%(network)s asked us to wait. It goes out by itself as soon as %(network)s accepts posts again."),
    "token_old": N_("The permission given by %(network)s had expired and was renewed."),
    "token_dead": N_(
        "%(network)s no longer accepts this connection. Connect the channel again: what waits then goes on."
    ),
    "unreachable": N_("%(host)s could not be reached. Nothing left; we try again by ourselves."),
    "address_refused": N_(
        "%(url)s is an address inside a private network, which the desk does not call unless its operator allows it."
    ),
    "interrupted": N_(
        "The connection with %(host)s broke before the answer came. We look on the network before anything is sent again."
    ),
    "unreadable": N_("%(host)s gave an answer we can't read. We look on the network before anything is sent again."),
    "server_error": N_(
        "%(host)s answered with an error of its own (%(status)s). We look on the network before anything is sent again."
    ),
    "duplicate": N_(
        "%(network)s says this text is already there. We look on the network before anything is sent again."
    ),
    "refused_other": N_(
        "%(network)s refused it: “%(reason)s”. Nothing was published; change the post and plan it again."
    ),
}
