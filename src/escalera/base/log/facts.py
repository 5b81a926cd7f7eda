"""Facts: what happened, as typed values. Rooms declare their own in `facts.py`; the log only keeps them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar, Self

_REGISTRY: dict[str, type[Fact]] = {}


class UnknownFact(LookupError):
    """The log holds an event whose fact no installed room declares."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a person or a part of the product, with the name that they had at that time."""

    kind: str  # "agent" | "contact" | "system"
    id: int | None
    name: str


SYSTEM = Actor("system", None, "Escalera")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that became true. Fields are primitive; `name` is dotted, in the past.

    A subclass says `name`, its fields, and `sentence`, the words in which people read it on the ticket."""

    name: ClassVar[str] = ""
    ticket_id: int | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.__dict__.get("name"):
            return
        if cls.name in _REGISTRY and _REGISTRY[cls.name].__qualname__ != cls.__qualname__:
            raise ValueError(f"two facts are called {cls.name}")
        _REGISTRY[cls.name] = cls

    def sentence(self, who: str) -> str:
        """Say the fact in one line, in the reader's language; `who` is the actor's name."""
        raise NotImplementedError(type(self).__name__)

    def payload(self) -> dict[str, Any]:
        """Return the fields that the event row has no column for, without those that hold their default."""
        return {
            f.name: value
            for f in dataclasses.fields(self)
            if f.name != "ticket_id" and (value := getattr(self, f.name)) != f.default
        }

    @classmethod
    def from_payload(cls, ticket_id: int | None, payload: dict[str, Any]) -> Self:
        known = {f.name for f in dataclasses.fields(cls)}
        return cls(ticket_id=ticket_id, **{k: v for k, v in payload.items() if k in known})


@dataclass(frozen=True, kw_only=True)
class TicketFact(Fact):
    """A fact about one ticket."""

    ticket_id: int = dataclasses.field()


def fact_class(name: str) -> type[Fact]:
    """Return the class of a fact's name. Raises: UnknownFact."""
    try:
        return _REGISTRY[name]
    except KeyError:
        raise UnknownFact(name) from None


def all_facts() -> dict[str, type[Fact]]:
    """Return every declared fact by name; tests walk it."""
    return dict(_REGISTRY)
