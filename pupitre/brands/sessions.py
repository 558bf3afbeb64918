"""Sessions in the database that know whose they are, so that a member can see and end them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils import timezone

if TYPE_CHECKING:
    from pupitre.brands.models import Session

KEEP_SEEN = timedelta(seconds=60)
"""between two writes of "last seen" """


class SessionStore(DatabaseSessions):
    begun_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        from pupitre.brands.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        session: Any = super()._get_session_from_db()  # type: ignore[misc]
        if session is None:
            return None
        self.begun_at = session.begun_at
        now = timezone.now()
        if session.seen_at < now - KEEP_SEEN:
            self.get_model_class().objects.filter(pk=session.pk).update(seen_at=now)
        return session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        return self._described(super().create_model_instance(data), data)

    async def acreate_model_instance(self, data: dict[str, Any]) -> Any:
        return self._described(await super().acreate_model_instance(data), data)

    def _described(self, session: Any, data: dict[str, Any]) -> Any:
        """Whose it is, where, and since when: it could not be ended otherwise."""
        member = data.get("_auth_user_id")
        session.member_id = int(member) if member else None
        session.device = str(data.get("device", ""))[:200]
        session.begun_at = self.begun_at or timezone.now()
        session.seen_at = timezone.now()
        return session
