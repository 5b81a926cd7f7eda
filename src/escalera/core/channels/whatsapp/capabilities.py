"""What WhatsApp can carry.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
https://developers.facebook.com/docs/whatsapp/cloud-api/overview#throughput"""

from __future__ import annotations

from datetime import timedelta

from escalera.core.channels.shared.capabilities import Capabilities, FileRule, Starts

KIND = "whatsapp"
MB = 1024 * 1024
LONGEST_WITH_BUTTONS = 1024  # characters of words that buttons hang on
MOST_REPLY_BUTTONS = 3  # more become a list
_OFFICE = "application/vnd.openxmlformats-officedocument."
_DOCUMENTS = ("text/plain", "application/pdf", "application/msword", "application/vnd.ms-", _OFFICE)

CAPABILITIES = Capabilities(
    kind=KIND,
    label="WhatsApp",
    icon="whatsapp",
    identity="phone",
    starts=Starts.TEMPLATE,
    longest=4096,
    formatting="whatsapp",
    files=(
        *(FileRule(kind, 5 * MB) for kind in ("image/jpeg", "image/png")),
        *(FileRule(kind, 16 * MB) for kind in ("video/mp4", "video/3gpp")),
        *(FileRule(f"audio/{kind}", 16 * MB) for kind in ("aac", "amr", "mpeg", "mp4", "ogg")),
        *(FileRule(kind, 100 * MB) for kind in _DOCUMENTS),
    ),
    most_files=10,
    replies_to=True,
    reads=True,
    reactions=True,
    edits=True,
    window=timedelta(hours=24),
    templates=True,
    most_buttons=10,
    longest_button=20,
    idempotent=False,
    per_second=80.0,
    assistant=True,
)
