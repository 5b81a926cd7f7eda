"""What a caller hears at each step. Answers at once: it reads, and changes nothing.

A step's name and values stand in the address that the provider calls, which its signature covers. `l`: language, `t`:
target, `m`: menu, `n`: how often they were asked already, `r`: how often telephones have rung, `c`: "1" if they let
themselves be recorded, `g`: our own number of a call that we placed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from escalera.base.people.models import Agent
from escalera.core.channels.models import Call, Channel
from escalera.core.channels.voice import duty, waiting
from escalera.core.channels.voice.calls import place_in_queue
from escalera.core.channels.voice.port import Heard
from escalera.core.channels.voice.settings import LANGUAGES, Plan, Target, plan_of
from escalera.core.channels.voice.verbs import (
    Ask,
    Dial,
    Go,
    HangUp,
    Leave,
    Pause,
    Play,
    Queue,
    Record,
    Ring,
    Say,
    Step,
    Verb,
)
from escalera.core.channels.voice.words import say, say_option, say_wait

MOST_TRIES = 3
PAUSE_S = 20
MOST_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the provider's: at which step, what the address carries, what the call says."""

    channel: Channel
    plan: Plan
    values: Mapping[str, str]
    heard: Heard
    at: datetime

    @property
    def language(self) -> str:
        given = self.values.get("l", "")
        return given if given in LANGUAGES else self.plan.language

    @property
    def target(self) -> Target:
        return Target.of_code(self.values["t"]) if self.values.get("t") else self.plan.entry

    def key(self, name: str) -> int:
        """Return a row's key that we wrote into the address; 0 for none."""
        text = self.values.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0

    def number(self, name: str) -> int:
        text = self.values.get(name, "")
        return min(int(text), MOST_ROUNDS) if text.isascii() and text.isdigit() else 0

    def say(self, name: str, **values: object) -> Say:
        return say(self.plan, name, self.language, **values)

    def to(self, name: str, **more: str) -> Step:
        """Return a step that still knows language, target and consent."""
        kept = {key: self.values[key] for key in ("l", "t", "c") if self.values.get(key)}
        return Step(name, {**kept, **more})


def answer(channel: Channel, step: str, values: Mapping[str, str], heard: Heard, at: datetime) -> Sequence[Verb]:
    """Return what comes next; nothing for a step that only tells us something."""
    found = _STEPS.get(step)
    return found(Asked(channel, plan_of(channel), values, heard, at)) if found else []


def _start(asked: Asked) -> Sequence[Verb]:
    plan = asked.plan
    if len(plan.languages) < 2:
        return [asked.say("greeting"), *_lead(asked, plan.start)]
    prompts = [say(plan, "language", language, digit=digit) for digit, language in plan.languages]
    return [asked.say("greeting"), Ask(Step("language", {"n": "1"}), prompts)]


def _language(asked: Asked) -> Sequence[Verb]:
    chosen = dict(asked.plan.languages).get(asked.heard.digit)
    if chosen is None and asked.number("n") < MOST_TRIES - 1:
        prompts = [say(asked.plan, "language", language, digit=digit) for digit, language in asked.plan.languages]
        return [Ask(Step("language", {"n": str(asked.number("n") + 1)}), prompts)]
    spoken = Asked(asked.channel, asked.plan, {"l": chosen or asked.plan.language}, asked.heard, asked.at)
    own = asked.plan.words.get(spoken.language, {}).get("greeting")
    greeting = [spoken.say("greeting")] if own and spoken.language != asked.plan.language else []
    return [*greeting, *_lead(spoken, asked.plan.start)]


