"""What a text message carries. https://www.twilio.com/docs/messaging/api/message-resource (Body: 1,600 characters)"""

from django.utils.translation import gettext_lazy as _

from escalera.core.channels.shared.capabilities import Capabilities, Starts
from escalera.core.channels.sms.segments import LONGEST, limit_words, words_of

KIND = "sms"
SMS = Capabilities(
    KIND,
    _("SMS"),
    "sms",
    "phone",
    starts=Starts.ANYBODY,
    longest=LONGEST,
    most_parts=1,
    files=(),
    reads=False,
    per_second=1.0,  # a long number of the USA: https://help.twilio.com/articles/115002943027
    assistant=True,
    stop_lasts=True,
    limits=limit_words,
    counts=words_of,
)
