"""Bearer tokens: who a program acts as, and what it may do."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from escalera.base.people.actions.access import hash_of
from escalera.base.people.models import Agent, Token
from escalera.base.storage.ready import Ready

READ = "tickets:read"
WRITE = "tickets:write"
LADDER = "ladder"
CONTENT = "content"
ALL = "*"
SCOPES = (READ, WRITE, LADDER, CONTENT, ALL)
_BY_HASH = Ready(
    lambda digest: Token.objects.select_related("agent__role").filter(
        token_hash=digest, revoked_at__isnull=True, agent__is_active=True
    )
)


class ScopeMissing(Exception):
    """The token is good, but not for this."""


class Key(HttpBearer):
    """Opens an endpoint to tokens that have the scope; "" asks only for a valid token. One query a request."""

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the token with its agent and their role. Raises: ScopeMissing."""
        known = known_token(token)
        if known is not None and self.scope and not {self.scope, ALL} & set(known.scopes):
            raise ScopeMissing(_("This token lacks the scope “%(scope)s”.") % {"scope": self.scope})
        return known


def known_token(key: str) -> Token | None:
    """Return the token with this key, if it is good, with its agent and their role; one query."""
    return _BY_HASH.first(hash_of(key)) if key else None


def token_of(request: HttpRequest) -> Token:
    token = request.auth  # type: ignore[attr-defined]
    assert isinstance(token, Token)
    return token


def agent_of(request: HttpRequest) -> Agent:
    return token_of(request).agent
