"""Sentences of this room, by code."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "too_late": _("It is too late for that: it is on its way or already out."),
    "time_past": _("This time is past. Choose a later one, or send it now."),
    "time_far": _("This time is more than two years away. Choose an earlier one."),
    "channel_reconnect": _("%(channel)s must be connected again before anything can leave on it."),
    "no_channel": _("No channel is chosen. Choose where it should go."),
    "lead_unplanned": _(
        "It waits for the article on %(channel)s, which is not planned. Plan the article too, or let each leave on its own."
    ),
    "already_planned": _("It is already planned on %(channel)s: give that delivery another time instead."),
    "picture_lost": _("A picture of this post is no longer in the library. Take it out or add it again."),
    "gif_still": _("%(name)s is a GIF: it goes out as a still picture, its first image."),
    "no_time": _("No time is chosen. Choose when it should leave, or send it now."),
    "time_unreadable": _("This is not a time. Write a day and an hour, such as 24 November, 11:30."),
    "time_absent": _(
        "%(wall)s does not exist in %(zone)s that day: the clocks go forward. Choose the time before or after."
    ),
    "time_twice": _("%(wall)s comes twice in %(zone)s that day: the clocks go back. Choose which of the two you mean."),
    "import_heavy": _("The file weighs more than %(most)s MB. Divide it, or take out what is not text."),
    "import_no_text": _("This is not a text file. Save the table as CSV in your spreadsheet, and bring that."),
    "import_empty": _("The file has no rows. Bring one with a post in each row."),
    "import_no_table": _(
        "The file can't be read as a table: a quote is opened and never closed. Save it as CSV again, and bring that."
    ),
    "import_long": _("The file has more than %(most)s rows. Divide it."),
    "import_no_text_column": _(
        "No column can be told to be the text. Write “text” on top of it, and “date” on top of the time."
    ),
    "import_no_moment": _("“%(said)s” is not a day and an hour. Write it as 2026-11-24 11:30."),
    "import_hourless": _("“%(said)s” has no hour. Write it as 2026-11-24 11:30."),
    "import_timeless": _("It has no time. Write one, or bring the rows as drafts."),
    "import_ambiguous": _("“%(said)s” can be read in two ways: say above whether the day or the month comes first."),
    "import_absent": _("“%(said)s” does not exist: the clocks go forward over it. Write a time before or after."),
    "import_twice": _("“%(said)s” comes twice: the clocks go back. Write which of the two, as %(exact)s."),
    "import_no_channel": _("It names no channel. Choose above where such rows go."),
    "import_channel_unknown": _("No channel of the brand is called “%(name)s”."),
    "import_channel_several": _("Several channels are called “%(name)s”. Write the name of one."),
    "import_says_nothing": _("It says nothing: no text, no title, no picture."),
    "import_same_line": _("It says the same as line %(line)s, at the same time and place."),
    "import_known": _("It was imported before, and is a post already."),
    "import_planned": _("The same words are planned on %(channel)s at that time already."),
    "import_picture_no_address": _("“%(url)s” is not the address of a picture. It begins with https://."),
    "import_picture_private": _("%(url)s is an address inside a private network: the desk does not open it."),
    "import_picture_away": _("%(url)s did not answer. Check the address, or bring the file again later."),
    "import_picture_gone": _("%(url)s does not exist. Check the address."),
    "import_picture_none": _("%(url)s is not a picture that the desk reads."),
    "slot_taken": _("Another post has the slot of %(at)s on %(channel)s by now. Take the next free one, or plan both."),
    "at_once": _("Another post leaves on %(channel)s in the same minute."),
    "slot_dayless": _("Choose at least one weekday."),
    "slot_timeless": _("Write a time, such as 09:30."),
    "slots_many": _("A channel keeps at most %(most)s slots a week. Remove some first."),
    "card_private": _(
        "%(url)s is an address inside a private network: people outside can't open it. No card was made; the link stays."
    ),
    "card_malformed": _("%(url)s is not an address that can be opened. Check the link."),
    "card_away": _("%(host)s did not answer. The link stays; write the title of its card yourself, or try again."),
    "card_gone": _("%(url)s does not exist: the site says there is no such page. Check the link."),
    "card_no_page": _("%(url)s is not a page but a file. The link stays; write the title of its card yourself."),
    "pictures_away": _(
        "The place where the desk keeps its pictures does not answer. The draft is safe: try again in a few minutes."
    ),
    "picture_cut": _("A picture can't be made to fit %(network)s. Use another one."),
    "decided": _("Somebody decided before you, or it is on its way already. Nothing was sent twice."),
    "link_malformed": _("This is not a link. Copy the address of the post from your browser, or leave it empty."),
    "not_movable": _("It did not go out at its time: open it, see why, then plan it again."),
    "edit_same": _("The words are the same as what is out there. Change them in Compose first."),
    "edit_parts": _(
        "What is out has another number of parts (%(count)s): change the words of each part, not how many there are."
    ),
    "change_open": _("Another change of this post is on its way. Wait until it is done."),
    "not_out": _("It is not out: there is nothing to change on the network."),
    "idea_empty": _("Nothing is noted yet. Write a few words, or give a link or a picture."),
    "idea_link": _(
        "This is not a link that a browser can open. It begins with https:// and has at most 1,000 characters."
    ),
    "idea_long": _("%(count)s characters are more than an idea keeps (%(most)s). Shorten it, or write it in Compose."),
    "taken_off": _("It was taken off the network already."),
    "channel_gone": _("%(channel)s was taken off the desk: change it on the network itself."),
    "brand_held": _("Everything is held (“%(why)s”): what is planned now waits until the hold is lifted."),
    "crowded": _("%(count)s posts within one hour on %(channel)s: readers may find that a lot."),
    "said_lately": _("The same text went out on %(channel)s on %(at)s. Say it another way, or later."),
    "capitals": _("Capitals look like shouting, and screen readers spell them out letter by letter."),
    "sentence_long": _("A sentence has %(words)s words: on a screen, two are easier to follow."),
    "tu_and_vous": _("“%(tu)s” and “%(vous)s”: the text says both tu and vous."),
    "says_tu": _("“%(word)s”: the brand says vous to people."),
    "says_vous": _("“%(word)s”: the brand says tu to people."),
    "inclusive_other": _("“%(word)s”: the brand writes such forms with a middle dot, as in client·es."),
    "inclusive_form": _("“%(word)s”: the brand writes without signs within words."),
    "typography": _("%(count)s places are not as French typography wants them."),
    "law_price": _(
        "“%(word)s”: in France a lowered price stands beside the one before, which is the lowest of the 30 days before "
        "the sale. (%(source)s; read %(read)s)"
    ),
    "law_paid": _(
        "“%(word)s”: if somebody is paid or given something for it, French law wants it said clearly in the post, as "
        "“Publicité” or “Collaboration commerciale”. (%(source)s; read %(read)s)"
    ),
    "law_alcohol": _(
        "“%(word)s”: in France a post that sells alcohol says “L’abus d’alcool est dangereux pour la santé”, and tells of "
        "the product only: origin, making, price. (%(source)s; read %(read)s)"
    ),
    "law_retouched": _(
        "“%(word)s”: in France a picture whose body was made thinner or thicker says “Photographie retouchée”. "
        "(%(source)s; read %(read)s)"
    ),
    "law_contest": _(
        "“%(word)s”: say where the rules of the contest are: dates, prizes, how winners are found. (%(source)s; read "
        "%(read)s)"
    ),
    "rights_over": _(
        "“%(name)s” may be used until %(until)s only. Choose an earlier time or another picture, or give it a new date "
        "in the library."
    ),
    "photo_credit": _(
        "%(author)s, the author of “%(name)s”, is not named: in France an author has a right to it. (%(source)s; read "
        "%(read)s)"
    ),
    "campaign_nameless": _("A campaign needs a name."),
    "campaign_backwards": _("Its last day is before its first one."),
    "campaign_known": _("There is a campaign called “%(name)s” already."),
    "group_nameless": _("A group needs a name."),
    "group_empty": _("A group needs at least one hashtag."),
    "group_known": _("There is a group called “%(name)s” already."),
    "approval_first": _(
        "Nothing leaves this brand without approval, and this text has none yet. Ask for it, or choose a time: it can "
        "be approved until then."
    ),
    "address_unknown": _("We don't know its address on the network: change it there."),
}

STORY = {
    "planned": _("Planned by %(who)s for %(when)s."),
    "edit_planned": _("%(who)s asked to change its words on %(network)s."),
    "delete_planned": _("%(who)s asked to take it off %(network)s."),
    "moved": _("Moved by %(who)s to %(when)s."),
    "held": _("Held back by %(who)s."),
    "released": _("Let go by %(who)s."),
    "late": _("More than 15 minutes past its time (%(when)s): it waits for a decision."),
    "unapproved": _("Its time came (%(when)s), and nobody had approved it: it did not leave."),
    "again": _("%(who)s decided: send it now."),
    "again_person": _("%(who)s looked and decided: send it again."),
    "again_late": _("%(who)s decided: send it now, late as it is."),
    "again_refused": _("%(who)s decided: send it as it is."),
    "put_away": _("Seen and put away by %(who)s."),
    "dropped": _("Taken off the plan by %(who)s."),
    "rehearsed": _("Rehearsal: it would have left now. Nothing left."),
    "sent": _("Sent at %(time)s; %(network)s answered with its address."),
    "edited": _("Changed at %(time)s; %(network)s confirmed it."),
    "deleted": _("Taken off at %(time)s; %(network)s confirmed it."),
    "accepted": _("Handed over at %(time)s; %(network)s took it and was still working on it."),
    "by_hand": _("Handed to you at %(time)s, to be posted on %(channel)s."),
    "flying": _("It began to leave at %(time)s; the answer is not here yet."),
    "refused": _("%(network)s refused it at %(time)s."),
    "stopped": _("It did not leave."),
    "unreached": _("Tried at %(times)s: nothing left."),
    "unreached_often": _("Tried %(count)s times between %(times)s: nothing left."),
    "broke": _("Sent at %(time)s, but no clear answer came."),
    "interrupted": _("It may have left: nobody knew at %(time)s."),
    "renewed": _("The permission of %(network)s had run out at %(time)s and was renewed; nothing had left."),
    "waiting": _("%(network)s asked us to wait until %(until)s."),
    "blocked": _("It waits until the channel is connected again."),
    "looked": _("We looked at %(times)s: it is not seen yet."),
    "absent": _("We looked at %(times)s: it is not there. It goes out again, under the same key, so never twice."),
    "found_create": _("We looked at %(times)s: it is there."),
    "found_edit": _("We looked at %(times)s: it is changed."),
    "found_delete": _("We looked at %(times)s: it is gone."),
    "seen": _("%(who)s saw it on %(network)s."),
    "person": _("Only a person can tell now."),
}
"""what happened, by the codes of story.py"""

STANDING = {
    "planned": _("Leaves %(when)s."),
    "awaits": _("Waits for the article on %(lead)s, then leaves with its address: %(when)s at the earliest."),
    "awaits_trouble": _(
        "The article on %(lead)s has not left, and this waits for it: nothing is lost. See to the article; this follows by itself."
    ),
    "begun": _("Goes on %(when)s: a part of it has not left yet."),
    "change_waits": _("It is asked for, and done in a moment."),
    "unapproved_yet": _(
        "Planned for %(when)s, and not approved yet: it does not leave before. If nobody approves it by then, it waits "
        "for a decision."
    ),
    "held": _("Held back: it does not leave (its time is %(when)s) until somebody lets it go."),
    "held_all": _("Everything is held (“%(why)s”): it does not leave until the hold is lifted. Its time is %(when)s."),
    "waiting": _("%(network)s asked us to wait: it leaves by itself at %(until)s."),
    "retry": _("It has not left yet; we try again by ourselves at %(until)s."),
    "leaving": _("It is leaving now."),
    "gone": _("Out since %(when)s."),
    "gone_partly": _("Its beginning is out since %(when)s; the rest was left out."),
    "edited": _("Changed on %(network)s %(when)s."),
    "deleted": _("Taken off %(network)s %(when)s."),
    "unknown": _("Nobody knows yet whether it is out. Nothing is sent again before we know; we look at %(until)s."),
    "by_hand": _("It is time (%(when)s): post it on %(channel)s yourself. Words and pictures are ready."),
    "asks": _("Nobody but you can tell whether it is out: look on %(network)s, then decide here."),
    "unapproved": _(
        "It should have left %(when)s, and nobody had approved it. It never leaves late by itself: have it approved, then "
        "send it now or give it another time."
    ),
    "late": _("It should have left %(when)s. What is late never leaves by itself: decide."),
    "blocked": _(
        "%(network)s no longer accepts this connection: it waits, and leaves once the channel is connected again."
    ),
    "refused": _("It is not out, and is not tried again as it is."),
    "rehearsed": _("The brand is in rehearsal: it would have left %(when)s, and nothing left."),
    "dropped": _("Off the plan."),
}
"""where it stands, by the codes of standing.py"""

FACES = {
    "draft": _("Draft"),
    "planned": _("Planned"),
    "unapproved": _("Waits for approval"),
    "held": _("Held"),
    "leaving": _("Leaving"),
    "waiting": _("Waiting for the network"),
    "gone": _("Out"),
    "taken_off": _("Taken off"),
    "refused": _("Refused"),
    "asks": _("Is it out?"),
    "unknown": _("Looking for it"),
    "blocked": _("Channel closed"),
    "late": _("Late"),
    "rehearsed": _("Rehearsed"),
    "elsewhere": _("Posted elsewhere"),
}
"""how a delivery looks from afar, by the codes of faces.py"""
