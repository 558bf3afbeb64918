"""What the page's script says, in the reader's language: it has no sentence of its own."""

from __future__ import annotations

from django.utils.translation import gettext as _


def phrases() -> dict[str, str]:
    """Placeholders are {in braces}: the script fills them."""
    return {**_saving(), **_writing(), **_planning()}


def _saving() -> dict[str, str]:
    return {
        "saved": _("Saved {ago} · version {number}"),
        "saved_now": _("Saved · version {number}"),
        "saving": _("Saving…"),
        "not_yet": _("Nothing written yet"),
        "kept_here": _(
            "Not saved yet: the desk does not answer. Your words are kept in this browser and saved as soon as it does."
        ),
        "signed_out": _(
            "Not saved: you are signed out. Sign in again in another tab; your words are kept in this browser."
        ),
        "too_long": _("Not saved: this is longer than a post can be. Shorten it; your words are kept in this browser."),
        "gone": _("Not saved: this draft is no longer there. Copy your words into a new one."),
        "refused": _(
            "Not saved: the desk did not understand this page. Load it again; your words are kept in this browser."
        ),
    }


def _writing() -> dict[str, str]:
    return {
        "new": _("New post"),
        "own": _("own text"),
        "own_other": _("its own"),
        "article": _("article"),
        "writes": _("{channel} shows the article below. Pictures and times follow all channels until you change them."),
        "follows": _("{channel} follows the text of all channels. Change anything here and it becomes its own."),
        "differs": _("{channel} says its own. What you did not change here still follows the text of all channels."),
        "follows_again": _("{channel} follows the text of all channels again."),
        "alt_count": _("{count} / {most}"),
        "picture_of": _("What picture {place} of {count} shows: {name}"),
        "moved": _("{name} is now picture {place} of {count}."),
        "removed": _("{name} was taken out."),
        "bringing": _("Bringing in {name}"),
        "too_heavy": _("{name} weighs more than 40 MB. Nothing was saved: make it lighter and try again."),
        "lost_upload": _("{name} did not arrive: the desk does not answer. Add it again."),
        "no_pictures": _("These are not pictures that the desk reads. Use JPEG, PNG, WebP, GIF, HEIC or AVIF."),
        "reading_link": _("Reading {host}…"),
        "link_away": _("The desk did not answer. The link stays; write the title of its card yourself, or try again."),
        "part": _("Part {place}"),
        "option": _("Choice {place}"),
        "hours": _("{count} hours"),
        "mended": _("Mended. Ctrl+Z brings the former signs back."),
        "not_mended": _("The desk did not answer; your words are as they were. Try again."),
        "split_none": _("It fits as it is: there is nothing to split."),
        "split_done": _("Split into {count} parts."),
    }


def _planning() -> dict[str, str]:
    return {
        "completions": _("{count} to choose from, with the arrow keys"),
        "of_group": _("{count} hashtags"),
        "emoji_found": _("{count} emoji"),
        "emoji_none": _("No emoji is called so."),
        "emoji_away": _("The desk did not answer. Close this and open it again."),
        "label_out": _("Take the label {name} off"),
        "label_gone": _("The label {name} is off."),
        "not_begun": _("The desk did not answer. Try again: nothing was begun twice."),
        "choose_time": _("Choose a time"),
        "no_slot": _("The desk did not answer; the times are as they were. Try again."),
        "no_time": _("Choose a day and a time first, or send it now."),
        "no_channel": _("Choose at least one channel first."),
        "choose_blank": _("Write something first."),
        "now": _("now"),
        "planning": _("Planning…"),
        "not_planned": _("The desk did not answer. Try again: planning twice plans once."),
    }
