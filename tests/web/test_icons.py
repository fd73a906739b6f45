"""Every icon that a template or a view names is there."""

import re
from pathlib import Path

import pytest

from web.icons import UnknownIcon, icon_svg

WEB = Path(__file__).resolve().parents[2] / "web"


def test_every_icon_named_in_a_template_is_there() -> None:
    named = {
        name
        for template in (WEB / "templates").rglob("*.html")
        for name in re.findall(r'(?:{% icon|icon=)\s*"([a-z0-9-]+)"', template.read_text(encoding="utf-8"))
    }

    assert named
    for name in named:
        assert icon_svg(name)


@pytest.mark.parametrize("name", ["", "../apps", "khong-co"])
def test_an_icon_that_is_not_there_is_an_error(name: str) -> None:
    with pytest.raises(UnknownIcon):
        icon_svg(name)
