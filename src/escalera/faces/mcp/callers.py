"""Who calls a tool: a token of the API, looked up anew at each call, with its agent's own permissions."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from time import monotonic
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import close_old_connections
from django.utils import timezone
from django.utils.translation import override
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from mcp.server.mcpserver.exceptions import ToolError

from escalera.base.people.actions import begin_use, end_use
from escalera.base.people.models import Token, TokenUse, UseState
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
    _NOW.get().begin(token)
    if not may(token.scopes, scope):
        raise ToolError(f"This token lacks the scope “{scope}”.")
    return token


def may(scopes: list[str], scope: str) -> bool:
    return scope in scopes or (scope != WRITE and ALL in scopes)


class _Calling:
    """One call of a tool: noted when it is known whose it is, and again when it has ended."""

    def __init__(self, what: str = "", ticket_id: int | None = None) -> None:
        self._what, self._ticket_id = what, ticket_id
        self._use: TokenUse | None = None
        self._began = monotonic()

    def begin(self, token: Token) -> None:
        if self._what and self._use is None:
            self._use = begin_use(token=token, what=self._what, at=timezone.now(), ticket_id=self._ticket_id)

    def end(self, state: UseState, answer: object) -> None:
        made = answer.get("ticket") if isinstance(answer, dict) else None
        if self._use is not None:
            took_ms = int((monotonic() - self._began) * 1000)
            end_use(use=self._use, state=state, took_ms=took_ms, ticket_id=made if isinstance(made, int) else None)


_NOW: ContextVar[_Calling] = ContextVar("calling", default=_Calling())  # noqa: B039 - it notes nothing and never changes


def tool(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function be a tool: refusals become its answer, what is not theirs to see is not there, each call is noted."""

    @wraps(function)
    def call(*args: P.args, **given: P.kwargs) -> R:
        close_old_connections()
        number = given.get("number")
        name = "" if function is caller else function.__name__  # which tools there are is asked all the time
        calling = _Calling(name, number if isinstance(number, int) else None)
        mine, state, answer = _NOW.set(calling), UseState.REFUSED, None
        try:
            with override(settings.LANGUAGE_CODE):  # threads are reused; the desk's language, whoever came before
                answer = function(*args, **given)
            state = UseState.DONE
            return answer
        except Refusal as refusal:
            raise ToolError(str(refusal)) from refusal
        except ObjectDoesNotExist as error:
            raise ToolError("There is nothing here, or it is not yours to see.") from error
        except ToolError:
            raise
        except Exception:
            state = UseState.FAILED
            raise
        finally:
            calling.end(state, answer)
            _NOW.reset(mine)
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
