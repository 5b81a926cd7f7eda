"""What the API takes. Unknown fields are refused, so that a misspelt one is noticed."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from escalera.base.refusals import BadInput
from escalera.core.tickets.actions import Content, NewFile

FILES_AT_MOST = 20
FILE_BYTES_AT_MOST = 15 * 1024 * 1024  # of all files of one request, decoded


def _clean(text: str) -> str:
    return text.replace("\x00", "")


def _address(text: str) -> str:
    try:
        validate_email(text.strip())
    except ValidationError:
        raise ValueError("not a mail address") from None
    return text.strip()


def _other_channel(text: str) -> str:
    if text in ("email", "portal"):
        raise ValueError("the desk itself speaks there")
    return text


Text = Annotated[str, AfterValidator(_clean)]
Line = Annotated[str, Field(max_length=1000), AfterValidator(_clean)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class File(Body):
    """`content` is base64."""

    name: Line
    content_type: Annotated[Line, Field(max_length=100)] = "application/octet-stream"
    content: str


class Requester(Body):
    email: Annotated[str, Field(max_length=254), AfterValidator(_address)]
    name: Line = ""


class NewTicket(Body):
    """`team`: its id, else the category's, else the entrance. `category`: its key. `priority`: 1 (low) to 4 (urgent),
    else what the matrix makes of `impact` and `urgency`, 1 (high) to 3 (low)."""

    requester: Requester
    subject: Line = ""
    text: Text
    channel: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,15}$")] = "api"
    team: int | None = None
    kind: Line = ""
    priority: int | None = None
    category: Line = ""
    impact: int | None = None
    urgency: int | None = None
    language: Annotated[Line, Field(max_length=10)] = ""
    attachments: Annotated[list[File], Field(max_length=FILES_AT_MOST)] = []


class Sender(Body):
    """Who writes, in which channel: `sender` is whatever stays the same for them there (a number, a browser's mark);
    only a hash of it is kept."""

    channel: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,15}$"), AfterValidator(_other_channel)]
    sender: Annotated[Line, Field(min_length=1, max_length=200)]


class Asked(Sender):
    """`text`: at most 2,000 characters; `language`: of the channel's page, the words' own is heard anyway; `email`: of
    a known customer, if the channel knows for sure that it is they."""

    text: Text
    language: Annotated[Line, Field(max_length=10)] = ""
    email: Annotated[str, Field(max_length=254), AfterValidator(_address)] | None = None


class Introduced(Sender):
    """`more`: what they want to add for the person."""

    requester: Requester
    more: Annotated[Text, Field(max_length=20_000)] = ""


class NewMessage(Body):
    text: Text = ""
    attachments: Annotated[list[File], Field(max_length=FILES_AT_MOST)] = []


class Template(Body):
    """An approved template in place of free words; `values`: what stands in each of its places."""

    name: Annotated[Line, Field(min_length=1)]
    language: Annotated[Line, Field(min_length=2, max_length=20)]
    values: Annotated[dict[Line, Line], Field(max_length=50)] = {}


class NewReply(NewMessage):
    """`then`: "" leaves the ticket open, "wait" waits for the customer, "resolve" resolves it. `channel` and `door`:
    the kind and the id of one by which the customer is answered, else the ticket's own; `template`: where the channel
    takes only those."""

    then: Annotated[str, Field(pattern="^(wait|resolve)?$")] = ""
    channel: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_-]{0,15})?$")] = ""
    door: int | None = None
    template: Template | None = None


class NewEscalation(Body):
    """`own`: the company's own fields of the hand-over, by key."""

    to_team: int
    summary: Text
    tried: Text = ""
    question: Text = ""
    symptom: Text = ""
    service: Text = ""
    evidence: Text = ""
    promise: Text = ""
    own: Annotated[dict[Line, Text], Field(max_length=20)] = {}


class Rejection(Body):
    """`code`: missing_information, wrong_team, not_ours, duplicate or other; `missing`: keys of fields of the
    hand-over that lacked it."""

    reason: Text = ""
    code: Line = "other"
    missing: Annotated[list[Line], Field(max_length=50)] = []


class Classes(Body):
    """What is left out stays; null takes category, impact or urgency away."""

    kind: Line | None = None
    priority: int | None = None
    category: Line | None = None
    impact: int | None = None
    urgency: int | None = None
    language: Annotated[Line, Field(max_length=10)] | None = None


class Reason(Body):
    reason: Text


class Wait(Body):
    """`status`: waiting_customer, waiting_internal or waiting_vendor; "open" ends the wait. `reason`: the code of a
    reason of that status, else its own."""

    status: Line
    reason: Line = ""


def content_of(text: str, attachments: list[File]) -> Content:
    """Return the words and decoded files. Raises: BadInput (not base64, too large)."""
    if sum(len(file.content) for file in attachments) > FILE_BYTES_AT_MOST * 4 // 3 + 4 * len(attachments):
        limit = FILE_BYTES_AT_MOST // 1024 // 1024
        raise BadInput(_("The files are too large: at most %(limit)d MB in all.") % {"limit": limit})
    return Content(text, files=[_decoded(file) for file in attachments])


def _decoded(file: File) -> NewFile:
    try:
        content = base64.b64decode(file.content, validate=True)
    except (binascii.Error, ValueError):
        raise BadInput(_("The file “%(name)s” is not valid base64.") % {"name": file.name[:80]}) from None
    return NewFile(file.name or "file", file.content_type, content)
