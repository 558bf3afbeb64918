"""What the pretend network has to say, in English, marked for translation. Rendered by web."""

from pupitre.networks.messages import N_

NAME = N_("Name of the pretend account")
NAME_HELP = N_("Any name, such as the brand's. Nothing leaves this machine; the same name is the same account again.")

SENTENCES = {
    "about": N_("A pretend network on this machine: try everything, it reaches nobody."),
    "name": NAME,
    "name_help": NAME_HELP,
    "name_missing": N_("Give the pretend account a name. Any will do."),
    "no_detour": N_("A pretend account is connected at once: start again from the channels page."),
    "post_gone": N_("This post is no longer there. Nothing was changed."),
    "lacks_views": N_("Paper does not tell how often a post was seen."),
    "lacks_quotes": N_("Paper has no quotes."),
    "lacks_reading": N_(
        "This pretend account plays a network where nothing can be read back: no counts, no past posts."
    ),
    "look_unclear": N_("%(host)s could not say whether it is there. We look again in a moment."),
}
