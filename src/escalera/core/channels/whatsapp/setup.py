"""What it takes to set up a number of WhatsApp, and how Meta is asked how it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.kinds import ChannelKind, Field, Finding
from escalera.core.channels.shared.meta.asking import found, hook_findings, token_findings
from escalera.core.channels.shared.meta.fields import ACCESS_TOKEN, APP_SECRET, AT_THE_END, check_base, verify_word
from escalera.core.channels.shared.meta.graph import ask
from escalera.core.channels.shared.meta.pieces import words
from escalera.core.channels.shared.numbers import checked_number
from escalera.core.channels.whatsapp.capabilities import KIND
from escalera.core.channels.whatsapp.codes import CODES

NEEDED = ("whatsapp_business_messaging", "whatsapp_business_management")


def check(channel: Channel) -> None:
    """Raises: BadInput for IDs that can't be any."""
    check_base(channel)
    for name, label in (("phone_number_id", _("Phone number ID")), ("waba_id", _("WhatsApp Business account ID"))):
        value = words(channel.settings.get(name)).strip()
        if value and not value.isdigit():
            raise BadInput(_("%(label)s: digits only, as Meta shows it.") % {"label": label})


def probe(channel: Channel, at: datetime) -> Sequence[Finding]:
    """Ask for token, webhook and the number's quality."""
    account = words(channel.settings.get("waba_id")).strip()
    return [
        *found("token", lambda: token_findings(channel, NEEDED)),
        *(found("webhook", lambda: hook_findings(channel, account)) if account else ()),
        *found("number", lambda: _number_findings(channel)),
    ]


def _number_findings(channel: Channel) -> list[Finding]:
    asked = "display_phone_number,verified_name,quality_rating,status,name_status"
    number_id = words(channel.settings.get("phone_number_id")).strip()
    if not number_id:
        return [Finding("number", gettext_noop("The ID of our number is not set."), good=False, params={})]
    told = ask(channel, "GET", number_id, table=CODES, params={"fields": asked})
    status, quality = words(told.get("status"), 30).upper(), words(told.get("quality_rating"), 30).upper()
    number = words(told.get("display_phone_number"), 30)
    if status not in ("", "CONNECTED"):
        said = gettext_noop("WhatsApp says of %(number)s: %(status)s.")
        return [Finding("number", said, good=False, params={"number": number, "status": status})]
    if quality == "RED":
        said = gettext_noop("Too many block or report %(number)s: its quality is low.")
        return [Finding("quality", said, good=False, params={"number": number})]
    return [Finding("number", gettext_noop("%(number)s is connected."), params={"number": number})]


def connect(channel: Channel, url: str) -> str:
    """Have Meta call us for this account, at this address whatever the app's own is.

    Raises: BadInput, NotSent."""
    account = words(channel.settings.get("waba_id")).strip()
    if not account:
        raise BadInput(_("Enter the WhatsApp Business account ID first."))
    given = {"override_callback_uri": url, "verify_token": verify_word(channel)}
    ask(channel, "POST", f"{account}/subscribed_apps", table=CODES, json=given)
    return _("WhatsApp calls this desk now.")


WHATSAPP = ChannelKind(
    kind=KIND,
    label="WhatsApp",
    about=gettext_lazy("A number of the WhatsApp Business Platform, without anybody in between."),
    address_label=gettext_lazy("Telephone number"),
    fields=(
        Field(
            "phone_number_id", gettext_lazy("Phone number ID"),
            gettext_lazy("In your app at developers.facebook.com, under WhatsApp, API Setup."), required=True,
        ),
        Field(
            "waba_id", gettext_lazy("WhatsApp Business account ID"),
            gettext_lazy("On the same page. The templates are read from there."), required=True,
        ),
        ACCESS_TOKEN,
        APP_SECRET,
        *AT_THE_END,
    ),
    checked_address=checked_number,
    check=check,
    probe=probe,
    connect=connect,
    paused=lambda channel: gettext_lazy(
        "WhatsApp keeps what people write for 7 days and tries again with growing pauses; what is older is lost."
    ),
    steps=(
        gettext_lazy("At developers.facebook.com, create an app of the kind Business and add WhatsApp to it."),
        gettext_lazy("In Business settings, create a system user with the app and the account, and a token without end."),
        gettext_lazy("Enter the IDs, the token and the app's secret here."),
        gettext_lazy("Press Connect, or enter the webhook's address and the verify token under WhatsApp, Configuration."),
    ),
)  # fmt: skip
