"""Whether the model may be asked, and why not, in words."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SETTINGS
from escalera.core.llm.choices import Purpose
from escalera.core.llm.models import Endpoint
from escalera.core.llm.places import Place


def why_not_settings(by: Agent) -> str:
    """Return why the agent may not change the model's settings; "" if they may."""
    return "" if by.may(SETTINGS) else _("Your role cannot change the company's settings.")


def why_not_purpose(endpoint: Endpoint, place: Place, purpose: str) -> str:
    """Return why nothing may be asked for this purpose as things are set; "" if it may."""
    if not place.is_set:
        return _("No language model is set up.")
    if not endpoint.is_on:
        return _("The language model is switched off.")
    if place.key is None:
        return _("The stored key cannot be read any more, because SECRET_KEY has changed. Type it again.")
    if purpose != Purpose.PROBE and purpose not in endpoint.purposes:
        return _("The language model is not used for this.")
    return ""


def why_not_now(endpoint: Endpoint, purpose: str, at: datetime) -> str:
    """Return why it must wait: after too many failures in a row the endpoint is left alone for a while."""
    if purpose != Purpose.PROBE and endpoint.rests_until is not None and at < endpoint.rests_until:
        return _("The language model does not answer at the moment.")
    return ""


def why_not_outside(endpoint: Endpoint, place: Place, purpose: str) -> str:
    """Return why words may not leave this house for this host and purpose; "" if somebody agreed to just that.

    Trying the connection sends no word of anybody, but it too leaves only with a consent."""
    agreed = endpoint.consent_at is not None and (endpoint.consent_host, endpoint.consent_model) == (
        place.host,
        place.model,
    )
    if not agreed or (purpose != Purpose.PROBE and purpose not in endpoint.consent_purposes):
        return _("Nobody has agreed that texts may go to %(host)s for this.") % {"host": place.host}
    return ""
