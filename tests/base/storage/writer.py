"""A second process that writes beside the test."""

from __future__ import annotations

import sys

import django


def main() -> None:
    django.setup()
    from tests.base.probe import Probe
    from tests.base.storage.test_write_queue import bump

    bump(Probe(), int(sys.argv[1]))
    print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
