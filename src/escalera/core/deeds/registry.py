"""What can be done to a ticket as data, for macros, rules and steps of an escalation. Each deed is checked when it is
written and run through the same action as everybody's. Upper rooms register theirs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.deeds.inputs import Choices, Given, Input, InputType, Words, read_inputs

__all__ = [
    "MOST", "Choices", "Deed", "Given", "Input", "InputType", "Turn", "Words", "checked", "deeds_for_editor",
    "find", "moves", "read_inputs", "register", "run", "words",
]  # fmt: skip
MOST = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """One run: which ticket, who, when.

    `key`: what this run is called, so that words and pages leave once when it is repeated; "" for a person's.
    `about`: what brought it about (a fact's fields), for deeds that speak of it."""

    ticket_id: int
    by: Agent
    at: datetime
    key: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be done.

    `run` returns None, or what to say instead of `words` because it was not done.
    `inputs(given)`: what it wants to know, as far as it was said until now; `check(kept)`: raises BadInput for what the
    inputs alone cannot see, or returns what is kept instead. `words`: the past, in lower case: "moved to Networks".
    `moves`: it may take the ticket away, so it is done last. `by_hand`: only a person can (the desk cannot hold a
    ticket). `nested`: it runs deeds itself, so macros do not offer it. `tells`: whatever it changes is a fact about
    the ticket, so that without a fact nothing was done."""

    label: Words
    run: Callable[[Given, Turn], str | None]
    words: Callable[[Given], str]
    inputs: Callable[[Given], Sequence[Input]] = lambda given: ()
    check: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    moves: bool = False
    by_hand: bool = False
    nested: bool = False
    tells: bool = False
    order: int = 50


_DEEDS: dict[str, Deed] = {}


def register(key: str, deed: Deed) -> None:
    """Make a deed known; the last of a key counts."""
    _DEEDS[key] = deed


def find(key: Any) -> Deed | None:
    return _DEEDS.get(key) if isinstance(key, str) else None


def deeds_for_editor(*, by_hand: bool, nested: bool) -> list[tuple[str, Deed]]:
    """Return what an editor offers. `by_hand`: people run it (a macro); `nested`: it may run macros itself (a rule)."""
    found = [(key, one) for key, one in _DEEDS.items() if _fits(one, by_hand, nested)]
    return sorted(found, key=lambda pair: pair[1].order)


def checked(deeds: Any, *, by_hand: bool = True, nested: bool = False) -> list[dict[str, Any]]:
    """Return the deeds as they are kept: [{"do": key, …}].

    Raises: BadInput for one that is unknown, is not for this use, or says too little."""
    if not isinstance(deeds, list) or len(deeds) > MOST:
        raise BadInput(_("That is too much at once: at most %(limit)d things.") % {"limit": MOST})
    kept = []
    for given in deeds:
        one = find(given.get("do")) if isinstance(given, Mapping) else None
        if one is None or not _fits(one, by_hand, nested):
            raise BadInput(_("Here is something that the desk cannot do."))
        values = read_inputs(one.inputs(given), given)
        kept.append({"do": given["do"], **(one.check(values) if one.check else values)})
    return kept


def run(deeds: Sequence[Given], turn: Turn) -> list[str]:
    """Do all, those that move the ticket last; return what was done, in words. What is unknown (a room that is gone) is
    left out. Raises: what the deeds' own actions raise; the caller's transaction undoes what was done before."""
    known = [given for given in deeds if find(given.get("do"))]
    done = []
    for given in sorted(known, key=lambda one: _DEEDS[one["do"]].moves):
        one = _DEEDS[given["do"]]
        done.append(one.run(given, turn) or one.words(given))
    return done


def words(deeds: Sequence[Given]) -> list[str]:
    """Say what the deeds do."""
    return [_DEEDS[given["do"]].words(given) for given in deeds if find(given.get("do"))]


def moves(deeds: Sequence[Given]) -> bool:
    """Say whether the ticket may stand elsewhere afterwards."""
    return any(_DEEDS[given["do"]].moves for given in deeds if find(given.get("do")))


def keys() -> Collection[str]:
    return _DEEDS.keys()


def _fits(one: Deed, by_hand: bool, nested: bool) -> bool:
    return (by_hand or not one.by_hand) and (nested or not one.nested)
