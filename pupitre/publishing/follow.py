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
    """A sending of a delivery went out: its address is kept, its counts are read; a change of it is noted."""
    ids = [entry.particulars["sending"] for entry in entries if entry.subject_kind == "delivery"]
    for sending in Sending.objects.filter(pk__in=ids, state=states.SENT):
        if sending.change == "create":
            _keep_address(sending)
        else:
            put_right(sending)


def _keep_address(sending: Sending) -> None:
    part = Part.objects.filter(sending=sending, position=0).first()
    if part is None:
        return
    Delivery.objects.filter(pk=sending.subject_id).update(remote_id=part.remote_id, url=part.remote_url)
    if part.remote_id:
        measure(sending.channel_id, part.remote_id, part.sent_at or timezone.now())
        NativePost.objects.filter(channel=sending.channel_id, remote_id=part.remote_id).delete()


FOLLOWER = Follower("publishing", ("sending.sent",), settle)
