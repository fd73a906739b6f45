"""The guide's own lines are run: they must lead a stranger to a first event and to matched cash."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from kernel.clock import local_day, now
from logistics.dispatch.enums import EventCode, Reason
from logistics.dispatch.models import Parcel
from tests.factories.dispatch import ShipmentFactory
from tests.factories.partner_api import Partner

DOCS = Path(settings.BASE_DIR) / "docs"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing: the guide's lines are not run")
@pytest.mark.usefixtures("rate_card")
@pytest.mark.django_db(transaction=True)
def test_the_lines_of_the_guide_work(live_server: LiveServer, tmp_path: Path) -> None:
    ShipmentFactory(cod_dong=350_000, booked_at=now(), pickup__day=local_day(now()))
    blocks = re.findall(r"```sh\n(.*?)```", (DOCS / "partner-guide.md").read_text(), re.DOTALL)
    run = subprocess.run(
        ["bash", "-euc", "\n".join(blocks)],
        cwd=tmp_path,
        env=os.environ | {"BASE": f"{live_server.url}/partner/v1", "TOKEN": Partner().secret},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert (tmp_path / "label.pdf").read_bytes().startswith(b"%PDF")
    last = json.loads("{" + run.stdout.rsplit("\n", 1)[-1].rsplit("}{", 1)[-1])
    assert [line["state"] for line in last["lines"]] == ["matched"]
    assert Parcel.objects.get().state == "picked_up"


def test_the_table_of_events_names_every_code_in_its_order() -> None:
    text = (DOCS / "partner-events.md").read_text()
    table = text[: text.index("## What becomes")]
    assert re.findall(r"(?m)^\| `([a-z_]+)` \|", table)[1:] == EventCode.values
    assert [word for word in Reason.values if f"`{word}`" not in table] == []
