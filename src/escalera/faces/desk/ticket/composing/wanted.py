"""What was chosen for an answer: in the form, or kept with its draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from escalera.core.channels.shared.capabilities import capabilities_of
from escalera.core.channels.shared.ways import Chosen, Way, find_way
from escalera.faces.desk.shared.looks import channel_name, shown_address

LONGEST_VALUE = 2000  # characters
MOST_FIELDS = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """`way`: its key, "" for the one that stands ready; `template`: "name|language"; `values`: what is filled into its
    places; `answers`: the message that is answered; `given`: in the form, else what the draft remembers counts;
    `kept`: it was chosen earlier, and may not hold any more."""

    way: str = ""
    template: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    answers: int = 0
    opens: bool = False  # the list of ways
    given: bool = False
    kept: bool = False

    @classmethod
    def of(cls, data: QueryDict) -> Wanted:
        answers = data.get("answers", "")
        values = {
            key[6:]: data.get(key, "")[:LONGEST_VALUE] for key in list(data)[:MOST_FIELDS] if key.startswith("place:")
        }
        return cls(
            data.get("way", "")[:300], data.get("template", "")[:700], values,
            int(answers) if answers.isascii() and answers.isdecimal() and len(answers) < 18 else 0, given=True,
        )  # fmt: skip

    @classmethod
    def of_draft(cls, through: Mapping[str, Any] | None) -> Wanted:
        return cls(**through, kept=True) if through else READY

    @property
    def through(self) -> dict[str, Any]:
        """Return what is kept of it with a draft."""
        return {"way": self.way, "template": self.template, "values": self.values, "answers": self.answers}


READY = Wanted()  # nothing was chosen: the way that stands ready


def settle(ways: Sequence[Way], ready: Chosen, wanted: Wanted) -> tuple[Way | None, Wanted, str]:
    """Return the way that is shown, what of the choice still holds, and why what was kept with a draft does not."""
    way = find_way(ways, wanted.way) if wanted.way else None
    if way is None and wanted.kept:
        way = next((one for one in ways if one.kind == wanted.way), None)  # a kind of channel alone
    if not (wanted.kept and wanted.way):
        return way or ready.way, wanted, ""
    if way is not None and (way.is_open or (wanted.template and way.by_template)):
        return way, wanted, ""
    if way is not None and way == ready.way:
        return way, wanted, ""  # nothing else is open either, and why stands there already
    left = replace(wanted, way="", template="", values={}, answers=0)
    return ready.way, left, _lost(wanted.way, way)


def _lost(key: str, way: Way | None) -> str:
    """Say which way was chosen for a draft that can't leave by it any more."""
    kind, _door, address = (*key.split(":", 2), "", "")[:3]
    named = channel_name(kind) if capabilities_of(kind) else ""
    if not named:
        return _("The channel that was chosen for this draft is closed now.")
    where = f"{named} {shown_address(kind, address)}".strip()
    if way is None:
        return _("This draft was to leave by %(way)s, which is closed now.") % {"way": where}
    return _("This draft was to leave by %(way)s. %(why)s") % {"way": where, "why": way.why_not}