def _lead(asked: Asked, target: Target) -> Sequence[Verb]:
    """Lead a caller to where they chose."""
    if target.to == "menu" and target.value in asked.plan.menus:
        return _ask_menu(asked, target.value, 1)
    if target.to == "hang_up":
        return [asked.say("goodbye"), HangUp()]
    goes_on = Asked(asked.channel, asked.plan, {**asked.values, "t": target.code}, asked.heard, asked.at)
    if target.to in ("voicemail", "callback"):
        return [Go(Step(target.to, {"l": asked.language, "t": asked.plan.entry.code}))]
    if not duty.is_open(asked.channel, target, asked.at):
        return _closed(goes_on)
    if asked.plan.asks_to_record:
        return [Ask(goes_on.to("consent"), [goes_on.say("record")], wait_s=3)]
    return [Go(goes_on.to("ring", r="1"))]


def _closed(asked: Asked) -> Sequence[Verb]:
    closed = asked.plan.closed
    if closed.to in ("voicemail", "callback"):
        return [asked.say("closed"), Go(asked.to(closed.to))]
    if closed.to == "hang_up":
        return [asked.say("closed"), HangUp()]
    return [asked.say("closed"), Go(Step("ring", {"l": asked.language, "t": closed.code, "r": "1"}))]


def _ask_menu(asked: Asked, name: str, tries: int) -> Sequence[Verb]:
    menu = asked.plan.menus[name]
    prompts = [say_option(asked.plan, option, asked.language) for option in menu.options]
    step = Step("menu", {"l": asked.language, "m": name, "n": str(tries)})
    return [Ask(step, prompts)]


def _menu(asked: Asked) -> Sequence[Verb]:
    name = asked.values.get("m", "")
    menu = asked.plan.menus.get(name)
    if menu is None:
        return _lead(asked, asked.plan.entry)
    chosen = next((option for option in menu.options if option.digit == asked.heard.digit), None)
    if chosen is not None:
        return _lead(asked, chosen.target)
    tries = asked.number("n")
    if tries >= MOST_TRIES:
        return _lead(asked, menu.otherwise if menu.otherwise.value != name else asked.plan.entry)
    wrong = [asked.say("wrong")] if asked.heard.digit else []
    return [*wrong, *_ask_menu(asked, name, tries + 1)]


def _consent(asked: Asked) -> Sequence[Verb]:
    return [Go(asked.to("ring", c="0" if asked.heard.digit == "2" else "1", r="1"))]


def _ring(asked: Asked) -> Sequence[Verb]:
    """Ring whoever is there; else wait. `a`: one agent alone, who asked for this call."""
    people = duty.on_duty(asked.channel, asked.target, asked.at)
    if asked.values.get("a"):
        people = list(Agent.objects.filter(pk=asked.key("a"), is_active=True).exclude(telephone=""))
    if not people:
        return [_queue(asked)]
    first = [asked.say("connecting")] if asked.number("r") <= 1 else []
    call = asked.heard.call
    rings = [
        Ring(one.telephone, Step("leg", {"k": call, "a": str(one.pk), "r": asked.values.get("r", "1")}))
        for one in people
    ]
    recorded = Step("recording") if asked.values.get("c") == "1" else None
    return [*first, Dial(rings, asked.to("rung", r=asked.values.get("r", "1")), asked.plan.ring_s, recorded)]


def _rung(asked: Asked) -> Sequence[Verb]:
    return [HangUp()] if asked.heard.dialled in ("talking", "completed") else [_queue(asked)]


def _queue(asked: Asked) -> Queue:
    rounds = str(asked.number("r") or 1)
    name = f"{asked.channel.pk}-{asked.target.code}"
    return Queue(name, asked.to("wait", r=rounds), asked.to("left", r=rounds))


