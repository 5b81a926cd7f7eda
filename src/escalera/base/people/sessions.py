"""Who asks: the session and its agent, each by a look-up whose SQL stands ready. Every page begins with both."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from escalera.base.people.models import Agent
from escalera.base.storage.ready import Ready

_BY_KEY = Ready(lambda key: Session.objects.filter(session_key=key))
_AGENT = Ready(lambda pk: Agent.objects.filter(pk=pk, is_active=True))


class SessionStore(DatabaseStore):
    """Sessions in the database, as Django keeps them."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key or ""
        session = _BY_KEY.first(key) if key.isalnum() else None
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        return session


class Backend(ModelBackend):
    """Finds the agent of a session, with their role; passwords are checked by `actions.sign_in`."""

    def authenticate(self, *args: Any, **kwargs: Any) -> None:
        return None

    def get_user(self, user_id: int) -> Agent | None:
        return _AGENT.first(user_id)
