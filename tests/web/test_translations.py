"""Every text of the shop has its English, and the compiled file is the one that the texts give."""

import ast
import gettext
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
ROOMS = ("web", "search", "marketplace", "logistics", "kernel", "graphql/api")
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
_TRANSLATE = re.compile(r"""{% translate (["'])(.*?)\1""")


def read_catalogue() -> dict[str, str]:
    """msgid → msgstr (the first form of a plural), continued lines joined."""
    found: dict[str, str] = {}
    for entry in CATALOGUE.read_text(encoding="utf-8").split("\n\n")[1:]:
        parts: dict[str, str] = {}
        name = ""
        for line in entry.splitlines():
            if line.startswith(("msgid", "msgstr")):
                name, _space, text = line.partition(" ")
                parts[name] = ast.literal_eval(text)
            elif line.startswith('"'):
                parts[name] += ast.literal_eval(line)
        if "msgid" in parts:
            found[parts["msgid"]] = parts.get("msgstr", parts.get("msgstr[0]", ""))
    return found


def texts_of_python(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in MARKS
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def texts_of_template(path: Path) -> set[str]:
    html = path.read_text(encoding="utf-8")
    return {text.replace("%", "%%") for _quote, text in _TRANSLATE.findall(html)}


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_has_its_english(room: str) -> None:
    known = read_catalogue()
    texts = {
        text: path.relative_to(ROOT)
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
        for text in texts_of_python(path)
    }
    texts |= {
        text: path.relative_to(ROOT)
        for path in sorted((ROOT / room).rglob("*.html"))
        for text in texts_of_template(path)
    }

    missing = {text: str(path) for text, path in texts.items() if not known.get(text)}

    assert missing == {}, "run `make messages`, translate what is empty, run it again"


def test_each_translation_keeps_the_figures_that_are_filled_in() -> None:
    for text, english in read_catalogue().items():
        assert sorted(PLACES.findall(text)) == sorted(PLACES.findall(english)), text


def test_the_compiled_file_is_in_step() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        translations = gettext.GNUTranslations(compiled)

    for text, english in read_catalogue().items():
        in_file = translations._catalog.get(text, translations._catalog.get((text, 0)))  # type: ignore[attr-defined]
        assert in_file == english, text
