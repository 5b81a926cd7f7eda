"""Files that somebody adds at a step, within bounds before anything is read."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.tickets.actions import NewFile

MOST_FILES = 20
MOST_BYTES = 25 * 1024 * 1024


def uploaded(files: MultiValueDict[str, UploadedFile[Any]]) -> dict[str, list[NewFile]]:
    """Return the files by the names of their fields. Raises: BadInput (too many, too large)."""
    every = [one for several in files.lists() for one in several[1]]
    if len(every) > MOST_FILES:
        raise BadInput(_("Attach at most %(limit)d files.") % {"limit": MOST_FILES})
    if sum(one.size or 0 for one in every) > MOST_BYTES:
        raise BadInput(_("The files are too large: at most %(limit)d MB in all.") % {"limit": MOST_BYTES >> 20})
    return {name: [_file(one) for one in several] for name, several in files.lists()}


def _file(one: UploadedFile[Any]) -> NewFile:
    name = (one.name or "").replace("\x00", "")[:200] or "file"
    return NewFile(name, (one.content_type or "application/octet-stream")[:100], one.read())
