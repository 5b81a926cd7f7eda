"""Files that come with a message: those in hand are written with it, those that lie with the provider are fetched
afterwards by the loop of slow work, and hang on the message from then on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from escalera.core.channels.models import Channel, MediaFetch
from escalera.core.channels.shared.heard import RemoteFile
from escalera.core.tickets.actions import NewFile
from escalera.core.tickets.models import Message

LARGEST = 100 * 1024 * 1024  # bytes of one fetched file


class NotFetched(Exception):
    """The file did not come. `permanent`: it will not come at all."""

    def __init__(self, words: str, *, permanent: bool = False, retry_after_s: float | None = None) -> None:
        super().__init__(words)
        self.permanent = permanent
        self.retry_after_s = retry_after_s


Fetcher = Callable[[Channel, MediaFetch], NewFile]
_FETCHERS: dict[str, Fetcher] = {}


def register_fetcher(kind: str, fetcher: Fetcher) -> None:
    """Say how this kind's files are fetched; the fetcher may take its time, and raises NotFetched."""
    _FETCHERS[kind] = fetcher


def fetcher_of(kind: str) -> Fetcher | None:
    return _FETCHERS.get(kind)


def files_of(files: Sequence[NewFile | RemoteFile]) -> list[NewFile]:
    return [one for one in files if isinstance(one, NewFile)]


def expect(channel: Channel, message: Message, files: Sequence[NewFile | RemoteFile], at: datetime) -> None:
    """Note the files that are still to come."""
    rows = [
        MediaFetch(
            channel=channel,
            message=message,
            ref=one.ref,
            name=one.name.replace("\x00", "")[:200] or "file",
            content_type=one.content_type[:100],
            next_try_at=at,
        )
        for one in files
        if isinstance(one, RemoteFile)
    ]
    if rows:
        MediaFetch.objects.bulk_create(rows)
