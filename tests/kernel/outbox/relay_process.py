"""A relay as a process of its own: python -m tests.kernel.outbox.relay_process <the test's database>.

Its handlers, one inside and one outside, write each event down in the audit, so that a doubled one shows.
"""

import sys

import django
from django.conf import settings
from django.core.management import call_command


def main(database: str) -> None:
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from kernel.outbox.registry import handles
    from tests.kernel.outbox import parcels
    from tests.kernel.outbox.counting import count_inside, count_outside

    handles(parcels.ParcelPacked)(count_inside)
    handles(parcels.ParcelSent, outside=True)(count_outside)
    call_command("relay")


if __name__ == "__main__":
    main(sys.argv[1])
