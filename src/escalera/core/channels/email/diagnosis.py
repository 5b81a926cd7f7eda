"""What failed between us and a mail server, in plain words and with what to do; the server's own words stay beside."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_SIGNS: list[tuple[str, str | Promise]] = [
    (
        r"name or service|getaddrinfo|nodename|name resolution|no address associated|errno -[23]\b|idna",
        gettext_lazy("The server's name was not found. Check how it is written."),
    ),
    (
        r"refused\b.*(?:connect|errno)|connection refused|errno 111",
        gettext_lazy("Nobody answers at this port. Check the port."),
    ),
    (
        r"timed out|timeout|no answer within|errno 110|unreachable|errno 113|errno 101",
        gettext_lazy("The server does not answer. Check its name and port, and whether a firewall is between."),
    ),
    (
        r"certificate|hostname mismatch",
        gettext_lazy("The server's certificate is not valid for this name. Use the name that your provider gives."),
    ),
    (
        r"wrong.version|unknown protocol|record layer|ssl handshake|unexpected eof",
        gettext_lazy("This port does not speak TLS from the first byte. Choose STARTTLS, or the other port."),
    ),
    (
        r"starttls",
        gettext_lazy("The server does not offer STARTTLS here. Choose TLS, or the other port."),
    ),
    (
        r"authenticat|login|\b535\b|\b534\b|credential|invalid user|password|sign.?in",
        gettext_lazy(
            "The sign-in was refused. Check user and password; some providers want a password made for programs."
        ),
    ),
]


def plain_words(trouble: str) -> str:
    """Return what the trouble means for whoever types the settings; "" if nothing is known about it."""
    text = trouble[:2000].lower()
    if _("there is no machine of this name").lower() in text:
        return str(_SIGNS[0][1])
    if _("no answer in time").lower() in text:
        return str(_SIGNS[2][1])
    return next((str(words) for sign, words in _SIGNS if re.search(sign, text)), "")
