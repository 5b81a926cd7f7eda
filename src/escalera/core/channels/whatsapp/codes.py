"""What the published error codes of the Cloud API mean, in plain words.

https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from escalera.core.channels.shared.meta.troubles import Table, Trouble

_MEDIA = _("WhatsApp could not take the file: its kind or its size is not allowed.")
_PLACES = _("What was filled into the template does not fit its places.")
_BUSY = Trouble(_("WhatsApp has a trouble of its own at the moment."), rest_s=30.0)
_UPKEEP = Trouble(_("WhatsApp is being maintained for this number."), of_channel=True, rest_s=300.0)
_NUMBER = Trouble(
    _("Our number is not registered with WhatsApp: register it in WhatsApp Manager."), of_channel=True, rest_s=600.0
)

CODES: Table = {
    33: Trouble(_("WhatsApp does not know our number any more."), of_channel=True, rest_s=600.0),
    368: Trouble(
        _("Meta has blocked our WhatsApp account for now because of its rules."), of_channel=True, rest_s=3600.0
    ),
    80007: Trouble(_("WhatsApp takes no more calls of this account for now."), of_channel=True, rest_s=60.0),
    130403: Trouble(_("The customer has blocked us on WhatsApp."), permanent=True),
    130429: Trouble(_("We send faster than WhatsApp takes it."), of_channel=True, rest_s=5.0),
    130472: Trouble(
        _("WhatsApp holds marketing back from this customer as part of an experiment of its own."), permanent=True
    ),
    130497: Trouble(_("WhatsApp does not let our account write to customers in this country."), permanent=True),
    131000: _BUSY,
    131005: Trouble(_("The access token lacks a permission that is needed for this."), of_channel=True),
    131008: Trouble(_("Something that WhatsApp needs is missing from the message."), permanent=True),
    131009: Trouble(_("Something in the message has a value that WhatsApp does not take."), permanent=True),
    131016: _BUSY,
    131021: Trouble(_("The message is addressed to our own number."), permanent=True),
    131026: Trouble(
        _(
            "It could not be delivered: the number has no WhatsApp, or the customer has not accepted its newest terms."
        ),
        permanent=True,
    ),
    131031: Trouble(_("Our WhatsApp account is locked: see WhatsApp Manager."), of_channel=True, rest_s=3600.0),
    131037: Trouble(
        _("The display name of our number is not approved yet: see WhatsApp Manager."), of_channel=True, rest_s=3600.0
    ),
    131042: Trouble(
        _("WhatsApp cannot bill our account: see the payment settings in WhatsApp Manager."),
        of_channel=True,
        rest_s=3600.0,
    ),
    131045: _NUMBER,
    131047: Trouble(
        _("More than 24 hours have passed since the customer wrote: only a template can be sent."), permanent=True
    ),
    131048: Trouble(
        _("Too many of our messages were blocked or reported, so WhatsApp lets us send fewer."),
        of_channel=True,
        rest_s=1800.0,
    ),
    131049: Trouble(
        _("WhatsApp did not deliver it, to spare the customer too much marketing. Try again another day."),
        permanent=True,
    ),
    131050: Trouble(_("The customer wants no marketing from us on WhatsApp."), permanent=True),
    131051: Trouble(_("WhatsApp does not carry this kind of message."), permanent=True),
    131052: Trouble(_("WhatsApp could not hand out the customer's file."), permanent=True),
    131053: Trouble(_MEDIA, permanent=True),
    131055: Trouble(_("Sending was stopped for this kind of message."), permanent=True),
    131056: Trouble(_("Too many messages to this customer in a short time."), rest_s=10.0),
    131057: _UPKEEP,
    132000: Trouble(_PLACES, permanent=True),
    132001: Trouble(_("WhatsApp has no such template in this language, or has not approved it."), permanent=True),
    132005: Trouble(_("The template is too long with what was filled in."), permanent=True),
    132007: Trouble(_("What was filled in breaks WhatsApp's rules for templates."), permanent=True),
    132012: Trouble(_PLACES, permanent=True),
    132015: Trouble(_("WhatsApp has paused this template because too many blocked or reported it."), permanent=True),
    132016: Trouble(_("WhatsApp has disabled this template for good."), permanent=True),
    132068: Trouble(_("The form of this template is blocked."), permanent=True),
    132069: Trouble(_("The form of this template was sent too often in a short time."), permanent=True),
    133004: _BUSY,
    133005: _NUMBER,
    133006: _NUMBER,
    133010: _NUMBER,
    134011: Trouble(_("The terms of payments on WhatsApp are not accepted."), permanent=True),
    135000: Trouble(_("Something in the message has a value that WhatsApp does not take."), permanent=True),
    470: Trouble(
        _("More than 24 hours have passed since the customer wrote: only a template can be sent."), permanent=True
    ),
}
