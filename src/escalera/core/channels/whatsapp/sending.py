"""Hand a message to the Cloud API.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from escalera.core.channels.models import Channel, Template, Thread
from escalera.core.channels.shared.meta.graph import ask
from escalera.core.channels.shared.meta.pieces import mappings, words
from escalera.core.channels.shared.sending import NotSent, Part
from escalera.core.channels.whatsapp.capabilities import CAPABILITIES, LONGEST_WITH_BUTTONS, MOST_REPLY_BUTTONS
from escalera.core.channels.whatsapp.codes import CODES
from escalera.core.channels.whatsapp.numbers import e164
from escalera.core.channels.whatsapp.templates import components_of

LONGEST_ID = 256  # characters of what a button gives back
LONGEST_ROW = 24


def send(channel: Channel, thread: Thread | None, part: Part) -> str:
    """Send one part; a file is handed over first, then named. Returns WhatsApp's name of it. Raises: NotSent."""
    body: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **recipient(thread, part.to),
        **content_of(channel, part),
        "biz_opaque_callback_data": part.key,
    }
    if part.reply_to:
        body["context"] = {"message_id": part.reply_to}
    answer = ask(channel, "POST", f"{number_id(channel)}/messages", table=CODES, json=body)
    name = next((words(one.get("id"), 200) for one in mappings(answer.get("messages", []))), "")
    if not name:
        raise NotSent(_("Meta's answer could not be read."), unknown=True)
    return name


def number_id(channel: Channel) -> str:
    """Return the ID of our number. Raises: NotSent."""
    found = words(channel.settings.get("phone_number_id")).strip()
    if not found:
        raise NotSent(_("The ID of our number is not set."), of_channel=True)
    return found


def recipient(thread: Thread | None, address: str) -> dict[str, str]:
    """Return who it goes to: the number as WhatsApp itself writes it, where they have written to us."""
    wa_id = words(thread.data.get("wa_id"), 100) if thread is not None else ""
    if not wa_id or e164(wa_id) != address:
        wa_id = address
    digits = wa_id.removeprefix("+")
    return {"to": digits} if digits.isdigit() else {"recipient": wa_id}


def content_of(channel: Channel, part: Part) -> dict[str, Any]:
    """Return type and content of a part."""
    if part.template is not None:
        return {"type": "template", "template": _template(channel, part.template)}
    if part.file is not None:
        return _file(channel, part)
    if part.buttons and len(part.text) <= LONGEST_WITH_BUTTONS:
        return {"type": "interactive", "interactive": _interactive(part)}
    text = part.text
    if part.buttons:  # too long for buttons: they are written down
        listed = "\n".join(f"• {title}" for title in part.buttons)
        text = f"{text}\n\n{listed}" if len(text) + len(listed) + 2 <= CAPABILITIES.longest else text
    return {"type": "text", "text": {"body": text, "preview_url": "https://" in text}}


def _interactive(part: Part) -> dict[str, Any]:
    """Return up to three buttons, or a list of up to ten."""
    if len(part.buttons) <= MOST_REPLY_BUTTONS:
        buttons = [
            {"type": "reply", "reply": {"id": title[:LONGEST_ID], "title": title[: CAPABILITIES.longest_button]}}
            for title in part.buttons
        ]
        return {"type": "button", "body": {"text": part.text}, "action": {"buttons": buttons}}
    rows = [
        {"id": title[:LONGEST_ID], "title": title[:LONGEST_ROW]}
        for title in part.buttons[: CAPABILITIES.most_buttons]
    ]
    action = {"button": _("Choose")[:20], "sections": [{"rows": rows}]}
    return {"type": "list", "body": {"text": part.text}, "action": action}


def _file(channel: Channel, part: Part) -> dict[str, Any]:
    """Hand the file over and name it. Handing over twice does no harm, so a failure there is tried again."""
    assert part.file is not None
    kind = part.file.content_type.split(";")[0].strip().lower()
    try:
        answer = ask(
            channel, "POST", f"{number_id(channel)}/media", table=CODES,
            data={"messaging_product": "whatsapp", "type": kind},
            files={"file": (part.file.name, part.content, kind)},
        )  # fmt: skip
    except NotSent as trouble:
        trouble.unknown = False
        raise
    media: dict[str, Any] = {"id": words(answer.get("id"), 100)}
    family = kind.split("/")[0]
    if family not in ("image", "video", "audio"):
        return {"type": "document", "document": {**media, "filename": part.file.name}}
    return {"type": family, family: media}


def _template(channel: Channel, chosen: dict[str, Any]) -> dict[str, Any]:
    name, language = words(chosen.get("name"), 512), words(chosen.get("language"), 20)
    template = Template.objects.filter(channel=channel, name=name, language=language).first()
    if template is None:
        raise NotSent(_("There is no template “%(name)s” in this language.") % {"name": name}, permanent=True)
    filled = components_of(template, chosen.get("values") or {})
    return {"name": name, "language": {"code": language}, **({"components": filled} if filled else {})}
