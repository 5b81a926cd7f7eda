"""Run as a process: makes the sample company without any ticket, on the desk that the environment names, and lets its
mail leave by the environment's way. The journeys bring their own tickets, so that everybody knows what is there."""

from __future__ import annotations

from escalera.faces.cli.database import migrate
from escalera.faces.cli.main import set_up_django


def furnish() -> None:
    set_up_django()
    migrate()
    from escalera.core.channels.models import Channel
    from escalera.faces.cli.sample import fill_sample

    fill_sample(tickets=0, say=print)
    Channel.objects.update(settings={})


if __name__ == "__main__":
    furnish()
