"""The model's settings: where it is, what it may be used for, what it may cost, and whether texts may leave."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.sealed import seal
from escalera.core.llm.choices import OFFERED
from escalera.core.llm.facts import ModelAgreed, ModelChanged, ModelStopped, ModelSwitched
from escalera.core.llm.models import Endpoint
from escalera.core.llm.places import USE, place_of
from escalera.core.llm.policies import why_not_settings
from escalera.core.llm.queries import look_again

LARGEST_MONEY = 10**15  # micros
LARGEST_TOKENS = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The settings as somebody wants them; money in micros. `key` None: the one that is stored stays."""

    url: str
    model: str
    purposes: Collection[str]
    key: str | None = None
    price_in: int = 0
    price_out: int = 0
    cap_money: int = 0
    cap_tokens: int = 2_000_000
    day_money: int = 0
    day_calls: int = 1000
    ticket_calls: int = 20
    timeout_s: int = 10
    at_once: int = 2
    keep_days: int = 30


@transaction.atomic
def save_endpoint(*, wanted: Wanted, by: Agent, at: datetime) -> Endpoint:
    """Change where the model is and what it may be used for. Another host or model ends the consent.

    Raises: NotAllowed, BadInput."""
    endpoint = _locked(by)
    given: dict[str, object] = {
        "url": _url(wanted.url), "model": " ".join(wanted.model.split())[:120],
        "purposes": [one.value for one in OFFERED if one.value in wanted.purposes],
        "price_in": _within(wanted.price_in, 0, LARGEST_MONEY), "price_out": _within(wanted.price_out, 0, LARGEST_MONEY),
        "cap_money": _within(wanted.cap_money, 0, LARGEST_MONEY),
        "cap_tokens": _within(wanted.cap_tokens, 0, LARGEST_TOKENS),
        "day_money": _within(wanted.day_money, 0, LARGEST_MONEY), "day_calls": _within(wanted.day_calls, 0, 1_000_000),
        "ticket_calls": _within(wanted.ticket_calls, 0, 1000),
        "timeout_s": _within(wanted.timeout_s, 2, 120), "at_once": _within(wanted.at_once, 1, 20),
        "keep_days": _within(wanted.keep_days, 0, 365),
    }  # fmt: skip
    if given["url"] and not given["model"]:
        raise BadInput(_("Say which model it is, as the endpoint calls it."))
    if wanted.key is not None:
        given["secret"] = seal(wanted.key.strip(), use=USE)
    elif urlsplit(str(given["url"])).netloc != urlsplit(endpoint.url).netloc:
        given["secret"] = ""  # a key is never shown to another host than the one that it was typed for
    changed = sorted(key for key, value in given.items() if getattr(endpoint, key) != value)
    if not changed:
        return endpoint
    for key in changed:
        setattr(endpoint, key, given[key])
    _end_consent_if_elsewhere(endpoint, by, at)
    endpoint.failures, endpoint.rests_until = 0, None
    if {"url", "model"} & set(changed):
        endpoint.tried_at, endpoint.tried = None, ""
    _saved(endpoint)
    record(ModelChanged(what=" ".join(changed)), actor=by.actor, at=at)
    return endpoint


@transaction.atomic
def agree(*, host: str, model: str, purposes: Collection[str], by: Agent, at: datetime) -> Endpoint:
    """Note that this person agrees that masked texts go to this host and model for these purposes.

    `host` and `model`: as the person saw them; if they are others now, nothing is agreed. Raises: NotAllowed, BadInput."""
    endpoint = _locked(by)
    place = place_of(endpoint)
    chosen = [one.value for one in OFFERED if one.value in purposes]
    if not place.is_set or (host, model) != (place.host, place.model):
        raise BadInput(_("Host or model are others than those that you saw. Look again."))
    if not chosen:
        raise BadInput(_("Tick at least one purpose."))
    endpoint.consent_host, endpoint.consent_model, endpoint.consent_purposes = place.host, place.model, chosen
    endpoint.consent_by, endpoint.consent_at = by.name, at
    _saved(endpoint)
    record(ModelAgreed(host=place.host, model=place.model, purposes=" ".join(chosen)), actor=by.actor, at=at)
    return endpoint


@transaction.atomic
def withdraw(*, by: Agent, at: datetime) -> Endpoint:
    """Take the consent back; from now on nothing leaves this house. Raises: NotAllowed."""
    endpoint = _locked(by)
    if endpoint.consent_at is not None:
        _end_consent(endpoint, "withdrawn", by, at)
        _saved(endpoint)
    return endpoint


@transaction.atomic
def switch(*, on: bool, by: Agent, at: datetime) -> Endpoint:
    """Stop everything at once, or let it go on. Raises: NotAllowed."""
    endpoint = _locked(by)
    if endpoint.is_on != on:
        endpoint.is_on = on
        endpoint.failures, endpoint.rests_until = 0, None
        _saved(endpoint)
        record(ModelSwitched(on=on), actor=by.actor, at=at)
    return endpoint


def _locked(by: Agent) -> Endpoint:
    if refusal := why_not_settings(by):
        raise NotAllowed(refusal)
    return Endpoint.objects.select_for_update().order_by("pk").first() or Endpoint(pk=1)


def _saved(endpoint: Endpoint) -> None:
    endpoint.save()
    transaction.on_commit(look_again)


def _end_consent_if_elsewhere(endpoint: Endpoint, by: Agent, at: datetime) -> None:
    place = place_of(endpoint)
    if endpoint.consent_at is not None and (endpoint.consent_host, endpoint.consent_model) != (
        place.host,
        place.model,
    ):
        _end_consent(endpoint, "changed", by, at)


def _end_consent(endpoint: Endpoint, why: str, by: Agent, at: datetime) -> None:
    record(ModelStopped(host=endpoint.consent_host, why=why), actor=by.actor, at=at)
    endpoint.consent_host, endpoint.consent_model, endpoint.consent_purposes = "", "", []
    endpoint.consent_by, endpoint.consent_at = "", None


def _url(text: str) -> str:
    """Return an endpoint's address without "/" at its end. Raises: BadInput."""
    text = text.strip().rstrip("/")
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        fine = False
    if not fine or len(text) > 300 or parts.username or parts.query or parts.fragment or not text.isprintable():
        raise BadInput(_("Write the endpoint's address up to /v1, such as http://127.0.0.1:11434/v1."))
    return text


def _within(value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise BadInput(
            _("A number is out of its bounds: from %(least)d to %(most)d.") % {"least": least, "most": most}
        )
    return value
