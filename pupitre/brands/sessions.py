"""Sessions in the database that know whose they are, so that a member can see and end them."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils import timezone

KEEP_SEEN = timedelta(seconds=60)
"""between two writes of "last seen" """


class SessionStore(DatabaseSessions):
    begun_at: datetime | None = None

    @classmethod
    def get_model_class(cls):
        from pupitre.brands.models import Session

        return Session

    def _get_session_from_db(self):
        session = super()._get_session_from_db()
        if session is None:
            return None
        self.begun_at = session.begun_at
        now = timezone.now()
        if session.seen_at < now - KEEP_SEEN:
            self.model.objects.filter(pk=session.pk).update(seen_at=now)
        return session

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        member = data.get("_auth_user_id")
        session.member_id = int(member) if member else None
        session.device = str(data.get("device", ""))[:200]
        session.begun_at = self.begun_at or timezone.now()
        session.seen_at = timezone.now()
        return session
