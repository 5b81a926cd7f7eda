"""Who calls a tool: a token of the API, looked up anew at each call, with its agent's own permissions."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import close_old_connections
from django.utils.translation import override
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from mcp.server.mcpserver.exceptions import ToolError

from escalera.base.people.models import Token
from escalera.base.refusals import Refusal
from escalera.faces.api.keys import ALL, READ, known_token

WRITE = "mcp:write"  # "*" does not hold it: writing is granted by name
STDIO_KEY: ContextVar[str] = ContextVar("stdio_key", default="")

P = ParamSpec("P")
R = TypeVar("R")


def caller(scope: str = READ) -> Token:
    """Return the token that this call comes with. Raises: ToolError if it is not good, or not for this."""
    given = get_access_token()
    token = known_token(given.token if given is not None else STDIO_KEY.get())
    if token is None:
        raise ToolError("The token is missing, wrong or revoked.")
    if not may(token.scopes, scope):
        raise ToolError(f"This token lacks the scope “{scope}”.")
    return token


def may(scopes: list[str], scope: str) -> bool:
    return scope in scopes or (scope != WRITE and ALL in scopes)


def tool(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function be a tool: refusals become its answer, and what is not theirs to see is not there."""

    @wraps(function)
    def call(*args: P.args, **given: P.kwargs) -> R:
        close_old_connections()
        try:
            with override(settings.LANGUAGE_CODE):  # threads are reused; the desk's language, whoever came before
                return function(*args, **given)
        except Refusal as refusal:
            raise ToolError(str(refusal)) from refusal
        except ObjectDoesNotExist as error:
            raise ToolError("There is nothing here, or it is not yours to see.") from error
        finally:
            close_old_connections()

    return call


class Verifier:
    """Lets the desk's tokens in over HTTP."""

    async def verify_token(self, token: str) -> AccessToken | None:
        from asgiref.sync import sync_to_async  # noqa: PLC0415 - only a server over HTTP needs it

        known = await sync_to_async(_fresh, thread_sensitive=False)(token)
        if known is None:
            return None
        return AccessToken(
            token=token, client_id=f"token-{known.pk}", scopes=list(known.scopes), subject=str(known.agent_id)
        )


def _fresh(key: str) -> Token | None:
    close_old_connections()
    try:
        return known_token(key)
    finally:
        close_old_connections()
