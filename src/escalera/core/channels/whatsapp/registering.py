"""WhatsApp says what it is: imported when the app is ready."""

from __future__ import annotations

from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.channels.shared import capabilities
from escalera.core.channels.shared.doors import Door, register_door
from escalera.core.channels.shared.files import register_fetcher
from escalera.core.channels.shared.kinds import register_kind
from escalera.core.channels.shared.meta.door import check, greet
from escalera.core.channels.shared.sending import register_sender
from escalera.core.channels.shared.templates import register_templates
from escalera.core.channels.whatsapp.account import understand
from escalera.core.channels.whatsapp.actions import sync_step
from escalera.core.channels.whatsapp.capabilities import CAPABILITIES, KIND
from escalera.core.channels.whatsapp.fetching import fetch
from escalera.core.channels.whatsapp.sending import send
from escalera.core.channels.whatsapp.setup import WHATSAPP
from escalera.core.channels.whatsapp.templates import approved

EVERY_S = 1800.0  # how often templates are read anew; news of them come by webhook

register_kind(WHATSAPP)
capabilities.register(CAPABILITIES)
register_door(Door(KIND, check=check, greet=greet, read=lambda item, raw: (), understand=understand))
register_sender(KIND, send)
register_fetcher(KIND, fetch)
register_templates(KIND, approved)
register_loop(Loop("whatsapp templates", sync_step, every_s=EVERY_S, on_bell=False))
