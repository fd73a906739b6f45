"""The contract against the running server: requests that keep to it are answered by it, all others refused.

Every phase and check of schemathesis, with a bounded number of examples; `make soak` sets SOAK for more."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from tests.factories.dispatch import ShipmentFactory
from tests.factories.partner_api import Partner

EXAMPLES = "400" if os.environ.get("SOAK") else "5"
# Every call that names a thing of ours answers 404 for invented names, which is what the warnings would say.
HOOKS = "tests.logistics.partner_api.schemathesis_hooks"
OPTIONS = [
    "--checks",
    "all",
    "--mode",
    "all",
    "--generation-deterministic",
    "--warnings",
    "off",
]


@pytest.mark.usefixtures("rate_card")
@pytest.mark.django_db(transaction=True)
def test_schemathesis_finds_nothing(live_server: LiveServer, tmp_path: Path) -> None:
    ShipmentFactory(boxes=2, cod_dong=350_000)
    partner = Partner()
    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{live_server.url}/partner/v1/openapi.json",
            "--header",
            f"Authorization: Bearer {partner.secret}",
            "--max-examples",
            EXAMPLES,
            *OPTIONS,
        ],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(settings.BASE_DIR), "SCHEMATHESIS_HOOKS": HOOKS},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert run.returncode == 0, run.stdout[-9000:] + run.stderr[-2000:]
