"""Who may listen: asked once when a stream begins, and again at every heartbeat. Runs in the door's own thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, get_user
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import GATE, SEE_ALL
from escalera.core.tickets.links import read_key
from escalera.core.tickets.queries import standing
from escalera.faces.live.hints import Listener


def admit(cookies: Mapping[str, str], key: str) -> Listener | None:
    """Return the listener: the customer of a signed link, or the agent of a session; None for anybody else."""
    if key:
        ticket_id = read_key(key)
        return Listener(ticket_id=standing(ticket_id)) if ticket_id is not None else None
    session_key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    if not session_key:
        return None
    request = HttpRequest()
    request.session = _session(session_key)
    agent = get_user(request)
    if not isinstance(agent, Agent):
        return None
    return _listener(agent, session_key, request.session.get(HASH_SESSION_KEY, ""))


def still_welcome(listeners: Sequence[Listener]) -> dict[str, Listener]:
    """Return, by session, who may go on listening, with their teams as of now: signing out, a changed password or a
    withdrawn role ends the stream. Two queries an agent, however many pages they have open."""
    agents = {one.agent_id for one in listeners if one.agent_id is not None}
    known = {agent.pk: agent for agent in Agent.objects.select_related("role").filter(pk__in=agents, is_active=True)}
    alive = _living_sessions({one.session for one in listeners if one.session})
    welcome: dict[str, Listener] = {}
    for one in listeners:
        agent = known.get(one.agent_id or 0)
        if one.session in welcome or one.session not in alive or agent is None:
            continue
        if one.session_hash == agent.get_session_auth_hash():
            welcome[one.session] = _listener(agent, one.session, one.session_hash)
    return welcome


def _listener(agent: Agent, session_key: str, session_hash: str) -> Listener:
    teams = frozenset(agent.teams.values_list("pk", flat=True))
    return Listener(
        agent_id=agent.pk,
        sees_all=agent.may(SEE_ALL),
        keeps_gate=agent.may(GATE),
        teams=teams,
        session=session_key,
        session_hash=session_hash,
    )


def _session(key: str) -> SessionBase:
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    return store(key)


def _living_sessions(keys: set[str]) -> set[str]:
    model = getattr(import_module(settings.SESSION_ENGINE).SessionStore, "get_model_class", None)
    if model is None:  # sessions that stand elsewhere than in the database are asked one by one
        return {key for key in keys if _session(key).exists(key)}
    rows = model().objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return set(rows.values_list("session_key", flat=True))
