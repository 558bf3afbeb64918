"""What became of deliveries: read from the journal, kept on the delivery, followed by measures."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from pupitre.channels import states
from pupitre.channels.models import Part, Sending
from pupitre.journal.models import Entry
from pupitre.journal.reading import Follower
from pupitre.measures.follow import follow as measure
from pupitre.publishing.change import put_right
from pupitre.publishing.models import Delivery, NativePost


def settle(entries: Sequence[Entry]) -> None:
    """A sending of a delivery went out: its address is kept, its counts are read; a change of it is noted.

    The address is known as soon as the beginning of a thread is out, whatever becomes of the rest.
    """
    ids = [entry.particulars["sending"] for entry in entries if entry.subject_kind == "delivery"]
    for sending in Sending.objects.filter(pk__in=ids):
        if sending.change == "create":
            _keep_address(sending)
        elif sending.state == states.SENT:
            put_right(sending)


def _keep_address(sending: Sending) -> None:
    out = list(Part.objects.filter(sending=sending, state=states.SENT).order_by("position"))
    ids = [part.remote_id for part in out if part.remote_id]
    NativePost.objects.filter(channel=sending.channel_id, remote_id__in=ids).delete()
    if not out or out[0].position:
        return
    first = out[0]
    Delivery.objects.filter(pk=sending.subject_id).update(remote_id=first.remote_id, url=first.remote_url)
    if first.remote_id:
        measure(sending.channel_id, first.remote_id, first.sent_at or timezone.now())


FOLLOWER = Follower("publishing", ("sending.sent",), settle)
