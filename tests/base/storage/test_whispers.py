"""A whisper goes to those who listen here, and, on SQLite, over a pipe to another process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from escalera.base.storage import whispers
from escalera.base.storage.whispers import Whisper, carry, heard, listen, whisper

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]
SAID = Whisper(("bell", "ticket-7"), agents=(3, 4), tickets=(7,), everybody=True)


@pytest.fixture
def told() -> Iterator[list[Whisper | None]]:
    found: list[Whisper | None] = []
    deaf = listen(found.append)
    yield found
    deaf()


def test_what_is_carried_is_heard_as_it_was_whispered(
    told: list[Whisper | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe: list[str] = []
    monkeypatch.setattr(whispers, "_CARRIERS", [])
    carry(pipe.append)
    with transaction.atomic():
        whisper(SAID)
        assert (pipe, told) == ([], [])
    assert (len(pipe), told) == (1, [SAID])
    heard(pipe[0])
    assert told == [SAID, SAID]


def test_what_came_over_broken_is_not_heard(told: list[Whisper | None]) -> None:
    for payload in ("", "{}", '{"t": 1}', "[]"):
        heard(payload)
    assert told == []
