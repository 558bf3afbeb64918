"""What Bluesky's connector has to say, in English, marked for translation. Rendered by web."""

from pupitre.networks.messages import N_

SERVER = N_("Server")
SERVER_HELP = N_("Leave it as it is unless the account lives on a server of its own.")
HANDLE = N_("Handle")
HANDLE_HELP = N_("The name that begins with @ on the profile, such as @boutique.bsky.social.")
APP_PASSWORD = N_("App password")
APP_PASSWORD_HELP = N_(
    "Not the account's own password: make one for the desk in Bluesky, under Settings → Privacy and security → "
    "App passwords. You can take it back there at any time."
)
APP_PASSWORD_ONLY = N_(
    "Not the account's own password: make one for the desk in Bluesky, under Settings → Privacy and security → "
    "App passwords. You can take it back there at any time. Signing in at Bluesky instead needs a desk with a public "
    "HTTPS address (PUPITRE_ADDRESS), which this one has not."
)

SENTENCES = {
    "about": N_("An account on bsky.social, or on a server of its own."),
    "sign_in": N_("Sign in at Bluesky"),
    "sign_in_help": N_(
        "You agree on the account's own server, then come back here. The desk never sees a password, and you can take "
        "the permission back there at any time."
    ),
    "sign_in_aside": N_("With an app password instead"),
    "server": SERVER,
    "server_help": SERVER_HELP,
    "handle": HANDLE,
    "handle_help": HANDLE_HELP,
    "app_password": APP_PASSWORD,
    "app_password_help": APP_PASSWORD_HELP,
    "app_password_only": APP_PASSWORD_ONLY,
    "server_malformed": N_("“%(server)s” is not the address of a server. Write for example https://bsky.social."),
    "server_private": N_(
        "%(server)s is an address inside a private network, which the desk does not call. If this server is yours, "
        "ask the operator of this desk to allow it (PUPITRE_ALLOWED_HOSTS_PRIVATE). Nothing was sent."
    ),
    "server_plain": N_(
        "%(server)s would carry the password unprotected. Write the address with https://. Nothing was sent."
    ),
    "server_other": N_(
        "%(server)s answers, but not as a Bluesky server does. Check the address; most accounts live on "
        "https://bsky.social. The password was not sent."
    ),
    "handle_missing": N_("Write the handle of the account, such as boutique.bsky.social."),
    "handle_unknown": N_(
        "%(server)s knows no account named %(handle)s, or has suspended it. Check the handle and the server, or sign "
        "in on Bluesky to see how the account stands."
    ),
    "password_missing": N_("Write the app password that you made for the desk in Bluesky."),
    "password_wrong": N_(
        "%(server)s does not accept this app password for %(handle)s. Check that the account lives on this server, "
        "or make a new app password in Bluesky, under Settings → Privacy and security → App passwords."
    ),
    "password_main": N_(
        "This is the account's own password, which the desk does not keep. Make an app password in Bluesky, under "
        "Settings → Privacy and security → App passwords, and write it here."
    ),
    "code_needed": N_(
        "Bluesky asks for a code sent by mail, which it does for the account's own password only. Make an app "
        "password in Bluesky, under Settings → Privacy and security → App passwords, and write it here."
    ),
    "handle_not_mail": N_(
        "%(handle)s is a mail address. To sign in at Bluesky write the handle of the account, such as "
        "boutique.bsky.social: it is on its profile, after the @."
    ),
    "handle_broken": N_(
        "The name %(handle)s points to an account that does not call itself so. Check the spelling; if the name was "
        "changed lately, write the one that the profile shows, or connect with an app password."
    ),
    "did_unknown": N_(
        "Where the account %(did)s lives is not to be found: its entry in the network's directory is missing or "
        "incomplete. Connect with an app password and the address of its server."
    ),
    "directory_silent": N_("The network's directory of accounts does not answer. Nothing was connected; try again."),
    "no_sign_in": N_(
        "%(server)s does not offer to sign in there. Connect with an app password. Nothing was connected."
    ),
    "state_wrong": N_(
        "This answer does not belong to the sign-in that was begun here. Nothing was connected; start again."
    ),
    "denied": N_("You did not agree on Bluesky, so nothing was connected. You may start again at any time."),
    "code_refused": N_("%(server)s did not accept its own answer: it may have been too old. Start again."),
    "signed_in_as_other": N_(
        "You signed in with another account than %(expected)s. Nothing was connected: sign out at Bluesky first, or "
        "start again with the handle of the account that you mean."
    ),
    "scope_missing": N_(
        "Bluesky was told to allow the desk less than it needs to publish. Connect the channel again and agree to "
        "everything that is asked."
    ),
    "sign_in_ended": N_(
        "The permission given at Bluesky has ended, or was taken back there. Connect the channel again: what waits "
        "then goes on."
    ),
    "desk_unknown": N_(
        "%(host)s could not make sure who this desk is: it reads that at %(desk)s. Make sure that this address can be "
        "opened from outside, and that this machine's clock is right. We try again by ourselves."
    ),
    "proof_refused": N_(
        "%(host)s did not believe the proof that goes with the desk's requests. Make sure that this machine's clock is "
        "right. Nothing left; we try again by ourselves."
    ),
    "token_refused": N_("%(host)s would not renew the permission: “%(reason)s”. We try again by ourselves."),
    "account_takendown": N_(
        "Bluesky has suspended this account: nothing can go out. Sign in on Bluesky to read why and to appeal; "
        "what waits here is kept."
    ),
    "account_deactivated": N_(
        "This account is deactivated on its server: nothing can go out. Sign in on Bluesky to activate it again; "
        "if it moved to another server, connect it again with that server's address. What waits here is kept."
    ),
    "account_gone": N_(
        "This account no longer exists on its server. If it moved, connect it again with the new server's address; "
        "what waits here is kept."
    ),
    "key_taken": N_(
        "Bluesky already has a post under the number that this one was given. We look at it before anything is sent "
        "again."
    ),
    "key_other": N_(
        "Bluesky shows another text under the number of this post. Nothing is sent again by itself. Open it there, "
        "then say whether it is this post."
    ),
    "picture_gone": N_(
        "Bluesky had let go of a picture before the post arrived. Nothing was published; the picture is sent again "
        "by itself."
    ),
    "picture_too_heavy": N_(
        "%(name)s weighs %(size)s MB and Bluesky keeps %(most)s MB at most. Nothing was published; make the picture "
        "lighter and plan the post again."
    ),
    "parent_gone": N_(
        "The post that this one answers is no longer there. Nothing was published; send it as a post of its own."
    ),
    "not_offered": N_("%(host)s does not offer this. Nothing was changed."),
    "lacks_poll": N_("Bluesky has no polls. Ask the question in the text."),
    "lacks_edit": N_("Bluesky does not let a post be changed once it is out. Delete it and send a new one."),
    "lacks_warning": N_("Bluesky has no content warning in words of your own: the text goes out without it."),
    "lacks_views": N_("Bluesky tells nobody how often a post was seen."),
    "lacks_counts": N_(
        "This account's server reaches no service that counts likes, reposts and followers: they are not told. We "
        "ask again each time the connection is checked."
    ),
    "revoke_by_hand": N_(
        "On Bluesky, open Settings → Privacy and security → App passwords, and delete the one that you made for the "
        "desk. Of an account elsewhere, its server's own page lists who is let in."
    ),
    "app_password_stays": N_("The session is ended; the app password itself can only be deleted there, by you."),
    "revoke_none": N_("%(host)s ends no permission from here."),
}
