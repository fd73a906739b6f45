"""The guide's own lines are run: they must lead a stranger to a first event and to matched cash."""

import json
import os
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from kernel.clock import now
from logistics.dispatch.enums import EventCode, Reason
from logistics.dispatch.models import Parcel
from logistics.partner_api.enums import Scope
from logistics.partner_api.sandbox import open_sandbox

DOCS = Path(settings.BASE_DIR) / "docs"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing: the guide's lines are not run")
@pytest.mark.usefixtures("rate_card")
@pytest.mark.django_db(transaction=True)
def test_the_lines_of_the_guide_work(live_server: LiveServer, tmp_path: Path) -> None:
    scopes = list(Scope)
    new = open_sandbox(name="test", scopes=scopes, actor="system:console", at=now() - timedelta(minutes=5))
    client = {"CLIENT_ID": new.client.key, "CLIENT_SECRET": new.secret}
    blocks = re.findall(r"```sh\n(.*?)```", (DOCS / "partner-guide.md").read_text(), re.DOTALL)
    run = subprocess.run(
        ["bash", "-euc", "\n".join(blocks)],
        cwd=tmp_path,
        env=os.environ | client | {"BASE": f"{live_server.url}/partner/v1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert (tmp_path / "label.pdf").read_bytes().startswith(b"%PDF")
    last = json.loads("{" + run.stdout.rsplit("\n", 1)[-1].rsplit("}{", 1)[-1])
    assert [line["state"] for line in last["lines"]] == ["matched"]
    assert sorted(Parcel.objects.values_list("state", flat=True)) == [
        "booked",
        "booked",
        "picked_up",
        "returned",
    ]


def test_the_table_of_events_names_every_code_in_its_order() -> None:
    text = (DOCS / "partner-events.md").read_text()
    table = text[: text.index("## What becomes")]
    assert re.findall(r"(?m)^\| `([a-z_]+)` \|", table)[1:] == EventCode.values
    assert [word for word in Reason.values if f"`{word}`" not in table] == []
