"""What the journal's verbs say to people, and the kinds they are filtered by."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {
    "posts": _("Posts and deliveries"),
    "hold": _("Holds"),
    "channels": _("Channels"),
    "members": _("Members and roles"),
    "sign_in": _("Signing in"),
    "brand": _("The brand"),
    "machine": _("The installation"),
    "audit": _("The audit itself"),
    "desk": _("What the desk did by itself"),
}

SAID = {
    "post.begun": ("posts", _("Began “%(post)s”")),
    "post.planned": ("posts", _("Planned “%(post)s”")),
    "post.moved": ("posts", _("Gave “%(post)s” another time")),
    "post.discarded": ("posts", _("Discarded “%(post)s”")),
    "post.brought_back": ("posts", _("Brought “%(post)s” back")),
    "sending.planned": ("posts", _("Planned “%(post)s” on %(channel)s")),
    "sending.moved": ("posts", _("Gave “%(post)s” another time on %(channel)s")),
    "sending.dropped": ("posts", _("Took “%(post)s” off the plan of %(channel)s")),
    "sending.again": ("posts", _("Decided to send “%(post)s” on %(channel)s")),
    "sending.put_away": ("posts", _("Put away what became of “%(post)s” on %(channel)s")),
    "sending.held": ("posts", _("Held “%(post)s” on %(channel)s")),
    "sending.released": ("posts", _("Released “%(post)s” on %(channel)s")),
    "hold.begun": ("hold", _("Held everything: “%(reason)s”")),
    "hold.extended": ("hold", _("Held everything for longer: “%(reason)s”")),
    "hold.lifted": ("hold", _("Lifted the hold")),
    "channel.connected": ("channels", _("Connected %(channel)s")),
    "channel.reconnected": ("channels", _("Connected %(channel)s again")),
    "channel.removed": ("channels", _("Took %(channel)s off the desk")),
    "channel.late_rule": ("channels", _("Changed what happens to late posts on %(channel)s")),
    "channel.disconnected": ("channels", _("%(channel)s no longer lets the desk in")),
    "invitation.made": ("members", _("Invited %(email)s as %(role)s")),
    "invitation.withdrawn": ("members", _("Withdrew the invitation of %(email)s")),
    "member.joined": ("members", _("%(member)s joined as %(role)s")),
    "member.role": ("members", _("Made %(member)s %(after)s, before: %(before)s")),
    "member.removed": ("members", _("Removed %(member)s, who was %(role)s")),
    "member.password": ("sign_in", _("New password of %(member)s")),
    "member.sessions": ("sign_in", _("Ended other sessions of %(member)s: %(number)s")),
    "member.second_step_on": ("sign_in", _("%(member)s set up a second step")),
    "member.second_step_off": ("sign_in", _("%(member)s turned the second step off")),
    "member.second_step_reset": ("sign_in", _("Set the second step of %(member)s back")),
    "member.recovery_codes": ("sign_in", _("%(member)s made new recovery codes")),
    "member.recovery_code_used": ("sign_in", _("%(member)s came in with a recovery code")),
    "member.passkey_added": ("sign_in", _("%(member)s added a passkey")),
    "member.passkey_removed": ("sign_in", _("%(member)s removed a passkey")),
    "member.linked": ("sign_in", _("The account of %(member)s was linked to the sign-in provider")),
    "member.new_device": ("sign_in", _("%(member)s signed in on a new device")),
    "brand.second_step": ("brand", _("Changed whether everybody needs a second step")),
    "channel.ending": ("desk", _("The access to %(channel)s ends soon")),
    "brand.founded": ("brand", _("Founded the brand")),
    "brand.opened": ("brand", _("Opened the brand: what is planned leaves")),
    "brand.closed": ("brand", _("Went back to rehearsal")),
    "brand.changed": ("brand", _("Changed the brand: %(fields)s")),
    "brand.gone": ("brand", _("A brand went away with its book")),
    "key.changed": ("machine", _("Changed the key: %(number)s secrets were sealed anew")),
    "gap.opened": ("machine", _("A backup was put back: what left since is looked for")),
    "gap.closed": ("machine", _("Everything since the backup is accounted for")),
    "backup.failed": ("machine", _("The nightly backup could not be made: %(reason)s")),
    "version.newer": ("machine", _("A newer version was seen: %(version)s")),
    "worker.silent": ("machine", _("The worker gave no sign of life")),
    "worker.back": ("machine", _("The worker came back")),
    "listener.silent": ("machine", _("The listener gave no sign of life")),
    "listener.back": ("machine", _("The listener came back")),
    "audit.verified": ("audit", _("The book was read again: it is whole, %(number)s entries")),
    "audit.broken": ("audit", _("The book was read again: it is not whole")),
    "audit.exported": ("audit", _("Exported the audit")),
    "words.erased": ("audit", _("Erased the words of %(count)s entries")),
    "member.signed_out": ("desk", _("Sessions of %(member)s ended")),
    "sending.sent": ("desk", _("“%(post)s” is out on %(channel)s")),
    "sending.rehearsed": ("desk", _("“%(post)s” was rehearsed for %(channel)s")),
    "sending.refused": ("desk", _("“%(post)s” was refused on %(channel)s")),
    "sending.late": ("desk", _("“%(post)s” is late on %(channel)s")),
    "sending.waiting": ("desk", _("“%(post)s” waits for %(channel)s")),
    "sending.blocked": ("desk", _("“%(post)s” waits until %(channel)s is connected again")),
    "sending.unknown": ("desk", _("Not sure yet whether “%(post)s” is out on %(channel)s")),
    "sending.looked": ("desk", _("Looked for “%(post)s” on %(channel)s")),
    "sending.absent": ("desk", _("“%(post)s” is not out on %(channel)s")),
    "sending.person": ("desk", _("Somebody has to look for “%(post)s” on %(channel)s")),
    "channel.refreshed": ("desk", _("Renewed the access to %(channel)s")),
    "channel.revoked": ("desk", _("Gave back the access to %(channel)s")),
    "channel.not_revoked": ("desk", _("Could not give back the access to %(channel)s")),
    "channel.read": ("desk", _("Read what %(channel)s published before")),
}
"""verb → its kind, its sentence"""

BY_ITSELF = tuple(verb for verb, (kind, _words) in SAID.items() if kind == "desk")

FIELDS = {
    "name": _("name"),
    "site": _("web site"),
    "language": _("language"),
    "time_zone": _("time zone"),
    "hours": _("opening hours"),
}
BREAKS = {
    "changed": _("Entry %(entry)s is not as it was sealed: somebody changed it in the database."),
    "removed": _("Entry %(entry)s is missing (number %(number)s of the book): somebody removed it from the database."),
    "inserted": _("Entry %(entry)s has no seal: somebody slipped it into the database."),
    "cut": _("The book breaks off before its entry number %(number)s: somebody removed the last ones."),
    "unrecorded": _("Entry %(entry)s has lost its words, and no erasure is on record."),
    "other_seal": _("Entry %(entry)s does not bear the seal that was noted: the book was written anew."),
}


def verbs_of(kind: str) -> tuple[str, ...]:
    return tuple(verb for verb, (its_kind, _words) in SAID.items() if its_kind == kind)
