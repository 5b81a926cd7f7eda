"""A monitor hears no answers: what is said on its tickets stays inside."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from escalera.core.channels.shared.capabilities import Capabilities, Starts

KIND = "alerts"

ALERTS = Capabilities(
    kind=KIND, label=_("Monitoring alerts"), icon="bell", identity=KIND, starts=Starts.NOBODY, carries_replies=False
)
