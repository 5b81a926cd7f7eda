"""What is searched: passages of articles, solved tickets; how common each word is; how sure an answer must be."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from escalera.core.knowledge.models import Article
from escalera.core.tickets.models import Ticket

WORDS, LETTERS, CASES = "words", "letters", "cases"  # the heaps whose terms are counted
NEAR = "near"  # the heap of vectors: it has no terms, only a stamp that says when there are new ones


class Passage(models.Model):
    """A heading's part of a published article in one language, in its own words. `anchor`: the heading's address.

    `stems` is what stands in the full text: stemmed by the passage's language, folded, without stop words; the title
    and the heading stand in it twice. `length` counts them."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="passages", db_index=False)
    language = models.CharField(max_length=10)
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    heading = models.CharField(max_length=200, blank=True, default="")
    anchor = models.CharField(max_length=80, blank=True, default="")
    text = models.TextField()
    stems = models.TextField()
    folded = models.TextField(help_text="the telling words themselves, folded: by their letters typos are forgiven")
    length = models.PositiveIntegerField()
    written_at = models.DateTimeField(help_text="when these words were published")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "language", "place"], name="one_passage_at_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.language} {self.place}"


class Case(models.Model):
    """A solved ticket as others can find it: what was asked, and the message that solved it."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="case", primary_key=True)
    language = models.CharField(max_length=10)
    stems = models.TextField()
    length = models.PositiveIntegerField()
    answer = models.BigIntegerField(null=True, help_text="the last reply before it was solved")
    solved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"case {self.pk}"


class Term(models.Model):
    """In how many documents of a heap a term stands: a stem, or four letters in a row."""

    heap = models.CharField(max_length=8)
    term = models.CharField(max_length=40)
    documents = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["heap", "term"], name="one_count_per_term")]

    def __str__(self) -> str:
        return f"{self.term}: {self.documents}"


class Heap(models.Model):
    """How many documents a heap holds and how long they are together; `stamp` changes with each of them."""

    name = models.CharField(max_length=8, primary_key=True)
    documents = models.PositiveIntegerField(default=0)
    length = models.PositiveBigIntegerField(default=0)
    stamp = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.documents}"


class Vector(models.Model):
    """A passage as the optional embedding sees it: one signed byte a number; `model` names what made them."""

    passage = models.OneToOneField(Passage, models.CASCADE, related_name="vector", primary_key=True)
    model = models.CharField(max_length=40)
    values = models.BinaryField()

    def __str__(self) -> str:
        return f"vector of {self.pk}"


class Gate(models.Model):
    """How signs of a good answer become a probability. `weights`: {sign: number}; rows are never changed.

    `answers_from`, `offers_from`: probabilities. `good`: of how many of `samples` the answer was right."""

    kind = models.CharField(max_length=8, help_text="words, or both: with the embedding")
    weights: models.JSONField[dict[str, float], dict[str, float]] = models.JSONField()
    answers_from = models.FloatField()
    offers_from = models.FloatField()
    samples = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    figures: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    at = models.DateTimeField()
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(is_current=True), name="one_gate_at_work"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} gate {self.pk}"


class Asked(models.Model):
    """A question that was put to the search for an answer, without its words: what it had to offer, what came of it.

    `signs` are what the gate saw; `fate` is "" until somebody said, or did, something."""

    where = models.CharField(max_length=16, help_text="portal, mail, assistant, ticket")
    language = models.CharField(max_length=10, blank=True, default="")
    outcome = models.CharField(max_length=8, help_text="answered, offers, unknown")
    confidence = models.FloatField()
    kind = models.CharField(max_length=8)
    signs: models.JSONField[dict[str, float], dict[str, float]] = models.JSONField(default=dict)
    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="+", db_index=False)
    fate = models.CharField(max_length=8, blank=True, default="", help_text="right, wrong")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "-at"], condition=~Q(fate=""), name="asked_with_fate"),
            models.Index(fields=["at"], name="asked_by_time"),
            models.Index(fields=["ticket"], condition=Q(ticket__isnull=False), name="asked_on_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.confidence:.2f}"
