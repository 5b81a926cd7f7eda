"""What the telephone carries: voices, and no words of ours."""

from django.utils.translation import gettext_lazy as _

from escalera.core.channels.shared.capabilities import Capabilities, Starts

KIND = "voice"
VOICE = Capabilities(
    KIND, _("telephone"), "phone", "phone", starts=Starts.NOBODY, carries_replies=False, per_second=1.0
)
