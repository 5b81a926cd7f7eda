"""What a caller hears, as a small outline: the sentences as the voice reads them, and where each key leads."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from escalera.core.channels.models import Channel
from escalera.core.channels.voice.settings import Plan, Target, plan_of
from escalera.core.channels.voice.words import say, say_option
from escalera.faces.desk.settings.channels.callers.draft import Draft
from escalera.faces.desk.settings.channels.callers.naming import language_name


@dataclass(slots=True)
class Line:
    """`digit`: the key that is pressed; `said`: what the voice reads; `note`: what then happens; `below`: what follows."""

    said: str = ""
    note: str = ""
    digit: str = ""
    below: list[Line] = field(default_factory=list)


def outlines(channel: Channel, draft: Draft, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return an outline a language, in their order."""
    meant = copy(channel)
    meant.settings = {k: v for k, v in {**channel.settings, **draft.settings()}.items() if v is not None}
    plan = plan_of(meant)
    return [
        {"code": language, "name": language_name(language), "lines": _Outline(plan, language, names).whole()}
        for _digit, language in plan.languages
    ]


class _Outline:
    def __init__(self, plan: Plan, language: str, names: Mapping[str, str]) -> None:
        self.plan, self.language, self.names = plan, language, names
        self.heard: set[str] = set()  # menus that stand in it already

    def say(self, name: str, **values: object) -> str:
        return say(self.plan, name, self.language, **values).text

    def whole(self) -> list[Line]:
        several = len(self.plan.languages) > 1
        lines = [Line(self.say("greeting"))]
        if several:
            digit = next(digit for digit, language in self.plan.languages if language == self.language)
            first = say(self.plan, "greeting", self.plan.language).text
            own = self.plan.words.get(self.language, {}).get("greeting")
            lines = [Line(first), Line(self.say("language", digit=digit), digit=digit)]
            if own and self.language != self.plan.language:
                lines.append(Line(self.say("greeting")))
        return [*lines, *self.led(self.plan.start), Line(self.say("closed"), _("Out of hours"), below=self.closed())]

    def led(self, target: Target) -> list[Line]:
        """Return what is heard from here on."""
        if target.to == "menu" and target.value in self.plan.menus:
            return self.menu(target.value)
        if target.to in ("voicemail", "callback"):
            return [Line(self.say(target.to), self.name(target))]
        if target.to == "hang_up":
            return [Line(self.say("goodbye"), self.name(target))]
        rings = Line(
            self.say("connecting"), _("Rings: %(whose)s. Nobody free: the queue.") % {"whose": self.name(target)}
        )
        return [*([Line(self.say("record"))] if self.plan.asks_to_record else []), rings]

    def menu(self, name: str) -> list[Line]:
        if name in self.heard:
            return [Line(note=_("%(menu)s, as above") % {"menu": self.names.get(f"menu.{name}", name)})]
        self.heard.add(name)
        menu = self.plan.menus[name]
        lines = [
            Line(say_option(self.plan, option, self.language).text, "", option.digit, self.led(option.target))
            for option in menu.options
        ]
        return [*lines, Line(note=_("No key three times: %(where)s") % {"where": self.name(menu.otherwise)})]

    def closed(self) -> list[Line]:
        closed = self.plan.closed
        if closed.to == "hang_up":
            return [Line(note=self.name(closed))]
        return self.led(closed)

    def name(self, target: Target) -> str:
        return self.names.get(target.code) or self.names.get(target.to, "")
