"""The 32 grounds of photos stand in the style sheet as the catalogue defines them."""

from pathlib import Path

from marketplace.catalogue.grounds import GROUNDS

CSS = Path(__file__).resolve().parents[2] / "web" / "static" / "css" / "house.css"


def test_each_ground_has_its_class() -> None:
    css = CSS.read_text(encoding="utf-8")

    for number, colour in enumerate(GROUNDS):
        assert f"  .g{number} {{ background-color: {colour}; }}\n" in css
