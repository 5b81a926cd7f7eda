"""What happened elsewhere is written down, counted by those who ask for it, and said to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from django.db import transaction

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.log.history import as_history
from escalera.base.log.models import Event
from escalera.base.log.readers import forget_reader, read_all, reader
from tests.base.log.facts import Counted

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_a_reader_is_deaf_to_history_unless_it_asks() -> None:
    heard: dict[str, list[int]] = {"now": [], "all": []}

    @reader("test-now", facts=(Counted,))
    def now(events: Sequence[Event]) -> None:
        heard["now"] += [event.data["number"] for event in events]

    @reader("test-all", facts=(Counted,), history=True)
    def everything(events: Sequence[Event]) -> None:
        heard["all"] += [event.data["number"] for event in events]

    try:
        with transaction.atomic():
            record(Counted(number=1), actor=SYSTEM, at=AT)
            with as_history():
                record(Counted(number=2), actor=SYSTEM, at=AT)
            record(Counted(number=3), actor=SYSTEM, at=AT)
        read_all()
    finally:
        forget_reader("test-now")
        forget_reader("test-all")
    assert heard == {"now": [1, 3], "all": [1, 2, 3]}
    assert list(Event.objects.filter(name=Counted.name).order_by("pk").values_list("is_history", flat=True)) == [
        False, True, False,
    ]  # fmt: skip
