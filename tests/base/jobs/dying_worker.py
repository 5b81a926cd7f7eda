"""A worker process whose job kills it."""

import django


def main() -> None:
    django.setup()
    from escalera.base.jobs.running import run_due

    run_due()


if __name__ == "__main__":
    main()
