"""Sentences of Mastodon and its kin, in English, marked for translation."""

from pupitre.networks.messages import N_

SERVER = N_("Server")
SERVER_HELP = N_("The part after the second @ of your account: mastodon.social, or simply @you@mastodon.social.")
TOKEN = N_("Access token (only if you have one)")
TOKEN_HELP = N_(
    "Leave it empty and the server asks you to agree. Where it can't send you back here, make an application in its "
    "settings (Development) with read, write:statuses and write:media, and paste its access token."
)

SENTENCES = {
    "about": N_("Mastodon and the servers that speak as it does: yours asks you to agree."),
    "server": SERVER,
    "server_help": SERVER_HELP,
    "token": TOKEN,
    "token_help": TOKEN_HELP,
    # connecting
    "server_missing": N_("Which server is your account on? Write its address, for instance mastodon.social."),
    "server_unreadable": N_(
        "“%(server)s” is not the address of a server. Write it like mastodon.social, or your whole account like "
        "@you@mastodon.social."
    ),
    "server_open_http": N_(
        "%(host)s would be called without encryption, and anybody on the way could read the token. Nothing was sent. "
        "Write the address with https://."
    ),
    "server_silent": N_(
        "%(host)s does not answer. Nothing was changed. Check the spelling of the address; if it is right, try again "
        "in a few minutes."
    ),
    "server_trouble": N_(
        "%(host)s answers with an error of its own (%(status)s). Nothing was changed. It usually passes: try again in "
        "a few minutes."
    ),
    "server_closed": N_(
        "%(host)s tells nothing to strangers. Nothing was changed. Make an access token in its settings (Development) "
        "and paste it here."
    ),
    "not_mastodon": N_(
        "%(host)s is not a Mastodon server, nor one that speaks its language. Nothing was changed. Write the address "
        "where you sign in to your account."
    ),
    "not_mastodon_but": N_(
        "%(host)s runs %(software)s, which does not speak Mastodon's language. Nothing was changed. Write the address "
        "of the server where you sign in to your Mastodon account."
    ),
    "no_sign_in": N_(
        "%(host)s did not accept us as an application. Nothing was changed. Make an access token in its settings "
        "(Development) and paste it here."
    ),
    "token_wrong": N_(
        "The server does not know this access token. Nothing was changed. Copy it again, whole, or leave the field "
        "empty and agree on the server."
    ),
    "scope_missing": N_(
        "The permission given to us does not cover this. Nothing was published. Connect the channel again and allow "
        "reading, posts and media."
    ),
    "account_closed": N_(
        "The server says this account may not act now (suspended, moved, or waiting for its e-mail to be confirmed). "
        "Nothing was published. Sign in there, see what it asks, then connect the channel again."
    ),
    "state_wrong": N_(
        "This answer does not belong to the request we made, so we did not use it. Nothing was changed. Start the "
        "connection again from here."
    ),
    "denied": N_("You did not give the permission, so nothing was changed. Start again whenever you like."),
    "code_refused": N_(
        "%(host)s did not give us the token for the permission you gave; it may have waited too long. Nothing was "
        "changed. Start the connection again."
    ),
    # writing
    "warning_long": N_(
        "Text and content warning share one limit: together they are %(over)s characters too long (%(count)s of "
        "%(most)s). Shorten one of them."
    ),
    "poll_time": N_("A poll here lasts between %(minutes)s minutes and %(days)s days. Choose another end."),
    "picture_needed": N_("%(software)s takes no post without a picture. Add one for this channel."),
    # sending
    "parent_gone": N_(
        "The post this answers is no longer there, or no longer visible to this account. Nothing was published. Send "
        "it as a post of its own, or drop it."
    ),
    "target_gone": N_("The post is no longer on the server, so there is nothing to change. Nothing was sent."),
    "picture_refused": N_(
        "The server does not take the picture %(name)s: “%(reason)s”. Nothing was published. Save it as JPEG or PNG "
        "and put it in again."
    ),
    "picture_heavy_there": N_(
        "The picture %(name)s is too heavy for the server. Nothing was published. Make it smaller and plan the post "
        "again."
    ),
    "pictures_slow": N_(
        "The server is still at work on the pictures of this post. Nothing was published yet; we try again by "
        "ourselves."
    ),
    "pictures_missing": N_(
        "The server no longer has %(count)s of the pictures of this post. Nothing was published; they are sent again "
        "by themselves."
    ),
    "look_too_far": N_(
        "We looked through the %(count)s newest posts of the account, and the list goes no further back. Look on the "
        "account whether the post is there, then tell us."
    ),
    # what a server lacks
    "card_made_there": N_("The link card is made by the server, from the page the first link leads to."),
    "views_untold": N_("Servers of the fediverse do not tell how often a post was seen."),
    "count_untold": N_("This server does not count this, or its figure stays at 0 whatever happens: it is not told."),
    "poll_dropped": N_("This server has no polls: ask the question in the text."),
    "edit_text_only": N_("On this server only the text of a post can be changed, not its pictures or its warning."),
    "delete_there": N_("This server lets no program delete a post. Sign in there and delete it by hand."),
    "language_dropped": N_("This server keeps no language with a post."),
    "revoke_by_hand": N_(
        "On your server, open Preferences → Account → Authorized apps and revoke Pupitre; an application of your own "
        "is under Development."
    ),
    "revoke_none": N_("%(host)s ends no permission from here."),
}
