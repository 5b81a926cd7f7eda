"""What can be done with many tickets at once. Rooms above add their own verbs with `register_verb`."""

from escalera.core.bulk.verbs import changing, merging, placing, speaking
from escalera.core.bulk.verbs.verb import Step, Verb, find_verb, known_verbs, register_verb

for _one in (*placing.VERBS, *changing.VERBS, *speaking.VERBS, *merging.VERBS):
    register_verb(_one)

__all__ = ["Step", "Verb", "find_verb", "known_verbs", "register_verb"]
