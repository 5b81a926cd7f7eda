"""A worker process that sends what is due, once; its parent may kill it at any point."""

import django
from django.conf import settings

if __name__ == "__main__":
    django.setup()
    settings.DELIVERY_LEASE_S = 1.0
    from escalera.core.channels.deliveries import send_due

    send_due()
