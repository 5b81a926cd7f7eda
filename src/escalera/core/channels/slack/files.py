"""Fetching a file: it lies behind the token, on Slack's own servers. https://api.slack.com/types/file"""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.core.channels.models import Channel, MediaFetch
from escalera.core.channels.shared import pulling
from escalera.core.channels.shared.files import NotFetched
from escalera.core.channels.shared.payloads import object_in, text_in
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.slack.api import call, token_of
from escalera.core.channels.slack.capabilities import LARGEST
from escalera.core.channels.slack.sending import is_slack
from escalera.core.tickets.actions import NewFile


def fetch(channel: Channel, one: MediaFetch) -> NewFile:
    """Return the file. Raises: NotFetched."""
    if float(one.ref.get("size") or 0) > LARGEST:
        raise NotFetched(_("The file is larger than %(most)s MB.") % {"most": LARGEST // 10**6}, permanent=True)
    try:
        url = str(one.ref.get("url") or "") or _looked_up(channel, str(one.ref.get("id") or ""))
        headers = {"Authorization": f"Bearer {token_of(channel)}"}
    except NotSent as trouble:
        raise NotFetched(str(trouble), permanent=trouble.permanent, retry_after_s=trouble.retry_after_s) from trouble
    content, kind = pulling.pull(url, is_ours=lambda where: is_slack(channel, where), most=LARGEST, headers=headers)
    if kind == "text/html" and not one.content_type.startswith("text/"):  # the page on which one signs in
        raise NotFetched(_("The app may not read files: give it the permission files:read."), permanent=True)
    return NewFile(name=one.name, content_type=one.content_type or kind, content=content)


def _looked_up(channel: Channel, file_id: str) -> str:
    """A file of another company's comes without its address, which must be asked for."""
    file = object_in(call(channel, "files.info", {"file": file_id}), "file")
    return text_in(file, "url_private_download", 2000) or text_in(file, "url_private", 2000)
