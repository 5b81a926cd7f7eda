"""The gate learns from what came of its answers, and changes only for a better one."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from escalera.core.retrieval import gate
from escalera.core.retrieval.actions import note_asked, recalibrate, settle
from escalera.core.retrieval.answering import Answer, answer
from escalera.core.retrieval.models import Asked, Gate
from escalera.core.retrieval.queries import Reader
from tests.cast import NOON, Desk, later
from tests.core.retrieval.shelf import bank

pytestmark = pytest.mark.django_db


def asked(count: int, *, tells: bool) -> None:
    """Questions whose answers were right where most of the words stood in them, or by mere chance."""
    chance = random.Random(7)
    for number in range(count):
        covered = chance.random()
        signs = {"covered": covered, "margin": chance.random() / 2, "asked": 0.4}
        key = note_asked(said=Answer("offers", 0.5, signs=signs), where="portal", at=later(number))
        settle(asked_id=key, is_right=covered > 0.45 if tells else chance.random() > 0.5)


def test_what_was_asked_is_kept_without_its_words(desk: Desk) -> None:
    bank(desk)
    said = answer("El cajero retuvo mi tarjeta, ¿qué hago con la tarjeta?", Reader(), "es")
    key = note_asked(said=said, where="portal", at=NOON, language="es")
    settle(asked_id=key, is_right=True)
    row = Asked.objects.get()
    assert (row.pk, row.outcome, row.article_id, row.fate, set(row.signs)) == (
        key, "answered", said.quotes[0].found.article, "right", set(gate.SIGNS),
    )  # fmt: skip


def test_few_outcomes_change_nothing() -> None:
    asked(50, tells=True)
    assert (recalibrate(at=later(60)), Gate.objects.count()) == (None, 0)


def test_outcomes_that_follow_nothing_change_nothing() -> None:
    asked(300, tells=False)
    assert recalibrate(at=later(400)) is None


def test_a_better_gate_goes_to_work_and_the_old_one_stays_known() -> None:
    asked(400, tells=True)
    first = recalibrate(at=later(500))
    assert first is not None
    assert (first.samples, first.figures["surprise"] < first.figures["surprise_before"]) == (400, True)
    rule = gate.current("words")
    chances = [rule.probability({"covered": share, "margin": 0.2, "asked": 0.4}) for share in (0.1, 0.95)]
    assert [chance >= rule.answers_from for chance in chances] == [False, True]
    assert (recalibrate(at=later(501)), Gate.objects.filter(is_current=True).count()) == (None, 1)


def test_old_questions_are_forgotten() -> None:
    asked(1, tells=True)
    recalibrate(at=NOON + timedelta(days=800))
    assert Asked.objects.count() == 0
