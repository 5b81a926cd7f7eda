"""What one would guess of a ticket without learning anything: what every model has to beat."""

from __future__ import annotations

from collections.abc import Sequence

from escalera.base.people.models import Team
from escalera.base.text.stems import stems
from escalera.core.tickets.models import Category, Kind, Priority
from escalera.core.triage.choices import Field
from escalera.core.triage.signals import signals

_BY_URGENCY = {0: Priority.NORMAL, 1: Priority.HIGH, 2: Priority.HIGH, 3: Priority.URGENT}


class Rules:
    """Guesses by names of categories in the text, by urgent words, and by where tickets come in."""

    def __init__(self) -> None:
        """Read categories and the entrance; once for many tickets."""
        self._categories = list(Category.objects.filter(archived_at__isnull=True).order_by("pk"))
        self._names: dict[str, list[tuple[frozenset[str], Category]]] = {}
        first = Team.objects.filter(archived_at__isnull=True).order_by("-is_entrance", "level__order", "pk").first()
        self._team, self._level = (str(first.pk), str(first.level_id)) if first else ("", "")

    def guess(self, text: str, language: str) -> dict[str, str]:
        """Return a value for each field."""
        category = self._category(set(stems(text, language)), language)
        return {
            Field.CATEGORY: str(category.pk) if category else "",
            Field.KIND: (category.kind if category else "") or Kind.INCIDENT.value,
            Field.PRIORITY: str(int(_BY_URGENCY[signals(text).urgency])),
            Field.LEVEL: self._level,
            Field.TEAM: str(category.team_id) if category and category.team_id else self._team,
        }

    def _category(self, found: set[str], language: str) -> Category | None:
        """Return the category most of whose name's words stand in the text; the longest name of equals."""
        if language not in self._names:
            self._names[language] = [(frozenset(stems(one.name, language)), one) for one in self._categories]
        whole = [(len(name), one) for name, one in self._names[language] if name and name <= found]
        return max(whole, key=lambda pair: pair[0])[1] if whole else None


def guesses(rules: Rules, texts: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the guesses for many texts, by field."""
    all_of_them = [rules.guess(text, language) for text, language in texts]
    return {name: [one[name] for one in all_of_them] for name in Field.values}
