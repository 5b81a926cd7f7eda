"""Files of drafts: put in, taken out, and turned into what a message carries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Sum
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.base.storage import files
from escalera.base.storage.together import together
from escalera.core.tickets.actions import NewFile
from escalera.core.tickets.queries import find_ticket
from escalera.core.writing import policies
from escalera.core.writing.actions.drafts import refuse_strangers
from escalera.core.writing.models import Draft, DraftKind, Upload

LARGEST_MB = 20  # one file; with its encoding that is what most mail servers take
TOGETHER_MB = 25
MOST = 20
MB = 1024 * 1024
_TYPE = re.compile(r"[\w.+-]{1,40}/[\w.+-]{1,59}")


@together()
def add_upload(
    *,
    ticket_id: int,
    kind: str,
    name: str,
    content_type: str,
    content: bytes,
    by: Agent,
    at: datetime,
    is_inline: bool = False,
) -> Upload:
    """Put a file into the agent's draft; the draft begins with it if there was none.

    Raises: NotAllowed, BadInput (too large, too many, a kind of file that no mail carries), Ticket.DoesNotExist."""
    ticket = find_ticket(by, ticket_id)
    refuse_strangers(by, ticket, kind)
    name = _plain(name)
    _check_one(kind, name, len(content))
    draft, _made = Draft.objects.get_or_create(ticket=ticket, agent=by, kind=kind, defaults={"saved_at": at})
    Draft.objects.select_for_update().get(pk=draft.pk)
    _check_all(draft, len(content))
    kept = files.store(content)
    return Upload.objects.create(
        agent=by,
        draft=draft,
        name=name,
        content_type=content_type.lower() if _TYPE.fullmatch(content_type) else "application/octet-stream",
        size=kept.size,
        sha256=kept.sha256,
        is_inline=is_inline,
        at=at,
    )


@together()
def drop_upload(*, upload_id: int, by: Agent) -> None:
    """Take a file out of one's draft; one that is gone or has left already stays so."""
    Upload.objects.filter(pk=upload_id, agent=by, held__isnull=True).delete()


def carried(uploads: Iterable[Upload]) -> list[NewFile]:
    """Return the files as a message takes them. Raises: FileNotFoundError if the bytes of one are gone."""
    return [NewFile(one.name, one.content_type, files.load(one.sha256), is_inline=one.is_inline) for one in uploads]


def _plain(name: str) -> str:
    """Return a file's own name, without folders and what cannot be printed."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(c for c in last if c.isprintable()).strip(" .")[-200:] or _("unnamed")


def _check_one(kind: str, name: str, size: int) -> None:
    if kind not in DraftKind.values:
        raise BadInput(_("A draft is a reply or a note."))
    if size > LARGEST_MB * MB:
        raise BadInput(
            _("%(name)s is too large: at most %(limit)d MB a file.") % {"name": name[:80], "limit": LARGEST_MB}
        )
    if refusal := policies.why_not_carry(name):
        raise BadInput(refusal)


def _check_all(draft: Draft, size: int) -> None:
    known = Upload.objects.filter(draft=draft)
    if known.count() >= MOST:
        raise BadInput(_("At most %(limit)d files go with one message.") % {"limit": MOST})
    if (known.aggregate(sum=Sum("size"))["sum"] or 0) + size > TOGETHER_MB * MB:
        raise BadInput(_("Together the files are too large: at most %(limit)d MB.") % {"limit": TOGETHER_MB})
