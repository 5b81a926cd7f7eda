"""How a segment is spoken to: the greeting and the closing of what is written to its customers."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.core.workflows.choices import Tone
from escalera.core.workflows.flow import Flow


def greeting(flow: Flow, language: str) -> str:
    """Return the first words of a message, with places such as {cliente}; in the customer's language where the company
    has written none."""
    if flow.greeting:
        return flow.greeting
    with override(language or settings.LANGUAGE_CODE):
        return _("Dear {customer}:") if flow.tone == Tone.FORMAL else _("Hello, {customer.name}:")


def closing(flow: Flow, language: str) -> str:
    """Return the last words of a message, with places such as {agente}."""
    if flow.signature:
        return flow.signature
    with override(language or settings.LANGUAGE_CODE):
        return _("Yours sincerely,\n{agent}") if flow.tone == Tone.FORMAL else _("Kind regards,\n{agent}")
