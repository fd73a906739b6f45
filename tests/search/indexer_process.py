"""`manage.py indexer` on a test's database and index, for tests that kill it.

python -m tests.search.indexer_process <database> <servers, with commas> <alias>
"""

import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402


def run(database: str, servers: str, alias: str) -> None:
    connection.settings_dict["NAME"] = database
    settings.SEARCH, settings.ELASTICSEARCH_URL = "elasticsearch", servers.split(",")
    settings.ELASTICSEARCH_INDEX = alias
    call_command("indexer")


if __name__ == "__main__":
    run(*sys.argv[1:])
