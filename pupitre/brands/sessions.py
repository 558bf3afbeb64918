"""Sessions in the database that know whose they are, so that a member can see and end them."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils import timezone

KEEP_SEEN = 60
"""seconds between two writes of "last seen" """


class SessionStore(DatabaseSessions):
    @classmethod
    def get_model_class(cls):
        from pupitre.brands.models import Session

        return Session

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        member = data.get("_auth_user_id")
        session.member_id = int(member) if member else None
        session.device = str(data.get("device", ""))[:200]
        session.seen_at = timezone.now()
        return session
