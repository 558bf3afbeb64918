"""What a memo has to say, in English, marked for translation. Rendered by web."""

from pupitre.networks.messages import N_

NAME = N_("Where it is posted")
NAME_HELP = N_("As you call it: Camille's LinkedIn, our Instagram stories, the traders' WhatsApp group.")
URL = N_("Its address")
URL_HELP = N_("What the button “Open it” opens on the phone. May stay empty.")
LENGTH = N_("Longest text, in characters")
LENGTH_HELP = N_("May stay empty: then no text is too long.")

SENTENCES = {
    "about": N_("For what only you can post: a story, a personal profile. At the time, words and pictures are ready."),
    "revoke_by_hand": N_("A memo was never let in anywhere: there is nothing to take back."),
    "name": NAME,
    "name_help": NAME_HELP,
    "url": URL,
    "url_help": URL_HELP,
    "length": LENGTH,
    "length_help": LENGTH_HELP,
    "name_missing": N_("Say where it is posted: the name that you give the place."),
    "url_malformed": N_("This is not an address that opens a page. It begins with https://, or stays empty."),
    "length_malformed": N_("The longest text is a number of characters, such as 2200, or stays empty."),
    "no_detour": N_("A memo is made at once: start again from the channels page."),
    "by_hand_only": N_("What was posted by hand is changed and taken off by hand, there."),
    "lacks_by_hand": N_("The desk only reminds you here: it can neither read nor change what you posted yourself."),
}
