"""Two facts for the log's own tests."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM, Fact
from escalera.base.log.models import Event


@dataclass(frozen=True, kw_only=True)
class Counted(Fact):
    name = "test.counted"
    number: int = 0

    def sentence(self, who: str) -> str:
        return f"{who}: {self.number}"


@dataclass(frozen=True, kw_only=True)
class Passed(Fact):
    name = "test.passed"

    def sentence(self, who: str) -> str:
        return who


def count(*numbers: int) -> list[Event]:
    """Record one Counted for each number, each in its own transaction."""
    return [write(Counted(number=number)) for number in numbers]


def write(fact: Fact) -> Event:
    with transaction.atomic():
        return record(fact, actor=SYSTEM, at=timezone.now())
