"""Keys of programs and assistants: made, revoked, and what is done with them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.actions.access import give_token, hash_of
from escalera.base.people.facts import TokenGiven, TokenRevoked
from escalera.base.people.models import Agent, Token, TokenUse, UseState
from escalera.base.people.models.helpers import SETTINGS
from escalera.base.refusals import BadInput, NotAllowed, Refusal

A_MINUTE = 60  # calls of one key
MOST_KEYS = 50  # of one person, that work
KEPT = timedelta(days=180)


class TooManyCalls(Refusal):
    """The key was used too often within a minute."""


@transaction.atomic
def make_key(*, name: str, scopes: Collection[str], by: Agent, at: datetime) -> str:
    """Make a key that acts as who makes it; it is shown now and never again. Raises: BadInput."""
    name = " ".join(name.split())[:80]
    if not name or not scopes:
        raise BadInput(_("Say what the key is for, and what it may do."))
    if Token.objects.filter(agent=by, revoked_at=None).count() >= MOST_KEYS:
        raise BadInput(_("You have many keys already. Revoke those that nobody uses."))
    key = give_token(agent=by, name=name, scopes=sorted(scopes), at=at)
    token = Token.objects.get(token_hash=hash_of(key))
    record(TokenGiven(token_id=token.pk, title=name, scopes=" ".join(token.scopes)), actor=by.actor, at=at)
    return key


@transaction.atomic
def revoke_token(*, token_id: int, by: Agent, at: datetime) -> Token:
    """Stop a key for ever: one's own, or anybody's for who keeps the settings. Raises: NotAllowed, Token.DoesNotExist."""
    token = Token.objects.select_for_update().get(pk=token_id)
    if token.agent_id != by.pk and not by.may(SETTINGS):
        raise NotAllowed(_("Only who has the key, or who keeps the settings, can do that."))
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        record(TokenRevoked(token_id=token.pk, title=token.name), actor=by.actor, at=at)
    return token


def begin_use(*, token: Token, what: str, at: datetime, ticket_id: int | None = None) -> TokenUse:
    """Note that a key is used, before anything is done. Raises: TooManyCalls."""
    if TokenUse.objects.filter(token=token, at__gt=at - timedelta(minutes=1)).count() >= A_MINUTE:
        raise TooManyCalls(_("Too many calls: at most %(most)d a minute. Wait a little.") % {"most": A_MINUTE})
    return TokenUse.objects.create(token=token, what=what[:60], at=at, ticket_id=ticket_id)


def end_use(*, use: TokenUse, state: UseState, took_ms: int, ticket_id: int | None = None) -> None:
    """Note how it ended, and the ticket that it made."""
    TokenUse.objects.filter(pk=use.pk).update(state=state, took_ms=took_ms, ticket_id=ticket_id or use.ticket_id)


def forget_uses(*, at: datetime, most: int = 5000) -> int:
    """Delete what was noted more than half a year ago; return how many."""
    old = TokenUse.objects.filter(at__lt=at - KEPT).order_by("at").values_list("pk", flat=True)[:most]
    return TokenUse.objects.filter(pk__in=list(old)).delete()[0]
