"""A process that commits something and rings."""

import django


def main() -> None:
    django.setup()
    from django.db import transaction

    from escalera.base.jobs.wake import ring
    from tests.base.probe import Probe

    with transaction.atomic():
        Probe().add("committed")
        ring()


if __name__ == "__main__":
    main()