def _wait(asked: Asked) -> Sequence[Verb]:
    """Say their place and play; let them go to whoever has become free, the first first, or to the voicemail at last."""
    if asked.heard.waited_s >= asked.plan.max_wait_s:
        return [Leave()]
    place = place_in_queue(asked.channel, asked.heard.call) or max(asked.heard.place, 1)
    if place == 1 and asked.heard.waited_s > 0 and duty.on_duty(asked.channel, asked.target, asked.at):
        return [Leave()]
    prompts: list[Say | Play | Pause] = [asked.say("position", number=place)]
    if (seconds := _expected(asked, place)) is not None:
        prompts.append(say_wait(asked.plan, seconds, asked.language))
    if asked.heard.theirs:
        prompts.append(asked.say("callback_offer"))
    music: Play | Pause = Play(asked.plan.music) if asked.plan.music else Pause(PAUSE_S)
    return [Ask(asked.to("waitkey"), [*prompts, music], wait_s=1, silent_goes_on=False)]


def _expected(asked: Asked, place: int) -> int | None:
    team = duty.teams_of_target(asked.channel, asked.target)[0]
    waits = waiting.recent_waits(team.pk, asked.at, over_s=asked.plan.ring_s)
    return waiting.expected_s(place, asked.heard.waited_s, waits)


def _waitkey(asked: Asked) -> Sequence[Verb]:
    """Whoever pressed 1 is called back; whatever else they press, they wait on."""
    return [Go(asked.to("callback"))] if asked.heard.digit == "1" and asked.heard.theirs else []


def _left(asked: Asked) -> Sequence[Verb]:
    """Waiting is over: somebody is free, or nobody was for too long."""
    if asked.heard.left == "leave" and asked.heard.waited_s < asked.plan.max_wait_s:
        return [Go(asked.to("ring", r=str(asked.number("r") + 1)))]
    if asked.heard.left in ("leave", "failed"):
        return [Go(asked.to("voicemail"))]
    return []


def _callback(asked: Asked) -> Sequence[Verb]:
    if not asked.heard.theirs:
        return [asked.say("withheld"), Go(asked.to("voicemail"))]
    return [asked.say("callback"), HangUp()]


def _voicemail(asked: Asked) -> Sequence[Verb]:
    transcribed = Step("transcription") if asked.plan.transcribe else None
    return [
        asked.say("voicemail"),
        Record(asked.to("thanks"), Step("recording", {"v": "1"}), asked.plan.voicemail_s, transcribed),
        HangUp(),
    ]


def _thanks(asked: Asked) -> Sequence[Verb]:
    return [asked.say("thanks"), HangUp()]


def _bridge(asked: Asked) -> Sequence[Verb]:
    """Our side has picked up the call that it asked for: now the customer's telephone rings."""
    call = Call.objects.filter(
        pk=int(asked.values["g"]) if asked.values.get("g", "").isdigit() else 0, channel=asked.channel
    ).first()
    if call is None or not call.their_number:
        return [HangUp()]
    known = {"g": str(call.pk), "l": call.language or asked.language}
    first = Step("announce", known) if asked.plan.asks_to_record else None
    ring = Ring(call.their_number, Step("far", known), first)
    return [Dial([ring], Step("bridged", known), asked.plan.ring_s + 10, shown=asked.channel.address)]


def _announce(asked: Asked) -> Sequence[Verb]:
    step = Step("agreed", {key: asked.values[key] for key in ("g", "l") if key in asked.values})
    return [Ask(step, [asked.say("record")], wait_s=3)]


def _bridged(asked: Asked) -> Sequence[Verb]:
    if asked.heard.dialled in ("talking", "completed"):
        return [HangUp()]
    return [asked.say("no_answer"), HangUp()]


_STEPS: dict[str, Callable[[Asked], Sequence[Verb]]] = {
    "": _start, "language": _language, "menu": _menu, "consent": _consent, "ring": _ring, "rung": _rung, "wait": _wait,
    "waitkey": _waitkey, "left": _left, "callback": _callback, "voicemail": _voicemail, "thanks": _thanks,
    "bridge": _bridge, "announce": _announce, "bridged": _bridged,
}  # fmt: skip
TELLING = frozenset(
    {"leg", "far", "status", "recording", "transcription", "agreed"}
)  # steps that only tell us something
STEPS = frozenset(_STEPS) | TELLING
